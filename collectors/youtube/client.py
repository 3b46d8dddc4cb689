"""YouTube Data API v3 by plain requests: the key goes in a header, and every request takes a unit of the day's."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import requests
from urllib3.exceptions import HTTPError

from collectors.errors import SourceChanged, Unavailable
from collectors.http.body import read_body
from collectors.http.reasons import reason_of
from collectors.http.session import session
from collectors.records import Reads
from collectors.request import Limits
from collectors.youtube.errors import AGAIN, ApiError

API = "https://www.googleapis.com/youtube/v3"
KEY_HEADER = "X-Goog-Api-Key"
ATTEMPTS = 1  # after the first; each takes a unit, too
WORST = Reads(units=1 + ATTEMPTS)


class Answer(NamedTuple):
    """A JSON object that YouTube sent, and the units that it took."""

    body: dict[str, Any]
    reads: Reads


class YouTubeClient:
    """Asks for lists, one request after the other."""

    def __init__(self, key: str, contact: str, pace_seconds: float) -> None:
        self.pace_seconds = pace_seconds
        self.session = session(contact, attempts=ATTEMPTS)
        self.session.headers[KEY_HEADER] = key

    def ask(self, limits: Limits, resource: str, **wanted: str | int | None) -> Answer:
        """Ask for a list, such as ``videos``. Raises ApiError, Unavailable and SourceChanged."""
        limits.pause(self.pace_seconds)
        limits.reserve(WORST)
        status, text, reads = self._send(resource, wanted)
        limits.record_reads(reads)
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            body = None
        if status != requests.codes.ok:
            raise ApiError(status, body, reads)
        if body is None:
            raise Unavailable("YouTube answered 200 with a broken body (no JSON)", advice=AGAIN)
        unlisted: list[Any] | None = [] if resource == "channels" else None  # an unknown channel is told without a list
        if not isinstance(body, dict) or not isinstance(body.get("items", unlisted), list):
            raise SourceChanged("YouTube answered with JSON of an unknown shape", advice="update Pantau")
        return Answer(body, reads)

    def _send(self, resource: str, wanted: dict[str, Any]) -> tuple[int, bytes, Reads]:
        try:
            with self.session.get(
                f"{API}/{resource}", params=wanted, stream=True, allow_redirects=False
            ) as response:  # the timeout is the session's
                history = getattr(getattr(response.raw, "retries", None), "history", ())
                return response.status_code, read_body(response, "YouTube's answer"), Reads(units=1 + len(history))
        except (requests.RequestException, HTTPError, OSError) as error:
            words, advice = reason_of(error)
            raise Unavailable(f"YouTube was not read: {words}", advice=advice) from error
