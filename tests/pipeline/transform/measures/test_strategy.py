"""What was spoken about, by period; what nobody told stays untold."""

from __future__ import annotations

from datetime import date

from pipeline.transform.measures.strategy import OwnPost, strategy


def test_periods_add_up_and_a_week_may_lie_in_two_years() -> None:
    posts = [
        OwnPost(date(2026, 12, 31), "living", "mobility", "dimension", None, 3),
        OwnPost(date(2027, 1, 1), "living", None, "named", None, None),
    ]
    found = {row[:4]: row[4:7] for row in strategy(posts)}
    assert found["week", "2026-W53", "topic", "living"] == (2, 3, 2)
    assert found["year", "2026", "topic", "living"] == (1, 3, 1)
    assert found["quarter", "2027-Q1", "programme_level", "named"] == (1, None, 1)
    assert found["year", "2027", "topic", "economy"] == (0, None, 1)
    assert ("year", "2027", "subtopic", None) not in found


def test_hidden_interactions_are_compared_with_nobodys_and_the_youngest_age_is_told() -> None:
    day = date(2026, 11, 16)
    posts = [
        OwnPost(day, "living", None, "none", None, 40, 40, 200.0),
        OwnPost(day, "living", None, "none", None, 3, None, 30.5),  # likes hidden: three comments are told
        OwnPost(day, "economy", None, "none", None, 10, 10, None),
    ]
    found = {row[:4]: row[4:] for row in strategy(posts)}
    assert found["year", "2026", "topic", "living"] == (2, 43, 3, 1, 40, 30.5, 2, 50)
    assert found["year", "2026", "topic", "economy"] == (1, 10, 3, 1, 10, None, 2, 50)
    assert found["year", "2026", "topic", "society"] == (0, None, 3, 0, None, None, 2, 50)
