"""Fifty accounts, five nights, two of a hundred requests failing: nothing is lost, doubled or bought twice."""

from __future__ import annotations

from pathlib import Path

from benchmarks.soak import soak

ACCOUNTS, NIGHTS = 50, 5


def test_many_accounts_come_through_nights_with_faults(tmp_path: Path) -> None:
    soaked = soak(tmp_path, ACCOUNTS, NIGHTS, lanes=3)
    first, *later = soaked.nights
    assert soaked.stored == soaked.published > 0
    assert soaked.bought_twice == 0
    assert later[-1].incomplete == 0
    assert sum(night.failed for night in soaked.nights) >= 10, "two of a hundred requests were to fail"
    # Each night's work follows what is new, not what is stored.
    assert all(night.requests < first.requests * 1.5 for night in later)
    assert later[-1].requests <= min(night.requests for night in later[:-1]) * 1.3
    assert sum(night.new for night in soaked.nights) == soaked.stored
    assert later[-1].memory_mb < later[0].memory_mb * 1.2
