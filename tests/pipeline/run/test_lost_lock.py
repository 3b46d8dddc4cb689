"""A night on PostgreSQL loses its lock or its sessions in the middle: it goes on, or ends with its outcome written."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from collectors.errors import Locked, Stopped, StoreError
from collectors.records import Page
from pipeline import clock
from pipeline.cli import exit_code
from pipeline.demo.world.world import World, XPost
from pipeline.harvest.page_writer import PageWriter
from pipeline.nightly import nightly
from pipeline.run.context import TAKEN_OVER
from pipeline.settings.models import Settings
from storage.db import lock
from storage.db.engine import open_engine, reading, transaction
from storage.db.lock import run_lock
from storage.runs.interrupted import BROKEN_OFF
from tests.conftest import MakeSettings
from tests.storage.db.test_lock import add_dead_run, at_server, shut

pytestmark = [
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
    pytest.mark.usefixtures("standin"),
]
AfterFirstPage = Callable[[Callable[[], None]], None]
X = {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0}


@pytest.fixture
def settings(make_settings: MakeSettings, engine: Engine, world: World) -> Settings:
    """Settings of one source, which has 250 posts on three pages."""
    assert engine.url
    world.now = clock.now()
    world.x = [XPost(text=f"Kabar {n}", at=world.now - timedelta(minutes=30 * n + 60)) for n in range(250)]
    return make_settings(sources=[X])


@pytest.fixture
def after_first_page(monkeypatch: pytest.MonkeyPatch) -> AfterFirstPage:
    """Let something happen once, when the first posts of a night are stored and before more is asked for."""

    def arrange(event: Callable[[], None]) -> None:
        coming, write = [event], PageWriter.write

        def stored(self: PageWriter, *told: Any) -> Page:
            page = write(self, *told)
            if coming and page.parsed.posts:
                coming.pop()()
            return page

        monkeypatch.setattr(PageWriter, "write", stored)

    return arrange


@pytest.fixture
def silent_holder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds the lock gives no sign of life and counts as dead at once, as one that was frozen for long."""
    for name, seconds in {"BEAT": 1_000.0, "SILENT": 0.0, "LOOK": 0.01}.items():
        monkeypatch.setattr(lock, name, seconds)


def ask(engine: Engine, statement: str) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def assert_whole(engine: Engine, settings: Settings) -> None:
    """The next night goes on where the broken one ended; every post is there once and was paid for once."""
    assert nightly(settings) == 0
    assert ask(engine, "SELECT outcome FROM source_runs ORDER BY run_id DESC LIMIT 1") == [("complete",)]
    assert ask(engine, "SELECT count(*) FROM posts") == [(250,)]


