"""Campaigns: what was planned, what was done, and whether it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response

from pipeline.analysis.known_campaigns import known_campaigns
from pipeline.desk.access import LOGGED_IN
from pipeline.desk.render import DeskWording, render, wording_of, words_of
from pipeline.desk.sections import Cell, Section, link
from pipeline.settings.sections import Campaign
from storage.db.engine import reading
from storage.desk.campaigns import load_activities
from storage.desk.post_lists import load_rows

router = APIRouter()
Words = Callable[..., list[str]]
NUMBERS = (
    "target", "done", "interactions", "reached", "cost", "posts_per_day", "campaign_posts", "programme_share",
    "median_score", "ratio", "days",
)  # fmt: skip


@router.get("/kampanye", dependencies=LOGGED_IN)
def show_campaigns(request: Request) -> Response:
    """Show every campaign by channel, and the activities off line."""
    say, words, root = wording_of(request), words_of(request), request.scope.get("root_path", "")
    with reading(request.app.state.engine) as connection:
        known = known_campaigns(request.app.state.settings.config, connection)
        campaigns = load_rows(connection, "v_campaigns", "1 = 1")
        activities = load_rows(connection, "v_activities", "1 = 1 ORDER BY held_on DESC LIMIT 200")
        mine = load_activities(connection)
    rows = [_campaign_row(one, say, root) for one in _newest_first(campaigns, say)]
    seen = {one.campaign for one in campaigns}
    rows += [_unseen_row(one, say, words) for one in known.campaigns if one.name not in seen]
    sections = [
        Section(
            words("menu_campaigns")[0],
            words("campaign", "period", "channel", "target", "done", "interactions", "verdict"),
            rows,
            note=words("verdict_note")[0],
            empty=words("no_campaign")[0],
            numbers=words(*NUMBERS),
        ),
        _activities(activities, say, words),
    ]
    return render(
        request,
        "campaigns.html.j2",
        title=words("menu_campaigns")[0],
        told="",
        wrong="",
        faults=known.faults,
        one=None,
        mine=mine,
        sections=sections,
    )


@router.get("/kampanye/satu", dependencies=LOGGED_IN)
def show_campaign(request: Request, nama: str = "", tersimpan: str = "") -> Response:
    """Show one campaign: by channel, in its phases, and its activities off line."""
    say, words = wording_of(request), words_of(request)
    with reading(request.app.state.engine) as connection:
        known = known_campaigns(request.app.state.settings.config, connection)
        told = load_rows(connection, "v_campaigns", "campaign = :campaign", campaign=nama)
        phases = load_rows(
            connection, "v_campaign_phases", "campaign = :campaign ORDER BY source_id, starts_on", campaign=nama
        )
        activities = load_rows(
            connection, "v_activities", "campaign = :campaign ORDER BY held_on DESC LIMIT 200", campaign=nama
        )
    if not told:
        raise HTTPException(404)
    of_desk = nama in known.of_desk
    note = words("campaign_of_desk" if of_desk else "campaign_of_config")[0]
    one = {
        "name": nama,
        "of_desk": of_desk,
        "note": f"{say.day(told[0].starts_on)} – {say.day(told[0].ends_on)}. {note}",
    }
    sections = [
        _channels(_newest_first(told, say), say, words),
        _phases(phases, say, words),
        _activities(activities, say, words),
    ]
    return render(
        request,
        "campaigns.html.j2",
        title=nama,
        told=words("campaign_stored")[0] if tersimpan else "",
        wrong="",
        faults={},
        one=one,
        mine=(),
        sections=sections,
    )


def _campaign_row(one: Any, say: DeskWording, root: str) -> list[Cell]:
    return [
        link(one.campaign, f"{root}/kampanye/satu?nama={quote(one.campaign)}"),
        f"{say.day(one.starts_on)} – {say.day(one.ends_on)}",
        say.term("platform", one.platform) if one.platform else "–",
        say.number(one.planned_posts),
        say.number(one.posts),
        say.number(one.interactions),
        say.term("verdict", one.verdict),
    ]


def _newest_first(rows: Iterable[Any], say: DeskWording) -> list[Any]:
    """Sort channels of campaigns: the newest campaign first, its channels in the order in which platforms are shown."""
    return sorted(rows, key=lambda row: (-row.starts_on.toordinal(), row.campaign, say.place(str(row.platform))))


def _unseen_row(one: Campaign, say: DeskWording, words: Words) -> list[Cell]:
    """Show a campaign of config.yaml that no night has seen yet."""
    return [one.name, f"{say.day(one.starts_on)} – {say.day(one.ends_on)}", *["–"] * 4, *words("no_phase")]


def _channels(told: Iterable[Any], say: DeskWording, words: Words) -> Section:
    rows = [
        [
            say.term("platform", one.platform) if one.platform else "–",
            say.number(one.planned_posts),
            say.number(one.posts),
            say.number(one.interactions),
            say.term("verdict", one.verdict),
            _ratio(one, say),
        ]
        for one in told
    ]
    columns = words("channel", "target", "done", "interactions", "verdict", "ratio")
    return Section(words("channels_plan")[0], columns, rows, note=words("verdict_note")[0], numbers=words(*NUMBERS))


def _ratio(one: Any, say: DeskWording) -> str:
    if one.score_ratio is None:
        return "–"
    return f"{say.number(one.score_ratio, 1)} ({say.number(one.ratio_low, 1)}–{say.number(one.ratio_high, 1)})"


def _phases(phases: Iterable[Any], say: DeskWording, words: Words) -> Section:
    rows = [
        [
            one.source_id,
            say.term("phase", one.phase),
            f"{say.day(one.starts_on)} – {say.day(one.ends_on)}",
            say.number(one.posts_per_day, 1),
            say.number(one.campaign_posts),
            say.percent(one.programme_share),
            say.number(one.median_score, 1),
        ]
        for one in phases
    ]
    columns = words("account", "phase", "period", "posts_per_day", "campaign_posts", "programme_share", "median_score")
    return Section(
        words("phases")[0],
        columns,
        rows,
        note=words("phases_note")[0],
        empty=words("no_phase")[0],
        numbers=words(*NUMBERS),
    )


def _activities(activities: Iterable[Any], say: DeskWording, words: Words) -> Section:
    held = [
        [
            say.day(a.held_on),
            a.kind,
            link(a.title or a.url, a.url, outside=True) if a.url else a.title or "–",
            a.campaign or "–",
            a.district or "–",
            say.number(a.reached),
            say.number(a.cost),
            a.note or "",
        ]
        for a in activities
    ]
    columns = words("when", "kind", "activity_title", "campaign", "place", "reached", "cost", "note")
    return Section(
        words("activities")[0],
        columns,
        held,
        note=words("counted_by_hand")[0],
        empty=words("no_activity")[0],
        numbers=words(*NUMBERS),
    )
