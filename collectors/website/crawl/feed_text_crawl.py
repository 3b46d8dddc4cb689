"""A walk over a feed whose items hold whole texts: one request, and no articles to fetch."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from collectors.errors import Incomplete, SourceChanged
from collectors.records import Parsed, Post, RawPage
from collectors.website.client import FORBIDDEN, OK
from collectors.website.crawl.announced_crawl import misfits, no_article
from collectors.website.crawl.article_reader import MANY, diagnose_forbidden
from collectors.website.crawl.judge import likeness_of
from collectors.website.crawl.list_crawl import LEFT_OUT, SAME_LIST, TWINS, alike, name_counts
from collectors.website.crawl.memory import CrawlMemory, is_settled
from collectors.website.crawl.page_maker import PageMaker
from collectors.website.feeds.feed import parse_feed
from collectors.website.feeds.feed_item import FeedItem
from collectors.website.parse.addresses import short, site_of
from collectors.website.parse.article import Item, named_alike, post_id_of
from collectors.website.parse.html import parse_html, text_of
from collectors.website.walls.diagnose import diagnose, naming_walls
from collectors.website.walls.gambling import ADVERTISEMENTS, is_advertisement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collectors.records import Page
    from collectors.request import Request
    from collectors.website.client import Answer, SiteClient
    from collectors.website.crawl.article_reader import Site
    from collectors.website.parse.layout import Layout

FEED_TEXT = "feed text"
SHARED = "items of different titles at one address, of which the first is kept"
UTC = ZoneInfo("UTC")  # where dates do not matter


class FeedTextCrawl:
    """A walk in progress."""

    def __init__(self, site: Site, client: SiteClient, request: Request, address: str) -> None:
        self._site, self._client, self._request = site, client, request
        self._url = urljoin(site.url, address)
        self._since = request.since.isoformat() if request.since else ""
        self._settled = is_settled(request)
        self._memory = CrawlMemory.load(request.cursor, request.now)
        self._maker = PageMaker(client)
        self._misfits: str | None = None
        self._shared: list[str] = []
        """Addresses that several items of other titles share; of each the first item is kept."""
        self._twins: list[str] = []
        """Addresses that show the article which an earlier night stored under another one."""
        self._advertisements: set[str] = set()
        self._others: list[str] = []
        """The hosts of announced articles that are not of this site."""

    def pages(self) -> Iterator[Page]:
        """Yield the feed with its articles. Raises what stands in its place, or Incomplete where it has a gap."""
        self._client.enter()
        known = self._client.known(self._url) if self._settled else None
        answer = self._client.fetch(self._url, known)
        if answer.unchanged_since(known):
            yield self._maker.make(RawPage(SAME_LIST, self._url, b""))
            return
        raw, items, parsed = self._read(answer)
        self._maker.learn(answer.validator(self._url))
        self._check_identities(raw, parsed.posts)
        gap = self._gap(items)
        self._memory.note_feed(item.post_id for item in items)
        self._memory.forget_signs()
        cursor: dict[str, Any] = {"complete": gap is None} | self._memory.kept()
        cursor |= {"since": self._since} if self._since else {}
        yield self._maker.make(raw, parsed, cursor, note=self._note(items, parsed))
        if gap:
            raise Incomplete(gap, advice="the next run tries again")

    def _read(self, answer: Answer) -> tuple[RawPage, list[Item], Parsed]:
        """Read the feed: what it announces, and its articles. Raises what stands in its place."""
        raw = answer.page(FEED_TEXT)
        if answer.status in FORBIDDEN:
            raise diagnose_forbidden(raw, answer.status)
        if answer.status != OK:
            what = f"{short(answer.url)} answered HTTP {answer.status}"
            raise diagnose(raw) or SourceChanged(what, advice="look for its address")
        with naming_walls(raw):
            return raw, self._announced(raw), self._site.parse(raw)

    def _announced(self, raw: RawPage) -> list[Item]:
        """List the articles of this site that the feed announces. Raises SourceChanged where it has none of them."""
        found = parse_feed(raw, UTC)
        site = site_of(raw.url)
        own = [item for item in found if site_of(item.url) == site]
        self._others = [other for item in found if (other := site_of(item.url)) != site]
        named = ((post_id_of(item.url, self._site.layout), item) for item in own)
        items = [Item(post_id, item.url, title=item.title) for post_id, item in named if post_id]
        named_so = {(item.post_id, item.title): item.url for item in items if item.title}
        shared = Counter(post_id for post_id, _ in named_so)
        self._shared = [url for (post_id, _), url in named_so.items() if shared[post_id] >= MANY]
        advertised = {item.url for item in found if is_advertisement(item.title, item.html)}
        self._advertisements = {item.post_id for item in items if item.url in advertised}
        self._misfits = misfits([item.url for item in own], self._site.layout) if len(items) < len(own) else None
        if found and not items:
            raise no_article(raw, [item.url for item in found])
        return items

    def _check_identities(self, raw: RawPage, posts: Sequence[Post]) -> None:
        """Raise SourceChanged where the feed shows last night's articles under new addresses."""
        made = {post.post_id: likeness_of(post) for post in posts}
        told = {post_id: likeness for post_id, likeness in made.items() if likeness is not None}
        strangers = [post_id for post_id in told if not self._request.known([post_id])]
        twins = [post_id for post_id in strangers if told[post_id] in self._memory.lately]
        if len(twins) >= MANY and len(strangers) == len(told):
            what = f"{short(raw.url)} shows {len(twins)} stored articles under new addresses: they change every night"
            raise SourceChanged(what, advice="let article_pattern find what stays the same, or use another method")
        self._twins = [post.url for post in posts if post.post_id in twins]
        self._memory.lately |= dict.fromkeys(told.values())

    def _gap(self, items: list[Item]) -> str | None:
        """Name what may be missing: articles that the feed no longer shows, or takes for one."""
        ids = {item.post_id for item in items}
        was_read = self._settled or self._memory.feed
        if was_read and ids and not (self._request.known(ids) or self._memory.shares_feed(ids)):
            return "the feed no longer reaches back to what is stored"
        if not ids and self._memory.nights_of("empty") == 1:
            return self._nothing()
        return alike(named_alike(items))

    def _nothing(self) -> str:
        return f"{short(self._url)} announces nothing{' any more' if self._request.stored_posts else ''}"

    def _note(self, items: list[Item], parsed: Parsed) -> str | None:
        """Say what was read and not kept."""
        ids = {item.post_id for item in items}
        others = Counter(self._others)
        told = {
            LEFT_OUT: len(ids - self._advertisements) - len(parsed.posts),
            ADVERTISEMENTS: len(self._advertisements),
        }
        told |= {
            f"announced articles of another host ({site[:60]}), which are not kept": n for site, n in others.items()
        }
        shared = f"{SHARED}: {len(self._shared)}, first: {short(self._shared[0])}" if self._shared else None
        twins = f"{TWINS}: {len(self._twins)}, first: {short(self._twins[0])}" if self._twins else None
        nothing = None if items or not self._memory.lost.get("empty", 0) > 1 else self._nothing()
        return "; ".join(filter(None, (nothing, self._misfits, name_counts(told), twins, shared))) or None


