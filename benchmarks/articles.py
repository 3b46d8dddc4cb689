"""Articles read per second: by selectors and by main text, each against trafilatura, on pages of the demo's make."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import trafilatura

from benchmarks.ratio import Ratio
from benchmarks.texts import NEWEST, texts
from collectors.records import RawPage
from collectors.website.parse.article import parse_article
from collectors.website.parse.layout import Layout
from collectors.website.parse.main_text import parse_main_text
from pipeline.demo.standin.website.site import HOST, article_page
from pipeline.demo.world.world import Article, World

ARTICLES, PARAGRAPHS, REPEATS = 200, 6, 3
ZONE = ZoneInfo("Asia/Jakarta")

Parse = Callable[[RawPage, Layout, ZoneInfo], object]


def measure(_folder: Path) -> list[Ratio]:
    """Read the same pages in both ways, in turn, and compare the medians."""
    pages = _pages()
    ways = (parse_article, parse_main_text, _by_trafilatura)
    taken = [[_seconds(way, pages) for way in ways] for _ in range(REPEATS)]
    selectors, main_texts, peer = (ARTICLES / median(column) for column in zip(*taken, strict=True))
    return [
        Ratio("articles read by selectors", "trafilatura", "articles/s", selectors, peer, 1.5, at_least=True),
        Ratio("articles read by main text", "trafilatura", "articles/s", main_texts, peer, 0.8, at_least=True),
    ]


def _by_trafilatura(page: RawPage, _layout: Layout, _zone: ZoneInfo) -> object:
    return trafilatura.bare_extraction(page.body, url=page.url, include_comments=False, with_metadata=True)


def _pages() -> list[RawPage]:
    words = texts(ARTICLES * PARAGRAPHS)
    world = World()
    world.articles = [
        Article(
            number=n + 1,
            title=f"Kabar nomor {n + 1} dari kantor kelurahan",
            paragraphs=words[n * PARAGRAPHS : (n + 1) * PARAGRAPHS],
            on=(NEWEST - timedelta(days=n)).date(),
        )
        for n in range(ARTICLES)
    ]
    address = f"https://{HOST}/content/berita-terkini"
    return [
        RawPage("article", f"{address}/{article.number}/kabar", article_page(world, article).payload())
        for article in world.articles
    ]


def _seconds(parse: Parse, pages: list[RawPage]) -> float:
    began = time.process_time()
    for page in pages:
        parse(page, Layout(), ZONE)
    return time.process_time() - began
