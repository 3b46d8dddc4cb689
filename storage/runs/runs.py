"""Runs, how each source fared in them, what it may spend, and what is due."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Row, case, column, func, insert, select, text, update

from collectors.records import Cursor, Reads
from storage.db.column_types import UTCDateTime
from storage.db.engine import insert_for
from storage.harvest.unparsed import brought_at
from storage.runs.local_time import stored_zone
from storage.schema.dictionary import VIEWS
from storage.schema.tables import FORGOTTEN, accounts, posts, reads, runs, source_runs, sources

BUDGET_KEY = 7_023_681_155  # of PostgreSQL's advisory locks, beside that of the run


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A watched source as the store names it."""

    source_id: str
    platform: str
    account: str
    url: str | None = None
    city: str | None = None
    group: str | None = None
    role: str = "own"
    agency: str | None = None

    @property
    def identity(self) -> tuple[str, str]:
        """A key that is equal for two rows of the same account: upper case, http, https and www. make no difference."""
        return self.platform, self.account.casefold()


def start_run(conn: Connection, command: str, version: str, at: datetime) -> int:
    """Open a run and return its number."""
    night = at.astimezone(stored_zone(conn)).date()
    row = {"command": command, "version": version, "started_at": at, "night": night}
    key = conn.execute(insert(runs).values(row)).inserted_primary_key
    if key is None:
        raise RuntimeError("the database numbered no run")
    return int(key[0])


def finish_run(conn: Connection, run_id: int, exit_code: int, at: datetime) -> None:
    """Close a run."""
    conn.execute(update(runs).where(runs.c.run_id == run_id).values(finished_at=at, exit_code=exit_code))


def runs_since(conn: Connection, command: str, moment: datetime) -> list[Row[Any]]:
    """Return the runs of *command* that began since then, oldest first; one that broke off has no exit code."""
    mine = (runs.c.command == command) & (runs.c.started_at >= moment)
    return list(conn.execute(select(runs).where(mine).order_by(runs.c.run_id)))


def upsert_sources(conn: Connection, watched: Iterable[SourceRow]) -> None:
    """Make the store know the configured sources; what each one reached stays."""
    statement = insert_for(conn.dialect.name)(sources)
    names = ("platform", "account", "url", "city", "group", "role", "agency")
    statement = statement.on_conflict_do_update(
        index_elements=[sources.c.source_id], set_={name: statement.excluded[name] for name in names}
    )
    rows = [{"source_id": s.source_id, **{name: getattr(s, name) for name in names}} for s in watched]
    conn.execute(statement, rows)


def start_source(conn: Connection, run_id: int, source_id: str, at: datetime) -> None:
    """Note that a source's turn began; one that goes on after a break keeps its beginning."""
    row = {"run_id": run_id, "source_id": source_id, "started_at": at}
    conn.execute(insert_for(conn.dialect.name)(source_runs).values(row).on_conflict_do_nothing())


def finish_source(conn: Connection, run_id: int, source_id: str, ended: Mapping[str, Any]) -> None:
    """Note how a source's turn ended: ``outcome``, ``reason``, ``finished_at``."""
    held = select(func.count()).where(posts.c.source_id == source_id, posts.c.deleted_at.is_(None))
    this = (source_runs.c.run_id == run_id) & (source_runs.c.source_id == source_id)
    conn.execute(update(source_runs).where(this).values({**ended, "stored_total": held.scalar_subquery()}))


def source_run(conn: Connection, run_id: int, source_id: str) -> Row[Any]:
    """Return the counts of a source in a run."""
    this = (source_runs.c.run_id == run_id) & (source_runs.c.source_id == source_id)
    return conn.execute(select(source_runs).where(this)).one()


def outcomes_of(conn: Connection, run_id: int) -> dict[str, tuple[str, int]]:
    """Return source → how it ended in a night so far, and how many posts were new."""
    rows = conn.execute(select(source_runs).where(source_runs.c.run_id == run_id))
    return {row.source_id: (row.outcome or "failed", row.posts_new) for row in rows}


def cursor_of(conn: Connection, source_id: str, *, stream: str = "posts") -> Cursor:
    """Return where a source stands with its posts, or with the responses to them."""
    column = sources.c.cursor if stream == "posts" else sources.c.response_cursor
    found = conn.scalar(select(column).where(sources.c.source_id == source_id))
    return json.loads(found) if found else {}


