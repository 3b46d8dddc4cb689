"""Targets and silent days reach the store."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine, text

from pipeline.demo.standin.server import StandIn, World
from pipeline.demo.world.world import XPost
from pipeline.harvest.harvest import harvest
from pipeline.label.posts import label
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)


def test_silent_days_count_up_to_the_day_before_the_last_complete_look(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, world: World, standin: StandIn
) -> None:
    assert standin.url
    world.now = NIGHT
    world.x = [XPost(text=f"Kabar {day}", at=datetime(2026, 11, day, 3, tzinfo=UTC)) for day in (16, 17, 20)]
    settings = make_settings(strategy={"targets": {"living": 0.2}})
    with night_of(settings, lambda: NIGHT) as night:
        harvest(night, settings.config.sources[:1])
        label(night)
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT period, days, active_days, silent_days, longest_silence FROM v_silent_days ORDER BY period DESC"
            )
        ).all()
        targets = connection.execute(
            text("SELECT DISTINCT value, target_share FROM v_strategy WHERE value = 'living'")
        ).all()
    assert tuple(rows[1]) == ("2026-W47", 7, 3, 4, 2)
    assert rows[0].period == "2026-W48"
    assert [tuple(row) for row in targets] == [("living", 0.2)]
