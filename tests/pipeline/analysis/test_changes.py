"""Computed only where something changed, figures are those of a computation of everything; the rest is left alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update

from pipeline.analysis.campaigns import assign
from pipeline.analysis.campaigns.assign import assign_campaigns
from pipeline.analysis.engagement import score_engagement
from pipeline.analysis.strategy import measure_strategy
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.labels.labels import LabelRow, store_labels
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

BEGIN = datetime(2026, 6, 1, tzinfo=UTC)
SOURCES = ("s0", "s1")
LATER = BEGIN + timedelta(days=60)
FOUND = (engagement, strategy_counts, growth, half_lives, campaign_posts, campaign_channels, campaign_phases)
CAMPAIGNS = (
    {"name": "Kata", "starts_on": "2026-06-01", "ends_on": "2026-06-20", "phrases": ["kata satu"]},
    {"name": "Hidup", "starts_on": "2026-06-05", "ends_on": "2026-08-20", "topics": ["living"], "sources": ["s0"]},
)
Nights = Callable[..., Any]


class Store:
    """The odd things that may befall a store between two nights."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.posts = list(connection.scalars(select(posts.c.post_id).order_by(posts.c.post_id)))

    def add(self, number: int, likes: int | None) -> None:
        """Publish 25 posts of a source, each seen once: enough for scores."""
        for _ in range(25):
            place = len(self.posts)
            at = BEGIN + timedelta(hours=7 * place + number)
            post_id = f"x:{place:04}"
            self.connection.execute(
                insert(posts).values(
                    post_id=post_id, source_id=SOURCES[number % 2], kind="post", url="u", text="t", published_at=at,
                    published_precision="second", published_local=at.replace(tzinfo=None), iso_week=f"{at:%G-W%V}",
                    pinned=False, text_digest="d", page_id=1, first_seen_at=BEGIN, last_seen_at=BEGIN,
                )
            )  # fmt: skip
            self.posts.append(post_id)
            self.look(place, likes)

    def look(self, number: int, likes: int | None) -> None:
        """See a post once more."""
        if not self.posts:
            return
        post_id = self.posts[number % len(self.posts)]
        newest = self.connection.scalar(select(posts.c.observed_at).where(posts.c.post_id == post_id))
        begin = self.connection.scalar(select(posts.c.published_at).where(posts.c.post_id == post_id))
        at = newest or begin
        assert at
        at += timedelta(hours=20 + number)
        told = {"likes": likes, "comments": 2, "interactions": 2 + (likes or 0)}
        self.connection.execute(insert(snapshots).values(post_id=post_id, observed_at=at, **told))
        self.connection.execute(update(posts).where(posts.c.post_id == post_id).values(observed_at=at))

    def replay(self, number: int, likes: int | None) -> None:
        """Read the counts of a post's looks otherwise."""
        if self.posts:
            mine = snapshots.c.post_id == self.posts[number % len(self.posts)]
            told = {"likes": likes, "interactions": None if likes is None else likes + 2}
            self.connection.execute(update(snapshots).where(mine).values(**told))

    def label(self, number: int, likes: int | None) -> None:
        """Label a post anew."""
        if self.posts:
            topic = "living" if likes else "economy"
            made = LabelRow(self.posts[number % len(self.posts)], "", "1", "model", topic, None, (topic,), "named",
                            "greeting", 1.0, [])  # fmt: skip
            store_labels(self.connection, [made], BEGIN)

    def follow(self, number: int, likes: int | None) -> None:
        """See an account's followers."""
        row = {"source_id": SOURCES[number % 2], "name": "a", "followers": likes}
        at = BEGIN + timedelta(hours=len(self.posts), seconds=number)
        self.connection.execute(delete(accounts).where(accounts.c.observed_at == at))
        self.connection.execute(insert(accounts).values(observed_at=at, **row))

    def edit(self, number: int, likes: int | None) -> None:
        """Find a post's text edited."""
        if self.posts:
            mine = posts.c.post_id == self.posts[number % len(self.posts)]
            told = "kata satu" if likes else "t"
            self.connection.execute(update(posts).where(mine).values(text=told, text_digest=told))

    def ripen(self, number: int, likes: int | None) -> None:
        """See all posts at the age of eight days."""
        ripe = select(posts.c.post_id, posts.c.published_at).where(posts.c.published_at < LATER - timedelta(days=9))
        for post_id, begin in self.connection.execute(ripe).all():
            at = begin + timedelta(days=8, seconds=number)
            self.connection.execute(
                delete(snapshots).where(snapshots.c.post_id == post_id, snapshots.c.observed_at == at)
            )
            row = {"post_id": post_id, "observed_at": at, "likes": likes, "comments": 2, "interactions": likes}
            self.connection.execute(insert(snapshots).values(row))

    def end(self, number: int, likes: int | None) -> None:
        """See all posts at the age of fifteen days."""
        told = {"likes": likes, "comments": 2, "interactions": (likes or 0) + 2}
        for post_id, begin in self.connection.execute(select(posts.c.post_id, posts.c.published_at)).all():
            at = begin + timedelta(days=15, seconds=number)
            mine = snapshots.c.post_id == post_id
            self.connection.execute(delete(snapshots).where(mine, snapshots.c.observed_at == at))
            self.connection.execute(insert(snapshots).values(post_id=post_id, observed_at=at, **told))
            newest = select(func.max(snapshots.c.observed_at)).where(mine).scalar_subquery()
            self.connection.execute(update(posts).where(posts.c.post_id == post_id).values(observed_at=newest))

    def show(self, number: int, _likes: int | None) -> None:
        """Show a campaign otherwise at the desk, as one that is edited there and back again."""
        mine = campaign_posts.c.campaign == CAMPAIGNS[number % 2]["name"]
        self.connection.execute(delete(campaign_posts).where(mine))

    def turn(self, number: int, _likes: int | None) -> None:
        """Learn that a post is a reply."""
        if self.posts:
            mine = posts.c.post_id == self.posts[number % len(self.posts)]
            self.connection.execute(update(posts).where(mine).values(kind="reply"))


NIGHT = st.lists(
    st.tuples(
        st.sampled_from(["add", "look", "replay", "label", "follow", "turn", "edit", "ripen", "end", "show"]),
        st.integers(0, 90),
        st.none() | st.integers(0, 60),
    ),
    max_size=4,
)


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
        for post in connection.execute(select(posts).where(posts.c.kind != "repost")).all():
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
@given(nights=st.lists(NIGHT, min_size=1, max_size=3))
def test_nights_that_compute_only_what_changed_find_what_a_computation_of_everything_finds(
    engine: Engine, settings: Settings, night_of: Nights, emptied: Callable[[], None], nights: list[Any]
) -> None:
    emptied()
    with night_of(settings, lambda: LATER) as night:
        for happened in [[("add", 0, 30), ("ripen", 0, 30), ("edit", 1, 1), ("label", 24, 1), ("end", 0, 90)], *nights]:
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
