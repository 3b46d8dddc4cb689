"""Examine who may open what Pantau keeps, and whether the night's copies of the store are there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline import clock
from pipeline.files.rights import group_number, too_open
from pipeline.operate.nightly_backup import copies_in, missing_for_backup
from pipeline.settings.models import Settings
from storage.db.backup import copies_beside
from storage.db.engine import read_url

STALE = timedelta(days=2)  # a copy that is older was missed by more than one night
GOOD, BAD = "ok", "MEND"
MOST = 5  # files that are named

Finding = tuple[str, str, str]
"""Verdict, what was examined, and what was found."""


def examine_rights(settings: Settings) -> Iterator[Finding]:
    """Say of store, copies, packages and reports whether more people may open them than should."""
    group = settings.config.files.group
    if group and os.geteuid() != 0 and group_number(group) not in os.getgroups():
        yield (
            BAD,
            "files",
            f"this account is not of the group {group}, so it can give it nothing; add it",
        )
    for what, path in _private_places(settings):
        found = [(one, words) for one in _all_in(path) if (words := too_open(one, group))]
        for one, words in found[:MOST]:
            yield BAD, what, f"{one} {words}; run: chmod {'g-w,o-rwx' if one.is_dir() else 'go-rwx'} {one}"
        if len(found) > MOST:
            yield BAD, what, f"and {len(found) - MOST} more below {path}"
        if not found and path.exists():
            yield GOOD, what, f"{path} is open to nobody else" if group is None else f"{path}: {group} at most"


def examine_backup(settings: Settings) -> Iterator[Finding]:
    """Say whether nights can leave copies, and when the newest was written."""
    config = settings.config.backup
    if config is None:
        return
    folder = settings.path(config.to)
    if missing := missing_for_backup(settings):
        yield BAD, "backup", missing
        return
    copies = copies_in(folder) if folder.is_dir() else []
    if not copies:
        yield GOOD, "backup", f"no copy yet in {folder}; the next night writes one"
        return
    written = datetime.fromtimestamp(copies[-1].stat().st_mtime, UTC)
    words = f"{len(copies)} in {folder}, the newest of {written.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    late = clock.now() - written > STALE
    yield (BAD, "backup", f"{words}; see what the last night said of it") if late else (GOOD, "backup", words)


def _private_places(settings: Settings) -> Iterator[tuple[str, Path]]:
    """List what nobody else may open, and with a group what only that may."""
    config, url = settings.config, read_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        file = Path(url.database)
        yield "store", file
        for companion in ("-wal", "-shm"):
            yield "store", file.with_name(file.name + companion)
    for copy in copies_beside(settings.database_url, settings.folder):
        yield "copy of the store", copy
    if config.backup:
        yield "backups", settings.path(config.backup.to)
    yield "packages", settings.path(config.package.out)
    yield "private", settings.folder / "private"
    if config.files.group:
        yield "reports", settings.reports
        if config.export:
            yield "export", settings.path(config.export)


def _all_in(path: Path) -> Iterator[Path]:
    if path.exists():
        yield path
    if path.is_dir():
        yield from sorted(one for one in path.rglob("*") if not one.is_symlink())
