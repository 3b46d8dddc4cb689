"""The content of a website's pages: pure, from bytes to records."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin, urlsplit

from collectors.errors import SourceChanged
from collectors.records import Media, Metrics, Post
from collectors.website.parse.addresses import clean_address, page_identity, place_of, short, site_of
from collectors.website.parse.counts import parse_count
from collectors.website.parse.dates import find_publication, with_whole_years
from collectors.website.parse.headline import without_site
from collectors.website.parse.html import collapse, hidden_parts, line_of, parse_html, text_without
from collectors.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bs4 import BeautifulSoup, Tag

    from collectors.records import Precision, RawPage
    from collectors.website.parse.layout import Layout

MEDIA_KINDS: dict[str, Literal["image", "video", "file"]] = {
    "img": "image",
    "iframe": "video",
    "video": "video",
    "a": "file",
}
ATTACHED = {"a": "href", "img": "src", "iframe": "src", "video": "src"}
SEVERAL = 3  # addresses with titles of their own that cannot all be one article
META_CHARACTERS = 500  # of the element that holds a date; more is no date line
FILES = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """An article as a list page, feed or sitemap announces it; ``at`` is its publication where that is told there."""

    post_id: str
    url: str
    at: datetime | None = None
    precision: Precision = "second"
    """The precision of ``at``; "unknown" where it is the last change alone."""
    title: str = ""
    by_page: bool = True
    """Whether the page may tell when it was published; not where a feed told it more exactly before."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list page: its articles in order, and the highest list page that it links to, if any."""

    items: tuple[Item, ...] = ()
    announced: int | None = None
    alike: dict[str, list[str]] = field(default_factory=dict)
    """post_id → addresses that the layout takes for one article although they name several pages."""
    beyond: str = ""
    """The next list page, where the page links to it and to none that ``page_path`` fits."""


def post_id_of(url: str, layout: Layout) -> str | None:
    """Name the article at *url*: ``website:<host>/<number or slug>``; ``None`` when it is no article."""
    identity = layout.identity_of(url)
    return f"website:{site_of(url)}/{identity}" if identity else None


def parse_list(raw: RawPage, layout: Layout) -> Listing:
    """Read a list page; a page without articles gives an empty Listing.

    Raises SourceChanged for a page that is no list, or whose items do not lead to articles.
    """
    soup = parse_html(raw.body)
    marked, here = soup.select(layout.item), links_from(soup, raw.url)
    items = [item for tag in marked if (item := _item(tag, here, raw.url, layout))]
    found = {item.post_id: item for item in items}
    if marked and not found:
        raise SourceChanged(
            f"{short(raw.url)} has {counted(len(marked), 'item')} ({layout.item}) but no link to an article",
            advice="compare item_link and article_pattern of its layout with the page",
        )
    if not marked and layout.listing and not soup.select_one(layout.listing):
        raise SourceChanged(
            f"{short(raw.url)} has no list of articles ({layout.item})",
            advice="the site was probably redesigned; adjust its layout",
        )
    pages = [page for link in soup.select("a[href]") if (page := layout.page_of(_absolute(link, here)))]
    beyond = "" if pages else _next_page(soup, here, raw.url, layout)
    return Listing(tuple(found.values()), max(pages, default=None), named_alike(items), beyond)


def _next_page(soup: BeautifulSoup, here: str, url: str, layout: Layout) -> str:
    """Find the link that calls itself the next page, or that is "2" and begins as the list's address does."""
    begin = place_of(urljoin(url, layout.list_path)).rstrip("/") or None  # at the root a calendar's days do so, too
    for link in soup.select("a[href], link[rel~=next][href]"):
        address = _absolute(link, here)
        place = place_of(address)
        named = "next" in (link.get("rel") or ()) or (
            collapse(link.get_text()) == "2" and begin and place.startswith(begin)
        )
        if named and site_of(address) == site_of(url) and place != place_of(url):
            return address
    return ""


def named_alike(items: Iterable[Item]) -> dict[str, list[str]]:
    """Map each post_id that several pages share to their addresses: a pattern may not tell articles apart.

    Several addresses with titles of their own are several pages, too, whatever of their query names a page.
    """
    pages: dict[str, dict[str, str]] = {}
    titled: dict[str, dict[str, str]] = {}
    for item in items:
        pages.setdefault(item.post_id, {}).setdefault(page_identity(item.url), item.url)
        if item.title:
            titled.setdefault(item.post_id, {}).setdefault(item.title, clean_address(item.url))
    for post_id, told in titled.items():
        urls = dict.fromkeys(told.values())
        if len(urls) >= SEVERAL and len(urls) == len(told) > len(pages[post_id]):
            pages[post_id] = dict(zip(urls, urls, strict=True))
    return {post_id: list(urls.values()) for post_id, urls in pages.items() if len(urls) > 1}


