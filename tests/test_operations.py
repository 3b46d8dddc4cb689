"""The files of docs/operations: units, timers, rotation and the Containerfile are what their programs read."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from apscheduler.triggers.cron import CronTrigger

OPERATIONS = Path(__file__).parents[1] / "docs" / "operations"
UNITS = sorted((*OPERATIONS.glob("*.service"), *OPERATIONS.glob("*.timer")))
CONTAINER = (OPERATIONS / "Containerfile").read_text(encoding="utf-8")


def unit(name: str) -> configparser.RawConfigParser:
    read = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    read.optionxform = str  # type: ignore[assignment, method-assign]  # keys are written as systemd has them
    read.read_string((OPERATIONS / name).read_text(encoding="utf-8"))
    return read


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    for file in UNITS:
        text = file.read_text(encoding="utf-8").replace("/opt/pantau/.venv/bin/pantau", "/bin/true")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    words = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / file.name) for file in UNITS)]
    found = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (found.returncode, found.stderr) == (0, "")


def test_the_nights_unit_is_no_root_and_writes_only_its_folder() -> None:
    service = unit("pantau.service")["Service"]
    assert service["User"] == "pantau"
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == service["WorkingDirectory"] == "/srv/pantau"
    assert "143" in service["SuccessExitStatus"].split()


def test_the_timer_catches_up_a_missed_night() -> None:
    timer = unit("pantau.timer")["Timer"]
    assert timer["Persistent"] == "true"
    assert timer["OnCalendar"].endswith("Asia/Jakarta")


def test_each_cron_line_can_be_read_and_is_quiet() -> None:
    lines = (OPERATIONS / "pantau.cron").read_text(encoding="utf-8").splitlines()
    jobs = [line for line in lines if line[:1].isdigit()]
    assert len(jobs) == 2
    for line in jobs:
        *when, user, command = line.split(None, 6)
        CronTrigger.from_crontab(" ".join(when))
        assert user == "pantau"
        assert " -q " in command
        assert not re.search(r"(?<!\\)%", command), "cron would take a bare % for a line's end"


@pytest.mark.skipif(shutil.which("logrotate") is None, reason="logrotate is not installed")
def test_logrotate_reads_its_file(tmp_path: Path) -> None:
    file = tmp_path / "pantau"
    file.write_text(re.sub(r"\n +(su|create) .*", "", (OPERATIONS / "pantau.logrotate").read_text(encoding="utf-8")))
    words = [shutil.which("logrotate") or "", "-d", "-s", str(tmp_path / "state"), str(file)]
    found = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert found.returncode == 0, found.stderr
    assert "error" not in found.stderr


def test_the_container_runs_as_nobody_special_on_a_root_that_it_never_writes() -> None:
    stages = re.split(r"^FROM ", CONTAINER, flags=re.MULTILINE)[1:]
    assert len(stages) == 2
    assert re.search(r"^USER 1\d{4}:1\d{4}$", stages[-1], re.MULTILINE)
    assert stages[-1].index("USER") < stages[-1].index("ENTRYPOINT")
    assert "PYTHONDONTWRITEBYTECODE=1" in stages[-1]
    assert "--read-only" in CONTAINER
    assert ":latest" not in CONTAINER
    extras = re.search(r"'\.\[([a-z,]+)\]'", CONTAINER)
    assert extras
    project = (OPERATIONS.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert all(re.search(rf"^{extra} = \[", project, re.MULTILINE) for extra in extras[1].split(","))
