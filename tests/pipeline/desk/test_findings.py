"""Issues, triangulation and agencies at the desk, and the alerts and decision of its first page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text

from pipeline import clock
from pipeline.analysis.issues import configured_agencies
from pipeline.desk.pages.home import next_night
from pipeline.settings.models import Settings
from pipeline.transform.issues.agencies import Concerned
from storage.analysis.issues import replace_issues
from storage.labels.issue_agencies import confirm_agency, confirmed_agencies
from storage.runs.decisions import note_decision, record_decision
from storage.schema.tables import FORGOTTEN, issues, posts, questions, runs, source_runs, sources
from storage.schema.tables.desk import desk_changes
from storage.schema.tables.press import press_articles, press_issues
from tests.pipeline.desk.conftest import NIGHT, SECRET, Person

LogIn = Callable[[str], Person]
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ISSUE = {
    "period_type": "week", "period": "2026-W47", "issue": "air keruh", "responses": 9, "people": 7, "earlier": 2,
    "positive": 0, "neutral": 1, "negative": 8, "first_seen": date(2026, 11, 18), "agency": "PDAM",
    "agency_origin": "proposed", "alert_on": date(2026, 11, 22), "alert_responses": 6, "usual_responses": 1.5,
}  # fmt: skip

PRESS = {
    "period_type": "week", "period": "2026-W47", "articles": 7, "outlets": 2, "own_messages": 0,
    "first_seen": date(2026, 11, 18),
}  # fmt: skip
SITE = "web-diskominfo"


@pytest.fixture
def with_issue(desk_store: Settings, engine: Engine) -> Settings:
    """The desk's store with an issue that rose."""
    with engine.begin() as connection:
        connection.execute(insert(issues).values(ISSUE))
    return desk_store


def test_issues_are_shown_by_period_without_texts(logged_in: LogIn, with_issue: Settings) -> None:
    assert with_issue
    page = logged_in("kepala").get("/warga/isu").text
    for told in ("air keruh", "PDAM (usulan)", "Melonjak", "2026-W47"):
        assert told in page
    assert SECRET not in page
    assert "Belum ada isu" in logged_in("kepala").get("/warga/isu?jenis=quarter").text
    assert logged_in("kepala").get("/warga/isu?jenis=x%27&periode=%27").status_code == 200


def test_an_editor_confirms_the_agency_of_an_issue_and_takes_it_back(
    logged_in: LogIn, with_issue: Settings, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(press_issues).values([PRESS | {"issue": ""}, PRESS | {"issue": "air keruh"}]))
        change = sources.update().where(sources.c.source_id == "x-kominfobekasi")
        connection.execute(change.values(agency="Dinas Tata Air"))
    person = logged_in("humas")
    fields = {"isu": "air keruh", "perangkat": "Dinas Tata Air", "kembali": "/warga/isu?jenis=week&periode=2026-W47"}
    answer = person.post("/warga/perangkat", **fields)
    assert (answer.status_code, answer.headers["location"]) == (303, fields["kembali"])
    for path in ("/warga/isu", "/warga/media"):
        assert "Dinas Tata Air (dipastikan)" in logged_in("kepala").get(path).text
    with engine.connect() as connection:
        told = configured_agencies(with_issue).with_confirmed(confirmed_agencies(connection))
        assert told.concerned("air keruh", []) == Concerned("Dinas Tata Air", "confirmed")  # in nights and reports
        assert told.concerned("keruh air", []).origin == "confirmed"
        assert told.concerned("keruh air pdam", []) == told.concerned("air", []) == Concerned()
        logged = connection.execute(select(desk_changes)).one()
    assert (logged.name, logged.action, logged.subject) == ("humas", "agency of an issue", "Dinas Tata Air")
    assert person.post("/warga/perangkat", **{**fields, "perangkat": ""}).status_code == 303
    assert "PDAM (usulan)" in person.get("/warga/isu").text
    assert "Dinas Tata Air (" not in person.get("/warga/media").text
    with engine.connect() as connection:
        assert confirmed_agencies(connection) == []
        last = connection.execute(select(desk_changes).order_by(desk_changes.c.change_id.desc())).first()
    assert last
    assert (last.action, last.subject) == ("remove agency of an issue", "Dinas Tata Air")


