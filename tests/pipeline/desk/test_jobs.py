"""Jobs of the desk: one that takes too long is asked to end, and killed only when it does not."""

from __future__ import annotations

import subprocess
from typing import Self

import pytest

from pipeline.desk import jobs


class Slow:
    """A maker that takes too long, and ends when it is asked to, or never."""

    returncode = 0

    def __init__(self, *, deaf: bool) -> None:
        self.deaf, self.calls = deaf, list[str]()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.calls.append("closed")

    def communicate(self, described: str | None = None, timeout: float = 0) -> tuple[str, str]:
        """Take longer than the hour; then end within the time that is left, or not."""
        if described is not None or self.deaf:
            raise subprocess.TimeoutExpired("make", timeout)
        return "", ""

    def terminate(self) -> None:
        """Be asked to end."""
        self.calls.append("asked")

    def kill(self) -> None:
        """Be killed."""
        self.calls.append("killed")

    def wait(self) -> None:
        """Be waited for."""


@pytest.mark.parametrize(
    ("deaf", "calls"), [(False, ["asked", "closed"]), (True, ["asked", "killed", "closed"])], ids=["ends", "deaf"]
)
def test_a_job_that_takes_too_long_is_asked_to_end_before_it_is_killed(
    monkeypatch: pytest.MonkeyPatch, *, deaf: bool, calls: list[str]
) -> None:
    slow = Slow(deaf=deaf)
    monkeypatch.setattr(subprocess, "Popen", lambda *_asked, **_pipes: slow)
    assert jobs._run("{}") == (jobs.TOO_LONG, "")
    assert slow.calls == calls
