"""Fill the full-text index of posts after the harvest, so that storing keeps its speed."""

from __future__ import annotations

from pipeline.run.context import RunContext
from storage.db.engine import transaction
from storage.harvest.search import refresh_search


def fill_search_index(run: RunContext) -> int:
    """Index the posts whose text is new or changed, a batch at a time; return how many."""
    count = 0
    while True:
        run.stop.check()
        with transaction(run.engine) as connection:
            indexed = refresh_search(connection)
        count += indexed
        if not indexed:
            return count
