"""Feeds and sitemaps: pure, from XML to what they announce. No entity is ever expanded, no other file ever read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from collectors.errors import SourceChanged
from collectors.http.body import unpacked
from collectors.website.parse.dates import find_date
from collectors.website.parse.faults import short
from collectors.website.parse.html import line_of, parse_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element
    from zoneinfo import ZoneInfo

    from collectors.records import RawPage

GZIP = b"\x1f\x8b"
FEEDS = ("rss", "feed", "RDF")
SITEMAPS = ("urlset", "sitemapindex")
DATES = ("pubDate", "published", "date", "updated")
WHOLE_TEXT = ("encoded", "content")
TEASERS = ("description", "summary")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An article as a feed announces it; ``html`` is its text, or the beginning of it."""

    url: str
    title: str
    at: datetime | None
    html: str


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap: the addresses of pages with their publication, where it is told, and further sitemaps."""

    pages: tuple[tuple[str, datetime | None], ...] = ()
    sitemaps: tuple[str, ...] = ()


def parse_feed(raw: RawPage, zone: ZoneInfo) -> tuple[FeedItem, ...]:
    """Read RSS 0.9 to 2.0 or Atom. Raises SourceChanged for what is no feed."""
    root = _root(raw, FEEDS, "RSS or Atom feed")
    found = (_item(element, raw.url, zone) for element in root.iter() if _name(element) in ("item", "entry"))
    return tuple(item for item in found if item.url)


def parse_sitemap(raw: RawPage, zone: ZoneInfo) -> Sitemap:
    """Read a sitemap or an index of sitemaps. Raises SourceChanged for what is none."""
    root = _root(raw, SITEMAPS, "sitemap")
    located = [(_text(element, "loc"), element) for element in root]
    if _name(root) == "sitemapindex":
        return Sitemap(sitemaps=tuple(dict.fromkeys(url for url, _ in located if url)))
    # <news:publication_date>; <lastmod> is no publication
    pages = {url: _moment(_text(element, "publication_date"), zone) for url, element in located if url}
    return Sitemap(pages=tuple(pages.items()))


def _root(raw: RawPage, names: tuple[str, ...], what: str) -> Element:
    body = unpacked(raw.body, "gzip", short(raw.url)) if raw.body.startswith(GZIP) else raw.body  # sitemap.xml.gz
    try:
        root: Element = fromstring(body.lstrip())
    except DefusedXmlException as error:
        raise SourceChanged(
            f"{short(raw.url)} declares entities of its own, as XML bombs do; it was not read",
            advice="ask the webmaster, or use another method",
        ) from error
    except (ParseError, ValueError, LookupError) as error:  # the latter two: an encoding that is none
        raise SourceChanged(
            f"{short(raw.url)} is not well-formed XML ({error})", advice="ask the webmaster, or use another method"
        ) from error
    if _name(root) not in names:
        raise SourceChanged(f"{short(raw.url)} is no {what} but <{_name(root)[:30]}>", advice="look for its address")
    return root


def _item(element: Element, base: str, zone: ZoneInfo) -> FeedItem:
    whole = next(filter(None, (_text(element, name) for name in (*WHOLE_TEXT, *TEASERS))), "")
    told = next(filter(None, (_text(element, name) for name in DATES)), "")
    title = line_of(parse_html(_text(element, "title").encode())) if _text(element, "title") else ""
    return FeedItem(_address(element, base), title, _moment(told, zone), whole)


def _address(element: Element, base: str) -> str:
    """Give where an item leads: <link>, Atom's <link href>, or a <guid> that is an address."""
    for child in element:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            target = (child.get("href") or child.text or "").strip()
            if target:
                return _joined(base, target)
    guid = _text(element, "guid")
    return guid if guid.startswith(("http://", "https://")) else ""


def _joined(base: str, target: str) -> str:
    try:
        address = urljoin(base, target)
        return address if urlsplit(address).hostname else ""
    except ValueError:
        return ""


def _text(element: Element, name: str) -> str:
    """Give the text of the first element of that name below *element*, whatever its namespace."""
    return next(("".join(child.itertext()).strip() for child in _below(element) if _name(child) == name), "")


def _below(element: Element) -> Iterator[Element]:
    for child in element.iter():
        if child is not element:
            yield child


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Read a date of RFC 822 or ISO 8601, or in words; one without a zone is of *zone*."""
    if not text:
        return None
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        found = find_date(text, zone)
        return found.at if found else None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
