"""The pattern that the addresses of a site's articles share. Pure.

A pattern is only given where it tells all addresses apart: N addresses, N identities.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from urllib.parse import urlsplit

from collectors.website.parse.addresses import are_days, is_router, naming_query, page_identity, place_of

ENOUGH = 3  # addresses; fewer show no pattern
MOST = 0.6  # a pattern covers at least so many of them
END = r"/?(?:\?|$)"
YEAR, MONTH_OR_DAY = "[0-9]{4}", "[0-9]{1,2}"
HASH = re.compile("[0-9a-f]{6,64}")  # a number that a program writes with letters, too: 00a1f3
NUMBERED = re.compile(r"(?P<word>(?:[a-z]+[-_])?)(?P<number>[0-9]+)[-_]")
SEALED = re.compile(r"[=/](?:eyJpdiI6|eyJpdiI)[\w%+/=-]{40,}")  # what Laravel makes of a number: another one each time


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pattern, and the place of the folder that may be any, if one may."""

    pattern: str
    any_folder: int | None = None


def article_pattern(urls: Sequence[str]) -> str | None:
    """Give the ``article_pattern`` that most of *urls* share and that tells them apart; None where there is none."""
    pages = {page_identity(url, routed=True): url for url in urls}
    days = _days(pages.values())
    found = Counter(candidate for url in pages.values() for candidate in set(_candidates(url, days)))
    fitting = [candidate for candidate in found if _fits(candidate, list(pages.values()))]
    return max(fitting, key=lambda candidate: _worth(candidate, urls), default=Candidate("")).pattern or None


def identities(pattern: str, urls: Sequence[str]) -> tuple[int, int]:
    """Count the pages among *urls* that a pattern matches, and the identities that it gives them."""
    pages = {page_identity(url, routed=True): url for url in urls}.values()
    matched = [match for url in pages if (match := re.search(pattern, place_of(url)))]
    return len(matched), len(
        {(match.groupdict().get("number") or "").lstrip("0") or match[match.lastgroup or 0] for match in matched}
    )


def is_sealed(url: str) -> bool:
    """Tell whether an address holds a number that the site encrypts anew for each visitor."""
    return bool(SEALED.search(url))


def _fits(candidate: Candidate, urls: Sequence[str]) -> bool:
    """Tell whether a candidate covers most addresses, and gives each an identity of its own."""
    matched, named = identities(candidate.pattern, urls)
    if matched < ENOUGH or matched < MOST * len(urls) or named < matched:
        return False
    if candidate.any_folder is None:
        return True
    folders = {_parts(url)[candidate.any_folder] for url in urls if re.search(candidate.pattern, place_of(url))}
    return len(folders) * 2 <= matched  # else it is no folder but a part of the name


def _worth(candidate: Candidate, urls: Sequence[str]) -> tuple[int, bool, bool, int]:
    """Rank a candidate: what covers more, then a number before a slug, named folders before any, longer ones."""
    covered = sum(bool(re.search(candidate.pattern, place_of(url))) for url in urls)
    return covered, "<number>" in candidate.pattern, candidate.any_folder is None, len(candidate.pattern)


def _days(urls: Iterable[str]) -> set[str]:
    """List the numbers that are days: those beside which only days stand at the same place of other addresses."""
    places: dict[tuple[int, int], list[str]] = {}
    for url in urls:
        for place, part in enumerate(_parts(url)):
            before = NUMBERED.match(part)
            number = before["number"] if before else part
            if number.isdecimal():
                places.setdefault((place, len(number)), []).append(number)
    return {number for numbers in places.values() if are_days(numbers) for number in numbers}


def _candidates(url: str, days: AbstractSet[str]) -> Iterator[Candidate]:
    """Yield the patterns that one address may be an example of."""
    named = naming_query(url, routed=True)
    if named:
        yield from map(Candidate, _by_query(urlsplit(place_of(url)).path, named))
        return
    parts = _parts(url)
    dated = _dated(parts, days)
    for place, part in enumerate(parts):
        if part.isdecimal() and not dated[place]:
            yield from _with_folders(parts, dated, place, r"(?P<number>[0-9]+)(?:/|\?|$)")
        if HASH.fullmatch(part):
            yield from _with_folders(parts, dated, place, rf"(?P<slug>{HASH.pattern})(?:/|\?|$)")
    if parts and not parts[-1].isdecimal():
        before = NUMBERED.match(parts[-1])  # 12-judul.html, berita-12-judul.html
        if before and before["number"] not in days:
            end = before["word"] + r"(?P<number>[0-9]+)[-_][^/?]*" + END
            yield from _with_folders(parts, dated, len(parts) - 1, end)
        yield from _with_folders(parts, dated, len(parts) - 1, r"(?P<slug>[^/?]+)" + END)


def _by_query(path: str, named: list[tuple[str, str]]) -> Iterator[str]:
    """Yield patterns of a query: ``/berita.php?id=12``, with what else has to stand there."""
    for name, value in named:
        others = [pair for pair in named if pair[0] != name and is_router(*pair, routed=True)]
        beside = "".join(rf"(?=\?(?:.*&)?{re.escape(key)}={_either_slash(told)}(?:&|$))" for key, told in others)
        group = "0*(?P<number>[0-9]+)(?![0-9])" if value.isdecimal() else "(?P<slug>[^&]+)"
        yield rf"^{re.escape(path)}{beside}\?(?:.*&)?{_either_bracket(name)}={group}"


def _either_bracket(name: str) -> str:
    """Give the pattern of a name whose brackets may be written as such or as %5B and %5D."""
    return re.escape(name).replace(r"\[", r"(?:\[|%5[Bb])").replace(r"\]", r"(?:\]|%5[Dd])")


def _either_slash(value: str) -> str:
    """Give the pattern of a value whose slashes may be written as such or as %2F."""
    return re.escape(value).replace("/", "(?:/|%2[Ff])")


def _parts(url: str) -> list[str]:
    """Split an address into its folders; ``index.php?/berita/12`` has folders, too."""
    return [part for part in place_of(url).split("/") if part]


def _with_folders(parts: Sequence[str], dated: Sequence[str], count: int, end: str) -> Iterator[Candidate]:
    """Yield a pattern with the folders as they are, and one for each folder that may be any."""
    folders = [dated[n] or re.escape(parts[n]) for n in range(count)]
    yield Candidate("^/" + "/".join([*folders, end]))
    for place in range(count):
        if not dated[place]:
            general = [*folders[:place], "[^/?]+", *folders[place + 1 :]]
            yield Candidate("^/" + "/".join([*general, end]), place)


def _dated(parts: Sequence[str], days: AbstractSet[str]) -> list[str]:
    """Give the pattern of each part of an address that belongs to a date; an empty one for the others."""
    found: list[str] = []
    for part in parts:
        behind = found[-1:] in ([YEAR], [MONTH_OR_DAY]) and found[-3:].count(MONTH_OR_DAY) < len(("month", "day"))
        if re.fullmatch(r"(?:19|20)[0-9]{2}", part):
            found.append(YEAR)
        elif part in days:
            found.append(f"[0-9]{{{len(part)}}}")
        else:
            found.append(MONTH_OR_DAY if behind and re.fullmatch("[0-9]{1,2}", part) else "")
    return found
