"""The refusals of X, turned into advice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import requests
import tweepy
from urllib3.exceptions import ReadTimeoutError

from collectors.errors import (
    AccountGone,
    AuthFailed,
    CollectorError,
    QuotaSpent,
    RateLimited,
    SourceChanged,
    Unavailable,
)
from collectors.http.exchange import TooLargeError
from collectors.http.reasons import is_unsent, never_sent, reason_of, why_not_reached
from collectors.x.parser import errors_of

AGAIN = "the next run goes on where this one ended"
WAKE = "mend that at X and run: pantau wake x; otherwise the next month goes on from here"
SPENT = re.compile(r"spend(?:ing)?[-_ ]?(?:cap|limit)", re.IGNORECASE)
LONGEST = 160  # characters of X's own words that a message repeats


class TokenRefused(AuthFailed):
    """X takes the token for nobody's."""


class NotPermitted(AuthFailed):
    """X takes the token, and forbids this."""


def answer_of(response: requests.Response) -> dict[str, Any]:
    """Read an answer with status 200. Raises Unavailable for what is no JSON: a proxy's page, a cut body."""
    try:
        answer = response.json()
    except (ValueError, RecursionError) as error:
        kind = response.headers.get("Content-Type", "no type").split(";")[0]
        raise Unavailable(f"X answered 200 with a broken body ({kind}, no JSON)", advice=AGAIN) from error
    if not isinstance(answer, dict):
        raise SourceChanged("X answered with JSON of an unknown shape", advice="update Pantau")
    return answer


def of_account(errors: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the errors that speak of an account, and not of posts that X may not show or does not find."""
    return [
        error
        for error in errors
        if error.get("resource_type") != "tweet" and " tweet with " not in f" {error.get('detail')} ".lower()
    ]


def account_problem(account: str, answer: Mapping[str, Any]) -> CollectorError:
    """Explain a 200 that holds errors instead of an account or its posts."""
    first = next(iter(of_account(errors_of(answer))), None)
    if first is None:
        return SourceChanged("X answered with neither data nor errors", advice="update Pantau")
    title, detail = _line(first.get("title")), _line(first.get("detail"))
    if "suspended" in detail.lower():
        return AccountGone(f"X has suspended @{account}", advice="ask its owner; nothing stored is lost")
    if "authorization" in title.lower():
        return explain_protected(account)
    if "not found" in title.lower():
        return AccountGone(f"X knows no account @{account}", advice="correct the account in config.yaml")
    return Unavailable(f"X answered: {title}: {detail}", advice=AGAIN)


def explain_protected(account: str) -> AccountGone:
    """Explain an account that shows its posts to its followers only."""
    return AccountGone(f"@{account} is protected", advice="ask its owner to open it, or remove the source")


def translate_error(error: Exception) -> CollectorError:
    """Turn an exception of tweepy or requests into the house's own."""
    if isinstance(error, tweepy.HTTPException):
        many = isinstance(error, tweepy.TooManyRequests)
        problem = _too_many(error.response) if many else _error_of_refusal(error.response)
        # X charges for what it returns, not for errors; but an attempt before this one may have been served.
        problem.billed = _may_have_arrived(error.response.raw)
        return problem
    if isinstance(error, requests.RequestException):
        what, advice = _failure(error)
        broken = Unavailable(what, advice=advice)
        broken.billed = not never_sent(error)
        return broken
    # tweepy reads headers and bodies of errors as if they were always as X documents them.
    return Unavailable(f"X answered with an error of an unknown shape ({type(error).__name__})", advice=AGAIN)


def _failure(error: requests.RequestException) -> tuple[str, str]:
    """Say why a request failed, and what to do."""
    if near := why_not_reached(error):
        return f"X was not reached: {near[0]}", near[1]
    if isinstance(next(iter(error.args), None), TooLargeError):
        return f"X was not read: {reason_of(error)[0]}", AGAIN
    broken = f"the connection to X broke ({type(error).__name__})"
    return "X did not answer in time" if _timed_out(error) else broken, AGAIN


def _may_have_arrived(answer: Any) -> bool:
    """Whether an attempt before an answer broke off after it was sent."""
    history = getattr(getattr(answer, "retries", None), "history", ())
    return any(past.error and not is_unsent(past.error) for past in history)


def _timed_out(error: Exception) -> bool:
    """Whether X kept silent; requests tells that of a body, or after retries, only as what broke a connection."""
    told = next(iter(error.args), None)
    return isinstance(error, requests.Timeout) or isinstance(getattr(told, "reason", told), ReadTimeoutError)


def _error_of_refusal(response: requests.Response) -> CollectorError:
    body, status = response.text, response.status_code
    if status == requests.codes.unauthorized:
        return TokenRefused("X refuses the token (401)", advice="put a valid X_BEARER_TOKEN into .env")
    if status == requests.codes.payment_required:
        return QuotaSpent("X says that the account's credits are used up", advice=WAKE)
    if SPENT.search(body):
        return _limit_reached()
    if status == requests.codes.forbidden and "client-not-enrolled" in body:
        return AuthFailed("X says that the app belongs to no project", advice="attach it in X's developer portal")
    if status == requests.codes.forbidden:
        return NotPermitted(f"X forbids this (403): {_detail(response)}", advice="check the app's access level")
    if status >= requests.codes.server_error:
        return Unavailable(f"X has an error of its own ({status})", advice=AGAIN)
    return SourceChanged(f"X did not understand the request ({status}): {_detail(response)}", advice="update Pantau")


def _limit_reached() -> QuotaSpent:
    return QuotaSpent("X says that the spending limit that was set there is reached", advice=WAKE)


def _too_many(response: requests.Response) -> CollectorError:
    """Tell a monthly cap, which no waiting of minutes mends, from a rate limit."""
    if SPENT.search(response.text):
        return _limit_reached()
    if "usage-capped" in response.text or "UsageCapExceeded" in response.text:
        return QuotaSpent("X says that the month's usage cap is reached", advice=WAKE)
    try:
        retry_at = datetime.fromtimestamp(int(response.headers["x-rate-limit-reset"]), UTC)
    except (KeyError, ValueError, OverflowError):
        retry_at = None
    return RateLimited("X wants fewer requests (429)", advice=AGAIN, retry_at=retry_at)


def _detail(response: requests.Response) -> str:
    try:
        answer = response.json()
    except (ValueError, RecursionError):
        answer = None
    told = answer if isinstance(answer, dict) else {}
    old = next((one.get("message") for one in errors_of(told)), None)  # how the API before this one says it
    return _line(told.get("detail") or told.get("title") or old or "no reason given")


def _line(words: object) -> str:
    """Make one short line of what X says."""
    return " ".join(str(words or "").split())[:LONGEST]
