"""Campaigns: what was planned, what was done, and whether it shows."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from pipeline.desk.access import LOGGED_IN
from pipeline.desk.render import language_of, render, wording_of
from pipeline.desk.sections import Cell, Section, link
from pipeline.desk.words.catalogue import say_word
from storage.db.engine import reading
from storage.desk.post_lists import load_rows

router = APIRouter()


@router.get("/kampanye", dependencies=LOGGED_IN)
def show_campaigns(request: Request) -> Response:
    """Show every campaign by channel, and the activities off line."""
    language, say = language_of(request), wording_of(request)
    root = request.scope.get("root_path", "")
    with reading(request.app.state.engine) as connection:
        campaigns = load_rows(connection, "v_campaigns", "1 = 1 ORDER BY starts_on DESC, campaign, platform")
        activities = load_rows(connection, "v_activities", "1 = 1 ORDER BY held_on DESC LIMIT 200")

    def words(*keys: str) -> list[str]:
        return [say_word(key, language) for key in keys]

    rows = list[list[Cell]]()
    for one in campaigns:
        rows.append(
            [
                link(one.campaign, f"{root}/unggahan?campaign={one.campaign}"),
                f"{say.day(one.starts_on)} – {say.day(one.ends_on)}",
                say.term("platform", one.platform) if one.platform else "–",
                say.number(one.planned_posts),
                say.number(one.posts),
                say.number(one.interactions),
                say.term("verdict", one.verdict),
            ]
        )
    columns = words("campaign", "period", "channel", "target", "done", "interactions", "verdict")
    numbers = words("target", "done", "interactions", "reached")
    held = [
        [say.day(a.held_on), a.kind, a.campaign or "–", a.district or "–", say.number(a.reached)] for a in activities
    ]
    sections = [
        Section(
            say_word("menu_campaigns", language),
            columns,
            rows,
            note=say_word("verdict_note", language),
            numbers=numbers,
        ),
        Section(
            say_word("activities", language),
            words("when", "kind", "campaign", "place", "reached"),
            held,
            numbers=numbers,
        ),
    ]
    return render(
        request, "sections.html.j2", title=say_word("menu_campaigns", language), told="", wrong="", sections=sections
    )
