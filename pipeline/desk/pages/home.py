"""Home: whether everything is all right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from pipeline import clock
from pipeline.desk.access import LOGGED_IN
from pipeline.desk.kept import Figure, figure_for
from pipeline.desk.pages.alerts import load_alerts
from pipeline.desk.render import DeskWording, language_of, render, wording_of
from pipeline.desk.sections import Cell, Section, badge, link
from pipeline.desk.words.catalogue import say_word
from pipeline.harvest.budget import Month, month_of
from pipeline.platforms.registry import paying_platforms
from pipeline.settings.models import Settings
from storage.db.engine import reading
from storage.desk.overview import count_to_answer, count_waiting, last_night, open_decision, week_counts
from storage.desk.pauses import load_pauses
from storage.desk.post_lists import load_rows
from storage.queries.weeks import source_roles
from storage.runs.runs import source_health

router = APIRouter()
HEALTH = Figure("health", source_health, of_runs=True)
WAITING, TO_ANSWER = Figure("waiting", count_waiting), Figure("to answer", count_to_answer)
FIGURES = (HEALTH, WAITING, TO_ANSWER)


def _nearly_spent(months: Mapping[str, Any], state: Any) -> dict[str, Any]:
    """Return the months of which so much of the budget is spent that a message tells of it too."""
    share = state.settings.config.notify.budget_share
    return {name: one for name, one in months.items() if one.budget and one.spent >= share * one.budget}


@router.get("/", dependencies=LOGGED_IN)
def show_home(request: Request) -> Response:
    """Show the channels' health, the week at a glance, what waits, and the month's money."""
    state, say, now = request.app.state, wording_of(request), clock.now()
    language = language_of(request)
    today = now.astimezone(state.settings.zone).date()
    monday = today - timedelta(days=today.weekday())
    with reading(state.engine) as connection:
        health, roles = figure_for(request, connection, HEALTH), source_roles(connection)
        waiting = figure_for(request, connection, WAITING)
        to_answer = figure_for(request, connection, TO_ANSWER)
        week = week_counts(connection, monday, today)
        before = week_counts(connection, monday - timedelta(days=7), monday - timedelta(days=1))
        spent = Figure(f"months {now:%Y-%m-%d %H}", lambda reader: _months(reader, state, now))
        months = figure_for(request, connection, spent)
        night = last_night(connection)
        alerts = load_alerts(connection, say, now, night, _nearly_spent(months, state))
        asked, paused = open_decision(connection), {row.source_id for row in load_pauses(connection)}
        running = load_rows(connection, "v_runs", "state = 'running' LIMIT 1")
    root = request.scope.get("root_path", "")
    return render(
        request,
        "home.html.j2",
        decision=_decision(waiting, health, language),
        to_answer=to_answer,
        week=week,
        before=before,
        months=months,
        night=night,
        running=bool(running),
        following=next_night(state.settings, now),
        alerts=alerts,
        asked=asked,
        sections=[_channels(health, roles, paused, say, language, root)],
    )


def _months(connection: Connection, state: Any, now: datetime) -> dict[str, Month]:
    return {one.name: month_of(connection, state.settings, one, now) for one in paying_platforms()}


def next_night(settings: Settings, now: datetime) -> datetime | None:
    """Return when the configured schedule begins the next night."""
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415  # slow to import

    trigger = CronTrigger.from_crontab(settings.config.schedule.cron, timezone=settings.zone)
    found: datetime | None = trigger.get_next_fire_time(None, now)
    return found


def _decision(waiting: int, health: Any, language: str) -> str:
    """Name the worst thing that a person can decide now, in one sentence."""
    if waiting:
        return say_word("decide_waiting", language, n=waiting)
    bad = [row.source_id for row in health if row.outcome in {"blocked", "failed"}]
    if bad:
        return say_word("decide_channels", language, names=", ".join(bad[:3]))
    return say_word("decide_nothing", language)


def _channels(  # noqa: PLR0913, PLR0917  # what a row shows
    health: Any, roles: Any, paused: set[str], say: DeskWording, language: str, root: str
) -> Section:
    def word(key: str) -> str:
        return say_word(key, language)

    rows = list[list[Cell]]()
    for row in health:
        outcome = row.outcome or "skipped"
        rows.append(
            [
                link(row.source_id, f"{root}/unggahan?source={row.source_id}"),
                say.term("platform", row.platform),
                say.term("role", roles.get(row.source_id, "")),
                badge(
                    word("paused") if row.source_id in paused else say.term("outcome", outcome),
                    good=outcome == "complete",
                ),
                say.moment(row.last_run_at) if row.last_run_at else "–",
                say.number(row.stored_total),
                row.reason or "",
            ]
        )
    columns = [word(key) for key in ("account", "channel", "source_role", "state", "last_look", "stored", "reason")]
    return Section(word("channels"), columns, rows, numbers=[word("stored")])
