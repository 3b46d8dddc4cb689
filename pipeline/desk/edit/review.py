"""Check labels: one post after the other, drawn at random to measure by, or unsure ones to learn from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.desk.access import ChangingEditor, Editor, Visitor
from pipeline.desk.kept import Figure, figure_for
from pipeline.desk.label_form import CHOICES, Answer, find_mistakes, seen_of, values_of
from pipeline.desk.pages.post import store_correction
from pipeline.desk.render import render
from pipeline.label.review.verification import verify
from storage.db.engine import reading
from storage.desk.post_lists import load_post
from storage.desk.review_queue import count_reviewed, load_unsure, next_post
from storage.labels.reviews import human_labels, newest_by_others

router = APIRouter()
QUEUES = ("random", "uncertain")
UNSURE = Figure("unsure", load_unsure, of_runs=True)
FIGURES = (UNSURE,)


@router.get("/periksa")
def show_queue(request: Request, visitor: Editor, antrean: str = "random", lewati: str = "") -> Response:
    """Show the next post of a queue; *lewati* is the post that was left for later."""
    return _page(request, visitor, antrean if antrean in QUEUES else "random", lewati)


@router.post("/periksa")
def store_answer(
    request: Request,
    visitor: ChangingEditor,
    answer: Answer,
    post_id: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Store an answer and go on to the next post."""
    queue = answer.get("drawn", "")
    if queue not in QUEUES:
        raise HTTPException(404)
    mistakes = find_mistakes(answer) or store_correction(request, post_id, visitor, answer, seen)
    if mistakes:
        return _page(request, visitor, queue, "", post_id=post_id, answer=answer, mistakes=mistakes)
    return RedirectResponse(f"{request.scope.get('root_path', '')}/periksa?antrean={queue}", 303)


def _page(  # noqa: PLR0913  # what the page shows
    request: Request,
    visitor: Visitor,
    queue: str,
    skipped: str,
    *,
    post_id: str = "",
    answer: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
) -> Response:
    with reading(request.app.state.engine) as connection:
        unsure = figure_for(request, connection, UNSURE) if queue == "uncertain" and not post_id else None
        chosen = post_id or next_post(connection, queue, visitor.user.name, skipped, unsure)
        by_others = newest_by_others(connection, chosen or "", visitor.user.name)
        post = load_post(connection, chosen) if chosen else None
        counted, agreed = count_reviewed(connection), verify(human_labels(connection))
    # In the random queue the machine's answer is not shown: it would lead the person who measures it.
    empty = dict.fromkeys(values_of(post), "") if post else {}
    shown = answer or (values_of(post) if post and queue == "uncertain" else empty)
    return render(
        request,
        "review.html.j2",
        422 if mistakes else 200,
        post=post,
        seen=seen_of(post.text_digest, by_others) if post else "",
        queue=queue,
        queues=QUEUES,
        values=shown,
        mistakes=mistakes or {},
        choices=CHOICES,
        counted=counted,
        agreed=agreed,
    )
