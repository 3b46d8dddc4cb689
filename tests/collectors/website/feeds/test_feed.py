"""What stands in a feed, good or careless, is read; what is none, or dangerous, or cut short, is told."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from collectors.errors import CollectorError
from collectors.records import RawPage
from collectors.website.feeds.feed import parse_feed
from collectors.website.feeds.feed_item import FeedItem
from collectors.website.parse.html import paragraphs, parse_html

JAKARTA = ZoneInfo("Asia/Jakarta")
LINK = "<link>https://kota.example/berita/1</link>"
GOOD = f"<title>Judul benar</title>{LINK}<description>Teks benar.</description>"


def read(body: str | bytes, url: str = "https://kota.example/feed") -> tuple[FeedItem, ...]:
    return parse_feed(RawPage("list", url, body if isinstance(body, bytes) else body.encode()), JAKARTA)


def rss(item: str, attributes: str = "", head: str = "") -> str:
    return f'{head}<rss version="2.0" {attributes}><channel><title>Kota</title><item>{item}</item></channel></rss>'


def first(body: str | bytes) -> FeedItem:
    return read(body)[0]


def lines(item: FeedItem) -> list[str]:
    return paragraphs(parse_html(item.html.encode()))


MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'


@pytest.mark.parametrize(
    "item",
    [
        (
            f"<media:content url='a.jpg'><media:title>IMG_2031</media:title><media:description>Foto</media:description>"
            f"</media:content>{GOOD}"
        ),
        f"{GOOD}<media:content url='a.png'><media:title type='html'>humas</media:title></media:content>",
        f"<media:group><media:title>x</media:title></media:group>{GOOD}<media:credit>humas</media:credit>",
        f"<image><title>logo</title><url>https://kota.example/l.png</url></image>{GOOD}",
        f"<source url='https://lain.example/rss'>Sumber lain</source>{GOOD}",
        f"{GOOD}<author>humas@kota.example (Humas)</author><category>Berita</category>",
        f"{GOOD}<enclosure url='https://kota.example/a.mp3' type='audio/mpeg' length='1'/>",
    ],
)
def test_title_and_text_are_the_items_own(item: str) -> None:
    found = first(rss(item, MEDIA))
    assert (found.title, lines(found), found.url) == ("Judul benar", ["Teks benar."], "https://kota.example/berita/1")


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("Sosial & Budaya", "Sosial & Budaya"),
        ("Sosial &amp; Budaya", "Sosial & Budaya"),
        ("Sosial &amp;amp; Budaya", "Sosial & Budaya"),
        ("<![CDATA[Sosial & Budaya]]>", "Sosial & Budaya"),
        ("Judul&nbsp;benar", "Judul benar"),
        ("Kabar &ldquo;kota&rdquo;", "Kabar “kota”"),
        ("Kabar &amp;#8220;kota&amp;#8221;", "Kabar “kota”"),
        ("Kabar\x1f ko\x0bta", "Kabar kota"),
        ("Kabar&#x1F; kota&#0;", "Kabar kota"),
        ("Nilai a &lt;b dan c", "Nilai a <b dan c"),
        ("Kabar &lt;b&gt;kota&lt;/b&gt;", "Kabar kota"),
        ("  Kabar\n  kota ", "Kabar kota"),
        ("AT&T dan &tidakada; lain", "AT&T dan &tidakada; lain"),
    ],
)
def test_a_title_is_what_a_reader_sees(title: str, read_as: str) -> None:
    assert first(rss(f"<title>{title}</title>{LINK}")).title == read_as


def test_a_careless_feed_is_mended() -> None:
    text = "<content:encoded><![CDATA[<p>Satu & dua</p><p>Tiga</p>]]></content:encoded>"
    body = f"<br />\n<b>Warning</b>: x in y\n<?xml version='1.0'?>\n{rss(GOOD + text)}<!-- 0.3 s -->"
    found = first(body)
    assert (found.title, lines(found)) == ("Judul benar", ["Satu & dua", "Tiga"])


@pytest.mark.parametrize(
    "body",
    [
        rss(GOOD.replace("benar", "bénar"), head="<?xml version='1.0' encoding='iso-8859-1'?>").encode("iso-8859-1"),
        rss(GOOD.replace("benar", "bénar"), head="<?xml version='1.0' encoding='iso-8859-1'?>").encode(),
        rss(GOOD.replace("benar", "bénar"), head="<?xml version='1.0' encoding='utf-8'?>").encode("windows-1252"),
        rss(GOOD.replace("benar", "bénar"), head="<?xml version='1.0' encoding='utf-16'?>").encode("utf-16"),
        rss(GOOD.replace("benar", "bénar"), head="<?xml version='1.0' encoding='utf-16'?>").encode("utf-16-le"),
        b"\xef\xbb\xbf \n" + rss(GOOD.replace("benar", "bénar"), head="<?xml version='1.0'?>").encode(),
        rss(GOOD.replace("benar", "bénar"), head="<?xml version='1.0' encoding='tiada'?>").encode(),
    ],
)
def test_the_bytes_count_and_not_what_a_feed_says_of_them(body: bytes) -> None:
    assert first(body).title == "Judul bénar"


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (
            (
                '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Satu.</p><ul><li>dua</li></ul><p>a'
                " &lt;b c</p></div></content>"
            ),
            ["Satu.", "dua", "a <b c"],
        ),
        ('<content type="html">&lt;p&gt;Satu.&lt;/p&gt;&lt;p&gt;Dua.&lt;/p&gt;</content>', ["Satu.", "Dua."]),
        ('<content type="text">Satu.\nDua &lt;b.</content>', ["Satu.", "Dua <b."]),
        ("<summary>Satu &amp;amp;\ndua.</summary>", ["Satu & dua."]),
        ('<summary>Cuplikan</summary><content type="html">&lt;p&gt;Seluruh teks&lt;/p&gt;</content>', ["Seluruh teks"]),
        ('<summary type="html">Teks di sini</summary><content type="html"></content>', ["Teks di sini"]),
    ],
)
def test_an_atom_text_is_read_paragraph_by_paragraph(entry: str, text: list[str]) -> None:
    atom = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><link'
        f' href="https://kota.example/1"/>{entry}</entry></feed>'
    )
    assert lines(first(atom)) == text


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (rss("<title>T</title><guid>https://kota.example/2</guid>"), "https://kota.example/2"),
        (
            rss("<title>T</title><guid isPermaLink='false'>https://kota.example/?p=2</guid>"),
            "https://kota.example/?p=2",
        ),
        (rss("<title>T</title><link>/berita/2</link>"), "https://kota.example/berita/2"),
        (
            rss("<title>T</title><link>https://kota.example/2?utm_source=rss&#038;utm_medium=rss</link>"),
            "https://kota.example/2",
        ),
        (
            rss("<title>T</title><link>https://kota.example/b.php?id=2&kat=3</link>"),
            "https://kota.example/b.php?id=2&kat=3",
        ),
        (
            (
                "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://kota.example/berita/'><entry><title>T</title>"
                "<link rel='self' href='https://kota.example/api/2'/><link rel='alternate' href='2'/></entry></feed>"
            ),
            "https://kota.example/berita/2",
        ),
        (
            (
                "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
                "<channel/>"
                "<item rdf:about='https://kota.example/2'><title>T</title><link>https://kota.example/2</link></item>"
                "</rdf:RDF>"
            ),
            "https://kota.example/2",
        ),
        (
            (
                "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>T</title>"
                "<link rel='alternate' type='text/html' href='https://kota.example/2'/></entry></feed>"
            ),
            "https://kota.example/2",
        ),
    ],
)
def test_an_item_leads_where_it_says_in_every_dialect(body: str, url: str) -> None:
    found = first(body)
    assert (found.title, found.url) == ("T", url)


def test_an_item_that_leads_nowhere_is_left_out() -> None:
    lost = "<title>T</title><link>http://[</link><guid>urn:1</guid>"
    assert [item.title for item in read(rss(f"{lost}</item><item>{GOOD}"))] == ["Judul benar"]
    with pytest.raises(CollectorError, match="none of the 1 items"):
        read(rss(lost))


EIGHT = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "at", "precision"),
    [
        ("<pubDate>Mon, 23 Nov 2026 08:00:00 +0700</pubDate>", EIGHT, "second"),
        ("<pubDate>Mon, 23 Nov 2026 01:00:00 -0000</pubDate>", EIGHT, "second"),
        ("<pubDate>Mon, 23 Nov 2026 08:00:00 WIB</pubDate>", EIGHT, "second"),
        ("<pubDate>Mon, 23 Nov 2026 09:00:00 WITA</pubDate>", EIGHT, "second"),
        ("<pubDate>Senin, 23 November 2026 10:00 WIT</pubDate>", EIGHT, "second"),
        ("<pubDate>2026-11-23 08:00:00</pubDate>", EIGHT, "second"),
        ("<pubDate>23 Nov 26 01:00:00 GMT</pubDate>", EIGHT, "second"),
        ("<pubDate>Monday, 23-Nov-26 01:00:00 GMT</pubDate>", EIGHT, "second"),
        ("<dc:date>2026-11-23T08:00:00+07:00</dc:date>", EIGHT, "second"),
        ("<pubDate>Mon, 23 Nov 2026</pubDate>", datetime(2026, 11, 22, 17, tzinfo=UTC), "day"),
        ("<pubDate>2026-11-23</pubDate>", datetime(2026, 11, 22, 17, tzinfo=UTC), "day"),
        ("<pubDate>Wed, 30 Nov -0001 00:00:00 +0000</pubDate>", None, "unknown"),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 +0000</pubDate>", None, "unknown"),
        ("<pubDate>0000-00-00 00:00:00</pubDate>", None, "unknown"),
        ("<pubDate></pubDate>", None, "unknown"),
        ("", None, "unknown"),
    ],
)
def test_a_date_is_read_exactly_or_left_unknown(told: str, at: datetime | None, precision: str) -> None:
    found = first(rss(GOOD + told, 'xmlns:dc="http://purl.org/dc/elements/1.1/"'))
    assert (found.at, found.precision) == (at, precision)


def test_a_change_is_no_publication() -> None:
    dates = [
        "<updated>2026-11-24T08:00:00Z</updated><published>2026-11-23T01:00:00Z</published>",
        "<updated>2026-11-24T08:00:00Z</updated>",
    ]
    entries = [
        f'<entry><title>T</title><link href="https://kota.example/{n}"/>{told}</entry>' for n, told in enumerate(dates)
    ]
    both, changed = read(f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(entries)}</feed>')
    assert (both.at, both.changed_at) == (EIGHT, None)
    assert (changed.at, changed.changed_at) == (None, datetime(2026, 11, 24, 8, tzinfo=UTC))


def dated(*times: str) -> list[FeedItem]:
    items = "</item><item>".join(
        f"<title>T</title><link>https://kota.example/{n}</link><pubDate>{t}</pubDate>" for n, t in enumerate(times)
    )
    return list(read(rss(items)))


def test_midnights_throughout_are_days() -> None:
    found = dated("Mon, 23 Nov 2026 00:00:00 +0000", "Sun, 22 Nov 2026 00:00:00 +0000")
    assert [(item.at, item.precision) for item in found] == [
        (datetime(2026, 11, 22, 17, tzinfo=UTC), "day"),
        (datetime(2026, 11, 21, 17, tzinfo=UTC), "day"),
    ]


def test_a_feed_that_dates_every_item_now_dates_none() -> None:
    found = dated(*[f"Mon, 23 Nov 2026 08:00:0{n} +0700" for n in range(3)])
    assert [item.at for item in found] == [None, None, None]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><title>&a;</title></channel></rss>", "declares entities"),
        ("<!DOCTYPE rss [<!entity % a SYSTEM 'file:///etc/passwd'>]><rss/>", "declares entities"),
        ("<rss><channel><item><title>A</title>", "cut short"),
        (rss(GOOD)[:-20], "cut short"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><entry>", "cut short"),
        ("<!DOCTYPE html><html><body><p>&lt;rss></p></body></html>", "no RSS or Atom feed but <html>"),
        ("<urlset></urlset>", "no RSS or Atom feed but <urlset>"),
        ("tidak ada", "no RSS or Atom feed but text"),
    ],
)
def test_what_is_no_feed_or_may_not_be_read_is_told(body: str, told: str) -> None:
    with pytest.raises(CollectorError, match=told):
        read(body)


def test_a_doctype_without_entities_is_no_danger() -> None:
    head = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.example/rss-0.91.dtd">'
    )
    assert first(rss(GOOD, head=head)).title == "Judul benar"
