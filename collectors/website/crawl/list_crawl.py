"""One walk over a website: which pages are asked for, in which order, and when the end is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collectors.errors import Blocked, CollectorError, Incomplete, SourceChanged, Unavailable
from collectors.records import Page, Parsed, RawPage, Validator
from collectors.website.client import FORBIDDEN, NOT_THERE, OK
from collectors.website.crawl.crawl_stats import CrawlStats, ListEnd
from collectors.website.parse.addresses import short
from collectors.website.parse.article import Item, Listing, is_whole, parse_list, post_id_of
from collectors.website.walls.diagnose import NoArticle, Walled, diagnose
from collectors.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from collectors.records import Cursor
    from collectors.request import Request
    from collectors.website.client import Answer, SiteClient
    from collectors.website.parse.layout import Layout

ARTICLE, LIST, GONE, UNCHANGED, SAME_LIST = "article", "list", "gone", "unchanged", "same list"
LEFT_OUT = "articles left out by must and must_not"
MANY_ABSENT = 3  # so many dead links and not one article: the site is broken


@dataclass(frozen=True, slots=True)
class Site:
    """What does not change from walk to walk."""

    url: str
    layout: Layout
    max_pages: int
    parse: Callable[[RawPage], Parsed]


class ListCrawl:
    """A walk in progress."""

    def __init__(self, site: Site, client: SiteClient, request: Request) -> None:
        self._site, self._visit, self._request = site, client, request
        self._earlier: dict[str, str] = dict(request.cursor.get("absent") or {})
        self._unwanted: dict[str, None] = dict.fromkeys(request.cursor.get("unwanted") or ())
        self._since = request.since.isoformat() if request.since else None
        self._settled = bool(
            request.cursor.get("complete")
            and not request.full
            # a history that shall begin earlier than the walked one is not yet walked
            and (request.cursor.get("since") or "") <= (self._since or "")
        )
        self._tally = CrawlStats()
        self._end = ListEnd()
        self._seen: set[str] = set()
        self._learned: list[Validator] = []
        self._fetched: set[str] = set()
        self._brought: set[str] = set()
        """The posts of the pages so far, which are stored by now."""
        self._sent = 0

    def pages(self) -> Iterator[Page]:
        """Yield the pages of the walk; raise what kept it from its end."""
        self._visit.enter()
        yield from self._articles((Item(*pair) for pair in self._earlier.items()), listed=False)
        yield from self._list_pages()
        yield from self._articles((Item(*pair) for pair in self._request.due.items()), listed=False)
        if verdict := self._tally.verdict():
            raise verdict

    def _list_pages(self) -> Iterator[Page]:
        """ListCrawl the list to its end, or to what an earlier walk has read."""
        layout = self._site.layout
        for number in range(self._site.max_pages):
            page = layout.first_page + number * layout.page_step
            found = self._read_list(page, first=number == 0)
            if found is None:
                here = layout.list_address(self._site.url, page)
                yield self._page(RawPage(SAME_LIST, here, b""), Parsed(), note=self._note())
                return
            raw, listing = found
            news = [item for item in listing.items if item.post_id not in self._seen]
            self._seen.update(item.post_id for item in news)
            if news:
                self._note_gap(self._end.gap_before(page, listing))
                ended = yield from self._news(news)
            else:
                ended = self._end.reached(page, listing)
            yield self._list_page(raw, ended=ended)
            if ended:
                return
        raise Incomplete(
            f"the list goes on after {counted(self._site.max_pages, 'page')}", advice="raise max_pages of this source"
        )

    def _news(self, items: list[Item]) -> Generator[Page, None, bool]:
        """Yield the articles of one list page that are new or due; return whether the walk may end there."""
        before = self._tally.new, self._tally.holes
        dates: list[datetime | None] = []
        known = self._known({item.post_id for item in items})
        self._tally.known += len(known)
        wanted = [item for item in items if item.post_id not in known or item.post_id in self._request.due]
        for page in self._articles(wanted, listed=True):
            dates += [post.published_at for post in page.parsed.posts]
            yield page
        quiet = before == (self._tally.new, self._tally.holes)
        return (self._settled and quiet) or (not known and self._too_old(dates))

    def _known(self, post_ids: AbstractSet[str]) -> set[str]:
        """Return those that are stored by now, or not wanted."""
        return self._request.known(post_ids) | (post_ids & self._brought) | (post_ids & self._unwanted.keys())

    def _too_old(self, dates: Iterable[datetime | None]) -> bool:
        """Whether a whole list page lies before the wanted history."""
        told = [date for date in dates if date]
        return bool(told) and self._request.since is not None and max(told) < self._request.since

    def _list_page(self, raw: RawPage, *, ended: bool) -> Page:
        """Make the page that closes one list page, with the cursor."""
        if not ended:
            return self._page(raw, Parsed(), self._unfinished())
        tally = self._tally
        self._note_gap(self._end.gap_behind())
        dead = list(tally.absent.values())
        if len(dead) >= MANY_ABSENT and not (tally.new or tally.known):
            self._note_gap(f"all {len(dead)} listed articles were not found, first: {short(dead[0])}")
        cursor: dict[str, object] = {"complete": not tally.holes}
        cursor |= {"since": self._since} if self._since else {}
        cursor |= {"absent": tally.absent} if tally.absent and not tally.holes else {}
        cursor |= {"unwanted": list(self._unwanted)} if self._unwanted else {}
        return self._page(raw, Parsed(), cursor, self._note())

    def _unfinished(self) -> Cursor:
        """Give the cursor of a walk under way."""
        return {"complete": False} | ({"unwanted": list(self._unwanted)} if self._unwanted else {})

    def _note(self) -> str | None:
        """Say what a person should know of a walk that found nothing wrong."""
        return name_counts(
            {"listed addresses that hold no article": len(self._tally.absent), LEFT_OUT: len(self._unwanted)}
        )

    def _note_gap(self, gap: str | None) -> None:
        """Remember a hole in the list."""
        if gap:
            self._tally.gaps.append(gap)
            self._tally.holes += 1

    def _read_list(self, page: int, *, first: bool) -> tuple[RawPage, Listing] | None:
        """Fetch and read a list page; one that is not there lists nothing, unless it is the first.

        Returns None for a first page that is as it was when a walk was complete.
        """
        url = self._site.layout.list_address(self._site.url, page)
        known = self._visit.known(url) if first and self._settled and not self._earlier else None
        answer = self._visit.fetch(url, known)
        if answer.unchanged_since(known):
            return None
        if first:
            self._learned.append(answer.validator(url))
        raw = answer.page(LIST)
        if answer.status in NOT_THERE and not first:
            return raw, Listing()
        try:
            self._expect_page(answer, raw)
            listing = parse_list(raw, self._site.layout)
        except NoArticle as error:
            if first:
                raise SourceChanged(error.what, advice="adjust list_path of its layout") from error
            return raw, Listing()
        except SourceChanged as error:
            named = diagnose(raw)
            if not first and (isinstance(named, NoArticle) or (named is None and answer.url != url)):
                return raw, Listing()
            raise (named or error) from error
        if first and not listing.items:
            raise diagnose(raw) or SourceChanged(
                f"{short(url)} lists no article", advice="compare item of its layout with the page"
            )
        return raw, listing

    def _articles(self, items: Iterable[Item], *, listed: bool) -> Iterator[Page]:
        """Yield the articles behind *items*, each once in a walk; count what fails and go on."""
        tally = self._tally
        for item in items:
            if item.post_id in self._fetched:
                continue
            self._fetched.add(item.post_id)
            tally.tried += 1
            due = item.post_id in self._request.due
            try:
                page = self._read_article(item, gone=due and not listed)
            except NoArticle:
                if listed:
                    tally.absent[item.post_id] = item.url
            except Walled:
                raise
            except (Blocked, Unavailable, SourceChanged) as error:
                tally.failed(error, hole=not due)
                continue
            else:
                tally.new += listed and not due and bool(page.parsed.posts)
                yield page
            tally.in_a_row = 0

    def _read_article(self, item: Item, *, gone: bool) -> Page:
        """Fetch and parse one article.

        Raises NoArticle for one that is not there, unless its *gone* is what is asked for.
        """
        due = item.post_id in self._request.due
        known = self._visit.known(item.url) if due else None
        answer = self._visit.fetch(item.url, known)
        if answer.unchanged_since(known):
            return self._page(RawPage(UNCHANGED, item.url, _status(answer)), Parsed(unchanged=(item.post_id,)))
        raw = answer.page(f"{ARTICLE}@{item.at.isoformat()}" if item.at else ARTICLE)
        if answer.status in NOT_THERE and gone:
            proof = RawPage(GONE, item.url, answer.body or _status(answer))
            return self._page(proof, Parsed(gone=(item.post_id,)))
        self._expect_page(answer, raw)
        if post_id_of(answer.url, self._site.layout) != item.post_id:
            elsewhere = f"{short(item.url)} leads to {short(answer.url)} instead of its article"
            raise diagnose(raw) or SourceChanged(elsewhere, advice="open it in a browser")
        try:
            parsed = self._site.parse(raw)
        except SourceChanged as error:
            raise (diagnose(raw) or error) from error
        # A kill before the list page must not leave the next run with a page of known articles and a cursor
        # that calls the walk complete.
        if not parsed.posts:
            self._unwanted |= {} if due else {item.post_id: None}
        # A page that is the same need not show the same count: where it shows one, it is read each time.
        elif not any(post.metrics.told for post in parsed.posts):
            self._learned.append(answer.validator(item.url))
        return self._page(raw, parsed, None if due else self._unfinished())

    def _expect_page(self, answer: Answer, raw: RawPage) -> None:
        """Raise what keeps an answer from being a whole page."""
        where = short(answer.url)
        if answer.status in NOT_THERE:
            raise NoArticle(f"{where} was not found (HTTP {answer.status})")
        if answer.status in FORBIDDEN:
            raise diagnose_forbidden(raw, answer.status)
        if answer.status != OK:
            raise Unavailable(f"{where} answered HTTP {answer.status}", advice="open it in a browser")
        if not is_whole(answer.body, self._site.layout):
            raise diagnose(raw) or Unavailable(
                f"{where} was cut short: it has no {self._site.layout.whole}",
                advice="try again later; where pages never have it, set whole of the layout",
            )

    def _page(self, raw: RawPage, parsed: Parsed, cursor: Cursor | None = None, note: str | None = None) -> Page:
        """Make a page; it bears the requests since the last one."""
        self._brought.update(post.post_id for post in parsed.posts)
        spent, self._sent = self._visit.requests - self._sent, self._visit.requests
        learned, self._learned = (*self._visit.take_learned(), *self._learned), []
        return Page(raw, parsed, cursor, requests=spent, note=note, validators=tuple(learned))


def name_counts(told: dict[str, int]) -> str | None:
    """Name what there is of things, with their number."""
    return "; ".join(f"{what}: {count}" for what, count in told.items() if count) or None


def diagnose_forbidden(raw: RawPage, status: int) -> CollectorError:
    """Name a refusal."""
    named = diagnose(raw)
    if isinstance(named, Walled):
        return named
    return Blocked(f"{short(raw.url)} is forbidden (HTTP {status})", advice="ask the webmaster")


def _status(answer: Answer) -> bytes:
    """Return what is kept of an answer without a body: a page that is stored empty was pruned, and is not replayed."""
    return f"HTTP {answer.status}".encode()
