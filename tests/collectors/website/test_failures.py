"""Broken articles, walls and silence: each is named, and costs as little as possible."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from collectors.errors import (
    Blocked,
    CollectorError,
    Incomplete,
    RateLimited,
    SourceChanged,
    Unavailable,
)
from tests.collectors.website.cms import (
    CHALLENGE,
    LIST,
    LOGIN,
    MISSING,
    UPKEEP,
    Cms,
    Reply,
    Shelf,
    article_page,
    path_of,
    reply,
)

# Articles that are not to be had


@pytest.mark.parametrize("answer", [reply(MISSING, 404), reply(MISSING, 410), reply(MISSING)])
def test_a_dead_link_is_no_article_and_is_tried_once_more(cms: Cms, shelf: Shelf, answer: Reply) -> None:
    cms.instead[path_of(104)] = answer
    shelf.harvest()
    assert shelf.error is None
    assert shelf.pages[-1].note == "listed addresses that hold no article: 1"
    assert shelf.gone == []
    del cms.instead[path_of(104)]
    assert shelf.harvest().numbers == cms.numbers
    assert shelf.cursor["complete"] is True


def test_a_site_of_dead_links_only_is_not_called_complete(cms: Cms, shelf: Shelf) -> None:
    cms.instead = {path_of(number): reply(MISSING) for number in cms.numbers}
    shelf.harvest()
    assert "8 listed articles were not found, and no other was read" in str(shelf.error)
    assert shelf.cursor["complete"] is False
    assert shelf.harvest().error is None  # the second sign
    assert "8 listed articles were not found, and no other was read" in str(shelf.pages[-1].note)


@pytest.mark.parametrize("missing", [reply(MISSING), reply(MISSING, 404), reply(MISSING, 410)])
def test_a_night_in_which_no_article_is_found_is_not_complete_beside_a_list_of_known_ones(
    cms: Cms, shelf: Shelf, missing: Reply
) -> None:
    shelf.harvest()
    cms.numbers = [109, *cms.numbers]
    cms.instead = {path_of(number): missing for number in cms.numbers}
    shelf.harvest(request=shelf.due(108, 102))
    assert "2 listed articles were not found, and no other was read" in str(shelf.error)
    assert (shelf.cursor["complete"], shelf.gone) == (False, [])
    cms.instead = {}
    assert shelf.harvest().numbers == cms.numbers
    assert (shelf.error, shelf.cursor["complete"]) == (None, True)


def test_a_stored_article_that_is_gone_but_still_listed_leaves_a_night_complete(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.instead = {path_of(108): reply(MISSING, 404)}
    assert shelf.harvest(request=shelf.due(108)).error is None
    assert shelf.cursor["complete"] is True


def test_links_that_stay_dead_are_no_gap_in_quiet_nights_between_others(cms: Cms, shelf: Shelf) -> None:
    cms.instead = {path_of(number): reply(MISSING, 404) for number in (107, 105, 104)}
    for number in (None, 109, None, 110, None):
        cms.numbers = [number, *cms.numbers] if number else cms.numbers
        assert shelf.harvest().error is None
        assert shelf.cursor["complete"] is True


def test_a_link_that_stays_dead_is_asked_once_a_night_and_harms_nothing(cms: Cms, shelf: Shelf) -> None:
    cms.instead[path_of(107)] = reply(MISSING, 404)
    for _ in range(3):
        cms.asked.clear()
        assert shelf.harvest().error is None
        assert cms.articles_asked().count(107) == 1
    assert cms.asked.count(LIST) == 1
    assert f"{LIST}/page/2" not in cms.asked


BROKEN = {
    "server error": (reply("<h1>A PHP Error was encountered</h1>", 500), "error of the site's own program"),
    "gateway": (reply("<html>nginx</html>", 502), "answers with an error (HTTP 502)"),
    "hang up": ((0, {}, b""), "the connection broke off"),
    "cut short": (reply(article_page(104)[:-40]), "was cut short"),
    "length": (reply(article_page(104), Content_Length="99999", Connection="close"), "the connection broke off"),
    "blank": (reply(""), "is an empty page"),
    "maintenance": (reply(UPKEEP), "maintenance page"),
    "php error": (reply("<h4>A PHP Error was encountered</h4>"), "error of the site's own program"),
    "new markup": (reply(article_page(104).replace("isi-berita", "x9")), "has no .isi-berita"),
    "forbidden": (reply("<html></html>", 403), "is forbidden (HTTP 403)"),
    "teapot": (reply("<html></html>", 418), "answered HTTP 418"),
    "large": (reply(article_page(104, "<p>naskah</p>" * 500_000)), "larger than 5 MB"),
    "bomb": (reply(gzip.compress(b"<p>bom</p>" * 2_000_000), Content_Encoding="gzip"), "larger than 5 MB"),
    "no gzip": (reply(article_page(104), Content_Encoding="gzip"), "compressed wrongly"),
    "elsewhere": (reply("", 302, Location="http://169.254.169.254/latest"), "not of this site and was not asked"),
    "file": (reply("", 302, Location="file:///etc/passwd"), "not of this site and was not asked"),
    "port": (reply("", 302, Location="http://127.0.0.1:1/"), "not of this site and was not asked"),
    "two readers": (reply("", 302, Location="http://lain.example\\@127.0.0.1/"), "not of this site"),
    "loop": (reply("", 302, Location=path_of(104)), "redirects more than 5 times"),
    "home": (reply("", 302, Location=LIST), "instead of its article"),
    "disallowed": (reply("", 302, Location="/login"), "robots.txt does not allow"),
}


@pytest.mark.parametrize(("answer", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_article_is_named_and_read_by_the_next_harvest(
    cms: Cms, shelf: Shelf, answer: Reply, reason: str
) -> None:
    cms.instead[path_of(104)] = answer
    shelf.harvest()
    assert isinstance(shelf.error, Incomplete)
    assert str(shelf.error).startswith("1 of 8 articles could not be read, first: ")
    assert reason in str(shelf.error)
    assert "\n" not in str(shelf.error)
    assert len(shelf.held) == 7
    assert shelf.cursor["complete"] is False
    cms.instead.clear()
    assert shelf.harvest().numbers == cms.numbers


def test_three_failures_in_a_row_end_the_walk(cms: Cms, shelf: Shelf) -> None:
    cms.instead = {path_of(number): reply("<html></html>", 500) for number in (107, 106, 105)}
    shelf.harvest()
    assert isinstance(shelf.error, Unavailable)
    assert "3 articles in a row could not be read" in str(shelf.error)
    assert cms.articles_asked() == [108, 107, 106, 105]


@pytest.mark.parametrize("path", [path_of(104), LIST, f"{LIST}/page/2"])
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(CHALLENGE), "firewall"),
        (reply(CHALLENGE, 403), "firewall"),
        (reply("<html></html>", 403, cf_mitigated="challenge"), "firewall"),
        (reply(LOGIN), "login page"),
    ],
)
def test_a_wall_served_in_the_place_of_a_page_blocks_at_once(
    cms: Cms, shelf: Shelf, path: str, answer: Reply, reason: str
) -> None:
    cms.instead[path] = answer
    shelf.harvest()
    assert isinstance(shelf.error, Blocked)
    assert reason in str(shelf.error)
    assert cms.asked[-1] == path


@pytest.mark.parametrize("told", ["90", "Tue, 24 Nov 2026 01:01:30 GMT"])
def test_too_many_requests_tell_when_to_come_back_by_the_sites_own_clock(cms: Cms, shelf: Shelf, told: str) -> None:
    cms.instead[path_of(107)] = reply("", 429, Retry_After=told)
    shelf.harvest()
    assert isinstance(shelf.error, RateLimited)
    assert shelf.error.retry_at == datetime(2026, 11, 24, 1, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("page", "kind", "reason"),
    [
        (reply("maaf", 500), Unavailable, "answers with an error"),
        (reply("", 403), Blocked, "forbidden"),
        (reply("", 404), SourceChanged, "was not found"),
        (reply("<html><ul class=pagination></ul></html>"), SourceChanged, "lists no article"),
        (reply("<html><p>Selamat datang</p></html>"), SourceChanged, "has no list of articles"),
        (reply("<html><div class=berita-item><a href=/x>x</a></div></html>"), SourceChanged, "no link to an article"),
        (reply(UPKEEP), Unavailable, "maintenance"),
        (reply(""), Unavailable, "empty page"),
    ],
)
def test_a_first_list_page_that_is_none_ends_the_harvest(
    cms: Cms, shelf: Shelf, page: Reply, kind: type[CollectorError], reason: str
) -> None:
    cms.instead[LIST] = page
    shelf.harvest()
    assert type(shelf.error) is kind
    assert reason in str(shelf.error)


def test_changed_markup_in_the_middle_of_the_list_is_not_its_end(cms: Cms, shelf: Shelf) -> None:
    cms.instead[f"{LIST}/page/2"] = reply("<html><p>Wajah baru</p></html>")
    assert isinstance(shelf.harvest().error, SourceChanged)


def test_a_site_that_does_not_answer_is_unavailable() -> None:
    shelf = Shelf("http://127.0.0.1:9").harvest()
    assert isinstance(shelf.error, Unavailable)
    assert "connection refused" in str(shelf.error)


def test_a_body_selector_that_finds_nothing_in_any_article_is_told(cms: Cms, shelf: Shelf) -> None:
    cms.instead = {path_of(number): reply(article_page(number, text="<span></span>")) for number in cms.numbers}
    shelf.harvest()
    assert isinstance(shelf.error, Incomplete)
    assert "the last 8 articles have no text: compare body of the layout (.isi-berita)" in str(shelf.error)
    assert len(shelf.numbers) == 8
    cms.numbers.insert(0, 109)
    cms.instead = {}
    assert shelf.harvest().error is None


def test_articles_that_are_pictures_are_no_empty_ones(cms: Cms, shelf: Shelf) -> None:
    picture = "<img src=/a.jpg alt='Infografis'>"
    cms.instead = {path_of(number): reply(article_page(number, text=picture)) for number in cms.numbers}
    assert shelf.harvest().error is None
