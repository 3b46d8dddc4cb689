from __future__ import annotations

import pytest
from bs4 import Tag

from collectors.website.parse.html import collapse, decode, line_of, paragraphs, parse_html, text_of


def body_of(markup: str | bytes) -> Tag:
    """Parse a fragment and give its outermost division."""
    data = markup if isinstance(markup, bytes) else markup.encode()
    found = parse_html(b"<div id=naskah>" + data + b"</div>").select_one("#naskah")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<p>Satu</p><p>Dua</p>", ["Satu", "Dua"]),
        ("Satu<br/>\r\n<br />\r\nDua<br>Tiga", ["Satu", "Dua", "Tiga"]),
        ("<div><div><span><font size=3>Satu</font></span></div>\n<div>Dua</div></div>", ["Satu", "Dua"]),
        ("<p>Kota <strong>Beka</strong>si <em>kita</em>, <a href=/x>di sini</a>.</p>", ["Kota Bekasi kita, di sini."]),
        ("<p>Daftar:</p><ul><li>Satu</li><li>Dua</li></ul>", ["Daftar:", "Satu", "Dua"]),
        ("<p>Satu</p><blockquote><p>Dua</p></blockquote>Tiga", ["Satu", "Dua", "Tiga"]),
        ("<p>Satu</p><p></p><p>&nbsp;</p><p> <br></p><p>\n  Dua\n\tkata\n</p>", ["Satu", "Dua kata"]),
        (
            "<p>Satu<o:p></o:p></p><!--[if gte mso 9]><xml><w:View>x</w:View></xml><![endif]--><p>Dua</p>",
            ["Satu", "Dua"],
        ),
    ],
    ids=["p", "br", "nested", "inline", "list", "quote", "empties", "word"],
)
def test_paragraphs_are_what_a_reader_sees(markup: str, lines: list[str]) -> None:
    assert paragraphs(body_of(markup)) == lines


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>var a = '<p>x</p>'</script>",
        "<style>p{}</style>",
        "<noscript>Aktifkan JavaScript</noscript>",
        "<template><p>cetakan</p></template>",
        "<!-- <p>komentar</p> -->",
        "<table><tr><td>Rp1</td></tr></table>",
        "<figure><img src=a.jpg><figcaption>Keterangan</figcaption></figure>",
        "<iframe src=/v>rusak</iframe>",
    ],
)
def test_what_is_no_text_of_the_article_is_left_out(hidden: str) -> None:
    assert paragraphs(body_of(f"<p>Satu</p>{hidden}<p>Dua</p>")) == ["Satu", "Dua"]


def test_elements_named_by_the_caller_are_left_out() -> None:
    body = body_of("<p>Satu</p><p class=iklan>Beli <b>ini</b></p><p>Dua</p>")
    assert paragraphs(body, without=body.select(".iklan")) == ["Satu", "Dua"]


def test_the_characters_of_the_author_are_kept() -> None:
    text = "“Kampung” – nol\u200blebar, per\u00adtemuan, e\u0301 dan é, ﬁ ½ 👨\u200d👩\u200d👧 مرحبا \u202eabc\u202c"
    assert paragraphs(body_of(f"<p>{text}</p>")) == [text]


def test_markup_that_was_escaped_is_text() -> None:
    assert paragraphs(body_of("<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;</p>")) == [
        "<script>alert(1)</script> &amp;"
    ]


def test_control_characters_neither_end_the_page_nor_reach_the_text() -> None:
    assert paragraphs(body_of(b"<p>Sa\x00tu\x08\x1b</p><p>&#8;Dua&#xD800;</p>"))[0] == "Satu"
    assert all(char.isprintable() for char in paragraphs(body_of("<p>&#1;&#27;Dua</p>"))[0])


def test_deep_nesting_is_read_without_recursion() -> None:
    assert paragraphs(body_of("<div>" * 5000 + "dalam" + "</div>" * 5000)) in (["dalam"], [])


def test_nothing_is_an_empty_line() -> None:
    assert line_of(None) == ""
    assert collapse(" \xa0\n ") == ""


