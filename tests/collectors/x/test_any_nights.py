"""Whatever dies in between, every post is stored once and paid for once a day."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

import collectors.x.client
from collectors.errors import Incomplete, RateLimited, Unavailable
from collectors.x.collector import XCollector
from pipeline.demo.standin.server import LAST_WEEK, Fault, World, XPost, redirected, serve
from tests.collectors.conftest import Shelf
from tests.collectors.x.asking import eager, killed_after


@dataclass(frozen=True)
class Night:
    """What happens before and in one run: new posts, an edit, another day, what is asked, and how it dies."""

    new: int
    edit: bool
    next_day: bool
    full: bool
    look_up: bool
    die_after_pages: int | None
    fault: str | None
    from_request: int


nights = st.builds(
    Night,
    new=st.integers(0, 14),
    edit=st.booleans(),
    next_day=st.booleans(),
    full=st.booleans(),
    look_up=st.booleans(),
    die_after_pages=st.none() | st.integers(0, 5),
    fault=st.sampled_from([None, "reset", "truncate", "html", "over_capacity", "rate_limited"]),
    from_request=st.integers(1, 6),
)


def committed(shelf: Shelf, first: int) -> list[str]:
    """The numbers of all posts, as X counts them, on the pages that were committed since."""
    answers = [json.loads(page.raw.body).get("data", []) for page in shelf.pages[first:]]
    return [item["id"] for items in answers if isinstance(items, list) for item in items]


def live_through(world: World, shelf: Shelf, collector: XCollector, number: int, night: Night) -> None:
    """Let a night happen; no error of it matters but one of ours."""
    start = LAST_WEEK + timedelta(hours=number)
    fresh = [XPost(text=f"Malam {number}, kabar {n}", at=start + timedelta(minutes=n)) for n in range(night.new)]
    world.x += fresh
    if night.edit and world.x:
        post = world.x[-1 - number % len(world.x)]
        post.edit(f"{post.text}, diperbarui", start + timedelta(minutes=30))
    attempts = range(night.from_request, night.from_request + 3)
    world.faults = [Fault(platform="x", nth=attempts, do=night.fault)] if night.fault else []
    due = {p.post_id: p.url for p in shelf.posts.values() if p.post_id not in shelf.today} if night.look_up else {}
    try:
        killed_after(collector, shelf, night.die_after_pages or 1000, full=night.full, due=due)
    except (Unavailable, RateLimited, Incomplete):
        return


@examples(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=st.lists(nights, min_size=1, max_size=6))
def test_whatever_dies_in_between_every_post_is_stored_once_and_paid_for_once_a_day(
    lived: list[Night], new_shelf: Callable[[], Shelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.x.client, "PAGE_SIZE", 5)
    world, shelf, day = World(), new_shelf(), 0
    with serve(world) as server, redirected(server):
        collector = eager(world)
        for number, night in enumerate(lived):
            if night.next_day:
                shelf.next_day()
                day = len(shelf.pages)
            live_through(world, shelf, collector, number, night)
            of_this_day = committed(shelf, day)
            assert len(of_this_day) == len(set(of_this_day))
        world.faults = []
        shelf.fill(collector)
    assert sorted(shelf.posts) == sorted(f"x:{post.history[0]}" for post in world.x)
    assert shelf.cursor["ranges"] == []
    of_this_day = committed(shelf, day)
    assert len(of_this_day) == len(set(of_this_day))
