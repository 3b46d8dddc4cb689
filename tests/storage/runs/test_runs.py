from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from collectors.records import Account, Post, Reads
from storage.db.engine import transaction
from storage.harvest.cursors import load_cursor
from storage.harvest.source_state import account_seen, load_due_posts
from storage.runs.ledger import Booking, BudgetPeriod, reserve, settle, spent_in
from storage.runs.runs import (
    finish_run,
    finish_source,
    newest_moment,
    runs_since,
    source_health,
    start_run,
    start_source,
)
from storage.runs.sources import SourceRow, upsert_sources
from storage.schema.tables import metadata

Make = Callable[..., Post]
Commit = Callable[..., int]
Rows = Callable[..., list[dict[str, Any]]]

SOURCE = "x-kominfobekasi"
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
DAYS = (1, 2, 3, 7, 14, 28)


def asked(engine: Engine, question: Callable[..., Any], *args: Any, **options: Any) -> Any:
    with transaction(engine) as connection:
        return question(connection, *args, **options)


def due(engine: Engine, now: datetime) -> list[str]:
    return list(asked(engine, load_due_posts, SOURCE, DAYS, now))


def test_a_source_keeps_where_it_stands_when_its_configuration_changes(
    engine: Engine, make_post: Make, commit: Commit, rows: Rows
) -> None:
    commit(make_post(1), cursor={"newest": "1"})
    asked(engine, upsert_sources, [SourceRow(SOURCE, "x", "KominfoBaru", city="Kota Bekasi")])
    assert rows("sources", "account", "city", "cursor") == [
        {"account": "KominfoBaru", "city": "Kota Bekasi", "cursor": '{"newest": "1"}'}
    ]


def test_a_cursor_comes_back_as_it_was_and_is_empty_at_first(engine: Engine, make_post: Make, commit: Commit) -> None:
    assert asked(engine, load_cursor, "unknown") == {}
    commit(make_post(1))
    assert asked(engine, load_cursor, SOURCE) == {}
    cursor = {"gaps": [["9", "4"]], "newest": "1234567890123456789", "note": "é \N{PARTY POPPER}"}
    commit(make_post(2), cursor=cursor)
    assert asked(engine, load_cursor, SOURCE) == cursor


def test_an_account_seen_today_is_told(engine: Engine, commit: Commit) -> None:
    commit(account=Account("Kominfobekasi"), at=NIGHT)
    assert asked(engine, account_seen, SOURCE, "kominfobekasi", NIGHT)
    assert not asked(engine, account_seen, SOURCE, "AnotherName", NIGHT)
    assert not asked(engine, account_seen, SOURCE, "Kominfobekasi", NIGHT + timedelta(days=1))


@pytest.mark.parametrize("age", DAYS)
def test_a_post_is_due_once_at_each_planned_age(engine: Engine, make_post: Make, commit: Commit, age: int) -> None:
    published = datetime(2026, 11, 1, 3, tzinfo=UTC)
    reached = published + timedelta(days=age)
    commit(make_post(1, published_at=published), at=published + timedelta(minutes=5))
    assert due(engine, reached) == ["x:1"]
    commit(make_post(1, published_at=published), at=reached)
    following = next((day for day in DAYS if day > age), age + 30)
    assert due(engine, published + timedelta(days=following, seconds=-1)) == []


def test_ages_that_were_missed_together_are_due_once(engine: Engine, make_post: Make, commit: Commit) -> None:
    commit(make_post(1, published_at=NIGHT), at=NIGHT)
    assert due(engine, NIGHT + timedelta(days=10)) == ["x:1"]
    commit(make_post(1, published_at=NIGHT), at=NIGHT + timedelta(days=10))
    assert due(engine, NIGHT + timedelta(days=13, hours=23)) == []


def test_a_post_seen_on_this_utc_day_is_not_due(engine: Engine, make_post: Make, commit: Commit) -> None:
    published = datetime(2026, 11, 23, 12, tzinfo=UTC)
    commit(make_post(1, published_at=published), at=datetime(2026, 11, 24, 0, 0, 1, tzinfo=UTC))
    assert due(engine, datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)) == []
    assert due(engine, datetime(2026, 11, 25, 0, 0, 0, tzinfo=UTC)) == ["x:1"]


def test_what_was_old_at_first_sight_is_gone_or_is_a_repost_is_never_due(
    engine: Engine, make_post: Make, commit: Commit
) -> None:
    commit(
        make_post(1, published_at=NIGHT - timedelta(days=28, seconds=1)),
        make_post(2, published_at=NIGHT),
        make_post(3, published_at=NIGHT, kind="repost"),
        make_post(4, published_at=None),
        gone=("x:2",),
    )
    assert [due(engine, NIGHT + timedelta(days=day)) for day in range(60)] == [[]] * 60


