"""Rows that are written as they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from storage.db import bulk as storage_rows
from storage.db.bulk import replace_rows
from storage.db.engine import transaction
from storage.schema.tables import targets

Rows = Callable[..., list[dict[str, Any]]]


def test_a_table_holds_exactly_the_rows_that_came_however_many(
    engine: Engine, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_rows, "AT_ONCE", 2)
    for names in ("abcde", "bf", ""):
        with transaction(engine) as connection:
            replace_rows(connection, targets, ({"topic": name, "share": 0.5} for name in names))
        assert sorted(row["topic"] for row in rows("targets")) == list(names)
