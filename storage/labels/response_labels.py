"""Labels of responses: what awaits one, keeping them, and taking away what they tell of a text that is gone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, false, or_, select, true, update

from storage.db.bulk import batches, write_rows
from storage.labels.methods import HUMAN, MODEL
from storage.schema.tables import response_labels, response_reviews, responses

BATCH = 500
RENEWED = (
    "version", "labelled_at", "sentiment", "intent", "object", "obstacle", "score", "evidence", "method", "annotator",
    "outdated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResponseLabelRow:
    """The label of a response as the store keeps it; ``evidence`` is a list of JSON objects."""

    response_id: str
    version: str
    sentiment: str
    intent: str
    object: str | None
    obstacle: str | None
    score: float | None
    evidence: Sequence[Mapping[str, Any]]
    method: str = MODEL
    annotator: str | None = None


def unlabelled_responses(
    conn: Connection, version: str, *, after: str = "", everything: bool = False
) -> list[tuple[str, str]]:
    """Return id and text of the next responses of citizens, by id, whose label is missing or of another version.

    With *everything*, those of the current version too; never those that a person labelled. One whose text was taken
    away keeps the label that it has.
    """
    held = select(response_labels.c.response_id).where(response_labels.c.response_id == responses.c.response_id)
    kept = response_labels.c.method == HUMAN
    if not everything:
        kept = or_(kept, response_labels.c.version == version)
    statement = (
        select(responses.c.response_id, responses.c.text)
        .where(responses.c.response_id > after, responses.c.text.is_not(None), responses.c.is_official == false())
        .where(~held.where(kept).exists())
        .order_by(responses.c.response_id)
        .limit(BATCH)
    )
    return [(row.response_id, row.text) for row in conn.execute(statement)]


def store_response_labels(conn: Connection, made: Sequence[ResponseLabelRow], at: datetime) -> None:
    """Make these the labels of their responses, in place of earlier ones.

    A response that a person labelled since the machine read it keeps that label.
    """
    made = _without_corrected(conn, made)
    rows = [
        {
            **{name: getattr(label, name) for name in ResponseLabelRow.__slots__},
            "labelled_at": at,
            "evidence": json.dumps(list(label.evidence), ensure_ascii=False),
            "outdated": False,
        }
        for label in made
    ]
    write_rows(conn, response_labels, rows, refresh=RENEWED)


def _without_corrected(conn: Connection, made: Sequence[ResponseLabelRow]) -> Sequence[ResponseLabelRow]:
    """Hold the responses until the transaction's end; leave out the machine's labels of those that people labelled."""
    corrected, key = set[str](), responses.c.response_id
    for part in batches([label.response_id for label in made]):
        mine = select(key).where(key.in_(part)).order_by(key)
        conn.execute(mine.with_for_update(key_share=True))  # rows that others add to them are not waited for
        by_people = (response_labels.c.method == HUMAN) & response_labels.c.response_id.in_(part)
        corrected |= set(conn.scalars(select(response_labels.c.response_id).where(by_people)))
    return [label for label in made if label.method == HUMAN or label.response_id not in corrected]


def response_label(conn: Connection, response_id: str) -> Mapping[str, Any] | None:
    """Return the label of a response with its text, None for one without a label."""
    joined = response_labels.join(responses, responses.c.response_id == response_labels.c.response_id)
    statement = select(response_labels, responses.c.text).select_from(joined)
    row = conn.execute(statement.where(response_labels.c.response_id == response_id)).mappings().first()
    return dict(row) if row else None


def drop_labels(conn: Connection, response_ids: Sequence[str]) -> None:
    """Drop the labels of responses whose text was edited, so that they are labelled anew; mark those by people."""
    for part in batches(response_ids):
        by_people = response_labels.c.response_id.in_(part) & (response_labels.c.method == HUMAN)
        conn.execute(update(response_labels).where(by_people).values(outdated=true()))
        conn.execute(update(response_reviews).where(response_reviews.c.response_id.in_(part)).values(outdated=true()))
        conn.execute(
            delete(response_labels).where(response_labels.c.response_id.in_(part), response_labels.c.method != HUMAN)
        )


def empty_evidence(conn: Connection, of: ColumnElement[bool]) -> None:
    """Take the evidence from the labels of these responses; what they were labelled stays."""
    these = select(responses.c.response_id).where(of)
    conn.execute(update(response_labels).where(response_labels.c.response_id.in_(these)).values(evidence="[]"))
