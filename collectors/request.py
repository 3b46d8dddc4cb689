"""The contract of a collector: a request of plain values goes in, pages come out."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from collectors.records import Cursor, Page, Parsed, RawPage, Reads, Response, Validator


@dataclass(frozen=True, slots=True)
class Request:
    """One reading of a source's stream: all that the store knows of it, loaded once before the first page.

    A collector that must know what its own pages changed since then counts that itself.
    """

    cursor: Cursor = field(default_factory=dict)
    posts_cursor: Cursor = field(default_factory=dict)
    """The cursor of the source's posts, for a reading of responses."""
    full: bool = False
    """Walk the whole history, whatever is already known."""
    new: bool = True
    """Look for new posts; without it only ``due`` is looked at."""
    now: datetime | None = None
    """The beginning of the reading; None for a collector that need not know."""
    since: datetime | None = None
    """The beginning of the wanted history; None for all that the platform gives."""
    keep_from: datetime | None = None
    """Responses from before this are not worth asking for: their text may not be kept."""
    due: Mapping[str, str] = field(default_factory=dict)
    """post_id → address of the posts whose counts should be looked at again, youngest first."""
    due_later: Mapping[str, str] = field(default_factory=dict)
    """The same of posts that this reading is not asked to look up; where it meets them, nobody looks them up again."""
    account_seen: bool = False
    """Whether the account itself was already read in this UTC day."""
    stored_posts: Mapping[str, str] = field(default_factory=dict)
    """post_id → address of the source's posts that are not known to be gone, parsed or not; of responses their ids."""
    known_posts: Container[str] = frozenset()
    """The post_ids that need not be fetched to be known: gone ones and those of another source are among them."""
    read_today: frozenset[str] = frozenset()
    """The post_ids that were already read in this UTC day."""
    stored_answers: Mapping[str, int] = field(default_factory=dict)
    """response_id → how many answers to it are stored, for the responses to the due posts."""
    held_responses: Sequence[Response] = ()
    """The stored responses to the due posts, where a source has ways that number responses differently."""
    validators: Mapping[str, Validator] = field(default_factory=dict)
    """Address → how to ask whether it has changed: of lists, of robots.txt and of due posts."""
    budget_is_short: bool = False
    """Whether the month's money may not reach for all that is left: then what is new comes first."""

    def known(self, post_ids: Iterable[str]) -> set[str]:
        """Return which of *post_ids* are known."""
        return {post_id for post_id in post_ids if post_id in self.known_posts}


class Limits(Protocol):
    """The limits of money and time, which only the running night can tell, request by request."""

    def check_budget(self, reads: Reads) -> None:
        """Raise BudgetExhausted when what is left does not reach for so much; book nothing."""

    def reserve(self, reads: Reads) -> None:
        """Book the worst cost of the next request. Raises BudgetExhausted instead of letting it be sent."""

    def record_reads(self, reads: Reads) -> None:
        """Book what the answer to that request really brought, whether or not a page comes of it."""

    def pause(self, seconds: float) -> None:
        """Wait. Raises Stopped when the program was asked to end, TimeUp when the source's time is over."""

    def wait_until(self, moment: datetime) -> bool:
        """Wait until then and return True, or return False at once where that is longer than allowed."""


class Collector(Protocol):
    """One source's way from network to records."""

    def pages(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Yield pages lazily until the source's known end; ending without an error means complete.

        Raises CollectorError (collectors/errors.py) for everything that keeps it from that end.
        """

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a raw answer: pure, so that stored pages can be replayed. Raises SourceChanged."""
