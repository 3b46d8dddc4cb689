"""Sitemaps and indexes of sitemaps, up to 50 MB, read one entry after the other. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from collectors.website.feeds.feed import parse_feed
from collectors.website.feeds.xml import bomb, read_xml, unpacked_body
from collectors.website.parse.addresses import clean_address, undoubled
from collectors.website.parse.html import collapse, decode
from collectors.website.parse.moments import parse_exact

if TYPE_CHECKING:
    from datetime import datetime
    from xml.etree.ElementTree import Element
    from zoneinfo import ZoneInfo

    from collectors.records import Precision, RawPage

ROOTS = ("urlset", "sitemapindex")
SITEMAP_BYTES = 50_000_000  # sitemaps.org allows 50 MB unpacked
WHAT = "sitemap"
HEAD = 2000  # bytes, by which a file tells what it is
OF_FEED = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|RDF)[\s>]")
ADDRESS = re.compile(r"https?://\S+")
LINES = re.compile(r"(?:\s*#[^\n]*\n)*\s*https?://")  # a text file of addresses, with remarks before them
A_SITEMAP = re.compile(r"/[^/?]*sitemap[^/?]*\.xml(?:\.gz)?(?:\?|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MappedPage:
    """A page of a sitemap; ``at`` is its publication, where a news sitemap tells it."""

    url: str
    at: datetime | None = None
    precision: Precision = "second"


@dataclass(slots=True)
class Sitemap:
    """A sitemap: its pages, and further sitemaps with their last change in the file's own words."""

    pages: dict[str, MappedPage] = field(default_factory=dict)
    sitemaps: dict[str, str] = field(default_factory=dict)


def parse_sitemap(raw: RawPage, zone: ZoneInfo) -> Sitemap:
    """Read a sitemap, an index, or a text file of addresses; addresses count from the file.

    A feed is one, too. Raises SourceChanged for what is none, Unavailable for one that was cut short or is larger than
    allowed.
    """
    body = unpacked_body(raw, SITEMAP_BYTES)
    if LINES.match(head := decode(body[:HEAD]).strip()) and "<" not in head:
        return Sitemap(pages={url: MappedPage(url) for url in map(clean_address, ADDRESS.findall(decode(body)))})
    try:
        return _read(body, raw, zone)
    except DefusedXmlException as error:
        raise bomb(raw) from error
    except (ParseError, ValueError, LookupError):  # the latter two: an encoding that is none
        if OF_FEED.search(decode(body[:HEAD])):
            return Sitemap(pages=_of_feed(raw, zone))
        mended = read_xml(raw, ROOTS, WHAT, limit=SITEMAP_BYTES)
        return _read(mended, raw, zone)


def _of_feed(raw: RawPage, zone: ZoneInfo) -> dict[str, MappedPage]:
    """Read a feed that stands in a sitemap's place, as sitemaps.org allows."""
    return {item.url: MappedPage(item.url, item.at, item.precision) for item in parse_feed(raw, zone)}


def _read(body: bytes, raw: RawPage, zone: ZoneInfo) -> Sitemap:
    found, root = Sitemap(), None
    for event, element in iterparse(BytesIO(body.lstrip()), events=("start", "end")):
        if root is None:
            root = element
            if _name(root) not in ROOTS:
                raise ParseError(f"it begins with <{_name(root)[:30]}>")
        elif event == "end" and _name(element) in ("url", "sitemap"):
            _add(found, element, raw.url, zone)
            root.clear()  # else the whole tree would stay
    return found


def _add(found: Sitemap, element: Element, base: str, zone: ZoneInfo) -> None:
    """Take what an entry announces; <news:publication_date> is a publication, <lastmod> is none."""
    news = [part for part in element if _name(part) == "news"]  # a video's date is its own
    told = {_name(part): collapse(part.text or "") for holder in (element, *news) for part in holder}
    address = _joined(base, next((_text(part) for part in element if _name(part) == "loc"), ""))
    is_map = _name(element) == "sitemap" or A_SITEMAP.search(address)  # some list their sitemaps like pages
    if not address:
        return
    if is_map:
        found.sitemaps.setdefault(address, told.get("lastmod", ""))
    else:
        moment = parse_exact(told.get("publication_date", ""), zone)
        found.pages.setdefault(address, MappedPage(address, *moment) if moment else MappedPage(address))


def _text(element: Element) -> str:
    return collapse("".join(element.itertext()))


def _joined(base: str, target: str) -> str:
    try:
        whole = urljoin(base, target.replace("&amp;", "&"))  # escaped once too often
        address = undoubled(clean_address(whole), base) if target else ""
        return address if urlsplit(address).hostname else ""
    except ValueError:
        return ""


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()
