"""Find the response that a person checks next, one response with its label, and how many were checked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, exists, false, func, select

from storage.labels.methods import MODEL
from storage.labels.response_reviews import OPEN, TO_MEASURED, shown_to_annotators
from storage.schema.tables import response_labels, response_reviews, responses

NEWEST, MOST_UNSURE, STEP = 20_000, 500, 1_000
"""All of a large store are not ranked for one response: the least sure of the newest come first."""
_LABEL = ("sentiment", "intent", "object", "obstacle", "score", "method", "annotator", "outdated")

_LABEL_OF = response_labels, response_labels.c.response_id == responses.c.response_id
_UNSURE = (
    select(responses.c.response_id)
    .join(*_LABEL_OF)
    .where(OPEN, response_labels.c.method == MODEL)
    .order_by(response_labels.c.score, responses.c.response_id)
)


class Marks(NamedTuple):
    """Every thousandth id of the responses to the office and its agencies in order, and how many there are."""

    ids: Sequence[str]
    total: int


def load_response(conn: Connection, response_id: str) -> Row[Any] | None:
    """Return a citizen's response with what it answers and its label; never who wrote it."""
    statement = (
        shown_to_annotators()
        .add_columns(responses.c.post_id, responses.c.expired_at, *(response_labels.c[name] for name in _LABEL))
        .outerjoin(response_labels, response_labels.c.response_id == responses.c.response_id)
        .where(responses.c.response_id == response_id, responses.c.is_official == false())
    )
    return conn.execute(statement).first()


def load_marks(conn: Connection) -> Marks:
    """Return every thousandth response by its id, and how many there are: so a place among all is found quickly."""
    place = (func.row_number().over(order_by=responses.c.response_id) - 1).label("place")
    numbered = select(responses.c.response_id, place).where(TO_MEASURED).subquery()
    every = select(numbered.c.response_id).where(numbered.c.place % STEP == 0).order_by(numbered.c.place)
    count = conn.scalar(select(func.count()).select_from(responses).where(TO_MEASURED)) or 0
    return Marks(list(conn.scalars(every)), count)


def load_unsure(conn: Connection, most: int = MOST_UNSURE) -> list[str]:
    """Return the responses of which the machine is least sure: of the newest first, then of all."""
    newest = select(responses.c.response_id).order_by(responses.c.published_at.desc()).limit(NEWEST)
    found = list(conn.scalars(_UNSURE.where(responses.c.response_id.in_(newest)).limit(most)))
    if len(found) < most:
        held = set(found)
        found += [one for one in conn.scalars(_UNSURE.limit(most)) if one not in held]
    return found


def next_random(conn: Connection, name: str, skipped: str, marks: Marks) -> str | None:
    """Return a response drawn at random that this person has not labelled; None when there is none.

    The place is drawn from the person's name, from what they skipped, and from how many they have done: nothing that
    a response says leads there.
    """
    ordered = _select_unseen(name, skipped).order_by(responses.c.response_id)
    begin = _drawn_id(conn, name, skipped, marks)
    found: str | None = conn.scalar(ordered.where(responses.c.response_id >= begin).limit(1))
    return found or conn.scalar(ordered.limit(1))


def next_unsure(conn: Connection, name: str, skipped: str, unsure: Sequence[str]) -> str | None:
    """Return the first of the unsure responses that this person has not labelled, nor anybody meanwhile."""
    open_ones = _select_unseen(name, skipped).join(*_LABEL_OF).where(response_labels.c.method == MODEL)
    left = set(conn.scalars(open_ones.where(responses.c.response_id.in_(unsure))))
    return next((one for one in unsure if one in left), None)


def _select_unseen(name: str, skipped: str) -> Select[Any]:
    mine = (response_reviews.c.response_id == responses.c.response_id) & (response_reviews.c.annotator == name)
    seen = exists().where(mine, response_reviews.c.outdated == false())
    return select(responses.c.response_id).where(OPEN, ~seen, responses.c.response_id != skipped)


def _drawn_id(conn: Connection, name: str, skipped: str, marks: Marks) -> str:
    """Draw the response where a person goes on, each as likely as any other."""
    if not marks.total:
        return ""
    done = conn.scalar(select(func.count()).select_from(response_reviews).where(response_reviews.c.annotator == name))
    drawn = int.from_bytes(hashlib.sha256(f"{name} {skipped} {done}".encode()).digest()[:8]) % marks.total
    after = responses.c.response_id >= marks.ids[drawn // STEP]
    place = select(responses.c.response_id).where(after, TO_MEASURED).order_by(responses.c.response_id)
    return conn.scalar(place.offset(drawn % STEP).limit(1)) or ""


def count_reviewed_responses(conn: Connection) -> int:
    """Count the responses drawn at random that people labelled."""
    drawn = response_reviews.c.drawn == "random"
    return conn.scalar(select(func.count(response_reviews.c.response_id.distinct())).where(drawn)) or 0
