from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from collectors.errors import (
    Blocked,
    CollectorError,
    Incomplete,
    RateLimited,
    SourceChanged,
    Stopped,
    Unavailable,
)
from collectors.http.session import session
from collectors.records import Media, Page, Parsed, RawPage, Task
from collectors.website.collector import WebsiteCollector
from collectors.website.parse.article import parse_article, post_id_of
from collectors.website.parse.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

JAKARTA = ZoneInfo("Asia/Jakarta")
LIST = "/content/berita-terkini"
CHALLENGE = "<html><head><title>Just a moment...</title></head><body></body></html>"
LOGIN = "<html><body><form><input type='password' name=p></form></body></html>"
UPKEEP = "<html><title>Situs dalam pemeliharaan</title><body></body></html>"
MISSING = "<html><title>Halaman tidak ditemukan</title><body><h2>Halaman tidak ditemukan</h2></body></html>"

Reply = tuple[int, dict[str, str], bytes]


def reply(page: str | bytes = "", status: int = 200, **headers: str) -> Reply:
    """Make an answer; header names are given with underscores."""
    body = page if isinstance(page, bytes) else page.encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {"Content-Type": "text/html; charset=utf-8"} | named, body


def article_page(number: int, text: str = "", meta: str = "12 Januari 2026AdminKota", head: str = "") -> str:
    """Write an article as the watched site builds it."""
    body = text or f"<p>Warga menanam {number} pohon.</p>"
    return (
        f"<html><head><title>Kota</title>{head}</head><body><div><h1 class=judul>Berita {number}</h1>"
        f"<div class=meta-berita>{meta}</div><div class=dibaca>Dibaca : 1.234 Kali</div>"
        f"<div class=isi-berita>{body}</div></div>"
        f"<aside><a href='{LIST}/99999/terkait'>Terkait tidak ditemukan</a></aside></body></html>"
    )


