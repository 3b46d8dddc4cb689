"""What tests of the X collector share."""

from __future__ import annotations

import pytest

import collectors.x.client
from collectors.x.collector import XCollector
from pipeline.demo.standin.server import StandIn, World
from tests.collectors.x.asking import eager


@pytest.fixture
def world() -> World:
    return World(bearer="secret-bearer")


@pytest.fixture
def collector(standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> XCollector:
    """Reads pages of ten, and repeats failed requests at once."""
    monkeypatch.setattr(collectors.x.client, "PAGE_SIZE", 10)
    return eager(standin.world)
