"""A night has a limit: sources whose turn did not come are told and fetched by the next, closing steps are bounded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.demo.world.world import Article, World
from pipeline.harvest.harvest import harvest
from pipeline.nightly import close_night
from pipeline.run.context import INCOMPLETE, OK
from storage.db.engine import reading
from storage.runs.runs import source_health
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

NIGHT = datetime(2026, 11, 24, 1, tzinfo=UTC)

pytestmark = [pytest.mark.parametrize("database_url", ["sqlite"], indirect=True), pytest.mark.usefixtures("standin")]


def test_a_source_whose_turn_comes_after_the_limit_waits_for_the_next_night(
    make_settings: MakeSettings, night_of: OpenNight, world: World
) -> None:
    settings = make_settings(night_limit_minutes=30)
    world.now, world.articles = NIGHT, [Article(number=1)]

    def late() -> datetime:
        """Tell that an hour has gone by as soon as a second platform was asked."""
        return NIGHT + (timedelta(hours=1) if world.asked("instagram") else timedelta(0))

    with night_of(settings, late) as night:
        harvest(night, settings.config.sources)
        assert night.exit_code == INCOMPLETE
        with reading(night.engine) as connection:
            health = {row.source_id: row for row in source_health(connection)}
    x, instagram, website = (health[source.id] for source in settings.config.sources)
    assert x.outcome == "complete"
    assert instagram.outcome == "partial"
    assert website.outcome == "skipped"
    assert "the 30 minutes of this night are over" in website.reason
    assert not world.asked("website")
    world.now = NIGHT + timedelta(days=1)
    with night_of(settings, lambda: NIGHT + timedelta(days=1)) as night:
        harvest(night, settings.config.sources)
        assert night.exit_code == OK


@pytest.mark.parametrize(("limit", "together"), [(30, 600), (900, 900)])
def test_closing_steps_have_a_limit_together_and_each_an_hour_at_least_whatever_the_wall_clock_says(
    limit: int, together: int, make_settings: MakeSettings, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, may_take = [0], list[float | None]()
    monkeypatch.setattr("time.monotonic", lambda: 1000.0 + gone[0] * 60)
    with night_of(make_settings(night_limit_minutes=limit), lambda: NIGHT - timedelta(days=gone[0])) as night:
        may_take.append(night.seconds_for_step)  # while sources are read they have limits of their own

        def label(_: object) -> None:
            for gone[0] in (0, 10, together - 1, together + 120):
                may_take.append(night.seconds_for_step)

        monkeypatch.setattr("pipeline.nightly.label_by_night", label)
        close_night(night)
    assert may_take == [None, together * 60, (together - 10) * 60, 3600, 3600]
