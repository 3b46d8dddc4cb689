"""Load what months and quarters tell of posts: one row a post as of the period's end, and counts of places, partners.

Posts come in parts: a quarter of a large store does not fit into memory.
"""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Date, Row, bindparam, text

from storage.analysis.campaigns import load_definitions
from storage.db.bulk import AT_ONCE
from storage.db.column_types import LocalDateTime, UTCDateTime
from storage.queries.as_of import sources_with
from storage.schema.selects.fragments import COMPARABLE, OWN

OF_CALENDAR = ("month", "quarter")
"""The kinds of periods for which agencies are counted."""
POSTS = f"""
    SELECT p.source_id, p.published_local, p.published_precision = 'second' AS exact, l.topic, l.programme_level,
           l.message_function, s.interactions, {COMPARABLE} AS comparable, e.followers, e.score,
           EXISTS (SELECT 1 FROM post_terms c WHERE c.post_id = p.post_id AND c.kind = 'coauthor') AS together
    FROM posts p
    JOIN {{sources}} o ON o.source_id = p.source_id
    LEFT JOIN labels l ON l.label_id = p.label_id
    LEFT JOIN engagement e ON e.post_id = p.post_id
    LEFT JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at =
        (SELECT max(n.observed_at) FROM snapshots n WHERE n.post_id = p.post_id AND n.observed_at < :until)
    WHERE p.published_date BETWEEN :first AND :last AND {OWN}"""
SOURCES = """
    SELECT o.source_id, o.platform, o.account, o.role, o.agency, o.city, a.followers
    FROM sources o
    LEFT JOIN accounts a ON a.source_id = o.source_id AND a.observed_at =
        (SELECT max(n.observed_at) FROM accounts n
         WHERE n.source_id = o.source_id AND n.followers IS NOT NULL AND n.observed_at < :until)
    ORDER BY o.source_id"""
PLACES = f"""
    SELECT DISTINCT p.post_id, l.place
    FROM v_post_places l JOIN posts p ON p.post_id = l.post_id
    WHERE p.published_date BETWEEN :first AND :last AND l.role = 'own' AND {OWN}"""
PARTNERS = f"""
    SELECT coalesce(k.agency, k.account) AS partner, count(DISTINCT p.post_id) AS posts
    FROM posts p
    JOIN sources o ON o.source_id = p.source_id
    JOIN post_terms c ON c.post_id = p.post_id AND c.kind = 'coauthor'
    LEFT JOIN sources k ON lower(k.account) = lower(c.value) AND k.platform = o.platform
    WHERE p.published_date BETWEEN :first AND :last AND o.role = 'own' AND {OWN}
          AND (k.source_id IS NULL OR k.source_id <> o.source_id)
    GROUP BY coalesce(k.agency, k.account)
    ORDER BY coalesce(k.agency, k.account) IS NULL, posts DESC, partner"""
MEDIA_BY_HAND = """
    SELECT medium, count(*) AS items, sum(reached) AS reached, count(reached) AS reached_items
    FROM activities
    WHERE held_on BETWEEN :first AND :last AND medium IS NOT NULL
    GROUP BY medium ORDER BY medium"""
AGENCIES = (
    "SELECT * FROM v_agencies WHERE period_type = :kind AND period = :period ORDER BY agency IS NULL, agency, source_id"
)

Loaded = TypeVar("Loaded")


class PeriodPost(NamedTuple):
    """A post of the period: its place, its labels, and its counts as seen before the period's end."""

    source_id: str
    published_local: datetime
    exact: bool
    topic: str | None
    programme_level: str | None
    message_function: str | None
    interactions: int | None
    comparable: int | None
    followers: int | None
    score: float | None
    together: bool


def _days(statement: str, *moments: str) -> Any:
    days = [bindparam(name, type_=Date()) for name in ("first", "last")]
    return text(statement).bindparams(*days, *(bindparam(name, type_=UTCDateTime()) for name in moments))


