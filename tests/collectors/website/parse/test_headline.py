"""Pages whose site, or a part of it, stands in headings and titles beside the headline: the headline is told apart."""

from __future__ import annotations

import pytest

from collectors.website.parse.headline import PARTS
from tests.collectors.website.parse.test_main_text import NAV, NOVEMBER_12, TEXT, read

SITE, HEADLINE = "Pemerintah Kota Contoh", "Wali Kota Resmikan Taman Baru"
LINES = "".join(f"<p>{line}</p>" for line in TEXT)
LOGO = f"<header><h1><a href=/>{SITE}</a></h1></header>{NAV}"
PAGES = {  # (head, what stands before the text)
    "a logo and a headline of one rank": (f"<title>{SITE}</title>", f"{LOGO}<div><h1>{HEADLINE}</h1>"),
    "a logo that leads nowhere": (
        f"<title>{SITE}</title>",
        f"<header><h1>{SITE}</h1></header>{NAV}<div><h1>{HEADLINE}</h1>",
    ),
    "a headline of a lower rank": (f"<title>{SITE}</title>", f"{LOGO}<div><h2 class=judul>{HEADLINE}</h2>"),
    "a logo with the whole address": (
        f"<title>{SITE}</title>",
        f"<h1><a href='https://www.kota.example/index.php'>{SITE}</a></h1>{NAV}<article><h3>{HEADLINE}</h3>",
    ),
    "both in the title": (
        f"<title>{HEADLINE} - {SITE}</title>",
        f"<header><h1>{SITE}</h1></header>{NAV}<div><h2>{HEADLINE}</h2>",
    ),
    "both in the title, the site first": (
        f"<title>{SITE} - {HEADLINE}</title>",
        f"<h1>{SITE}</h1>{NAV}<div><h2>{HEADLINE}</h2>",
    ),
    "a site's name in the title's last word": (
        f"<title>{HEADLINE} - Kota</title>",
        f"<div><h1>Kota</h1></div>{NAV}<div><h1>{HEADLINE}</h1>",
    ),
    "a rubric above all articles": (f"<title>{HEADLINE} - {SITE}</title>", f"{NAV}<h1>Berita</h1><h2>{HEADLINE}</h2>"),
    "a rubric in the title": (f"<title>{HEADLINE} | Berita | {SITE}</title>", f"{NAV}<div><h2>{HEADLINE}</h2>"),
    "a rubric in the title alone": (
        f"<title>{HEADLINE} | Berita | {SITE}</title><meta property='og:site_name' content='{SITE}'>",
        f"{NAV}<div><b>{HEADLINE}</b>",
    ),
    "a logo without words": (
        f"<title>{HEADLINE} – {SITE}</title>",
        f"<h1><a href=/><img src=l.png alt='{SITE}'></a></h1>{NAV}<div><h2>{HEADLINE}</h2>",
    ),
    "a headline that leads to itself": (
        f"<title>{SITE}</title>",
        f"{NAV}<div><h1><a href=/berita/kabar>{HEADLINE}</a></h1>",
    ),
    "another heading of its rank": (f"<title>{HEADLINE}</title>", f"{NAV}<h1>{HEADLINE}</h1><h1>Berita Terkait</h1>"),
    "a header of the article": (
        f"<title>Taman Baru - {SITE}</title>",
        f"{NAV}<article><header><h1>{HEADLINE}</h1></header><h2>{SITE}</h2>",
    ),
    "a title that is the same on every page": (
        "<title>Dinas Sosial Kota Contoh</title>",
        f"{NAV}<div class=blog><h4>{HEADLINE}</h4><ul><li>Admin</li></ul>",
    ),
    "such a title, and a side bar before": (
        "<title>Dinas Sosial</title>",
        f"{NAV}<div><h3>Berita Populer</h3><a href=/a>Lain</a></div><div><h3>{HEADLINE}</h3>",
    ),
    "a rubric over it, and in the title with the office": (
        "<title>Detail Berita - Dinas Sosial</title>",
        f"{NAV}<section><h1>Detail Berita</h1></section><div><h2>{HEADLINE}</h2>",
    ),
    "a name and a colon before it": (
        f"<title>Kelurahan Contoh: {HEADLINE}</title>",
        f"<div><h1><a href=/>Kelurahan Contoh</a></h1></div>{NAV}<div><h3>{HEADLINE}</h3>",
    ),
    "a name that the page tells, and a colon": (
        f"<title>Warta Contoh: {HEADLINE}</title><meta property='og:site_name' content='Warta Contoh'>",
        f"{NAV}<div>",
    ),
    "colons beside an office": (f"<title>{HEADLINE} :: Dinas Sosial</title>", f"{NAV}<div><b>{HEADLINE}</b>"),
    "a day in a heading over it": (
        f"<title>{HEADLINE} - Warta Contoh</title>",
        f"{NAV}<div><h1>12 November 2026</h1><h2>{HEADLINE}</h2>",
    ),
    "a shortened title": ("<title>Taman Baru - Kota</title>", f"{NAV}<div><h1>{HEADLINE}</h1><h2>Kota</h2>"),
}


