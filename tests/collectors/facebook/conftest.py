"""What tests of the Facebook collectors share."""

from __future__ import annotations

import pytest

import collectors.facebook.collector
import collectors.graph.client
from collectors.facebook.collector import FacebookCollector
from collectors.http.session import session
from pipeline.demo.standin.server import StandIn, World
from tests.collectors.facebook.asking import eager


@pytest.fixture
def world() -> World:
    return World(meta_token="secret-token", facebook_token="secret-page")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeat failed requests without a pause."""
    monkeypatch.setattr(
        collectors.graph.client, "session", lambda contact, **_: session(contact, attempts=1, backoff=0)
    )


@pytest.fixture
def collector(standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> FacebookCollector:
    """Reads pages of ten."""
    monkeypatch.setattr(collectors.facebook.collector, "PAGE_SIZE", 10)
    return eager(standin.world)
