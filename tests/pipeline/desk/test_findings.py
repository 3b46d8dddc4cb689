"""Issues, triangulation and agencies at the desk, and the alerts and decision of its first page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert

from pipeline import clock
from pipeline.desk.pages.home import next_night
from pipeline.settings.models import Settings
from storage.runs.decisions import note_decision, record_decision
from storage.schema.tables import issues, runs, sources
from storage.schema.tables.press import press_issues
from tests.pipeline.desk.conftest import NIGHT, SECRET, Person

LogIn = Callable[[str], Person]
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ISSUE = {
    "period_type": "week", "period": "2026-W47", "issue": "air keruh", "responses": 9, "people": 7, "earlier": 2,
    "positive": 0, "neutral": 1, "negative": 8, "first_seen": date(2026, 11, 18), "agency": "PDAM",
    "agency_origin": "proposed", "alert_on": date(2026, 11, 22), "alert_responses": 6, "usual_responses": 1.5,
}  # fmt: skip


@pytest.fixture
def with_issue(desk_store: Settings, engine: Engine) -> Settings:
    """The desk's store with an issue that rose."""
    with engine.begin() as connection:
        connection.execute(insert(issues).values(ISSUE))
    return desk_store


def test_issues_are_shown_by_period_without_texts(logged_in: LogIn, with_issue: Settings) -> None:
    assert with_issue
    page = logged_in("kepala").get("/warga/isu").text
    for told in ("air keruh", "PDAM (dugaan)", "Melonjak", "2026-W47"):
        assert told in page
    assert SECRET not in page
    assert "Belum ada isu" in logged_in("kepala").get("/warga/isu?jenis=quarter").text
    assert logged_in("kepala").get("/warga/isu?jenis=x%27&periode=%27").status_code == 200


@only_sqlite
def test_issues_of_the_press_are_shown_and_an_unknown_tone_is_a_dash(
    logged_in: LogIn, desk_store: Settings, engine: Engine
) -> None:
    assert desk_store
    told = {"period_type": "week", "period": "2026-W47", "issue": "drainase", "articles": 7, "outlets": 2}
    with engine.begin() as connection:
        for issue in ("", "drainase"):
            row = told | {"issue": issue, "own_messages": 0, "first_seen": date(2026, 11, 18)}
            connection.execute(insert(press_issues).values(row))
    page = logged_in("kepala").get("/warga/media").text
    assert "drainase" in page
    assert page.count('<td class="number"><bdi>–</bdi></td>') == 4  # change and three tones
    assert "Belum ada isu" in logged_in("kepala").get("/warga/media?jenis=month&periode=%27").text


def test_agencies_stand_in_alphabetical_order_with_their_numbers(
    logged_in: LogIn, desk_store: Settings, engine: Engine
) -> None:
    assert desk_store
    with engine.begin() as connection:
        for source_id, agency in (("x-kominfobekasi", "Satpol PP"), ("ig-diskominfobekasi", "Dishub")):
            change = sources.update().where(sources.c.source_id == source_id)
            connection.execute(change.values(role="agency", agency=agency))
    page = logged_in("kepala").get("/strategi/perangkat").text
    assert 0 < page.index("Dishub") < page.index("Satpol PP")
    assert "bukan peringkat" in page


@only_sqlite
def test_triangulation_without_codings_says_how_they_come_in(logged_in: LogIn) -> None:
    assert logged_in("kepala").get("/warga/triangulasi").status_code == 200


@only_sqlite
def test_home_tells_what_rose_which_night_is_missing_and_what_was_asked_for(
    logged_in: LogIn, with_issue: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert with_issue
    with engine.begin() as connection:
        record_decision(connection, "2026-W47", "Mohon menetapkan petugas yang menjawab.")
    person = logged_in("kepala")
    monkeypatch.setattr(clock, "now", lambda: NIGHT + timedelta(hours=1))
    page = person.get("/").text
    assert "Isu “air keruh” melonjak pada 22 Nov 2026: 6 tanggapan, biasanya 1,5" in page
    assert "Mohon menetapkan petugas yang menjawab." in page
    assert "Malam berikutnya menurut jadwal: 25 November 2026 pukul 01.00 WIB" in page
    with engine.begin() as connection:
        note_decision(connection, "2026-W47", True, None, "")
    assert "Mohon menetapkan petugas yang menjawab." not in person.get("/").text


@only_sqlite
def test_the_next_night_is_that_of_the_schedule(desk_store: Settings) -> None:
    found = next_night(desk_store, datetime.fromisoformat("2026-11-24T20:00:00+00:00"))
    assert found == datetime.fromisoformat("2026-11-25T18:00:00+00:00")


@only_sqlite
def test_a_night_that_does_not_come_is_told(
    logged_in: LogIn, desk_store: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk_store
    row = {"command": "nightly", "version": "1", "started_at": NIGHT, "finished_at": NIGHT, "exit_code": 0}
    with engine.begin() as connection:
        connection.execute(insert(runs).values(row))
    person = logged_in("kepala")
    for hours, told in ((5, False), (40, True)):
        moment = NIGHT + timedelta(hours=hours)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert ("sejak itu belum ada lagi" in person.get("/").text) == told
