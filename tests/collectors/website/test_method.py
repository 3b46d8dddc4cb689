"""Sites that are read by configuration alone: feeds, sitemaps, WordPress, main texts, wishes, unchanged pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from collectors.errors import Blocked, CollectorError, Incomplete, SourceChanged, Unavailable
from collectors.http.session import session
from collectors.records import Page, Post, RawPage, Task, Validator
from collectors.website.collector import WebsiteCollector
from collectors.website.method import Method
from collectors.website.parse.feed import parse_feed, parse_sitemap
from collectors.website.parse.layout import ANY_PAGE, Layout

JAKARTA = ZoneInfo("Asia/Jakarta")
TEXT = [
    "Bekasi Contoh - Posko layanan keliling hadir di halaman kantor kelurahan mulai pukul delapan pagi.",
    "Petugas menerima berkas kependudukan, memeriksa tekanan darah, dan mencatat aduan tentang lampu jalan yang padam.",
    "Warga cukup membawa kartu identitas; antrean diatur dengan nomor supaya semua orang terlayani sebelum siang.",
]
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "bum"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<rss><channel><item><title>&b;</title><link>http://127.0.0.1/berita/1</link></item></channel></rss>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><item><title>&x;</title><link>http://127.0.0.1/berita/1</link></item></channel></rss>"
)

Reply = tuple[int, dict[str, str], str]


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


@pytest.fixture
def office() -> Iterator[Office]:
    site = Office()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, told, body = site.answer(self.path, {k.lower(): v for k, v in self.headers.items()})
            self.send_response_only(status)
            for name, value in ({"Content-Length": str(len(body.encode()))} | told).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

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
    age: float = 3600.0
    error: CollectorError | None = None
    pages: list[Page] = field(default_factory=list)

    def harvest(self, **task: Any) -> Desk:
        """Run one harvest."""
        self.pages, self.error = [], None
        told: dict[str, Any] = {
            "cursor": self.cursor,
            "known": lambda ids: set(ids) & self.held.keys(),
            "held": lambda: {key: post.url for key, post in self.held.items() if key not in self.gone},
            "validator": lambda url: (self.remembered[url], self.age) if url in self.remembered else None,
        }
        with session("humas@kota.example", attempts=0, may_reach=lambda address: address.is_loopback) as web:
            collector = WebsiteCollector(
                source_id="web",
                url=self.base,
                layout=self.layout,
                session=web,
                pace_seconds=0,
                timezone=JAKARTA,
                method=self.method,
            )
            try:
                for page in collector.pages(Task(**told | task)):
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
        """A task that wants every post looked at again."""
        return {"due": {post.post_id: post.url for post in self.held.values()}}

    @property
    def notes(self) -> list[str]:
        """What the pages said to a person."""
        return [page.note for page in self.pages if page.note]


@pytest.fixture
def desk_of(office: Office) -> Callable[..., Desk]:
    return lambda **method: Desk(office.base, Method(**method))


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


# Feeds


def test_a_feed_and_main_texts_need_no_selectors(office: Office, desk_of: Callable[..., Desk]) -> None:
    for slug in ("satu", "dua"):
        office.article(slug)
    office.pages["/rss"] = rss(office.base, ["satu", "dua"])
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    assert desk.error is None
    assert desk.cursor == {"complete": True}
    post = desk.held["website:127.0.0.1/berita/dua"]
    assert post.text == "\n".join([*TEXT, "Berita dua selesai dibacakan."])
    assert post.title == "Kabar dua"
    assert post.method == "trafilatura"
    assert (post.published_at, post.published_precision) == (datetime(2026, 11, 12, 2, 1, tzinfo=UTC), "second")


def test_an_unchanged_feed_costs_one_conditional_request(office: Office, desk_of: Callable[..., Desk]) -> None:
    office.tags = True
    office.article("satu")
    office.pages["/rss"] = rss(office.base, ["satu"])
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    office.asked.clear()
    assert desk.harvest().error is None
    assert office.asked == ["/rss"]
    assert office.headers[-1]["if-none-match"]
    assert desk.cursor == {"complete": True}


def test_a_feed_that_no_longer_reaches_back_is_a_gap(office: Office, desk_of: Callable[..., Desk]) -> None:
    for slug in ("satu", "dua", "tiga"):
        office.article(slug)
    office.pages["/rss"] = rss(office.base, ["satu"])
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    office.pages["/rss"] = rss(office.base, ["tiga", "dua"])
    desk.harvest()
    assert isinstance(desk.error, Incomplete)
    assert "no longer reaches back" in str(desk.error)
    assert len(desk.held) == 3
    assert desk.harvest().error is None


def test_a_feed_with_full_texts_needs_no_other_request(office: Office, desk_of: Callable[..., Desk]) -> None:
    office.pages["/feed"] = rss(office.base, ["satu", "dua"], full=True)
    desk = desk_of(discovery="feed", address="/feed", text="feed").harvest()
    assert desk.error is None
    assert office.asked == ["/robots.txt", "/feed"]
    post = desk.held["website:127.0.0.1/berita/satu"]
    assert (post.title, post.text, post.method) == ("Kabar satu & lain", "Isi satu\nAkhir", "feed")
    office.pages["/feed"] = rss(office.base, ["lima", "enam"], full=True)
    assert isinstance(desk.harvest().error, Incomplete)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (BOMB, "declares entities"),
        (OUTSIDE, "declares entities"),
        ("<rss><channel><title>A & B</title></channel></rss>", "not well-formed XML"),
        ("<rss><channel><item>", "not well-formed XML"),
        ("", "an empty page"),
        ('<?xml version="1.0" encoding="tiada"?><rss/>', "not well-formed XML"),
        ("<html><body><p>Beranda</p></body></html>", "is no RSS or Atom feed but <html>"),
        ("<html><title>Just a moment...</title></html>", "firewall"),
        ("<html><h1>Masuk</h1><input type=password></html>", "login page"),
        ("<rss><channel><item><link>/</link></item></channel></rss>", "but no article"),
    ],
)
@pytest.mark.parametrize("text", ["trafilatura", "feed"])
def test_what_is_no_feed_is_named(
    office: Office, desk_of: Callable[..., Desk], body: str, told: str, text: Any
) -> None:
    office.pages["/rss"] = body
    desk = desk_of(discovery="feed", address="/rss", text=text).harvest()
    assert isinstance(desk.error, (SourceChanged, Blocked, Unavailable))
    assert told in str(desk.error)
    assert desk.pages == []


def test_an_empty_feed_lists_nothing(office: Office, desk_of: Callable[..., Desk]) -> None:
    office.pages["/rss"] = "<rss><channel><title>Kota</title></channel></rss>"
    desk = desk_of(discovery="feed", address="/rss", text="feed").harvest()
    assert (desk.error, desk.held) == (None, {})


def test_links_to_other_sites_are_not_followed(office: Office, desk_of: Callable[..., Desk]) -> None:
    office.article("satu")
    inside = rss(office.base, ["satu"])
    office.pages["/rss"] = inside.replace("</channel>", "<item><link>http://169.254.169.254/x</link></item></channel>")
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    assert list(desk.held) == ["website:127.0.0.1/berita/satu"]


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">Satu &amp;amp; dua</title>
<link rel="edit" href="/x"/><link href="/berita/1"/><published>2026-11-12T09:00:00+07:00</published>
<updated>2026-11-13T09:00:00Z</updated><content type="html">&lt;p&gt;Isi&lt;/p&gt;</content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item><title>Tiga</title><link>https://kota.example/3</link>
<dc:date>2026-11-12T09:00:00+07:00</dc:date></item></rdf:RDF>"""


