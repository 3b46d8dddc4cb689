"""Find the response that a person checks next, one response with its label, and how many were checked."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, false, func, select

from storage.labels.methods import MODEL
from storage.labels.response_reviews import shown_to_annotators
from storage.schema.tables import response_labels, response_reviews, responses

_OPEN = and_(responses.c.text.is_not(None), responses.c.deleted_at.is_(None), responses.c.is_official == false())
NEWEST = 20_000
"""All of a large store are not ranked for one response: the least sure of the newest come first."""
_LABEL = ("sentiment", "intent", "object", "obstacle", "score", "method", "annotator", "outdated")


def load_response(conn: Connection, response_id: str) -> Row[Any] | None:
    """Return a citizen's response with what it answers and its label; never who wrote it."""
    statement = (
        shown_to_annotators()
        .add_columns(responses.c.post_id, *(response_labels.c[name] for name in _LABEL))
        .outerjoin(response_labels, response_labels.c.response_id == responses.c.response_id)
        .where(responses.c.response_id == response_id, responses.c.is_official == false())
    )
    return conn.execute(statement).first()


def next_response(conn: Connection, queue: str, name: str, skipped: str) -> str | None:
    """Return the next response of a queue that this person has not labelled; None when there is none.

    The random queue begins at a place that is drawn from the person's name, from what they skipped, and from how many
    they have done: nothing that a response says leads there.
    """
    if queue == "uncertain":
        unsure = _unseen(name, skipped).join(response_labels, response_labels.c.response_id == responses.c.response_id)
        ordered = unsure.where(response_labels.c.method == MODEL).order_by(
            response_labels.c.score, responses.c.response_id
        )
        newest = select(responses.c.response_id).order_by(responses.c.published_at.desc()).limit(NEWEST)
        found: str | None = conn.scalar(ordered.where(responses.c.response_id.in_(newest)).limit(1))
        return found or conn.scalar(ordered.limit(1))
    ordered = _unseen(name, skipped).order_by(responses.c.response_id)
    begin = _drawn_id(conn, name, skipped)
    found = conn.scalar(ordered.where(responses.c.response_id >= begin).limit(1))
    return found or conn.scalar(ordered.limit(1))


def _unseen(name: str, skipped: str) -> Select[Any]:
    mine = (response_reviews.c.response_id == responses.c.response_id) & (response_reviews.c.annotator == name)
    seen = exists().where(mine, response_reviews.c.outdated == false())
    return select(responses.c.response_id).where(_OPEN, ~seen, responses.c.response_id != skipped)


def _drawn_id(conn: Connection, name: str, skipped: str) -> str:
    """Draw the response where a person goes on, each as likely as any other."""
    count = conn.scalar(select(func.count()).select_from(responses)) or 0
    done = conn.scalar(select(func.count()).select_from(response_reviews).where(response_reviews.c.annotator == name))
    drawn = int.from_bytes(hashlib.sha256(f"{name} {skipped} {done}".encode()).digest()[:8])
    place = select(responses.c.response_id).order_by(responses.c.response_id).offset(drawn % max(count, 1)).limit(1)
    return conn.scalar(place) or ""


def count_reviewed_responses(conn: Connection) -> int:
    """Count the responses drawn at random that people labelled."""
    drawn = response_reviews.c.drawn == "random"
    return conn.scalar(select(func.count(response_reviews.c.response_id.distinct())).where(drawn)) or 0
