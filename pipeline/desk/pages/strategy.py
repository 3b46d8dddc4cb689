"""Strategy: dimensions against their targets, functions, stages and audience of the newest quarter."""

from __future__ import annotations

from collections.abc import Sequence
from math import isclose
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from pipeline.desk.access import LOGGED_IN
from pipeline.desk.kept import Figure, figure_for
from pipeline.desk.pages.home import HEALTH
from pipeline.desk.render import DeskWording, render, wording_of, words_of
from pipeline.desk.sections import Cell, Section, badge
from pipeline.desk.words.catalogue import say_word
from pipeline.desk.words.periods import first_day_of, last_day_of
from pipeline.platforms.registry import exact_totals
from storage.analysis.coverage import load_coverage
from storage.db.engine import reading
from storage.desk.strategy_rows import (
    COUNTED_COLUMNS,
    CountedColumn,
    counted_rows,
    counted_sources,
    newest_quarter,
    place_rows,
    strategy_rows,
)
from storage.schema.selects.analysis import JUDGED_FROM

router = APIRouter()
ASPECTS = ("topic", "message_function", "programme_level")


@router.get("/strategi", dependencies=LOGGED_IN)
def show_strategy(request: Request) -> Response:
    """Show what the office's own channels spoke of in the newest quarter."""
    say = wording_of(request)
    with reading(request.app.state.engine) as connection:
        quarter = newest_quarter(connection)
        rows = figure_for(
            request, connection, Figure(("strategy", quarter), lambda reader: strategy_rows(reader, quarter))
        )
        counted = {column: figure_for(request, connection, _counted(column, quarter)) for column in COUNTED_COLUMNS}
        health = figure_for(request, connection, HEALTH)
        partly = figure_for(request, connection, _partly_read(request, quarter, health)) if quarter else []
        places = figure_for(
            request, connection, Figure(("places", quarter), lambda reader: place_rows(reader, quarter))
        )
    sections = [_aspect_section(request, aspect, rows, judged=not partly) for aspect in ASPECTS]
    sections += [_counted_section(request, column, found) for column, found in counted.items()]
    tiles = [{"name": name, "n": say.number(count)} for name, count in places]
    accounts = {row.source_id: f"{say.term('platform', row.platform)} {row.account}" for row in health}
    return render(
        request,
        "strategy.html.j2",
        title=say_word("menu_strategy", say.language),
        targets=any(row.target is not None for row in rows),
        period=say.named(quarter),
        sections=sections,
        partly=[accounts.get(source_id, source_id) for source_id in partly],
        tiles=tiles,
    )


def _counted(column: CountedColumn, quarter: str) -> Figure:
    return Figure((column, quarter), lambda reader: counted_rows(reader, quarter, column))


def _aspect_section(request: Request, aspect: str, rows: Sequence[Any], *, judged: bool) -> Section:
    """Show the values of an aspect with their shares; dimensions beside their targets, if they can be *judged*."""
    say, words = wording_of(request), words_of(request)
    title, note = words(f"strategy_{aspect}", "counted_by_night")
    numbers = words("count", "share", "target")
    columns = words("value", "count", "share", *(("target", "state") if aspect == "topic" else ()))
    mine = [row for row in rows if row.aspect == aspect]
    labelled = sum(row.posts for row in mine if row.value)
    shown = [_row(row, aspect, say, labelled, judged=judged) for row in mine]
    return Section(title, columns, shown, note=note, numbers=numbers, narrow=True)


def _counted_section(request: Request, column: CountedColumn, rows: Sequence[Any]) -> Section:
    """Show how many posts have each value of a column."""
    say, words = wording_of(request), words_of(request)
    title, note = words(column, f"{column}_note")
    shown: list[list[Cell]] = [[say.term(column, row.value), say.number(row.n)] for row in rows]
    return Section(title, words("value", "count"), shown, note=note, numbers=words("count"))


def _partly_read(request: Request, quarter: str, health: Sequence[Any]) -> Figure:
    """Find the own channels of which posts of the quarter may be missing: as in the report, nothing is judged then."""
    settings = request.app.state.settings
    own = {source.id for source in settings.config.sources if settings.config.role_of(source) == "own"}
    silent = {row.source_id for row in health if not row.stored_total and row.outcome == "complete"}
    days = first_day_of(quarter), last_day_of(quarter)

    def count(reader: Connection) -> list[str]:
        names = (own | counted_sources(reader, quarter)) - silent
        return load_coverage(reader, settings.zone, exact_totals()).partly_known(names, *days)

    return Figure(("partly read", quarter), count, of_runs=True)


def _row(row: Any, aspect: str, say: DeskWording, labelled: int, *, judged: bool) -> list[Cell]:
    """Say a value with its count and share; only dimensions have a target, and a state.

    Where not all posts are known, nothing is *judged*: the state is so many of the *labelled* posts, at least.
    """
    name = say.term(aspect, row.value) if row.value else say_word("unlabelled", say.language)
    counted: list[Cell] = [name, say.number(row.posts)]
    if aspect != "topic":
        return [*counted, say.percent(row.share)]
    state = _state(row, labelled, say.language) if judged else _so_far(row, labelled, say)
    if row.share is None or row.target is None:
        return [*counted, say.percent(row.share), say.percent(row.target), state]
    return [*counted, *say.percents(row.share, row.target), state]


def _so_far(row: Any, labelled: int, say: DeskWording) -> str:
    if row.target is None:
        return "–"
    return say_word("so_far", say.language, n=say.number(row.posts), total=say.number(labelled))


def _state(row: Any, labelled: int, language: str) -> Cell:
    """Judge a dimension as reports do, by its share on the same line where it has a target; few are not judged."""
    if row.target is None and row.neglected is not None:
        return badge(say_word("neglected" if row.neglected else "enough", language), good=not row.neglected)
    if row.target is None or row.share is None or labelled < JUDGED_FROM:
        return ""
    met = row.share >= row.target or isclose(row.share, row.target)
    return badge(say_word("target_met" if met else "below_target", language), good=met)
