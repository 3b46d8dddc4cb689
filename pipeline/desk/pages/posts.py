"""Posts: the list with its filter, one post with all that is known of it, downloads, and the correction of a label."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from sqlalchemy import Connection

from pipeline import clock
from pipeline.desk.access import LOGGED_IN, ChangingEditor, Visitor
from pipeline.desk.label_form import CHOICES, find_mistakes, review_of, values_of
from pipeline.desk.render import LANGUAGES, language_of, marked, render, wording_of
from pipeline.desk.words.catalogue import WORDS, say_word
from pipeline.desk.words.periods import first_day_of
from pipeline.files.formulas import harmless
from pipeline.operate.sql_output import shown
from pipeline.report.words.catalogue import TERMS
from storage.db.engine import reading, transaction
from storage.desk.changes import record_change
from storage.desk.post_lists import (
    PostFilter,
    all_posts,
    choices,
    is_rare,
    labels_asked,
    list_newest,
    list_posts,
    load_post,
    load_rows,
)
from storage.harvest.search import is_common
from storage.labels.reviews import store_reviews
from storage.schema.dictionary import VIEWS

router = APIRouter()
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WEEK, _MONTH, _QUARTER = re.compile(r"\d{4}-W\d{2}"), re.compile(r"\d{4}-\d{2}"), re.compile(r"\d{4}-Q[1-4]")
_SHAPES = {"first": _DAY, "last": _DAY, "week": _WEEK, "month": _MONTH, "quarter": _QUARTER}
LONGEST = 200  # characters of a field
MOST_IN_WORKBOOK = 100_000
REASONS = 12


@router.get("/unggahan", dependencies=LOGGED_IN)
def show_posts(request: Request) -> Response:
    """Show a page of the posts that the address asks for."""
    return _posts_page(request)


def _posts_page(request: Request, status: int = 200) -> Response:
    with reading(request.app.state.engine) as connection:
        wanted, mistakes = _filter_of(request, connection)
        rows, after = list_newest(connection, wanted) or _list_posts(request, connection, wanted)
        chosen = choices(connection)
    options = {
        **chosen,
        "topic": CHOICES["topic"],
        "level": CHOICES["level"],
        "function": CHOICES["function"],
        "audience": CHOICES["audience"],
        "engagement": tuple(TERMS["engagement_level"]),
    }
    asked = {name: value for name, value in wanted.asked.items() if name != "after"}
    return render(
        request,
        "posts.html.j2",
        status,
        wanted=asdict(wanted),
        mistakes=mistakes,
        rows=rows,
        after=after,
        choices=options,
        query=_query(asked),
        next_query=_query({**asked, "after": after}),
    )


def _list_posts(request: Request, connection: Connection, wanted: PostFilter) -> tuple[list[Any], str]:
    common, rare = _is_common(request, connection, wanted.words), _is_rare(request, connection, wanted)
    return list_posts(connection, wanted, common=common, rare=rare)


def _is_common(request: Request, connection: Connection, words: str) -> bool:
    if not words:
        return False
    kept = request.app.state.kept
    return bool(kept.counted(connection, ("common", words), lambda reader: is_common(reader, words)))


def _is_rare(request: Request, connection: Connection, wanted: PostFilter) -> bool:
    if not labels_asked(wanted):
        return False
    name = ("rare", *labels_asked(wanted).items())
    return bool(request.app.state.kept.counted(connection, name, lambda reader: is_rare(reader, wanted)))


@router.get("/unggahan.csv", dependencies=LOGGED_IN)
def download_csv(request: Request) -> Response:
    """Send exactly the posts that the address asks for, as CSV with a byte-order mark."""
    wanted = _asked_exactly(request)
    if wanted is None:
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
    from xlsxwriter import Workbook  # noqa: PLC0415  # heavy

    wanted = _asked_exactly(request)
    if wanted is None:
        return _posts_page(request, 422)
    out, names = BytesIO(), list(VIEWS["v_posts"][1])
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("unggahan")
        sheet.write_row(0, 0, names)
        with reading(request.app.state.engine) as connection:
            for line, row in enumerate(all_posts(connection, wanted), start=1):
                if line > MOST_IN_WORKBOOK:
                    break
                for column, value in enumerate(row):
                    number = isinstance(value, int | float) and not isinstance(value, bool)
                    if value is not None:
                        sheet.write(line, column, value if number else shown(value)[:32_000])
        sheet.freeze_panes(1, 1)
    return Response(
        out.getvalue(),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": 'attachment; filename="unggahan.xlsx"'},
    )


@router.get("/unggahan/{post_id:path}", dependencies=LOGGED_IN)
def show_post(request: Request, post_id: str, stored: str = "") -> Response:
    """Show one post."""
    return _post_page(request, post_id, stored=bool(stored))


def label_answer(  # noqa: PLR0913, PLR0917  # one parameter a field
    topic: Annotated[str, Form()] = "",
    subtopic: Annotated[str, Form()] = "",
    topic_2: Annotated[str, Form()] = "",
    topic_3: Annotated[str, Form()] = "",
    programme_level: Annotated[str, Form()] = "",
    message_function: Annotated[str, Form()] = "",
    stage: Annotated[str, Form()] = "",
    audience: Annotated[str, Form()] = "",
    places: Annotated[str, Form()] = "",
    drawn: Annotated[str, Form()] = "",
) -> dict[str, str]:
    """Return the fields of a label's form."""
    return {
        "topic": topic,
        "subtopic": subtopic,
        "topic_2": topic_2,
        "topic_3": topic_3,
        "programme_level": programme_level,
        "message_function": message_function,
        "stage": stage,
        "audience": audience,
        "places": places,
        "drawn": drawn,
    }


