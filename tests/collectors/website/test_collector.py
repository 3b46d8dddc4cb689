"""Second looks, deletions, pace and robots.txt."""

from __future__ import annotations

import pytest

from collectors.errors import (
    Blocked,
    CollectorError,
    Incomplete,
    RateLimited,
    Stopped,
    Unavailable,
)
from collectors.request import Request
from tests.collectors.limits import OpenLimits
from tests.collectors.website.cms import LIST, MISSING, Cms, Reply, Shelf, article_page, path_of, reply

# Looking again


def test_due_articles_are_looked_at_again_wherever_they_stand(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.asked.clear()
    cms.instead[path_of(102)] = reply(article_page(102, "<p>Diralat.</p>"))
    shelf.harvest(request=shelf.due(108, 102))
    assert cms.asked == ["/robots.txt", LIST, path_of(108), path_of(102)]
    assert shelf.held["website:127.0.0.1/102"].text == "Diralat."
    assert shelf.cursor["complete"] is True


@pytest.mark.parametrize("status", [404, 410])
def test_a_look_up_that_finds_nothing_proves_a_deletion(cms: Cms, shelf: Shelf, status: int) -> None:
    shelf.harvest()
    cms.numbers.remove(102)
    cms.instead[path_of(102)] = reply(MISSING, status)
    assert shelf.harvest(request=shelf.due(102)).error is None
    assert shelf.gone == ["website:127.0.0.1/102"]


def test_a_site_that_shows_no_article_at_all_proves_no_deletion(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.instead = {path_of(number): reply(MISSING, 404) for number in cms.numbers}
    cms.numbers.remove(102)
    shelf.harvest(request=shelf.due(102))
    assert "1 article that was looked at again and every other one was not found" in str(shelf.error)
    assert shelf.gone == []
    cms.instead = {path_of(102): reply(MISSING, 404)}
    assert shelf.harvest(request=shelf.due(102)).error is None
    assert shelf.gone == ["website:127.0.0.1/102"]


def test_a_deletion_is_kept_though_later_looks_fail(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.numbers = [109]
    broken = {path_of(number): reply("<html></html>", 500) for number in (104, 103, 102)}
    cms.instead = {path_of(108): reply(MISSING, 404), **broken}
    shelf.harvest(request=shelf.due(108, 104, 103, 102))
    assert "3 articles in a row could not be read" in str(shelf.error)
    assert shelf.gone == ["website:127.0.0.1/108"]


def test_a_deletion_is_believed_where_any_stored_article_still_stands(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    stored = {post_id: post.url for post_id, post in shelf.held.items()}
    cms.instead = {path_of(number): reply(MISSING, 404) for number in (101, 102, 103, 105)}
    cms.instead[LIST] = (304, {}, b"")  # the list shows nothing
    shelf.harvest(request={**shelf.due(102), "stored_posts": stored})
    assert shelf.error is None
    assert shelf.gone == ["website:127.0.0.1/102"]


def test_a_soft_not_found_proves_no_deletion_and_is_told(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    held = dict(shelf.held)
    cms.instead[path_of(102)] = reply(MISSING)
    assert shelf.harvest(request=shelf.due(108, 102)).error is None
    assert (shelf.gone, shelf.held) == ([], held)
    told = f"addresses of stored articles that hold no article now: 1, first: {cms.base[7:]}{path_of(102)}"
    assert [page.note for page in shelf.pages if page.note] == [told]
    assert [page.note for page in shelf.harvest(request=shelf.due(108)).pages if page.note] == []


def test_an_article_that_is_still_listed_is_not_called_deleted(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.instead[path_of(108)] = reply(MISSING, 404)
    shelf.harvest(request=shelf.due(108))
    assert shelf.gone == []


def test_a_failed_look_up_leaves_the_walk_complete(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.instead[path_of(102)] = reply("", 500)
    assert isinstance(shelf.harvest(request=shelf.due(102)).error, Incomplete)
    assert shelf.cursor["complete"] is True


def test_an_address_of_another_site_is_never_asked(shelf: Shelf) -> None:
    shelf.harvest()
    shelf.harvest(request={"due": {"website:127.0.0.1/102": "http://lain.example/content/berita-terkini/102/x"}})
    assert "lain.example/content/berita-terkini/102/x is not of this site" in str(shelf.error)


# Manners


def test_requests_are_paced_and_the_first_does_not_wait(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    assert shelf.pauses == [0.5] * (len(cms.asked) - 1)


def test_robots_can_slow_the_pace_but_not_quicken_it(cms: Cms, shelf: Shelf) -> None:
    cms.instead["/robots.txt"] = reply("User-agent: *\nCrawl-delay: 2\n")
    assert set(shelf.harvest().pauses) == {2.0}
    cms.instead["/robots.txt"] = reply("User-agent: *\nCrawl-delay: 0.1\n")
    shelf.pauses.clear()
    assert set(shelf.harvest().pauses) == {0.5}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply("User-agent: *\nDisallow: /\n"), Blocked),
        (reply("", 500), Unavailable),
        ((0, {}, b""), Unavailable),
        (reply("", 429), RateLimited),
        (reply("", 302, Location="http://lain.example/robots.txt"), Unavailable),
    ],
)
def test_nothing_is_read_that_robots_forbids_or_hides(
    cms: Cms, shelf: Shelf, answer: Reply, kind: type[CollectorError]
) -> None:
    cms.instead["/robots.txt"] = answer
    shelf.harvest()
    assert isinstance(shelf.error, kind)
    assert cms.asked == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_robots_allows_everything(cms: Cms, shelf: Shelf, status: int) -> None:
    cms.instead["/robots.txt"] = reply("", status)
    assert shelf.harvest().numbers == cms.numbers


def test_a_disallowed_list_page_is_not_asked_and_the_first_is_kept(cms: Cms, shelf: Shelf) -> None:
    cms.instead["/robots.txt"] = reply(f"User-agent: *\nDisallow: {LIST}/page/\n")
    shelf.harvest()
    assert isinstance(shelf.error, Blocked)
    assert f"{LIST}/page/2" in str(shelf.error)
    assert shelf.numbers == [108, 107, 106]


def test_being_asked_to_stop_ends_between_requests(shelf: Shelf) -> None:
    def stop(_seconds: float) -> None:
        raise Stopped("asked to end")

    with pytest.raises(Stopped):
        list(shelf.collector().pages(Request(), OpenLimits(on_pause=stop)))


def test_redirects_within_the_site_are_followed(cms: Cms, shelf: Shelf) -> None:
    moved = f"{LIST}/104/alamat-baru"
    cms.instead[path_of(104)] = reply("", 301, Location=moved)
    shelf.harvest()
    assert shelf.error is None
    assert shelf.held["website:127.0.0.1/104"].url == cms.base + moved
