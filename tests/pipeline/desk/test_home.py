"""The first page of the desk: the channels that it calls late, and pauses in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, insert, select

from pipeline.desk.kept import Figure
from pipeline.desk.pages import home
from pipeline.desk.pages.home import _beside
from pipeline.settings.models import Settings
from storage.desk.lateness import turns_read
from storage.desk.pauses import pauses_ended
from storage.runs.runs import finish_source, start_run, start_source
from storage.schema.tables import questions, source_runs
from tests.pipeline.desk.conftest import NIGHT, Person

LogIn = Callable[[str], Person]
SOURCE = "x-kominfobekasi"
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


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


@only_sqlite
def test_thousands_of_questions_are_written_as_numbers_are(logged_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    many = SimpleNamespace(listed=16667, overdue=16432, questions_overdue=3931)
    monkeypatch.setattr(home, "TO_ANSWER", Figure("many", lambda _reader: many))
    page = logged_in("kepala").get("/").text
    for told in ("3.931 pertanyaan", "16.667 pertanyaan", "16.432 di antaranya"):
        assert told in page


@only_sqlite
@pytest.mark.parametrize(("outcome", "is_unread"), [("complete", False), ("partial", True)])
def test_a_note_on_a_whole_reading_is_no_part_that_is_not_read(
    logged_in: LogIn, engine: Engine, outcome: str, *, is_unread: bool
) -> None:
    person, note = logged_in("kepala"), "articles left out by must and must_not: 1"
    with engine.begin() as connection:
        mine = source_runs.c.source_id == SOURCE
        connection.execute(source_runs.update().where(mine).values(outcome=outcome, reason=note))
    page = person.get("/").text
    assert note in page
    first_row = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert (SOURCE in first_row) == is_unread  # what is not complete comes first
    assert (note in person.get("/panen").text) == is_unread


@only_sqlite
@pytest.mark.parametrize("outcome", ["skipped", "failed"])
def test_an_optional_channel_that_is_skipped_on_purpose_asks_for_nothing_as_in_the_report(
    logged_in: LogIn, desk_store: Settings, engine: Engine, outcome: str
) -> None:
    _add_turns(engine, outcome)
    person = logged_in("humas")
    sources = [
        one.model_copy(update={"required": False}) if one.id == SOURCE else one for one in desk_store.config.sources
    ]
    config = desk_store.config.model_copy(update={"sources": sources})
    for settings, asked in (
        (desk_store, True),
        (Settings(config, desk_store.secrets, desk_store.folder, desk_store.credentials), outcome != "skipped"),
    ):
        person.app.state.settings = settings
        assert (SOURCE in _decision_of(person)) == asked


def test_a_channel_that_stays_partial_is_a_decision_with_its_day_before_what_waits(
    logged_in: LogIn, desk_store: Settings, engine: Engine
) -> None:
    assert desk_store
    with engine.begin() as connection:
        connection.execute(insert(questions).values(response_id="x:99", status="unanswered", intent="question"))
    person = logged_in("humas")
    assert "1 pertanyaan warga dari 13 minggu terakhir telah melewati batas waktu" in _decision_of(person)
    _add_turns(engine, "partial")
    assert f"{SOURCE} sejak 15 Nov 2026" in _decision_of(person)


@only_sqlite
@pytest.mark.parametrize("outcome", ["blocked", "failed", "skipped", None])
def test_a_channel_of_which_nothing_was_read_is_a_decision_as_in_the_report(
    logged_in: LogIn, desk_store: Settings, engine: Engine, outcome: str | None
) -> None:
    assert desk_store
    with engine.begin() as connection:
        mine = source_runs.c.source_id == SOURCE
        connection.execute(source_runs.update().where(mine).values(outcome=outcome))
    assert f"Data kanal {SOURCE} tidak dapat diambil" in _decision_of(logged_in("humas"))


@only_sqlite
def test_a_channel_that_is_being_read_is_no_decision_and_is_told_so(
    logged_in: LogIn, desk_store: Settings, engine: Engine
) -> None:
    assert desk_store
    with engine.begin() as connection:
        start_source(connection, start_run(connection, "nightly", "0", NIGHT), SOURCE, NIGHT)
    person = logged_in("humas")
    assert SOURCE not in _decision_of(person)
    assert "Sedang berjalan" in person.get("/").text


@only_sqlite
def test_a_channel_that_was_broken_off_stays_a_decision_while_another_command_runs(
    logged_in: LogIn, desk_store: Settings, engine: Engine
) -> None:
    assert desk_store
    with engine.begin() as connection:
        connection.execute(source_runs.update().where(source_runs.c.source_id == SOURCE).values(outcome=None))
        start_run(connection, "label", "0", NIGHT)
    person = logged_in("humas")
    assert f"Data kanal {SOURCE} tidak dapat diambil" in _decision_of(person)
    assert "Terputus" in person.get("/").text


@only_sqlite
def test_where_every_channel_is_excused_the_data_that_are_there_are_not_denied(
    logged_in: LogIn, desk_store: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add_turns(engine, "skipped")
    monkeypatch.setattr("pipeline.desk.pages.home.load_alerts", lambda *_: [])
    person = logged_in("humas")
    [mine] = [one.model_copy(update={"required": False}) for one in desk_store.config.sources if one.id == SOURCE]
    config = desk_store.config.model_copy(update={"sources": [mine]})
    person.app.state.settings = Settings(config, desk_store.secrets, desk_store.folder, desk_store.credentials)
    assert "Tidak ada hal mendesak." in _decision_of(person)


def _decision_of(person: Person) -> str:
    page = person.get("/").text
    return page[page.index('<div class="decision">') :].split("</div>")[0]


def _add_turns(engine: Engine, outcome: str) -> None:
    """Let the channel's turns of the last nine days have ended so."""
    with engine.begin() as connection:
        mine = source_runs.c.source_id == SOURCE
        connection.execute(source_runs.update().where(mine).values(outcome=outcome))
        for days in (9, 4):
            at = NIGHT - timedelta(days=days)
            tried = start_run(connection, "nightly", "0", at)
            start_source(connection, tried, SOURCE, at)
            finish_source(connection, tried, SOURCE, {"outcome": outcome, "finished_at": at})


def test_a_platform_that_is_silent_this_week_is_seen_beside_its_last_week() -> None:
    now, before = ([SimpleNamespace(platform=name, posts=3)] for name in ("x", "website"))
    own = {"x-kota": "x", "web-kota": "website"}
    assert _beside(now, before, own, (own, own)) == [("website", 0, 3), ("x", 3, 0)]


def test_a_platform_of_which_a_channel_is_not_known_has_no_number_for_the_week_before_nor_a_0_for_this() -> None:
    now, before = ([SimpleNamespace(platform=name, posts=3)] for name in ("x", "website"))
    own = {"x-kota": "x", "x-dua": "x", "web-kota": "website"}
    assert _beside(now, before, own, ({"x-kota"}, {"x-kota"})) == [("website", None, None), ("x", 3, None)]
