"""Of which days the store knows all that a source published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from collectors.records import Account, Gap, Post
from storage.analysis.coverage import first_looked, load_coverage
from storage.db.engine import transaction
from storage.runs.gaps import write_gaps
from storage.runs.runs import finish_source
from storage.schema.tables import posts, source_runs, sources
from tests.storage.conftest import JAKARTA, NIGHT, SOURCE

Make = Callable[..., Post]
Commit = Callable[..., int]
DAY = timedelta(days=1)


@pytest.fixture
def looked(engine: Engine, run_id: int, make_post: Make, commit: Commit) -> Callable[..., object]:
    """Store posts of ten and three days ago and an old pinned one, and tell what is known then."""
    commit(
        make_post(1, published_at=NIGHT - 600 * DAY, pinned=True),
        make_post(2, published_at=NIGHT - 10 * DAY),
        make_post(3, published_at=NIGHT - 3 * DAY),
    )

    def days(*gaps: Gap, outcome: str = "complete") -> object:
        with transaction(engine) as connection:
            finish_source(connection, run_id, SOURCE, {"outcome": outcome, "finished_at": NIGHT})
            write_gaps(connection, SOURCE, "posts", gaps, "")
            return load_coverage(connection, JAKARTA).looked.get(SOURCE)

    return days


def test_days_count_from_the_oldest_post_that_is_not_pinned_to_the_day_before_the_last_complete_look(
    looked: Callable[..., object],
) -> None:
    """NIGHT is 1 o'clock of 25 November in Jakarta."""
    assert looked() == (date(2026, 11, 15), date(2026, 11, 24))


@pytest.mark.parametrize(
    ("ages", "first"),
    [([10, 3], 10), ([2500, 10, 3], 10), ([2500, 2490], 0), ([2500], 0), ([300, 3], 300), ([2500, 2500, 59], 59)],
)
def test_a_stray_old_article_of_an_outlet_tells_nothing_of_the_days_behind_it(
    engine: Engine, run_id: int, make_post: Make, commit: Commit, ages: list[int], first: int
) -> None:
    commit(*(make_post(n, published_at=NIGHT - age * DAY) for n, age in enumerate(ages)))
    commit(make_post(99, published_at=NIGHT + 5 * DAY), at=NIGHT + 6 * DAY)
    with transaction(engine) as connection:
        connection.execute(update(sources).values(role="media"))
        finish_source(connection, run_id, SOURCE, {"outcome": "complete", "finished_at": NIGHT})
        connection.execute(update(source_runs).values(started_at=NIGHT))
        found, at = load_coverage(connection, JAKARTA), first_looked(connection)[SOURCE]
    assert at == NIGHT - first * DAY
    begins = (NIGHT - first * DAY).astimezone(JAKARTA).date() if first else None  # of the first night no day is over
    assert (found.since.get(SOURCE), found.watched_since([SOURCE])) == (begins, begins)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_an_outlet_s_many_articles_few_are_read(
    engine: Engine, run_id: int, make_post: Make, commit: Commit
) -> None:
    commit(*(make_post(n, published_at=NIGHT - n * DAY / 4) for n in range(1000)))
    steps = list[int]()
    with transaction(engine) as connection:
        connection.execute(update(sources).values(role="media"))
        finish_source(connection, run_id, SOURCE, {"outcome": "complete", "finished_at": NIGHT})
        database: Any = connection.connection.driver_connection
        database.set_progress_handler(lambda: steps.append(100), 100)
        found = load_coverage(connection, JAKARTA).begins
        database.set_progress_handler(None, 0)
    assert found == {SOURCE: (NIGHT - 999 * DAY / 4).astimezone(JAKARTA).date()}
    assert sum(steps) < 2000


def test_without_a_complete_look_nobody_knows(looked: Callable[..., object]) -> None:
    assert looked(outcome="partial") is None


def test_days_count_from_the_day_after_the_newest_gap(looked: Callable[..., object]) -> None:
    gap = Gap(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 19, 20, tzinfo=UTC), 7)
    assert looked(gap) == (date(2026, 11, 21), date(2026, 11, 24))
    assert looked(Gap()) is None
    assert looked(Gap(None, NIGHT)) is None


