"""PostgreSQL's programs bring a dump back: where one is missing, or breaks off, nothing of the old store is lost."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine

from collectors.errors import ConfigError, StoreError
from pipeline.operate.restore import restore_store
from pipeline.settings.models import Settings
from storage.db.engine import reading, transaction
from storage.runs.settings import set_setting, setting
from tests.pipeline.operate.test_restore import asides, dump_of

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def stand_in(folder: Path, name: str, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a script be found in the place of one of PostgreSQL's programs; it finds that as $REAL."""
    folder.mkdir()
    (folder / name).write_text(f"#!/bin/sh\nREAL={shutil.which(name)}\n{script}\n")
    (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def made(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return setting(connection, "made")


@on_postgresql
@pytest.mark.usefixtures("copying")
def test_a_connection_that_breaks_at_the_end_costs_nothing_of_the_old_store(
    settings: Settings, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = dump_of(settings, tmp_path / "good.dump")
    with transaction(engine) as connection:
        set_setting(connection, "made", "later")
    stand_in(tmp_path / "bin", "psql", '"$REAL" "$@"; exit 2', monkeypatch)  # as psql ends that lost its server
    with pytest.raises(StoreError, match="it is not known whether the store is as it was or that of the dump") as told:
        restore_store(settings, good)
    assert made(engine) is None
    (aside,) = asides(settings)
    assert str(told.value).endswith(f"; what stood there is kept as {aside}")
    monkeypatch.undo()
    restore_store(settings, aside.rename(tmp_path / "aside.dump"))
    assert made(engine) == "later"


@on_postgresql
@pytest.mark.usefixtures("copying")
def test_a_server_before_17_is_not_told_of_what_it_does_not_know(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = dump_of(settings, tmp_path / "good.dump")
    stand_in(tmp_path / "bin", "psql", f'tee {tmp_path / "read.sql"} | "$REAL" "$@"', monkeypatch)
    restore_store(settings, good)
    lines = (tmp_path / "read.sql").read_text().splitlines()
    assert "SET lock_timeout = 0;" in lines
    assert "SET transaction_timeout = 0;" not in lines
    assert lines[-1] == "COMMIT;"


@on_postgresql
@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("name", "what"), [("pg_dump", "copied"), ("psql", "restored")])
def test_a_program_that_is_missing_is_told_before_the_store_is_dumped(
    name: str, what: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "good.dump").touch()
    find = shutil.which
    monkeypatch.setattr("pipeline.operate.postgres_tools.shutil.which", lambda one: None if one == name else find(one))
    with pytest.raises(ConfigError, match=f"a PostgreSQL store is {what} by {name}, which is not installed here"):
        restore_store(settings, tmp_path / "good.dump")
    assert not asides(settings)


@on_postgresql
@pytest.mark.usefixtures("copying")
def test_a_folder_that_takes_no_dump_of_the_old_store_is_named(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: Path) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    good = dump_of(settings, tmp_path / "good.dump")
    monkeypatch.setattr("pipeline.operate.db.create_private", refuse)
    with pytest.raises(StoreError, match=r"cannot be set aside as .*; make that folder writable$"):
        restore_store(settings, good)
