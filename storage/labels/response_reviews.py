"""Labels of responses by people: which responses to look at, what they said, and what it is compared with."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, false, func, select

from storage.db.bulk import batches, write_rows
from storage.labels.annotators import known_annotator
from storage.labels.methods import HUMAN, MEASURED, MODEL
from storage.labels.response_labels import ResponseLabelRow, store_response_labels
from storage.schema.tables import posts, questions, response_labels, response_reviews, responses, sources

_RENEWED = ("drawn", "reviewed_at", "sentiment", "intent", "object", "obstacle", "outdated")
ASKING = ("question", "complaint", "suggestion")
_WATCHED = sources.alias("watched")
TO_MEASURED = exists().where(_WATCHED.c.source_id == responses.c.source_id, _WATCHED.c.role.in_(MEASURED))
OPEN = (
    responses.c.text.is_not(None)
    & responses.c.deleted_at.is_(None)
    & (responses.c.is_official == false())
    & TO_MEASURED
)


@dataclass(frozen=True, slots=True)
class ResponseReview:
    """A person's labels of a response; None for no object and no obstacle."""

    response_id: str
    annotator: str
    drawn: str
    sentiment: str
    intent: str
    object: str | None
    obstacle: str | None


def draw_random_responses(conn: Connection, count: int, seed: int) -> list[Row[Any]]:
    """Draw from all responses of citizens to the office and its agencies that still have a text, each as likely."""
    ids = list(conn.scalars(select(responses.c.response_id).where(OPEN).order_by(responses.c.response_id)))
    chosen = random.Random(seed).sample(ids, min(count, len(ids)))  # noqa: S311  # a sample, no secret
    found = {
        row.response_id: row
        for part in batches(chosen)
        for row in conn.execute(shown_to_annotators().where(responses.c.response_id.in_(part)))
    }
    return [found[response_id] for response_id in chosen]


def draw_uncertain_responses(conn: Connection, count: int) -> list[Row[Any]]:
    """Return the responses of whose label the machine is least sure, of those that nobody labelled."""
    statement = (
        shown_to_annotators()
        .join(response_labels, response_labels.c.response_id == responses.c.response_id)
        .where(OPEN, response_labels.c.method == MODEL)
        .order_by(response_labels.c.score, responses.c.response_id)
        .limit(count)
    )
    return list(conn.execute(statement))


def shown_to_annotators() -> Select[Any]:
    """Select what an annotator sees of a response: with what it answers, never who wrote it."""
    answered = responses.alias("answered")
    return (
        select(
            responses.c.response_id,
            sources.c.platform,
            sources.c.account,
            responses.c.published_local,
            func.coalesce(answered.c.text, posts.c.title, posts.c.text).label("context"),
            responses.c.text,
        )
        .join(sources, sources.c.source_id == responses.c.source_id)
        .outerjoin(posts, posts.c.post_id == responses.c.post_id)
        .outerjoin(answered, answered.c.response_id == responses.c.parent_id)
    )


def known_responses(conn: Connection, ids: Sequence[str]) -> set[str]:
    """Return those of *ids* that are stored responses of citizens."""
    by_citizens = select(responses.c.response_id).where(responses.c.is_official == false())
    parts = (conn.scalars(by_citizens.where(responses.c.response_id.in_(part))) for part in batches(ids))
    return {found for part in parts for found in part}


def newest_review_by_others(conn: Connection, response_id: str, name: str, *, hold: bool = False) -> str:
    """Return when another person than *name* last labelled a response, ISO 8601; "0" where nobody did.

    With *hold* nobody does before the transaction ends.
    """
    key = responses.c.response_id
    if hold:
        conn.execute(select(key).where(key == response_id).with_for_update(key_share=True))
    mine = response_reviews.c.response_id == response_id
    rows = conn.execute(select(response_reviews.c.reviewed_at, response_reviews.c.annotator).where(mine))
    moments = (row.reviewed_at.isoformat() for row in rows if row.annotator.casefold() != name.casefold())
    return max(moments, default="0")


def store_response_reviews(conn: Connection, reviews: Sequence[ResponseReview], at: datetime) -> None:
    """Keep what people said, each annotator's last word, and make it the label of their responses."""
    names = {name: known_annotator(conn, name) for name in {one.annotator for one in reviews}}
    reviews = [replace(one, annotator=names[one.annotator]) for one in reviews]
    rows = [{**asdict(one), "reviewed_at": at, "outdated": False} for one in reviews]
    write_rows(conn, response_reviews, rows, refresh=_RENEWED)
    labels = [
        ResponseLabelRow(
            response_id=one.response_id,
            version=HUMAN,
            sentiment=one.sentiment,
            intent=one.intent,
            object=one.object,
            obstacle=one.obstacle,
            score=None,
            evidence=[],
            method=HUMAN,
            annotator=one.annotator,
        )
        for one in reviews
    ]
    store_response_labels(conn, labels, at)
    _renew_waiting(conn, reviews)


def _renew_waiting(conn: Connection, reviews: Sequence[ResponseReview]) -> None:
    """Take what people say asks for nothing off the list to answer; the desk or the next night adds what does ask."""
    for intent in {one.intent for one in reviews}:
        for part in batches([one.response_id for one in reviews if one.intent == intent]):
            listed = questions.c.response_id.in_(part)
            renamed = questions.update().where(listed).values(intent=intent)
            conn.execute(renamed if intent in ASKING else questions.delete().where(listed))


def reviewed_responses(conn: Connection) -> list[Row[Any]]:
    """Return each annotator's last word on each response not edited since, with its text while that is kept."""
    statement = (
        select(response_reviews, responses.c.text)
        .join(responses, responses.c.response_id == response_reviews.c.response_id)
        .where(response_reviews.c.outdated == false())
        .order_by(response_reviews.c.response_id, response_reviews.c.annotator)
    )
    return list(conn.execute(statement))
