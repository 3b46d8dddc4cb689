"""No secret, and nothing by which a citizen could be told, is said or stored, whatever servers and libraries repeat."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
import requests
from instaloader.exceptions import AbortDownloadException, ConnectionException
from sqlalchemy import Engine, make_url, select

from pipeline import clock
from pipeline.demo.standin.server import StandIn
from pipeline.demo.standin.x.objects import author_id
from pipeline.demo.world.world import Article, Fault, InstagramComment, InstagramPost, World, XPost
from storage.db.engine import transaction
from storage.schema.tables import metadata
from tests.conftest import MakeSettings
from tests.pipeline.conftest import Pantau

BEARER = "AAAAbearer%2Frahasia%3DZx81"
SESSION = "77123%3ArahasiaSesi%3A19%3AAYc"
CSRF = "csrfRahasia5Jk2"
KEY = "kunci-pseudonim-rahasia"
PASSWORD = "sandiRahasia-9"
SECRETS = {form for value in (BEARER, SESSION, CSRF, KEY, PASSWORD) for form in (value, unquote(value), quote(value))}
PEOPLE = ("sari_wulandari", "Sari Wulandari", author_id("sari_wulandari"), "081355550199")
HOUR = timedelta(hours=1)
STATUSES = (200, 400, 401, 403, 404, 429, 500)
STEPS = {
    "x": (r"/by/username/", r"/users/\d+/tweets$", r"/search/recent", r"/mentions$"),
    "instagram": (r"^/diskominfobekasi/$", r"^/$", "graphql", "/comments/"),
    "website": (r"^/robots", r"berita-terkini$", r"berita-terkini/\d+"),
}
WHOLE = ("nightly",), ("status",), ("doctor", "--online"), ("replay",), ("report",), ("sql", "SELECT * FROM v_runs")


@pytest.fixture
def talked(world: World, standin: StandIn, make_settings: MakeSettings, database_url: str, pantau: Pantau) -> World:
    """A world in which people talk to the office, watched with secrets that are worth something."""
    assert standin
    assert callable(pantau)
    now = world.now = clock.now()
    world.bearer, world.session_id = BEARER, unquote(SESSION)
    office = XPost(text="Layanan KTP keliling", at=now - 30 * HOUR)
    asked = "@Kominfobekasi kapan buka? 081355550199"
    world.x = [office, *(XPost(text=f"Kabar {n}", at=now - n * HOUR) for n in range(40, 160))]
    world.x_others = [XPost(text=asked, author="sari_wulandari", at=now - 20 * HOUR, kind="reply", ref=office)]
    comment = InstagramComment(text="hubungi @sari_wulandari", user="sari_wulandari", full_name="Sari Wulandari")
    world.instagram = [
        InstagramPost(caption=f"Foto {n}", at=now - n * HOUR, comment_list=[comment]) for n in range(1, 16)
    ]
    world.articles = [Article(number=n, on=(now - timedelta(days=n)).date()) for n in range(1, 4)]
    url = make_url(database_url)
    url = url.set(password=PASSWORD) if url.username else url
    settings = make_settings(
        sources=[
            {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0, "responses": True},
            {"id": "ig", "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0, "responses": True},
            {"id": "web", "platform": "website", "url": "https://diskominfo.bekasikota.go.id", "pace_seconds": 0},
        ],
    )
    lines = {
        "X_BEARER_TOKEN": BEARER,
        "INSTAGRAM_USERNAME": "petugas.demo",
        "INSTAGRAM_SESSIONID": SESSION,
        "INSTAGRAM_CSRFTOKEN": CSRF,
        "INSTAGRAM_DS_USER_ID": "777",
        "PANTAU_PSEUDONYM_KEY": KEY,
        "PANTAU_DATABASE_URL": url.render_as_string(hide_password=False),
    }
    (settings.folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in lines.items()), "utf-8")
    return world


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let failed requests be repeated without waiting."""
    monkeypatch.setattr("urllib3.util.Retry.sleep", lambda _self, _response=None: None)


@pytest.fixture
def searched(engine: Engine, pantau: Pantau, tmp_path: Path) -> Callable[..., None]:
    """Call the program and look for secrets and people in what it said, with *deep* also in all that it keeps."""

    def search(*words: str, deep: bool = True) -> None:
        ended = pantau(*words)
        with transaction(engine) as connection:
            connection.exec_driver_sql("DELETE FROM rests")  # the next fault shall meet the platform too
        kept = (*_stored(engine), *_written(tmp_path)) if deep else ()
        for place, text in (("said", ended.out + ended.err), *kept):
            found = [secret for secret in (*SECRETS, *PEOPLE) if secret in text]
            assert not found, f"{found} in {place} after pantau {' '.join(words)}: {text[:2000]}"

    return search


