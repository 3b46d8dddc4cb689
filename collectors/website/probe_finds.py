"""Look on a website for its feed and its sitemap; say of each address why it was not taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from collectors.errors import CollectorError, SourceChanged
from collectors.website.client import OK
from collectors.website.crawl.sitemap_crawl import NO_ARTICLES
from collectors.website.feeds.feed import parse_feed
from collectors.website.feeds.feed_item import FeedItem
from collectors.website.feeds.sitemap import SITEMAP_BYTES, parse_sitemap
from collectors.website.parse.addresses import clean_address, page_identity, site_of
from collectors.website.parse.article import links_from
from collectors.website.parse.html import parse_html
from collectors.website.url_patterns import article_pattern, identities, is_sealed
from collectors.website.walls.diagnose import diagnose, naming_walls

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from collectors.website.client import SiteClient

FEEDS = ("/rss", "/feed", "/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/?feed=rss2", "/feed.json")
SITEMAPS = ("/sitemap.xml", "/wp-sitemap.xml", "/sitemap_index.xml")
WHOLE_TEXT = 600  # characters of HTML; a feed with less gives beginnings only
CUT = re.compile(  # how a beginning ends, before what closes it
    r"(?:\[?(?:…|&#8230;|&hellip;|\.\.\.)\]?"
    r"|>\s*(?:read more|continue reading|(?:baca )?selengkapnya|baca lebih lanjut)[^<]{0,60})"
    r"(?:\s|</?(?:p|a|div|span|br|em|strong)\b[^>]{0,300}>|&nbsp;|&raquo;|→|»)*$",
    re.IGNORECASE,
)
LISTS = re.compile(  # pages of a sitemap that list articles; /kategori/berita/judul and /page/judul may be articles
    r"(?:/[\w-]{1,20})?/(?:(?:tags?|label|authors?|penulis)/|(?:kategori|categor(?:y|ies))/[^/]+/?$|page/[0-9]+/?$)",
    re.IGNORECASE,
)
TRANSLATED = re.compile(r"/(?:en|english)/([^/]+)/", re.IGNORECASE)
FOLDER = re.compile(r"(?:/id)?/([^/]+)/", re.IGNORECASE)
END_OF_TEXT = 2000  # characters, in which a text says that it is cut
MOST_INDEXES = 2  # one below the other
MOST_CHILDREN = 3  # sitemaps of an index that are looked into
SHOWN_REASONS = 4
LIKELY = ("post", "berita", "news", "artikel", "kabar")


@dataclass
class Found:
    """The finds of one method: its configuration, the articles that it announces, what a person should know."""

    block: dict[str, Any] = field(default_factory=dict)
    urls: list[str] = field(default_factory=list)
    told: str = ""
    usable: bool = True


class SiteFinds:
    """The look-outs on one site."""

    def __init__(self, url: str, client: SiteClient, zone: ZoneInfo) -> None:
        self._url, self._client, self._zone = url, client, zone
        self._folder = urlsplit(url).path.rstrip("/")

    def find_feed(self) -> Found:
        """Look for a feed: where the home page says, then at the usual addresses."""
        reasons: dict[str, str] = {}
        for address in dict.fromkeys((*self._announced_feeds(reasons), *self._in_folder("/feed", "/rss"), *FEEDS)):
            try:
                items = self._feed_items(address)
            except CollectorError as error:
                reasons[address] = error.what
                continue
            if items:
                return self._described_feed(address, items)
            reasons[address] = "announces nothing"
        return Found(told=f"no RSS, Atom or JSON feed was found{_because(reasons)}", usable=False)

    def find_sitemap(self, known: Sequence[str]) -> Found:
        """Look for a sitemap, and for what its articles have in common: with the *known* ones, if there are any."""
        reasons: dict[str, str] = {}
        named = [_local(url) for url in self._client.sitemaps()]
        for address in dict.fromkeys((*named, *self._in_folder("/sitemap.xml"), *SITEMAPS)):
            try:
                pages = self._mapped(urljoin(self._url, address))
            except CollectorError as error:
                reasons[address] = error.what
                continue
            pattern = self._pattern_of(pages, known)
            if pattern and not self._moves(address, pages):
                block = {"method": "sitemap", "sitemap": address, "layout": {"article_pattern": pattern}}
                return Found(block, pages, told=_told_apart(pattern, pages))
            why = "change with every request" if pattern else "share no pattern that tells them apart"
            reasons[address] = f"its {len(pages)} addresses {why}"
        return Found(told=f"no sitemap with articles was found{_because(reasons)}", usable=False)

    def _in_folder(self, *names: str) -> list[str]:
        """List addresses in the folder in which the site stands, where it stands in one."""
        return [self._folder + name for name in names] if self._folder else []

    def _feed_items(self, address: str) -> tuple[FeedItem, ...]:
        """Read a feed. Raises what stands in its place."""
        answer = self._client.fetch(urljoin(self._url, address))
        raw = answer.page("list")
        if answer.status != OK:
            raise diagnose(raw) or SourceChanged(f"HTTP {answer.status}")
        with naming_walls(raw):
            return parse_feed(raw, self._zone)

    def _described_feed(self, address: str, items: tuple[FeedItem, ...]) -> Found:
        """Describe a feed: whole texts or beginnings, and a pattern that tells its articles apart."""
        ours = [item.url for item in items if site_of(item.url) == site_of(self._url)]
        block: dict[str, Any] = {"method": "feed", "feed": address}
        cut = sum(bool(CUT.search(item.html[-END_OF_TEXT:])) for item in items)
        if sorted(len(item.html) for item in items)[len(items) // 2] >= WHOLE_TEXT and cut * 2 < len(items):
            block["text"] = "feed"
        if not ours:
            others = ", ".join(sorted({site_of(item.url) for item in items})[:3])
            told = f"the {len(items)} articles of {address} stand on another host ({others}); probe that one"
            return Found(block, told=told, usable=False)
        if any(map(is_sealed, ours)) or self._changes(address, items):
            told = f"the addresses of {address} change with every request, so that articles cannot be told apart"
            return Found(block, told=told, usable=False)
        pages = len({page_identity(url) for url in ours})
        routed = len({page_identity(url, routed=True) for url in ours})
        if routed > pages:  # two articles differ only in a router
            block["layout"] = {"routed": True}
            return Found(block, ours, told=f"{len(set(ours))} addresses → {routed} identities, by path and router")
        if pattern := article_pattern(ours):
            block["layout"] = {"article_pattern": pattern}
            return Found(block, ours, told=_told_apart(pattern, ours))
        return Found(block, ours, told=f"{len(set(ours))} addresses → {pages} identities, by their whole path")

    def _changes(self, address: str, items: tuple[FeedItem, ...]) -> bool:
        """Tell whether the same articles have other addresses when the feed is asked once more."""
        before = {item.title: page_identity(item.url) for item in items if item.title}
        try:
            again = self._feed_items(address)
        except CollectorError:
            return False
        common = [item for item in again if item.title in before]
        return bool(common) and all(page_identity(item.url) != before[item.title] for item in common)

    def _announced_feeds(self, reasons: dict[str, str]) -> list[str]:
        """List the feeds that the home page names."""
        try:
            home = self._client.fetch(urljoin(self._url, urlsplit(self._url).path or "/"))
        except CollectorError as error:
            reasons["the home page"] = error.what
            return []
        if named := (None if home.status == OK else diagnose(home.page("list"))):
            reasons["the home page"] = named.what
        soup = parse_html(home.body)
        links = soup.select(", ".join(f"link[rel~=alternate][type*='{kind}']" for kind in ("rss", "atom", "feed+json")))
        found = [urljoin(links_from(soup, home.url), str(link.get("href") or "")) for link in links]
        ours = [url for url in found if site_of(url) == site_of(self._url) and "comments" not in url]
        return [_local(url) for url in ours]

    def _mapped(self, url: str, depth: int = MOST_INDEXES) -> list[str]:
        """List the articles' addresses of a sitemap, or of the likeliest ones of an index.

        Raises what stands in its place, or SourceChanged where all of them stand elsewhere.
        """
        answer = self._client.fetch(url, limit=SITEMAP_BYTES)
        raw = answer.page("list")
        if answer.status != OK:
            raise diagnose(raw) or SourceChanged(f"HTTP {answer.status}")
        with naming_walls(raw):
            found = parse_sitemap(raw, self._zone)
        pages = [page for page in found.pages if site_of(page) == site_of(self._url)]
        return pages + (self._children(list(found.sitemaps), depth - 1) if found.sitemaps and depth else [])

    def _moves(self, address: str, pages: Sequence[str]) -> bool:
        """Tell whether a sitemap has none of its addresses any more when it is asked for once more."""
        try:
            again = self._mapped(urljoin(self._url, address))
        except CollectorError:
            return False
        return bool(again) and {*map(page_identity, pages)}.isdisjoint(map(page_identity, again))

    def _children(self, sitemaps: list[str], depth: int) -> list[str]:
        """List the pages of the likeliest children of an index."""
        ours = [child for child in sitemaps if site_of(child) == site_of(self._url)]
        if not ours:
            hosts = ", ".join(sorted({site_of(child) for child in sitemaps})[:3])
            raise SourceChanged(f"its sitemaps stand on another host ({hosts})")
        likely = sorted(ours, key=lambda child: (bool(NO_ARTICLES.search(child)), not any(w in child for w in LIKELY)))
        pages, failures = list[str](), list[CollectorError]()
        for child in likely[:MOST_CHILDREN]:
            try:
                pages += self._mapped(child, depth)
            except CollectorError as error:
                failures.append(error)
        if failures and not pages:
            raise failures[0]
        return pages

    def _pattern_of(self, pages: Sequence[str], known: Sequence[str]) -> str | None:
        """Find a pattern of the sitemap's articles: the known ones' where it fits, else what most pages share."""
        cleaned = [clean_address(url) for url in pages]
        shared = article_pattern(known)
        if shared and identities(shared, cleaned)[0]:
            return shared
        return article_pattern(_without_lists(cleaned)) or article_pattern(cleaned)


def _without_lists(urls: Sequence[str]) -> list[str]:
    """Leave out lists of articles, and translations of what stands in a folder of the same name: /en/berita/judul."""
    paths = {url: urlsplit(url).path for url in urls}
    folders = {found[1] for path in paths.values() if (found := FOLDER.match(path))}
    return [
        url
        for url, path in paths.items()
        if not LISTS.match(path) and not ((found := TRANSLATED.match(path)) and found[1] in folders)
    ]


def _told_apart(pattern: str, urls: Sequence[str]) -> str:
    matched, named = identities(pattern, urls)
    every = len({page_identity(url, routed=True) for url in urls})
    of_all = f"{matched} of {every}" if matched < every else str(matched)
    return f"{of_all} addresses → {named} identities"


def _local(url: str) -> str:
    return urlsplit(url)._replace(scheme="", netloc="").geturl()


def _because(reasons: dict[str, str]) -> str:
    """Say of each address why it was not taken, the most telling first."""
    telling = sorted(reasons.items(), key=lambda pair: "HTTP 404" in pair[1] or "not found" in pair[1])
    shown = "; ".join(f"{address}: {_alone(why)}" for address, why in telling[:SHOWN_REASONS])
    more = len(reasons) - SHOWN_REASONS
    return f" ({shown}{f'; and {more} more' if more > 0 else ''})" if shown else ""


def _alone(why: str) -> str:
    """Leave out the address with which a reason begins: it stands before it."""
    first, _, rest = why.partition(" ")
    return rest if "/" in first and rest else why
