from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import get_args

import pytest
import requests
from bs4 import BeautifulSoup

from pipeline.demo.standin.server import Article, Fault, World, redirected, serve
from pipeline.demo.world.world import DateStyle, Layout

HOST = "https://diskominfo.bekasikota.go.id"
LIST = f"{HOST}/content/berita-terkini"


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    with serve(world) as server, redirected(server):
        yield world


def page(url: str) -> BeautifulSoup:
    answer = requests.get(url, timeout=5)
    assert answer.ok
    return BeautifulSoup(answer.text, "lxml")


def numbers(url: str) -> list[int]:
    links = page(url).select(".berita-item .judul-item a")
    return [int(str(link["href"]).split("/")[3]) for link in links]


def test_lists_show_ten_a_page_newest_first_and_nothing_past_the_end(world: World) -> None:
    world.articles = [Article(number=n, on=date(2026, 10, n)) for n in range(1, 13)]
    assert numbers(LIST) == numbers(f"{LIST}/page/1") == [*range(12, 2, -1)]
    assert numbers(f"{LIST}/page/2") == [2, 1]
    assert numbers(f"{LIST}/page/3") == []
    assert world.requests[-2].post_ids == ("2", "1")


def test_a_sidebar_has_links_of_the_same_shape(world: World) -> None:
    world.articles = [Article(number=n) for n in range(1, 13)]
    for url in (LIST, f"{LIST}/12/x"):
        links = [str(link["href"]) for link in page(url).select(".sidebar a")]
        assert links
        assert all(re.fullmatch(r"/content/berita-terkini/\d+/[a-z-]+", link) for link in links)


def test_an_article_has_its_title_twice_and_date_and_author_run_together(world: World) -> None:
    world.articles = [Article(number=7, title="Air & Kota", on=date(2026, 8, 9), author="AdminPIP", views=321)]
    seen = page(f"{LIST}/7/whatever-slug")
    assert [seen.select_one(at).text for at in (".judul", ".judul-ulang")] == ["Air & Kota"] * 2  # type: ignore[union-attr]  # found, or the test fails
    assert seen.select_one(".meta-berita").text == "9 Agustus 2026AdminPIP"  # type: ignore[union-attr]  # as above
    assert seen.select_one(".dibaca").text == "Dibaca : 321 Kali"  # type: ignore[union-attr]  # as above


@pytest.mark.parametrize("layout", get_args(Layout))
def test_every_layout_carries_the_whole_text(world: World, layout: Layout) -> None:
    texts = ["KOTA BEKASI - Layanan kota.", "Perpustakaan & taman dibuka.", "Pendaftaran selesai."]
    world.articles = [Article(number=1, paragraphs=texts, layout=layout)]
    body = page(f"{LIST}/1/x").select_one(".isi-berita")
    assert body is not None
    for alien in body.select("script, style, noscript"):
        alien.decompose()
    assert "".join(body.text.split()) == "".join(texts).replace(" ", "")


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("long", "9 Agustus 2026"),
        ("long_day", "Minggu, 9 Agustus 2026"),
        ("short", "09 Agu 2026"),
        ("dmy", "09/08/2026"),
        ("iso", "2026-08-09"),
        ("english", "9 August 2026"),
        ("upper", "9 AGUSTUS 2026"),
        ("time", "9 Agustus 2026 | 09:09 WIB"),
        ("none", ""),
    ],
)
def test_every_date_style_is_shown(world: World, style: DateStyle, shown: str) -> None:
    world.articles = [Article(number=1, on=date(2026, 8, 9), date_style=style, author="")]
    assert page(f"{LIST}/1/x").select_one(".meta-berita").text == shown  # type: ignore[union-attr]  # found, or the test fails
    assert page(LIST).select_one(".tanggal").text == ("" if style == "none" else "09 Agu 2026")  # type: ignore[union-attr]  # as above


def test_a_known_page_is_304_until_it_changes(world: World) -> None:
    world.articles = [Article(number=1)]
    tag = requests.get(f"{LIST}/1/x", timeout=5).headers["ETag"]
    again = requests.get(f"{LIST}/1/x", headers={"If-None-Match": tag}, timeout=5)
    world.articles[0].title = "Judul baru"
    changed = requests.get(f"{LIST}/1/x", headers={"If-None-Match": tag}, timeout=5)
    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)


def test_robots_txt_is_what_the_world_says(world: World) -> None:
    world.robots = "User-agent: *\nCrawl-delay: 2\n"
    assert requests.get(f"{HOST}/robots.txt", timeout=5).text == world.robots


def test_an_unknown_article_is_404(world: World) -> None:
    world.articles = [Article(number=1, on=date(2027, 1, 1))]
    assert [requests.get(f"{LIST}/{n}/x", timeout=5).status_code for n in (1, 2)] == [404, 404]


def test_past_the_end_the_last_page_can_be_repeated(world: World) -> None:
    world.articles = [Article(number=n) for n in range(1, 13)]
    world.faults = [Fault(platform="website", path="/page/", do="repeat_last")]
    assert numbers(f"{LIST}/page/2") == numbers(f"{LIST}/page/3") == [2, 1]


def test_new_markup_keeps_the_words_and_loses_the_classes(world: World) -> None:
    world.articles = [Article(number=1, title="Judul tetap")]
    world.faults = [Fault(platform="website", do="new_markup")]
    seen = page(f"{LIST}/1/x")
    assert "Judul tetap" in seen.text
    assert seen.select(".judul, .isi-berita, h1") == []


@pytest.mark.parametrize(
    ("do", "status", "words"),
    [
        ("waf", 200, "Enable JavaScript"),
        ("login_page", 200, "password"),
        ("maintenance", 503, "pemeliharaan"),
        ("server_error", 500, "PHP Error"),
        ("soft_404", 200, "tidak ditemukan"),
        ("not_found", 404, "tidak ditemukan"),
        ("blank", 200, ""),
    ],
)
def test_the_site_can_answer_something_else(world: World, do: str, status: int, words: str) -> None:
    world.articles, world.faults = [Article(number=1)], [Fault(platform="website", do=do)]
    answer = requests.get(LIST, timeout=5)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert "berita-item" not in answer.text
    assert (world.requests[-1].fault, world.requests[-1].post_ids) == (do, ())
