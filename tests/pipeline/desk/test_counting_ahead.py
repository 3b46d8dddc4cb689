"""Figures that the background counts: pages show the older one meanwhile, and no thread outlives the desk."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, func, select, text

from pipeline.desk.app import make_app
from pipeline.desk.kept import Ahead, Figure, Held, Kept
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.desk.changes import record_change
from storage.desk.review_queue import load_unsure, next_post
from storage.schema.tables import labels
from storage.schema.tables.desk import desk_changes
from tests.pipeline.desk.test_pages import LogIn

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
NEVER, LONG = 86_400.0, 300.0
THREAD = "pantau-desk-figures"
ENDLESS = {
    "sqlite": "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c",
    "postgresql": "SELECT pg_sleep(86400)",
}


def change(engine: Engine) -> None:
    with transaction(engine) as connection:
        record_change(connection, "humas", "label", "x:1", NOW)


def count_changes(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(desk_changes)) or 0


def look(engine: Engine, kept: Kept, figure: Figure, patience: float) -> tuple[int, bool]:
    with engine.connect() as connection:
        held, older = kept.newest(connection, figure, patience)
        return held.value, older


def threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == THREAD]


def test_a_page_shows_the_older_figure_while_the_background_counts(engine: Engine, database_url: str) -> None:
    go = threading.Event()
    go.set()

    def count(connection: Connection) -> int:
        assert go.wait(LONG)
        return count_changes(connection)

    figure = Figure("changes", count)
    kept = Kept([figure])
    ahead = Ahead(kept, database_url, pause=NEVER)
    ahead.start()
    try:
        assert look(engine, kept, figure, 0) == (0, False)
        go.clear()
        change(engine)
        assert look(engine, kept, figure, 0) == (0, True)
        go.set()
        assert look(engine, kept, figure, LONG) == (1, False)
    finally:
        go.set()
        ahead.stop()
    change(engine)
    assert look(engine, kept, figure, LONG) == (2, False)  # nobody counts in the background: the page does


def test_a_change_that_is_seen_after_a_later_one_makes_figures_old_too(engine: Engine) -> None:
    kept, figure = Kept(), Figure("changes", count_changes)
    for number, counted in ((2, 1), (1, 2), (3, 3)):
        with transaction(engine) as connection:
            row = {"change_id": number, "name": "humas", "at": NOW, "action": "label", "subject": "x:1"}
            connection.execute(desk_changes.insert().values(row))
        assert look(engine, kept, figure, 0) == (counted, False)


def test_a_count_that_fails_in_the_background_is_left_to_the_page(engine: Engine, database_url: str) -> None:
    def count(connection: Connection) -> int:
        if threading.current_thread().name == THREAD:
            raise OverflowError
        return count_changes(connection)

    kept, figure = Kept(), Figure("changes", count)
    ahead = Ahead(kept, database_url, pause=NEVER)
    ahead.start()
    try:
        assert look(engine, kept, figure, 0) == (0, False)
        change(engine)
        assert look(engine, kept, figure, LONG) == (1, False)
        assert ahead.is_alive
    finally:
        ahead.stop()


def test_the_background_cannot_write_and_a_count_under_way_ends_with_the_desk(
    engine: Engine, database_url: str
) -> None:
    begun, wrong = threading.Event(), list[str]()

    def write(connection: Connection) -> None:
        try:
            connection.execute(desk_changes.delete())
        except Exception as error:
            wrong.append(str(error).lower())
            raise

    def count(connection: Connection) -> object:
        begun.set()
        return connection.scalar(text(ENDLESS[engine.dialect.name]))

    ahead = Ahead(Kept([Figure("writes", write), Figure("endless", count)]), database_url)
    ahead.start()
    assert begun.wait(LONG)
    ahead.stop()
    assert not threads()
    assert len(wrong) == 1
    assert "read" in wrong[0]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_desk_counts_ahead_as_long_as_it_serves(settings: Settings, engine: Engine) -> None:
    assert engine
    app = make_app(settings, ahead=True)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.get("/masuk").status_code == 200
        assert threads() == [THREAD]
    assert threads() == []
    app.state.engine.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_of_older_figures_tells_when_they_were_counted(
    logged_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, waited = logged_in("humas"), list[float]()
    assert "hitungan baru sedang dibuat" not in person.get("/warga").text

    def older(_kept: Kept, connection: Connection, figure: Figure, patience: float) -> tuple[Held, bool]:
        waited.append(patience)
        return Held((), figure.count(connection), NOW), True

    monkeypatch.setattr(Kept, "newest", older)
    for path in (
        "/",
        "/warga",
        "/warga/triangulasi",
        "/panen",
        "/strategi",
        "/strategi/perangkat",
        "/periksa?antrean=uncertain",
    ):
        waited.clear()
        page = person.get(path).text
        assert "dihitung 24 November 2026 pukul 08.00 WIB; hitungan baru sedang dibuat" in page
        assert waited[0] > 0
        assert not any(waited[1:])  # a page waits once


@pytest.mark.parametrize("most", [1, 2, 500])
def test_a_kept_list_of_unsure_posts_leads_to_the_same_post(desk_store: Settings, engine: Engine, most: int) -> None:
    assert desk_store
    with transaction(engine) as connection:
        unsure, skipped = load_unsure(connection, most), ""
        assert unsure.newest
        for _ in range(4):
            found = next_post(connection, "uncertain", "humas", skipped, unsure)
            assert found
            assert found == next_post(connection, "uncertain", "humas", skipped)
            mine = labels.c.post_id == found
            connection.execute(labels.update().where(mine).values(method="human", annotator="humas"))
            skipped = found
        connection.execute(labels.update().values(score=0))
        assert next_post(connection, "uncertain", "humas", "", load_unsure(connection, most)) is None
        assert next_post(connection, "uncertain", "humas", "") is None
