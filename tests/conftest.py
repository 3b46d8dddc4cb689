"""What all tests share: no network, no secrets of the machine, both databases, settings, and the stand-in.

A test that needs only one database says so:
``@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)``.
"""

from __future__ import annotations

import atexit
import gc
import itertools
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.util import LRUCache

from pipeline.cli import GARBAGE_AFTER
from pipeline.demo.standin.server import StandIn, World, redirected, serve, session_cookies
from pipeline.demo.world.world import NOW
from pipeline.operate.postgres_tools import unfit_tool
from pipeline.settings.models import Settings, load_settings
from storage.db import engine as engines
from storage.db.engine import open_engine
from storage.schema.versions import upgrade
from tests.postgres_server import CannotRunError, make_folder, remove_folder, server_url, watch_folder

POSTGRES_URL = os.environ.get("PANTAU_TEST_POSTGRES_URL")
PRIVATE = ("PANTAU_", "X_", "INSTAGRAM_", "YOUTUBE_")
FOLDER = pytest.StashKey[Path]()
WATCHER = pytest.StashKey[subprocess.Popen[bytes]]()
UNTESTED = "PostgreSQL untested"
EMPTY = "template1"
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
STATEMENTS = 1_500
MODELS = {"desk_store": "desk_sampled", "sample_night": "sampled", "engine": "upgraded"}
"""The fixture of the store that a test gets a copy of, by the fixture that the test asks for; the first counts."""
NUMBERS = itertools.count()

MakeSettings = Callable[..., Settings]

# A busy machine is no fault: no property is judged by the time that it takes.
_UNTIMED: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis_settings.register_profile("repeatable", derandomize=True, **_UNTIMED)
hypothesis_settings.register_profile("searching", **_UNTIMED)  # other examples each time, to look for faults
hypothesis_settings.load_profile("repeatable")


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


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """Let no commit wait for the disk: what tests store need not outlive a power cut, on PostgreSQL neither."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "SYNCHRONOUS", "OFF")
        yield


class _SharedStatements(LRUCache[Any, Any]):
    """Compiled statements of all engines, by the kind of the dialect and not by the one engine's own."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((type(key[0]), *key[1:]), value)


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once() -> Iterator[None]:
    """Compile a statement once in a process, not in each of the stores that tests open."""
    shared = _SharedStatements(STATEMENTS)

    def create_sharing(*args: Any, **options: Any) -> Engine:
        made = create_engine(*args, **options)
        made._compiled_cache = shared
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", create_sharing)
        yield


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A PostgreSQL on which databases can be made: the one that the environment names, or one of our own.

    Programs of the machine may be too old for our own; those that it brings come first.
    """
    folder = request.config.stash[FOLDER]
    try:
        url = POSTGRES_URL or server_url(folder)
    except CannotRunError as error:
        pytest.skip(f"{UNTESTED}: {error}; PANTAU_TEST_POSTGRES_URL may name a server")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        (folder / "version").write_text(connection.scalar(text("SHOW server_version")), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        if not POSTGRES_URL:
            patch.setenv("PATH", f"{folder / 'programs' / 'bin'}{os.pathsep}{os.environ['PATH']}")
        yield engine
    engine.dispose()


@pytest.fixture
def copying(engine: Engine) -> Engine:
    """The store where this machine can copy it: on another's PostgreSQL the programs may not fit."""
    if POSTGRES_URL and engine.dialect.name == "postgresql" and (unfit := unfit_tool(engine)):
        pytest.skip(unfit)
    return engine


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that all processes of this run share; let the collector of garbage be as rare as in Pantau."""
    gc.set_threshold(GARBAGE_AFTER)
    shared = getattr(config, "workerinput", {}).get("folder")
    config.stash[FOLDER] = Path(shared) if shared else make_folder()
    if not shared:
        config.stash[WATCHER] = watch_folder(config.stash[FOLDER])


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what was collected and imported: it stays, and is large."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of pytest-xdist where that folder is."""
    node.workerinput["folder"] = str(node.config.stash[FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server at the end of the whole run."""
    if not hasattr(config, "workerinput"):
        remove_folder(config.stash[FOLDER])
        with suppress(
            subprocess.TimeoutExpired
        ):  # a test's child that goes on holds the pipe; the watcher waits for it alone
            config.stash[WATCHER].communicate(timeout=10)
    if "duckdb" in sys.modules:
        atexit.register(_silence_errors)


def _silence_errors() -> None:
    """Say nothing more: DuckDB's library lists its own types that Python still holds when a process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say in one line whether PostgreSQL was tested, so that a green run cannot hide that it was not."""
    version = config.stash[FOLDER] / "version"
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if UNTESTED in report.longrepr[2]]
    for report in skipped:  # those with the same place and reason become one line
        report.longrepr = ("tests", None, report.longrepr[2])
    if version.exists():
        terminalreporter.write_line(f"PostgreSQL {version.read_text(encoding='utf-8')} tested")
    elif not skipped:
        terminalreporter.write_line(f"{UNTESTED}: no test that ran asked for it")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty store, on each database in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'pantau.db'}"
        return
    server: Engine = request.getfixturevalue("postgres")
    model = _model(request)
    with database_like(server, request.getfixturevalue(model) if model else EMPTY) as url:
        yield url


