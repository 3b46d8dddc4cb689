"""Headers of usage: slower near the limit, a stop before it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from collectors.graph.usage import usage_of

AT = datetime(2026, 11, 24, 18, tzinfo=UTC)
DATE = {"date": "Tue, 24 Nov 2026 18:00:00 GMT"}


def test_the_highest_share_of_all_limits_counts() -> None:
    business = {"1": [{"type": "pages", "call_count": 12, "total_time": 83, "total_cputime": 3}]}
    told = {"x-app-usage": json.dumps({"call_count": 40}), "x-business-use-case-usage": json.dumps(business)}
    usage = usage_of(DATE | told)
    assert usage.share == 83
    assert usage.slowness > 1
    assert not usage.is_spent


def test_a_stop_comes_before_the_limit_and_ends_with_its_window() -> None:
    usage = usage_of(DATE | {"x-app-usage": json.dumps({"call_count": 96})})
    assert usage.is_spent
    assert usage.retry_at == AT + timedelta(hours=1)


def test_the_minutes_that_meta_names_are_waited_for() -> None:
    business = {"1": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 19}]}
    usage = usage_of(DATE | {"x-business-use-case-usage": json.dumps(business)})
    assert usage.is_spent
    assert usage.retry_at == AT + timedelta(minutes=19)


@pytest.mark.parametrize("told", ["", "{", "[1]", '{"call_count": "many"}', '{"call_count": -5}', "null"])
def test_odd_headers_tell_nothing(told: str) -> None:
    usage = usage_of({"x-app-usage": told, "date": "yesterday"})
    assert (usage.share, usage.retry_at, usage.slowness, usage.is_spent) == (0, None, 1, False)
