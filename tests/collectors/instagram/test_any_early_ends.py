"""However Instagram's list is cut, night after night, the first quiet night has everything that is announced."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from collectors.errors import CollectorError
from collectors.instagram.collector import InstagramCollector
from collectors.instagram.session import Session
from collectors.instagram.stored import gaps_of
from pipeline.demo.standin.server import LAST_WEEK, NOW, InstagramPost, World, redirected, serve, session_cookies
from tests.collectors.conftest import Shelf
from tests.collectors.instagram.asking import SESSION_PAGE, codes, fault


@dataclass(frozen=True)
class Odd:
    """A night that goes wrong: new posts, one that comes back to an old place, how the list is cut, when it dies."""

    new: int
    restored: bool
    cut: str | None
    page: int
    dies_after: int | None


odd_nights = st.builds(
    Odd,
    new=st.integers(1, 10),  # so that no list ends at one post on three days, which would be believed
    restored=st.booleans(),
    cut=st.sampled_from(["end_early", "empty_page", "repeat_page", "overlap", "reset", "graphql_null", None]),
    page=st.integers(1, 4),
    dies_after=st.none() | st.integers(0, 4),
)


def live_through(world: World, shelf: Shelf, collector: InstagramCollector, number: int, odd: Odd) -> None:
    """Let a night happen; no error of it matters."""
    begun = len(world.instagram)
    world.instagram += [
        InstagramPost(caption=f"Foto {n}", at=LAST_WEEK + timedelta(minutes=n)) for n in range(begun, begun + odd.new)
    ]
    if odd.restored:
        world.instagram.append(
            InstagramPost(caption="Kembali", at=LAST_WEEK + timedelta(minutes=7, seconds=9 + number))
        )
    world.faults = [fault(odd.cut, doc_id=SESSION_PAGE, nth={odd.page, odd.page + 1, odd.page + 2})] if odd.cut else []
    with suppress(CollectorError):
        pages = collector.pages(shelf.request(now=NOW + timedelta(days=number)), shelf.limits)
        for taken, page in enumerate(pages):
            if taken == odd.dies_after:
                break
            shelf.commit(page)
    shelf.next_day()


@examples(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=st.lists(odd_nights, min_size=1, max_size=5), history=st.integers(0, 60))
def test_however_a_list_is_cut_the_first_quiet_night_holds_everything(
    lived: list[Odd], history: int, new_shelf: Callable[[], Shelf]
) -> None:
    world, shelf = World(), new_shelf()
    world.instagram.clear()
    with serve(world) as server, redirected(server):
        session = Session("petugas.demo", session_cookies(world))
        collector = InstagramCollector(account="diskominfobekasi", session=session, pace_seconds=0)
        first = Odd(new=history + 1, restored=False, cut=None, page=1, dies_after=None)
        for number, odd in enumerate([first, *lived]):
            live_through(world, shelf, collector, number, odd)
        world.faults = []
        shelf.fill(collector, now=NOW + timedelta(days=len(lived) + 1))
    assert sorted(shelf.posts) == codes(world)
    assert gaps_of("posts", shelf.cursor) == ()
