"""Computed only where something changed, figures are those of a computation of everything; the rest is left alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, select, text, update

from pipeline.analysis.campaigns import assign
from pipeline.analysis.campaigns.assign import assign_campaigns
from pipeline.analysis.engagement import score_engagement
from pipeline.analysis.strategy import measure_strategy
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.runs.runs import start_run
from storage.runs.sources import SourceRow, upsert_sources
from storage.schema.tables import (
    accounts,
    analysis_marks,
    campaign_channels,
    campaign_phases,
    campaign_posts,
    campaigns,
    engagement,
    growth,
    half_lives,
    labels,
    pages,
    posts,
    snapshots,
    sources,
    strategy_counts,
)
from tests.conftest import MakeSettings
from tests.pipeline.analysis.changing import BEGIN, CAMPAIGNS, LATER, NIGHT, RARELY, SOURCES, Store

FOUND = (engagement, strategy_counts, growth, half_lives, campaign_posts, campaign_channels, campaign_phases)
BEGUN = [("add", 0, 30), ("add", 1, 12), ("ripen", 0, 30), ("edit", 1, 1), ("label", 24, 1), ("end", 0, 90)]
Nights = Callable[..., Any]


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    sources = [{"id": name, "platform": "x", "account": name} for name in SOURCES]
    return make_settings(sources=sources, campaigns=list(CAMPAIGNS))


@pytest.fixture
def emptied(engine: Engine) -> Callable[[], None]:
    def empty() -> None:
        """Begin anew with two sources."""
        with transaction(engine) as connection:
            for table in (*FOUND, campaigns, analysis_marks, snapshots, accounts):
                connection.execute(delete(table))
            connection.execute(update(posts).values(label_id=None))
            connection.execute(delete(labels))
            connection.execute(delete(posts))
            upsert_sources(connection, [SourceRow(name, "x", name) for name in SOURCES])
            connection.execute(update(sources).values(parts=None))
            if connection.scalar(select(pages.c.page_id).limit(1)) is None:
                run = start_run(connection, "harvest", "0", BEGIN)
                connection.execute(
                    insert(pages).values(
                        page_id=1, run_id=run, source_id="s0", fetched_at=BEGIN, kind="a", url="u", body=b""
                    )
                )

    return empty


def found(engine: Engine) -> list[list[str]]:
    with engine.connect() as connection:
        return [sorted(map(str, connection.execute(select(table)))) for table in FOUND]


def kept_half_lives(engine: Engine) -> dict[str, tuple[int, object]]:
    """Read the kept half-lives, each with how near another must be to be the same."""
    with engine.connect() as connection:
        return {row.post_id: (row[-2], pytest.approx(row[-1])) for row in connection.execute(select(half_lives))}


def half_lives_of_all_looks(engine: Engine) -> dict[str, tuple[int, float]]:
    """Compute every half-life of the bare tables, look by look."""
    told: dict[str, tuple[int, float]] = {}
    with engine.connect() as connection:
        parts = {row.source_id: row.parts.split(",") for row in connection.execute(select(sources)) if row.parts}
        for post in connection.execute(
            select(posts).where(posts.c.kind != "repost", posts.c.published_at.is_not(None))
        ).all():
            mine = select(snapshots).where(snapshots.c.post_id == post.post_id).order_by(snapshots.c.observed_at)
            looks = [look_at(row, post, parts.get(post.source_id, [])) for row in connection.execute(mine)]
            known = [(age, count) for age, count in looks if count is not None]
            if not looks or not looks[-1][1] or looks[-1][0] < 336 or known[0][0] > 48:
                continue
            half = looks[-1][1] / 2
            before = (0.0, 0)
            for age, count in known:
                if count >= half:
                    line = (age - before[0]) / (count - before[1])
                    told[post.post_id] = (looks[-1][1], before[0] + (half - before[1]) * line)
                    break
                before = (age, count)
    return told


def look_at(row: Any, post: Any, parts: list[str]) -> tuple[float, int | None]:
    """Return the age in hours, in hundredths, and the likes with the parts that the source usually tells."""
    age = round((row.observed_at - post.published_at).total_seconds() / 36) / 100
    counts = [row.likes, *(getattr(row, part) for part in parts if part != "likes")]
    return age, sum(counts) if parts and None not in counts else None


@tries(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(nights=[[(what, 7, 20) for what in RARELY[night::3]] for night in range(3)])
@example(nights=[[(what, 1, None) for what in reversed(RARELY)]])
@given(nights=st.lists(NIGHT, min_size=1, max_size=3))
def test_nights_that_compute_only_what_changed_find_what_a_computation_of_everything_finds(
    engine: Engine, settings: Settings, night_of: Nights, emptied: Callable[[], None], nights: list[Any]
) -> None:
    emptied()
    with night_of(settings, lambda: LATER) as night:
        for happened in [BEGUN, *nights]:
            with transaction(engine) as connection:
                store = Store(connection)
                for what, number, likes in happened:
                    getattr(store, what)(number, likes)
            score_engagement(night)
            measure_strategy(night)
            assign_campaigns(night)
            by_changes = found(engine)
            score_engagement(night, everything=True)
            measure_strategy(night, everything=True)
            assign_campaigns(night, everything=True)
            assert found(engine) == by_changes
            assert kept_half_lives(engine) == half_lives_of_all_looks(engine)


def test_only_the_source_with_something_new_is_computed_anew(
    engine: Engine, settings: Settings, night_of: Nights, emptied: Callable[[], None]
) -> None:
    emptied()
    with night_of(settings, lambda: BEGIN) as night:
        for number, computed in ((0, 25), (1, 25), (0, 50)):
            with transaction(engine) as connection:
                Store(connection).add(number, 20)
            assert score_engagement(night) == computed
            assert score_engagement(night) == 0
        measure_strategy(night)
        with transaction(engine) as connection:
            connection.execute(text("UPDATE strategy_counts SET posts = 7"))
            Store(connection).label(0, 1)
        measure_strategy(night)
    with engine.connect() as connection:
        wrong = connection.execute(text("SELECT DISTINCT source_id FROM strategy_counts WHERE posts = 7"))
        assert list(wrong.scalars()) == ["s1"]


NOTHING: list[Any] = []
"""Of no campaign posts are sought, and of no posts scores."""


def test_only_the_campaign_with_something_new_is_found_and_computed_anew(
    engine: Engine, settings: Settings, night_of: Nights, emptied: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied()
    anew: list[Any] = []

    def watched(owner: Any, name: str, told: Callable[..., Any]) -> None:
        true = getattr(owner, name)

        def call(*args: Any, **options: Any) -> Any:
            anew.append(told(*args, **options))
            return true(*args, **options)

        monkeypatch.setattr(owner, name, call)

    watched(assign, "find_posts", lambda _, campaign, *__: campaign.name)
    watched(assign, "scored_around", lambda *told, **_: sorted({p.source_id for one in told[2] for p in one.posts}))
    happened: tuple[tuple[tuple[str, int, int | None], list[Any]], ...] = (
        (("add", 0, 30), ["Kata", "Hidup", []]),
        (("edit", 1, 1), ["Kata", ["s0"]]),  # before the days of the other
        (("follow", 0, 9), [["s0"]]),
        (("show", 0, None), ["Kata", ["s0"]]),
        (("follow", 1, 9), []),  # of an account without a post of theirs
    )
    with night_of(settings, lambda: LATER) as night:
        for (what, number, likes), expected in happened:
            with transaction(engine) as connection:
                getattr(Store(connection), what)(number, likes)
            for recomputed in (expected, NOTHING):
                assign_campaigns(night)
                assert anew == recomputed
                anew.clear()


def test_what_failed_is_computed_by_the_next_night(
    engine: Engine, settings: Settings, night_of: Nights, emptied: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied()

    def broken(*_: object) -> None:
        raise RuntimeError("disk")

    with night_of(settings, lambda: BEGIN) as night:
        with transaction(engine) as connection:
            Store(connection).add(0, 20)
        with monkeypatch.context() as patched:
            patched.setattr("pipeline.analysis.engagement.renew_engagement", broken)
            assert score_engagement(night) == 0
        assert night.exit_code == 4
        assert score_engagement(night) == 25


def test_a_campaign_scored_while_the_engagement_failed_is_scored_again(
    engine: Engine, settings: Settings, night_of: Nights, emptied: Callable[[], None]
) -> None:
    """Its first looks tell likes alone; a replay reads comments, too, in a night that does not learn of it."""
    emptied()
    with night_of(settings, lambda: LATER) as night:
        for comments, scored in ((0, True), (1, False), (1, True)):
            with transaction(engine) as connection:
                store = Store(connection)
                if not store.posts:
                    store_ripe_posts(store)
                for place, post_id in enumerate(store.posts if comments else ()):
                    told = {"comments": place * 37 % 90, "interactions": place % 20 + place * 37 % 90}
                    connection.execute(update(snapshots).where(snapshots.c.post_id == post_id).values(told))
            if scored:
                score_engagement(night)
            assign_campaigns(night)
        by_changes = found(engine)
        assign_campaigns(night, everything=True)
        assert found(engine) == by_changes


def store_ripe_posts(store: Store) -> None:
    """Store a hundred posts, seen at eight days, that tell likes alone; a third of them are a campaign's."""
    for _ in range(4):
        store.add(0, 30)
    store.ripen(0, 30)
    for place, post_id in enumerate(store.posts):
        likes = {"likes": place % 20, "interactions": place % 20, "comments": None}
        store.connection.execute(update(snapshots).where(snapshots.c.post_id == post_id).values(likes))
        if place % 3 == 0:
            store.edit(place, 1)


def test_figures_of_a_killed_night_are_computed_again_where_what_had_changed_is_as_before(
    engine: Engine, settings: Settings, night_of: Nights, emptied: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with night_of(settings, lambda: LATER) as night:
        for likes, is_killed in ((30, False), (None, True), (30, False)):
            with transaction(engine) as connection:
                store = Store(connection)
                if not store.posts:
                    for what in (store.add, store.end):
                        what(0, 30)
                store.replay(0, likes and 90)
                store.label(1, likes)
            for step, last in ((score_engagement, "engagement.keep_parts"), (measure_strategy, "strategy.keep_growth")):
                with monkeypatch.context() as patched:
                    if is_killed:
                        patched.setattr(f"pipeline.analysis.{last}", killed)
                    with pytest.raises(KeyboardInterrupt) if is_killed else nullcontext():
                        step(night)
        by_changes = found(engine)
        score_engagement(night, everything=True)
        measure_strategy(night, everything=True)
        assert found(engine) == by_changes