@pytest.mark.parametrize(
    ("body", "url", "title", "html"),
    [
        (ATOM, "https://kota.example/berita/1", "Satu & dua", "<p>Isi</p>"),
        (RDF, "https://kota.example/3", "Tiga", ""),
    ],
)
def test_atom_and_rdf_are_read_like_rss(body: str, url: str, title: str, html: str) -> None:
    (item,) = parse_feed(RawPage("list", "https://kota.example/feed", body.encode()), JAKARTA)
    assert (item.url, item.title, item.html) == (url, title, html)
    assert item.at == datetime(2026, 11, 12, 2, tzinfo=UTC)


# Sitemaps


def sitemap(base: str, slugs: list[str]) -> str:
    """Write a sitemap, with pages that are no articles."""
    pages = "".join(
        f"<url><loc>{base}{path}</loc></url>" for path in ("/", "/profil", *(f"/berita/{s}" for s in slugs))
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>'


def test_an_index_of_sitemaps_is_walked_to_its_end(office: Office, desk_of: Callable[..., Desk]) -> None:
    slugs = ["satu", "dua", "tiga"]
    for slug in slugs:
        office.article(slug)
    office.pages["/s1.xml"] = sitemap(office.base, slugs[:1])
    office.pages["/s2.xml"] = sitemap(office.base, slugs[1:])
    maps = [f"{office.base}/s1.xml", f"{office.base}/s2.xml", "http://lain.example/s.xml", f"{office.base}/sitemap.xml"]
    office.pages["/sitemap.xml"] = (
        "<sitemapindex>" + "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in maps) + "</sitemapindex>"
    )
    desk = desk_of(discovery="sitemap", address="/sitemap.xml", text="trafilatura")
    desk.layout = Layout(article_pattern=r"^/berita/(?P<slug>[^/]+)")
    desk.harvest()
    assert desk.error is None
    assert sorted(desk.held) == [f"website:127.0.0.1/{slug}" for slug in sorted(slugs)]
    assert desk.cursor == {"complete": True}
    office.asked.clear()
    desk.harvest()
    assert [path for path in office.asked if "berita" in path] == []


def test_sitemaps_without_end_are_a_gap(office: Office, desk_of: Callable[..., Desk]) -> None:
    def endless(path: str) -> str:
        here = int(path.removesuffix(".xml").rpartition("-")[2])
        return f"<sitemapindex><sitemap><loc>{office.base}/s-{here + 1}.xml</loc></sitemap></sitemapindex>"

    office.pages |= {f"/s-{n}.xml": endless for n in range(300)}
    desk = desk_of(discovery="sitemap", address="/s-0.xml", text="trafilatura").harvest()
    assert "lead to more than 200 others" in str(desk.error)
    assert desk.cursor["complete"] is False


def test_a_news_sitemap_tells_the_moment() -> None:
    body = (
        "<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://kota.example/1</loc>"
        "<n:news><n:publication_date>2026-11-12T09:00:00+07:00</n:publication_date></n:news></url></urlset>"
    )
    found = parse_sitemap(RawPage("list", "https://kota.example/s.xml", body.encode()), JAKARTA)
    assert found.pages == (("https://kota.example/1", datetime(2026, 11, 12, 2, tzinfo=UTC)),)


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
            gone = (404, {}, '{"code": "rest_post_invalid_id"}')
            self.office.pages[f"/wp-json/wp/v2/posts/{number}"] = proof or gone

    def edit(self, number: int, **changes: Any) -> None:
        """Change a post, later than all others."""
        post = next(post for post in self.posts if post["id"] == number)
        post |= changes | {"modified_gmt": "2026-11-23T02:00:00"}


@pytest.fixture
def blog(office: Office) -> Blog:
    made = Blog(office)
    office.pages["/wp-json/wp/v2/posts"] = made.answer
    return made


def test_wordpress_gives_its_whole_history_with_exact_times(blog: Blog, desk_of: Callable[..., Desk]) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    assert desk.error is None
    assert len(desk.held) == 250
    assert len(blog.office.asked) == 5  # robots.txt, three pages of posts, the newest changes
    assert {page.expected_total for page in desk.pages} == {250, None}
    post = desk.held["website:127.0.0.1/7"]
    assert post.title == "Kabar 7 – “baru” & hangat"
    assert post.text == "Isi 7\nAkhir"
    assert post.method == "wordpress"
    assert (post.published_at, post.published_precision) == (datetime(2026, 11, 12, 2, tzinfo=UTC), "second")


def test_a_night_without_news_costs_a_wordpress_one_request(blog: Blog, desk_of: Callable[..., Desk]) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.office.asked.clear()
    assert desk.harvest().error is None
    assert len(blog.office.asked) == 1
    assert [page.raw.kind for page in desk.pages] == ["same list"]
    blog.office.asked.clear()
    blog.write(251)
    desk.harvest()
    assert len(desk.held) == 251
    assert len(blog.office.asked) == 3  # a page more than has news, and what was changed


def test_an_edit_of_any_age_is_read(blog: Blog, desk_of: Callable[..., Desk]) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.edit(3, content={"rendered": "<p>Ralat</p>", "protected": False})
    blog.write(251)
    desk.harvest()
    assert desk.held["website:127.0.0.1/3"].text == "Ralat"
    assert desk.cursor["changed"] == "2026-11-23T02:00:00"


def test_an_interface_that_does_not_sort_by_change_is_read_all_the_same(
    blog: Blog, desk_of: Callable[..., Desk]
) -> None:
    blog.write(1)
    refused = 400, {}, '{"code": "rest_invalid_param"}'
    blog.office.pages["/wp-json/wp/v2/posts"] = lambda path: refused if "modified&" in path else blog.answer(path)
    desk = desk_of(discovery="wordpress").harvest()
    assert desk.error is None
    assert len(desk.held) == 1
    assert "changed" not in desk.cursor


def test_more_changes_than_a_night_reads_are_told(blog: Blog, desk_of: Callable[..., Desk]) -> None:
    for number in range(1, 301):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    for number in range(1, 301):
        blog.edit(number)
    blog.write(301)
    blog.office.asked.clear()
    assert "harvest --full" in desk.harvest().notes[0]
    assert len(blog.office.asked) == 12
    blog.office.asked.clear()
    assert desk.harvest().notes == []
    assert len(blog.office.asked) == 1


@pytest.mark.parametrize(
    "proof",
    [
        (404, {}, '{"code": "rest_post_invalid_id"}'),
        (401, {}, '{"code": "rest_forbidden"}'),
        (403, {}, '{"code": "rest_forbidden"}'),
    ],
)
def test_an_old_post_that_is_binned_or_made_private_is_proven_gone(
    blog: Blog, desk_of: Callable[..., Desk], proof: Reply
) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.take(3, proof=proof)
    blog.office.asked.clear()
    assert desk.harvest().error is None
    assert desk.gone == ["website:127.0.0.1/3"]
    asked = len(blog.office.asked)
    assert asked == 6  # the list, what was changed, three look-ups of what was not shown, the proof
    blog.office.asked.clear()
    desk.harvest()
    assert len(blog.office.asked) == 1


def test_what_is_only_absent_is_not_gone_nor_asked_for_every_night(blog: Blog, desk_of: Callable[..., Desk]) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.take(3, 4, proof=(200, {}, '{"id": 3, "status": "publish"}'))
    assert desk.harvest().gone == []
    blog.office.asked.clear()
    desk.harvest()
    assert len(blog.office.asked) == 1


def test_an_old_post_that_gets_a_password_is_no_longer_public(blog: Blog, desk_of: Callable[..., Desk]) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.edit(3, content={"rendered": "", "protected": True})
    blog.write(251)
    desk.harvest()
    assert desk.gone == ["website:127.0.0.1/3"]
    assert desk.held["website:127.0.0.1/3"].text == "Isi 3\nAkhir"


def test_many_that_are_gone_are_proven_over_several_nights(blog: Blog, desk_of: Callable[..., Desk]) -> None:
    for number in range(1, 251):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.take(*range(1, 71))
    counts = []
    for _ in range(3):
        blog.office.asked.clear()
        assert desk.harvest().error is None
        counts.append((len(desk.gone), len(blog.office.asked)))
    assert [gone for gone, _ in counts] == [50, 70, 70]
    assert counts[2][1] == 1
    assert max(asked for _, asked in counts) <= 56
    assert len(set(desk.gone)) == 70


def test_a_large_wordpress_is_looked_through_in_parts(
    blog: Blog, desk_of: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collectors.website.crawl.wordpress_crawl.MAX_LOOKUPS", 1)
    for number in range(1, 351):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.take(3)
    nights = 0
    while not desk.gone:
        blog.office.asked.clear()
        desk.harvest()
        nights += 1
        assert len(blog.office.asked) <= 4
    assert nights == 4
    assert desk.cursor["unsure"] is None


def test_a_history_that_shall_begin_earlier_is_walked_again(blog: Blog, desk_of: Callable[..., Desk]) -> None:
    for number in range(1, 301):
        blog.write(number, date_gmt=f"2026-{1 + number // 60:02}-12T02:00:00")
    desk = desk_of(discovery="wordpress").harvest(since=datetime(2026, 5, 1, tzinfo=UTC))
    assert len(desk.held) == 200
    desk.harvest()
    assert len(desk.held) == 300


def test_posts_behind_a_password_are_left_out_and_counted(blog: Blog, desk_of: Callable[..., Desk]) -> None:
    blog.write(1)
    blog.write(2, content={"rendered": "", "protected": True})
    desk = desk_of(discovery="wordpress").harvest()
    assert list(desk.held) == ["website:127.0.0.1/1"]
    assert desk.error is None
    assert desk.notes == ["posts behind a password: 1"]


@pytest.mark.parametrize(
    ("change", "told"), [("fewer", "taken away while"), ("count", "counts 151 posts but showed 150")]
)
def test_a_post_that_slips_away_while_paging_is_a_gap(
    blog: Blog, desk_of: Callable[..., Desk], change: str, told: str
) -> None:
    for number in range(1, 151):
        blog.write(number)

    def shifting(path: str) -> Reply:
        made = blog.answer(path)
        if change == "fewer":
            del blog.posts[5]  # what stood at the head of page 2 now stands at the end of page 1
        else:
            made[1]["X-WP-Total"] = "151"
        return made

    blog.office.pages["/wp-json/wp/v2/posts"] = shifting
    desk = desk_of(discovery="wordpress").harvest()
    assert isinstance(desk.error, Incomplete)
    assert told in str(desk.error)
    assert desk.cursor["complete"] is False
    blog.office.pages["/wp-json/wp/v2/posts"] = blog.answer
    assert desk.harvest().error is None
    assert len(desk.held) == 150


def test_a_post_that_comes_while_paging_is_no_gap(blog: Blog, desk_of: Callable[..., Desk]) -> None:
    for number in range(1, 151):
        blog.write(number)

    def growing(path: str) -> Reply:
        made = blog.answer(path)
        blog.write(1000 + len(blog.posts))
        return made

    blog.office.pages["/wp-json/wp/v2/posts"] = growing
    assert desk_of(discovery="wordpress").harvest().error is None


def test_due_posts_are_looked_up_together_and_the_gone_are_proven(blog: Blog, desk_of: Callable[..., Desk]) -> None:
    for number in range(1, 131):
        blog.write(number)
    desk = desk_of(discovery="wordpress").harvest()
    blog.posts = [post for post in blog.posts if post["id"] not in (3, 4, 5)]
    blog.posts[-1]["content"]["rendered"] = "<p>Ralat</p>"
    gone = {3: (404, "rest_post_invalid_id"), 4: (401, "rest_forbidden"), 5: (500, "aneh")}
    for number, (status, code) in gone.items():
        blog.office.pages[f"/wp-json/wp/v2/posts/{number}"] = (status, {}, json.dumps({"code": code}))
    blog.office.pages["/wp-json/wp/v2/posts/5"] = (400, {}, "{}")
    blog.office.asked.clear()
    desk.harvest(**desk.due())
    assert sorted(desk.gone) == ["website:127.0.0.1/3", "website:127.0.0.1/4"]
    assert desk.held["website:127.0.0.1/1"].text == "Ralat"
    assert len(blog.office.asked) == 7  # the list, two look-ups, three proofs, the changes


@pytest.mark.parametrize("odd", [{"id": 4}, {"id": 4, "content": "x"}, {"id": 4, "content": {"rendered": 5}}])
def test_a_post_of_an_unknown_shape_costs_no_other(
    blog: Blog, desk_of: Callable[..., Desk], odd: dict[str, Any]
) -> None:
    blog.write(1)
    blog.posts.append(odd)
    desk = desk_of(discovery="wordpress").harvest()
    assert desk.error is None
    assert list(desk.held) == ["website:127.0.0.1/1"]
    assert len(desk.pages[0].parsed.unreadable) == 1


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ((404, {}, '{"code": "rest_no_route"}'), "HTTP 404"),
        ((200, {}, "<html><body>Beranda</body></html>"), "is no JSON"),
        ((200, {}, '{"code": "aneh"}'), "is no list of posts"),
        ((401, {}, '{"code": "rest_not_logged_in"}'), "forbidden"),
        ((503, {}, "<h1>Situs dalam pemeliharaan</h1>"), "maintenance"),
    ],
)
def test_a_site_without_the_interface_is_named(
    blog: Blog, desk_of: Callable[..., Desk], reply: Reply, told: str
) -> None:
    blog.office.pages["/wp-json/wp/v2/posts"] = reply
    desk = desk_of(discovery="wordpress").harvest()
    assert told in str(desk.error)
    assert desk.held == {}


