"""A post that the list lacks is gone only when its own look-up says so."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from collectors.errors import (
    CollectorError,
)
from collectors.instagram.collector import InstagramCollector
from collectors.instagram.missing import LOOKUPS_MOST
from collectors.instagram.stored import gaps_of
from collectors.records import Gap
from pipeline.demo.standin.instagram.web import chunk_after
from pipeline.demo.standin.server import World
from tests.collectors.conftest import Shelf
from tests.collectors.instagram.asking import ONE_POST, as_stranger, fault, hourly, listed, lookups, with_session


@with_session
def test_a_post_that_the_list_lacks_is_gone_when_its_look_up_says_so(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    gone = world.instagram.pop(24)
    page = shelf.fill(collector)[-1]
    assert shelf.gone == {f"instagram:{gone.code}"}
    assert collector.parse(page.raw) == page.parsed
    assert lookups(world) == 2  # and one that is there, to see that look-ups are served
    shelf.fill(collector)
    assert lookups(world) == 2


@with_session
def test_a_deletion_is_proven_also_where_only_few_posts_are_left(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(4)
    shelf.fill(collector)
    gone = world.instagram.pop(1)
    shelf.fill(collector)
    assert shelf.gone == {f"instagram:{gone.code}"}


@with_session
def test_a_post_that_left_the_list_but_is_there_is_not_gone_and_not_asked_for_each_night(
    world: World, collector: InstagramCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    hidden = world.instagram[24]
    monkeypatch.setattr(
        "pipeline.demo.standin.instagram.web.chunk_after",
        lambda world, *rest: chunk_after(replace(world, instagram=[p for p in world.instagram if p != hidden]), *rest),
    )
    for _ in range(3):
        shelf.fill(collector)
    assert shelf.gone == set()
    assert lookups(world) == 1
    shelf.fill(collector, due=shelf.due(f"instagram:{hidden.code}"))
    assert lookups(world) == 2


NOTHING = '{"data": {"xdt_api__v1__media__shortcode__web_info": null}, "status": "ok"}'


@with_session
@pytest.mark.parametrize(
    ("do", "body"),
    [
        ("status", NOTHING),  # of every post, also of those that the list shows
        ("status", '{"data": null, "errors": [{"message": "execution error"}], "status": "ok"}'),
        ("status", '{"data": {"another_name": null}, "status": "ok"}'),
        ("status", '{"data": {"xdt_api__v1__media__shortcode__web_info": null}, "errors": [{}], "status": "ok"}'),
        ("login_page", ""),
        ("wait_few_minutes", ""),
        ("checkpoint_required", ""),
        ("too_many", ""),
        ("not_found", ""),
        ("redirect_login", ""),
    ],
)
def test_a_wall_before_a_look_up_proves_nothing(
    world: World, collector: InstagramCollector, shelf: Shelf, do: str, body: str
) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    world.instagram.pop(24)
    world.faults = [fault(do, doc_id=ONE_POST, status=200, body=body)]
    with suppress(CollectorError):
        shelf.fill(collector)
    assert lookups(world)
    assert shelf.gone == set()


@with_session
def test_many_missing_posts_are_looked_up_over_several_nights(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    del world.instagram[19:26]
    shelf.fill(collector)
    assert len(shelf.gone) == LOOKUPS_MOST
    assert lookups(world) == LOOKUPS_MOST + 1
    shelf.fill(collector)
    assert len(shelf.gone) == 7


@as_stranger
def test_without_a_session_nothing_is_called_gone(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    world.instagram.pop(24)
    shelf.fill(collector)
    assert shelf.gone == set()


@with_session
@pytest.mark.parametrize("back", [5, 60])
def test_a_post_that_comes_back_on_the_night_on_which_another_goes_is_found_on_the_next(
    world: World, collector: InstagramCollector, shelf: Shelf, back: int
) -> None:
    world.instagram = hourly(80)
    restored = world.instagram.pop(back)
    shelf.fill(collector)
    gone = world.instagram.pop(-5)
    world.instagram.append(restored)
    assert "announces 1 post more" in str(shelf.fails(collector))
    assert shelf.gone == {f"instagram:{gone.code}"}
    assert gaps_of("posts", shelf.cursor) == (Gap(count=1),)
    shelf.fill(collector)
    assert f"instagram:{restored.code}" in shelf.posts
    assert gaps_of("posts", shelf.cursor) == ()
    before = listed(world)
    shelf.fill(collector)
    assert listed(world) - before <= 2


@with_session
@pytest.mark.parametrize("swapped", [True, False])
def test_a_deletion_below_the_walk_hides_no_later_swap_and_a_later_deletion_is_none(
    world: World, collector: InstagramCollector, shelf: Shelf, swapped: bool
) -> None:
    world.instagram = hourly(80)
    restored = world.instagram.pop(5)
    shelf.fill(collector)
    world.instagram.pop(10)  # no walk comes so far down
    shelf.fill(collector)
    gone = world.instagram.pop(-5)
    world.instagram += [restored] if swapped else []
    before = listed(world)
    shelf.fill(collector)
    assert shelf.gone == {f"instagram:{gone.code}"}
    assert listed(world) - before <= 2
    shelf.fill(collector)
    assert (f"instagram:{restored.code}" in shelf.posts) is swapped
    assert gaps_of("posts", shelf.cursor) == ()
    before = listed(world)
    shelf.fill(collector)
    assert listed(world) - before <= 2


@with_session
def test_deletions_beyond_the_look_ups_of_a_night_beside_one_below_it_are_no_swap(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(80)
    shelf.fill(collector)
    world.instagram.pop(10)
    shelf.fill(collector)
    del world.instagram[-12:-5]
    for gone in (LOOKUPS_MOST, 7, 7):
        shelf.fill(collector)
        assert len(shelf.gone) == gone
        assert gaps_of("posts", shelf.cursor) == ()
