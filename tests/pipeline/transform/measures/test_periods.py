"""Days without a post."""

from __future__ import annotations

from datetime import date

from pipeline.transform.measures.periods import Days, days_by_period


def test_days_are_counted_by_iso_week_by_month_quarter_and_year_of_the_date() -> None:
    active = {date(2026, 12, 30), date(2027, 1, 2)}
    found = list(days_by_period(active, date(2026, 12, 30), date(2027, 1, 5)))
    assert found == [
        Days("week", "2026-W53", 5, 2, 2),
        Days("week", "2027-W01", 2, 0, 2),
        Days("month", "2026-12", 2, 1, 1),
        Days("month", "2027-01", 5, 1, 3),
        Days("quarter", "2026-Q4", 2, 1, 1),
        Days("quarter", "2027-Q1", 5, 1, 3),
        Days("year", "2026", 2, 1, 1),
        Days("year", "2027", 5, 1, 3),
    ]


def test_days_before_the_first_that_was_looked_at_do_not_count_whatever_was_published_on_them() -> None:
    """A pinned post of 2025 makes no silent year."""
    found = list(days_by_period({date(2025, 3, 1), date(2026, 11, 23)}, date(2026, 11, 23), date(2026, 11, 24)))
    assert [(one.period, one.days, one.active_days) for one in found if one.period_type == "year"] == [("2026", 2, 1)]


def test_nothing_is_said_where_nothing_was_looked_at_since() -> None:
    assert list(days_by_period({date(2026, 11, 24)}, date(2026, 11, 24), date(2026, 11, 23))) == []