def test_a_night_that_waits_for_a_killed_one_ends_when_asked_to(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_dead_run(engine)
    looked = lock._Row._try

    def look(row: lock._Row) -> Any:
        os.kill(os.getpid(), signal.SIGTERM)
        return looked(row)

    monkeypatch.setattr(lock._Row, "_try", look)
    monkeypatch.setattr(lock, "SILENT", 2.0)
    with pytest.raises(Stopped) as error:
        nightly(settings)
    assert exit_code(error.value) == 143
    assert ask(engine, "SELECT count(*) FROM runs") == [(0,)]


@pytest.mark.usefixtures("silent_holder")
def test_a_night_that_was_taken_over_writes_its_outcome_and_nothing_else(
    engine: Engine, settings: Settings, after_first_page: AfterFirstPage
) -> None:
    second = open_engine(engine.url.render_as_string(hide_password=False))

    def take_over() -> None:
        with run_lock(second):  # a command that notes no run, such as pantau wake
            pass

    after_first_page(take_over)
    with pytest.raises(Locked, match="no sign of life") as error:
        nightly(settings)
    assert exit_code(error.value) == 3
    ((outcome, reason, ended),) = ask(engine, "SELECT outcome, reason, finished_at IS NOT NULL FROM source_runs")
    assert (outcome, reason, ended) == ("partial", TAKEN_OVER, True)
    assert ask(engine, "SELECT exit_code, finished_at IS NOT NULL FROM runs") == [(3, True)]
    assert ask(engine, "SELECT count(*) FROM posts") == [(100,)]
    assert ask(engine, "SELECT count(*) FROM run_locks") == [(0,)]
    assert_whole(engine, settings)
    second.dispose()


@pytest.mark.usefixtures("silent_holder")
def test_a_night_that_was_taken_over_after_a_step_failed_is_written_as_it_ends(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = open_engine(engine.url.render_as_string(hide_password=False))

    def fail(_run: Any) -> None:
        with run_lock(second):
            raise RuntimeError

    monkeypatch.setattr("pipeline.nightly.fill_search_index", fail)
    with pytest.raises(Locked) as error:
        nightly(settings)
    assert ask(engine, "SELECT exit_code FROM runs") == [(exit_code(error.value),)]
    second.dispose()


@pytest.mark.usefixtures("silent_holder")
def test_a_night_that_another_night_took_over_buys_no_post_twice(
    engine: Engine, settings: Settings, after_first_page: AfterFirstPage
) -> None:
    codes = list[int]()
    after_first_page(lambda: codes.append(nightly(settings)))
    with pytest.raises(Locked):
        nightly(settings)
    assert codes == [0]
    first, second = ask(engine, "SELECT outcome, posts_new FROM source_runs ORDER BY run_id")
    assert (first, second) == (("partial", 100), ("complete", 150))
    assert ask(engine, "SELECT count(*) FROM posts") == [(250,)]
    assert ask(engine, "SELECT sum(posts) FROM reads") == [(250,)]


def test_a_server_that_restarts_within_a_night_is_waited_for(
    engine: Engine, settings: Settings, after_first_page: AfterFirstPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def back(_seconds: float) -> None:
        at_server(engine, f"ALTER DATABASE {engine.url.database} ALLOW_CONNECTIONS true")

    monkeypatch.setattr(lock, "sleep", back)
    after_first_page(lambda: shut(engine))
    assert nightly(settings) == 0
    assert ask(engine, "SELECT outcome, posts_new FROM source_runs") == [("complete", 250)]


def test_a_server_that_stays_away_ends_the_night_and_the_next_one_writes_its_outcome(
    engine: Engine, settings: Settings, after_first_page: AfterFirstPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "sleep", lambda _seconds: None)
    after_first_page(lambda: shut(engine))
    with pytest.raises(StoreError) as error:
        nightly(settings)
    assert exit_code(error.value) == 4
    at_server(engine, f"ALTER DATABASE {engine.url.database} ALLOW_CONNECTIONS true")
    monkeypatch.setattr(lock, "SILENT", 0.0)
    assert_whole(engine, settings)
    first = "SELECT outcome, reason, posts_new FROM source_runs ORDER BY run_id LIMIT 1"
    assert ask(engine, first) == [("partial", BROKEN_OFF, 100)]


def test_sessions_that_were_ended_for_idling_between_pages_cost_nothing(
    engine: Engine, settings: Settings, after_first_page: AfterFirstPage
) -> None:
    at_server(engine, f"ALTER DATABASE {engine.url.database} SET idle_session_timeout = '1s'")
    engine.dispose()
    after_first_page(lambda: time.sleep(1.6))
    assert nightly(settings) == 0
    assert ask(engine, "SELECT outcome, posts_new FROM source_runs") == [("complete", 250)]


def test_a_session_that_was_ended_within_a_transaction_costs_that_step_only(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def idle(run: Any) -> None:
        with transaction(run.engine) as connection:
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '100ms'"))
            connection.execute(text("INSERT INTO settings (name, value) VALUES ('catatan', 'ada')"))
            time.sleep(0.5)

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.nightly.fill_search_index", idle)
        assert nightly(settings) == 4
    assert "the search index was left out" in capsys.readouterr().err
    assert ask(engine, "SELECT outcome, posts_new FROM source_runs") == [("complete", 250)]
    assert ask(engine, "SELECT exit_code FROM runs") == [(4,)]
    assert ask(engine, "SELECT count(*) FROM settings WHERE name = 'catatan'") == [(0,)]
    assert_whole(engine, settings)