@only_sqlite
def test_only_an_editor_confirms_what_there_is(logged_in: LogIn, with_issue: Settings, engine: Engine) -> None:
    assert with_issue
    known = {"isu": "air keruh", "perangkat": "PDAM"}
    assert logged_in("kepala").post("/warga/perangkat", **known).status_code == 403
    assert "Pastikan" not in logged_in("kepala").get("/warga/isu").text
    person = logged_in("humas")
    assert person.post("/warga/perangkat", **{**known, "isu": "tiada"}).status_code == 404
    refused = person.post("/warga/perangkat", **{**known, "perangkat": "<b>"})
    assert (refused.status_code, "tidak dikenal" in refused.text) == (422, True)
    for back in ("https://jahat.example", "//jahat.example", "/warga/isu\r\nX: 1", "/keluar"):
        answer = person.post("/warga/perangkat", **known, kembali=back)
        assert answer.headers["location"] == "/warga/isu"
        assert "x" not in answer.headers
    with engine.connect() as connection:
        assert confirmed_agencies(connection) == [("air keruh", "PDAM")]


def test_what_is_taken_back_shows_again_what_was_counted_in_every_period(with_issue: Settings, engine: Engine) -> None:
    assert with_issue
    shown = "SELECT agency, agency_origin FROM v_issues ORDER BY period"
    guess, account, none = ("PDAM", "proposed"), ("Dishub", "source"), (None, None)
    with engine.begin() as connection:
        old = {"period_type": "month", "period": "2025-01", "agency": "Dishub", "agency_origin": "source"}
        connection.execute(insert(issues).values(ISSUE | old))
        connection.execute(insert(press_issues).values(PRESS | {"issue": "keruh air"}))
        confirm_agency(connection, "air keruh", "Dinas Tata Air", "humas", NIGHT)
        row = {key: value for key, value in ISSUE.items() if "period" not in key}
        replace_issues(connection, "week", "2026-W47", [row])  # a night counts anew meanwhile
        assert connection.execute(text(shown)).all() == [("Dinas Tata Air", "confirmed")] * 2
        press = connection.execute(text("SELECT agency, agency_origin FROM v_press_issues"))
        assert press.all() == [("Dinas Tata Air", "confirmed")]
        assert confirm_agency(connection, "keruh air", "", "humas", NIGHT) == "Dinas Tata Air"
        assert connection.execute(text(shown)).all() == [account, guess]
        assert connection.execute(text("SELECT agency, agency_origin FROM v_press_issues")).all() == [none]


@only_sqlite
def test_the_names_of_agencies_yaml_may_be_chosen_and_mistakes_in_it_cost_no_page(
    logged_in: LogIn, with_issue: Settings
) -> None:
    person = logged_in("humas")
    file = with_issue.folder / "agencies.yaml"
    state = person.app.state
    config = with_issue.config.model_copy(update={"agencies": Path("agencies.yaml")})
    state.settings = replace(with_issue, config=config)
    for words, shown in (("agencies: [{name: Dinas <i>}]", True), ("agencies: [{", False), ("agencies: 3", False)):
        file.write_text(words, encoding="utf-8")
        assert ("<option>Dinas &lt;i&gt;</option>" in person.get("/warga/isu").text) == shown, words


def test_articles_of_the_press_are_listed_by_period_without_a_tone(
    logged_in: LogIn, desk_store: Settings, engine: Engine
) -> None:
    assert desk_store
    with engine.begin() as connection:
        connection.execute(insert(press_issues).values([PRESS | {"issue": ""}, PRESS | {"issue": "drainase"}]))
        connection.execute(sources.update().where(sources.c.source_id == SITE).values(role="media"))
        first, second, third = connection.scalars(select(posts.c.post_id).where(posts.c.source_id == SITE).limit(3))
        week = {
            "iso_week": "2026-W47",
            "kind": "article",
            "published_local": datetime.fromisoformat("2026-11-18T09:00"),
        }
        for post_id, title, url in ((first, "<b>Banjir</b>", "javascript:1"), (second, "Lama", "https://a.example/2")):
            moved = posts.update().where(posts.c.post_id == post_id)
            connection.execute(moved.values(week | {"title": title, "url": url}))
        connection.execute(posts.update().where(posts.c.post_id == third).values(week | {"text_digest": FORGOTTEN}))
        told = {"post_id": first, "issue": "drainase", "agency": "Dishub", "confirmed_agency": "PDAM"}
        connection.execute(insert(press_articles).values(told))
    page = logged_in("kepala").get("/warga/media?jenis=week&periode=2026-W47").text
    listed = page.partition("Berita pada periode ini")[2]
    for shown in ("&lt;b&gt;Banjir&lt;/b&gt;", "PDAM (dipastikan)", "drainase", 'href="https://a.example/2"', "18 Nov"):
        assert shown in listed
    for hidden in ("javascript:", third, "Positif", "Negatif"):
        assert hidden not in listed
    assert "Tidak ada berita" in logged_in("kepala").get("/warga/media?jenis=quarter").text


