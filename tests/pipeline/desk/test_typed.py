"""Fields that are wrong or too long are answered in words, and what was typed stays; nothing is cut in silence."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import Engine, insert, select

from pipeline.desk.bounds import MOST_BYTES
from pipeline.desk.pages import posts as posts_page
from pipeline.desk.pages import queries
from pipeline.settings.models import Settings
from storage.labels.reviews import human_labels
from storage.queries.read_only.bounds import MOST_COLUMNS
from storage.runs.decisions import record_decision
from storage.schema.tables import questions
from storage.schema.tables.desk import desk_changes, desk_sessions
from tests.pipeline.desk.conftest import PASSWORD, SECRET, Person

LogIn = Callable[[str], Person]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_filter_of_a_link_is_shown_kept_and_told_where_it_cannot_be_used(logged_in: LogIn) -> None:
    person = logged_in("kepala")
    page = person.get("/unggahan?week=2026-W47&stage=implementation").text
    assert 'name="week" value="2026-W47" checked' in page
    assert '<option value="implementation" selected>' in page
    assert "paling banyak 200 huruf" in person.get("/unggahan?words=" + "a" * 201).text
    assert "Saringan sort tidak dikenal" in person.get("/unggahan?sort=terbaik").text
    long_id = "website:contoh.go.id/" + "berita-" * 60
    after = json.dumps(["2026-11-20T00:00:00Z", long_id])
    assert "tidak dikenal" not in person.get(f"/unggahan?{urlencode({'after': after})}").text


def test_a_workbook_that_would_lack_posts_is_not_sent(logged_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    person = logged_in("kepala")
    assert person.get("/unggahan.xlsx?platform=website").status_code == 200
    monkeypatch.setattr(posts_page, "MOST_IN_WORKBOOK", 3)
    answer = person.get("/unggahan.xlsx?platform=website")
    assert answer.status_code == 422
    assert "Lebih dari 3 unggahan" in answer.text
    assert '<option value="website" selected>' in answer.text


def test_a_note_with_an_unknown_state_keeps_its_words(logged_in: LogIn, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(questions).values(response_id="x:99", status="waiting", intent="question"))
    answer = logged_in("humas").post(f"/warga/{quote('x:99')}/catatan", status="hilang", note="sudah ditelepon")
    assert answer.status_code == 422
    assert 'value="sudah ditelepon"' in answer.text
    assert "Pilih salah satu status" in answer.text


def test_a_query_that_is_too_long_is_neither_run_nor_kept(logged_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LONGEST", 30)
    person, query = logged_in("humas"), "SELECT topic FROM v_posts WHERE 1 = 0"
    for path, fields in (("/sql", {}), ("/sql/simpan", {"nama": "rekap"})):
        answer = person.post(path, query=query, **fields)
        assert answer.status_code == 422
        assert "lebih panjang daripada 30 huruf" in answer.text
        assert query in answer.text
    assert "Kueri tersimpan" not in person.get("/sql").text
    answer = person.post("/sql/simpan", query="SELECT 1", nama=" ")
    assert 'id="nama-salah"' in answer.text


def test_long_texts_of_campaigns_and_activities_are_told_and_stay(logged_in: LogIn, desk_store: Settings) -> None:
    assert desk_store
    person, days = logged_in("humas"), {"starts_on": "2026-11-01", "ends_on": "2026-11-20"}
    answer = person.post("/kampanye/simpan", name="Sehat", hashtags="#" + "a" * 2001, **days)
    assert answer.status_code == 422
    assert "a" * 2001 in answer.text
    wrong = {"kind": ("x" * 121, "120 huruf"), "note": ("y" * 2001, "2.000 huruf")}
    for name, (typed, told) in wrong.items():
        fields = {"held_on": "2026-11-10", "kind": "radio", name: typed}
        answer = person.post("/kampanye/kegiatan", **fields)
        assert answer.status_code == 422
        assert typed in answer.text
        assert told in answer.text


def test_what_was_typed_stays_while_another_is_made_and_that_one_is_named_truly(logged_in: LogIn) -> None:
    person = logged_in("humas")
    jobs = person.app.state.jobs
    jobs.running, jobs.what = "ig-diskominfobekasi", "harvest"
    answer = person.post("/laporan", period="2026-W46")
    assert answer.status_code == 409
    assert 'value="2026-W46"' in answer.text
    assert "Sedang dikerjakan: ig-diskominfobekasi" in answer.text


def test_a_refusal_says_whether_the_role_the_form_or_the_request_is_wrong(logged_in: LogIn) -> None:
    person = logged_in("kepala")
    assert "Peran Anda" in person.get("/pengguna").text
    forged = person.client.post("/sql", data={"csrf_token": "lain", "query": "SELECT 1"})
    assert forged.status_code == 403
    assert "masuk lagi" in forged.text
    assert "permintaan seperti itu" in person.client.request("OPTIONS", "/warga").text
    many = {f"f{number}": "x" for number in range(1_001)}
    broken = {"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=x"}}
    for sent in ({"data": many}, broken):
        answer = person.client.post("/sql", **sent)
        assert answer.status_code == 400
        assert "Isian formulir tidak dapat dibaca" in answer.text


def test_a_text_that_is_too_long_is_told_at_its_field_stays_there_and_nothing_is_cut(
    logged_in: LogIn, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(questions).values(response_id="x:99", status="waiting", intent="question"))
        record_decision(connection, "2025-W10", "Mohon menetapkan petugas.")
        before = connection.execute(select(desk_changes)).all()
    admin, long = logged_in("admin"), "y" * 501
    source = {"platform": "x", "role": "agency", "institution": "lembaga"}
    for path, fields, typed, told in (
        ("/panen/tambah", {**source, "address": "@Dishub", "reason": long}, long, "500"),
        ("/panen/tambah", {**source, "address": long, "reason": "mengikuti dinas kota"}, long, "500"),
        ("/panen/jeda", {"source_id": "x-kominfobekasi", "reason": long}, long, "500"),
        (f"/warga/{quote('x:99')}/catatan", {"status": "answered", "note": long}, long, "500"),
        ("/laporan/keputusan", {"week": "2025-W10", "done": "ya", "note": long}, long, "500"),
        ("/sql/simpan", {"nama": "n" * 81, "query": "SELECT 1"}, "n" * 81, "80"),
    ):
        answer = admin.post(path, **fields)
        assert answer.status_code == 422, path
        assert f"Paling banyak {told} huruf." in answer.text
        assert f'value="{typed}"' in answer.text
        assert 'aria-invalid="true"' in answer.text
    with engine.connect() as connection:
        assert connection.execute(select(desk_changes)).all() == before


def test_a_query_that_is_refused_or_too_slow_is_told_in_indonesian_without_options_of_the_command_line(
    logged_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = logged_in("humas")
    page = person.post("/sql", query="SELECT topik FROM v_posts").text
    assert "Basis data menolak kueri ini: no such column: topik. Nama tampilan dan kolom tertulis di" in page
    assert "Kamus data di bawah. Mungkin maksud Anda topic?" in page
    elsewhere = person.post("/sql", query="SELECT answered_at FROM v_posts").text
    assert "Kolom answered_at ada di v_" in elsewhere
    wide = "SELECT " + ", ".join(["1"] * (MOST_COLUMNS + 1))
    assert f"Mintalah paling banyak {MOST_COLUMNS} kolom." in person.post("/sql", query=wide).text
    assert "did you mean" not in page
    assert "stands in" not in elsewhere
    assert "Tulis satu SELECT" in person.post("/sql", query="DELETE FROM v_posts").text
    parts = ", ".join(f"a{n} AS (SELECT * FROM a{n - 1} UNION ALL SELECT * FROM a{n - 1})" for n in range(1, 19))
    doubled = f"WITH a0 AS (SELECT * FROM v_posts), {parts} SELECT count(*) FROM a18"
    assert "(128 MB) tidak cukup." in person.post("/sql", query=doubled).text
    monkeypatch.setattr(queries, "SECONDS", 0.0)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    assert "dihentikan setelah 0 detik" in person.post("/sql", query=endless).text
    assert "pantau sql" not in page


@pytest.mark.parametrize("join", ["NATURAL FULL JOIN v_responses", "FULL JOIN v_responses USING (text)"])
def test_a_viewer_is_told_that_a_join_reads_what_the_role_may_not_see(logged_in: LogIn, join: str) -> None:
    query = f"SELECT text FROM (SELECT 'x' AS text) AS mine {join}"
    answer = logged_in("kepala").post("/sql", query=query)
    assert answer.status_code == 422
    assert "membaca kolom yang tidak boleh dilihat peran Anda" in answer.text
    assert SECRET not in answer.text
    assert SECRET in logged_in("humas").post("/sql", query=query).text


def test_the_console_shows_an_example_that_it_answers(logged_in: LogIn) -> None:
    person = logged_in("kepala")
    assert escape(queries.EXAMPLE) in person.get("/sql").text
    answer = person.post("/sql", query=queries.EXAMPLE)
    assert answer.status_code == 200
    assert "<td" in answer.text


def test_a_note_with_two_mistakes_is_told_at_both_fields(logged_in: LogIn, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(questions).values(response_id="x:99", status="waiting", intent="question"))
    answer = logged_in("humas").post(f"/warga/{quote('x:99')}/catatan", status="hilang", note="y" * 501)
    assert answer.status_code == 422
    assert 'aria-describedby="status-salah"' in answer.text
    assert 'aria-describedby="note-salah"' in answer.text


def test_places_of_a_label_that_are_too_long_are_told_at_the_field(logged_in: LogIn, hostile_post: str) -> None:
    said = {"topic": "living", "programme_level": "dimension", "message_function": "education"}
    answer = logged_in("humas").post(f"/unggahan/{quote(hostile_post)}/label", **said, places="x" * 501)
    assert answer.status_code == 422
    assert 'id="places-salah">Paling banyak 500 huruf' in answer.text


OWN = {"sec-fetch-site": "same-origin"}
ANSWER = {"topic": "living", "programme_level": "dimension", "message_function": "education", "places": "Jatiasih <b>"}


def test_a_form_sent_after_the_end_of_the_log_in_is_kept_and_sent_after_the_next(
    logged_in: LogIn, hostile_post: str, engine: Engine
) -> None:
    person = logged_in("humas")
    path, fields = f"/unggahan/{quote(hostile_post)}/label", {"csrf_token": person.token, **ANSWER}
    with engine.begin() as connection:
        connection.execute(desk_sessions.delete())
    page = person.client.post(path, data=fields, headers=OWN)
    assert (page.status_code, "belum disimpan" in page.text) == (403, True)
    assert ('name="kembali" value="/unggahan"' in page.text, "/bahasa/" in page.text) == (True, False)
    for password in ("salah", PASSWORD):
        before = sent = _hidden(page.text)
        assert "<b>" not in page.text
        page = person.client.post("/masuk", data={**sent, "username": "humas", "password": password}, headers=OWN)
    assert page.status_code == 200
    assert f"Label dikoreksi.</strong> <bdi>{hostile_post}</bdi>" in page.text
    assert "<li>Kecamatan/kelurahan: <bdi>Jatiasih &lt;b&gt;</bdi></li>" in page.text
    again = person.client.post("/masuk", data={**before, "username": "humas", "password": PASSWORD}, headers=OWN)
    assert (again.status_code, _hidden(again.text)) == (200, _hidden(page.text))  # the page is loaded anew
    sent, action = _hidden(page.text), re.search(r'method="post" action="([^"]+)"', page.text)
    assert action
    assert {name: sent[name] for name in ANSWER} == ANSWER
    assert person.client.post(unescape(action[1]), data=sent, headers=OWN).status_code == 303
    with engine.connect() as connection:
        assert [review.topic for review in human_labels(connection)] == ["living"]


QUERY = {"nama": "Lama", "query": "SELECT 1"}


def test_a_form_of_an_earlier_log_in_is_shown_to_be_sent_with_the_token_of_the_new_one(logged_in: LogIn) -> None:
    earlier, person = logged_in("humas"), logged_in("humas")
    page = person.client.post("/sql/simpan", data={"csrf_token": earlier.token, **QUERY}, headers=OWN)
    assert (page.status_code, 'action="/sql/simpan"' in page.text) == (403, True)
    assert "Kueri disimpan" in page.text
    assert _hidden(page.text) == {"csrf_token": person.token, **QUERY}


@pytest.mark.parametrize("name", ["", "admin"])
@pytest.mark.parametrize(
    "told",
    [
        *({"sec-fetch-site": site} for site in ("cross-site", "same-site", "none", "")),
        {"origin": "http://lain.example"},
        {"origin": "https://127.0.0.1"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1", "sec-fetch-site": "cross-site"},
    ],
)
def test_of_a_form_of_another_site_nothing_is_kept(
    logged_in: LogIn, stranger: Person, name: str, told: dict[str, str]
) -> None:
    person = logged_in(name) if name else stranger
    page = person.client.post("/sql/simpan", data={**QUERY, "nama": "titipan"}, headers=told)
    assert (page.status_code, "titipan" in page.text) == (403, False)


def test_over_plain_http_the_origin_tells_that_a_form_is_the_desks_own(stranger: Person) -> None:
    page = stranger.client.post("/sql/simpan", data=QUERY, headers={"origin": "http://127.0.0.1"})
    assert "Lama" in page.text
    assert page.headers["referrer-policy"] == "same-origin"  # else browsers send Origin: null


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/kampanye/hapus", {"nama": "titipan"}),
        ("/kampanye/kegiatan/1/hapus", {"x": "titipan"}),
        ("/pengguna", {"username": "titipan", "role": "admin"}),
        ("/pengguna/humas/hapus", {"x": "titipan"}),
        ("/panen/jeda", {"source_id": "x", "reason": "titipan"}),
        ("/panen/lanjut", {"source_id": "titipan"}),
        ("/panen/bangunkan", {"name": "titipan"}),
        ("/warga/x:99/catatan", {"status": "waiting", "note": "titipan"}),
        ("/sql/simpan", {"nama": "titipan", "query": " "}),
        ("/sql/simpan", {"nama": "titipan", "query": "x" * (MOST_BYTES // 2)}),
    ],
)
@pytest.mark.parametrize("name", ["", "admin"])
def test_a_form_that_deletes_pauses_takes_back_or_is_too_long_is_not_kept(
    logged_in: LogIn, stranger: Person, path: str, fields: dict[str, str], name: str
) -> None:
    person = logged_in(name) if name else stranger
    page = person.client.post(path, data=fields, headers=OWN)
    assert (page.status_code, "titipan" in page.text) == (403, False)


def test_a_password_is_in_no_form_that_is_kept(stranger: Person) -> None:
    fields = {**QUERY, "password": "kata-sandi-rahasia"}
    page = stranger.client.post("/sql/simpan", data=fields, headers=OWN).text
    assert ("Lama" in page, "rahasia" in page) == (True, False)
    typed = json.dumps(["/sql/simpan", list(fields.items())])
    sent = {**_hidden(stranger.get("/masuk").text), "typed": typed, "username": "humas", "password": PASSWORD}
    page = stranger.client.post("/masuk", data=sent, headers=OWN).text
    assert ("Lama" in page, "rahasia" in page) == (True, False)


USERS = '["/pengguna", [["role", "admin"]]]'
SURROGATE = '["/sql/simpan", [["nama", "\\ud800"], ["query", "1"]]]'


@pytest.mark.parametrize(
    "typed", ["{", "[1]", '["a"]', "7", "[" * 5000, SURROGATE, '["/pengguna", [["role", "admin"]]]']
)
def test_what_is_no_kept_form_opens_the_desk(stranger: Person, typed: str) -> None:
    fields = {**_hidden(stranger.get("/masuk").text), "typed": typed, "username": "humas", "password": PASSWORD}
    assert stranger.client.post("/masuk", data=fields, headers=OWN).headers["location"] == "/"


def test_without_a_cookie_the_log_in_page_says_that_it_needs_them(stranger: Person) -> None:
    fields = {**_hidden(stranger.get("/masuk").text), "username": "humas", "password": PASSWORD}
    stranger.client.cookies.clear()
    assert "Izinkan cookie" in stranger.client.post("/masuk", data=fields, headers=OWN).text
    assert "jendela lain" in stranger.client.post("/masuk", data=fields, headers=OWN).text


def _hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the form in the page's main part."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.partition("<main")[2])
    return {name: unescape(value) for name, value in found}
