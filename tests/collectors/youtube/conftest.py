"""What tests of YouTube share: a collector of the stand-in's channel, and videos by the hour."""

from __future__ import annotations

import pytest

from collectors.youtube.collector import YouTubeCollector
from pipeline.demo.standin.server import StandIn, World
from tests.collectors.youtube.asking import collector_of


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let failed requests be repeated without waiting."""
    monkeypatch.setattr("urllib3.util.Retry.sleep", lambda _self, _response=None: None)


@pytest.fixture
def collector(world: World, standin: StandIn) -> YouTubeCollector:
    assert standin.url
    return collector_of(world)
