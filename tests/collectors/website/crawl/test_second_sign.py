"""An early end is believed on a second night, and not on a second run of the same day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from collectors.errors import Incomplete
from collectors.website.parse.layout import Layout
from tests.collectors.website.office import NIGHT, Blog, Desk, DeskOf, Office, rss

EMPTY_FEED = "<rss version='2.0'><channel><title>Kota</title></channel></rss>"
EMPTY_MAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>"
METHODS: list[dict[str, Any]] = [
    {"discovery": "feed", "address": "/rss", "text": "trafilatura"},
    {"discovery": "feed", "address": "/rss", "text": "feed"},
    {"discovery": "sitemap", "address": "/sitemap.xml", "text": "trafilatura"},
    {"discovery": "wordpress"},
]


@pytest.fixture(params=METHODS, ids=["feed", "feed text", "sitemap", "wordpress"])
def desk(request: pytest.FixtureRequest, office: Office, blog: Blog, desk_of: DeskOf) -> Desk:
    office.pages |= {"/rss": EMPTY_FEED, "/sitemap.xml": EMPTY_MAP}
    assert not blog.posts
    return desk_of(**request.param)


def test_a_site_that_shows_nothing_is_believed_on_the_second_night(desk: Desk) -> None:
    assert isinstance(desk.harvest().error, Incomplete)
    assert desk.cursor["complete"] is False
    assert isinstance(desk.harvest(now=NIGHT + timedelta(hours=2)).error, Incomplete)
    assert desk.harvest(now=NIGHT + timedelta(days=1)).error is None
    assert desk.cursor["complete"] is True


def test_a_second_run_of_one_day_is_no_second_night(office: Office, desk_of: DeskOf) -> None:
    for slug in ("satu", "dua"):
        office.article(slug)
    office.pages["/rss"] = rss(office.base, ["satu", "dua"])
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    office.pages["/rss"] = EMPTY_FEED
    for hours in (24, 25, 26):
        assert "announces nothing any more" in str(desk.harvest(now=NIGHT + timedelta(hours=hours)).error)
    assert desk.harvest(now=NIGHT + timedelta(hours=48)).error is None
    assert any("announces nothing any more" in note for note in desk.notes)


def test_a_wordpress_without_posts_says_what_to_name(blog: Blog, desk_of: DeskOf) -> None:
    assert not blog.posts
    desk = desk_of(discovery="wordpress")
    assert "name the kind of posts that are its news (post_type)" in str(desk.harvest().error)
    desk.harvest()
    assert any("post_type" in note for note in desk.notes)


SLUGS = ("satu", "dua", "tiga", "empat")
PLACES: dict[str, Any] = {
    "list_path": "/berita",
    "article_pattern": "^/berita/(?P<slug>[a-z]+)$",
    "item": ".kabar",
    "item_link": "a",
    "listing": "",
    "title": "h1",
    "date": "time",
    "body": ".isi",
}


def test_texts_that_a_redesign_took_away_are_told_on_a_night_without_news(office: Office, desk_of: DeskOf) -> None:
    def show(text: str) -> None:
        for slug in SLUGS:
            words = f"<h1>Kabar {slug}</h1><time>12 November 2026</time><div class=isi>{text}</div>"
            office.pages[f"/berita/{slug}"] = f"<html><body><article>{words}</article></body></html>"

    office.pages["/berita"] = "".join(f"<p class=kabar><a href=/berita/{slug}>{slug}</a></p>" for slug in SLUGS)
    office.pages["/berita"] = f"<html><body>{office.pages['/berita']}</body></html>"
    show("<p>Isi.</p>")
    desk = desk_of()
    desk.layout = Layout(page_path="/berita/{page}", **PLACES)
    assert desk.harvest().error is None
    show("<div class=konten></div>")
    desk.harvest(**desk.due())
    assert "articles have no text: compare body of the layout (.isi)" in str(desk.error)


def put_list(office: Office, slugs: Sequence[str], pages: dict[str, str]) -> None:
    """Put two articles on each list page, and behind them a pager of its own."""
    for number, (page, pager) in enumerate(pages.items()):
        shown = slugs[2 * number : 2 * number + 2]
        for slug in shown:
            words = f"<h1>Kabar {slug}</h1><time>12 November 2026</time><div class=isi><p>Isi {slug}.</p></div>"
            office.pages[f"/berita/{slug}"] = f"<html><body><article>{words}</article></body></html>"
        items = "".join(f"<p class=kabar><a href=/berita/{slug}>{slug}</a></p>" for slug in shown)
        office.pages[page] = f"<html><body>{items}{pager}</body></html>"


@pytest.mark.parametrize(
    ("pager", "told"),
    [
        ("<a href='?hal=2'>2</a>", True),
        ("<a href=/berita/hal/2 rel='next nofollow'>Lebih lama</a>", True),
        ("<link rel=next href=/arsip?p=2>", True),
        ("<a href=/content/berita-terkini/page/2 rel=next>2</a>", False),
        ("<a href=# rel=next>2</a>", False),
        ("<a href=https://lain.example/2 rel=next>2</a>", False),
        ("<a href=/2026/11/02/>2</a>", False),
        ("<a href=/berita/dua>12</a>", False),
    ],
)
def test_a_list_that_goes_on_where_page_path_does_not_lead_is_told(
    office: Office, desk_of: DeskOf, pager: str, *, told: bool
) -> None:
    put_list(office, SLUGS, {"/berita": pager})
    desk = desk_of()
    desk.layout = Layout(**PLACES)
    assert desk.harvest().error is None
    assert any("page_path of its layout does not lead: adjust it" in note for note in desk.notes) is told


@pytest.mark.parametrize("link", ["/berita?hal={}", "/berita?urut=baru&hal={}"])
def test_a_list_that_page_path_reaches_is_not_told(office: Office, desk_of: DeskOf, link: str) -> None:
    desk = desk_of()
    desk.layout = Layout(page_path="/berita?hal={page}", **PLACES)
    last, more = "/berita?hal=3", f"<a rel=next href='{link}'>2</a>"
    for slugs in ("abcdef", "abcdef", "gabcde", "hijgab"):
        put_list(office, slugs, {"/berita": more.format(2), "/berita?hal=2": more.format(3), last: ""})
        assert desk.harvest().error is None
        assert not [note for note in desk.notes if "page_path" in note]
    assert len(desk.held) == 10
