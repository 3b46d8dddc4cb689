"""Store the questions to the second reader, its answers, and their cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select, update

from storage.db.bulk import batches, write_rows
from storage.labels.methods import MODEL
from storage.schema.tables import FORGOTTEN, labels, posts, reader_answers, reader_calls, sources

RESERVED = "asked"
"""The outcome of a call that has no answer yet, or never got one: its worst cost stays booked."""


class Kept(NamedTuple):
    """The part of an answer that is kept: its labels as JSON, or the refusal; no word of the post."""

    answer: str | None
    refused: str | None


def unsure_posts(conn: Connection, below: float) -> list[str]:
    """Return the posts whose current label is the model's and less sure than *below*, the least sure first.

    Score 0 is left out: in such a text nothing is known, mostly because there is nothing to know.
    """
    statement = (
        select(labels.c.post_id)
        .join(posts, posts.c.label_id == labels.c.label_id)
        .where(labels.c.method == MODEL, labels.c.score > 0, labels.c.score < below)
        .where(posts.c.text_digest == labels.c.text_digest, posts.c.text_digest != FORGOTTEN)
        .where(posts.c.deleted_at.is_(None), posts.c.kind != "repost")
        .order_by(labels.c.score, labels.c.post_id)
    )
    return list(conn.scalars(statement))


def labelled_posts(conn: Connection, post_ids: Sequence[str]) -> list[Row[Any]]:
    """Return posts with their current label and platform, in the order asked for."""
    found: dict[str, Row[Any]] = {}
    for part in batches(list(post_ids)):
        statement = (
            select(labels, posts.c.title, posts.c.text, sources.c.platform)
            .join(posts, posts.c.label_id == labels.c.label_id)
            .join(sources, sources.c.source_id == posts.c.source_id)
            .where(posts.c.post_id.in_(part))
        )
        found |= {row.post_id: row for row in conn.execute(statement)}
    return [found[post_id] for post_id in post_ids if post_id in found]


def kept_answer(conn: Connection, key: str, model: str) -> Kept | None:
    """Return what *model* said to a question before."""
    statement = select(reader_answers.c.answer, reader_answers.c.refused).where(
        reader_answers.c.question == key, reader_answers.c.model == model
    )
    row = conn.execute(statement).first()
    return Kept(*row) if row else None


def keep_answer(conn: Connection, key: str, model: str, kept: Kept, at: datetime) -> None:
    """Keep what *model* said to a question; the newest answer wins."""
    row = {"question": key, "model": model, "answered_at": at, **kept._asdict()}
    write_rows(conn, reader_answers, [row], refresh=("answered_at", "answer", "refused"))


def reserve_call(conn: Connection, call: dict[str, Any]) -> int:
    """Book the worst cost of a question before it is sent."""
    made = insert(reader_calls).values(outcome=RESERVED, **call).returning(reader_calls.c.call_id)
    return int(conn.execute(made).scalar_one())


def settle_call(conn: Connection, call_id: int, **true: Any) -> None:
    """Book what a question came to."""
    conn.execute(update(reader_calls).where(reader_calls.c.call_id == call_id).values(**true))


def spent_on_reader(conn: Connection, since: datetime) -> float:
    """Return what all questions since then cost, reserved ones included."""
    return float(conn.scalar(select(func.sum(reader_calls.c.usd)).where(reader_calls.c.asked_at >= since)) or 0.0)
