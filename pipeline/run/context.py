"""Open a run, and hold what every step works with: settings, store, clock, stop, talk."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from threading import Lock

from sqlalchemy import Engine

from collectors.errors import Locked, Stopped
from collectors.http.exchange import exchanges_ended_by
from collectors.wording import counted
from pipeline import clock
from pipeline.run.console import Say, name_run, say
from pipeline.run.stop import Stop
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.db.lock import lane_lock, run_lock, without_proof
from storage.runs.interrupted import InterruptedRun, close_interrupted, close_turns
from storage.runs.local_time import ensure_zone
from storage.runs.runs import finish_run, start_run
from storage.runs.sources import known_sources, upsert_sources
from storage.schema.versions import open_store

OK, INCOMPLETE, LOCKED, FAILED, STOPPED = 0, 1, 3, 4, 143
CLOSING_MINUTES, LAST_MINUTES = 600, 60  # at least, for all closing steps together, and for each after that
STORE_FAILED = "the store failed; see what the run said"
TAKEN_OVER = "another run took the store over, since this one gave no sign of life; the next run goes on from there"


@dataclass
class RunContext:
    """A run under way."""

    settings: Settings
    engine: Engine
    run_id: int
    stop: Stop
    now: Callable[[], datetime] = clock.now
    say: Say = say
    exit_code: int = field(default=OK)
    _worsening: Lock = field(default_factory=Lock, repr=False)
    check_clock: Callable[[], None] = lambda: None
    """Makes sure, before something fetched is stored, that the clock may be believed. Raises WrongClock."""
    clock_leapt: bool = False
    """Whether the clock may be far ahead, with no server that tells: then nothing goes for its age."""
    fetch_until: datetime | None = None
    """The time from which nothing more is asked for, so that the closing steps come in time."""
    failed_steps: list[str] = field(default_factory=list)
    """The steps that failed so far, or a part of which did."""
    waiting_texts: list[str] = field(default_factory=list)
    """The sources whose texts go only after this run noted the names of their issues."""
    close_until: float | None = None
    """When, by time.monotonic(), each closing step has LAST_MINUTES only: one that hangs must not hold the night."""
    said_once: set[str] = field(default_factory=set, repr=False)
    """The faults of the office's files that were told; several steps read these files."""
    store_is_lost: bool = False
    """Whether the store took nothing more, so that nothing more can be written down."""

    @property
    def time_is_over(self) -> bool:
        """Whether the night came to its limit: what was not fetched by then waits for the next one."""
        return self.fetch_until is not None and self.now() > self.fetch_until

    @property
    def limit_reached(self) -> str:
        """Say that the night came to its limit."""
        return f"the {counted(self.settings.config.night_limit_minutes, 'minute', form='g')} of this night are over"

    @property
    def seconds_for_step(self) -> float | None:
        """The seconds that the next step may take; None where nothing bounds it."""
        if self.close_until is None:
            return None
        return max(self.close_until - time.monotonic(), LAST_MINUTES * 60)

    @property
    def closing_minutes(self) -> float:
        """The minutes that the closing steps may take together."""
        return max(self.settings.config.night_limit_minutes, CLOSING_MINUTES)

    @contextmanager
    def breakable(self) -> Iterator[None]:
        """Let a signal, or the limit of a closing step, break into a step. Raises BrokenOff or OutOfTime."""
        advice = f"; if it only takes long, raise night_limit_minutes above {self.closing_minutes:g}"
        with self.stop.at_most(self.seconds_for_step, advice), self.stop.breakable():
            yield

    def tell_fault(self, words: str) -> None:
        """Say once in a run that a file of the office cannot be used; the run goes on without it, and is incomplete."""
        self.worsen(INCOMPLETE)
        if words not in self.said_once:
            self.said_once.add(words)
            self.say(words, logging.ERROR)

    def worsen(self, code: int) -> None:
        """Remember the worst that happened, in whichever lane."""
        with self._worsening:
            self.exit_code = max(self.exit_code, code)


@contextmanager
def open_run(settings: Settings, command: str, now: Callable[[], datetime] | None = None) -> Iterator[RunContext]:
    """Open the store, hold its lock, and log the run; runs that were killed before are closed in the log.

    With *now* the run takes place at another moment: in the demo's past, or in a measurement.

    Raises ConfigError, Locked, Stopped or StoreError before anything was done.
    """
    stop, now = Stop(), now or clock.now
    began_at = now()
    with stop.on_signals(), open_store(settings.database_url) as engine, run_lock(engine, stop.pause):
        run = RunContext(settings, engine, begin_run(settings, engine, command, began_at), stop, now)
        try:
            yield run
        except (Stopped, KeyboardInterrupt):
            run.worsen(STOPPED)
            raise
        except Locked:
            run.worsen(LOCKED)
            raise
        except Exception:
            run.worsen(FAILED)
            raise
        else:
            name_run(None, settings.zone)
        finally:
            _close(run)


def begin_run(settings: Settings, engine: Engine, command: str, began_at: datetime) -> int:
    """Log a new run and return its number; the lock is held by the caller. Raises ConfigError for another's account."""
    from pipeline.run.account_identity import watched_rows  # noqa: PLC0415  # only runs need it
    from pipeline.run.sources import source_row  # noqa: PLC0415  # as above

    zone, rows = settings.zone, [source_row(settings.config, source) for source in settings.config.sources]
    with transaction(engine) as connection:
        known = known_sources(connection)
        if any(row.source_id in known and row.identity != known[row.source_id].identity for row in rows):
            rows = watched_rows(connection, settings.config)
        upsert_sources(connection, rows)
        broken = close_interrupted(connection, spare_shared=settings.config.workers)
        ensure_zone(connection, zone)
        run_id = start_run(connection, command, version("pantau"), began_at)
    name_run(run_id, zone)
    for run in broken:
        say(_told(run, settings))
    return run_id


@contextmanager
def join_run(settings: Settings, run_id: int, stop: Stop, lane: str) -> Iterator[RunContext]:
    """Work on a lane of a night that others work on, too. Raises Locked where somebody works on that lane, Stopped."""
    with (
        open_store(settings.database_url) as engine,
        lane_lock(engine, lane, stop.pause),
        exchanges_ended_by(stop.sign),
    ):
        name_run(run_id, settings.zone)
        yield RunContext(settings, engine, run_id, stop, clock.now)


def _told(run: InterruptedRun, settings: Settings) -> str:
    began, ended = (f"{at.astimezone(settings.zone):%Y-%m-%d %H:%M}" for at in (run.started_at, run.last_sign_at))
    return f"the run of {began} ({run.command}) was broken off; last sign of life: {ended}; what it fetched is stored"


def _close(run: RunContext) -> None:
    """Write how the run ended; turns whose end could not be written while the store was away are closed with it.

    A run that lost its lock writes down its own end all the same, and nothing else. Raises Locked then.
    """
    try:
        _write_end(run, run.engine, STORE_FAILED if run.store_is_lost else None)
    except Locked:
        run.exit_code = LOCKED  # as the program ends, whatever failed before
        _write_end(run, without_proof(run.engine), TAKEN_OVER)
        raise


def _write_end(run: RunContext, engine: Engine, unended: str | None) -> None:
    with transaction(engine) as connection:
        if unended:
            close_turns(connection, run.run_id, unended)
        finish_run(connection, run.run_id, run.exit_code, run.now())
