from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from collectors.records import Post
from storage.db.engine import transaction
from storage.runs import local_time
from storage.runs.local_time import ensure_zone

SUNDAY = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # 23:30 in Jakarta, Monday 00:30 in Makassar


def ensure(engine: Engine, name: str) -> int:
    with transaction(engine) as connection:
        return ensure_zone(connection, ZoneInfo(name))


def test_another_zone_makes_local_time_and_week_anew(
    engine: Engine,
    make_post: Callable[..., Post],
    commit: Callable[..., int],
    rows: Callable[..., list[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(local_time, "BATCH", 2)
    assert ensure(engine, "Asia/Jakarta") == 0
    commit(*(make_post(n, published_at=SUNDAY) for n in range(5)), make_post(9, published_at=None))
    assert {row["iso_week"] for row in rows("posts")} == {"2026-W47", None}
    assert ensure(engine, "Asia/Makassar") == 5
    assert {(row["published_local"], row["iso_week"]) for row in rows("posts")} == {
        (datetime(2026, 11, 23, 0, 30), "2026-W48"),  # noqa: DTZ001  # a wall clock has no zone
        (None, None),
    }
    assert {row["published_at"] for row in rows("posts")} == {SUNDAY, None}


def test_the_same_zone_changes_nothing(
    engine: Engine, make_post: Callable[..., Post], commit: Callable[..., int]
) -> None:
    ensure(engine, "Asia/Jakarta")
    commit(make_post(1))
    assert ensure(engine, "Asia/Jakarta") == 0


def test_a_day_stays_that_day_in_every_zone(
    engine: Engine,
    make_post: Callable[..., Post],
    commit: Callable[..., int],
    rows: Callable[..., list[dict[str, Any]]],
) -> None:
    ensure(engine, "Asia/Jakarta")
    monday = datetime(2026, 11, 22, 17, tzinfo=UTC)  # Monday 23 November begins in Jakarta
    commit(make_post(1, published_at=monday, published_precision="day"))
    day = {"published_local": datetime(2026, 11, 23), "iso_week": "2026-W48"}  # noqa: DTZ001  # as above
    for name, begins in (
        ("America/New_York", datetime(2026, 11, 23, 5, tzinfo=UTC)),
        ("Asia/Makassar", datetime(2026, 11, 22, 16, tzinfo=UTC)),
        ("Asia/Jakarta", monday),
    ):
        ensure(engine, name)
        assert rows("posts", "published_at", "published_local", "iso_week") == [{"published_at": begins} | day]
