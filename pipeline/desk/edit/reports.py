"""Make a report or a research package, and tick off what reports asked for."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from collectors.errors import ConfigError
from pipeline import clock
from pipeline.clock import last_finished_week
from pipeline.desk.access import ChangingEditor
from pipeline.desk.jobs import Jobs
from pipeline.desk.pages.reports import reports_page
from pipeline.package.days import read_days
from pipeline.reporting.asked import Asked
from pipeline.reporting.decisions_file import take_in_decisions, write_decisions
from pipeline.run.context import RunContext
from pipeline.run.stop import Stop
from pipeline.settings.sections import FIRST_DAY
from storage.db.engine import reading, transaction
from storage.desk.changes import record_change
from storage.runs.decisions import decision_of, note_decision

router = APIRouter()
PATIENCE = 20.0  # seconds that a visitor waits for the report itself; then a page says that it is being made
DONE = {"ya": True, "tidak": False, "": None}
LONGEST = 500
SHAPES = {
    "week": r"\d{4}-W\d{1,2}",
    "day": r"\d{4}-\d{2}-\d{2}",
    "month": r"\d{4}-\d{2}",
    "quarter": r"\d{4}-[QqT][1-4]",
}


@router.post("/laporan")
def make_report(
    request: Request,
    visitor: ChangingEditor,
    period: Annotated[str, Form()] = "",
    first: Annotated[str, Form()] = "",
    last: Annotated[str, Form()] = "",
) -> Response:
    """Make the report of a week, day, month, quarter or any days that are over."""
    told = {"period": period.strip(), "first": first, "last": last}
    asked, wrong = _asked(told, request.app.state.settings.zone)
    if wrong:
        return reports_page(request, values=told, mistakes=wrong)
    name = told["period"] or f"{first}--{last}"
    return _make(request, visitor.user.name, name, "report", asked, told)


@router.post("/laporan/paket")
def make_package(
    request: Request,
    visitor: ChangingEditor,
    package_first: Annotated[str, Form()] = "",
    package_last: Annotated[str, Form()] = "",
) -> Response:
    """Make the research package of days that are over."""
    told = {"package_first": package_first, "package_last": package_last}
    wrong = {name: "wrong_missing" for name, value in told.items() if not value}
    try:
        if not wrong:
            read_days(package_first, package_last, _today(request.app.state.settings.zone))
    except ConfigError:
        wrong = {"package_last": "wrong_days"}
    if wrong:
        return reports_page(request, values=told, mistakes=wrong)
    asked = {"first": package_first, "last": package_last}
    return _make(request, visitor.user.name, f"{package_first}--{package_last}", "package", asked, told)


@router.post("/laporan/keputusan")
def tick_off(
    request: Request,
    visitor: ChangingEditor,
    week: Annotated[str, Form()] = "",
    done: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Note what became of a week's decision; the file for spreadsheets follows, unless it waits to be mended."""
    engine, now = request.app.state.engine, clock.now()
    with reading(engine) as connection:
        held = decision_of(connection, week)
    if held is None or done not in DONE:
        raise HTTPException(404)
    words = note.strip()
    if len(words) > LONGEST:
        return reports_page(
            request, values={"week": week, "done": done, "note": note}, mistakes={"note": "wrong_over_500"}
        )
    run = RunContext(request.app.state.settings, engine, 0, Stop())
    rewritable = take_in_decisions(run)  # what people wrote into the file since the last night
    with transaction(engine) as connection:
        note_decision(connection, week, DONE[done], words or None, held.decision)
        record_change(connection, visitor.user.name, "decision", week, now, after=done or "–")
    if rewritable:
        write_decisions(run)
    return RedirectResponse(f"{request.scope.get('root_path', '')}/laporan#keputusan", 303)


def _make(  # noqa: PLR0913, PLR0917  # what is made, and what was typed
    request: Request, who: str, name: str, what: str, asked: dict[str, str], told: dict[str, str]
) -> Response:
    jobs: Jobs = request.app.state.jobs
    if not jobs.start(request.app.state.settings, name, what, asked):
        return reports_page(request, values=told, wrong="job_busy", status=409)
    with transaction(request.app.state.engine) as connection:
        record_change(connection, who, what, name, clock.now())
    jobs.wait(PATIENCE)
    return RedirectResponse(f"{request.scope.get('root_path', '')}/laporan", 303)


def _asked(told: dict[str, str], zone: ZoneInfo) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is asked for as ``pantau report`` has it, and field → key of the words that say what is wrong."""
    period, first, last = told["period"], told["first"], told["last"]
    if not period:
        wrong = {name: "wrong_missing" for name in ("first", "last") if not told[name]}
        if len(wrong) == 2:  # noqa: PLR2004  # nothing at all was told
            return {}, {"period": "wrong_period"}
        found = {"first": first, "last": last}
        return (found, wrong) if wrong else (found, _wrong_asked(found, "last", zone))
    kind = next((kind for kind, shape in SHAPES.items() if re.fullmatch(shape, period)), "")
    found = {kind: period}
    return (found, _wrong_asked(found, "period", zone)) if kind else ({}, {"period": "wrong_period"})


def _wrong_asked(found: dict[str, str], field: str, zone: ZoneInfo) -> dict[str, str]:
    asked, wrong = Asked(**found), {field: "wrong_period" if field == "period" else "wrong_days"}
    try:
        period, week = asked.period(), asked.iso_week()
    except ConfigError:
        return wrong
    if period and period.first < FIRST_DAY:
        return wrong
    over = (week <= last_finished_week(clock.now(), zone)) if week else not period or period.last < _today(zone)
    return {} if over else {field: "wrong_not_over"}


def _today(zone: ZoneInfo) -> date:
    return clock.now().astimezone(zone).date()
