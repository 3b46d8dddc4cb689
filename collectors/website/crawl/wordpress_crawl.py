"""A walk over a WordPress: new posts, edits of any age, and what is no longer public, by proof only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectors.records import Parsed, RawPage
from collectors.website.crawl.text_crawl import TextCrawl
from collectors.website.parse.wordpress import PER_PAGE

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from collectors.records import Page
    from collectors.request import Request
    from collectors.website.client import SiteClient
    from collectors.website.crawl.list_crawl import Site
    from collectors.website.parse.wordpress import WordPress

LOOKED = "look"  # the kind of a page that only moves the cursor
BAD_REQUEST = 400
MAX_CHANGES = 10  # pages of changed posts in a night
MAX_LOOKUPS = 20  # requests of a hundred posts each, in a night that looks for what was taken away
MAX_PROOFS = 50  # requests for single posts in a night
MANY = "more posts were changed than one night reads; pantau harvest --full reads all"


class WordPressCrawl(TextCrawl):
    """A walk in progress.

    Besides what other walks keep, the cursor holds ``changed`` (the newest change that was read), ``uncounted`` (how
    many more posts the site counts than are held and public: those behind a password, or not wanted) and, while
    posts are looked up because that number fell, ``unsure`` (those of smaller numbers are still to be looked up).
    """

    def __init__(self, texts: WordPress, site: Site, client: SiteClient, request: Request) -> None:
        super().__init__(texts, site, client, request)
        self._wordpress = texts
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
        yield from super().pages()
        stirred = self._stirred or self._uncounted() != self._cursor.get("uncounted")
        yield from self._again([post_id for post_id in self._request.due if post_id not in self._seen])
        if stirred:
            yield from self._changes()
        yield from self._taken_away()

    def _changes(self) -> Iterator[Page]:
        """Read what was changed since the last time, whatever its age."""
        known, newest = str(self._cursor.get("changed") or ""), ""
        for number in range(1, MAX_CHANGES + 1):
            answer = self._visit.fetch(self._wordpress.changes(self._site.url, number))
            if answer.status == BAD_REQUEST:  # an interface that does not sort by change
                return
            shown, parsed = self._read(answer)
            self._seen.update(shown.post_ids)
            newest = newest or shown.newest_change
            ended = shown.last or not known or shown.oldest_change < known
            last = ended or number == MAX_CHANGES
            self._cursor |= {"changed": max(known, newest)} if last else {}
            yield self._page(
                answer.page(self._texts.kind), parsed, self._cursor, note=None if ended or not last else MANY
            )
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
            yield self._page(RawPage(LOOKED, self._site.url, b""), Parsed(), cursor)

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
        for url, batch in self._wordpress.lookups(self._site.url, post_ids):
            answer = self._visit.fetch(url)
            shown, parsed = self._read(answer)
            yield self._page(answer.page(self._texts.kind), parsed)
            missing = [post_id for post_id in batch if post_id not in shown.post_ids]
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

    def _proof(self, post_id: str) -> Generator[Page, None, bool]:
        """Ask for a single post; tell whether WordPress says that it is gone, or no longer public."""
        address = self._wordpress.proof(self._site.url, post_id)
        answer = self._visit.fetch(address)
        if not self._wordpress.is_gone(answer):
            return False
        yield self._page(RawPage(f"gone@{post_id}", address, answer.body), Parsed(gone=(post_id,)))
        return True


def number_of(post_id: str) -> int:
    """Return WordPress' own number of a post; 0 for one that came by another method."""
    told = post_id.rpartition("/")[2]
    return int(told) if told.isdecimal() else 0
