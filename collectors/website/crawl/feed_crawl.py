"""A walk over what a feed announces."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from collectors.website.crawl.announced_crawl import AnnouncedCrawl, no_article
from collectors.website.feeds.feed import parse_feed
from collectors.website.feeds.feed_item import FeedItem
from collectors.website.parse.addresses import short
from collectors.website.parse.article import Item

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from collectors.records import Page, RawPage
    from collectors.request import Request
    from collectors.website.client import SiteClient
    from collectors.website.crawl.article_reader import Site


class FeedCrawl(AnnouncedCrawl):
    """A walk over one feed, which shows the newest articles only."""

    only_articles = True

    def __init__(
        self, site: Site, client: SiteClient, request: Request, address: str, zone: ZoneInfo
    ) -> None:  # a walk, and where its feed is
        super().__init__(site, client, request)
        self._address, self._zone = urljoin(site.url, address), zone

    def _list_pages(self) -> Iterator[Page]:
        """Read the feed, and the articles that it announces."""
        answer, raw = self._ask(self._address, conditionally=True)
        if answer is None:
            yield self._maker.make(raw, note=self._note())
            return
        self._maker.learn(answer.validator(self._address))
        found = self._parsed(raw, lambda page: parse_feed(page, self._zone))
        items = self._named(map(_announced, found))
        if found and not items:
            raise no_article(raw, [item.url for item in found])
        self._check_reach(raw, items)
        yield from self._news(items)
        self._memory.note_feed(item.post_id for item in items)
        yield self._list_page(raw, ended=True)

    def _due(self, post_id: str, url: str) -> Item:
        """Make the item of an article that the feed, which told its date, no longer shows."""
        return Item(post_id, url, by_page=False)

    def _check_reach(self, raw: RawPage, items: list[Item]) -> None:
        """Note where the feed holds nothing that is known, so that there may be more, or nothing at all any more."""
        ids = {item.post_id for item in items}
        was_read = self._settled or self._memory.feed
        if was_read and ids and not (self._known(ids) or self._memory.shares_feed(ids)):
            self._note_gap(f"{short(raw.url)} no longer reaches back to what is stored")
        if not ids:
            more = " any more" if self._request.stored_posts else ""
            self._note_early_end("empty", f"{short(raw.url)} announces nothing{more}")


def _announced(item: FeedItem) -> Item:
    if item.at is None:
        return Item("", item.url, item.changed_at, "unknown", item.title)
    return Item("", item.url, item.at, item.precision, item.title)
