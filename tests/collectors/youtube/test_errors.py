"""Refusals of YouTube become advice, in whichever form they are written."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.errors import (
    AuthFailed,
    CollectorError,
    Incomplete,
    QuotaSpent,
    RateLimited,
    SourceChanged,
    Unavailable,
)
from collectors.records import Reads
from collectors.youtube.errors import ApiError, translate_error
from pipeline.demo.standin.server import NOW

PER_DAY = "Quota exceeded for quota metric 'Queries' and limit 'Queries per day' of service 'youtube.googleapis.com'"


def refusal(code: int, *reasons: str, message: str = "No", **more: Any) -> ApiError:
    told = {"code": code, "message": message, "errors": [{"reason": reason} for reason in reasons]}
    return ApiError(code, {"error": told | more}, Reads(units=1))


@pytest.mark.parametrize(
    ("error", "kind", "words", "ends"),
    [
        (refusal(429, "rateLimitExceeded", message=PER_DAY), QuotaSpent, "units are used up", True),
        (refusal(429, status="RESOURCE_EXHAUSTED"), RateLimited, "fewer requests", True),
        (refusal(403, details=[{"reason": "RATE_LIMIT_EXCEEDED"}]), RateLimited, "fewer requests", True),
        (refusal(403, message="you have exceeded your quota."), QuotaSpent, "units are used up", True),
        (refusal(400, "failedPrecondition"), Unavailable, "error of its own (400)", False),
        (refusal(403, details=[{"reason": "SERVICE_DISABLED"}]), AuthFailed, "not enabled", True),
        (refusal(401), AuthFailed, "refuses the key", True),
        (
            refusal(403, "forbidden", message='see <a href="/youtube">this page</a>'),
            AuthFailed,
            "see this page;",
            False,
        ),
        (refusal(400, "processingFailure"), Unavailable, "error of its own (400)", False),
        (refusal(500, "backendError"), Unavailable, "error of its own (500)", False),
        (refusal(503, details=[{"reason": "SERVICE_UNAVAILABLE"}]), Unavailable, "error of its own", False),
        (refusal(400, "invalidPageToken"), Unavailable, "the place in the list", False),
        (refusal(403, "playlistItemsNotAccessible"), Incomplete, "does not find the list", False),
        (refusal(404, "playlistNotFound"), Incomplete, "does not find the list", False),
        (refusal(400, "unexpectedParameter"), SourceChanged, "did not understand", False),
        (ApiError(502, None, Reads()), Unavailable, "error of its own (502)", False),
        (ApiError(404, {"error": ["x"]}, Reads()), SourceChanged, "did not understand", False),
    ],
)
def test_a_refusal_says_what_to_do_and_whether_it_concerns_all(  # a row of the table
    error: ApiError, kind: type[CollectorError], words: str, ends: bool
) -> None:
    problem = translate_error(error, "kota", NOW)
    assert type(problem) is kind
    assert words in str(problem)
    assert error.ends_reading is ends