@pytest.mark.parametrize("how", PAGES)
def test_the_headline_is_told_from_the_names_around_it(how: str) -> None:
    head, begins = PAGES[how]
    post = read(f"<html><head>{head}</head><body>{begins}{LINES}</div><footer>Kota</footer></body></html>")
    assert post.title == HEADLINE


@pytest.mark.parametrize(
    ("title", "begins", "headline"),
    [
        ("Portal Resmi Kota Contoh | {}", "<div><h3>{}</h3>", HEADLINE),
        ("Desa Contoh - {}", "<h1><a href=/>Desa Contoh</a></h1><div><h2>{}</h2>", "Juara 1, 2, dan 3 - Ini Daftarnya"),
        ("{} :: Warta Contoh", "<h4>Warta Contoh</h4><div><h4>{}</h4>", "DPRD | Rapat Bahas Anggaran"),
        ("Warta Contoh » {}", "<h4>Warta Contoh</h4><div><h4>{}</h4>", HEADLINE),
        ("Portal Resmi Kota Contoh | {}", "<div><h3>{}</h3>", "Pengumuman"),
        ("Portal Resmi Kota Contoh | {}", "<div><h3>{}</h3>", "Kecamatan Contoh Juara Umum"),
        ("{} | Dinas Sosial Kota", "<h4>Dinas Sosial Kota</h4><div><b>{}</b>", "Kecamatan Contoh Juara Umum"),
        ("{} - Warta Contoh Raya", "<div><b>{}</b></div><div>", HEADLINE),
    ],
)
def test_the_heading_that_is_all_of_a_title_but_a_name_is_the_headline(title: str, begins: str, headline: str) -> None:
    head, top = f"<title>{title.format(headline)}</title>", begins.format(headline)
    foot = "<h4>Warta Contoh Raya</h4>"
    assert read(f"<html>{head}<body>{NAV}{top}{LINES}</div>{foot}</body></html>").title == headline


@pytest.mark.parametrize(
    ("title", "begins", "behind", "headline"),
    [
        (
            "Info Layanan Publik | Kota Contoh",
            f"<article><h1>{HEADLINE}</h1><h3>Info Layanan Publik</h3>",
            "",
            HEADLINE,
        ),
        ("Kabar Dari Kelurahan - Kota", f"<article><h2>Kabar Dari Kelurahan</h2><h1>{HEADLINE}</h1>", "", HEADLINE),
        ("Dinas Sosial", "<div><h3>Polling layanan publik kota</h3></div><div><b>Kabar</b>", "", "Dinas Sosial"),
        ("Dinas Sosial", "<div><div><h3>Jajak pendapat warga</h3><form>Ya</form></div>", "", "Dinas Sosial"),
        ("Dinas Sosial", "<div><div class=title>Kabar</div>", "<h3>Layanan pengaduan warga kota</h3>", "Dinas Sosial"),
        ("Kelurahan Maju", f"<div><h3>Selamat Datang di Website Kami</h3><b>{HEADLINE}</b>", "", "Kelurahan Maju"),
        ("Dinas Sosial", f"<div><div><h4>Jadwal Vaksin Bulan Ini</h4></div><h5>{HEADLINE}</h5>", "", "Dinas Sosial"),
        ("Dinas Sosial", f"<div><h2>{HEADLINE}</h2><h2>Bersama Membangun Kota</h2>", "", "Dinas Sosial"),
    ],
)
def test_a_heading_of_something_else_is_no_headline(title: str, begins: str, behind: str, headline: str) -> None:
    page = f"<html><title>{title}</title><body>{NAV}{begins}<small>12 November 2026</small>{LINES}{behind}</div></body>"
    assert read(page).title == headline


