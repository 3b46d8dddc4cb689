"""The first page of the desk: the channels that it calls late, and pauses in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, select

from pipeline.desk.pages.home import is_late
from pipeline.settings.models import Settings
from storage.desk.overview import turns_read
from storage.desk.pauses import pauses_ended
from storage.schema.tables import source_runs
from tests.pipeline.desk.conftest import NIGHT, Person

LogIn = Callable[[str], Person]
SOURCE = "x-kominfobekasi"
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("turns", "complete", "pause_ended", "late"),
    [
        ((30, 0), 9, None, True),  # tried every night, not whole for nine days
        ((30, 0), None, None, True),
        ((30, 0), 6, None, False),
        ((0, 0), None, None, False),  # added last night
        ((6, 0), None, None, False),
        (None, None, None, False),  # no night yet
        ((30, 9), 9, None, False),  # no turn since it was read wholly
        ((30, 11), 11, 0, False),  # a pause ended, and no night came since
        ((30, 0), 11, 1, False),
        ((30, 0), 11, 8, True),
    ],
)
def test_a_channel_is_late_where_nights_tried_for_a_week_and_never_read_it_wholly(
    turns: tuple[int, int] | None, complete: int | None, pause_ended: int | None, late: bool
) -> None:
    first_last = {SOURCE: tuple(NIGHT - timedelta(days=days) for days in turns)} if turns else {}
    ended = {} if pause_ended is None else {SOURCE: NIGHT - timedelta(days=pause_ended)}
    at = None if complete is None else NIGHT - timedelta(days=complete)
    row = SimpleNamespace(source_id=SOURCE, last_complete_at=at)
    assert is_late(row, first_last, ended, NIGHT - timedelta(days=7)) == late  # type: ignore[arg-type]  # two each


def test_a_pause_is_told_in_words_and_its_end_is_known(logged_in: LogIn, desk_store: Settings, engine: Engine) -> None:
    assert desk_store
    person = logged_in("humas")
    assert person.post("/panen/jeda", source_id=SOURCE, reason="akun sedang diaudit").status_code == 200
    with engine.begin() as connection:
        mine = source_runs.c.source_id == SOURCE
        connection.execute(source_runs.update().where(mine).values(outcome="skipped", reason="paused since 2026"))
    page = person.get("/").text
    assert page.count(f"{SOURCE} dijeda oleh humas sejak") == 2  # among the alerts and in the table
    assert "paused since 2026" not in page
    assert "kata-kata program" in page
    assert person.post("/panen/lanjut", source_id=SOURCE).status_code == 200
    with engine.connect() as connection:
        assert list(pauses_ended(connection)) == [SOURCE]
        assert set(turns_read(connection)) == set(connection.scalars(select(source_runs.c.source_id)))
