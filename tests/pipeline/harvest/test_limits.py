"""A long wait ends when the minutes of its source are over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from collectors.errors import TimeUp
from pipeline.harvest.budget import Ledger
from pipeline.harvest.limits import SLICE, SourceLimits
from pipeline.platforms.registry import platform_of
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

NIGHT = datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seconds", [0, 0.3, SLICE, 61, 4000])
def test_a_wait_is_kept_as_long_as_the_source_has_minutes(
    seconds: float, make_settings: MakeSettings, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, waited = make_settings(), list[float]()
    source = settings.config.sources[0].model_copy(update={"minutes": 2})
    with night_of(settings, lambda: NIGHT + timedelta(seconds=sum(waited))) as night:
        monkeypatch.setattr(night.stop, "pause", waited.append)
        ledger = Ledger(night.engine, night.run_id, source.id, platform_of(source), None, night.now)
        limits = SourceLimits(night, source, ledger, NIGHT)
        if seconds <= 120:
            limits.pause(seconds)
            assert sum(waited) == pytest.approx(seconds)
        else:
            with pytest.raises(TimeUp, match="its 2 minutes of one night are over"):
                limits.pause(seconds)
            assert 120 < sum(waited) <= 120 + SLICE