# Wishes


@pytest.mark.parametrize(
    ("method", "kept"),
    [
        ({"must": ("kota bekasi",)}, ["kota", "kotapraja"]),
        ({"must_not": ("kabupaten bekasi", "Cikarang")}, ["kota", "lain"]),
        ({"must": ("Kota Bekasi",), "must_not": ("Kabupaten Bekasi",)}, ["kota"]),
        ({}, ["kabupaten", "kota", "kotapraja", "lain"]),
    ],
)
@pytest.mark.parametrize("text", ["trafilatura", "feed"])
def test_namesakes_are_left_out_counted_and_not_fetched_again(
    office: Office, desk_of: Callable[..., Desk], method: dict[str, Any], kept: list[str], text: Any
) -> None:
    words = {
        "kota": "Layanan KOTA  BEKASI dibuka",
        "kabupaten": "Kabupaten Bekasi membuka pasar di Cikarang",
        "kotapraja": "Rapat Kota Bekasi dengan Kabupaten Bekasi",
        "lain": "Kota Bekasinya siapa",
    }
    for slug, title in words.items():
        office.article(slug, title=title)
    feed = rss(office.base, list(words), full=True)
    for slug, title in words.items():
        feed = feed.replace(f"Kabar {slug} &amp; lain", title)
    office.pages["/rss"] = feed
    desk = desk_of(discovery="feed", address="/rss", text=text, **method).harvest()
    assert sorted(post_id.rpartition("/")[2] for post_id in desk.held) == kept
    left_out = len(words) - len(kept)
    assert all(str(left_out) in note for note in desk.notes)
    assert bool(desk.notes) == bool(left_out)
    office.asked.clear()
    told = desk.notes
    assert told in ([], [f"articles left out by must and must_not: {left_out}"])
    if text == "trafilatura":
        assert desk.harvest().notes == told  # also when nothing has changed
    office.pages["/rss"] += "<!-- -->"
    assert desk.harvest().error is None
    assert desk.notes == told
    assert [path for path in office.asked if path.startswith("/berita")] == []


