from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from collectors.instagram.official import collector
from collectors.records import RawPage
from collectors.request import Collector
from pipeline.demo.standin.server import LAST_WEEK, Account, InstagramPost, World
from tests.collectors.contract import CollectorContract
from tests.collectors.instagram.official.asking import codes, fault, hourly, official


class TestOfficialInstagram(CollectorContract):
    """The own account by the official interface."""

    name, page_size = "instagram", 12

    @pytest.fixture
    def world(self) -> World:
        return World(meta_token="secret-token")  # of the test

    def make_collector(self, world: World, monkeypatch: pytest.MonkeyPatch) -> Collector:
        monkeypatch.setattr(collector, "PAGE_SIZE", self.page_size)
        return official(world)

    def publish(self, world: World, count: int) -> None:
        world.instagram += hourly(count, first=len(world.instagram))

    def pin(self, world: World) -> None:
        old = InstagramPost(caption="Disematkan", at=LAST_WEEK - timedelta(days=300), pinned=True)
        world.instagram = [*world.instagram, old]

    def shown(self, world: World) -> set[str]:
        return set(codes(world))

    def change_markup(self, world: World) -> None:
        world.faults = [fault("html")]

    def spoil(self, raw: RawPage) -> RawPage:
        body = json.loads(raw.body)
        body["media"][0]["like_count"] = "?"
        return replace(raw, body=json.dumps(body).encode())


class TestDiscovery(TestOfficialInstagram):
    """Another account by discovery: the token is of somebody else's."""

    @pytest.fixture
    def world(self) -> World:
        return World(meta_token="secret-token", meta_accounts=[Account(name="pemkotbekasi", native_id="7")])
