from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from collectors.http.session import session
from collectors.records import RawPage
from collectors.request import Collector
from collectors.website.collector import WebsiteCollector
from collectors.website.parse.layout import Layout
from collectors.website.press import PressCollector
from pipeline.demo.standin.server import Article, Fault, World
from tests.collectors.contract import CollectorContract


class TestWebsiteCollector(CollectorContract):
    """The office's website: a list of articles, page by page."""

    name, page_size = "website", 6

    def make_collector(self, world: World, monkeypatch: pytest.MonkeyPatch) -> Collector:
        assert monkeypatch
        world.robots = "User-agent: *\nDisallow:\n"
        return WebsiteCollector(
            source_id="web",
            url="https://diskominfo.bekasikota.go.id",
            layout=Layout(),
            session=session("humas@kota.example", attempts=0),
            pace_seconds=0,
            timezone=ZoneInfo("Asia/Jakarta"),
        )

    def publish(self, world: World, count: int) -> None:
        first = len(world.articles) + 1
        newer = [
            Article(number=100 + n, title=f"Kabar {n}", on=date(2026, 1, 1) + timedelta(days=n))
            for n in range(first, first + count)
        ]
        world.articles = [*reversed(newer), *world.articles]

    def shown(self, world: World) -> set[str]:
        return {f"website:diskominfo.bekasikota.go.id/{article.number}" for article in world.articles}

    def change_markup(self, world: World) -> None:
        world.faults = [Fault(platform="website", do="new_markup")]

    def spoil(self, raw: RawPage) -> RawPage:
        return replace(raw, body=raw.body.replace(b"2026", b"dua ribu"))


class TestPressCollector(TestWebsiteCollector):
    """The same site as one of the press: reduced pages keep every promise, too."""

    def make_collector(self, world: World, monkeypatch: pytest.MonkeyPatch) -> Collector:
        return PressCollector(super().make_collector(world, monkeypatch))

    def spoil(self, raw: RawPage) -> RawPage:
        odd = re.sub(rb'"published_at": "[^"]+"', b'"published_at": "kemarin"', raw.body)  # Pantau's own shape
        return replace(raw, body=odd.replace(b'"precision": "day"', b'"precision": null'))
