"""An empty store, a night under way, a store of another version, a deleted post, an old link: pages that help."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select, text

from collectors.errors import ConfigError, StoreError
from pipeline.desk.access import HASHER
from pipeline.desk.app import make_app
from pipeline.desk.serve import serve_desk
from pipeline.settings.models import Settings
from storage.db.engine import open_engine, transaction
from storage.desk.users import upsert_user
from storage.schema.tables import posts
from storage.schema.tables.desk import answer_notes
from storage.schema.versions import upgrade
from tests.conftest import settings_in
from tests.pipeline.desk.conftest import NIGHT, PASSWORD, Person, token_in
from tests.pipeline.desk.test_pages import GOOD as LABEL

LogIn = Callable[[str], Person]
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NO_SERVER = "postgresql+psycopg://pantau@127.0.0.1:1/pantau"
PAGES = (
    "/", "/unggahan", "/unggahan.csv", "/unggahan?words=banjir", "/periksa", "/periksa/tanggapan", "/warga",
    "/warga/isu", "/warga/media", "/warga/triangulasi", "/kampanye", "/kampanye/baru", "/kampanye/kegiatan",
    "/strategi", "/strategi/perangkat", "/laporan", "/panen", "/panen/tambah", "/sql", "/pengguna",
)  # fmt: skip


@pytest.fixture
def alone(settings: Settings, engine: Engine) -> Iterator[Person]:
    """An admin at the desk of a store in which nothing is."""
    with transaction(engine) as connection:
        upsert_user(connection, "admin", "admin", HASHER.hash(PASSWORD), NIGHT)
    app = make_app(settings)
    person = Person(TestClient(app, base_url="http://127.0.0.1", follow_redirects=False))
    fields = {"username": "admin", "password": PASSWORD, "csrf_token": token_in(person.get("/masuk").text)}
    assert person.client.post("/masuk", data=fields).status_code == 303
    yield person
    app.state.engine.dispose()


def test_every_page_of_an_empty_store_opens_and_says_what_comes(alone: Person) -> None:
    for path in PAGES:
        assert alone.get(path).status_code == 200, path
    home = alone.get("/").text
    assert "Basis data masih kosong" in home
    assert "Belum dapat dinilai: belum ada data" in home  # not: nothing is urgent
    assert "Belum ada tanggapan warga yang tersimpan" in home  # not: 0 questions
    assert "Belum ada tanggapan warga yang tersimpan" in alone.get("/warga").text
    assert "Semua yang diinginkan sudah terbaca" not in alone.get("/panen").text
    assert "Belum ada laporan" in alone.get("/laporan").text
    assert "Basis data masih kosong" in alone.get("/unggahan").text
    assert "Tidak ada unggahan yang cocok" in alone.get("/unggahan?words=banjir").text


@only_sqlite
def test_a_night_under_way_is_told_and_stops_nobody(logged_in: LogIn, engine: Engine) -> None:
    with engine.begin() as connection:
        statement = "INSERT INTO runs (command, version, started_at) VALUES ('nightly', '1', :at)"
        connection.execute(text(statement), {"at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"})
    person = logged_in("admin")
    assert "Panen sedang berjalan" in person.get("/").text
    for path in PAGES:
        assert person.get(path).status_code == 200, path


def test_a_store_of_another_version_says_what_to_do_and_opens_once_it_is_upgraded(
    logged_in: LogIn, desk_store: Settings, engine: Engine
) -> None:
    with engine.begin() as connection:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = '0012'"))
    app = make_app(desk_store)
    late = Person(TestClient(app, base_url="http://127.0.0.1", follow_redirects=False))
    page = late.get("/masuk")
    assert (page.status_code, "pantau db upgrade" in page.text) == (503, True)
    assert "versi Pantau yang lain" in page.text
    assert late.get("/static/desk.css").status_code == 200
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    assert late.get("/masuk").status_code == 200
    app.state.engine.dispose()
    person = logged_in("kepala")
    with engine.begin() as connection:  # under a desk that is open
        connection.execute(text("UPDATE alembic_version SET version_num = '0012'"))
        connection.execute(text("DROP VIEW v_source_health"))
    for _ in range(2):
        answer = person.get("/")
        assert (answer.status_code, "pantau db upgrade" in answer.text) == (503, True)


def test_the_desk_starts_on_a_store_of_another_version_and_serves_the_page_that_says_so(
    desk_store: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = list[tuple[int, bool]]()

    def look(app: FastAPI, **_options: object) -> None:
        page = TestClient(app, base_url="http://127.0.0.1").get("/masuk")
        pages.append((page.status_code, "pantau db upgrade" in page.text))

    monkeypatch.setattr(uvicorn, "run", look)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0012'"))
    serve_desk(desk_store, host="127.0.0.1", port=0, names=(), root_path="")
    assert pages == [(503, True)]
    assert "pantau db upgrade; until then every page of the desk says so" in capsys.readouterr().err


def test_an_empty_store_tells_at_the_start_and_at_the_log_in_how_the_first_user_is_made(
    credentials: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pages, url = list[str](), f"sqlite:///{tmp_path / 'pantau.db'}"
    open_engine(url, create=True).dispose()

    def upgrade_beside(app: FastAPI, **_options: object) -> None:
        upgrade(app.state.engine, NIGHT)
        pages.append(TestClient(app, base_url="http://127.0.0.1").get("/masuk").text)

    monkeypatch.setattr(uvicorn, "run", upgrade_beside)
    settings = settings_in(tmp_path, credentials | {"PANTAU_DATABASE_URL": url})
    serve_desk(settings, host="127.0.0.1", port=0, names=(), root_path="")
    assert "once it is upgraded, run: pantau desk user add NAME --role admin" in capsys.readouterr().err
    assert "pantau desk user add NAMA --role admin" in pages[0]


@pytest.mark.parametrize("damaged", [False, True], ids=["no server", "damaged file"])
def test_the_desk_does_not_start_on_a_store_that_cannot_be_read(
    credentials: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, damaged: bool
) -> None:
    monkeypatch.setattr(uvicorn, "run", lambda *_, **_options: None)
    file = tmp_path / "rusak.db"
    file.write_text("bukan basis data" * 100)
    url = f"sqlite:///{file}" if damaged else NO_SERVER
    settings = settings_in(tmp_path, credentials | {"PANTAU_DATABASE_URL": url})
    with pytest.raises(StoreError, match="no SQLite database" if damaged else "is the database server running"):
        serve_desk(settings, host="127.0.0.1", port=0, names=(), root_path="")


@only_sqlite
@pytest.mark.parametrize("earlier", ["", "the database has the older schema 0012; run: pantau db upgrade"])
def test_a_server_that_stops_is_no_other_version(logged_in: LogIn, earlier: str) -> None:
    person = logged_in("kepala")
    person.app.state.engine.dispose()
    person.app.state.engine, person.app.state.wrong_version = open_engine(NO_SERVER), earlier
    answer = person.get("/")
    assert (answer.status_code, "versi Pantau yang lain" in answer.text) == (503, bool(earlier))
    assert (earlier or "is the database server running") in answer.text


def test_the_desk_does_not_start_without_users(settings: Settings, engine: Engine) -> None:
    assert engine.url  # the store is there
    with pytest.raises(ConfigError, match="desk user add"):
        serve_desk(settings, host="127.0.0.1", port=0, names=(), root_path="")


@only_sqlite
def test_a_store_that_is_gone_is_told_takes_no_correction_and_is_not_made_empty(
    logged_in: LogIn, engine: Engine, hostile_post: str
) -> None:
    person, file = logged_in("humas"), Path(engine.url.database or "")
    assert person.get("/panen").status_code == 200
    engine.dispose()
    aside = file.rename(file.with_name("aside.db"))
    for answer in (person.get("/panen"), person.post(f"/unggahan/{quote(hostile_post)}/label", **LABEL)):
        assert (answer.status_code, "is not there any more; put it back" in answer.text) == (503, True)
    assert not file.exists()
    aside.rename(file)
    assert person.post(f"/unggahan/{quote(hostile_post)}/label", **LABEL).status_code == 303


@only_sqlite
def test_the_desk_does_not_start_where_another_listens(
    desk_store: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine.url  # the store is there
    monkeypatch.setattr(uvicorn, "run", lambda *_, **_options: None)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ConfigError, match=rf":{port} \(.*\); end what uses it, or give another --port"):
            serve_desk(desk_store, host="127.0.0.1", port=port, names=(), root_path="")
    for host in ("127.0.0.1", ""):
        serve_desk(desk_store, host=host, port=port, names=(), root_path="")


@only_sqlite
def test_the_desk_does_not_start_at_an_address_of_another_machine(
    desk_store: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine.url  # the store is there
    monkeypatch.setattr(uvicorn, "run", lambda *_, **_options: None)
    with pytest.raises(ConfigError, match="give another --host") as refused:
        serve_desk(desk_store, host="192.0.2.1", port=0, names=(), root_path="")
    assert "--port" not in str(refused.value)


def test_a_deleted_post_says_so_and_an_old_link_leads_on(logged_in: LogIn, engine: Engine, hostile_post: str) -> None:
    person = logged_in("kepala")
    with engine.begin() as connection:
        gone = posts.update().where(posts.c.post_id == hostile_post)
        connection.execute(gone.values(deleted_at=NIGHT, text="", title=None))
    page = person.get(f"/unggahan/{quote(hostile_post)}").text
    assert "sudah dihapus di platform" in page
    assert "(tanpa teks)" in page
    for path in ("/unggahan/x:1", "/laporan/2020-W01/report.html", "/kampanye/satu?nama=Lama", "/tiada"):
        answer = person.get(path)
        assert answer.status_code == 404, path
        assert "Mungkin tautannya sudah lama" in answer.text
        assert 'href="/unggahan"' in answer.text


@only_sqlite
def test_a_filter_of_last_year_still_opens_and_tells_what_it_does_not_know(logged_in: LogIn) -> None:
    page = logged_in("kepala").get("/unggahan?campaign=Lama&source=akun-lama&week=2025-W10").text
    assert "Saringan source tidak dikenal" in page
    assert "Saringan campaign tidak dikenal" in page


@only_sqlite
def test_a_note_with_a_wrong_state_is_told_and_one_of_no_response_is_not_found(
    logged_in: LogIn, engine: Engine
) -> None:
    person = logged_in("humas")
    assert person.post("/warga/x:99/catatan", status="dibuang").status_code == 422
    assert person.post("/warga/x:tiada/catatan", status="answered").status_code == 404
    with engine.connect() as connection:
        assert connection.execute(select(answer_notes)).all() == []


@only_sqlite
def test_a_wrong_user_is_told_field_by_field(logged_in: LogIn) -> None:
    page = logged_in("admin").post("/pengguna", username="<b>", password="pendek", role="dewa")
    assert page.status_code == 422
    for field in ("username", "password", "role"):
        assert f'role="alert" id="{field}-salah"' in page.text
    assert logged_in("admin").post("/pengguna/tiada/sandi", password="kata-sandi-lain").status_code == 404
