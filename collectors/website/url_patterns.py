"""What the addresses of a site's articles have in common. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

ENOUGH = 3  # addresses; fewer show no pattern
MOST = 0.6  # a pattern covers at least so many of them


def article_pattern(urls: Sequence[str]) -> str | None:
    """Give the ``article_pattern`` that most of *urls* share; None where they share none."""
    shapes = Counter(shape for url in urls if (shape := _shape(url)))
    if not shapes:
        return None
    pattern, count = shapes.most_common(1)[0]
    return pattern if count >= ENOUGH and count >= MOST * len(urls) else None


def _shape(url: str) -> str | None:
    """Turn an address into a pattern: folders as they are, dates as digits, then the first number or the last name."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    if not parts:
        return None
    dated: list[str | None] = []
    for part in parts:
        dated.append(_digits(part, in_year=bool(dated and dated[-1])))
    place = next((n for n, part in enumerate(parts) if part.isdecimal() and dated[n] is None), None)
    if place is not None:
        return "^/" + "/".join([*_folders(parts, dated, place), r"(?P<number>[0-9]+)(?:/|$)"])
    return "^/" + "/".join([*_folders(parts, dated, len(parts) - 1), r"(?P<slug>[^/?]+)/?$"])


def _folders(parts: Sequence[str], dated: Sequence[str | None], count: int) -> list[str]:
    return [dated[n] or re.escape(parts[n]) for n in range(count)]


def _digits(part: str, *, in_year: bool) -> str | None:
    """Give the pattern of a year, or of a month or day behind it; None for anything else."""
    if re.fullmatch(r"(?:19|20)[0-9]{2}", part):
        return "[0-9]{4}"
    return "[0-9]{2}" if in_year and re.fullmatch("[0-9]{2}", part) else None
