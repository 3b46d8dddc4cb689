"""Walls that instaloader takes for something else: redirects to a suspension or a challenge, refusals with 200.

instaloader follows a redirect and finds no JSON behind it, and repeats what a platform refused in words. Both of
its checks of an answer are therefore preceded by ours.
"""

from __future__ import annotations

import json
import re
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
    ("/accounts/scraping_warning", "Instagram warns of automated use (scraping_warning)", LET_REST),
    ("/accounts/two_factor", "Instagram wants a person to confirm who they are", LET_REST),
    ("/accounts/confirm", "Instagram wants a person to confirm who they are", LET_REST),
    ("/integrity", "Instagram wants a person to act (checkpoint)", LET_REST),
    ("/privacy/checks", "Instagram wants a person to agree to something", LET_REST),
)
WAIT = "wait a day; where Pantau has no session, give it one in .env (INSTAGRAM_…)"
WORDS = (  # a refusal in words, whatever its status: what it means, and what to do
    (r"(?:checkpoint|challenge|feedback)_required", "Instagram wants a person to act ({words})", LET_REST),
    ("scraping_warning|automated (?:behaviou?r|activity)", "Instagram warns of automated use ({words})", LET_REST),
    (
        "inactive.user|account has been (?:disabled|suspended)",
        "Instagram has disabled the account of the session",
        APPEAL,
    ),
    ("consent_required", "Instagram wants a person to agree to something ({words})", LET_REST),
    ("please wait|try again later|wait a few minutes|require_login", "Instagram refuses for now ({status})", WAIT),
)
LOGGED_OUT = re.compile("login_required|user_has_logged_out|not logged in|logged out")
WANTS_LOGIN = "Instagram wants a login"
TOLD_IN = ("message", "error_type", "payload", "summary", "description", "errorSummary", "errorDescription")
FLAGS = {"spam": "feedback_required", "require_login": "require_login"}  # what is refused in any language
GUARD = "for (;;);"  # how answers begin that no other site's script shall read
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
    if response.status_code == requests.codes.too_many_requests:
        return
    words = _refusal(response)
    if any(told in words for told in RATE_LIMIT):
        raise TooManyRequestsException("429 Too Many Requests, told in words")
    if response.status_code != requests.codes.ok and "/accounts/suspended" in response.text:
        raise Wall(Refused(SUSPENDED, advice=APPEAL))
    if LOGGED_OUT.search(words):
        meaning, advice = ("Instagram wants a new login of the session", LOG_IN) if logged_in else (WANTS_LOGIN, WAIT)
        raise Wall(Refused(meaning, advice=advice))
    for pattern, meaning, advice in WORDS:
        if told := re.search(pattern, words):
            raise Wall(Refused(meaning.format(words=told[0], status=response.status_code), advice=advice))


def _refusal(response: requests.Response) -> str:
    """Return the words of a short answer that is no data, lower-case."""
    if len(response.content) > READ:
        return ""
    text = response.text.removeprefix(GUARD)
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return "" if "<" in text else text.lower()
    if not isinstance(told, dict) or _holds_any(told.get("data")):
        return ""
    errors = told.get("errors")
    parts = [told, *(one for one in (errors if isinstance(errors, list) else ()) if isinstance(one, dict))]
    flags = [words for name, words in FLAGS.items() if told.get(name) is True]
    return " ".join((*flags, *(str(part.get(name) or "") for part in parts for name in TOLD_IN))).lower()


def _holds_any(data: Any) -> bool:
    """Whether an answer holds anything beside names of what it should hold."""
    return any(data.values()) if isinstance(data, dict) else bool(data)


def _raise_for_place(location: str) -> None:
    try:
        path = urlsplit(location).path
    except ValueError:
        return
    for beginning, meaning, advice in REDIRECTS:
        if path.startswith(beginning):
            raise Wall(Refused(meaning, advice=advice))
