"""Making, migrating and copying the store, for the command line."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from collectors.errors import ConfigError, StoreError
from collectors.wording import counted
from pipeline import clock
from pipeline.harvest.retention import drop_raw, texts_to_go
from pipeline.operate.postgres_tools import run_tool
from pipeline.run.console import say
from pipeline.run.context import RunContext
from pipeline.run.rights import protect, share
from pipeline.settings.models import Settings
from storage.db.backup import backup
from storage.db.engine import PRIVATE_FOLDER, create_private, open_engine, reading
from storage.db.lock import run_lock
from storage.schema.versions import open_any_version, upgrade


def upgrade_store(settings: Settings) -> None:
    """Make the store or bring it to the newest schema, and say what was done. Raises Locked during a run."""
    engine = open_engine(settings.database_url, create=True)
    try:
        with run_lock(engine):
            before, after, copy = upgrade(engine, clock.now())
        if before == after:
            say(f"the database has the newest schema, {after}")
            return
        with reading(engine) as connection:
            aged = list(texts_to_go(settings, connection, clock.now()))
    finally:
        engine.dispose()
    say(f"database ready, schema {after}" if before is None else f"schema {before} → {after}; before: {copy or '-'}")
    for source_id, words in aged:
        say(f"{source_id}: {words}", logging.WARNING)


def prune_raw(run: RunContext) -> None:
    """Drop raw answers older than the configuration keeps them; by default all are kept."""
    days = run.settings.config.raw.keep_days
    if days is None or run.clock_leapt:
        return
    if pruned := drop_raw(run, run.now() - timedelta(days=days)):
        run.say(f"{counted(pruned, 'raw answer')} older than {counted(days, 'day')} dropped")


def backup_store(settings: Settings, target: Path) -> None:
    """Write a consistent copy beside a running night too: SQLite by itself, PostgreSQL by pg_dump."""
    if target.exists():
        raise ConfigError(f"{target} exists already; name another file")
    try:
        # Before an upgrade, too, whichever program is installed by then.
        with open_any_version(settings.database_url) as engine:
            if not target.parent.is_dir():
                target.parent.mkdir(PRIVATE_FOLDER)  # refused where the folder above is missing: a slip of the pen
                share(settings, target.parent)
            copy = backup if engine.dialect.name == "sqlite" else dump_store
            copy(engine, target)
            protect(settings, target)
    except OSError as error:
        raise StoreError(f"the copy {target} cannot be written ({error})") from error
    say(f"copy written to {target} ({counted(target.stat().st_size, 'byte', form=',')})")


def dump_store(engine: Engine, target: Path) -> None:
    """Write a consistent copy of a PostgreSQL store, by pg_dump."""
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        create_private(part)
        run_tool("pg_dump", engine.url, ["--format=custom", f"--file={part}"])
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
