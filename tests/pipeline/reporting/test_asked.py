"""A report of a period that still runs is refused; without a wish the last finished week is meant."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from collectors.errors import ConfigError
from pipeline.clock import IsoWeek
from pipeline.reporting.asked import Asked, finished_week, require_over

ZONE = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 11, 22, 17, tzinfo=UTC)  # midnight in Jakarta, where week 48 begins


def test_the_last_finished_week_is_meant_and_a_running_one_refused() -> None:
    assert finished_week(None, MONDAY, ZONE) == IsoWeek(2026, 47)
    assert finished_week(IsoWeek(2026, 30), MONDAY, ZONE) == IsoWeek(2026, 30)
    with pytest.raises(ConfigError, match="2026-W48 is not over yet; the last finished one is 2026-W47"):
        finished_week(IsoWeek(2026, 48), MONDAY, ZONE)


def test_days_and_months_that_still_run_are_refused() -> None:
    over, running = Asked(day="2026-11-22").period(), Asked(month="2026-11").period()
    assert over
    assert running
    require_over(over, MONDAY, ZONE)
    with pytest.raises(ConfigError, match="is not over yet"):
        require_over(running, MONDAY, ZONE)
