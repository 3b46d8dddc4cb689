"""Write numbers with their nouns, as messages do."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

PASTE = "paste this below sources: in config.yaml"
"""The line before the block that a probe found."""


def counted(number: float, one: str, many: str | None = None, form: str = "") -> str:
    """Write a number with its noun: "1 post", "2 posts"; *many* where an "s" does not do, *form* as in ``format``.

    >>> counted(1, "post is", "posts are")
    '1 post is'
    >>> counted(12000, "row", form=",")
    '12,000 rows'
    """
    return f"{number:{form}} {one if number == 1 else many or one + 's'}"


def dollars(amount: float) -> str:
    """Write US dollars, a half cent up, as reports and the desk round all numbers.

    >>> dollars(1.645)
    '$1.65'
    """
    return f"${Decimal(str(amount)).quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def duration(span: timedelta) -> str:
    """Write a length of time, of either sign, in the largest unit that fits.

    >>> duration(timedelta(seconds=-388214))
    '4 days'
    """
    from babel.dates import format_timedelta  # noqa: PLC0415  # only where something is wrong

    return format_timedelta(abs(span), locale="en")
