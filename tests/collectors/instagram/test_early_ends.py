"""A list that ends early is told as such, and believed only on a second sign."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from instaloader import Profile

from collectors.errors import (
    Blocked,
    Incomplete,
)
from collectors.instagram.collector import InstagramCollector
from collectors.instagram.cursor import SHORT_DAYS
from collectors.instagram.stored import gaps_of
from collectors.records import Gap
from pipeline.demo.standin.server import NOW, World
from tests.collectors.conftest import Shelf
from tests.collectors.instagram.asking import (
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


def ended_silently(world: World, do: str, collector: InstagramCollector) -> None:
    doc_id = SESSION_PAGE if collector.session else STRANGERS_PAGE
    world.faults = [fault(do, doc_id=doc_id, nth=None if do == "repeat_page" else {1, 2})]


@both
@pytest.mark.parametrize("do", ["repeat_page", "empty_page", "end_early"])
def test_a_silent_cut_is_never_complete(world: World, collector: InstagramCollector, shelf: Shelf, do: str) -> None:
    world.instagram = hourly(60)
    ended_silently(world, do, collector)
    assert isinstance(shelf.fails(collector), (Incomplete, Blocked))
    assert "mark" not in shelf.cursor
    assert gaps_of("posts", shelf.cursor)
    world.faults = []
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)
    assert gaps_of("posts", shelf.cursor) == ()


@both
def test_an_early_end_tells_how_many_were_announced_and_shown(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(60)
    ended_silently(world, "end_early", collector)
    error = shelf.fails(collector)
    assert "announces 60 posts but showed" in str(error)
    assert "showed 12;" in str(error) or "showed 24;" in str(error)


@both
def test_a_wanted_beginning_does_not_make_an_early_end_complete(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(60)
    ended_silently(world, "end_early", collector)
    error = shelf.fails(collector, since=world.instagram[10].at)
    assert isinstance(error, Incomplete)


@with_session
def test_a_walk_ends_where_the_wanted_history_begins(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = [*hourly(90), *old_and_pinned(2)]
    shelf.fill(collector, since=world.instagram[70].at)
    assert sorted(shelf.posts) == sorted(f"instagram:{post.code}" for post in world.instagram[70:90])
    assert listed(world) == 3
    assert shelf.cursor["mark"]


@both
def test_a_history_that_shall_begin_earlier_is_walked_once_and_then_no_more(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(60)
    shelf.fill(collector, since=world.instagram[40].at)
    for since in (world.instagram[20].at, None):
        shelf.fill(collector, since=since)
        wanted = [post for post in world.instagram if since is None or post.at >= since]
        assert sorted(shelf.posts) == sorted(f"instagram:{post.code}" for post in wanted)
        before = listed(world)
        shelf.fill(collector, since=since)
        assert listed(world) - before <= (1 if collector.session else 0)


@both
def test_a_later_beginning_walks_nothing_again(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = hourly(60)
    shelf.fill(collector)
    before = listed(world)
    for since in (world.instagram[40].at, world.instagram[20].at, None):
        shelf.fill(collector, since=since)
    assert listed(world) - before <= (3 if collector.session else 0)
    assert sorted(shelf.posts) == codes(world)


@with_session
def test_a_cursor_of_old_is_trusted_only_where_all_that_is_announced_is_held(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(60)
    shelf.fill(collector, since=world.instagram[40].at)
    shelf.cursor = {"mark": shelf.cursor["mark"]}
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)
    shelf.cursor = {"mark": shelf.cursor["mark"]}
    before = listed(world)
    shelf.fill(collector)
    assert listed(world) - before == 1


@with_session
def test_the_gap_that_a_death_leaves_is_told_from_when_to_when(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(20)
    shelf.fill(collector)
    newest = world.instagram[-1].at
    world.instagram += hourly(40, first=20)
    world.faults = [fault("reset", doc_id=SESSION_PAGE, nth=range(2, 4))]
    shelf.fails(collector)
    assert gaps_of("posts", shelf.cursor) == (Gap(newest, world.instagram[48].at),)
    shelf.cursor = {}
    world.faults = [fault("reset", doc_id=SESSION_PAGE, nth=range(2, 4))]
    shelf.fails(collector)
    assert gaps_of("posts", shelf.cursor) == (Gap(None, world.instagram[48].at, 48),)


@with_session
def test_an_account_that_always_announces_more_than_it_shows_is_told_and_no_longer_judged(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(30)
    world.instagram_account.post_count = 32
    for day in range(SHORT_DAYS - 1):
        for _ in range(2):  # twice on one day tells no more than once
            assert isinstance(shelf.fails(collector, now=NOW + timedelta(days=day)), Incomplete)
    for day in (SHORT_DAYS, SHORT_DAYS + 1):
        pages = shelf.fill(collector, now=NOW + timedelta(days=day))
        assert "announces 2 posts more than it shows" in (pages[-1].note or "")
    assert listed(world) == 3 * (2 * SHORT_DAYS - 1) + 1
    world.instagram += hourly(3, first=30)
    world.instagram_account.post_count = 35
    shelf.fill(collector, now=NOW + timedelta(days=9))
    world.instagram_account.post_count = 36
    assert isinstance(shelf.fails(collector, now=NOW + timedelta(days=10)), Incomplete)


@with_session
@pytest.mark.parametrize("how", ["restored", "joined late"])
def test_a_post_that_appears_below_the_mark_is_found_the_same_night(
    world: World, collector: InstagramCollector, shelf: Shelf, how: str
) -> None:
    world.instagram = hourly(60)
    late = world.instagram.pop(15)
    shelf.fill(collector, now=NOW)
    shelf.fill(collector, now=NOW + timedelta(days=1))
    before = listed(world)
    world.instagram.insert(15, late)
    if how == "joined late":
        late.owner = "pemkotbekasi"
    shelf.fill(collector, now=NOW + timedelta(days=2))
    assert sorted(shelf.posts) == codes(world)
    assert listed(world) - before == 4  # three more, and no further than needed
    shelf.fill(collector, now=NOW + timedelta(days=3))
    assert listed(world) - before == 5


@with_session
def test_a_post_that_was_deleted_makes_no_night_walk_deeper(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(60)
    shelf.fill(collector, now=NOW)
    before = listed(world)
    world.instagram.pop(-6)
    for day in (1, 2, 3):
        shelf.fill(collector, now=NOW + timedelta(days=day))
    assert len(shelf.gone) == 1
    assert listed(world) - before == 3


@with_session
def test_a_null_among_the_listed_posts_costs_the_others_nothing(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(30)
    nodes = [
        {"node": {"pk": str(number), "code": None, "taken_at": 1_795_000_000, "media_type": 1}} for number in (5, 6)
    ]
    page = {"edges": [None, {"node": None}, {}, *nodes], "page_info": {"has_next_page": False}}
    body = json.dumps({"data": {"xdt_api__v1__feed__user_timeline_graphql_connection": page}})
    world.faults = [fault("status", doc_id=SESSION_PAGE, status=200, body=body)]
    assert isinstance(shelf.fails(collector), Incomplete)
    assert len(shelf.posts) == 2


@as_stranger
def test_a_strangers_short_list_is_never_believed(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = hourly(11)
    world.instagram_account.post_count = 12
    for day in range(SHORT_DAYS + 2):
        assert isinstance(shelf.fails(collector, now=NOW + timedelta(days=day)), Incomplete)


@with_session
def test_a_list_cut_off_by_a_wall_is_never_believed(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = hourly(60)
    for day in range(SHORT_DAYS + 2):
        world.faults = [fault("end_early", doc_id=SESSION_PAGE, nth=3)]
        assert isinstance(shelf.fails(collector, now=NOW + timedelta(days=day)), Incomplete)


@with_session
def test_an_empty_page_is_called_one_and_no_login_wall(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(30)
    body = (
        '{"data": {"xdt_api__v1__feed__user_timeline_graphql_connection": '
        '{"edges": [], "page_info": {"has_next_page": false}}}}'
    )
    world.faults = [fault("status", doc_id=SESSION_PAGE, nth=2, status=200, body=body)]
    error = shelf.fails(collector)
    assert str(error).startswith("Instagram announces 30 posts but showed 12, and then an empty or repeated page")
    assert "wall" not in str(error)


@both
@pytest.mark.parametrize("told", [None, 0, -1, "60,5", True, [], 10**30])
def test_an_end_is_not_believed_where_no_number_of_posts_is_told(
    world: World, collector: InstagramCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, told: Any
) -> None:
    world.instagram = hourly(60)
    monkeypatch.setattr(Profile, "mediacount", property(lambda _: told))
    ended_silently(world, "end_early", collector)
    error = shelf.fails(collector)
    assert "does not say how many posts there are, and showed" in str(error)
    assert "mark" not in shelf.cursor
    assert gaps_of("posts", shelf.cursor)
    world.faults = []
    with suppress(Incomplete):
        shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)


@with_session
def test_the_same_end_on_three_days_is_believed_where_no_number_is_told(
    world: World, collector: InstagramCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.instagram = hourly(60)
    monkeypatch.setattr(Profile, "mediacount", property(lambda _: None))
    for day in range(SHORT_DAYS - 1):
        assert isinstance(shelf.fails(collector, now=NOW + timedelta(days=day)), Incomplete)
    pages = shelf.fill(collector, now=NOW + timedelta(days=SHORT_DAYS))
    assert pages[-1].note == "Instagram does not say how many posts there are; its list ended alike on 3 days"
    assert gaps_of("posts", shelf.cursor) == ()
    monkeypatch.undo()
    world.instagram.append(hourly(1, first=60)[0])
    assert len(shelf.fill(collector, now=NOW + timedelta(days=SHORT_DAYS + 1))) == 2
    assert sorted(shelf.posts) == codes(world)


@with_session
def test_an_empty_list_without_a_number_is_believed_on_the_third_day_where_no_post_is_held(
    world: World, collector: InstagramCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Profile, "mediacount", property(lambda _: None))
    for day in range(SHORT_DAYS - 1):
        assert isinstance(shelf.fails(collector, now=NOW + timedelta(days=day)), Incomplete)
    shelf.fill(collector, now=NOW + timedelta(days=SHORT_DAYS))
    assert gaps_of("posts", shelf.cursor) == ()
    world.instagram = hourly(30)
    monkeypatch.undo()
    shelf.fill(collector, now=NOW + timedelta(days=SHORT_DAYS + 1))
    assert sorted(shelf.posts) == codes(world)
    world.instagram = []
    monkeypatch.setattr(Profile, "mediacount", property(lambda _: None))
    for day in range(SHORT_DAYS + 2, 2 * SHORT_DAYS + 4):
        assert isinstance(shelf.fails(collector, now=NOW + timedelta(days=day)), Incomplete)


@both
def test_a_number_told_as_text_is_a_number_and_an_account_without_posts_has_none(
    world: World, collector: InstagramCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Profile, "mediacount", property(lambda _: str(len(world.instagram))))
    shelf.fill(collector)
    assert shelf.posts == {}
    world.instagram = hourly(30)
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)
    assert [page.expected_total for page in shelf.pages if page.raw.kind == "profile"] == [0, 30]


@with_session
def test_a_night_without_a_number_ends_at_the_mark_and_takes_nothing_for_gone(
    world: World, collector: InstagramCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.instagram = hourly(60)
    shelf.fill(collector)
    world.instagram.append(hourly(1, first=60)[0])
    with monkeypatch.context() as night:
        night.setattr(Profile, "mediacount", property(lambda _: None))
        assert len(shelf.fill(collector)) == 2
    assert (sorted(shelf.posts), shelf.gone) == (codes(world), set())
    del world.instagram[55]
    shelf.fill(collector)
    assert len(shelf.gone) == 1
