"""A sitemap says nothing of its children, one bad child costs itself, an early end is believed the second time."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from collectors.errors import Incomplete, SourceChanged
from collectors.records import Validator
from collectors.website.parse.layout import Layout

if TYPE_CHECKING:
    from tests.collectors.website.office import Desk, DeskOf, Office

PATTERN = Layout(article_pattern=r"^/berita/(?P<slug>[^/?]+)")
SITEMAP = {"discovery": "sitemap", "address": "/sitemap.xml", "text": "trafilatura"}


def urlset(*addresses: str) -> str:
    return f"<urlset>{''.join(f'<url><loc>{address}</loc></url>' for address in addresses)}</urlset>"


def index(*addresses: str) -> str:
    return (
        f"<sitemapindex>{''.join(f'<sitemap><loc>{address}</loc></sitemap>' for address in addresses)}</sitemapindex>"
    )


@pytest.fixture
def desk(office: Office, desk_of: DeskOf) -> Desk:
    """A store that harvests a sitemap, before a site with three articles."""
    for slug in ("satu", "dua", "tiga"):
        office.article(slug)
    made = desk_of(**SITEMAP)
    made.layout = PATTERN
    return made


def slugs(desk: Desk) -> list[str]:
    return sorted(post_id.rpartition("/")[2] for post_id in desk.held)


@pytest.mark.parametrize("tags", [True, False])
def test_an_index_that_is_the_same_says_nothing_of_its_children(office: Office, desk: Desk, tags: bool) -> None:
    office.tags = tags
    office.pages |= {"/sitemap.xml": index("/a.xml", "/b.xml"), "/a.xml": urlset("/berita/satu"), "/b.xml": urlset()}
    assert desk.harvest().error is None
    # An earlier version remembered the index, too.
    desk.remembered[f"{office.base}/sitemap.xml"] = Validator(f"{office.base}/sitemap.xml", etag=f'"{hash("x")}"')
    office.pages["/b.xml"] = urlset("/berita/dua")
    assert desk.harvest().error is None
    assert slugs(desk) == ["dua", "satu"]
    office.asked.clear()
    assert desk.harvest().error is None
    assert office.asked == ["/sitemap.xml", "/a.xml", "/b.xml"]
    assert desk.cursor["complete"] is True


def test_a_child_that_two_indexes_name_is_asked_once(office: Office, desk: Desk) -> None:
    office.pages |= {"/sitemap.xml": index("/i.xml", "/j.xml"), "/i.xml": index("/a.xml"), "/j.xml": index("/a.xml")}
    office.pages["/a.xml"] = urlset("/berita/satu")
    desk.harvest()
    assert (desk.error, slugs(desk), office.asked.count("/a.xml")) == (None, ["satu"], 1)


def test_addresses_count_from_their_file_and_a_child_may_be_packed(office: Office, desk: Desk) -> None:
    office.pages |= {"/sitemap.xml": index("peta/a.xml.gz"), "/peta/a.xml.gz": urlset("../berita/satu", "/berita/dua")}
    packed = gzip.compress(str(office.pages["/peta/a.xml.gz"]).encode())
    office.pages["/peta/a.xml.gz"] = (200, {"Content-Type": "application/gzip"}, packed)
    desk.harvest()
    assert (desk.error, slugs(desk)) == (None, ["dua", "satu"])


def test_a_child_that_is_not_there_costs_itself_and_is_believed_the_second_night(office: Office, desk: Desk) -> None:
    office.pages |= {"/sitemap.xml": index("/tiada.xml", "/a.xml"), "/a.xml": urlset("/berita/satu")}
    desk.harvest()
    assert isinstance(desk.error, Incomplete)
    assert "/tiada.xml" in str(desk.error)
    assert (slugs(desk), desk.cursor["complete"]) == (["satu"], False)
    assert desk.harvest().error is None
    assert desk.cursor["complete"] is True
    assert "/tiada.xml" in desk.notes[-1]
    office.pages["/tiada.xml"] = urlset("/berita/dua")
    assert desk.harvest().error is None
    assert (desk.notes, slugs(desk)) == ([], ["dua", "satu"])


@pytest.mark.parametrize(
    "reply", [(500, {}, "rusak"), (403, {}, "dilarang"), (200, {}, "<html>Beranda</html>"), (200, {}, "<urlset><url>")]
)
def test_a_child_that_cannot_be_read_leaves_a_gap_every_night(
    office: Office, desk: Desk, reply: tuple[int, dict[str, str], str]
) -> None:
    office.pages |= {
        "/sitemap.xml": index("/rusak.xml", "/a.xml"),
        "/a.xml": urlset("/berita/satu"),
        "/rusak.xml": reply,
    }
    for _ in range(2):
        desk.harvest()
        assert isinstance(desk.error, Incomplete)
        assert "/rusak.xml" in str(desk.error)
        assert slugs(desk) == ["satu"]


def test_children_on_another_host_are_named(office: Office, desk: Desk) -> None:
    office.pages["/sitemap.xml"] = index("https://storage.example/a.xml")
    for _ in range(2):
        desk.harvest()
        assert isinstance(desk.error, Incomplete)
        assert "storage.example" in str(desk.error)
    office.pages |= {"/sitemap.xml": index("https://storage.example/a.xml", "/a.xml"), "/a.xml": urlset("/berita/satu")}
    desk.harvest()
    assert (desk.error, slugs(desk)) == (None, ["satu"])
    assert "storage.example" in desk.notes[-1]


def test_a_sitemap_that_robots_txt_names_is_read_where_the_usual_one_is_missing(office: Office, desk: Desk) -> None:
    office.pages["/robots.txt"] = (
        f"User-agent: *\nDisallow:\nSitemap: {office.base}/peta.xml\n"
        "Sitemap: https://lain.example/x\nSitemap: /peta2.xml"
    )
    office.pages["/peta.xml"], office.pages["/peta2.xml"] = urlset("/berita/satu"), urlset("/berita/dua")
    desk.harvest()
    assert (desk.error, sorted(slugs(desk))) == (None, ["dua", "satu"])


def test_a_sitemap_of_another_host_that_robots_txt_names_is_told(office: Office, desk: Desk) -> None:
    office.pages["/robots.txt"] = "User-agent: *\nDisallow:\nSitemap: https://lain.example/x.xml"
    desk.harvest()
    assert "sitemap.xml answered HTTP 404; robots.txt names a sitemap on another host (lain.example)" in str(desk.error)


def test_a_site_without_any_sitemap_is_told(desk: Desk) -> None:
    desk.harvest()
    assert isinstance(desk.error, SourceChanged)
    assert "sitemap.xml answered HTTP 404" in str(desk.error)


@pytest.mark.parametrize(
    "body",
    [
        "BASE/berita/satu\nBASE/berita/dua\n",
        (
            "<?xml version='1.0'?>\n<urlset><url><loc>BASE/berita/satu?a=1&b=2</loc></url><url><loc>BASE/berita/dua"
            "</loc></url></urlset>"
        ),
        (
            "<!-- x --><s:urlset xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'><s:url><s:loc> BASE/berita/satu "
            "</s:loc>"
            "<image:image><image:loc>BASE/a.jpg</image:loc></image:image></s:url><s:url><s:loc>BASE/berita/dua</s:loc>"
            "</s:url></s:urlset>"
        ),
    ],
)
def test_a_sitemap_is_read_as_text_and_careless_too(office: Office, desk: Desk, body: str) -> None:
    office.pages["/sitemap.xml"] = body.replace("BASE", office.base)
    desk.harvest()
    assert (desk.error, slugs(desk)) == (None, ["dua", "satu"])


def test_a_large_sitemap_is_read_and_not_kept(office: Office, desk: Desk) -> None:
    filling = "".join(f"<url><loc>{office.base}/galeri/{number:060}</loc></url>" for number in range(60_000))
    office.pages["/sitemap.xml"] = f"<urlset>{filling}<url><loc>{office.base}/berita/satu</loc></url></urlset>"
    assert len(office.pages["/sitemap.xml"]) > 5_000_000
    desk.harvest()
    assert (desk.error, slugs(desk)) == (None, ["satu"])
    assert max(len(page.raw.body) for page in desk.pages) < 10_000


def test_static_pages_are_no_articles(office: Office, desk: Desk) -> None:
    desk.layout = Layout(article_pattern=r"^/(?:berita/)?(?P<slug>[^/?]+)/?$")
    office.article("satu")
    for path in ("/profil", "/visi-misi", "/sambutan"):
        office.pages[path] = str(office.pages["/berita/satu"]).replace("<body>", "<body class='page page-id-12'>")
    office.pages["/sitemap.xml"] = index("/page-sitemap.xml", "/post-sitemap.xml")
    office.pages["/post-sitemap.xml"] = urlset("/profil", "/visi-misi", "/sambutan", "/berita/satu")
    office.pages["/page-sitemap.xml"] = urlset("/kontak")
    desk.harvest()
    assert (desk.error, slugs(desk)) == (None, ["satu"])
    assert not {"/page-sitemap.xml", "/kontak", "/profil"} & set(office.asked)
    office.asked.clear()
    desk.harvest()
    assert [path for path in office.asked if not path.endswith(".xml")] == []


def test_a_sitemap_that_announces_nothing_any_more_is_believed_the_second_night(office: Office, desk: Desk) -> None:
    office.pages["/sitemap.xml"] = urlset("/berita/satu")
    desk.harvest()
    office.pages["/sitemap.xml"] = urlset()
    desk.harvest()
    assert "announces no article any more" in str(desk.error)
    assert desk.harvest().error is None
    assert desk.cursor["complete"] is True


def test_two_addresses_that_the_pattern_takes_for_one_article_are_told(office: Office, desk_of: DeskOf) -> None:
    for slug in ("7-cara-hemat", "7-tempat-baca", "9-jalan-baru"):
        office.article(slug)
    office.pages["/sitemap.xml"] = urlset(
        *(f"{office.base}/berita/{slug}" for slug in ("7-cara-hemat", "9-jalan-baru"))
    )
    desk = desk_of(discovery="sitemap", address="/sitemap.xml", text="trafilatura")
    desk.layout = Layout(article_pattern="^/berita/(?P<number>[0-9]+)-")
    assert desk.harvest().notes == []
    office.pages["/sitemap.xml"] = office.pages["/sitemap.xml"].replace(
        "</urlset>", f"<url><loc>{office.base}/berita/7-tempat-baca</loc></url></urlset>"
    )
    desk.harvest()
    assert desk.error is None
    assert any("takes for another article's: 1, first: 127.0.0.1" in note for note in desk.notes)


@pytest.mark.parametrize("other", ["/berita/{}/amp", "/en/berita/{}"])
def test_pages_for_telephones_and_translations_are_no_doubles(office: Office, desk_of: DeskOf, other: str) -> None:
    slugs = ["satu", "dua"]
    for slug in slugs:
        office.article(slug)
    both = [place.format(slug) for slug in slugs for place in ("/berita/{}", other)]
    office.pages["/sitemap.xml"] = urlset(*(office.base + path for path in both))
    desk = desk_of(**SITEMAP)
    desk.layout = Layout(article_pattern="/berita/(?P<slug>[^/?]+)")
    desk.harvest()
    assert (desk.error, desk.notes, len(desk.held)) == (None, [], 2)
