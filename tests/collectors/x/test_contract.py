from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import collectors.x.client
from collectors.records import RawPage
from collectors.request import Collector
from pipeline.demo.standin.server import LAST_WEEK, Fault, World, XPost
from tests.collectors.contract import CollectorContract
from tests.collectors.x.asking import TIMELINE, eager
from tests.collectors.x.owning import given_token, owning


class TestXCollector(CollectorContract):
    """X: newest first, by ranges of post numbers."""

    name, page_size = "x", 5

    def make_collector(self, world: World, monkeypatch: pytest.MonkeyPatch) -> Collector:
        monkeypatch.setattr(collectors.x.client, "PAGE_SIZE", self.page_size)
        return eager(world)

    def publish(self, world: World, count: int) -> None:
        first = len(world.x)
        world.x += [
            XPost(text=f"Kabar {n}", at=LAST_WEEK + timedelta(hours=n), likes=n) for n in range(first, first + count)
        ]

    def shown(self, world: World) -> set[str]:
        return {f"x:{post.history[0]}" for post in world.x}

    def change_markup(self, world: World) -> None:
        world.faults = [Fault(platform="x", path=TIMELINE, do="html")]

    def spoil(self, raw: RawPage) -> RawPage:
        answer = json.loads(raw.body)
        answer["data"][0]["public_metrics"]["like_count"] = "?"
        return replace(raw, body=json.dumps(answer).encode())


class TestOwnedX(TestXCollector):
    """X, read with the owner's token: the same promises."""

    @pytest.fixture(autouse=True)
    def keep_token_in(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    def make_collector(self, world: World, monkeypatch: pytest.MonkeyPatch) -> Collector:
        monkeypatch.setattr(collectors.x.client, "PAGE_SIZE", self.page_size)
        return owning(given_token(world, self.folder))