def test_days_are_wholly_known_from_the_first_known_one_to_the_day_before_the_last_complete_look(
    engine: Engine, looked: Callable[..., object]
) -> None:
    looked()
    with engine.connect() as connection:
        found = load_coverage(connection, JAKARTA)
    ends = [date(2026, 11, 24), date(2026, 11, 25)]
    assert [SOURCE in found.wholly_known(date(2026, 11, 15), last) for last in ends] == [True, False]
    assert SOURCE not in found.wholly_known(date(2026, 11, 14), ends[0])


def test_a_source_is_partly_known_where_posts_may_be_missing_before_the_first_or_after_the_last_look(
    engine: Engine, looked: Callable[..., object]
) -> None:
    def partly(first: int, last: int) -> list[str]:
        with engine.connect() as connection:
            found = load_coverage(connection, JAKARTA)
        return found.partly_known([SOURCE], date(2026, 11, first), date(2026, 11, last))

    looked(outcome="partial")
    assert partly(15, 22) == [SOURCE]
    looked()
    assert partly(15, 22) == partly(15, 30) == []  # the period is not over: what the newest turn saw counts
    assert partly(14, 22) == [SOURCE]


@pytest.mark.parametrize(
    ("told", "exact", "known"),
    [(3, ("x",), True), (4, ("x",), False), (2, ("x",), False), (None, ("x",), False), (3, (), False)],
)
def test_a_source_that_holds_as_many_posts_as_its_platform_tells_is_known_from_the_beginning(
    engine: Engine,
    looked: Callable[..., object],
    commit: Commit,
    told: int | None,
    exact: tuple[str, ...],
    known: bool,
) -> None:
    commit(account=Account("Kominfobekasi", post_count=told))
    looked()
    with transaction(engine) as connection:
        found = load_coverage(connection, JAKARTA, exact)
    first, last = date(2026, 10, 1), date(2026, 11, 22)
    assert (found.partly_known([SOURCE], first, last) == []) is known
    assert (SOURCE in found.wholly_known(first, last)) is known
    assert found.since[SOURCE] == date(2026, 11, 15)  # of which something is told: nobody is asked about days before


def test_deleted_posts_do_not_count_against_the_told_total_and_a_gap_proves_the_contrary(
    engine: Engine, looked: Callable[..., object], commit: Commit
) -> None:
    commit(account=Account("Kominfobekasi", post_count=2))
    looked()
    with transaction(engine) as connection:
        oldest = connection.execute(posts.select().order_by(posts.c.published_at)).first()
        assert oldest is not None
        connection.execute(update(posts).where(posts.c.post_id == oldest.post_id).values(deleted_at=NIGHT))
        assert load_coverage(connection, JAKARTA, ("x",)).whole == {SOURCE}
        write_gaps(connection, SOURCE, "posts", [Gap(None, NIGHT - 5 * DAY, 1)], "")
        assert load_coverage(connection, JAKARTA, ("x",)).whole == frozenset()


def test_a_total_that_was_told_before_newer_posts_came_does_not_count_them(
    engine: Engine, looked: Callable[..., object], commit: Commit, make_post: Make
) -> None:
    """Of five posts three are stored; two more are published, and no look tells another total."""

    def whole() -> frozenset[str]:
        looked()
        with engine.connect() as connection:
            return load_coverage(connection, JAKARTA, ("x",)).whole

    commit(account=Account("Kominfobekasi", post_count=5))
    commit(*(make_post(number, published_at=NIGHT + DAY) for number in (4, 5)), at=NIGHT + 2 * DAY)
    commit(account=Account("Kominfobekasi"), at=NIGHT + 2 * DAY)
    assert whole() == frozenset()
    commit(*(make_post(number, published_at=NIGHT - 20 * DAY) for number in (6, 7)), at=NIGHT + 3 * DAY)
    assert whole() == {SOURCE}  # all of that moment, and the newer ones


def test_a_gap_in_the_responses_hides_no_post(engine: Engine, looked: Callable[..., object]) -> None:
    looked()
    with transaction(engine) as connection:
        write_gaps(connection, SOURCE, "responses", [Gap()], "")
        assert SOURCE in load_coverage(connection, JAKARTA).looked
