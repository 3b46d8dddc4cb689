from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from collectors.records import Post
from storage.db.engine import transaction
from storage.harvest.posts.held_texts import text_digest
from storage.labels import labels
from storage.labels.labels import (
    LabelRow,
    is_full,
    renew_engagement,
    store_labels,
    unlabelled,
)

Make = Callable[..., Post]
Commit = Callable[..., int]
Rows = Callable[..., list[dict[str, Any]]]

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
NEXT = NIGHT + timedelta(days=1)
LABEL = LabelRow(
    post_id="x:1",
    text_digest="",
    version="1",
    method="taxonomy",
    topic="smart_environment",
    subtopic="energi",
    topics=("smart_environment", "smart_living"),
    programme_level="dimension",
    message_function="information",
    score=0.75,
    evidence=[{"phrase": "lampu jalan", "words": "Lampu Jalan", "weight": 2.0}],
    stage="planning",
)


def label_of(post: Post, **fields: Any) -> LabelRow:
    return replace(LABEL, post_id=post.post_id, text_digest=text_digest(post.title, post.text), **fields)


def waiting(engine: Engine, version: str = "1", **options: Any) -> list[str]:
    with transaction(engine) as connection:
        return [post.post_id for post in unlabelled(connection, version, **options)]


def store(engine: Engine, *made: LabelRow, at: datetime = NIGHT) -> None:
    with transaction(engine) as connection:
        store_labels(connection, made, at)


def test_a_label_is_kept_with_its_evidence(engine: Engine, make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(make_post(1))
    store(engine, label_of(make_post(1)))
    (label,) = rows("v_labels")
    assert label["topics"] == "smart_environment,smart_living"
    assert json.loads(label["evidence"]) == LABEL.evidence
    assert label["stage"] == "planning"
    (post,) = rows("v_posts", "topic", "subtopic", "label_method", "label_score", "message_function", "stage")
    assert list(post.values()) == ["smart_environment", "energi", "taxonomy", 0.75, "information", "planning"]


def test_labels_keep_their_history_and_one_is_current(
    engine: Engine, make_post: Make, commit: Commit, rows: Rows
) -> None:
    commit(make_post(1), make_post(2))
    store(engine, label_of(make_post(1)), label_of(make_post(2)))
    store(engine, label_of(make_post(1), topic="none", topics=(), version="2"), at=NEXT)
    assert rows("labels", "post_id", "topic", "current") == [
        {"post_id": "x:1", "topic": "none", "current": True},
        {"post_id": "x:1", "topic": "smart_environment", "current": False},
        {"post_id": "x:2", "topic": "smart_environment", "current": True},
    ]
    assert rows("v_posts", "post_id", "topic") == [
        {"post_id": "x:1", "topic": "none"},
        {"post_id": "x:2", "topic": "smart_environment"},
    ]


def test_a_labelled_post_waits_no_longer_until_its_text_is_edited(
    engine: Engine, make_post: Make, commit: Commit
) -> None:
    commit(make_post(1), make_post(2))
    assert waiting(engine) == ["x:1", "x:2"]
    store(engine, label_of(make_post(1)), label_of(make_post(2)))
    assert waiting(engine) == []
    commit(make_post(1, text="Lampu jalan di Bantargebang menyusul"), make_post(2), at=NEXT)
    assert waiting(engine) == ["x:1"]


def test_another_version_of_the_taxonomy_makes_all_posts_wait(engine: Engine, make_post: Make, commit: Commit) -> None:
    commit(make_post(1))
    store(engine, label_of(make_post(1)))
    assert waiting(engine, version="2") == ["x:1"]


def test_all_posts_are_walked_in_batches_none_twice(
    engine: Engine, make_post: Make, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels, "BATCH", 2)
    commit(*(make_post(number) for number in range(5)))
    walked: list[str] = []
    while batch := waiting(engine, after=walked[-1] if walked else "", everything=True):
        walked += batch
    assert walked == [f"x:{number}" for number in range(5)]


def test_the_newest_engagement_stands_and_unknown_is_said(
    engine: Engine, make_post: Make, commit: Commit, rows: Rows
) -> None:
    commit(make_post(1), make_post(2))
    renew_engagement(engine, [("x:1", 100, 0.07, 1.5, "normal", 20, "1-2d")])
    renew_engagement(engine, [("x:1", 100, 0.07, None, "unknown", None, None)])
    renew_engagement(engine, [])
    assert rows("v_posts", "post_id", "followers", "engagement_score", "engagement_level") == [
        {"post_id": "x:1", "followers": 100, "engagement_score": None, "engagement_level": "unknown"},
        {"post_id": "x:2", "followers": None, "engagement_score": None, "engagement_level": "unknown"},
    ]


def test_engagement_that_did_not_move_is_not_written_again(
    engine: Engine, make_post: Make, commit: Commit, rows: Rows
) -> None:
    commit(make_post(1), make_post(2))
    written: list[int] = []

    @event.listens_for(engine, "before_cursor_execute", retval=False)
    def watch(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if "INSERT INTO engagement" in statement:
            written.append(len(parameters) if many else 1)

    nothing, known = ("x:1", None, None, None, "unknown", 0, None), ("x:2", 100, 0.07, 1.5, "normal", 20, "1-2d")
    for second in (known, known, nothing):
        renew_engagement(engine, [nothing, ("x:2", *second[1:])])
    assert written == [2, 1]
    assert rows("v_posts", "post_id", "engagement_level") == [
        {"post_id": "x:1", "engagement_level": "unknown"},
        {"post_id": "x:2", "engagement_level": "unknown"},
    ]


def test_a_batch_of_long_texts_is_bounded_by_their_length_and_nothing_is_passed_over(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.labels.labels.BATCH_CHARACTERS", 100)
    commit(*(make_post(number, text="x" * 60) for number in (1, 2, 3)), make_post(4, text="y" * 500))
    met, after = list[list[str]](), ""
    with transaction(engine) as connection:
        while batch := [post.post_id for post in unlabelled(connection, "1", after=after)]:
            met.append(batch)
            after = batch[-1]
    assert met == [["x:1"], ["x:2"], ["x:3"], ["x:4"]]


@pytest.mark.parametrize(("in_batch", "characters"), [(500, 1_000), (2, 1_000), (500, 60 * 3 + 100), (500, 150)])
def test_no_post_follows_a_batch_that_is_not_full(
    engine: Engine,
    commit: Callable[..., int],
    make_post: Callable[..., Post],
    monkeypatch: pytest.MonkeyPatch,
    in_batch: int,
    characters: int,
) -> None:
    for name, value in (("BATCH", in_batch), ("BATCH_CHARACTERS", characters), ("LONGEST_TEXT", 100)):
        monkeypatch.setattr(labels, name, value)
    commit(*(make_post(number, text="x" * 60) for number in (1, 2, 3)))
    with transaction(engine) as connection:
        first = unlabelled(connection, "1")
        more = unlabelled(connection, "1", after=first[-1].post_id)
    assert is_full(first) or not more
    assert is_full(first) == ((in_batch, characters) not in {(500, 1_000), (500, 60 * 3 + 100)})
