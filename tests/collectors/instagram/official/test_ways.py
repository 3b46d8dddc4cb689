"""No order of ways and of kills leaves a hole: the two interfaces share one mark."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from collectors.errors import CollectorError
from collectors.instagram.collector import InstagramCollector
from collectors.instagram.session import Session
from collectors.request import Collector
from pipeline.demo.standin.server import LAST_WEEK, InstagramPost, StandIn, World, session_cookies
from tests.collectors.conftest import Shelf
from tests.collectors.instagram.official.asking import codes, official

Nights = list[tuple[str, int, int]]


@pytest.fixture
def world() -> World:
    return World()


def collector_of(way: str, world: World) -> Collector:
    if way == "session":
        session = Session("petugas.demo", session_cookies(world))
        return InstagramCollector(account="diskominfobekasi", session=session, pace_seconds=0)
    return official(world)


def publish(world: World, count: int) -> None:
    begun = len(world.instagram)
    world.instagram += [
        InstagramPost(caption=f"Foto {n}", at=LAST_WEEK + timedelta(minutes=n)) for n in range(begun, begun + count)
    ]


nights = st.lists(
    st.tuples(st.sampled_from(["official", "session"]), st.integers(0, 70), st.integers(0, 4)), min_size=2, max_size=4
)


@examples(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(nights)
def test_no_order_of_ways_and_kills_leaves_a_hole(
    new_shelf: Callable[[], Shelf], standin: StandIn, plan: Nights
) -> None:
    world, shelf = standin.world, new_shelf()
    world.instagram.clear()
    for way, count, kept in [*plan, ("official", 3, 99)]:
        publish(world, count)
        with suppress(CollectorError):  # an account without posts
            for place, page in enumerate(collector_of(way, world).pages(shelf.request(), shelf.limits)):
                if place >= kept:
                    break
                shelf.commit(page)
        shelf.next_day()
    assert set(shelf.posts) == set(codes(world))
