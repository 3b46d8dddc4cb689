from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, insert, inspect, text

from collectors.records import Metrics, Post
from storage.db.engine import transaction
from storage.labels.labels import LabelRow, store_labels
from storage.schema.dictionary import VIEWS
from storage.schema.tables import engagement

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
            kind="post",
            published_at=MONDAY + timedelta(days=chance.choice([0, 3, 7])),
            metrics=Metrics(likes=chance.choice([None, 0, 7, 2_000_000_000_000])),
        )
        for number in range(60)
    ]
    topics = {post.post_id: chance.choice(["living", "none", None]) for post in posts}
    scores = {post.post_id: chance.choice([None, 0.0, 1.0, chance.random() * 9]) for post in posts}
    commit(*posts, *(make_post(98 + n, kind=kind, published_at=MONDAY) for n, kind in enumerate(("repost", "reply"))))
    with transaction(engine) as connection:
        store_labels(connection, [label_of(key, topic) for key, topic in topics.items() if topic], NIGHT)
        connection.execute(insert(engagement), [engagement_of(key, score) for key, score in scores.items()])
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
        (str(week), str(topic)): (
            len(group),
            group["interactions"].sum(min_count=1),
            group["score"].median() if group["score"].count() >= 5 else pd.NA,
        )
        for (week, topic), group in groups
    }
    found = {(row["iso_week"], row["topic"] or ""): row for row in rows("v_topic_weekly")}
    assert {key for key, row in found.items() if row["posts"]} == expected.keys()
    for key, (count, interactions, median) in expected.items():
        row = found[key]
        assert row["posts"] == count
        before = expected.get((f"2026-W{int(key[0][-2:]) - 1}", key[1]))
        first = min(expected)[0]  # before that nobody knows
        assert row["previous_posts"] == (None if key[0] == first else before[0] if before else 0)
        assert row["interactions"] == (None if pd.isna(interactions) else interactions)
        assert row["median_score"] is None if pd.isna(median) else math.isclose(row["median_score"], median)


def test_each_dimension_has_a_row_in_every_week_between_the_first_and_the_last(
    make_post: Make, commit: Commit, rows: Rows
) -> None:
    """Two posts three weeks apart, over the end of a year with 53 weeks."""
    for number, at in enumerate((datetime(2026, 12, 22, tzinfo=UTC), datetime(2027, 1, 12, tzinfo=UTC)), 1):
        commit(make_post(number, published_at=at), at=at)
    found = [row for row in rows("v_topic_weekly") if row["topic"]]
    assert sorted({row["iso_week"] for row in found}) == ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]
    assert {row["posts"] for row in found} == {0}
    assert len(found) == 4 * 7
    unlabelled = {row["iso_week"]: row for row in rows("v_topic_weekly") if not row["topic"]}
    assert {week: (row["posts"], row["previous_posts"]) for week, row in unlabelled.items()} == {
        "2026-W52": (1, None),
        "2027-W02": (1, 0),
    }


def test_sources_that_are_not_the_office_s_own_are_in_no_week(
    engine: Engine, make_post: Make, commit: Commit, rows: Rows
) -> None:
    commit(make_post(1, published_at=MONDAY))
    assert sum(row["posts"] for row in rows("v_topic_weekly")) == 1
    with transaction(engine) as connection:
        connection.execute(text("UPDATE sources SET role = 'peer'"))
    assert rows("v_topic_weekly") == []
    assert rows("v_posts", "role") == [{"role": "peer"}]


def test_a_post_tells_how_old_it_was_when_it_was_seen_and_scored_and_its_calendar(
    engine: Engine, make_post: Make, commit: Commit, rows: Rows
) -> None:
    at = datetime(2026, 9, 30, 18, 30, tzinfo=UTC)  # the first of October in Jakarta
    commit(make_post(1, published_at=at), make_post(2, published_at=None), at=at + timedelta(hours=30))
    with transaction(engine) as connection:
        connection.execute(insert(engagement), [engagement_of("x:1", 1.0) | {"age_bin": "1-2d"}])
    first, second = rows("v_posts", "age_hours", "score_age_bin", "published_date", "month", "quarter")
    assert {name: str(value) for name, value in first.items()} == {
        "age_hours": "30.0",
        "score_age_bin": "1-2d",
        "published_date": "2026-10-01",
        "month": "2026-10",
        "quarter": "2026-Q4",
    }
    assert set(second.values()) == {None}


@pytest.mark.parametrize(
    ("parts", "hidden", "shown"),
    [
        ("likes,comments,shares", {"likes": None}, None),
        ("likes,comments,shares", {"shares": None}, None),
        ("likes,comments", {"shares": None}, 5),
        ("likes,comments", {}, 5),
        ("", {}, None),
        (None, {"likes": None}, None),
        (None, {"shares": None}, 5),
    ],
)
def test_interactions_that_hide_a_part_are_not_compared(
    engine: Engine, make_post: Make, commit: Commit, rows: Rows, parts: str | None, hidden: Any, shown: int | None
) -> None:
    commit(make_post(1, metrics=Metrics(**{"likes": 4, "comments": 1, "shares": 2} | hidden)))
    with transaction(engine) as connection:
        connection.execute(text("UPDATE sources SET parts = :parts"), {"parts": parts})
    for view in ("v_posts", "v_metrics"):
        assert rows(view, "comparable_interactions") == [{"comparable_interactions": shown}]
