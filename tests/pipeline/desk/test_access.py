"""Who may do what at the desk: strangers, roles, forged forms, guessed passwords, sessions that ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select

from pipeline import clock
from pipeline.desk.access import BRAKE, LASTS, SESSION
from storage.schema.tables.desk import desk_changes, desk_sessions
from tests.pipeline.desk.conftest import PASSWORD, Person, token_in

LogIn = Callable[[str], Person]
PAGES = {
    "viewer": ("/", "/unggahan", "/unggahan.csv", "/unggahan.xlsx", "/warga", "/warga/isu", "/warga/media",
               "/warga/triangulasi", "/kampanye", "/strategi", "/strategi/perangkat", "/laporan", "/panen", "/sql"),
    "editor": ("/periksa", "/periksa/tanggapan", "/kampanye/baru", "/kampanye/kegiatan"),
    "admin": ("/pengguna", "/panen/tambah"),
}  # fmt: skip
ROLES = {"kepala": ("viewer",), "humas": ("viewer", "editor"), "admin": ("viewer", "editor", "admin")}
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_stranger_is_sent_to_the_log_in_from_every_page(stranger: Person) -> None:
    for path in (path for paths in PAGES.values() for path in paths):
        answer = stranger.get(path)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/masuk"), path


def test_every_role_opens_its_pages_and_is_refused_the_others(logged_in: LogIn) -> None:
    for name, roles in ROLES.items():
        person = logged_in(name)
        for role, paths in PAGES.items():
            for path in paths:
                assert person.get(path).status_code == (200 if role in roles else 403), (name, path)


@only_sqlite
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/unggahan/x:1/label", "kepala"),
        ("/periksa", "kepala"),
        ("/panen/bangunkan", "kepala"),
        ("/warga/x:99/catatan", "kepala"),
        ("/warga/perangkat", "kepala"),
        ("/panen/ulangi", "kepala"),
        ("/sql/simpan", "kepala"),
        ("/pengguna", "humas"),
        ("/pengguna/kepala/sandi", "humas"),
        ("/pengguna/kepala/hapus", "humas"),
    ],
)
def test_a_forged_request_of_a_lesser_role_is_refused_and_changes_nothing(
    logged_in: LogIn, engine: Engine, path: str, name: str
) -> None:
    answer = logged_in(name).post(path, topic="living", password=PASSWORD, username="x", role="admin", name="x")
    assert (answer.status_code, answer.headers.get("location")) == (403, None)
    with engine.connect() as connection:
        assert connection.execute(select(desk_changes)).all() == []


@only_sqlite
def test_a_form_without_the_sessions_token_is_refused(logged_in: LogIn) -> None:
    person, other = logged_in("admin"), logged_in("humas")
    for token in ("", "0" * 64, other.token):
        answer = person.client.post("/pengguna/kepala/hapus", data={"csrf_token": token})
        assert answer.status_code == 403


@only_sqlite
def test_a_log_in_needs_the_form_of_this_browser(stranger: Person) -> None:
    fields = {"username": "admin", "password": PASSWORD, "csrf_token": "0" * 64}
    assert stranger.client.post("/masuk", data=fields).status_code == 403
    stranger.get("/masuk")
    assert stranger.client.post("/masuk", data=fields).status_code == 403


@only_sqlite
def test_guessing_is_braked_and_the_right_password_waits_too(stranger: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2026, 11, 24, 2, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)

    def tries(password: str) -> int:
        token = token_in(stranger.get("/masuk").text)
        fields = {"username": "admin", "password": password, "csrf_token": token}
        return stranger.client.post("/masuk", data=fields).status_code

    assert {tries("salah") for _ in range(BRAKE)} == {403}
    assert tries(PASSWORD) == 403
    monkeypatch.setattr(clock, "now", lambda: moment.replace(minute=20))
    assert tries(PASSWORD) == 303


@only_sqlite
def test_a_session_ends_by_log_out_by_time_and_by_a_new_password(
    logged_in: LogIn, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = logged_in("kepala")
    token = left.client.cookies[SESSION]
    assert left.post("/keluar").status_code == 303
    left.client.cookies.set(SESSION, token, domain="127.0.0.1")
    assert left.get("/").status_code == 303
    changed, admin = logged_in("kepala"), logged_in("admin")
    assert admin.post("/pengguna/kepala/sandi", password="kata-sandi-lain").status_code == 200
    assert changed.get("/").status_code == 303
    late = logged_in("humas")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + LASTS)
    assert late.get("/").status_code == 303
    with engine.connect() as connection:
        assert token not in str(connection.execute(select(desk_sessions)).all())  # only hashes are kept


@only_sqlite
def test_the_session_of_before_the_log_in_is_worth_nothing_after_it(stranger: Person) -> None:
    stranger.client.cookies.set(SESSION, "dipasang-orang-lain", domain="127.0.0.1")
    token = token_in(stranger.get("/masuk").text)
    fields = {"username": "kepala", "password": PASSWORD, "csrf_token": token}
    answer = stranger.client.post("/masuk", data=fields)
    assert answer.status_code == 303
    assert "dipasang-orang-lain" not in answer.headers["set-cookie"]


@only_sqlite
@pytest.mark.parametrize("back", ["https://jahat.example", "//jahat.example", "/\\jahat.example", "javascript:1"])
def test_a_log_in_leads_to_the_desk_only(stranger: Person, back: str) -> None:
    token = token_in(stranger.get("/masuk").text)
    fields = {"username": "kepala", "password": PASSWORD, "csrf_token": token, "kembali": back}
    assert stranger.client.post("/masuk", data=fields).headers["location"] == "/"


@only_sqlite
@pytest.mark.parametrize("host", ["jahat.example", "127.0.0.1.jahat.example", "", "localhost@jahat.example"])
def test_another_host_name_is_refused(stranger: Person, host: str) -> None:
    assert stranger.get("/masuk", headers={"host": host}).status_code == 403


@only_sqlite
def test_every_answer_carries_the_headers_that_keep_scripts_out(stranger: Person, logged_in: LogIn) -> None:
    for answer in (stranger.get("/masuk"), stranger.get("/tiada"), logged_in("kepala").get("/unggahan")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
    cookie = stranger.get("/masuk").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie  # on http; behind TLS it is there
