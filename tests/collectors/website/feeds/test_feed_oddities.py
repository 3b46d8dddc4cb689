"""Dialects and mistakes of feeds that other readers met: an item keeps its own title, text, date and address."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from collectors.errors import Unavailable
from tests.collectors.website.feeds.test_feed import EIGHT, GOOD, LINK, MEDIA, first, lines, read, rss

ATOM = "xmlns='http://www.w3.org/2005/Atom'"
TITLE = "<title>T</title>"


@pytest.mark.parametrize(
    "body",
    [
        f"<RSS version='2.0'><CHANNEL><ITEM>{TITLE.upper()}<LINK>https://kota.example/1</LINK></ITEM></CHANNEL></RSS>",
        f"<rss><channel/><item>{TITLE}<link>https://kota.example/1</link></item></rss>",
        f"<feed><entry>{TITLE}<link href='https://kota.example/1'/></entry></feed>",
        f"<feed {ATOM}><entry>{TITLE}<link rel='self' href='https://kota.example/1'/></entry></feed>",
        (
            f"<feed {ATOM}><entry>{TITLE}<link rel='enclosure' href='https://kota.example/a.jpg'/>"
            "<link rel='replies' href='https://kota.example/k'/><link href='https://kota.example/1'/></entry></feed>"
        ),
        rss(f"{TITLE}<link>www.kota.example/1</link>"),
        rss(f"{TITLE}<link>kota.example/1</link>"),
        rss(f"{TITLE}<link>https://kota.example/</link><guid>https://kota.example/1</guid>"),
        rss(f"{TITLE}<link><![CDATA[ https://kota.example/1 ]]></link>"),
        rss(f"{TITLE}<link>https://kota.example/1</link><enclosure url='a' url='b'/>"),
    ],
)
def test_an_item_is_found_in_every_dialect(body: str) -> None:
    (item,) = read(body)
    assert (item.title, item.url.removeprefix("https://www.").removeprefix("https://")) == ("T", "kota.example/1")


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("<![CDATA[Kabar &amp;amp; kota]]>", "Kabar & kota"),
        ("Kabar &#55357;&#56832; kota &", "Kabar 😀 kota &"),
        ("a < b & c", "a < b & c"),
    ],
)
def test_a_title_that_was_escaped_wrongly_is_read_as_it_is_meant(title: str, read_as: str) -> None:
    assert first(rss(f"<title>{title}</title>{LINK}")).title == read_as


PLAYERS = f"{MEDIA} xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'"
LONGER = "Keterangan foto yang jauh lebih panjang daripada teks itu sendiri."


@pytest.mark.parametrize(
    "more",
    [
        f"<media:content url='a.jpg'><media:description type='plain'>{LONGER}</media:description></media:content>",
        f"<media:text>{LONGER}</media:text><media:title/>",
        f"<itunes:summary>{LONGER}</itunes:summary><itunes:subtitle>{LONGER}</itunes:subtitle>",
    ],
)
def test_a_caption_or_a_summary_for_players_is_no_text(more: str) -> None:
    for item in (GOOD + more, more + GOOD):
        assert lines(first(rss(item, PLAYERS))) == ["Teks benar."]


def test_links_to_related_articles_are_not_the_address_of_an_item() -> None:
    related = "<yandex:related><link url='/b'>Lain</link><link url='/c'>Lain lagi</link></yandex:related>"
    for item in (GOOD + related, related + GOOD):
        assert first(rss(item, "xmlns:yandex='http://news.yandex.ru'")).url == first(rss(GOOD)).url


@pytest.mark.parametrize(
    "trailer",
    [
        "The post <a href='https://kota.example/1'>Judul</a> appeared first on <a href='https://kota.example'>Kota</a>.",
        "Artikel <a href='https://kota.example/1'>Judul</a> pertama kali tampil pada Kota.",
    ],
)
def test_what_a_plugin_writes_beneath_every_text_is_left_out(trailer: str) -> None:
    text = f"<![CDATA[<p>Teks berita.</p>\n<p>{trailer}</p>\n]]>"
    assert lines(first(rss(f"{TITLE}{LINK}<description>{text}</description>"))) == ["Teks berita."]


@pytest.mark.parametrize("space", ["", " "])
def test_the_title_of_an_items_picture_is_not_the_items(space: str) -> None:
    picture = f"<image{space}><title>foto</title><url>https://kota.example/a.jpg</url><link>https://kota.example/f</link></image>"
    for item in (GOOD + picture, picture + GOOD):
        found = first(rss(item))
        assert (found.title, found.url) == (first(rss(GOOD)).title, first(rss(GOOD)).url)


def test_a_second_title_is_not_the_items_and_an_only_one_is() -> None:
    space = "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    for item in (f"{GOOD}<dc:title>Lain</dc:title>", f"<dc:title>Lain</dc:title>{GOOD}"):
        assert first(rss(item, space)).title == first(rss(GOOD)).title
    image = "<image><url>https://kota.example/a.png</url></image>"
    for item in (LINK, f"{LINK}{image}", f"{LINK}<title/>", f"{LINK}<title><![CDATA[ ]]></title>"):
        assert first(rss(f"{item}<dc:title>Judul</dc:title>", space)).title == "Judul"
    two = rss(f"{GOOD}<dc:title>Lain</dc:title></item><item>{LINK}<dc:title>Judul</dc:title>", space)
    assert [item.title for item in read(two)] == [first(rss(GOOD)).title, "Judul"]


def test_a_text_that_was_escaped_twice_is_read_as_it_is_meant() -> None:
    text = (
        "&amp;lt;p&amp;gt;Satu.&amp;lt;/p&amp;gt;&amp;lt;p class='x'&amp;gt;Dua &amp;amp;amp; tiga.&amp;lt;/p&amp;gt;"
    )
    assert lines(first(rss(f"{TITLE}{LINK}<description>{text}</description>"))) == ["Satu.", "Dua & tiga."]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("&lt;![CDATA[Judul benar]]&gt;", "&lt;![CDATA[&lt;p&gt;Teks benar.&lt;/p&gt;]]&gt;"),
        ("<![CDATA[<![CDATA[Judul benar]]]]><![CDATA[>]]>", " &lt;![CDATA[ Teks benar. ]]&gt; "),
    ],
)
def test_a_mark_that_was_escaped_with_its_text_is_no_part_of_it(title: str, text: str) -> None:
    item = first(rss(f"<title>{title}</title>{LINK}<description>{text}</description>"))
    assert (item.title, lines(item)) == ("Judul benar", ["Teks benar."])


@pytest.mark.parametrize("mark", ["</rss>", "</RSS >"])
def test_a_root_that_a_text_names_is_no_end(mark: str) -> None:
    whole = rss(f"{TITLE}{LINK}<description><![CDATA[Tanda {mark} menutup feed.]]></description>")
    assert len(read(whole)) == 1
    with pytest.raises(Unavailable, match="was cut short"):
        read(whole.rpartition("</channel>")[0])


@pytest.mark.parametrize("name", ["atom:updated", "dcterms:modified"])
def test_a_change_in_rss_is_no_publication(name: str) -> None:
    spaces = "xmlns:atom='http://www.w3.org/2005/Atom' xmlns:dcterms='http://purl.org/dc/terms/'"
    item = first(rss(f"{GOOD}<{name}>2026-11-24T08:00:00Z</{name}>", spaces))
    assert (item.at, item.changed_at) == (None, datetime(2026, 11, 24, 8, tzinfo=UTC))


@pytest.mark.parametrize("seconds", [(0, 0, 0), (0, 2, 4), (0, 0, 20), (0, 0)])
def test_the_clock_of_an_atom_feed_is_no_change(seconds: tuple[int, ...]) -> None:
    entries = "".join(
        f"<entry>{TITLE}<link href='https://kota.example/{n}'/><updated>2026-11-24T01:00:{at:02}Z</updated></entry>"
        for n, at in enumerate(seconds)
    )
    found = [item.changed_at for item in read(f"<feed {ATOM}>{entries}</feed>")]
    is_clock = len(seconds) > 2 and max(seconds) <= 5
    assert found == [None if is_clock else datetime(2026, 11, 24, 1, 0, at, tzinfo=UTC) for at in seconds]


@pytest.mark.parametrize("empty", ["Thu, 01 Jan 1970 00:00:00 +0000", "Mon, 30 Nov -0001 00:00:00 +0000"])
def test_an_empty_date_of_a_machine_costs_no_other_date_of_its_item(empty: str) -> None:
    more = f"<pubDate>{empty}</pubDate><dc:date>2026-11-23T08:00:00+07:00</dc:date>"
    item = first(rss(f"{GOOD}{more}", "xmlns:dc='http://purl.org/dc/elements/1.1/'"))
    assert (item.at, item.precision, item.changed_at) == (EIGHT, "second", None)


@pytest.mark.parametrize(
    "told",
    [
        "Mon, 23 Nov 2026 08:00:00 GMT+7",
        "Sen, 23 Nov 2026 08:00 WIB",
        "Mon Nov 23 08:00:00 2026",
        "1795395600000",
        "20261123T010000Z",
        "11/23/2026 8:00:00 AM",
        "2026-11-23 08:00:00+07",
        "Monday, November 23, 2026 at 8:00 am",
        "08:00 WIB, 23 November 2026",
        "Senin, 23 Nopember 2026 · 08.00 WIB",
    ],
)
def test_a_moment_is_read_in_every_spelling(told: str) -> None:
    item = first(rss(f"{GOOD}<pubDate>{told}</pubDate>"))
    assert (item.at, item.precision) == (EIGHT, "second")


@pytest.mark.parametrize(
    "text",
    [
        "<media:title>" * 100_000,
        "<p>The post " * 100_000 + "appeared first on",
        " " * 500_000 + "<p>x</p>",
        "…<p></p>" * 100_000,
    ],
)
def test_a_text_that_repeats_itself_without_end_is_read_in_time(text: str) -> None:
    began = time.process_time()
    assert first(rss(f"{TITLE}{LINK}<description><![CDATA[{text}]]></description>", PLAYERS)).title == "T"
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("days", "read_as"),
    [(("11/09", "11/24"), (9, 24)), (("09/11", "24/11"), (9, 24)), (("09/11", "10/11"), (9, 10))],
)
def test_one_american_date_of_a_feed_tells_the_order_of_the_others(
    days: tuple[str, str], read_as: tuple[int, int]
) -> None:
    items = "".join(f"<item>{TITLE}{LINK}<pubDate>{day}/2026 08:00</pubDate></item>" for day in days)
    found = [item.at for item in read(f"<rss><channel>{items}</channel></rss>")]
    assert found == [datetime(2026, 11, day, 1, tzinfo=UTC) for day in read_as]


@pytest.mark.parametrize("offset", ["+00:00", "+0000", "Z", " GMT"])
def test_the_offset_of_utc_is_no_midnight(offset: str) -> None:
    items = "".join(f"<item>{TITLE}{LINK}<pubDate>2026-11-0{n}T20:00:00{offset}</pubDate></item>" for n in (1, 2, 3))
    found = [(item.at, item.precision) for item in read(f"<rss><channel>{items}</channel></rss>")]
    assert found == [(datetime(2026, 11, n, 20, tzinfo=UTC), "second") for n in (1, 2, 3)]
