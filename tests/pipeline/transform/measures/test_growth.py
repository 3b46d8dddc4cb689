"""Growth is told of posts whose end is known, by their last look of each age."""

from __future__ import annotations

from pipeline.transform.measures.growth import HalfLife, Look, growth


def look(post: str, age: float, interactions: int, *, own: bool = True) -> Look:
    return Look(post, "post", None, None, age, interactions, own)


def test_of_an_age_the_last_look_counts_and_under_five_posts_there_is_no_median() -> None:
    looks = [look("x:1", 3, 1), look("x:1", 24, 5), look("x:1", 24.01, 6), look("x:1", 900, 10)]
    found = {(group, age): (posts, share) for group, _, age, posts, share in growth(looks).shares}
    assert found["all", 24] == found["kind", 48] == (1, None)
    assert ("all", 672) not in found  # a look after 28 days is the end, and no age
    five = [look(f"x:{n}", age, count) for n in range(5) for age, count in ((20, n), (340, 10))]
    assert (("all", "all", 24, 5, 0.2)) in growth(five).shares


def test_a_post_not_seen_at_its_end_or_without_interactions_tells_nothing() -> None:
    assert growth([look("x:1", 10, 4), look("x:1", 335.99, 8), look("x:2", 20, 3), look("x:2", 400, 0)]) == ([], [])


def test_a_look_before_its_post_counts_as_one_at_its_birth() -> None:
    found = growth(
        [look("x:1", -5, 6), look("x:1", 400, 8), look("x:2", -5, 2), look("x:2", 10, 6), look("x:2", 400, 8)]
    )
    assert [one.half_life_hours for one in found.half_lives] == [0, 5]


def test_a_post_first_seen_after_two_days_has_no_half_life_and_a_reply_has_one_without_counting_in_medians() -> None:
    late = [look("x:1", 48.01, 4), look("x:1", 400, 8)]
    reply = [look("x:2", age, count, own=False) for age, count in ((48, 2), (96, 6), (400, 8))]
    found = growth([*late, *reply])
    assert found.half_lives == [HalfLife("x:2", "post", None, None, 8, 72)]
    assert {posts for *_, posts, _ in found.shares} == {1}
