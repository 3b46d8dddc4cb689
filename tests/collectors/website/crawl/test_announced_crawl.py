"""Feeds and sitemaps announce articles, whose main texts need no selectors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from collectors.errors import Blocked, Incomplete, SourceChanged, Unavailable
from collectors.records import RawPage
from collectors.website.feeds.feed import parse_feed
from collectors.website.feeds.sitemap import MappedPage, parse_sitemap
from collectors.website.parse.layout import Layout
from tests.collectors.website.office import TEXT, ZONE, DeskOf, Office, rss

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "bum"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<rss><channel><item><title>&b;</title><link>http://127.0.0.1/berita/1</link></item></channel></rss>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><item><title>&x;</title><link>http://127.0.0.1/berita/1</link></item></channel></rss>"
)


# Feeds


def test_a_feed_and_main_texts_need_no_selectors(office: Office, desk_of: DeskOf) -> None:
    for slug in ("satu", "dua"):
        office.article(slug)
    office.pages["/rss"] = rss(office.base, ["satu", "dua"])
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    assert desk.error is None
    assert desk.cursor["complete"] is True
    post = desk.held["website:127.0.0.1/berita/dua"]
    assert post.text == "\n".join([*TEXT, "Berita dua selesai dibacakan."])
    assert post.title == "Kabar dua"
    assert post.method == "trafilatura"
    assert (post.published_at, post.published_precision) == (datetime(2026, 11, 12, 2, 1, tzinfo=UTC), "second")


def test_an_unchanged_feed_costs_one_conditional_request(office: Office, desk_of: DeskOf) -> None:
    office.tags = True
    office.article("satu")
    office.pages["/rss"] = rss(office.base, ["satu"])
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    office.asked.clear()
    assert desk.harvest().error is None
    assert office.asked == ["/rss"]
    assert office.headers[-1]["if-none-match"]
    assert desk.cursor["complete"] is True


def test_a_feed_that_no_longer_reaches_back_is_a_gap(office: Office, desk_of: DeskOf) -> None:
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


@pytest.mark.parametrize("text", ["trafilatura", "feed"])
def test_each_night_on_which_a_feed_does_not_reach_back_is_a_gap(office: Office, desk_of: DeskOf, text: str) -> None:
    desk = desk_of(discovery="feed", address="/rss", text=text)
    gaps = []
    for shown in (["satu"], ["tiga", "dua"], ["lima", "empat"], ["enam", "lima"], ["enam", "lima"]):
        for slug in shown:
            office.article(slug)
        office.pages["/rss"] = rss(office.base, shown, full=True)
        gaps.append("no longer reaches back" in str(desk.harvest().error))
    assert gaps == [False, True, True, False, False]
    assert len(desk.held) == 6


def test_an_outlets_feed_reaches_back_by_articles_that_are_not_kept(office: Office, desk_of: DeskOf) -> None:
    desk = desk_of(discovery="feed", address="/rss", text="feed", must=("satu",))
    for shown in (["satu", "dua"], ["tiga", "dua"], ["empat", "tiga"]):
        office.pages["/rss"] = rss(office.base, shown, full=True)
        assert desk.harvest().error is None
    assert list(desk.held) == ["website:127.0.0.1/berita/satu"]


def test_a_feed_with_full_texts_needs_no_other_request(office: Office, desk_of: DeskOf) -> None:
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
        ("Situs ini tidak punya RSS.", "is no RSS or Atom feed but text"),
        ("<rss><channel><item>", "cut short"),
        ("", "an empty page"),
        ("<html><body><p>Beranda</p></body></html>", "is no RSS or Atom feed but <html>"),
        ("<html><title>Just a moment...</title></html>", "firewall"),
        ("<html><h1>Masuk</h1><input type=password></html>", "login page"),
        ("<rss><channel><item><link>/</link></item></channel></rss>", "but no article"),
    ],
)
@pytest.mark.parametrize("text", ["trafilatura", "feed"])
def test_what_is_no_feed_is_named(office: Office, desk_of: DeskOf, body: str, told: str, text: Any) -> None:
    office.pages["/rss"] = body
    desk = desk_of(discovery="feed", address="/rss", text=text).harvest()
    assert isinstance(desk.error, (SourceChanged, Blocked, Unavailable))
    assert told in str(desk.error)
    assert desk.pages == []


def test_an_empty_feed_lists_nothing(office: Office, desk_of: DeskOf) -> None:
    office.pages["/rss"] = "<rss><channel><title>Kota</title></channel></rss>"
    desk = desk_of(discovery="feed", address="/rss", text="feed").harvest().harvest()
    assert (desk.error, desk.held) == (None, {})
    assert desk.notes == [f"{office.base.removeprefix('http://')}/rss announces nothing"]


def test_links_to_other_sites_are_not_followed(office: Office, desk_of: DeskOf) -> None:
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
    (item,) = parse_feed(RawPage("list", "https://kota.example/feed", body.encode()), ZONE)
    assert (item.url, item.title, item.html) == (url, title, html)
    assert item.at == datetime(2026, 11, 12, 2, tzinfo=UTC)


# Sitemaps


def sitemap(base: str, slugs: list[str]) -> str:
    """Write a sitemap, with pages that are no articles."""
    pages = "".join(
        f"<url><loc>{base}{path}</loc></url>" for path in ("/", "/profil", *(f"/berita/{s}" for s in slugs))
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>'


def test_an_index_of_sitemaps_is_walked_to_its_end(office: Office, desk_of: DeskOf) -> None:
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
    assert desk.cursor["complete"] is True
    office.asked.clear()
    desk.harvest()
    assert [path for path in office.asked if "berita" in path] == []


def test_sitemaps_without_end_are_a_gap(office: Office, desk_of: DeskOf) -> None:
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
    found = parse_sitemap(RawPage("list", "https://kota.example/s.xml", body.encode()), ZONE)
    at = datetime(2026, 11, 12, 2, tzinfo=UTC)
    assert found.pages == {"https://kota.example/1": MappedPage("https://kota.example/1", at)}


def test_a_sitemap_without_articles_beside_one_with_them_is_no_fault(office: Office, desk_of: DeskOf) -> None:
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


def test_sitemaps_without_any_article_are_a_fault(office: Office, desk_of: DeskOf) -> None:
    office.pages["/sitemap.xml"] = sitemap(office.base, [])
    desk = desk_of(discovery="sitemap", address="/sitemap.xml", text="trafilatura")
    desk.layout = Layout(article_pattern=r"^/berita/(?P<slug>[^/]+)")
    assert "announces 2 addresses but no article" in str(desk.harvest().error)


@pytest.mark.parametrize(
    "body",
    [
        "<rss><channel><item><title>T</title><link>https://kota.example/berita/1</link></item></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='https://kota.example/berita/1'/></entry></feed>",
        "<br />\n<b>Warning</b>: x in y<br />\n<urlset><url><loc>https://kota.example/berita/1</loc></url></urlset>",
        "<URLSET><URL><LOC>https://kota.example/berita/1</LOC></URL></URLSET>",
        "<urlset><url><loc>www.kota.example/berita/1</loc></url></urlset>",
        "<urlset><url><loc>kota.example/berita/1</loc></url></urlset>",
        "<urlset><url><loc><a>https://kota.example/berita/1</a></loc></url></urlset>",
        "# peta situs\n# 2026\nhttps://kota.example/berita/1\n",
    ],
)
def test_a_sitemap_of_another_make_is_read(body: str) -> None:
    found = parse_sitemap(RawPage("list", "https://kota.example/sitemap.xml", body.encode()), ZONE)
    assert list(found.pages) == ["https://kota.example/berita/1"]


def test_sitemaps_that_are_listed_like_pages_are_sitemaps() -> None:
    listed = ("post-sitemap.xml", "sitemap_2.xml.gz", "sitemap-berita.xml?page=1", "berita/peta-sitemap-kota")
    body = "".join(f"<url><loc>https://kota.example/{name}</loc></url>" for name in listed)
    raw = RawPage("list", "https://kota.example/sitemap.xml", f"<urlset>{body}</urlset>".encode())
    found = parse_sitemap(raw, ZONE)
    assert list(found.sitemaps) == [f"https://kota.example/{name}" for name in listed[:3]]
    assert list(found.pages) == ["https://kota.example/berita/peta-sitemap-kota"]
