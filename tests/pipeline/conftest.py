"""What tests of the pipeline share: a night that is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import Engine

from pipeline import clock
from pipeline.config import Settings
from pipeline.night import Night, open_night

OpenNight = Callable[..., AbstractContextManager[Night]]


@pytest.fixture
def night_of(engine: Engine) -> OpenNight:
    """Open a night with given settings on the test's store, at the time that ``now`` tells."""

    @contextmanager
    def opened(settings: Settings, now: Callable[[], object] = clock.now) -> Iterator[Night]:
        assert engine.url  # the store is there
        with open_night(settings, "test") as night:
            night.now = now  # type: ignore[assignment]  # any callable that tells a moment
            yield night

    return opened
