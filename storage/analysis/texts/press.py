"""Articles of the press: those to group by theme, and keeping what was counted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, delete, func, literal_column, select

from storage.analysis.issues import Counted
from storage.db.bulk import AT_ONCE, batches, write_rows
from storage.labels.issue_agencies import load_drop_mark, overlay_confirmed
from storage.schema.selects.press import CARRIED
from storage.schema.tables import FORGOTTEN, labels, posts, sources
from storage.schema.tables.press import press_articles, press_issues

MEDIA = "media"
_PRESS = and_(sources.c.role == MEDIA, posts.c.kind == "article", posts.c.text_digest != FORGOTTEN)
_CARRIES: ColumnElement[bool] = literal_column(f"EXISTS (SELECT 1 {CARRIED} WHERE a.post_id = posts.post_id)")


class Article(NamedTuple):
    """An article of the press with its dimension; ``carries`` a message of the office or an agency."""

    post_id: str
    source_id: str
    day: date
    title: str | None
    text: str
    topic: str | None
    subtopic: str | None
    carries: bool


def articles_between(conn: Connection, first: date, last: date) -> Iterator[list[Article]]:
    """Yield the articles of the press of these days in parts, oldest first."""
    statement = (
        select(
            posts.c.post_id,
            posts.c.source_id,
            posts.c.published_date,
            posts.c.title,
            posts.c.text,
            labels.c.topic,
            labels.c.subtopic,
            _CARRIES,
        )
        .join(sources, sources.c.source_id == posts.c.source_id)
        .outerjoin(labels, labels.c.label_id == posts.c.label_id)
        .where(_PRESS, posts.c.published_date.between(first, last))
        .order_by(posts.c.published_date, posts.c.post_id)
        .execution_options(yield_per=AT_ONCE)
    )
    for part in conn.execute(statement).partitions():
        yield [Article._make((*row[:-1], bool(row[-1]))) for row in part]


def press_counted(conn: Connection) -> Counted:
    """Return how far the issues of the press are counted."""
    return Counted(press_since(conn), periods_of_press(conn), load_drop_mark(conn, "press_issues"))


def press_since(conn: Connection) -> date | None:
    """Return the day of the oldest article of the press; none where no source of the press has one."""
    oldest = (
        select(func.min(posts.c.published_date)).join(sources, sources.c.source_id == posts.c.source_id).where(_PRESS)
    )
    found: date | None = conn.scalar(oldest)
    return found


def replace_press_issues(conn: Connection, period_type: str, period: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the store know exactly these issues of the press of a period."""
    told = overlay_confirmed(conn, rows)
    conn.execute(delete(press_issues).where(press_issues.c.period_type == period_type, press_issues.c.period == period))
    write_rows(conn, press_issues, [{"period_type": period_type, "period": period, **row} for row in told])


def replace_press_articles(conn: Connection, first: date, last: date, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the store know exactly these issues and agencies of the articles of these days."""
    of_days = select(posts.c.post_id).where(posts.c.published_date.between(first, last))
    told = overlay_confirmed(conn, rows)
    conn.execute(delete(press_articles).where(press_articles.c.post_id.in_(of_days)))
    write_rows(conn, press_articles, told, refresh=("issue", "agency", "agency_origin", "confirmed_agency"))


def still_held(conn: Connection, post_ids: Collection[str]) -> set[str]:
    """Return those of these posts that exist and were not forgotten."""
    held = select(posts.c.post_id).where(posts.c.text_digest != FORGOTTEN)
    return {one for part in batches(post_ids) for one in conn.scalars(held.where(posts.c.post_id.in_(part)))}


def periods_of_press(conn: Connection) -> set[tuple[str, str]]:
    """Return the periods of which issues of the press are kept."""
    kept = press_issues.c
    return {(row.period_type, row.period) for row in conn.execute(select(kept.period_type, kept.period).distinct())}
