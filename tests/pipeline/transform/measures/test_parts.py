"""Interactions are compared only where the same parts of them are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from pipeline.transform.measures.parts import comparable_interactions, usual_parts

SEEN = datetime(2026, 11, 1, tzinfo=UTC)
Counts = tuple[int | None, int | None, int | None]


def looks(*counts: Counts, posts: tuple[str, ...] | None = None) -> pd.DataFrame:
    """One look a row, a day after the one before; each at a post of its own unless told."""
    frame = pd.DataFrame(list(counts), columns=["likes", "comments", "shares"], dtype="Int64")
    names = posts or tuple(f"instagram:{number}" for number in range(len(counts)))
    return frame.assign(post_id=names, observed_at=[SEEN + timedelta(days=n) for n in range(len(counts))])


@pytest.mark.parametrize(
    ("counts", "parts"),
    [
        ([(4, 1, None)] * 9 + [(None, 1, None)], ("likes", "comments")),
        ([(4, 1, None)] + [(None, 1, None)] * 9, ("likes", "comments")),
        ([(4, 1, None)] * 9 + [(4, 1, 3)], ("likes", "comments")),
        ([(4, 1, 2)] * 9 + [(4, 1, None)], ("likes", "comments", "shares")),
        ([(4, None, None)] * 5, ("likes",)),
        ([(None, 3, None)] * 5, ()),
        ([(None, None, None)] * 5, ()),
        ([], ()),
    ],
)
def test_a_source_is_compared_on_likes_and_on_what_most_of_its_looks_tell(
    counts: list[Counts], parts: tuple[str, ...]
) -> None:
    assert usual_parts(looks(*counts)) == parts


def test_a_post_that_hides_its_likes_has_nothing_to_compare() -> None:
    found = comparable_interactions(looks((40, 2, None), (None, 2, None)), ("likes", "comments"))
    assert found.tolist() == [42, pd.NA]


def test_likes_that_were_hidden_later_take_the_earlier_looks_with_them() -> None:
    seen = looks((40, 2, None), (None, 3, None), (9, 1, None), posts=("a", "a", "b"))
    assert comparable_interactions(seen, ("likes", "comments")).tolist() == [pd.NA, pd.NA, 10]


def test_a_look_that_told_nothing_does_not_hide_the_earlier_one() -> None:
    seen = looks((40, 2, None), (None, None, None), posts=("a", "a"))
    assert comparable_interactions(seen, ("likes", "comments")).tolist() == [42, pd.NA]


def test_a_part_that_others_do_not_tell_is_not_added() -> None:
    assert comparable_interactions(looks((40, 2, 900)), ("likes", "comments")).tolist() == [42]


def test_without_parts_there_is_nothing_to_compare() -> None:
    assert comparable_interactions(looks((None, 2, None)), ()).tolist() == [pd.NA]
    assert comparable_interactions(looks(), ("likes",)).tolist() == []
