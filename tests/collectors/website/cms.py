"""A small news site in the form of the watched one, and a store in memory that harvests it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from collectors.errors import (
    CollectorError,
)
from collectors.http.session import session
from collectors.records import Page
from collectors.request import Request
from collectors.website.collector import WebsiteCollector
from collectors.website.parse.layout import Layout
from tests.collectors.limits import OpenLimits

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

    def harvest(self, *, kill_after: int | None = None, request: dict[str, Any] | None = None, **options: Any) -> Shelf:
        """Run one harvest, committing each page."""
        self.pages, self.error = [], None
        collector = self.collector(**options)
        wanted: dict[str, Any] = {
            "cursor": self.cursor,
            "known_posts": frozenset(self.held),
        }
        limits = OpenLimits(pauses=self.pauses)
        try:
            for page in collector.pages(Request(**(wanted | (request or {}))), limits):
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
        """A request that wants these articles looked at again."""
        return {"due": {f"website:127.0.0.1/{n}": f"{self.base}{LIST}/{n}/berita-{n}" for n in numbers}}


def path_of(number: int) -> str:
    return f"{LIST}/{number}/berita-{number}"
