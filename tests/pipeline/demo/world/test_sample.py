from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from pipeline.demo.world.sample import sample_world
from pipeline.demo.world.world import WIB, World

NIGHT = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def world() -> World:
    return sample_world(NIGHT)


def test_it_holds_ten_weeks_of_three_channels(world: World) -> None:
    assert (len(world.x), len(world.instagram), len(world.articles)) == (84, 55, 30)
    oldest = min(post.at for post in world.x)
    assert timedelta(weeks=9) < NIGHT - oldest < timedelta(weeks=11)


@pytest.mark.parametrize("weekday", range(7))
def test_the_last_finished_week_has_posts_on_every_channel_whatever_the_night(weekday: int) -> None:
    now = NIGHT + timedelta(days=weekday)
    world = sample_world(now)
    this_week = (now + WIB).date() - timedelta(days=(now + WIB).weekday())

    def in_last_week(day: date) -> bool:
        return this_week - timedelta(days=7) <= day < this_week

    assert sum(in_last_week((post.at + WIB).date()) for post in world.x) >= 4
    assert sum(in_last_week((post.at + WIB).date()) for post in world.instagram) >= 2
    assert sum(in_last_week(post.on) for post in world.articles) >= 2


def test_every_kind_of_post_occurs(world: World) -> None:
    assert set(Counter(post.kind for post in world.x)) == {"post", "reply", "quote", "repost"}
    assert {media.kind for post in world.x for media in post.media} == {"photo", "video"}
    assert sum(len(post.text) > 280 for post in world.x) >= 3
    assert set(Counter(post.kind for post in world.instagram)) == {"image", "video", "sidecar"}
    assert [post.caption is None for post in world.instagram].count(True) >= 1
    assert [post.pinned for post in world.instagram].count(True) == 1
    assert any(post.owner for post in world.instagram)
    assert any(post.hidden_likes for post in world.instagram)


def test_ids_are_unique_and_no_placeholder_is_left(world: World) -> None:
    assert len({post.id for post in world.x}) == len(world.x)
    assert len({post.pk for post in world.instagram}) == len(world.instagram)
    assert len({post.number for post in world.articles}) == len(world.articles)
    texts = [post.text for post in world.x] + [post.caption or "" for post in world.instagram]
    texts += [text for post in world.articles for text in (post.title, *post.paragraphs)]
    assert not [text for text in texts if "{" in text or "}" in text]


def test_the_same_night_gives_the_same_world() -> None:
    assert sample_world(NIGHT) == sample_world(NIGHT)


def test_up_to_one_anchor_counts_grow_from_night_to_night() -> None:
    first = {post.id: post for post in sample_world(NIGHT - timedelta(days=1), anchor=NIGHT).x}
    second = {post.id: post for post in sample_world(NIGHT, anchor=NIGHT).x}
    assert first.keys() == second.keys()
    assert all(first[key].likes <= second[key].likes for key in first)
    assert sum(post.likes for post in first.values()) < sum(post.likes for post in second.values())


def test_what_citizens_write_later_is_not_there_yet() -> None:
    def comments(now: datetime) -> int:
        return sum(post.comments for post in sample_world(now, anchor=NIGHT).instagram if post.at <= now)

    assert 0 < comments(NIGHT - timedelta(days=30)) < comments(NIGHT)
