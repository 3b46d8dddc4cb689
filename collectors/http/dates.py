"""Observe the Date header of every answer: the time that servers tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import requests

See = Callable[[str, datetime], None]
"""Takes a host, and what it says that the time is."""
_OBSERVER: ContextVar[tuple[See, set[str]] | None] = ContextVar("observer", default=None)
"""The observer, and the hosts whose time it knows."""


@contextmanager
def dates_told_to(see: See) -> Iterator[None]:
    """Tell *see* what servers say that the time is, by the first answer of each host within the block."""
    token = _OBSERVER.set((see, set()))
    try:
        yield
    finally:
        _OBSERVER.reset(token)


def observe_date(response: requests.Response, *_: Any, **__: Any) -> None:
    """Pass on the date of an answer; can be a hook of requests."""
    observer, moment = _OBSERVER.get(), http_date(response.headers.get("Date", ""))
    if observer is None or moment is None:
        return
    (see, known), host = observer, urlsplit(response.url or "").hostname
    if host and host not in known and not response.headers.get("Age"):  # a cache's answer is as old as it says
        known.add(host)
        see(host, moment)


def http_date(text: str) -> datetime | None:
    """Read an HTTP date, which is in UTC where it names no zone; None for anything else."""
    try:
        at = parsedate_to_datetime(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
