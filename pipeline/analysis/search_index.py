"""Fill the full-text index of posts after the harvest, so that storing keeps its speed."""

from __future__ import annotations

from pipeline.run.context import RunContext
from storage.db.engine import reading, transaction
from storage.db.renew import parts_of
from storage.harvest.search import AT_ONCE, TOGETHER, index_texts, texts_to_index


def fill_search_index(run: RunContext) -> int:
    """Index the posts whose text is new or changed, a small batch a transaction; return how many."""
    count = 0
    while True:
        run.stop.check()
        with reading(run.engine) as connection:  # it looks through all posts: nobody who writes waits for it
            found = texts_to_index(connection)
        for part in parts_of(found, TOGETHER):
            run.stop.check()
            with transaction(run.engine) as connection:
                index_texts(connection, part)
        count += len(found)
        if len(found) < AT_ONCE:
            return count
