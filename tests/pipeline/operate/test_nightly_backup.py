"""Each night leaves a checked copy of the store, encrypted where asked; a copy that fails costs itself alone."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine, text

from pipeline import clock
from pipeline.demo.standin.server import NOW, World, XPost
from pipeline.operate.nightly_backup import missing_for_backup
from pipeline.settings.models import Settings
from storage.db.backup import backup
from tests.conftest import MakeSettings
from tests.pipeline.conftest import Ended, Pantau

pytestmark = pytest.mark.usefixtures("engine", "standin")
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
SOURCES = [{"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0}]


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return make_settings(sources=SOURCES, backup={"to": "copies", "keep": 2})


@pytest.fixture
def night(pantau: Pantau, world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Ended]:
    world.x = [XPost(text=f"Kabar {n}", at=NOW - timedelta(days=3, hours=n)) for n in range(3)]

    def run(days: int) -> Ended:
        world.now = NOW + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=days))
        return pantau("nightly")

    return run


def posts(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM posts")) or 0)


@on_sqlite
def test_every_night_leaves_a_checked_copy_and_only_so_many_are_kept(
    night: Callable[[int], Ended], settings: Settings
) -> None:
    (settings.folder / "copies").mkdir()
    (settings.folder / "copies" / "catatan.txt").write_text("bukan salinan")
    (settings.folder / "copies" / ".pantau-20261101T000000Z.db.unchecked").write_text("of a night that was killed")
    ended = [night(day) for day in range(4)]
    assert [one.code for one in ended] == [0] * 4
    copies = sorted((settings.folder / "copies").glob("*"))
    assert [one.name for one in copies] == ["catatan.txt", "pantau-20261126T000000Z.db", "pantau-20261127T000000Z.db"]
    assert stat.S_IMODE(copies[-1].stat().st_mode) == 0o600
    assert "checked, 1 older one taken away" in ended[-1].err
    with closing(sqlite3.connect(copies[-1])) as copy:
        assert copy.execute("SELECT count(*) FROM posts").fetchone() == (3,)


@on_sqlite
def test_the_newest_copy_comes_back_in_an_empty_folder_and_tells_the_same(
    night: Callable[[int], Ended], pantau: Pantau, settings: Settings, engine: Engine
) -> None:
    """The yearly drill of docs/backup.md."""
    assert night(0).code == 0
    here = pantau("sql", "--format", "csv", "SELECT post_id, text, likes, topic FROM v_posts ORDER BY post_id").out
    newest = max((settings.folder / "copies").glob("pantau-*"))
    drill = settings.folder / "drill"
    drill.mkdir()
    for name in ("config.yaml", ".env"):
        shutil.copy(settings.folder / name, drill)
    told = (drill / "config.yaml").read_text("utf-8")
    (drill / "config.yaml").write_text(told.replace(str(engine.url), f"sqlite:///{drill / 'data' / 'pantau.db'}"))
    elsewhere = str(drill / "config.yaml")
    assert pantau("--config", elsewhere, "db", "restore", str(newest)).code == 0
    assert pantau("--config", elsewhere, "db", "upgrade").code == 0
    assert "x" in pantau("--config", elsewhere, "status").out
    query = "SELECT post_id, text, likes, topic FROM v_posts ORDER BY post_id"
    there = pantau("--config", elsewhere, "sql", "--format", "csv", query).out
    assert there == here
    assert (drill / "data" / "pantau.db").exists()


@on_sqlite
@pytest.mark.parametrize("fault", ["damaged", "incomplete", "no folder", "no program"])
def test_a_copy_that_fails_is_told_and_costs_neither_harvest_nor_report(
    fault: str,
    night: Callable[[int], Ended],
    settings: Settings,
    make_settings: MakeSettings,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def damaged(_engine: Engine, target: Path) -> None:
        target.write_bytes(b"SQLite format 3\0" + b"\1" * 4096)

    def incomplete(engine: Engine, target: Path) -> None:
        backup(engine, target)
        with closing(sqlite3.connect(target)) as copy:
            copy.execute("DELETE FROM snapshots")
            copy.commit()

    if fault in ("damaged", "incomplete"):
        monkeypatch.setattr(
            "pipeline.operate.nightly_backup.backup", {"damaged": damaged, "incomplete": incomplete}[fault]
        )
    elif fault == "no folder":
        (settings.folder / "copies").write_text("a file stands in the way")
    else:
        make_settings(
            sources=SOURCES,
            backup={"to": "copies", "recipient": "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"},
        )
        monkeypatch.setattr("pipeline.operate.nightly_backup.shutil.which", lambda _: None)
    ended = night(0)
    assert ended.code == 1
    assert "the backup was left out: " in ended.err
    assert "Traceback" not in ended.err
    told = {"damaged": "not whole", "incomplete": "0 of 3 snapshots", "no folder": "File exists", "no program": "age"}
    assert told[fault] in ended.err
    assert posts(engine) == 3
    assert (settings.reports / "2026-W47" / "datapackage.json").exists()
    assert not [one for one in (settings.folder / "copies").rglob("*") if one.is_file()]


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A new key of gpg; in a folder with a short name, since gpg's agent listens there."""
    if not shutil.which("gpg"):
        pytest.skip("gpg is not installed here")
    with TemporaryDirectory(prefix="gpg-", dir="/tmp") as folder:
        monkeypatch.setenv("GNUPGHOME", folder)
        made = subprocess.run(
            ["gpg", "--batch", "--passphrase", "", "--quick-generate-key", "cadangan@contoh.id"],
            capture_output=True,
            check=False,
        )
        if made.returncode:
            pytest.skip(f"gpg makes no key here: {made.stderr.decode()[-200:]}")
        yield "cadangan@contoh.id"
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], capture_output=True, check=False)


