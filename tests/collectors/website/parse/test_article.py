"""An article is read with all that its page tells; everything else is no article."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from collectors.errors import (
    SourceChanged,
)
from collectors.records import Media, Parsed, RawPage
from collectors.website.parse.article import parse_article, post_id_of
from collectors.website.parse.layout import Layout
from tests.collectors.website.cms import JAKARTA, LIST, MISSING, Shelf, article_page

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
        ({"routed": "ya"}, "routed must be true or false"),
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


@pytest.mark.parametrize(
    ("shown", "views"),
    [
        ("Dibaca : 1.234 Kali", 1234),
        ("Dibaca: 1,2 rb kali", 1200),
        ("3.4K views", 3400),
        ("Dilihat 12 ribu kali", 12_000),
        ("Dibaca 1,1 jt", 1_100_000),
        ("Dibaca -1 kali", None),
        ("Dibaca 1.2", None),
        ("belum dibaca", None),
    ],
)
def test_a_counter_is_read_as_people_write_it(shown: str, views: int | None) -> None:
    assert read(article_page(104).replace("Dibaca : 1.234 Kali", shown)).metrics.views == views


@pytest.mark.parametrize(
    ("selector", "head"),
    [
        ("title", "<title>Kabar baru | Kota Contoh</title>"),
        ("title", "<title>Kota Contoh - Kabar baru</title><meta property='og:site_name' content='Kota Contoh'>"),
        ("meta[property='og:title']", "<meta property='og:title' content='Kabar baru – Kota Contoh'>"),
    ],
)
def test_a_title_from_the_head_of_the_page_bears_no_name_of_the_site(selector: str, head: str) -> None:
    assert read(article_page(104).replace("<title>Kota</title>", head), title=selector).title == "Kabar baru"


def test_a_change_or_an_event_is_no_publication() -> None:
    post = read(article_page(104, meta="Diperbarui: 13 Januari 2026 | Terbit: 12 Januari 2026 | Humas"))
    assert post.published_at == datetime(2026, 1, 11, 17, tzinfo=UTC)
    assert read(article_page(104, meta="Diperbarui: 13 Januari 2026")).published_at is None


@pytest.mark.parametrize(
    ("base", "link"),
    [("/arsip/", "https://kota.example/arsip/a.pdf"), ("http://[", f"https://kota.example{LIST}/104/a.pdf")],
)
def test_links_count_from_the_base_of_a_page_if_it_is_an_address(base: str, link: str) -> None:
    page = article_page(104, "<p>Warga menanam pohon. <a href=a.pdf>Unduh</a></p>")
    post = read(f"<base href='{base}'>{page if isinstance(page, str) else page.decode()}")
    assert post.links == (link,)
