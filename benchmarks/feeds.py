"""Feeds read in a second: feedparser with our checks and dates, against lxml that takes the same fields unchecked."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from html import escape
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from lxml import etree, html

from benchmarks.ratio import Ratio
from benchmarks.texts import NEWEST, texts
from collectors.records import RawPage
from collectors.website.feeds.feed import parse_feed

ITEMS, PARAGRAPHS, REPEATS, ROUNDS = 50, 6, 5, 10
ZONE = ZoneInfo("Asia/Jakarta")
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def measure(_folder: Path) -> list[Ratio]:
    """Read the same feed in both ways, in turn, and compare the medians."""
    raw = RawPage("list", "https://kota.example/feed", _feed())
    taken = [(_seconds(lambda: parse_feed(raw, ZONE)), _seconds(lambda: _by_lxml(raw.body))) for _ in range(REPEATS)]
    ours, peer = (median(column) for column in zip(*taken, strict=True))
    return [Ratio("a feed of 50 whole articles, read", "lxml alone, unchecked", "s", ours, peer, 40)]


def _by_lxml(body: bytes) -> list[tuple[str, ...]]:
    """Take title, address, date and text of each item."""
    items = etree.fromstring(body).iter("item")
    return [(*_fields(item), html.fromstring(item.findtext(CONTENT) or "<p>").text_content()) for item in items]


def _fields(item: etree._Element) -> tuple[str, ...]:
    return tuple(item.findtext(name) or "" for name in ("title", "link", "pubDate", "description"))


def _feed() -> bytes:
    words = texts(ITEMS * PARAGRAPHS)
    items = "".join(_item(n, words[n * PARAGRAPHS : (n + 1) * PARAGRAPHS]) for n in range(ITEMS))
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    head = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {space}><channel><title>Kota</title>'
    return f"{head}{items}</channel></rss>".encode()


def _item(number: int, paragraphs: list[str]) -> str:
    text = "".join(f"<p>{escape(words)}</p>" for words in paragraphs)
    return (
        f"<item><title>Kabar nomor {number} &amp; lain</title><link>https://kota.example/berita/{number}</link>"
        f"<pubDate>{NEWEST - timedelta(hours=number):%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<description>{escape(paragraphs[0])}</description><content:encoded><![CDATA[{text}]]></content:encoded></item>"
    )


def _seconds(read: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(ROUNDS):
        read()
    return (time.process_time() - began) / ROUNDS