def posts_lacking(conn: Connection, source_id: str) -> int:
    """Return how many more posts the platform says the account has than are held."""
    held = select(func.count()).where(posts.c.source_id == source_id, posts.c.deleted_at.is_(None)).scalar_subquery()
    return int(conn.scalar(select(sources.c.post_count - held).where(sources.c.source_id == source_id)) or 0)


def account_seen(conn: Connection, source_id: str, name: str, since: datetime) -> bool:
    """Whether the account was observed under this name since then."""
    mine = (accounts.c.source_id == source_id) & (func.lower(accounts.c.name) == name.lower())
    return bool(conn.scalar(select(func.count()).where(mine, accounts.c.observed_at >= since)))


def due_posts(conn: Connection, source_id: str, days: Sequence[int], now: datetime) -> dict[str, str]:
    """Return post_id → address of posts that passed a planned age since they were last seen, youngest first.

    A post whose oldest planned age had passed at first sight is never due; nor is one seen in this UTC day. An answer
    that could not be read yet was a look, too: it is kept, and asking again would cost again.
    """
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    statement = (
        select(posts.c.post_id, posts.c.url, posts.c.published_at, posts.c.last_seen_at)
        .where(
            posts.c.source_id == source_id,
            posts.c.deleted_at.is_(None),
            posts.c.kind != "repost",
            posts.c.text_digest != FORGOTTEN,
            posts.c.published_at >= now - timedelta(days=max(days) + 31),
            posts.c.last_seen_at < midnight,
        )
        .order_by(posts.c.published_at.desc())
    )
    rows = conn.execute(statement).all()
    unread = brought_at(conn, [row.post_id for row in rows])
    looks = ((row, max(row.last_seen_at, unread.get(row.post_id, row.last_seen_at))) for row in rows)
    return {row.post_id: row.url for row, at in looks if at < midnight and _is_due(row.published_at, at, days, now)}


def publication_of(conn: Connection, post_id: str) -> datetime:
    """Return when a due post was published: one without a date is never due."""
    found: datetime = conn.execute(select(posts.c.published_at).where(posts.c.post_id == post_id)).scalar_one()
    return found


def _is_due(published_at: datetime, seen_at: datetime, days: Sequence[int], now: datetime) -> bool:
    ages = (published_at + timedelta(days=day) for day in days)
    return any(seen_at < age <= now for age in ages)


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
    booked, responses = reads.c[period.unit], case((reads.c.purpose == "responses", reads.c[period.unit]))
    statement = select(*(func.coalesce(func.sum(one), 0) for one in (booked, responses)))
    statement = statement.where(reads.c.day >= period.first_day)
    if period.platform:
        of_platform = select(sources.c.source_id).where(sources.c.platform == period.platform)
        statement = statement.where(reads.c.source_id.in_(of_platform))
    return Spent(*map(float, conn.execute(statement).one()))


def hold_spent(conn: Connection, period: BudgetPeriod) -> Spent:
    """Return the same, and let no other run look at it until this transaction ends: on SQLite a writer is alone."""
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
    key = conn.execute(insert(reads).values(values)).inserted_primary_key
    if key is None:
        raise RuntimeError("the database numbered no booking")
    return int(key[0])


def settle(conn: Connection, read_id: int, true: Booking, *, final: bool = True) -> None:
    """Replace a booking's worst cost by what the answer brought; *final* when its page is stored."""
    conn.execute(update(reads).where(reads.c.read_id == read_id).values(settled=final, **true.columns))


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


def source_health(conn: Connection) -> list[Row[Any]]:
    """Return the rows of v_source_health, by source."""
    moments = {name: UTCDateTime() for name, (kind, _) in VIEWS["v_source_health"][1].items() if kind == "datetime"}
    statement = text("SELECT * FROM v_source_health ORDER BY source_id").columns(
        *(column(name, moments.get(name)) for name in VIEWS["v_source_health"][1])
    )
    return list(conn.execute(statement))


def newest_moment(conn: Connection) -> datetime | None:
    """Return when the newest run began, by the clock of that time."""
    return conn.scalars(select(runs.c.started_at).order_by(runs.c.started_at.desc()).limit(1)).first()
