"""An outlet's feed that turns into something else: each night tells why, and nothing is lost or called gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from collectors.errors import Blocked, Incomplete, SourceChanged, Unavailable
from tests.collectors.website.crawl.test_feed_crawl import FEED, LONG, feed, item

if TYPE_CHECKING:
    from tests.collectors.website.office import DeskOf, Office

PHRASES: dict[str, Any] = {"must": ("Bekasi",), "homonyms": ("Kabupaten Bekasi",)}
POST_OFFICE, HARVEST, MEETING = (
    item("/berita/1", "Kota Bekasi buka posko", text=f"KOTA BEKASI - Posko. {LONG}"),
    item("/berita/2", "Kabupaten Bekasi panen raya", text=f"Panen di Kabupaten Bekasi. {LONG}"),
    item("/berita/3", "Pemkot Bekasi rapat", text=f"BEKASI - Rapat. {LONG}"),
)
GOOD = feed(POST_OFFICE, HARVEST)
SHOP = "<!doctype html><html><head><title>Promo</title></head><body><h1>Menangkan hadiah!</h1></body></html>"
SOLD = "<html><head><title>kabar.example</title></head><body>This domain may be for sale. Buy now</body></html>"
OFFERS = feed(*(item(f"/promo/{n}", f"Promo {n}", text=f"Diskon hari ini saja. {LONG}") for n in range(6)))
ELSEWHERE = feed(*(item(f"https://iklan.example/{n}", f"Hadiah {n}") for n in range(9)))
TRACKED = feed(*(POST_OFFICE.replace("/berita/1", f"/berita/1{more}") for more in ("?utm_source=rss", "/", "?ref=x#a")))


@pytest.mark.parametrize(
    ("turned", "kind", "words"),
    [
        (SHOP, SourceChanged, "is no RSS or Atom feed but <html>"),
        (SOLD, SourceChanged, "is no RSS or Atom feed but <html>"),
        (ELSEWHERE, SourceChanged, "announces 9 addresses but no article"),
        (OFFERS, Incomplete, "no longer reaches back to what is stored"),
        (feed(), Incomplete, "announces nothing any more"),
        ((200, {"Content-Type": "application/json"}, '{"ads": [1]}'), SourceChanged, "no JSON Feed"),
        ((302, {"Location": "https://iklan.example/"}, ""), Unavailable, "is not of this site and was not asked"),
        ((410, {}, "<h1>Gone</h1>"), SourceChanged, "answered HTTP 410"),
        ((403, {}, "<title>Just a moment...</title>"), Blocked, "firewall's check"),
        (GOOD[:300], Unavailable, "was cut short"),
        (TRACKED, None, ""),
    ],
)
def test_a_feed_that_turns_into_something_else_costs_its_night_alone(
    office: Office, desk_of: DeskOf, turned: Any, kind: type[Exception] | None, words: str
) -> None:
    desk = desk_of(**FEED, **PHRASES, text="feed")
    ended = []
    for body in (GOOD, turned, turned, feed(MEETING, POST_OFFICE, HARVEST)):
        office.pages["/rss"] = body
        ended.append(desk.harvest().error)
        names = [post_id.rpartition("/")[2] for post_id in desk.held]
        assert (names, desk.gone) == (["1"] if len(ended) < 4 else ["1", "3"], [])
    first, bad, again, last = ended
    assert (first, last) == (None, None)
    assert isinstance(bad, kind) if kind else bad is None
    assert words in str(bad or "")
    assert type(again) is type(bad) or (kind is Incomplete and again is None)  # a second sign is believed


def test_a_feed_with_its_texts_takes_one_request_a_night(office: Office, desk_of: DeskOf) -> None:
    """As docs/benchmarks.md promises of an outlet: at first, on a quiet night, and with five new articles."""
    desk = desk_of(**FEED, **PHRASES, text="feed")
    new = [item(f"/berita/{n}", f"Kota Bekasi {n}", text=f"Kabar {n}. {LONG}") for n in range(10, 15)]
    for shown in ([POST_OFFICE, HARVEST], [POST_OFFICE, HARVEST], [*new, POST_OFFICE, HARVEST]):
        office.pages["/rss"] = feed(*shown)
        office.asked.clear()
        assert desk.harvest().error is None
        assert [path for path in office.asked if path != "/robots.txt"] == ["/rss"]
    assert len(desk.held) == 1 + 5
