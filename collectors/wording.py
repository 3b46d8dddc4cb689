"""Write numbers with their nouns, as messages do."""

from __future__ import annotations

import re

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


# Control characters but for tabs and line ends, and those that turn the direction of writing: a terminal obeys them.
# Half a character (a lone surrogate) cannot be written at all.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(words: str) -> str:
    """Return words that move no terminal, whoever wrote them: what a terminal would obey becomes a mark."""
    return words if words.isascii() and words.isprintable() else _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", words)
