"""Talk to a person: log lines on stderr, tables on stdout.

A line has its level, the run and the source; also the time where nobody watches a terminal, or where it is asked for.
A closed stderr or a full log disk loses lines and ends nothing.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.table import Table

LOG = logging.getLogger("pantau")
WIDTH = 140  # of tables where stdout is no terminal
# Control characters but for tabs and line ends, and those that turn the direction of writing: a terminal obeys them.
# Half a character (a lone surrogate) cannot be written at all.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SOURCE: ContextVar[str | None] = ContextVar("source", default=None)


class Say(Protocol):
    """A way to say something to a person, as ``say`` is."""

    def __call__(self, words: str, level: int = logging.INFO) -> None:
        """Say it."""


@dataclass
class _Told:
    """The parts of a line beside its message: the run, the zone of times, and the form."""

    run: int | None = None
    zone: tzinfo | None = None
    timed: bool = False
    as_json: bool = False


_told = _Told()


class _Stderr(logging.Handler):
    """Write to what is stderr at that moment; what cannot be written is lost."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError, AttributeError):  # full or gone, closed, never there
            sys.stderr.write(_json_line(record) if _told.as_json else _text_line(record))
            sys.stderr.flush()


def configure(level: int = logging.INFO, *, timed: bool = False, as_json: bool = False) -> None:
    """Send log lines from *level* on to stderr."""
    _told.run, _told.zone, _told.timed, _told.as_json = None, None, timed, as_json
    LOG.disabled = False  # libraries that configure logging switch off the loggers that they find
    LOG.setLevel(level)


def say(words: str, level: int = logging.INFO) -> None:
    """Say something to a person; data goes to stdout, talk does not."""
    LOG.log(level, printable(words))


def printable(words: str) -> str:
    """Return words that move no terminal, whoever wrote them: what a terminal would obey becomes a mark."""
    return words if words.isascii() and words.isprintable() else _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", words)


def complain(error: Exception) -> None:
    """Say which error ended a command, in the form that programs use."""
    say(f"pantau: {error}", logging.ERROR)


def keep(lines: list[str], least: int = logging.NOTSET) -> Say:
    """Return a way to say something that only adds the words from a level on to *lines*."""
    return lambda words, level=logging.INFO: lines.append(words) if level >= least else None


def use_zone(zone: tzinfo) -> None:
    """Tell the times of further lines in the office's zone."""
    _told.zone = zone


def name_run(run_id: int | None, zone: tzinfo) -> None:
    """Let further lines name the run, and tell times in the office's zone."""
    _told.run, _told.zone = run_id, zone


@contextmanager
def about(source_id: str) -> Iterator[None]:
    """Let the lines of the block name a source."""
    token = _SOURCE.set(source_id)
    try:
        yield
    finally:
        _SOURCE.reset(token)


def show(table: Table, width: int = WIDTH) -> None:
    """Print a table on stdout, as wide as the terminal or as *width*; no line ends in spaces."""
    from rich.console import Console  # noqa: PLC0415  # most commands show no table

    console = Console(width=None if sys.stdout.isatty() else width)
    with console.capture() as told:
        console.print(table)
    sys.stdout.write("\n".join(line.rstrip(" ") for line in told.get().split("\n")))


def _text_line(record: logging.LogRecord) -> str:
    """Write a record such as ``2026-11-24T01:00:03+07:00 INFO run 12 x-kominfobekasi: complete, 3 new``."""
    words, source = record.getMessage(), _SOURCE.get()
    if _told.run is None and record.levelno >= logging.ERROR:
        return f"{words}\n"  # the answer of a command that did nothing, as programs give it
    time = f"{_time_of(record)} " if _told.timed or not is_watched() else ""
    run = f"run {_told.run} " if _told.run is not None else ""
    named = f"{source} " if source and not words.startswith(f"{source}:") else ""
    return f"{time}{record.levelname} {run}{named}{words}\n"


def _json_line(record: logging.LogRecord) -> str:
    told = {
        "time": _time_of(record),
        "level": record.levelname.lower(),
        "run": _told.run,
        "source": _SOURCE.get(),
        "message": record.getMessage(),
    }
    return json.dumps(told, ensure_ascii=False) + "\n"


def _time_of(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, _told.zone).astimezone(_told.zone).isoformat(timespec="seconds")


def is_watched() -> bool:
    """Whether a person looks at the lines as they come."""
    return sys.stderr is not None and not sys.stderr.closed and sys.stderr.isatty() and not _told.as_json


def _settle() -> None:
    """Drop what stderr could not take: Python would try once more at its end, fail, and exit with 120."""
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except (OSError, ValueError):
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # open until the end


LOG.addHandler(_Stderr())
LOG.propagate = False
configure()
atexit.register(_settle)
