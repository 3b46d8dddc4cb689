"""Import of the account owner's own archive: what the store does not hold is added, nothing is changed or doubled."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from collectors.archive_file import Archive, Export, Owner
from collectors.captures import CaptureFile, is_capture_file
from collectors.errors import ConfigError
from collectors.records import Forgotten
from collectors.wording import counted
from pipeline.harvest.archives.matching import matched
from pipeline.harvest.archives.store import ArchiveStore
from pipeline.harvest.retention import distrust_clock, rewriter_of, tidy
from pipeline.platforms import registry
from pipeline.platforms.platform import ArchiveFormat
from pipeline.platforms.registry import platform_of
from pipeline.platforms.source import SourceBase
from pipeline.run.clock_check import TOLERATED
from pipeline.run.context import INCOMPLETE, RunContext
from storage.db.engine import reading, transaction
from storage.harvest.alike import posts_like
from storage.harvest.archives import held_of, remove_posts
from storage.harvest.erasure.raw_pages import rewrite_pages
from storage.harvest.erasure.tombstones import load_forgotten
from storage.harvest.pages import last_fetch
from storage.harvest.provenance import Provenance

LOSSES_TOLD = 5


@contextmanager
def opened_export(
    path: Path, source: SourceBase, *, account: str | None = None, known: frozenset[str] = frozenset()
) -> Iterator[Export]:
    """Open the archive, or the captures, at *path* as those of a source; who imports vouches for *account*.

    *known* handles stay readable. Raises ConfigError.
    """
    format_ = _format_of(source)
    watched = platform_of(source).describe(source).account
    owner = Owner(watched, tuple(filter(None, [source.formerly])), account, known)
    if is_capture_file(path):
        yield format_.open_captures(CaptureFile(path), owner)
        return
    with Archive.open(path) as archive:
        yield format_.open(archive, owner)


def _format_of(source: SourceBase) -> ArchiveFormat:
    platform = platform_of(source)
    if platform.archive is None:
        readable = " and ".join(one.label for one in registry.PLATFORMS if one.archive)
        raise ConfigError(f"{source.id} is a {platform.label.lower()}; pantau import reads archives of {readable}")
    if not source.takes_archives:
        raise ConfigError(f"the ladder of {source.id} names no export; add it to the ladder in config.yaml")
    return platform.archive


def import_export(run: RunContext, source: SourceBase, export: Export) -> list[str]:
    """Store what is new in *export*, all of it or nothing; return a line for each post without a harvested match.

    A post or a file within that cannot be read is told, and makes the exit code 1. Raises ConfigError where nothing
    can be read.
    """
    _look_at_clock(run, export)
    made_at = min(export.made_at or run.now(), run.now())
    provenance = Provenance(run.run_id, source.id, made_at, run.settings.zone)
    store = ArchiveStore(_format_of(source), platform_of(source).describe(source).account, provenance)
    gc.freeze()  # what is loaded stays loaded: it need not be searched after every few hundred posts
    with transaction(run.engine) as connection:
        forgotten = load_forgotten(connection).posts
        entries = (entry for entry in export.entries() if entry.post.post_id not in forgotten)
        lines = store.add(connection, export, entries)
        if export.losses and not store.outcome.read:
            raise ConfigError(export.losses[0])
        run.stop.check()
    tidy(run, source)
    retire_exported(run, source)
    run.say(f"{source.id}: {store.outcome.sentence}{_left_out(getattr(export, 'others', 0))}")
    _tell_losses(run, source, export.losses)
    return lines


def _look_at_clock(run: RunContext, export: Export) -> None:
    """Compare the clock with the last answer and with what the archive says of itself: no server is asked."""
    with reading(run.engine) as connection:
        signs = [moment for moment in (last_fetch(connection), export.made_at) if moment]
    distrust_clock(run, max(signs, default=None), "the last answer or archive came")
    if export.made_at and export.made_at - run.now() > TOLERATED:
        run.say(
            f"the archive was made on {export.made_at:%Y-%m-%d}, later than this machine's clock says; set that right "
            "(NTP); for what was written until then: pantau db repair --since",
            logging.WARNING,
        )


def _left_out(others: int) -> str:
    told = counted(others, "item of other accounts, or no post, was", "items of other accounts, or no posts, were")
    return f"; {told} left out" if others else ""


def _tell_losses(run: RunContext, source: SourceBase, losses: Sequence[str]) -> None:
    """Say what could not be read; the run is incomplete then."""
    for loss in losses[:LOSSES_TOLD]:
        run.say(f"{source.id}: not read: {loss}", logging.WARNING)
    if losses[LOSSES_TOLD:]:
        run.say(f"{source.id}: not read: {len(losses) - LOSSES_TOLD} more")
    if losses:
        run.worsen(INCOMPLETE)


def retire_exported(run: RunContext, source: SourceBase) -> None:
    """Remove exported posts without ids that a harvest or a replay has brought under their own id."""
    archive = platform_of(source).archive
    if archive is None or archive.without_ids is None:
        return
    made_up = archive.without_ids
    with reading(run.engine) as connection:
        held = held_of(connection, source.id)
        exported = [post for post in held if post.post_id.startswith(made_up)]
        pairs = matched(exported, [post for post in held if not post.post_id.startswith(made_up)]) if exported else {}
        alike = posts_like(connection, list(pairs))
    if not pairs:
        return
    # The pages first, so that no replay brings them back.
    forgotten = Forgotten(posts=frozenset(pairs))
    rewrite_pages(run.engine, source.id, forgotten, rewriter_of(run.settings, source), run.stop.check)
    with transaction(run.engine) as connection:
        remove_posts(connection, list(pairs), alike)
