"""Nights that count issues, for the tests of issues and of the names that outlive texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text

from collectors.errors import StoreError
from pipeline.analysis.issues import measure_issues
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.harvest.erasure.records import expire_texts
from tests.pipeline.conftest import OpenNight

JAKARTA = ZoneInfo("Asia/Jakarta")
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
SAID = datetime(2026, 11, 18, 3, tzinfo=UTC)
X = {"id": "x-kominfobekasi", "platform": "x", "account": "Kominfobekasi"}
PAGE = {"id": "fb", "platform": "facebook", "account": "kota"}
KEPT = "SELECT period_type, issue, responses, people, alert FROM v_issues ORDER BY period_type DESC, responses DESC"


def rows(engine: Engine, query: str = KEPT) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def expire(engine: Engine, before: datetime) -> None:
    """Take away the texts of before for their age."""
    with transaction(engine) as connection:
        expire_texts(connection, "x-kominfobekasi", before, NIGHT, before - timedelta(days=90))


def measure(night_of: OpenNight, settings: Settings) -> int:
    with night_of(settings, lambda: NIGHT) as night:
        measure_issues(night)
        return night.exit_code


def fail_at_the_store(*_: object) -> None:
    raise StoreError("no room")