UTF8, LATIN = "“Kafé” – naïf".encode(), "“Kafé” – naïf".encode("windows-1252")


@pytest.mark.parametrize(
    "page",
    [
        UTF8,
        b"\xef\xbb\xbf" + UTF8,
        b'<meta charset="iso-8859-1">' + UTF8,
        b'<meta charset="utf-8">' + LATIN,
        b'<meta charset="iso-8859-1">' + LATIN,
        b'<meta charset="windows-1252">' + LATIN,
        b'<meta charset="no-such-thing">' + LATIN,
        LATIN,
        "\ufeff“Kafé” – naïf".encode("utf-16-le"),
    ],
)
def test_bytes_are_trusted_over_what_the_page_says_of_itself(page: bytes) -> None:
    assert decode(page).endswith("“Kafé” – naïf")


def test_another_declared_charset_is_believed_where_the_bytes_are_not_utf8() -> None:
    assert decode('<meta charset="koi8-r">Привет'.encode("koi8-r")).endswith("Привет")


def test_one_character_cut_in_half_does_not_spoil_the_page() -> None:
    assert decode("Kafé “baru” ".encode() + b"\xe2\x80") == "Kafé “baru” \ufffd"


@pytest.mark.parametrize(
    "added",
    [
        "<div class='sharedaddy sd-sharing-enabled'><h3>Bagikan:</h3><ul><li>X</li></ul></div>",
        "<div class='post-views content-post post-12'><span>Post Views:</span> <span>12</span></div>",
        "<div id=r class='jp-relatedposts'><h3>Terkait</h3></div>",
        "<div class='addtoany_share_save_container'>Bagikan</div>",
        "<div class='yarpp yarpp-related'><ol><li>Kabar lain</li></ol></div>",
        "<p class='pvc_stats all'>12 kali dilihat</p>",
        "<div class='related-posts'><h3>Berita</h3><ul><li>Lain</li></ul></div>",
        "<div class='wp-polls'>Setuju</div>",
        "<div class='wp_ulike_general_class'><span>12</span></div>",
        "<ins class='adsbygoogle'>Iklan</ins>",
    ],
)
def test_what_plugins_write_into_a_text_is_left_out(added: str) -> None:
    soup = parse_html(f"<div><p>Satu.</p>{added}<p class=post>Dua.</p></div>".encode())
    assert text_of(soup, "kota.example") == "Satu.\nDua."


@pytest.mark.parametrize("name", ["post-views-page", "yarpp"])
def test_a_whole_text_is_never_left_out_for_its_class(name: str) -> None:
    long = "Posko keliling hadir. " * 200
    assert text_of(parse_html(f"<div class={name}><p>{long}</p></div>".encode()), "kota.example") == long.strip()


TEXT = "Warga menyambut jembatan baru. " * 60


@pytest.mark.parametrize(
    "name",
    [
        *(
            "sharethis-enabled",
            "dpsp-enabled",
            "yarpp_enabled",
            "post-views-on",
            "addtoany_on",
            "essb_on",
            "heateor_sss",
        ),
        *("sharedaddy entry-content", "post-content a2a_kit", "yarpp content", "article-body wpulike", "yarpp"),
    ],
)
@pytest.mark.parametrize("text", [TEXT, "Warga menyambut jembatan baru hari ini."])
def test_what_holds_the_text_stays_whatever_plugin_marks_it(name: str, text: str) -> None:
    soup = parse_html(f'<article><h1></h1><div class="{name}"><p>{text}</p></div></article>'.encode())
    assert text_of(soup, "kota.example") == text.strip()
    assert text_of(soup.select("article > div")[0], "kota.example") == text.strip()
    assert text_of(soup.select("article")[0], "kota.example") == text.strip()


def test_a_wrapped_row_of_buttons_is_left_out_of_a_short_text() -> None:
    buttons = "<div><div class='sharethis-inline-share-buttons'>Bagikan kabar ini</div></div>"
    assert text_of(parse_html(f"<div><p>Posko buka.</p>{buttons}</div>".encode()), "kota.example") == "Posko buka."
