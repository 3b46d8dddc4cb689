"""The worst cost is reserved before each request, and requests keep their pace."""

from __future__ import annotations

from datetime import timedelta

import pytest

import collectors.x.client
from collectors.errors import AccountGone, BudgetExhausted
from collectors.records import Reads
from collectors.x.collector import XCollector
from pipeline.demo.standin.server import LAST_WEEK, World, XMedia, XPost
from tests.collectors.conftest import Shelf
from tests.collectors.x.asking import TIMELINE, Killed, eager, hourly, returned, texts


def test_the_worst_cost_is_reserved_before_each_request(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(15)
    reserved = list[tuple[Reads, int]]()
    shelf.limits.on_reserve = lambda read: reserved.append((read, len(world.requests)))
    shelf.fill(collector)
    assert reserved == [(Reads(users=1), 0), (Reads(posts=20), 1), (Reads(posts=20), 2)]


@pytest.mark.usefixtures("standin")
def test_what_pages_bring_is_never_more_than_what_was_reserved(
    world: World, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.x.client, "PAGE_SIZE", 10)
    other = XPost(author="wargabekasi", text="Terima kasih", at=LAST_WEEK - timedelta(days=1))
    world.x = [
        XPost(kind="quote", ref=other, text=f"Sama-sama {n}", at=LAST_WEEK + timedelta(hours=n), media=[XMedia()] * 4)
        for n in range(12)
    ]
    shelf.fill(eager(world, media=True))
    assert [page.reads for page in shelf.pages] == [Reads(users=1), Reads(11, 0, 40), Reads(3, 0, 8)]
    assert shelf.limits.reserved == [Reads(users=1), Reads(20, 0, 40), Reads(20, 0, 40)]


def test_little_money_asks_for_a_small_page_and_none_asks_for_nothing(
    world: World, collector: XCollector, shelf: Shelf
) -> None:
    world.x = hourly(25)

    def reserve(read: Reads) -> None:
        left = 11 - sum(page.reads.posts for page in shelf.pages)
        if read.posts > left:
            raise BudgetExhausted("the money is spent", advice="wait")

    shelf.limits.on_reserve = reserve
    assert isinstance(shelf.fails(collector), BudgetExhausted)
    shelf.limits.on_reserve = None
    assert [r.query["max_results"] for r in world.asked("x", TIMELINE)] == ["5"]
    assert shelf.texts == texts(world.x)[:5]
    shelf.fill(collector)
    assert shelf.texts == texts(world.x)
    assert len(returned(world)) == 25


def test_the_pace_is_kept_between_requests(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(25)
    collector.client.pace_seconds = 2.5
    shelf.fill(collector)
    assert shelf.limits.pauses == [2.5, 2.5, 2.5]


def test_a_stop_while_waiting_ends_before_the_next_request(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(25)

    def pause(_seconds: float) -> None:
        if len(world.requests) == 2:
            raise Killed

    shelf.limits.on_pause = pause
    with pytest.raises(Killed):
        shelf.fill(collector)
    assert len(world.requests) == 2
    assert len(shelf.posts) == 10


def test_a_name_that_somebody_else_has_taken_is_refused_and_billed(
    world: World, collector: XCollector, shelf: Shelf
) -> None:
    world.x = hourly(3)
    shelf.fill(collector)
    shelf.next_day()
    world.x_account.native_id = "1000000009"
    world.x += hourly(3, first=3)
    error = shelf.fails(collector)
    assert isinstance(error, AccountGone)
    assert "another account than the one whose posts are stored" in str(error)
    assert error.billed
    assert len(shelf.posts) == 3
