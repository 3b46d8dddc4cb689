"""Figures that are slow to count, kept in memory, and counted anew in the background once the store changed.

A page asks ``figure_for``. A figure is kept with the state of the store that it was counted of (the newest run, how
many of its turns ended, the newest change at the desk), so one look tells whether it is still true:

1. It is: the page shows it.
2. It is older than the store: ``Ahead``, a thread of its own, counts it next. The page waits a moment for that, then
   shows the older figure and says when that was counted.
3. None is kept yet, or no such thread runs (a store that opens only for its owner; tests): the page counts it itself.
   Who wants the same meanwhile waits for that count instead of counting beside it.

While no page asks, the thread counts the figures of the first pages anew after each change.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from weakref import WeakValueDictionary

from fastapi import Request
from sqlalchemy import Connection

from collectors.errors import PantauError
from pipeline import clock
from storage.db.engine import interrupt, open_engine, reading
from storage.desk.overview import state_of_store

MOST = 200
PATIENCE = 0.25  # seconds that a page waits for a new count where an older one is there
PAUSE = 20.0  # seconds between two looks whether the store changed
TRIES, TRY = 20, 0.5  # so often is the background asked to end, so many seconds apart
T = TypeVar("T")


class Figure(NamedTuple):
    """A figure's name and how it is counted; with *of_runs* it is nothing that people change at the desk."""

    name: Hashable
    count: Callable[[Connection], Any]
    of_runs: bool = False


class Held(NamedTuple):
    """A count, the state of the store that it was counted of, and when."""

    state: object
    value: Any
    at: datetime


class Kept:
    """The last count of each figure: counts and ids, no texts. *always* are the ones that are never dropped."""

    def __init__(self, always: Sequence[Figure] = ()) -> None:
        self.always = tuple(always)
        self.ahead: Ahead | None = None
        self.changed = threading.Condition()
        self._held: dict[Hashable, Held] = {}
        self._counting: WeakValueDictionary[Hashable, threading.Lock] = WeakValueDictionary()

    def counted(
        self, connection: Connection, name: Hashable, count: Callable[[Connection], T], *, of_runs: bool = False
    ) -> T:
        """Return what *count* counts of the store as it is, from memory where it has not changed since.

        With *of_runs* a correction does not count it anew. While one person's page counts, the others who want the
        same wait for it instead of counting beside it.
        """
        value: T = self.fresh(connection, Figure(name, count, of_runs)).value
        return value

    def fresh(self, connection: Connection, figure: Figure) -> Held:
        """Return a figure of the store as it is; count it where none is kept."""
        state = _state_for(connection, figure)
        held = self._held.get(figure.name)
        if held and held.state == state:
            return held
        with self._lock_of(figure.name):
            held = self._held.get(figure.name)
            if held and held.state == state:
                return held
            made = Held(state, figure.count(connection), clock.now())
            self._keep(figure.name, made)
            return made

    def newest(self, connection: Connection, figure: Figure, patience: float) -> tuple[Held, bool]:
        """Return a figure, and whether it is older than the store: only while the background counts it anew.

        Where none is kept yet, the page counts it, or waits for who counts it.
        """
        held, ahead = self._held.get(figure.name), self.ahead
        if held is None or ahead is None or not ahead.is_alive:
            return self.fresh(connection, figure), False
        state = _state_for(connection, figure)
        if held.state == state:
            return held, False
        ahead.want(figure)
        with self.changed:
            self.changed.wait_for(lambda: self._held.get(figure.name) is not held, patience)
        found = self._held.get(figure.name)
        return (found, found.state != state) if found else (self.fresh(connection, figure), False)

    def drop(self, name: Hashable) -> None:
        """Forget a figure that could not be counted anew: the next page counts it, and tells what is wrong."""
        with self.changed:
            self._held.pop(name, None)
            self.changed.notify_all()

    def _lock_of(self, name: Hashable) -> threading.Lock:
        """Return the lock of a name; it is gone once nobody counts or waits under that name."""
        with self.changed:
            lock = self._counting.get(name)
            if lock is None:
                lock = self._counting[name] = threading.Lock()
            return lock

    def _keep(self, name: Hashable, made: Held) -> None:
        """Keep a count; the one that was counted longest ago gives way."""
        with self.changed:
            self._held.pop(name, None)
            others = [one for one in self._held if one not in {figure.name for figure in self.always}]
            if len(others) >= MOST:
                self._held.pop(others[0])
            self._held[name] = made
            self.changed.notify_all()


