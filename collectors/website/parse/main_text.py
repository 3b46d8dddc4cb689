"""Articles of sites for which nobody wrote selectors: trafilatura finds title, date and main text. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import trafilatura
from trafilatura.settings import Document

from collectors.errors import SourceChanged
from collectors.records import Post
from collectors.website.parse.article import READ_ALSO, canonical_address, post_id_of
from collectors.website.parse.dates import find_date
from collectors.website.parse.faults import diagnose, short
from collectors.website.parse.html import collapse, decode, parse_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bs4 import BeautifulSoup

    from collectors.records import Precision, RawPage
    from collectors.website.parse.layout import Layout

PARTS = ("p", "head", "item", "cell")  # what trafilatura makes of paragraphs, headings, list items
DOUBTFUL = 200  # characters; a page with less may be an error page as well
MACHINE_DATES = "meta[property='article:published_time'], meta[itemprop=datePublished], time[datetime]"


def parse_main_text(raw: RawPage, layout: Layout, zone: ZoneInfo) -> Post:
    """Read an article page. Raises what stands in its place, or SourceChanged."""
    post_id = post_id_of(raw.url, layout)
    found = trafilatura.bare_extraction(
        decode(raw.body), url=raw.url, include_comments=False, include_tables=False, with_metadata=True
    )
    lines = [line for line in _lines(found) if not READ_ALSO.match(line)] if isinstance(found, Document) else []
    if sum(map(len, lines)) < DOUBTFUL and (named := diagnose(raw)):
        raise named
    if post_id is None or not isinstance(found, Document) or not lines:
        missing = "no article" if post_id is None else "no text that could be told from the page around it"
        raise SourceChanged(f"{short(raw.url)} has {missing}", advice="write selectors for this site (layout)")
    soup = parse_html(raw.body)
    title = collapse(found.title or "")
    at, precision = _published(soup, found.date, zone)
    return Post(
        post_id=post_id,
        kind="article",
        url=canonical_address(soup, raw.url, layout),
        text="\n".join(lines[1:] if title and lines[0] == title else lines),
        published_at=at,
        published_precision=precision,
        title=title or None,
        method="trafilatura",
    )


def _lines(found: Document) -> Iterator[str]:
    """List the paragraphs of the main text."""
    for part in found.body.iter(*PARTS):
        if not any(parent.tag in PARTS for parent in part.iterancestors()):
            yield from filter(None, _broken(part))


def _broken(part: object) -> Iterator[str]:
    """Give the lines of one part, which <lb/> breaks."""
    pieces = [""]
    for node in part.iter():  # type: ignore[attr-defined]  # an element of lxml, which has no types
        if node.tag == "lb":
            pieces.append("")
        else:
            pieces[-1] += node.text or ""
        if node is not part:
            pieces[-1] += node.tail or ""
    for piece in pieces:
        yield collapse(piece)


def _published(soup: BeautifulSoup, day: str | None, zone: ZoneInfo) -> tuple[datetime | None, Precision]:
    """Read the moment that the page tells machines, else the day that trafilatura found."""
    marked = soup.select_one(MACHINE_DATES)
    told = str(marked.get("content") or marked.get("datetime") or "") if marked else ""
    found = find_date(told, zone) or find_date(day or "", zone)
    return (found.at, found.precision) if found else (None, "unknown")
