"""Propose a source, pause one, end a rest, or ask one anew."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from pipeline import clock
from pipeline.desk.access import Admin, ChangingAdmin, ChangingEditor, Visitor
from pipeline.desk.edit.campaign_form import Fields
from pipeline.desk.edit.source_form import FIELDS, LONGEST, ROLES, block_of, find_source_mistakes, is_probed
from pipeline.desk.jobs import LAST_SECONDS, MOST_SECONDS
from pipeline.desk.pages.harvest import harvest_page
from pipeline.desk.pages.home import next_night
from pipeline.desk.render import render
from pipeline.harvest.backoff import backoff_names
from pipeline.platforms.registry import platform_names
from pipeline.platforms.source import SourceBase
from storage.db.engine import reading, transaction
from storage.db.lock import is_locked
from storage.desk.changes import changes_since, record_change
from storage.desk.pauses import end_pause, pause_of, pause_source
from storage.harvest.validators import forget_validators
from storage.jobs.night_jobs import shared_nights
from storage.runs.backoffs import end_backoff, load_backoff

router = APIRouter()
PATIENCE = 45.0
BETWEEN_RETRIES = timedelta(hours=6)
"""No source is read by hand twice within this time: a platform locks out an account that asks too often."""
ASKED_NOW = "read at once"
BEFORE_A_NIGHT = timedelta(seconds=MOST_SECONDS + LAST_SECONDS, minutes=10)
"""No source is read by hand so shortly before a night: the lock of that run could keep the night from beginning."""


@router.post("/panen/bangunkan")
def wake(request: Request, visitor: ChangingEditor, name: Annotated[str, Form()] = "") -> Response:
    """End a rest, because its cause is mended."""
    names = backoff_names(request.app.state.settings.config.sources)
    if name not in names:
        raise HTTPException(404)
    with transaction(request.app.state.engine) as connection:
        end_backoff(connection, name)
        record_change(connection, visitor.user.name, "wake", name, clock.now())
    return harvest_page(request, told="rest_ended")


@router.post("/panen/ulangi")
def retry(request: Request, visitor: ChangingEditor, source_id: Annotated[str, Form()] = "") -> Response:
    """Ask a source anew, believing no list unchanged; now, unless a night or what the platform asked is in the way."""
    source = next((one for one in request.app.state.settings.config.sources if one.id == source_id), None)
    if source is None:
        raise HTTPException(404)
    now = clock.now()
    with transaction(request.app.state.engine) as connection:
        soon = _was_asked(request, connection, source, now)
        ended = "" if soon else _end_rests(connection, source, now)
        forget_validators(connection, source_id)
    told = "retry_too_soon" if soon else "retry_at_rest" if ended else _ask_now(request, source_id, now)
    with transaction(request.app.state.engine) as connection:
        after = ASKED_NOW if told == "retry_begun" else None
        record_change(connection, visitor.user.name, "retry", source_id, now, before=ended or None, after=after)
    return harvest_page(request, told=told)


def _was_asked(request: Request, connection: Connection, source: SourceBase, now: datetime) -> bool:
    """Tell whether who rests with a source was asked by hand, or had its rest ended so, too short a time ago."""
    tried = {
        row.subject for row in changes_since(connection, "retry", now - BETWEEN_RETRIES) if row.before or row.after
    }
    others = [one for one in request.app.state.settings.config.sources if one.id in tried]
    return not backoff_names(others).isdisjoint(backoff_names([source]))


def _end_rests(connection: Connection, source: SourceBase, now: datetime) -> str:
    """End the rests that a source has now, and return their reasons; one that is over still makes the next longer."""
    names = sorted(backoff_names([source]))
    rests = [rest for name in names if (rest := load_backoff(connection, name)) and rest.until > now]
    for rest in rests:
        end_backoff(connection, rest.name)
    return "; ".join(rest.reason or rest.name for rest in rests)


def _ask_now(request: Request, source_id: str, now: datetime) -> str:
    """Begin to ask a source, unless that would keep a night from beginning; return the key of the words that tell."""
    state = request.app.state
    with reading(state.engine) as connection:
        if pause_of(connection, source_id):
            return "retry_of_paused"
        today = now.astimezone(state.settings.zone).date()
        shared = any(night.night == today for night in shared_nights(connection))
    following = next_night(state.settings, now)
    if state.settings.file is None or (following and following - now < BEFORE_A_NIGHT):
        return "retry_noted"
    if shared or is_locked(state.engine):
        return "retry_beside_a_night"
    begun = state.jobs.start(state.settings, source_id, "harvest", {"source_id": source_id})
    return "retry_begun" if begun else "retry_after_another"


@router.post("/panen/jeda")
def pause(
    request: Request,
    visitor: ChangingEditor,
    source_id: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Let nights pass over a source, with the reason that they tell."""
    _require_known(request, source_id)
    now, why = clock.now(), " ".join(reason.split())
    if not why or len(why) > LONGEST:
        wrong = {source_id: "wrong_over_500" if why else "wrong_missing"}
        return harvest_page(request, values={source_id: reason}, mistakes=wrong)
    with transaction(request.app.state.engine) as connection:
        pause_source(connection, source_id, why, visitor.user.name, now)
        record_change(connection, visitor.user.name, "pause", source_id, now, after=why)
    return harvest_page(request, told="paused_now")