BOX = f"<section><h3>Visi dan Misi Kota</h3><p>{'Kota yang maju dan nyaman bagi semua warganya. ' * 3}</p></section>"
DATED = "<small>12 November 2026</small>"


@pytest.mark.parametrize("office", ["Dinas Sosial Kota Contoh", "Berita", "Detail Berita - Dinas Sosial"])
@pytest.mark.parametrize(
    "body",
    [
        f"<section><b>{HEADLINE}</b>{DATED}{LINES}</section>{BOX}",
        f"<section><b>{HEADLINE}</b>{DATED}<p>Foto.</p></section>{BOX}",
        f"<section><b>{HEADLINE}</b>{DATED}</section>{BOX}",
        f"{BOX}<section><h3>{HEADLINE}</h3>{DATED}{LINES}</section>",
        f"{BOX}<section><h4>{HEADLINE}</h4>{DATED}{LINES}</section>",
        f"{BOX}<section><b>{HEADLINE}</b>{DATED}{LINES}</section>",
        f"{BOX}<section><h3>Berita Terkini</h3><b>{HEADLINE}</b>{LINES}</section>",
        f"<section><b>{HEADLINE}</b>{DATED}<p>Singkat.</p><h3>Dapur umum tetap buka</h3>{LINES}</section>",
        f"<section><div>{HEADLINE}</div><h3>Dapur umum tetap buka</h3>{LINES}</section>",
        f"<section><b>{HEADLINE}</b><br>12 November 2026<h3>Dapur umum tetap buka</h3>{LINES}</section>",
    ],
)
def test_no_heading_of_a_box_or_within_a_text_names_the_articles_of_an_office(body: str, office: str) -> None:
    title = read(f"<html><title>{office}</title><body>{NAV}{body}</body></html>").title
    assert title == office.partition(" - ")[0]


@pytest.mark.parametrize(
    ("begins", "behind"),
    [
        ("<header><p>Kota kita bersama</p>27 November 2026</header>", f"<aside>{BOX}</aside>"),
        ("<div><h4>Berita Populer</h4><a href=/a>Lain 3 Mei 2026</a></div>", f"<footer>{BOX}</footer>"),
        ("", f"<section><h3>Berita Terkait</h3>{DATED}{LINES}</section>"),
        ("<ol><li>Beranda</li><li>Berita</li></ol>", ""),
    ],
)
def test_a_heading_stays_the_headline_beside_parts_of_the_page(begins: str, behind: str) -> None:
    text = f"{LINES}<h4>Dapur umum tetap buka</h4>{LINES}"
    body = f"{NAV}{begins}<section><h3>{HEADLINE}</h3>{DATED}{text}</section>{behind}"
    assert read(f"<html><title>Dinas Sosial</title><body>{body}</body></html>").title == HEADLINE


KEPT = {  # (headline, head, what stands before the text, what stands behind)
    "a rubric's word for a headline": (
        "Pengumuman",
        "<article><h1>Pengumuman</h1>",
        "<h3>Syarat Pendaftaran Peserta</h3>",
    ),
    "parts before the text": ("Pengumuman", "<article><h1>Pengumuman</h1><h3>Syarat Peserta</h3>", ""),
    "whom to ask": ("Siaran Pers", "<main><h1>Siaran Pers</h1>", "<h4>Narahubung Humas</h4>"),
    "a title of two parts, of which a heading repeats one": (
        "Banjir Bekasi - Ini Daftar Lokasi Pengungsian Warga",
        "<div><h2>Banjir Bekasi - Ini Daftar Lokasi Pengungsian Warga</h2><h4>Ini Daftar Lokasi Pengungsian Warga</h4>",
        "",
    ),
    "a headline that leads home": ("Kabar Baik", "<div><h1><a href=/>Kabar Baik</a></h1>", "<h3>Arsip</h3>"),
}


