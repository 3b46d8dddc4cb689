"""The conversation, judged only where something changed, is that of judging everything; the rest is left alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from pipeline.analysis import conversation
from pipeline.analysis.conversation import measure_conversation
from pipeline.settings.models import Settings
from storage.analysis import conversation as stored_conversation
from storage.db.engine import transaction
from storage.runs.local_time import ensure_zone
from storage.runs.runs import start_run
from storage.runs.sources import SourceRow, upsert_sources
from storage.runs.wrong_clock import take_back
from storage.schema.tables import (
    analysis_marks,
    conversations,
    pages,
    posts,
    questions,
    response_labels,
    responses,
    snapshots,
    source_runs,
)
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

BEGIN = datetime(2026, 6, 1, 3, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
SOURCES = {"s-1": "instagram", "s0": "x", "s2": "x"}  # Python and PostgreSQL may order them differently
INTENTS = ("question", "complaint", "suggestion", "other")


class Store:
    """Changes of the conversation between two nights."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        order = select(responses.c.response_id).where(responses.c.is_official.is_(False))
        self.asked = list(connection.scalars(order.order_by(responses.c.response_id)))
        self.count = int(connection.scalar(select(func.count()).select_from(responses)) or 0)

    def ask(self, number: int, other: int) -> None:
        """Hear something below a post, or below what somebody else said there."""
        key, at = f"r{self.count:04}", BEGIN + number * DAY / 4
        source = list(SOURCES)[number % 3]
        parent = self.asked[other % len(self.asked)] if self.asked and other % 2 else f"p{source}"
        self._hear(key, source, parent, at, is_official=False)
        intent = INTENTS[other % 4]
        label = {"response_id": key, "version": "1", "labelled_at": BEGIN, "sentiment": "neutral", "intent": intent}
        self.connection.execute(insert(response_labels).values(**label, evidence="[]"))
        self.asked.append(key)

    def answer(self, number: int, other: int) -> None:
        """Hear an account's answer, which may be stored with another source."""
        if self.asked:
            parent = self.asked[other % len(self.asked)]
            at = BEGIN + number * DAY / 3
            self._hear(f"o{self.count:04}", list(SOURCES)[number % 3], parent, at, is_official=True)

    def _hear(self, key: str, source: str, parent: str, at: datetime, *, is_official: bool) -> None:
        self.connection.execute(
            insert(responses).values(
                response_id=key, source_id=source, post_id=f"p{source}", parent_id=parent, kind="reply",
                is_official=is_official, published_at=at, published_local=at.replace(tzinfo=None),
                iso_week=f"{at:%G-W%V}", text="kapan?", page_id=1, first_seen_at=at, last_seen_at=at,
            )
        )  # fmt: skip
        self.count += 1

    def post(self, number: int, other: int) -> None:
        """Find a post of an account that answers a response, or one that answers none."""
        at = BEGIN + number * DAY / 3
        key = f"q{self.connection.scalar(select(func.count()).select_from(posts)):04}"
        reference = self.asked[other % len(self.asked)] if self.asked and other % 3 else None
        kind = "reply" if reference else "post"
        self.connection.execute(insert(posts).values(**post_row(key, list(SOURCES)[number % 3], kind, at, reference)))

    def look(self, number: int, other: int) -> None:
        """See how many comments a post is said to have."""
        keys = list(self.connection.scalars(select(posts.c.post_id).order_by(posts.c.post_id)))
        row = {"post_id": keys[number % len(keys)], "observed_at": BEGIN + other * DAY}
        self.connection.execute(delete(snapshots).where(*(snapshots.c[name] == one for name, one in row.items())))
        self.connection.execute(insert(snapshots).values(**row, comments=None if other % 7 == 0 else other))

    def relabel(self, number: int, other: int) -> None:
        """Read otherwise what somebody wants."""
        if self.asked:
            mine = response_labels.c.response_id == self.asked[number % len(self.asked)]
            self.connection.execute(update(response_labels).where(mine).values(intent=INTENTS[other % 4]))

    def forget(self, number: int, _other: int) -> None:
        """Take a text away."""
        if self.asked:
            mine = responses.c.response_id == self.asked[number % len(self.asked)]
            self.connection.execute(update(responses).where(mine).values(text=None))

    def complete(self, number: int, other: int) -> None:
        """Look at a source to its end, by whatever clock."""
        run, at = start_run(self.connection, "harvest", "0", BEGIN), BEGIN + other * DAY / 2
        row = {"run_id": run, "source_id": list(SOURCES)[number % 3], "outcome": "complete"}
        self.connection.execute(insert(source_runs).values(**row, started_at=at, finished_at=at))

    def travel(self, number: int, _other: int) -> None:
        """Let the office's clock be another zone's: other days, other working days."""
        ensure_zone(self.connection, ZoneInfo(("Asia/Jayapura", "Pacific/Kiritimati", "UTC")[number % 3]))

    def reset(self, number: int, _other: int) -> None:
        """Take back what a wrong clock wrote."""
        take_back(self.connection, BEGIN + number * DAY, BEGIN + 40 * DAY)

    def repair(self, number: int, _other: int) -> None:
        """Take back that a source was looked at."""
        mine = source_runs.c.source_id == list(SOURCES)[number % 3]
        self.connection.execute(delete(source_runs).where(mine))


def post_row(key: str, source: str, kind: str, at: datetime, reference: str | None = None) -> dict[str, Any]:
    """Make the row of a post."""
    return {
        "post_id": key, "source_id": source, "kind": kind, "url": "u", "text": "t", "published_at": at,
        "published_precision": "second", "published_local": at.replace(tzinfo=None), "iso_week": f"{at:%G-W%V}",
        "pinned": False, "text_digest": "d", "page_id": 1, "first_seen_at": BEGIN, "last_seen_at": BEGIN,
        "reference": reference,
    }  # fmt: skip


