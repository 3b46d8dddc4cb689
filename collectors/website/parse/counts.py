"""Counts as websites write them: "1.234", "1,2 rb", "3.4K". Pure."""

from __future__ import annotations

import re

MOST = 10**12  # more is no counter
NUMBER = re.compile(r"[0-9]+(?:[.,'’][0-9]+|\s[0-9]{3}(?![0-9]))*")
THOUSANDS = re.compile(r"[0-9]{1,3}(?:([.,\s'’])[0-9]{3})(?:\1[0-9]{3})*|[0-9]+")
SUFFIX = re.compile(r"\s{0,2}(rb|ribu|k|jt|juta|m|mn|mio|mil|million|miliar|b)(?![a-z])", re.IGNORECASE)
TIMES = {"rb": 10**3, "ribu": 10**3, "k": 10**3, "miliar": 10**9, "b": 10**9}  # the others are millions


def parse_count(text: str, start: int = 0) -> int | None:
    """Read the number that begins at *start*, with its "rb", "K" or "jt"; None for what is no count (1.2, -1)."""
    number = NUMBER.match(text, start)
    if not number or re.search(r"[-−]\s?$", text[:start]):
        return None
    suffix = SUFFIX.match(text, number.end())
    if suffix:
        return _rounded(number[0], TIMES.get(suffix[1].lower(), 10**6))
    if not THOUSANDS.fullmatch(number[0]):
        return None
    count = int(re.sub("[^0-9]", "", number[0]))
    return count if count < MOST else None


def _rounded(number: str, times: int) -> int | None:
    """Read "1,2" before a suffix: its last mark is a decimal one, unless three digits follow."""
    whole, mark, rest = re.fullmatch(r"(.*?)(?:([.,])([0-9]{1,2}))?", number).groups()  # type: ignore[union-attr]  # matches anything
    digits = re.sub("[^0-9]", "", whole)
    count = int(digits) * times + (int(rest) * times // 10 ** len(rest) if mark else 0)
    return count if count < MOST else None
