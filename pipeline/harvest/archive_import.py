"""Import of the account owner's own archive: what the store does not hold is added, nothing is changed or doubled."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from collectors.archive_file import Archive, Entry, Export
from collectors.errors import ConfigError
from collectors.purge import purged
from collectors.records import Forgotten, Page, Parsed, RawPage
from pipeline.harvest.matching import matched
from pipeline.harvest.retention import tidy
from pipeline.platforms.registry import parser_for
from pipeline.run.context import RunContext
from pipeline.settings.models import InstagramSource, SourceBase, XSource
from storage.db.engine import transaction
from storage.harvest.archives import deletion_of, held_of, move_cursor, remove_posts
from storage.harvest.erasure import Rewriter, buried, rewrite_pages
from storage.harvest.pages import Provenance, commit_page
from storage.runs.runs import cursor_of

if TYPE_CHECKING:
    from collectors.x.archive import XArchive

BATCH = 500  # posts of one kept page


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
def opened_export(path: Path, source: SourceBase) -> Iterator[Export]:
    """Open the archive at *path* as the source's platform makes them. Raises ConfigError."""
    if not isinstance(source, (XSource, InstagramSource)):
        raise ConfigError(f"{source.id} is a website; pantau import reads archives of X and Instagram")
    with Archive.open(path) as archive:
        if isinstance(source, XSource):
            from collectors.x.archive import XArchive  # noqa: PLC0415  # only the platform that is meant

            yield XArchive(archive, source.account)
        else:
            from collectors.instagram.archive import InstagramExport  # noqa: PLC0415  # instaloader is heavy

            yield InstagramExport(archive, source.account)


def import_export(night: RunContext, source: SourceBase, export: Export) -> list[str]:
    """Store what is new in *export*, all of it or nothing; return a line for each post without a harvested match.

    Raises ConfigError for an archive that turns out to be broken.
    """
    made_at = min(export.made_at or night.now(), night.now())
    provenance = Provenance(night.run_id, source.id, made_at, night.settings.zone)
    outcome = Outcome()
    lines: list[str] = []
    gc.freeze()  # what is loaded stays loaded: it need not be searched after every few hundred posts
    with transaction(night.engine) as connection:
        forgotten = buried(connection).posts
        entries = (entry for entry in export.entries() if entry.post.post_id not in forgotten)
        if isinstance(source, XSource):
            newest = _import_x(connection, provenance, source, entries, outcome)
            _spare_money(connection, source, export, newest)
        else:
            lines = _import_instagram(connection, provenance, source, entries, outcome)
        night.stop.check()
    tidy(night, source)
    night.say(f"{source.id}: {outcome.sentence}")
    return lines


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
