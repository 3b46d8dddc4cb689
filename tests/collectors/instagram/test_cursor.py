"""Walks down lists whose announced number differs from what they show, night after night, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from instaloader import Post as InstaloaderPost

from collectors.instagram.cursor import InstagramCursor
from collectors.instagram.stored import gaps_of
from collectors.records import Cursor
from collectors.request import Request
from pipeline.demo.standin.server import NOW

FIRST, PAGE = 3700000000000000000, 12


def code(n: int) -> str:
    return str(InstaloaderPost.mediaid_to_shortcode(FIRST + n))


@dataclass
class Account:
    """An account whose posts are numbered by age, and what is held of it."""

    shown: set[int]
    announced: int
    held: set[int] = field(default_factory=set)
    cursor: Cursor = field(default_factory=dict)
    pages: int = 0
    """The number of pages of the last walk."""

    def walk(self, day: int, *, gone: Sequence[int] = ()) -> bool:
        """Walk down the list on that day, and find some posts gone; return whether the night is complete."""
        stored = {f"instagram:{code(n)}": "" for n in self.held}
        request = Request(cursor=self.cursor, stored_posts=stored, now=NOW + timedelta(days=day))
        walk = InstagramCursor.begin(request, self.announced, visible=True)
        in_order, self.pages = sorted(self.shown, reverse=True), 0
        while not (walk.done or walk.ended):
            listed, rest = in_order[:PAGE], in_order[PAGE:]
            walk.take({"edges": [_edge(n) for n in listed], "page_info": {"has_next_page": bool(rest)}})
            self.held |= set(listed)
            in_order, self.pages = rest, self.pages + 1
        self.cursor = walk.cursor
        if walk.verdict():
            return False
        for number in gone:
            self.held -= {number}
            self.cursor = walk.without_one(code(number), self.cursor)
        return walk.yet_unfound(self.cursor) is None


def _edge(n: int) -> dict[str, object]:
    taken_at = int(datetime(2024, 1, 1, tzinfo=NOW.tzinfo).timestamp()) + n
    return {"node": {"code": code(n), "pk": FIRST + n, "taken_at": taken_at, "timeline_pinned_user_ids": []}}


def test_an_account_that_archives_post_after_post_settles_each_time() -> None:
    account = Account(set(range(60)), announced=60)
    assert account.walk(0)
    for month in range(1, 10):  # more, in the end, than the tenth by which a list may be short at first
        account.shown -= {60 - month * 3}
        nights = [account.walk(30 * month, gone=[60 - month * 3])]
        nights += [account.walk(30 * month + day) for day in range(1, 5)]
        assert nights[3:] == [True, True], month
        assert account.pages == 1, month


def test_a_list_that_a_wall_cuts_off_does_not_settle_for_what_was_lacking_before() -> None:
    account = Account(set(range(100)), announced=105)
    assert [account.walk(day) for day in range(4)] == [False, False, True, True]
    account.shown, account.announced, account.held = set(range(60, 100)), 106, set(range(100))
    assert [account.walk(day) for day in range(4, 9)] == [False] * 5


def test_a_deletion_below_the_walk_is_no_sign_of_a_post_that_came_back_when_it_is_found_later() -> None:
    account = Account(set(range(100)), announced=100)
    assert account.walk(0)
    account.shown, account.announced = account.shown - {80} | {100, 101}, 101
    assert [account.walk(1), account.pages] == [True, 1]
    assert account.walk(1, gone=[80])
    assert [account.walk(2), account.pages] == [True, 1]


def test_a_shortcode_that_tells_no_number_ends_no_walk() -> None:
    request = Request(cursor={}, stored_posts={f"instagram:{'A' * 39}": ""}, now=NOW)
    walk = InstagramCursor.begin(request, 20, visible=True)
    unread = {"node": {"code": "B" * 39, "taken_at": 1}}
    walk.take({"edges": [unread, *map(_edge, range(20))], "page_info": {"has_next_page": False}})
    assert walk.cursor["mark"]


@pytest.mark.parametrize("taken_at", [1704067200_000, 99_999_999_999, 2**70, -1, None])
def test_a_time_at_which_no_post_was_published_makes_no_gap(taken_at: int | None) -> None:
    walk = InstagramCursor.begin(Request(cursor={}, stored_posts={}, now=NOW), 60, visible=True)
    edges = [{"node": {"code": code(n), "pk": FIRST + n, "taken_at": taken_at}} for n in range(9, 0, -1)]
    walk.take({"edges": edges, "page_info": {"has_next_page": True}})
    ends = [gap.ends_at for gap in gaps_of("posts", walk.cursor)]
    assert all(end is None or end <= NOW for end in ends)
    assert ends


def test_the_newest_post_that_was_deleted_makes_no_walk_deeper_when_it_is_found_gone() -> None:
    account = Account(set(range(100)), announced=100)
    assert account.walk(0)
    account.shown, account.announced = account.shown - {99}, 99
    assert [account.walk(1), account.pages] == [True, 1]
    account.shown, account.announced = account.shown | {100}, 100
    assert [account.walk(2, gone=[99]), account.pages] == [True, 1]


def test_a_post_that_comes_back_itself_beside_a_fresh_deletion_makes_no_night_partial() -> None:
    account = Account(set(range(100)), announced=100)
    assert account.walk(0)
    account.shown, account.announced = account.shown - {20}, 99  # below the walk, so that nobody sees which
    assert [account.walk(1), account.pages] == [True, 1]
    account.shown, account.announced = account.shown - {95} | {20}, 99
    assert [account.walk(2, gone=[95]), account.pages] == [True, 1]
    assert [account.walk(3), account.pages] == [True, 9]
    assert [account.walk(4), account.pages] == [True, 1]
    assert account.held == account.shown
