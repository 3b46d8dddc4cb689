"""Load views as pandas frames, for the transform and the report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Date, Select, TextualSelect, bindparam, select, text

from storage.db.column_types import UTCDateTime
from storage.db.engine import insert_for
from storage.schema.dictionary import VIEWS
from storage.schema.tables import accounts, posts, reports, snapshots

if TYPE_CHECKING:  # pandas is heavy, and most commands do not need it
    from pandas import DataFrame

A_WEEK = timedelta(days=7)


def frame_of(conn: Connection, statement: Any, columns: Sequence[str], **parameters: Any) -> DataFrame:
    """Return what *statement* selects, under these column names."""
    import pandas as pd  # noqa: PLC0415  # heavy

    # Plain tuples: of SQLAlchemy's rows pandas asks, one by one, for attributes that they lack.
    return pd.DataFrame(list(map(tuple, conn.execute(statement, parameters))), columns=list(columns))


def typed_frame(conn: Connection, statement: Select[Any] | TextualSelect, **parameters: Any) -> DataFrame:
    """Return what *statement* selects under its columns' own names, moments as pandas keeps them."""
    import pandas as pd  # noqa: PLC0415  # heavy

    columns = statement.selected_columns
    frame = frame_of(conn, statement, [column.name for column in columns], **parameters)
    for column in columns:
        if isinstance(column.type, UTCDateTime):
            frame[column.name] = pd.to_datetime(frame[column.name], utc=True)
    return frame


def engagement_inputs(conn: Connection, source_id: str) -> tuple[DataFrame, DataFrame, DataFrame]:
    """Return a source's posts, their looks and its followers.

    One source at a time: its posts are compared with nobody else's, and all posts at once may not fit into memory.
    """
    mine = posts.c.source_id == source_id
    counts = (snapshots.c.likes, snapshots.c.comments, snapshots.c.shares, snapshots.c.interactions)
    seen = select(snapshots.c.post_id, snapshots.c.observed_at, *counts)
    counted = select(accounts.c.source_id, accounts.c.observed_at, accounts.c.followers)
    return (
        typed_frame(conn, select(posts.c.post_id, posts.c.source_id, posts.c.kind, posts.c.published_at).where(mine)),
        typed_frame(conn, seen.join(posts, posts.c.post_id == snapshots.c.post_id).where(mine)),
        typed_frame(conn, counted.where(accounts.c.source_id == source_id)),
    )


def _moments(view: str) -> dict[str, Any]:
    """Return the columns of a view that hold moments in UTC, with the type that reads them."""
    columns = VIEWS[view][1]
    return {c: UTCDateTime() for c, (kind, _) in columns.items() if kind == "datetime" and c != "published_local"}


def view_frame(conn: Connection, view: str, where: str = "", **parameters: Any) -> DataFrame:
    """Return rows of a view; *where* is our own SQL with bound parameters, never a user's."""
    import pandas as pd  # noqa: PLC0415  # heavy

    columns = list(VIEWS[view][1])
    statement = text(f"SELECT {', '.join(columns)} FROM {view} {where}")  # noqa: S608  # our own names only
    statement = statement.bindparams(*(bindparam(name) for name in parameters))
    frame = frame_of(conn, statement.columns(**_moments(view)), columns, **parameters)
    for name in _moments(view):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    if "published_local" in columns:
        frame["published_local"] = pd.to_datetime(frame["published_local"])
    return frame


def account_frame(conn: Connection, until: datetime) -> DataFrame:
    """Return per source how it stood in the week that ends at *until*.

    Its account counts as last seen within the week, else as first seen within the seven days after. The week is
    complete once a turn that began after it was: whatever happened to the source since. Until then the newest turn
    tells what is in the way; one that was complete before the week was over read a part of it.
    """
    import pandas as pd  # noqa: PLC0415  # heavy

    statement = text("""
        SELECT h.source_id, h.platform, h.account, h.city, h.source_group, a.followers, a.following, a.post_count,
               CASE WHEN t.outcome = 'complete' AND t.started_at < :until THEN 'partial' ELSE t.outcome END,
               CASE WHEN t.outcome = 'complete' AND t.started_at < :until THEN 'not read since the week was over'
                    ELSE t.reason END, a.observed_at, o.role
        FROM v_source_health h
        JOIN sources o ON o.source_id = h.source_id
        LEFT JOIN source_runs t ON t.source_id = h.source_id AND t.run_id = coalesce(
            (SELECT min(c.run_id) FROM source_runs c
             WHERE c.source_id = h.source_id AND c.outcome = 'complete' AND c.started_at >= :until),
            (SELECT max(n.run_id) FROM source_runs n WHERE n.source_id = h.source_id))
        LEFT JOIN accounts a ON a.source_id = h.source_id AND a.observed_at = coalesce(
            (SELECT max(b.observed_at) FROM accounts b
             WHERE b.source_id = h.source_id AND b.observed_at >= :since AND b.observed_at <= :until),
            (SELECT min(b.observed_at) FROM accounts b
             WHERE b.source_id = h.source_id AND b.observed_at > :until AND b.observed_at <= :later))
        ORDER BY h.source_id""")
    columns = (
        "source_id", "platform", "account", "city", "group", "followers", "following", "post_count", "outcome",
        "reason", "observed_at", "role",
    )  # fmt: skip
    moments = {"since": until - A_WEEK, "until": until, "later": until + A_WEEK}
    bound = statement.bindparams(*(bindparam(name, type_=UTCDateTime()) for name in moments))
    frame = frame_of(conn, bound.columns(observed_at=UTCDateTime()), columns, **moments)
    frame["observed_at"] = pd.to_datetime(frame["observed_at"], utc=True)
    return frame


def activities_until(conn: Connection, last_day: date) -> DataFrame:
    """Return what the office did off line up to a day."""
    columns = list(VIEWS["v_activities"][1])
    rows = "WHERE held_on <= :last_day ORDER BY held_on, kind, district, note"
    statement = text(f"SELECT {', '.join(columns)} FROM v_activities {rows}")  # noqa: S608  # our own names only
    bound = statement.bindparams(bindparam("last_day", type_=Date()))
    return frame_of(conn, bound.columns(held_on=Date()), columns, last_day=last_day)


def reported_weeks(conn: Connection) -> set[str]:
    """Return the ISO weeks that have a report."""
    return set(conn.scalars(select(reports.c.iso_week)))


def note_report(conn: Connection, iso_week: str, at: datetime) -> None:
    """Note that a week's report was written."""
    statement = insert_for(conn.dialect.name)(reports).values(iso_week=iso_week, written_at=at)
    conn.execute(statement.on_conflict_do_update(index_elements=["iso_week"], set_={"written_at": at}))
