"""Pages without selectors: headline, text and the day of publication, and nothing that only looks like them."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from collectors.errors import SourceChanged
from collectors.records import Post, RawPage
from collectors.website.parse.layout import ANY_PAGE, Layout
from collectors.website.parse.main_text import parse_main_text

JAKARTA = ZoneInfo("Asia/Jakarta")
TEXT = [
    "Posko layanan keliling hadir di halaman kantor kelurahan mulai pukul delapan pagi dan melayani semua warga.",
    "Petugas menerima berkas kependudukan, memeriksa tekanan darah, dan mencatat aduan tentang lampu jalan yang padam.",
    "Warga cukup membawa kartu identitas; antrean diatur dengan nomor supaya semua orang terlayani sebelum siang.",
]
NAV = "<nav><a href=/>Beranda</a> <a href=/profil>Profil</a></nav>"
NOVEMBER_12 = datetime(2026, 11, 11, 17, tzinfo=UTC)


def page(
    main: str = "", *, head: str = "", top: str = "", bottom: str = "", title: str = "Kabar kota - Kota Contoh"
) -> str:
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{top}{NAV}<main><article>"
        f"{main.replace('TEXT', f'<div class=isi>{text}</div>') or f'<h1>Kabar kota</h1>{text}'}</article>"
        f"</main>{bottom}"
        "<footer>&copy; 2024 Diskominfo</footer></body></html>"
    )


def read(body: str, path: str = "/berita/kabar") -> Post:
    raw = RawPage("article", f"https://kota.example{path}", body.encode())
    return parse_main_text(raw, Layout(article_pattern=ANY_PAGE), JAKARTA)


CLOCK = '<div class="topbar"><time datetime="2026-11-24T01:02:03+00:00">24/11/2026</time></div>'
PLAIN_CLOCK = "<div>Selasa, 24 November 2026</div>"
EMBED = (
    '<blockquote class="instagram-media"><a href=x>Kiriman</a> <time datetime="2025-03-12T19:30:12+00:00">12 Mar'
    " 2025</time>"
    "</blockquote>"
)
COMMENT = (
    '<section class="comments"><div class="comment"><time datetime="2026-11-20T10:00:00Z">20 Nov 2026</time>'
    "</div></section>"
)
RELATED = '<aside><h3>Terkait</h3><span class="date">23 November 2026</span></aside>'
LINE = "<h1>Kabar kota</h1><div class=meta>12 November 2026 | Admin</div>TEXT"


@pytest.mark.parametrize(
    "body",
    [
        page(LINE),
        page(LINE, top=CLOCK),
        page(LINE, top=PLAIN_CLOCK),
        page(LINE + EMBED),
        page(LINE + COMMENT),
        page(LINE, bottom=RELATED),
        page("<div class=tanggal>12 November 2026</div><h1>Kabar kota</h1>TEXT", top=CLOCK),
        page("<h1>Kabar kota</h1>TEXT<div class=post-date>Diterbitkan: 12 November 2026</div>", top=PLAIN_CLOCK),
        page("<h1>Kabar kota</h1><span>Kamis</span>, <b>12</b> <b>Nov</b> <b>2026</b> oleh Humas TEXT"),
        page("<h1>Kabar kota</h1><div>Diperbarui 20 November 2026</div><div>Terbit 12 November 2026</div>TEXT"),
        page("<h1>Kabar kota</h1><div>Terbit 12 November 2026, diperbarui 20 November 2026</div>TEXT"),
        page(
            "<header><h1>Kabar kota</h1><p class=date>12-11-2026</p></header>TEXT",
            top=f"<header>{PLAIN_CLOCK}</header>",
        ),
        page(LINE, head="<meta property='article:modified_time' content='2026-11-20T08:00:00Z'>"),
        page(
            LINE,
            head=(
                "<meta name=date content='2026-11-24'><meta property='article:published_time'"
                " content='2026-11-24T01:00:00Z'>"
            ),
        ),
        page(
            LINE.replace(
                "<div class=meta>", "<time class=updated datetime='2026-11-20'>20 November 2026</time><div class=meta>"
            )
        ),
        page(head="<meta property='article:published_time' content='2026-11-12'>", top=CLOCK),
        page(head='<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-11-12"}</script>'),
        page(
            head=(
                '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","datePublished":"2020-01-01"},'
                '{"@type":["Article"],'
                '"datePublished":"2026-11-12T00:00:00+07:00","comment":['
                '{"@type":"Comment","datePublished":"2026-11-20"}]}]}</script>'
            )
        ),
    ],
)
def test_the_day_of_publication_is_found_and_no_other(body: str) -> None:
    post = read(body)
    assert (post.published_at, post.published_precision) == (NOVEMBER_12, "day")


@pytest.mark.parametrize(
    "body",
    [
        page(),
        page(top=CLOCK),
        page(top=PLAIN_CLOCK),
        page("<h1>Kabar kota</h1><div class=meta>2 jam yang lalu | Admin</div>TEXT"),
        page("<h1>Kabar kota</h1>TEXT" + EMBED),
        page("<h1>Kabar kota</h1>TEXT" + COMMENT, bottom=RELATED),
        page("<h1>Kabar kota</h1><p>Acara: Senin, 30 November 2026</p>TEXT"),
        page("<h1>Kabar kota</h1><p>Batas pendaftaran 30 November 2026.</p>TEXT"),
        page("<h1>Kabar kota</h1><p>Warga berkumpul pada 30 November 2026 di balai kota.</p>TEXT"),
        page("<h1>Kabar kota</h1><div>Terakhir diperbarui: 20 November 2026</div>TEXT"),
        page(head="<meta property='article:published_time' content='1970-01-01T00:00:00Z'>"),
        page(head="<meta property='article:published_time' content='0001-01-01T00:00:00Z'>"),
        page(head='<script type="application/ld+json">{"@type":"NewsArticle",</script>'),
        page(
            head='<script type="application/ld+json">[{"@type":"Article","datePublished":"2026-11-12"},'
            '{"@type":"Article","datePublished":"2026-11-13"}]</script>'
        ),
    ],
)
def test_what_is_not_told_stays_unknown(body: str) -> None:
    post = read(body)
    assert (post.published_at, post.published_precision) == (None, "unknown")


def test_the_day_in_an_address_counts_also_without_zeros() -> None:
    post = read(page(), "/artikel/2026/9/5/kabar")
    assert (post.published_at, post.published_precision) == (datetime(2026, 9, 4, 17, tzinfo=UTC), "day")


def test_an_exact_time_is_kept() -> None:
    body = page(head="<meta property='article:published_time' content='2026-11-12T09:14:00+07:00'>")
    post = read(body)
    assert (post.published_at, post.published_precision) == (datetime(2026, 11, 12, 2, 14, tzinfo=UTC), "second")


@pytest.mark.parametrize(
    "body",
    [
        page(title="Kabar kota | Kota Contoh"),
        page(title="Kota Contoh » Kabar kota", head="<meta property='og:site_name' content='Kota Contoh'>"),
        page("TEXT", title="Kabar kota - Kota Contoh"),
        page(
            "TEXT",
            title="x",
            head=(
                "<meta property='og:title' content='Kabar kota – Kota Contoh'><meta property='og:site_name'"
                " content='Kota Contoh'>"
            ),
        ),
        page("TEXT", title="Kota Contoh - Kabar kota", head="<meta property='og:site_name' content='Kota Contoh'>"),
        page("<h1 class=logo>Kota Contoh</h1><h2>Kabar kota</h2>TEXT"),
        page(
            "<h1>Kota Contoh</h1><h1>Kabar kota</h1>TEXT", head="<meta property='og:site_name' content='Kota Contoh'>"
        ),
        page("<h1>Berita</h1><h1>Kabar kota</h1>TEXT"),
    ],
)
def test_a_title_bears_no_name_of_the_site(body: str) -> None:
    assert read(body).title == "Kabar kota"


@pytest.mark.parametrize(
    "body",
    [
        page(
            "TEXT",
            title="Kerja bakti - wujud gotong royong | Kota Contoh",
            head="<meta property='og:title' content='Kerja bakti - wujud gotong royong'>",
        ),
        page("<h2>Kerja bakti - wujud gotong royong</h2>TEXT", title="Kerja bakti - wujud gotong royong"),
    ],
)
def test_a_title_without_the_sites_name_is_whole(body: str) -> None:
    assert read(body).title == "Kerja bakti - wujud gotong royong"


def test_a_title_with_a_dash_of_its_own_keeps_it() -> None:
    assert (
        read(page("<h1>Kabar - bagian dua</h1>TEXT", title="Kabar - bagian dua - Kota Contoh")).title
        == "Kabar - bagian dua"
    )


@pytest.mark.parametrize(
    "around", ["", "<div id=login class=modal><form><h5>Masuk</h5><input type=password></form></div>"]
)
def test_a_short_text_is_what_stands_behind_the_headline(around: str) -> None:
    body = page(
        "<h1>Kabar kota</h1><div class=meta>12-11-2026 | Admin</div><div class=isi><p>Selamat Hari Guru.</p></div>",
        top=around,
    )
    post = read(body)
    assert (post.text, post.published_at) == ("Selamat Hari Guru.", NOVEMBER_12)


OTHERS = (
    "<h4>Berita Terkini</h4><div><a href=/b/{0}>Pasar murah {0} digelar</a><br><small>2{0} November 2026</small></div>"
)
NOTICE = ["Layanan dibuka pukul delapan.", "Senin, 7 Desember 2026: Kecamatan Utara."]


LISTED = "<h4>Berita Lainnya</h4><ul><li><a href=/b/{0}>Pasar murah {0} digelar</a> 2{0} November 2026</li></ul>"


@pytest.mark.parametrize("others", [OTHERS, LISTED])
@pytest.mark.parametrize("buttons", ["", "<b>Bagikan</b>", "<span>Bagikan ke Facebook</span>", "<p>{0} Komentar</p>"])
@pytest.mark.parametrize(
    "meta", ["12 November 2026 • Humas • dibaca {0} kali", "<b>Humas</b><br>12 November 2026 | {0}"]
)
def test_a_short_text_is_the_same_whatever_changes_around_it(meta: str, buttons: str, others: str) -> None:
    lines = "".join(f"<p>{line}</p>" for line in NOTICE)
    body = f"<div class=row><h3>Kabar kota</h3><div>{meta}</div>{lines}{buttons}{others}</div>"
    for night in (3, 4):
        post = read(f"<html><title>Kota Contoh - Kabar kota</title>{NAV}{body.format(night)}</html>")
        assert (post.text.splitlines()[-2:], post.published_at) == (NOTICE, NOVEMBER_12)
        assert "kali" not in post.text


PUBLISHED = "<div class=post-meta>Diposting 27 November 2026</div>"
WHOLE = {  # what stands behind the headline, and all of it is the text
    "a paragraph that only says more": "<p>Bawa kartu.</p><p>Lainnya:</p><p>Bawa foto.</p>",
    "a heading that says more": "<div>Bawa kartu.</div><h4>Informasi lain:</h4><div>Bawa foto</div>",
    "a heading over a list": "<p>Bawa kartu.</p><h4>Berita lain:</h4><ul><li>Bawa foto</li></ul>",
    "a wish for comments": "<ul><li>Tulis komentar di unggahan ini</li><li>Tandai kami</li></ul>",
    "a wish for comments elsewhere": "<div>Ikuti kami</div><div>Tulis komentar di akun kami</div><div>Menang</div>",
    "a wish to share": "<p>Bawa kartu.</p><p>Bagikan ke tetangga di sekitar.</p>",
    "a first line over others": "<p>Informasi Terkini:</p><p>Ketinggian air 80 cm.</p>",
    "a first heading over others": "<h2>Kabar Terbaru</h2><div>Ketinggian air 80 cm</div>",
    "a word over lines": "<div>Siaga dua</div><h2>Terkini</h2><div>Ketinggian air 80 cm</div>",
    "nothing but a button's word": "<div>Komentar</div>",
    "a day on which something happens": "<div>Kantor tutup 5 November 2026</div><div>Buka lagi Senin</div>",
    "a day and a place": "<div>Musrenbang dibuka untuk umum</div><div>Kamis, 5 November 2026 di aula</div>",
    "a day until which one may send": "<div>Unggah foto sebelum 5 November 2026</div><div>Menangkan hadiah</div>",
    "a day on which something is read": "<div>5 November 2026 puisi dibaca di aula</div><div>Datanglah</div>",
    "a day on which many looked": "<div>Video 17 Agustus 2026 dilihat 10.000 warga kota</div><div>Tontonlah</div>",
    "a day since which people": "<div>Oleh warga dipakai sejak 12 September 2026</div><div>Datanglah</div>",
    "a day of a contest": "<div>Editor video lomba, daftar 12 September 2026</div><div>Datanglah</div>",
    "a sentence of an office": "<div>Humas membuka taman baru pada 1 Oktober 2026.</div><div>Datanglah</div>",
}


@pytest.mark.parametrize("how", WHOLE)
@pytest.mark.parametrize("published", ["", PUBLISHED])
def test_of_a_short_text_nothing_is_taken_for_what_stands_around_it(how: str, published: str) -> None:
    body = f"<article><h1>Status Siaga Banjir</h1>{published}{WHOLE[how]}</article>"
    post = read(f"<html><title>Status Siaga Banjir</title><body>{NAV}{body}</body></html>")
    lines = [line for line in re.split(r"<[^>]*>", WHOLE[how]) if line]
    assert post.text.splitlines() == lines


def test_a_notice_with_a_day_behind_the_day_of_publication_is_kept() -> None:
    notice = "Pemadaman: Minggu, 29 November 2026 di Jatiasih dan Pondok Gede"
    assert read(f"<article><h1>Pemadaman listrik</h1>{PUBLISHED}<div>{notice}</div></article>").text == notice


def test_a_hostile_line_of_names_is_read_once() -> None:
    line = f"Oleh {'A.' * 60} x 12 November 2026"  # in how many ways its names are parted does not count
    assert read(f"<article><h1>Layanan keliling</h1><div>{line}</div><div>Bawa kartu</div></article>").text


@pytest.mark.parametrize(
    "line",
    [
        "12 November 2026",
        "Diposting 12 November 2026 | Humas",
        "Kamis, 12 November 2026 oleh Dinas Sosial",
        "12/11/2026, dilihat: 33 kali",
        "Penulis: budi, 12 November 2026",
        "Oleh Budi Santoso pada 12 November 2026",
    ],
)
def test_the_day_of_publication_is_no_line_of_a_short_text(line: str) -> None:
    post = read(f"<article><h1>Layanan keliling</h1><div>{line}</div><div>Bawa kartu</div></article>")
    assert (post.text, post.published_at) == ("Bawa kartu", NOVEMBER_12)


ABOVE = (
    "12 November 2026",
    "Kamis, 12 Nov. 2026 – 09.14 WIB",
    "12 Nov 2026, 9.14 AM",
    "12 November 2026 09:14:00 Administrator {0} Kali Dibaca",
    "12 November 2026 | Dilihat {0} kali",
    "Dibuat pada 12 November 2026, dilihat {0}x",
    "Diposting Oleh : Admin - Tanggal: 12 November 2026",
)


@pytest.mark.parametrize("line", ABOVE)
@pytest.mark.parametrize(
    "around",
    [
        *("<div class=tanggal>{}</div>", "<small>{}</small>", "<p class=text-muted><i class=fa></i> {}</p>"),
        *("<ul class=post-info><li>{}</li><li>Admin</li></ul>", "<div class=row><div class=col>{}</div></div>"),
    ],
)
def test_no_line_of_date_and_counter_stands_above_a_text(around: str, line: str) -> None:
    for count in (123, 1240):
        post = read(page(f"<h1>Kabar kota</h1>{around.format(line.format(count))}TEXT"))
        assert post.text == "\n".join(TEXT)
        assert str(post.published_at).startswith(("2026-11-11 17:00", "2026-11-12 02:14"))


@pytest.mark.parametrize(
    "line",
    [
        *("Senin, 7 Desember 2026 – Kecamatan Utara", "Kantor tutup 12 November 2026", "12 November 2026 kantor tutup"),
        "12 November 2026, warga Sukamaju menerima bantuan",
        "Kamis, 12 November 2026 – Tim gabungan menertibkan reklame",
        "Pada Kamis, 12 November 2026, Wali Kota membuka pameran",
        "12 November 2026 / Aula Balai Kota",
    ],
)
def test_another_day_and_a_notice_of_a_day_stay_in_a_text(line: str) -> None:
    head = "<meta property='article:published_time' content='2026-11-12'>"
    assert read(page(f"<h1>Kabar kota</h1><p>{line}</p>TEXT", head=head)).text == "\n".join([line, *TEXT])


def test_what_stands_above_a_headline_is_no_text() -> None:
    above = "<div><ul><li><span>12 Nov 2026</span></li><li>2 menit membaca</li></ul>"
    assert read(page(f"{above}<h1>Kabar kota</h1>TEXT</div>")).text == "\n".join(TEXT)


ALL = "".join(f"<p>{line}</p>" for line in TEXT)


@pytest.mark.parametrize(
    "body",
    [
        f"<div><h1>Kabar kota dan posko di semua kelurahan</h1><aside class=content>{ALL}</aside></div>",
        f"<article><h1>Kabar kota</h1>{ALL}<p>Simak juga: <a href=/b>Judul lain</a></p></article>",
        f"<article><h1>Kabar kota</h1>{ALL}<h3>Tinggalkan Balasan</h3><p>Email tidak ditampilkan.</p></article>",
    ],
)
def test_a_text_in_a_side_part_is_whole_and_nothing_below_it_counts(body: str) -> None:
    found = read(f"<html><head><title>Kabar kota</title></head><body>{NAV}{body}<footer>Kota</footer></body></html>")
    assert found.text == "\n".join(TEXT)


def test_a_side_bar_beside_a_text_stays_one() -> None:
    said = "Rapat warga di aula kecamatan hari Senin depan mulai pukul sembilan pagi."
    side = f"<aside><h4>Agenda</h4><p>{said}</p></aside>"
    assert read(page(f"<h1>Kabar kota</h1>TEXT{side}")).text == "\n".join(TEXT)
    short = f"<h1>Kabar kota</h1><p>{TEXT[0]}</p></article>{side}<aside><p>{said} {said}</p></aside><article>"
    assert read(page(short)).text == TEXT[0]
    photo = f"<h1>Kabar kota</h1><img src=a></article></div>{side}<aside><p>{said} {said}</p></aside><div><article>"
    assert said not in read(page(photo)).text


def test_side_bars_that_nest_without_end_are_read_in_time() -> None:
    began = time.process_time()
    assert read(page(f"<h1>Kabar kota</h1>{'<aside>' * 240}{'<p>kata kata</p>' * 12_000}TEXT")).title == "Kabar kota"
    assert time.process_time() - began < 60


@pytest.mark.parametrize("begins", ["Lihat juga lampiran:", "Simak juga penjelasan lengkap:", "Simak juga:"])
def test_a_sentence_of_the_author_stays_though_it_says_see_also(begins: str) -> None:
    line = f"{begins} posko dibuka sampai Minggu, dan nomor darurat dapat dihubungi warga setiap saat."
    assert read(page(f"<h1>Kabar kota</h1>TEXT<p>{line}</p>")).text == "\n".join([*TEXT, line])


def test_a_page_without_words_holds_no_article() -> None:
    with pytest.raises(SourceChanged, match="no text that could be told"):
        read("<html><head><title>Kota</title></head><body><img src=a.jpg></body></html>")


def test_a_counter_of_a_plugin_in_the_text_changes_nothing_from_night_to_night() -> None:
    counter = (
        "<div class='post-views post-12'>Telah dilihat sebanyak {} kali oleh warga dan tamu kota sampai hari ini.</div>"
    )
    first, second = (read(page(f"<h1>Kabar kota</h1>TEXT{counter.format(count)}")) for count in (12, 13))
    assert first.text == second.text == "\n".join(TEXT)


@pytest.mark.parametrize("name", ["entry-content sharethis-enabled", "entry-content sharedaddy", "yarpp"])
def test_a_plugins_class_around_the_text_takes_nothing_away(name: str) -> None:
    text = "Warga menyambut jembatan baru di sungai kota. " * 40
    post = read(f'<article><h1>Jembatan baru</h1><div class="{name}"><p>{text}</p></div></article>')
    assert post.text == text.strip()
