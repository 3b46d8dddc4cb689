from __future__ import annotations

import json
from dataclasses import replace

import pytest

import collectors.youtube.collector
from collectors.records import RawPage
from collectors.request import Collector
from pipeline.demo.standin.server import Fault, World
from tests.collectors.contract import CollectorContract
from tests.collectors.youtube.asking import LOOK_UPS, collector_of, hourly, ids


class TestYouTubeCollector(CollectorContract):
    """YouTube: the list of uploads newest first, and a look-up for each page of it."""

    name, page_size = "youtube", 5

    def make_collector(self, world: World, monkeypatch: pytest.MonkeyPatch) -> Collector:
        monkeypatch.setattr(collectors.youtube.collector, "PAGE_SIZE", self.page_size)
        return collector_of(world)

    def publish(self, world: World, count: int) -> None:
        world.youtube += hourly(count, first=len(world.youtube))

    def shown(self, world: World) -> set[str]:
        return ids(world)

    def change_markup(self, world: World) -> None:
        world.faults = [Fault(platform="youtube", path=LOOK_UPS, do="new_shape")]

    def spoil(self, raw: RawPage) -> RawPage:
        answer = json.loads(raw.body)
        answer["items"][0]["statistics"]["likeCount"] = {"odd": True}
        return replace(raw, body=json.dumps(answer).encode())
