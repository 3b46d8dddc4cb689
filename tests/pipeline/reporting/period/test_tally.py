from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.reporting.period.tally import PeriodTally, SourceTally, band_of, class_in_band, tally_posts
from storage.queries.period_posts import PeriodPost

SENT = datetime(2026, 10, 5, 8)  # noqa: DTZ001  # local


def source(name: str, role: str = "own", followers: int | None = 2000, **told: Any) -> Any:
    usual = {"platform": "x", "account": name, "agency": None, "city": "Kota Bekasi"}
    return SimpleNamespace(source_id=name, role=role, followers=followers, **(usual | told))


def post(name: str, **told: Any) -> PeriodPost:
    usual: dict[str, Any] = {
        "source_id": name, "published_local": SENT, "exact": True, "topic": "living", "programme_level": "none",
        "message_function": "education", "interactions": 20, "comparable": 20, "followers": None, "score": 1.0,
        "together": False,
    }  # fmt: skip
    return PeriodPost(**(usual | told))


def rated(shares: dict[str, float], **told: Any) -> PeriodTally:
    """Give each account five posts of one rate."""
    posts = [post(name, comparable=share * 2000) for name, share in shares.items() for _ in range(5)]
    return tally_posts([source(name, **told) for name in shares], posts)


def test_a_rate_needs_five_posts_with_counts_and_followers() -> None:
    four = tally_posts([source("a")], [post("a")] * 4).sources["a"]
    five = tally_posts([source("a")], [post("a")] * 5).sources["a"]
    hidden = tally_posts([source("a")], [post("a", comparable=None)] * 9).sources["a"]
    nobody = tally_posts([source("a", followers=None)], [post("a")] * 9).sources["a"]
    assert (four.rate, five.rate, hidden.rate, nobody.rate) == (None, 0.01, None, None)


def test_what_no_platform_told_is_unknown_and_not_zero() -> None:
    silent = tally_posts([source("a")], [post("a", interactions=None)]).sources["a"]
    assert silent.interactions is None
    assert tally_posts([source("a")], []).sources["a"].posts == 0


@pytest.mark.parametrize(
    ("followers", "band"),
    [(None, None), (0, (0, 1000)), (999, (0, 1000)), (1000, (1000, 10_000)), (250_000, (100_000, None))],
)
def test_a_band_holds_its_lower_edge_and_not_its_upper_one(followers: int | None, band: object) -> None:
    assert band_of(followers) == band


def test_a_class_is_told_among_five_accounts_of_one_band() -> None:
    found = rated({"a": 0.001, "b": 0.01, "c": 0.02, "d": 0.03, "e": 0.5})
    told = {name: class_in_band(one, found.sources) for name, one in found.sources.items()}
    assert told == {"a": "low", "b": "normal", "c": "normal", "d": "normal", "e": "high"}


def test_with_fewer_accounts_their_number_is_told_instead() -> None:
    found = rated({"a": 0.001, "b": 0.01, "c": 0.02, "d": 0.03})
    assert class_in_band(found.sources["a"], found.sources) == 4


def test_accounts_of_equal_rates_are_all_in_the_middle() -> None:
    found = rated(dict.fromkeys("abcde", 0.01))
    assert {class_in_band(one, found.sources) for one in found.sources.values()} == {"normal"}


def test_times_of_posts_known_to_the_day_only_are_left_out() -> None:
    found = tally_posts([source("a"), source("b", role="peer")], [post("a"), post("a", exact=False), post("b")])
    assert [(day, one.posts) for day, one in found.weekdays.items()] == [(1, 1)]
    assert [(part, one.posts) for part, one in found.parts.items()] == [((6, 12), 1)]
    assert found.functions["education"].posts == 2
    assert isinstance(found.of_role("peer")[0], SourceTally)
