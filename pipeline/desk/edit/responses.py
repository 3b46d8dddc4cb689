"""Check labels of citizens' responses: a queue, and one response; what people say wins and measures."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from pipeline import clock
from pipeline.analysis.conversation import list_if_asking
from pipeline.desk.access import ChangingEditor, Editor, Visitor
from pipeline.desk.edit.response_form import CHOICES, QUEUES, ResponseAnswer, find_mistakes, review_of, values_of
from pipeline.desk.kept import Figure, figure_for
from pipeline.desk.label_form import find_change, seen_of
from pipeline.desk.render import render
from pipeline.label.review.agreement import annotators, shared_answers
from pipeline.transform.models.evaluation import kappa
from storage.db.engine import reading, transaction
from storage.desk.changes import record_change
from storage.desk.response_queue import (
    count_reviewed_responses,
    load_marks,
    load_response,
    load_unsure,
    next_random,
    next_unsure,
)
from storage.harvest.posts.held_texts import text_digest
from storage.labels.response_reviews import newest_review_by_others, reviewed_responses, store_response_reviews

router = APIRouter()
TASK = "sentiment"
MARKS = Figure("marks of responses", load_marks, of_runs=True)
UNSURE = Figure("unsure responses", load_unsure, of_runs=True)
FIGURES = (MARKS, UNSURE)


@router.get("/periksa/tanggapan")
def show_response_queue(request: Request, visitor: Editor, antrean: str = "random", lewati: str = "") -> Response:
    """Show the next response of a queue; *lewati* is the one that was left for later."""
    queue = antrean if antrean in QUEUES else "random"
    with reading(request.app.state.engine) as connection:
        if queue == "random":
            chosen = next_random(connection, visitor.user.name, lewati, figure_for(request, connection, MARKS))
        else:
            chosen = next_unsure(connection, visitor.user.name, lewati, figure_for(request, connection, UNSURE))
    return _page(request, chosen or "", queue)


@router.get("/periksa/tanggapan/{response_id:path}")
def show_response(request: Request, _visitor: Editor, response_id: str, stored: str = "") -> Response:
    """Show one response with its label, to be corrected."""
    return _page(request, response_id, "", stored=bool(stored))


@router.post("/periksa/tanggapan/{response_id:path}")
def correct_response(
    request: Request,
    response_id: str,
    visitor: ChangingEditor,
    answer: ResponseAnswer,
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Store a correction, which is seen at once; from a queue go on to its next response."""
    queue = answer["drawn"] if answer["drawn"] in QUEUES else ""
    mistakes = find_mistakes(answer) or store_response_correction(request, response_id, visitor, answer, seen)
    if mistakes:
        return _page(request, response_id, queue, answer=answer, mistakes=mistakes)
    root = request.scope.get("root_path", "")
    if queue:
        return RedirectResponse(f"{root}/periksa/tanggapan?antrean={queue}", 303)
    return RedirectResponse(f"{root}/periksa/tanggapan/{quote(response_id, safe='/:')}?stored=1", 303)


def store_response_correction(
    request: Request, response_id: str, visitor: Visitor, answer: Mapping[str, str], seen: str
) -> Mapping[str, str]:
    """Make an answer the label of a response, list it if it now asks for something, and note the change.

    A text or another person's label that is newer than those *seen* is returned as a mistake, to be shown.
    """
    now = clock.now()
    with transaction(request.app.state.engine) as connection:
        by_others = newest_review_by_others(connection, response_id, visitor.user.name, hold=True)
        response = load_response(connection, response_id)
        if response is None or response.text is None:
            raise HTTPException(404)
        if changed := find_change(seen, text_digest(None, response.text), by_others, answer["drawn"]):
            return {"sentiment": changed}
        store_response_reviews(connection, [review_of(response_id, visitor.user.name, answer)], now)
        list_if_asking(connection, request.app.state.settings, response_id)
        after = {name: value for name, value in answer.items() if name != "drawn"}
        record_change(
            connection,
            visitor.user.name,
            "label",
            response_id,
            now,
            before=json.dumps(values_of(response)),
            after=json.dumps(after),
        )
    return {}


def _page(  # noqa: PLR0913  # what the page shows
    request: Request,
    response_id: str,
    queue: str,
    *,
    answer: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
    stored: bool = False,
) -> Response:
    with reading(request.app.state.engine) as connection:
        by_others = newest_review_by_others(connection, response_id, request.state.visitor.user.name)
        response = load_response(connection, response_id) if response_id else None
        if response is None and response_id:
            raise HTTPException(404)
        counted, agreed = count_reviewed_responses(connection), _agreement(reviewed_responses(connection))
    # As for posts: the random queue hides the machine's answer, which would lead the person who measures it.
    hidden = queue == "random"
    values = values_of(response) if response and not hidden else dict.fromkeys(CHOICES, "")
    return render(
        request,
        "response.html.j2",
        422 if mistakes else 200,
        response=response,
        seen=seen_of(text_digest(None, response.text), by_others) if response and response.text else "",
        queue=queue,
        queues=QUEUES,
        values=answer or values,
        mistakes=mistakes or {},
        choices=CHOICES,
        counted=counted,
        agreed=agreed,
        stored=stored,
    )


def _agreement(rows: Any) -> tuple[int, float] | None:
    """Return of the two people who share the most responses how many they share, and their kappa on the tone."""
    answers: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in rows:
        if row.drawn == "random":
            answers[row.response_id][row.annotator] = {TASK: row.sentiment}
    pairs = [list(shared_answers(answers, TASK, *two)) for two in combinations(annotators(answers), 2)]
    most = max(pairs, key=len, default=[])
    value = kappa([one for one, _ in most], [other for _, other in most]) if most else None
    return None if value is None else (len(most), value)
