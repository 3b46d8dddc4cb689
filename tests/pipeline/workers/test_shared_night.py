"""A night that workers share: whoever is killed, no post is lost, none bought twice, no label doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from pipeline import clock
from pipeline.demo.standin.server import InstagramPost, StandIn, World, XPost, serve
from pipeline.settings.models import Settings
from storage.schema.versions import upgrade
from tests.conftest import MakeSettings
from tests.postgres_server import make_folder, remove_folder, restart_server, server_url

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from types import SimpleNamespace
from pipeline.cli import main
from pipeline.demo.standin.redirection import redirected

with redirected(SimpleNamespace(url=sys.argv.pop(1))):
    main()
"""
SOURCES = [
    {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0},
    {"id": "ig", "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0.5},
]
POSTS = 40
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def shared(make_settings: MakeSettings) -> Settings:
    return make_settings(sources=SOURCES, workers=True)


@pytest.fixture
def platforms() -> Iterator[StandIn]:
    now = clock.now()
    told = "Layanan Mal Pelayanan Publik dibuka Sabtu ini nomor"
    at = [now - timedelta(days=1, hours=number) for number in range(POSTS)]
    world = World(
        now=now,
        x=[XPost(text=f"{told} {number}", at=moment) for number, moment in enumerate(at)],
        instagram=[InstagramPost(caption=f"{told} {number}", at=moment) for number, moment in enumerate(at)],
    )
    with serve(world) as server:
        yield server


@contextmanager
def running(
    server: StandIn, settings: Settings, credentials: dict[str, str], *words: str
) -> Iterator[subprocess.Popen[str]]:
    """Run a command in a process of its own; whatever is left of it at the end is killed."""
    command = [sys.executable, "-c", PROGRAM, server.url, "--config", str(settings.folder / "config.yaml"), *words]
    environment = {**os.environ, **credentials, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as one:
        try:
            yield one
        finally:
            one.kill()


def wait_for(true: Callable[[], bool], what: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.1)


def ask(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def assert_whole(engine: Engine) -> None:
    """Every post is stored, labelled once, and paid once."""
    assert ask(engine, "SELECT source_id, count(*) FROM posts GROUP BY 1 ORDER BY 1") == [("ig", POSTS), ("x", POSTS)]
    assert ask(engine, "SELECT count(*), count(DISTINCT post_id) FROM labels WHERE current") == [(2 * POSTS, 2 * POSTS)]
    assert ask(engine, "SELECT outcome, count(*) FROM v_runs WHERE command = 'nightly' GROUP BY 1") == [("complete", 2)]
    assert ask(engine, "SELECT sum(posts) FROM reads") == [(POSTS,)]
    assert ask(engine, "SELECT count(*) FROM night_jobs WHERE ended_at IS NULL") == [(0,)]


def test_without_another_worker_the_night_is_whole(
    shared: Settings, credentials: dict[str, str], engine: Engine, platforms: StandIn
) -> None:
    with running(platforms, shared, credentials, "nightly") as night:
        _, told = night.communicate(timeout=240)
        assert night.returncode == 0, told
    assert "Traceback" not in told
    assert_whole(engine)
    assert ask(engine, "SELECT exit_code FROM runs") == [(0,)]


def stored(engine: Engine) -> int:
    return int(str(ask(engine, "SELECT count(*) FROM posts WHERE source_id = 'ig'")[0][0]))


def closed(engine: Engine) -> bool:
    return ask(engine, "SELECT exit_code FROM runs") == [(0,)]


def test_whoever_is_killed_the_others_end_the_night(
    shared: Settings, credentials: dict[str, str], engine: Engine, platforms: StandIn
) -> None:
    with running(platforms, shared, credentials, "nightly") as night:
        wait_for(lambda: bool(ask(engine, "SELECT 1 FROM night_jobs")), "the plan")
        night.kill()
    with running(platforms, shared, credentials, "worker") as first:
        wait_for(lambda: 0 < stored(engine) < POSTS, "a part of the posts")
        first.kill()
    assert 0 < stored(engine) < POSTS
    with running(platforms, shared, credentials, "worker", "--lanes", "2") as second:
        wait_for(lambda: closed(engine), "the end of the night")
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=30) == 143
    assert_whole(engine)


def test_a_worker_that_is_asked_to_end_hands_its_job_on(
    shared: Settings, credentials: dict[str, str], engine: Engine, platforms: StandIn
) -> None:
    with running(platforms, shared, credentials, "nightly") as night:
        wait_for(lambda: 0 < stored(engine) < POSTS, "a part of the posts")
        night.send_signal(signal.SIGTERM)
        assert night.wait(timeout=30) == 143
        assert "Traceback" not in (night.stderr.read() if night.stderr else "")
    assert 0 < stored(engine) < POSTS
    with running(platforms, shared, credentials, "nightly") as night:
        _, told = night.communicate(timeout=240)
    assert night.returncode == 0, told
    assert "goes on with the night that began at" in told
    assert_whole(engine)


def test_who_slept_finds_its_job_taken_over_and_spoils_nothing(
    shared: Settings, credentials: dict[str, str], engine: Engine, platforms: StandIn
) -> None:
    with running(platforms, shared, credentials, "nightly") as night:
        wait_for(lambda: 0 < stored(engine) < POSTS, "a part of the posts")
        night.send_signal(signal.SIGSTOP)
        with running(platforms, shared, credentials, "worker") as other:
            wait_for(lambda: closed(engine), "the end of the night")
            night.send_signal(signal.SIGCONT)
            _, told = night.communicate(timeout=240)
            other.send_signal(signal.SIGTERM)
            assert other.wait(timeout=30) == 143
    assert night.returncode == 0, told
    assert "Traceback" not in told
    assert "taken over by another" in told
    assert_whole(engine)


def test_lost_connections_are_made_again(
    shared: Settings, credentials: dict[str, str], engine: Engine, platforms: StandIn
) -> None:
    with running(platforms, shared, credentials, "nightly") as night:
        wait_for(lambda: 0 < stored(engine) < POSTS, "a part of the posts")
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ask(engine, f"SELECT pg_terminate_backend(pid) {others}")
        _, told = night.communicate(timeout=240)
    assert night.returncode == 0, told
    assert "Traceback" not in told
    assert_whole(engine)


def test_a_killed_database_is_waited_for(
    make_settings: MakeSettings, credentials: dict[str, str], platforms: StandIn, engine: Engine
) -> None:
    assert engine  # PostgreSQL runs on this machine
    folder = make_folder()
    try:
        store = create_engine(server_url(folder))
        upgrade(store, clock.now())
        with store.begin() as connection:  # the tests' server is in haste: killed, it would forget what was committed
            connection.execute(text("ALTER DATABASE postgres SET synchronous_commit = on"))
        store.dispose()
        shared = make_settings(sources=SOURCES, workers=True, database=store.url.render_as_string(hide_password=False))
        with running(platforms, shared, credentials, "nightly") as night:
            wait_for(lambda: 0 < stored(store) < POSTS, "a part of the posts")
            store.dispose()
            restart_server(folder)
            _, told = night.communicate(timeout=240)
        assert night.returncode == 0, told
        assert "Traceback" not in told
        assert_whole(store)
        store.dispose()
    finally:
        remove_folder(folder)
