from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Engine, insert

from pipeline.desk.kept import Kept
from storage.db.engine import transaction
from storage.desk.changes import record_change
from storage.schema.tables import runs

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_correction_counts_anew_only_what_people_change_and_a_run_everything(engine: Engine) -> None:
    kept, counted = Kept(), list[str]()

    def look() -> None:
        with engine.connect() as connection:
            for name, of_runs in (("waiting", False), ("health", True)):

                def count(_: Connection, name: str = name) -> None:
                    counted.append(name)

                kept.counted(connection, name, count, of_runs=of_runs)

    look()
    look()
    assert counted == ["waiting", "health"]
    with transaction(engine) as connection:
        record_change(connection, "humas", "label", "x:1", NOW)
    look()
    assert counted == ["waiting", "health", "waiting"]
    with transaction(engine) as connection:
        connection.execute(insert(runs).values(command="nightly", version="1", started_at=NOW))
    look()
    assert counted[3:] == ["waiting", "health"]


def test_people_who_ask_at_once_wait_for_one_count(engine: Engine) -> None:
    kept, counted, begun, go = Kept(), list[int](), threading.Event(), threading.Event()

    def count(_: Connection) -> int:
        counted.append(1)
        begun.set()
        assert go.wait(300)
        return 7

    def look() -> int:
        with engine.connect() as connection:
            return kept.counted(connection, "health", count)

    with ThreadPoolExecutor(5) as people:
        first = people.submit(look)
        assert begun.wait(300)
        others = [people.submit(look) for _ in range(4)]
        with engine.connect() as connection:  # another figure waits for nobody
            assert kept.counted(connection, "waiting", lambda _: 3) == 3
        go.set()
        assert [one.result(300) for one in (first, *others)] == [7] * 5
    assert counted == [1]


def test_a_count_that_fails_lets_the_next_one_count(engine: Engine) -> None:
    kept = Kept()

    def fail(_: Connection) -> int:
        raise OverflowError

    with engine.connect() as connection:
        with pytest.raises(OverflowError):
            kept.counted(connection, "health", fail)
        assert kept.counted(connection, "health", lambda _: 2) == 2
