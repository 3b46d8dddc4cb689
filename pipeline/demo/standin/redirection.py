"""Leads requests for the platforms to the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import requests
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar

from pipeline.demo.world.exchange import HOSTS


class Listening(Protocol):
    """Whatever listens at an address."""

    @property
    def url(self) -> str:
        """The address at which it listens."""


@contextmanager
def redirected(server: Listening) -> Iterator[None]:
    """Lead every ``requests`` request for a host of the stand-in to *server*, and refuse all others.

    The one method through which all sessions send is replaced, because instaloader keeps making new sessions.
    Requests that leave go through plain adapters: those of the sessions may refuse to reach this machine.
    """
    real_send = HTTPAdapter.send
    plain = WeakKeyDictionary[HTTPAdapter, HTTPAdapter]()  # they go with their sessions: each source makes its own

    def send(self: HTTPAdapter, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        url = request.url or ""
        parts = urlsplit(url)
        if parts.hostname not in HOSTS:
            raise requests.ConnectionError(f"blocked: {parts.hostname}", request=request)
        request.headers["Host"] = parts.hostname
        request.url = url.replace(f"{parts.scheme}://{parts.netloc}", server.url, 1)
        try:
            adapter = plain.setdefault(self, HTTPAdapter(max_retries=self.max_retries))
            response = real_send(adapter, request, **options | {"proxies": None})
        finally:
            request.url = url
            del request.headers["Host"]
        response.url = url
        response.cookies = RequestsCookieJar()  # once more: for the real address
        extract_cookies_to_jar(response.cookies, request, response.raw)  # type: ignore[no-untyped-call]  # untyped in the stubs
        return response

    HTTPAdapter.send = send  # type: ignore[method-assign,assignment]  # for the time of the block
    try:
        yield
    finally:
        HTTPAdapter.send = real_send  # type: ignore[method-assign]  # as it was
        for adapter in list(plain.values()):
            adapter.close()
