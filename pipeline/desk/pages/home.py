"""Home: whether everything is all right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from pipeline import clock
from pipeline.desk.access import LOGGED_IN
from pipeline.desk.kept import Figure, figure_for
from pipeline.desk.pages.alerts import Alert, load_alerts
from pipeline.desk.render import DeskWording, language_of, render, wording_of, words_of
from pipeline.desk.sections import Cell, Section, badge, because, link
from pipeline.desk.words.catalogue import say_word
from pipeline.harvest.budget import Paid, paid_of
from pipeline.platforms.registry import exact_totals, paying_platforms
from pipeline.report.content.figures import was_not_read
from pipeline.settings.models import Settings
from storage.analysis.coverage import load_coverage
from storage.db.engine import reading
from storage.desk.lateness import late_sources, turns_read
from storage.desk.overview import count_to_answer, last_night, open_decision, week_counts
from storage.desk.pauses import load_pauses, pauses_ended
from storage.desk.post_lists import load_rows
from storage.queries.weeks import source_roles
from storage.runs.runs import source_health

router = APIRouter()
HEALTH = Figure("health", source_health, of_runs=True)
TO_ANSWER = Figure("to answer", count_to_answer)
TURNS = Figure("turns read", turns_read, of_runs=True)
FIGURES = (HEALTH, TO_ANSWER, TURNS)
OF_THE_CITY = ("own", "agency")
NAMED = 3


class Decision(NamedTuple):
    """The decision that a person is asked for, and the page where its matter stands."""

    words: str
    page: str = ""


def _nearly_spent(months: Mapping[str, Paid], state: Any) -> dict[str, Paid]:
    """Return the months of which so much of the budget is spent that a message tells of it too."""
    share = state.settings.config.notify.budget_share
    return {name: one for name, one in months.items() if one.budget and one.spent >= share * one.budget}


@router.get("/", dependencies=LOGGED_IN)
def show_home(request: Request) -> Response:
    """Show the channels' health, the week at a glance, what waits, and the month's money."""
    state, say, now = request.app.state, wording_of(request), clock.now()
    today = now.astimezone(state.settings.zone).date()
    monday = today - timedelta(days=today.weekday())
    own = {one.id: one.platform for one in state.settings.config.sources if state.settings.config.role_of(one) == "own"}
    platforms = {source.platform for source in state.settings.config.sources}
    with reading(state.engine) as connection:
        health, roles = figure_for(request, connection, HEALTH), source_roles(connection)
        to_answer = figure_for(request, connection, TO_ANSWER)
        week = week_counts(connection, monday, today)
        before = week_counts(connection, monday - timedelta(days=7), monday - timedelta(days=1))
        known = figure_for(request, connection, _known(state.settings.zone, monday))
        paid = {one.name: paid_of(connection, state.settings, one, now) for one in paying_platforms()}
        months = {name: month for name, month in paid.items() if month.spent or name in platforms}
        night = last_night(connection)
        alerts = load_alerts(connection, say, now, night, _nearly_spent(months, state))
        asked, paused = open_decision(connection), {row.source_id: row for row in load_pauses(connection)}
        turns, ended = figure_for(request, connection, TURNS), pauses_ended(connection)
        running = load_rows(connection, "v_runs", "state = 'running'")
        reading_now = {row.source_id for row in running if row.outcome is None}
    watched = _watched(health, state.settings, paused, reading_now)
    of_city = [row for row in health if roles.get(row.source_id) in OF_THE_CITY]
    ever_read = any(row.stored_total or row.last_complete_at for row in of_city)
    return render(
        request,
        "home.html.j2",
        decision=_decision(
            request,
            to_answer.questions_overdue if to_answer else 0,
            watched,
            alerts,
            late_sources(turns, ended),
            ever_read=bool(watched) or ever_read,
        ),
        to_answer=to_answer,
        week=_beside(week, before, own, known),
        months=months,
        night=night,
        running=bool(running),
        following=next_night(state.settings, now),
        alerts=alerts,
        asked=asked,
        sections=[_channels(request, health, roles, paused, reading_now)],
    )


def _beside(
    week: Sequence[Any], before: Sequence[Any], own: Mapping[str, str], known: tuple[Collection[str], Collection[str]]
) -> list[tuple[str, int | None, int | None]]:
    """Give platform, posts so far this week, and those of the whole week before; a silent one stays seen.

    None is unknown: of the week before where a channel of the platform is not wholly *known*, of this week where none
    was counted and a channel was not looked at. *own* are the own channels and their platforms.
    """
    now, then = ({row.platform: row.posts for row in rows} for rows in (week, before))
    unknown, unlooked = ({own[source] for source in own.keys() - one} for one in known)
    return [
        (
            name,
            now.get(name) or (None if name in unlooked else 0),
            None if name in unknown else then.get(name, 0),
        )
        for name in sorted({*now, *then})
    ]


def _known(zone: ZoneInfo, monday: date) -> Figure:
    """Find the sources of which all posts of last week are known, and those that were wholly read since *monday*."""
    last = monday - timedelta(days=1)

    def find(reader: Connection) -> tuple[set[str], set[str]]:
        coverage = load_coverage(reader, zone, exact_totals())
        return coverage.wholly_known(monday - timedelta(days=7), last), coverage.wholly_known(monday, last)

    return Figure(("known", str(monday)), find, of_runs=True)


def next_night(settings: Settings, now: datetime) -> datetime | None:
    """Return when the configured schedule begins the next night."""
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415  # slow to import

    trigger = CronTrigger.from_crontab(settings.config.schedule.cron, timezone=settings.zone)
    found: datetime | None = trigger.get_next_fire_time(None, now)
    return found


def _decision(  # noqa: PLR0913  # the last is named
    request: Request,
    waiting: int,
    watched: Sequence[Any],
    alerts: Sequence[Alert],
    late: Mapping[str, datetime],
    *,
    ever_read: bool,
) -> Decision:
    """Name the worst thing that a person can decide now, as the report does: channels first, then what waits.

    Nothing is urgent also where every channel is paused or in its turn, once the city's channels were read at all.
    """
    say, zone = partial(say_word, language=language_of(request)), request.app.state.settings.zone
    bad = [row.source_id for row in watched if was_not_read(row.outcome)]
    if bad:
        return Decision(say("decide_channels", names=_some(bad)), "/panen")
    behind = sorted((late[row.source_id], row.source_id) for row in watched if row.source_id in late)
    if behind:
        day = wording_of(request).day
        names = _some([say("late_since", name=name, day=day(at.astimezone(zone).date())) for at, name in behind])
        return Decision(say("decide_late", names=names), "/panen")
    if waiting:
        return Decision(say("decide_waiting", n=wording_of(request).number(waiting)), "/warga")
    if alerts:
        return Decision(say("decide_alerts"))
    return Decision(say("decide_nothing" if ever_read else "decide_unread"))


def _some(names: Sequence[str]) -> str:
    more = f" (+{len(names) - NAMED})" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _watched(
    health: Sequence[Any], settings: Settings, paused: Mapping[str, Any], reading_now: Collection[str]
) -> list[Any]:
    """Return the city's own channels whose last turn counts: of the office or an agency, not excused, not under way."""
    config = settings.config
    names = {source.id for source in config.sources if config.role_of(source) in OF_THE_CITY}
    excused = config.unasked({row.source_id: row.outcome for row in health}, paused)
    return [row for row in health if row.source_id in names - excused and row.source_id not in reading_now]


