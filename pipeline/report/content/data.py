"""Hold the frames that a report is made of, and its settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import pandas as pd

if TYPE_CHECKING:
    from datetime import date, datetime

    from pipeline.clock import IsoWeek
    from pipeline.files.fault import Fault

Language = Literal["id", "en"]
Labels = Mapping[str, tuple[str, str]]
"""Coded value → what it is called in Indonesian and in English."""

Dictionary = Mapping[str, Mapping[str, tuple[str, str]]]
"""Table (``posts, topics, accounts, campaigns``) → column → (Table Schema type, meaning).

It decides which columns a table has, and their order. Types: ``string, integer, number, boolean, date,
datetime``; a ``datetime`` column is UTC unless its name ends in ``_local``.
"""


def _counts() -> pd.DataFrame:
    return pd.DataFrame(columns=["iso_week", "platform", "programme_level", "posts"])


def _aged() -> pd.DataFrame:
    return pd.DataFrame(columns=["age_hours", "iso_week", "source_id", "interactions"])


def _activities() -> pd.DataFrame:
    return pd.DataFrame(
        columns=[
            "campaign",
            "held_on",
            "kind",
            "district",
            "reached",
            "cost",
            "proof",
            "title",
            "url",
            "topic",
            "medium",
        ]
    )


def _obstacles() -> pd.DataFrame:
    return pd.DataFrame(columns=["counted", "evidence_source", "obstacle", "headline", "week_n", "n", "people"])


def _conversation() -> pd.DataFrame:
    columns = (
        "source_id", "platform", "account", "week_n", "n", "days", "silent_days", "missed", "questions", "answered",
        "unanswered", "waiting", "median_working_days", "comments_told", "responses_seen",
    )  # fmt: skip
    return pd.DataFrame(columns=list(columns))


def _open_questions() -> pd.DataFrame:
    columns = ("source_id", "platform", "account", "post_id", "url", "title", "text", "questions", "oldest_local")
    return pd.DataFrame(columns=list(columns))


def _channel_weeks() -> pd.DataFrame:
    return pd.DataFrame(columns=["iso_week", "source_id", "posts", "labelled", "naming"])


def _tones() -> pd.DataFrame:
    return pd.DataFrame(columns=["source_id", "sentiment", "n"])


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A decision that an earlier report asked for, and what a person noted of it."""

    week: str
    decision: str
    done: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """A theme that citizens raised: named by words of five people or more, never by a quotation."""

    name: str
    responses: int
    people: int
    responses_before: int | None = None
    """``None`` where the period before was not wholly listened to."""
    positive: int = 0
    neutral: int = 0
    negative: int = 0
    first_seen: date | None = None
    agency: str | None = None
    proposed: bool = False
    """Whether the agency is only guessed from words, and no person confirmed it."""
    confirmed: bool = False
    """Whether a person confirmed the agency, at the desk or in agencies.yaml."""
    alert: bool = False
    today: int | None = None
    """Responses on the last day of the period."""


@dataclass(frozen=True, slots=True)
class PressIssue:
    """An issue of the press, or all its articles; ``tones`` (positive, neutral, negative) of too few are ``None``."""

    name: str
    articles: int
    outlets: int
    articles_before: int | None = None
    """``None`` where the period before was not wholly watched."""
    carried: int = 0
    """Articles that carry a message of the office or an agency."""
    tones: tuple[int, int, int] | None = None
    agency: str | None = None
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """The articles of the watched outlets; ``whole`` is ``None`` where there was none.

    ``tone_from`` are the articles and outlets from which on a tone is told.
    """

    whole: PressIssue | None
    issues: tuple[PressIssue, ...] = ()
    tone_from: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Background:
    """The figures that page one compares the week with.

    ``programme``: own posts per week, platform and programme_level (several rows of one count together), this week and
    the four before. ``aged``: the
    interactions that each post had at ``age_hours`` (24 or 168), by week and source. ``targets``: the share of
    the posts that a dimension should at least have; the others should not be left out altogether.
    ``activities``: what happened off line, with ``campaign, held_on, kind, district, reached, cost, proof, title, url,
    topic, medium``.
    ``obstacles``: cases per what is counted (response or coding), evidence source and obstacle, this week and in the
    last 13. ``conversation``: a row a source. ``open_questions``: own posts under which questions are unanswered.
    ``faults``: rows of the office's files that are left out, in words. ``channel_weeks``: own posts, those labelled and
    those that name the programme or a service, by week and source. ``tones``: responses of the week by source and
    sentiment. ``first_weeks``: the week of the first stored own post by platform. ``roles``: of every source;
    ``listened``: the sources whose responses are harvested. ``failed``: the sections whose data could not be read,
    each with the reason.
    """

    programme: pd.DataFrame = field(default_factory=_counts)
    aged: pd.DataFrame = field(default_factory=_aged)
    targets: Mapping[str, float] = field(default_factory=dict)
    activities: pd.DataFrame = field(default_factory=_activities)
    obstacles: pd.DataFrame = field(default_factory=_obstacles)
    conversation: pd.DataFrame = field(default_factory=_conversation)
    open_questions: pd.DataFrame = field(default_factory=_open_questions)
    faults: Sequence[Fault] = ()
    channel_weeks: pd.DataFrame = field(default_factory=_channel_weeks)
    tones: pd.DataFrame = field(default_factory=_tones)
    first_weeks: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    known_before: Collection[str] = ()
    """Sources of which the whole week before is known: none of the others' posts of it can be counted."""
    listened: Collection[str] = ()
    late: Mapping[str, datetime] = field(default_factory=dict)
    """Source → since when it was never wholly read although nights tried, for a week or longer."""
    excused: Collection[str] = ()
    """Sources of whose reading nobody is asked: paused by a person, or skipped and not required."""
    issues: Sequence[Issue] | None = None
    """``None`` while themes are not worked out: nothing is said of them then."""
    issues_gone: date | None = None
    """The newest day of which texts of responses have gone for their age, where it is not before the week."""
    press: Press | None = None
    """``None`` while no source of the press is configured."""
    past_decision: PastDecision | None = None
    min_history: int = 20
    """Earlier posts of its kind that a post's score takes, as configured."""
    stale: Mapping[str, datetime | None] = field(default_factory=dict)
    """Steps that were not taken since data were fetched last, and when they were; ``None`` for never."""
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Labelled:
    """The machines and people that gave labels; the two people who share the most random posts, how well they agree."""

    machines: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    posts: int = 0
    kappa: float | None = None
    verified: bool = False


@dataclass(frozen=True, slots=True)
class WeekData:
    """One finished week as the store tells it: a frame a table, with the columns of the dictionary.

    ``previous`` holds the posts per week, platform and topic of the four weeks before (several rows of one count
    together); ``as_of`` is when the store was read.
    """

    week: IsoWeek
    posts: pd.DataFrame
    topics: pd.DataFrame
    accounts: pd.DataFrame
    campaigns: pd.DataFrame
    previous: pd.DataFrame
    as_of: datetime
    background: Background = field(default_factory=Background)
    labelled: Labelled = field(default_factory=Labelled)


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """The reader's language and habits; without a ``title`` the language's own is used."""

    language: Language = "id"
    csv_delimiter: str = ","
    decimal_mark: str = "."
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))
    platforms: Labels = field(default_factory=dict)
    """In the order in which they are shown; one that is not named here stands last, under its own name."""
    title: str | None = None
    office: str | None = None
    city: str | None = None
