"""JSON Feed 1.0 and 1.1: its items as feedparser shows those of XML, so that both are read alike. Pure.

An item without an address, or of an odd shape, costs itself alone.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from collectors.errors import SourceChanged, Unavailable
from collectors.side_values import SideValues
from collectors.website.feeds.feed_item import length_of
from collectors.website.parse.addresses import short
from collectors.website.parse.html import decode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collectors.records import RawPage

BEGINNING = re.compile(r'\{\s*"')
VERSION = re.compile(r"jsonfeed\.org\\?/version", re.IGNORECASE)
TOLD_VERSION = re.compile(rf'"version"\s*:\s*"https?:\\?/\\?/{VERSION.pattern}', re.IGNORECASE)
OF_ITEMS = ("content_html", "content_text", "date_published")  # names that only this format has
LINES = "lines"
"""The type of a plain text, in which ``<b>`` is no tag, although HTML's entities stand for their signs."""
OF_HTML = re.compile(r"\s*<[a-z][^<>]*>|.*?(?:</p>|<br\b)", re.IGNORECASE | re.DOTALL)
TRAILING = re.compile(r",(?=\s*[}\]])")
HEAD = 2000  # bytes, within which a feed tells its version


def is_json(body: bytes) -> bool:
    """Tell whether an answer is JSON, and no XML; a program's warning may stand before it."""
    head = decode(body[:HEAD])
    return head.lstrip()[:1] in ("{", "[") or TOLD_VERSION.search(head) is not None


def read_json_feed(raw: RawPage) -> list[dict[str, Any]]:
    """List the items of a JSON Feed. Raises SourceChanged for other JSON, Unavailable for one that was cut short."""
    told = _loaded(raw)
    items = told.get("items") if isinstance(told, dict) else None
    listed = list(items.values()) if isinstance(items, dict) else items  # PHP's list, of which some were left out
    found = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    is_feed = isinstance(listed, list) and VERSION.search(str(told.get("version")))
    if not is_feed and not any(name in item for item in found for name in OF_ITEMS):
        raise SourceChanged(f"{short(raw.url)} is JSON, but no JSON Feed", advice="look for the feed's address")
    return [_entry(item, raw.url) for item in found]


def _loaded(raw: RawPage) -> Any:
    """Read the value of an answer; what stands around it, and a comma too many, cost nothing."""
    text = decode(raw.body).lstrip()
    begins = None if text[:1] in ("{", "[") else BEGINNING.search(text)
    text = text[begins.start() :] if begins else text
    for form in (text, TRAILING.sub("", text)):
        try:
            return json.JSONDecoder(strict=False).raw_decode(form)[0]
        except (ValueError, RecursionError) as error:
            broken: Exception = error
    raise Unavailable(f"{short(raw.url)} is broken or cut short JSON", advice="try again later") from broken


def _entry(item: Mapping[str, Any], feed: str) -> dict[str, Any]:
    """Write an item as feedparser does; of its texts the first that says something counts."""
    side = SideValues()
    addresses = (side.text(item, name) for name in ("url", "id", "external_url"))
    texts = {name: side.text(item, name) or "" for name in ("content_html", "content_text", "summary")}
    name = next((name for name, text in texts.items() if length_of(text)), "content_html")
    text, is_html = texts[name], name == "content_html"
    if not is_html and OF_HTML.match(text):  # its lines stay lines
        text, is_html = text.replace("\n", "<br>"), True
    return {
        "links": [{"href": _joined(feed, one)} for one in addresses if one],
        "title_detail": {"value": side.text(item, "title") or "", "type": LINES},
        "is_summary": name == "summary",
        "content": [{"value": text, "type": "text/html" if is_html else LINES}],
        "published": _moment(item.get("date_published")),
        "updated": _moment(item.get("date_modified")),
    }


def _joined(feed: str, address: str) -> str:
    """Give a whole address where a part of one is told."""
    try:
        return urljoin(feed, address) if "/" in address else address
    except ValueError:  # "http://[" and its like
        return ""


def _moment(told: object) -> str:
    """Give what is told of a moment as text; some count the seconds since 1970."""
    return str(told) if isinstance(told, (str, int, float)) else ""
