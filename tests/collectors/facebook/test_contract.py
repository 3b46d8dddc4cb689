"""What every collector promises, for Facebook."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import collectors.facebook.collector
from collectors.records import RawPage
from collectors.request import Collector
from pipeline.demo.standin.server import Fault, World
from tests.collectors.contract import CollectorContract
from tests.collectors.facebook.asking import LIST, eager, hourly


class TestFacebookCollector(CollectorContract):
    """Facebook: newest first, by spans of time."""

    name, page_size = "facebook", 5

    def make_collector(self, world: World, monkeypatch: pytest.MonkeyPatch) -> Collector:
        monkeypatch.setattr(collectors.facebook.collector, "PAGE_SIZE", self.page_size)
        return eager(world)

    def publish(self, world: World, count: int) -> None:
        world.facebook += hourly(count, first=len(world.facebook), reactions={"like": 3}, insights={"post_clicks": 1})

    def shown(self, world: World) -> set[str]:
        return {f"facebook:{post.id}" for post in world.facebook}

    def change_markup(self, world: World) -> None:
        world.faults = [Fault(platform="meta", path=LIST, do="drop_fields", fields=("data",))]

    def spoil(self, raw: RawPage) -> RawPage:
        posts = json.loads(raw.body)
        posts[0]["reactions"]["summary"]["total_count"] = "?"
        return replace(raw, body=json.dumps(posts).encode())
