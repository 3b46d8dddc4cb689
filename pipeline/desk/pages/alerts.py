"""List what a person should look at now: nights missed, channels not read, pauses, money, issues above the usual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from pipeline.desk.render import DeskWording
from pipeline.desk.words.reasons import explain_reason
from storage.desk.overview import missed_nights
from storage.desk.pauses import load_pauses
from storage.runs.backoffs import load_backoffs
from storage.runs.troubles import alerted_issues

LATE, RECENT = timedelta(hours=30), timedelta(days=7)
MOST_ISSUES = 5


@dataclass(frozen=True, slots=True)
class Alert:
    """A sentence of the desk (its key and parts), and the page on which something can be done."""

    key: str
    parts: Mapping[str, object]
    page: str
    told: str = ""
    """The program's own words, where a part explains them."""


def load_alerts(connection: Connection, say: DeskWording, now: datetime, night: Any, spent: Any) -> list[Alert]:
    """Return everything that a person should look at, the nights first; *spent* are months nearly paid out."""
    return [
        *_nights(connection, say, now, night),
        *_channels(connection, say, now),
        *_money(say, spent),
        *(
            Alert(
                "alert_issue",
                {
                    "issue": row.issue,
                    "day": say.day(row.alert_on),
                    "n": say.number(row.alert_responses),
                    "usual": say.number(row.usual_responses, 1),
                },
                "/warga",
            )
            for row in alerted_issues(connection, (now - RECENT).date())[:MOST_ISSUES]
        ),
    ]


def _nights(connection: Connection, say: DeskWording, now: datetime, night: Any) -> Iterator[Alert]:
    if night and now - night.started_at > LATE:
        yield Alert("alert_no_night", {"at": say.moment(night.started_at)}, "/panen")
    missed = missed_nights(connection, (now - RECENT).date())
    if missed:
        yield Alert("alert_missed", {"n": say.number(missed)}, "/panen")


def _channels(connection: Connection, say: DeskWording, now: datetime) -> Iterator[Alert]:
    for rest in load_backoffs(connection):
        if rest.until > now:
            told = {"name": rest.name, "at": say.moment(rest.until), "reason": rest.reason}
            if say.language == "id":
                explained = told | {"reason": explain_reason(rest.reason)}
                yield Alert("alert_rest", explained, "/panen", told=rest.reason)
            else:
                yield Alert("alert_rest", told, "/panen")
    for pause in load_pauses(connection):
        told = {"name": pause.source_id, "who": pause.paused_by, "at": say.day(pause.paused_at), "reason": pause.reason}
        yield Alert("alert_pause", told, "/panen")


def _money(say: DeskWording, spent: Mapping[str, Any]) -> Iterator[Alert]:
    for name, month in spent.items():
        share = say.percent(month.spent / month.budget)
        yield Alert("alert_money", {"platform": say.term("platform", name), "share": share}, "/panen")