def parse_feed_texts(raw: RawPage, layout: Layout, zone: ZoneInfo) -> tuple[Post, ...]:
    """Read the articles of a feed with whole texts that stand on the feed's own site; no advertisements for gambling.

    Of several items of one article the first counts, as feeds begin with the newest; but one with title and text
    before others. Raises SourceChanged.
    """
    ours = (item for item in parse_feed(raw, zone) if site_of(item.url) == site_of(raw.url))
    named = ((post_id_of(item.url, layout), item) for item in ours if not is_advertisement(item.title, item.html))
    posts: dict[str, Post] = {}
    for post in (_post(post_id, item, layout) for post_id, item in named if post_id):
        if post.post_id not in posts or (posts[post.post_id].reduced and not post.reduced):
            posts[post.post_id] = post
    return tuple(posts.values())


def _post(post_id: str, item: FeedItem, layout: Layout) -> Post:
    soup = parse_html(item.html.encode("utf-8", "replace")) if item.html else None
    dropped = [tag for selector in layout.drop for tag in soup.select(selector)] if soup else []
    at = item.at or item.changed_at
    text = text_of(soup, site_of(item.url), without=dropped) if soup else ""
    return Post(
        post_id=post_id,
        kind="article",
        url=item.url,
        text=text,
        published_at=at,
        published_precision=item.precision if item.at else "day" if at else "unknown",
        title=item.title or None,
        method="feed",
        dated_by_change=at is not None and item.at is None,
        reduced=not (text and item.title),
        summary=item.is_summary,
    )