@pytest.mark.parametrize("how", KEPT)
def test_a_headline_like_a_rubric_gives_way_to_no_heading_of_the_text(how: str) -> None:
    headline, begins, behind = KEPT[how]
    post = read(f"<html><title>{headline}</title><body>{NAV}{begins}{LINES}{behind}{LINES}</body></html>")
    assert post.title == headline


@pytest.mark.parametrize(
    ("title", "begins", "headline"),
    [
        (SITE, f"{LOGO}<div><h2>Menu Layanan</h2></div><div><h2>{HEADLINE}</h2>", HEADLINE),
        (SITE, f"{LOGO}<div><h3>Layanan Warga</h3></div><div><h2>{HEADLINE}</h2><h3>Dibuka Senin</h3>", HEADLINE),
        (SITE, f"{NAV}<main><h1><a href=/>{SITE}</a></h1><h2>{HEADLINE}</h2>", HEADLINE),
        ("Berita", f"{NAV}<main><h1>Berita</h1><article><h2>{HEADLINE}</h2>", HEADLINE),
        ("Dinas Kesehatan", f"<header><h1>{HEADLINE}</h1></header>{NAV}<div>", HEADLINE),
        (HEADLINE, f"<header><h1>Kota Contoh Bersih Indah</h1></header>{NAV}<div>", HEADLINE),
        ("Dinas Kesehatan", f"<header><h1>Dinas Kesehatan</h1></header>{NAV}<div>", "Dinas Kesehatan"),
    ],
)
def test_the_headline_is_the_highest_heading_over_the_text(title: str, begins: str, headline: str) -> None:
    assert read(f"<html><title>{title}</title><body>{begins}{LINES}</div></body></html>").title == headline


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Wali Kota : Jaga Kebersihan", "Wali Kota : Jaga Kebersihan"),
        ("Wali Kota : Jaga Kebersihan ‹ Kota Contoh", "Wali Kota : Jaga Kebersihan"),
        ("Kabar Baik ~ Kota Contoh", "Kabar Baik"),
        ("Kabar Baik : kota.example", "Kabar Baik"),
    ],
)
def test_a_title_without_a_heading_loses_the_name_of_the_site_alone(title: str, headline: str) -> None:
    assert read(f"<html><title>{title}</title><body>{NAV}<div>{LINES}</div></body></html>").title == headline


def test_a_heading_in_a_footer_is_no_headline() -> None:
    body = f"{NAV}<h1>{HEADLINE}</h1>{LINES}<footer><h1>Kaki halaman ini</h1></footer>"
    assert read(f"<html><title>Kota</title><body>{body}</body></html>").title == HEADLINE


@pytest.mark.parametrize("above", ["<h2>{}</h2>", "<header><h3>{}</h3></header>"])
def test_a_slogan_that_every_title_of_a_site_repeats_is_no_headline(above: str) -> None:
    slogan = "Portal Informasi dan Pelayanan Publik Kota Contoh"
    body = f"{above.format(slogan)}<h1>{HEADLINE}</h1>{LINES}"
    assert read(f"<html><title>{slogan} | Kota</title><body>{body}</body></html>").title == HEADLINE


def test_a_heading_of_the_site_outside_of_the_form_around_a_page_is_no_headline() -> None:
    form = f"<form id=aspnetForm><h1>{HEADLINE}</h1><span class=tgl>12 November 2026</span>{LINES}</form>"
    body = f"<h1>Dinas Komunikasi dan Informatika Kota Contoh</h1>{form}"
    post = read(f"<html><title>{HEADLINE} - Kota Contoh</title><body>{body}</body></html>")
    assert (post.title, post.published_at) == (HEADLINE, NOVEMBER_12)


def test_a_headline_in_no_heading_takes_no_day_from_a_line_that_repeats_it() -> None:
    ticker = f"<div class=sekilas><span>{HEADLINE}</span></div><div>27 November 2026</div>"
    body = f"{ticker}<div><b>{HEADLINE}</b><div>12 November 2026</div>{LINES}</div>"
    post = read(f"<html><title>{HEADLINE} - Kota Contoh</title><body>{body}</body></html>")
    assert (post.title, post.published_at) == (HEADLINE, None)


def test_parts_of_a_title_end_at_signs_whatever_white_space_is_around_them() -> None:
    assert PARTS.split("a \u2003- | b|c\u2003\u2003» d - e") == ["a", "", "b", "c", "d", "e"]
