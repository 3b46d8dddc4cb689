"""Labels count as verified once two people agree on enough posts drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.label.review.verification import POSTS, Verification, verify


def labels(who: str, topics: Sequence[str], drawn: str = "random") -> list[Any]:
    return [
        SimpleNamespace(post_id=f"x:{number}", annotator=who, topic=topic, drawn=drawn)
        for number, topic in enumerate(topics)
    ]


MIXED = ["living", "society", "none", "economy"] * (POSTS // 4)


def test_nobody_has_verified_anything_in_a_new_store() -> None:
    assert verify([]) == Verification((), (), 0, None)
    assert not verify([]).verified


def test_two_people_who_agree_on_two_hundred_random_posts_verify() -> None:
    nearly = ["none", *MIXED[1:]]
    found = verify([*labels("Ani", MIXED), *labels("Budi", nearly)])
    assert found.verified
    assert (found.people, found.posts) == (("Ani", "Budi"), 200)
    assert found.kappa == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (labels("Ani", MIXED), "one person is not two"),
        ([*labels("Ani", MIXED[:-1]), *labels("Budi", MIXED)], "199 posts are too few"),
        ([*labels("Ani", MIXED), *labels("Budi", ["living"] * POSTS)], "they disagree"),
        ([*labels("Ani", MIXED, "uncertain"), *labels("Budi", MIXED, "uncertain")], "unsure posts measure nothing"),
    ],
)
def test_anything_less_does_not(told: list[Any], why: str) -> None:
    assert not verify(told).verified, why


def test_of_three_the_pair_that_passes_counts() -> None:
    found = verify([*labels("Ani", MIXED), *labels("Budi", MIXED), *labels("Cici", ["none"] * POSTS)])
    assert found.verified
    assert found.people == ("Ani", "Budi", "Cici")
