"""A store comes back from a copy, and moves to another database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text

from collectors.errors import ConfigError, Locked, StoreError
from pipeline.operate.db import backup_store, dump_store
from pipeline.operate.postgres_tools import connection_environment
from pipeline.operate.restore import copy_store, restore_store
from pipeline.settings.models import Settings
from storage.db.engine import open_engine, transaction
from storage.db.errors import store_errors
from storage.db.lock import run_lock
from storage.desk.users import upsert_user
from storage.queries.read_only.query import run_read_only
from storage.runs.runs import start_run
from storage.schema.dictionary import VIEWS
from storage.schema.tables import metadata, runs, snapshots
from storage.schema.versions import current_version, upgrade
from tests.conftest import MakeSettings
from tests.pipeline.conftest import SAMPLE_NIGHT

NIGHT = SAMPLE_NIGHT
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def filled(sample_night: Settings) -> Settings:
    """A store after the sample's night."""
    return sample_night


def rows_of(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in metadata.sorted_tables}


@on_sqlite
def test_a_copy_brings_the_store_back_and_what_stood_there_is_kept(
    filled: Settings, engine: Engine, tmp_path: Path
) -> None:
    before = rows_of(engine)
    backup_store(filled, tmp_path / "copy.db")
    with transaction(engine) as connection:
        connection.execute(snapshots.delete())
    engine.dispose()
    restore_store(filled, tmp_path / "copy.db")
    assert rows_of(engine) == before
    kept = list((tmp_path / "data").glob("*-before-restore-*.db"))
    assert len(kept) == 1
    old = open_engine(f"sqlite:///{kept[0]}")
    assert rows_of(old)["snapshots"] == 0
    old.dispose()


