"""What page one compares, as the store tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from collectors.records import Gap, Metrics
from pipeline.clock import IsoWeek
from pipeline.report.content.figures import topic_rows, weeks_known
from storage.db.engine import transaction
from storage.queries.weeks import first_weeks, interactions_at_age, own_posts
from storage.runs.gaps import write_gaps
from tests.storage.conftest import JAKARTA, SOURCE

Make = Callable[..., Any]
MONDAY = datetime(2026, 11, 16, 3, tzinfo=UTC)


def test_the_first_count_from_the_age_on_stands_for_it(engine: Engine, make_post: Make, commit: Make) -> None:
    for hours, likes in ((10, 1), (23, 5), (30, 9), (47, 12)):
        commit(make_post(1, published_at=MONDAY, metrics=Metrics(likes=likes)), at=MONDAY + timedelta(hours=hours))
    commit(make_post(2, published_at=MONDAY, metrics=Metrics(likes=7)), at=MONDAY + timedelta(days=30))
    commit(make_post(3, published_at=MONDAY, metrics=Metrics()), at=MONDAY + timedelta(hours=30))
    commit(make_post(4, kind="repost", published_at=MONDAY), at=MONDAY + timedelta(hours=30))
    with transaction(engine) as connection:
        day = interactions_at_age(connection, ("2026-W47", "2026-W46"), 24)
        week = interactions_at_age(connection, ("2026-W47",), 168)
    assert day.to_dict("records") == [{"iso_week": "2026-W47", "source_id": "x-kominfobekasi", "interactions": 9}]
    assert week.empty  # a count of the second day does not stand for the seventh


def test_an_age_begins_and_ends_to_the_second(engine: Engine, make_post: Make, commit: Make) -> None:
    seen = ((24, -1, 1), (24, 0, 3), (168, -1, 5), (336, 0, 9))
    for hours, seconds, likes in seen:
        at = MONDAY + timedelta(hours=hours, seconds=seconds)
        commit(make_post(1, published_at=MONDAY, metrics=Metrics(likes=likes)), at=at)
    with transaction(engine) as connection:
        assert list(interactions_at_age(connection, ("2026-W47",), 24)["interactions"]) == [3]
        assert list(interactions_at_age(connection, ("2026-W47",), 168)["interactions"]) == []


def test_programme_levels_are_counted_by_week_without_reposts(engine: Engine, make_post: Make, commit: Make) -> None:
    commit(make_post(1, published_at=MONDAY), make_post(2, published_at=MONDAY - timedelta(days=7)))
    commit(make_post(3, kind="repost", published_at=MONDAY), make_post(4, published_at=MONDAY - timedelta(days=99)))
    with transaction(engine) as connection:
        found = own_posts(connection, "2026-W46", "2026-W47")
    assert sorted(zip(found["iso_week"], found["posts"], strict=True)) == [("2026-W46", 1), ("2026-W47", 1)]
    assert found["programme_level"].isna().all()


def test_weeks_in_which_a_channel_was_silent_count_in_its_mean(engine: Engine, make_post: Make, commit: Make) -> None:
    def mean(*unread: str) -> tuple[dict[str, str], float | None]:
        with transaction(engine) as connection:
            counted = own_posts(connection, "2026-W43", "2026-W46").astype(object).to_dict("records")
            firsts = first_weeks(connection, JAKARTA)
        previous = [{str(column): value for column, value in row.items()} for row in counted]
        weeks = weeks_known(previous, firsts, IsoWeek(2026, 47), unread)
        [*_, row] = topic_rows([], previous, ("x",), weeks, unread)
        return firsts, row.before["x"]

    in_w43 = MONDAY - timedelta(weeks=4)
    commit(*(make_post(number, published_at=in_w43) for number in (1, 2)), make_post(5, published_at=None))
    commit(make_post(3, kind="repost", published_at=MONDAY - timedelta(weeks=9)))
    assert mean() == ({"x": "2026-W43"}, 0.5)
    assert mean("x") == ({"x": "2026-W43"}, 2)  # not wholly read: nobody knows that it was silent
    commit(make_post(4, published_at=MONDAY - timedelta(weeks=60)))
    assert mean() == ({"x": "2025-W39"}, 0.5)


def test_neither_a_pinned_post_nor_one_before_a_gap_makes_weeks_known(
    engine: Engine, make_post: Make, commit: Make
) -> None:
    def firsts(*gaps: Gap) -> dict[str, str]:
        with transaction(engine) as connection:
            write_gaps(connection, SOURCE, "posts", gaps, "")
            return first_weeks(connection, JAKARTA)

    commit(make_post(1, published_at=MONDAY - timedelta(weeks=300), pinned=True))
    assert firsts() == {}
    commit(make_post(2, published_at=MONDAY - timedelta(weeks=9)))
    assert firsts() == {"x": "2026-W38"}
    assert firsts(Gap(None, MONDAY - timedelta(days=8))) == {"x": "2026-W46"}
    assert firsts(Gap()) == {}