Answer = Annotated[dict[str, str], Depends(label_answer)]


@router.post("/unggahan/{post_id:path}/label")
def correct_label(request: Request, post_id: str, visitor: ChangingEditor, answer: Answer) -> Response:
    """Store a correction, which is seen at once, or show what is wrong with it, field by field."""
    mistakes = find_mistakes(answer)
    if mistakes:
        return _post_page(request, post_id, answer=answer, mistakes=mistakes)
    store_correction(request, post_id, visitor, answer)
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/unggahan/{quote(post_id, safe='/:')}?stored=1", 303)


def store_correction(request: Request, post_id: str, visitor: Visitor, answer: Mapping[str, str]) -> None:
    """Make an answer the current label of a post, and note the change. Takes no lock of a run."""
    now = clock.now()
    with transaction(request.app.state.engine) as connection:
        post = load_post(connection, post_id)
        if post is None:
            raise HTTPException(404)
        review = review_of(post_id, visitor.user.name, answer.get("drawn", ""), answer)
        store_reviews(connection, [review], {post_id: post.text_digest}, now)
        before, after = values_of(post), {name: value for name, value in answer.items() if name != "drawn"}
        record_change(
            connection,
            visitor.user.name,
            "label",
            post_id,
            now,
            before=json.dumps(before, ensure_ascii=False),
            after=json.dumps(after, ensure_ascii=False),
        )


def _post_page(  # what a page shows
    request: Request,
    post_id: str,
    *,
    answer: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
    stored: bool = False,
) -> Response:
    with reading(request.app.state.engine) as connection:
        post = load_post(connection, post_id)
        if post is None:
            raise HTTPException(404)
        history = load_rows(connection, "v_labels", "post_id = :post_id ORDER BY labelled_at DESC", post_id=post_id)
        growth = load_rows(connection, "v_metrics", "post_id = :post_id ORDER BY observed_at", post_id=post_id)
        siblings = load_rows(
            connection,
            "v_message_posts",
            "message_id = (SELECT message_id FROM message_posts WHERE post_id = :post_id) AND post_id <> :post_id",
            post_id=post_id,
        )
        returns = load_rows(
            connection,
            "v_recirculated",
            "post_id = :post_id OR first_post_id = :post_id ORDER BY published_at LIMIT 20",
            post_id=post_id,
        )
        responses = load_rows(
            connection, "v_responses", "post_id = :post_id ORDER BY published_at LIMIT 200", post_id=post_id
        )
        versions = load_rows(connection, "v_post_versions", "post_id = :post_id ORDER BY replaced_at", post_id=post_id)
    spans, reasons = _evidence(history, post, request)
    return render(
        request,
        "post.html.j2",
        422 if mistakes else 200,
        post=post,
        marked=marked(post.text, spans),
        reasons=reasons,
        values=answer or values_of(post),
        mistakes=mistakes or {},
        choices=CHOICES,
        history=history,
        growth=_growth_curve(growth, request),
        versions=versions,
        siblings=siblings,
        returns=returns,
        responses=[one for one in responses if not one.is_official],
        stored=stored,
    )


