"""Bring a store back from a copy, move it to another database, and take back what a wrong clock wrote."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from collectors.errors import ConfigError, StoreError
from collectors.wording import counted
from pipeline import clock
from pipeline.operate.db import dump_store
from pipeline.operate.postgres_tools import INTO_EMPTY, load_dump, require_tools, version_of_dump
from pipeline.run.console import say
from pipeline.settings.models import Settings
from storage.db.backup import backup, version_of_copy
from storage.db.engine import create_private, open_engine, read_url, transaction
from storage.db.lock import run_lock
from storage.queries.copying import copy_tables
from storage.queries.packages import snapshot
from storage.runs.wrong_clock import take_back
from storage.schema.versions import current_version, open_store, require_known, statements_to_clear, upgrade

ENCRYPTED = {".age": "age --identity KEY", ".gpg": "gpg"}
COMPANIONS = ("", "-wal", "-shm")


def restore_store(settings: Settings, copy: Path) -> None:
    """Put a copy that ``db backup`` wrote in the place of the store; what stood there is set aside.

    Raises ConfigError for a file that is no whole copy, Locked while a run works on the store.
    """
    if not copy.is_file():
        raise ConfigError(f"there is no copy at {copy}")
    if copy.suffix in ENCRYPTED:
        raise ConfigError(f"{copy} is encrypted; first: {ENCRYPTED[copy.suffix]} --output COPY --decrypt {copy}")
    url = read_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        _restore_file(Path(url.database or "").resolve(), copy)  # a link stays one
    else:
        _restore_dump(settings, copy)
    with _opened(settings.database_url) as engine:
        told = f"the store is that of {copy}, schema {current_version(engine)}"
    say(f"{told}; now run: pantau db upgrade, or install the version that made it")


def _restore_file(file: Path, copy: Path) -> None:
    require_known(version_of_copy(copy))
    files = {companion: file.with_name(file.name + companion) for companion in COMPANIONS}
    stood = [companion for companion, old in files.items() if old.is_file() and old.stat().st_size > 0]
    with _opened(f"sqlite:///{file}", create=True) as engine, run_lock(engine):
        engine.dispose()
        part = file.with_name(file.name + ".part")
        try:
            part.unlink(missing_ok=True)
            create_private(part)
            shutil.copyfile(copy, part)
            # A write-ahead log of the old store would be read into the new one.
            aside = f"{file.stem}-before-restore-{clock.now():%Y%m%dT%H%M%SZ}{file.suffix}"
            for companion, old in files.items():
                if companion in stood:
                    old.replace(file.with_name(aside + companion))
                old.unlink(missing_ok=True)  # an empty one, such as opening it has made
            part.replace(file)
        except OSError as error:
            raise StoreError(f"the copy cannot be put in place ({error}); check disk and rights") from error
        finally:
            part.unlink(missing_ok=True)
    if stood:
        say(f"what stood there is kept as {file.with_name(aside + stood[0])}")


def _restore_dump(settings: Settings, copy: Path) -> None:
    require_tools()
    with _opened(settings.database_url) as engine, run_lock(engine):
        require_known(version_of_dump(copy))  # before anything is dropped
        aside = _dump_aside(settings, engine) if current_version(engine) is not None else None
        try:
            load_dump(engine.url, copy, statements_to_clear(engine))
        except StoreError as error:
            raise StoreError(f"{error}; what stood there is kept as {aside}" if aside else str(error)) from error
    if aside:
        say(f"what stood there is kept as {aside}")


def _dump_aside(settings: Settings, engine: Engine) -> Path:
    aside = settings.folder / f"pantau-before-restore-{clock.now():%Y%m%dT%H%M%SZ}.dump"
    try:
        dump_store(engine, aside)
    except OSError as error:
        raise StoreError(f"the store cannot be set aside as {aside} ({error}); make that folder writable") from error
    except StoreError as error:
        raise StoreError(f"{error}; the store is as it was. {INTO_EMPTY}") from error
    return aside


def copy_store(settings: Settings, to: str) -> None:
    """Copy the whole store into another, empty database: from SQLite to PostgreSQL or back.

    Raises ConfigError, Locked while a run works on the store, or StoreError where not all of it arrived.
    """
    if read_url(to) == read_url(settings.database_url):
        raise ConfigError("the target is the store itself; name another database")
    with open_store(settings.database_url) as source, run_lock(source), _opened(to, create=True) as target:
        upgrade(target, clock.now())
        with snapshot(source) as reading, transaction(target) as writing:
            count = copy_tables(reading, writing, lambda _table, _rows: None)
        shown = target.url.render_as_string(hide_password=True)
    say(f"{counted(count, 'row', form=',')} copied to {shown}; set PANTAU_DATABASE_URL to it, then run: pantau doctor")


def repair_store(settings: Settings, since: datetime) -> None:
    """Take back what a run wrote under a wrong clock from *since* on; a SQLite file is copied first."""
    now = clock.now()
    with open_store(settings.database_url) as engine, run_lock(engine):
        if engine.dialect.name == "sqlite":
            file = Path(str(engine.url.database))
            copy = file.with_name(f"{file.stem}-before-repair-{now:%Y%m%dT%H%M%SZ}{file.suffix}")
            backup(engine, copy)
            say(f"the store as it was is kept as {copy}")
        with transaction(engine) as connection:
            counts = take_back(connection, since, now)
    if not counts:
        say(f"nothing was written at or after {since:%Y-%m-%dT%H:%MZ}")
        return
    told = ", ".join(f"{count:,} of {name}" for name, count in counts.items())
    say(f"removed or dated anew: {told}; now run: pantau label, then pantau report")


def read_moment(told: str) -> datetime:
    """Read the moment of ``--since``, UTC where no zone is told. Raises ConfigError."""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError as error:
        raise ConfigError(f"{told!r} is no moment; write it like 2026-11-24T01:00Z") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@contextmanager
def _opened(url: str, *, create: bool = False) -> Iterator[Engine]:
    engine = open_engine(url, create=create)
    try:
        yield engine
    finally:
        engine.dispose()
