"""The copy of the store that each night leaves: checked, encrypted for whom the configuration names, and rotated."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from collectors.errors import ConfigError, StoreError
from collectors.wording import counted
from pipeline.operate.db import dump_store
from pipeline.operate.postgres_tools import TOOLS, rows_of_dump, unfit_tool
from pipeline.run.context import RunContext
from pipeline.run.rights import protect
from pipeline.settings.models import Settings
from pipeline.settings.sections import BackupConfig
from storage.db.backup import backup, check_copy
from storage.db.engine import open_engine, reading
from storage.queries.copying import row_counts

COMPARED: Final = ("runs", "posts", "snapshots", "responses")
"""Tables that only runs write, so that a copy must hold exactly as much of them as the store."""
WANTED: Final = ("pg_dump", "pg_restore")
"""Without psql a night leaves its copy all the same: it may come back elsewhere."""
NAMED: Final = re.compile(r"pantau-\d{8}T\d{6}Z\.(?:db|dump)(?:\.age|\.gpg)?")


def backup_by_night(run: RunContext) -> None:
    """Write the night's copy where the configuration asks for one. Raises ConfigError, which costs the copy alone."""
    config = run.settings.config.backup
    if config is None:
        return
    folder = run.settings.path(config.to)
    if missing := missing_for_backup(run.settings, WANTED):
        raise ConfigError(missing)
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True)
            protect(run.settings, folder)
        copy = _checked_copy(run, config, folder)
        gone = list(_rotate(folder, config.keep))
    except (OSError, StoreError) as error:
        raise ConfigError(f"no copy of the store was written to {folder} ({error}); check disk and rights") from error
    taken = f", {counted(len(gone), 'older one', 'older ones')} taken away" if gone else ""
    run.say(f"backup: {copy} ({counted(copy.stat().st_size, 'byte', form=',')}), checked{taken}")


def missing_for_backup(settings: Settings, tools: Collection[str] = tuple(TOOLS)) -> str | None:
    """Say what is lacking to leave a copy and bring it back, and how to mend it; None when nothing is."""
    config = settings.config.backup
    if config and config.recipient and not shutil.which(name := _encryption(config.recipient)[0]):
        return f"backup.recipient wants {name}, which is not installed here; nothing is copied in the clear"
    if settings.database_url.startswith("postgresql"):
        engine = open_engine(settings.database_url)
        try:
            return unfit_tool(engine, tools)
        except StoreError:  # one that is away is told as such
            return None
        finally:
            engine.dispose()
    return None


def copies_in(folder: Path) -> list[Path]:
    """List the copies that nights wrote into a folder, oldest first."""
    return sorted(file for file in folder.glob("pantau-*") if NAMED.fullmatch(file.name))


def _checked_copy(run: RunContext, config: BackupConfig, folder: Path) -> Path:
    """Write the copy aside, check it, encrypt it, and give it its name; what is not whole never has one."""
    engine = run.engine
    kind = "db" if engine.dialect.name == "sqlite" else "dump"
    target = folder / f"pantau-{run.now().astimezone(UTC):%Y%m%dT%H%M%SZ}.{kind}"
    plain = target.with_name(f".{target.name}.unchecked")
    for left in folder.glob(".pantau-*.unchecked*"):  # of a night that was killed: the whole store, in the clear
        left.unlink(missing_ok=True)
    try:
        (backup if kind == "db" else dump_store)(engine, plain)
        _compare(engine, plain)
        if config.recipient:
            return _encrypt(run, plain, target, config.recipient)
        protect(run.settings, plain)
        plain.replace(target)
    finally:
        plain.unlink(missing_ok=True)
    return target


def _compare(engine: Engine, copy: Path) -> None:
    """Make sure that a copy is whole, and holds what the store holds. Raises StoreError."""
    with reading(engine) as connection:
        held = row_counts(connection, COMPARED)
    found = check_copy(copy, COMPARED) if engine.dialect.name == "sqlite" else rows_of_dump(copy, COMPARED)
    if found != held:
        told = ", ".join(f"{found[name]:,} of {held[name]:,} {name}" for name in COMPARED if found[name] != held[name])
        raise StoreError(f"the copy does not hold what the store holds: {told}")


def _encrypt(run: RunContext, plain: Path, target: Path, recipient: str) -> Path:
    name, arguments = _encryption(recipient)
    program = shutil.which(name) or name
    sealed = target.with_name(f"{target.name}.{name}")
    part = plain.with_name(f"{plain.name}.{name}")
    try:
        done = subprocess.run(  # noqa: S603  # our own arguments
            [program, *arguments, "--output", str(part), *(["--encrypt"] if name == "gpg" else []), str(plain)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not part.is_file() or not part.stat().st_size:
            told = done.stderr.strip().splitlines()
            raise ConfigError(
                f"{name} could not encrypt the copy for {recipient}: {told[-1] if told else done.returncode}; "
                "check backup.recipient, and for gpg the keys of this account (gpg --list-keys)"
            )
        protect(run.settings, part)
        part.replace(sealed)
    finally:
        part.unlink(missing_ok=True)
    return sealed


def _encryption(recipient: str) -> tuple[str, Sequence[str]]:
    """Return the program that encrypts for a recipient: age for its keys and those of SSH, gpg for all others."""
    if recipient.startswith(("age1", "ssh-")):
        return "age", ("--recipient", recipient)
    return "gpg", ("--batch", "--yes", "--quiet", "--trust-model", "always", "--recipient", recipient)


def _rotate(folder: Path, keep: int) -> Iterator[Path]:
    """Take away all but the newest copies."""
    for old in copies_in(folder)[:-keep]:
        old.unlink()
        yield old
