"""The report of a week as the store tells it: of whom nobody is asked, and what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.clock import IsoWeek
from pipeline.demo.standin.server import StandIn, World
from pipeline.demo.world.world import XPost
from pipeline.harvest.harvest import harvest
from pipeline.reporting.week_data import week_data
from pipeline.run.context import RunContext
from storage.db.engine import transaction
from storage.runs.runs import finish_source, start_run, start_source
from storage.runs.sources import SourceRow, upsert_sources
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
SOURCE = "x-kominfobekasi"
MINE = {"id": SOURCE, "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0}


@pytest.fixture
def night(
    night_of: OpenNight, make_settings: MakeSettings, credentials: dict[str, str], world: World, standin: StandIn
) -> Iterator[RunContext]:
    """Harvest one post of nine days ago; the night stays open."""
    assert standin.url
    world.now, world.x = NOW, [XPost(text="Layanan KTP keliling besok", at=NOW - timedelta(days=9))]
    settings = make_settings(sources=[MINE], secrets=credentials)
    with night_of(settings, lambda: NOW) as opened:
        harvest(opened, settings.config.sources)
        yield opened


def test_nobody_is_asked_about_a_source_that_is_gone_nor_told_of_silence_before_anything_was_known(
    night: RunContext,
) -> None:
    with transaction(night.engine) as connection:
        upsert_sources(connection, [SourceRow("ig-lama", "instagram", "lama")])
        start_source(connection, night.run_id, "ig-lama", NOW)
        finish_source(connection, night.run_id, "ig-lama", {"outcome": "failed", "finished_at": NOW})
        earlier = NOW - timedelta(weeks=3)
        quiet = start_run(connection, "nightly", "0", earlier)
        start_source(connection, quiet, SOURCE, earlier)
        finish_source(connection, quiet, SOURCE, {"outcome": "complete", "finished_at": earlier})
    told = {number: week_data(night, IsoWeek(2026, number)) for number in (35, 44, 45, 46, 47)}
    posts = {number: data.accounts.set_index("source_id")["posts"] for number, data in told.items()}
    assert told[47].background.excused == {"ig-lama"}
    assert [list(posts[number].astype(object)) for number in (45, 46, 47)] == [[0], [1], [0]]
    assert posts[35].isna().all()
    assert posts[44].isna().all()  # before the first complete turn


def test_a_channel_whose_every_post_is_stored_published_nothing_before_its_first(
    night: RunContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert week_data(night, IsoWeek(2026, 35)).accounts["posts"].isna().all()
    monkeypatch.setattr("pipeline.reporting.week_data.exact_totals", lambda: ["x"])
    assert list(week_data(night, IsoWeek(2026, 35)).accounts["posts"]) == [0]
    assert week_data(night, IsoWeek(2026, 35)).background.known_before == {SOURCE}
