"""A store loses what a wrong clock wrote."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select

from pipeline.operate.restore import read_moment, repair_store
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.runs.runs import start_run
from storage.schema.tables import posts, reports, runs, snapshots

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_what_a_wrong_clock_wrote_is_taken_back(sample_night: Settings, engine: Engine) -> None:
    wrong = datetime(2031, 1, 1, tzinfo=UTC)
    with transaction(engine) as connection:
        post = connection.execute(select(posts).where(posts.c.observed_at.is_not(None)).limit(1)).one()
        connection.execute(insert(snapshots).values(post_id=post.post_id, observed_at=wrong, likes=1))
        connection.execute(
            posts.update().where(posts.c.post_id == post.post_id).values(last_seen_at=wrong, observed_at=wrong)
        )
        connection.execute(insert(reports).values(iso_week="2030-W52", written_at=wrong))
        start_run(connection, "nightly", "0", wrong + timedelta(minutes=1))
    repair_store(sample_night, wrong)
    with transaction(engine) as connection:
        mended = connection.execute(select(posts).where(posts.c.post_id == post.post_id)).one()
        assert mended.observed_at == post.observed_at
        assert mended.last_seen_at < wrong
        assert connection.scalar(select(func.max(snapshots.c.observed_at))) < wrong
        assert connection.scalar(select(func.max(runs.c.started_at))) < wrong
        assert connection.scalar(select(func.count()).select_from(reports)) == 0


@on_sqlite
@pytest.mark.usefixtures("engine")
def test_the_moment_of_a_repair_is_read_or_refused_in_words(pantau: Callable[..., Any]) -> None:
    assert read_moment("2031-01-01T07:00+07:00") == datetime(2031, 1, 1, tzinfo=UTC)
    assert pantau("db", "repair", "--since", "kemarin").code == 2
    assert pantau("db", "repair", "--since", "2031-01-01").code == 0
