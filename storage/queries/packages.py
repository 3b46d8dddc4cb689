"""Load the rows of a research package: of each view, in order, and the part that may be public.

Every view of the dictionary stands here, or in LEFT_OUT with the reason: a new one cannot be forgotten. A column goes
into the public variant only when it is named for that.
"""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import BindParameter, Boolean, Connection, Date, Engine, Text, bindparam, func, select, text
from sqlalchemy.sql.elements import TextClause

from storage.db.column_types import LocalDateTime, UTCDateTime
from storage.db.errors import store_errors
from storage.schema.columns.campaigns import STAGES
from storage.schema.dictionary import VIEWS
from storage.schema.tables import posts
from storage.schema.views import definition_of

ROWS_AT_ONCE = 20_000
_IN_DAYS = "published_local >= :first AND published_local < :after"
_OF_POSTS = f"post_id IN (SELECT post_id FROM posts WHERE {_IN_DAYS})"
_OF_PERIODS = "period_type || ' ' || period IN :periods"
_PERIOD = ("period_type", "period", "source_id", "platform", "account", "city", "source_group", "role")
_REQUESTS = tuple(
    f"{kind}{state}" for kind in ("complaints", "suggestions") for state in ("", "_answered", "_unanswered", "_waiting")
)
_LABEL = ("topic", "subtopic", "topics", "programme_level", "message_function", "stage")


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one view that belong to a range of days.

    ``order`` puts the same rows always into the same order; its first ``key`` columns name a row. ``public``: the
    columns that may be handed out; none keeps the whole table back. ``as_of_end``: the view counts the whole store, so
    that it is read over what was known at the end of the range alone.
    """

    where: str
    order: tuple[str, ...]
    key: int = 0
    public: tuple[str, ...] = ()
    as_of_end: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """A range of local days, both included, with the weeks, months, quarters and years that lie wholly within it."""

    first: date
    last: date
    weeks: tuple[str, ...]
    periods: tuple[str, ...]


PARTS: Final[Mapping[str, Part]] = {
    "v_posts": Part(
        _IN_DAYS,
        ("post_id",),
        1,
        (
            "post_id", "source_id", "platform", "account", "kind", "iso_week", *_LABEL, "label_method", "label_score",
            "engagement_level", "score_n", "city", "source_group", "role", "published_date", "month", "quarter",
        ),
    ),
    "v_metrics": Part(_OF_POSTS, ("post_id", "observed_at"), 2),
    "v_insights": Part(_OF_POSTS, ("post_id", "observed_at", "name"), 3),
    "v_labels": Part(
        _OF_POSTS,
        ("post_id", "labelled_at", "version", "method", "annotator", "current", "topics", "evidence"),
        0,
        ("post_id", "current", "method", "version", "drawn", "labelled_at", *_LABEL, "score", "outdated"),
    ),
    "v_post_terms": Part(_OF_POSTS, ("post_id", "kind", "position"), 3),
    "v_post_places": Part(
        _OF_POSTS,
        ("post_id", "position"),
        2,
        ("post_id", "source_id", "position", "place", "audience", "topic", "programme_level", "district"),
    ),
    "v_post_media": Part(_OF_POSTS, ("post_id", "position"), 2),
    "v_post_versions": Part(_OF_POSTS, ("post_id", "replaced_at"), 2),
    "v_responses": Part(_IN_DAYS, ("response_id",), 1),
    "v_half_life": Part(
        _OF_POSTS,
        ("post_id",),
        1,
        ("post_id", "source_id", "platform", "kind", "topic", "message_function", "half_life_hours"),
    ),
    "v_topic_weekly": Part(
        "iso_week IN :weeks",
        ("iso_week", "platform", "topic"),
        0,
        (
            "iso_week", "platform", "topic", "posts", "interactions", "median_score", "scored_posts",
            "youngest_age_hours", "previous_posts",
        ),
    ),
    "v_strategy": Part(
        _OF_PERIODS,
        ("source_id", "period_type", "period", "aspect", "value"),
        0,
        (
            *_PERIOD, "aspect", "value", "posts", "share_of_posts", "interactions", "share_of_interactions",
            "target_share", "neglected", "compared_posts", "share_of_compared_posts", "youngest_age_hours",
        ),
    ),
    "v_agencies": Part(
        _OF_PERIODS,
        ("source_id", "period_type", "period"),
        3,
        (
            *_PERIOD, "agency", "posts", "labelled_posts", "useful_posts", "useful_share", "rated_posts",
            "median_engagement_rate", "questions", "answered", "unanswered", "waiting", "answered_share",
            "median_working_days", "responses_seen_share",
        ),
    ),
    "v_silent_days": Part(
        _OF_PERIODS,
        ("source_id", "period_type", "period"),
        3,
        (*_PERIOD, "days", "active_days", "silent_days", "longest_silence"),
    ),
    "v_campaigns": Part(
        "starts_on <= :last_day AND ends_on >= :first_day",
        ("campaign", "platform"),
        0,
        (
            "campaign", "starts_on", "ends_on", "platform", "posts", "interactions", "views", "planned_posts",
            "target_interactions", "target_views", "active_days", "longest_gap_days", "share_of_output",
            "posts_scored", "others_scored", "score_difference", "difference_low", "difference_high", "verdict",
            *(f"{stage}_posts" for stage in STAGES), "weeks_compared", "posts_median", "others_median", "score_ratio",
            "ratio_low", "ratio_high", "youngest_age_hours",
        ),
    ),
    "v_campaign_posts": Part(
        _OF_POSTS, ("campaign", "post_id"), 2, ("campaign", "post_id", "reason", "score_7d")
    ),
    "v_campaign_phases": Part(
        "starts_on <= :last_day AND ends_on >= :first_day",
        ("campaign", "source_id", "phase"),
        3,
        (
            "campaign", "source_id", "platform", "account", "city", "source_group", "role", "phase", "starts_on",
            "ends_on", "days", "posts", "posts_per_day", "campaign_posts", "programme_share", "interactions",
            "youngest_age_hours", "scored_posts", "median_score",
        ),
    ),
    "v_activities": Part(
        "held_on BETWEEN :first_day AND :last_day",
        ("held_on", "campaign", "kind", "district", "note", "proof", "reached", "cost"),
    ),
    "v_messages": Part(
        f"message_id IN (SELECT message_id FROM message_posts WHERE {_OF_POSTS})",
        ("message_id",),
        1,
        ("message_id", "city", "posts", "sources", "spread_hours", "channels_missed"),
    ),
    "v_message_posts": Part(
        _OF_POSTS,
        ("message_id", "post_id"),
        2,
        (
            "message_id", "post_id", "source_id", "platform", "reason", "matched_post_id", "similarity", "lag_hours",
        ),
    ),
    "v_questions": Part(_IN_DAYS, ("response_id",), 1),
    "v_requests": Part(_IN_DAYS, ("response_id",), 1),
    "v_conduct": Part(
        _OF_PERIODS,
        ("source_id", "period_type", "period", "conduct"),
        4,
        (*_PERIOD, "conduct", "n", "out_of", "share"),
    ),
    "v_conversation": Part(
        _OF_PERIODS,
        ("source_id", "period_type", "period"),
        3,
        (
            *_PERIOD, "questions", "answered", "unanswered", "waiting", "answered_share", "median_working_days",
            "comments_told", "responses_seen", "seen_share", *_REQUESTS,
        ),
    ),
    "v_codings": Part("observed_on <= :last_day", ("reference",), 1),
    "v_triangulation": Part(
        "1 = 1",
        ("city", "question", "aspect", "factor"),
        0,
        (
            "city", "question", "aspect", "factor", "n_officer", "n_document", "n_media", "n_citizen", "n_response",
            "kinds_named", "named_by", "contradicting", "first_month", "last_month",
        ),
        as_of_end=True,
    ),
    "v_obstacles": Part(
        "(counted = 'coding' OR 'month ' || month IN :periods)",
        ("evidence_source", "counted", "source_id", "city", "period", "obstacle", "object", "topic"),
        as_of_end=True,
    ),
    "v_runs": Part("started_at >= :begin", ("run_id", "source_id")),
    "v_source_health": Part(
        "1 = 1",
        ("source_id",),
        1,
        (
            "source_id", "platform", "account", "city", "source_group", "last_complete_at", "expected_total",
            "stored_total",
        ),
    ),
}  # fmt: skip
_KNOWN_BY_THEN = """
    WITH codings AS (SELECT * FROM {schema}codings WHERE observed_on <= :last_day),
         responses AS (SELECT * FROM {schema}responses WHERE published_local < :after)
    SELECT * FROM ({view}) whole"""
"""A view over the codings and responses up to the last day: the names of the tables are hidden by those parts."""
_BEFORE = "looks back at the outlets' periods before, outside the range; v_posts and v_messages hold the counts"
_WHOLE_STORE = "is computed of the whole store, not of a range of days; v_metrics and v_posts hold what it is made of"
_OF_TERMS = "is v_post_terms with the day of the post; that is in the package"
_OF_RUNS = "is made of the runs of the whole store; v_runs is in the package"
LEFT_OUT: Final[Mapping[str, str]] = {
    **dict.fromkeys(("v_hashtags", "v_mentions", "v_links"), _OF_TERMS),
    **dict.fromkeys(("v_nights", "v_costs"), _OF_RUNS),
    "v_followers": "is computed against earlier days, outside the range; v_account_bands and v_posts tell followers",
    "v_subtopic_years": _WHOLE_STORE,
    "v_reader_calls": "tells what the second reader cost; v_labels tells which labels are its",
    "v_media_used": "is counted of v_posts and v_activities, which are in the package",
    "v_recirculated": _WHOLE_STORE,
    "v_press": "is the outlets' own words; v_posts and v_messages hold the counts",
    **dict.fromkeys(("v_press_issues", "v_press_periods"), _BEFORE),
    "v_issues": "looks back eight weeks before each period, outside the range; v_responses holds what it is made of",
    **dict.fromkeys(("v_engagement_growth", "v_best_times", "v_account_bands"), _WHOLE_STORE),
}


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Open a connection whose reads all see the store as of the first one, beside a running night too."""
    isolated = engine.execution_options(isolation_level="REPEATABLE READ") if _postgresql(engine) else engine
    with store_errors(), isolated.connect() as connection:
        yield connection


