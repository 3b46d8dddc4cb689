"""A change is called one only where chance would hardly make it."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest

from pipeline.transform.measures.change import (
    SUMMED,
    _left_out,
    _rank_sums,
    change_of_count,
    change_of_interactions,
    change_of_share,
)


def test_two_weeks_drawn_from_one_pool_hardly_ever_differ() -> None:
    """Of medians of six and seven such posts, two in five differ by 30 % or more."""
    chance = np.random.default_rng(20261124)
    pool = np.round(np.exp(chance.normal(3, 0.9, 4000)))
    words = [change_of_interactions(chance.choice(pool, 6), chance.choice(pool, 7)).word for _ in range(1500)]
    assert 1 - words.count("not_distinguishable") / len(words) < 0.05


def test_a_week_that_is_four_times_as_loud_is_higher_and_the_other_way_round_lower() -> None:
    quiet, loud = [10, 12, 9, 14, 11, 13], [40, 47, 36, 58, 44, 50, 41]
    found = change_of_interactions(loud, quiet)
    assert found.word == "higher"
    assert found.low is not None
    assert found.high is not None
    assert 1.5 < found.low < 3 < found.high < 5
    assert change_of_interactions(quiet, loud).word == "lower"


@pytest.mark.parametrize(("now", "before"), [(4, 9), (9, 4), (0, 0)])
def test_under_five_posts_there_is_too_little_to_say(now: int, before: int) -> None:
    found = change_of_interactions([9.0] * now, [1.0] * before)
    assert (found.word, found.low, found.high) == ("too_few", None, None)


def test_posts_without_any_interaction_and_equal_posts_can_be_compared() -> None:
    assert change_of_interactions([0] * 8, [0] * 8).word == "not_distinguishable"
    assert change_of_interactions([7] * 5, [7] * 6).word == "not_distinguishable"
    assert change_of_interactions([30] * 8, [0] * 8).word == "higher"


@pytest.mark.parametrize(("one", "other"), [(1, 1), (2, 3), (4, 4), (5, 3)])
def test_the_orders_of_two_groups_are_counted_out(one: int, other: int) -> None:
    slowly = np.zeros(one * other + 1)
    for places in combinations(range(one + other), one):
        slowly[sum(place - number for number, place in enumerate(places))] += 1
    assert _rank_sums(one, other).tolist() == slowly.tolist()
    assert slowly.sum() == comb(one + other, one)


@pytest.mark.parametrize(("one", "other", "left_out"), [(5, 5, 2), (5, 6, 3), (10, 10, 23), (20, 20, 127)])
def test_the_interval_leaves_out_what_the_tables_of_mann_and_whitney_say(one: int, other: int, left_out: int) -> None:
    """The critical U of 5 % on both sides: 2, 3, 23, 127."""
    assert _left_out(one, other) == left_out


@pytest.mark.parametrize(
    ("now", "of_now", "before", "of_before", "word"),
    [
        (3, 11, 25, 42, "not_distinguishable"),  # p = 0.09
        (1, 6, 10, 26, "not_distinguishable"),  # p = 0.64
        (1, 14, 25, 42, "lower"),
        (13, 14, 20, 42, "higher"),
        (0, 4, 25, 42, "too_few"),
        (5, 5, 5, 5, "not_distinguishable"),
        (0, 9, 0, 9, "not_distinguishable"),
    ],
)
def test_shares_are_compared_by_fisher_s_exact_test(
    now: int, of_now: int, before: int, of_before: int, word: str
) -> None:
    assert change_of_share(now, of_now, before, of_before).word == word


def test_the_interval_of_a_difference_is_newcombe_s() -> None:
    """His example: 56 of 70 against 48 of 80 is 0.20, from 0.0524 to 0.3339."""
    found = change_of_share(56, 70, 48, 80)
    assert (found.low, found.high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))


@pytest.mark.parametrize(
    ("now", "before", "days", "word"),
    [
        (3, 1, (7, 7), "too_few"),
        (20, 2, (7, 7), "higher"),
        (2, 20, (7, 7), "lower"),
        (8, 4, (7, 7), "not_distinguishable"),
        (1400, 1550, (28, 31), "not_distinguishable"),  # fifty a day in February as in January
        (1400, 1550, (31, 31), "lower"),
        (1500, 1450, (31, 28), "not_distinguishable"),
        (310, 210, (31, 28), "higher"),
        (0, 6, (31, 1), "lower"),  # six on one day, and none on the next 31
        (59_700, 58_300, (92, 90), "not_distinguishable"),  # quick of many, too
    ],
)
def test_numbers_of_posts_are_compared_by_day(now: int, before: int, days: tuple[int, int], word: str) -> None:
    assert change_of_count(now, before, days) == word


def test_two_periods_of_one_pace_hardly_ever_differ_in_number() -> None:
    chance = np.random.default_rng(20261127)
    for pace in (3, 40, SUMMED):
        words = [change_of_count(*chance.poisson((31 / 7 * pace, 4 * pace)), days=(31, 28)) for _ in range(600)]
        assert sum(word in {"higher", "lower"} for word in words) / len(words) < 0.07
