"""Harvest: what is watched, nights, gaps, refusals, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from pipeline import clock
from pipeline.desk.access import LOGGED_IN
from pipeline.desk.kept import figure_for
from pipeline.desk.pages.home import HEALTH
from pipeline.desk.render import DeskWording, language_of, render, wording_of, words_of
from pipeline.desk.sections import Cell, Section, badge, because
from pipeline.desk.words.catalogue import WORDS, say_word
from pipeline.desk.words.reasons import explain_gaps
from storage.db.engine import reading
from storage.desk.pauses import load_pauses
from storage.desk.post_lists import load_rows
from storage.runs.backoffs import load_backoffs

router = APIRouter()
STEPS = 5


@router.get("/panen", dependencies=LOGGED_IN)
def show_harvest(request: Request) -> Response:
    """Show nights run and missed, what is not read yet, and who rests."""
    return harvest_page(request)


def harvest_page(
    request: Request,
    *,
    told: str = "",
    values: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
) -> Response:
    """Show the harvest with what was just done, or by source the reason of a pause that was typed and its mistake."""
    language, say, now = language_of(request), wording_of(request), clock.now()
    config, jobs = request.app.state.settings.config, request.app.state.jobs
    with reading(request.app.state.engine) as connection:
        nights = load_rows(connection, "v_nights", "1 = 1 ORDER BY night DESC LIMIT 60")
        health = figure_for(request, connection, HEALTH)
        resting = [rest for rest in load_backoffs(connection) if rest.until > now]
        pauses = {row.source_id: row for row in load_pauses(connection)}
    words = words_of(request)
    gaps = [
        [row.source_id, _gaps(row.gaps_in_words or "", language), because(row.reason, language)]
        for row in health
        if row.open_gaps or (row.reason and row.outcome != "complete")  # of a whole reading it is a note, as on Beranda
    ]
    sections = [
        Section(
            say_word("not_read", language),
            words("account", "gap", "reason"),
            gaps,
            empty=say_word("no_gap" if health else "nothing_yet", language),
        ),
        Section(
            say_word("nights", language),
            words("when", "state", "complete", "new_posts", "usd"),
            [_night(one, say) for one in nights],
            numbers=words("complete", "new_posts", "usd"),
        ),
    ]
    return render(
        request,
        "harvest.html.j2",
        422 if mistakes else 200,
        title=say_word("menu_harvest", language),
        told=say_word(told, language) if told else "",
        wrong="",
        values=values or {},
        mistakes=mistakes or {},
        because=partial(because, language=language),
        resting=resting,
        sources=[{"id": source.id, "pause": pauses.get(source.id)} for source in config.sources],
        renewals=sorted({source.platform for source in config.sources if f"renew_{source.platform}" in WORDS}),
        steps=range(1, STEPS + 1),
        running=jobs.running,
        last=jobs.last if jobs.last and jobs.last.what == "harvest" else None,
        sections=sections,
    )


def _gaps(words: str, language: str) -> str:
    return explain_gaps(words) if language == "id" else words


def _night(one: Any, say: DeskWording) -> list[Cell]:
    ran = one.state == "run"
    ended = {0: "run", 1: "incomplete"}.get(one.exit_code, "failed") if ran else one.state
    return [
        say.day(one.night),
        badge(say.term("night_state", ended), good=ended == "run"),
        f"{one.sources_complete}/{one.sources}" if ran else "–",
        say.number(one.posts_new if ran else None),
        say.number(one.usd if ran else None, 2),
    ]
