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


def sitemap_of(office: Office, paths: list[str]) -> str:
    return f"<urlset>{''.join(f'<url><loc>{office.base}{path}</loc></url>' for path in paths)}</urlset>"


@pytest.mark.parametrize(
    "lists", ["/tag/kota-{}", "/kategori/{}/", "/id/category/kota-{}", "/author/humas-{}", "/en/berita/{}"]
)
def test_lists_of_articles_in_a_sitemap_are_not_taken_for_articles(
    office: Office, finds: SiteFinds, lists: str
) -> None:
    others = [lists.format(number) for number in range(30)]
    office.pages["/sitemap.xml"] = sitemap_of(office, [*others, *(f"/berita/kabar-{n}" for n in range(10))])
    found = finds.find_sitemap([])
    assert found.block["layout"] == {"article_pattern": r"^/berita/(?P<slug>[^/?]+)/?(?:\?|$)"}
    assert found.told == "10 of 40 addresses → 10 identities"


@pytest.mark.parametrize(
    "articles",
    ["/page/berita/kabar-{}", "/page/detail/{}", "/publik/page/kabar-{}", "/kategori/berita/kabar-{}", "/en/news/{}-a"],
)
def test_articles_below_such_folders_are_not_left_for_static_pages(
    office: Office, finds: SiteFinds, articles: str
) -> None:
    static = [f"/profil/{name}" for name in ("visi-misi", "sejarah", "struktur-organisasi")]
    office.pages["/sitemap.xml"] = sitemap_of(office, [*static, *(articles.format(n) for n in range(201, 211))])
    found = finds.find_sitemap([])
    assert found.block["layout"]["article_pattern"].startswith(f"^{articles.rpartition('/')[0]}/")
    assert found.told == "10 of 13 addresses → 10 identities"


def test_a_site_of_nothing_but_such_folders_has_a_pattern_all_the_same(office: Office, finds: SiteFinds) -> None:
    office.pages["/sitemap.xml"] = sitemap_of(office, [f"/kategori/kabar-{n}" for n in range(10)])
    assert finds.find_sitemap([]).told == "10 addresses → 10 identities"


@pytest.mark.parametrize("moves", [True, False])
def test_a_sitemap_whose_addresses_change_with_every_request_is_refused(
    office: Office, finds: SiteFinds, *, moves: bool
) -> None:
    def page(_path: str) -> str:
        turn = len(office.asked) if moves else 0
        return sitemap_of(office, [f"/berita/kabar-{turn}-{number}" for number in range(5)])

    office.pages["/sitemap.xml"] = page
    found = finds.find_sitemap([])
    assert found.usable is not moves
    assert ("/sitemap.xml: its 5 addresses change with every request" in found.told) is moves


def test_a_feed_is_found_from_the_base_of_the_home_page(office: Office, finds: SiteFinds) -> None:
    link = "<link rel=alternate type='application/feed+json' href='umpan.json'>"
    office.pages["/"] = f"<html><head><base href='{office.base}/portal/'>{link}</head></html>"
    office.pages["/portal/umpan.json"] = feed_of(office, WHOLE)
    assert finds.find_feed().block["feed"] == "/portal/umpan.json"


def test_a_site_in_a_folder_is_asked_there(office: Office) -> None:
    office.pages["/ppid/feed"] = feed_of(office, WHOLE, "/ppid/berita/kabar-{}")
    office.pages["/ppid/sitemap.xml"] = sitemap_of(office, [f"/ppid/berita/kabar-{n}" for n in range(5)])
    with session("humas@kota.example", attempts=0, may_reach=lambda address: address.is_loopback) as web:
        url = f"{office.base}/ppid/"
        client = SiteClient(web, url, Request(), OpenLimits(), pace_seconds=0)
        client.enter()
        finds = SiteFinds(url, client, ZONE)
        assert finds.find_feed().block["feed"] == "/ppid/feed"
        assert finds.find_sitemap([]).block["sitemap"] == "/ppid/sitemap.xml"
