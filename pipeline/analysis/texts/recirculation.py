"""Old texts that come back as new: each night only what is new or changed is compared with all that is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from storage.analysis.texts.recirculation import (
    BEGINNING,
    SIGNED,
    count_returns,
    keys_of_posts,
    mark_compared,
    returns_to,
    signed_by,
    signed_posts,
    store_keys,
    store_returns,
    texts_of,
    unsigned_posts,
)
from storage.db.engine import reading, transaction
from storage.db.renew import parts_of
from storage.harvest.alike import compare_again, posts_alike

if TYPE_CHECKING:  # numpy is heavy
    from pipeline.run.context import RunContext
    from pipeline.transform.measures.texts.recirculation import Candidate, Return

AT_ONCE = 20_000
"""Posts that are looked for in one walk over all: their keys are held meanwhile."""
TEXTS = 200
WRITTEN = 2_000
"""Posts of one write transaction."""


def find_recirculated(run: RunContext, *, everything: bool = False) -> int:
    """Find which posts repeat an old text, of those that are new or changed; return how many there are in all.

    Changed is a text, a date, or the city of a source. Where date or city did, all that is near is looked for anew.

    All is computed outside of write transactions. A text is marked as compared at the very end, so that after a kill
    the next night compares it again.
    """
    from pipeline.transform.measures.texts.recirculation import MOVED, RULES, WAITING  # noqa: PLC0415  # numpy is heavy

    _sign(run, everything=everything)
    with reading(run.engine) as connection:
        changed, moved = signed_by(connection, WAITING, MOVED), signed_by(connection, MOVED)
        affected = changed | returns_to(connection, changed)
        if moved and 2 * len(moved) > len(signed := signed_by(connection, RULES, WAITING, MOVED)):
            affected, moved = signed, set()  # all are looked for, so that nothing near them need be sought
    later: set[str] = set()
    for part in parts_of(sorted(affected), AT_ONCE):
        later |= _look_for(run, part, moved)
    for part in parts_of(sorted(later - affected), AT_ONCE):  # history that was bought late makes known posts returns
        _look_for(run, part)
    for part in parts_of(sorted(changed), WRITTEN):
        with transaction(run.engine) as connection:
            mark_compared(connection, part, RULES)
    with reading(run.engine) as connection:
        return count_returns(connection)


def _sign(run: RunContext, *, everything: bool) -> None:
    """Give each new or changed text its keys; its comparison waits, and that of what was like its earlier text."""
    from pipeline.transform.measures.texts.recirculation import (  # noqa: PLC0415  # numpy is heavy
        MOVED,
        RULES,
        WAITING,
        keys_of,
    )

    known, last = {WAITING, MOVED} if everything else {WAITING, MOVED, RULES}, ""
    while True:
        run.stop.check()
        with reading(run.engine) as connection:
            found = unsigned_posts(connection, known, last)
            former = () if everything else (post.former for post in found if post.former)
            alike = posts_alike(connection, former)
        keys = [(post, keys_of(post.text), MOVED if post.moved else WAITING) for post in found]
        if keys:
            with transaction(run.engine) as connection:
                compare_again(connection, alike)
                store_keys(connection, keys)
        if len(found) < SIGNED:
            return
        last = found[-1].post_id


def _look_for(run: RunContext, wanted: Collection[str], moved: Collection[str] = ()) -> set[str]:
    """Store what these posts repeat; return known posts that may repeat one of them, or are near one that moved."""
    from pipeline.transform.measures.texts.recirculation import Search, Signed, unpacked  # noqa: PLC0415  # numpy is heavy

    run.stop.check()
    with reading(run.engine) as connection:
        keys, of_moved = (
            {key for packed in keys_of_posts(connection, posts) for key in unpacked(packed)}
            for posts in (wanted, [post for post in wanted if post in moved])
        )
        search = Search(frozenset(wanted), of_moved)
        found: dict[str, Return] = {}
        if keys:
            rows = (Signed(*row) for row in signed_posts(connection))
            found = {one.post_id: one for one in _verified(connection, search.over(keys, parts_of(rows, AT_ONCE)))}
    for part in parts_of(wanted, WRITTEN):
        with transaction(run.engine) as connection:
            store_returns(connection, part, [found[post] for post in part if post in found])
    return search.later | search.near


def _verified(connection: Connection, candidates: Iterator[Candidate]) -> Iterator[Return]:
    from pipeline.transform.measures.texts.recirculation import recirculated  # noqa: PLC0415  # numpy is heavy

    for part in parts_of(candidates, TEXTS):
        named = {one.post_id for candidate in part for one in (candidate.post, *candidate.earlier)}
        texts = texts_of(connection, named)
        yield from (found for candidate in part if (found := recirculated(candidate, texts, BEGINNING)))
