"""The analysis views tell the same as plain counting does, and nothing where there is nothing to tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, text

from collectors.records import Account, Metrics, Post
from pipeline.analysis.strategy import STEP, VERSION, measure_source
from storage.analysis.marks import changed_sources
from storage.analysis.strategy import replace_targets
from storage.analysis.strategy_counts import own_posts_of
from storage.db.engine import transaction
from storage.labels.labels import LabelRow, store_labels
from storage.schema.tables import engagement

Make = Callable[..., Post]
Commit = Callable[..., int]
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 3, tzinfo=UTC)
SOURCE = "x-kominfobekasi"


def labelled(post_id: str, topic: str, **also: Any) -> LabelRow:
    made = {"subtopic": None, "programme_level": "dimension", "message_function": None} | also
    return LabelRow(post_id, "", "1", "taxonomy", topic, made["subtopic"], (topic,), made["programme_level"],
                    made["message_function"], 1.0, [])  # fmt: skip


def select(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def measure_sources(engine: Engine) -> None:
    for source, digest, posts in changed_sources(engine, STEP, VERSION, own_posts_of):
        measure_source(engine, source, digest, posts)


def test_the_strategy_is_counted_by_week_quarter_and_year(engine: Engine, make_post: Make, commit: Commit) -> None:
    old = MONDAY - timedelta(days=60)
    commit(*(make_post(n, published_at=MONDAY, metrics=Metrics(likes=n)) for n in range(1, 5)))
    commit(make_post(5, published_at=old, metrics=Metrics()), make_post(6, kind="repost", published_at=MONDAY))
    commit(make_post(8, kind="reply", published_at=MONDAY))
    commit(make_post(7, published_at=None))
    with transaction(engine) as connection:
        replace_targets(connection, {"living": 0.5, "economy": 0.4})
        made = [labelled("x:1", "living", subtopic="mobility"), labelled("x:2", "living", programme_level="named")]
        store_labels(connection, [*made, labelled("x:3", "none"), labelled("x:5", "economy")], NIGHT)
    measure_sources(engine)
    topics = {
        (kind, period, value): rest
        for kind, period, value, *rest in select(
            engine,
            "SELECT period_type, period, value, posts, share_of_posts, interactions, share_of_interactions, "
            "target_share, neglected FROM v_strategy WHERE aspect = 'topic'",
        )
    }
    assert topics["week", "2026-W47", "living"] == [2, 0.5, 3, 0.3, 0.5, None]
    assert topics["week", "2026-W47", None] == [1, 0.25, 4, 0.4, None, None]
    assert topics["week", "2026-W47", "economy"] == [0, 0, None, None, 0.4, None]
    assert topics["quarter", "2026-Q3", "economy"] == [1, 1, None, None, 0.4, None]
    assert topics["year", "2026", "living"][:2] == [2, pytest.approx(0.4)]
    week = "period = '2026-W47' AND value IS NOT NULL"
    levels = select(
        engine, f"SELECT value, posts FROM v_strategy WHERE aspect = 'programme_level' AND {week} ORDER BY 1"
    )
    assert levels == [("dimension", 2), ("named", 1)]
    assert select(engine, "SELECT value, posts FROM v_strategy WHERE aspect = 'subtopic' AND period = '2026'") == [
        ("mobility", 1)
    ]


def test_a_topic_whose_likes_are_hidden_is_not_called_unloved(engine: Engine, make_post: Make, commit: Commit) -> None:
    commit(make_post(1, published_at=MONDAY, metrics=Metrics(likes=30)))
    commit(make_post(2, published_at=MONDAY, metrics=Metrics(comments=2)))  # its likes are hidden
    commit(make_post(3, published_at=MONDAY, metrics=Metrics(likes=10)))
    with transaction(engine) as connection:
        made = [labelled("x:1", "living"), labelled("x:2", "economy"), labelled("x:3", "society")]
        store_labels(connection, made, NIGHT)
    measure_sources(engine)
    told = select(
        engine,
        "SELECT value, interactions, share_of_interactions, compared_posts, share_of_compared_posts, "
        "youngest_age_hours FROM v_strategy WHERE aspect = 'topic' AND period_type = 'week' AND posts > 0 ORDER BY 1",
    )
    assert told == [
        ("economy", 2, None, 0, 0, 207),
        ("living", 30, 0.75, 1, 0.5, 207),
        ("society", 10, 0.25, 1, 0.5, 207),
    ]


@pytest.mark.parametrize(("posts", "judged"), [(9, {None}), (10, {True, False})])
def test_a_dimension_is_neglected_only_where_there_are_ten_labelled_posts_to_tell_by(
    engine: Engine, make_post: Make, commit: Commit, posts: int, judged: set[bool | None]
) -> None:
    commit(*(make_post(n, published_at=MONDAY) for n in range(posts + 20)))  # 20 without a label
    with transaction(engine) as connection:
        replace_targets(connection, {"economy": 0.4, "living": 0.9})
        store_labels(connection, [labelled(f"x:{n}", "living") for n in range(posts)], NIGHT)
    measure_sources(engine)
    dimensions = "aspect = 'topic' AND value IS NOT NULL AND period_type = 'week'"
    found = select(engine, f"SELECT value, neglected FROM v_strategy WHERE {dimensions}")
    assert {None if told is None else bool(told) for _, told in found} == judged
    assert dict(found)["economy"] in ({True} if posts > 9 else {None})
    assert dict(found)["living"] in ({False} if posts > 9 else {None})


@pytest.fixture
def grown(make_post: Make, commit: Commit) -> None:
    """Six posts that had 40, 80 and 100 % of their likes after 12, 36 and 400 hours, and others that tell nothing."""
    for number in range(6):
        for hours, likes in ((12, 40), (36, 80), (400, 100)):
            seen = make_post(number, published_at=MONDAY, metrics=Metrics(likes=likes))
            commit(seen, at=MONDAY + timedelta(hours=hours))
    commit(make_post(50, published_at=MONDAY, metrics=Metrics(likes=9)), at=MONDAY + timedelta(hours=400))
    commit(make_post(51, published_at=MONDAY, metrics=Metrics(likes=0)), at=MONDAY + timedelta(hours=10))
    commit(make_post(51, published_at=MONDAY, metrics=Metrics(likes=0)), at=MONDAY + timedelta(hours=400))
    commit(make_post(52, published_at=MONDAY, metrics=Metrics()), at=MONDAY + timedelta(hours=400))


@pytest.mark.usefixtures("grown")
def test_growth_is_the_share_of_the_final_interactions_at_each_age(engine: Engine) -> None:
    measure_sources(engine)
    found = select(
        engine,
        "SELECT age_hours, posts, median_share FROM v_engagement_growth WHERE among = 'all' ORDER BY age_hours",
    )
    assert found == [(24, 6, 0.4), (48, 6, 0.8), (672, 7, 1)]
    assert select(engine, "SELECT DISTINCT among_value FROM v_engagement_growth WHERE among = 'topic'") == [(None,)]


def test_a_period_without_its_posts_any_longer_is_not_told(engine: Engine, make_post: Make, commit: Commit) -> None:
    commit(make_post(1, published_at=MONDAY, metrics=Metrics(likes=1)))
    for day in (MONDAY, MONDAY - timedelta(days=400)):  # a time that the platform corrected
        commit(make_post(1, published_at=day, metrics=Metrics(likes=1)))
        measure_sources(engine)
        years = select(engine, "SELECT DISTINCT period, posts FROM v_strategy WHERE period_type = 'year' AND posts > 0")
        assert years == [(str(day.year), 1)]
    with transaction(engine) as connection:
        connection.execute(text("UPDATE posts SET kind = 'repost'"))
    measure_sources(engine)
    assert select(engine, "SELECT * FROM v_strategy") == []


@pytest.mark.usefixtures("grown")
def test_the_half_life_lies_between_the_two_looks(engine: Engine) -> None:
    measure_sources(engine)
    found = select(engine, "SELECT DISTINCT final_interactions, half_life_hours FROM v_half_life")
    assert found == [(100, 18)]  # a quarter of the way from 40 at 12 hours to 80 at 36
    assert select(engine, "SELECT count(*) FROM v_half_life") == [(6,)]


def test_a_count_that_falls_or_is_half_at_first_sight_has_a_half_life(
    engine: Engine, make_post: Make, commit: Commit
) -> None:
    for hours, likes in ((10, 80), (400, 60)):
        commit(make_post(1, published_at=MONDAY, metrics=Metrics(likes=likes)), at=MONDAY + timedelta(hours=hours))
    measure_sources(engine)
    assert select(engine, "SELECT half_life_hours FROM v_half_life") == [(3.75,)]


def test_a_post_whose_newest_look_hides_its_likes_has_neither_growth_nor_half_life(
    engine: Engine, make_post: Make, commit: Commit
) -> None:
    looks = ((10, Metrics(likes=80)), (400, Metrics(likes=90)), (700, Metrics(comments=3)))
    for hours, metrics in looks:
        commit(make_post(1, published_at=MONDAY, metrics=metrics), at=MONDAY + timedelta(hours=hours))
        measure_sources(engine)
        told = [len(select(engine, f"SELECT * FROM {view}")) > 0 for view in ("v_half_life", "v_engagement_growth")]
        assert told == [hours == 400] * 2


def test_times_are_those_of_the_wall_clock_and_need_five_scores(
    engine: Engine, make_post: Make, commit: Commit
) -> None:
    commit(*(make_post(n, published_at=MONDAY) for n in range(6)))
    commit(make_post(9, published_at=MONDAY, published_precision="day"))
    with transaction(engine) as connection:
        one = {"followers": None, "rate": None, "level": "normal", "score_n": 20}
        scores = [one | {"post_id": f"x:{n}", "score": float(n)} for n in range(4)]
        connection.execute(insert(engagement), scores)
    columns = "grouped_by, value, posts, scored_posts, median_score"
    assert select(engine, f"SELECT {columns} FROM v_best_times WHERE among = 'all' ORDER BY grouped_by") == [
        ("hour", 10, 6, 4, None),
        ("weekday", 1, 6, 4, None),
    ]
    with transaction(engine) as connection:
        connection.execute(insert(engagement), [scores[0] | {"post_id": "x:4", "score": 4.0}])
    by_kind = "SELECT among_value, median_score FROM v_best_times WHERE among = 'kind'"
    assert select(engine, by_kind) == [("post", 2), ("post", 2)]


def test_an_account_without_followers_stands_in_no_band(engine: Engine, make_post: Make, commit: Commit) -> None:
    commit(make_post(1))
    columns = "follower_band, accounts_in_band, posts, programme_share, band_programme_share"
    assert select(engine, f"SELECT {columns} FROM v_account_bands") == [(None, None, 1, None, None)]
    commit(make_post(2), account=Account("Kominfobekasi", followers=54_000))
    assert select(engine, f"SELECT {columns} FROM v_account_bands") == [("50,000 to 99,999", 1, 2, None, None)]


def follow_accounts(engine: Engine, accounts: int) -> None:
    """Store so many accounts, each with five followers."""
    sources = [
        f"INSERT INTO sources (source_id, platform, account, cursor) VALUES ('x-{n}', 'x', 'a{n}', '{{}}')"
        for n in range(accounts)
    ]
    seen = (
        "INSERT INTO accounts (source_id, observed_at, name, followers) SELECT source_id, :at, account, 5 FROM sources"
    )
    with transaction(engine) as connection:
        for statement in sources:
            connection.exec_driver_sql(statement)
        connection.execute(text(seen), {"at": "2026-11-24T00:00:00Z"})


def test_a_band_is_compared_from_five_accounts_on(engine: Engine) -> None:
    follow_accounts(engine, 5)
    assert select(engine, "SELECT DISTINCT accounts_in_band, band_programme_share FROM v_account_bands") == [(5, None)]


@pytest.mark.parametrize(("accounts", "mean"), [(4, None), (5, 0.5)])
def test_a_mean_of_a_band_is_that_of_five_accounts_that_have_one(
    engine: Engine, make_post: Make, commit: Commit, accounts: int, mean: float | None
) -> None:
    commit(*(make_post(number) for number in range(100, 160)))
    follow_accounts(engine, 6)
    told = [f"x:{100 + n + 10 * post}" for n in range(accounts) for post in range(5)]
    with transaction(engine) as connection:
        number = "CASE WHEN substr(post_id, 5) > '5' THEN '5' ELSE substr(post_id, 5) END"
        connection.execute(text(f"UPDATE posts SET source_id = 'x-' || {number}"))
        store_labels(connection, [labelled(post_id, "living", programme_level="none") for post_id in told], NIGHT)
        rated = {"followers": 5, "rate": 0.5, "score": None, "level": "unknown", "score_n": None}
        connection.execute(insert(engagement), [rated | {"post_id": post_id} for post_id in told])
    means = "SELECT DISTINCT accounts_in_band, band_mean_engagement_rate, band_programme_share FROM v_account_bands"
    assert select(engine, means) == [(7, mean, None if mean is None else 0)]


@pytest.mark.parametrize(("posts", "mean"), [(4, None), (5, 0.5)])
def test_a_mean_rate_of_an_account_is_that_of_five_posts(
    engine: Engine, make_post: Make, commit: Commit, posts: int, mean: float | None
) -> None:
    commit(*(make_post(number) for number in range(6)))
    rated = {"followers": 5, "rate": 0.5, "score": None, "level": "unknown", "score_n": None}
    with transaction(engine) as connection:
        connection.execute(insert(engagement), [rated | {"post_id": f"x:{n}"} for n in range(posts)])
    assert select(engine, "SELECT mean_engagement_rate FROM v_account_bands") == [(mean,)]


def test_a_week_has_zero_posts_neither_before_what_is_known_nor_in_the_future(
    engine: Engine, make_post: Make, commit: Commit
) -> None:
    commit(make_post(1, published_at=MONDAY), make_post(2, published_at=MONDAY - timedelta(days=14)))
    commit(make_post(3, published_at=MONDAY - timedelta(days=700), pinned=True))
    commit(make_post(4, published_at=MONDAY + timedelta(days=700)))  # a mistyped year
    weeks = select(engine, "SELECT DISTINCT iso_week FROM v_topic_weekly WHERE topic IS NOT NULL ORDER BY 1")
    assert [week for (week,) in weeks] == ["2026-W45", "2026-W46", "2026-W47"]


def test_a_platform_has_zero_posts_only_as_far_as_it_was_looked_at(
    engine: Engine, make_post: Make, commit: Commit
) -> None:
    commit(make_post(1, published_at=MONDAY - timedelta(days=21)), make_post(2, published_at=MONDAY))
    made = "INSERT INTO sources (source_id, platform, account, cursor) VALUES ('web', 'website', 'a.id', '{}')"
    with transaction(engine) as connection:
        connection.exec_driver_sql(made)
        connection.execute(text("UPDATE posts SET source_id = 'web' WHERE post_id = 'x:2'"))
    weeks = "SELECT DISTINCT iso_week FROM v_topic_weekly WHERE topic IS NOT NULL AND platform = 'x' ORDER BY 1"
    assert select(engine, weeks) == [("2026-W44",)]
    with transaction(engine) as connection:
        connection.execute(text("UPDATE source_runs SET outcome = 'complete'"))
        connection.execute(
            text("UPDATE runs SET night = :day"), {"day": (MONDAY - timedelta(days=6)).date().isoformat()}
        )
    assert select(engine, weeks) == [("2026-W44",), ("2026-W45",), ("2026-W46",)]


@pytest.mark.parametrize("view", ["v_strategy", "v_engagement_growth", "v_half_life", "v_best_times", "v_silent_days"])
def test_an_empty_store_has_empty_views(engine: Engine, view: str) -> None:
    assert select(engine, f"SELECT * FROM {view}") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("v_engagement_growth WHERE source_id = 'x'", "ix_growth_source_id (source_id=?)"),
        ("v_strategy WHERE source_id = 'x'", "ix_strategy_counts_source_id (source_id=?)"),
        ("v_strategy WHERE period_type = 'year'", "ix_strategy_counts_period (period_type=?)"),
        ("v_half_life WHERE source_id = 'x'", "ix_half_lives_source_id (source_id=?)"),
        ("v_best_times WHERE source_id = 'x'", "ix_posts_source_id (source_id=?)"),
        ("v_topic_weekly WHERE iso_week = '2026-W47'", "ix_posts_iso_week (iso_week=?)"),
        ("v_topic_weekly WHERE iso_week = '2026-W47'", "ix_source_runs_source_id (source_id=? AND outcome=?)"),
        ("v_source_health", "ix_source_runs_source_id (source_id=?)"),
    ],
)
def test_the_answer_for_one_account_or_week_is_found_through_its_index(engine: Engine, query: str, index: str) -> None:
    plan = [row[3] for row in select(engine, f"EXPLAIN QUERY PLAN SELECT * FROM {query}")]
    assert any(step.startswith("SEARCH ") and index in step for step in plan), plan


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("asked", "column"),
    [
        ("v_topic_weekly WHERE iso_week = '2026-W47'", "iso_week IS NOT NULL"),
        ("v_agencies WHERE period_type = 'week' AND period = '2026-W47'", "iso_week"),
        ("v_agencies WHERE period_type = 'year' AND period = '2026'", "month"),
    ],
)
def test_on_postgresql_a_period_reaches_the_posts_before_they_are_ranked(
    engine: Engine, asked: str, column: str
) -> None:
    plan = [line for (line,) in select(engine, f"EXPLAIN SELECT * FROM {asked}")]
    ranked = max((number for number, line in enumerate(plan) if "WindowAgg" in line), default=0)
    assert any(column in line and "2026" in line for line in plan[ranked:]), plan


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_on_postgresql_the_sums_of_weeks_read_no_scores(engine: Engine) -> None:
    plan = select(engine, "EXPLAIN SELECT iso_week, platform, topic, posts, interactions FROM v_topic_weekly")
    assert not any("engagement" in line for (line,) in plan), plan


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "asked", ["count(*) FROM v_posts", "source_id, month, count(*) FROM v_posts GROUP BY source_id, month"]
)
def test_on_postgresql_posts_are_counted_by_an_index_alone(engine: Engine, asked: str) -> None:
    with engine.connect() as connection:
        connection.execute(text("SET enable_seqscan = off; SET enable_bitmapscan = off"))  # quicker without posts
        plan = connection.scalars(text(f"EXPLAIN SELECT {asked}")).all()
    assert any("Index Only Scan using ix_posts_month" in line for line in plan), plan