@only_sqlite
def test_issues_of_the_press_are_shown_and_an_unknown_tone_is_a_dash(
    logged_in: LogIn, desk_store: Settings, engine: Engine
) -> None:
    assert desk_store
    with engine.begin() as connection:
        for issue in ("", "drainase"):
            connection.execute(insert(press_issues).values(PRESS | {"issue": issue}))
    page = logged_in("kepala").get("/warga/media").text
    assert "drainase" in page
    assert len(re.findall(r'<td class="number"[^<>]*><bdi>–</bdi></td>', page)) == 4  # change and three tones
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
    assert '<p lang="id">Mohon menetapkan petugas yang menjawab.</p>' in page
    assert "Malam berikutnya menurut jadwal: 25 November 2026 pukul 01.00 WIB" in page
    with engine.begin() as connection:
        note_decision(connection, "2026-W47", True, None, "")
    assert "Mohon menetapkan petugas yang menjawab." not in person.get("/").text


@only_sqlite
def test_home_asks_for_a_decision_about_a_channel_that_was_not_wholly_read_for_a_week(
    logged_in: LogIn, desk_store: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk_store
    monkeypatch.setattr(clock, "now", lambda: NIGHT + timedelta(days=6))
    late = source_runs.c.source_id == "x-kominfobekasi"
    peer = source_runs.c.source_id == SITE  # nobody of the office mends a channel of another city
    told = [one.model_copy(update={"role": "peer"}) if one.id == SITE else one for one in desk_store.config.sources]
    with engine.begin() as connection:
        connection.execute(questions.delete())
        connection.execute(runs.update().values(started_at=NIGHT - timedelta(days=10)))
        connection.execute(source_runs.update().where(late).values(outcome="partial"))
        connection.execute(source_runs.update().where(peer).values(outcome="failed"))
    person, asked = logged_in("kepala"), "tidak pernah lengkap selama seminggu atau lebih: x-kominfobekasi sejak"
    app: Any = person.client.app
    app.state.settings = replace(desk_store, config=desk_store.config.model_copy(update={"sources": told}))
    page = person.get("/").text
    assert asked not in page  # the store is old, but this channel is six days old
    assert "tidak dapat dibaca" not in page
    row = {"command": "nightly", "version": "1", "started_at": NIGHT, "finished_at": NIGHT, "exit_code": 0}
    with engine.begin() as connection:
        connection.execute(source_runs.update().where(late | peer).values(started_at=NIGHT - timedelta(days=10)))
        for at in (NIGHT - timedelta(days=5), NIGHT):
            again = connection.scalar(insert(runs).values(row | {"started_at": at}).returning(runs.c.run_id))
            tried = {"run_id": again, "started_at": at, "finished_at": at, "outcome": "partial"}
            turns = [{**tried, "source_id": name} for name in ("x-kominfobekasi", SITE)]
            connection.execute(insert(source_runs), turns)
    page = logged_in("kepala").get("/").text
    assert asked in page
    assert "ig-diskominfobekasi, " not in page.partition(asked)[0]
    with engine.begin() as connection:
        connection.execute(source_runs.update().values(outcome="complete", started_at=NIGHT))
        connection.execute(insert(runs).values(row))
    page = logged_in("kepala").get("/").text
    assert asked not in page
    assert "Tidak ada keputusan mendesak; ada yang perlu dilihat" in page  # no night came for days


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
