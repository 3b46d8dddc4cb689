"""An own post that is deleted is marked on positive proof of two days, and never because a list lacks it."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from collectors.errors import Incomplete, RateLimited, Refused
from collectors.instagram.official.missing import UNANSWERED
from pipeline.demo.standin.instagram.official import media_id
from pipeline.demo.standin.server import NOW, InstagramPost, StandIn, World
from tests.collectors.conftest import Shelf
from tests.collectors.instagram.official.asking import INSIGHTS, asked, codes, fault, hourly, official

DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return World(meta_token="secret-token", instagram=hourly(12, insights=dict(INSIGHTS)))  # of the test


def night(world: World, shelf: Shelf, day: float) -> list[str]:
    """Read on that day; return the notes."""
    pages = shelf.fill(official(world), now=NOW + day * DAY)
    shelf.next_day()
    return [page.note for page in pages if page.note]


def taken(world: World, *places: int) -> list[str]:
    """Delete posts; return their ids."""
    posts = [world.instagram[place] for place in places]
    world.instagram = [post for post in world.instagram if post not in posts]
    return [f"instagram:{post.code}" for post in posts]


@pytest.mark.parametrize("places", [(5, 6), (10, 11)])  # the newest two are passed by nothing that is listed
def test_a_deleted_post_is_gone_on_the_second_day(
    places: tuple[int, int], world: World, standin: StandIn, shelf: Shelf
) -> None:
    assert standin.url
    night(world, shelf, 0)
    gone = taken(world, *places)
    before = asked(world)
    assert night(world, shelf, 1) == ["2 posts cannot be found; what is not there on a second day counts as gone"]
    assert (asked(world) - before, shelf.gone) == (1 + 2 + 1, set())
    assert night(world, shelf, 2) == []
    assert shelf.gone == set(gone)
    before = asked(world)
    assert night(world, shelf, 3) == []
    assert asked(world) - before == 1, "what is known to be gone costs nothing"


def test_the_same_day_proves_nothing_twice(world: World, standin: StandIn, shelf: Shelf) -> None:
    assert standin.url
    night(world, shelf, 0)
    taken(world, 5)
    night(world, shelf, 1)
    night(world, shelf, 1)
    assert shelf.gone == set()


def test_minutes_around_midnight_are_no_second_day(world: World, standin: StandIn, shelf: Shelf) -> None:
    assert standin.url
    night(world, shelf, 0)
    gone = taken(world, 5)
    midnight = (datetime(NOW.year, NOW.month, NOW.day, tzinfo=NOW.tzinfo) + 2 * DAY - NOW) / DAY
    for minutes in (-2, 3):
        night(world, shelf, midnight + minutes / 1440)
    assert shelf.gone == set()
    night(world, shelf, midnight + 0.6)
    assert shelf.gone == set(gone)


def test_what_is_listed_again_is_forgotten_to_be_missing(world: World, standin: StandIn, shelf: Shelf) -> None:
    assert standin.url
    night(world, shelf, 0)
    whole = list(world.instagram)
    taken(world, 5)
    night(world, shelf, 1)
    world.instagram = list(whole)
    night(world, shelf, 2)
    taken(world, 5)
    night(world, shelf, 3)
    assert shelf.gone == set()


@pytest.mark.parametrize("do", ["gone", "permission", "server_error", "html", "rate_limited"])
def test_a_look_up_that_fails_for_all_proves_nothing(do: str, world: World, standin: StandIn, shelf: Shelf) -> None:
    assert standin.url
    night(world, shelf, 0)
    taken(world, 5)
    world.faults = [fault(do, path=r"/179\d+$")]
    notes = list[str]()
    for day in (1, 2):
        with suppress(RateLimited):  # the token rests
            notes += night(world, shelf, day)
    assert shelf.gone == set()
    assert len(shelf.posts) == 12
    assert notes == ([] if do == "rate_limited" else [UNANSWERED] * 2)


def test_a_block_during_look_ups_ends_the_night_as_a_block(world: World, standin: StandIn, shelf: Shelf) -> None:
    assert standin.url
    night(world, shelf, 0)
    taken(world, 5)
    body = json.dumps({"error": {"code": 368, "message": "deemed abusive"}})
    world.faults = [fault("status", r"/179\d+$", status=400, body=body)]
    with pytest.raises(Refused, match="blocked"):
        night(world, shelf, 1)


def test_a_post_that_no_list_shows_but_is_there_is_kept_and_not_asked_for_again(
    world: World, standin: StandIn, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert standin.url
    night(world, shelf, 0)
    archived = world.instagram[5]
    shown = [post for post in world.instagram if post is not archived]
    monkeypatch.setattr("pipeline.demo.standin.instagram.official.published", lambda _world: shown)
    for day in (1, 2):
        night(world, shelf, day)
    assert (shelf.gone, asked(world, media_id(archived))) == (set(), 2)  # its insights of the first night, and once


def test_a_deletion_is_stored_on_the_night_on_which_another_post_turns_out_to_be_back(
    world: World, standin: StandIn, shelf: Shelf
) -> None:
    assert standin.url
    world.instagram = hourly(60)
    restored = world.instagram.pop(3)
    night(world, shelf, 0)
    gone = taken(world, -6)
    world.instagram.insert(3, restored)
    night(world, shelf, 1)
    with pytest.raises(Incomplete, match="announces 1 post more"):
        night(world, shelf, 2)
    assert shelf.gone == set(gone)
    night(world, shelf, 3)
    assert set(shelf.posts) - shelf.gone == set(codes(world))


def test_no_more_than_five_are_asked_for_in_a_night(world: World, standin: StandIn, shelf: Shelf) -> None:
    assert standin.url
    world.instagram = hourly(24)
    night(world, shelf, 0)
    gone = taken(world, *range(1, 9))
    for day in range(1, 5):
        night(world, shelf, day)
    assert shelf.gone == set(gone)
    assert max(len(page.parsed.gone) for page in shelf.pages) == 1


def test_posts_of_another_account_are_never_called_gone(world: World, standin: StandIn, shelf: Shelf) -> None:
    assert standin.url
    world.meta_accounts = [world.instagram_account.__class__(name="pemkotbekasi", native_id="7")]
    night(world, shelf, 0)
    taken(world, 5)
    for day in (1, 2):
        night(world, shelf, day)
    assert shelf.gone == set()


def test_a_session_that_marked_it_before_is_not_contradicted(world: World, standin: StandIn, shelf: Shelf) -> None:
    assert standin.url
    night(world, shelf, 0)
    shelf.gone |= set(taken(world, 5))
    night(world, shelf, 1)
    world.instagram.append(InstagramPost(caption="Baru", at=NOW))
    night(world, shelf, 2)
    assert set(shelf.posts) - shelf.gone == set(codes(world))
