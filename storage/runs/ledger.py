"""The ledger of reads: what requests may cost at worst, what they cost, and what of a budget is spent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, case, func, insert, select, text, update

from collectors.records import Reads
from storage.schema.tables import posts, reads, sources

_SETTLED = update(reads).where(reads.c.read_id == bindparam("booking"))
BUDGET_KEY = 7_023_681_155  # of PostgreSQL's advisory locks, beside that of the run


@dataclass(frozen=True, slots=True)
class Booking:
    """A read and what it costs."""

    read: Reads
    usd: float

    @property
    def columns(self) -> dict[str, Any]:
        """The booking as the ledger writes it."""
        read = self.read
        told = {"posts": read.posts, "users": read.users, "media": read.media, "units": read.units}
        return {**told, "usd": self.usd}


@dataclass(frozen=True, slots=True)
class BudgetPeriod:
    """The period of a platform's budget, or of all platforms', and the column of the ledger that counts it."""

    first_day: date
    platform: str | None = None
    unit: Literal["usd", "units"] = "usd"


class Spent(NamedTuple):
    """The part of a period's budget that is booked, open reservations at their worst: in all, and for responses."""

    total: float = 0.0
    responses: float = 0.0


def spent_in(conn: Connection, period: BudgetPeriod | None) -> Spent:
    """Return what is booked in a period; nothing where there is no budget."""
    if period is None:
        return Spent()
    statement = _spent(period.unit, of_platform=period.platform is not None)
    bound = {"first_day": period.first_day, "platform": period.platform}
    return Spent(*map(float, conn.execute(statement, bound).one()))


@cache
def _spent(unit: Literal["usd", "units"], *, of_platform: bool) -> Select[Any]:
    """Make the statement once: each request that costs something asks it."""
    booked, responses = reads.c[unit], case((reads.c.purpose == "responses", reads.c[unit]))
    statement = select(*(func.coalesce(func.sum(one), 0) for one in (booked, responses)))
    statement = statement.where(reads.c.day >= bindparam("first_day"))
    if of_platform:
        its_sources = select(sources.c.source_id).where(sources.c.platform == bindparam("platform"))
        statement = statement.where(reads.c.source_id.in_(its_sources))
    return statement


def hold_spent(conn: Connection, period: BudgetPeriod) -> Spent:
    """Return the same, and keep other runs from it until this transaction ends; on SQLite a writer is alone."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": BUDGET_KEY})
    return spent_in(conn, period)


def reserve(  # noqa: PLR0913  # one row
    conn: Connection, run_id: int, source_id: str, worst: Booking, day: date, *, purpose: str = "posts"
) -> int:
    """Book the worst cost of a request before it is sent, on its platform's *day*; return the booking's number.

    The caller has called ``hold_spent`` in this transaction.
    """
    values = {"run_id": run_id, "source_id": source_id, "day": day, "settled": False, "purpose": purpose}
    values |= worst.columns
    key = conn.execute(insert(reads), values).inserted_primary_key
    if key is None:
        raise RuntimeError("the database numbered no booking")
    return int(key[0])


def settle(conn: Connection, read_id: int, true: Booking, *, final: bool = True) -> None:
    """Replace a booking's worst cost by what the answer brought; *final* when its page is stored."""
    conn.execute(_SETTLED, {"booking": read_id, "settled": final, **true.columns})


def paid_posts(conn: Connection, platform: str, since: datetime) -> list[Row[Any]]:
    """Return source, ``published_at`` and ``first_seen_at`` of a platform's own posts published or first seen since."""
    statement = (
        select(posts.c.source_id, posts.c.published_at, posts.c.first_seen_at)
        .join(sources, sources.c.source_id == posts.c.source_id)
        .where(
            sources.c.platform == platform,
            posts.c.deleted_at.is_(None),
            posts.c.kind != "repost",
            (posts.c.published_at >= since) | (posts.c.first_seen_at >= since),
        )
    )
    return list(conn.execute(statement))
