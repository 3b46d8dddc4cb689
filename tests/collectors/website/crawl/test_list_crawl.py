"""Lists are walked to their end, without loss and without reading anything twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from collectors.errors import (
    Incomplete,
)
from collectors.request import Request
from tests.collectors.limits import OpenLimits
from tests.collectors.website.cms import LIST, MISSING, Cms, Reply, Shelf, article_page, path_of, reply

# Walking


def test_a_first_harvest_reads_every_listed_article_once(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    assert shelf.error is None
    assert shelf.numbers == cms.numbers == cms.articles_asked()
    assert shelf.cursor["complete"] is True
    assert cms.asked[0] == "/robots.txt"


def test_each_article_is_a_page_and_its_list_page_follows(shelf: Shelf) -> None:
    kinds = [page.raw.kind for page in shelf.harvest().pages]
    assert kinds == ["article"] * 3 + ["list"] + ["article"] * 3 + ["list"] + ["article"] * 2 + ["list"] + ["list"]
    assert [page.cursor and page.cursor["complete"] for page in shelf.pages[:-1]] == [False] * 11


def test_pages_account_for_every_request(cms: Cms, shelf: Shelf) -> None:
    assert sum(page.requests for page in shelf.harvest().pages) == len(cms.asked)


def test_links_outside_of_items_are_not_followed(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    assert not {88888, 99999} & set(cms.articles_asked())


def test_a_complete_walk_asks_next_time_for_one_list_page_only(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.asked.clear()
    assert shelf.harvest().error is None
    assert cms.asked == ["/robots.txt", LIST]
    assert shelf.cursor["complete"] is True


def test_a_pinned_old_article_above_new_ones_does_not_end_the_walk(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.numbers = [101, 112, 111, 110, 109, *range(108, 101, -1)]
    assert shelf.harvest().numbers == list(range(112, 100, -1))


def test_a_full_walk_goes_to_the_end_and_fetches_nothing_known(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.asked.clear()
    shelf.harvest(request={"full": True})
    assert cms.asked == ["/robots.txt", LIST, *(f"{LIST}/page/{n}" for n in (2, 3, 4))]


@pytest.mark.parametrize("kill_after", range(1, 12))
def test_a_killed_first_harvest_is_taken_up_without_loss(cms: Cms, shelf: Shelf, kill_after: int) -> None:
    shelf.harvest(kill_after=kill_after)
    assert shelf.harvest().numbers == cms.numbers
    assert sorted(cms.articles_asked()) == sorted(cms.numbers)
    assert shelf.cursor["complete"] is True


@pytest.mark.parametrize("kill_after", range(1, 8))
def test_a_killed_later_harvest_leaves_no_hole(cms: Cms, shelf: Shelf, kill_after: int) -> None:
    shelf.harvest()
    cms.numbers = [*range(115, 108, -1), *cms.numbers]
    shelf.harvest(kill_after=kill_after)
    assert shelf.harvest().numbers == cms.numbers


def test_articles_that_arrive_while_paging_shift_the_list_but_are_read_once(cms: Cms, shelf: Shelf) -> None:
    collector = shelf.collector()
    for page in collector.pages(Request(), OpenLimits()):
        shelf.commit(page)
        if page.raw.kind == "list" and len(cms.numbers) < 12:
            cms.numbers.insert(0, max(cms.numbers) + 1)
    collector.session.close()
    assert set(range(101, 109)) <= set(shelf.numbers)
    assert len(cms.articles_asked()) == len(set(cms.articles_asked()))


@pytest.mark.parametrize("end", [reply(MISSING, 404), reply(MISSING), reply("<html><ul class=pagination></ul></html>")])
def test_an_empty_or_missing_page_past_the_end_ends_the_list(cms: Cms, shelf: Shelf, end: Reply) -> None:
    cms.instead[f"{LIST}/page/4"] = end
    assert shelf.harvest().error is None
    assert cms.asked[-1] == f"{LIST}/page/4"


@pytest.mark.parametrize("repeated", [1, 3])
def test_a_repeated_page_past_the_end_ends_the_list(cms: Cms, shelf: Shelf, repeated: int) -> None:
    cms.instead[f"{LIST}/page/4"] = reply(cms.list_page(repeated))
    assert shelf.harvest().error is None
    assert shelf.cursor["complete"] is True


def test_without_a_pager_one_more_page_tells_the_end(cms: Cms, shelf: Shelf) -> None:
    cms.pager = False
    assert shelf.harvest().error is None
    assert cms.asked[-1] == f"{LIST}/page/5"


@pytest.mark.parametrize("repeated", [False, True])
def test_an_empty_or_repeated_page_in_the_middle_is_a_hole_and_not_the_end(
    cms: Cms, shelf: Shelf, repeated: bool
) -> None:
    page = cms.list_page(1) if repeated else "<html><ul class=pagination></ul></html>"
    cms.instead[f"{LIST}/page/2"] = reply(page)
    shelf.harvest()
    assert isinstance(shelf.error, Incomplete)
    assert "list page 2 showed nothing new although page 3 does" in str(shelf.error)
    assert shelf.numbers == [108, 107, 106, 102, 101]
    assert shelf.cursor["complete"] is False


def test_a_list_that_outruns_its_reader_is_followed_to_its_announced_end(cms: Cms, shelf: Shelf) -> None:
    cms.numbers = list(range(120, 100, -1))
    for page in (2, 3, 4):
        cms.instead[f"{LIST}/page/{page}"] = reply(cms.list_page(1))
    shelf.harvest()
    assert shelf.numbers == [120, 119, 118, *range(108, 100, -1)]
    assert shelf.cursor["complete"] is False


def test_a_list_that_breaks_off_before_its_announced_end_is_incomplete(cms: Cms, shelf: Shelf) -> None:
    for page in (2, 3):
        cms.instead[f"{LIST}/page/{page}"] = reply(MISSING, 404)
    shelf.harvest()
    assert "broke off at page 2 although it links to page 3" in str(shelf.error)
    assert shelf.cursor["complete"] is False


def test_a_list_longer_than_the_limit_is_incomplete(shelf: Shelf) -> None:
    shelf.harvest(max_pages=2)
    assert isinstance(shelf.error, Incomplete)
    assert "goes on after 2 pages; raise max_pages" in str(shelf.error)
    assert shelf.cursor["complete"] is False


def test_a_wanted_beginning_ends_the_walk_at_the_first_older_list_page(cms: Cms, shelf: Shelf) -> None:
    for number in range(101, 106):
        cms.instead[path_of(number)] = reply(article_page(number, meta="12 Januari 2020"))
    since = datetime(2025, 1, 1, tzinfo=UTC)
    shelf.harvest(request={"since": since})
    assert shelf.numbers == list(range(108, 102, -1))
    assert (shelf.cursor["complete"], shelf.cursor["since"]) == (True, since.isoformat())
    assert shelf.harvest().numbers == cms.numbers  # a longer history is wanted now
