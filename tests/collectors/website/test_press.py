"""Of the press nothing but clippings is kept, in raw pages too, and a replay brings the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from collectors.erasure import Redaction
from collectors.records import Forgotten, Page, Parsed, Post, RawPage
from collectors.request import Request
from collectors.website.erasure import REDACTORS
from collectors.website.method import Method
from collectors.website.parse.layout import Layout
from collectors.website.press import EXCERPT, PRESS, PressCollector, excerpt, without_writer
from collectors.website.wordpress.interface import parse_wordpress
from tests.collectors.limits import OpenLimits

SECRET = "rahasia di akhir berita"
LONG = "Wali kota meninjau pasar lama bersama pedagang. " * 12 + SECRET
ARTICLE = Post(
    post_id="website:koran.id/1", kind="article", url="https://koran.id/1", text=LONG, title="Pasar ditata",
    published_at=datetime(2026, 11, 20, tzinfo=UTC), byline="Budi Wartawan", links=("https://lain.id",), method="feed",
)  # fmt: skip


class Outlet:
    """A site that gives the pages it was made with."""

    def __init__(self, *pages: Page) -> None:
        self.given = pages

    def pages(self, _request: Any, _limits: Any) -> Iterator[Page]:
        yield from self.given

    def parse(self, _raw: RawPage) -> Parsed:
        return Parsed(posts=(ARTICLE,))


def kept(*pages: Page) -> list[Page]:
    return list(PressCollector(Outlet(*pages)).pages(Request(), OpenLimits()))


def test_neither_whole_texts_nor_authors_are_kept_and_a_replay_brings_the_same() -> None:
    whole = RawPage("feed text", "https://koran.id/feed", f"<rss>{LONG} oleh Budi Wartawan</rss>".encode())
    [page] = kept(Page(whole, Parsed(posts=(ARTICLE,)), {"complete": True}))
    [post] = page.parsed.posts
    assert len(post.text) <= EXCERPT
    assert (post.title, post.url, post.byline, post.links) == ("Pasar ditata", "https://koran.id/1", None, ())
    assert page.raw.kind == PRESS
    assert SECRET.encode() not in page.raw.body
    assert b"Budi" not in page.raw.body
    assert PressCollector(Outlet()).parse(page.raw).posts == (post,)
    assert page.cursor == {"complete": True}


class Interface(Outlet):
    """An outlet whose WordPress gives articles."""

    def parse(self, raw: RawPage) -> Parsed:
        return parse_wordpress(raw, Layout(), ZoneInfo("Asia/Jakarta"))


def told(number: int, content: Any, title: Any = "Pasar ditata") -> dict[str, Any]:
    day = "2026-11-20T09:00:00"
    return {"id": number, "date": day, "link": f"https://koran.id/{number}", "title": title, "content": content}


def test_an_article_of_an_unknown_shape_is_kept_for_a_later_version_and_no_whole_text_with_it() -> None:
    odd = told(2, {"blocks": [LONG], "deep": json.loads("[" * 400 + "]" * 400)}, {"rendered": "Jalan ditutup"})
    items = [told(1, {"rendered": LONG}), odd, {"no": "article"}]
    raw = RawPage("wordpress", "https://koran.id/wp-json/wp/v2/posts", json.dumps(items).encode())
    site = Interface()
    site.given = (Page(raw, site.parse(raw), {"complete": True}, requests=1),)
    waiting, read = PressCollector(site).pages(Request(), OpenLimits())
    [unparsed] = waiting.parsed.unreadable
    assert unparsed.post_id == "website:koran.id/2"
    assert PressCollector(site).parse(waiting.raw) == waiting.parsed
    [kept_item] = json.loads(waiting.raw.body)
    assert (kept_item["id"], kept_item["title"]) == (2, {"rendered": "Jalan ditutup"})
    assert SECRET.encode() not in waiting.raw.body + read.raw.body
    assert [post.post_id for post in read.parsed.posts] == ["website:koran.id/1"]
    assert (read.parsed.unreadable, read.cursor, waiting.cursor) == ((), {"complete": True}, None)
    assert waiting.requests + read.requests == 1


def test_a_replay_knows_that_an_answer_lacked_part_of_the_article() -> None:
    part = replace(ARTICLE, reduced=True)
    [page] = kept(Page(RawPage("feed text", "https://koran.id/feed", b"x"), Parsed(posts=(part,))))
    assert PressCollector(Outlet()).parse(page.raw).posts[0].reduced


def test_a_list_of_the_press_is_not_kept() -> None:
    [page] = kept(Page(RawPage("list", "https://koran.id/feed", LONG.encode())))
    assert SECRET.encode() not in page.raw.body


def test_what_was_stored_before_is_cut_when_it_is_read_again() -> None:
    old = PressCollector(Outlet()).parse(RawPage("article", "https://koran.id/1", b"<html>"))
    assert [len(post.text) <= EXCERPT and post.byline is None for post in old.posts] == [True]


def test_a_forgotten_article_leaves_the_page_and_the_others_stay() -> None:
    other = Post("website:koran.id/2", "article", "https://koran.id/2", "Lain", None, "unknown", "Lain")
    [page] = kept(Page(RawPage("feed text", "https://koran.id/feed", b"x"), Parsed(posts=(ARTICLE, other))))
    left = Redaction(REDACTORS)(page.raw, Forgotten(posts=frozenset({ARTICLE.post_id})))
    assert [post.post_id for post in PressCollector(Outlet()).parse(left).posts] == [other.post_id]


@pytest.mark.parametrize("text", ["", "pendek", "a" * 900, "kata " * 200, "kata\n" * 200])
def test_an_excerpt_is_never_longer_and_a_short_text_stays(text: str) -> None:
    assert len(excerpt(text)) <= EXCERPT
    assert len(text) > EXCERPT or excerpt(text) == text


def test_a_namesake_alone_is_no_match_and_beside_the_city_it_does_no_harm() -> None:
    wanted = Method(must=("Bekasi",), homonyms=("Kabupaten Bekasi", "Pemkab Bekasi"))

    def keeps(text: str) -> bool:
        return wanted.keeps(Post("website:k.id/1", "article", "https://k.id/1", text, None))

    assert keeps("Pemkot Bekasi menata pasar")
    assert not keeps("Bupati membuka pasar di Kabupaten  Bekasi, kata Pemkab Bekasi")
    assert keeps("Kota Bekasi dan Kabupaten Bekasi berbagi air")
    assert not keeps("Kota Bogor menata pasar")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Penulis: Budi Wartawan\nPasar lama ditata.", "Pasar lama ditata."),
        ("Oleh: Budi Wartawan, Kabar.id\nEditor: Sari\nPasar lama ditata.", "Pasar lama ditata."),
        ("Reporter Budi Wartawan | Kabar.id\nPasar lama ditata.", "Pasar lama ditata."),
        ("Pasar lama ditata. (Budi Wartawan/Antara)", "Pasar lama ditata."),
        ("Pasar lama ditata. (bud/ant)\n", "Pasar lama ditata."),
        ("Oleh karena itu pasar lama ditata.", "Oleh karena itu pasar lama ditata."),
        ("Laporan Keuangan Diserahkan\nWali kota hadir.", "Laporan Keuangan Diserahkan\nWali kota hadir."),
        ("Pasar ditata (lihat peta).", "Pasar ditata (lihat peta)."),
        ("Berlaku Senin (12/11/2026)", "Berlaku Senin (12/11/2026)"),
    ],
)  # fmt: skip
def test_who_wrote_an_article_is_in_no_text_of_it(text: str, left: str) -> None:
    assert without_writer(text) == left


def test_who_wrote_it_is_in_no_stored_page_where_the_text_itself_says_so() -> None:
    written = replace(ARTICLE, text="Oleh: Budi Wartawan\nPasar lama ditata.")
    [page] = kept(Page(RawPage("feed text", "https://koran.id/feed", b"<rss/>"), Parsed(posts=(written,)), {}))
    assert page.parsed.posts[0].text == "Pasar lama ditata."
    assert b"Budi" not in page.raw.body
