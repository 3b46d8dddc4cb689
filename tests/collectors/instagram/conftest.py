"""What tests of the Instagram collector share."""

from __future__ import annotations

import pytest

from collectors.instagram.collector import InstagramCollector
from collectors.instagram.session import Session
from pipeline.demo.standin.server import StandIn, World, session_cookies


@pytest.fixture
def world() -> World:
    return World(session_id="secret-session")


@pytest.fixture
def collector(request: pytest.FixtureRequest, standin: StandIn) -> InstagramCollector:
    """Reads with a session or as a stranger, without waiting."""
    session = Session("petugas.demo", session_cookies(standin.world)) if request.param == "session" else None
    return InstagramCollector(account="DiskominfoBekasi", session=session, pace_seconds=0)
