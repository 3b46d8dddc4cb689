"""The refusals of YouTube, turned into advice."""

from __future__ import annotations

from datetime import datetime, timedelta
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
from collectors.youtube.client import AGAIN, ApiError

QUOTA_ZONE = ZoneInfo("America/Los_Angeles")
"""At its midnight the day's units are full again."""
BAD_KEY = ("keyInvalid", "keyExpired", "API_KEY_INVALID", "API_KEY_EXPIRED")
NOT_ENABLED = ("accessNotConfigured", "SERVICE_DISABLED")
RESTRICTED = (
    "ipRefererBlocked", "API_KEY_IP_ADDRESS_BLOCKED", "API_KEY_HTTP_REFERRER_BLOCKED", "API_KEY_SERVICE_BLOCKED",
)  # fmt: skip
SPENT = ("quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg")
TOO_FAST = ("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED")
CLOSED = ("channelClosed", "channelSuspended")
SET_KEY = "put a valid YOUTUBE_API_KEY into .env"


def next_midnight(now: datetime) -> datetime:
    """Return when the units are full again."""
    local = now.astimezone(QUOTA_ZONE)
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def translated(error: ApiError, account: str, now: datetime | None) -> CollectorError:
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
    if error.tells(*SPENT):
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
    if error.tells("playlistNotFound"):
        return Incomplete("YouTube does not find the list of the channel's uploads", advice="the next run asks again")
    return None


def _of_status(error: ApiError) -> CollectorError:
    if error.status >= requests.codes.server_error:
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
