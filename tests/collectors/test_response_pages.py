"""Responses on X and Instagram: each part asked for once, nothing left out, nothing of people in the pages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

import collectors.x.client
from collectors.errors import BudgetExhausted, Incomplete, SourceChanged, Unavailable
from collectors.http.session import make_retrying_adapter
from collectors.privacy import Pseudonyms
from collectors.records import Forgotten, RawPage
from collectors.response_pages import parse_page, without_texts
from collectors.x.client import XClient
from collectors.x.cursor import number_at
from collectors.x.responses import XResponses, parse_item
from pipeline.demo.standin.server import NOW, Fault, StandIn, World, XPost
from tests.collectors.conftest import Shelf

HOUR = timedelta(hours=1)
ASKED = "search/recent|mentions"


@pytest.fixture
def collector(standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> XResponses:
    """Reads pages of ten, and repeats failed requests at once."""
    monkeypatch.setattr(collectors.x.client, "PAGE_SIZE", 10)
    made = XResponses(
        account="Kominfobekasi", client=XClient(standin.world.bearer, 0), pseudonyms=Pseudonyms(b"k" * 16)
    )
    made.client.api.session.mount("https://", make_retrying_adapter(backoff=0))
    return made


def asking(world: World) -> dict[str, Any]:
    return {"now": world.now, "posts_cursor": {"user_id": world.x_account.native_id}}


def hourly(count: int, first: int = 1) -> list[XPost]:
    """Mentions of every twelfth hour, back from the world's now."""
    return [
        XPost(text=f"@Kominfobekasi tanya {n}", author=f"warga{n % 7}", at=NOW - 12 * n * HOUR)
        for n in range(first, first + count)
    ]


def found(shelf: Shelf) -> list[str]:
    return [response.response_id for page in shelf.pages for response in page.parsed.responses]


def returned(world: World) -> list[str]:
    return [number for request in world.asked("x", ASKED) for number in request.post_ids]


def test_search_and_mentions_share_the_days_without_overlap(world: World, collector: XResponses, shelf: Shelf) -> None:
    world.x_others = hourly(40)
    shelf.fill(collector, **asking(world))
    assert found(shelf) == [f"x:{post.id}" for post in world.x_others]
    assert len(returned(world)) == len(set(returned(world))) == 40
    assert {r.path.rsplit("/", 1)[-1] for r in world.asked("x", ASKED)} == {"recent", "mentions"}


@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_what_a_death_leaves_is_read_next_and_nothing_twice(
    world: World, collector: XResponses, shelf: Shelf, nth: int
) -> None:
    world.x_others = hourly(40)
    world.faults = [Fault(platform="x", path=ASKED, nth=range(nth, nth + 3), do="reset")]
    assert isinstance(shelf.fails(collector, **asking(world)), Unavailable)
    world.faults, world.now = [], NOW + 30 * HOUR
    world.x_others += [XPost(text="@Kominfobekasi baru", author="warga1", at=NOW + HOUR)]
    shelf.fill(collector, **asking(world))
    assert sorted(found(shelf)) == sorted(f"x:{post.id}" for post in world.x_others)
    assert len(returned(world)) == len(set(returned(world)))


def test_what_may_not_be_kept_is_not_paid_for(world: World, collector: XResponses, shelf: Shelf) -> None:
    world.x_others = hourly(40)
    shelf.fill(collector, **asking(world), keep_from=world.now - timedelta(days=10))
    assert len(returned(world)) == 20


def test_each_request_is_reserved_before_it_is_sent(world: World, collector: XResponses, shelf: Shelf) -> None:
    def refuse(_read: Any) -> None:
        raise BudgetExhausted("uang habis", advice="tunggu")

    shelf.limits.on_reserve = refuse
    assert isinstance(shelf.fails(collector, **asking(world)), BudgetExhausted)
    assert world.asked("x") == []
    shelf.limits.on_reserve = None
    shelf.fill(collector, **asking(world))
    assert [read.posts for read in shelf.limits.reserved] == [10, 10]


def test_without_the_account_nothing_is_asked(world: World, collector: XResponses, shelf: Shelf) -> None:
    assert isinstance(shelf.fails(collector, now=world.now), Incomplete)


def test_the_accounts_own_posts_and_repeats_are_no_responses(world: World, collector: XResponses, shelf: Shelf) -> None:
    mine = XPost(text="Info @Kominfobekasi", at=NOW - HOUR)
    world.x = [mine]
    world.x_others = [XPost(text="", author="warga1", kind="repost", ref=mine, at=NOW - HOUR)]
    shelf.fill(collector, **asking(world))
    assert found(shelf) == []


def test_numbers_grow_with_time_as_the_platforms_do() -> None:
    assert number_at(NOW) < int(XPost(text="a", at=NOW + HOUR).id)
    assert number_at(NOW + HOUR) <= int(XPost(text="a", at=NOW + HOUR).id)


def test_a_stored_page_of_another_shape_is_one_clear_error() -> None:
    with pytest.raises(SourceChanged, match="unknown shape"):
        parse_page(RawPage("search", "", b'{"responses": [{}]}'), parse_item)


def test_a_page_without_anything_forgotten_is_the_same_object() -> None:
    raw = RawPage("search", "", b'{"responses": []}')
    assert without_texts(raw, Forgotten(authors=frozenset({"x-1"}))) is raw


def test_a_query_never_grows_beyond_what_x_takes(world: World, collector: XResponses, shelf: Shelf) -> None:
    due = {f"x:{2125001445996632936 - n}": "" for n in range(100)}
    shelf.fill(collector, **asking(world), due=due)
    [query] = [request.query["query"] for request in world.asked("x", "search")]
    asked = re.findall(r"conversation_id:(\d+)", query)
    assert 400 < len(query) <= 512
    assert [f"x:{number}" for number in asked] == list(due)[: len(asked)]
