"""The day's units of a quota: booked like money, full again at the platform's own midnight."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text

from collectors.errors import BudgetExhausted
from collectors.records import Reads
from pipeline.harvest.budget import Ledger
from pipeline.platforms.source import Quota
from storage.db.engine import reading, transaction
from storage.runs.ledger import BudgetPeriod, settle, spent_in
from storage.runs.runs import start_run
from storage.runs.sources import SourceRow, upsert_sources
from tests.pipeline.platforms.toy import TOY

EVENING = datetime(2026, 11, 24, 18, tzinfo=UTC)  # 01:00 in Jakarta, 10:00 of the 24th in Los Angeles


class ToyQuota(Quota):
    zone: ClassVar[ZoneInfo] = ZoneInfo("America/Los_Angeles")
    daily_units: int = 10
    responses_share: float = 0.3


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    """A ledger of one run with ten units a day."""
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow("board", "toy", "a")])
        run_id = start_run(connection, "test", "0", EVENING)
    return Ledger(engine, run_id, "board", replace(TOY, prices=ToyQuota), ToyQuota(), lambda: EVENING)


def used(ledger: Ledger) -> float:
    with reading(ledger.engine) as connection:
        return spent_in(connection, ledger.period).total


def take(ledger: Ledger, units: int) -> None:
    if booking := ledger.take(Reads(units=units)):
        with transaction(ledger.engine) as connection:
            settle(connection, *booking)


def test_units_are_reserved_at_their_worst_and_cost_no_money(ledger: Ledger) -> None:
    ledger.reserve(Reads(units=3))
    assert used(ledger) == 3
    take(ledger, 1)
    assert used(ledger) == 1
    with reading(ledger.engine) as connection:
        assert spent_in(connection, BudgetPeriod(EVENING.date())).total == 0
        told = connection.execute(text("SELECT source_id, purpose, units, usd FROM v_costs")).one()
    assert tuple(told) == ("board", "posts", 1, 0)


def test_the_last_unit_may_be_taken_and_no_more(ledger: Ledger) -> None:
    ledger.reserve(Reads(units=10))
    with pytest.raises(BudgetExhausted) as caught:
        ledger.reserve(Reads(units=1))
    assert str(caught.value) == (
        "of the day's 10 units for Board 0 are left, and the next request may cost 1 unit; "
        "the rest waits for the next day, or raise toy.daily_units"
    )
    assert used(ledger) == 10


def test_responses_leave_their_share_to_the_posts(ledger: Ledger) -> None:
    ledger.reserve(Reads(units=3), purpose="responses")
    with pytest.raises(BudgetExhausted, match=r"for responses on Board 0 are left.*raise toy.responses_share"):
        ledger.reserve(Reads(units=1), purpose="responses")
    ledger.reserve(Reads(units=7))


def test_a_day_ends_at_the_midnight_of_the_platform(ledger: Ledger) -> None:
    ledger.reserve(Reads(units=10))
    ledger.now = lambda: datetime(2026, 11, 25, 7, 59, tzinfo=UTC)  # 23:59 there
    assert used(ledger) == 10
    ledger.now = lambda: datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    assert used(ledger) == 0
    ledger.reserve(Reads(units=10))
