"""RSS 0.9 to 2.0 and Atom: feedparser tells what stands where; dates and refusals are ours. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import feedparser

from collectors.website.feeds.xml import read_xml
from collectors.website.parse.addresses import clean_address
from collectors.website.parse.dates import MIDNIGHT, parse_exact, parse_moment
from collectors.website.parse.html import collapse, line_of, parse_html

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from collectors.records import Precision, RawPage

ROOTS = ("rss", "feed", "RDF")
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
TAG = re.compile(r"<[^>]*>")
AT_ONCE = timedelta(seconds=5)
SEVERAL = 3  # items; of fewer it may be chance that they tell the same


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An article as a feed announces it; ``html`` is its text, or the beginning of it."""

    url: str
    title: str
    at: datetime | None
    html: str
    precision: Precision = "second"
    """How exactly ``at`` is told."""
    changed_at: datetime | None = None
    """The last change, where nothing tells the publication."""


class _Dates(NamedTuple):
    """An entry's dates in its own words."""

    published: str
    changed: str


def parse_feed(raw: RawPage, zone: ZoneInfo) -> tuple[FeedItem, ...]:
    """Read a feed. Raises SourceChanged for what is none, Unavailable for one that was cut short."""
    body = read_xml(raw, ROOTS, "RSS or Atom feed")
    told = {"content-type": "application/xml; charset=utf-8", "content-location": raw.url}
    # Texts are only ever taken apart into lines, so that nothing of them needs to be made harmless or absolute.
    found = feedparser.parse(BytesIO(body), response_headers=told, sanitize_html=False, resolve_relative_uris=False)
    entries = [(url, entry) for entry in map(dict, found["entries"]) if (url := _address(entry))]
    dates = _told([_dates(entry, found.get("version", "")) for _, entry in entries], zone)
    return tuple(_item(url, entry, *dated) for (url, entry), dated in zip(entries, dates, strict=True))


def _item(
    url: str, entry: dict[str, Any], at: datetime | None, precision: Precision, changed_at: datetime | None
) -> FeedItem:
    texts = [_html(part) for part in (*entry.get("content", ()), entry.get("summary_detail")) if part]
    title = entry.get("title_detail") or {"value": entry.get("title")}
    return FeedItem(
        url=url,
        title=_line(_html(title)),
        at=at,
        html=max(texts or [str(entry.get("summary") or "")], key=_length),
        precision=precision,
        changed_at=changed_at,
    )


def _dates(entry: dict[str, Any], version: str) -> _Dates:
    """Give what an entry says of its dates; RSS' <dc:date>, which feedparser calls a change, is a publication."""
    names = ("published", "created") if version.startswith("atom") else ("published", "created", "updated")
    told = next((str(entry[name]) for name in names if entry.get(name)), "")
    return _Dates(told, str(entry.get("updated") or ""))


def _told(dates: Sequence[_Dates], zone: ZoneInfo) -> list[tuple[datetime | None, Precision, datetime | None]]:
    """Read the dates of a feed's items.

    If all of several items were published at once, that is the feed's clock and no date. If all stand at
    midnight, only the days are known.
    """
    days_only = len(dates) > 1 and all(MIDNIGHT.search(told.published) for told in dates if told.published)
    read = parse_exact if days_only else parse_moment
    moments = [read(told.published, zone) if told.published else None for told in dates]
    exact = [moment[0] for moment in moments if moment and moment[1] == "second"]
    is_clock = len(exact) >= SEVERAL and len(exact) == len(moments) and max(exact) - min(exact) <= AT_ONCE
    found: list[tuple[datetime | None, Precision, datetime | None]] = []
    for told, moment in zip(dates, moments, strict=True):
        if moment and not is_clock:
            found.append((*moment, None))
        else:
            changed = parse_moment(told.changed, zone) if told.changed and not is_clock else None
            found.append((None, "unknown", changed[0] if changed else None))
    return found


def _address(entry: dict[str, Any]) -> str:
    """Give where an item leads: where a middleman took its link from, its link, or a guid that is an address."""
    links = [link.get("href") for link in entry.get("links", ()) if link.get("rel", "alternate") == "alternate"]
    for told in (entry.get("feedburner_origlink"), entry.get("link"), *links, entry.get("id")):
        try:
            address = clean_address(collapse(str(told or "")))
        except ValueError:  # "http://[" and its like
            continue
        if re.match(r"https?://[^/]", address):
            return address
    return ""


def _html(told: dict[str, Any]) -> str:
    """Give a text as HTML, whatever it was told as; lines of a plain text become lines."""
    value = str(told.get("value") or "")
    if told.get("type", "text/html") in ("text/html", "application/xhtml+xml") or ENTITY.search(value):
        return value
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "<br>".join(escaped.strip().splitlines())


def _line(html: str) -> str:
    """Give the words of a title on one line."""
    if "<" not in html:  # as nearly all are; to parse them would take longer than to parse the feed
        return collapse(unescape(html).replace("\n", " "))
    return line_of(parse_html(f"<p>{html}</p>".encode()))


def _length(html: str) -> int:
    return len(unescape(TAG.sub("", html)).strip())