def _model(request: pytest.FixtureRequest) -> str | None:
    """Name the fixture of the store that a test gets a copy of; None for an empty database."""
    return next((model for name, model in MODELS.items() if name in request.fixturenames), None)


@pytest.fixture
def engine(request: pytest.FixtureRequest, database_url: str) -> Iterator[Engine]:
    """An upgraded store without content, or with that of MODELS: a copy, far quicker than to make it once more."""
    opened = open_engine(database_url, create=True)
    if opened.dialect.name == "sqlite":
        shutil.copyfile(request.getfixturevalue(f"{_model(request)}_file"), str(opened.url.database))
    upgrade(opened, NOW)  # finds it current
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an upgraded SQLite store, which nobody opens any more."""
    file = tmp_path_factory.mktemp("upgraded") / "pantau.db"
    opened = open_engine(f"sqlite:///{file}", create=True)
    upgrade(opened, NOW)
    opened.dispose()
    return file


@pytest.fixture(scope="session")
def upgraded(postgres: Engine) -> Iterator[str]:
    """The name of an upgraded PostgreSQL store, to which nobody is connected any more."""
    with database_like(postgres, EMPTY) as url:
        opened = open_engine(url)
        upgrade(opened, NOW)
        opened.dispose()
        yield str(opened.url.database)


@contextmanager
def database_like(server: Engine, like: str) -> Iterator[str]:
    """Make a database like another for the time of the block."""
    name = f"pantau_test_{os.getpid()}_{next(NUMBERS)}"
    with server.connect() as connection:
        modern = connection.scalar(text("SELECT current_setting('server_version_num')::int >= 150000"))
        by_file = " STRATEGY file_copy" if modern else ""  # page by page takes three times as long
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}{by_file}"))
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def make_settings(database_url: str, tmp_path: Path) -> MakeSettings:
    """Make settings of a config.yaml with the three standard sources; the store is ``engine``'s to make.

    ``make_settings(timezone="Asia/Makassar", secrets={})``: keywords replace keys of config.yaml; ``secrets``
    replaces the environment, which by default holds all credentials of the stand-in's world.
    """

    def make(*, secrets: Mapping[str, str] = CREDENTIALS, **keys: Any) -> Settings:
        return settings_in(tmp_path, secrets, **{"database": database_url, **keys})

    return make


def settings_in(folder: Path, secrets: Mapping[str, str] = CREDENTIALS, **keys: Any) -> Settings:
    """Write a config.yaml with the three standard sources into a folder, and load it."""
    file = folder / "config.yaml"
    sources = [{**source, "pace_seconds": 0} for source in SOURCES]
    file.write_text(yaml.safe_dump({"sources": sources, **keys}), encoding="utf-8")
    return load_settings(file, secrets)


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
