"""Lanes run side by side, sources that share a credential or host never; one stop ends all."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from collectors.errors import Stopped, StoreError
from collectors.records import Page, RawPage
from collectors.request import Limits, Request
from pipeline.harvest import source_run
from pipeline.harvest.harvest import harvest
from pipeline.platforms.source import SourceBase
from pipeline.run.context import RunContext
from pipeline.run.lanes import lanes_of, name_lanes
from pipeline.settings.models import Settings
from tests.conftest import SOURCES, MakeSettings
from tests.pipeline.conftest import OpenNight
from tests.pipeline.harvest.nights import endings

MORE = [
    {"id": "ig-dua", "platform": "instagram", "account": "pemkot", "pace_seconds": 0},
    {"id": "x-dua", "platform": "x", "account": "Pemkot", "pace_seconds": 0},
    {"id": "web-dua", "platform": "website", "url": "https://dinkes.kota.example", "pace_seconds": 0},
    {"id": "web-tiga", "platform": "website", "url": "https://www.dinkes.kota.example/berita", "pace_seconds": 0},
]


@pytest.fixture
def many(make_settings: MakeSettings) -> Settings:
    return make_settings(sources=[*SOURCES, *MORE], lanes=4)


class Watched:
    """Collectors that say who is at work together, and wait until *together* of them are."""

    def __init__(self, together: int) -> None:
        self.barrier = threading.Barrier(together)
        self.lock = threading.Lock()
        self.busy: list[str] = []
        self.met: list[str] = []
        self.most = 0
        self.lanes = dict[str, str]()

    def make(self, settings: Settings, source: SourceBase) -> Any:
        self.lanes = name_lanes(settings.config.sources)
        return _Collector(self, source)

    def enter(self, source: SourceBase) -> None:
        with self.lock:
            lane = self.lanes[source.id]
            assert lane not in self.busy, f"two of {lane} at once"
            self.busy.append(lane)
            self.most = max(self.most, len(self.busy))
            self.met.append(source.id)

    def leave(self, source: SourceBase) -> None:
        with self.lock:
            self.busy.remove(self.lanes[source.id])


class _Collector:
    def __init__(self, watched: Watched, source: SourceBase) -> None:
        self.watched, self.source = watched, source

    def pages(self, _request: Request, limits: Limits) -> Iterator[Page]:
        self.watched.enter(self.source)
        try:
            if self.source.id in {"ig-diskominfobekasi", "x-kominfobekasi", "web-diskominfo"}:
                self.watched.barrier.wait(timeout=30)
            limits.pause(0.01)
        finally:
            self.watched.leave(self.source)
        yield from ()

    def parse(self, _raw: RawPage) -> Any:
        raise NotImplementedError


def test_a_credential_or_a_host_makes_a_lane(many: Settings) -> None:
    lanes = [[source.id for source in lane] for lane in lanes_of(many.config.sources).values()]
    assert sorted(map(tuple, lanes)) == [
        ("ig-diskominfobekasi", "ig-dua"),
        ("web-diskominfo",),
        ("web-dua", "web-tiga"),
        ("x-kominfobekasi", "x-dua"),
    ]


def test_platforms_that_one_token_serves_are_one_lane(make_settings: MakeSettings) -> None:
    page = {"id": "fb", "platform": "facebook", "account": "PemkotBekasi"}
    by_token = {"id": "ig-tiga", "platform": "instagram", "account": "kota", "ladder": ["session", "official"]}
    apart = name_lanes(make_settings(sources=[*SOURCES, page]).config.sources)
    assert (apart["fb"], apart["ig-diskominfobekasi"]) == ("facebook", "instagram")
    shared = name_lanes(make_settings(sources=[*SOURCES, page, by_token]).config.sources)
    assert {shared[name] for name in ("fb", "ig-tiga", "ig-diskominfobekasi")} == {"facebook + instagram"}
    assert shared["x-kominfobekasi"] == "x"


def test_lanes_work_side_by_side_and_a_lane_in_turn(
    many: Settings, engine: Engine, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(3)  # who waits alone would break the barrier
    monkeypatch.setattr(source_run, "make_collector", watched.make)
    with night_of(many) as night:
        harvest(night, many.config.sources)
        assert night.exit_code == 0
    assert watched.most >= 3
    assert sorted(watched.met) == sorted(source.id for source in many.config.sources)
    assert {outcome for outcome, _ in endings(engine).values()} == {"complete"}


def test_one_lane_is_one_after_the_other(
    make_settings: MakeSettings, engine: Engine, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, watched = make_settings(sources=[*SOURCES, *MORE]), Watched(1)
    monkeypatch.setattr(source_run, "make_collector", watched.make)
    with night_of(settings) as night:
        harvest(night, settings.config.sources)
    assert watched.met == [source.id for source in settings.config.sources]
    assert watched.most == 1
    assert engine.url


def _harvest_and_stop(night: RunContext, settings: Settings, watched: Watched) -> None:
    watched.barrier = threading.Barrier(3, action=night.stop.request)
    harvest(night, settings.config.sources)


def _harvest_until_a_lane_fails(night: RunContext, settings: Settings, watched: Watched) -> None:
    def wait_for_the_stop() -> None:
        for _ in range(2000):  # of 10 ms
            if night.stop.requested:
                return
            time.sleep(0.01)

    watched.barrier = threading.Barrier(3, action=wait_for_the_stop)
    harvest(night, settings.config.sources)


def test_one_stop_ends_all_lanes_and_every_source_is_written_down(
    many: Settings, engine: Engine, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(3)
    monkeypatch.setattr(source_run, "make_collector", watched.make)
    with pytest.raises(Stopped), night_of(many) as night:
        _harvest_and_stop(night, many, watched)
    found = endings(engine)
    assert found.keys() == {source.id for source in many.config.sources}
    assert found["x-kominfobekasi"][0] == "partial"
    assert found["x-dua"] == ("skipped", "its turn did not come: the run was asked to end")


def test_a_store_that_is_lost_in_one_lane_ends_the_others_and_is_the_reason(
    many: Settings, engine: Engine, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(3)

    def make(settings: Settings, source: SourceBase) -> Any:
        if source.id == "web-dua":
            raise StoreError("the disk is full")
        return watched.make(settings, source)

    monkeypatch.setattr(source_run, "make_collector", make)
    monkeypatch.setattr("pipeline.run.steps.takes_writes", lambda _engine: False)
    with pytest.raises(StoreError, match="the disk is full"), night_of(many) as night:
        _harvest_until_a_lane_fails(night, many, watched)
    assert engine.url
    assert "ig-dua" not in watched.met, "no lane begins another source"


def test_a_fault_of_ours_costs_its_source_alone(
    many: Settings, engine: Engine, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(3)

    def make(settings: Settings, source: SourceBase) -> Any:
        if source.id == "web-dua":
            raise KeyError("rusak")
        return watched.make(settings, source)

    monkeypatch.setattr(source_run, "make_collector", make)
    with night_of(many) as night:
        harvest(night, many.config.sources)
        assert night.exit_code == 4
    assert sorted(outcome for outcome, _ in endings(engine).values()) == ["complete"] * 6 + ["failed"]
