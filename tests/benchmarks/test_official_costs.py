"""What a night by official interfaces takes is counted, and stays what docs/benchmarks.md promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.official_costs import FACEBOOK, INSTAGRAM, YOUTUBE, OfficialCosts, costs_of


@pytest.mark.parametrize(
    ("platform", "own", "costs"),
    [
        (INSTAGRAM, True, OfficialCosts(quiet=1, five_new=6, first=124)),
        (INSTAGRAM, False, OfficialCosts(quiet=1, five_new=1, first=4)),
        (FACEBOOK, True, OfficialCosts(quiet=3, five_new=3, first=12)),
        (YOUTUBE, True, OfficialCosts(quiet=3, five_new=4, first=7)),
    ],
)
def test_a_night_asks_no_more_than_is_promised(tmp_path: Path, platform: str, own: bool, costs: OfficialCosts) -> None:
    assert costs_of(tmp_path, platform, own=own) == costs
