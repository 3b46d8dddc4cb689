"""Make and edit campaigns and activities; they are kept in the store, beside those of config.yaml."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Path, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from pipeline import clock
from pipeline.analysis.campaigns.posts import find_posts, sources_of
from pipeline.analysis.known_campaigns import folded_name, known_campaigns
from pipeline.desk.access import ChangingEditor, Editor
from pipeline.desk.edit.campaign_form import (
    MOST,
    PLANNED,
    Fields,
    activity_mistakes,
    activity_of,
    campaign_mistakes,
    definition_of,
    empty_campaign,
    read_campaign,
    shown_campaign,
)
from pipeline.desk.render import render
from pipeline.platforms.registry import platform_names
from pipeline.settings.models import Config
from pipeline.settings.sections import Campaign
from pipeline.transform.text.taxonomy import DIMENSIONS
from storage.db.engine import reading, transaction
from storage.desk.campaigns import (
    digest_of_definition,
    hold_definitions,
    is_stored,
    remove_activity,
    remove_definition,
    rename_in_activities,
    save_activity,
    save_definition,
    show_campaign,
)
from storage.desk.changes import record_change
from storage.queries.weeks import own_sources

router = APIRouter()


@router.get("/kampanye/baru")
def new_campaign(request: Request, _visitor: Editor) -> Response:
    """Show an empty form."""
    return _campaign_form(request, empty_campaign())


@router.get("/kampanye/ubah")
def edit_campaign(request: Request, _visitor: Editor, nama: str = "") -> Response:
    """Show the form of a campaign that was made at the desk."""
    campaign = _of_desk(request, nama)
    with reading(request.app.state.engine) as connection:
        seen = digest_of_definition(connection, nama)
    return _campaign_form(request, shown_campaign(campaign) | {"before": campaign.name, "seen": seen})


@router.post("/kampanye/simpan")
def save_campaign(request: Request, visitor: ChangingEditor, fields: Fields) -> Response:
    """Keep a campaign and show at once which posts belong to it, or show what is wrong, field by field."""
    told, config = read_campaign(fields), request.app.state.settings.config
    made, before = definition_of(told, platform_names()), told.get("before", "")
    with reading(request.app.state.engine) as connection:
        taken = _taken(connection, config, made, before)
    wrong = campaign_mistakes(made, taken, [source.id for source in config.sources], platform_names())
    if before in {one.name for one in config.campaigns}:  # it is edited there
        raise HTTPException(404)
    if wrong:
        return _campaign_form(request, empty_campaign() | told, wrong)
    campaign, now = Campaign.model_validate(made), clock.now()
    with reading(request.app.state.engine) as connection:
        members, channels = _seen_now(connection, campaign)
    with transaction(request.app.state.engine) as connection:
        hold_definitions(connection)
        is_new = not is_stored(connection, made, before)  # otherwise by an earlier click
        if is_new and (change := _change_meanwhile(connection, config, told, made)):
            known, mistake = change
            return _campaign_form(request, told | known, {"name": mistake})
        if is_new and before and before != campaign.name:
            remove_definition(connection, before, shown=True)
            rename_in_activities(connection, before, campaign.name)
        show_campaign(connection, campaign.name, (campaign.starts_on, campaign.ends_on), members, channels)
        if is_new:
            save_definition(connection, made, visitor.user.name, now)
            told_of = {"before": before or None, "after": json.dumps(made, ensure_ascii=False)}
            record_change(connection, visitor.user.name, "campaign", campaign.name, now, **told_of)
    return _to(request, f"/kampanye/satu?nama={quote(campaign.name)}&tersimpan=1")


def _taken(connection: Connection, config: Config, made: Mapping[str, Any], before: str) -> set[str]:
    """Return the names of other campaigns, folded."""
    own = {folded_name(before)} | ({folded_name(made["name"])} if is_stored(connection, made, before) else set())
    of_desk = {folded_name(name) for name in known_campaigns(config, connection).of_desk}
    return of_desk - own | {folded_name(one.name) for one in config.campaigns}


def _change_meanwhile(
    connection: Connection, config: Config, told: Mapping[str, Any], made: Mapping[str, Any]
) -> tuple[dict[str, str], str] | None:
    """Return what the form now knows, and the key of the words for what others changed since it was opened."""
    before, seen = told.get("before", ""), told.get("seen")
    held = digest_of_definition(connection, before)
    if before and not held:
        return {"before": "", "seen": ""}, "wrong_removed_meanwhile"
    if seen and seen != held:
        return {"seen": held}, "wrong_changed_meanwhile"
    return ({}, "wrong_taken") if folded_name(made["name"]) in _taken(connection, config, made, before) else None


@router.post("/kampanye/hapus")
def delete_campaign(request: Request, visitor: ChangingEditor, nama: Annotated[str, Form()] = "") -> Response:
    """Forget a campaign that was made at the desk."""
    configured = {campaign.name for campaign in request.app.state.settings.config.campaigns}
    with transaction(request.app.state.engine) as connection:
        if not remove_definition(connection, nama, shown=nama not in configured):
            raise HTTPException(404)
        record_change(connection, visitor.user.name, "remove campaign", nama, clock.now())
    return _to(request, "/kampanye")


@router.get("/kampanye/kegiatan")
def new_activity(request: Request, _visitor: Editor, kampanye: str = "") -> Response:
    """Show an empty form of an activity."""
    return _activity_form(request, {"campaign": kampanye})


@router.post("/kampanye/kegiatan")
def add_activity(request: Request, visitor: ChangingEditor, fields: Fields) -> Response:
    """Keep an activity, or show what is wrong, field by field."""
    told, now = read_campaign(fields), clock.now()
    with reading(request.app.state.engine) as connection:
        names = known_campaigns(request.app.state.settings.config, connection).names
    wrong = activity_mistakes(told, names)
    if wrong:
        return _activity_form(request, told, wrong)
    made = activity_of(told)
    with transaction(request.app.state.engine) as connection:
        save_activity(connection, made, visitor.user.name, now)
        after = json.dumps(made, ensure_ascii=False, default=str)
        record_change(connection, visitor.user.name, "activity", made["kind"], now, after=after)
    return _to(request, "/kampanye")


@router.post("/kampanye/kegiatan/{number}/hapus")
def delete_activity(request: Request, visitor: ChangingEditor, number: Annotated[int, Path(ge=0, lt=MOST)]) -> Response:
    """Take an activity of the desk away."""
    with transaction(request.app.state.engine) as connection:
        gone = remove_activity(connection, number)
        if gone is None:
            raise HTTPException(404)
        record_change(
            connection, visitor.user.name, "remove activity", gone.kind, clock.now(), before=str(gone.held_on)
        )
    return _to(request, "/kampanye")


def _of_desk(request: Request, name: str) -> Campaign:
    with reading(request.app.state.engine) as connection:
        known = known_campaigns(request.app.state.settings.config, connection)
    found = next((one for one in known.campaigns if one.name == name and name in known.of_desk), None)
    if found is None:
        raise HTTPException(404)
    return found


def _seen_now(connection: Connection, campaign: Campaign) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Find the posts of a campaign, and its plan by platform; how its posts compare is for the night to compute."""
    found = find_posts(connection, campaign, sources_of(campaign, own_sources(connection)), date.max)
    members = [
        {"campaign": campaign.name, "post_id": post.post_id, "reason": post.reason, "score_7d": None}
        for post in found.posts
    ]
    channels = [
        {
            "campaign": campaign.name,
            "platform": platform,
            "planned_posts": getattr(campaign.plan.get(platform), "posts", None),
            "target_interactions": getattr(campaign.plan.get(platform), "interactions", None),
            "target_views": getattr(campaign.plan.get(platform), "views", None),
            "posts_scored": 0,
            "others_scored": 0,
            "verdict": "insufficient_data",
            "weeks_compared": 0,
        }
        for platform in sorted({post.platform for post in found.posts} | set(campaign.plan))
    ]
    return members, channels


def _campaign_form(request: Request, values: Mapping[str, Any], wrong: Mapping[str, str] | None = None) -> Response:
    config = request.app.state.settings.config
    return render(
        request,
        "campaign_form.html.j2",
        422 if wrong else 200,
        values=values,
        mistakes=wrong or {},
        dimensions=tuple(DIMENSIONS),
        sources=[source.id for source in config.sources],
        platforms=sorted({source.platform for source in config.sources}),
        planned=PLANNED,
    )


def _activity_form(request: Request, values: Mapping[str, Any], wrong: Mapping[str, str] | None = None) -> Response:
    with reading(request.app.state.engine) as connection:
        names = known_campaigns(request.app.state.settings.config, connection).names
    return render(
        request,
        "activity_form.html.j2",
        422 if wrong else 200,
        values=values,
        mistakes=wrong or {},
        campaigns=names,
        dimensions=(*DIMENSIONS, "none"),
    )


def _to(request: Request, path: str) -> Response:
    return RedirectResponse(f"{request.scope.get('root_path', '')}{path}", 303)
