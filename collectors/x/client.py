"""Requests to X: the worst cost is booked before each is sent, and what its answer really brought after it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import requests
import tweepy

from collectors.errors import BudgetExhausted, RateLimited
from collectors.http.dates import observe_date
from collectors.http.session import make_retrying_adapter
from collectors.records import ODD, Reads
from collectors.request import Limits
from collectors.x.errors import answer_of, translate_error
from collectors.x.parser import reads_of

PAGE_SIZE = 100  # the most that one request may ask for
SMALLEST_PAGE = 5  # the least
LET_THROUGH = (
    tweepy.TweepyException,
    requests.RequestException,
    # tweepy's own, when an error is of a shape that it does not know
    AttributeError, KeyError, TypeError, ValueError, RecursionError,
)  # fmt: skip


class XClient:
    """Asks X with a bearer token; *kind* is that of the page which an answer becomes."""

    def __init__(self, bearer_token: str, pace_seconds: float = 1.0) -> None:
        self.api, self.pace_seconds = client_of(bearer_token), pace_seconds

    def worst(self, per_post: Reads, size: int, kind: str = "timeline") -> Reads:  # noqa: ARG002  # an owner's differ
        """Return what a page of that size can cost; *per_post* is the most that one post can bring."""
        return Reads(posts=per_post.posts * size, media=per_post.media * size)

    def brought(self, kind: str, answer: dict[str, Any]) -> Reads:  # noqa: ARG002  # as above
        """Count what an answer may be billed for."""
        return reads_of(answer)

    def reserve(
        self,
        limits: Limits,
        per_post: Reads,
        wanted: int | None = None,
        *,
        least: int = SMALLEST_PAGE,
        kind: str = "timeline",
    ) -> int:
        """Wait, and book the cost of a page; return its size.

        That is PAGE_SIZE, or what is *wanted* if that is less, or *least* when the money is nearly gone.
        """
        size = min(wanted or PAGE_SIZE, PAGE_SIZE)
        worst = self.worst(per_post, size, kind)
        limits.pause(self.pace_seconds)
        try:
            limits.reserve(worst)
        except BudgetExhausted:
            size = min(least, size)
            limits.reserve(self.worst(per_post, size, kind))
        return size

    def ask(self, kind: str, limits: Limits, method: Callable[..., Any], *args: Any, **wanted: Any) -> dict[str, Any]:
        """Ask X; after a rate limit once more, if the configuration allows so long a wait."""
        answer = self.answer(limits, method, *args, **wanted)
        with suppress(*ODD):  # of an answer that cannot be counted the worst stays booked
            limits.record_reads(self.brought(kind, answer))
        return answer

    def answer(self, limits: Limits, method: Callable[..., Any], *args: Any, **wanted: Any) -> dict[str, Any]:
        """Return the answer of X. Raises CollectorError."""
        try:
            return answer_of(method(*args, **wanted))
        except LET_THROUGH as error:
            problem = translate_error(error)
            waits = isinstance(problem, RateLimited) and problem.retry_at and limits.wait_until(problem.retry_at)
            if not waits:
                raise problem from error
        try:
            return answer_of(method(*args, **wanted))
        except LET_THROUGH as error:
            raise translate_error(error) from error


def client_of(bearer_token: str) -> tweepy.Client:
    """Make the client that asks X with a token."""
    # wait_on_rate_limit recurses until RecursionError when the reset lies in the past: we never wait there.
    client = tweepy.Client(bearer_token, return_type=requests.Response, wait_on_rate_limit=False)
    client.session.mount("https://", make_retrying_adapter())
    client.session.hooks["response"].append(observe_date)
    return client
