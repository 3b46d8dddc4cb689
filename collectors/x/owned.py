"""X read as the account's owner: its posts cost a fifth, second looks are windows of its timeline, clicks are told.

A look-up costs the full price also for the owner. So posts that are due are read as the stretches of the timeline in
which no other known post stands; only what X does not show there is looked up, which alone proves a deletion.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from collectors.errors import CollectorError
from collectors.http.paging import end_of
from collectors.records import Page, Reads
from collectors.request import Limits, Request
from collectors.x.client import SMALLEST_PAGE, XClient
from collectors.x.collector import XCollector, following_of
from collectors.x.cursor import XCursor, moment_of, number_of
from collectors.x.errors import NotPermitted, TokenRefused, account_problem, of_account
from collectors.x.parser import errors_of, numbers_of
from collectors.x.user_token import TokenFile, UserToken

PRIVATE_FIELDS = ["non_public_metrics"]
PRIVATE_AGE = timedelta(days=30)  # of older posts X tells them nobody


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the timeline: the numbers between two, both excluded, and how many due posts stand in it."""

    since: int
    until: int
    count: int


class OwnedClient(XClient):
    """Asks X with the owner's token: posts of the owner's timeline count as owned."""

    def __init__(self, tokens: TokenFile, pace_seconds: float = 1.0) -> None:
        super().__init__("", pace_seconds)
        self.tokens = tokens
        self._now: datetime | None = None
        self._token: UserToken | None = None

    @property
    def user_id(self) -> str:
        """The number of the account whose token it is; empty before one was taken."""
        return self._token.user_id if self._token else ""

    def begin(self, now: datetime | None) -> None:
        """Take a token that is valid *now*. Raises CollectorError."""
        self._now = now
        self._take(self.tokens.fresh(now))

    def _take(self, token: UserToken) -> None:
        self._token, self.api.bearer_token = token, token.access

    def worst(self, per_post: Reads, size: int, kind: str = "timeline") -> Reads:
        """Count the posts of the timeline as owned; those that they refer to are not."""
        return replace(super().worst(per_post, size, kind), owned=size if kind == "timeline" else 0)

    def brought(self, kind: str, answer: dict[str, Any]) -> Reads:
        """Count what an answer may be billed for, and how much of it as owned."""
        told, data = super().brought(kind, answer), answer.get("data")
        return replace(told, owned=len(data)) if kind == "timeline" and isinstance(data, list) else told

    def answer(self, limits: Limits, method: Callable[..., Any], *args: Any, **wanted: Any) -> dict[str, Any]:
        """Ask; where X takes the token no more, once again with the one that follows."""
        try:
            return super().answer(limits, method, *args, **wanted)
        except TokenRefused:
            self._take(self.tokens.renewed(self._token or self.tokens.read(), self._now))
        except NotPermitted as error:
            raise self._without_permission(error) from error
        try:
            return super().answer(limits, method, *args, **wanted)
        except TokenRefused as error:
            raise self.tokens.not_taken() from error
        except NotPermitted as error:
            raise self._without_permission(error) from error

    def _without_permission(self, error: NotPermitted) -> CollectorError:
        advice = f"give the app read access in X's developer portal, then run: {self.tokens.again}"
        return NotPermitted(error.what, advice=advice)


class OwnedX(XCollector):
    """One account's posts, read with its own token."""

    def __init__(self, *, client: OwnedClient, windows: bool, **account: Any) -> None:
        super().__init__(client=client, **account)
        self.owner, self.windows = client, windows

    def pages(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Yield the account, what is new, and what is due. Raises CollectorError for a token of another account."""
        self.owner.begin(request.now)
        self._require_own(XCursor.load(request.cursor).user_id)
        # What is due is read by windows, which ask for more than the walk does.
        yield from super().pages(replace(request, due_later={}) if self.windows else request, limits)

    def _require_own(self, user_id: str | None) -> None:
        if user_id not in (None, self.owner.user_id):
            raise self.owner.tokens.of_another()

    def account_pages(self, request: Request, limits: Limits, cursor: XCursor) -> Generator[Page, None, XCursor]:
        """Read the account; return the cursor that knows its number. Raises CollectorError for another account."""
        known = yield from super().account_pages(request, limits, cursor)
        self._require_own(known.user_id)
        return known

    def second_looks(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Read the due posts by windows: with private counts, without where those are refused; look up the rest."""
        if not self.windows:
            yield from super().second_looks(request, limits)
            return
        left, stored = dict(request.due), dict(request.stored_posts)
        for private in (True, False):
            wanted = _with_private(left, request.now) if private else left
            for window in list(windows_of(wanted, stored)):
                for page in self._window(limits, window, private=private):
                    stored |= {post.post_id: post.url for post in page.parsed.posts}  # also what appears late
                    for post_id in _told_of(page):
                        left.pop(post_id, None)
                    yield page
        yield from super().second_looks(replace(request, due=left), limits)

    def _window(self, limits: Limits, window: Window, *, private: bool) -> Iterator[Page]:
        """Read a window newest first. Raises CollectorError."""
        user_id, fields, until = self.owner.user_id, self.wanted_fields(), window.until
        if private:
            fields["tweet_fields"] = [*fields["tweet_fields"], *PRIVATE_FIELDS]
        while until > window.since + 1:
            size = self.client.reserve(limits, self.per_post, max(SMALLEST_PAGE, window.count))
            bounds = {"since_id": window.since, "until_id": until, "max_results": size}
            answer = self.client.ask("timeline", limits, self.client.api.get_users_tweets, user_id, **bounds, **fields)
            if not private and not answer.get("data") and of_account(errors_of(answer)):
                raise account_problem(self.account, answer)
            yield self.page("timeline", f"/2/users/{user_id}/tweets", answer)
            numbers = numbers_of(answer)
            if not numbers or following_of(answer) is None or end_of(numbers) >= until:
                return
            until = end_of(numbers)


def _with_private(due: Mapping[str, str], now: datetime | None) -> dict[str, str]:
    """Return the posts that are young enough for private counts."""
    if now is None:
        return {}
    return {
        post_id: due[post_id] for post_id, number in _numbers_of(due).items() if moment_of(number) > now - PRIVATE_AGE
    }


def windows_of(due: Mapping[str, str], stored: Mapping[str, str]) -> Iterable[Window]:
    """Return the stretches in which the due posts stand, and no other stored post: those would be paid for in vain.

    Posts whose address tells no number stand in none.

    >>> list(windows_of({"x:9": "…/9", "x:8": "…/8", "x:4": "…/4"}, {"x:9": "…/9", "x:8": "…/8", "x:6": "…/6", …}))
    [Window(since=7, until=10, count=2), Window(since=3, until=5, count=1)]
    """
    numbers = _numbers_of({**stored, **due})
    run: list[int] = []
    for post_id in [*sorted(numbers, key=lambda key: numbers[key], reverse=True), ""]:
        if post_id in due:
            run.append(numbers[post_id])
        elif run:
            yield Window(min(run) - 1, max(run) + 1, len(run))
            run = []


def _numbers_of(addresses: Mapping[str, str]) -> dict[str, int]:
    """Return the numbers of those posts whose address tells one."""
    found = dict[str, int]()
    for post_id, address in addresses.items():
        with suppress(ValueError):
            found[post_id] = number_of(address)
    return found


def _told_of(page: Page) -> Collection[str]:
    """Return the posts that a page told of, read or not."""
    unreadable = (unread.post_id for unread in page.parsed.unreadable)
    return {*(post.post_id for post in page.parsed.posts), *filter(None, unreadable)}
