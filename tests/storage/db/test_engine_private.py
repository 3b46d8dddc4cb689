"""A store is private, its readers change nothing, and its writers wait for each other instead of failing."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text

from collectors.errors import ConfigError, StoreError
from storage.db.backup import backup
from storage.db.engine import open_engine, reading, transaction
from storage.schema.tables import reports
from storage.schema.versions import upgrade

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
NOBODY = 65534
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def wide_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("wide_umask")
def test_a_store_its_companions_and_copies_are_private_whatever_the_umask(tmp_path: Path) -> None:
    file = tmp_path / "data" / "pantau.db"
    engine = open_engine(f"sqlite:///{file}", create=True)
    upgrade(engine, NIGHT)
    with transaction(engine) as connection:
        connection.execute(insert(reports).values(iso_week="2026-W47", written_at=NIGHT))
        assert {mode(path) for path in file.parent.iterdir()} == {0o600}
    backup(engine, tmp_path / "copy.db")
    engine.dispose()
    assert mode(file.parent) == 0o750
    assert mode(tmp_path / "copy.db") == 0o600


@on_sqlite
def test_a_reader_switches_nothing_and_can_write_nothing(engine: Engine) -> None:
    reader = open_engine(str(engine.url), read_only=True)
    with reading(reader) as connection:
        assert connection.scalar(text("SELECT count(*) FROM posts")) == 0
    with pytest.raises(StoreError, match=r"readonly|read-only"), transaction(reader) as connection:
        connection.execute(insert(reports).values(iso_week="2026-W47", written_at=NIGHT))
    reader.dispose()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
@on_sqlite
def test_another_account_is_sent_to_the_copy_and_leaves_no_file_behind(engine: Engine) -> None:
    file = Path(str(engine.url.database))
    before = {path.name for path in file.parent.iterdir()}
    os.seteuid(NOBODY)
    try:
        with pytest.raises((ConfigError, PermissionError), match=r"pantau db export|denied"):
            open_engine(f"sqlite:///{file}", read_only=True)
    finally:
        os.seteuid(0)
    assert {path.name for path in file.parent.iterdir()} == before


@on_sqlite
def test_two_writers_wait_for_each_other(engine: Engine) -> None:
    """A transaction that reads before it writes used to fail at once while another wrote."""
    began, failed = threading.Event(), list[Exception]()

    def other() -> None:
        try:
            with transaction(engine) as connection:
                connection.scalar(text("SELECT count(*) FROM reports"))
                began.set()
                time.sleep(0.3)
                connection.execute(insert(reports).values(iso_week="2026-W46", written_at=NIGHT))
        except StoreError as error:
            failed.append(error)

    thread = threading.Thread(target=other)
    thread.start()
    began.wait(5)
    with transaction(engine) as connection:
        connection.scalar(text("SELECT count(*) FROM reports"))
        connection.execute(insert(reports).values(iso_week="2026-W47", written_at=NIGHT))
    thread.join()
    assert failed == []
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM reports")) == 2


@on_sqlite
def test_a_reader_does_not_wait_for_a_writer(engine: Engine) -> None:
    with transaction(engine) as writing:
        writing.execute(insert(reports).values(iso_week="2026-W47", written_at=NIGHT))
        with reading(engine) as connection:
            assert connection.scalar(text("SELECT count(*) FROM reports")) == 0


@on_sqlite
def test_a_damaged_file_is_called_damaged(engine: Engine) -> None:
    file = Path(str(engine.url.database))
    engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with file.open("r+b") as opened:
        opened.seek(100)
        opened.write(os.urandom(20_000))
    with pytest.raises(StoreError, match="damaged") as error, reading(engine) as connection:
        connection.execute(text("SELECT * FROM posts")).all()
    assert "restore" in str(error.value)
