"""Tests for a WordPress that counts more posts than it shows, over several nights."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from collectors.errors import Incomplete
from collectors.website.wordpress.interface import PER_PAGE
from tests.collectors.website.crawl.test_wordpress_pages import OUT_OF_MEMORY, USUAL, WORDPRESS, asked, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.collectors.website.office import Blog, DeskOf, Reply


def hiding(blog: Blog, path: str, hides: Callable[[int], bool]) -> Reply:
    """Answer as where a plugin hides posts that WordPress counts."""
    status, told, body = blog.answer(path)
    return status, told, json.dumps([post for post in json.loads(body) if not hides(post["id"])])


@pytest.mark.parametrize("hides", [50, 3, 2])
def test_posts_that_are_counted_and_never_shown_are_believed_the_second_night(
    blog: Blog, desk_of: DeskOf, hides: int
) -> None:
    fill(blog, 150)
    blog.office.pages[USUAL] = lambda path: hiding(blog, path, lambda number: number % hides == 0)
    desk = desk_of(**WORDPRESS)
    ends: list[Any] = []
    for night in range(5):
        ends.append(desk.harvest().error)
        assert len(desk.held) == len([post for post in blog.posts if post["id"] % hides])
        for number in range(3):  # the hidden ones are other many every night
            blog.write(151 + 3 * night + number)
    assert [isinstance(end, Incomplete) for end in ends] == [True, False, False, False, False]
    assert desk.cursor["complete"] is True
    assert f"posts that the site counts and never shows, when last read whole: {156 // hides}" in desk.notes[-1]
    blog.office.asked.clear()
    desk.harvest()
    assert len(blog.office.asked) <= 3


@pytest.mark.parametrize(("short", "below"), [({0}, 8), ({0, 2}, 50)])
def test_a_night_that_shows_late_or_far_fewer_posts_is_no_second_sign(
    blog: Blog, desk_of: DeskOf, short: set[int], below: int
) -> None:
    fill(blog, 150)
    blog.office.pages[USUAL] = lambda path: hiding(
        blog, path, lambda number: number % 50 == 0 or (desk.nights - 1 in short and number < below)
    )
    desk = desk_of(**WORDPRESS)
    ends = [desk.harvest().error is None for _ in range(5)]
    assert len(desk.held) == 147
    assert ends.index(True) == max(short) + 2
    assert "posts that the site counts and never shows, when last read whole: 3" in " ".join(desk.notes)


def cut(blog: Blog, path: str, *, largest: int = PER_PAGE, pages: int = 9) -> Reply:
    """Answer as where pages are cut, or from some page on show nothing, and all posts are counted."""
    size = int(asked(path)["per_page"])
    status, told, body = blog.answer(path.replace(f"per_page={size}", f"per_page={min(size, largest)}"))
    total = int(told["X-WP-Total"])
    deep = "include" not in path and int(asked(path).get("page", 1)) > pages
    return status, {"X-WP-Total": str(total), "X-WP-TotalPages": str(-(-total // size))}, "[]" if deep else body


@pytest.mark.parametrize("how", [{"largest": 10}, {"largest": 50}, {"pages": 2}, {"pages": 1}])
def test_pages_that_are_cut_or_empty_hide_nothing(blog: Blog, desk_of: DeskOf, how: dict[str, int]) -> None:
    fill(blog, 350)
    blog.office.pages[USUAL] = lambda path: cut(blog, path, **how)
    desk = desk_of(**WORDPRESS)
    for night in range(4):
        assert isinstance(desk.harvest().error, Incomplete)
        blog.write(351 + night)
    blog.office.pages[USUAL] = blog.answer
    assert (desk.harvest().error, len(desk.held)) == (None, 354)


def test_posts_that_were_missing_on_two_nights_alone_are_read_on_the_third(blog: Blog, desk_of: DeskOf) -> None:
    fill(blog, 350)
    desk = desk_of(**WORDPRESS)
    blog.office.pages[USUAL] = lambda path: hiding(blog, path, lambda n: desk.nights < 3 and n in range(10, 70))
    ends = []
    for night in range(4):
        ends.append(desk.harvest().error is None)
        blog.write(351 + night)
    assert ends == [False, True, True, True]
    assert len(desk.held) == 353


def test_a_larger_number_than_the_believed_one_is_told(blog: Blog, desk_of: DeskOf) -> None:
    fill(blog, 150)
    night = 2
    blog.office.pages[USUAL] = lambda path: hiding(
        blog, path, lambda n: n % 50 == 0 or (desk.nights == night + 1 and n < 9)
    )
    desk = desk_of(**WORDPRESS)
    ends = [desk.harvest(full=run == night).error is None for run in range(5)]
    assert ends == [False, True, False, True, True]


def test_drafts_of_older_days_keep_no_site_partial_that_hides_some(blog: Blog, desk_of: DeskOf) -> None:
    for number in range(2, 122, 2):
        blog.write(number)
    blog.office.pages[USUAL] = lambda path: hiding(blog, path, lambda number: number % 40 == 0)
    desk = desk_of(**WORDPRESS)
    ends = []
    for night in range(6):
        ends.append(desk.harvest().error is None)
        blog.write(61 + 2 * night)
    assert ends == [False, True, True, True, True, True]


def test_a_disturbance_while_posts_are_looked_up_takes_no_deletion_away(blog: Blog, desk_of: DeskOf) -> None:
    fill(blog, 250)
    desk = desk_of(**WORDPRESS).harvest()
    blog.take(5, 20)
    for page in (OUT_OF_MEMORY, "<html><h1>Situs sedang dalam perbaikan</h1><p>Maintenance</p></html>"):
        blog.office.pages[USUAL] = lambda path, page=page: (200, {}, page) if "include=" in path else blog.answer(path)
        blog.office.asked.clear()
        assert desk.harvest().error is not None
        assert len(blog.office.asked) < 20
    blog.office.pages[USUAL] = blog.answer
    assert desk.harvest().error is None
    assert len(desk.gone) == 2
