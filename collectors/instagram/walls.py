"""Walls that instaloader takes for something else: redirects to a suspension or a challenge, refusals with 200.

instaloader follows a redirect and finds no JSON behind it, and repeats what a platform refused in words. Both of
its checks of an answer are therefore preceded by ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
from instaloader import InstaloaderContext
from instaloader.exceptions import AbortDownloadException, TooManyRequestsException

from collectors.errors import CollectorError, Refused
from collectors.http.dates import observe_date

LET_REST = "open Instagram with that account, do what it asks, renew the session"
LOG_IN = "log in again, renew the session in .env, then run: pantau wake instagram"
APPEAL = "open Instagram with that account and appeal, or give Pantau the session of another account"
READ = 4_000  # bytes of an answer that refuses in words
SUSPENDED = "Instagram has suspended the account of the session"
REDIRECTS = (  # where a path leads, what that means, and what to do
    ("/accounts/suspended", SUSPENDED, APPEAL),
    ("/accounts/disabled", "Instagram has disabled the account of the session", APPEAL),
    ("/auth_platform", "Instagram wants a code that it sent to the session's owner", LET_REST),
    ("/challenge", "Instagram wants a person to act (challenge)", LET_REST),
    ("/checkpoint", "Instagram wants a person to act (checkpoint)", LET_REST),
    ("/consent", "Instagram wants a person to agree to something", LET_REST),
    ("/terms", "Instagram wants a person to agree to its terms", LET_REST),
)
RATE_LIMIT = ("rate limit exceeded", "rate_limit_exceeded", "too many requests")


class Wall(AbortDownloadException):
    """A wall; instaloader lets it through at once. ``problem`` is what it means."""

    def __init__(self, problem: CollectorError) -> None:
        super().__init__(str(problem))
        self.problem = problem


def watch_for_walls(context: InstaloaderContext) -> None:
    """Let *context* raise Wall where an answer is one: the first check precedes pages, the second queries."""
    for name in ("_raise_if_login_redirect", "_raise_for_status"):
        _precede(context, name, lambda response: raise_for_wall(response, logged_in=context.is_logged_in))


def _precede(context: InstaloaderContext, name: str, check: Callable[[requests.Response], None]) -> None:
    theirs = getattr(context, name)

    def checked(response: requests.Response, *more: Any) -> Any:
        observe_date(response)  # instaloader makes sessions by itself
        check(response)
        return theirs(response, *more)

    setattr(context, name, checked)


def raise_for_wall(response: requests.Response, *, logged_in: bool) -> None:
    """Raise Wall, or TooManyRequestsException, for a redirect or a refusal in words, whatever its status."""
    if response.is_redirect:
        _raise_for_place(response.headers.get("location", ""))
    words = _refusal(response)
    if any(told in words for told in RATE_LIMIT):
        raise TooManyRequestsException("429 Too Many Requests, told in words")
    if response.status_code == requests.codes.ok:
        return
    if "/accounts/suspended" in response.text:
        raise Wall(Refused(SUSPENDED, advice=APPEAL))
    if logged_in and "login_required" in words:
        raise Wall(Refused("Instagram wants a new login of the session", advice=LOG_IN))


def _refusal(response: requests.Response) -> str:
    """Return the words of a short answer that is no data, lower-case."""
    if len(response.content) > READ:
        return ""
    try:
        told = response.json()
    except ValueError:
        return response.text.lower()
    return str(told.get("message") or "").lower() if isinstance(told, dict) else ""


def _raise_for_place(location: str) -> None:
    try:
        path = urlsplit(location).path
    except ValueError:
        return
    for beginning, meaning, advice in REDIRECTS:
        if path.startswith(beginning):
            raise Wall(Refused(meaning, advice=advice))