def _channels(
    request: Request, health: Any, roles: Any, paused: Mapping[str, Any], reading_now: Collection[str]
) -> Section:
    """Show each channel with its last turn, those that are not complete first, and the reason or who paused it."""
    say, words, root = wording_of(request), words_of(request), request.scope.get("root_path", "")
    rows = list[list[Cell]]()
    for row in sorted(health, key=lambda one: one.outcome == "complete" and one.source_id not in paused):
        pause = paused.get(row.source_id)
        rows.append(
            [
                link(row.source_id, f"{root}/unggahan?source={row.source_id}"),
                badge(
                    say_word("paused", say.language) if pause else _last_outcome(row, say, reading_now),
                    good=row.outcome == "complete",
                ),
                say.term("platform", row.platform),
                say.term("role", roles.get(row.source_id, "")),
                say.moment(row.last_run_at) if row.last_run_at else "–",
                say.number(row.stored_total),
                _paused_words(pause, say) if pause else because(row.reason, say.language),
            ]
        )
    title, note, stored = words("channels", "reasons_note", "stored")
    columns = words("account", "state", "channel", "source_role", "last_look", "stored", "reason")
    return Section(title, columns, rows, note=note, numbers=[stored])


def _last_outcome(row: Any, say: DeskWording, reading_now: Collection[str]) -> str:
    if row.outcome:
        return say.term("outcome", row.outcome)
    return say.term("night_state", "running" if row.source_id in reading_now else "broken off")


def _paused_words(pause: Any, say: DeskWording) -> str:
    told = {"name": pause.source_id, "who": pause.paused_by, "at": say.day(pause.paused_at), "reason": pause.reason}
    return say_word("alert_pause", say.language, **told)
