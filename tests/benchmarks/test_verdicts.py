"""Verdicts on campaigns mean what they say: few by chance, most true effects found, none without weeks to compare."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.verdicts import DOUBLE, NULLS, TRIPLE, Design, simulate

SAMPLE = 150
FEW = [design for design in NULLS if design.days <= 20]
LONG = [design for design in NULLS if design.days > 20]


def share(design: Design, *verdicts: str) -> float:
    return sum(one.verdict in verdicts for one in simulate(design, SAMPLE)) / SAMPLE


@pytest.mark.parametrize("design", FEW, ids=[design.what for design in FEW])
def test_days_in_fewer_than_five_weeks_give_no_verdict(design: Design) -> None:
    assert share(design, "insufficient_data") == 1


@pytest.mark.parametrize("design", LONG, ids=[design.what for design in LONG])
def test_chance_alone_hardly_gives_a_verdict_however_alike_the_days_are(design: Design) -> None:
    """6 % of 150 runs, and what chance adds to such a sample in one of a thousand."""
    assert share(design, "better", "worse") < 0.06 + 3.1 * np.sqrt(0.06 * 0.94 / SAMPLE)
    assert share(design, "insufficient_data") == 0


def test_posts_that_are_twice_as_loud_are_mostly_found() -> None:
    assert share(DOUBLE, "better") > 0.8 - 3.1 * np.sqrt(0.8 * 0.2 / SAMPLE)


def test_posts_that_are_three_times_as_loud_show_three_times() -> None:
    found = simulate(TRIPLE, 60)
    assert 2.7 < np.median([one.ratio.ratio for one in found if one.ratio]) < 3.3
    assert 2.7 < np.median([one.median for one in found if one.median]) < 3.3
    assert 0.85 < np.median([one.others_median for one in found if one.others_median]) < 1.15