# Pages that are as they were


def listed(office: Office, slugs: list[str]) -> None:
    """Put a list page before articles."""
    items = "".join(
        f"<div class=berita-item><h3 class=judul-item><a href='/berita/{s}'>x</a></h3></div>" for s in slugs
    )
    office.pages["/content/berita-terkini"] = f"<html><body>{items}</body></html>"
    office.pages["/content/berita-terkini/page/2"] = "<html><body><p class=kosong></p></body></html>"


@pytest.mark.parametrize("tags", [True, False])
def test_a_look_at_an_unchanged_article_stores_no_second_copy(
    office: Office, desk_of: Callable[..., Desk], tags: bool
) -> None:
    office.tags = tags
    office.article("satu")
    listed(office, ["satu"])
    desk = desk_of(text="trafilatura").harvest()
    office.asked.clear()
    desk.harvest(**desk.due())
    assert desk.unchanged == list(desk.held)
    assert [page.raw.body[:5] for page in desk.pages] == [b"", b"HTTP "]
    assert office.asked == ["/content/berita-terkini", "/berita/satu"]
    office.article("satu", lines=[*TEXT, "Ralat: pukul sembilan."])
    desk.harvest(**desk.due())
    assert desk.held["website:127.0.0.1/berita/satu"].text.endswith("Ralat: pukul sembilan.")


