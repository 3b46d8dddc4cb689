"""Read cells that people filled in: days, and whole numbers with a spreadsheet's marks of thousands."""

from __future__ import annotations

import re
from datetime import date, datetime

DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%d/%m/%y")
"""As ISO has it, and as people and spreadsheets in Indonesia write it: the day first."""
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february feb", "maret march mar", "april apr", "mei may", "juni june jun",
            "juli july jul", "agustus august agu agt agst aug", "september sep sept", "oktober october okt oct",
            "november nopember nop nov", "desember december des dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+\.?")
_MONEY = re.compile(r"(?i)^rp\.?")
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*|\d+")
_NOTHING_MORE = re.compile(r"[.,](?:00?|-)$")  # 1.200,00 and 1.200,- hold no part of a rupiah


def day_of(told: str) -> date | None:
    """Read a day such as 2026-11-16, 16/11/2026 or 16 Nopember 2026; a spreadsheet adds a time of 00:00:00."""
    day = _WORD.sub(lambda word: str(MONTHS.get(word[0].rstrip(".").lower(), word[0])), told.removesuffix(" 00:00:00"))
    for form in DATES:
        try:
            return datetime.strptime(day, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None


def whole_number(told: str) -> int | None:
    """Read a whole number of at least 0, such as 1200, 1.200, 3.500.000 or Rp 1.200,00; nothing for all else."""
    digits = _NOTHING_MORE.sub("", _MONEY.sub("", told.replace("\u00a0", " ")).strip())
    if not digits.isascii() or not _GROUPED.fullmatch(digits):
        return None
    return int(re.sub(r"\D", "", digits))
