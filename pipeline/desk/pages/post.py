"""One post: its text with the evidence of its label, history, growth and responses; and the correction of its label."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from pipeline import clock
from pipeline.desk.access import LOGGED_IN, ChangingEditor, Visitor
from pipeline.desk.growth import draw_growth, read_growth, usual_growth
from pipeline.desk.label_form import CHOICES, Answer, find_change, find_mistakes, review_of, seen_of, values_of
from pipeline.desk.render import marked, render, wording_of
from pipeline.desk.words.catalogue import say_word
from pipeline.report.words.catalogue import TERMS
from storage.db.engine import reading, transaction
from storage.desk.changes import record_change
from storage.desk.post_lists import load_post, load_rows
from storage.labels.reviews import newest_by_others, store_reviews
from storage.queries.earlier_posts import looks_at_earlier

router = APIRouter()
REASONS = 12
ROWS_OF_POST = {
    "history": ("v_labels", "post_id = :post_id ORDER BY labelled_at DESC"),
    "growth": ("v_metrics", "post_id = :post_id ORDER BY observed_at"),
    "siblings": (
        "v_message_posts",
        "message_id = (SELECT message_id FROM message_posts WHERE post_id = :post_id) AND post_id <> :post_id",
    ),
    "returns": ("v_recirculated", "post_id = :post_id OR first_post_id = :post_id ORDER BY published_at LIMIT 20"),
    "responses": ("v_responses", "post_id = :post_id ORDER BY published_at LIMIT 200"),
    "versions": ("v_post_versions", "post_id = :post_id ORDER BY replaced_at"),
}
"""The rows that a post's page shows: the view, and which of its rows."""


@router.get("/unggahan/{post_id:path}", dependencies=LOGGED_IN)
def show_post(request: Request, post_id: str, stored: str = "") -> Response:
    """Show one post."""
    return _post_page(request, post_id, stored=bool(stored))


@router.post("/unggahan/{post_id:path}/label")
def correct_label(
    request: Request, post_id: str, visitor: ChangingEditor, answer: Answer, seen: Annotated[str, Form()] = ""
) -> Response:
    """Store a correction, which is seen at once, or show what is wrong with it, field by field."""
    mistakes = find_mistakes(answer) or store_correction(request, post_id, visitor, answer, seen)
    if mistakes:
        return _post_page(request, post_id, answer=answer, mistakes=mistakes)
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/unggahan/{quote(post_id, safe='/:')}?stored=1", 303)


def store_correction(
    request: Request, post_id: str, visitor: Visitor, answer: Mapping[str, str], seen: str
) -> Mapping[str, str]:
    """Make an answer the current label of a post, and note the change. Takes no lock of a run.

    A text or another person's label that is newer than those *seen* is returned as a mistake, to be shown.
    """
    now = clock.now()
    with transaction(request.app.state.engine) as connection:
        by_others = newest_by_others(connection, post_id, visitor.user.name, hold=True)
        post = load_post(connection, post_id)
        if post is None:
            raise HTTPException(404)
        if changed := find_change(seen, post.text_digest, by_others, answer.get("drawn", "")):
            return {"topic": changed}
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
    return {}


def _post_page(  # what a page shows
    request: Request,
    post_id: str,
    *,
    answer: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
    stored: bool = False,
) -> Response:
    with reading(request.app.state.engine) as connection:
        by_others = newest_by_others(connection, post_id, request.state.visitor.user.name)
        post = load_post(connection, post_id)
        if post is None:
            raise HTTPException(404)
        found = {
            name: load_rows(connection, view, condition, post_id=post_id)
            for name, (view, condition) in ROWS_OF_POST.items()
        }
        rules = request.app.state.settings.config.engagement
        usual = usual_growth(looks_at_earlier(connection, post, rules.history), rules.min_history)
    spans, reasons = _evidence(found["history"], post, request)
    say = wording_of(request)
    curve = draw_growth(read_growth(found["growth"]), usual, say, say_word("hours", say.language))
    return render(
        request,
        "post.html.j2",
        422 if mistakes else 200,
        address=f"/unggahan/{quote(post_id, safe=':')}",
        post=post,
        seen=seen_of(post.text_digest, by_others),
        marked=marked(post.text, spans),
        reasons=reasons,
        values=answer or values_of(post),
        mistakes=mistakes or {},
        choices=CHOICES,
        stored=stored,
        **found | {"growth": curve, "responses": [one for one in found["responses"] if not one.is_official]},
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
