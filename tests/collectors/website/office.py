"""A small site with feeds, sitemaps and articles, and a store in memory that harvests it by any method."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from collectors.errors import CollectorError
from collectors.http.session import session
from collectors.records import Page, Post, Validator
from collectors.request import Request
from collectors.website.collector import WebsiteCollector
from collectors.website.parse.layout import ANY_PAGE, Layout
from tests.collectors.limits import OpenLimits

if TYPE_CHECKING:
    from collectors.website.method import Method

ZONE = ZoneInfo("Asia/Jakarta")
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
TEXT = [
    "Bekasi Contoh - Posko layanan keliling hadir di halaman kantor kelurahan mulai pukul delapan pagi.",
    "Petugas menerima berkas kependudukan, memeriksa tekanan darah, dan mencatat aduan tentang lampu jalan yang padam.",
    "Warga cukup membawa kartu identitas; antrean diatur dengan nomor supaya semua orang terlayani sebelum siang.",
]

Reply = tuple[int, dict[str, str], str | bytes]


@dataclass
class Office:
    """A small site: what stands at its addresses, and what it was asked."""

    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    tags: bool = False
    """Whether pages bear an ETag."""
    base: str = ""

    def answer(self, path: str, headers: dict[str, str]) -> Reply:
        """Answer a request."""
        self.asked.append(path)
        self.headers.append(headers)
        found = self.pages.get(path, self.pages.get(urlsplit(path).path))
        made = found(path) if callable(found) else found
        if path == "/robots.txt" and made is None:
            return 200, {}, "User-agent: *\nDisallow:\n"
        if made is None:
            return 404, {}, "<html><h1>Halaman tidak ditemukan</h1></html>"
        status, told, body = made if isinstance(made, tuple) else (200, {}, made)
        if self.tags and status == 200:
            tag = f'"{hash(body)}"'
            if headers.get("if-none-match") == tag:
                return 304, {"ETag": tag}, ""
            told = told | {"ETag": tag}
        return status, told, body

    def article(self, slug: str, *, title: str = "", on: str = "2026-11-12", lines: list[str] | None = None) -> None:
        """Put an article at /berita/SLUG."""
        paragraphs = "".join(f"<p>{line}</p>" for line in lines or [*TEXT, f"Berita {slug} selesai dibacakan."])
        self.pages[f"/berita/{slug}"] = (
            f"<html><head><title>{title or slug}</title><meta property='article:published_time' content='{on}'></head>"
            "<body><nav><a href='/'>Beranda</a><a href='/profil'>Profil</a></nav>"
            f"<article><h1>{title or f'Kabar {slug}'}</h1>{paragraphs}</article>"
            "<aside><h3>Terpopuler</h3><a href='/berita/lain'>Judul lain yang tidak dibaca</a></aside>"
            "<footer>Hak cipta kantor contoh</footer></body></html>"
        )


@dataclass
class Desk:
    """A store in small, with what it remembers of addresses."""

    base: str
    method: Method
    layout: Layout = field(default_factory=lambda: Layout(article_pattern=ANY_PAGE))
    held: dict[str, Post] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    cursor: dict[str, Any] = field(default_factory=dict)
    remembered: dict[str, Validator] = field(default_factory=dict)
    age: timedelta = timedelta(hours=1)
    error: CollectorError | None = None
    pages: list[Page] = field(default_factory=list)
    nights: int = 0
    """How many nights have been; each harvest is one more, unless its request says when it is."""

    def harvest(self, **request: Any) -> Desk:
        """Run one harvest."""
        self.pages, self.error = [], None
        now = request.pop("now", NIGHT + timedelta(days=self.nights))
        self.nights += 1
        told: dict[str, Any] = {
            "cursor": self.cursor,
            "known_posts": frozenset(self.held),
            "stored_posts": {key: post.url for key, post in self.held.items() if key not in self.gone},
            "validators": {url: replace(known, seen_at=now - self.age) for url, known in self.remembered.items()},
            "now": now,
        }
        with session("humas@kota.example", attempts=0, may_reach=lambda address: address.is_loopback) as web:
            collector = WebsiteCollector(
                source_id="web",
                url=self.base,
                layout=self.layout,
                session=web,
                pace_seconds=0,
                timezone=ZONE,
                method=self.method,
            )
            try:
                for page in collector.pages(Request(**told | request), OpenLimits()):
                    self._commit(page)
                    assert collector.parse(page.raw) == page.parsed
            except CollectorError as error:
                self.error = error
        return self

    def _commit(self, page: Page) -> None:
        self.pages.append(page)
        self.held |= {post.post_id: post for post in page.parsed.posts}
        self.gone += page.parsed.gone
        self.unchanged += page.parsed.unchanged
        self.remembered |= {validator.url: validator for validator in page.validators}
        self.cursor = dict(page.cursor) if page.cursor is not None else self.cursor

    def due(self) -> dict[str, dict[str, str]]:
        """A request that wants every post looked at again."""
        return {"due": {post.post_id: post.url for post in self.held.values()}}

    @property
    def notes(self) -> list[str]:
        """What the pages said to a person."""
        return [page.note for page in self.pages if page.note]


DeskOf = Callable[..., Desk]


def rss(base: str, slugs: list[str], *, full: bool = False) -> str:
    """Write an RSS 2.0 feed."""
    items = "".join(
        f"<item><title>Kabar {slug} &amp; lain</title><link>{base}/berita/{slug}</link>"
        f"<pubDate>Thu, 12 Nov 2026 09:{n:02}:00 +0700</pubDate><description>&lt;p&gt;Cuplikan&lt;/p&gt;</description>"
        + (f"<content:encoded><![CDATA[<p>Isi {slug}</p><p>Akhir</p>]]></content:encoded>" if full else "")
        + "</item>"
        for n, slug in enumerate(slugs)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        f'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Kota</title>{items}</channel></rss>'
    )


# WordPress


@dataclass
class Blog:
    """A WordPress in small: its interface for posts."""

    office: Office
    posts: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, path: str) -> Reply:
        """Answer as its interface does."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        shown = self.posts
        if "include" in query:
            shown = [post for post in self.posts if str(post["id"]) in query["include"].split(",")]
        if query.get("orderby") == "modified":
            shown = sorted(self.posts, key=lambda post: post.get("modified_gmt", ""), reverse=True)
        size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        told = {"X-WP-Total": str(len(shown)), "X-WP-TotalPages": str(-(-len(shown) // size))}
        return 200, told, json.dumps(shown[(page - 1) * size : page * size])

    def write(self, number: int, words: str = "Isi", **more: Any) -> None:
        """Publish a post, newest first."""
        post = {
            "id": number,
            "date_gmt": "2026-11-12T02:00:00",
            "modified_gmt": f"2026-11-12T02:00:00.{number:04}",
            "link": f"{self.office.base}/2026/11/kabar-{number}/",
            "title": {"rendered": f"Kabar {number} &#8211; &#8220;baru&#8221; &amp; hangat"},
            "content": {"rendered": f"<p>{words} {number}</p>\n<p>Akhir</p>", "protected": False},
        }
        self.posts.insert(0, post | more)

    def take(self, *numbers: int, proof: Reply | None = None) -> None:
        """Bin posts, so that the interface denies them one by one."""
        self.posts = [post for post in self.posts if post["id"] not in numbers]
        for number in numbers:
            gone: Reply = (404, {}, '{"code": "rest_post_invalid_id"}')
            self.office.pages[f"/wp-json/wp/v2/posts/{number}"] = proof or gone

    def edit(self, number: int, **changes: Any) -> None:
        """Change a post, later than all others."""
        post = next(post for post in self.posts if post["id"] == number)
        post |= changes | {"modified_gmt": "2026-11-23T02:00:00"}
