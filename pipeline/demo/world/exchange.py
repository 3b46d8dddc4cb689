"""Hold one request to the stand-in, one answer, and one line of its log."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

HOSTS = {
    "api.twitter.com": "x",
    "www.instagram.com": "instagram",
    "i.instagram.com": "instagram",
    "graph.facebook.com": "meta",
    "diskominfo.bekasikota.go.id": "website",
    "www.diskominfo.bekasikota.go.id": "website",
    "kabar-patriot.example": "website",
    "www.googleapis.com": "youtube",
}


@dataclass(slots=True, kw_only=True)
class Request:
    """A request as the platforms see it; ``query`` also holds the fields of a posted form."""

    method: str
    host: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    """Names are lower-case."""
    cookies: dict[str, str] = field(default_factory=dict)
    fault: str | None = None
    """The fault that is due on this request, if any."""


@dataclass(slots=True)
class Answer:
    """An answer; a mapping as ``body`` is sent as JSON, a string as HTML."""

    status: int = 200
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)
    post_ids: list[str] = field(default_factory=list)
    """The posts in it, by the platform's own ids."""
    includes: dict[str, list[str]] = field(default_factory=dict)
    """X only: what the expansions added, by kind."""

    @property
    def content_type(self) -> str:
        """The type of what is sent."""
        return "application/json; charset=utf-8" if isinstance(self.body, dict) else "text/html; charset=utf-8"

    def payload(self) -> bytes:
        """Encode the body; JSON as ASCII, so that emoji travel as surrogate escapes, as on the platforms."""
        if isinstance(self.body, bytes):
            return self.body
        return (json.dumps(self.body) if isinstance(self.body, dict) else str(self.body)).encode()


class Refused(Exception):
    """Ends the handling of a request with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRequest:
    """A request that the stand-in answered, for assertions.

    ``status`` is 0 where a fault kept the whole answer from arriving; then ``post_ids`` is empty too.
    """

    platform: str
    method: str
    host: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    status: int
    items: int
    post_ids: tuple[str, ...]
    includes: dict[str, list[str]]
    fault: str | None