def _evidence(history: Any, post: Any, request: Request) -> tuple[list[tuple[int, int, str]], list[dict[str, str]]]:
    """Return where the evidence of the current label stands in the text, and its words with what they spoke for."""
    say = wording_of(request)
    current = next((one for one in history if one.current), None)
    if current is None or current.outdated:
        return [], []
    offset = len(post.title) + 1 if post.title else 0  # evidence counts from the title on
    spans, reasons = [], []
    for one in json.loads(current.evidence or "[]"):
        column, answer = one.get("label", "topic"), str(one.get("answer") or one.get("topic") or "")
        told = say.term(column, answer) if column in TERMS and answer else answer
        start, end = one.get("start"), one.get("end")
        if isinstance(start, int) and isinstance(end, int):
            spans.append((start - offset, end - offset, told))
        reasons.append({"found": str(one.get("found") or one.get("phrase") or ""), "answer": told})
    return [span for span in spans if span[0] >= 0], reasons[:REASONS]


def _growth_curve(rows: Any, request: Request) -> dict[str, Any] | None:
    """Lay out the curve of a post's interactions by age: 640 by 220, hours to the right."""
    told = [(float(row.age_hours), row.interactions) for row in rows if row.interactions is not None and row.age_hours]
    if len(told) < 2:  # noqa: PLR2004  # a curve needs two
        return None
    say, hour = wording_of(request), say_word("hours", language_of(request))
    longest, most = max(hours for hours, _ in told), max(1, *(count for _, count in told))
    points = [
        {
            "x": round(50 + 580 * hours / longest, 1),
            "y": round(190 - 170 * count / most, 1),
            "words": f"{say.number(hours)} {hour}: {say.number(count)}",
        }
        for hours, count in told
    ]
    line = " ".join("{x},{y}".format_map(point) for point in points)
    return {"points": points, "line": line, "longest": f"{say.number(longest)} {hour}", "most": say.number(most)}


def _asked_exactly(request: Request) -> PostFilter | None:
    """Return the filter of a download; None where a field is wrong, for a file cannot tell that it was left out."""
    with reading(request.app.state.engine) as connection:
        wanted, mistakes = _filter_of(request, connection)
    return None if mistakes else wanted


def _filter_of(request: Request, connection: Connection) -> tuple[PostFilter, list[str]]:
    """Read the filter of an address; a field of no known form is left out, and told."""
    known = {field.name for field in fields(PostFilter)}
    told = {name: value[:LONGEST] for name, value in request.query_params.items() if name in known}
    options = choices(connection) | {name: list(CHOICES[name]) for name in ("topic", "level", "function", "audience")}
    options |= {"engagement": list(TERMS["engagement_level"]), "stage": list(CHOICES["stage"])}
    wrong = [
        name
        for name, value in told.items()
        if value
        and (
            (name in _SHAPES and not _is_period(value, _SHAPES[name]))
            or (name in options and value != "-" and value not in options[name])
            or (name == "after" and not _is_place(value, told.get("sort", "")))
        )
    ]
    good = {name: value for name, value in told.items() if name not in wrong}
    mistakes = [WORDS["filter_wrong"][LANGUAGES.index(language_of(request))].format(field=name) for name in wrong]
    return _within_a_quarter(PostFilter(**good)), mistakes


def _is_period(told: str, shape: re.Pattern[str]) -> bool:
    """Whether it is of this shape, and in the calendar: 30 February is not."""
    try:
        return bool(shape.fullmatch(told) and first_day_of(told))
    except ValueError:
        return False


def _is_place(after: str, sort: str) -> bool:
    """Whether *after* is what a page in this order wrote: the last post's moment or figure, and its post_id."""
    try:
        value, post_id = json.loads(after)
        if "\0" in post_id.encode().decode():  # PostgreSQL has no NUL in texts; a lone surrogate is none
            return False
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