@dataclass(frozen=True, slots=True)
class PeriodRows:
    """The rows of a period's sections, each read by itself; in place of those that cannot be read stands the error."""

    sources: Sequence[Row[Any]] | Exception
    media: Sequence[Row[Any]] | Exception
    agencies: Sequence[Row[Any]] | Exception
    places: Sequence[Row[Any]] | Exception
    partners: Sequence[Row[Any]] | Exception
    of_desk: Sequence[Mapping[str, Any]] | Exception
    """The campaigns of the desk, as config.yaml would say them."""


def load_period(  # noqa: PLR0913, PLR0917  # the store, the period, its bounds, and how to end
    conn: Connection, kind: str, period: str, days: tuple[date, date], until: datetime, check: Callable[[], None]
) -> PeriodRows:
    """Read the rows of all sections of a period but for its posts, each inside a savepoint.

    After one that cannot be read *check* raises where the work was to end.
    """

    def load(load_rows: Callable[[], Sequence[Loaded]]) -> Sequence[Loaded] | Exception:
        return load_or_catch(conn, load_rows, check)

    return PeriodRows(
        sources=load(lambda: sources_at(conn, until)),
        media=load(lambda: media_by_hand(conn, *days)),
        agencies=load(lambda: agencies_of_period(conn, kind, period)) if kind in OF_CALENDAR else (),
        places=load(lambda: places_of_period(conn, *days)),
        partners=load(lambda: partners_of_period(conn, *days)),
        of_desk=load(lambda: load_definitions(conn)),
    )


def load_or_catch(conn: Connection, load: Callable[[], Loaded], check: Callable[[], None]) -> Loaded | Exception:
    """Load a part in a savepoint, or return the error: PostgreSQL answers nothing more after a failed statement.

    After an error *check* raises where the work was to end.
    """
    try:
        with conn.begin_nested():
            return load()
    except Exception as error:  # noqa: BLE001  # whatever is wrong with one section must not cost the others
        check()  # what broke a query off is no fault of its section
        return error


def posts_of_period(
    conn: Connection, days: tuple[date, date], until: datetime, parts: Mapping[str, str]
) -> Iterator[list[PeriodPost]]:
    """Yield the posts of every source, many at once; replies and reposts are none.

    Sources in *parts* are compared on those, others on the parts that they tell today.
    """
    sources, values = sources_with(conn, parts)
    statement = _days(POSTS.format(sources=sources), "until").columns(published_local=LocalDateTime())
    told = {"first": days[0], "last": days[1], "until": until, **values}
    for part in conn.execute(statement, told, execution_options={"yield_per": AT_ONCE}).partitions():
        yield [PeriodPost._make(row) for row in part]


def sources_of_period(conn: Connection, first: date, last: date) -> list[str]:
    """Return the sources that published on these days."""
    statement = "SELECT DISTINCT source_id FROM posts WHERE published_date BETWEEN :first AND :last"
    return list(conn.scalars(_days(statement), {"first": first, "last": last}))


def sources_at(conn: Connection, until: datetime) -> Sequence[Row[Any]]:
    """Return every source with its followers as last told before then."""
    return conn.execute(text(SOURCES).bindparams(bindparam("until", type_=UTCDateTime())), {"until": until}).all()


def places_of_period(conn: Connection, first: date, last: date) -> Sequence[Row[Any]]:
    """Return each own post with a place that it names."""
    return conn.execute(_days(PLACES), {"first": first, "last": last}).all()


def partners_of_period(conn: Connection, first: date, last: date) -> Sequence[Row[Any]]:
    """Count own posts by the watched account that is their co-author; all others together have no name."""
    return conn.execute(_days(PARTNERS), {"first": first, "last": last}).all()


def agencies_of_period(conn: Connection, kind: str, period: str) -> Sequence[Row[Any]]:
    """Return the agencies' accounts of a month or quarter, by name."""
    return conn.execute(text(AGENCIES), {"kind": kind, "period": period}).all()


def media_by_hand(conn: Connection, first: date, last: date) -> Sequence[Row[Any]]:
    """Return what people counted of each medium on these days: rows told, people reached, rows that tell them."""
    return conn.execute(_days(MEDIA_BY_HAND), {"first": first, "last": last}).all()
