"""Import of the account owner's own archive: what the store does not hold is added, nothing is changed or doubled."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from collectors.archive_file import Archive, Entry, Export, Owner
from collectors.captures import CaptureFile
from collectors.errors import ConfigError
from collectors.purge import purged
from collectors.records import Forgotten, Page, Parsed, RawPage
from pipeline.harvest.matching import matched
from pipeline.harvest.retention import tidy
from pipeline.platforms.registry import parser_for
from pipeline.run.context import INCOMPLETE, RunContext
from pipeline.settings.models import InstagramSource, SourceBase, XSource
from storage.db.engine import transaction
from storage.harvest.archives import deletion_of, held_of, last_seen_of, move_cursor, remove_posts
from storage.harvest.erasure import Rewriter, buried, rewrite_pages
from storage.harvest.pages import Provenance, commit_page
from storage.runs.runs import cursor_of

if TYPE_CHECKING:
    from collectors.x.archive import XArchive

BATCH = 500  # posts of one kept page
LOSSES_TOLD = 5


@dataclass
class Outcome:
    """What an import came to."""

    read: int = 0
    added: int = 0
    deleted: int = 0

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        held = self.read - self.added
        told = f"{self.read} posts read, {self.added} added, {held} held already"
        return told + (f", {self.deleted} now known to be deleted" if self.deleted else "")


@contextmanager
def opened_export(
    path: Path, source: SourceBase, *, account: str | None = None, known: frozenset[str] = frozenset()
) -> Iterator[Export]:
    """Open the archive, or the captures, at *path* as those of a source; who imports vouches for *account*.

    *known* handles stay readable. Raises ConfigError.
    """
    if not isinstance(source, (XSource, InstagramSource)):
        raise ConfigError(f"{source.id} is a website; pantau import reads archives of X and Instagram")
    owner = Owner(source.account, tuple(filter(None, [source.formerly])), account, known)
    if _is_captures(path):
        yield _captures(CaptureFile(path), source, owner)
        return
    with Archive.open(path) as archive:
        if isinstance(source, XSource):
            from collectors.x.archive import XArchive  # noqa: PLC0415  # only the platform that is meant

            yield XArchive(archive, owner)
        else:
            from collectors.instagram.archive import InstagramExport  # noqa: PLC0415  # instaloader is heavy

            yield InstagramExport(archive, owner)


def _is_captures(path: Path) -> bool:
    """Whether a file is one of captures: lines of JSON, whatever its name."""
    if not path.is_file() or path.suffix.lower() == ".csv":
        return False
    try:
        with path.open("rb") as stream:
            return stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    except OSError:
        return False


def _captures(file: CaptureFile, source: SourceBase, owner: Owner) -> Export:
    if isinstance(source, XSource):
        from collectors.x.captures import XCaptures  # noqa: PLC0415  # only the platform that is meant

        return XCaptures(file, owner)
    from collectors.instagram.captures import InstagramCaptures  # noqa: PLC0415  # instaloader is heavy

    return InstagramCaptures(file, owner)


def import_export(night: RunContext, source: SourceBase, export: Export) -> list[str]:
    """Store what is new in *export*, all of it or nothing; return a line for each post without a harvested match.

    A post or a file within that cannot be read is told, and makes the exit code 1. Raises ConfigError where nothing
    can be read.
    """
    made_at = min(export.made_at or night.now(), night.now())
    provenance = Provenance(night.run_id, source.id, made_at, night.settings.zone)
    outcome = Outcome()
    lines: list[str] = []
    gc.freeze()  # what is loaded stays loaded: it need not be searched after every few hundred posts
    with transaction(night.engine) as connection:
        forgotten = buried(connection).posts
        entries = (entry for entry in export.entries() if entry.post.post_id not in forgotten)
        if hasattr(export, "others"):
            _import_captures(connection, provenance, source, entries, outcome)
        elif isinstance(source, XSource):
            newest = _import_x(connection, provenance, source, entries, outcome)
            _spare_money(connection, source, export, newest)
        else:
            lines = _import_instagram(connection, provenance, source, entries, outcome)
        if export.losses and not outcome.read:
            raise ConfigError(export.losses[0])
        night.stop.check()
    tidy(night, source)
    retire_exported(night, source)
    night.say(f"{source.id}: {outcome.sentence}{_left_out(getattr(export, 'others', 0))}")
    _tell_losses(night, source, export.losses)
    return lines


def _left_out(others: int) -> str:
    return f"; {others} items of other accounts were left out" if others else ""


def _tell_losses(night: RunContext, source: SourceBase, losses: Sequence[str]) -> None:
    """Say what could not be read; the run is incomplete then."""
    for loss in losses[:LOSSES_TOLD]:
        night.say(f"{source.id}: not read: {loss}")
    if losses[LOSSES_TOLD:]:
        night.say(f"{source.id}: not read: {len(losses) - LOSSES_TOLD} more")
    if losses:
        night.worsen(INCOMPLETE)


def _import_captures(
    connection: Connection, provenance: Provenance, source: Any, entries: Iterator[Entry], outcome: Outcome
) -> None:
    """Store captured posts as seen when they were captured; what was seen later already stays."""
    found = sorted(entries, key=lambda entry: _seen(entry, provenance))
    before = last_seen_of(connection, [entry.post.post_id for entry in found])
    outcome.read = len(found)
    wanted = [e for e in found if e.post.post_id not in before or before[e.post.post_id] < _seen(e, provenance)]
    for _, minute in groupby(wanted, key=lambda entry: _seen(entry, provenance).replace(second=0)):
        for batch in _batches(minute):
            seen = replace(provenance, seen_at=_seen(batch[-1], provenance))
            outcome.added += _store(connection, seen, _capture_page(source, batch))


def _seen(entry: Entry, provenance: Provenance) -> datetime:
    """Return when a post was captured; at the latest now."""
    return min(entry.seen_at or provenance.seen_at, provenance.seen_at)


def _capture_page(source: Any, batch: Sequence[Entry]) -> tuple[RawPage, Parsed]:
    if isinstance(source, XSource):
        from collectors.x.captures import page_of  # noqa: PLC0415  # only the platform that is meant

        return page_of(batch, source.account)
    from collectors.instagram.captures import page_of as instagram_page  # noqa: PLC0415  # instaloader is heavy

    return instagram_page(batch, source.account)


def _import_x(
    connection: Connection, provenance: Provenance, source: Any, entries: Iterator[Entry], outcome: Outcome
) -> int:
    """Add the posts whose number the store lacks; return the greatest number of all."""
    from collectors.x.archive import gone_only, page_of  # noqa: PLC0415  # only the platform that is meant

    newest = 0
    for batch in _batches(entries):
        held = deletion_of(connection, [entry.post.post_id for entry in batch])
        fresh = {entry.post.post_id: entry for entry in batch if entry.post.post_id not in held}
        gone = [gone_only(entry) for entry in batch if entry.deleted and held.get(entry.post.post_id) is False]
        newest = max([newest, *(int(entry.kept["id_str"]) for entry in batch)])
        outcome.read += len(batch)
        outcome.deleted += len(gone) + sum(entry.deleted for entry in fresh.values())
        if wanted := [*fresh.values(), *gone]:
            outcome.added += _store(connection, provenance, page_of(wanted, source.account))
    return newest


def _spare_money(connection: Connection, source: SourceBase, export: Export, newest: int) -> None:
    """Let the next harvest begin behind a whole archive: X would bill every post that the owner has already."""
    from collectors.x.cursor import XCursor  # noqa: PLC0415  # only the platform that is meant

    archive: XArchive = export  # type: ignore[assignment]  # an X source's export is one
    if archive.whole and newest:
        standing = XCursor.load(cursor_of(connection, source.id)).covered(newest)
        move_cursor(connection, source.id, standing.dump())


def _import_instagram(
    connection: Connection, provenance: Provenance, source: Any, entries: Iterator[Entry], outcome: Outcome
) -> list[str]:
    """Add the posts that no stored one is by time and text; list them."""
    from collectors.instagram.archive import UNNUMBERED, page_of  # noqa: PLC0415  # instaloader is heavy

    found = list({entry.post.post_id: entry for entry in entries}.values())
    pairs = matched([entry.post for entry in found], held_of(connection, source.id))
    fresh = [entry for entry in found if entry.post.post_id not in pairs]
    outcome.read = len(found)
    for batch in _batches(iter(fresh)):
        outcome.added += _store(connection, provenance, page_of(batch, source.account))
    unmatched = [entry.post for entry in found if pairs.get(entry.post.post_id, UNNUMBERED).startswith(UNNUMBERED)]
    return [f"{post.published_at:%Y-%m-%d %H:%M:%S}Z  {_beginning(post.text)}" for post in unmatched]


def retire_exported(night: RunContext, source: SourceBase) -> None:
    """Remove the exported posts of an Instagram account that a harvest or a replay has brought under their own id."""
    if not isinstance(source, InstagramSource):
        return
    parse = parser_for(night.settings, source)
    from collectors.instagram.archive import UNNUMBERED  # noqa: PLC0415  # instaloader is heavy

    with transaction(night.engine) as connection:
        held = held_of(connection, source.id)
        exported = [post for post in held if post.post_id.startswith(UNNUMBERED)]
        if exported:
            pairs = matched(exported, [post for post in held if not post.post_id.startswith(UNNUMBERED)])
            remove_posts(connection, list(pairs))
            if pairs:  # nor may a replay bring them back
                rewrite_pages(connection, source.id, Forgotten(posts=frozenset(pairs)), Rewriter(purged, parse))


def _store(connection: Connection, provenance: Provenance, page: tuple[RawPage, Parsed]) -> int:
    return commit_page(connection, Page(*page, requests=0), provenance)


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    iterator = iter(entries)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _beginning(text: str) -> str:
    return " ".join(text.split())[:80] or "(no text)"
