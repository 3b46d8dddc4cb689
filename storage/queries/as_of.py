"""Counts of posts as they were seen by a moment."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, text

from storage.db.bulk import batches
from storage.db.engine import UTCDateTime
from storage.queries.frames import frame_of
from storage.schema.columns.campaigns import STAGES
from storage.schema.selects.fragments import COMPARABLE, HOURS

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS = (
    "post_id", "likes", "comments", "shares", "views", "interactions", "comparable_interactions", "observed_at",
    "age_hours",
)  # fmt: skip
# The newest look by then; of a post that was seen later only, its first one.
_LOOK = """s.post_id = p.post_id AND s.observed_at = coalesce(
            (SELECT max(n.observed_at) FROM snapshots n WHERE n.post_id = p.post_id AND n.observed_at <= :until),
            (SELECT min(n.observed_at) FROM snapshots n WHERE n.post_id = p.post_id))"""


def counts_by(conn: Connection, week: str, until: datetime) -> DataFrame:
    """Return the counts of the posts of a week as seen by *until*."""
    import pandas as pd  # noqa: PLC0415  # heavy

    hours = HOURS[conn.dialect.name]
    statement = _bound(
        f"""
        SELECT p.post_id, s.likes, s.comments, s.shares, s.views, s.interactions, {COMPARABLE}, s.observed_at, {hours}
        FROM posts p
        JOIN sources o ON o.source_id = p.source_id
        LEFT JOIN snapshots s ON {_LOOK}
        WHERE p.iso_week = :week"""
    )
    frame = frame_of(conn, statement.columns(observed_at=UTCDateTime()), COLUMNS, week=week, until=until)
    frame["observed_at"] = pd.to_datetime(frame["observed_at"], utc=True)
    return frame


def counts_of(conn: Connection, post_ids: Sequence[str], until: datetime) -> dict[str, Any]:
    """Sum up posts of a campaign as seen by *until*: posts, interactions, views, youngest age, posts of each stage."""
    hours = HOURS[conn.dialect.name]
    stages = ", ".join(f"count(CASE WHEN l.stage = '{stage}' THEN 1 END) AS {stage}_posts" for stage in STAGES)
    statement = _bound(
        f"""
        SELECT count(*) AS posts, sum(s.interactions) AS interactions, sum(s.views) AS views,
               min({hours}) AS youngest_age_hours, {stages}
        FROM posts p
        LEFT JOIN snapshots s ON {_LOOK}
        LEFT JOIN labels l ON l.label_id = p.label_id
        WHERE p.post_id IN :post_ids"""
    ).bindparams(bindparam("post_ids", expanding=True))
    parts = [
        dict(conn.execute(statement, {"post_ids": part, "until": until}).mappings().one()) for part in batches(post_ids)
    ]
    counts = {"posts": 0, **{f"{stage}_posts": 0 for stage in STAGES}}
    summed = {name: sum(part[name] for part in parts) for name in counts}
    told = {name: [part[name] for part in parts if part[name] is not None] for name in ("interactions", "views")}
    ages = [part["youngest_age_hours"] for part in parts if part["youngest_age_hours"] is not None]
    sums = {name: int(sum(values)) if values else None for name, values in told.items()}
    return {**summed, **sums, "youngest_age_hours": min(ages, default=None)}


def _bound(written: str) -> Any:
    # a colon begins a parameter, those of the database's own time formats are none
    return text(written.replace(":%", "\\:%")).bindparams(bindparam("until", type_=UTCDateTime()))
