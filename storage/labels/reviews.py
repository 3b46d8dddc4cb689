"""Labels by people: which posts to look at, what they said, and what the machine is compared with."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, case, func, literal, or_, select

from storage.db.bulk import batches
from storage.labels.annotators import known_annotator
from storage.labels.labels import LabelRow, store_labels
from storage.labels.methods import HUMAN, MEASURED
from storage.schema.tables import labels, posts, sources

_COLUMNS = (
    posts.c.post_id,
    posts.c.source_id,
    posts.c.url,
    posts.c.published_local,
    posts.c.title,
    posts.c.text,
    posts.c.text_digest,
)
_OPEN = (posts.c.deleted_at.is_(None), posts.c.kind != "repost", sources.c.role.in_(MEASURED))


@dataclass(frozen=True, slots=True)
class Review:
    """A person's labels of a post."""

    post_id: str
    annotator: str
    drawn: str
    topics: tuple[str, ...]
    subtopic: str | None
    programme_level: str
    message_function: str
    stage: str | None
    audience: str | None = None
    places: tuple[str, ...] | None = None
    """None for audience or places: not told, so the machine's stay."""


def draw_random(conn: Connection, count: int, seed: int) -> list[Row[Any]]:
    """Draw from all posts of the office and its agencies that still stand and are no reposts, each as likely as any."""
    drawn = select(posts.c.post_id).join(sources, sources.c.source_id == posts.c.source_id).where(*_OPEN)
    ids = list(conn.scalars(drawn.order_by(posts.c.post_id)))
    chosen = random.Random(seed).sample(ids, min(count, len(ids)))  # noqa: S311  # a sample, no secret
    found = {row.post_id: row for row in _posts(conn, chosen)}
    return [found[post_id] for post_id in chosen]


def draw_uncertain(conn: Connection, count: int) -> list[Row[Any]]:
    """Return the posts of whose label the machine is least sure; posts that people labelled are not among them."""
    statement = (
        select(*_COLUMNS)
        .join(labels, (labels.c.post_id == posts.c.post_id) & labels.c.current)
        .join(sources, sources.c.source_id == posts.c.source_id)
        .where(*_OPEN, labels.c.method != HUMAN)
        .where(or_(labels.c.score > 0, labels.c.score.is_(None)))  # 0: nothing known in it, mostly nothing to know
        .order_by(func.coalesce(labels.c.score, 0), posts.c.post_id)
        .limit(count)
    )
    return list(conn.execute(statement))


def _posts(conn: Connection, ids: Sequence[str]) -> list[Row[Any]]:
    found: list[Row[Any]] = []
    for part in batches(ids):
        found += conn.execute(select(*_COLUMNS).where(posts.c.post_id.in_(part)))
    return found


def stored_digests(conn: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return the digest of the text of those of *ids* that are stored."""
    return {row.post_id: row.text_digest for row in _posts(conn, ids)}


def newest_by_others(conn: Connection, post_id: str, name: str, *, hold: bool = False) -> int:
    """Return the number of a post's newest label by another person than *name*; 0 where there is none.

    With *hold* nobody adds one before the transaction ends.
    """
    if hold:
        conn.execute(select(posts.c.post_id).where(posts.c.post_id == post_id).with_for_update(key_share=True))
    by_people = (labels.c.post_id == post_id) & (labels.c.method == HUMAN)
    rows = conn.execute(select(labels.c.label_id, labels.c.annotator).where(by_people))
    return max((row.label_id for row in rows if (row.annotator or "").casefold() != name.casefold()), default=0)


def store_reviews(conn: Connection, reviews: Sequence[Review], digests: dict[str, str], at: datetime) -> None:
    """Make what people said the current labels of their posts; what they left out of audience and places stays."""
    held = _held_addressing(conn, [one.post_id for one in reviews])
    names = {name: known_annotator(conn, name) for name in {one.annotator for one in reviews}}
    rows = [
        LabelRow(
            post_id=one.post_id,
            text_digest=digests[one.post_id],
            version=HUMAN,
            method=HUMAN,
            topic=one.topics[0] if one.topics else "none",
            subtopic=one.subtopic,
            topics=one.topics,
            programme_level=one.programme_level,
            message_function=one.message_function,
            stage=one.stage,
            score=None,
            annotator=names[one.annotator],
            drawn=one.drawn,
            **_addressing(one, held.get(one.post_id, NOTHING_HELD)),
        )
        for one in reviews
    ]
    store_labels(conn, rows, at)


class _Held(NamedTuple):
    """Audience and places of a current label, with their evidence."""

    audience: str | None
    places: str | None
    evidence: list[dict[str, Any]]


NOTHING_HELD = _Held(None, None, [])


def _held_addressing(conn: Connection, ids: Sequence[str]) -> dict[str, _Held]:
    columns = (labels.c.post_id, labels.c.audience, labels.c.places, labels.c.evidence)
    return {
        row.post_id: _Held(row.audience, row.places, json.loads(row.evidence))
        for part in batches(ids)
        for row in conn.execute(select(*columns).where(labels.c.current, labels.c.post_id.in_(part)))
    }


def _addressing(told: Review, held: _Held) -> dict[str, Any]:
    kept = {name for name in ("audience", "places") if getattr(told, name) is None}
    names = tuple((held.places or "").split(",")) if held.places else ()
    return {
        "audience": held.audience if "audience" in kept else told.audience,
        "places": names if told.places is None else told.places,
        "evidence": [one for one in held.evidence if one.get("label") in kept],
    }


def human_labels(conn: Connection) -> list[Row[Any]]:
    """Return each annotator's last word on each post, how that was drawn to measure, and its title and text."""
    last = (
        select(func.max(labels.c.label_id))
        .where(labels.c.method == literal(HUMAN, literal_execute=True))  # as the index has it
        .group_by(labels.c.post_id, labels.c.annotator)
        .scalar_subquery()
    )
    statement = (
        select(
            labels.c.post_id,
            labels.c.annotator,
            case((sources.c.role.in_(MEASURED), labels.c.drawn)).label("drawn"),  # no other post measures
            labels.c.topic,
            labels.c.subtopic,
            labels.c.topics,
            labels.c.programme_level,
            labels.c.message_function,
            labels.c.stage,
            labels.c.audience,
            labels.c.current,
            posts.c.title,
            posts.c.text,
            posts.c.source_id,
            sources.c.account,
            sources.c.city,
        )
        .join(posts, posts.c.post_id == labels.c.post_id)
        .join(sources, sources.c.source_id == posts.c.source_id)
        .where(labels.c.label_id.in_(last))
        .order_by(labels.c.post_id, labels.c.annotator)
    )
    return list(conn.execute(statement))
