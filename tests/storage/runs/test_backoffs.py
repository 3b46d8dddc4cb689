from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from storage.db.engine import transaction
from storage.runs.backoffs import all_rests, end_rest, rest_of, store_rest

UNTIL = datetime(2026, 11, 26, 6, tzinfo=UTC)


def test_a_rest_is_kept_renewed_and_ended(engine: Engine) -> None:
    with transaction(engine) as connection:
        assert rest_of(connection, "instagram") is None
        store_rest(connection, "instagram", UNTIL, "diminta menunggu", 1)
        store_rest(connection, "web-diskominfo", UNTIL, "dinding api", 1)
        store_rest(connection, "instagram", UNTIL + timedelta(days=1), "diminta menunggu lagi", 2, leads_down=True)
        rest = rest_of(connection, "instagram")
        assert rest is not None
        assert (rest.until, rest.reason, rest.repetition) == (UNTIL + timedelta(days=1), "diminta menunggu lagi", 2)
        assert [(row.name, row.leads_down) for row in all_rests(connection)] == [
            ("instagram", True),
            ("web-diskominfo", False),
        ]
        store_rest(connection, "instagram", UNTIL, "pemeriksaan", 3)
        rest = rest_of(connection, "instagram")
        assert rest is not None
        assert not rest.leads_down
        assert end_rest(connection, "instagram")
        assert not end_rest(connection, "instagram")
        assert [row.name for row in all_rests(connection)] == ["web-diskominfo"]
