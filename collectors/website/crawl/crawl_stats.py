"""The events of a walk over a website: failures, gaps in the list, and the list's end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from collectors.errors import CollectorError, Incomplete
from collectors.website.parse.addresses import short
from collectors.wording import counted

if TYPE_CHECKING:
    from collectors.records import Post
    from collectors.website.crawl.memory import CrawlMemory
    from collectors.website.parse.article import Listing

FAILURES_IN_A_ROW = 3


@dataclass(slots=True)
class CrawlStats:
    """The events of a walk so far; ``holes`` counts what was not read and is not in the store either."""

    tried: int = 0
    answered: int = 0
    """The articles that were there, changed or not."""
    in_a_row: int = 0
    holes: int = 0
    new: int = 0
    failures: list[CollectorError] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)
    emptied: dict[str, str] = field(default_factory=dict)
    """Due articles that no list showed, and whose addresses hold none now, which proves no deletion."""

    def failed(self, error: CollectorError, *, hole: bool) -> CollectorError | None:
        """Count a failed article; return what ends the walk: the third in a row."""
        self.refused(error, hole=hole)
        self.in_a_row += 1
        if self.in_a_row < FAILURES_IN_A_ROW:
            return None
        what = f"{self.in_a_row} articles in a row could not be read, the last: {error.what}"
        return type(error)(what, advice=error.advice)

    def count_text(self, memory: CrawlMemory, post: Post) -> None:
        """Count articles without a text, over the nights: a selector may have lost it."""
        memory.empty = 0 if post.text or post.media else memory.empty + 1

    def refused(self, error: CollectorError, *, hole: bool) -> None:
        """Count a page that was read and is no article."""
        self.failures.append(error)
        self.holes += hole

    def verdict(self) -> Incomplete | None:
        """Say what is missing at the end of the walk."""
        missing = list(self.gaps)
        if self.failures:
            first = self.failures[0].what
            missing.append(
                f"{len(self.failures)} of {counted(self.tried, 'article')} could not be read, first: {first}"
            )
        return Incomplete("; ".join(missing), advice="the next run tries again") if missing else None


@dataclass(slots=True)
class ListEnd:
    """Tells the end of a list from a page that is missing in its middle.

    ``announced`` is the highest page that the last page with news links to; ``barren`` are the pages since then:
    they list nothing, or only what was seen before. ``beyond`` is the next page to which the last page with news
    links, if ``page_path`` fits no link there.
    """

    announced: int | None = None
    beyond: str = ""
    barren: list[int] = field(default_factory=list)

    def gap_before(self, page: int, listing: Listing) -> str | None:
        """Take note of a page with news; name the hole in front of it."""
        empty, self.announced, self.barren, self.beyond = self.barren, listing.announced, [], listing.beyond
        return f"list page {empty[0]} showed nothing new although page {page} does" if empty else None

    def reached(self, page: int, listing: Listing) -> bool:
        """Take note of a page without news; whether that is the end. When in doubt, the next page tells.

        A list into which articles pour while it is read repeats itself: it is followed as far as it announced.
        """
        self.barren.append(page)
        if self.announced is not None and listing.items:
            return self.announced <= page
        return len(self.barren) > 1 or (self.announced is not None and self.announced < page)

    def beyond_reach(self) -> str | None:
        """Name the next page, where the list's last page with news links to one and what was asked for shows none."""
        if not self.barren or not self.beyond:
            return None
        return f"the list goes on at {short(self.beyond)}, where page_path of its layout does not lead: adjust it"

    def gap_behind(self) -> str | None:
        """Name what the list announced and did not show."""
        if not self.barren or self.announced is None or self.announced <= self.barren[0]:
            return None
        return f"the list broke off at page {self.barren[0]} although it links to page {self.announced}"
