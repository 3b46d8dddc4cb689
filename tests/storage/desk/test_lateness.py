"""A channel that nights tried to read for a week and never read wholly is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from storage.db.engine import transaction
from storage.desk.lateness import late_sources, turns_read
from storage.runs.runs import finish_source, start_run, start_source
from tests.storage.conftest import NIGHT, SOURCE

MONTH = tuple(range(30, -1, -1))  # a night a day


@pytest.mark.parametrize(
    ("tried", "pause_ended", "since"),
    [
        (MONTH, None, 30),
        (MONTH[-9:], None, 8),  # wholly read nine days ago, and tried every night since
        (MONTH[-7:], None, None),  # added six days ago, or wholly read seven days ago
        ((0,), None, None),  # added last night; or no night came for days, and the first one is still catching up
        ((), None, None),  # wholly read by the newest night
        ((200, 199, 198, 197, 0), None, None),  # removed for months and put back
        ((200, 199, *MONTH), None, 30),
        ((8, 0), None, None),  # an outage between two nights
        ((28, 21, 14, 7, 0), None, 28),  # a weekly schedule
        ((28.01, 21, 6.99, 0), None, 28.01),  # a weekly one with a missed night
        ((91, 61, 30, 0), None, 91),  # monthly
        ((61, 47, 16, 0), None, 61),  # on the first and the fifteenth, with a missed night
        ((14, 1, 0), None, None),  # two nights after an outage of a nightly schedule
        ((*range(7, 0, -1), 0.01), None, 7),  # nightly for a week; the last turn began minutes earlier in its night
        (MONTH, 0, None),  # a pause ended, and no night came since
        (MONTH, 1, None),
        (MONTH, 9, 8),
    ],
)
def test_a_channel_is_late_where_nights_tried_for_a_week_and_never_read_it_wholly(
    tried: Sequence[float], pause_ended: int | None, since: float | None
) -> None:
    def ago(days: float) -> timedelta:
        return timedelta(days=days)

    resumed = {} if pause_ended is None else {SOURCE: NIGHT - ago(pause_ended)}
    found = late_sources({SOURCE: [NIGHT - ago(days) for days in tried]}, resumed)
    assert found == ({} if since is None else {SOURCE: NIGHT - ago(since)})


def test_turns_are_those_that_ended_since_the_last_complete_one(engine: Engine, run_id: int) -> None:
    days = {11: "partial", 10: "complete", 3: "partial", 2: "failed", 1: None}
    with transaction(engine) as connection:
        finish_source(connection, run_id, SOURCE, {"outcome": "complete", "finished_at": NIGHT})
        assert turns_read(connection) == {SOURCE: []}
        for day, outcome in days.items():
            at = NIGHT + timedelta(days=20 - day)
            tried = start_run(connection, "nightly", "0", at)
            start_source(connection, tried, SOURCE, at)
            if outcome:
                finish_source(connection, tried, SOURCE, {"outcome": outcome, "finished_at": at})
        assert turns_read(connection) == {SOURCE: [NIGHT + timedelta(days=20 - day) for day in (3, 2)]}