RARELY = ("repair", "travel", "reset")
NIGHT = st.lists(
    st.tuples(
        st.sampled_from(["ask", "ask", "answer", "post", "look", "relabel", "forget", "complete", *RARELY]),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    max_size=6,
)


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    sources = [
        {"id": name, "platform": platform, "account": name.replace("-", "")} for name, platform in SOURCES.items()
    ]
    return make_settings(sources=sources)


@pytest.fixture
def emptied(engine: Engine) -> Callable[[], None]:
    def empty() -> None:
        """Begin anew with three sources of one post each."""
        with transaction(engine) as connection:
            for table in (questions, conversations, analysis_marks, response_labels, responses, snapshots, posts):
                connection.execute(delete(table))
            connection.execute(delete(source_runs))
            upsert_sources(
                connection, [SourceRow(name, platform, name.replace("-", "")) for name, platform in SOURCES.items()]
            )
            if connection.scalar(select(pages.c.page_id).limit(1)) is None:
                page = {"page_id": 1, "run_id": start_run(connection, "harvest", "0", BEGIN), "source_id": "s0"}
                connection.execute(insert(pages).values(**page, fetched_at=BEGIN, kind="a", url="u", body=b""))
            for source in SOURCES:
                connection.execute(insert(posts).values(**post_row(f"p{source}", source, "post", BEGIN)))

    return empty


def found(engine: Engine) -> list[list[str]]:
    with engine.connect() as connection:
        return [sorted(map(str, connection.execute(select(table)))) for table in (questions, conversations)]


def happen(engine: Engine, *happened: tuple[str, int, int]) -> None:
    with transaction(engine) as connection:
        store = Store(connection)
        for what, number, other in happened:
            getattr(store, what)(number, other)


@tries(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(nights=[[("complete", 1, 60), ("ask", 4, 1), ("answer", 9, 0), (what, 2, 3)] for what in RARELY])
@given(nights=st.lists(NIGHT, min_size=1, max_size=4))
def test_nights_that_judge_only_what_changed_find_what_judging_everything_finds(
    engine: Engine, settings: Settings, night_of: OpenNight, emptied: Callable[[], None], nights: list[Any]
) -> None:
    emptied()
    with night_of(settings, lambda: BEGIN) as night:
        for happened in [[("ask", 0, 0), ("ask", 1, 0), ("ask", 2, 0), ("look", 1, 5)], *nights]:
            happen(engine, *happened)
            measure_conversation(night)
            by_changes = found(engine)
            measure_conversation(night, everything=True)
            assert found(engine) == by_changes


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that were judged."""
    sources, true = list[str](), conversation._measure_sources

    def watched(run: Any, together: Any, *told: Any) -> None:
        sources.extend(one.source for one in together)
        true(run, together, *told)

    monkeypatch.setattr(conversation, "_measure_sources", watched)
    return sources


def test_only_the_source_with_something_new_is_judged_anew(
    engine: Engine, settings: Settings, night_of: OpenNight, emptied: Callable[[], None], judged: list[str]
) -> None:
    emptied()
    happened: tuple[tuple[tuple[str, int, int], list[str]], ...] = (
        (("ask", 1, 0), ["s-1", "s0", "s2"]),
        (("ask", 2, 0), ["s2"]),
        (("answer", 2, 0), ["s0"]),  # stored with another source
        (("complete", 1, 80), []),  # what was answered waits for nothing
        (("complete", 2, 2), []),  # the answer is not due yet
        (("complete", 2, 40), ["s2"]),
        (("complete", 2, 42), []),  # late it was before
        (("repair", 2, 0), ["s2"]),
        (("look", 2, 9), ["s2"]),
    )
    with night_of(settings, lambda: BEGIN) as night:
        for what, expected in happened:
            happen(engine, what)
            for again in (expected, []):
                measure_conversation(night)
                assert sorted(judged) == again, what
                judged.clear()


def test_other_holidays_judge_every_source_anew(
    engine: Engine, settings: Settings, night_of: OpenNight, emptied: Callable[[], None], make_settings: MakeSettings,
    judged: list[str],
) -> None:  # fmt: skip
    emptied()
    happen(engine, ("ask", 0, 0))
    with night_of(settings, lambda: BEGIN) as night:
        measure_conversation(night)
    sources = [
        {"id": name, "platform": platform, "account": name.replace("-", "")} for name, platform in SOURCES.items()
    ]
    off = make_settings(sources=sources, strategy={"holidays": ["2026-06-02", "2026-06-03"]})
    judged.clear()
    with night_of(off, lambda: BEGIN) as night:
        measure_conversation(night)
    assert sorted(judged) == sorted(SOURCES)


def test_what_a_killed_night_left_half_judged_is_judged_again_though_all_is_as_before(
    engine: Engine,
    settings: Settings,
    night_of: OpenNight,
    emptied: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    emptied()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with night_of(settings, lambda: BEGIN) as night:
        for intent, is_killed in ((0, False), (3, True), (0, False)):
            happen(engine, ("relabel", 0, intent) if is_killed or intent else ("ask", 1, 0))
            if not is_killed and intent == 0:
                happen(engine, ("relabel", 0, 0))
            with monkeypatch.context() as patched:
                if is_killed:
                    patched.setattr(stored_conversation, "renew_periods", killed)
                with pytest.raises(KeyboardInterrupt) if is_killed else nullcontext():
                    measure_conversation(night)
        by_changes = found(engine)
        measure_conversation(night, everything=True)
        assert found(engine) == by_changes
