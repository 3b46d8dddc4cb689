"""Read RSS 0.9 to 2.0 and Atom: feedparser takes them apart; dates and refusals are ours. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import feedparser

from collectors.errors import SourceChanged
from collectors.website.feeds.feed_item import (
    ENTITY,
    FeedItem,
    first_address,
    length_of,
    lines_as_html,
    title_line,
    without_trailer,
)
from collectors.website.feeds.json_feed import LINES, is_json, read_json_feed
from collectors.website.feeds.xml import read_xml
from collectors.website.parse.addresses import short
from collectors.website.parse.dates import MIDNIGHT
from collectors.website.parse.moments import parse_exact, parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from collectors.records import Precision, RawPage

ROOTS = ("rss", "feed", "RDF")
OF_OTHERS = re.compile(  # pictures, captions for players and links to others, which feedparser takes for the item's own
    rb"<((?:media|itunes):(?:title|description|text|summary|subtitle)|image|yandex:related)(?:\s[^<>]*)?>"
)
SECOND_TITLE = re.compile(rb"<(dc:title)(?:\s[^<>]*)?>")
OWN_TITLE = re.compile(rb"<title(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[\s*)?[^<\s\]]")
ITEM = re.compile(rb"(?=<(?:item|entry)[\s>])")
OTHERS = (b"<media:", b"<itunes:", b"<image>", b"<image ", b"<yandex:related")
ESCAPED = re.compile(
    r"&lt;/?(?:p|div|br|span|strong|em|a|img|h[1-6]|ul|ol|li|figure)\b(?:(?!&lt;)[^<>])*?&gt;", re.IGNORECASE
)
MARKED = "<![CDATA["
PUBLISHED_AS_DATE = (b":date>", b":date ", b"<date>")  # <dc:date>, which feedparser calls a change
MONTH_FIRST = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})/((?:19|20)[0-9]{2})(?![0-9])")
MONTHS_A_YEAR = 12
NOT_PAGES = ("enclosure", "replies", "edit", "via", "hub", "related", "license", "shortlink")
AT_ONCE = timedelta(seconds=5)
SEVERAL = 3  # items; of fewer it may be chance that they tell the same


Moment = tuple[datetime, "Precision"] | None


class _Dates(NamedTuple):
    """An entry's dates in its own words."""

    published: str
    changed: str


def parse_feed(raw: RawPage, zone: ZoneInfo) -> tuple[FeedItem, ...]:
    """Read a feed. Raises SourceChanged for what is none, Unavailable for one that was cut short."""
    told, changes_only = (read_json_feed(raw), True) if is_json(raw.body) else _read_xml_feed(raw)
    entries = [(url, entry) for entry in told if (url := _address(entry, raw.url))]
    if told and not entries:
        what = f"none of the {len(told)} items of {short(raw.url)} tells where it leads"
        raise SourceChanged(what, advice="use another method (pantau probe)")
    dates = _read_dates([_dates(entry, zone, changes_only=changes_only) for _, entry in entries], zone)
    return tuple(_item(url, entry, *dated) for (url, entry), dated in zip(entries, dates, strict=True))


def _read_xml_feed(raw: RawPage) -> tuple[list[dict[str, Any]], bool]:
    """List the items of RSS or Atom, and whether what feedparser calls a change is one."""
    body = read_xml(raw, ROOTS, "RSS or Atom feed")
    body = _without(OF_OTHERS, body) if any(space in body for space in OTHERS) else body
    body = _without_second_titles(body) if b"<dc:title" in body else body
    told = {"content-type": "application/xml; charset=utf-8", "content-location": raw.url}
    # Texts are only ever taken apart into lines, so that nothing of them needs to be made harmless or absolute.
    found = feedparser.parse(BytesIO(body), response_headers=told, sanitize_html=False, resolve_relative_uris=False)
    is_atom = str(found.get("version", "")).startswith("atom")
    entries = [{**entry, "is_summary": is_atom and not entry.get("content")} for entry in found["entries"]]
    return entries, is_atom or not any(name in body for name in PUBLISHED_AS_DATE)


def _without_second_titles(body: bytes) -> bytes:
    """Leave ``<dc:title>`` out of the items that have a title of their own, too."""
    head, *items = ITEM.split(body)
    cut = (_without(SECOND_TITLE, item) if OWN_TITLE.search(item.partition(b"</item>")[0]) else item for item in items)
    return b"".join((head, *cut))


