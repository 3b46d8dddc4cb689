"""SIGTERM ends a night within seconds wherever it stands: in a request, in a query, in a computation."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from pipeline import clock
from pipeline.demo.standin.server import Fault, InstagramPost, World, XPost, serve
from pipeline.demo.world.world import Service
from pipeline.settings.models import Settings
from tests.conftest import MakeSettings

ROOT = Path(__file__).parents[2]
SOON = 20.0  # seconds from the signal to the end: two or three, and the rest for a machine that does other work
SOURCES = {
    "x": {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0},
    "instagram": {"id": "ig", "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0},
    "website": {"id": "web", "platform": "website", "url": "https://diskominfo.bekasikota.go.id", "pace_seconds": 0},
}
PROGRAM = """
import sys, threading, time
from importlib import import_module
from types import SimpleNamespace
from pipeline.cli import main
from pipeline.demo.standin.redirection import redirected
from storage.db.engine import transaction

def compute(night, *more, **options):
    print("there", flush=True)
    while True:
        sum(range(1000))

def query(night, *more, **options):
    print("there", flush=True)
    with transaction(night.engine) as connection:
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        )

url, place, what = sys.argv.pop(1), sys.argv.pop(1), sys.argv.pop(1)
if place:
    module, _, name = place.rpartition(".")
    setattr(import_module(module), name, globals()[what])
with redirected(SimpleNamespace(url=url)):
    main()
"""
pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("engine"),
]


def start(
    url: str, settings: Settings, credentials: dict[str, str], place: str = "", what: str = ""
) -> subprocess.Popen[str]:
    config = str(settings.folder / "config.yaml")
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, url, place, what, "--config", config, "nightly"],
        env={**os.environ, **credentials, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def seconds_to_end(process: subprocess.Popen[str]) -> float:
    """Ask for the end, and measure how long it takes to come, with 143."""
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=120) == 143, process.stderr and process.stderr.read()
    return time.monotonic() - asked


def turns(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT outcome, reason FROM v_runs"))]


@pytest.mark.parametrize("do", ["slow", "drip", "drip_head"])
@pytest.mark.parametrize(
    "platforms", [*((platform,) for platform in SOURCES), tuple(SOURCES)], ids=[*SOURCES, "all, side by side"]
)
def test_requests_under_way_are_broken_off(
    platforms: tuple[Service, ...], do: str, make_settings: MakeSettings, credentials: dict[str, str], engine: Engine
) -> None:
    now = clock.now()
    world = World(now=now, x=[XPost(at=now)], instagram=[InstagramPost(at=now)])
    world.faults = [Fault(platform=platform, do=do, seconds=300) for platform in platforms]
    settings = make_settings(sources=[SOURCES[platform] for platform in platforms], lanes=len(platforms))
    with serve(world) as server, start(server.url, settings, credentials) as process:
        deadline = time.monotonic() + 60
        while not all(fault.matched for fault in world.faults) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)  # it waits within the answers now
        assert seconds_to_end(process) < SOON
    assert turns(engine) == [("partial", "the run was asked to end")] * len(platforms)
    with engine.connect() as connection:
        booked = connection.scalar(text("SELECT count(*) FROM reads WHERE usd > 0"))
    assert booked == (1 if "x" in platforms else 0)  # the platform may have served it


@pytest.mark.parametrize(
    ("place", "what"),
    [
        ("pipeline.label.posts.label_topics", "compute"),
        ("pipeline.label.posts.assign_messages", "query"),
        ("pipeline.nightly.report_due_weeks", "compute"),
        ("pipeline.weekly_report.report_week", "query"),
    ],
)
def test_a_step_under_way_is_broken_off(
    place: str, what: str, make_settings: MakeSettings, credentials: dict[str, str], engine: Engine
) -> None:
    now = clock.now()
    world = World(now=now, x=[XPost(at=now)])
    settings = make_settings(sources=[SOURCES["x"]])
    with serve(world) as server, start(server.url, settings, credentials, place, what) as process:
        assert process.stdout
        assert process.stdout.readline() == "there\n"
        time.sleep(0.3)
        assert seconds_to_end(process) < SOON
    assert [outcome for outcome, _ in turns(engine)] == ["complete"]
    with engine.connect() as connection:
        ended = connection.execute(text("SELECT DISTINCT exit_code, state FROM v_runs")).one()
        assert (ended.exit_code, ended.state) == (143, "ended")
        assert connection.scalar(text("SELECT count(*) FROM posts")) == 1
