"""Read saved pages without selectors, beside trafilatura, and print where the two differ: measure_pages.py FOLDER.

Every ``*.html`` below FOLDER is read as a harvest reads an article. A file ``NAME.json`` beside ``NAME.html`` may tell
what is right: ``url``, ``title``, ``date`` (a day, or null for none), ``text``. No page is left out: one that holds no
article for us, or that is taken for a wall, has a line that says so.
"""

from __future__ import annotations

import collections
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import trafilatura

from collectors.errors import CollectorError
from collectors.records import RawPage
from collectors.website.parse.html import decode
from collectors.website.parse.layout import ANY_PAGE, Layout
from collectors.website.parse.main_text import parse_main_text
from collectors.website.walls.diagnose import find_wall

ZONE = ZoneInfo("Asia/Jakarta")
FIELDS = ("title", "date", "text")
FEWEST_SHARED = 0.8  # of the words of one text in the other; with fewer the two differ
CANONICAL = re.compile(r"<link[^>]{0,200}rel=[\"']?canonical[^>]{0,200}href=[\"']?(https?://[^\"'\s>]+)", re.IGNORECASE)


@dataclass
class Tally:
    """The pages on which each reader was right, wrong or silent, by field; and those on which the two differ."""

    counts: collections.Counter[tuple[str, str, str]] = field(default_factory=collections.Counter)
    differ: collections.Counter[str] = field(default_factory=collections.Counter)


def read_ours(raw: RawPage) -> dict[str, str | None]:
    """Read a page as a harvest does; raises CollectorError for a wall and for a page without an article."""
    if wall := find_wall(raw):
        raise wall
    post = parse_main_text(raw, Layout(article_pattern=ANY_PAGE), ZONE)
    day = post.published_at.astimezone(ZONE).date().isoformat() if post.published_at else None
    return {"title": post.title, "date": day, "text": post.text}


def read_theirs(raw: RawPage) -> dict[str, str | None]:
    """Read a page by trafilatura alone."""
    found = trafilatura.bare_extraction(decode(raw.body), url=raw.url, include_comments=False, with_metadata=True)
    told = found.as_dict() if hasattr(found, "as_dict") else {}
    return {name: told.get(name) for name in FIELDS}


def address_of(page: Path, body: bytes, told: dict[str, Any]) -> str:
    """Give the address of a page: as told, as it names itself, else made of its file's name."""
    named = CANONICAL.search(decode(body))
    return str(told.get("url") or (named[1] if named else f"https://saved.example/page/{page.stem}"))


def shared(one: str | None, other: str | None) -> float:
    """Give the smaller share of words that two texts have in common; 1 for two without words."""
    words = [collections.Counter(re.findall(r"\w+", (text or "").lower())) for text in (one, other)]
    most = max(counter.total() for counter in words)
    return (words[0] & words[1]).total() / most if most else 1.0


def is_same(name: str, one: str | None, other: str | None) -> bool:
    """Tell whether two readings of a field are the same."""
    if name == "text":
        return shared(one, other) >= FEWEST_SHARED
    return " ".join((one or "").split()).casefold() == " ".join((other or "").split()).casefold()


def main() -> None:
    """Print a line for every field that differs or is wrong, then the counts."""
    folder, tally = Path(sys.argv[1]), Tally()
    pages = sorted(folder.rglob("*.html"))
    for page in pages:
        body, beside = page.read_bytes(), page.with_suffix(".json")
        told = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
        raw = RawPage("article", address_of(page, body, told), body)
        theirs: dict[str, str | None] = read_theirs(raw)
        try:
            ours: dict[str, str | None] = read_ours(raw)
        except CollectorError as error:
            print(f"{page.relative_to(folder)}: not read: {error}")
            tally.differ["not read"] += 1
            ours = dict.fromkeys(FIELDS)
        for name in FIELDS:
            compare(f"{page.relative_to(folder)}: {name}", name, (ours[name], theirs[name]), told, tally)
    print(f"{len(pages)} pages; differences from trafilatura: {dict(tally.differ)}")
    for (name, reader, verdict), count in sorted(tally.counts.items()):
        print(f"{name}, {reader}: {verdict} {count}")
    sys.exit(0 if pages else f"no *.html below {folder}")


def compare(where: str, name: str, read: tuple[str | None, str | None], told: dict[str, Any], tally: Tally) -> None:
    """Count a field of one page, and print it where the readers differ or where ours is not what was told."""
    wrong = False
    if name in told:
        for reader, value in zip(("ours", "trafilatura"), read, strict=True):
            right = is_same(name, value, told[name])
            tally.counts[name, reader, "right" if right else "wrong" if value else "not told"] += 1
            wrong |= reader == "ours" and not right
    if differs := not is_same(name, *read):
        tally.differ[name] += 1
    if differs or wrong:
        short = [(value or "-")[:100] if name != "text" else f"{len(value or '')} characters" for value in read]
        print(f"{where}: ours {short[0]!r}, trafilatura {short[1]!r}{', wrong' if wrong else ''}")


if __name__ == "__main__":
    main()
