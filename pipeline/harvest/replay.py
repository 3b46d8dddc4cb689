"""Replay: parse the stored pages again with today's parsers, without the network."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from collectors.errors import CollectorError
from collectors.wording import counted
from pipeline.harvest.archives.imports import retire_exported
from pipeline.platforms.source import SourceBase
from pipeline.run.context import INCOMPLETE, RunContext
from pipeline.run.sources import make_parser
from storage.db.engine import transaction
from storage.harvest.pages import store_records, stored_pages
from storage.harvest.posts.posts import forget_parsed
from storage.harvest.unparsed import forget_unread


def replay(run: RunContext, sources: Iterable[SourceBase]) -> None:
    """Parse every stored page of the sources again, oldest first; a source is replayed wholly or not at all.

    A page that the parser no longer understands is counted, and the run's exit code becomes 1.
    """
    for source in sources:
        parse = make_parser(run.settings, source)
        read, failed, met = 0, "", set[str]()
        with transaction(run.engine) as connection:
            for page in list(stored_pages(connection, source.id, run.settings.zone)):
                run.stop.check()
                try:
                    parsed = parse(page.raw)
                except CollectorError as error:
                    failed = failed or f"; page {page.page_id} could not be parsed: {error}"
                    run.worsen(INCOMPLETE)
                    continue
                if parsed.unreadable:
                    why = parsed.unreadable[0].why
                    failed = failed or f"; page {page.page_id} holds posts of an unknown shape: {why}"
                    run.worsen(INCOMPLETE)
                first_shown = {post.post_id for post in parsed.posts} - met
                forget_parsed(connection, sorted(first_shown), page.provenance.seen_at)
                forget_unread(connection, page.page_id)
                store_records(connection, parsed, page.provenance, page.page_id)
                read, met = read + 1, met | first_shown
        retire_exported(run, source)
        run.say(
            f"{source.id}: {counted(read, 'stored page')} parsed again{failed}",
            logging.WARNING if failed else logging.INFO,
        )