@on_sqlite
def test_a_drill_in_an_empty_folder_leaves_the_store_alone_there(
    filled: Settings, make_settings: MakeSettings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup_store(filled, tmp_path / "copy.db")
    drill = make_settings(database=f"sqlite:///{tmp_path / 'drill' / 'data' / 'pantau.db'}")
    restore_store(drill, tmp_path / "copy.db")
    folder = tmp_path / "drill" / "data"
    assert [file.name for file in folder.glob("*before-restore*")] == []
    assert (folder.stat().st_mode & 0o777, (folder / "pantau.db").stat().st_mode & 0o777) == (0o750, 0o600)
    told = capsys.readouterr().err
    assert "what stood there" not in told
    assert "now run: pantau db upgrade, or install the version that made it" in told


@on_sqlite
@pytest.mark.parametrize("main", [None, b""])
def test_a_log_without_its_store_is_set_aside_and_not_deleted(
    filled: Settings, make_settings: MakeSettings, tmp_path: Path, main: bytes | None
) -> None:
    backup_store(filled, tmp_path / "copy.db")
    folder = tmp_path / "drill"
    folder.mkdir()
    (folder / "pantau.db-wal").write_bytes(b"what a night wrote last")
    if main is not None:
        (folder / "pantau.db").write_bytes(main)
    restore_store(make_settings(database=f"sqlite:///{folder / 'pantau.db'}"), tmp_path / "copy.db")
    [kept] = folder.glob("*-before-restore-*")
    assert kept.name.endswith(".db-wal")
    assert kept.read_bytes() == b"what a night wrote last"


@on_sqlite
def test_a_path_that_is_no_url_is_told_in_one_line(make_settings: MakeSettings, tmp_path: Path) -> None:
    (tmp_path / "copy.db").touch()
    with pytest.raises(ConfigError, match="write it like sqlite:///"):
        restore_store(make_settings(database="a/b/c.db"), tmp_path / "copy.db")


@on_postgresql
@pytest.mark.usefixtures("copying")
def test_a_dump_brings_the_store_back(filled: Settings, engine: Engine, tmp_path: Path) -> None:
    before = rows_of(engine)
    backup_store(filled, tmp_path / "copy.dump")
    with transaction(engine) as connection:
        connection.execute(snapshots.delete())
    engine.dispose()
    restore_store(filled, tmp_path / "copy.dump")
    assert rows_of(engine) == before


@on_sqlite
@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("content", [b"", b"bukan basis data", b"SQLite format 3\0" + b"\1" * 4096])
def test_what_is_no_whole_copy_is_refused_and_the_store_stays(
    settings: Settings, engine: Engine, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "copy.db").write_bytes(content)
    before = rows_of(engine)
    with pytest.raises(ConfigError, match=r"no copy|damaged"):
        restore_store(settings, tmp_path / "copy.db")
    assert rows_of(engine) == before


def dump_of(settings: Settings, file: Path) -> Path:
    backup_store(settings, file)
    return file


@on_postgresql
@pytest.mark.usefixtures("copying")
def test_a_dump_that_does_not_fit_is_refused_before_anything_is_dropped(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    good = dump_of(settings, tmp_path / "good.dump")
    with transaction(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = dump_of(settings, tmp_path / "newer.dump")
    restore_store(settings, good)
    (tmp_path / "text.dump").write_text("bukan basis data")
    for copy, told in ((newer, "a newer Pantau made"), (tmp_path / "text.dump", "no copy of this store")):
        with pytest.raises(ConfigError, match=told):
            restore_store(settings, copy)
    with transaction(engine) as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) != "9999"


def asides(settings: Settings) -> list[Path]:
    return sorted(settings.folder.glob("pantau-before-restore-*.dump"))


@on_postgresql
@pytest.mark.usefixtures("copying")
def test_what_a_newer_version_made_is_set_aside_with_the_store(
    settings: Settings, engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = dump_of(settings, tmp_path / "good.dump")
    with transaction(engine) as connection:
        connection.execute(text("CREATE TABLE made_later (source_id VARCHAR REFERENCES sources (source_id))"))
        connection.execute(text("CREATE VIEW v_made_later AS SELECT p.post_id FROM made_later m, v_posts p"))
        for kind, name in (("TABLE", "made_later"), ("VIEW", "v_made_later")):
            connection.execute(text(f"COMMENT ON {kind} {name} IS 'as each of ours has'"))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    restore_store(settings, good)
    assert not is_there(engine, "made_later")
    (aside,) = asides(settings)
    assert aside.stat().st_mode & 0o777 == 0o600
    assert f"what stood there is kept as {aside}" in capsys.readouterr().err
    with pytest.raises(ConfigError, match="a newer Pantau made"):
        restore_store(settings, aside)


@on_postgresql
@pytest.mark.usefixtures("copying")
@pytest.mark.parametrize("version", [None, "9999"])
def test_what_an_analyst_made_with_the_same_role_stays(
    settings: Settings, engine: Engine, tmp_path: Path, version: str | None
) -> None:
    good = dump_of(settings, tmp_path / "good.dump")
    with transaction(engine) as connection:
        connection.execute(text("CREATE TABLE my_notes AS SELECT 1 AS note"))
        connection.execute(text("CREATE VIEW my_view AS SELECT note FROM my_notes"))
        if version:
            connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    restore_store(settings, good)
    assert is_there(engine, "my_view")
    with transaction(engine) as connection:
        connection.execute(text("CREATE VIEW my_posts AS SELECT post_id FROM v_posts"))
    with pytest.raises(StoreError, match="view my_posts depends on view v_posts"):
        restore_store(settings, good)
    assert is_there(engine, "my_posts")


@on_postgresql
@pytest.mark.usefixtures("copying")
def test_a_restore_that_fails_midway_leaves_the_store_as_it_was(
    filled: Settings, engine: Engine, tmp_path: Path
) -> None:
    good = dump_of(filled, tmp_path / "good.dump")
    (tmp_path / "cut.dump").write_bytes(good.read_bytes()[:-5_000])
    with transaction(engine) as connection:
        connection.execute(text("CREATE TABLE made_later (source_id VARCHAR REFERENCES sources (source_id))"))
    before = rows_of(engine)
    with pytest.raises((ConfigError, StoreError)):
        restore_store(filled, tmp_path / "cut.dump")
    with transaction(engine) as connection:
        connection.execute(text("CREATE SCHEMA analis"))
        connection.execute(text("CREATE VIEW analis.mine AS SELECT post_id FROM v_posts"))
    told = r"cannot drop .* view analis.mine depends on view v_posts; the store is as it was. Restore into an empty"
    with pytest.raises(StoreError, match=told) as refused:
        restore_store(filled, good)
    assert rows_of(engine) == before
    assert is_there(engine, "made_later")
    assert str(refused.value).endswith(f"; what stood there is kept as {asides(filled)[-1]}")


def is_there(engine: Engine, name: str) -> bool:
    with transaction(engine) as connection:
        return connection.scalar(text("SELECT to_regclass(:name)"), {"name": name}) is not None


@on_sqlite
def test_who_had_the_store_open_goes_on_in_the_restored_one(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    """As the desk: its next words would stand in the file that was set aside, and nobody would see them."""
    backup_store(settings, tmp_path / "copy.db")
    with transaction(engine) as connection:
        upsert_user(connection, "sari", "editor", "x", NIGHT)
    restore_store(settings, tmp_path / "copy.db")
    with transaction(engine) as connection:
        upsert_user(connection, "rina", "editor", "x", NIGHT)
    anew = open_engine(settings.database_url, read_only=True)
    assert [run_read_only(one, "SELECT name FROM desk_users")[1] for one in (engine, anew)] == [[("rina",)]] * 2
    anew.dispose()


@on_sqlite
@pytest.mark.usefixtures("filled")
def test_a_store_behind_a_link_stays_where_it_is_and_has_one_lock(
    engine: Engine, make_settings: MakeSettings, tmp_path: Path
) -> None:
    link, file = tmp_path / "link.db", Path(str(engine.url.database))
    link.symlink_to(file)
    linked = make_settings(database=f"sqlite:///{link}")
    backup_store(linked, tmp_path / "copy.db")
    with run_lock(engine), pytest.raises(Locked):
        restore_store(linked, tmp_path / "copy.db")
    restore_store(linked, tmp_path / "copy.db")
    assert link.is_symlink()
    assert len(list(file.parent.glob("*-before-restore-*.db"))) == 1
    assert rows_of(engine)["runs"] == 1


@on_sqlite
def test_a_copy_that_fails_leaves_nothing_behind(
    settings: Settings, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine
    backup_store(settings, tmp_path / "copy.db")
    with monkeypatch.context() as broken:
        broken.setattr("storage.db.backup.store_errors", lambda: full_disk(tmp_path / "second.db.part"))
        with pytest.raises(StoreError):
            backup_store(settings, tmp_path / "second.db")
    with monkeypatch.context() as broken:
        broken.setattr(shutil, "copyfile", lambda *_: (tmp_path / "copy.db").mkdir())
        with pytest.raises(StoreError, match="cannot be put in place"):
            restore_store(settings, tmp_path / "copy.db")
    assert not list(tmp_path.rglob("*.part*"))


@contextmanager
def full_disk(part: Path) -> Iterator[None]:
    part.with_name(f"{part.name}-journal").touch()
    yield
    raise StoreError("the disk is full")


@on_sqlite
def test_no_copy_is_open_to_others_while_it_is_written(
    settings: Settings, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the umask: a large store is copied for minutes."""
    assert engine
    rights = list[int]()
    copied, ran = shutil.copyfile, store_errors

    def look(part: Path) -> None:
        rights.append(part.stat().st_mode & 0o777)

    @contextmanager
    def writing() -> Iterator[None]:
        look(tmp_path / "copy.db.part")
        with ran():
            yield

    def copy_file(copy: Path, part: Path) -> None:
        look(part)
        copied(copy, part)

    monkeypatch.setattr("storage.db.backup.store_errors", writing)
    monkeypatch.setattr(shutil, "copyfile", copy_file)
    monkeypatch.setattr("pipeline.operate.db.run_tool", lambda *_: look(tmp_path / "copy.dump.part"))
    before = os.umask(0)
    try:
        backup_store(settings, tmp_path / "copy.db")
        restore_store(settings, tmp_path / "copy.db")
        dump_store(engine, tmp_path / "copy.dump")
    finally:
        os.umask(before)
    assert rights == [0o600] * 3
    assert Path(f"{engine.url.database}.lock").stat().st_mode & 0o777 == 0o600


@on_sqlite
def test_a_living_run_is_never_restored_over(filled: Settings, engine: Engine, tmp_path: Path) -> None:
    backup_store(filled, tmp_path / "copy.db")
    with run_lock(engine), pytest.raises(Locked):
        restore_store(filled, tmp_path / "copy.db")


@on_postgresql
def test_a_living_run_on_postgresql_is_never_restored_over(
    filled: Settings, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, called = rows_of(engine), list[str]()
    monkeypatch.setattr("pipeline.operate.restore.require_tools", lambda: None)
    monkeypatch.setattr("pipeline.operate.restore.load_dump", lambda *_: called.append("load_dump"))
    monkeypatch.setattr("pipeline.operate.restore.dump_store", lambda *_: called.append("dump_store"))
    monkeypatch.setattr("pipeline.operate.restore.version_of_dump", lambda _: current_version(engine))
    (tmp_path / "copy.dump").write_bytes(b"PGDMP")
    with run_lock(engine), pytest.raises(Locked):
        restore_store(filled, tmp_path / "copy.dump")
    assert not called
    assert rows_of(engine) == before
    restore_store(filled, tmp_path / "copy.dump")  # once the run has ended
    assert called == ["dump_store", "load_dump"]


def test_a_store_moves_to_another_database_with_all_its_history(
    filled: Settings, engine: Engine, tmp_path: Path
) -> None:
    """From SQLite to PostgreSQL and back, and on: the next run gets the next number."""
    there = f"sqlite:///{tmp_path / 'moved.db'}"
    copy_store(filled, there)
    moved = open_engine(there)
    assert rows_of(moved) == rows_of(engine)
    for view in VIEWS:
        counted = f"SELECT count(*) FROM {view}"
        assert run_read_only(moved, counted)[1] == run_read_only(engine, counted)[1], view
    moved.dispose()
    if engine.dialect.name == "postgresql":
        with transaction(engine) as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        back = replace(filled, config=filled.config.model_copy(update={"database": there}))
        copy_store(back, engine.url.render_as_string(hide_password=False))
        with transaction(engine) as connection:
            looked_at = connection.scalar(text("SELECT reltuples FROM pg_class WHERE relname = 'posts'"))
            assert looked_at == rows_of(engine)["posts"] > 0  # else the first queries are planned for an empty store
            assert start_run(connection, "nightly", "0", NIGHT) == 1 + (
                connection.scalar(select(func.max(runs.c.run_id)).where(runs.c.command != "nightly")) or 0
            )


@on_sqlite
def test_a_target_that_holds_anything_is_refused(filled: Settings, tmp_path: Path) -> None:
    begun = open_engine(f"sqlite:///{tmp_path / 'begun.db'}", create=True)
    upgrade(begun, NIGHT)
    with transaction(begun) as connection:
        upsert_user(connection, "rina", "editor", "x", NIGHT)
    with pytest.raises(StoreError, match="holds desk users already"):
        copy_store(filled, f"sqlite:///{tmp_path / 'begun.db'}")
    begun.dispose()
    there = f"sqlite:///{tmp_path / 'moved.db'}"
    copy_store(filled, there)
    with pytest.raises(StoreError, match="empty database"):
        copy_store(filled, there)
    with pytest.raises(ConfigError, match="the store itself"):
        copy_store(filled, filled.database_url)


def test_passwords_stand_in_no_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    url = open_engine("postgresql+psycopg://humas:rahasia@db.kota.example:5433/pantau?connect_timeout=3").url
    told = connection_environment(url)
    assert told["PGPASSWORD"] == "rahasia"
    assert (told["PGHOST"], told["PGPORT"], told["PGUSER"], told["PGDATABASE"]) == (
        "db.kota.example", "5433", "humas", "pantau",
    )  # fmt: skip
    assert (told["PGSSLMODE"], told["PGCONNECT_TIMEOUT"]) == ("verify-full", "3")
