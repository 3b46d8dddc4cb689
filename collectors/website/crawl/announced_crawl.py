"""A walk over what a feed or a sitemap announces; the articles themselves are read as those of list pages."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from collectors.errors import Incomplete, SourceChanged
from collectors.records import Parsed, RawPage
from collectors.website.client import FORBIDDEN, NOT_THERE, OK
from collectors.website.crawl.list_crawl import LIST, SAME_LIST, ListCrawl, diagnose_forbidden
from collectors.website.feeds.feed import parse_feed
from collectors.website.feeds.sitemap import parse_sitemap
from collectors.website.parse.addresses import short, site_of
from collectors.website.parse.article import Item, post_id_of
from collectors.website.walls.diagnose import diagnose
from collectors.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from collectors.records import Page
    from collectors.request import Request
    from collectors.website.client import SiteClient
    from collectors.website.crawl.list_crawl import Site
    from collectors.website.method import Method

MAX_SITEMAPS = 200


class AnnouncedCrawl(ListCrawl):
    """A walk whose lists are a feed, or the sitemaps of a site."""

    def __init__(self, site: Site, client: SiteClient, request: Request, method: Method, zone: ZoneInfo) -> None:
        super().__init__(site, client, request)
        self._method, self._zone = method, zone
        self._maps: deque[str] = deque([urljoin(site.url, method.address)])
        self._asked: set[str] = set()
        self._others: list[str] = []

    def _list_pages(self) -> Iterator[Page]:
        """Read the feed, or one sitemap after the other, and the articles that they announce."""
        while self._maps and len(self._asked) < MAX_SITEMAPS:
            url = self._maps.popleft()
            self._asked.add(url)
            raw = self._fetch(url)
            if raw.kind == SAME_LIST:
                yield self._page(raw, Parsed(), note=None if self._maps else self._note())
                continue
            items = self._items(raw)
            self._note_feed_gap(raw, items)
            yield from self._news([item for item in items if item.post_id not in self._seen])
            self._seen.update(item.post_id for item in items)
            yield self._list_page(raw, ended=not self._maps)
        if self._maps:
            raise Incomplete(
                f"its sitemaps lead to more than {MAX_SITEMAPS} others", advice="name the right one (sitemap)"
            )

    def _fetch(self, url: str) -> RawPage:
        """Ask for a feed or sitemap, and whether it has changed since a complete walk."""
        known = self._visit.known(url) if self._settled and not self._earlier else None
        answer = self._visit.fetch(url, known)
        if answer.unchanged_since(known):
            return RawPage(SAME_LIST, url, b"")
        raw = answer.page(LIST)
        if answer.status in FORBIDDEN:
            raise diagnose_forbidden(raw, answer.status)
        if answer.status in NOT_THERE or answer.status != OK:
            raise SourceChanged(f"{short(url)} answered HTTP {answer.status}", advice="look for its address")
        self._learned.append(answer.validator(url))
        return raw

    def _items(self, raw: RawPage) -> list[Item]:
        """Read what is announced; further sitemaps of this site come later."""
        told: list[tuple[str, datetime | None]]
        try:
            if self._method.discovery == "feed":
                told = [(item.url, item.at) for item in parse_feed(raw, self._zone)]
            else:
                found = parse_sitemap(raw, self._zone)
                self._maps.extend(url for url in found.sitemaps if url not in self._asked and self._ours(url))
                told = [(page.url, page.at) for page in found.pages.values()]
        except SourceChanged as error:
            raise (diagnose(raw) or error) from error
        named = ((post_id_of(url, self._site.layout), url, at) for url, at in told if self._ours(url))
        items = {post_id: Item(post_id, url, at) for post_id, url, at in named if post_id}
        self._others += [url for url, _ in told if not items]
        # Of several sitemaps only some hold articles.
        if self._others and not (items or self._seen or self._maps or self._settled):
            raise SourceChanged(
                f"{short(raw.url)} announces {counted(len(self._others), 'address', 'addresses')} but no article, "
                f"first: {short(self._others[0])}",
                advice="compare article_pattern of the layout with them",
            )
        return list(items.values())

    def _ours(self, url: str) -> bool:
        return site_of(url) == site_of(self._site.url)

    def _note_feed_gap(self, raw: RawPage, items: list[Item]) -> None:
        """Note where a feed, which shows the newest articles only, holds none that is known: there may be more."""
        ids = {item.post_id for item in items}
        if self._method.discovery == "feed" and self._settled and ids and not self._known(ids):
            self._note_gap(f"{short(raw.url)} no longer reaches back to what is stored")
