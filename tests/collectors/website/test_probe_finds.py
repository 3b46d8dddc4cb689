"""What a look for feeds finds on a site: where they are named, and whether they hold whole texts."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from collectors.http.session import session
from collectors.request import Request
from collectors.website.client import SiteClient
from collectors.website.probe_finds import SiteFinds
from tests.collectors.limits import OpenLimits
from tests.collectors.website.office import TEXT, ZONE, Office

WHOLE = "".join(f"<p>{line}</p>" for line in TEXT * 3)


@pytest.fixture
def finds(office: Office) -> Iterator[SiteFinds]:
    with session("humas@kota.example", attempts=0, may_reach=lambda address: address.is_loopback) as web:
        client = SiteClient(web, office.base, Request(), OpenLimits(), pace_seconds=0)
        client.enter()
        yield SiteFinds(office.base, client, ZONE)


def feed_of(office: Office, text: str, place: str = "/berita/kabar-{}") -> str:
    items = [
        {"id": str(n), "url": office.base + place.format(n), "title": f"Kabar {n}", "content_html": text}
        for n in range(1, 6)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})


@pytest.mark.parametrize(
    ("end", "whole"),
    [
        ("", True),
        ("<p>Lanjut esok hari…</p><p>Tamat.</p>", True),
        ("<p>Petugas menerima berkas […]</p>", False),
        ("<p>Petugas menerima berkas&#8230; <a href='/berita/kabar-1'>Baca selengkapnya &raquo;</a></p>\n", False),
    ],
)
def test_a_feed_of_beginnings_is_not_taken_for_the_texts(
    office: Office, finds: SiteFinds, end: str, whole: bool
) -> None:
    office.pages["/"] = "<html><head><link rel=alternate type='application/feed+json' href='/json-feed'></head></html>"
    office.pages["/json-feed"] = feed_of(office, WHOLE + end)
    found = finds.find_feed()
    assert found.block["feed"] == "/json-feed"
    assert (found.block.get("text") == "feed") is whole


@pytest.mark.parametrize(
    ("place", "routed"),
    [
        ("/?r=program{}/view&id=1", True),
        ("/?controller=program{}&id=1", True),
        ("/?section=program{}&id=1", False),
        ("/?r=berita/view&id={}", False),
    ],
)
def test_a_router_that_alone_tells_articles_apart_is_printed(
    office: Office, finds: SiteFinds, place: str, routed: bool
) -> None:
    office.pages["/rss"] = feed_of(office, WHOLE, place)
    assert (finds.find_feed().block.get("layout") == {"routed": True}) is routed
