"""Old texts that come back as new: each night only what is new or changed is compared with all that is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection

from storage.analysis.recirculation import (
    count_returns,
    keys_of_posts,
    returns_to,
    signed_posts,
    store_keys,
    store_returns,
    texts_of,
    unsigned_posts,
)
from storage.db.engine import transaction

if TYPE_CHECKING:  # numpy is heavy
    from pipeline.run.context import RunContext
    from pipeline.transform.measures.recirculation import Candidate, Return

T = TypeVar("T")
AT_ONCE = 20_000
"""Posts that are looked for in one walk over all: their keys are held meanwhile."""
TEXTS = 200


def find_recirculated(night: RunContext, *, everything: bool = False) -> int:
    """Find which posts repeat an old text, of those that are new or changed; return how many there are in all."""
    with transaction(night.engine) as connection:
        changed = _sign(connection, everything=everything)
        affected = changed | returns_to(connection, changed)
        later: set[str] = set()
        for part in _parts(sorted(affected)):
            later |= _look_for(connection, part)
        for part in _parts(sorted(later - affected)):  # history that was bought late makes known posts returns
            _look_for(connection, part)
        return count_returns(connection)


def _parts(things: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    waiting = iter(things)
    while part := list(islice(waiting, size)):
        yield part


def _sign(connection: Connection, *, everything: bool) -> set[str]:
    """Give each new or changed text its keys; return the posts of these texts."""
    from pipeline.transform.measures.recirculation import RULES, keys_of  # noqa: PLC0415  # numpy is heavy

    changed, last = set[str](), ""
    while found := unsigned_posts(connection, "" if everything else RULES, last):
        store_keys(connection, [(post, digest, keys_of(text), RULES) for post, digest, text in found])
        changed |= {post for post, _, _ in found}
        last = found[-1][0]
    return changed


def _look_for(connection: Connection, wanted: Collection[str]) -> set[str]:
    """Store what these posts repeat; return known posts that may repeat one of them."""
    from pipeline.transform.measures.recirculation import Search, Signed, unpacked  # noqa: PLC0415  # numpy is heavy

    search = Search(frozenset(wanted))
    keys = {key for packed in keys_of_posts(connection, wanted) for key in unpacked(packed)}
    rows = (Signed(*row) for row in signed_posts(connection)) if keys else iter(())
    candidates = search.over(keys, _parts(rows))
    found = list(_verified(connection, candidates))
    store_returns(connection, wanted, found)
    return search.later


def _verified(connection: Connection, candidates: Iterator[Candidate]) -> Iterator[Return]:
    from pipeline.transform.measures.recirculation import recirculated  # noqa: PLC0415  # numpy is heavy

    for part in _parts(candidates, TEXTS):
        named = {one.post_id for candidate in part for one in (candidate.post, *candidate.earlier)}
        texts = texts_of(connection, named)
        yield from (found for candidate in part if (found := recirculated(candidate, texts)))
