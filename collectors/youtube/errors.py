"""The refusals of YouTube, turned into advice."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import requests

from collectors.errors import (
    AccountGone,
    AuthFailed,
    CollectorError,
    Incomplete,
    QuotaSpent,
    RateLimited,
    SourceChanged,
    Unavailable,
)
from collectors.http.edges import PlatformRefusal
from collectors.records import Reads

QUOTA_ZONE = ZoneInfo("America/Los_Angeles")
"""At its midnight the day's units are full again."""
BAD_KEY = ("keyInvalid", "keyExpired", "API_KEY_INVALID", "API_KEY_EXPIRED")
NOT_ENABLED = ("accessNotConfigured", "SERVICE_DISABLED")
RESTRICTED = (
    "ipRefererBlocked", "API_KEY_IP_ADDRESS_BLOCKED", "API_KEY_HTTP_REFERRER_BLOCKED", "API_KEY_SERVICE_BLOCKED",
)  # fmt: skip
SPENT = ("quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg")
SPENT_WORDS = ("per day", "exceeded your quota", "daily limit exceeded")
TOO_FAST = ("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED")
FAILED = ("processingFailure", "backendError", "internalError", "failedPrecondition", "SERVICE_UNAVAILABLE")
NO_LIST = ("playlistNotFound", "playlistItemsNotAccessible", "playlistOperationUnsupported")
TAG = re.compile(r"<[^<>]{0,200}>")  # messages hold links to documents
CLOSED = ("channelClosed", "channelSuspended")
AGAIN = "the next run goes on where this one ended"
SET_KEY = "put a valid YOUTUBE_API_KEY into .env"


class ApiError(PlatformRefusal):
    """A refusal of YouTube, with the reasons that it names."""

    def __init__(self, status: int, body: object, reads: Reads) -> None:
        told = body.get("error") if isinstance(body, dict) else None
        error: dict[str, Any] = told if isinstance(told, dict) else {}
        self.status, self.reads = status, reads
        plain = TAG.sub("", str(error.get("message") or "no reason given"))
        self.message = " ".join(plain.split())[:160]
        super().__init__(f"{status}: {self.message}")
        self.reasons = frozenset(str(one.get("reason")) for one in _parts(error) if one.get("reason"))

    @property
    def ends_reading(self) -> bool:
        """Whether the key, its quota or the channel is refused, so that every further request would be."""
        return bool(_of_key(self) or _of_quota(self, None) or self.tells(*CLOSED))

    @property
    def finds_nothing(self) -> bool:
        """Whether there is no such video, list or comment; each reading asks for itself what that means."""
        return False

    @property
    def loses_place(self) -> bool:
        """Whether it does not know the mark of a page, any more or at all."""
        return self.tells("invalidPageToken")

    @property
    def lacks_uploads(self) -> bool:
        """Whether the list of uploads is not there, or not shown."""
        return self.tells(*NO_LIST)

    def tells(self, *reasons: str) -> bool:
        """Whether one of *reasons* is among those that it names."""
        return not self.reasons.isdisjoint(reasons)


def _parts(error: dict[str, Any]) -> list[dict[str, Any]]:
    lists = (error.get("errors"), error.get("details"))
    return [one for told in lists if isinstance(told, list) for one in told if isinstance(one, dict)]


def next_midnight(now: datetime) -> datetime:
    """Return when the units are full again."""
    local = now.astimezone(QUOTA_ZONE)
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def translate_error(error: ApiError, account: str, now: datetime | None) -> CollectorError:
    """Turn a refusal into the house's own error; what takes no unit is not billed."""
    problem = _problem(error, account, now)
    problem.billed = not isinstance(problem, (AuthFailed, QuotaSpent, RateLimited))
    return problem


def _problem(error: ApiError, account: str, now: datetime | None) -> CollectorError:
    return _of_key(error) or _of_quota(error, now) or _of_channel(error, account) or _of_status(error)


def _of_key(error: ApiError) -> CollectorError | None:
    status = error.status
    if error.tells(*BAD_KEY) or "API key not valid" in error.message or status == requests.codes.unauthorized:
        return AuthFailed(f"YouTube refuses the key ({status})", advice=SET_KEY)
    if error.tells(*NOT_ENABLED):
        return AuthFailed(
            "YouTube Data API v3 is not enabled in the key's project",
            advice="enable it at console.cloud.google.com (APIs and services → Library)",
        )
    if error.tells(*RESTRICTED):
        return AuthFailed(
            "the key's restrictions forbid YouTube or this machine's address",
            advice="mend the key's restrictions at console.cloud.google.com (Credentials)",
        )
    return None


def _of_quota(error: ApiError, now: datetime | None) -> CollectorError | None:
    if error.tells(*SPENT) or any(words in error.message.lower() for words in SPENT_WORDS):
        until = next_midnight(now) if now else None
        return QuotaSpent("YouTube says that the day's units are used up", advice="the next day goes on", until=until)
    if error.tells(*TOO_FAST) or error.status == requests.codes.too_many_requests:
        advice = "raise pace_seconds of this source if it happens again"
        return RateLimited(f"YouTube wants fewer requests ({error.status})", advice=advice)
    return None


def _of_channel(error: ApiError, account: str) -> CollectorError | None:
    if error.tells(*CLOSED):
        return AccountGone(f"YouTube has closed the channel {account}", advice="ask its owner; nothing stored is lost")
    if error.tells("channelNotFound"):
        return no_channel(account)
    if error.lacks_uploads:
        return Incomplete("YouTube does not find the list of the channel's uploads", advice="the next run asks again")
    return None


def _of_status(error: ApiError) -> CollectorError:
    if error.loses_place:
        return Unavailable("YouTube does not know the place in the list any more", advice="the next run asks again")
    if error.status >= requests.codes.server_error or error.tells(*FAILED):
        return Unavailable(f"YouTube has an error of its own ({error.status})", advice=AGAIN)
    if error.status == requests.codes.forbidden:
        return AuthFailed(
            f"YouTube forbids this (403): {error.message}",
            advice="check the key and its project at console.cloud.google.com",
        )
    if error.status < requests.codes.bad_request:
        return Unavailable(f"YouTube led to another address ({error.status})", advice=AGAIN)
    return SourceChanged(
        f"YouTube did not understand the request ({error.status}): {error.message}", advice="update Pantau"
    )


def no_channel(account: str) -> AccountGone:
    """Explain a handle or id under which YouTube shows no channel."""
    return AccountGone(f"YouTube knows no channel {account}", advice="correct the account in config.yaml")
