from __future__ import annotations

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
