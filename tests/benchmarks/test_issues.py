from __future__ import annotations

import pytest

from benchmarks.issues import b_cubed


def test_b_cubed_of_the_same_groups_is_one_whatever_they_are_called() -> None:
    assert b_cubed([1, 1, None, 2], ["a", "a", None, "b"]) == (1.0, 1.0, 1.0)


def test_b_cubed_tells_mixing_from_splitting() -> None:
    mixed = b_cubed([1, 1, 1, 1], ["a", "a", "b", "b"])
    split = b_cubed([1, 2, 3, 4], ["a", "a", "b", "b"])
    assert mixed[:2] == (0.5, 1.0)
    assert split[:2] == (1.0, 0.5)
    assert mixed[2] == pytest.approx(split[2])


def test_those_without_a_theme_are_no_group_together() -> None:
    assert b_cubed([None, None], ["a", "a"])[1] == 0.5
