"""Figures that are slow to count, kept in memory until a run or a correction changes the store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy import Connection

from storage.desk.overview import state_of_store

MOST = 200
T = TypeVar("T")


class Kept:
    """The last count under each name, with the state of the store that it was counted of; counts, no texts."""

    def __init__(self) -> None:
        self._held: dict[Hashable, tuple[object, object]] = {}
        self._guard = threading.Lock()

    def counted(
        self, connection: Connection, name: Hashable, count: Callable[[Connection], T], *, of_runs: bool = False
    ) -> T:
        """Return what *count* counts, from memory where the store has not changed since.

        With *of_runs* it is nothing that people change at the desk: a correction does not count it anew.
        """
        *runs, change = state_of_store(connection)
        state = tuple(runs) if of_runs else (*runs, change)
        with self._guard:
            held = self._held.get(name)
        if held and held[0] == state:
            return held[1]  # type: ignore[return-value]  # as it was put in below
        made = count(connection)
        with self._guard:
            if len(self._held) > MOST:
                self._held.clear()
            self._held[name] = (state, made)
        return made
