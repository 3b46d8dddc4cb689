from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.records import Gap
from collectors.request import Request
from collectors.x.cursor import Range, XCursor, moment_of, number_at
from collectors.x.responses import at_edge

TOP = 120
NIGHT = datetime(2026, 11, 24, 1, tzinfo=UTC)
pairs = st.lists(st.tuples(st.integers(0, 100), st.one_of(st.none(), st.integers(0, 100))), max_size=4)


def numbers(ranges: Any) -> list[int]:
    return sorted(n for r in ranges for n in range(r.since + 1, TOP if r.until is None else r.until))


@given(pairs, st.integers(0, 100))
def test_dividing_ranges_loses_and_doubles_no_number(told: list[Any], edge: int) -> None:
    ranges = [Range(since, until) for since, until in told]
    pieces = at_edge(ranges, edge)
    assert numbers(pieces) == numbers(ranges)
    assert all(p.since >= edge or (p.until is not None and p.until <= edge + 1) for p in pieces)


def test_a_number_tells_its_moment() -> None:
    assert moment_of(number_at(NIGHT)) == NIGHT
    assert number_at(datetime(2007, 1, 1, tzinfo=UTC)) == 0


class Reader:
    """Reads a stream of posts, one an hour, by ranges alone; remembers each number that it was given."""

    def __init__(self) -> None:
        self.cursor: Any = {}
        self.got: list[int] = []

    def run(self, posts: list[int], since: datetime | None, *, pages: int = 1000, scarce: bool = False) -> None:
        request = Request(
            cursor=self.cursor,
            since=since,
            budget_is_short=scarce,
            now=moment_of(posts[-1]),
            stored_posts={f"x:{number}": str(number) for number in self.got},
        )
        standing = XCursor.load(self.cursor).begun(request)
        for day in range(pages):  # a promise that nothing keeps is believed to be empty on a second day
            if not standing.ranges:
                return
            wanted = standing.ranges[0]
            there = [n for n in posts if n > wanted.since and (wanted.until is None or n < wanted.until)]
            page = sorted(there, reverse=True)[:3]
            self.got += page
            standing = standing.after(page, more=len(there) > len(page), today=str(day))
            self.cursor = standing.dump()


def hours(count: int) -> list[int]:
    return [number_at(NIGHT + timedelta(hours=n)) for n in range(count)]


def at(hour: int | None) -> datetime | None:
    return None if hour is None else NIGHT + timedelta(hours=hour)


nights = st.tuples(
    st.one_of(st.none(), st.integers(0, 30)), st.integers(0, 5) | st.just(1000), st.integers(0, 4), st.booleans()
)


@given(st.lists(nights, min_size=1, max_size=8))
def test_however_the_beginning_moves_and_runs_die_each_post_is_read_once_and_none_is_left_out(lived: list[Any]) -> None:
    reader, there = Reader(), 12
    for since, pages, new, scarce in lived:
        there += new
        reader.run(hours(there), at(since), pages=pages, scarce=scarce)
        assert len(reader.got) == len(set(reader.got))
    reader.run(hours(there), at(5))
    assert set(hours(there)[5:]) <= set(reader.got)
    assert XCursor.load(reader.cursor).gaps() == ()
    reader.run(hours(there), None)
    assert sorted(reader.got) == hours(there)


def test_a_cursor_of_old_asks_once_for_what_is_older_than_all_that_is_held() -> None:
    posts = hours(20)
    reader = Reader()
    reader.got = posts[8:]
    reader.cursor = {"user_id": "1", "newest": str(posts[-1]), "ranges": []}
    reader.run(posts, at(8))
    assert reader.got == posts[8:]
    reader.run(posts, None)
    assert sorted(reader.got) == posts


def test_a_cursor_of_old_amid_its_history_goes_on_there() -> None:
    posts = hours(20)
    reader = Reader()
    reader.got = posts[14:]
    reader.cursor = {"user_id": "1", "newest": str(posts[-1]), "ranges": [["0", str(posts[14])]]}
    reader.run(posts, at(8))
    assert sorted(reader.got) == posts[8:]
    reader.run(posts, None)
    assert sorted(reader.got) == posts


@pytest.mark.parametrize("scarce", [False, True])
def test_what_an_earlier_run_left_comes_first_unless_money_is_scarce(*, scarce: bool) -> None:
    reader = Reader()
    reader.run(hours(10), None, pages=1)
    reader.got.clear()
    reader.run(hours(12), None, pages=1, scarce=scarce)
    newest = set(hours(12)[10:])
    assert bool(newest & set(reader.got)) is scarce


def test_gaps_are_told_from_when_to_when() -> None:
    posts = hours(10)
    standing = XCursor("1", posts[-1], (Range(0, posts[4]), Range(posts[-1])), (Range(0, 5),))
    assert standing.gaps() == (Gap(None, at(4)), Gap(at(9), None))
    assert XCursor.load(standing.dump()).gaps() == standing.gaps()


TODAY, TOMORROW = "2026-11-24", "2026-11-25"


def test_an_empty_page_after_a_promise_is_believed_on_a_second_day_only() -> None:
    begun = XCursor("1", ranges=(Range(0),)).after([90, 80], more=True, today=TODAY)
    doubted = begun.after([], more=False, today=TODAY)
    assert [(one.until, one.promised) for one in doubted.ranges] == [(80, TODAY)]
    assert doubted.gaps() != ()
    assert doubted.after([], more=False, today=TODAY).ranges == doubted.ranges
    assert doubted.after([], more=False, today=TOMORROW).ranges == ()
    found = doubted.after([70, 60], more=False, today=TOMORROW)
    assert found.ranges == ()
    assert XCursor.load(doubted.dump()) == doubted


