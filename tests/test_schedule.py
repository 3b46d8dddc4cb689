"""The scheduler: the same night, caught up when missed, ended cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import schedule
from pipeline import clock
from pipeline.demo.standin.server import World, serve
from pipeline.settings.models import Settings
from tests.conftest import MakeSettings

ROOT = Path(__file__).parents[1]
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # in Jakarta

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.usefixtures("engine")
def test_the_job_is_one_at_a_time_coalesced_and_in_the_configured_zone(make_settings: MakeSettings) -> None:
    scheduler = schedule.build(make_settings(schedule={"cron": "30 2 * * *", "misfire_grace_minutes": 10}))
    [job] = scheduler.get_jobs()
    assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, 600)
    assert str(job.trigger.timezone) == "Asia/Jakarta"


@pytest.mark.usefixtures("engine")
def test_a_night_that_cannot_run_does_not_end_the_scheduler(
    make_settings: MakeSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = make_settings(secrets={}, database="sqlite:///elsewhere/none.db")
    schedule.run_night(settings, None)
    assert "there is no database" in capsys.readouterr().err


@pytest.mark.usefixtures("engine")
def test_after_a_night_the_one_after_it_is_told(
    make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = make_settings(schedule={"cron": "0 12 * * *"})
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=1))
    monkeypatch.setattr("pipeline.scheduler.night.run_night", lambda _settings: 1)
    schedule.run_night(settings, schedule.build(settings))
    assert "night ended with code 1; next: 2026-11-25 12:00 WIB" in capsys.readouterr().err


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("lasts", "told"),
    [
        (timedelta(minutes=59), "2026-11-24 13:00 WIB"),
        (timedelta(minutes=60), "at once"),
        (timedelta(minutes=70), "at once"),
        (timedelta(minutes=71), "2026-11-24 14:00 WIB"),
        (timedelta(minutes=125), "at once"),
    ],
)
def test_a_night_that_outlasts_the_next_one_tells_whether_that_begins_at_once(
    make_settings: MakeSettings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lasts: timedelta,
    told: str,
) -> None:
    settings = make_settings(schedule={"cron": "0 * * * *", "misfire_grace_minutes": 10})
    now = [NOON]
    monkeypatch.setattr(clock, "now", lambda: now[0])

    def night(_settings: Settings) -> int:
        now[0] += lasts
        return 0

    monkeypatch.setattr("pipeline.scheduler.night.run_night", night)
    schedule.run_night(settings, schedule.build(settings))
    assert f"next: {told}\n" in capsys.readouterr().err


@pytest.mark.usefixtures("engine")
def test_sigterm_while_idle_ends_with_143(make_settings: MakeSettings) -> None:
    settings = make_settings(schedule={"cron": "0 1 1 1 *"})
    environment = {**os.environ, "PANTAU_CONFIG": str(settings.folder / "config.yaml"), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-u", str(ROOT / "schedule.py")], env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    with process.stderr:
        assert "end with Ctrl-C or SIGTERM" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 143


PROGRAM = """
import sys
from types import SimpleNamespace
import schedule
from pipeline import clock
from pipeline.demo.standin.redirection import redirected
with redirected(SimpleNamespace(url=sys.argv[1])):
    sys.exit(schedule.main())
"""


@pytest.mark.usefixtures("engine")
def test_sigterm_in_the_middle_of_a_night_ends_with_143_and_no_traceback(
    make_settings: MakeSettings, credentials: dict[str, str]
) -> None:
    source = {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 60}
    settings = make_settings(schedule={"cron": "* * * * *"}, sources=[source])
    config = {"PANTAU_CONFIG": str(settings.folder / "config.yaml"), "PYTHONPATH": str(ROOT)}
    world = World()
    with serve(world) as server:
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", PROGRAM, server.url],
            env={**os.environ, **credentials, **config},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr
        with process.stderr:
            for line in process.stderr:
                if "end with Ctrl-C or SIGTERM" in line:
                    break
            for _ in range(600):
                if world.asked("x"):  # the missed night is caught up, and waits out its pace now
                    break
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            told = process.stderr.read()
            assert process.wait(timeout=20) == 143, told
    assert "asked to end" in told
    assert "Traceback" not in told


def test_a_store_that_is_not_there_is_refused_at_start(
    make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = make_settings()
    monkeypatch.setenv("PANTAU_CONFIG", str(settings.folder / "config.yaml"))
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert schedule.main() == 2
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "pantau db upgrade" in capsys.readouterr().err