def test_an_article_with_a_counter_is_always_read_whole(office: Office, desk_of: Callable[..., Desk]) -> None:
    office.tags = True
    office.pages["/berita/satu"] = (
        "<html><h1 class=judul>Satu</h1><div class=meta-berita>12 November 2026</div>"
        "<div class=dibaca>Dibaca : 12 Kali</div><div class=isi-berita><p>Isi</p></div></html>"
    )
    listed(office, ["satu"])
    desk = desk_of().harvest()
    desk.harvest(**desk.due())
    assert desk.pages[-1].parsed.posts[0].metrics.views == 12
    assert "if-none-match" not in office.headers[-1]


def test_robots_txt_is_asked_for_once_a_day(office: Office, desk_of: Callable[..., Desk]) -> None:
    office.pages["/robots.txt"] = "User-agent: *\nDisallow: /berita/rahasia\n"
    office.article("satu")
    office.article("rahasia")
    listed(office, ["satu", "rahasia"])
    desk = desk_of(text="trafilatura").harvest()
    assert list(desk.held) == ["website:127.0.0.1/berita/satu"]
    office.asked.clear()
    desk.harvest()
    assert "/robots.txt" not in office.asked
    assert "/berita/rahasia" not in office.asked
    desk.age = 90_000
    desk.harvest()
    assert "/robots.txt" in office.asked


