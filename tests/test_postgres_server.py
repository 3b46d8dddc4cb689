from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from tests import postgres_server
from tests.postgres_server import CannotRunError, make_folder, remove_folder, server_url

RUN = """\
import time
from tests.postgres_server import make_folder, server_url, watch_folder
folder = make_folder()
watcher = watch_folder(folder)
server_url(folder)
print(folder, (folder / "postgres" / "data").resolve(), flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    made = make_folder()
    yield made
    remove_folder(made)


def test_the_server_runs_as_an_unprivileged_user_and_ends_with_its_folder(postgres: Engine, folder: Path) -> None:
    assert postgres.url  # it can run here
    url = server_url(folder)
    assert server_url(folder) == url
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    owner = (folder / "postgres" / "data" / "postmaster.pid").stat().st_uid
    assert owner == (postgres_server.NOBODY if os.geteuid() == 0 else os.geteuid())
    data = (folder / "postgres" / "data").resolve()
    remove_folder(folder)
    assert not folder.exists()
    assert not data.exists()
    with pytest.raises(OperationalError):
        engine.connect()


def test_programs_that_its_user_cannot_reach_are_copied(
    postgres: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert postgres.url
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(postgres_server, "_is_open", lambda _path: False)
    postgres_server._install(folder)
    assert (folder / "programs" / "bin" / "initdb").is_file()
    assert not (folder / "programs").is_symlink()


def test_where_it_cannot_run_each_process_is_told_why_and_tries_no_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_server, "find_spec", lambda _name: None)
    for _ in range(2):
        with pytest.raises(CannotRunError, match="not installed"):
            server_url(folder)
        monkeypatch.setattr(postgres_server, "_start", lambda _folder: pytest.fail("tried again"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_killed_leaves_neither_server_nor_folder(postgres: Engine, number: signal.Signals) -> None:
    assert postgres.url
    with subprocess.Popen(
        [sys.executable, "-c", RUN], cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        folder, data = map(Path, run.stdout.readline().split())
        connection = create_engine(server_url(folder), poolclass=NullPool).connect()
        run.send_signal(number)
    for _ in range(1_200):
        if not folder.exists():
            break
        time.sleep(0.05)
    assert not folder.exists()
    assert not data.exists()
    with pytest.raises(OperationalError):
        connection.scalar(text("SELECT 1"))
    connection.close()
