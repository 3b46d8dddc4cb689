from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from collectors.records import Gap
from storage.db.engine import transaction
from storage.runs.gaps import write_gaps
from storage.runs.interrupted import close_interrupted
from storage.runs.runs import source_health

SOURCE = "x-kominfobekasi"
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("run_id")


def told(engine: Engine) -> tuple[Any, ...]:
    with transaction(engine) as connection:
        [row] = source_health(connection)
    return row.open_gaps, row.gaps_begin_at, row.gaps_end_at, row.gaps_in_words


def write(engine: Engine, stream: str, gaps: list[Gap], words: str) -> None:
    with transaction(engine) as connection:
        write_gaps(connection, SOURCE, stream, gaps, words)


def test_gaps_of_both_streams_are_told_together_and_go_away(engine: Engine) -> None:
    assert told(engine) == (0, None, None, None)
    write(engine, "posts", [Gap(NIGHT - 9 * HOUR, NIGHT - 5 * HOUR), Gap(NIGHT - 3 * HOUR, NIGHT)], "two parts")
    assert told(engine) == (2, NIGHT - 9 * HOUR, NIGHT, "two parts")
    write(engine, "responses", [Gap(NIGHT - 10 * HOUR, NIGHT - 8 * HOUR)], "replies")
    assert told(engine) == (3, NIGHT - 10 * HOUR, NIGHT, "two parts; replies")
    write(engine, "responses", [Gap(None, NIGHT - 8 * HOUR)], "replies")
    assert told(engine) == (3, None, NIGHT, "two parts; replies")
    write(engine, "posts", [], "")
    assert told(engine) == (1, None, NIGHT - 8 * HOUR, "replies")
    write(engine, "responses", [], "")
    assert told(engine) == (0, None, None, None)


def test_a_run_that_ended_without_a_word_is_closed_with_its_last_sign_of_life(
    engine: Engine, make_post: Callable[..., Any], commit: Callable[..., int]
) -> None:
    commit(make_post(1), at=NIGHT + HOUR)
    commit(make_post(2), at=NIGHT + 2 * HOUR)
    with transaction(engine) as connection:
        [broken] = close_interrupted(connection)
        assert close_interrupted(connection) == []
        run = connection.execute(text("SELECT state, exit_code, outcome, reason FROM v_runs")).one()
    assert (broken.command, broken.started_at, broken.last_sign_at) == ("harvest", NIGHT, NIGHT + 2 * HOUR)
    assert (run.state, run.exit_code, run.outcome) == ("broken off", None, "partial")
    assert "killed, or the machine went down" in run.reason


def test_a_turn_that_brought_nothing_before_it_broke_off_failed(engine: Engine) -> None:
    with transaction(engine) as connection:
        [broken] = close_interrupted(connection)
        assert connection.scalar(text("SELECT outcome FROM v_runs")) == "failed"
    assert broken.last_sign_at == NIGHT


def test_what_a_broken_run_had_reserved_stays_booked_at_its_worst(engine: Engine, run_id: int) -> None:
    with transaction(engine) as connection:
        connection.execute(
            text(
                "INSERT INTO reads (run_id, source_id, day, posts, users, media, usd, settled, purpose) "
                "VALUES (:run, :source, '2026-11-24', 200, 0, 0, 1.0, :no, 'posts')"
            ),
            {"run": run_id, "source": SOURCE, "no": False},
        )
        close_interrupted(connection)
        row = connection.execute(text("SELECT posts, usd, settled FROM reads")).one()
    assert (row.posts, row.usd, bool(row.settled)) == (200, 1.0, True)
