"""Timelines and look-ups are read whole, and no post is returned twice in a day."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

import collectors.x.collector
from collectors.errors import Incomplete, Unavailable
from collectors.x.collector import XCollector
from pipeline.demo.standin.server import LAST_WEEK, Fault, World, XPost
from tests.collectors.conftest import Shelf
from tests.collectors.x.asking import TIMELINE, eager, hourly, killed_after, returned, texts


def test_all_pages_are_read_newest_first(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(25)
    pages = shelf.fill(collector)
    assert shelf.texts == texts(world.x)
    assert [len(page.parsed.posts) for page in pages] == [0, 10, 10, 5]
    assert len(returned(world)) == len(set(returned(world))) == 25
    assert shelf.cursor["ranges"] == []


def test_the_account_is_told_with_its_counts(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(3)
    shelf.fill(collector)
    assert shelf.account
    assert shelf.account.name == "Kominfobekasi"
    assert (shelf.account.followers, shelf.account.following, shelf.account.post_count) == (54_300, 120, 3)


def test_the_account_is_paid_for_once_a_day(world: World, collector: XCollector, shelf: Shelf) -> None:
    shelf.fill(collector)
    shelf.fill(collector)
    assert len(world.asked("x", "/by/username/")) == 1
    shelf.next_day()
    shelf.fill(collector)
    assert len(world.asked("x", "/by/username/")) == 2


def test_a_second_run_returns_no_post_of_the_first(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(25)
    shelf.fill(collector)
    first = len(returned(world))
    world.x += hourly(12, first=25)
    shelf.fill(collector)
    assert returned(world)[first:] == [post.id for post in reversed(world.x[25:])]
    assert shelf.texts == texts(world.x)


def test_the_newest_known_post_bounds_what_is_asked(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(3)
    shelf.fill(collector)
    shelf.fill(collector)
    assert world.asked("x", TIMELINE)[-1].query["since_id"] == world.x[-1].id
    assert world.asked("x", TIMELINE)[-1].items == 0


def test_an_empty_page_with_a_token_is_not_the_end(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(25)
    world.faults = [Fault(platform="x", path=TIMELINE, nth={1, 2}, do="empty_page")]
    shelf.fill(collector)
    assert shelf.texts == texts(world.x)
    tokens = [r.query.get("pagination_token") for r in world.asked("x", TIMELINE)]
    assert [token is None for token in tokens[:4]] == [True, False, False, True]


def test_posts_without_end_that_never_come_are_incomplete(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(100)
    world.faults = [Fault(platform="x", path=TIMELINE, do="empty_page")]
    assert isinstance(shelf.fails(collector), Incomplete)
    assert len(world.asked("x", TIMELINE)) == collectors.x.collector.MAX_EMPTY_PAGES
    assert shelf.cursor["ranges"] != []


@pytest.mark.parametrize("do", ["reset", "close", "cut_json", "html", "over_capacity", "truncate"])
def test_what_a_death_on_page_two_leaves_is_read_first_and_nothing_twice(
    world: World, collector: XCollector, shelf: Shelf, do: str
) -> None:
    world.x = hourly(35)
    world.faults = [Fault(platform="x", path=TIMELINE, nth=range(2, 5), do=do)]
    assert isinstance(shelf.fails(collector), Unavailable)
    assert shelf.texts == texts(world.x)[:10]
    world.faults = []
    world.x += hourly(12, first=35)
    already = len(world.requests)
    shelf.fill(collector)
    assert shelf.texts == texts(world.x)
    assert world.requests[already].query["until_id"] == world.x[25].id
    arrived = [r for r in world.asked("x", TIMELINE) if r.fault not in ("html", "over_capacity")]
    numbers = [number for r in arrived for number in r.post_ids]
    assert len(numbers) == len(set(numbers)) == 47


@pytest.mark.parametrize("do", ["reset", "over_capacity"])
def test_a_fault_that_passes_is_outlived_in_the_same_run(
    world: World, collector: XCollector, shelf: Shelf, do: str
) -> None:
    world.x = hourly(25)
    world.faults = [Fault(platform="x", path=TIMELINE, nth=2, do=do)]
    shelf.fill(collector)
    assert shelf.texts == texts(world.x)


def test_a_kill_returns_only_the_page_in_flight_again(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(35)
    killed_after(collector, shelf, 2)
    in_flight = world.asked("x", TIMELINE)[-1].post_ids
    shelf.fill(collector)
    assert shelf.texts == texts(world.x)
    numbers = returned(world)
    assert sorted({n for n in numbers if numbers.count(n) > 1}) == sorted(in_flight)


def test_full_on_the_same_day_returns_nothing_that_was_read(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(25)
    shelf.fill(collector)
    already = len(returned(world))
    shelf.fill(collector, full=True)
    assert returned(world)[already:] == []


def test_full_on_the_same_day_sees_new_and_unread_posts(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(15)
    shelf.fill(collector)
    shelf.next_day()
    world.x += hourly(25, first=15)
    killed_after(collector, shelf, 2)
    already = len(returned(world))
    world.x += hourly(3, first=40)
    shelf.fill(collector, full=True)
    again = returned(world)[already:]
    assert shelf.texts == texts(world.x)
    assert sorted(again) == sorted(post.id for post in [*world.x[:30], *world.x[40:]])


def test_full_on_the_same_day_still_fills_a_hole_between_posts_that_were_read(
    world: World, collector: XCollector, shelf: Shelf
) -> None:
    world.x = hourly(15)
    shelf.fill(collector)
    world.x += hourly(25, first=15)
    killed_after(collector, shelf, 1)  # ten of them; fifteen are left between those and the first ones
    already = len(returned(world))
    shelf.fill(collector, full=True)
    assert shelf.texts == texts(world.x)
    assert sorted(returned(world)[already:]) == sorted(post.id for post in world.x[15:30])


def test_full_on_the_same_day_does_not_return_the_newest_post_that_was_edited(
    world: World, collector: XCollector, shelf: Shelf
) -> None:
    world.x = hourly(3)
    world.x[-1].edit("Layanan sudah pindah", world.x[-1].at + timedelta(minutes=9))
    shelf.fill(collector)
    already = len(returned(world))
    shelf.fill(collector, full=True)
    assert returned(world)[already:] == []


def test_full_on_another_day_reads_everything_anew(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(25)
    shelf.fill(collector)
    shelf.next_day()
    for post in world.x:
        post.likes += 100
    shelf.fill(collector, full=True)
    assert {post.metrics.likes for post in shelf.posts.values()} == set(range(100, 125))


def test_a_full_walk_that_dies_goes_on_in_the_next_plain_run(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(35)
    shelf.fill(collector)
    shelf.next_day()
    already = len(returned(world))
    killed_after(collector, shelf, 2, full=True)
    in_flight = set(world.asked("x", TIMELINE)[-1].post_ids)
    shelf.fill(collector)
    numbers = returned(world)[already:]
    assert set(numbers) == {post.id for post in world.x}
    assert {n for n in numbers if numbers.count(n) > 1} == in_flight


def test_an_edit_is_found_and_keeps_its_identity(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(3)
    shelf.fill(collector)
    first = world.x[-1].id
    world.x[-1].edit("Jam layanan berubah", world.x[-1].at + timedelta(minutes=20))
    shelf.fill(collector)
    assert len(shelf.posts) == 3
    assert shelf.posts[f"x:{first}"].text == "Jam layanan berubah"
    assert shelf.posts[f"x:{first}"].url.endswith(world.x[-1].id)


def test_due_posts_are_looked_up_by_their_newest_version(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(3)
    first = world.x[-1].id
    world.x[-1].edit("Jam layanan berubah", world.x[-1].at + timedelta(minutes=20))
    shelf.fill(collector)
    shelf.next_day()
    world.x[-1].likes = 99
    shelf.fill(collector, due=shelf.due(f"x:{first}"))
    assert world.asked("x", "^/2/tweets$")[-1].query["ids"] == world.x[-1].id
    assert shelf.posts[f"x:{first}"].metrics.likes == 99


def test_look_ups_come_a_page_at_a_time_and_after_the_timeline(
    world: World, collector: XCollector, shelf: Shelf
) -> None:
    world.x = hourly(25)
    shelf.fill(collector)
    shelf.next_day()
    shelf.fill(collector, due=shelf.due(*shelf.posts))
    assert [len(r.query["ids"].split(",")) for r in world.asked("x", "^/2/tweets$")] == [10, 10, 5]
    assert [r.path.split("/")[-1] for r in world.requests[-4:]] == ["tweets"] * 4


def test_no_due_post_is_looked_up_that_the_day_has_paid_for(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(5)
    shelf.fill(collector)
    shelf.fill(collector, due=shelf.due(*shelf.posts))
    assert world.asked("x", "^/2/tweets$") == []


def test_a_look_up_that_finds_a_post_gone_says_so(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(3)
    world.x[0].edit("Diperbarui", world.x[0].at + timedelta(minutes=5))
    shelf.fill(collector)
    shelf.next_day()
    gone, *world.x = world.x
    page = shelf.fill(collector, due=shelf.due(*shelf.posts))[-1]
    assert shelf.gone == {f"x:{gone.history[0]}"}
    assert collector.parse(page.raw) == page.parsed


def test_a_post_that_is_merely_referred_to_is_never_called_gone(
    world: World, collector: XCollector, shelf: Shelf
) -> None:
    world.x = [XPost(kind="quote", ref="999", text="Kata warga")]
    shelf.fill(collector)
    shelf.next_day()
    shelf.fill(collector, due=shelf.due(*shelf.posts))
    assert shelf.gone == set()
    assert json.loads(shelf.pages[-1].raw.body)["errors"][0]["resource_id"] == "999"


def test_posts_from_before_the_wanted_history_are_not_bought(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(25)
    shelf.fill(collector, since=world.x[20].at)
    assert shelf.texts == texts(world.x[20:])
    assert len(returned(world)) == 5


@pytest.mark.usefixtures("standin")
def test_the_limit_of_what_x_shows_is_said(world: World, shelf: Shelf) -> None:
    world.x = hourly(3250, start=LAST_WEEK - timedelta(hours=3250))
    shelf.fill(eager(world))
    assert len(shelf.posts) == 3200
    notes = [page.note for page in shelf.pages if page.note]
    assert len(notes) == 1
    assert "3,200" in notes[0]
    assert "archive" in notes[0]


def test_the_beginning_of_an_account_is_no_limit(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(25)
    shelf.fill(collector)
    assert [page.note for page in shelf.pages if page.note] == []
