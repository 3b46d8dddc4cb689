"""What was spoken about, by period; what nobody told stays untold."""

from __future__ import annotations

from datetime import date

from pipeline.transform.measures.strategy import OwnPost, strategy


def test_periods_add_up_and_a_week_may_lie_in_two_years() -> None:
    posts = [
        OwnPost(date(2026, 12, 31), "living", "mobility", "dimension", None, 3),
        OwnPost(date(2027, 1, 1), "living", None, "named", None, None),
    ]
    found = {row[:4]: row[4:] for row in strategy(posts)}
    assert found["week", "2026-W53", "topic", "living"] == (2, 3, 2, 3)
    assert found["year", "2026", "topic", "living"] == (1, 3, 1, 3)
    assert found["quarter", "2027-Q1", "programme_level", "named"] == (1, None, 1, None)
    assert found["year", "2027", "topic", "economy"] == (0, None, 1, None)
    assert ("year", "2027", "subtopic", None) not in found
