"""Strategy: dimensions against their targets, functions, stages and audience of the newest quarter."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from pipeline.desk.access import LOGGED_IN
from pipeline.desk.kept import Figure, figure_for
from pipeline.desk.render import DeskWording, language_of, render, wording_of, words_of
from pipeline.desk.sections import Cell, Section, badge
from pipeline.desk.words.catalogue import say_word
from storage.db.engine import reading
from storage.desk.strategy_rows import audience_rows, newest_quarter, place_rows, strategy_rows

router = APIRouter()
_COLUMNS = {
    "topic": "topic",
    "message_function": "message_function",
    "stage": "stage",
    "programme_level": "programme_level",
}


@router.get("/strategi", dependencies=LOGGED_IN)
def show_strategy(request: Request) -> Response:
    """Show what the office's own channels spoke of in the newest quarter."""
    language, say = language_of(request), wording_of(request)
    with reading(request.app.state.engine) as connection:
        quarter = newest_quarter(connection)
        rows = figure_for(
            request, connection, Figure(("strategy", quarter), lambda reader: strategy_rows(reader, quarter))
        )
        audiences = figure_for(
            request, connection, Figure(("audiences", quarter), lambda reader: audience_rows(reader, quarter))
        )
        places = figure_for(
            request, connection, Figure(("places", quarter), lambda reader: place_rows(reader, quarter))
        )
    words = words_of(request)
    numbers = words("count", "share", "target")
    sections = [
        Section(
            say_word(f"strategy_{aspect}", language),
            words("value", "count", "share", "target", "state"),
            [_row(row, aspect, say, language) for row in rows if row.aspect == aspect],
            numbers=numbers,
        )
        for aspect in _COLUMNS
    ]
    sections.append(
        Section(
            say_word("audience", language),
            words("value", "count"),
            [[say.term("audience", row.audience), say.number(row.n)] for row in audiences],
            numbers=numbers,
        )
    )
    tiles = [{"name": name, "n": say.number(count)} for name, count in places]
    return render(
        request,
        "strategy.html.j2",
        title=say_word("menu_strategy", language),
        period=quarter,
        sections=sections,
        tiles=tiles,
    )


def _row(row: object, aspect: str, say: DeskWording, language: str) -> list[Cell]:
    value, posts, share, target, neglected = row.value, row.posts, row.share, row.target, row.neglected  # type: ignore[attr-defined]
    name = say.term(_COLUMNS[aspect], value) if value else say_word("unlabelled", language)
    state: Cell = ""
    if neglected is not None:
        state = badge(say_word("neglected" if neglected else "enough", language), good=not neglected)
    shown_target = f"{say.number(100 * target)}%" if target is not None else "–"
    return [name, say.number(posts), f"{say.number(100 * share)}%", shown_target, state]
