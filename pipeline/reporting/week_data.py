"""A week as the store tells it: the tables of the report, and what page one compares them with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.analysis.activities import configured_activities
from pipeline.analysis.as_of import campaigns_as_of, parts_as_of, posts_as_of, topics_as_of
from pipeline.analysis.issues import week_span
from pipeline.analysis.known_campaigns import join_campaigns
from pipeline.label.review.verification import Verification, verify
from pipeline.platforms.registry import exact_totals
from pipeline.report import Background, Labelled, WeekData
from pipeline.report.content.figures import COMPARED_WEEKS
from pipeline.reporting.decisions_file import told_decision
from pipeline.reporting.issues import NOT_TOLD, told_issues, told_press
from pipeline.run.steps import COMPUTING
from storage.analysis.campaigns import load_definitions
from storage.analysis.coverage import load_coverage
from storage.analysis.issues import issues_counted
from storage.db.engine import reading
from storage.desk.lateness import late_at
from storage.desk.pauses import load_pauses
from storage.labels.annotators import labelling_machines
from storage.labels.reviews import human_labels
from storage.queries.frames import account_frame, activities_until, view_frame
from storage.queries.obstacles import conversation_of, obstacle_counts, open_questions, tones_of
from storage.queries.periods import RECENT_WEEKS
from storage.queries.weeks import channel_weeks, first_weeks, interactions_at_age, own_posts, source_roles
from storage.runs.decisions import decision_of
from storage.runs.settings import stale_steps
from storage.schema.selects.fragments import MEDIAN_FROM, UNCOUNTED

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipeline.clock import IsoWeek
    from pipeline.files.fault import Fault
    from pipeline.run.context import RunContext

AGES = ((24, 0), (168, 1))  # hours, and how many weeks back is the newest week that reached that age


def week_data(run: RunContext, week: IsoWeek) -> WeekData:
    """Read everything that the report of *week* tells; what cannot be read costs its own section."""
    _, until = week.bounds(run.settings.zone)
    name, before, earliest = (str(week.shifted(-back)) for back in (0, 1, COMPARED_WEEKS))
    of_week = "WHERE iso_week = :week ORDER BY platform, topic"
    last_week = week.shifted(-1)
    days_before, exact = (last_week.first_day, last_week.last_day), exact_totals()
    with reading(run.engine) as connection:
        coverage = load_coverage(connection, run.settings.zone, exact)
        known_before, stale = coverage.wholly_known(*days_before), stale_steps(connection, COMPUTING)
        newest = view_frame(connection, "v_posts", "WHERE iso_week = :week ORDER BY published_at, post_id", week=name)
        topics = view_frame(connection, "v_topic_weekly", of_week, week=name)
        accounts, roles = account_frame(connection, until), source_roles(connection)
        counts = own_posts(connection, earliest, name)
        by_people, machines = human_labels(connection), labelling_machines(connection)
        asked, of_desk = decision_of(connection, before), load_definitions(connection)
        paused = [row.source_id for row in load_pauses(connection)]
        parts_told = parts_as_of(run, connection, until)
        posts = posts_as_of(run, connection, newest, name, until, parts_told)
        own = {source for source, role in roles.items() if role == "own"}
        campaigns = campaigns_as_of(run, connection, of_desk, own=own, last_day=week.last_day, until=until)
        background = _background(run, connection, week, counts, of_desk, parts_told)
    later = [source for source, first in coverage.begins.items() if first > week.last_day]
    return WeekData(
        week=week,
        posts=posts,
        topics=topics_as_of(topics, posts),
        accounts=_watched(_with_totals(accounts, posts, later), {source.id for source in run.settings.config.sources}),
        campaigns=campaigns,
        previous=counts[counts["iso_week"] < name],
        as_of=run.now(),
        background=replace(
            background,
            roles=roles,
            excused=_excused(run, accounts, paused),
            known_before=known_before,
            past_decision=told_decision(asked),
            stale=stale,
        ),
        labelled=_labelled(verify(by_people, machines)),
    )


def _labelled(found: Verification) -> Labelled:
    return Labelled(found.machines, found.people, found.posts, found.kappa, found.verified)


def _watched(accounts: pd.DataFrame, sources: Collection[str]) -> pd.DataFrame:
    """Leave out the accounts that are no longer configured, once they have no post in the week."""
    return accounts[accounts["source_id"].isin(list(sources)) | (accounts["posts"] > 0)]


def _with_totals(accounts: pd.DataFrame, posts: pd.DataFrame, later: Collection[str]) -> pd.DataFrame:
    """Add what each account published of its own in the week; a sum or median of nothing told is NULL.

    So is a count of none where all that is known of the account is *later*.
    """
    told = {"interactions": "Int64", "views": "Int64", "engagement_score": "Float64"}
    own = posts[~posts["kind"].isin(UNCOUNTED)].astype(told).groupby("source_id")
    sources, scores = accounts["source_id"], own["engagement_score"]
    told_of = sources.isin(own.groups) | ~sources.isin(list(later))
    return accounts.assign(
        posts=sources.map(own.size()).fillna(0).astype("Int64").where(told_of),
        interactions=sources.map(own["interactions"].sum(min_count=1)),
        views=sources.map(own["views"].sum(min_count=1)),
        median_score=sources.map(scores.median().where(scores.count() >= MEDIAN_FROM)),
    )


def _background(  # noqa: PLR0913, PLR0917  # the week, and what was read of it before
    run: RunContext,
    connection: Connection,
    week: IsoWeek,
    counts: pd.DataFrame,
    of_desk: Sequence[Mapping[str, Any]],
    parts_told: Mapping[str, str],
) -> Background:
    config, recent, last = run.settings.config, str(week.shifted(1 - RECENT_WEEKS)), str(week)
    earlier, last_day, span = str(week.shifted(-COMPARED_WEEKS)), week.last_day, week_span(week)
    _, until = week.bounds(run.settings.zone)
    ages = [(hours, (str(week.shifted(-back)), str(week.shifted(-back - 1)))) for hours, back in AGES]
    loaders: dict[str, tuple[str, Callable[[], Any]]] = {
        "aged": ("comparison", lambda: _aged(connection, ages, parts_told)),
        "activities": ("activities", lambda: activities_until(connection, last_day)),
        "obstacles": (
            "obstacles",
            lambda: obstacle_counts(connection, recent, last, last_day, config.office.city),
        ),
        "conversation": ("conversation", lambda: conversation_of(connection, recent, last, until, last_day)),
        "open_questions": ("open_questions", lambda: open_questions(connection, recent, last, until, last_day)),
        "channel_weeks": ("channels", lambda: channel_weeks(connection, earlier, last)),
        "first_weeks": ("topics", lambda: first_weeks(connection, run.settings.zone)),
        "tones": ("tones", lambda: tones_of(connection, last)),
        "late": ("channels", lambda: late_at(connection)),
        "issues": ("issues", lambda: told_issues(run, connection, span, issues_counted(connection))),
        "press": ("press", lambda: told_press(run, connection, span)),
        "faults": ("activities", lambda: _activity_faults(run, of_desk)),
    }
    parts, failed = _loaded(run, connection, loaders)
    issues, issues_gone = parts.pop("issues", NOT_TOLD)
    return Background(
        programme=counts,
        targets={str(topic): share for topic, share in config.strategy.targets.items()},
        listened={source.id for source in config.sources if getattr(source, "responses", False)},
        issues=issues,
        issues_gone=issues_gone,
        min_history=config.engagement.min_history,
        failed=failed,
        **parts,
    )


def _excused(run: RunContext, accounts: pd.DataFrame, paused: Collection[str]) -> set[str]:
    """Name the sources that nobody has to mend."""
    outcomes = dict(zip(accounts["source_id"], accounts["outcome"], strict=True))
    return run.settings.config.unasked(outcomes, paused)


def _activity_faults(run: RunContext, of_desk: Sequence[Mapping[str, Any]]) -> Sequence[Fault]:
    names = join_campaigns(run.settings.config, of_desk).names
    return configured_activities(run.settings, names).faults


def _loaded(
    run: RunContext, connection: Connection, loaders: Mapping[str, tuple[str, Callable[[], Any]]]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Load each part by itself; give the parts that could be loaded, and why the sections of the others fail."""
    parts: dict[str, Any] = {}
    failed: dict[str, str] = {}
    for name, (section, load) in loaders.items():
        try:
            with connection.begin_nested():  # PostgreSQL answers nothing more after a statement that failed
                parts[name] = load()
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one part must not cost the others
            run.stop.check()  # what broke a query off is no fault of its section
            failed.setdefault(section, f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")
    return parts, failed


def _aged(
    connection: Connection, ages: Sequence[tuple[int, tuple[str, str]]], parts_told: Mapping[str, str]
) -> pd.DataFrame:
    frames = (
        interactions_at_age(connection, weeks, hours, parts_told).assign(age_hours=hours) for hours, weeks in ages
    )
    return pd.concat(list(frames), ignore_index=True)
