"""Two addresses that show the same article, as after a renaming, are stored both and told, also across nights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.collectors.website.crawl.test_feed_crawl import FEED, LONG, feed, item

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.collectors.website.office import Desk, DeskOf, Office

OLD, NEW = "kabar-posko", "kabar-posko-layanan"
TITLE = "Kabar posko layanan"
OTHERS = ("lain-satu", "lain-dua")
HOME = (302, {"Location": "/"}, "")
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


def nights(desk: Desk, looks: Iterable[bool] = (False, True, True)) -> list[str]:
    told = list[str]()
    for due in looks:
        desk.harvest(**(desk.due() if due else {}))
        told += [*desk.notes, *([str(desk.error)] if desk.error else [])]
    return told


@pytest.mark.parametrize("old", ["stays", "gone", HOME, (301, {"Location": f"/berita/{NEW}"}, "")])
def test_an_article_under_a_new_address_is_stored_twice_and_told(office: Office, desk: Desk, old: Any) -> None:
    page = {"stays": office.pages[f"/berita/{OLD}"], "gone": None}
    shown(office, NEW)
    office.pages[f"/berita/{OLD}"] = page[old] if isinstance(old, str) else old
    desk.harvest()
    assert sorted(slugs(desk)) == sorted([OLD, NEW, *OTHERS])
    assert SAME in desk.notes[-1]
    office.article(NEW, title=TITLE, lines=[f"{LONG} Ralat: pukul sembilan."])
    desk.harvest(**desk.due())
    assert next(post for post in desk.held.values() if post.url.endswith(NEW)).text.endswith("sembilan.")
    assert not any(one.endswith(NEW) for one in desk.gone)


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


def test_equal_texts_of_pictures_are_articles_of_their_own(office: Office, desk: Desk) -> None:
    for number in range(7):
        shown(office, f"galeri-{number}", f"Galeri kegiatan {number}")
        desk.harvest()
        assert (desk.error, desk.notes) == (None, [])
    assert len(desk.held) == 3 + 7


def test_a_feed_of_whole_texts_tells_an_article_under_a_new_address(office: Office, desk_of: DeskOf) -> None:
    office.pages["/rss"] = feed(item(f"/berita/{OLD}", TITLE), item("/berita/lain", "Lain"))
    desk = desk_of(**FEED, text="feed").harvest()
    office.pages["/rss"] = feed(item(f"/berita/{NEW}", TITLE), item("/berita/lain", "Lain"))
    desk.harvest()
    assert (desk.error, len(desk.held)) == (None, 3)
    assert SAME in desk.notes[-1]
    office.pages["/rss"] = feed(item(f"/berita/{NEW}", TITLE), item("/berita/lain", "Lain baru"))
    assert desk.harvest().notes == []
