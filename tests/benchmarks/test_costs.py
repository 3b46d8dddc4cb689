"""What a night costs is counted, and stays what docs/benchmarks.md promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.costs import (
    FIRST_INSTAGRAM,
    FIRST_NIGHT,
    FIRST_WEBSITE,
    INSTAGRAM,
    WEBSITE,
    Asked,
    X,
    busy_nights,
    city,
    first_harvest,
    first_harvest_of,
    month_by_hand,
    month_of_posts,
    quiet_night,
    settled_world,
)
from benchmarks.count import Count


def test_a_night_with_nothing_new_reads_no_post_and_one_user(tmp_path: Path) -> None:
    assert quiet_night(tmp_path) == Asked({X: 2, INSTAGRAM: 4, WEBSITE: 1}, posts=0, users=1)


def test_the_account_is_paid_for_once_a_utc_day(tmp_path: Path) -> None:
    with city(tmp_path, settled_world(FIRST_NIGHT)) as ours:
        ours.night(FIRST_NIGHT, X)
        assert ours.night(FIRST_NIGHT, X) == Asked({X: 1, INSTAGRAM: 0, WEBSITE: 0}, posts=0, users=0)


def test_new_posts_are_read_once_and_looked_at_again_by_one_request(tmp_path: Path) -> None:
    busy, after = busy_nights(tmp_path)
    # A list page with news is followed by one more, which shows that the news end there.
    assert busy == Asked({X: 2, INSTAGRAM: 4, WEBSITE: 7}, posts=5, users=1)
    # The newest due posts are read with what is new: no look-up of their own.
    assert (after.requests[X], after.requests[INSTAGRAM]) == (2, 4)
    assert (after.posts, after.users) == (5, 1)


def test_a_first_harvest_takes_a_request_a_hundred_posts_and_reads_none_twice(tmp_path: Path) -> None:
    first = first_harvest(tmp_path)
    assert (first.requests[X], first.posts, first.users) == (33, 3200, 1)


@pytest.mark.parametrize(("platform", "requests"), [(INSTAGRAM, FIRST_INSTAGRAM), (WEBSITE, FIRST_WEBSITE)])
def test_a_first_harvest_of_what_costs_no_money_asks_no_more_than_is_promised(
    tmp_path: Path, platform: str, requests: int
) -> None:
    assert first_harvest_of(tmp_path, platform) == requests


def test_a_months_bill_is_what_arithmetic_says(tmp_path: Path) -> None:
    with city(tmp_path / "prices", settled_world(FIRST_NIGHT, posts=0)) as ours:
        by_hand = month_by_hand(ours.settings)
    assert by_hand == pytest.approx(30 * (5 * 7 * 0.005 + 0.010))
    assert month_of_posts(tmp_path / "month") == pytest.approx(by_hand)


def test_a_missed_aim_is_named() -> None:
    assert Count("a night", "requests", 3, 2).cells[4] == "MISSED"
    assert Count("a night", "requests", 2, 2).cells[4] == "met"
    assert Count("a night", "requests", 2).cells[3:5] == ("", "")
