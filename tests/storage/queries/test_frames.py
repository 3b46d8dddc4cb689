from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from collectors.records import Account, Metrics, Post
from storage.db.engine import transaction
from storage.queries.frames import (
    account_frame,
    engagement_inputs,
    note_report,
    reported_weeks,
    view_frame,
)
from storage.runs.runs import finish_source, start_run, start_source
from storage.schema.columns.runs import REPORT_ACCOUNTS
from storage.schema.dictionary import VIEWS

Make = Callable[..., Post]
Commit = Callable[..., int]

SOURCE = "x-kominfobekasi"
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)


def frame(engine: Engine, view: str, where: str = "", **parameters: object) -> pd.DataFrame:
    with transaction(engine) as connection:
        return view_frame(connection, view, where, **parameters)


@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_view_is_a_frame_with_all_its_columns(engine: Engine, view: str) -> None:
    found = frame(engine, view)
    assert list(found.columns) == list(VIEWS[view][1])
    assert len(found) == 0
    moments = [c for c, (kind, _) in VIEWS[view][1].items() if kind == "datetime" and c != "published_local"]
    assert {str(found[name].dt.tz) for name in moments} <= {"UTC"}


def test_moments_are_in_utc_and_the_local_time_is_the_wall_clock(
    engine: Engine, make_post: Make, commit: Commit
) -> None:
    commit(make_post(1, published_at=NIGHT), make_post(2, published_at=None))
    found = frame(engine, "v_posts", "WHERE post_id = :wanted OR post_id = 'x:2' ORDER BY post_id", wanted="x:1")
    assert found["published_at"][0] == pd.Timestamp("2026-11-24T18:00:00Z")
    assert found["published_local"][0] == pd.Timestamp("2026-11-25T01:00:00")
    assert found["published_at"].isna().tolist() == [False, True]


def test_engagement_gets_posts_snapshots_and_followers(engine: Engine, make_post: Make, commit: Commit) -> None:
    commit(make_post(1, published_at=None), make_post(2), account=Account("Kominfobekasi", followers=None))
    commit(make_post(2, metrics=Metrics(views=9)), at=NIGHT + timedelta(days=1))
    with transaction(engine) as connection:
        posts, snapshots, accounts = engagement_inputs(connection, SOURCE)
    assert posts.set_index("post_id")["published_at"].isna().to_dict() == {"x:1": True, "x:2": False}
    assert snapshots.sort_values(["post_id", "observed_at"])["interactions"].isna().tolist() == [False, False, True]
    assert str(snapshots["observed_at"].dt.tz) == "UTC"
    assert accounts["followers"].isna().tolist() == [True]


def test_engagement_gets_nothing_of_another_source(engine: Engine, make_post: Make, commit: Commit) -> None:
    commit(make_post(1), account=Account("Kominfobekasi", followers=7))
    with transaction(engine) as connection:
        assert [len(frame) for frame in engagement_inputs(connection, SOURCE)] == [1, 1, 1]
        assert [len(frame) for frame in engagement_inputs(connection, "ig-diskominfobekasi")] == [0, 0, 0]


@pytest.mark.parametrize(("day", "followers"), [(22, 100), (23, 200), (30, 300)])
def test_an_account_is_told_as_it_was_near_the_weeks_end(
    engine: Engine, make_post: Make, commit: Commit, day: int, followers: int
) -> None:
    for seen, count in ((22, 100), (23, 200), (25, 300)):
        commit(account=Account("Kominfobekasi", count), at=datetime(2026, 11, seen, tzinfo=UTC))
    commit(make_post(1, published_at=datetime(2026, 11, 16, 3, tzinfo=UTC)), make_post(2, published_at=None))
    with transaction(engine) as connection:
        found = account_frame(connection, datetime(2026, 11, day, 12, tzinfo=UTC))
    assert set(found.columns) < set(REPORT_ACCOUNTS)
    assert found[["source_id", "followers", "role"]].to_numpy().tolist() == [[SOURCE, followers, "own"]]


def followers(engine: Engine, until: datetime) -> list[int | None]:
    with transaction(engine) as connection:
        return [None if pd.isna(n) else int(n) for n in account_frame(connection, until)["followers"]]


def test_what_was_seen_long_before_or_after_a_week_is_not_told_of_it(engine: Engine, commit: Commit) -> None:
    commit(account=Account("Kominfobekasi", 100))
    commit(account=Account("Kominfobekasi", 200), at=NIGHT + timedelta(days=1))
    assert followers(engine, NIGHT - timedelta(days=50)) == [None]
    assert followers(engine, NIGHT - timedelta(days=6)) == [100]
    assert followers(engine, NIGHT + timedelta(days=8)) == [200]
    assert followers(engine, NIGHT + timedelta(days=9)) == [None]


def health(engine: Engine, until: datetime) -> list[Any]:
    with transaction(engine) as connection:
        return account_frame(connection, until)[["outcome", "reason"]].to_numpy().tolist()[0]


def test_a_week_is_as_complete_as_the_turns_after_it_whatever_came_later(engine: Engine, run_id: int) -> None:
    assert run_id
    ends = [("partial", "budget"), ("complete", None), ("blocked", "login")]
    for day, (outcome, reason) in enumerate(ends):
        with transaction(engine) as connection:
            number = start_run(connection, "harvest", "0", NIGHT)
            start_source(connection, number, SOURCE, NIGHT + timedelta(days=day))
            ended = {"outcome": outcome, "reason": reason, "finished_at": NIGHT + timedelta(days=day)}
            finish_source(connection, number, SOURCE, ended)
    assert health(engine, NIGHT - timedelta(hours=1)) == ["complete", None]
    assert health(engine, NIGHT + timedelta(days=1)) == ["complete", None]
    assert health(engine, NIGHT + timedelta(days=1, hours=1)) == ["blocked", "login"]


def test_a_turn_that_ended_before_the_week_did_read_a_part_of_it(engine: Engine, run_id: int) -> None:
    with transaction(engine) as connection:
        start_source(connection, run_id, SOURCE, NIGHT)
        finish_source(connection, run_id, SOURCE, {"outcome": "complete", "finished_at": NIGHT})
    assert health(engine, NIGHT) == ["complete", None]
    assert health(engine, NIGHT + timedelta(hours=1)) == ["partial", "not read since the week was over"]


def test_weeks_with_reports_are_told_once(engine: Engine) -> None:
    with transaction(engine) as connection:
        for _ in range(2):
            note_report(connection, "2026-W46", NIGHT)
        assert reported_weeks(connection) == {"2026-W46"}