class Ahead:
    """A thread that counts anew what the store's changes made old, on a connection of its own that only reads."""

    def __init__(self, kept: Kept, url: str, pause: float = PAUSE) -> None:
        self._kept, self._pause = kept, pause
        self._engine = open_engine(url, read_only=True).execution_options(postgresql_readonly=True)
        self._bell = threading.Condition()
        self._wanted: dict[Hashable, Figure] = {}
        self._ended = False
        self._at_work: Connection | None = None
        self._thread = threading.Thread(target=self._go_on, name="pantau-desk-figures", daemon=True)

    @property
    def is_alive(self) -> bool:
        """Whether it counts, or will."""
        return self._thread.is_alive() and not self._ended

    def start(self) -> None:
        """Begin with the figures that are always kept."""
        self._kept.ahead = self
        self._thread.start()

    def stop(self) -> None:
        """End the thread, a count under way included, within seconds."""
        with self._bell:
            self._ended = True
            self._bell.notify_all()
        for _ in range(TRIES):
            self._thread.join(TRY / TRIES)
            if not self._thread.is_alive():
                break
            if at_work := self._at_work:
                interrupt(at_work)
            self._thread.join(TRY)
        self._engine.dispose()

    def want(self, figure: Figure) -> None:
        """Count a figure next."""
        with self._bell:
            self._wanted[figure.name] = figure
            self._bell.notify_all()

    def _go_on(self) -> None:
        due = deque(self._kept.always)
        while not self._ended:
            if figure := self._next(due):
                self._count(figure)
            elif self._is_quiet():
                due.extend(self._kept.always)

    def _next(self, due: deque[Figure]) -> Figure | None:
        """Return what a page waits for, else what is due."""
        with self._bell:
            if self._wanted:
                return self._wanted.pop(next(iter(self._wanted)))
        return due.popleft() if due else None

    def _is_quiet(self) -> bool:
        """Wait until a page wants something; tell whether none did for the length of a pause."""
        with self._bell:
            return not self._bell.wait_for(lambda: self._wanted or self._ended, self._pause)

    def _count(self, figure: Figure) -> None:
        """Count a figure in a transaction of its own, so that none stays open for long beside a night."""
        try:
            with reading(self._engine) as connection:
                self._at_work = connection
                self._kept.fresh(connection, figure)
        except Exception:  # noqa: BLE001  # whatever it is, the page that counts it next tells it to a person
            self._kept.drop(figure.name)
        finally:
            self._at_work = None


def count_ahead(kept: Kept, url: str) -> Ahead | None:
    """Start counting in the background; None where the store opens only for its owner: there pages count."""
    with suppress(PantauError):
        ahead = Ahead(kept, url)
        ahead.start()
        return ahead
    return None


def figure_for(request: Request, connection: Connection, figure: Figure) -> Any:
    """Return a figure for a page; of an older one the page tells when it was counted, and waits for no other."""
    older: datetime | None = getattr(request.state, "counted_at", None)
    held, is_older = request.app.state.kept.newest(connection, figure, 0.0 if older else PATIENCE)
    if is_older:
        request.state.counted_at = min(held.at, older or held.at)
    return held.value


def _state_for(connection: Connection, figure: Figure) -> tuple[Any, ...]:
    *runs, change = state_of_store(connection)
    return tuple(runs) if figure.of_runs else (*runs, change)
