"""Quotes, code, inner lists, embedded posts and counters: what of them belongs to a text."""

from __future__ import annotations

import pytest

from collectors.website.parse.html import parse_html, text_of
from tests.collectors.website.parse.test_main_text import TEXT, page, read


@pytest.mark.parametrize(
    "labels", ["<p>Bagikan:</p><a href=/berita>Kembali ke semua berita</a>", "<p>melayani sejak 1994</p>"]
)
def test_labels_below_a_headline_in_a_box_of_its_own_take_the_place_of_no_text(labels: str) -> None:
    link = f"<a href=/a>{'Iklan layanan ' * 12}</a>"
    top = f"<nav><div><h1>Kabar kota</h1></div>{link}{labels}</nav>"
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    body = f"<html><head><title>Kabar kota</title></head><body>{top}<div class=isi>{text}</div></body></html>"
    assert read(body).text == "\n".join(TEXT)


@pytest.mark.parametrize(
    ("main", "line"),
    [
        ("<blockquote>{}</blockquote>", "Kami menjaga taman ini bersama warga setiap hari, kata lurah itu."),
        ("<div>{}</div>", "Baris ini berdiri sendiri di antara dua alinea dan juga milik teks."),
        ("<ul><li>Yang utama<ul><li>{}</li></ul></li></ul>", "Sebuah butir di dalam butir lain yang ikut dibaca."),
    ],
)
def test_a_quote_and_what_stands_in_no_paragraph_are_lines_of_the_text(main: str, line: str) -> None:
    first, *rest = (f"<p>{text}</p>" for text in TEXT)
    post = read(page(f"<h1>Kabar kota</h1>{first}{main.format(line)}{''.join(rest)}"))
    assert line in post.text.split("\n")
    assert all(text in post.text.split("\n") for text in TEXT)


@pytest.mark.parametrize(
    "words", ["Ketik <code>REG</code> lalu kirim.", "Lurah berkata, <q>taman ini kita</q>, di sini."]
)
@pytest.mark.parametrize("around", ["<p>{}</p>", "<ul><li>{}</li></ul>", "<h2>{}</h2>"])
def test_a_word_of_code_or_a_quote_within_a_sentence_parts_it_not(words: str, around: str) -> None:
    first, *rest = (f"<p>{text}</p>" for text in TEXT)
    post = read(page(f"<h1>Kabar kota</h1>{first}{around.format(words)}{''.join(rest)}"))
    assert any(line.startswith(words[:5]) and line.endswith(words[-5:]) for line in post.text.split("\n"))


@pytest.mark.parametrize("name", ["twitter-tweet", "instagram-media", "wp-embedded-content", "x fb-xfbml-parse-ignore"])
def test_an_embedded_post_of_others_is_no_part_of_a_text(name: str) -> None:
    quote = f"<blockquote class='{name}'><p>Taman kota sudah dibuka hari ini.</p>Dinas, 9 November 2026</blockquote>"
    assert read(page(f"<h1>Kabar kota</h1>TEXT{quote}")).text == "\n".join(TEXT)
    assert "sudah dibuka" in read(page(f"<h1>Kabar kota</h1><div>{quote}</div>")).text


COUNTERS = [
    "Dilihat 50 kali",
    "Dibaca: 1.203 kali",
    "Views: 12",
    "👁️ 35",
    "1,2 rb pembaca",
    "Hits 77",
    "Artikel ini telah dibaca sebanyak 50 kali.",
    "(1.203 x dibaca)",
    "28 kali dilihat, 4 kali dilihat hari ini",
    "1,234 total views, 5 views today",
    "Pengunjung hari ini: 52 | Total pengunjung: 5.252",
    "4 Komentar",
    "Belum ada komentar",
    "(12 suka)",
    "(3 votes, average: 4.67 out of 5)",
    "Total pengunjung 12.000 orang",
    "Total pengunjung hari ini 30",
    "Diposting 4 hari yang lalu",
    "2 hours ago",
    "Selasa, 24 November 2026 | 08:14:10 WIB",
]
NO_COUNTERS = [
    *("Video ini dilihat 50 kali oleh warga", "Pengunjung: 50 orang", "Dibuka: 08.00", "Dibaca 24.11.2026"),
    *(
        "4 komentar warga dijawab",
        "Selasa, 24 November 2026 pukul 08.00 WIB",
        "Pengunjung hari ini: 50 orang",
        "3 hari",
        *("250 votes", "100 suka", "70 tahun yang lalu", "70 tahun yang lalu.", "3 hari yang lalu."),
        *("17 Agustus 2026 10:00:00 WIB", "17 Agustus 2026 pukul 10.00.00 WIB", "17 Agustus 2026 pukul 10.00 WIB"),
    ),
]


@pytest.mark.parametrize("line", COUNTERS)
def test_a_counter_that_is_a_line_of_its_own_is_no_text(line: str) -> None:
    first, *rest = (f"<p>{text}</p>" for text in TEXT)
    assert read(page(f"<h1>Kabar kota</h1>{first}<p>{line}</p>{''.join(rest)}")).text == "\n".join(TEXT)
    assert text_of(parse_html(f"{first}<p>{line}</p>".encode()), "kota.example") == TEXT[0]


@pytest.mark.parametrize("line", NO_COUNTERS)
def test_a_line_that_says_more_than_a_counter_stays(line: str) -> None:
    first, *rest = (f"<p>{text}</p>" for text in TEXT)
    assert line in read(page(f"<h1>Kabar kota</h1>{first}<p>{line}</p>{''.join(rest)}")).text.split("\n")


def test_a_page_that_shows_no_text_for_once_takes_the_place_of_none() -> None:
    menu = "<nav><ul><li><a href='/'>Beranda</a></li><li><a href='/profil'>Profil Kota</a></li></ul></nav>"

    def shown(text: str) -> bool:
        return read(page(f"{menu}<main><article><h1>Kabar kota</h1>{text}</article></main>")).reduced

    texts = ("<div class=isi></div>", "<p>Posko dibuka hari ini.</p>", "<p>Kabar kota: posko</p>", "TEXT")
    assert list(map(shown, texts)) == [True, False, False, False]
