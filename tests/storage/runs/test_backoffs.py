from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from storage.db.engine import transaction
from storage.runs.backoffs import end_backoff, load_backoff, load_backoffs, store_backoff

UNTIL = datetime(2026, 11, 26, 6, tzinfo=UTC)


def test_a_rest_is_kept_renewed_and_ended(engine: Engine) -> None:
    with transaction(engine) as connection:
        assert load_backoff(connection, "instagram") is None
        store_backoff(connection, "instagram", UNTIL, "diminta menunggu", 1)
        store_backoff(connection, "web-diskominfo", UNTIL, "dinding api", 1)
        store_backoff(connection, "instagram", UNTIL + timedelta(days=1), "diminta menunggu lagi", 2, leads_down=True)
        rest = load_backoff(connection, "instagram")
        assert rest is not None
        assert (rest.until, rest.reason, rest.repetition) == (UNTIL + timedelta(days=1), "diminta menunggu lagi", 2)
        assert [(row.name, row.leads_down) for row in load_backoffs(connection)] == [
            ("instagram", True),
            ("web-diskominfo", False),
        ]
        store_backoff(connection, "instagram", UNTIL, "pemeriksaan", 3)
        rest = load_backoff(connection, "instagram")
        assert rest is not None
        assert not rest.leads_down
        assert end_backoff(connection, "instagram")
        assert not end_backoff(connection, "instagram")
        assert [row.name for row in load_backoffs(connection)] == ["web-diskominfo"]
