"""Harvest: nights, gaps, refusals, what to do; end a rest."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from pipeline import clock
from pipeline.desk.access import LOGGED_IN, ChangingEditor
from pipeline.desk.render import language_of, render, wording_of
from pipeline.desk.sections import Cell, Section, badge
from pipeline.desk.words.catalogue import say_word
from storage.db.engine import reading, transaction
from storage.desk.changes import record_change
from storage.desk.post_lists import load_rows
from storage.runs.backoffs import all_rests, end_rest
from storage.runs.runs import source_health

router = APIRouter()


@router.get("/panen", dependencies=LOGGED_IN)
def show_harvest(request: Request, told: str = "") -> Response:
    """Show nights run and missed, what is not read yet, and who rests."""
    language, say = language_of(request), wording_of(request)
    now = clock.now()
    with reading(request.app.state.engine) as connection:
        nights = load_rows(connection, "v_nights", "1 = 1 ORDER BY night DESC LIMIT 60")
        health = source_health(connection)
        resting = [rest for rest in all_rests(connection) if rest.until > now]

    def words(*keys: str) -> list[str]:
        return [say_word(key, language) for key in keys]

    night_rows = list[list[Cell]]()
    for one in nights:
        good = one.state == "run" and one.exit_code == 0
        night_rows.append(
            [
                say.day(one.night),
                badge(say.term("night_state", one.state), good=good),
                f"{one.sources_complete}/{one.sources}",
                say.number(one.posts_new),
                say.number(one.usd, 2),
            ]
        )
    gaps = [[row.source_id, row.gaps_in_words or "", row.reason or ""] for row in health if row.open_gaps or row.reason]
    sections = [
        Section(
            say_word("not_read", language), words("account", "gap", "reason"), gaps, empty=say_word("no_gap", language)
        ),
        Section(
            say_word("nights", language),
            words("when", "state", "complete", "new_posts", "usd"),
            night_rows,
            numbers=words("complete", "new_posts", "usd"),
        ),
    ]
    return render(
        request,
        "harvest.html.j2",
        title=say_word("menu_harvest", language),
        told=say_word("rest_ended", language) if told else "",
        resting=resting,
        sections=sections,
    )


@router.post("/panen/bangunkan")
def wake(request: Request, visitor: ChangingEditor, name: Annotated[str, Form()] = "") -> Response:
    """End a rest, because its cause is mended."""
    with transaction(request.app.state.engine) as connection:
        end_rest(connection, name)
        record_change(connection, visitor.user.name, "wake", name, clock.now())
    return show_harvest(request, told="1")
