"""Which weeks are reported, and what the report of a week is made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from collectors.errors import StoreError
from pipeline.analysis.activities import configured_activities
from pipeline.clock import IsoWeek, last_finished_week
from pipeline.label.review.verification import verification_of
from pipeline.platforms.registry import platform_labels
from pipeline.run.context import RunContext
from storage.db.engine import reading, transaction
from storage.queries.frames import account_frame, note_report, reported_weeks, view_frame
from storage.queries.obstacles import conversation_of, obstacle_counts, open_questions
from storage.queries.weeks import interactions_at_age, own_posts
from storage.schema.dictionary import REPORT_ACCOUNTS, VIEWS
from storage.schema.selects.fragments import UNCOUNTED

if TYPE_CHECKING:  # pandas and XlsxWriter are heavy
    from pandas import DataFrame
    from sqlalchemy import Connection

    from pipeline.report import Background, Labelled, ReportSettings, WeekData

COMPARED_WEEKS = 4
RECENT_WEEKS = 13  # a quarter: in a week too few citizens name an obstacle
AGES = ((24, 0), (168, 1))  # hours, and how many weeks back is the newest week that reached that age
REFRESHED_WEEKS = 2  # counts still grow in them
DICTIONARY = {
    "posts": VIEWS["v_posts"][1],
    "topics": VIEWS["v_topic_weekly"][1],
    "accounts": REPORT_ACCOUNTS,
    "campaigns": VIEWS["v_campaigns"][1],
}


def due_weeks(reported: set[IsoWeek], last: IsoWeek) -> list[IsoWeek]:
    """Return the weeks that a night writes, oldest first.

    The first night writes the last finished week. Later ones write every week finished since the last report,
    and again those of the last two that have one.
    """
    over = {week for week in reported if week <= last}
    if not over:
        return [last]
    first = max(over).shifted(1)
    missed = []
    while first <= last:
        missed.append(first)
        first = first.shifted(1)
    recent = (last.shifted(-back) for back in range(REFRESHED_WEEKS))
    return sorted({*missed, *(week for week in recent if week in reported)})


def report_due_weeks(night: RunContext) -> list[Path]:
    """Write the reports that are due; return the folders that changed."""
    with reading(night.engine) as connection:
        reported = {IsoWeek.parse(week) for week in reported_weeks(connection)}
    weeks = due_weeks(reported, last_finished_week(night.now(), night.settings.zone))
    return [folder for week in weeks if (folder := report_week(night, week))]


def report_week(night: RunContext, week: IsoWeek, out: Path | None = None) -> Path | None:
    """Write one week's report below *out* (default: as configured); return its folder, None if nothing changed.

    Raises StoreError when the folder cannot be written.
    """
    from pipeline.report import write_weekly_report  # noqa: PLC0415  # pandas and XlsxWriter are heavy

    folder = (out or night.settings.reports) / str(week)
    data = _week_data(night, week)
    try:
        changed = write_weekly_report(data, folder, _settings(night), DICTIONARY)
    except OSError as error:
        raise StoreError(f"the report {folder} cannot be written ({error}); check disk and rights") from error
    if out is None:  # a report made elsewhere says nothing about which weeks the office has
        with transaction(night.engine) as connection:
            note_report(connection, str(week), night.now())
    night.say(f"report {week}: {'written to' if changed else 'unchanged in'} {folder}")
    return folder if changed else None


def _week_data(night: RunContext, week: IsoWeek) -> WeekData:
    from pipeline.report import WeekData  # noqa: PLC0415  # pandas is heavy

    _, until = week.bounds(night.settings.zone)
    with reading(night.engine) as connection:
        of_week = "WHERE iso_week = :week ORDER BY published_at, post_id"
        posts = view_frame(connection, "v_posts", of_week, week=str(week))
        topics = "WHERE iso_week = :week ORDER BY platform, topic"
        counts = own_posts(connection, str(week.shifted(-COMPARED_WEEKS)), str(week))
        return WeekData(
            week=week,
            posts=posts,
            topics=view_frame(connection, "v_topic_weekly", topics, week=str(week)),
            accounts=_with_totals(account_frame(connection, until), posts),
            campaigns=view_frame(connection, "v_campaigns", "ORDER BY campaign, platform"),
            previous=counts[counts["iso_week"] < str(week)],
            as_of=night.now(),
            background=_background(night, connection, week, counts),
            labelled=_labelled(connection),
        )


def _labelled(connection: Connection) -> Labelled:
    from pipeline.report import Labelled  # noqa: PLC0415  # pandas is heavy

    found = verification_of(connection)
    return Labelled(found.machines, found.people, found.posts, found.kappa, found.verified)


def _with_totals(accounts: DataFrame, posts: DataFrame) -> DataFrame:
    """Add what each account published of its own in the week; a sum or median of nothing told is NULL."""
    told = {"interactions": "Int64", "views": "Int64", "engagement_score": "Float64"}
    own = posts[~posts["kind"].isin(UNCOUNTED)].astype(told).groupby("source_id")
    sources = accounts["source_id"]
    return accounts.assign(
        posts=sources.map(own.size()).fillna(0).astype(int),
        interactions=sources.map(own["interactions"].sum(min_count=1)),
        views=sources.map(own["views"].sum(min_count=1)),
        median_score=sources.map(own["engagement_score"].median()),
    )


def _background(night: RunContext, connection: Connection, week: IsoWeek, counts: DataFrame) -> Background:
    import pandas as pd  # noqa: PLC0415  # heavy

    from pipeline.report import Background  # noqa: PLC0415  # pandas is heavy

    aged, recent = [], str(week.shifted(1 - RECENT_WEEKS))
    for hours, back in AGES:
        pair = (str(week.shifted(-back)), str(week.shifted(-back - 1)))
        aged.append(interactions_at_age(connection, pair, hours).assign(age_hours=hours))
    return Background(
        programme=counts,
        aged=pd.concat(aged, ignore_index=True),
        targets={str(topic): share for topic, share in night.settings.config.strategy.targets.items()},
        activities=view_frame(connection, "v_activities", "ORDER BY held_on, kind, district, note"),
        obstacles=obstacle_counts(connection, recent, str(week), week.last_day),
        conversation=conversation_of(connection, recent, str(week)),
        open_questions=open_questions(connection, recent, str(week)),
        faults=configured_activities(night.settings).faults,
    )


def _settings(night: RunContext) -> ReportSettings:
    from pipeline.report import ReportSettings  # noqa: PLC0415  # pandas is heavy

    report = night.settings.config.report
    return ReportSettings(
        language=report.language,
        csv_delimiter=report.csv_delimiter,
        decimal_mark=report.decimal_mark,
        timezone=night.settings.zone,
        platforms=platform_labels(),
    )