def stored_days(conn: Connection) -> tuple[date, date] | None:
    """Return the local days of the oldest and the newest post."""
    first, last = conn.execute(select(func.min(posts.c.published_local), func.max(posts.c.published_local))).one()
    return (first.date(), last.date()) if first else None


def count_posts(conn: Connection, days: Days) -> int:
    """Count the posts published on *days*."""
    within = posts.c.published_local >= datetime.combine(days.first, time.min)
    after = datetime.combine(days.last + timedelta(days=1), time.min)
    return int(conn.scalar(select(func.count()).where(within, posts.c.published_local < after)) or 0)


def posts_of_unknown_day(conn: Connection) -> int:
    """Count the posts that no range of days can hold."""
    return int(conn.scalar(select(func.count()).where(posts.c.published_local.is_(None))) or 0)


def database_version(conn: Connection) -> str:
    """Name the database and its version."""
    if _postgresql(conn.engine):
        return f"PostgreSQL {conn.scalar(text('SHOW server_version'))}"
    return f"SQLite {conn.scalar(text('SELECT sqlite_version()'))}"


def rows_of(
    conn: Connection, view: str, columns: Sequence[str], days: Days, begin: datetime
) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield the rows of a view that belong to *days*, a few thousand at a time, in the order of its part.

    *begin* is the first day's beginning in UTC.
    """
    part = PARTS[view]
    order = ", ".join(_key(conn, view, column) for column in part.order)
    rows = _known_by_then(conn, view) if part.as_of_end else view
    query = f"SELECT {', '.join(columns)} FROM {rows} WHERE {part.where} ORDER BY {order}"
    typed = _bind_days(text(query), query, days, begin).columns(**column_types(view, columns))
    with conn.execute(typed, execution_options={"yield_per": ROWS_AT_ONCE}) as found:
        yield from found.partitions()


def _known_by_then(conn: Connection, view: str) -> str:
    made = definition_of(view, conn.dialect.name).replace(":", "\\:")  # a colon begins a parameter
    schema = "" if _postgresql(conn.engine) else "main."  # SQLite takes the bare name for the part itself
    return f"({_KNOWN_BY_THEN.format(schema=schema, view=made)}) known"


def _key(conn: Connection, view: str, column: str) -> str:
    """Order by bytes and with NULL first, as SQLite does, whatever the database's language."""
    if not _postgresql(conn.engine):
        return column
    collation = ' COLLATE "C"' if VIEWS[view][1][column][0] == "string" else ""
    return f"{column}{collation} NULLS FIRST"


