"""The score of a post: hand-computed examples, and what it must never do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil, exp, factorial
from statistics import fmean
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.transform.measures.engagement import EngagementRules, engagement, low_by_chance

if TYPE_CHECKING:
    from collections.abc import Sequence

START = datetime(2026, 1, 1, tzinfo=UTC)
SMALL = EngagementRules(history=8, min_history=4, min_expected=1.0)


def posts_frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """One post a row, an hour after the one before unless told otherwise."""
    defaults = [
        {
            "post_id": f"x:{number}",
            "source_id": "x-kota",
            "kind": "post",
            "published_at": START + timedelta(hours=number),
            "published_precision": "second",
        }
        for number in range(len(rows))
    ]
    made = [default | row for default, row in zip(defaults, rows, strict=True)]
    frame = pd.DataFrame(made, columns=["post_id", "source_id", "kind", "published_at", "published_precision"])
    return frame.assign(published_at=pd.to_datetime(frame["published_at"], utc=True))


def seen(posts: pd.DataFrame, counts: Sequence[float | None], *, days: float = 0.5) -> pd.DataFrame:
    """Every post observed once, at the same age, with these interactions."""
    return pd.DataFrame(
        {
            "post_id": posts["post_id"],
            "observed_at": posts["published_at"] + timedelta(days=days),
            "interactions": pd.array(list(counts), dtype="Float64"),
        },
    )


def followers_frame(*rows: tuple[str, datetime, int | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source_id", "observed_at", "followers"])


def last(found: pd.DataFrame) -> dict[str, Any]:
    return {str(name): value for name, value in found.iloc[-1].items()}


def score_last(counts: list[float], rules: EngagementRules = SMALL) -> dict[str, Any]:
    posts = posts_frame(*[{}] * len(counts))
    return last(engagement(posts, seen(posts, list(counts)), followers_frame(), rules))


def test_the_score_is_actual_over_the_mean_of_the_middle_half() -> None:
    # sorted history 1 2 | 10 20 30 40 | 500 900: the middle half has the mean 25
    row = score_last([500, 1, 20, 10, 900, 40, 2, 30, 50])
    assert row["engagement_score"] == 2.0
    assert (row["engagement_level"], row["age_bin"], row["score_n"]) == ("high", "0-24h", 8)


def test_a_history_that_is_no_multiple_of_four_counts_its_quartile_posts_in_part() -> None:
    # of 1 2 3 4 5 the middle 2.5 posts are 0.75 of 2, all of 3, 0.75 of 4: mean 3
    assert score_last([1, 2, 3, 4, 5, 6])["engagement_score"] == 2.0
    # of 1 2 3 4 5 6 the middle 3 posts are half of 2, 3, 4 and half of 5: mean 3.5
    assert score_last([1, 2, 3, 4, 5, 6, 7])["engagement_score"] == 2.0


def test_below_expectation_the_score_stays_a_plain_ratio() -> None:
    row = score_last([10, 10, 10, 10, 4])
    assert (row["engagement_score"], row["engagement_level"]) == (0.4, "low")


def test_no_interactions_at_all_is_a_score_of_zero() -> None:
    row = score_last([10, 10, 10, 10, 0])
    assert (row["engagement_score"], row["engagement_level"]) == (0.0, "low")


@pytest.mark.parametrize(
    ("count", "level"),
    [
        (49, "low"),
        (50, "normal"),
        (199, "normal"),
        (200, "high"),
        (499, "high"),
        (500, "very_high"),
        (9999, "very_high"),
    ],
)
def test_each_level_holds_its_lower_bound(count: int, level: str) -> None:
    assert score_last([100, 100, 100, 100, count])["engagement_level"] == level


def test_only_the_last_hundred_earlier_posts_are_history() -> None:
    row = score_last([9999.0] * 50 + [10.0] * 100 + [10.0], EngagementRules())
    assert (row["engagement_score"], row["score_n"]) == (1.0, 100)


def test_too_little_history_gives_no_score_but_says_how_much_there_was() -> None:
    row = score_last([10.0] * 20, EngagementRules())
    assert pd.isna(row["engagement_score"])
    assert (row["engagement_level"], row["score_n"]) == ("unknown", 19)
    assert score_last([10.0] * 21, EngagementRules())["engagement_score"] == 1.0


def test_too_low_an_expectation_gives_no_score() -> None:
    row = score_last([4, 4, 4, 4, 400], EngagementRules(min_history=4))
    assert pd.isna(row["engagement_score"])
    assert (row["engagement_level"], row["score_n"]) == ("unknown", 4)


def test_an_expectation_of_zero_never_divides() -> None:
    row = score_last([0, 0, 0, 0, 7], EngagementRules(min_history=4, min_expected=0))
    assert (pd.isna(row["engagement_score"]), row["engagement_level"]) == (True, "unknown")


@pytest.mark.parametrize(("expected", "level"), [(5, "unknown"), (8, "low"), (10.3, "unknown"), (30, "low")])
def test_a_level_waits_until_chance_alone_makes_less_than_a_twentieth_low(expected: float, level: str) -> None:
    """Of Poisson counts with the mean 5, 12 % are 2 or fewer; with 8, 4 % are 3 or fewer; with 10.3, 6 % 5 or fewer."""
    row = score_last([expected] * 4 + [0])
    assert (row["engagement_score"], row["engagement_level"]) == (0.0, level)


def test_by_chance_hardly_a_post_is_low_however_few_interactions_are_usual() -> None:
    chance = np.random.default_rng(20261124)
    for mean in (6, 8, 9.5, 11, 14):
        posts = posts_frame(*[{}] * 3000)
        found = engagement(posts, seen(posts, chance.poisson(mean, 3000).tolist()), followers_frame())
        assert (found["engagement_level"] == "low").mean() < 0.05


def test_the_probability_of_a_low_count_is_that_of_poisson() -> None:
    means = np.array([1.0, 5.0, 10.0, 40.0])
    slowly = [sum(exp(-m) * m**n / factorial(n) for n in range(ceil(m / 2))) for m in means]
    assert low_by_chance(means, 0.5) == pytest.approx(slowly)


def test_posts_that_are_set_apart_are_scored_but_nobody_s_history() -> None:
    posts = posts_frame(*[{}] * 8)
    apart = {"x:4", "x:5", "x:6"}
    found = engagement(posts, seen(posts, [10, 10, 10, 10, 30, 30, 30, 10]), followers_frame(), SMALL, apart=apart)
    assert found["engagement_score"].tolist()[4:] == [3.0, 3.0, 3.0, 1.0]
    assert found["score_n"].tolist() == [0, 1, 2, 3, 4, 4, 4, 4]


def test_later_posts_and_posts_of_the_same_instant_are_no_history() -> None:
    posts = posts_frame(*[{}] * 4, *[{"published_at": START + timedelta(days=1)}] * 2)
    found = engagement(posts, seen(posts, [10, 10, 10, 10, 20, 30]), followers_frame(), SMALL)
    assert found["engagement_score"].tolist()[4:] == [2.0, 3.0]
    assert found["score_n"].tolist() == [0, 1, 2, 3, 4, 4]


def test_other_accounts_and_other_kinds_are_no_history() -> None:
    others = [{"source_id": "x-lain"}, {"kind": "reply"}] * 10
    posts = posts_frame(*others, *[{}] * 5)
    found = engagement(posts, seen(posts, [9999.0] * 20 + [10.0] * 5), followers_frame(), SMALL)
    assert (last(found)["engagement_score"], last(found)["score_n"]) == (1.0, 4)


@pytest.mark.parametrize(
    ("hours", "age_bin"),
    [
        (-0.1, "0-24h"),
        (0, "0-24h"),
        (23.9, "0-24h"),
        (24, "1-2d"),
        (48, "2-3d"),
        (71.9, "2-3d"),
        (72, "3-7d"),
        (168, "7-14d"),
        (336, "14-28d"),
        (671.9, "14-28d"),
        (672, "28d+"),
        (99999, "28d+"),
    ],
)
def test_each_age_bin_holds_its_lower_bound(hours: float, age_bin: str) -> None:
    posts = posts_frame({})
    found = engagement(posts, seen(posts, [1], days=hours / 24), followers_frame())
    assert last(found)["age_bin"] == age_bin


def test_a_post_is_compared_in_its_oldest_bin_that_has_enough_history() -> None:
    posts = posts_frame(*[{}] * 6)
    young = seen(posts, [10] * 6, days=0.5)
    middle = seen(posts, [20, 20, 20, 20, 20, 60], days=1.5)
    old = seen(posts, [None, None, 99, 99, 99, 99], days=30)
    row = last(engagement(posts, pd.concat([old, young, middle]), followers_frame(), SMALL))
    assert (row["age_bin"], row["engagement_score"], row["score_n"]) == ("1-2d", 3.0, 5)
    assert row["interactions"] == 99


def test_the_latest_snapshot_of_a_bin_counts_whatever_the_order_of_the_rows() -> None:
    posts = posts_frame(*[{}] * 5)
    early, late = seen(posts, [1] * 5, days=0.1), seen(posts, [10, 10, 10, 10, 30], days=0.9)
    row = last(engagement(posts, pd.concat([late, early]), followers_frame(), SMALL))
    assert (row["engagement_score"], row["interactions"]) == (3.0, 30)


def test_a_later_snapshot_that_tells_nothing_does_not_hide_the_earlier_count() -> None:
    posts = posts_frame({})
    snapshots = pd.concat([seen(posts, [7], days=0.5), seen(posts, [None], days=2)])
    assert last(engagement(posts, snapshots, followers_frame()))["interactions"] == 7


def test_a_repost_has_no_interactions_and_is_nobody_s_history() -> None:
    posts = posts_frame(*[{"kind": "repost"}] * 30)
    row = last(engagement(posts, seen(posts, [500.0] * 30), followers_frame()))
    assert pd.isna(row["interactions"])
    assert pd.isna(row["score_n"])
    assert row["engagement_level"] == "unknown"


def test_the_rate_divides_by_the_followers_nearest_in_time_to_the_publication() -> None:
    posts = posts_frame({"published_at": START + timedelta(days=10)})
    followers = followers_frame(
        ("x-kota", START + timedelta(days=30), 9000),
        ("x-kota", START + timedelta(days=9), 2000),
        ("x-kota", START + timedelta(days=10), None),
        ("x-lain", START + timedelta(days=10), 5),
    )
    row = last(engagement(posts, seen(posts, [50]), followers))
    assert (row["followers"], row["engagement_rate"]) == (2000, 0.025)


def test_no_followers_told_or_zero_followers_gives_no_rate() -> None:
    posts = posts_frame({}, {"source_id": "x-lain"})
    found = engagement(posts, seen(posts, [50, 50]), followers_frame(("x-lain", START, 0)))
    assert found["engagement_rate"].isna().all()
    assert found["followers"].tolist() == [pd.NA, 0]


def test_a_post_without_a_date_keeps_its_count_but_gets_no_score() -> None:
    posts = posts_frame({"published_at": None, "published_precision": "unknown"}, *[{}] * 5)
    snapshots = seen(posts, [77.0] * 6).assign(observed_at=pd.Timestamp(START + timedelta(days=1)))
    found = engagement(posts, snapshots, followers_frame(("x-kota", START, 10)), SMALL)
    row = found.iloc[0]
    assert (row["interactions"], row["engagement_level"]) == (77, "unknown")
    assert row[["followers", "engagement_rate", "age_bin", "score_n"]].isna().all()
    assert last(found)["score_n"] == 4


def test_counts_that_are_all_null_give_rows_that_are_all_unknown() -> None:
    posts = posts_frame(*[{}] * 3)
    snapshots = seen(posts, [None] * 3).astype({"interactions": object})
    found = engagement(posts, snapshots, followers_frame(("x-kota", START, None)))
    assert found["engagement_level"].tolist() == ["unknown"] * 3
    assert found[["interactions", "followers", "engagement_score", "age_bin"]].isna().all(axis=None)


def test_empty_frames_give_an_empty_frame_of_the_same_columns_and_types() -> None:
    none = posts_frame()
    empty = engagement(none, seen(none, []), followers_frame())
    one = posts_frame({})
    full = engagement(one, seen(one, [3]), followers_frame(("x-kota", START, 10)))
    assert len(empty) == 0
    assert empty.drop(columns="post_id").dtypes.equals(full.drop(columns="post_id").dtypes)


def test_one_post_alone_is_unknown_but_has_its_rate() -> None:
    posts = posts_frame({})
    row = last(engagement(posts, seen(posts, [3]), followers_frame(("x-kota", START, 10))))
    assert (row["engagement_rate"], row["engagement_level"], row["score_n"]) == (0.3, "unknown", 0)


def test_the_answer_keeps_the_order_of_the_posts_and_leaves_the_frames_alone() -> None:
    posts = posts_frame(*[{}] * 6).iloc[::-1]
    snapshots = seen(posts, [60, 50, 40, 30, 20, 10])
    before = posts.copy(), snapshots.copy()
    found = engagement(posts, snapshots, followers_frame(), SMALL)
    assert found["post_id"].tolist() == posts["post_id"].tolist()
    pd.testing.assert_frame_equal(posts, before[0])
    pd.testing.assert_frame_equal(snapshots, before[1])


def middle_mean(history: list[int]) -> float:
    """The same mean, slowly: every post four times, so that quartiles fall between two of them."""
    ordered = sorted(history * 4)
    return fmean(ordered[len(history) : 3 * len(history)])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(min_value=1, max_value=10**6), min_size=5, max_size=40))
def test_the_expectation_is_the_interquartile_mean_of_what_came_before(counts: list[int]) -> None:
    row = score_last([float(count) for count in counts])
    history = counts[:-1][-SMALL.history :]
    assert row["engagement_score"] == pytest.approx(counts[-1] / middle_mean(history))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=9999), min_size=1, max_size=40), st.randoms())
def test_the_order_of_the_rows_never_matters(counts: list[int], random: Any) -> None:
    posts = posts_frame(*[{"published_at": START + timedelta(hours=n // 2)} for n in range(len(counts))])
    snapshots = seen(posts, [float(count) for count in counts])
    ordered = engagement(posts, snapshots, followers_frame(), SMALL)
    shuffled = engagement(
        posts.sample(frac=1, random_state=random.randrange(2**32)),
        snapshots.sample(frac=1, random_state=random.randrange(2**32)),
        followers_frame(),
        SMALL,
    )
    again = shuffled.set_index("post_id").loc[ordered["post_id"]].reset_index()
    pd.testing.assert_frame_equal(again, ordered)


def test_a_post_seen_in_many_age_bins_is_still_one_row() -> None:
    posts = posts_frame(*[{}] * 10)
    snapshots = pd.concat([seen(posts, [5.0] * 10, days=days) for days in (0.5, 1.5, 30)])
    assert len(engagement(posts, snapshots, followers_frame())) == 10