def test_late_posts_are_found_below_a_recent_post_that_is_not_due() -> None:
    now = datetime(2026, 11, 24, 1, tzinfo=UTC)
    ages = {
        name: number_at(now - timedelta(hours=hours))
        for name, hours in zip("abcdefgh", (5, 10, 20, 30, 50, 120, 200, 220), strict=True)
    }
    stored = {f"x:{number}": f"https://x.com/a/status/{number}" for number in ages.values()}
    due = {f"x:{ages[name]}": stored[f"x:{ages[name]}"] for name in "acdg"}
    begun = XCursor("1", newest=ages["a"], older=()).begun(Request(stored_posts=stored, due_later=due, now=now))
    assert begun.ranges == (Range(ages["b"]), Range(ages["e"], ages["b"]))  # and g, of last week, is looked up
    paid = Request(stored_posts=stored, due_later=due, now=now, read_today=frozenset({f"x:{ages['c']}"}))
    assert XCursor("1", newest=ages["a"], older=()).begun(paid).ranges == (
        Range(ages["b"]),
        Range(ages["e"], ages["c"]),
    )


def test_an_empty_page_that_nobody_promised_to_follow_is_an_end() -> None:
    assert XCursor("1", newest=90, ranges=(Range(90),)).after([], more=False, today=TODAY).ranges == ()
    assert XCursor("1", ranges=(Range(0),)).after([90, 80], more=False, today=TODAY).ranges == ()


def test_a_doubted_range_lets_the_others_go_first() -> None:
    ranges = (Range(0, 50, ""), Range(60, 70))
    after = XCursor("1", newest=90, ranges=ranges).after([], more=False, today=TODAY)
    assert after.ranges == (Range(60, 70), Range(0, 50, TODAY))


def test_what_is_newer_is_read_with_the_newest_posts_that_are_due() -> None:
    stored = {f"x:{n}": f"https://x.com/a/status/{n}" for n in (50, 60, 70, 80, 90)}
    due = {key: stored[key] for key in ("x:90", "x:80", "x:60")}
    standing = XCursor("1", newest=90, older=())
    assert standing.begun(Request(stored_posts=stored, due_later=due)).ranges == (Range(70),)
    everything = Request(stored_posts=stored, due_later=stored)
    assert standing.begun(everything).ranges == (Range(49),)
    assert standing.begun(Request(stored_posts=stored)).ranges == (Range(90),)
    assert standing.begun(Request(stored_posts=stored, due_later=due, budget_is_short=True)).ranges == (Range(90),)
    read = Request(stored_posts=stored, due_later=due, read_today=frozenset({"x:90"}))
    assert standing.begun(read).ranges == (Range(90),)


@pytest.mark.parametrize(
    ("left", "newer"),
    [
        (Range(10, 20), (Range(70),)),
        (Range(75, 85), (Range(84), Range(70, 76))),
        (Range(40, 75), (Range(74),)),
        (Range(70, 90), (Range(89),)),
        (Range(85, 88), (Range(87), Range(70, 86))),
    ],
)
def test_after_a_run_that_broke_off_due_posts_are_read_too_and_nothing_twice(
    left: Range, newer: tuple[Range, ...]
) -> None:
    stored = {f"x:{n}": f"https://x.com/a/status/{n}" for n in (50, 60, 70, 80, 90)}
    due = {key: stored[key] for key in ("x:90", "x:80")}
    standing = XCursor("1", newest=90, ranges=(left,), older=())
    assert standing.begun(Request(stored_posts=stored, due_later=due)).ranges == (left, *newer)


def test_beside_a_gap_only_recent_posts_are_read_with_what_is_newer() -> None:
    old, older, recent = (number_at(NIGHT - timedelta(days=days)) for days in (10, 20, 1))
    stored = {f"x:{n}": f"https://x.com/a/status/{n}" for n in (older, old, recent)}
    request = Request(stored_posts=stored, due_later=stored, now=NIGHT)
    gap = Range(1, 5)
    standing = XCursor("1", newest=recent, ranges=(gap,), older=())
    assert standing.begun(request).ranges == (gap, Range(old))
    assert XCursor("1", newest=recent, older=()).begun(request).ranges == (Range(older - 1),)


@pytest.mark.parametrize("place", range(8))
def test_an_old_post_that_stands_among_newer_ones_is_not_the_end_of_what_was_read(place: int) -> None:
    page = [90, 80, 70, 60, 50, 40, 30, 20]
    cursor = XCursor(ranges=(Range(0),))
    assert cursor.after([*page[:place], 3, *page[place:]], more=True).ranges == (Range(0, 20, ""),)


def test_an_old_post_at_the_last_place_of_a_page_is_its_end_as_before_a_long_silence() -> None:
    cursor = XCursor(ranges=(Range(0),))
    assert cursor.after([90, 80, 70, 60, 3], more=True).ranges == (Range(0, 3, ""),)


@pytest.mark.parametrize("page", [[20, 30, 40, 50], [40, 20, 50, 30], [50, 40, 20, 60], [50, 50, 20, 20], [20]])
def test_a_page_in_no_order_ends_at_its_smallest_number(page: list[int]) -> None:
    assert XCursor(ranges=(Range(0),)).after(page, more=True).ranges == (Range(0, 20, ""),)
