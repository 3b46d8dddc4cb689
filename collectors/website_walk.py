"""One walk over a website: which pages are asked for, in which order, and when the end is reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from collectors.errors import Blocked, CollectorError, Incomplete, SourceChanged, Unavailable
from collectors.records import Page, Parsed, RawPage
from collectors.website_faults import NoArticle, Walled, diagnose, short
from collectors.website_pages import Item, Listing, is_whole, parse_list, post_id_of
from collectors.website_visit import FORBIDDEN, NOT_THERE, OK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from collectors.records import Post, Task
    from collectors.website_layout import Layout
    from collectors.website_visit import Answer, Visit

ARTICLE, LIST, GONE = "article", "list", "gone"
FAILURES_IN_A_ROW = 3
MANY_ABSENT = 3  # so many dead links and not one article: the site is broken, not tidied


@dataclass(frozen=True, slots=True)
class Site:
    """What does not change from walk to walk."""

    url: str
    layout: Layout
    max_pages: int
    parse: Callable[[RawPage], Parsed]


@dataclass(slots=True)
class Tally:
    """What a walk met; ``holes`` are failures that left something unread which the store does not hold."""

    read: int = 0
    tried: int = 0
    in_a_row: int = 0
    holes: int = 0
    failures: list[CollectorError] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)


class Walk:
    """A walk in progress."""

    def __init__(self, site: Site, visit: Visit, task: Task) -> None:
        self._site, self._visit, self._task = site, visit, task
        self._tally = Tally()
        self._seen: set[str] = set()
        self._fetched: set[str] = set()
        self._sent = 0

    def pages(self) -> Iterator[Page]:
        """Yield the pages of the walk; raise what kept it from its end."""
        earlier: Mapping[str, str] = self._task.cursor.get("absent") or {}
        yield from self._articles([Item(*pair) for pair in earlier.items()], listed=False)
        yield from self._lists(earlier)
        yield from self._articles([Item(*pair) for pair in self._task.due.items()], listed=False)
        tally = self._tally
        if tally.failures:
            first = tally.failures[0]
            raise Incomplete(
                f"{len(tally.failures)} of {tally.tried} articles or list pages could not be read, the first: {first.what}",
                advice=first.advice or "the next run tries again",
            )

    # ---- list pages

    def _lists(self, earlier: Mapping[str, str]) -> Iterator[Page]:
        """Walk the list to its end, or to the first page without news when an earlier walk was complete."""
        layout, end = self._site.layout, ListEnd(self._tally)
        for number in range(self._site.max_pages):
            page = layout.first_page + number * layout.page_step
            raw, listing = self._read_list(page, first=number == 0)
            new = [item for item in listing.items if item.post_id not in self._seen]
            self._seen.update(item.post_id for item in new)
            ended = end.reached(page, listing, added=bool(new), step=layout.page_step)
            known = self._task.known([item.post_id for item in new])
            posts: list[Post] = []
            for found in self._articles([i for i in new if i.post_id not in known or i.post_id in self._task.due]):
                posts.extend(found.parsed.posts)
                yield found
            ...
