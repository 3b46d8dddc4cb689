"""No order of ways and of kills leaves a hole: the two interfaces share one mark."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from collectors.errors import CollectorError, Incomplete
from collectors.instagram.collector import InstagramCollector
from collectors.instagram.cursor import SHORT_DAYS
from collectors.instagram.session import Session
from collectors.request import Collector
from pipeline.demo.standin.server import LAST_WEEK, NOW, InstagramPost, StandIn, World, session_cookies
from tests.collectors.conftest import Shelf
from tests.collectors.instagram.official.asking import codes, fault, official

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


def days_of_an_early_end(world: World, shelf: Shelf, count: int) -> list[str]:
    """Read an account of so many posts, of which the official list shows fifty, day after day; tell how each ended."""
    publish(world, count)
    world.faults, ended = [fault("end_early")], list[str]()
    for day in range(SHORT_DAYS + 1):
        with suppress(Incomplete):
            shelf.fill(official(world), now=NOW + timedelta(days=day))
            ended.append("complete")
        shelf.next_day()
    return ended


def test_a_session_does_not_believe_what_the_official_list_lacks(standin: StandIn, shelf: Shelf) -> None:
    assert days_of_an_early_end(standin.world, shelf, 60) == ["complete"] * 2
    assert len(shelf.posts) == 50
    shelf.fill(collector_of("session", standin.world), now=NOW + timedelta(days=9))
    assert set(shelf.posts) == set(codes(standin.world))


def test_the_official_list_keeps_what_it_knows_to_lack_through_a_sessions_walk(standin: StandIn, shelf: Shelf) -> None:
    days_of_an_early_end(standin.world, shelf, 60)
    known = {name: told for name, told in shelf.cursor.items() if name.startswith("official_")}
    assert known.keys() == {"official_short", "official_lacking"}
    shelf.fill(collector_of("session", standin.world), now=NOW + timedelta(days=9))
    assert shelf.cursor["lacking"] == 0
    assert known.items() <= shelf.cursor.items()


def test_an_official_list_of_less_than_half_is_never_believed(standin: StandIn, shelf: Shelf) -> None:
    assert days_of_an_early_end(standin.world, shelf, 120) == []
    assert "mark" not in shelf.cursor
