"""Messages that are linked anew from the oldest change on are those of a linking of everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, insert, select, update

from pipeline.analysis import messages as analysis
from pipeline.analysis.messages import assign_messages
from pipeline.settings.models import Settings
from storage.analysis.messages import posts_in_order
from storage.db.engine import transaction
from storage.harvest.archives import remove_posts
from storage.runs.runs import start_run
from storage.runs.sources import SourceRow, upsert_sources
from storage.schema.tables import message_days, message_posts, messages, pages, post_terms, posts, sources

BEGIN = datetime(2026, 6, 1, tzinfo=UTC)
CITIES = {"s0": "Kota Bekasi", "s1": "Kota Bekasi", "s2": None, "s3": None}
WORDS = (
    "lampu jalan di kecamatan rawalumbu mati sejak malam tadi dan petugas dinas datang memperbaiki tiang listrik itu"
)
TEXTS = (
    WORDS,
    f"{WORDS} sampai selesai pada pagi hari",
    " ".join(WORDS.split()[4:]) + " besok warga diminta sabar menunggu giliran perbaikan lampu lainnya",
    "jadwal samsat keliling hari ini di halaman kantor kecamatan bekasi timur mulai pukul sembilan pagi",
    "selamat pagi",
)
TITLES = (None, None, "Lampu Jalan di Kecamatan Rawalumbu")
HAPPENED = st.tuples(
    st.sampled_from(["add", "add", "add", "edit", "remove", "shift", "link", "answer", "move", "drop"]),
    st.integers(0, 60),
    st.integers(0, 24 * 30),
    st.integers(0, 4),
)
Nights = Callable[..., Any]


class Store:
    """What may happen to posts between two nights."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.posts = list(connection.scalars(select(posts.c.post_id).order_by(posts.c.post_id)))

    def _told(self, hour: int, text: int) -> dict[str, Any]:
        at, title = BEGIN + timedelta(hours=hour), TITLES[(hour + text) % len(TITLES)]
        return {"published_at": at, "title": title, "text": TEXTS[text], "text_digest": f"{title} {text}"}

    def _change(self, number: int, **values: Any) -> None:
        if self.posts:
            chosen = posts.c.post_id == self.posts[number % len(self.posts)]
            self.connection.execute(update(posts).where(chosen).values(**values))

    def add(self, number: int, hour: int, text: int) -> None:
        post_id = f"x:{len(self.posts):03}-{number}-{hour}"
        if post_id not in self.posts:
            self.connection.execute(
                insert(posts).values(
                    post_id=post_id, source_id=f"s{number % 4}", kind="post", url=f"https://b.id/{post_id}",
                    published_precision=("second", "day")[number % 2], pinned=False, page_id=1, first_seen_at=BEGIN,
                    last_seen_at=BEGIN, **self._told(hour, text),
                )
            )  # fmt: skip
            self.posts.append(post_id)

    def edit(self, number: int, hour: int, text: int) -> None:
        told = self._told(hour, text)
        del told["published_at"]
        self._change(number, **told)

    def shift(self, number: int, hour: int, _text: int) -> None:
        self._change(number, published_at=BEGIN + timedelta(hours=hour))

    def answer(self, number: int, _hour: int, _text: int) -> None:
        self._change(number, kind="reply")

    def remove(self, number: int, _hour: int, _text: int) -> None:
        self._change(number, published_at=None)

    def drop(self, number: int, _hour: int, _text: int) -> None:
        if self.posts:
            remove_posts(self.connection, [self.posts.pop(number % len(self.posts))])

    def link(self, number: int, hour: int, _text: int) -> None:
        if self.posts:
            one, other = self.posts[number % len(self.posts)], self.posts[hour % len(self.posts)]
            self.connection.execute(delete(post_terms).where(post_terms.c.post_id == one))
            row = {"post_id": one, "kind": "link", "position": 0, "value": f"https://www.b.id/{other}"}
            self.connection.execute(insert(post_terms).values(**row))

    def move(self, number: int, hour: int, _text: int) -> None:
        city = ("Kota Bekasi", "Bogor", None)[hour % 3]
        self.connection.execute(update(sources).where(sources.c.source_id == f"s{number % 4}").values(city=city))


