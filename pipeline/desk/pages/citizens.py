"""Citizens: what waits for an answer, tone, obstacles, and what several kinds of sources say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from pipeline import clock
from pipeline.desk.access import ChangingEditor, Viewer, Visitor
from pipeline.desk.kept import Figure, figure_for
from pipeline.desk.pages.home import TO_ANSWER
from pipeline.desk.render import DeskWording, render, wording_of, words_of
from pipeline.desk.sections import Cell, Section
from pipeline.desk.words.catalogue import say_word
from storage.db.engine import reading, transaction
from storage.desk.answers import (
    NOTED,
    NOTED_SHOWN,
    TAKEN_BACK,
    load_waiting,
    note_answer,
    noted_by,
    noted_last,
    obstacle_rows,
    take_back_note,
    tone_rows,
    waiting_ids,
)
from storage.desk.changes import record_change
from storage.labels.response_reviews import known_responses

router = APIRouter()
LONGEST, SHOWN = 500, 50
WAITING_IDS = Figure("waiting ids", waiting_ids)
TONES, OBSTACLES = Figure("tones", tone_rows), Figure("obstacles", obstacle_rows)
FIGURES = (WAITING_IDS, TONES, OBSTACLES)


@router.get("/warga")
def show_citizens(request: Request, visitor: Viewer, halaman: int = 1) -> Response:
    """Show a page of what waits, tone by channel over four weeks, obstacles by month; texts to editors only."""
    return _page(request, visitor, number=halaman)


def _page(  # noqa: PLR0913  # what the page shows
    request: Request,
    visitor: Visitor,
    *,
    number: int = 1,
    values: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
    noted_by: str = "",
) -> Response:
    """Show the page with the list's part of this *number*.

    *values* and *mistakes* are of the note on the response that ``values`` names, which another noted meanwhile.
    """
    with reading(request.app.state.engine) as connection:
        ids = figure_for(request, connection, WAITING_IDS)
        pages = max(1, ceil(len(ids) / SHOWN))
        number = min(max(number, 1), pages)
        waiting = load_waiting(connection, ids[(number - 1) * SHOWN : number * SHOWN])
        heard = figure_for(request, connection, TO_ANSWER) is not None
        noted = noted_last(connection) if visitor.may("editor") else []
        tones = figure_for(request, connection, TONES)
        obstacles = figure_for(request, connection, OBSTACLES)
    return render(
        request,
        "citizens.html.j2",
        422 if mistakes else 409 if noted_by else 200,
        waiting=waiting,
        heard=heard,
        number=number,
        pages=pages,
        noted=noted,
        most_noted=NOTED_SHOWN,
        texts=visitor.may("editor"),
        statuses=NOTED,
        taken_back=TAKEN_BACK,
        values=values or {},
        mistakes=mistakes or {},
        noted_by=noted_by,
        sections=_sections(request, tones, obstacles),
    )


def _sections(request: Request, tones: Sequence[Any], obstacles: Sequence[Any]) -> list[Section]:
    """Show tone by channel, and obstacles by month."""
    say, words = wording_of(request), words_of(request)
    numbers, (tone, tone_note) = words("count"), words("tone", "tone_note")
    by_channel: list[list[Cell]] = [
        [say.term("platform", row.platform), _tone(row.sentiment, say), say.number(row.n)] for row in tones
    ]
    title, note = words("obstacles", "obstacles_note")
    by_month: list[list[Cell]] = [
        [say.named(row.month), say.term("obstacle", row.obstacle), say.number(row.n)] for row in obstacles
    ]
    return [
        Section(tone, words("channel", "tone_value", "count"), by_channel, note=tone_note, numbers=numbers),
        Section(title, words("month", "obstacle", "count"), by_month, note=note, numbers=numbers),
    ]


def _tone(value: str | None, say: DeskWording) -> str:
    return say.term("sentiment", value) if value else say_word("nothing_said", say.language)


@router.post("/warga/{response_id:path}/catatan")
def note(  # noqa: PLR0913, PLR0917  # a form has this many fields
    request: Request,
    response_id: str,
    visitor: ChangingEditor,
    status: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    halaman: Annotated[int, Form()] = 1,
) -> Response:
    """Note that a response was answered elsewhere, or needs no answer; or take such a note back."""
    now, words = clock.now(), note.strip()
    wrong = {} if status in {*NOTED, TAKEN_BACK} else {"status": "wrong_status"}
    if len(words) > LONGEST:
        wrong["note"] = "wrong_over_500"
    values = {"response_id": response_id, "status": status, "note": note}
    if wrong:
        return _page(request, visitor, number=halaman, values=values, mistakes=wrong)
    with transaction(request.app.state.engine) as connection:
        if not known_responses(connection, [response_id]):
            raise HTTPException(404)
        another = noted_by(connection, response_id)
        is_late = status != TAKEN_BACK and another not in {None, visitor.user.name}
        if status != TAKEN_BACK and not is_late:
            note_answer(connection, response_id, status, words, visitor.user.name, now)
            record_change(connection, visitor.user.name, "answer", response_id, now, after=status)
        elif not is_late and take_back_note(connection, response_id):
            record_change(connection, visitor.user.name, "remove answer", response_id, now)
    if is_late:
        return _page(request, visitor, number=halaman, values=values, noted_by=another or "")
    return RedirectResponse(f"{request.scope.get('root_path', '')}/warga?halaman={halaman}", 303)
