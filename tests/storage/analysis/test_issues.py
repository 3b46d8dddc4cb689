from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, event

from storage.analysis.issues import texts_gone_until
from storage.db.engine import reading


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_newest_response_without_its_text_is_found_by_an_index(engine: Engine) -> None:
    asked: list[tuple[str, Any]] = []

    def note(*given: Any) -> None:
        asked.append((given[2], given[3]))

    event.listen(engine, "before_cursor_execute", note)
    with reading(engine) as connection:
        assert texts_gone_until(connection) is None
        statement, values = asked[-1]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert "ix_responses_expired" in str(plan)
