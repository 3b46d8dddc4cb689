"""Official websites: how their articles are found, then those that the store does not hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from collectors.errors import SourceChanged
from collectors.records import Parsed
from collectors.website.client import MOST_WAITED, SiteClient
from collectors.website.crawl.article_reader import ARTICLE, GONE, UNCHANGED, Site, dated
from collectors.website.crawl.feed_crawl import FeedCrawl
from collectors.website.crawl.feed_text_crawl import FEED_TEXT, FeedTextCrawl, parse_feed_texts
from collectors.website.crawl.list_crawl import ListCrawl
from collectors.website.crawl.sitemap_crawl import SitemapCrawl
from collectors.website.method import Method
from collectors.website.parse.article import parse_article, post_id_of
from collectors.website.parse.json_ld import with_article_of_json
from collectors.website.walls.diagnose import NoArticle, find_wall
from collectors.website.wordpress.crawl import WordPressCrawl
from collectors.website.wordpress.interface import POSTS, parse_wordpress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    import requests

    from collectors.records import Page, Post, RawPage
    from collectors.request import Limits, Request
    from collectors.website.parse.layout import Layout


class WebsiteCollector:
    """One website's way from network to records; *url* is its home, *timezone* that of its dates.

    The cursor is ``{"complete": bool}``: false from the first new article of a walk until the last list page,
    so that a walk that died is taken up from the top. It may also hold ``since`` (where the walked history
    begins), ``absent`` (listed articles that were not to be had, to be tried once more) and ``unwanted`` (articles
    that ``must`` and ``must_not`` left out, so that they are not fetched each night).
    """

    def __init__(  # noqa: PLR0913  # keyword-only, set once by the wiring
        self,
        *,
        source_id: str,
        url: str,
        layout: Layout,
        session: requests.Session,
        pace_seconds: float,
        timezone: ZoneInfo,
        method: Method = Method(),  # noqa: B008  # frozen
        max_pages: int = 500,
        most_waited: float = MOST_WAITED,
    ) -> None:
        self.source_id, self.url, self.layout, self.method = source_id, url, layout, method
        self.session, self.pace_seconds = session, pace_seconds
        self.timezone, self.max_pages, self.most_waited = timezone, max_pages, most_waited

    def pages(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Yield each new or due article, and each list page behind its articles, with the cursor.

        Raises Blocked, RateLimited, Unavailable or SourceChanged where the walk could not go on, and
        Incomplete at its end when single articles failed or the list ended where it should not.
        """
        client = SiteClient(
            self.session, self.url, request, limits, pace_seconds=self.pace_seconds, most_waited=self.most_waited
        )
        site = Site(self.url, self.layout, self.max_pages, self.parse)
        yield from self._walk(site, client, request).pages()

    def _walk(self, site: Site, client: SiteClient, request: Request) -> ListCrawl | WordPressCrawl | FeedTextCrawl:
        """Choose the walk of the method."""
        if self.method.discovery == "wordpress":
            return WordPressCrawl(site, client, request, self.method.address)
        if self.method.text == "feed":
            return FeedTextCrawl(site, client, request, self.method.address)
        if self.method.discovery == "list":
            return ListCrawl(site, client, request)
        crawl = FeedCrawl if self.method.discovery == "feed" else SitemapCrawl
        return crawl(site, client, request, self.method.address, self.timezone)

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored page; lists hold no posts. Raises SourceChanged for an article that is none."""
        kind, _, told = raw.kind.partition("@")
        if kind == ARTICLE:
            return self._kept((self._article(raw, told),))
        if kind == FEED_TEXT:
            return self._kept(parse_feed_texts(raw, self.layout, self.timezone))
        if kind == POSTS:
            found = parse_wordpress(raw, self.layout, self.timezone)
            return replace(found, posts=self._kept(found.posts).posts)
        post_id = told or post_id_of(raw.url, self.layout)
        named = (post_id,) if post_id else ()
        return Parsed(gone=named if kind == GONE else (), unchanged=named if kind == UNCHANGED else ())

    def _article(self, raw: RawPage, told: str) -> Post:
        """Read an article by the method's way; an exact moment that a feed told is surer than the page's.

        A page that shows no text may tell search engines its article.
        """
        try:
            post = self._read(raw)
        except NoArticle:
            raise
        except SourceChanged:
            body = with_article_of_json(raw.body, raw.url) if self.method.text == "trafilatura" else None
            if body is None:
                raise
            post = self._read(replace(raw, body=body))
        return dated(post, told, self.timezone)

    def _read(self, raw: RawPage) -> Post:
        """Read a page that is no wall."""
        if wall := find_wall(raw):
            raise wall
        if self.method.text == "trafilatura":
            from collectors.website.parse.main_text import parse_main_text  # noqa: PLC0415  # heavy, and not always there

            return parse_main_text(raw, self.layout, self.timezone)
        return parse_article(raw, self.layout, self.timezone)

    def _kept(self, posts: tuple[Post, ...]) -> Parsed:
        """Leave out what the source does not want."""
        return Parsed(posts=tuple(post for post in posts if self.method.keeps(post)))