def parse_article(raw: RawPage, layout: Layout, zone: ZoneInfo) -> Post:
    """Read an article page.

    Raises SourceChanged for a page that holds none.
    """
    post_id = post_id_of(raw.url, layout)
    soup = parse_html(raw.body)
    title, body = soup.select_one(layout.title), soup.select_one(layout.body)
    if post_id is None or title is None or body is None:
        missing = "article" if post_id is None else layout.title if title is None else layout.body
        raise SourceChanged(f"{short(raw.url)} has no {missing}", advice="adjust the layout of this site")
    dropped = [tag for selector in layout.drop for tag in body.select(selector)]
    left_out = [*dropped, *hidden_parts(body, site_of(raw.url))]
    text = text_without(body, left_out)
    links, media = _attached(body, soup, raw.url, [*left_out, *body.find_all("template")])
    heading = _heading(title, soup, raw.url)
    if not (heading or text or media):
        raise SourceChanged(f"{short(raw.url)} is an empty article", advice="look at the page in a browser")
    at, precision, byline = _published(soup, layout, zone)
    return Post(
        post_id=post_id,
        kind="article",
        url=canonical_address(soup, raw.url, layout),
        text=text,
        published_at=at,
        published_precision=precision,
        title=heading or None,
        byline=byline,
        metrics=Metrics(views=_views(soup, layout)),
        links=links,
        media=media,
        method="selectors",
        reduced=not (text and heading),
    )


def _heading(title: Tag, soup: BeautifulSoup, url: str) -> str:
    """Read the title; where a layout takes it from the head of the page, the site's name is left out."""
    if title.name not in ("title", "meta"):
        return line_of(title)
    told = line_of(title) if title.name == "title" else collapse(str(title.get("content") or ""))
    named = ((tag.get("property") or tag.get("name"), tag.get("content")) for tag in soup.select("meta[content]"))
    return without_site(told, {str(name).lower(): str(content) for name, content in named}, url)


def is_whole(body: bytes, layout: Layout) -> bool:
    """Whether a page came to its end."""
    return layout.whole.lower().encode() in body.lower()


def _item(tag: Tag, here: str, url: str, layout: Layout) -> Item | None:
    """Read one item; ``None`` when it leads to no article of this site."""
    link = tag.select_one(layout.item_link) if layout.item_link else tag
    address = _absolute(link, here) if link else ""
    post_id = post_id_of(address, layout)
    if post_id is None or link is None or site_of(address) != site_of(url):
        return None
    return Item(post_id, address, title=line_of(link) or str(link.get("title") or ""))


def _published(soup: BeautifulSoup, layout: Layout, zone: ZoneInfo) -> tuple[datetime | None, Precision, str | None]:
    """Read moment, precision and author; the article's own text is never asked."""
    element = soup.select_one(layout.date)
    line = with_whole_years(_date_line(element)) if element else ""
    found = find_publication(line, zone)
    byline = ""
    if layout.author and layout.author != layout.date:
        byline = line_of(soup.select_one(layout.author))
    elif layout.author:
        byline = f"{line[: found.start]} {line[found.end :]}" if found else line
    byline = byline.strip(" |,;:/-")
    return found.at if found else None, found.precision if found else "unknown", byline or None


def _date_line(element: Tag) -> str:
    """Give what an element says of the date: a machine's form before the words."""
    timed = element if element.name in ("time", "meta") else element.select_one("time[datetime]")
    told = (timed.get("datetime") or timed.get("content")) if timed else None
    return collapse(str(told))[:META_CHARACTERS] if told else line_of(element)[:META_CHARACTERS]


def _views(soup: BeautifulSoup, layout: Layout) -> int | None:
    """Read the counter "Dibaca : 1.234 Kali"; ``None`` where the page shows none."""
    element = soup.select_one(layout.views) if layout.views else None
    match = re.search(layout.views_pattern, line_of(element)) if element else None
    return parse_count(line_of(element), match.start(1)) if match and match[1] else None


def canonical_address(soup: BeautifulSoup, url: str, layout: Layout) -> str:
    """Give the address that the article itself names, if it is this article's, else the one it came from."""
    link = soup.find("link", rel="canonical", href=True)
    named = _absolute(link, links_from(soup, url)) if link else ""
    return named if named and post_id_of(named, layout) == post_id_of(url, layout) else url


def _attached(
    body: Tag, soup: BeautifulSoup, url: str, dropped: list[Tag]
) -> tuple[tuple[str, ...], tuple[Media, ...]]:
    """Collect the links, pictures, videos and files of an article."""
    left_out = {id(tag) for part in dropped for tag in [part, *part.find_all(recursive=True)]}
    tags = [tag for tag in body.find_all(ATTACHED) if id(tag) not in left_out and tag.get(ATTACHED[tag.name])]
    here = links_from(soup, url)
    links: dict[str, None] = {}
    media: dict[str, Media] = {}
    for tag in tags:
        address = _absolute(tag, here, ATTACHED[tag.name])
        if not address:
            continue
        if tag.name == "a":
            links[address] = None
        if tag.name != "a" or FILES.search(urlsplit(address).path):
            alt = collapse(str(tag.get("alt") or "")) or None
            media[address] = Media(MEDIA_KINDS[tag.name], address, alt)
    return tuple(links), tuple(media.values())


def links_from(soup: BeautifulSoup, url: str) -> str:
    """Give the address from which a page's links count."""
    base = soup.find("base", href=True)
    try:
        return urljoin(url, str(base["href"])) if base else url
    except ValueError:  # "http://[" and its like
        return url


def _absolute(tag: Tag, here: str, attribute: str = "href") -> str:
    """Give the whole address behind an attribute; empty where there is no web address."""
    try:
        address = clean_address(urljoin(here, collapse(str(tag.get(attribute) or ""))))
        parts = urlsplit(address)
    except ValueError:  # "http://[" and its like
        return ""
    return address if tag.get(attribute) and parts.scheme in ("http", "https") and parts.hostname else ""
