"""The mean of the middle half."""

from __future__ import annotations

import pytest

from pipeline.transform.measures.middle_half import middle_mean


@pytest.mark.parametrize(
    ("values", "mean"),
    [([5], 5), ([1, 2, 3, 100], 2.5), ([0, 10], 5), ([1, 2, 3, 4, 5, 6, 7, 1000], 4.5), ([4, 1, 1], 1.5)],
)
def test_the_mean_of_the_middle_half_heeds_no_outlier(values: list[float], mean: float) -> None:
    assert middle_mean(values) == pytest.approx(mean)