@pytest.fixture
def emptied(engine: Engine) -> Callable[[], None]:
    def empty() -> None:
        """Begin anew with four sources of two cities."""
        with transaction(engine) as connection:
            for table in (message_posts, messages, message_days, post_terms, posts):
                connection.execute(delete(table))
            upsert_sources(connection, [SourceRow(name, "x", name, city=city) for name, city in CITIES.items()])
            if connection.scalar(select(pages.c.page_id).limit(1)) is None:
                run = start_run(connection, "harvest", "0", BEGIN)
                page = {"page_id": 1, "run_id": run, "source_id": "s0", "fetched_at": BEGIN, "kind": "a", "url": "u"}
                connection.execute(insert(pages).values(body=b"", **page))

    return empty


def linked(engine: Engine) -> list[list[str]]:
    with engine.connect() as connection:
        return [
            sorted(map(str, connection.execute(select(table)))) for table in (messages, message_posts, message_days)
        ]


@tries(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(texts=[0] * 20, nights=[[("drop", 9, 0, 0)], [("drop", 0, 0, 0)]])
@given(
    texts=st.lists(st.integers(0, 3), min_size=20, max_size=20),
    nights=st.lists(st.lists(HAPPENED, min_size=1, max_size=3), min_size=1, max_size=3),
)
def test_nights_that_link_from_the_oldest_change_on_find_the_messages_of_all_posts(
    engine: Engine,
    settings: Settings,
    night_of: Nights,
    emptied: Callable[[], None],
    texts: list[int],
    nights: list[Any],
) -> None:
    emptied()
    begun = [("add", number, 33 * number, text) for number, text in enumerate(texts)]
    with night_of(settings, lambda: BEGIN) as night:
        for happened in [begun, *nights]:
            with transaction(engine) as connection:
                store = Store(connection)
                for what, number, hour, text in happened:
                    getattr(store, what)(number, hour, text)
            count = assign_messages(night)
            by_changes = linked(engine)
            assert assign_messages(night, everything=True) == count
            assert linked(engine) == by_changes


@tries(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(texts=[0] * 20, nights=[([("answer", 25, 0, 0)], 1)])
@given(
    texts=st.lists(st.integers(0, 3), min_size=20, max_size=20),
    nights=st.lists(st.tuples(st.lists(HAPPENED, min_size=1, max_size=3), st.integers(0, 6)), min_size=1, max_size=3),
)
def test_nights_that_were_killed_while_they_linked_are_made_good_by_the_next(
    engine: Engine,
    settings: Settings,
    night_of: Nights,
    emptied: Callable[[], None],
    texts: list[int],
    nights: list[Any],
) -> None:
    emptied()
    begun = [("add", number, 33 * number, text) for number, text in enumerate(texts)]
    with night_of(settings, lambda: BEGIN) as night, pytest.MonkeyPatch.context() as patch:
        patch.setattr(analysis, "BATCH", 2)  # posts that are written at once
        for happened, written in [(begun, 3), *nights]:
            with transaction(engine) as connection:
                store = Store(connection)
                for what, number, hour, text in happened:
                    getattr(store, what)(number, hour, text)
            with pytest.MonkeyPatch.context() as kill, suppress(KeyboardInterrupt):
                kill.setattr(analysis, "transaction", killed_after(written))
                assign_messages(night)
        count = assign_messages(night)
        by_changes = linked(engine)
        assert assign_messages(night, everything=True) == count
        assert linked(engine) == by_changes


def killed_after(transactions: int) -> Callable[[Engine], Any]:
    """Let so many transactions be kept; the next one is broken off at its end."""
    left = [transactions]

    @contextmanager
    def broken(engine: Engine) -> Iterator[Connection]:
        with transaction(engine) as connection:
            yield connection
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1

    return broken


def test_only_the_week_before_a_change_is_read_again(
    engine: Engine, settings: Settings, night_of: Nights, emptied: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied()
    read: list[tuple[str | None, datetime]] = []
    plain = posts_in_order

    def noted(connection: Connection, city: str | None, since: datetime) -> Any:
        read.append((city, since))
        return plain(connection, city, since)

    monkeypatch.setattr(analysis, "posts_in_order", noted)
    with night_of(settings, lambda: BEGIN) as night:
        for number, hour in ((0, 0), (1, 24 * 20), (2, 5)):
            with transaction(engine) as connection:
                Store(connection).add(number, hour, 0)
            assign_messages(night)
            assign_messages(night)  # nothing changed
    week = timedelta(days=7)
    late = BEGIN + timedelta(days=20)
    assert read == [("Kota Bekasi", BEGIN - week), ("Kota Bekasi", late - week), (None, BEGIN - week)]
