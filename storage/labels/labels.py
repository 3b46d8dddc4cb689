"""Labels and engagement: what awaits them, and keeping them with their history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, exists, func, insert, select, update

from collectors.records import LONGEST_TEXT
from storage.db.renew import parts_of, write_changed
from storage.labels.methods import HUMAN
from storage.schema.tables import FORGOTTEN, engagement, labels, posts, sources

BATCH = 500
BATCH_CHARACTERS = 2_000_000  # a batch of long articles takes no more memory than one of short posts
ENGAGEMENT = ("followers", "rate", "score", "level", "score_n", "age_bin")


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A post that awaits its label."""

    post_id: str
    title: str | None
    text: str
    text_digest: str
    account: str | None
    city: str | None
    channel: str | None
    """The platform where it stands."""
    is_cut: bool = False
    """Whether the text is the beginning of a longer one."""


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label as the store keeps it; ``evidence`` is a list of JSON objects."""

    post_id: str
    text_digest: str
    version: str
    method: str
    topic: str
    subtopic: str | None
    topics: tuple[str, ...]
    programme_level: str | None
    message_function: str | None
    score: float | None
    evidence: Sequence[Mapping[str, Any]]
    annotator: str | None = None
    drawn: str | None = None
    stage: str | None = None
    audience: str | None = None
    places: tuple[str, ...] = ()


def unlabelled(
    conn: Connection, version: str, *, after: str = "", until: str | None = None, everything: bool = False
) -> list[Unlabelled]:
    """Return the next posts, by post_id, whose label is missing, of another version, or of an older text.

    Of a text that an earlier Pantau stored without a limit comes the beginning, as long as texts are stored now.
    Only those behind *after* and not behind *until*. With *everything*, those of the current version too; never those
    that a person labelled.
    """
    beginning = func.substr(posts.c.text, 1, LONGEST_TEXT).label("text")
    columns = (posts.c.post_id, posts.c.title, beginning, posts.c.text_digest, sources.c.account, sources.c.city)
    is_cut = (func.length(posts.c.text) > LONGEST_TEXT).label("is_cut")
    statement = (
        select(*columns, is_cut)
        .join(sources, sources.c.source_id == posts.c.source_id, isouter=True)
        .where(posts.c.post_id > after, waits_for_label(None if everything else version))
        .order_by(posts.c.post_id)
        .limit(BATCH)
    )
    if until is not None:
        statement = statement.where(posts.c.post_id <= until)
    return list(_within_bound(conn.execute(statement)))


def waits_for_label(version: str | None) -> ColumnElement[bool]:
    """Return the condition of a post whose text has no label of *version* (None: of any), nor one of a person."""
    mine = (labels.c.post_id == posts.c.post_id, labels.c.current)
    by_people = exists().where(*mine, labels.c.method == HUMAN)
    held = exists().where(*mine, labels.c.version == version, labels.c.text_digest == posts.c.text_digest)
    return and_(posts.c.text_digest != FORGOTTEN, ~by_people, *([] if version is None else [~held]))


def _within_bound(rows: Iterable[Any]) -> Iterator[Unlabelled]:
    """Yield posts until their texts reach a batch's bound; the first always, however long it is."""
    characters = 0
    for row in rows:
        characters += len(row.text)
        if characters > BATCH_CHARACTERS and characters > len(row.text):
            return
        yield replace(unlabelled_of(row, row.text_digest), is_cut=bool(row.is_cut))


def is_full(batch: Sequence[Unlabelled]) -> bool:
    """Whether other posts may follow a batch: it holds as many as one may, or a longest text more would not fit."""
    return len(batch) == BATCH or sum(len(post.text) for post in batch) + LONGEST_TEXT > BATCH_CHARACTERS


def unlabelled_of(row: Any, text_digest: str = "") -> Unlabelled:
    """Make it of a row with post_id, title, text, account and city; a post_id begins with the platform's name."""
    platform = row.post_id.partition(":")[0] or None
    return Unlabelled(row.post_id, row.title, row.text, text_digest, row.account, row.city, platform)


def current_label(conn: Connection, post_id: str) -> Mapping[str, Any] | None:
    """Return the current label of a post."""
    statement = select(labels).where(labels.c.post_id == post_id, labels.c.current)
    row = conn.execute(statement).mappings().first()
    return dict(row) if row else None


def current_topics(conn: Connection, post_ids: Sequence[str]) -> dict[str, str]:
    """Return the current topic of those of *post_ids*, at most a batch, that have one."""
    statement = select(labels.c.post_id, labels.c.topic).where(labels.c.current, labels.c.post_id.in_(post_ids))
    return {row.post_id: row.topic for row in conn.execute(statement)}


def stored_texts(conn: Connection) -> Iterator[list[tuple[str, str | None]]]:
    """Yield the text and title of every post, a batch at a time."""
    statement = select(posts.c.text, posts.c.title).execution_options(yield_per=BATCH)
    for batch in conn.execute(statement).partitions():
        yield [(text, title) for text, title in batch]


def store_labels(conn: Connection, made: Sequence[LabelRow], at: datetime) -> None:
    """Make these the current labels of their posts; the earlier ones stay as history.

    A post that a person labelled since the machine read it keeps that label.
    """
    made = _without_corrected(conn, made)
    if not made:
        return
    ids = [label.post_id for label in made]
    conn.execute(update(labels).where(labels.c.post_id.in_(ids), labels.c.current).values(current=False))
    conn.execute(insert(labels), [_label_row(label, at) for label in made])
    newest = select(labels.c.label_id).where(labels.c.post_id == posts.c.post_id, labels.c.current).scalar_subquery()
    conn.execute(update(posts).where(posts.c.post_id.in_(ids)).values(label_id=newest))


def _without_corrected(conn: Connection, made: Sequence[LabelRow]) -> Sequence[LabelRow]:
    """Hold the posts until the transaction's end, and leave out the machine's labels of those that people labelled."""
    ids = [label.post_id for label in made]
    mine = select(posts.c.post_id).where(posts.c.post_id.in_(ids)).order_by(posts.c.post_id)
    conn.execute(mine.with_for_update(key_share=True))  # rows that others add, which refer to these, are not waited for
    machine = [label.post_id for label in made if label.method != HUMAN]
    by_people = labels.c.current & (labels.c.method == HUMAN) & labels.c.post_id.in_(machine)
    corrected = set(conn.scalars(select(labels.c.post_id).where(by_people)))
    return [label for label in made if label.method == HUMAN or label.post_id not in corrected]


def _label_row(label: LabelRow, at: datetime) -> dict[str, Any]:
    return {
        "post_id": label.post_id,
        "text_digest": label.text_digest,
        "version": label.version,
        "method": label.method,
        "annotator": label.annotator,
        "drawn": label.drawn,
        "labelled_at": at,
        "topic": label.topic,
        "subtopic": label.subtopic,
        "topics": ",".join(label.topics),
        "programme_level": label.programme_level,
        "message_function": label.message_function,
        "stage": label.stage,
        "audience": label.audience,
        "places": ",".join(label.places) or None,
        "score": label.score,
        "evidence": json.dumps(list(label.evidence), ensure_ascii=False),
        "current": True,
    }


def renew_engagement(engine: Engine, found: Iterable[tuple[Any, ...]]) -> None:
    """Store the engagement of posts (post_id, then ENGAGEMENT) where it differs from what is stored, batch by batch."""
    names = ("post_id", *ENGAGEMENT)
    for part in parts_of(found):
        write_changed(engine, engagement, [dict(zip(names, row, strict=True)) for row in part])
