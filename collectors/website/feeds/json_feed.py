"""JSON Feed 1.0 and 1.1: an item without an address, or of an odd shape, costs itself alone. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from collectors.errors import SourceChanged, Unavailable
from collectors.side_values import SideValues
from collectors.website.feeds.feed_item import FeedItem, first_address, lines_as_html, title_line
from collectors.website.parse.addresses import short
from collectors.website.parse.html import decode
from collectors.website.parse.moments import parse_moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from collectors.records import RawPage

VERSION = "jsonfeed.org/version"


def is_json(body: bytes) -> bool:
    """Tell whether an answer is JSON, and no XML."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def parse_json_feed(raw: RawPage, zone: ZoneInfo) -> tuple[FeedItem, ...]:
    """Read a JSON Feed. Raises SourceChanged for other JSON, Unavailable for one that was cut short."""
    try:
        told = json.loads(decode(raw.body), strict=False)
    except (ValueError, RecursionError) as error:
        raise Unavailable(f"{short(raw.url)} is broken or cut short JSON", advice="try again later") from error
    if not (isinstance(told, dict) and VERSION in str(told.get("version")) and isinstance(told.get("items"), list)):
        raise SourceChanged(f"{short(raw.url)} is JSON, but no JSON Feed", advice="look for the feed's address")
    side = SideValues()
    found = (_item(item, raw.url, zone, side) for item in side.items(told, "items"))
    return tuple(item for item in found if item.url)


def _item(item: Mapping[str, Any], feed: str, zone: ZoneInfo, side: SideValues) -> FeedItem:
    told = [side.text(item, name) for name in ("url", "id", "external_url")]
    html, text = side.text(item, "content_html"), side.text(item, "content_text")
    summary = lines_as_html(side.text(item, "summary") or "")
    moment, changed = (parse_moment(side.text(item, name) or "", zone) for name in ("date_published", "date_modified"))
    return FeedItem(
        url=first_address([urljoin(feed, one) if one and "/" in one else one for one in told], feed),
        title=title_line((side.text(item, "title") or "").replace("<", "&lt;")),
        at=moment[0] if moment else None,
        html=html or lines_as_html(text or "") or summary,
        precision=moment[1] if moment else "unknown",
        changed_at=changed[0] if changed and not moment else None,
    )
