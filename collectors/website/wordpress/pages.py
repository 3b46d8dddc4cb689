"""Asks a WordPress for pages of posts: smaller ones where large ones are refused, too large or too slow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from collectors.errors import Blocked, CollectorError, SourceChanged, Unavailable
from collectors.http.body import TooLarge
from collectors.website.client import FORBIDDEN, OK
from collectors.website.crawl.article_reader import diagnose_forbidden
from collectors.website.parse.addresses import short
from collectors.website.walls.diagnose import Walled, diagnose
from collectors.website.wordpress.interface import POSTS, code_of, shown, total_of
from collectors.website.wordpress.json_answer import read_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collectors.records import Validator
    from collectors.website.client import Answer, SiteClient

SIZES = (100, 50, 10, 5, 1)  # each divides the one before, so that a page of another size begins where one ended
CHANGES = (20, 5, 1)
BAD_REQUEST = 400
REFUSALS = (BAD_REQUEST, 406, 413, 414, 422, 431)  # of a request that asks for too much
PAST_THE_END = "rest_post_invalid_page_number"
TWICE = 2
BROKE_OFF = re.compile(rb"Allowed memory size|Maximum execution time", re.IGNORECASE)


class TooMuch(Exception):  # never leaves this module
    """A page was refused that might be given in smaller parts; the argument is what happened."""

    def __init__(self, error: CollectorError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(slots=True)
class WordPressPages:
    """The pages of one walk; ``skipped`` counts the posts that are too large even alone."""

    client: SiteClient
    limit: int = SIZES[0]
    """The largest page that is asked for."""
    skipped: int = 0
    _failed: Counter[int] = field(default_factory=Counter)

    def read(
        self, address: Callable[[int, int], str], sizes: Sequence[int], known: Validator | None = None
    ) -> Iterator[tuple[Answer, int]]:
        """Yield one answer after the other, with its page's number; the caller ends it.

        Behind as many posts as the site counts, whatever is no list of posts is the end. Raises what keeps a page
        from being read even in the smallest parts.
        """
        at, cap, counted = 0, self.limit, None
        while True:
            size = next(size for size in sizes if size <= max(cap, sizes[-1]) and at % size == 0)
            try:
                answer = self.ask(address(at // size + 1, size), known)
                if counted == at:
                    shown(answer)
            except (TooMuch, Blocked, SourceChanged) as refused:
                if counted == at:
                    return
                if not isinstance(refused, TooMuch):
                    raise
                cap = self._smaller(size, sizes, refused.error)
                passed_over = size == sizes[-1]
                at, self.skipped = at + passed_over, self.skipped + passed_over
            else:
                if code_of(answer.body) == PAST_THE_END:
                    return
                yield answer, at // size + 1
                at += size
                cap, counted = self.limit, total_of(answer.headers)
            known = None

    def _smaller(self, size: int, sizes: Sequence[int], error: CollectorError) -> int:
        """Return how much to ask for next at this place. Raises *error* where less would be nothing.

        If only one article is too large, larger pages are right again behind it: for good only that is lowered which
        failed twice, or for another reason.
        """
        too_large = isinstance(error, TooLarge)
        if size == sizes[-1]:
            if not too_large:
                raise error
            return self.limit
        self._failed[size] += 1
        smaller = [less for less in sizes if less < size and (too_large or less <= size // 10)] or [sizes[-1]]
        if not too_large or self._failed[size] >= TWICE:
            self.limit = min(self.limit, smaller[0])
        return smaller[0]

    def ask(self, url: str, known: Validator | None = None) -> Answer:
        """Ask for one page; one past the end is given as it is. Raises TooMuch, or what stands there."""
        try:
            answer = self.client.fetch(url, known)
        except Unavailable as error:
            raise TooMuch(error) from error
        if answer.unchanged_since(known):
            return answer
        if answer.status == OK:
            return _without_fault(answer)
        raw, code = answer.page(POSTS), code_of(answer.body)
        if code == PAST_THE_END:
            return answer
        if answer.status in FORBIDDEN:
            forbidden = diagnose_forbidden(raw, answer.status)
            raise forbidden if code or isinstance(forbidden, Walled) else TooMuch(forbidden)
        what = f"{short(url)} answered HTTP {answer.status}"
        named = (None if code else diagnose(raw)) or SourceChanged(what, advice="look for its address")
        raise TooMuch(named) if answer.status in REFUSALS and not isinstance(named, Walled) else named


def _without_fault(answer: Answer) -> Answer:
    """Return an answer as it is. Raises TooMuch where the site's program broke off for want of memory or time."""
    if not BROKE_OFF.search(answer.body):
        return answer
    try:
        read_json(answer.body)
    except (ValueError, RecursionError):
        if isinstance(fault := diagnose(answer.page(POSTS)), Unavailable):
            raise TooMuch(fault) from fault
    return answer
