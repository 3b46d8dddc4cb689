"""Walks over sources whose pages hold whole posts: WordPress' interface, and feeds with full texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urljoin

from collectors.errors import Incomplete, SourceChanged
from collectors.records import Page, Parsed, Post, RawPage
from collectors.website.client import FORBIDDEN, OK
from collectors.website.crawl.list_crawl import LEFT_OUT, SAME_LIST, diagnose_forbidden, name_counts
from collectors.website.feeds.feed import parse_feed
from collectors.website.parse.addresses import short
from collectors.website.parse.article import post_id_of
from collectors.website.parse.html import paragraphs, parse_html
from collectors.website.walls.diagnose import diagnose
from collectors.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from collectors.records import Cursor, Validator
    from collectors.request import Request
    from collectors.website.client import Answer, SiteClient
    from collectors.website.crawl.list_crawl import Site
    from collectors.website.parse.layout import Layout

FEED_TEXT = "feed text"


@dataclass(frozen=True, slots=True)
class ListPage:
    """What one answer holds, before the source's wishes: all identities, the total if told, whether it is the last."""

    post_ids: tuple[str, ...]
    last: bool
    total: int | None = None
    oldest_change: str = ""
    """When the posts of the answer were changed at the earliest, where it tells."""
    newest_change: str = ""


class Texts(Protocol):
    """A source whose pages hold whole posts, newest first."""

    kind: str
    whole: bool
    """Whether its pages reach back to the first post."""

    def address(self, base: str, number: int) -> str:
        """Give the address of page *number*, from 1."""

    def shown(self, answer: Answer, layout: Layout) -> ListPage:
        """Tell what an answer holds. Raises SourceChanged."""

    def total(self, answer: Answer) -> int | None:
        """Tell how many posts there are, if the site counts them."""


class FeedTexts:
    """A feed with full texts."""

    kind, whole = FEED_TEXT, False

    def __init__(self, address: str) -> None:
        self._address = address

    def address(self, base: str, number: int) -> str:  # noqa: ARG002  # a feed has one page
        """Give the feed's address."""
        return urljoin(base, self._address)

    def shown(self, answer: Answer, layout: Layout) -> ListPage:
        """Tell which articles the feed holds."""
        from zoneinfo import ZoneInfo  # noqa: PLC0415  # dates do not matter here

        items = parse_feed(answer.page(FEED_TEXT), ZoneInfo("UTC"))
        found = tuple(post_id for item in items if (post_id := post_id_of(item.url, layout)))
        if items and not found:
            raise SourceChanged(
                f"{short(answer.url)} announces {counted(len(items), 'address', 'addresses')} but no article",
                advice="compare article_pattern of the layout with them",
            )
        return ListPage(found, last=True)

    def total(self, answer: Answer) -> int | None:  # noqa: ARG002  # feeds count nothing
        """Tell nothing."""
        return None


def parse_feed_texts(raw: RawPage, layout: Layout, zone: ZoneInfo) -> tuple[Post, ...]:
    """Read the articles of a feed with full texts. Raises SourceChanged."""
    posts = {}
    for item in parse_feed(raw, zone):
        post_id = post_id_of(item.url, layout)
        if post_id:
            soup = parse_html(item.html.encode()) if item.html else None
            dropped = [tag for selector in layout.drop for tag in soup.select(selector)] if soup else []
            posts[post_id] = Post(
                post_id=post_id,
                kind="article",
                url=item.url,
                text="\n".join(paragraphs(soup, without=dropped)) if soup else "",
                published_at=item.at,
                published_precision="second" if item.at else "unknown",
                title=item.title or None,
                method="feed",
            )
    return tuple(posts.values())


