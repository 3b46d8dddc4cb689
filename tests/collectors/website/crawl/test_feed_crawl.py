"""A feed's own dates win, foreign articles are told, and addresses that change every night store nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from collectors.errors import Incomplete, SourceChanged
from collectors.website.parse.layout import Layout
from collectors.website.walls.gambling import ADVERTISEMENTS
from tests.collectors.website.office import rss
from tests.collectors.website.walls.test_gambling import ADVERTISEMENT

if TYPE_CHECKING:
    from tests.collectors.website.office import DeskOf, Office

FEED = {"discovery": "feed", "address": "/rss"}
LONG = " ".join(["Petugas melayani warga sejak pagi sampai sore di kantor kelurahan."] * 5)


def feed(*items: str) -> str:
    return (
        f"<rss version='2.0'><channel><title>Kota</title>{''.join(f'<item>{item}</item>' for item in items)}"
        f"</channel></rss>"
    )


def item(url: str, title: str = "Kabar", date: str = "Thu, 12 Nov 2026 09:01:00 +0700", text: str = "") -> str:
    return f"<title>{title}</title><link>{url}</link><pubDate>{date}</pubDate><description>{text or LONG}</description>"


@pytest.mark.parametrize("text", ["feed", "trafilatura"])
def test_articles_of_another_host_are_told_and_not_kept(office: Office, desk_of: DeskOf, text: str) -> None:
    office.article("satu")
    office.pages["/rss"] = feed(
        item("/berita/satu", "Kabar satu"), item("https://lain.example/dua"), item("https://lain.example/x")
    )
    desk = desk_of(**FEED, text=text).harvest()
    assert desk.error is None
    assert list(desk.held) == ["website:127.0.0.1/berita/satu"]
    assert "lain.example" in desk.notes[0]
    assert "2" in desk.notes[0]


@pytest.mark.parametrize("text", ["feed", "trafilatura"])
def test_a_feed_of_another_host_only_is_no_empty_one(office: Office, desk_of: DeskOf, text: str) -> None:
    office.pages["/rss"] = feed(item("https://lain.example/dua"))
    desk = desk_of(**FEED, text=text).harvest()
    assert isinstance(desk.error, SourceChanged)
    assert "lain.example/dua" in str(desk.error)


@pytest.mark.parametrize("text", ["feed", "trafilatura"])
def test_a_feed_that_announces_nothing_any_more_is_believed_the_second_night(
    office: Office, desk_of: DeskOf, text: str
) -> None:
    office.article("satu")
    office.pages["/rss"] = feed(item("/berita/satu", "Kabar satu"))
    desk = desk_of(**FEED, text=text).harvest()
    office.pages["/rss"] = feed()
    desk.harvest()
    assert isinstance(desk.error, Incomplete)
    assert "announces nothing any more" in str(desk.error)
    assert desk.harvest().error is None
    assert desk.cursor["complete"] is True


@pytest.mark.parametrize("text", ["feed", "trafilatura"])
def test_addresses_that_change_every_night_store_nothing_twice(office: Office, desk_of: DeskOf, text: str) -> None:
    desk = desk_of(**FEED, text=text)
    for night in "abc":
        links = []
        for number in range(5):
            slug = f"{night}{number}xyz"
            office.article(slug, title=f"Kabar nomor {number}", lines=[LONG, f"Nomor {number}."], on="2026-11-12")
            when = f"Thu, 12 Nov 2026 09:{number:02}:00 +0700"
            links.append(item(f"/berita/{slug}", f"Kabar nomor {number}", when, f"{LONG} Nomor {number}."))
        office.pages["/rss"] = feed(*links)
        desk.harvest()
        assert len(desk.held) == 5
    told = f"{desk.error} {desk.notes}"
    assert "stored articles under new addresses" in told


def test_two_addresses_of_one_article_are_both_stored_and_told(office: Office, desk_of: DeskOf) -> None:
    for slug in ("ekonomi-kabar", "sosial-kabar"):
        office.article(slug, title="Kabar ekonomi sosial", lines=[LONG])
    office.pages["/rss"] = feed(
        *(item(f"/berita/{s}", "Kabar ekonomi sosial") for s in ("ekonomi-kabar", "sosial-kabar"))
    )
    desk = desk_of(**FEED, text="trafilatura").harvest()
    assert (desk.error, len(desk.held)) == (None, 2)
    assert "addresses that show the same article as another one: 1" in desk.notes[-1]


@pytest.mark.parametrize("text", ["feed", "trafilatura"])
def test_a_pattern_that_does_not_tell_articles_apart_is_told(office: Office, desk_of: DeskOf, text: str) -> None:
    for number in range(4):
        office.article(f"detail-{number}", title=f"Kabar {number}")
    office.pages["/rss"] = feed(*(item(f"/berita/detail-{n}", f"Kabar {n}") for n in range(4)))
    desk = desk_of(**FEED, text=text)
    desk.layout = Layout(article_pattern=r"^/berita/(?P<slug>detail)")
    desk.harvest()
    assert "article_pattern takes 4 addresses for one article" in str(desk.error)


@pytest.mark.parametrize("text", ["feed", "trafilatura"])
def test_addresses_that_differ_in_an_unknown_parameter_and_in_their_titles_are_told(
    office: Office, desk_of: DeskOf, text: str
) -> None:
    office.article("baca", title="Kabar 0")
    office.pages["/rss"] = feed(*(item(f"/berita/baca?urutan={n}", f"Kabar {n}") for n in range(4)))
    desk = desk_of(**FEED, text=text).harvest()
    assert "article_pattern takes 4 addresses for one article" in str(desk.error)


def test_items_of_one_address_with_titles_of_their_own_are_told(office: Office, desk_of: DeskOf) -> None:
    office.pages["/rss"] = feed(*(item("/agenda", f"Kabar {n}", text=f"Hal {n}. {LONG}") for n in range(4)))
    desk = desk_of(**FEED, text="feed").harvest()
    assert len(desk.held) == 1
    assert "items of different titles at one address, of which the first is kept: 4, first: " in desk.notes[0]
    office.pages["/rss"] = feed(*(item("/agenda", title, text=LONG) for title in ("Ralat", "Kabar")))
    assert desk.harvest().notes == []


@pytest.mark.parametrize("title", ["Kabar", "Kabar {}"])
def test_one_address_announced_several_times_is_one_article(office: Office, desk_of: DeskOf, title: str) -> None:
    office.article("satu", title="Kabar")
    told = [item("/berita/satu?utm_source=rss", title.format(n)) for n in range(4)]
    office.pages["/rss"] = feed(*told, *(item(f"/berita/satu?k={n}", "Kabar") for n in range(4)))
    desk = desk_of(**FEED, text="trafilatura").harvest()
    assert (desk.error, len(desk.held)) == (None, 1)


CLOCK = '<body><div class="topbar"><time datetime="2026-11-24T18:00:00+00:00">24/11/2026</time></div>'


@pytest.mark.parametrize(
    ("date", "at", "precision"),
    [
        ("Thu, 12 Nov 2026 09:01:00 +0700", datetime(2026, 11, 12, 2, 1, tzinfo=UTC), "second"),
        ("2026-11-13", datetime(2026, 11, 12, 17, tzinfo=UTC), "day"),
        ("Wed, 30 Nov -0001 00:00:00 +0000", datetime(2026, 11, 11, 17, tzinfo=UTC), "day"),  # the page's
    ],
)
def test_a_feeds_own_date_wins_over_what_a_page_shows(
    office: Office, desk_of: DeskOf, date: str, at: datetime, precision: str
) -> None:
    office.article("satu")
    office.pages["/berita/satu"] = str(office.pages["/berita/satu"]).replace("<body>", CLOCK)
    office.pages["/rss"] = feed(item("/berita/satu", "Kabar satu", date))
    desk = desk_of(**FEED, text="trafilatura").harvest()
    post = desk.held["website:127.0.0.1/berita/satu"]
    assert (post.published_at, post.published_precision) == (at, precision)
    office.pages["/berita/satu"] = str(office.pages["/berita/satu"]).replace("2026-11-24T18", "2026-11-25T18")
    again = desk.harvest(**desk.due()).pages[-1].parsed.posts
    # The feed no longer tells it: what is stored stands (storage keeps the more exact date).
    assert [(post.published_at, post.published_precision) for post in again] == [(None, "unknown")]


def test_a_last_change_counts_only_where_nothing_else_is_told(office: Office, desk_of: DeskOf) -> None:
    office.article("satu")
    office.article("dua", on="")
    entries = "".join(
        (
            f"<entry><title>Kabar {slug}</title><link href='{office.base}/berita/{slug}'/><updated>2026-11-20T01:00:00Z"
            f"</updated></entry>"
        )
        for slug in ("satu", "dua")
    )
    office.pages["/rss"] = f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>"
    desk = desk_of(**FEED, text="trafilatura").harvest()
    dates = {key.rpartition("/")[2]: post.published_at for key, post in desk.held.items()}
    assert dates == {"satu": datetime(2026, 11, 11, 17, tzinfo=UTC), "dua": datetime(2026, 11, 20, 1, tzinfo=UTC)}


def test_a_site_that_calls_everything_unchanged_is_believed_for_a_week(office: Office, desk_of: DeskOf) -> None:
    for slug in ("satu", "dua"):
        office.article(slug)
    tagged = {"ETag": '"selalu"'}
    office.pages["/rss"] = (200, tagged, feed(item("/berita/satu", "Kabar satu")))
    desk = desk_of(**FEED, text="trafilatura").harvest()
    new = (200, tagged, feed(item("/berita/dua", "Kabar dua"), item("/berita/satu", "Kabar satu")))
    office.pages["/rss"] = lambda _path: (304, {}, "") if office.headers[-1].get("if-none-match") else new
    assert len(desk.harvest().held) == 1
    desk.age = timedelta(days=8)
    assert len(desk.harvest().held) == 2


@pytest.mark.parametrize("text", ["feed", "trafilatura"])
def test_announced_articles_that_the_pattern_does_not_fit_are_told(office: Office, desk_of: DeskOf, text: str) -> None:
    for slug in ("satu", "dua"):
        office.article(slug)
    office.pages["/rss"] = rss(office.base, ["satu", "dua"], full=True).replace("/berita/dua", "/galeri/dua")
    desk = desk_of(discovery="feed", address="/rss", text=text)
    desk.layout = Layout(article_pattern="^/berita/(?P<slug>[^/?]+)")
    desk.harvest()
    assert (desk.error, list(desk.held)) == (None, ["website:127.0.0.1/satu"])
    assert [note.partition(":")[0] for note in desk.notes] == ["announced addresses that article_pattern does not fit"]
    assert "1, first: 127.0.0.1" in desk.notes[0]
    assert desk.notes[0].endswith("/galeri/dua")


def test_another_article_of_the_same_slug_is_told(office: Office, desk_of: DeskOf) -> None:
    office.article("laporan")
    office.pages["/2026/9/laporan"] = office.pages["/2026/10/laporan"] = office.pages.pop("/berita/laporan")
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura")
    desk.layout = Layout(article_pattern="^/[0-9]{4}/[0-9]{1,2}/(?P<slug>[^/?]+)")
    for month in (9, 10):
        office.pages["/rss"] = rss(office.base, ["laporan"]).replace("/berita/", f"/2026/{month}/")
        desk.harvest()
    assert (desk.error, len(desk.held)) == (None, 1)
    assert "addresses of stored articles' slugs in another place" in desk.notes[0]
    assert desk.notes[0].endswith("/2026/10/laporan")


@pytest.mark.parametrize("stands", [True, False])
def test_a_due_article_is_looked_at_where_it_stood_before_its_slug_elsewhere(
    office: Office, desk_of: DeskOf, *, stands: bool
) -> None:
    office.article("laporan")
    office.article("lain", title="Laporan lain")
    office.pages["/2026/9/laporan"] = office.pages.pop("/berita/laporan")
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura")
    desk.layout = Layout(article_pattern="^/[0-9]{4}/[0-9]{1,2}/(?P<slug>[^/?]+)")
    office.pages["/rss"] = rss(office.base, ["laporan"]).replace("/berita/", "/2026/9/")
    first = desk.harvest().held["website:127.0.0.1/laporan"].title
    office.pages["/2026/10/laporan"] = office.pages.pop("/berita/lain")
    if not stands:
        del office.pages["/2026/9/laporan"]
    office.pages["/rss"] = rss(office.base, ["laporan"]).replace("/berita/", "/2026/10/")
    desk.harvest(**desk.due())
    assert desk.error is None
    assert (desk.held["website:127.0.0.1/laporan"].title == first) is stands
    assert any("slugs in another place" in note for note in desk.notes) is stands


@pytest.mark.parametrize(
    "old",
    [
        (302, {"Location": "/"}, ""),
        (301, {"Location": "/kabar/satu"}, ""),
        (403, {}, "<h1>Forbidden</h1>"),
        (500, {}, "Server Error"),
    ],
)
def test_due_articles_that_moved_are_read_where_the_list_shows_them(
    office: Office, desk_of: DeskOf, old: tuple[int, dict[str, str], str]
) -> None:
    slugs = ["satu", "dua", "tiga", "empat"]
    for slug in slugs:
        office.article(slug)
    office.pages["/"] = "<html><body><h1>Kota</h1></body></html>"
    office.pages["/rss"] = rss(office.base, slugs)
    desk = desk_of(discovery="feed", address="/rss", text="trafilatura")
    desk.layout = Layout(article_pattern="^/(?:berita|kabar)/(?P<slug>[^/?]+)")
    desk.harvest()
    for slug in slugs:
        office.pages[f"/kabar/{slug}"] = office.pages[f"/berita/{slug}"]
        to = {"Location": f"/kabar/{slug}"} if old[0] == 301 else old[1]
        office.pages[f"/berita/{slug}"] = (old[0], to, old[2])
    office.pages["/rss"] = rss(office.base, slugs).replace("/berita/", "/kabar/")
    desk.harvest(**desk.due())
    assert (desk.error, desk.gone, desk.notes) == (None, [], [])
    assert sorted(post.url for post in desk.held.values()) == sorted(f"{office.base}/kabar/{slug}" for slug in slugs)


@pytest.mark.parametrize("first", [120401, 261124])
def test_a_due_article_of_a_number_is_read_under_its_new_headline(office: Office, desk_of: DeskOf, first: int) -> None:
    numbers = range(first, first + 8)
    for number in numbers:
        office.article(str(number))
        office.pages[f"/berita/{number}/lama"] = office.pages.pop(f"/berita/{number}")
    office.pages["/rss"] = feed(*(item(f"/berita/{number}/lama", f"Kabar {number}") for number in numbers))
    desk = desk_of(**FEED, text="trafilatura")
    desk.layout = Layout(article_pattern="^/berita/(?P<number>[0-9]+)/")
    desk.harvest()
    for number in numbers:
        office.pages[f"/berita/{number}/baru"] = office.pages[f"/berita/{number}/lama"]
    office.pages["/rss"] = feed(*(item(f"/berita/{number}/baru", f"Kabar {number}") for number in numbers))
    desk.harvest(**desk.due())
    assert (desk.error, desk.notes) == (None, [])
    assert all(post.url.endswith("/baru") for post in desk.held.values())


def test_an_advertisement_for_gambling_in_a_feed_is_not_kept_and_told(office: Office, desk_of: DeskOf) -> None:
    advertised = ADVERTISEMENT.replace("<", "&lt;").replace(">", "&gt;")
    office.pages["/rss"] = feed(
        item("/berita/satu", "Kabar satu"), item("/berita/dua", "Slot Gacor Hari Ini", text=advertised)
    )
    desk = desk_of(**FEED, text="feed").harvest()
    assert desk.error is None
    assert list(desk.held) == ["website:127.0.0.1/berita/satu"]
    assert desk.notes == [f"{ADVERTISEMENTS}: 1"]
