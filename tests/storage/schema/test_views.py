from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, inspect, text

from collectors.records import Metrics, Post
from storage.db.engine import transaction
from storage.labels.labels import LabelRow, store_engagement, store_labels
from storage.schema.dictionary import VIEWS

Make = Callable[..., Post]
Commit = Callable[..., int]
Rows = Callable[..., list[dict[str, Any]]]

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 3, tzinfo=UTC)
KINDS = {
    "string": "TEXT VARCHAR",
    "integer": "BIGINT INTEGER",
    "number": "DOUBLE_PRECISION DOUBLE FLOAT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_exactly_the_columns_of_the_dictionary_in_that_order(engine: Engine, view: str) -> None:
    with engine.connect() as connection:
        assert list(connection.execute(text(f"SELECT * FROM {view}")).keys()) == list(VIEWS[view][1])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("view", VIEWS)
def test_postgresql_keeps_the_dictionary_as_comments_and_its_types(engine: Engine, view: str) -> None:
    meaning, columns = VIEWS[view]
    looking = inspect(engine)
    assert looking.get_table_comment(view)["text"] == meaning
    found = {column["name"]: column for column in looking.get_columns(view)}
    assert {name: column["comment"] for name, column in found.items()} == {n: told for n, (_, told) in columns.items()}
    kinds = {name: type(column["type"]).__name__ for name, column in found.items()}
    assert [name for name, (kind, _) in columns.items() if kinds[name] not in KINDS[kind].split()] == []


def test_posts_are_shown_with_their_newest_counts(make_post: Make, commit: Commit, rows: Rows) -> None:
    for days, likes in ((0, 10), (2, 30), (1, 20)):  # a replay may come late
        commit(make_post(1, metrics=Metrics(likes=likes)), at=NIGHT + timedelta(days=days))
    commit(make_post(2, metrics=Metrics()))
    assert rows("v_posts", "post_id", "likes", "interactions") == [
        {"post_id": "x:1", "likes": 30, "interactions": 30},
        {"post_id": "x:2", "likes": None, "interactions": None},
    ]


def test_every_post_is_one_row_whatever_belongs_to_it(
    engine: Engine, make_post: Make, commit: Commit, rows: Rows
) -> None:
    commit(make_post(1, hashtags=("A", "B"), mentions=("c", "d")), make_post(2))
    commit(make_post(1, text="Disunting"), at=NIGHT + timedelta(days=1))
    with transaction(engine) as connection:
        for _ in range(2):
            store_labels(connection, [label_of("x:1", "smart_living")], NIGHT)
    assert [row["post_id"] for row in rows("v_posts")] == ["x:1", "x:2"]


def test_the_age_of_a_count_is_told_in_hours(make_post: Make, commit: Commit, rows: Rows) -> None:
    commit(make_post(1, published_at=NIGHT - timedelta(hours=30, minutes=30)), make_post(2, published_at=None))
    assert rows("v_metrics", "post_id", "age_hours") == [
        {"post_id": "x:1", "age_hours": pytest.approx(30.5)},
        {"post_id": "x:2", "age_hours": None},
    ]


def label_of(post_id: str, topic: str) -> LabelRow:
    return LabelRow(post_id, "", "1", "taxonomy", topic, None, (topic,), None, None, 1.0, [])


def engagement_of(post_id: str, score: float | None) -> dict[str, Any]:
    return {"post_id": post_id, "followers": 9, "rate": None, "score": score, "level": "normal", "score_n": 20}


@pytest.mark.parametrize("seed", range(5))
def test_the_weekly_medians_and_sums_are_those_of_pandas(
    engine: Engine, make_post: Make, commit: Commit, rows: Rows, seed: int
) -> None:
    chance = random.Random(seed)
    posts = [
        make_post(
            number,
            published_at=MONDAY + timedelta(days=chance.choice([0, 3, 7])),
            metrics=Metrics(likes=chance.choice([None, 0, 7, 2_000_000_000_000])),
        )
        for number in range(60)
    ]
    topics = {post.post_id: chance.choice(["smart_living", "none", None]) for post in posts}
    scores = {post.post_id: chance.choice([None, 0.0, 1.0, chance.random() * 9]) for post in posts}
    commit(*posts, make_post(99, kind="repost", published_at=MONDAY))
    with transaction(engine) as connection:
        store_labels(connection, [label_of(key, topic) for key, topic in topics.items() if topic], NIGHT)
        store_engagement(connection, [engagement_of(key, score) for key, score in scores.items()])
    frame = pd.DataFrame(
        {
            "iso_week": [f"{post.published_at:%G-W%V}" for post in posts],
            "topic": [topics[post.post_id] or "" for post in posts],
            "interactions": pd.array([post.metrics.interactions for post in posts], dtype="Int64"),
            "score": pd.array([scores[post.post_id] for post in posts], dtype="Float64"),
        }
    )
    groups: Any = frame.groupby(["iso_week", "topic"])
    expected = {
        (str(week), str(topic)): (len(group), group["interactions"].sum(min_count=1), group["score"].median())
        for (week, topic), group in groups
    }
    found = {(row["iso_week"], row["topic"] or ""): row for row in rows("v_topic_weekly")}
    assert found.keys() == expected.keys()
    for key, (count, interactions, median) in expected.items():
        row = found[key]
        assert row["posts"] == count
        assert row["interactions"] == (None if pd.isna(interactions) else interactions)
        assert row["median_score"] is None if pd.isna(median) else math.isclose(row["median_score"], median)