class TextCrawl:
    """A walk in progress over pages of posts."""

    def __init__(self, texts: Texts, site: Site, client: SiteClient, request: Request) -> None:
        self._texts, self._site, self._visit, self._request = texts, site, client, request
        self._since = request.since.isoformat() if request.since else ""
        # a history that shall begin earlier than the walked one is not yet walked
        reaches = (request.cursor.get("since") or "") <= self._since
        self._settled = bool(request.cursor.get("complete")) and reaches and not request.full
        self._cursor: dict[str, Any] = dict(request.cursor)
        self._seen: set[str] = set()
        self._brought: set[str] = set()
        """The posts of the pages so far, which are stored by now."""
        self._left_out = self._locked = self._sent = self._total = 0
        self._counted: int | None = None
        """How many posts the site counts by its latest answer."""
        self._stirred = False
        """Whether the first page is another than last time."""

    def pages(self) -> Iterator[Page]:
        """Yield the pages of the walk; raise what kept it from its end."""
        self._visit.enter()
        yield from self._news()

    def _news(self) -> Iterator[Page]:
        """Read page after page down to what an earlier walk has read, or to the first post."""
        for number in range(1, self._site.max_pages + 1):
            url = self._texts.address(self._site.url, number)
            known = self._visit.known(url) if number == 1 and self._settled else None
            answer = self._visit.fetch(url, known)
            if answer.unchanged_since(known):
                self._counted = self._texts.total(answer)
                yield self._page(RawPage(SAME_LIST, url, b""), Parsed())
                return
            shown, parsed = self._read(answer)
            self._counted, self._stirred = shown.total, True
            stored = self._request.known(shown.post_ids) | self._brought.intersection(shown.post_ids)
            news = [post_id for post_id in shown.post_ids if post_id not in stored]
            self._seen.update(shown.post_ids)
            self._locked += len(parsed.gone)
            self._left_out += len(shown.post_ids) - sum(map(len, (parsed.posts, parsed.gone, parsed.unreadable)))
            wanted_ids = {post.post_id for post in parsed.posts}
            quiet = self._settled and not wanted_ids.intersection(news)
            ended = shown.last or quiet or self._too_old(parsed)
            gap = self._gap(shown, stored, quiet=quiet)
            validators = (answer.validator(url),) if number == 1 else ()
            self._cursor |= {"complete": ended and not gap} | ({"since": self._since} if self._since else {})
            note = self._note() if ended else None
            yield self._page(answer.page(self._texts.kind), parsed, self._cursor, shown.total, validators, note=note)
            if gap:
                raise Incomplete(gap, advice="the next run tries again")
            if ended:
                return
        raise Incomplete(
            f"posts go on after {counted(self._site.max_pages, 'page')}", advice="raise max_pages of this source"
        )

    def _note(self) -> str | None:
        """Say what was read and not kept."""
        return name_counts({LEFT_OUT: self._left_out, "posts behind a password": self._locked})

    def _read(self, answer: Answer) -> tuple[ListPage, Parsed]:
        raw = answer.page(self._texts.kind)
        if answer.status in FORBIDDEN:
            raise diagnose_forbidden(raw, answer.status)
        if answer.status != OK:
            what = f"{short(answer.url)} answered HTTP {answer.status}"
            raise diagnose(raw) or SourceChanged(what, advice="look for its address")
        try:
            return self._texts.shown(answer, self._site.layout), self._site.parse(raw)
        except SourceChanged as error:
            raise (diagnose(raw) or error) from error

    def _gap(self, shown: ListPage, stored: set[str], *, quiet: bool) -> str | None:
        """Name what is missing: posts that moved up while paging, or a feed that no longer reaches back."""
        if self._texts.whole:
            told = self._total = self._total or shown.total or 0
            if not shown.last or quiet:
                return None
            if (shown.total or told) < told:  # what stood behind it moved up, over the edge of a page
                return "posts were taken away while the pages were read"
            return (
                f"the site counts {counted(told, 'post')} but showed {seen}"
                if (seen := len(self._seen)) < told
                else None
            )
        if self._settled and shown.post_ids and not stored:
            return "the feed no longer reaches back to what is stored"
        return None

    def _too_old(self, parsed: Parsed) -> bool:
        told = [post.published_at for post in parsed.posts if post.published_at]
        return bool(told) and self._request.since is not None and max(told) < self._request.since

    def _page(  # noqa: PLR0913  # what a page holds
        self,
        raw: RawPage,
        parsed: Parsed,
        cursor: Cursor | None = None,
        total: int | None = None,
        validators: tuple[Validator, ...] = (),
        *,
        note: str | None = None,
    ) -> Page:
        self._brought.update(post.post_id for post in parsed.posts)
        spent, self._sent = self._visit.requests - self._sent, self._visit.requests
        learned = (*self._visit.take_learned(), *validators)
        cursor = None if cursor is None else dict(cursor)
        return Page(raw, parsed, cursor, requests=spent, expected_total=total, note=note, validators=learned)
