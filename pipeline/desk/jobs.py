"""Work in a process of its own, one at a time: reports, research packages, probes, a source asked again."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.settings.models import Settings

MAKER = "pipeline.desk.make"
TOO_LONG = "it took longer than an hour and was ended; what it had stored stays"
MOST_SECONDS = 3600
LAST_SECONDS = 300
"""The time to end in after having been asked to; then it is killed."""


class Made(NamedTuple):
    """The end of the last one: what it was, what went wrong in words (empty when nothing did), and what it told."""

    what: str
    name: str
    wrong: str
    said: str = ""


@dataclass
class Jobs:
    """The file that is being made now, and how the last one ended."""

    running: str = ""
    what: str = ""
    last: Made | None = None
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self, settings: Settings, name: str, what: str, asked: Mapping[str, str]) -> bool:
        """Begin to make something; tell whether it began, for another one may be under way."""
        described = _described(settings, what, asked)
        with self._guard:
            if self.running:
                return False
            self.running, self.what, self.last = name, what, None
            self._ended.clear()
        threading.Thread(target=self._make, args=(what, name, described), daemon=True).start()
        return True

    def wait(self, seconds: float) -> bool:
        """Wait a while for the end; tell whether it came."""
        return self._ended.wait(seconds)

    def _make(self, what: str, name: str, described: str) -> None:
        try:
            wrong, said = _run(described)
        except (OSError, ValueError) as error:  # bytes that are no text are a ValueError
            wrong, said = str(error), ""
        with self._guard:
            self.running, self.what, self.last = "", "", Made(what, name, wrong, said)
            self._ended.set()


def _run(described: str) -> tuple[str, str]:
    """Run the maker; return what it said went wrong, and what it told.

    Settings go by standard input, where no list of processes shows them.
    """
    pipe, asked = subprocess.PIPE, [sys.executable, "-m", MAKER]
    with subprocess.Popen(asked, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as maker:  # noqa: S603  # our own module, by our own interpreter
        try:
            told, talk = maker.communicate(described, timeout=MOST_SECONDS)
        except subprocess.TimeoutExpired:
            _end(maker)
            return TOO_LONG, ""
        except BaseException:
            maker.kill()
            raise
    if not maker.returncode:
        return "", told
    said = [line for line in talk.splitlines() if line.strip()]
    return (said[-1][:500] if said else f"it ended with {maker.returncode}"), told


def _end(maker: subprocess.Popen[str]) -> None:
    """Ask it to end, so that it can close its run and keep what it has; kill it only when it does not."""
    maker.terminate()
    try:
        maker.communicate(timeout=LAST_SECONDS)
    except (subprocess.TimeoutExpired, ValueError):  # bytes that are no text are a ValueError
        maker.kill()
        maker.wait()


def _described(settings: Settings, what: str, asked: Mapping[str, str]) -> str:
    config, database = settings.config.model_dump(mode="json"), settings.database_url
    told = {"config": config, "database": database, "folder": str(settings.folder), "file": str(settings.file or "")}
    return json.dumps({"what": what, **told, **asked})
