"""Store one page of a source: its posts, its cost and the gaps that it leaves, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from collectors.errors import RowRefused
from collectors.records import Forgotten, Page, Unparsed, within_bounds
from pipeline.harvest.budget import Ledger
from pipeline.harvest.gaps_in_words import in_words
from pipeline.harvest.retention import without_forgotten
from pipeline.platforms.platform import Stream
from pipeline.platforms.source import SourceBase
from pipeline.run.context import RunContext
from pipeline.run.secrets import redact_page_secrets
from pipeline.run.sources import source_row
from storage.db.engine import transaction
from storage.harvest.pages import commit_page, find_refused
from storage.harvest.provenance import Provenance
from storage.runs.gaps import write_gaps
from storage.runs.ledger import settle
from storage.runs.sources import upsert_sources


@dataclass(frozen=True)
class PageWriter:
    """Writes the pages of one source: nothing forgotten, no secret, and one bad post costs only itself."""

    run: RunContext
    source: SourceBase
    ledger: Ledger
    secrets: Callable[[], Iterable[str]]
    """Lists what was sent and nobody else may read; a token may be renewed on the way."""

    def write(self, page: Page, stream: Stream, forgotten: Forgotten) -> Page:
        """Store a page of *stream*, and the gaps that it leaves where its cursor tells; return it as stored."""
        run, settings, platform = self.run, self.run.settings, self.ledger.platform
        provenance = Provenance(run.run_id, self.source.id, run.now(), settings.zone, stream)
        page = redact_page_secrets(without_forgotten(settings, self.source, page, forgotten), self.secrets())
        page = within_bounds(page)
        gaps = None if page.cursor is None else platform.gaps(stream, page.cursor)
        words = in_words(gaps or (), platform.stream_words(stream), settings.zone)
        # The platform itself says whose posts these are.
        shown = [source_row(settings.config, self.source)] if page.parsed.account else []
        booking = self.ledger.take(page.reads)

        def store(page: Page) -> None:
            with transaction(run.engine) as connection:
                commit_page(connection, page, provenance)
                if booking:
                    settle(connection, *booking)
                if gaps is not None:
                    write_gaps(connection, self.source.id, stream, gaps, words)
                if shown:
                    upsert_sources(connection, shown)

        try:
            store(page)
        except RowRefused:
            page = self._without_refused(page, provenance)
            store(page)
        return page

    def _without_refused(self, page: Page, provenance: Provenance) -> Page:
        """Return the page without the posts that the store cannot hold; they wait as unparsed, their page is kept."""
        with transaction(self.run.engine) as connection:
            refused = find_refused(connection, page, provenance)
        unparsed = (
            Unparsed("the store cannot hold it", url=post.url[:500])
            for post in page.parsed.posts
            if post.post_id in refused
        )
        kept = tuple(post for post in page.parsed.posts if post.post_id not in refused)
        return replace(page, parsed=replace(page.parsed, posts=kept, unreadable=(*page.parsed.unreadable, *unparsed)))
