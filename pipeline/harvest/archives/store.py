"""The store as an import of one account's archive writes to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, islice

from sqlalchemy import Connection

from collectors.archive_file import Entry, Export
from collectors.records import Page, Parsed, RawPage
from collectors.side_values import left_out_in_words
from collectors.wording import counted
from pipeline.harvest.archives.matching import matched
from pipeline.platforms.platform import ArchiveFormat
from pipeline.run.console import printable
from storage.harvest.archives import deletion_of, held_of, last_seen_of, move_cursor
from storage.harvest.cursors import load_cursor
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance

BATCH = 500  # posts of one kept page


@dataclass
class Outcome:
    """The result of an import."""

    read: int = 0
    added: int = 0
    deleted: int = 0
    left_out: list[str] = field(default_factory=list)
    """Names of side values of an unknown shape."""

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        held = self.read - self.added
        told = f"{counted(self.read, 'post')} read, {self.added} added, {held} held already"
        gone = f"{self.deleted} now known to be deleted" if self.deleted else None
        return "; ".join(filter(None, (", ".join(filter(None, (told, gone))), left_out_in_words(self.left_out))))


@dataclass
class ArchiveStore:
    """Adds the posts of an archive of *account*, and counts what that came to."""

    format: ArchiveFormat
    account: str
    provenance: Provenance
    outcome: Outcome = field(default_factory=Outcome)

    def add(self, connection: Connection, export: Export, entries: Iterator[Entry]) -> list[str]:
        """Add entries by what the export tells of them; return a line for each that no harvested post is."""
        if hasattr(export, "others"):
            self._add_captures(connection, entries)
            return []
        if self.format.without_ids is not None:
            return self._add_unmatched(connection, entries, self.format.without_ids)
        self._add_by_id(connection, entries)
        if self.format.move_cursor:
            mine = self.provenance.source_id
            move_cursor(connection, mine, self.format.move_cursor(load_cursor(connection, mine), export))
        return []

    def _add_captures(self, connection: Connection, entries: Iterator[Entry]) -> None:
        """Store captured posts as seen when they were captured; what was seen later already stays.

        Of the captures of a post in one minute that with a text is stored.
        """
        found = sorted(entries, key=lambda entry: (self._minute(entry), bool(entry.post.text)))
        before = last_seen_of(connection, list({entry.post.post_id for entry in found}))
        self.outcome.read = len({entry.post.post_id for entry in found})
        wanted = [e for e in found if e.post.post_id not in before or before[e.post.post_id] < self._seen(e)]
        for _, minute in groupby(wanted, key=self._minute):
            captured = list(minute)
            seen = replace(self.provenance, seen_at=max(map(self._seen, captured)))
            for batch in _batches({entry.post.post_id: entry for entry in captured}.values()):
                self._store(connection, self.format.captures_page_of(batch, self.account), seen)

    def _minute(self, entry: Entry) -> datetime:
        return self._seen(entry).replace(second=0, microsecond=0)

    def _seen(self, entry: Entry) -> datetime:
        """Return when a post was captured; at the latest now."""
        return min(entry.seen_at or self.provenance.seen_at, self.provenance.seen_at)

    def _add_by_id(self, connection: Connection, entries: Iterator[Entry]) -> None:
        """Add the posts whose post_id the store lacks, and note which stored ones the owner has deleted."""
        gone_only = self.format.gone_only
        for batch in _batches(entries):
            held = deletion_of(connection, [entry.post.post_id for entry in batch])
            fresh = {entry.post.post_id: entry for entry in batch if entry.post.post_id not in held}
            deleted = [entry for entry in batch if entry.deleted and held.get(entry.post.post_id) is False]
            gone = [gone_only(entry) for entry in deleted] if gone_only else []
            self.outcome.read += len(batch)
            self.outcome.deleted += len(gone) + sum(entry.deleted for entry in fresh.values())
            self._store_entries(connection, [*fresh.values(), *gone])

    def _add_unmatched(self, connection: Connection, entries: Iterator[Entry], made_up: str) -> list[str]:
        """Add the posts that no stored one is by time and text; list those that no harvested one is."""
        found = list({entry.post.post_id: entry for entry in entries}.values())
        pairs = matched([entry.post for entry in found], held_of(connection, self.provenance.source_id))
        self.outcome.read = len(found)
        for batch in _batches(entry for entry in found if entry.post.post_id not in pairs):
            self._store_entries(connection, batch)
        unmatched = [entry.post for entry in found if pairs.get(entry.post.post_id, made_up).startswith(made_up)]
        return [f"{post.published_at:%Y-%m-%d %H:%M:%S}Z  {_beginning(post.text)}" for post in unmatched]

    def _store_entries(self, connection: Connection, entries: Sequence[Entry]) -> None:
        if entries:
            self._store(connection, self.format.page_of(entries, self.account), self.provenance)

    def _store(self, connection: Connection, page: tuple[RawPage, Parsed], provenance: Provenance) -> None:
        self.outcome.left_out += page[1].left_out
        self.outcome.added += commit_page(connection, Page(*page, requests=0), provenance)


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    iterator = iter(entries)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _beginning(text: str) -> str:
    return printable(" ".join(text.split())[:80]) or "(no text)"