def test_the_youngest_are_looked_at_first_each_at_its_address(engine: Engine, make_post: Make, commit: Commit) -> None:
    commit(*(make_post(n, published_at=NIGHT - timedelta(hours=n)) for n in (3, 1, 2)))
    found = asked(engine, load_due_posts, SOURCE, DAYS, NIGHT + timedelta(days=2))
    assert list(found) == ["x:1", "x:2", "x:3"]
    assert found["x:1"] == "https://x.com/Kominfobekasi/status/1"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    seen=st.lists(st.integers(0, 40 * 24), min_size=1, max_size=6, unique=True).map(sorted),
    asking=st.integers(0, 20 * 24),
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_due_is_exactly_what_passed_a_planned_age_since_it_was_last_seen(
    engine: Engine, make_post: Make, commit: Commit, seen: list[int], asking: int
) -> None:
    post = make_post(1, published_at=NIGHT)
    with transaction(engine) as connection:
        for name in ("snapshots", "post_terms", "posts", "pages"):
            connection.execute(delete(metadata.tables[name]))
    for hours in seen:
        commit(post, at=NIGHT + timedelta(hours=hours))
    last, now = NIGHT + timedelta(hours=seen[-1]), NIGHT + timedelta(hours=seen[-1] + asking)
    passed = {day for day in DAYS if last < NIGHT + timedelta(days=day) <= now}
    assert bool(due(engine, now)) == (bool(passed) and last.date() < now.date())


def test_the_worst_is_booked_first_and_replaced_by_what_came(engine: Engine, run_id: int, rows: Rows) -> None:
    month = datetime(2026, 11, 1, tzinfo=UTC)
    worst, true = Reads(posts=100, users=1), Reads(posts=7, users=1)
    read_id = asked(engine, reserve, run_id, SOURCE, Booking(worst, 0.51), NIGHT)
    assert asked(engine, spent_in, BudgetPeriod(month.date())).total == pytest.approx(0.51)
    assert rows("reads", "settled", "posts") == [{"settled": False, "posts": 100}]
    asked(engine, settle, read_id, Booking(true, 0.045))
    assert asked(engine, spent_in, BudgetPeriod(month.date())).total == pytest.approx(0.045)
    assert rows("reads", "settled", "posts", "users") == [{"settled": True, "posts": 7, "users": 1}]


def test_money_of_another_month_is_not_counted_and_nothing_is_zero(engine: Engine, run_id: int) -> None:
    assert asked(engine, spent_in, BudgetPeriod(NIGHT.date())).total == 0.0
    asked(engine, reserve, run_id, SOURCE, Booking(Reads(posts=1), 0.005), datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
    assert asked(engine, spent_in, BudgetPeriod(date(2026, 12, 1))).total == 0.0
    assert asked(engine, spent_in, BudgetPeriod(date(2026, 11, 30))).total == pytest.approx(0.005)


def test_the_booking_that_a_failed_page_leaves_stays_at_its_worst(
    engine: Engine, run_id: int, make_post: Make, commit: Commit
) -> None:
    asked(engine, reserve, run_id, SOURCE, Booking(Reads(posts=100), 0.5), NIGHT)
    commit(make_post(1))
    assert asked(engine, spent_in, BudgetPeriod(date(2026, 11, 1))).total == pytest.approx(0.5)


def test_a_run_tells_how_each_source_ended_and_what_it_cost(
    engine: Engine, run_id: int, make_post: Make, commit: Commit, rows: Rows
) -> None:
    commit(make_post(1), make_post(2), expected_total=900)
    asked(engine, reserve, run_id, SOURCE, Booking(Reads(posts=2, users=1), 0.02), NIGHT)
    asked(engine, finish_source, run_id, SOURCE, {"outcome": "partial", "reason": "budget", "finished_at": NIGHT})
    asked(engine, finish_run, run_id, 1, NIGHT)
    (row,) = rows(
        "v_runs", "command", "exit_code", "outcome", "reason", "posts_new", "reads_posts", "reads_users", "usd"
    )
    assert list(row.values()) == ["harvest", 1, "partial", "budget", 2, 2, 1, pytest.approx(0.02)]
    assert rows("source_runs", "expected_total", "stored_total") == [{"expected_total": 900, "stored_total": 2}]


def test_health_tells_the_newest_turn_and_when_one_was_last_complete(
    engine: Engine, run_id: int, make_post: Make, commit: Commit
) -> None:
    commit(make_post(1, published_at=NIGHT), make_post(2), account=Account("Kominfobekasi", post_count=3))
    commit(gone=("x:2",))
    asked(engine, finish_source, run_id, SOURCE, {"outcome": "complete", "finished_at": NIGHT})
    second = asked(engine, start_run, "nightly", "0", NIGHT + timedelta(days=1))
    asked(engine, start_source, second, SOURCE, NIGHT + timedelta(days=1))
    asked(engine, finish_source, second, SOURCE, {"outcome": "blocked", "reason": "menunggu", "finished_at": NIGHT})
    (row,) = asked(engine, source_health)
    assert (row.outcome, row.reason, row.last_run_at) == ("blocked", "menunggu", NIGHT + timedelta(days=1))
    assert (row.last_complete_at, row.newest_post_at) == (NIGHT, NIGHT)
    assert (row.expected_total, row.stored_total) == (3, 1)


def test_the_runs_of_a_command_since_a_moment_and_the_newest_of_all_are_told(engine: Engine, run_id: int) -> None:
    assert run_id
    before = NIGHT - timedelta(days=2)
    assert asked(engine, runs_since, "nightly", before) == []
    asked(engine, start_run, "nightly", "0", before)
    [run] = asked(engine, runs_since, "nightly", before)
    assert (run.started_at, run.exit_code) == (before, None)
    assert asked(engine, runs_since, "nightly", NIGHT) == []
    assert asked(engine, newest_moment) == NIGHT
