"""A side value costs at most itself, whatever stands there: the article keeps its text and time, and counts no edit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from collectors.errors import CollectorError
from collectors.records import Post, RawPage
from collectors.website.feeds.feed import parse_feed
from collectors.website.parse.article import parse_article, parse_list
from collectors.website.parse.layout import ANY_PAGE, Layout
from collectors.website.parse.main_text import parse_main_text
from collectors.website.walls.diagnose import find_wall
from collectors.website.wordpress.interface import parse_wordpress
from storage.harvest.posts.held_texts import choose_text, digest_of_post, with_exact_date
from tests.collectors.website.cms import JAKARTA, LIST, Cms, article_page
from tests.collectors.website.office import TEXT

ODD_TEXTS = ["", " ", "\ud800", "\x00\x1f", "x" * 3000, "http://[", "javascript:1", "\u202e", "{{", "%00", "2026-13-45"]
ODD = [None, 0, -1, 10**400, 1.5, True, [], [None], {}, {"rendered": None}, *ODD_TEXTS]
AT = datetime(2026, 11, 12, 2, tzinfo=UTC)
WORDPRESS = {
    "id": 7,
    "date": "2026-11-12T09:00:00",
    "date_gmt": "2026-11-12T02:00:00",
    "guid": {"rendered": "https://kota.example/?p=7"},
    "modified_gmt": "2026-11-13T02:00:00",
    "slug": "kabar",
    "status": "publish",
    "type": "post",
    "link": "https://kota.example/2026/11/kabar/",
    "title": {"rendered": "Kabar &#8220;kota&#8221;"},
    "content": {"rendered": "".join(f"<p>{line}</p>" for line in TEXT), "protected": False},
    "excerpt": {"rendered": "<p>Cuplikan</p>", "protected": False},
    "author": 3,
    "categories": [4, 5],
    "_links": {"self": [{"href": "https://kota.example/wp-json/wp/v2/posts/7"}]},
}
CORE = {("id",), ("content",), ("content", "rendered"), ("content", "protected")}


@dataclass(frozen=True)
class Held:
    """A post as the store holds it."""

    title: str | None
    text: str
    url: str
    text_digest: str
    method: str | None
    published_at: datetime | None
    published_precision: str
    kind: str
    reference: str | None

    @classmethod
    def of(cls, post: Post) -> Held:
        told = {field.name: getattr(post, field.name) for field in fields(cls) if field.name != "text_digest"}
        return cls(**told, text_digest=digest_of_post(post))


def keeps(before: Post, after: Post) -> None:
    """Assert that a later reading takes nothing from a stored post, and counts no edit."""
    held = Held.of(before)
    chosen = with_exact_date(choose_text(after, held), held, datetime(2026, 11, 24, 18, tzinfo=UTC))
    assert not chosen.edited
    assert (chosen.post.title, chosen.post.text) == (before.title, before.text)
    assert chosen.post.published_at == before.published_at


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from leaves(inner, (*path, key))


def mutated(payload: Any, path: tuple[Any, ...], odd: Any, *, removed: bool) -> Any:
    copy = json.loads(json.dumps(payload))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    if removed:
        del inner[path[-1]]
    else:
        inner[path[-1]] = odd
    return copy


def of_wordpress(items: list[Any]) -> dict[str, Post]:
    raw = RawPage("wordpress", "https://kota.example/wp-json/wp/v2/posts", json.dumps(items).encode())
    return {post.post_id: post for post in parse_wordpress(raw, Layout(), JAKARTA).posts}


@given(
    path=st.sampled_from([p for p in leaves(WORDPRESS) if p not in CORE]),
    odd=st.sampled_from(ODD),
    removed=st.booleans(),
)
def test_a_wordpress_post_keeps_text_and_time(path: tuple[Any, ...], odd: Any, removed: bool) -> None:
    other = WORDPRESS | {"id": 8}
    found = of_wordpress([mutated(WORDPRESS, path, odd, removed=removed), other])
    whole = of_wordpress([WORDPRESS, other])
    assert found["website:kota.example/8"] == whole["website:kota.example/8"]
    post = found["website:kota.example/7"]
    assert (post.text, post.published_at) == ("\n".join(TEXT), AT)
    if (
        path not in (("title",), ("title", "rendered")) or not isinstance(odd, str) or removed
    ):  # another title is another title
        keeps(whole["website:kota.example/7"], post)


@given(path=st.sampled_from(sorted(CORE - {("content", "protected")})), odd=st.sampled_from(ODD), removed=st.booleans())
def test_a_wordpress_post_without_number_or_text_costs_no_other(path: tuple[Any, ...], odd: Any, removed: bool) -> None:
    found = of_wordpress([mutated(WORDPRESS, path, odd, removed=removed), WORDPRESS | {"id": 8}])
    assert found["website:kota.example/8"].text == "\n".join(TEXT)
    if "website:kota.example/7" in found and not found["website:kota.example/7"].text:
        keeps(of_wordpress([WORDPRESS])["website:kota.example/7"], found["website:kota.example/7"])


ITEM = (
    "<title>Kabar {n}</title><link>https://kota.example/berita/{n}</link><guid"
    " isPermaLink='true'>https://kota.example/berita/{n}</guid>"
    "<pubDate>Thu, 12 Nov 2026 09:00:0{n} +0700</pubDate><description>Cuplikan {n}</description>"
    "<author>a@kota.example (Humas)</author>"
    "<category domain='x'>Berita</category><enclosure url='https://kota.example/a.jpg' type='image/jpeg' length='1'/>"
    "<media:content url='a.jpg'><media:title>IMG</media:title></media:content><dc:creator>humas</dc:creator>"
    "<content:encoded>&lt;p&gt;Teks lengkap {n} dari kabar kota.&lt;/p&gt;</content:encoded><comments>x</comments>"
    "<slash:comments>3</slash:comments>"
)
SPACES = (
    "xmlns:media='http://search.yahoo.com/mrss/' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:slash="
    "'http://purl.org/rss/1.0/modules/slash/' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
)
FEED = (
    f"<rss version='2.0' {SPACES}><channel><title>K"
    f"</title>{''.join(f'<item>{ITEM.format(n=n)}</item>' for n in (1, 2))}</channel></rss>"
)
PARTS = [child.tag for child in ET.fromstring(FEED).findall("channel/item[1]/*")]  # our own


@given(
    part=st.sampled_from(PARTS),
    odd=st.sampled_from([*ODD_TEXTS, "<b>", "&", "]]>"]),
    how=st.sampled_from(["text", "gone", "twice", "nested"]),
)
def test_an_item_of_a_feed_keeps_what_is_not_odd(part: str, odd: str, how: str) -> None:
    root = ET.fromstring(FEED)  # our own
    item = root.find("channel/item")
    assert item is not None
    child = item.find(part)
    assert child is not None
    if how == "text":
        child.text = "".join(char for char in odd if char.isprintable())
        child.attrib.clear()
    elif how == "gone":
        item.remove(child)
    elif how == "twice":
        item.append(ET.fromstring(ET.tostring(child)))  # our own
    else:
        ET.SubElement(child, "nested").text = "x"
    found = parse_feed(RawPage("list", "https://kota.example/feed", ET.tostring(root)), JAKARTA)
    whole = parse_feed(RawPage("list", "https://kota.example/feed", FEED.encode()), JAKARTA)
    assert found[-1] == whole[-1]
    if part in ("link", "guid"):  # one of them is enough where it is one
        return
    assert found[0].url == whole[0].url
    assert part == "pubDate" or (found[0].at, found[0].precision) == (whole[0].at, whole[0].precision)
    assert (
        part in ("title", "description")
        or part.endswith("encoded")
        or (found[0].title, found[0].html) == (whole[0].title, whole[0].html)
    )


PAGE = article_page(
    104,
    "<p>Warga menanam pohon.</p><p><a href=/x>Unduh</a></p>",
    head="<meta property='og:title' content='x'><link rel=canonical href=/content/berita-terkini/104/berita>"
    "<script type='application/ld+json'>{}</script><base href='/'>",
)
READ = {"h1", "div"}
ATTRIBUTES = ("href", "src", "class", "content", "rel", "alt", "style")


def damaged(page: str, place: int, how: str, odd: str, kept: set[str]) -> str:
    """Damage one element of a page that is none of *kept*."""
    soup = BeautifulSoup(page, "lxml")
    tags = [tag for tag in soup.find_all(True) if tag.name not in kept | {"html", "body", "head"}]
    tag = tags[place % len(tags)]
    if how == "gone":
        tag.extract()
    elif how == "attribute":
        tag.attrs = dict.fromkeys(ATTRIBUTES, odd)
    elif how == "twice":
        tag.insert_before(BeautifulSoup(str(tag), "lxml").find(tag.name))  # type: ignore[arg-type]  # it is there
    return str(soup) if how != "unclosed" else str(soup).replace(f"</{tag.name}>", "", 1)


def article(page: str, read: Any) -> Post:
    raw = RawPage("article", f"https://kota.example{LIST}/104/berita", page.encode("utf-8", "replace"))
    assert find_wall(raw) is None
    made: Post = read(raw, Layout(), JAKARTA)
    return made


HOWS = st.sampled_from(["gone", "attribute", "twice"])


@given(place=st.integers(0, 40), how=HOWS, odd=st.sampled_from(ODD_TEXTS))
def test_an_article_by_selectors_keeps_text_and_time(place: int, how: str, odd: str) -> None:
    whole, found = (
        article(PAGE, parse_article),
        article(damaged(PAGE, place, how, odd, READ | {"p", "a"}), parse_article),
    )
    assert (found.text, found.published_at, found.title) == (whole.text, whole.published_at, whole.title)
    keeps(whole, found)


MAIN = (
    "<html><head><title>Kabar kota - Kota</title><meta name=author content=x><meta property='og:image' content=a.jpg>"
    "<meta property='article:published_time' content='2026-11-12T09:00:00+07:00'><script"
    " type='application/ld+json'>[]</script>"
    "</head><body><nav><a href=/>Beranda</a><a href=/b>Berita</a></nav><article><h1>Kabar kota</h1><span"
    " class=penulis>Humas</span>"
    f"{''.join(f'<p>{line}</p>' for line in TEXT)}<img src=a.jpg></article><aside><a href=/c>Lain</a></aside>"
    f"<footer>2024</footer></body></html>"
)


@given(place=st.integers(0, 40), how=HOWS, odd=st.sampled_from(ODD_TEXTS))
def test_an_article_by_main_text_keeps_text_and_time(place: int, how: str, odd: str) -> None:
    def read(raw: RawPage, _layout: Layout, zone: ZoneInfo) -> Post:
        return parse_main_text(raw, Layout(article_pattern=ANY_PAGE), zone)

    kept = {"p", "h1", "article", "meta"}  # a removed time is another time
    whole, found = article(MAIN, read), article(damaged(MAIN, place, how, odd, kept), read)
    assert (found.text, found.published_at, found.title) == (whole.text, whole.published_at, whole.title)


@given(place=st.integers(0, 40), how=HOWS, odd=st.sampled_from(ODD_TEXTS))
def test_an_item_of_a_list_costs_no_other(place: int, how: str, odd: str) -> None:
    page = Cms(numbers=[3, 2, 1]).list_page(1)
    raw = RawPage(
        "list", f"https://kota.example{LIST}", damaged(page, place, how, odd, set()).encode("utf-8", "replace")
    )
    try:
        found = {item.post_id for item in parse_list(raw, Layout()).items}
    except CollectorError as error:
        assert "no link to an article" in str(error) or "no list" in str(error)  # noqa: PT017  # either may be
    else:
        assert len(found & {f"website:kota.example/{n}" for n in (1, 2, 3)}) >= 2


@given(st.binary(max_size=400))
def test_no_bytes_break_a_reader(body: bytes) -> None:
    for kind, read in (
        ("feed", lambda raw: parse_feed(raw, JAKARTA)),
        ("wordpress", lambda raw: parse_wordpress(raw, Layout(), JAKARTA)),
        ("article", lambda raw: parse_main_text(raw, Layout(article_pattern=ANY_PAGE), JAKARTA)),
        ("wall", find_wall),
    ):
        try:
            read(RawPage(kind, "https://kota.example/berita/1", body))
        except CollectorError:
            continue
