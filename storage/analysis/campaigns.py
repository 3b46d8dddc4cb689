"""Campaigns: which posts may belong to one, what became of it, and what happened off line."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Date, Engine, bindparam, delete, select

from storage.db.bulk import BATCH, batches, replace_rows, write_rows
from storage.db.engine import reading, transaction
from storage.db.renew import parts_of, renew_rows
from storage.schema.selects.fragments import HOURS, OWN, UNCOUNTED, statement_of
from storage.schema.tables import (
    activities,
    campaign_channels,
    campaign_phases,
    campaign_posts,
    campaigns,
    labels,
    post_terms,
    posts,
    sources,
)
from storage.schema.tables.desk import desk_activities, desk_campaigns

Row = Mapping[str, Any]
Made = tuple[Sequence[Row], Sequence[Row], Sequence[Row]]
"""The rows of a campaign: its posts, its channels and their phases."""
Names = Callable[[Sequence[Row]], Collection[str]]
"""Tells, of the desk's campaigns as a transaction sees them, which are named or still as they were computed."""
KEPT = (campaign_posts, campaign_channels, campaign_phases)


def load_definitions(conn: Connection) -> list[dict[str, Any]]:
    """Return the desk's campaigns by name, each as config.yaml would say it."""
    told = conn.scalars(select(desk_campaigns.c.definition).order_by(desk_campaigns.c.campaign))
    return [json.loads(one) for one in told]


def renew_names(engine: Engine, days: Mapping[str, tuple[date, date]], named: Names, unchanged: Names) -> None:
    """Make the store know these campaigns and their days, new ones without posts; forget those that nobody named.

    The desk changes campaigns at the same time: each transaction that writes asks first.
    """
    with reading(engine) as conn:
        stored = select(campaigns.c.campaign, campaigns.c.starts_on, campaigns.c.ends_on)
        held = {row[0]: (row[1], row[2]) for row in conn.execute(stored)}
    for name in sorted(held.keys() - days.keys()):
        with transaction(engine) as conn:
            _lock(conn, [name])
            if name not in named(load_definitions(conn)):
                conn.execute(delete(campaigns).where(campaigns.c.campaign == name))
    rows: list[dict[str, Any]] = [
        {"campaign": name, "starts_on": a, "ends_on": b} for name, (a, b) in days.items() if held.get(name) != (a, b)
    ]
    for part in parts_of(rows):
        with transaction(engine) as conn:
            _lock(conn, [row["campaign"] for row in part])
            same = unchanged(load_definitions(conn))
            write_rows(
                conn, campaigns, [row for row in part if row["campaign"] in same], refresh=("starts_on", "ends_on")
            )


def renew_campaign(engine: Engine, campaign: str, made: Made, unchanged: Names) -> None:
    """Write what differs of a campaign's posts, channels and phases, some hundred rows at once.

    One that was removed or changed meanwhile stays so, and so does a post that was removed.
    """

    def writable(conn: Connection, rows: Sequence[Row]) -> Sequence[Row]:
        if not _lock(conn, [campaign]) or campaign not in unchanged(load_definitions(conn)):
            return ()
        wanted = {row["post_id"] for row in rows if "post_id" in row}
        there = select(posts.c.post_id).where(posts.c.post_id.in_(wanted)).with_for_update(read=True, key_share=True)
        missing = wanted - set(conn.scalars(there)) if wanted else ()
        return [row for row in rows if row.get("post_id") not in missing]

    for table, rows in zip(KEPT, made, strict=True):
        renew_rows(engine, table, rows, within=table.c.campaign == campaign, writable=writable)


def _lock(conn: Connection, names: Collection[str]) -> set[str]:
    """Return those of the campaigns that are stored; until the transaction ends nobody else changes them."""
    return set(conn.scalars(select(campaigns.c.campaign).where(campaigns.c.campaign.in_(names)).with_for_update()))


def campaign_candidates(conn: Connection, starts_on: date, ends_on: date) -> Iterator[Sequence[Any]]:
    """Yield the own posts published on the wall clock's days from *starts_on* to *ends_on*, by post_id, in batches.

    Each with post_id, source_id, platform, published_local, title, text and topic.
    """
    mine = posts.c
    columns = (mine.post_id, mine.source_id, sources.c.platform, mine.published_local, mine.title, mine.text)
    yield from candidates_of(conn, starts_on, ends_on, columns)


def candidates_of(
    conn: Connection, starts_on: date, ends_on: date, columns: Sequence[Column[Any]]
) -> Iterator[Sequence[Any]]:
    """Yield these columns of the same posts, and their topic."""
    first = datetime.combine(starts_on, datetime.min.time())
    last = datetime.combine(ends_on, datetime.max.time())
    statement = (
        select(*columns, labels.c.topic)
        .join(sources, sources.c.source_id == posts.c.source_id)
        .outerjoin(labels, (labels.c.post_id == posts.c.post_id) & labels.c.current)
        .where(posts.c.published_local.between(first, last), posts.c.kind.not_in(UNCOUNTED))
        .order_by(posts.c.post_id)
        .execution_options(yield_per=BATCH)
    )
    yield from conn.execute(statement).partitions()


def hashtags_of(conn: Connection, post_ids: Sequence[str]) -> dict[str, set[str]]:
    """Return the hashtags, in lower case, of those of *post_ids* that carry any."""
    found: dict[str, set[str]] = {}
    for part in batches(post_ids):
        statement = select(post_terms.c.post_id, post_terms.c.value).where(
            post_terms.c.kind == "hashtag", post_terms.c.post_id.in_(part)
        )
        for post_id, value in conn.execute(statement):
            found.setdefault(post_id, set()).add(value.casefold())
    return found


def published_between(conn: Connection, first: date, last: date) -> dict[str, Row]:
    """Count each source's own posts of those local days: posts, those about the programme, interactions, youngest age.

    Sources without a post are left out.
    """
    hours = HOURS[conn.dialect.name]
    statement = statement_of(
        f"""
        SELECT p.source_id, count(*) AS posts, count(l.programme_level) AS labelled_posts,
               count(CASE WHEN l.programme_level IN ('named', 'initiative') THEN 1 END) AS programme_posts,
               sum(s.interactions) AS interactions, min({hours}) AS youngest_age_hours
        FROM posts p
        LEFT JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at = p.observed_at
        LEFT JOIN labels l ON l.label_id = p.label_id
        WHERE p.published_date BETWEEN :first AND :last AND {OWN}
        GROUP BY p.source_id"""
    )
    bound = statement.bindparams(bindparam("first", first, type_=Date()), bindparam("last", last, type_=Date()))
    return {row["source_id"]: dict(row) for row in conn.execute(bound).mappings()}


def has_activities(conn: Connection) -> bool:
    """Whether the store or the desk holds an activity."""
    return any(conn.execute(select(table).limit(1)).first() for table in (activities, desk_activities))


def replace_activities(conn: Connection, rows: Sequence[Row]) -> None:
    """Make the store know exactly these activities."""
    replace_rows(conn, activities, rows)
