"""Day, month and quarter of posts and responses follow the wall clock, on both databases alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text

from collectors.records import Post
from storage.db.engine import transaction
from storage.runs.local_time import ensure_zone

FOUND = "SELECT CAST(published_date AS VARCHAR(10)), month, quarter FROM v_posts WHERE published_date >= '2026-09-30'"


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2026, 9, 30, 16, 59, 59, tzinfo=UTC), ("2026-09-30", "2026-09", "2026-Q3")),
        (datetime(2026, 9, 30, 17, tzinfo=UTC), ("2026-10-01", "2026-10", "2026-Q4")),
        (datetime(2026, 12, 31, 17, tzinfo=UTC), ("2027-01-01", "2027-01", "2027-Q1")),
    ],
)
def test_one_query_finds_the_local_day_month_and_quarter(
    engine: Engine,
    commit: Callable[..., int],
    make_post: Callable[..., Post],
    at: datetime,
    told: tuple[str, str, str],
) -> None:
    commit(make_post(published_at=at))
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(text(FOUND))] == [told]


def test_a_post_without_a_known_day_has_no_month(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post]
) -> None:
    commit(make_post(published_at=None, published_precision="unknown"))
    with engine.connect() as connection:
        row = connection.execute(text("SELECT published_date, month, quarter FROM v_posts")).one()
    assert tuple(row) == (None, None, None)


def test_another_time_zone_moves_day_month_and_quarter(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post]
) -> None:
    with transaction(engine) as connection:
        ensure_zone(connection, ZoneInfo("Asia/Jakarta"))
    commit(make_post(published_at=datetime(2026, 9, 30, 16, 30, tzinfo=UTC)))
    with transaction(engine) as connection:
        ensure_zone(connection, ZoneInfo("Asia/Jayapura"))
        assert [tuple(row) for row in connection.execute(text(FOUND))] == [("2026-10-01", "2026-10", "2026-Q4")]
