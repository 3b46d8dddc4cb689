"""Lines on stderr: what they say beside their words, who hears them, and that no bad stream ends a night."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.cli import global_first
from pipeline.demo.standin.server import NOW, InstagramPost, StandIn, World, XPost
from pipeline.run import console
from pipeline.settings.models import Settings
from tests.pipeline.conftest import Pantau

TIMED = r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d "
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _as_usual() -> Iterator[None]:
    console.configure()
    yield
    console.configure()


def test_a_line_says_time_level_run_and_source_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    console.name_run(12, ZoneInfo("Asia/Jakarta"))
    with console.about("web-kota"):
        console.say("3 pages were kept", logging.WARNING)
        console.say("web-kota: complete")
    first, second = capsys.readouterr().err.splitlines()
    assert re.fullmatch(TIMED + "WARNING run 12 web-kota 3 pages were kept", first)
    assert re.fullmatch(TIMED + "INFO run 12 web-kota: complete", second)
    assert "+07:00 " in first


def test_a_terminal_is_told_the_time_only_when_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    console.say("selesai")
    console.configure(timed=True)
    console.say("selesai")
    plain, timed = capsys.readouterr().err.splitlines()
    assert plain == "INFO selesai"
    assert re.fullmatch(TIMED + "INFO selesai", timed)


def test_machines_get_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    console.configure(as_json=True)
    console.say("baris satu\nbaris dua", logging.ERROR)
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert told["message"] == "baris satu\nbaris dua"
    assert (told["level"], told["run"], told["source"]) == ("error", None, None)
    assert re.fullmatch(TIMED.strip(), told["time"])


@only_sqlite
def test_quiet_says_only_what_a_person_must_act_on(
    pantau: Pantau, settings: Settings, world: World, standin: StandIn
) -> None:
    assert pantau("db", "upgrade", "-q").err == ""
    assert standin.url
    world.x, world.instagram = [XPost(at=NOW)], [InstagramPost(at=NOW)]
    world.x_account.state = "missing"
    shown = pantau("harvest", "--quiet")
    assert shown.code == 1
    assert "x-kominfobekasi: failed" in shown.err
    assert "ig-diskominfobekasi" not in shown.err
    assert settings.folder


@only_sqlite
def test_lines_before_a_run_begins_have_the_time_of_the_office(pantau: Pantau, settings: Settings) -> None:
    assert settings.config.timezone == "Asia/Jakarta"
    said = pantau("db", "upgrade").err
    assert "database ready" in said
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00 INFO .*\n", said)


@only_sqlite
def test_verbose_tells_each_page(pantau: Pantau, world: World, standin: StandIn) -> None:
    assert standin.url
    assert pantau("db", "upgrade").code == 0
    world.x = [XPost(at=NOW)]
    usual = pantau("harvest", "--source", "x-kominfobekasi").err
    assert "1 post, 1 page" not in usual
    assert re.search(r"DEBUG run \d+ x-kominfobekasi: \d+ posts?, 1 page", pantau("-v", "harvest", "--full").err)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (["label", "-q"], ["-q", "label"]),
        (["sql", "SELECT 1", "--log-format", "json"], ["--log-format", "json", "sql", "SELECT 1"]),
        (["sql", "SELECT 1", "--log-format=json", "-v"], ["--log-format=json", "-v", "sql", "SELECT 1"]),
        (["status", "--config", "kota.yaml"], ["--config", "kota.yaml", "status"]),
        (["taxonomy", "test", "--", "-q"], ["taxonomy", "test", "--", "-q"]),
        (["status", "--config"], ["--config", "status"]),
    ],
)
def test_options_of_every_command_may_stand_behind_it(given: list[str], taken: list[str]) -> None:
    assert global_first(given) == taken


PROGRAM = """
import logging, sys
from pipeline.run.console import say
for number in range(500):
    say(f"baris {number} " + "x" * 200, logging.WARNING)
sys.exit(7)
"""


@pytest.mark.parametrize("stream", ["/dev/full", "closed", "reader gone"])
def test_a_stderr_that_takes_nothing_ends_nothing(stream: str) -> None:
    if stream == "/dev/full" and not Path(stream).exists():
        pytest.skip("this system has no device that is always full")
    redirection = {"/dev/full": "2>/dev/full", "closed": "2>&-", "reader gone": "2> >(exec true)"}[stream]
    ended = subprocess.run(["bash", "-c", f'"$0" -c "$1" {redirection}', sys.executable, PROGRAM], check=False)
    assert ended.returncode == 7
