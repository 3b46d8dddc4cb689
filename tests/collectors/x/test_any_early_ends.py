"""Wherever X ends early, the next quiet night has everything, and no post is paid for twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

import collectors.x.client
from collectors.errors import CollectorError, Incomplete
from collectors.x.collector import XCollector
from collectors.x.cursor import gaps_of
from pipeline.demo.standin.server import LAST_WEEK, NOW, Fault, World, XPost, redirected, serve
from tests.collectors.conftest import Shelf
from tests.collectors.x.asking import TIMELINE, eager, killed_after

SIZE = 5
ENDS = (
    '{"meta": {"result_count": 0}}',
    '{"data": [], "meta": {"result_count": 0, "previous_token": "7140w"}}',
    '{"data": null, "meta": {}}',
)


@dataclass(frozen=True)
class Odd:
    """A night that goes wrong: so many new posts, the page at which X ends, and the pages after which the run dies."""

    new: int
    page: int
    end: str
    dies_after: int | None


odd_nights = st.builds(
    Odd,
    new=st.integers(1, 4 * SIZE),
    page=st.integers(1, 5),
    end=st.sampled_from(ENDS),
    dies_after=st.none() | st.integers(0, 3),
)


def publish(world: World, count: int) -> None:
    begun = len(world.x)
    world.x += [XPost(text=f"Kabar {n}", at=LAST_WEEK + timedelta(minutes=n)) for n in range(begun, begun + count)]


@examples(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=st.lists(odd_nights, min_size=1, max_size=4), history=st.integers(0, 4 * SIZE))
def test_after_an_early_end_the_next_quiet_night_holds_everything_and_nothing_is_paid_twice(
    lived: list[Odd], history: int, new_shelf: Callable[[], Shelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.x.client, "PAGE_SIZE", SIZE)
    world, shelf = World(), new_shelf()
    publish(world, history)
    with serve(world) as server, redirected(server):
        collector = eager(world)
        for number, odd in enumerate(lived):
            publish(world, odd.new)
            end = Fault(platform="x", path=TIMELINE, nth=odd.page, do="status", status=200, body=odd.end)
            world.faults = [end]
            night = NOW + timedelta(days=2 * number)
            with suppress(CollectorError):
                killed_after(collector, shelf, 1000 if odd.dies_after is None else odd.dies_after, now=night)
            shelf.next_day()
            world.faults = []
            shelf.fill(collector, now=night + timedelta(days=1))
            assert sorted(shelf.posts) == sorted(f"x:{post.id}" for post in world.x)
            assert shelf.cursor["ranges"] == []
            shelf.next_day()
    kept = [json.loads(page.raw.body).get("data") for page in shelf.pages]
    bought = [item["id"] for items in kept if isinstance(items, list) for item in items]
    assert sorted(bought) == sorted(post.id for post in world.x)


@pytest.mark.parametrize("untold", [(), ("tweet_count",), ("public_metrics",)])
@pytest.mark.parametrize("end", ENDS)
def test_an_account_that_shows_none_of_its_posts_at_first_is_doubted_until_a_second_day(
    world: World, collector: XCollector, shelf: Shelf, end: str, untold: tuple[str, ...]
) -> None:
    publish(world, SIZE)
    silent = Fault(platform="x", path="/by/username/", do="drop_fields", fields=untold)
    world.faults = [Fault(platform="x", path=TIMELINE, do="status", status=200, body=end), silent]
    for day in (0, 0, 1):
        with pytest.raises(Incomplete) if day == 0 else nullcontext():
            shelf.fill(collector, now=NOW + timedelta(days=day))
        assert bool(gaps_of("posts", shelf.cursor)) is (day == 0)
    world.faults = []
    shelf.fill(collector, now=NOW + timedelta(days=2))
    assert len(shelf.posts) == SIZE


def test_an_account_without_posts_and_a_wanted_history_without_any_are_complete(
    world: World, collector: XCollector, shelf: Shelf, new_shelf: Callable[[], Shelf]
) -> None:
    shelf.fill(collector, now=NOW)
    assert gaps_of("posts", shelf.cursor) == ()
    publish(world, SIZE)
    later = new_shelf()
    later.fill(collector, now=NOW, since=NOW - timedelta(hours=1))
    assert (later.posts, gaps_of("posts", later.cursor)) == ({}, ())


@pytest.mark.parametrize(
    "told",
    [
        {"resource_type": "tweet", "title": "Not Found Error", "detail": "Could not find it"},
        {"title": "Not Found Error", "detail": "Could not find tweet with referenced_tweets.id: [5]."},
        {"title": "Authorization Error", "detail": "Sorry, you are not authorized to see the Tweet with id: [5]."},
    ],
)
def test_a_page_of_which_no_post_may_be_shown_says_nothing_of_the_account(
    world: World, collector: XCollector, shelf: Shelf, told: dict[str, Any]
) -> None:
    publish(world, 4 * SIZE)
    body = json.dumps({"errors": [told], "meta": {"result_count": 0}})
    world.faults = [Fault(platform="x", path=TIMELINE, nth=2, do="status", status=200, body=body)]
    assert isinstance(shelf.fails(collector, now=NOW), Incomplete)
    shelf.fill(collector, now=NOW + timedelta(days=1))
    assert len(shelf.posts) == 4 * SIZE
