from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine

from pipeline import clock
from pipeline.missed_nights import is_missed
from storage.db.engine import transaction
from storage.runs.runs import finish_run, start_run
from tests.conftest import MakeSettings

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # in Jakarta

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def began(engine: Engine, at: datetime, exit_code: int | None = 0) -> None:
    with transaction(engine) as connection:
        run_id = start_run(connection, "nightly", "0", at)
        if exit_code is not None:
            finish_run(connection, run_id, exit_code, at)


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(
    ("cron", "last", "missed"),
    [
        ("0 1 * * *", None, False),  # due eleven hours ago: longer than the grace of four
        ("0 10 * * *", None, True),
        ("0 10 * * *", timedelta(hours=26), True),
        ("0 10 * * *", timedelta(hours=1), False),
        ("0 13 * * *", timedelta(hours=26), False),  # still to come
    ],
)
def test_a_night_missed_within_the_grace_is_caught_up(
    engine: Engine, make_settings: MakeSettings, cron: str, last: timedelta | None, missed: bool
) -> None:
    settings = make_settings(schedule={"cron": cron})
    if last:
        began(engine, NOON - last)
    trigger = CronTrigger.from_crontab(cron, timezone=settings.zone)
    assert is_missed(settings, trigger) is missed


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(
    ("ends", "again"),
    [
        ([None], True),  # killed, hours before the grace
        ([143], True),  # the machine was shut down
        ([1], False),  # a source was incomplete: the next night goes on
        ([None, None], False),  # it died again: no loop
        ([None, 0], False),
    ],
)
def test_a_night_that_broke_off_is_run_again_once(
    engine: Engine, make_settings: MakeSettings, ends: list[int | None], again: bool
) -> None:
    settings = make_settings(schedule={"cron": "0 1 * * *"})
    began(engine, NOON - timedelta(days=1), None)  # yesterday's is over
    for hours, exit_code in enumerate(ends):
        began(engine, NOON - timedelta(hours=10 - hours), exit_code)
    trigger = CronTrigger.from_crontab("0 1 * * *", timezone=settings.zone)
    assert is_missed(settings, trigger) is again
