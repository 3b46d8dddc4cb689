"""Whether a site shows articles at all is asked once in a walk, and only where no article was read in it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from collectors.errors import Unavailable
from collectors.records import Parsed
from collectors.website.crawl.article_reader import ArticleReader, Site
from collectors.website.crawl.crawl_stats import CrawlStats
from collectors.website.crawl.memory import CrawlMemory
from collectors.website.parse.layout import Layout

ADDRESS = "https://kota.example/home/detail/{}/kabar"


def reader(stats: CrawlStats, asked: list[str], *, stored: int) -> ArticleReader:
    """Make a reader of a site of *stored* articles, of which the first is due and none answers."""

    def fetch(url: str) -> Any:
        asked.append(url)
        raise Unavailable("not there", advice="try again later")

    known = {f"website:kota.example/{number}": ADDRESS.format(number) for number in range(stored)}
    request: Any = SimpleNamespace(stored_posts=known, due=dict(list(known.items())[:1]))
    parts: Any = SimpleNamespace(fetch=fetch)
    site = Site("https://kota.example", Layout(), 1, lambda _raw: Parsed())
    return ArticleReader(site, parts, request, CrawlMemory(), stats, parts)


@pytest.mark.parametrize(("stored", "questions"), [(1, 0), (3, 2), (100, 5)])
def test_other_articles_are_asked_for_once(stored: int, questions: int) -> None:
    asked: list[str] = []
    found = reader(CrawlStats(), asked, stored=stored)
    assert not found.finds_any
    assert not found.finds_any
    assert len(asked) == questions
    assert ADDRESS.format(0) not in asked  # it is due, and its own end proves nothing


def test_an_article_that_was_read_answers_without_a_question_also_later() -> None:
    asked: list[str] = []
    stats = CrawlStats()
    found = reader(stats, asked, stored=2)
    assert not found.finds_any
    stats.answered = 1
    assert found.finds_any
    assert len(asked) == 1
