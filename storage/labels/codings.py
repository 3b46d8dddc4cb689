"""Evidence of obstacles that people coded by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from storage.db.bulk import batches, write_rows
from storage.db.column_types import clean_text
from storage.schema.tables import codings


class Coding(NamedTuple):
    """One coded passage; ``reference`` is the coder's own number of it, texts are masked."""

    reference: str
    evidence_source: str
    observed_on: date
    obstacle: str | None
    object: str | None
    topic: str | None
    city: str | None
    quote: str | None
    note: str | None
    coder: str
    question: str = "hindering"
    factor: str | None = None
    stage: str | None = None
    element: str | None = None
    informant: str | None = None
    period: str | None = None
    own_message: bool = False


class Stored(NamedTuple):
    """The number of passages that were new, corrected, and known as they are."""

    new: int
    corrected: int
    known: int


def store_codings(conn: Connection, found: Sequence[Coding], at: datetime) -> Stored:
    """Store passages, each in place of an earlier version of it; return how many of each kind there were."""
    told = [Coding._make(clean_text(value) if isinstance(value, str) else value for value in one) for one in found]
    held: dict[str, Coding] = {}
    columns = [codings.c[name] for name in Coding._fields]
    for part in batches([one.reference for one in told]):
        held |= {
            row.reference: Coding._make(row)
            for row in conn.execute(select(*columns).where(codings.c.reference.in_(part)))
        }
    changed = [one for one in told if held.get(one.reference) != one]
    rows = [{**one._asdict(), "imported_at": at} for one in changed]
    write_rows(conn, codings, rows, refresh=(*Coding._fields[1:], "imported_at"))
    corrected = sum(one.reference in held for one in changed)
    return Stored(len(changed) - corrected, corrected, len(told) - len(changed))


def coded_cities(conn: Connection) -> list[str]:
    """Return the cities that stored passages are about."""
    cities = select(codings.c.city).where(codings.c.city.is_not(None)).distinct().order_by(codings.c.city)
    return list(conn.scalars(cities))
