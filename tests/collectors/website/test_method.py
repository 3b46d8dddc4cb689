"""Wishes about namesakes, unchanged pages, and pages in the place of articles, whatever the method."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from collectors.records import Post
from collectors.website.method import Method
from tests.collectors.website.office import TEXT, Desk, DeskOf, Office, rss

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
    office: Office, desk_of: DeskOf, method: dict[str, Any], kept: list[str], text: Any
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


def keeps(text: str, **wishes: tuple[str, ...]) -> bool:
    return Method(**wishes).keeps(Post("website:k.id/1", "article", "https://k.id/1", text, None))  # type: ignore[arg-type]  # the wishes alone


@pytest.mark.parametrize(
    "begins", ["KOTA BEKASI - ", "Kota Bekasi, KABAR.ID - ", "(Kota Bekasi) ", "KABAR.ID, KOTA BEKASI - "]
)
@pytest.mark.parametrize("must", [("Kota Bekasi",), ("Bekasi", "Kota Bekasi")])
def test_a_place_that_no_namesake_shares_stands_before_the_news(begins: str, must: tuple[str, ...]) -> None:
    news = f"{begins}Wali Kota melantik pejabat, disaksikan perwakilan Kabupaten Bekasi."
    assert keeps(news, must=must, homonyms=("Kabupaten Bekasi",))
    assert not keeps(
        news.replace("Kota Bekasi", "Bekasi").replace("KOTA ", ""), must=must, homonyms=("Kabupaten Bekasi",)
    )


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("Kota ... Bekasi", "Layanan Kota ... Bekasi dibuka", True),
        ("Kota -- Bekasi", "Layanan Kota -- Bekasi dibuka", True),
        ("Kota Bekasi", "Ia pindah ke kota. Bekasi ia tinggalkan.", False),
        ("Kab Bekasi", "Warga Kab. Bekasi antre", True),
        ("Kab. Bekasi", "Warga kab bekasi antre", True),
        ("M Idris", "Lurah M. Idris melantik", True),
        ("SDN Contoh", "Siswa SDN. Contoh menang", True),
        ("Kabupaten Bekasi", "Warga Kabupaten (Pemkab) Bekasi antre", False),
        ("Pemkab Bekasi", "Warga Kabupaten (Pemkab) Bekasi antre", True),
        ("Kota-Kabupaten Bekasi", "Warga Kota - Kabupaten Bekasi antre", True),
    ],
)
def test_a_phrase_is_found_as_it_is_written_and_not_over_the_end_of_a_sentence(
    phrase: str, text: str, stands: bool
) -> None:
    assert keeps(text, must=(phrase,)) == stands


# Pages that are as they were


def listed(office: Office, slugs: list[str]) -> None:
    """Put a list page before articles."""
    items = "".join(
        f"<div class=berita-item><h3 class=judul-item><a href='/berita/{s}'>x</a></h3></div>" for s in slugs
    )
    office.pages["/content/berita-terkini"] = f"<html><body>{items}</body></html>"
    office.pages["/content/berita-terkini/page/2"] = "<html><body><p class=kosong></p></body></html>"


@pytest.mark.parametrize("tags", [True, False])
def test_a_look_at_an_unchanged_article_stores_no_second_copy(office: Office, desk_of: DeskOf, tags: bool) -> None:
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


def test_an_article_with_a_counter_is_always_read_whole(office: Office, desk_of: DeskOf) -> None:
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


def test_robots_txt_is_asked_for_once_a_day(office: Office, desk_of: DeskOf) -> None:
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
    desk.age = timedelta(hours=25)
    desk.harvest()
    assert "/robots.txt" in office.asked


# Main texts


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<html><h1>Halaman tidak ditemukan</h1><p>Maaf.</p></html>", "not found"),
        ("<html><h1>Situs dalam pemeliharaan</h1></html>", "maintenance"),
        ("<html><form><input type=password></form></html>", "login page"),
        ("<html><body><div id=app></div><script>mulai()</script></body></html>", "drawn by JavaScript"),
    ],
)
def test_a_page_in_the_place_of_an_article_is_no_article(office: Office, desk_of: DeskOf, page: str, told: str) -> None:
    office.pages["/berita/satu"] = page
    office.pages["/rss"] = rss(office.base, ["satu"])
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    assert desk.held == {}
    assert told in f"{desk.error} {desk.notes}" or "hold no article" in f"{desk.notes}"


def test_an_article_about_a_search_is_an_article(office: Office, desk_of: DeskOf) -> None:
    office.article("satu", title="Kucing yang hilang tidak ditemukan")
    office.pages["/rss"] = rss(office.base, ["satu"])
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    assert len(desk.held) == 1


def test_an_article_behind_a_password_is_left_alone(office: Office, desk_of: DeskOf) -> None:
    office.article("satu")
    office.pages["/berita/dua"] = (
        "<html><h1>Dua</h1><form class='post-password-form'><input type=password></form></html>"
    )
    office.pages["/rss"] = rss(office.base, ["satu", "dua"])
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()
    assert desk.error is None
    assert list(desk.held) == ["website:127.0.0.1/berita/satu"]
    assert desk.notes == ["listed addresses that hold no article: 1"]


TOLD = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Kabar kota & warga",
    "datePublished": "2026-11-12T09:00:00+07:00",
    "articleBody": "\n\n".join(TEXT),
    "mainEntityOfPage": {"@type": "WebPage", "@id": "/berita/kabar-kota-warga"},
}


def shell(told: Any) -> str:
    """Make a page that a script draws, with its article for search engines."""
    script = f"<script type='application/ld+json'>{json.dumps(told)}</script>"
    head = f"<title>Kantor contoh</title>{script}"
    return (
        f"<html><head>{head}</head><body><noscript>Aktifkan JavaScript.</noscript><div id=__next></div></body></html>"
    )


def harvest_shell(office: Office, desk_of: DeskOf, page: str) -> Desk:
    office.pages["/berita/kabar-kota-warga"] = page
    office.pages["/rss"] = (
        rss(office.base, ["kabar-kota-warga"]).replace("<pubDate>", "<x>").replace("</pubDate>", "</x>")
    )
    return desk_of(discovery="feed", address="/rss", text="trafilatura").harvest()


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"articleBody": "".join(f"<p>{line}</p>" for line in TEXT)},
        {"@type": ["BlogPosting"], "mainEntityOfPage": True},
        {"headline": "Kabar kota &amp; warga", "url": "https://127.0.0.1/berita/kabar-kota-warga/?utm_source=x#a"},
    ],
    ids=["lines", "html", "no address", "escaped"],
)
def test_an_article_that_a_script_would_draw_is_read_where_search_engines_are_told_it(
    office: Office, desk_of: DeskOf, other: dict[str, Any]
) -> None:
    desk = harvest_shell(office, desk_of, shell([{"@type": "WebSite", "name": "Kantor"}, TOLD | other]))
    assert desk.error is None
    (post,) = desk.held.values()
    assert (post.title, post.text.split("\n")) == ("Kabar kota & warga", TEXT)
    assert post.published_at == datetime(2026, 11, 12, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "told",
    [
        TOLD | {"mainEntityOfPage": {"@id": "/berita/lain"}},
        TOLD | {"url": "/"},
        TOLD | {"articleBody": TEXT[0]},
        TOLD | {"articleBody": None},
        TOLD | {"headline": None},
        TOLD | {"@type": "JobPosting"},
        [TOLD, TOLD | {"headline": "Kabar lain", "articleBody": "\n".join(reversed(TEXT))}],
    ],
    ids=["of another page", "of the home page", "a teaser", "no body", "no headline", "a vacancy", "several"],
)
def test_what_search_engines_are_told_of_no_single_article_is_none(office: Office, desk_of: DeskOf, told: Any) -> None:
    desk = harvest_shell(office, desk_of, shell(told))
    assert desk.held == {}
    assert "drawn by JavaScript" in str(desk.error)


def test_an_article_that_a_page_shows_itself_is_not_taken_from_what_search_engines_are_told(
    office: Office, desk_of: DeskOf
) -> None:
    lines = "".join(
        f"<p>Alinea {number} hanya berdiri di halaman itu sendiri, dan cukup panjang.</p>" for number in range(4)
    )
    page = shell(TOLD).replace(
        "<div id=__next></div>", f"<div id=__next><article><h1>Kabar kota</h1>{lines}</article></div>"
    )
    (post,) = harvest_shell(office, desk_of, page).held.values()
    assert TEXT[0] not in post.text
    assert "Alinea 2" in post.text
