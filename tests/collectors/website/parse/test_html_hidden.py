"""Parts that a reader never sees are none of an article: neither their words nor their links."""

from __future__ import annotations

import re
import time

import pytest

from collectors.records import RawPage
from collectors.website.parse.article import parse_article
from collectors.website.parse.layout import ANY_PAGE, Layout
from tests.collectors.website.parse.test_main_text import JAKARTA, TEXT, page, read

LINKS = "<a href=https://x.example/slot>slot gacor</a> <a href=//y.example/slot>togel slot</a>"
SELECTORS = Layout(article_pattern=ANY_PAGE, title="h1", body=".isi", date="time")
HIDDEN = {
    "closed": f"<div style='display:none'>{LINKS}</div>",
    "in capitals": f"<div style='color:red; DISPLAY : NONE !important;'>{LINKS} slot</div>",
    "left of the screen": f"<div style='position:absolute;left:-9999px'>{LINKS}</div>",
    "above the screen": f"<p style='position: absolute; top: -1000px;'>slot {LINKS}</p>",
    "one point": f"<div style='overflow:hidden;height:1px;width:1px'>{LINKS}</div>",
    "an attribute": f"<div hidden>{LINKS}</div>",
    "unseen": f"<span style='visibility:hidden'>{LINKS}</span>",
    "no size": f"<p style='font-size:0px'>slot {LINKS}</p>",
    "see-through": f"<div style='opacity:0'>{LINKS}</div>",
    "indented": f"<div style='text-indent:-9999px'>slot {LINKS}</div>",
    "a banner": f"<marquee style='width:0;height:0' scrollamount=9000>{LINKS}</marquee>",
    "left by its size": f"<div style='left:-999em;position:fixed'>{LINKS}</div>",
    "within another": f"<div style='opacity:0'>{LINKS}<p style='display:none'>{LINKS}</p></div>",
    "no height": f"<div style='height:0;overflow:hidden'>{LINKS}</div>",
}
KEPT = "Warga lanjut usia dilayani lebih dahulu"
LONG = f"<p style=font-size:16px>{KEPT}, lalu semua warga lain menurut nomor antrean yang dibagikan sejak pagi.</p>"
SEEN = {
    "shown by a script": f"<div style='height:0;overflow:hidden'>{LONG}</div>",
    "moved by a script": f"<div style='position:absolute;left:-9999px'>{LONG}</div>",
    "no gaps between parts": f"<div style='font-size:0'><p style=font-size:16px>{KEPT}.</p></div>",
    "a clicked rest": f"<div style='display:none'>{KEPT}.</div>",
    "a rest with a link": f"<div style='display:none'>{KEPT}, menurut <a href=https://a.example>jadwal</a>.</div>",
    "half seen": f"<p style='opacity:0.5;font-size:0.9em;margin-left:-15px'>{KEPT}.</p>",
    "a small picture's words": f"<p style='height:10px;width:100%'>{KEPT}.</p>",
}

OFFICIAL = "<a href=https://jdih.kota.go.id/perda.pdf>Unduh Peraturan Daerah</a>"
FORM = "<a href=https://forms.gle/x>Daftar di sini</a>"
SHOWN_BY_SCRIPTS = {
    "moved in": f"<div style='opacity:0' class='wow fadeIn'><p>{FORM} <a href=https://mitra.example>mitra</a></p></div>",
    "moved in, unseen": "<div style='visibility:hidden' class=wow><a href=https://mitra.example>Mitra</a></div>",
    "a service": f"<div style='display:none'>{FORM}</div>",
    "an office's file": f"<div hidden>{OFFICIAL}</div>",
    "the site's own file": "<div style='display:none'><a href=https://unduh.kota.example/a.pdf>Unduh</a></div>",
    "unfolded": "<div style='display:none' class=accordion-body><a href=https://mitra.example>Mitra</a></div>",
    "a mark for links": "<p style='position:relative;top:-100px'>Bab <a href=https://mitra.example>dua</a></p>",
    "indented a little": "<p style='text-indent:-100px'><a href=https://mitra.example>Mitra</a></p>",
    "no height, no link": "<div style='height:0;overflow:hidden'>Jadwal posko</div>",
}


def article(part: str) -> str:
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    return page(f"<h1>Kabar kota</h1><time>12 November 2026</time><div class=isi>{text}{part}<p>{TEXT[0]}</p></div>")


@pytest.mark.parametrize("how", HIDDEN)
def test_hidden_words_and_links_are_no_part_of_an_article(how: str) -> None:
    body = article(HIDDEN[how])
    assert "slot" not in read(body).text
    post = parse_article(RawPage("article", "https://kota.example/berita/kabar", body.encode()), SELECTORS, JAKARTA)
    assert "slot" not in post.text
    assert TEXT[2] in post.text
    assert not post.links


@pytest.mark.parametrize("how", SEEN)
def test_what_a_reader_may_see_stays(how: str) -> None:
    raw = RawPage("article", "https://kota.example/berita/kabar", article(SEEN[how]).encode())
    assert KEPT in parse_article(raw, SELECTORS, JAKARTA).text


@pytest.mark.parametrize("how", SHOWN_BY_SCRIPTS)
def test_what_a_script_unfolds_keeps_its_words_and_links(how: str) -> None:
    body = article(SHOWN_BY_SCRIPTS[how])
    post = parse_article(RawPage("article", "https://kota.example/berita/kabar", body.encode()), SELECTORS, JAKARTA)
    words = re.sub("<[^>]+>", "", SHOWN_BY_SCRIPTS[how]).strip()
    assert words in post.text
    assert len(post.links) == SHOWN_BY_SCRIPTS[how].count("href")


def test_links_within_parts_that_nest_are_counted_in_time() -> None:
    began = time.process_time()
    link = "<a href=https://x.example>" * 3
    body = article("<div style='position:absolute;left:-9999px'>" * 100 + f"{link}slot</a>" * 100 + "kata " * 20_000)
    parse_article(RawPage("article", "https://kota.example/berita/kabar", body.encode()), SELECTORS, JAKARTA)
    assert time.process_time() - began < 60


def test_a_frame_of_a_film_is_no_hidden_part() -> None:
    film = (
        "<div style='position:relative;padding-bottom:56%;height:0;overflow:hidden'><iframe src=/film></iframe></div>"
    )
    raw = RawPage("article", "https://kota.example/berita/kabar", article(film).encode())
    assert [one.url for one in parse_article(raw, SELECTORS, JAKARTA).media] == ["https://kota.example/film"]


def test_styles_that_nest_without_end_are_read_in_time() -> None:
    began = time.process_time()
    read(article(f"{'<div style=display:none>' * 5000}<a href=https://x.example>slot</a>"))
    assert time.process_time() - began < 60
