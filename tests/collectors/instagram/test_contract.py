from __future__ import annotations

import json
from dataclasses import replace

import pytest

from collectors.instagram.collector import InstagramCollector
from collectors.instagram.session import Session
from collectors.records import RawPage
from collectors.request import Collector
from pipeline.demo.standin.server import World, session_cookies
from tests.collectors.contract import CollectorContract
from tests.collectors.instagram.asking import SESSION_PAGE, codes, fault, hourly, old_and_pinned


class TestInstagramCollector(CollectorContract):
    """Instagram with a session: twelve whole posts a page."""

    name, page_size = "instagram", 12

    def make_collector(self, world: World, monkeypatch: pytest.MonkeyPatch) -> Collector:
        assert monkeypatch
        session = Session("petugas.demo", session_cookies(world))
        return InstagramCollector(account="DiskominfoBekasi", session=session, pace_seconds=0)

    def publish(self, world: World, count: int) -> None:
        world.instagram += hourly(count, first=len(world.instagram))

    def pin(self, world: World) -> None:
        world.instagram = [*world.instagram, *old_and_pinned(1)]

    def shown(self, world: World) -> set[str]:
        return set(codes(world))

    def change_markup(self, world: World) -> None:
        world.faults = [fault("html", doc_id=SESSION_PAGE)]

    def spoil(self, raw: RawPage) -> RawPage:
        nodes = json.loads(raw.body)
        nodes[0]["like_count"] = "?"
        return replace(raw, body=json.dumps(nodes).encode())
