"""Who may do what at the desk: strangers, roles, forged forms, guessed passwords, sessions that ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from html import unescape
from threading import Barrier

import pytest
from argon2 import PasswordHasher, extract_parameters
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, func, select

from pipeline import clock
from pipeline.desk import access
from pipeline.desk.access import BRAKE, HASHER, LASTS, SESSION, log_in
from pipeline.desk.app import PAGES as PAGE_MODULES
from pipeline.desk.edit import users as users_page
from storage.db.engine import transaction
from storage.desk.users import (
    keep_hash,
    load_users,
    password_hash_of,
    record_failure,
    remove_user,
    set_password,
    upsert_user,
)
from storage.schema.tables.desk import desk_attempts, desk_changes, desk_sessions
from tests.pipeline.desk.conftest import HASHED, PASSWORD, Person, token_in

LogIn = Callable[[str], Person]
OLD = PasswordHasher(time_cost=1, memory_cost=65_536, parallelism=1).hash(PASSWORD)
PAGES = {
    "viewer": ("/", "/unggahan", "/unggahan.csv", "/unggahan.xlsx", "/warga", "/warga/isu", "/warga/media",
               "/warga/triangulasi", "/kampanye", "/strategi", "/strategi/perangkat", "/laporan", "/panen", "/sql"),
    "editor": ("/periksa", "/periksa/tanggapan", "/kampanye/baru", "/kampanye/kegiatan"),
    "admin": ("/pengguna", "/panen/tambah"),
}  # fmt: skip
ROLES = {"kepala": ("viewer",), "humas": ("viewer", "editor"), "admin": ("viewer", "editor", "admin")}
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def logged_in(stranger: Person) -> LogIn:
    """Log somebody in with the password, by the form."""

    def enter(name: str) -> Person:
        person = Person(TestClient(stranger.app, base_url="http://127.0.0.1", follow_redirects=False))
        fields = {"username": name, "password": PASSWORD, "csrf_token": token_in(person.get("/masuk").text)}
        assert person.client.post("/masuk", data=fields).status_code == 303
        return person

    return enter


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


OPEN = {"GET /masuk", "POST /masuk", "GET /bahasa/{language}"}
ADMINS = {f"{method} {path}" for method in ("GET", "POST") for path in ("/pengguna", "/panen/tambah")}
ADMINS |= {"POST /pengguna/{name}/sandi", "POST /pengguna/{name}/hapus"}
VIEWERS_FORMS = {"POST /keluar", "POST /sql"}
EDITORS_PAGES = {
    "GET /periksa", "GET /periksa/tanggapan", "GET /periksa/tanggapan/{response_id:path}",
    "GET /kampanye/baru", "GET /kampanye/ubah", "GET /kampanye/kegiatan",
}  # fmt: skip


@only_sqlite
def test_every_route_there_is_refuses_strangers_lesser_roles_and_forms_without_a_token(
    stranger: Person, logged_in: LogIn
) -> None:
    """A form that is added is refused to viewers until it is named here."""
    people = {name: logged_in(name) for name in ROLES}
    routes = {
        f"{method} {route.path}" for page in PAGE_MODULES for route in page.router.routes for method in route.methods
    }
    assert routes >= OPEN | ADMINS | VIEWERS_FORMS | EDITORS_PAGES
    for route in routes - OPEN:
        method, path = route.split()
        path, is_form = re.sub(r"{[^}]+}", "1", path), method == "POST"
        assert stranger.client.request(method, path).status_code == (403 if is_form else 303), route
        if is_form:
            assert people["admin"].client.post(path, data={"csrf_token": "0" * 64}).status_code == 403, route
        refused = {"kepala", "humas"} if route in ADMINS else set()
        if route in EDITORS_PAGES or (is_form and route not in VIEWERS_FORMS):
            refused.add("kepala")
        for name in refused:
            fields = {"csrf_token": people[name].token} if is_form else None
            assert people[name].client.request(method, path, data=fields).status_code == 403, (route, name)


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
    assert token_in(person.get("/unggahan").text) == person.token
    for token in ("", "0" * 64, other.token, f"{person.token[:-1]}é", "🙂"):
        answer = person.client.post("/pengguna/kepala/hapus", data={"csrf_token": token})
        assert answer.status_code == 403


@only_sqlite
def test_a_log_in_needs_the_form_of_this_browser(stranger: Person) -> None:
    fields = {"username": "admin", "password": PASSWORD, "csrf_token": "0" * 64}
    assert stranger.client.post("/masuk", data=fields).status_code == 403
    for token in (fields["csrf_token"], "é"):
        stranger.get("/masuk")
        assert stranger.client.post("/masuk", data={**fields, "csrf_token": token}).status_code == 403


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


def test_a_closed_door_checks_nothing_and_no_try_keeps_it_closed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = _watch_checks(monkeypatch)
    moment = datetime(2026, 11, 24, 2, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    with transaction(engine) as connection:
        upsert_user(connection, "kepala", "viewer", HASHED, moment)
        for _ in range(BRAKE):
            record_failure(connection, "kepala", "192.0.2.1", moment)
    for password in (PASSWORD, "salah"):
        assert log_in(engine, "kepala", password, "192.0.2.2") is None
    with engine.connect() as connection:
        assert (checked, connection.scalar(select(func.count()).select_from(desk_attempts))) == ([], BRAKE)
    monkeypatch.setattr(clock, "now", lambda: moment + access.WINDOW * 1.1)
    assert log_in(engine, "kepala", PASSWORD, "192.0.2.2")


@pytest.mark.parametrize("change", [lambda c, name: set_password(c, name, HASHER.hash("kata-sandi-lain")), remove_user])
def test_a_password_changed_during_its_check_opens_nothing_and_stays_changed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, change: Callable[[Connection, str], bool]
) -> None:
    check, kept = access._is_right, []

    def check_slowly(stored: str | None, hashes: Iterable[str], password: str) -> bool:
        with transaction(engine) as connection:
            assert change(connection, "kepala")
            kept.append(password_hash_of(connection, "kepala"))
        return check(stored, hashes, password)

    with transaction(engine) as connection:
        upsert_user(connection, "kepala", "viewer", OLD, clock.now())
    monkeypatch.setattr(access, "_is_right", check_slowly)
    assert log_in(engine, "kepala", PASSWORD, "192.0.2.1") is None
    with transaction(engine) as connection:
        keep_hash(connection, "kepala", OLD, HASHED)
        assert [password_hash_of(connection, "kepala")] == kept
        assert connection.execute(select(desk_sessions)).all() == []


def test_every_name_takes_as_long_as_the_others_while_old_hashes_remain(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = _watch_checks(monkeypatch)
    with transaction(engine) as connection:
        upsert_user(connection, "lama", "viewer", OLD, clock.now())
        upsert_user(connection, "baru", "viewer", HASHED, clock.now())
    for name in ("lama", "baru", "tiada"):
        assert log_in(engine, name, "salah", "192.0.2.1") is None
    assert checked == [19_456, 65_536] * 3
    assert log_in(engine, "lama", PASSWORD, "192.0.2.1")
    checked.clear()
    assert log_in(engine, "lama", PASSWORD, "192.0.2.1")  # renewed, and still right
    assert checked == [19_456]


def _watch_checks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """List the memory that each check of a password takes."""
    checked, check = list[int](), access._fits

    def watch(stored: str, password: str) -> bool:
        checked.append(extract_parameters(stored).memory_cost)
        return check(stored, password)

    monkeypatch.setattr(access, "_fits", watch)
    return checked


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
def test_a_link_that_was_sent_opens_with_its_filter_after_the_log_in(stranger: Person) -> None:
    sent = "/unggahan?words=pasar%20malam&platform=x"
    page = stranger.get(stranger.get(sent).headers["location"]).text
    back = re.search(r'name="kembali" value="([^"]+)"', page)
    assert back
    fields = {"username": "kepala", "password": PASSWORD, "csrf_token": token_in(page), "kembali": unescape(back[1])}
    assert stranger.client.post("/masuk", data=fields).headers["location"] == sent


@only_sqlite
def test_after_a_wrong_password_the_other_language_still_leads_to_what_was_sent(stranger: Person) -> None:
    sent = "/unggahan?words=pasar%20malam&platform=x"
    fields = {"username": "kepala", "password": "salah", "csrf_token": token_in(stranger.get("/masuk").text)}
    page = stranger.client.post("/masuk", data={**fields, "kembali": sent}).text
    other = re.search(r'href="(/bahasa/en[^"]+)"', page)
    assert other
    page = stranger.get(stranger.get(unescape(other[1])).headers["location"]).text
    back = re.search(r'name="kembali" value="([^"]+)"', page)
    assert back
    assert unescape(back[1]) == sent


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


def test_of_two_admins_who_remove_each_other_at_once_one_stays(
    logged_in: LogIn, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(engine) as connection:
        upsert_user(connection, "wakil", "admin", HASHED, clock.now())
    admins = {"admin": logged_in("admin"), "wakil": logged_in("wakil")}
    tokens = {name: person.token for name, person in admins.items()}
    both = Barrier(2)

    def begin_at_once(engine: Engine) -> AbstractContextManager[Connection]:
        both.wait(30)  # both were let in before either begins
        return transaction(engine)

    monkeypatch.setattr(users_page, "transaction", begin_at_once)
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(
                lambda name: admins[name].client.post(
                    f"/pengguna/{'wakil' if name == 'admin' else 'admin'}/hapus", data={"csrf_token": tokens[name]}
                ),
                admins,
            )
        )
    assert sorted(answer.status_code for answer in answers) == [200, 403]
    with engine.connect() as connection:
        assert [user.name for user in load_users(connection) if user.role == "admin"] in (["admin"], ["wakil"])
