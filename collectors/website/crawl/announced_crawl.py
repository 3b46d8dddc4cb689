"""A walk over what files announce; the articles themselves are read as those of list pages."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from collectors.errors import SourceChanged
from collectors.http.body import MAX_BYTES
from collectors.records import RawPage
from collectors.website.client import FORBIDDEN, NOT_THERE, OK
from collectors.website.crawl.article_reader import MANY, diagnose_forbidden
from collectors.website.crawl.list_crawl import LIST, SAME_LIST, ListCrawl, alike
from collectors.website.parse.addresses import short, site_of
from collectors.website.parse.article import Item, named_alike, post_id_of
from collectors.website.walls.diagnose import NoArticle, diagnose, naming_walls
from collectors.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeVar

    from collectors.website.client import Answer
    from collectors.website.parse.layout import Layout

    T = TypeVar("T")

OTHER_FORM = re.compile(r"/amp/?$|^/(?:amp|id|en|english)(?=/)", re.IGNORECASE)
KEPT_BYTES = 1_000_000  # of a list; a larger one is not kept, for nothing is read from it again


class AnnouncedCrawl(ListCrawl):
    """The parts that walks over feeds and over sitemaps share."""

    limit = MAX_BYTES
    only_articles = False
    """Whether nothing but articles is announced, so that an address that the pattern does not fit is told."""

    def _ask(self, url: str, *, conditionally: bool) -> tuple[Answer | None, RawPage]:
        """Ask for a file, and whether it has changed since a complete walk; an unchanged one has no answer.

        Raises NoArticle for one that is not there, or what stands in its place.
        """
        may_be_same = conditionally and self._settled and not self._memory.absent
        known = self._client.known(url) if may_be_same else None
        answer = self._client.fetch(url, known, limit=self.limit)
        if answer.unchanged_since(known):
            return None, RawPage(SAME_LIST, url, b"")
        raw = answer.page(LIST)
        if answer.status in FORBIDDEN:
            raise diagnose_forbidden(raw, answer.status)
        if answer.status in NOT_THERE:
            raise NoArticle(f"{short(url)} answered HTTP {answer.status}", advice="look for its address")
        if answer.status != OK:
            what = f"{short(url)} answered HTTP {answer.status}"
            raise diagnose(raw) or SourceChanged(what, advice="look for its address")
        return answer, raw

    def _parsed(self, raw: RawPage, parse: Callable[[RawPage], T]) -> T:
        """Parse a file; where it is none, name what stands there."""
        with naming_walls(raw):
            return parse(raw)

    def _named(self, announced: Iterable[Item]) -> list[Item]:
        """Keep the articles of this site, each once; tell of others, and where the pattern takes many for one."""
        mine, others, ours = site_of(self._site.url), Counter[str](), list[Item]()
        for item in announced:
            if (site := site_of(item.url)) == mine:
                ours.append(item)
            else:
                others[site] += 1
        if others:
            names = ", ".join(f"{site[:60]}: {count}" for site, count in others.most_common(3))
            self._stats.notes.append(f"announced addresses of other hosts, which are not read: {names}")
        named = [item for item in (self._identified(item) for item in ours) if item]
        if self.only_articles and named and len(named) < len(ours):
            self._stats.notes.append(misfits([item.url for item in ours], self._site.layout))
        shared = named_alike(named)
        self._note_gap(alike(shared))
        self._doubles += [urls[1] for urls in shared.values() if len({*map(_plain, urls)}) == len(urls) < MANY]
        return list({item.post_id: item for item in reversed(named)}.values())[::-1]

    def _identified(self, item: Item) -> Item | None:
        """Give an announced address its identity; None for one that is no article's."""
        post_id = post_id_of(item.url, self._site.layout)
        return Item(post_id, item.url, item.at, item.precision, item.title) if post_id else None


def _plain(url: str) -> str:
    """Give a path without what asks for a page for telephones, or in another language: /en/berita/x, /berita/x/amp."""
    return OTHER_FORM.sub("", urlsplit(url).path).strip("/")


def no_article(raw: RawPage, urls: Sequence[str]) -> SourceChanged:
    """Tell of a file that announces addresses, of which not one is an article's."""
    told = counted(len(urls), "address", "addresses")
    return SourceChanged(
        f"{short(raw.url)} announces {told} but no article, first: {short(urls[0])}",
        advice="compare article_pattern of the layout with them",
    )


def misfits(urls: Sequence[str], layout: Layout) -> str:
    """Tell of announced articles whose addresses the layout's pattern does not fit, and which are not read."""
    others = [url for url in urls if post_id_of(url, layout) is None]
    return f"announced addresses that article_pattern does not fit: {len(others)}, first: {short(others[0])}"


def kept(raw: RawPage) -> RawPage:
    """Give a list as it is stored: a very large one is not kept."""
    if len(raw.body) <= KEPT_BYTES:
        return raw
    return RawPage(raw.kind, raw.url, f"HTTP 200, {len(raw.body)} bytes, not kept".encode())