@router.post("/panen/lanjut")
def unpause(request: Request, visitor: ChangingEditor, source_id: Annotated[str, Form()] = "") -> Response:
    """Let nights read a source again."""
    with transaction(request.app.state.engine) as connection:
        if not end_pause(connection, source_id):
            raise HTTPException(404)
        record_change(connection, visitor.user.name, "end pause", source_id, clock.now())
    return harvest_page(request, told="pause_ended")


@router.get("/panen/tambah")
def show_source_form(request: Request, _visitor: Admin) -> Response:
    """Show the form, and what the last probe found."""
    return _page(request, {})


@router.post("/panen/tambah")
def propose_source(request: Request, visitor: ChangingAdmin, fields: Fields) -> Response:
    """Note who proposes which source and why; probe a website; show the block that is to be pasted."""
    told = {name: str(fields.get(name) or "").strip() for name in FIELDS}
    wrong = find_source_mistakes(told, request.app.state.settings.config)
    if wrong:
        return _page(request, told, wrong)
    probed = is_probed(told["platform"])
    if probed and not request.app.state.jobs.start(request.app.state.settings, told["address"], "probe", told):
        return _page(request, told, told_key="job_busy", status=409)
    _note(request, visitor, told)
    if not probed:
        return _page(request, told, block=block_of(told) or "")
    request.app.state.jobs.wait(PATIENCE)
    return RedirectResponse(f"{request.scope.get('root_path', '')}/panen/tambah", 303)


def _note(request: Request, visitor: Visitor, told: dict[str, str]) -> None:
    after = json.dumps({name: told[name] for name in ("platform", "role", "agency", "reason")}, ensure_ascii=False)
    with transaction(request.app.state.engine) as connection:
        record_change(connection, visitor.user.name, "propose source", told["address"], clock.now(), after=after)


def _require_known(request: Request, source_id: str) -> None:
    if source_id not in {source.id for source in request.app.state.settings.config.sources}:
        raise HTTPException(404)


def _page(  # noqa: PLR0913  # what the page shows
    request: Request,
    values: dict[str, str],
    wrong: dict[str, str] | None = None,
    *,
    block: str = "",
    told_key: str = "",
    status: int = 200,
) -> Response:
    jobs = request.app.state.jobs
    return render(
        request,
        "source_form.html.j2",
        422 if wrong else status,
        values=values,
        mistakes=wrong or {},
        platforms=sorted(platform_names(), key=is_probed, reverse=True),  # those that are tried first
        roles=ROLES,
        block=block,
        told_key=told_key,
        running=jobs.running,
        probing=jobs.what == "probe",
        last=jobs.last if jobs.last and jobs.last.what == "probe" else None,
    )
