"""An article whose address was renamed is one article where that is proved; two that show the same are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.collectors.website.crawl.test_feed_crawl import FEED, LONG, feed, item

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.collectors.website.office import Desk, DeskOf, Office

OLD, NEW = "kabar-posko", "kabar-posko-layanan"
TITLE, RIGHTED = "Kabar posko layanan", "Kabar posko layanan keliling"
OTHERS = ("lain-satu", "lain-dua")
HOME = (302, {"Location": "/"}, "")
NEW_TITLE = "stored articles that have a new address now: 1"
SAME = "addresses that show the same article as another one: 1"


def shown(office: Office, slug: str, title: str = TITLE, *, text: str = LONG) -> None:
    office.article(slug, title=title, lines=[text])
    told = [item(f"/berita/{one}", one.replace("-", " ")) for one in OTHERS]
    office.pages["/rss"] = feed(item(f"/berita/{slug}", title, text=text), *told)


@pytest.fixture
def desk(office: Office, desk_of: DeskOf) -> Desk:
    for slug in OTHERS:
        office.article(slug, title=slug.replace("-", " "), lines=[f"{LONG} Hal {slug}."])
    office.pages["/"] = "<html><body><h1>Kota</h1></body></html>"
    shown(office, OLD)
    return desk_of(**FEED, text="trafilatura").harvest()


def slugs(desk: Desk) -> list[str]:
    return [post.url.rpartition("/")[2] for post in desk.held.values()]


def naming(page: str, slug: str) -> str:
    return page.replace("<head>", f"<head><link rel='canonical' href='/berita/{slug}'>")


def nights(desk: Desk, looks: Iterable[bool] = (False, True, True)) -> list[str]:
    told = list[str]()
    for due in looks:
        desk.harvest(**(desk.due() if due else {}))
        told += [*desk.notes, *([str(desk.error)] if desk.error else [])]
    return told


@pytest.mark.parametrize("title", [TITLE, RIGHTED])
@pytest.mark.parametrize("proof", ["redirect", "the old page names the new one", "the new page names the old one"])
def test_an_article_under_a_new_address_is_stored_once(office: Office, desk: Desk, title: str, proof: str) -> None:
    old = office.pages[f"/berita/{OLD}"]
    shown(office, NEW, title)
    if proof == "redirect":
        office.pages[f"/berita/{OLD}"] = (301, {"Location": f"/berita/{NEW}"}, "")
    elif "old page" in proof:
        office.pages[f"/berita/{OLD}"] = naming(old, NEW)
    else:
        office.pages[f"/berita/{NEW}"] = naming(office.pages[f"/berita/{NEW}"], OLD)
    before = next(iter(desk.held.values()))
    desk.harvest()
    assert (desk.error, slugs(desk)) == (None, [OLD, *OTHERS])
    assert NEW_TITLE in desk.notes[-1]
    (after, *_) = desk.held.values()
    assert (after.title, after.post_id, after.text) == (title, before.post_id, before.text)
    assert nights(desk, [False, True]) == []
    assert slugs(desk) == [OLD, *OTHERS]


@pytest.mark.parametrize("old", ["stays", "gone", HOME])
def test_an_article_that_stands_twice_is_stored_twice_and_told(office: Office, desk: Desk, old: Any) -> None:
    page = {"stays": office.pages[f"/berita/{OLD}"], "gone": None}
    shown(office, NEW)
    office.pages[f"/berita/{OLD}"] = page[old] if isinstance(old, str) else old
    desk.harvest()
    assert sorted(slugs(desk)) == sorted([OLD, NEW, *OTHERS])
    assert SAME in desk.notes[-1]


@pytest.mark.parametrize("target", [NEW, OTHERS[0]])
def test_an_address_that_leads_to_another_article_takes_nothing_over(office: Office, desk: Desk, target: str) -> None:
    shown(office, NEW, "Kabar posko layanan ditutup", text=f"Posko ditutup. {LONG}")
    for slug in (OLD, OTHERS[1]):  # as WordPress guesses for a page that is gone
        office.pages[f"/berita/{slug}"] = (301, {"Location": f"/berita/{target}"}, "")
    before = {post_id: post for post_id, post in desk.held.items() if post_id.endswith((OLD, *OTHERS))}
    told = nights(desk)
    assert desk.held == {**desk.held, **before}
    assert len(desk.held) == 4
    assert "leads to" in told[-1]


def test_a_due_article_that_leads_to_its_stored_twin_is_no_fault(office: Office, desk: Desk) -> None:
    page = office.pages[f"/berita/{OLD}"]
    shown(office, NEW)
    office.pages[f"/berita/{OLD}"] = page
    desk.harvest()
    office.pages[f"/berita/{OLD}"] = (301, {"Location": f"/berita/{NEW}"}, "")
    office.pages[f"/berita/{NEW}"] += "<!-- baru -->"
    (told, *_) = nights(desk, [True, False])
    assert (len(desk.held), desk.error, desk.gone) == (4, None, [])
    assert told.endswith("which is stored as an article, too")


def test_a_due_article_is_read_where_its_address_leads_now(office: Office, desk: Desk) -> None:
    """No list shows it any more."""
    office.article(NEW, title=RIGHTED, lines=[LONG])
    office.pages[f"/berita/{OLD}"] = (301, {"Location": f"/berita/{NEW}"}, "")
    office.pages["/rss"] = feed(*(item(f"/berita/{one}", one.replace("-", " ")) for one in OTHERS))
    assert nights(desk, [True]) == []
    assert next(iter(desk.held.values())).title == RIGHTED


def test_a_site_that_renames_many_stores_none_twice(office: Office, desk_of: DeskOf) -> None:
    names = [f"kabar-nomor-{n}" for n in range(12)]
    for slug in names:
        office.article(slug, title=slug.replace("-", " "), lines=[f"{LONG} Hal {slug}."])
    office.pages["/rss"] = feed(*(item(f"/berita/{one}", one.replace("-", " ")) for one in names))
    desk = desk_of(**FEED, text="trafilatura").harvest()
    for slug in names:
        office.pages[f"/berita/baru-{slug}"] = office.pages[f"/berita/{slug}"]
        office.pages[f"/berita/{slug}"] = (301, {"Location": f"/berita/baru-{slug}"}, "")
    office.pages["/rss"] = feed(*(item(f"/berita/baru-{one}", one.replace("-", " ")) for one in names))
    told = nights(desk)
    assert (slugs(desk), desk.gone, len(told)) == (names, [], 1)
    assert "stored articles that have a new address now: 12" in told[0]


def test_equal_texts_of_pictures_are_articles_of_their_own(office: Office, desk: Desk) -> None:
    for number in range(7):
        shown(office, f"galeri-{number}", f"Galeri kegiatan {number}")
        desk.harvest()
        assert (desk.error, desk.notes) == (None, [])
    assert len(desk.held) == 3 + 7


def test_of_articles_with_equal_texts_the_one_with_the_title_was_renamed(office: Office, desk: Desk) -> None:
    shown(office, "galeri-dua", "Galeri kegiatan dua")
    desk.harvest()
    shown(office, "galeri-kedua", "Galeri kegiatan dua")
    office.pages["/berita/galeri-dua"] = (301, {"Location": "/berita/galeri-kedua"}, "")
    assert NEW_TITLE in nights(desk, [False])[0]
    assert len(desk.held) == 4


def test_a_feed_of_whole_texts_tells_an_article_under_a_new_address(office: Office, desk_of: DeskOf) -> None:
    office.pages["/rss"] = feed(item(f"/berita/{OLD}", TITLE), item("/berita/lain", "Lain"))
    desk = desk_of(**FEED, text="feed").harvest()
    office.pages["/rss"] = feed(item(f"/berita/{NEW}", TITLE), item("/berita/lain", "Lain"))
    desk.harvest()
    assert (desk.error, len(desk.held)) == (None, 3)
    assert SAME in desk.notes[-1]
    office.pages["/rss"] = feed(item(f"/berita/{NEW}", TITLE), item("/berita/lain", "Lain baru"))
    assert desk.harvest().notes == []


@pytest.mark.parametrize("announced", ["Kabar posko nomor {}", "Kabar lain nomor {}"])
def test_a_list_of_short_addresses_is_read_where_they_lead_by_the_titles_it_tells(
    office: Office, desk_of: DeskOf, announced: str
) -> None:
    for n in range(4):
        office.article(f"kabar-{n}", title=f"Kabar posko nomor {n}", lines=[f"{LONG} Hal {n}."])
        office.pages[f"/?p={n}7"] = (301, {"Location": f"/berita/kabar-{n}"}, "")
    office.pages["/rss"] = feed(*(item(f"/?p={n}7", announced.format(n)) for n in range(4)))
    desk = desk_of(**FEED, text="trafilatura").harvest()
    same = "posko" in announced
    assert (len(desk.held), desk.error is None) == ((4, True) if same else (0, False))
    if same:
        assert nights(desk) == []
        office.pages["/rss"] = feed(*(item(f"/berita/kabar-{n}", announced.format(n)) for n in range(4)))
        nights(desk)
        assert len(desk.held) == 4


def test_a_short_address_of_a_stored_article_is_passed_over_and_told(office: Office, desk: Desk) -> None:
    office.pages["/?p=77"] = (301, {"Location": f"/berita/{OLD}"}, "")
    office.pages["/rss"] = feed(item("/?p=77", TITLE), item(f"/berita/{OTHERS[0]}", "lain satu"))
    (told,) = nights(desk, [False, False])
    assert told.endswith("which is stored")
    assert slugs(desk) == [OLD, *OTHERS]
