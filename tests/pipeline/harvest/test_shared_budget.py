"""Sources that are read side by side share one month's money, and no moment lets them pass it together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine

from collectors.errors import BudgetExhausted
from collectors.records import Reads
from pipeline.demo.world.world import NOW
from pipeline.harvest.budget import Ledger
from pipeline.platforms.source import month_start
from pipeline.platforms.x import X, XPrices
from storage.db.engine import reading, transaction
from storage.runs.ledger import BudgetPeriod, spent_in
from storage.runs.runs import start_run
from storage.runs.sources import SourceRow, upsert_sources

SIDE_BY_SIDE, TRIES, BUDGET = 8, 5, 2.0
POSTS = 40  # of a request: 20 cents


def test_eight_sources_side_by_side_spend_the_months_money_and_no_more(engine: Engine) -> None:
    names = [f"x-{number}" for number in range(SIDE_BY_SIDE)]
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow(name, "x", name) for name in names])
        run_id = start_run(connection, "test", "0", NOW)
    together = Barrier(SIDE_BY_SIDE)

    def spend(name: str) -> int:
        booked = 0
        for _ in range(TRIES):
            ledger = Ledger(engine, run_id, name, X, XPrices(monthly_budget_usd=BUDGET), lambda: NOW)
            together.wait(timeout=60)
            try:
                ledger.reserve(Reads(posts=POSTS))
            except BudgetExhausted:
                continue
            booked += 1
        return booked

    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        booked = sum(threads.map(spend, names))
    with reading(engine) as connection:
        spent = spent_in(connection, BudgetPeriod(month_start(NOW).date())).total
    assert booked == 10
    assert round(spent, 6) == BUDGET
