"""Weeks are ISO weeks of the configured zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clock import IsoWeek, last_finished_week, now

JAKARTA = ZoneInfo("Asia/Jakarta")


def test_now_is_aware_and_in_utc() -> None:
    assert now().tzinfo is UTC


def test_a_week_begins_on_monday_in_the_local_zone() -> None:
    sunday_night, monday_morning = datetime(2026, 11, 22, 16, 59, tzinfo=UTC), datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    assert str(IsoWeek.of(sunday_night, JAKARTA)) == "2026-W47"
    assert str(IsoWeek.of(monday_morning, JAKARTA)) == "2026-W48"


def test_bounds_are_half_open_and_in_utc() -> None:
    start, end = IsoWeek(2026, 47).bounds(JAKARTA)
    assert start == datetime(2026, 11, 15, 17, tzinfo=UTC)
    assert end == datetime(2026, 11, 22, 17, tzinfo=UTC)


def test_the_last_finished_week_is_over() -> None:
    assert str(last_finished_week(datetime(2026, 11, 22, 16, 59, tzinfo=UTC), JAKARTA)) == "2026-W46"
    assert str(last_finished_week(datetime(2026, 11, 22, 17, 0, tzinfo=UTC), JAKARTA)) == "2026-W47"


def test_weeks_count_across_the_year() -> None:
    assert str(IsoWeek(2026, 53).shifted(1)) == "2027-W01"
    assert IsoWeek(2026, 47).first_day == date(2026, 11, 16)
    assert IsoWeek(2026, 47).last_day == date(2026, 11, 22)


@pytest.mark.parametrize("text", ["2026-47", "2026-W7", "W47", "2025-W53", "2026-W00", "next week", ""])
def test_what_is_no_week_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ValueError, match=r"write it like 2026-W47|has no week"):
        IsoWeek.parse(text)


@given(st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # hypothesis wants naive limits
def test_every_moment_lies_within_its_week(moment: datetime) -> None:
    week = IsoWeek.of(moment, JAKARTA)
    start, end = week.bounds(JAKARTA)
    assert start <= moment < end
    assert IsoWeek.parse(str(week)) == week
