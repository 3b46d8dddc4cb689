"""The Graph API by plain requests: the token goes in a header, pages are followed by their cursor alone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import requests
from urllib3.exceptions import HTTPError

from collectors.errors import RateLimited, SourceChanged, Unavailable
from collectors.graph.errors import AGAIN, GraphError
from collectors.graph.usage import Usage, usage_of
from collectors.http.body import read_body
from collectors.http.reasons import reason_of
from collectors.http.session import session
from collectors.request import Limits

API = "https://graph.facebook.com/v25.0"
ATTEMPTS = 1  # after the first
HIDDEN = "***"
GIVEN = "access_token"  # the field of an answer that gives one to ask with; it may be the one that asked
LIMIT = re.compile(r"\.limit\(([1-9]\d*)\)")


class GraphClient:
    """Asks for objects and edges, one request after the other, and slows down before Meta's limits do it."""

    def __init__(self, token: str, contact: str, pace_seconds: float) -> None:
        self.pace_seconds, self.usage, self.requests = pace_seconds, Usage(), 0
        self.session = session(contact, attempts=ATTEMPTS)
        self._part = 1
        """The number by which the sizes of lists are divided since Meta called one too large."""
        self._tokens = set[str]()
        self.use(token)

    def use(self, token: str) -> None:
        """Ask with another token from now on, such as the one of a Page."""
        self._tokens.add(token)
        self.session.headers["Authorization"] = f"Bearer {token}"

    def ask(self, limits: Limits, path: str, **wanted: str | int | None) -> dict[str, Any]:
        """Ask for ``me`` or ``123/posts``; what is None is not sent. Too large lists are asked in parts.

        Raises GraphError for what Meta refuses, and RateLimited, Unavailable and SourceChanged.
        """
        told = {name: value for name, value in wanted.items() if value is not None}
        part = self._part
        while True:
            try:
                return self._ask(limits, path, _divide_sizes(told, self._part))
            except GraphError as error:
                if not error.wants_less or _divide_sizes(told, self._part) == _divide_sizes(told, self._part * 2):
                    self._part = part  # one that fails at any size says nothing of the others
                    raise
                self._part *= 2

    def _ask(self, limits: Limits, path: str, wanted: Mapping[str, str | int]) -> dict[str, Any]:
        if self.usage.is_spent:
            raise RateLimited(
                f"{self.usage.share:.0f} % of Meta's limit is used up", advice=AGAIN, retry_at=self.usage.retry_at
            )
        limits.pause(self.pace_seconds * self.usage.slowness)
        status, text = self._send(path, wanted)
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            body = None
        if status != requests.codes.ok or (isinstance(body, dict) and isinstance(body.get("error"), dict)):
            raise GraphError(status, self._without_tokens(body), retry_at=self.usage.retry_at)
        if body is None:
            raise Unavailable("Meta answered 200 with a broken body (no JSON)", advice=AGAIN)
        if not isinstance(body, dict):
            raise SourceChanged("Meta answered with JSON of an unknown shape", advice="update Pantau")
        told: dict[str, Any] = self._without_tokens(body)
        if GIVEN in body and GIVEN in str(wanted.get("fields")).split(","):
            told[GIVEN] = body[GIVEN]
        return told

    def _send(self, path: str, wanted: Mapping[str, Any]) -> tuple[int, bytes]:
        self.requests += 1
        try:
            with self.session.get(
                f"{API}/{path}", params=dict(wanted), stream=True, allow_redirects=False
            ) as response:  # the timeout is the session's
                self.usage = usage_of(response.headers)
                return response.status_code, read_body(response, "Meta's answer")
        except (requests.RequestException, HTTPError, OSError) as error:
            words, advice = reason_of(error)
            raise Unavailable(f"Meta was not read: {words}", advice=advice) from error

    def _without_tokens(self, body: Any) -> Any:
        """Return an answer without tokens: errors repeat the request that they refuse, addresses of pages hold them."""
        text = json.dumps(body)
        for token in self._tokens:
            for written in (token, quote(token, safe="")):
                text = text.replace(json.dumps(written)[1:-1], HIDDEN)
        return json.loads(text)


def _divide_sizes(wanted: Mapping[str, str | int], part: int) -> dict[str, str | int]:
    """Divide the sizes of all lists that a request asks for: ``limit=50``, and ``media.limit(50){…}`` in its fields."""
    told = dict(wanted)
    if isinstance(size := told.get("limit"), int):
        told["limit"] = max(size // part, 1)
    if fields := told.get("fields"):
        told["fields"] = LIMIT.sub(lambda found: f".limit({max(int(found[1]) // part, 1)})", str(fields))
    return told


def items_of(answer: Mapping[str, Any], edge: str | None = None) -> list[Any]:
    """Return the list of an answer, or of an edge within it. Raises SourceChanged."""
    told = answer if edge is None else answer.get(edge, {"data": []})
    items = told.get("data") if isinstance(told, dict) else None
    if not isinstance(items, list):
        raise SourceChanged("Meta's answer holds no list", advice="update Pantau")
    return items


def after_of(answer: Mapping[str, Any]) -> str | None:
    """Return the cursor of the page that follows; None where none does. Raises SourceChanged.

    ``next`` only says that one follows: its address holds the token, and could lead anywhere.
    """
    paging = answer.get("paging")
    if not isinstance(paging, dict) or not paging.get("next"):
        return None
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    after = after or next(iter(_query(paging["next"]).get("after", [])), None)
    if not after:
        raise SourceChanged("Meta names a page that follows without its cursor", advice="update Pantau")
    return str(after)


def _query(address: object) -> dict[str, list[str]]:
    try:
        return parse_qs(urlsplit(str(address)).query)
    except ValueError:
        return {}
