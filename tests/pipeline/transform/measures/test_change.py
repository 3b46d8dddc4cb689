"""A change is called one only where chance would hardly make it."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest

from pipeline.transform.measures.change import (
    SUMMED,
    _fisher,
    _least_fisher,
    _left_out,
    _rank_sums,
    change_of_count,
    change_of_interactions,
    change_of_share,
    changes_of_counts,
    changes_of_interactions,
    changes_of_shares,
)


def test_two_weeks_drawn_from_one_pool_hardly_ever_differ() -> None:
    """Of medians of six and seven such posts, two in five differ by 30 % or more."""
    chance = np.random.default_rng(20261124)
    pool = np.round(np.exp(chance.normal(3, 0.9, 4000)))
    pairs = [(list(chance.choice(pool, 6)), list(chance.choice(pool, 7))) for _ in range(1500)]
    words = [change_of_interactions(now, before).word for now, before in pairs]
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
    assert found.low == pytest.approx(0.0524, abs=1e-4)
    assert found.high == pytest.approx(0.3339, abs=1e-4)


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
        pairs = chance.poisson((31 / 7 * pace, 4 * pace), (600, 2)).tolist()
        words = [change_of_count(now, before, days=(31, 28)) for now, before in pairs]
        assert sum(word in {"higher", "lower"} for word in words) / len(words) < 0.07


def test_of_a_table_in_which_nothing_changed_hardly_any_week_holds_a_word() -> None:
    """Ten channels, seven themes, 24 shares, each word alone at 5 %: every third week or more would hold one."""
    chance = np.random.default_rng(20261128)
    pool = np.round(np.exp(chance.normal(3, 0.9, 4000)))
    false = {"interactions": 0, "counts": 0, "shares": 0}
    for _ in range(200):
        pairs = [(list(chance.choice(pool, 8)), list(chance.choice(pool, 9))) for _ in range(10)]
        shares = [(int(chance.binomial(30, 0.3)), 30, int(chance.binomial(120, 0.3)), 120) for _ in range(24)]
        counts = [(int(now), int(before)) for now, before in chance.poisson(20, (7, 2))]
        false["interactions"] += any(_is_told(found.word) for found in changes_of_interactions(pairs))
        false["shares"] += any(map(_is_told, changes_of_shares(shares)))
        false["counts"] += any(map(_is_told, changes_of_counts(counts)))
    assert max(false.values()) <= 16  # 5 % of 200, and what chance adds to it


def _is_told(word: str) -> bool:
    return word in {"higher", "lower"}


def test_a_clear_change_is_told_beside_many_that_are_none_and_a_doubtful_one_is_not() -> None:
    still, few = [10, 12, 9, 14, 11, 13, 10], [9, 9, 9, 9]
    loud, doubtful = [value * 5 for value in still], [12, 16, 13, 14, 15, 19, 13]
    assert change_of_interactions(doubtful, still).word == "higher"
    pairs = [(still, still), (few, still), (loud, still), (doubtful, still), (still, still)]
    found = changes_of_interactions(pairs)
    same = "not_distinguishable"
    assert [one.word for one in found] == [same, "too_few", "higher", same, same]
    assert found[3].low is not None
    assert found[3].high is not None
    assert found[3].low <= 0 < found[3].high  # the interval says what the word says
    assert found[2] == change_of_interactions(loud, still)
    assert changes_of_counts([(2, 1), (30, 2), (14, 4), (9, 9), (8, 8)]) == ["too_few", "higher", same, same, same]
    assert change_of_count(14, 4) == "higher"
    assert changes_of_counts([(14, 4)]) == ["higher"]
    assert changes_of_shares([(20, 20, 2, 40), (9, 20, 8, 40), (1, 4, 1, 9)]) == ["higher", same, "too_few"]
    assert changes_of_counts([]) == changes_of_shares([]) == []
    assert changes_of_interactions([]) == []


def test_rows_that_could_never_be_told_take_nothing_from_the_others() -> None:
    silent, loud, quiet = ([0] * 5, [0] * 5), [90, 80, 99, 85, 93], [1, 2, 3, 1, 2]
    words = [found.word for found in changes_of_interactions([(loud, quiet), *[silent] * 30])]
    assert words == ["higher", *["not_distinguishable"] * 30]
    assert changes_of_counts([(8, 0), *[(3, 2)] * 30])[0] == "higher"  # of five posts, chance makes 5 to 0 in 6 of 100
    assert changes_of_shares([(5, 5, 0, 6), *[(0, 9, 0, 40)] * 30, *[(1, 9, 0, 40)] * 30])[0] == "higher"
    equal = [([9] * 5, [1] * 5)] * 7  # each alone is told; seven at 2 in 252 are more than 5 % allows for
    assert {found.word for found in changes_of_interactions(equal)} == {"not_distinguishable"}
    assert {found.word for found in changes_of_interactions(equal[:6])} == {"higher"}


@pytest.mark.parametrize(
    ("now", "of_now", "before", "of_before"), [(3, 9, 2, 11), (0, 7, 0, 5), (4, 6, 6, 6), (1, 5, 0, 9)]
)
def test_the_least_chance_of_a_table_is_that_of_its_rarest_arrangement(
    now: int, of_now: int, before: int, of_before: int
) -> None:
    hits = now + before
    possible = range(max(0, hits - of_before), min(hits, of_now) + 1)
    least = min(_fisher(k, of_now, hits - k, of_before) for k in possible)
    assert _least_fisher(now, of_now, before, of_before) == pytest.approx(least)


def test_of_a_table_of_few_posts_in_which_nothing_changed_hardly_any_week_holds_a_word() -> None:
    """Small rows decide which level is shared: it may not be chosen so that more false words come."""
    chance, false = np.random.default_rng(20261129), {"interactions": 0, "counts": 0, "shares": 0}
    for _ in range(400):
        sizes = chance.integers(4, 8, (12, 2))
        pairs = [(list(chance.poisson(1, one)), list(chance.poisson(1, other))) for one, other in sizes]
        counts = [(int(now), int(before)) for now, before in chance.poisson(4, (12, 2))]
        shares = [(int(chance.binomial(7, 0.2)), 7, int(chance.binomial(25, 0.2)), 25) for _ in range(12)]
        false["interactions"] += any(_is_told(found.word) for found in changes_of_interactions(pairs))
        false["counts"] += any(map(_is_told, changes_of_counts(counts)))
        false["shares"] += any(map(_is_told, changes_of_shares(shares)))
    assert max(false.values()) <= 20  # 5 % of 400
