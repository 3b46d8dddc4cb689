"""A walk over a WordPress: new posts, edits of any age, and what is no longer public, by proof only."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from collectors.errors import Blocked, Incomplete, SourceChanged
from collectors.http.body import TooLarge
from collectors.records import Page, Parsed, RawPage
from collectors.website.crawl.list_crawl import LEFT_OUT, SAME_LIST, name_counts
from collectors.website.crawl.memory import CrawlMemory, is_settled
from collectors.website.crawl.page_maker import PageMaker
from collectors.website.walls.diagnose import Walled, naming_walls
from collectors.website.walls.gambling import ADVERTISEMENTS
from collectors.website.wordpress.interface import PER_PAGE, POSTS, ShownPosts, WordPress, is_gone, shown, total_of
from collectors.website.wordpress.pages import CHANGES, SIZES, TooMuch, WordPressPages
from collectors.website.wordpress.root import find_wordpress, news_of, usual_root
from collectors.wording import counted

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from collectors.records import Post, Validator
    from collectors.request import Request
    from collectors.website.client import Answer, SiteClient
    from collectors.website.crawl.article_reader import Site

LOOKED = "look"  # the kind of a page that only moves the cursor
MAX_CHANGES = 10  # pages of changed posts in a night
MAX_LOOKUPS = 20  # requests of a hundred posts each, in a night that looks for what was taken away
MAX_PROOFS = 50  # requests for single posts in a night
MANY = "more posts were changed than one night reads; pantau harvest --full reads all"
SEVERAL = 3
ROUND = 5  # a page is cut at a round number of posts
BARE = "bare"  # the sign of a WordPress that shows no text of any post
SHORT = "short"  # "short:5" is the sign of a site that counts five more posts than it shows
CUT = "cut"  # the same, where nothing tells that the missing posts are hidden
NIGHTS = {SHORT: 2, CUT: 3}  # in which a site must be short of posts to be believed


class WordPressCrawl:
    """A walk in progress.

    Besides what other walks keep, the cursor holds ``api`` and ``posts`` (where the interface answers, and for which
    kind of posts; ``kinds`` where it was for several), ``size`` (the largest page that it gives, where that is less
    than usual), ``changed`` (the newest change that was read), ``uncounted`` (how many more posts the site counts than
    are held and public: those behind a password, or not wanted, or hidden) and, while posts are looked up because that
    number fell, ``unsure`` (those of smaller numbers are still to be looked up).
    """

    def __init__(self, site: Site, client: SiteClient, request: Request, kind: str = "") -> None:
        self._site, self._client, self._request, self._kind = site, client, request, kind
        self._since = request.since.isoformat() if request.since else ""
        asked = str(request.cursor.get("posts") or "posts")
        posts = kind or asked
        self._settled = is_settled(request) and posts == asked
        self._cursor: dict[str, Any] = dict(request.cursor)
        self._memory = CrawlMemory.load(request.cursor, request.now)
        self._maker = PageMaker(client)
        self._pages = WordPressPages(client, int(request.cursor.get("size") or SIZES[0]))
        root = str(self._cursor.get("api") or usual_root(site.url))
        self._wordpress = WordPress(root, posts)
        self._seen: set[str] = set()
        self._left_out = self._locked = self._advertisements = self._bare = self._late = self._new = 0
        self._sizes: list[int] = []
        """The numbers of posts that the pages showed."""
        self._total: int | None = None
        """The number of posts that the site counted at first."""
        self._counted: int | None = None
        """The number of posts by the site's latest answer."""
        self._stirred = False
        """Whether the first page is another than last time."""
        self._proofs = MAX_PROOFS
        self._stored = set(request.stored_posts)
        """The posts that are stored and public, by the pages so far."""

    def pages(self) -> Iterator[Page]:
        """Yield the pages of the walk, and keep count of what is stored after each."""
        for page in self._walk():
            found = page.parsed
            self._stored.update(post.post_id for post in found.posts)
            self._stored.update(unparsed.post_id for unparsed in found.unreadable if unparsed.post_id and unparsed.url)
            self._stored.difference_update(found.gone)
            yield page

    def _walk(self) -> Iterator[Page]:
        self._client.enter()
        try:
            yield from self._news()
            stirred = self._stirred or self._uncounted() != self._cursor.get("uncounted")
            yield from self._again([post_id for post_id in self._request.due if post_id not in self._seen])
            if stirred:
                yield from self._changes()
            yield from self._taken_away()
        except TooMuch as refused:
            raise refused.error from refused

    def _first_pages(self) -> Iterator[tuple[Answer, int]]:
        """Yield the pages of posts; where no earlier walk found the interface, look for it, and for its news."""
        if self._cursor.get("api"):
            yield from self._pages.read(self._wordpress.address, SIZES, self._known())
            return
        try:
            pages = self._pages.read(self._wordpress.address, SIZES)
            first = next(pages, None)
            unused = first is not None and self._read(*first)[0].is_unused
        except (Blocked, SourceChanged) as error:
            if isinstance(error, Walled):
                raise
            self._wordpress = find_wordpress(self._site.url, self._pages, self._kind, error)
            yield from self._pages.read(self._wordpress.address, SIZES)
            return
        if unused and not self._kind and (news := news_of(self._wordpress, self._pages)) != self._wordpress:
            self._wordpress = news
            self._seen.clear()
            yield from self._pages.read(self._wordpress.address, SIZES)
        elif first is not None:
            yield first
            yield from pages

    def _known(self) -> Validator | None:
        return self._client.known(self._wordpress.address(1, self._pages.limit)) if self._settled else None

    def _news(self) -> Iterator[Page]:
        """Read page after page down to what an earlier walk has read, or to the first post."""
        known = self._known()
        for asked, (answer, number) in enumerate(self._first_pages()):
            if asked == 0 and answer.unchanged_since(known):
                self._counted = total_of(answer.headers)
                yield self._maker.make(RawPage(SAME_LIST, answer.url, b""), note=self._note())
                return
            if asked == 0:
                self._maker.learn(answer.validator(self._wordpress.address(1, self._pages.limit)))
            shown_before = len(self._seen)
            found, parsed = self._read(answer, number, self._seen)
            repeats = asked > 0 and len(self._seen) == shown_before
            if repeats and found.total is None:
                break  # a page without counters that repeats what was shown
            self._count(found, parsed)
            quiet = self._settled and bool(found.post_ids) and not self._new_posts(found, parsed)
            last = found.last and (repeats or not found.full)
            ended = last or quiet or self._too_old(parsed)
            gap = self._gap(found, whole=last and not quiet) if ended else None
            yield self._page(answer, parsed, found, complete=ended and not gap, note=self._note() if ended else None)
            if gap:
                raise Incomplete(gap, advice="the next run tries again")
            if ended:
                return
            if asked + 1 >= self._site.max_pages:
                what = f"posts go on after {counted(self._site.max_pages, 'page')}"
                raise Incomplete(what, advice="raise max_pages of this source")
        yield from self._past_the_end()

    def _past_the_end(self) -> Iterator[Page]:
        """End a walk whose last page only the next one told: it was refused, or the same."""
        self._sizes.append(0)
        gap = self._gap(ShownPosts(total=self._counted), whole=True)
        cursor = self._cursor_of(complete=gap is None)
        yield self._maker.make(RawPage(LOOKED, self._site.url, b""), cursor=cursor, note=self._note())
        if gap:
            raise Incomplete(gap, advice="the next run tries again")

    def _read(
        self, answer: Answer, number: int = 1, before: AbstractSet[str] = frozenset()
    ) -> tuple[ShownPosts, Parsed]:
        """Read a page of posts, and keep count of them; pages *before* it showed others. Raises what stands there."""
        raw = answer.page(POSTS)
        with naming_walls(raw):
            found, parsed = shown(answer, number, before), self._site.parse(raw)
        self._seen.update(found.post_ids)
        return found, parsed

    def _count(self, found: ShownPosts, parsed: Parsed) -> None:
        """Keep count of what a page of the walk shows and of what is not kept."""
        self._counted, self._stirred = found.total, True
        self._total = found.total if self._total is None else self._total
        self._locked += len(parsed.gone)
        self._advertisements += found.advertisements
        self._bare += found.bare
        new = self._new_posts(found, parsed)
        self._late += self._count_late(new)
        self._new += len(new)
        self._sizes.append(len(found.post_ids))
        kept = sum(map(len, (parsed.posts, parsed.gone, parsed.unreadable)))
        self._left_out += len(found.post_ids) - found.advertisements - kept

    def _new_posts(self, found: ShownPosts, parsed: Parsed) -> list[Post]:
        """Return the wanted posts of a page that are not stored."""
        stored = self._request.known(found.post_ids) | self._maker.brought
        return [post for post in parsed.posts if post.post_id not in stored]

    def _count_late(self, new: Sequence[Post]) -> int:
        """Count the posts among new ones that an earlier night, which the site ended short, should have shown."""
        day = max((self._memory.counted.get(sign, "") for sign in self._short_signs()), default="")
        told = [post for post in new if post.published_at] if day else []
        return sum(number_of(post.post_id) < self._newest and f"{post.published_at:%Y-%m-%d}" < day for post in told)

    @cached_property
    def _newest(self) -> int:
        return max(map(number_of, self._request.stored_posts), default=0)

    def _short_signs(self) -> list[str]:
        return [sign for sign in self._memory.lost if sign.startswith(f"{SHORT}:")]

    def _too_old(self, parsed: Parsed) -> bool:
        told = [post.published_at for post in parsed.posts if post.published_at]
        return bool(told) and self._request.since is not None and max(told) < self._request.since

    def _page(self, answer: Answer, parsed: Parsed, found: ShownPosts, *, complete: bool, note: str | None) -> Page:
        """Make a page of posts with the cursor."""
        cursor = self._cursor_of(complete=complete)
        return self._maker.make(answer.page(POSTS), parsed, cursor, note=note, total=found.total)

    def _cursor_of(self, *, complete: bool) -> dict[str, Any]:
        is_new = any(
            self._memory.lost[sign] == NIGHTS[SHORT] for sign in self._short_signs()
        )  # a third night reads all, too
        kept = {"complete": complete and not is_new, "api": self._wordpress.root, "posts": self._wordpress.posts}
        kept |= {"kinds": self._kinds()} if len(self._kinds()) > 1 else {}
        kept |= {"since": self._since} if self._since else {}
        kept |= {"size": self._pages.limit} if self._pages.limit < SIZES[0] else {}
        self._cursor |= kept | {"lost": self._memory.lost, "counted": self._memory.counted}
        return self._cursor

    def _kinds(self) -> list[str]:
        """List the kinds of posts that were ever read here."""
        told = self._request.cursor
        return sorted({*told.get("kinds", ()), *filter(None, (told.get("posts"),)), self._wordpress.posts})

    def _gap(self, found: ShownPosts, *, whole: bool) -> str | None:
        """Name what is missing at the end: posts that moved up while paging, or that are counted and never shown.

        A second night that is short, and shows no post that the first should have shown, is enough: a plugin hides
        some, or one is too large. So it is with posts without a text: they may be pictures alone. Where pages may be
        cut, three nights short by the same number are.
        """
        counted_first = self._total
        if not self._is_bare:
            self._memory.lost.pop(BARE, None)
        elif whole and self._memory.nights_of(BARE) == 1:
            return f"not one of {counted(self._bare, 'post')} has a text in WordPress' interface; try another method"
        if whole and not self._seen:
            return self._nothing() if self._memory.nights_of("empty") == 1 else None
        if not whole or counted_first is None:
            return None
        if (found.total or counted_first) < counted_first:  # what stood behind it moved up, over the edge of a page
            return "posts were taken away while the pages were read"
        short_by = counted_first - len(self._seen)
        if short_by <= 0 or self._hides(short_by):
            self._memory.forget_signs()
            return None
        return f"the site counts {counted(counted_first, 'post')} but showed {len(self._seen)}"

    def _hides(self, short_by: int) -> bool:
        """Tell whether the site was short of about as many posts for nights enough, and showed none late."""
        sign, some, cut = f"{SHORT}:{short_by}", max(len(self._seen) // 10, 10), self._may_be_cut(short_by)
        for earlier in self._short_signs():
            before, believed = int(earlier.partition(":")[2]), self._memory.lost[earlier] >= NIGHTS[SHORT]
            alike = abs(short_by - before) <= some and not self._shows_late(before)
            sound = short_by - before <= SEVERAL * self._new if believed else not cut
            self._memory.rename_sign(earlier, sign if alike and sound else "")
        if cut and sign not in self._memory.lost:
            return self._memory.nights_of(f"{CUT}:{short_by}") >= NIGHTS[CUT]
        return self._memory.nights_of(sign) >= NIGHTS[SHORT]

    def _may_be_cut(self, short_by: int) -> bool:
        """Whether nothing tells that posts are hidden: pages without any, as many on each, or most are missing."""
        same = len(set(self._sizes)) == 1 and (len(self._sizes) > 1 or self._sizes[0] % ROUND == 0)
        return same or 0 in self._sizes or short_by > len(self._seen)

    def _shows_late(self, short_before: int) -> bool:
        """Whether posts are shown that the night before should have shown: more new ones than were published since."""
        held = len(self._request.stored_posts) + self._left_out + self._locked + self._advertisements
        return self._late > 0 and self._new > (self._total or 0) - short_before - held

    @property
    def _is_bare(self) -> bool:
        """Whether not one of the posts of this walk has a text: they may be pictures and files alone."""
        return self._bare >= SEVERAL and self._bare >= len(self._seen)

    def _nothing(self) -> str:
        """Say that nothing is shown, of how many posts that are held."""
        if self._stored:
            return "WordPress shows no posts any more"
        return f"WordPress shows no {self._wordpress.posts}; name the kind of posts that are its news (post_type)"

    def _note(self) -> str | None:
        """Say what was read and not kept, and what is counted and never shown."""
        told = {
            LEFT_OUT: self._left_out,
            "posts behind a password": self._locked,
            ADVERTISEMENTS: self._advertisements,
            "posts of which not one has a text": self._bare * (self._is_bare and self._memory.lost.get(BARE, 0) > 1),
            "posts that are too large to be read": self._pages.skipped,
            "posts that the site counts and never shows, when last read whole": self._memory.believed_number(NIGHTS),
        }
        nothing = self._nothing() if not self._seen and self._counted == 0 else None
        return "; ".join(filter(None, (nothing, name_counts(told)))) or None

    def _changes(self) -> Iterator[Page]:
        """Read what was changed since the last time, whatever its age."""
        known, newest, before = str(self._cursor.get("changed") or ""), "", set[str]()
        pages = self._pages.read(self._wordpress.changes, CHANGES)
        for asked in range(1, MAX_CHANGES + 1):
            try:
                answer, number = next(pages)
            except (StopIteration, SourceChanged):  # an interface that does not sort by change
                return
            found, parsed = self._read(answer, number, before)
            before.update(found.post_ids)
            newest = newest or found.newest_change
            ended = found.last or not known or found.oldest_change < known
            last = ended or asked == MAX_CHANGES
            self._cursor |= {"changed": max(known, newest)} if last else {}
            note = None if ended or not last else MANY
            yield self._maker.make(answer.page(POSTS), parsed, self._cursor, note=note)
            if ended:
                return

    def _taken_away(self) -> Iterator[Page]:
        """Look up what was not shown when the site counts fewer posts than it did: some were binned or made private."""
        uncounted, before, below = self._uncounted(), self._cursor.get("uncounted"), self._cursor.get("unsure")
        if uncounted is None:
            return
        fewer = before is None or uncounted < before or self._request.full
        wanted = self._unseen(None if fewer else below) if fewer or below else []
        done = yield from self._again(wanted[: MAX_LOOKUPS * PER_PAGE])
        cursor = {**self._cursor, "uncounted": self._uncounted()}
        cursor |= {"unsure": number_of(wanted[done]) + 1 if done < len(wanted) else None}
        if cursor != self._cursor:
            yield self._maker.make(RawPage(LOOKED, self._site.url, b""), cursor=cursor)

    def _uncounted(self) -> int | None:
        return None if self._counted is None else self._counted - len(self._stored)

    def _unseen(self, below: int | None) -> list[str]:
        """List the held posts that this walk was not shown, those of the greatest numbers first."""
        unseen = [post_id for post_id in self._stored if post_id not in self._seen and number_of(post_id)]
        return sorted(
            (post_id for post_id in unseen if below is None or number_of(post_id) < below), key=number_of, reverse=True
        )

    def _again(self, post_ids: Sequence[str]) -> Generator[Page, None, int]:
        """Look at posts again; return how many of them are now certain.

        One that is not shown any more is asked for by itself; where too many are, the rest waits for another night.
        """
        done = 0
        for _, batch in self._wordpress.lookups(post_ids):
            missing = yield from self._look(batch)
            proven = 0
            for post_id in missing[: self._proofs]:
                proven += yield from self._proof(post_id)
            too_many = len(missing) > self._proofs
            self._proofs = max(self._proofs - len(missing), 0)
            if too_many and proven:
                return done
            self._seen.update(batch)
            done += len(batch)
        return done

    def _look(self, batch: Sequence[str]) -> Generator[Page, None, list[str]]:
        """Look at a batch of posts, in smaller ones where it is too much; return those that were not shown."""
        ((url, _),) = self._wordpress.lookups(batch, max(len(batch), 1))
        try:
            answer = self._pages.ask(url)
        except TooMuch as refused:
            if len(batch) == 1:
                if isinstance(refused.error, TooLarge):  # it is there
                    return []
                raise
            half = len(batch) // 2
            missing = yield from self._look(batch[:half])
            return missing + (yield from self._look(batch[half:]))
        found, parsed = self._read(answer)
        yield self._maker.make(answer.page(POSTS), parsed)
        return [post_id for post_id in batch if post_id not in found.post_ids]

    def _proof(self, post_id: str) -> Generator[Page, None, bool]:
        """Ask for a single post; tell whether WordPress says that it is gone, or no longer public."""
        for kind in self._kinds():  # a post is unknown among those of another kind
            address = WordPress(self._wordpress.root, kind).proof(post_id)
            answer = self._client.fetch(address)
            if not is_gone(answer):
                return False
        yield self._maker.make(RawPage(f"gone@{post_id}", address, answer.body), Parsed(gone=(post_id,)))
        return True


def number_of(post_id: str) -> int:
    """Return WordPress' own number of a post; 0 for one that came by another method."""
    told = post_id.rpartition("/")[2]
    return int(told) if told.isdecimal() else 0
