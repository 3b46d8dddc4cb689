"""Read the articles of a walk: each once, judged before it is handed on; failures are counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from collectors.errors import Blocked, CollectorError, SourceChanged, Unavailable
from collectors.records import NOT_TOLD, Page, Parsed, RawPage
from collectors.website.client import FORBIDDEN, NOT_THERE, OK
from collectors.website.crawl.judge import ArticleJudge, Reading
from collectors.website.parse.addresses import page_identity, short
from collectors.website.parse.article import Item, is_whole, post_id_of
from collectors.website.walls.diagnose import NoArticle, Walled, diagnose, naming_walls

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from zoneinfo import ZoneInfo

    from collectors.records import Cursor, Post
    from collectors.request import Request
    from collectors.website.client import Answer, SiteClient
    from collectors.website.crawl.crawl_stats import CrawlStats
    from collectors.website.crawl.memory import CrawlMemory
    from collectors.website.crawl.page_maker import PageMaker
    from collectors.website.parse.layout import Layout

ARTICLE, GONE, UNCHANGED = "article", "gone", "unchanged"
MOST_WAITING = 20  # pages that are held until they can be compared: a kill loses no more
MANY = 3
MOST_ASKED = 5  # stored articles that are asked for to see whether a site shows any


@dataclass(frozen=True, slots=True)
class Site:
    """The settings that do not change from walk to walk."""

    url: str
    layout: Layout
    max_pages: int
    parse: Callable[[RawPage], Parsed]


class ArticleReader:
    """Reads the articles of one walk."""

    def __init__(  # noqa: PLR0913, PLR0917  # the parts of a walk
        self,
        site: Site,
        client: SiteClient,
        request: Request,
        memory: CrawlMemory,
        stats: CrawlStats,
        maker: PageMaker,
    ) -> None:
        self._site, self._client, self._request = site, client, request
        self._memory, self._stats, self._maker = memory, stats, maker
        self._judge = ArticleJudge(site.layout, memory)
        self._fetched: set[str] = set()
        self.standing: list[str] = []
        """Addresses of stored articles, none of them due, that a list showed in this walk."""
        self.is_static: Callable[[RawPage], bool] = lambda _raw: False
        """Tells static pages of a site, which are passed over."""
        self.listed_elsewhere: dict[str, Item] = {}
        """Stored articles as a list of this walk shows them, at another address."""
        self.left_their_address: set[str] = set()
        """Those of them that no longer stand at the address that is stored."""
        self.twins: list[str] = []
        """Addresses that show the same article as another address, of this walk or an earlier one; both are stored."""
        self.moved: list[str] = []
        """Addresses that show an article which is stored under an earlier one; they are not stored again."""

    def read(self, items: Iterable[Item], *, listed: bool) -> Iterator[Page]:
        """Yield the articles behind *items*, each once in a walk; count what fails and go on.

        Raises the error of the third failure in a row, and at once that of a wall.
        """
        waiting: list[Reading] = []
        for item in items:
            if item.post_id in self._fetched:
                continue
            self._fetched.add(item.post_id)
            self._stats.tried += 1
            end = yield from self._one(item, waiting, listed=listed)
            if end or len(waiting) >= MOST_WAITING:
                yield from self._settled(waiting)
                waiting.clear()
            if end:
                raise end
        yield from self._settled(waiting)

    def _one(self, item: Item, waiting: list[Reading], *, listed: bool) -> Generator[Page, None, CollectorError | None]:
        """Read one article; yield it where nothing has to be compared. Returns the error that ends the walk."""
        due = item.post_id in self._request.due
        try:
            found = self._fetch(item, due=due, listed=listed)
        except Walled as error:  # the whole site is closed: ask nothing more
            return error
        except (Blocked, Unavailable, SourceChanged) as error:
            if item.post_id in self.listed_elsewhere.keys() - self.left_their_address:
                self.left_their_address.add(item.post_id)
                return (yield from self._one(self.listed_elsewhere[item.post_id], waiting, listed=listed))
            if not isinstance(error, NoArticle):
                return self._stats.failed(error, hole=not due)
            if listed or due:
                (self._stats.absent if listed else self._stats.emptied)[item.post_id] = item.url
        else:
            if found is None:
                pass
            elif isinstance(found, Page):
                self._stats.answered += found.raw.kind != GONE
                yield found
            elif self._judge.is_earlier(found) or not self._judge.is_sure(found):
                waiting.append(found)
            else:
                yield self._accepted(found)
        self._stats.in_a_row = 0
        return None

    def _settled(self, waiting: list[Reading]) -> Iterator[Page]:
        """Yield the waiting pages that are articles; refuse the others. Raises SourceChanged where many are refused.

        Several stored articles under new addresses are not stored again: the addresses change from night to night.
        """
        earlier = [reading for reading in waiting if self._judge.is_earlier(reading)]
        if len(earlier) + len(self.moved) >= MANY:
            self.moved += [reading.item.url for reading in earlier]
            self._memory.passed_over |= dict.fromkeys(reading.item.post_id for reading in earlier)
            waiting = [reading for reading in waiting if reading not in earlier]
        sure = [reading for reading in waiting if self._judge.is_sure(reading)]
        yield from map(self._accepted, sure)
        accepted, refused = self._judge.settle([reading for reading in waiting if reading not in sure])
        for reading in accepted:
            yield self._accepted(reading)
        errors = [
            SourceChanged(f"{short(reading.item.url)} {why}, and was not stored", advice="open it in a browser")
            for why, readings in refused.items()
            for reading in readings
        ]
        for error, reading in zip(errors, (one for readings in refused.values() for one in readings), strict=True):
            self._stats.refused(error, hole=not reading.due)
        if len(errors) >= MANY and not accepted:
            raise SourceChanged(
                f"{len(errors)} pages are no articles, first: {errors[0].what}", advice=errors[0].advice
            )

    def _accepted(self, reading: Reading) -> Page:
        """Make the page of an article.

        A kill before the list page must not leave the next run with a page of known articles and a cursor that calls
        the walk complete.
        """
        post = reading.post
        if self._judge.is_repeated(reading) or self._judge.is_earlier(reading):
            self.twins.append(reading.item.url)
        self._judge.accept(reading)
        self._stats.answered += 1
        self._stats.new += reading.listed and not reading.due
        self._stats.count_text(self._memory, post)
        # A page that is the same need not show the same count: where it shows one, it is read each time.
        if reading.validator and post.metrics == NOT_TOLD:
            self._maker.learn(reading.validator)
        return self._maker.make(reading.raw, reading.parsed, None if reading.due else self.unfinished())

    @property
    def other_addresses(self) -> list[str]:
        """List addresses of stored articles that are not due, those that a list showed first, then from all times."""
        stored = [url for post_id, url in self._request.stored_posts.items() if post_id not in self._request.due]
        return list(dict.fromkeys([*self.standing[:MANY], *stored[:: len(stored) // MOST_ASKED + 1]]))

    @property
    def finds_any(self) -> bool:
        """Whether the site shows articles: one that was read in this walk, or another stored one."""
        return bool(self._stats.answered) or self._another_stands

    @cached_property
    def _another_stands(self) -> bool:
        """Whether one of a few other articles is still there; they are asked for once in a walk."""
        try:
            return any(map(self._shows_article, self.other_addresses))
        except Walled:  # to go on would be knocking at a closed door
            return False

    def _shows_article(self, url: str) -> bool:
        try:
            answer = self._client.fetch(url)
            raw = answer.page(ARTICLE)
            expect_page(answer, raw, self._site.layout)
            with naming_walls(raw):
                return bool(self._site.parse(raw).posts)
        except Walled:
            raise
        except (Blocked, NoArticle, SourceChanged, Unavailable):
            return False

    def unfinished(self) -> Cursor:
        """Give the cursor of a walk under way."""
        return {"complete": False} | self._memory.kept()

    def _fetch(self, item: Item, *, due: bool, listed: bool) -> Page | Reading | None:
        """Fetch and parse one article; give its page where nothing of it has to be judged, None for a static page.

        Raises NoArticle for one that is not there, unless its end is what is asked for.
        """
        known = self._client.known(item.url) if due else None
        answer = self._client.fetch(item.url, known)
        other = self.listed_elsewhere.get(item.post_id)
        if other and page_identity(item.url) != page_identity(other.url) == page_identity(answer.url):
            raise NoArticle(f"{short(item.url)} leads to {short(answer.url)}, as its list does")
        if answer.unchanged_since(known):
            return self._maker.make(RawPage(UNCHANGED, item.url, _status(answer)), Parsed(unchanged=(item.post_id,)))
        raw = answer.page(kind_of(item))
        # Where addresses change from night to night, one that is no longer there proves nothing.
        if answer.status in NOT_THERE and due and not listed and not self.moved:
            proof = RawPage(GONE, item.url, answer.body or _status(answer))
            return self._maker.make(proof, Parsed(gone=(item.post_id,)))
        expect_page(answer, raw, self._site.layout)
        if post_id_of(answer.url, self._site.layout) != item.post_id:
            elsewhere = f"{short(item.url)} leads to {short(answer.url)} instead of its article"
            raise diagnose(raw) or SourceChanged(elsewhere, advice="open it in a browser")
        if not due and self.is_static(raw):
            self._memory.passed_over[item.post_id] = None
            return None
        with naming_walls(raw):
            parsed = self._site.parse(raw)
        if not parsed.posts:
            self._memory.unwanted |= {} if due else {item.post_id: None}
            return self._maker.make(raw, parsed, None if due else self.unfinished())
        return Reading(item, raw, parsed, answer.validator(item.url), due=due, listed=listed)


def kind_of(item: Item) -> str:
    """Name the raw page of an article by what was told of its publication: ``article@2026-11-23T01:00:00+00:00``.

    A day has ``/day`` behind it; a last change, which counts where the page itself tells nothing, has ``/changed``.
    If the page's own date does not count, it is ``article@/undated``.
    """
    if item.at is None:
        return ARTICLE if item.by_page else f"{ARTICLE}@/undated"
    behind = {"second": "", "day": "/day"}.get(item.precision, "/changed")
    return f"{ARTICLE}@{item.at.isoformat()}{behind}"


def dated(post: Post, told: str, zone: ZoneInfo) -> Post:
    """Date an article by what was *told* of it, as kind_of writes it, where that is surer than its page."""
    moment, _, how = told.partition("/")
    if how == "undated":
        return replace(post, published_at=None, published_precision="unknown")
    if not moment:
        return post
    at = datetime.fromisoformat(moment)
    if how == "changed":
        if post.published_at:
            return post
        return replace(post, published_at=at, published_precision="day", dated_by_change=True)
    if how == "day":
        shown = post.published_at
        same_day = shown is not None and shown.astimezone(zone).date() == at.astimezone(zone).date()
        return post if same_day else replace(post, published_at=at, published_precision="day")
    return replace(post, published_at=at, published_precision="second")


def expect_page(answer: Answer, raw: RawPage, layout: Layout) -> None:
    """Raise what keeps an answer from being a whole page."""
    where = short(answer.url)
    if answer.status in NOT_THERE:
        raise NoArticle(f"{where} was not found (HTTP {answer.status})")
    if answer.status in FORBIDDEN:
        raise diagnose_forbidden(raw, answer.status)
    if answer.status != OK:
        named = diagnose(raw)
        raise named or Unavailable(f"{where} answered HTTP {answer.status}", advice="open it in a browser")
    if not is_whole(answer.body, layout):
        raise diagnose(raw) or Unavailable(
            f"{where} was cut short: it has no {layout.whole}",
            advice="try again later; where pages never have it, set whole of the layout",
        )


def diagnose_forbidden(raw: RawPage, status: int) -> CollectorError:
    """Name a refusal."""
    named = diagnose(raw)
    if isinstance(named, Blocked):
        return named
    return Blocked(f"{short(raw.url)} is forbidden (HTTP {status})", advice="ask the webmaster")


def _status(answer: Answer) -> bytes:
    """Return what is kept of an answer without a body: a page that is stored empty was pruned, and is not replayed."""
    return f"HTTP {answer.status}".encode()
