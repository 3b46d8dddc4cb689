"""One walk over a website: which pages are asked for, in which order, and when the end is reached."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from zlib import crc32

from collectors.errors import CollectorError, Incomplete, SourceChanged
from collectors.records import Page, RawPage
from collectors.website.client import NOT_THERE
from collectors.website.crawl.article_reader import GONE, MANY, ArticleReader, Site, expect_page
from collectors.website.crawl.crawl_stats import CrawlStats, ListEnd
from collectors.website.crawl.memory import CrawlMemory, is_settled
from collectors.website.crawl.page_maker import PageMaker
from collectors.website.parse.addresses import are_days, page_identity, short
from collectors.website.parse.article import Item, Listing, parse_list
from collectors.website.walls.diagnose import NoArticle, diagnose
from collectors.wording import counted

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from collectors.request import Request
    from collectors.website.client import SiteClient

LIST, SAME_LIST = "list", "same list"
LEFT_OUT = "articles left out by must and must_not"
TWINS = "addresses that show the same article as another one"


class ListCrawl:
    """A walk in progress."""

    def __init__(self, site: Site, client: SiteClient, request: Request) -> None:
        self._site, self._client, self._request = site, client, request
        self._memory = CrawlMemory.load(request.cursor, request.now)
        self._since = request.since.isoformat() if request.since else None
        self._settled = is_settled(request)
        self._stats = CrawlStats()
        self._end = ListEnd()
        self._seen: set[str] = set()
        self._namesakes: list[str] = []
        self._doubles: list[str] = []
        """Addresses with the number or slug of another one of the same file; more than two for one are a gap."""
        self._maker = PageMaker(client)
        self._reader = ArticleReader(site, client, request, self._memory, self._stats, self._maker)

    def pages(self) -> Iterator[Page]:
        """Yield the pages of the walk; raise what kept it from its end."""
        self._client.enter()
        yield from self._reader.read((Item(*pair) for pair in self._memory.absent.items()), listed=False)
        yield from self._list_pages()
        yield from self._second_looks()
        if self._stats.answered or self._seen:
            self._check_texts()
        if verdict := self._stats.verdict():
            raise verdict

    def _second_looks(self) -> Iterator[Page]:
        """Look at due articles again; that one is gone is believed of a site that shows articles in this walk."""
        unproven: list[Page] = []
        try:
            for page in self._reader.read((self._due(*pair) for pair in self._request.due.items()), listed=False):
                if page.raw.kind == GONE and not self._stats.answered:
                    unproven.append(page)
                else:
                    yield page
        except CollectorError:
            yield from unproven if self._stats.answered else ()
            raise
        alone = len(unproven) == 1 and not self._reader.other_addresses
        if not unproven or alone or self._reader.finds_any:
            yield from unproven
        else:
            what = counted(len(unproven), "article that was", "articles that were")
            self._stats.gaps.append(f"{what} looked at again and every other one was not found")
        if urls := list(self._stats.emptied.values()):
            note = f"addresses of stored articles that hold no article now: {len(urls)}, first: {short(urls[0])}"
            yield self._maker.make(RawPage(SAME_LIST, self._site.url, b""), note=note)

    def _due(self, post_id: str, url: str) -> Item:
        """Make the item of an article that is looked at again, and that no list showed in this walk."""
        return Item(post_id, url)

    def _list_pages(self) -> Iterator[Page]:
        """Walk the list to its end, or to what an earlier walk has read."""
        layout = self._site.layout
        for number in range(self._site.max_pages):
            page = layout.first_page + number * layout.page_step
            found = self._read_list(page, first=number == 0)
            if found is None:
                here = layout.list_address(self._site.url, page)
                yield self._maker.make(RawPage(SAME_LIST, here, b""), note=self._note())
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
        before = self._stats.new, self._stats.holes
        dates: list[datetime | None] = []
        known = self._known({item.post_id for item in items})
        self._reader.standing += [item.url for item in items if item.post_id in known - self._request.due.keys()]
        namesakes = {item.post_id: item for item in items if item.post_id in known and self._is_other_page(item)}
        wanted = [item for item in items if item.post_id not in known or item.post_id in self._request.due]
        for page in self._reader.read((self._as_stored(item, namesakes) for item in wanted), listed=True):
            dates += [post.published_at for post in page.parsed.posts]
            yield page
        self._namesakes += [
            item.url for item in namesakes.values() if item.post_id not in self._reader.left_their_address
        ]
        quiet = before == (self._stats.new, self._stats.holes)
        return (self._settled and quiet) or (not known and self._too_old(dates))

    def _as_stored(self, item: Item, namesakes: Mapping[str, Item]) -> Item:
        """Give a due article as it is stored, if a list shows its slug elsewhere: what stands there may be another."""
        if item.post_id not in namesakes:
            return item
        self._reader.listed_elsewhere[item.post_id] = item
        return self._due(item.post_id, self._request.stored_posts[item.post_id])

    def _is_other_page(self, item: Item) -> bool:
        """Tell whether a slug is that of a stored article which stands elsewhere, and perhaps is another one."""
        stored = self._request.stored_posts.get(item.post_id)
        if stored is None or page_identity(stored) == page_identity(item.url):
            return False
        return not _number_of(item.post_id) or self._numbers_are_days  # another number stays when a headline changes

    @cached_property
    def _numbers_are_days(self) -> bool:
        return are_days([number for post_id in self._request.stored_posts if (number := _number_of(post_id))])

    def _known(self, post_ids: AbstractSet[str]) -> set[str]:
        """Return those that are stored by now, not wanted, or stored under another address."""
        memory = self._memory
        passed_over = post_ids & (self._maker.brought | memory.unwanted.keys() | memory.passed_over.keys())
        return self._request.known(post_ids) | passed_over

    def _too_old(self, dates: Iterable[datetime | None]) -> bool:
        """Whether a whole list page lies before the wanted history."""
        told = [date for date in dates if date]
        return bool(told) and self._request.since is not None and max(told) < self._request.since

    def _list_page(self, raw: RawPage, *, ended: bool) -> Page:
        """Make the page that closes one list page, with the cursor."""
        if not ended:
            return self._maker.make(raw, cursor=self._reader.unfinished())
        self._note_gap(self._end.gap_behind())
        self._stats.notes += filter(None, [self._end.beyond_reach()])
        self._check_details()
        self._memory.forget_signs()
        cursor: dict[str, object] = {"complete": not self._stats.holes} | self._memory.kept()
        cursor |= {"since": self._since} if self._since else {}
        cursor |= {"absent": self._stats.absent} if self._stats.absent and not self._stats.holes else {}
        return self._maker.make(raw, cursor=cursor, note=self._note())

    def _check_details(self) -> None:
        """Note a gap where not one article was there, of many or of stored ones, unless it was so the night before."""
        dead = self._stats.absent
        fresh = dead.keys() - self._memory.absent.keys()
        is_odd = len(fresh) >= MANY or bool(self._request.known(fresh))
        if is_odd and not self._reader.finds_any:
            sign = f"dead:{crc32(' '.join(sorted(dead)).encode())}"
            told = counted(len(dead), "listed article was", "listed articles were")
            what = f"{told} not found, and no other was read, first: {short(next(iter(dead.values())))}"
            self._note_early_end(sign, what)

    def _check_texts(self) -> None:
        """Tell where article after article has no text: the selector of the body finds nothing."""
        if self._memory.empty >= MANY:
            body, count = self._site.layout.body, self._memory.empty
            self._stats.gaps.append(f"the last {count} articles have no text: compare body of the layout ({body})")

    def _note_early_end(self, sign: str, what: str) -> None:
        """Believe an early end on its second sign: a gap in the first night, a note from the second on."""
        if self._memory.nights_of(sign) == 1:
            self._note_gap(what)
        else:
            self._stats.notes.append(what)

    def _note(self) -> str | None:
        """Say what a person should know of a walk that found nothing wrong."""
        told = {"listed addresses that hold no article": len(self._stats.absent), LEFT_OUT: len(self._memory.unwanted)}
        pairs = (
            (TWINS, self._reader.twins),
            ("addresses that article_pattern takes for another article's", self._doubles),
            ("addresses of stored articles' slugs in another place, which were not read", self._namesakes),
            ("stored articles under new addresses, which change from night to night", self._reader.moved),
        )
        same = [f"{what}: {len(urls)}, first: {short(urls[0])}" for what, urls in pairs if urls]
        return "; ".join(filter(None, (name_counts(told), *same, *self._stats.notes))) or None

    def _note_gap(self, gap: str | None) -> None:
        """Remember a hole in the list."""
        if gap:
            self._stats.gaps.append(gap)
            self._stats.holes += 1

    def _read_list(self, page: int, *, first: bool) -> tuple[RawPage, Listing] | None:
        """Fetch and read a list page; one that is not there lists nothing, unless it is the first.

        Returns None for a first page that is as it was when a walk was complete.
        """
        url = self._site.layout.list_address(self._site.url, page)
        known = self._client.known(url) if first and self._settled and not self._memory.absent else None
        answer = self._client.fetch(url, known)
        if answer.unchanged_since(known):
            return None
        if first:
            self._maker.learn(answer.validator(url))
        raw = answer.page(LIST)
        if answer.status in NOT_THERE and not first:
            return raw, Listing()
        try:
            expect_page(answer, raw, self._site.layout)
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
            raise diagnose(raw) or self._no_list(url)
        self._note_gap(alike(listing.alike))
        return raw, listing

    def _no_list(self, url: str) -> CollectorError:
        return SourceChanged(f"{short(url)} lists no article", advice="compare item of its layout with the page")


def _number_of(post_id: str) -> str:
    """Give the number that names an article; empty where a slug does."""
    identity = post_id.rpartition("/")[2]
    return identity if identity.isdecimal() else ""


def alike(found: dict[str, list[str]]) -> str | None:
    """Tell where the pattern takes several addresses for one article: it does not tell articles apart."""
    worst = max(found.values(), key=len, default=[])
    if len(worst) < MANY:
        return None
    shown = f"{short(worst[0])} and {short(worst[1])}"
    return f"article_pattern takes {len(worst)} addresses for one article, such as {shown}; adjust it"


def name_counts(told: dict[str, int]) -> str | None:
    """Name what there is of things, with their number."""
    return "; ".join(f"{what}: {count}" for what, count in told.items() if count) or None
