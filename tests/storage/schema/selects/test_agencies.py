"""The agencies' own accounts by period, with the number behind each figure, in the order of the alphabet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert, text

from collectors.records import Post
from storage.db.engine import transaction
from storage.labels.labels import LabelRow, store_labels
from storage.runs.sources import SourceRow, upsert_sources
from storage.schema.tables import conversations, engagement

SOURCE = "x-kominfobekasi"
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 3, tzinfo=UTC)
Make = Callable[..., Post]


def told(engine: Engine, columns: str, where: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT {columns} FROM v_agencies WHERE {where}"))
        return [tuple(row) for row in found]


@pytest.fixture
def agency(engine: Engine, commit: Callable[..., int], make_post: Make) -> None:
    """The source is an agency's, with seven posts of a week and 20 questions of the week after."""
    functions = ("service_info", "education", "greeting", "activity_report", "response", None)
    commit(*(make_post(n, published_at=MONDAY) for n in range(6)), make_post(9, kind="reply", published_at=MONDAY))
    row = {"source_id": SOURCE, "answered": 11, "unanswered": 4, "comments_told": 50, "responses_seen": 40}
    weeks = [
        {"period_type": "week", "period": "2026-W48", "questions": 20, "median_working_days": 1.5},
        {"period_type": "quarter", "period": "2026-Q4", "questions": 19, "median_working_days": None},
    ]
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow(SOURCE, "x", "Kominfobekasi", role="agency", agency="Dishub")])
        store_labels(connection, [labelled(f"x:{n}", name) for n, name in enumerate(functions)], NIGHT)
        rated = {"followers": 100, "score": None, "level": "unknown", "score_n": None, "age_bin": None}
        connection.execute(insert(engagement), [rated | {"post_id": f"x:{n}", "rate": n / 100} for n in range(5)])
        connection.execute(insert(conversations), [row | week for week in weeks])


def labelled(post_id: str, function: str | None) -> LabelRow:
    return LabelRow(post_id, "", "1", "taxonomy", "living", None, ("living",), "dimension", function, 1.0, [])


@pytest.mark.usefixtures("agency")
def test_useful_posts_and_rates_are_told_with_their_numbers(engine: Engine) -> None:
    columns = "posts, labelled_posts, useful_posts, useful_share, rated_posts, median_engagement_rate, questions"
    assert told(engine, f"agency, {columns}", "period = '2026-W47'") == [
        ("Dishub", 6, 5, 3, pytest.approx(0.6), 5, pytest.approx(0.02), 0)
    ]
    assert {row[0] for row in told(engine, "period", "posts = 6")} == {"2026-W47", "2026-11", "2026-Q4", "2026"}


@pytest.mark.usefixtures("agency")
def test_answers_are_told_where_there_was_no_post_and_their_share_from_twenty_questions_on(engine: Engine) -> None:
    columns = "posts, questions, answered, unanswered, waiting, answered_share, median_working_days"
    assert told(engine, columns, "period = '2026-W48'") == [(0, 20, 11, 4, 5, pytest.approx(0.55), 1.5)]
    quarter = told(engine, f"{columns}, responses_seen_share", "period = '2026-Q4'")
    assert quarter == [(6, 19, 11, 4, 4, None, None, pytest.approx(0.8))]


def test_only_accounts_of_agencies_are_shown_by_their_names(
    engine: Engine, commit: Callable[..., int], make_post: Make
) -> None:
    commit(make_post(1, published_at=MONDAY))
    assert told(engine, "*", "1 = 1") == []
    names = ("Satpol PP", None, "Dishub")
    with transaction(engine) as connection:
        rows = [SourceRow(f"s{n}", "x", "a", role="agency", agency=name) for n, name in enumerate(names)]
        upsert_sources(connection, rows)
        row = {"period_type": "week", "period": "2026-W48", "questions": 0, "answered": 0, "unanswered": 0}
        connection.execute(insert(conversations), [row | {"source_id": one.source_id} for one in rows])
    assert told(engine, "agency", "1 = 1") == [("Dishub",), ("Satpol PP",), (None,)]
