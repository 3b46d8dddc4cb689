"""The state that people are told of: how it is gathered, kept, and compared with what was told last."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from pipeline.harvest.budget import month_of
from pipeline.platforms.registry import paying_platforms
from pipeline.platforms.source import SourceBase
from pipeline.settings.models import Settings
from storage.queries.frames import reported_weeks
from storage.runs.backoffs import load_backoffs
from storage.runs.settings import set_setting, setting
from storage.runs.troubles import incomplete_in_all, issue_alerts, last_nights, outcomes_in_night

NAME = "told_by_notify"
ALERTED = timedelta(days=7)  # how far back a day of an issue is news


@dataclass(frozen=True)
class State:
    """Facts that may be worth a message. Each part is names alone: no reason, no text of a platform or a citizen."""

    blocked: frozenset[str] = frozenset()
    """Sources that the platform refused in the newest night."""
    resting: frozenset[str] = frozenset()
    """Platforms and sources that are left alone now."""
    incomplete: frozenset[str] = frozenset()
    """Sources that were complete in neither of the last two nights."""
    budgets: frozenset[str] = frozenset()
    """Platforms with a month, such as "x 2026-11", whose budget is nearly spent."""
    weeks: frozenset[str] = frozenset()
    """The newest week with a report."""
    issues: frozenset[str] = frozenset()
    """Days, each with a digest, on which citizens spoke of an issue far more than usual."""
    night: str = ""
    """The night in which a message was sent last."""

    def begun_since(self, told: State, part: str) -> list[str]:
        """Return what of a part is now and was not told."""
        return sorted(getattr(self, part) - getattr(told, part))

    def ended_since(self, told: State, part: str) -> list[str]:
        """Return what of a part was told and is no more."""
        return sorted(getattr(told, part) - getattr(self, part))


@dataclass(frozen=True)
class Details:
    """The figures that belong to a state's names."""

    shares: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Platform and month → dollars spent, and the month's budget."""
    until: dict[str, datetime] = field(default_factory=dict)
    """Resting source or platform → the end of its rest."""
    alerts: dict[str, tuple[date, int, float]] = field(default_factory=dict)
    """Day and digest of an issue → day, responses, and how many are usual."""


def gather_state(conn: Connection, settings: Settings, now: datetime) -> tuple[State, Details]:
    """Read from the store how things stand after a night."""
    watched = {source.id: source for source in settings.config.sources}
    nights = last_nights(conn)
    outcomes = [outcomes_in_night(conn, night) for night in nights]
    newest = outcomes[0] if outcomes else {}
    late = incomplete_in_all(outcomes) if len(nights) > 1 else set()
    optional = {name for name in late if name in watched and _may_be_skipped(watched[name], outcomes)}
    details = Details(
        _shares(conn, settings, now),
        {rest.name: rest.until for rest in load_backoffs(conn) if rest.until > now},
        issue_alerts(conn, (now - ALERTED).astimezone(settings.zone).date()),
    )
    limit = settings.config.notify.budget_share
    state = State(
        blocked=frozenset(name for name, told in newest.items() if told[-1] == "blocked" and name in watched),
        resting=frozenset(details.until),
        incomplete=frozenset(late & watched.keys() - optional),
        budgets=frozenset(name for name, (spent, budget) in details.shares.items() if spent >= limit * budget),
        issues=frozenset(details.alerts),
        weeks=frozenset(sorted(reported_weeks(conn))[-1:]),
    )
    return state, details


def _may_be_skipped(source: SourceBase, outcomes: list[dict[str, list[str]]]) -> bool:
    return not source.required and all(set(night[source.id]) <= {"skipped"} for night in outcomes)


def _shares(conn: Connection, settings: Settings, now: datetime) -> dict[str, tuple[float, float]]:
    used = {source.platform for source in settings.config.sources}
    months = {p.name: month_of(conn, settings, p, now) for p in paying_platforms() if p.name in used}
    return {f"{name} {now:%Y-%m}": (month.spent, month.budget) for name, month in months.items() if month.budget > 0}


def read_told(conn: Connection) -> State:
    """Return the state that was told last; an empty one where none was, or it cannot be read."""
    try:
        told: dict[str, Any] = json.loads(setting(conn, NAME) or "{}")
        known = {one.name for one in fields(State)} - {"night"}
        parts = {name: frozenset(map(str, told[name])) for name in known & told.keys()}
        return State(**parts, night=str(told.get("night", "")))
    except (ValueError, TypeError, AttributeError):
        return State()


def keep_told(conn: Connection, state: State) -> None:
    """Remember a state as told."""
    told = {name: value if isinstance(value, str) else sorted(value) for name, value in asdict(state).items()}
    set_setting(conn, NAME, json.dumps(told))
