"""Posts: the list with the filter that its address holds, and downloads of exactly what it shows."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from pipeline import clock
from pipeline.desk.access import LOGGED_IN
from pipeline.desk.label_form import CHOICES
from pipeline.desk.render import language_of, render, wording_of
from pipeline.desk.words.catalogue import say_word
from pipeline.desk.words.periods import first_day_of
from pipeline.files.formulas import harmless
from pipeline.operate.sql_output import shown
from pipeline.report.words.catalogue import TERMS
from storage.db.engine import reading
from storage.desk.post_lists import (
    SORTS,
    PostFilter,
    all_posts,
    choices,
    has_more,
    is_rare,
    list_newest,
    list_posts,
    rarely_asked,
)
from storage.harvest.search import is_common
from storage.schema.dictionary import VIEWS

router = APIRouter()
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WEEK, _MONTH, _QUARTER = re.compile(r"\d{4}-W\d{2}"), re.compile(r"\d{4}-\d{2}"), re.compile(r"\d{4}-Q[1-4]")
_SHAPES = {"first": _DAY, "last": _DAY, "week": _WEEK, "month": _MONTH, "quarter": _QUARTER}
LONGEST, LONGEST_PLACE = 200, 2_000  # characters of a field; of a place in the list, which holds a post's id
_CALLED = {
    "platform": "channel", "source": "account", "first": "from", "last": "until", "week": "kind_week",
    "month": "kind_month", "quarter": "kind_quarter", "after": "next",
}  # fmt: skip
"""The words that name a field on the page, where they are not its own."""
MOST_IN_WORKBOOK = 100_000


@router.get("/unggahan", dependencies=LOGGED_IN)
def show_posts(request: Request) -> Response:
    """Show a page of the posts that the address asks for."""
    return _posts_page(request)


def _posts_page(request: Request, status: int = 200, wrong: Sequence[str] = ()) -> Response:
    with reading(request.app.state.engine) as connection:
        options = _options(connection)
        wanted, mistakes = _filter_of(request, options)
        rare = _is_rare(request, connection, wanted)
        rows, after = list_newest(connection, wanted, rare=rare) or _list_posts(request, connection, wanted, rare=rare)
    asked = {name: value for name, value in wanted.asked.items() if name != "after"}
    return render(
        request,
        "posts.html.j2",
        status,
        wanted=asdict(wanted),
        mistakes=[*wrong, *mistakes],
        longest=LONGEST,
        rows=rows,
        after=after,
        choices=options,
        query=_query(asked),
        next_query=_query({**asked, "after": after}),
    )


def _options(connection: Connection) -> dict[str, Sequence[str]]:
    """Return what each field of choices may hold: of the store, of the codebook, and the orders."""
    coded = {name: CHOICES[name] for name in ("topic", "level", "function", "stage", "audience")}
    return {**choices(connection), **coded, "engagement": tuple(TERMS["engagement_level"]), "sort": tuple(SORTS)}


def _list_posts(request: Request, connection: Connection, wanted: PostFilter, *, rare: bool) -> tuple[list[Any], str]:
    common = _is_common(request, connection, wanted.words)
    return list_posts(connection, wanted, common=common, rare=rare)


def _is_common(request: Request, connection: Connection, words: str) -> bool:
    if not words:
        return False
    kept = request.app.state.kept
    return bool(kept.counted(connection, ("common", words), lambda reader: is_common(reader, words)))


def _is_rare(request: Request, connection: Connection, wanted: PostFilter) -> bool:
    if not rarely_asked(wanted):
        return False
    name = ("rare", *rarely_asked(wanted).items())
    return bool(request.app.state.kept.counted(connection, name, lambda reader: is_rare(reader, wanted)))


@router.get("/unggahan.csv", dependencies=LOGGED_IN)
def download_csv(request: Request) -> Response:
    """Send exactly the posts that the address asks for, as CSV with a byte-order mark."""
    with reading(request.app.state.engine) as connection:
        wanted, mistakes = _filter_of(request, _options(connection))
    if mistakes:  # a file cannot tell that a field was left out
        return _posts_page(request, 422)
    names = list(VIEWS["v_posts"][1])

    def lines() -> Iterator[str]:
        yield "\ufeff" + _csv_line(names)
        with reading(request.app.state.engine) as connection:
            for row in all_posts(connection, wanted):
                yield _csv_line([harmless(cell) if isinstance(cell, str) else shown(cell) for cell in row])

    headers = {"Content-Disposition": 'attachment; filename="unggahan.csv"'}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/unggahan.xlsx", dependencies=LOGGED_IN)
def download_workbook(request: Request) -> Response:
    """Send the posts that the address asks for as a workbook; texts stay texts."""
    with reading(request.app.state.engine) as connection:
        wanted, mistakes = _filter_of(request, _options(connection))
        large = not mistakes and has_more(connection, wanted, MOST_IN_WORKBOOK)
        content = b"" if mistakes or large else _workbook_of(all_posts(connection, wanted))
    if mistakes or large:  # a file that lacks some would not be what is shown
        most = wording_of(request).number(MOST_IN_WORKBOOK)
        return _posts_page(request, 422, [say_word("workbook_large", language_of(request), most=most)] if large else ())
    return Response(
        content,
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": 'attachment; filename="unggahan.xlsx"'},
    )


def _workbook_of(posts: Iterable[Sequence[Any]]) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415  # heavy

    out = BytesIO()
    with Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("unggahan")
        sheet.write_row(0, 0, list(VIEWS["v_posts"][1]))
        for line, post in enumerate(posts, start=1):
            for column, value in enumerate(post):
                number = isinstance(value, int | float) and not isinstance(value, bool)
                if value is not None:
                    sheet.write(line, column, value if number else shown(value)[:32_000])
        sheet.freeze_panes(1, 1)
    return out.getvalue()


def _filter_of(request: Request, options: Mapping[str, Sequence[str]]) -> tuple[PostFilter, list[str]]:
    """Read the filter of an address; a field of no known form is left out, and told."""
    known, language = {field.name for field in fields(PostFilter)}, language_of(request)
    told = {name: value for name, value in request.query_params.items() if name in known}
    wrong = {name: key for name in told if (key := _find_mistake(name, told, options))}
    good = {name: value for name, value in told.items() if name not in wrong}
    captions = {name: say_word(_CALLED.get(name, name), language) for name in wrong}
    mistakes = [
        say_word(key, language, field=name, caption=captions[name], most=LONGEST) for name, key in wrong.items()
    ]
    return _within_a_quarter(PostFilter(**good)), mistakes


def _find_mistake(name: str, told: Mapping[str, str], options: Mapping[str, Sequence[str]]) -> str:
    """Return the key of the words that say what is wrong with a field of the filter; empty where nothing is."""
    value = told[name]
    if not value:
        return ""
    if name == "after":
        return "" if len(value) <= LONGEST_PLACE and _is_place(value, told.get("sort", "")) else "filter_wrong"
    if len(value) > LONGEST:
        return "filter_long"
    known = value == "-" or value in options.get(name, (value,))
    return "" if known and (name not in _SHAPES or _is_period(value, _SHAPES[name])) else "filter_wrong"


def _is_period(told: str, shape: re.Pattern[str]) -> bool:
    """Whether it is of this shape, and in the calendar: 30 February is not."""
    try:
        return bool(shape.fullmatch(told) and first_day_of(told))
    except ValueError:
        return False


def _is_place(after: str, sort: str) -> bool:
    """Whether *after* is what a page in this order wrote: the last post's moment, figure or null, and its post_id."""
    try:
        value, post_id = json.loads(after)
        if "\0" in post_id.encode().decode():  # PostgreSQL has no NUL in texts; a lone surrogate is none
            return False
        if value is None:  # the posts that lack what is sorted by come last
            return True
        if sort in {"score", "interactions"}:
            return type(value) in {int, float} and abs(value) < 2**53
        return bool(datetime.fromisoformat(value).tzinfo)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return False


def _within_a_quarter(wanted: PostFilter) -> PostFilter:
    """Sort by a measure within three months unless a period is told: all of ten years are not ranked for a page."""
    dated = any((wanted.first, wanted.last, wanted.week, wanted.month, wanted.quarter))
    if wanted.sort == "newest" or dated:
        return wanted
    return replace(wanted, first=f"{clock.now() - timedelta(days=92):%Y-%m-%d}")


def _query(asked: Mapping[str, str]) -> str:
    told = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(told)}" if told else ""


def _csv_line(cells: list[str]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