@dataclass
class Cms:
    """A small news site: what it lists, what it answers instead, and what it was asked."""

    numbers: list[int] = field(default_factory=list)
    size: int = 3
    instead: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    pager: bool = True
    base: str = ""

    def answer(self, path: str) -> Reply:
        """Answer a request."""
        self.asked.append(path)
        if path in self.instead:
            return self.instead[path]
        if path == "/robots.txt":
            return reply("User-agent: *\nDisallow: /login\n")
        if path == LIST or path.startswith(f"{LIST}/page/"):
            return reply(self.list_page(1 if path == LIST else int(path.rpartition("/")[2])))
        number = path.removeprefix(f"{LIST}/").partition("/")[0]
        if number.isdecimal() and int(number) in self.numbers:
            return reply(article_page(int(number)))
        return reply(MISSING, 404)

    def list_page(self, page: int) -> str:
        """Write a list page, with a side bar whose links look like those of articles."""
        shown = self.numbers[(page - 1) * self.size : page * self.size]
        items = "".join(
            f"<div class=berita-item><h3 class=judul-item><a href='{LIST}/{n}/berita-{n}'>Berita {n}</a></h3></div>"
            for n in shown
        )
        last = -(-len(self.numbers) // self.size)
        links = "".join(f"<a href='{LIST}/page/{n}'>{n}</a>" for n in range(1, last + 1)) if self.pager else ""
        return (
            f"<html><body>{items}<ul class=pagination>{links}</ul>"
            f"<aside class=sidebar><a href='{LIST}/88888/terpopuler'>Terpopuler</a></aside></body></html>"
        )

    def articles_asked(self) -> list[int]:
        """The articles that were asked for, in order."""
        parts = [path.split("/") for path in self.asked if path.startswith(f"{LIST}/")]
        return [int(part[3]) for part in parts if part[3].isdecimal()]


@pytest.fixture
def cms() -> Iterator[Cms]:
    site = Cms(numbers=list(range(108, 100, -1)))  # eight articles on three pages

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: two would wait for a delayed ACK, 40 ms each

        def do_GET(self) -> None:  # the name that http.server calls
            status, headers, body = site.answer(self.path)
            if status == 0:  # hang up
                self.close_connection = True
                return
            self.send_response_only(status)
            self.send_header("Date", "Tue, 24 Nov 2026 01:00:00 GMT")
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    site.base = f"http://127.0.0.1:{server.server_port}"
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Shelf:
    """A store in small: what was committed page by page, and how the harvest ended."""

    base: str
    held: dict[str, Any] = field(default_factory=dict)
    cursor: dict[str, Any] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    error: CollectorError | None = None

    def collector(self, **options: Any) -> WebsiteCollector:
        """Make a collector of the small site."""
        settings: dict[str, Any] = {
            "source_id": "web-kota",
            "url": self.base,
            "layout": Layout(),
            "session": session("mailto:humas@kota.example", attempts=0, may_reach=lambda address: address.is_loopback),
            "pace_seconds": 0.5,
            "timezone": JAKARTA,
        }
        return WebsiteCollector(**(settings | options))

    def harvest(self, *, kill_after: int | None = None, task: dict[str, Any] | None = None, **options: Any) -> Shelf:
        """Run one harvest, committing each page."""
        self.pages, self.error = [], None
        collector = self.collector(**options)
        wanted: dict[str, Any] = {
            "cursor": self.cursor,
            "known": lambda ids: set(ids) & self.held.keys(),
            "pause": self.pauses.append,
        }
        try:
            for page in collector.pages(Task(**(wanted | (task or {})))):
                self.commit(page)
                assert collector.parse(page.raw) == page.parsed
                if len(self.pages) == kill_after:
                    break
        except CollectorError as error:
            self.error = error
        finally:
            collector.session.close()
        return self

    def commit(self, page: Page) -> None:
        """Keep what a page brought."""
        self.pages.append(page)
        self.held |= {post.post_id: post for post in page.parsed.posts}
        self.gone += page.parsed.gone
        self.cursor = dict(page.cursor) if page.cursor is not None else self.cursor

    @property
    def numbers(self) -> list[int]:
        """The numbers of the stored articles."""
        return sorted((int(post_id.rpartition("/")[2]) for post_id in self.held), reverse=True)

    def due(self, *numbers: int) -> dict[str, Any]:
        """A task that wants these articles looked at again."""
        return {"due": {f"website:127.0.0.1/{n}": f"{self.base}{LIST}/{n}/berita-{n}" for n in numbers}}


@pytest.fixture
def shelf(cms: Cms) -> Shelf:
    return Shelf(cms.base)


def path_of(number: int) -> str:
    return f"{LIST}/{number}/berita-{number}"


# Walking


def test_a_first_harvest_reads_every_listed_article_once(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    assert shelf.error is None
    assert shelf.numbers == cms.numbers == cms.articles_asked()
    assert shelf.cursor == {"complete": True}
    assert cms.asked[0] == "/robots.txt"


def test_each_article_is_a_page_and_its_list_page_follows(shelf: Shelf) -> None:
    kinds = [page.raw.kind for page in shelf.harvest().pages]
    assert kinds == ["article"] * 3 + ["list"] + ["article"] * 3 + ["list"] + ["article"] * 2 + ["list"] + ["list"]
    assert [page.cursor for page in shelf.pages[:-1]] == [{"complete": False}] * 11


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
    assert shelf.cursor == {"complete": True}


def test_a_pinned_old_article_above_new_ones_does_not_end_the_walk(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.numbers = [101, 112, 111, 110, 109, *range(108, 101, -1)]
    assert shelf.harvest().numbers == list(range(112, 100, -1))


def test_a_full_walk_goes_to_the_end_and_fetches_nothing_known(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.asked.clear()
    shelf.harvest(task={"full": True})
    assert cms.asked == ["/robots.txt", LIST, *(f"{LIST}/page/{n}" for n in (2, 3, 4))]


@pytest.mark.parametrize("kill_after", range(1, 12))
def test_a_killed_first_harvest_is_taken_up_without_loss(cms: Cms, shelf: Shelf, kill_after: int) -> None:
    shelf.harvest(kill_after=kill_after)
    assert shelf.harvest().numbers == cms.numbers
    assert sorted(cms.articles_asked()) == sorted(cms.numbers)
    assert shelf.cursor == {"complete": True}


@pytest.mark.parametrize("kill_after", range(1, 8))
def test_a_killed_later_harvest_leaves_no_hole(cms: Cms, shelf: Shelf, kill_after: int) -> None:
    shelf.harvest()
    cms.numbers = [*range(115, 108, -1), *cms.numbers]
    shelf.harvest(kill_after=kill_after)
    assert shelf.harvest().numbers == cms.numbers


def test_articles_that_arrive_while_paging_shift_the_list_but_are_read_once(cms: Cms, shelf: Shelf) -> None:
    collector = shelf.collector()
    for page in collector.pages(Task()):
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
    assert shelf.cursor == {"complete": True}


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
    assert shelf.cursor == {"complete": False}


def test_a_list_that_outruns_its_reader_is_followed_to_its_announced_end(cms: Cms, shelf: Shelf) -> None:
    cms.numbers = list(range(120, 100, -1))
    for page in (2, 3, 4):
        cms.instead[f"{LIST}/page/{page}"] = reply(cms.list_page(1))
    shelf.harvest()
    assert shelf.numbers == [120, 119, 118, *range(108, 100, -1)]
    assert shelf.cursor == {"complete": False}


def test_a_list_that_breaks_off_before_its_announced_end_is_incomplete(cms: Cms, shelf: Shelf) -> None:
    for page in (2, 3):
        cms.instead[f"{LIST}/page/{page}"] = reply(MISSING, 404)
    shelf.harvest()
    assert "broke off at page 2 although it links to page 3" in str(shelf.error)
    assert shelf.cursor == {"complete": False}


def test_a_list_longer_than_the_limit_is_incomplete(shelf: Shelf) -> None:
    shelf.harvest(max_pages=2)
    assert isinstance(shelf.error, Incomplete)
    assert "goes on after 2 pages; raise max_pages" in str(shelf.error)
    assert shelf.cursor == {"complete": False}


def test_a_wanted_beginning_ends_the_walk_at_the_first_older_list_page(cms: Cms, shelf: Shelf) -> None:
    for number in range(101, 106):
        cms.instead[path_of(number)] = reply(article_page(number, meta="12 Januari 2020"))
    since = datetime(2025, 1, 1, tzinfo=UTC)
    shelf.harvest(task={"since": since})
    assert (shelf.numbers, shelf.cursor) == (
        list(range(108, 102, -1)),
        {"complete": True, "since": since.isoformat()},
    )
    assert shelf.harvest().numbers == cms.numbers  # a longer history is wanted now


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
    assert shelf.cursor == {"complete": True}


def test_a_site_of_dead_links_only_is_not_called_complete(cms: Cms, shelf: Shelf) -> None:
    cms.instead = {path_of(number): reply(MISSING) for number in cms.numbers}
    for _ in range(2):
        shelf.harvest()
        assert "all 8 listed articles were not found" in str(shelf.error)
        assert shelf.cursor == {"complete": False}


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
    assert shelf.cursor == {"complete": False}
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
        (reply("galat", 500), Unavailable, "answers with an error"),
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


# Looking again


def test_due_articles_are_looked_at_again_wherever_they_stand(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.asked.clear()
    cms.instead[path_of(102)] = reply(article_page(102, "<p>Diralat.</p>"))
    shelf.harvest(task=shelf.due(108, 102))
    assert cms.asked == ["/robots.txt", LIST, path_of(108), path_of(102)]
    assert shelf.held["website:127.0.0.1/102"].text == "Diralat."
    assert shelf.cursor == {"complete": True}


@pytest.mark.parametrize("status", [404, 410])
def test_a_look_up_that_finds_nothing_proves_a_deletion(cms: Cms, shelf: Shelf, status: int) -> None:
    shelf.harvest()
    cms.numbers.remove(102)
    cms.instead[path_of(102)] = reply(MISSING, status)
    assert shelf.harvest(task=shelf.due(102)).error is None
    assert shelf.gone == ["website:127.0.0.1/102"]


def test_a_soft_not_found_proves_no_deletion(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.instead[path_of(102)] = reply(MISSING)
    assert shelf.harvest(task=shelf.due(102)).error is None
    assert shelf.gone == []


def test_an_article_that_is_still_listed_is_not_called_deleted(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.instead[path_of(108)] = reply(MISSING, 404)
    shelf.harvest(task=shelf.due(108))
    assert shelf.gone == []


def test_a_failed_look_up_leaves_the_walk_complete(cms: Cms, shelf: Shelf) -> None:
    shelf.harvest()
    cms.instead[path_of(102)] = reply("", 500)
    assert isinstance(shelf.harvest(task=shelf.due(102)).error, Incomplete)
    assert shelf.cursor == {"complete": True}


def test_an_address_of_another_site_is_never_asked(shelf: Shelf) -> None:
    shelf.harvest()
    shelf.harvest(task={"due": {"website:127.0.0.1/102": "http://lain.example/content/berita-terkini/102/x"}})
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
        shelf.harvest(task={"pause": stop})


def test_redirects_within_the_site_are_followed(cms: Cms, shelf: Shelf) -> None:
    moved = f"{LIST}/104/alamat-baru"
    cms.instead[path_of(104)] = reply("", 301, Location=moved)
    shelf.harvest()
    assert shelf.error is None
    assert shelf.held["website:127.0.0.1/104"].url == cms.base + moved


# Reading articles


def read(page: str | bytes, url: str = f"https://kota.example{LIST}/104/berita", **layout: Any) -> Any:
    """Parse one article page."""
    body = page if isinstance(page, bytes) else page.encode()
    return parse_article(RawPage("article", url, body), replace(Layout(), **layout), JAKARTA)


def test_an_article_is_read_with_all_that_its_page_tells() -> None:
    post = read(
        article_page(
            104,
            "<img src=/uploads/a.jpg alt='Foto warga'><p>KOTA - Warga <b>menanam</b> pohon (7/1/2026).</p>"
            "<p><a href='/uploads/naskah.pdf'>Unduh</a> <a href='//lain.example/x#a'>lihat</a></p>"
            "<iframe src='https://video.example/embed/1'></iframe><table><tr><td>1</td></tr></table>"
            "<p class=baca-juga>Baca juga: <a href=/lain>Judul lain</a></p><p>Baca Juga : judul lain</p>"
            "<p><a href='javascript:alert(1)'>Selesai.</a> <img src='data:image/png;base64,x'></p>",
        )
    )
    assert post.post_id == "website:kota.example/104"
    assert post.kind == "article"
    assert post.title == "Berita 104"
    assert post.text == "KOTA - Warga menanam pohon (7/1/2026).\nUnduh lihat\nSelesai."
    assert (post.published_at, post.published_precision) == (datetime(2026, 1, 11, 17, tzinfo=UTC), "day")
    assert post.byline == "AdminKota"
    assert post.metrics.views == 1234
    assert post.metrics.likes is None
    assert post.links == ("https://kota.example/uploads/naskah.pdf", "https://lain.example/x")
    assert post.media == (
        Media("image", "https://kota.example/uploads/a.jpg", "Foto warga"),
        Media("file", "https://kota.example/uploads/naskah.pdf"),
        Media("video", "https://video.example/embed/1"),
    )


def test_a_date_in_the_text_is_not_the_date_of_the_article() -> None:
    post = read(article_page(104, "<p>Rapat digelar 7 Januari 2026.</p>", meta="AdminKota"))
    assert (post.published_at, post.published_precision, post.byline) == (None, "unknown", "AdminKota")


@pytest.mark.parametrize(
    ("meta", "byline"),
    [
        ("Rabu, 7 Januari 2026AdminKota", "AdminKota"),
        ("7 Januari 2026 | 09:14 WIBAdminKota", "AdminKota"),
        ("7 Januari 2026 | Humas", "Humas"),
        ("7 Januari 2026", None),
    ],
)
def test_the_author_is_what_stands_beside_the_date(meta: str, byline: str | None) -> None:
    assert read(article_page(104, meta=meta)).byline == byline


def test_a_machine_readable_date_goes_before_the_words() -> None:
    meta = "<time datetime='2026-01-07T09:14:00+07:00'>kemarin</time>"
    assert read(article_page(104, meta=meta)).published_at == datetime(2026, 1, 7, 2, 14, tzinfo=UTC)


def test_a_page_names_its_own_address_but_not_anothers() -> None:
    def named(url: str) -> str:
        return str(read(article_page(104, head=f"<link rel=canonical href='{url}'>")).url)

    assert named(f"https://www.kota.example{LIST}/104/judul") == f"https://www.kota.example{LIST}/104/judul"
    assert named(f"https://lain.example{LIST}/104/judul") == f"https://kota.example{LIST}/104/berita"
    assert named(f"https://kota.example{LIST}/105/judul") == f"https://kota.example{LIST}/104/berita"
    assert named("http://[") == f"https://kota.example{LIST}/104/berita"


def test_a_scanned_article_without_words_is_an_article() -> None:
    assert read(article_page(104, "<p><img src=/pindai.jpg></p>")).text == ""


@pytest.mark.parametrize("page", ["", "<html></html>", MISSING, article_page(104).replace("h1", "h5"), "\x00\x01"])
def test_a_page_without_title_and_body_is_no_article(page: str) -> None:
    with pytest.raises(SourceChanged):
        read(page)


def test_hostile_pages_are_text() -> None:
    post = read(article_page(104, "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" + "<div>" * 3000 + "=1+1\x00"))
    assert "<script>alert(1)</script>" in post.text
    assert "\x00" not in post.text


def test_another_layout_reads_slugs_and_a_bare_counter() -> None:
    page = (
        "<html><h1>Taman Baru</h1><div class=info>12 Januari 2026 | 4321</div>"
        "<div class=konten><p>Taman dibuka.</p></div></html>"
    )
    layout = Layout.read(
        {
            "list_path": "/berita",
            "page_path": "/berita?page={page}",
            "article_pattern": "^/detail/(?P<slug>[^/?#]+)",
            "title": "h1",
            "date": ".info",
            "author": "",
            "views": ".info",
            "views_pattern": r"\|\s*([0-9.]+)",
            "body": ".konten",
        }
    )
    raw = RawPage("article", "https://www.kota.example/detail/taman-baru", page.encode())
    post = parse_article(raw, layout, JAKARTA)
    assert (post.post_id, post.metrics.views) == ("website:kota.example/taman-baru", 4321)
    assert (post.byline, post.text) == (None, "Taman dibuka.")
    assert layout.page_of("https://kota.example/berita?page=7") == 7


@pytest.mark.parametrize("slug", ["", "a%00b", "a%0Ab", "a%1B%5B31m", "a" * 501])
def test_a_slug_that_no_database_takes_as_a_key_is_no_article(slug: str) -> None:
    layout = Layout.read({"article_pattern": "^/detail/(?P<slug>[^/?#]*)"})
    assert layout.identity_of(f"https://kota.example/detail/{slug}") is None
    assert layout.identity_of("https://kota.example/detail/taman%20baru") == "taman baru"


def test_a_number_of_endless_digits_is_no_article() -> None:
    assert Layout.read({}).identity_of(f"https://kota.example{LIST}/{'7' * 501}/judul") is None


@pytest.mark.parametrize(
    "url",
    [
        f"https://kota.example{LIST}/7139/judul",
        f"http://www.kota.example{LIST}/7139",
        f"https://KOTA.example:443{LIST}/7139/judul-lain?x=1#y",
        "https://kota.example/home/detail/007139/Judul-Lama",
    ],
)
def test_one_article_has_one_identity_under_all_its_addresses(url: str) -> None:
    assert post_id_of(url, Layout()) == "website:kota.example/7139"


def test_replay_reads_a_deletion_and_nothing_from_lists(shelf: Shelf) -> None:
    parse = shelf.collector().parse
    url = f"https://kota.example{LIST}/104/x"
    assert parse(RawPage("gone", url, b"")) == Parsed(gone=("website:kota.example/104",))
    assert parse(RawPage("list", f"https://kota.example{LIST}", b"")) == Parsed()


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ({"itm": "x"}, "itm is not known; did you mean item?"),
        ({"title": ""}, "title must not be empty"),
        ({"title": "h1..x"}, "title: 'h1..x' is no CSS selector"),
        ({"drop": [".a["]}, "drop: '.a[' is no CSS selector"),
        ({"drop": ".iklan"}, "drop must be a list"),
        ({"drop": [3]}, "drop must be a list"),
        ({"first_page": "1"}, "first_page must be a whole number"),
        ({"article_pattern": "/berita/.*"}, "needs a group"),
        ({"article_pattern": "("}, "article_pattern: '(' is no regular expression"),
        ({"views_pattern": "[0-9]+"}, "views_pattern needs a group"),
        ({"page_path": "/berita"}, "page_path must contain {page}"),
        ({"page_step": 0}, "page_step must be at least 1"),
    ],
)
def test_a_layout_that_cannot_work_is_refused_with_its_key(block: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        Layout.read(block)
