"""A client of the Graph API: each request waits its pace, is bounded, and ends as an object or as one kind of error."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from collectors.errors import RateLimited, Unavailable
from collectors.graph.errors import AGAIN, GraphError, Told, problem_of
from collectors.graph.usage import Usage, usage_of
from collectors.http.body import read_body
from collectors.http.dates import http_date
from collectors.http.session import session
from collectors.request import Limits
from collectors.side_values import SideValues

HOST, VERSION = "https://graph.facebook.com", "v25.0"
PAGES_MOST = 10_000  # of one list: a list without end is none

Answer = Mapping[str, Any]


class GraphClient:
    """Asks with one token, which goes into a header: no address holds it."""

    def __init__(self, token: str, *, contact: str, pace_seconds: float, limits: Limits) -> None:
        self._session = session(contact)
        self._session.headers["Authorization"] = f"Bearer {token}"
        self._pace, self._limits = pace_seconds, limits
        self._usage = Usage()
        self._seen_at: datetime | None = None
        self.requests = 0
        """The number of requests so far."""

    def get(self, path: str, **parameters: str) -> Answer:
        """Ask for an object. Raises GraphError, and RateLimited before a request that would be one too many."""
        if self._usage.is_spent:
            raise RateLimited(
                f"Meta's quota is nearly spent ({self._usage.percent}%)",
                advice=AGAIN,
                retry_at=self._usage.free_at(self._seen_at),
            )
        self._limits.pause(self._pace)
        self.requests += 1
        status, headers, body = self._fetch(f"{HOST}/{VERSION}/{path}", parameters)
        self._usage, self._seen_at = usage_of(headers), http_date(headers.get("Date", ""))
        return self._understood(status, body)

    def pages(self, path: str, *, after: str | None = None, **parameters: str) -> Iterator[Answer]:
        """Ask for a list, page after page. The address of the next page holds the token, so the mark alone is used."""
        for _ in range(PAGES_MOST):
            answer = self.get(path, **parameters, **({"after": after} if after else {}))
            yield answer
            after = mark_after(answer)
            if after is None:
                return

    def _fetch(self, url: str, parameters: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        try:
            with self._session.get(url, params=dict(parameters), stream=True, allow_redirects=False) as response:
                return response.status_code, response.headers, read_body(response, "Meta's answer")
        except Unavailable:
            raise
        except (requests.RequestException, HTTPError, OSError) as error:
            raise Unavailable(f"the connection to Meta broke ({type(error).__name__})", advice=AGAIN) from error

    def _understood(self, status: int, body: bytes) -> Answer:
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if isinstance(answer, dict) and status == requests.codes.ok and "error" not in answer:
            return answer
        told = Told.read(status, answer)
        raise GraphError(told, problem_of(told, self._usage.free_at(self._seen_at)))


def mark_after(answer: Answer) -> str | None:
    """Return the mark of the next page; None on the last one."""
    side = SideValues()
    paging = side.part(answer, "paging")
    return side.text(side.part(paging, "cursors"), "after") if paging.get("next") else None
