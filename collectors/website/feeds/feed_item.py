"""An article as a feed announces it, whatever the feed is written in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from collectors.website.parse.addresses import clean_address, undoubled
from collectors.website.parse.html import collapse, line_of, parse_html

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from collectors.records import Precision

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
TAG = re.compile(r"<[^<>]*>")
LONGEST_TRAILER = 3000  # characters
FRONT_PAGE = re.compile(r"https?://[^/]+/?")
TRAILER = re.compile(  # what WordPress' plugins write beneath every article of a feed
    r"<p>\s*(?:The post|Artikel|Berita|Tulisan|Postingan)\b(?:(?!<p>).){0,2000}?"
    r"\b(?:appeared first on|first appeared on|pertama kali (?:tampil|muncul|terbit) (?:pada|di))\b"
    r"(?:(?!<p>).){0,600}?</p>\s*$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An article as a feed announces it; ``html`` is its text, or the beginning of it."""

    url: str
    title: str
    at: datetime | None
    html: str
    precision: Precision = "second"
    """The precision of ``at``."""
    changed_at: datetime | None = None
    """The last change, where nothing tells the publication."""
    is_summary: bool = False
    """Whether ``html`` is what the feed calls a summary."""


def first_address(told: Iterable[object], feed: str) -> str:
    """Give the first web address of an item; one that is only the site's front page comes last."""
    front = ""
    for text in told:
        address = _address(str(text), feed) if text else ""
        if address and not FRONT_PAGE.fullmatch(address):
            return address
        front = front or address
    return front


def _address(told: str, feed: str) -> str:
    """Give a whole address; empty where there is none."""
    try:
        address = undoubled(clean_address(collapse(told)), feed)
    except ValueError:  # "http://[" and its like
        return ""
    return address if re.match(r"https?://[^/]", address) else ""


def title_line(html: str) -> str:
    """Give the words of a title on one line; what was escaped once too often is told as a reader means it."""
    if "<" not in html:  # as nearly all are; to parse them would take longer than to parse the feed
        told = unescape(html)
        return collapse((unescape(told) if ENTITY.search(told) else told).replace("\n", " "))
    return line_of(parse_html(f"<p>{html}</p>".encode()))


def without_trailer(html: str) -> str:
    """Leave out "The post … appeared first on …"."""
    end = html[-LONGEST_TRAILER:]
    if "first" not in end and "pertama kali" not in end:
        return html
    return html[: -len(end)] + TRAILER.sub("", end)


def lines_as_html(text: str) -> str:
    """Give a plain text as HTML; its lines become lines."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "<br>".join(escaped.strip().splitlines())


def length_of(html: str) -> int:
    """Count the characters of a text without its tags."""
    return len(unescape(TAG.sub("", html)).strip())