@on_sqlite
def test_a_copy_for_a_recipient_is_never_written_in_the_clear(
    key: str, night: Callable[[int], Ended], make_settings: MakeSettings, pantau: Pantau, tmp_path: Path
) -> None:
    settings = make_settings(sources=SOURCES, backup={"to": "copies", "recipient": key})
    assert night(0).code == 0
    (copy,) = (settings.folder / "copies").iterdir()
    assert copy.name == "pantau-20261124T000000Z.db.gpg"
    assert b"Kabar" not in copy.read_bytes()
    refused = pantau("db", "restore", str(copy))
    assert (refused.code, "is encrypted; first: gpg --output COPY --decrypt" in refused.err) == (2, True)
    plain = tmp_path / "plain.db"
    subprocess.run(["gpg", "--batch", "--quiet", "--output", str(plain), "--decrypt", str(copy)], check=True)
    with closing(sqlite3.connect(plain)) as opened:
        assert opened.execute("SELECT count(*) FROM posts").fetchone() == (3,)


@on_postgresql
@pytest.mark.usefixtures("copying")
def test_a_night_on_postgresql_leaves_a_checked_dump(night: Callable[[int], Ended], settings: Settings) -> None:
    ended = night(0)
    assert ended.code == 0, ended.err
    (copy,) = (settings.folder / "copies").iterdir()
    assert copy.name == "pantau-20261124T000000Z.dump"


@on_postgresql
def test_a_program_older_than_the_server_is_told_before_a_night_needs_it(
    night: Callable[[int], Ended], pantau: Pantau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    (old := tmp_path / "bin" / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}{os.pathsep}{os.environ['PATH']}")
    examined, ended = pantau("doctor"), night(0)
    assert "MEND  backup: the server is PostgreSQL " in examined.out
    assert examined.code == ended.code == 1
    assert "pg_dump (PostgreSQL) 9.6.24 cannot copy it; install its client programs here" in ended.err


@on_postgresql
def test_doctor_names_a_missing_program_beside_a_store_that_is_empty_or_away(
    settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.operate.postgres_tools.shutil.which", lambda _: None)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    away = engine.url.set(database="tidak_ada").render_as_string(hide_password=False)
    for one in (settings, replace(settings, config=settings.config.model_copy(update={"database": away}))):
        assert "copied by pg_dump, which is not installed here" in str(missing_for_backup(one))
    monkeypatch.undo()
    assert missing_for_backup(replace(settings, config=settings.config.model_copy(update={"database": away}))) is None


@on_postgresql
@pytest.mark.usefixtures("copying")
def test_without_psql_a_night_leaves_its_copy_and_doctor_tells_that_none_comes_back(
    night: Callable[[int], Ended], pantau: Pantau, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = shutil.which
    monkeypatch.setattr(
        "pipeline.operate.postgres_tools.shutil.which", lambda one: None if one == "psql" else find(one)
    )
    assert night(0).code == 0
    assert list((settings.folder / "copies").iterdir())
    assert "MEND  backup: a PostgreSQL store is restored by psql, which is not installed here" in pantau("doctor").out


@on_sqlite
def test_doctor_tells_of_copies(night: Callable[[int], Ended], pantau: Pantau, settings: Settings) -> None:
    assert "no copy yet" in pantau("doctor").out
    assert night(0).code == 0
    (copy,) = (settings.folder / "copies").iterdir()
    os.utime(copy, (NOW.timestamp(), NOW.timestamp()))
    assert "ok    backup: 1 in " in pantau("doctor").out
    os.utime(copy, (NOW.timestamp() - 3 * 86_400,) * 2)
    assert "MEND  backup: 1 in " in pantau("doctor").out
    copy.chmod(0o644)
    told = pantau("doctor")
    assert f"{copy} can be opened by every account" in told.out
    assert told.code == 1