def _without(unwanted: re.Pattern[bytes], body: bytes) -> bytes:
    """Leave out the unwanted elements, in one pass however often one begins and never ends."""
    kept, place, endless = list[bytes](), 0, set[bytes]()
    for begin in unwanted.finditer(body):
        if begin.start() < place or begin[1] in endless:
            continue
        ending = b"</" + begin[1]
        end = begin.start() if begin[0].endswith(b"/>") else body.find(ending, begin.end())
        if end < 0:
            endless.add(begin[1])
            continue
        kept.append(body[place : begin.start()])
        place = body.index(b">", end) + 1
    return b"".join((*kept, body[place:]))


def _item(
    url: str, entry: dict[str, Any], at: datetime | None, precision: Precision, changed_at: datetime | None
) -> FeedItem:
    texts = [_html(part) for part in (*entry.get("content", ()), entry.get("summary_detail")) if part]
    title = entry.get("title_detail") or {"value": entry.get("title")}
    return FeedItem(
        url=url,
        title=title_line(_html(title)),
        at=at,
        html=without_trailer(max(texts or [str(entry.get("summary") or "")], key=length_of)),
        precision=precision,
        changed_at=changed_at,
        is_summary=entry["is_summary"],
    )


def _dates(entry: dict[str, Any], zone: ZoneInfo, *, changes_only: bool) -> _Dates:
    """Give an entry's dates in its own words; RSS' <dc:date>, which feedparser calls a change, is a publication."""
    names = ("published", "created") if changes_only else ("published", "created", "updated")
    told = [str(entry[name]) for name in names if entry.get(name)]
    if len(told) > 1:  # of which one may be a machine's empty date
        told = [text for text in told if parse_moment(text, zone)]
    return _Dates(next(iter(told), ""), str(entry.get("updated") or ""))


def _read_dates(dates: Sequence[_Dates], zone: ZoneInfo) -> list[tuple[datetime | None, Precision, datetime | None]]:
    """Read the dates of a feed's items.

    If all of several items were published, or only changed, at once, that is the feed's clock and no date. If all
    stand at midnight, only the days are known.
    """
    if _is_month_first([told.published for told in dates]):
        dates = [_Dates(*(MONTH_FIRST.sub(r"\3-\1-\2", words) for words in told)) for told in dates]
    days_only = len(dates) > 1 and all(MIDNIGHT.search(told.published) for told in dates if told.published)
    read = parse_exact if days_only else parse_moment
    moments = [read(told.published, zone) if told.published else None for told in dates]
    changes = [
        parse_moment(told.changed, zone) if told.changed and not moment else None
        for told, moment in zip(dates, moments, strict=True)
    ]
    nothing: list[Moment] = [None] * len(dates)
    moments, changes = (nothing if _are_at_once(found) else found for found in (moments, changes))
    return [
        (*moment, None) if moment else (None, "unknown", changed[0] if changed else None)
        for moment, changed in zip(moments, changes, strict=True)
    ]


def _are_at_once(moments: Sequence[Moment]) -> bool:
    """Tell whether several moments are one: the clock of whoever made the feed."""
    exact = [moment[0] for moment in moments if moment and moment[1] == "second"]
    return len(exact) >= SEVERAL and len(exact) == len(moments) and max(exact) - min(exact) <= AT_ONCE


def _is_month_first(told: Sequence[str]) -> bool:
    """Tell whether dates in slashes are American: 11/24/2026 among them says so of 11/09/2026, too."""
    pairs = [(int(match[1]), int(match[2])) for match in map(MONTH_FIRST.search, told) if match]
    return any(day > MONTHS_A_YEAR for _, day in pairs) and all(month <= MONTHS_A_YEAR for month, _ in pairs)


def _address(entry: dict[str, Any], feed: str) -> str:
    """Give the address of an item: the original of a middleman's link, its link, or a guid that is an address."""
    told = (entry.get("feedburner_origlink"), entry.get("link"), entry.get("id"))
    return first_address(chain(told, _links(entry)), feed)


def _links(entry: dict[str, Any]) -> Iterator[object]:
    """Yield the addresses of an item's links: its page first, then others, which are better than none."""
    links = [link for link in entry.get("links", ()) if link.get("rel", "alternate") not in NOT_PAGES]
    links.sort(key=lambda link: link.get("rel", "alternate") != "alternate")
    yield from (link.get("href") for link in links)


def _html(told: dict[str, Any]) -> str:
    """Give a text as HTML, whatever it was told as; lines of a plain text become lines."""
    value = str(told.get("value") or "").strip()
    if told.get("type") == LINES:
        return lines_as_html(unescape(value) if ENTITY.search(value) else value)
    if value.startswith(MARKED):  # a program escaped the mark with the text that it was to protect
        value = value.removeprefix(MARKED).removesuffix("]]>")
    if "<" not in value and ESCAPED.search(value):  # escaped once too often
        return unescape(value)
    if told.get("type", "text/html") in ("text/html", "application/xhtml+xml") or ENTITY.search(value):
        return value
    return lines_as_html(value)
