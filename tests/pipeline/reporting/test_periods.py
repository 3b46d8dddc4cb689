"""Days, months, quarters and spans: read as people write them, compared with the right days, never before their end."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from collectors.errors import ConfigError
from pipeline.reporting.asked import Asked
from pipeline.reporting.due_periods import finished_before
from pipeline.reporting.periods import day_of, month_of, quarter_of, span_of


def test_each_period_knows_its_days_and_those_before() -> None:
    assert month_of("2026-02").last == date(2026, 2, 28)
    assert month_of("2026-03").before == (date(2026, 2, 1), date(2026, 2, 28))
    assert (quarter_of("2026-Q4").first, quarter_of("2026-Q4").last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert quarter_of("2026-Q1").before == (date(2025, 10, 1), date(2025, 12, 31))
    assert day_of("2026-11-01").before == (date(2026, 10, 31), date(2026, 10, 31))
    assert span_of("2026-11-11", "2026-11-20").before == (date(2026, 11, 1), date(2026, 11, 10))


def test_a_period_is_over_at_the_local_midnight() -> None:
    assert day_of("2026-11-22").until(ZoneInfo("Asia/Jakarta")) == datetime(2026, 11, 22, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Asked(day="22/11/2026"), "is not a day"),
        (Asked(month="2026-13"), "is not a month"),
        (Asked(quarter="2026-Q5"), "is not a quarter"),
        (Asked(week="2026-W47", day="2026-11-22"), "give only one"),
        (Asked(first="2026-11-01"), "--from goes with --to"),
        (Asked(first="2026-11-02", last="2026-11-01"), "swap them"),
        (Asked(week="2026-47"), "is not a week"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_hint(asked: Asked, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        asked.period()


@pytest.mark.parametrize(
    ("today", "names"),
    [
        (date(2026, 12, 1), ("2026-11", "2026-Q3")),
        (date(2027, 1, 1), ("2026-12", "2026-Q4")),
        (date(2026, 2, 28), ("2026-01", "2025-Q4")),
    ],
)
def test_the_night_owes_the_last_month_and_quarter_that_are_over(today: date, names: tuple[str, str]) -> None:
    month, quarter = finished_before(today)
    assert (month.name, quarter.name) == names