def _stored(engine: Engine) -> Iterator[tuple[str, str]]:
    with transaction(engine) as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield table.name, "\n".join(_plain(value) for value in row)


def _plain(value: Any) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return zlib.decompress(value).decode()
    except zlib.error:
        return value.decode(errors="replace")


def _written(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every file that the program wrote, workbooks unpacked; .env is what it was told."""
    for file in folder.rglob("*"):
        if not file.is_file() or file.name == ".env":
            continue
        yield file.name, file.read_bytes().decode(errors="replace")
        if file.suffix == ".xlsx":
            with zipfile.ZipFile(file) as book:
                yield file.name, "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())


def test_nothing_is_said_or_stored_of_a_whole_night(talked: World, searched: Callable[..., None]) -> None:
    for words in WHOLE:
        searched(*words, deep=words == WHOLE[-1])
    assert talked.requests


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("platform", "source"), [("x", "x"), ("instagram", "ig"), ("website", "web")])
def test_servers_may_echo_what_they_were_sent(
    talked: World, searched: Callable[..., None], platform: Any, source: str
) -> None:
    for path in STEPS[platform]:
        met = 0
        for number, status in enumerate(STATUSES):
            fault = Fault(platform=platform, do="echo", path=path, status=status)
            talked.faults = [fault]
            talked.instagram[0].comment_list.append(InstagramComment(text=f"lagi {number}", user="sari_wulandari"))
            talked.instagram[0].comments += 1  # so that comments are asked for again
            talked.articles.append(Article(number=len(talked.articles) + 1, on=talked.today))
            searched("harvest", "--source", source, deep=status == STATUSES[-1])
            met += fault.matched
        assert met, f"{path} was never asked for"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_doctor_keeps_what_servers_echo_to_itself(talked: World, searched: Callable[..., None]) -> None:
    for fault in (Fault(platform=platform, do="echo", status=403) for platform in STEPS):  # type: ignore[arg-type]
        talked.faults = [fault]
        searched("doctor", "--online")
        assert fault.matched


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", [requests.ConnectionError, requests.exceptions.InvalidHeader, RuntimeError])
@pytest.mark.parametrize("place", ["tweepy.Client.get_user", "tweepy.Client.search_recent_tweets"])
def test_exceptions_of_x_may_hold_headers(
    talked: World, searched: Callable[..., None], monkeypatch: pytest.MonkeyPatch, place: str, kind: type[Exception]
) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise kind(f"HTTPSConnectionPool(host='api.twitter.com'): {{'Authorization': 'Bearer {BEARER}'}}")

    monkeypatch.setattr(place, fail)
    searched("harvest")
    assert talked.requests


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", [ConnectionException, AbortDownloadException, requests.ConnectionError, RuntimeError])
@pytest.mark.parametrize("name", ["get_json", "get_iphone_json"])
def test_exceptions_of_instagram_may_hold_headers(
    talked: World, searched: Callable[..., None], monkeypatch: pytest.MonkeyPatch, name: str, kind: type[Exception]
) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise kind(
            f"JSON Query to graphql/query: 499 Cookie: sessionid={unquote(SESSION)}; {SESSION}; csrftoken={CSRF}"
        )

    monkeypatch.setattr(f"instaloader.InstaloaderContext.{name}", fail)
    searched("harvest")
    assert talked.requests


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_password_of_the_database_is_in_no_error(
    talked: World, pantau: Pantau, make_settings: MakeSettings, database_url: str
) -> None:
    settings = make_settings()
    wrong = make_url(database_url).set(password=PASSWORD, host="127.0.0.1", port=1, query={})
    for url in (
        wrong.render_as_string(hide_password=False),
        f"postgresql://pantau:{PASSWORD}@127.0.0.1:bukan/x",
        PASSWORD,
    ):
        (settings.folder / ".env").write_text(f"PANTAU_DATABASE_URL={url}\n", "utf-8")
        for words in (("nightly",), ("status",), ("doctor",), ("db", "upgrade")):
            ended = pantau(*words)
            assert ended.code
            assert PASSWORD not in ended.out + ended.err
    assert talked
