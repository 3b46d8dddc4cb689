"""Figures that are slow to count, kept in memory until a run or a correction changes the store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import TypeVar
from weakref import WeakValueDictionary

from sqlalchemy import Connection

from storage.desk.overview import state_of_store

MOST = 200
T = TypeVar("T")


class Kept:
    """The last count under each name, with the state of the store that it was counted of; counts, no texts."""

    def __init__(self) -> None:
        self._held: dict[Hashable, tuple[object, object]] = {}
        self._guard = threading.Lock()
        self._counting: WeakValueDictionary[Hashable, threading.Lock] = WeakValueDictionary()

    def counted(
        self, connection: Connection, name: Hashable, count: Callable[[Connection], T], *, of_runs: bool = False
    ) -> T:
        """Return what *count* counts, from memory where the store has not changed since.

        With *of_runs* it is nothing that people change at the desk: a correction does not count it anew. While one
        person's page counts, the others who want the same wait for it instead of counting beside it.
        """
        *runs, change = state_of_store(connection)
        state = tuple(runs) if of_runs else (*runs, change)
        held = self._held.get(name)
        if held and held[0] == state:
            return held[1]  # type: ignore[return-value]  # as it was put in below
        with self._lock_of(name):
            held = self._held.get(name)
            if held and held[0] == state:
                return held[1]  # type: ignore[return-value]  # as above
            made = count(connection)
            self._keep(name, (state, made))
            return made

    def _lock_of(self, name: Hashable) -> threading.Lock:
        """Return the lock of a name; it is gone once nobody counts or waits under that name."""
        with self._guard:
            lock = self._counting.get(name)
            if lock is None:
                lock = self._counting[name] = threading.Lock()
            return lock

    def _keep(self, name: Hashable, held: tuple[object, object]) -> None:
        with self._guard:
            if len(self._held) > MOST:
                self._held.clear()
            self._held[name] = held