# Main texts


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<html><h1>Halaman tidak ditemukan</h1><p>Maaf.</p></html>", "not found"),
        ("<html><h1>Situs dalam pemeliharaan</h1></html>", "maintenance"),
        ("<html><form><input type=password></form></html>", "login page"),
        ("<html><body><div id=app></div><script>mulai()</script></body></html>", "no text that could be told"),
    ],
)
def test_a_page_in_the_place_of_an_article_is_no_article(
    office: Office, desk_of: Callable[..., Desk], page: str, told: str
) -> None:
    office.pages["/berita/satu"] = page
    office.pages["/rss"] = rss(office.base, ["satu"])
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    assert desk.held == {}
    assert told in f"{desk.error} {desk.notes}" or "hold no article" in f"{desk.notes}"


def test_an_article_about_a_search_is_an_article(office: Office, desk_of: Callable[..., Desk]) -> None:
    office.article("satu", title="Kucing yang hilang tidak ditemukan")
    office.pages["/rss"] = rss(office.base, ["satu"])
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    assert len(desk.held) == 1


def test_a_sitemap_without_articles_beside_one_with_them_is_no_fault(
    office: Office, desk_of: Callable[..., Desk]
) -> None:
    office.article("satu")
    office.pages["/s1.xml"] = sitemap(office.base, ["satu"])
    office.pages["/s2.xml"] = sitemap(office.base, [])
    children = "".join(f"<sitemap><loc>{office.base}/s{n}.xml</loc></sitemap>" for n in (2, 1, 2))
    office.pages["/sitemap.xml"] = f"<sitemapindex>{children}</sitemapindex>"
    desk = desk_of(discovery="sitemap", address="/sitemap.xml", text="trafilatura")
    desk.layout = Layout(article_pattern=r"^/berita/(?P<slug>[^/]+)")
    assert desk.harvest().error is None
    assert len(desk.held) == 1
    assert desk.harvest().error is None


def test_sitemaps_without_any_article_are_a_fault(office: Office, desk_of: Callable[..., Desk]) -> None:
    office.pages["/sitemap.xml"] = sitemap(office.base, [])
    desk = desk_of(discovery="sitemap", address="/sitemap.xml", text="trafilatura")
    desk.layout = Layout(article_pattern=r"^/berita/(?P<slug>[^/]+)")
    assert "announces 2 addresses but no article" in str(desk.harvest().error)


def test_an_article_behind_a_password_is_left_alone(office: Office, desk_of: Callable[..., Desk]) -> None:
    office.article("satu")
    office.pages["/berita/dua"] = (
        "<html><h1>Dua</h1><form class='post-password-form'><input type=password></form></html>"
    )
    office.pages["/rss"] = rss(office.base, ["satu", "dua"])
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    assert desk.error is None
    assert list(desk.held) == ["website:127.0.0.1/berita/satu"]
    assert desk.notes == ["listed addresses that hold no article: 1"]
