"""The list is walked as far as it must be, no further, and pinned posts end nothing."""

from __future__ import annotations

import pytest

from collectors.instagram.collector import InstagramCollector
from collectors.instagram.stored import gaps_of
from pipeline.demo.standin.server import World
from tests.collectors.conftest import Shelf
from tests.collectors.instagram.asking import (
    ONE_POST,
    SESSION_PAGE,
    STRANGERS_PAGE,
    as_stranger,
    both,
    codes,
    fault,
    hourly,
    listed,
    old_and_pinned,
    with_session,
)


@both
def test_all_pages_are_read(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = hourly(30)
    pages = shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)
    assert pages[0].expected_total == 30
    assert shelf.cursor["mark"]


@both
def test_the_account_is_told_with_its_counts(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = hourly(2)
    shelf.fill(collector)
    told = shelf.account
    assert told
    assert (told.name, told.followers, told.following, told.post_count) == ("diskominfobekasi", 81_200, 120, 2)


@both
def test_an_account_without_posts_is_complete(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = []
    shelf.fill(collector)
    assert shelf.account
    assert shelf.account.post_count == 0


@both
def test_old_pinned_posts_on_top_do_not_end_the_walk(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = [*hourly(30), *old_and_pinned(3)]
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)


@both
@pytest.mark.parametrize("new", [1, 12, 25])
def test_new_posts_behind_pinned_ones_are_found(
    world: World, collector: InstagramCollector, shelf: Shelf, new: int
) -> None:
    world.instagram = [*hourly(30), *old_and_pinned(3)]
    shelf.fill(collector)
    world.instagram += hourly(new, first=30)
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)


@both
def test_a_newly_pinned_post_of_the_mark_hides_nothing(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    for post in world.instagram[-3:]:
        post.pinned = True
    world.instagram += hourly(20, first=30)
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)


@both
def test_a_second_run_stops_where_the_first_one_began(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(40)
    shelf.fill(collector)
    before = listed(world)
    shelf.fill(collector)
    assert len(shelf.posts) == 40
    assert listed(world) - before <= 1


@both
def test_deleted_posts_of_the_mark_do_not_send_the_walk_to_the_bottom(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(100)
    shelf.fill(collector)
    before = listed(world)
    world.instagram = world.instagram[:-6]
    shelf.fill(collector)
    assert listed(world) - before <= 2


@as_stranger
def test_a_stranger_asks_for_known_posts_only_when_they_are_due(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(14)
    shelf.fill(collector)
    before = len([r for r in world.requests if r.query.get("doc_id") == ONE_POST])
    world.instagram[10].likes = 500
    due = f"instagram:{world.instagram[10].code}"
    shelf.fill(collector, due=shelf.due(due))
    assert len([r for r in world.requests if r.query.get("doc_id") == ONE_POST]) == before + 1
    assert shelf.posts[due].metrics.likes == 500


@with_session
def test_a_session_asks_for_no_post_by_itself(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    assert [r.query.get("doc_id") for r in world.requests if r.path != "/"][2:] == [SESSION_PAGE] * 3


@both
def test_the_walk_goes_down_to_the_oldest_due_post_even_below_old_pinned_ones(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = [*hourly(60), *old_and_pinned(2)]
    shelf.fill(collector)
    old = world.instagram[20]
    old.likes = 999
    shelf.fill(collector, due=shelf.due(f"instagram:{old.code}"))
    assert shelf.posts[f"instagram:{old.code}"].metrics.likes == 999


@both
def test_a_due_post_that_is_gone_does_not_send_the_walk_to_the_bottom(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(120)
    shelf.fill(collector)
    before = listed(world)
    gone = world.instagram.pop(100)
    shelf.fill(collector, due=shelf.due(f"instagram:{gone.code}"))
    assert listed(world) - before <= 3


@both
def test_full_walks_to_the_first_post(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = hourly(40)
    shelf.fill(collector)
    for post in world.instagram:
        post.likes += 1000
    shelf.fill(collector, full=True)
    assert {post.metrics.likes for post in shelf.posts.values()} == set(range(1000, 1040))


@both
@pytest.mark.parametrize("do", ["reset", "cut_json", "html", "graphql_null", "wait_few_minutes", "truncate"])
def test_after_a_death_on_page_two_the_next_run_passes_the_hole_again(
    world: World, collector: InstagramCollector, shelf: Shelf, do: str
) -> None:
    world.instagram = hourly(20)
    shelf.fill(collector)
    world.instagram += hourly(40, first=20)
    mark = shelf.cursor["mark"]
    page_two = range(2, 4) if collector.session else range(1, 3)
    doc_id = SESSION_PAGE if collector.session else STRANGERS_PAGE
    world.faults = [fault(do, doc_id=doc_id, nth=page_two)]
    shelf.fails(collector)
    assert shelf.cursor["mark"] == mark
    assert len(gaps_of("posts", shelf.cursor)) == 1
    assert len(shelf.posts) == 32
    world.faults = []
    world.instagram += hourly(12, first=60)
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)
