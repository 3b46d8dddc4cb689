"""A whole night as a program of its own: killed, ended, and run again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipeline import clock
from pipeline.demo.standin.server import serve
from pipeline.demo.world.world import Fault, InstagramComment, InstagramPost, Service, World, XPost
from pipeline.nightly import nights_since
from pipeline.operate.status import show_status
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.queries.frames import view_frame
from tests.conftest import SOURCES, MakeSettings

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from types import SimpleNamespace
from pipeline.cli import main
from pipeline.demo.standin.redirection import redirected
from storage.db import lock
lock.BEAT, lock.SILENT = 0.2, 3.0  # a run that was killed is not waited for so long
with redirected(SimpleNamespace(url=sys.argv.pop(1))):
    main()
"""


def start(url: str, settings: Settings, credentials: dict[str, str], *words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, **credentials, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PROGRAM, url, "--config", str(settings.folder / "config.yaml"), *words]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def made_world() -> World:
    now = clock.now()
    world = World(now=now)
    world.x = [XPost(text=f"Kabar {n}", at=now - timedelta(hours=n + 1)) for n in range(250)]
    world.instagram = [InstagramPost(caption=f"Foto {n}", at=now - timedelta(hours=n + 1)) for n in range(30)]
    return world


Kills = tuple[tuple[Service, str, int], ...]
"""Platform, path, and the number of the request in which the program is killed."""


def fired(fault: Fault, times: int) -> bool:
    """Whether so many requests were those of *fault*."""
    return fault.matched >= times


def until(true: Callable[[], bool]) -> None:
    """Wait half a minute at most."""
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("it never came to that")


