"""A night on PostgreSQL through a pooler, and one during which the server restarts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, NullPool, create_engine, event, make_url, text

from collectors.errors import ConfigError, Locked
from pipeline import clock
from pipeline.demo.standin.server import InstagramPost, World, XPost
from pipeline.nightly import nightly
from pipeline.settings.models import Settings
from pipeline.workers.night import run_night, run_worker
from storage.db import lock
from storage.db.engine import open_engine, reading
from storage.db.lock import run_lock
from storage.schema.versions import upgrade
from tests.conftest import MakeSettings
from tests.postgres_server import CannotRunError, make_folder, pooled, remove_folder, restart_server, server_url

POSTS = 20
SOURCES = [
    {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0},
    {"id": "ig", "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0},
]
MOMENTS = ("INSERT INTO posts ", "INSERT INTO labels ", "v_source_health")  # of harvest, labelling and report
pytestmark = [
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
    pytest.mark.usefixtures("standin"),
]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life come often, so that a second run is soon refused."""
    monkeypatch.setattr(lock, "BEAT", 0.2)


@pytest.fixture
def world() -> World:
    now = clock.now()
    at = [now - timedelta(days=8, hours=number) for number in range(POSTS)]
    told = "Layanan Mal Pelayanan Publik dibuka Sabtu ini nomor"
    return World(
        now=now,
        x=[XPost(text=f"{told} {number}", at=moment) for number, moment in enumerate(at)],
        instagram=[InstagramPost(caption=f"{told} {number}", at=moment) for number, moment in enumerate(at)],
    )


@contextmanager
def through_pooler(url: URL) -> Iterator[URL]:
    """Skip the test, and say why, where no pooler is installed."""
    try:
        with pooled(url) as found:
            yield found
    except CannotRunError as error:
        pytest.skip(str(error))


def store_of(make_settings: MakeSettings, url: URL) -> Settings:
    return make_settings(sources=SOURCES, database=url.render_as_string(hide_password=False))


def assert_whole(engine: Engine) -> None:
    """Every post is stored and labelled once, and no run holds the store."""
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM posts")) == 2 * POSTS
        assert connection.scalar(text("SELECT count(*) FROM labels WHERE current")) == 2 * POSTS
        assert connection.scalar(text("SELECT count(*) FROM run_locks")) == 0


def test_a_night_through_a_pooler_is_whole(make_settings: MakeSettings, engine: Engine) -> None:
    with through_pooler(engine.url) as url:
        settings = store_of(make_settings, url)
        assert nightly(settings) == 0
    assert_whole(engine)


def test_statements_are_prepared_in_sessions_that_nobody_else_uses(engine: Engine) -> None:
    with through_pooler(engine.url) as url:
        by_pooler = open_engine(url.render_as_string(hide_password=False))
        assert (prepared(engine), prepared(by_pooler)) == (1, 0)
        by_pooler.dispose()


def test_workers_say_in_one_line_that_they_need_the_server_itself(make_settings: MakeSettings, engine: Engine) -> None:
    with through_pooler(engine.url) as url:
        settings = make_settings(sources=SOURCES, database=url.render_as_string(hide_password=False), workers=True)
        for begin in (run_night, partial(run_worker, lanes=1)):
            with pytest.raises(ConfigError, match="PANTAU_DATABASE_URL leads to a pooler; name the server there"):
                begin(settings)


def prepared(engine: Engine) -> int:
    """Ask the same often, in transactions of their own; tell how many statements stay in the session."""
    for number in range(12):
        with reading(engine) as connection:
            assert connection.scalar(text("SELECT :number + 1"), {"number": number}) == number + 1
    with reading(engine) as connection:
        found = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%+ 1'"
        return int(connection.scalar(text(found)) or 0)


@pytest.fixture
def server() -> Iterator[Path]:
    """The folder of a server that a test may restart; what it commits outlives that."""
    folder = make_folder()
    try:
        store = create_engine(server_url(folder))
        upgrade(store, clock.now())
        with store.begin() as connection:
            connection.execute(text("ALTER DATABASE postgres SET synchronous_commit = on"))
        store.dispose()
        yield folder
    finally:
        remove_folder(folder)


@pytest.mark.parametrize(("way", "mode"), [("direct", "fast"), ("pooler", "immediate")])
def test_a_server_that_restarts_costs_what_it_met_and_the_next_night_is_whole(
    way: str, mode: str, make_settings: MakeSettings, engine: Engine, server: Path
) -> None:
    assert engine  # PostgreSQL runs on this machine
    own = make_url(server_url(server))
    with through_pooler(own) if way == "pooler" else nullcontext(own) as url:
        settings = store_of(make_settings, url)
        with restarting(partial(restart_server, server, mode), url):
            assert nightly(settings) == 4
        assert nightly(settings) == 0
    store = create_engine(own, poolclass=NullPool)
    assert_whole(store)
    with store.connect() as connection:
        ended = connection.execute(text("SELECT run_id, outcome FROM v_runs ORDER BY run_id, outcome")).all()
    assert [outcome for _, outcome in ended] == ["complete", "failed", "complete", "complete"]


@contextmanager
def restarting(restart: Callable[[], None], url: URL) -> Iterator[None]:
    """Restart the server within a transaction of each of MOMENTS, where a second run is refused before and after."""
    coming = list(MOMENTS)

    def meet(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if coming and coming[0] in statement:
            del coming[0]
            assert_refused(url)
            restart()
            assert_refused(url)

    event.listen(Engine, "before_cursor_execute", meet)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", meet)
    assert not coming


def assert_refused(url: URL) -> None:
    second = open_engine(url.render_as_string(hide_password=False))
    with pytest.raises(Locked), run_lock(second):
        pytest.fail("ran beside a living run")
    second.dispose()