def _bind_days(statement: TextClause, query: str, days: Days, begin: datetime) -> TextClause:
    after = datetime.combine(days.last + timedelta(days=1), time.min)
    known: tuple[BindParameter[Any], ...] = (
        bindparam("first", datetime.combine(days.first, time.min), type_=LocalDateTime()),
        bindparam("after", after, type_=LocalDateTime()),
        bindparam("first_day", days.first, type_=Date()),
        bindparam("last_day", days.last, type_=Date()),
        bindparam("begin", begin, type_=UTCDateTime()),
        bindparam("weeks", list(days.weeks), expanding=True, type_=Text()),
        bindparam("periods", list(days.periods), expanding=True, type_=Text()),
    )
    named = query.replace(")", " ").replace(",", " ").split()
    return statement.bindparams(*(bound for bound in known if f":{bound.key}" in named))


def column_types(view: str, columns: Sequence[str]) -> dict[str, Any]:
    """Return the types that the database's own values must be read with."""
    kinds = {"date": Date(), "boolean": Boolean(), "datetime": UTCDateTime()}
    told = {name: VIEWS[view][1][name][0] for name in columns}
    return {
        name: LocalDateTime() if name == "published_local" else kinds[kind]
        for name, kind in told.items()
        if kind in kinds
    }


def _postgresql(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"