@pytest.mark.usefixtures("engine")
def test_killed_again_and_again_then_left_in_peace_everything_is_there_once(
    make_settings: MakeSettings, credentials: dict[str, str], engine: Engine
) -> None:
    settings = make_settings(
        sources=[
            {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0},
            {"id": "ig", "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0},
        ]
    )
    world = made_world()
    kills: Kills = (("x", "/tweets$", 2), ("x", "/tweets$", 2), ("instagram", "graphql", 3))
    with serve(world) as server:
        for platform, path, nth in kills:
            silent = Fault(platform=platform, do="slow", path=path, nth=range(nth, 99), seconds=60)
            world.faults[:] = [silent]
            with start(server.url, settings, credentials, "nightly") as process:
                until(partial(fired, silent, nth))
                process.send_signal(signal.SIGKILL)
            assert process.returncode == -signal.SIGKILL
        world.faults.clear()
        with start(server.url, settings, credentials, "nightly") as process:
            assert process.wait(timeout=60) == 0, process.stderr and process.stderr.read()
    with transaction(engine) as connection:
        posts, runs = (view_frame(connection, view) for view in ("v_posts", "v_runs"))
        unsettled = connection.exec_driver_sql("SELECT count(*) FROM reads WHERE NOT settled").scalar()
    assert unsettled == 0
    booked = runs.groupby("run_id")["reads_posts"].sum().tolist()
    assert booked == [300, 300, 50, 0]  # what X was asked when it was killed stays booked at its worst
    ends = runs.drop_duplicates("run_id")
    assert ends["state"].tolist() == ["broken off"] * 3 + ["ended"]
    assert (ends["finished_at"] >= ends["started_at"]).all()
    told = runs.sort_values(["run_id", "source_id"])
    assert told["outcome"].tolist() == ["partial"] * 3 + ["complete"] * 3
    assert "broken off" in told["reason"].iloc[0]
    assert posts["source_id"].value_counts().to_dict() == {"x": 250, "ig": 30}
    returned = Counter(number for request in world.asked("x") for number in request.post_ids)
    assert sum(count > 1 for count in returned.values()) <= 2 * 100  # only pages in flight at the two kills
    assert [night.exit_code for night in nights_since(settings, world.now)] == [None, None, None, 0]


@pytest.mark.usefixtures("engine")
def test_killed_while_lanes_work_side_by_side_everything_is_there_once(
    make_settings: MakeSettings, credentials: dict[str, str], engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = make_settings(lanes=2, sources=[{**source, "pace_seconds": 0} for source in SOURCES[:2]])
    world = made_world()
    pages: Kills = (("x", "/tweets$", 2), ("instagram", "graphql", 2))
    waits = [Fault(platform=name, do="slow", path=path, nth=range(nth, 99), seconds=60) for name, path, nth in pages]
    with serve(world) as server:
        world.faults[:] = waits
        with start(server.url, settings, credentials, "nightly") as process:
            until(lambda: all(fired(wait, 2) for wait in waits))
            process.send_signal(signal.SIGKILL)
        show_status(settings, as_json=False)
        assert capsys.readouterr().out.count("has not ended: it runs, or was broken off") == len(waits)
        world.faults.clear()
        with start(server.url, settings, credentials, "nightly") as process:
            assert process.wait(timeout=60) == 0, process.stderr and process.stderr.read()
    with transaction(engine) as connection:
        posts = view_frame(connection, "v_posts")
    assert posts["platform"].value_counts().to_dict() == {"x": 250, "instagram": 30}
    returned = Counter(number for request in world.asked("x") for number in request.post_ids)
    assert sum(count > 1 for count in returned.values()) <= 100  # only the page in flight


def talked_about(world: World) -> World:
    """Let people write to the office: mentions of this week and of earlier ones, and comments with answers."""
    world.x, world.instagram = world.x[:3], world.instagram[:3]
    world.x_others = [
        XPost(text=f"@Kominfobekasi tanya {n}", author=f"warga{n}", at=world.now - timedelta(hours=2 * n + 1))
        for n in range(250)
    ]
    for post in world.instagram:
        post.comment_list = [
            InstagramComment(
                text=f"komentar {n}", user=f"warga{n}", answers=[InstagramComment(text=f"jawaban {n}", user="lain")]
            )
            for n in range(20)
        ]
        post.comments = 40
    return world


@pytest.mark.usefixtures("engine")
def test_killed_again_and_again_amid_responses_then_left_in_peace_everything_is_there_once(
    make_settings: MakeSettings, credentials: dict[str, str], engine: Engine
) -> None:
    settings = make_settings(
        sources=[
            {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0, "responses": True},
            {"id": "ig", "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0, "responses": True},
        ]
    )
    secrets = credentials | {"PANTAU_PSEUDONYM_KEY": "kunci-rahasia-panjang"}
    world = talked_about(made_world())
    kills: Kills = (
        ("instagram", "child_comments", 7),
        ("instagram", "/comments/", 9),
        ("x", "search", 1),
        ("x", "mentions", 2),
    )
    with serve(world) as server:
        for platform, path, nth in kills:
            silent = Fault(platform=platform, do="slow", path=path, nth=range(nth, 99), seconds=60)
            world.faults[:] = [silent]
            with start(server.url, settings, secrets, "nightly") as process:
                until(partial(fired, silent, nth))
                process.send_signal(signal.SIGKILL)
            assert process.returncode == -signal.SIGKILL
        world.faults.clear()
        with start(server.url, settings, secrets, "nightly") as process:
            assert process.wait(timeout=60) == 0, process.stderr and process.stderr.read()
    with transaction(engine) as connection:
        responses = view_frame(connection, "v_responses")
    assert responses["source_id"].value_counts().to_dict() == {"x": 250, "ig": 120}
    returned = Counter(number for request in world.asked("x", "search|mentions") for number in request.post_ids)
    assert set(returned) == {post.id for post in world.x_others}
    assert sum(count > 1 for count in returned.values()) <= 2 * 100  # only pages in flight at the two kills


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("engine")
def test_sigterm_ends_a_night_with_143_and_closes_its_log(
    make_settings: MakeSettings, credentials: dict[str, str], engine: Engine
) -> None:
    settings = make_settings(
        sources=[{"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 30}],
    )
    world = made_world()
    with serve(world) as server, start(server.url, settings, credentials, "nightly") as process:
        until(lambda: bool(world.asked("x", "/users/by/")))
        process.send_signal(signal.SIGTERM)  # it waits out its pace now
        assert process.wait(timeout=20) == 143
        assert process.stderr
        assert "asked to end; what was fetched is stored" in process.stderr.read()
    with transaction(engine) as connection:
        runs = view_frame(connection, "v_runs")
    assert list(runs["exit_code"]) == [143]
    assert runs["finished_at"].notna().all()
