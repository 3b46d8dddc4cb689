"""Requests to the one server that is configured: no redirect, no proxy, a bounded body, and known where they went.

The check of a local server stands where the connection is made, on the address that it was made to and before a byte
is sent: a name that changes its mind in between gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from time import monotonic
from typing import Any

import httpcore2
import httpx2

PLAIN = {b"identity", b""}
"""The only coding of a body that is read: a packed one may grow a thousandfold when it is unpacked."""
LARGEST = 1_000_000  # bytes of an answer; a right one has about two thousand


class NotLocalError(httpx2.TransportError):
    """The server that must be local stands elsewhere; nothing was sent to it."""


class TooMuchError(httpx2.TransportError):
    """An answer is larger than any right one."""


def is_local(address: str) -> bool:
    """Tell whether an address is this machine's or of a private network."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_loopback or (found.is_private and not found.is_unspecified)


class _Timed(httpcore2.NetworkStream):
    """A connection of which every step must end before the request's deadline, however slowly it drips."""

    def __init__(self, stream: httpcore2.NetworkStream, backend: _Backend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._backend.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._backend.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, *given: Any, **options: Any) -> httpcore2.NetworkStream:
        return _Timed(self._stream.start_tls(*given, **options), self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore2.SyncBackend):
    """Opens connections, and remembers the address of the last one."""

    def __init__(self, *, only_local: bool) -> None:
        self._only_local = only_local
        self.address = ""
        self.ends = 0.0

    def left(self, timeout: float | None) -> float:
        """Give the time that a step may take. Raises ReadTimeout when the request's is over."""
        rest = self.ends - monotonic()
        if rest <= 0:
            raise httpcore2.ReadTimeout
        return rest if timeout is None else min(timeout, rest)

    def connect_tcp(self, *given: Any, **options: Any) -> httpcore2.NetworkStream:
        stream = super().connect_tcp(*given, **options)
        self.address = str(stream.get_extra_info("server_addr")[0])
        if self._only_local and not is_local(self.address):
            stream.close()
            raise NotLocalError(f"the reader's server is at {self.address}, which is no local address")
        return _Timed(stream, self)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the errors of the connection into those that the client above knows."""
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise httpx2.ReadTimeout("the reader's server is too slow") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise httpx2.TransportError(f"no connection to the reader's server: {error}") from error


class _Body(httpx2.SyncByteStream):
    """A body that ends with an error when it grows too large."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        with _translated():
            for chunk in self._stream:
                size += len(chunk)
                if size > LARGEST:
                    raise TooMuchError("the reader's server sends more than any answer is")
                yield chunk

    def close(self) -> None:
        close = getattr(self._stream, "close", None)
        if close:
            close()


class ReaderTransport(httpx2.BaseTransport):
    """Carries requests over connections of ours; an answer must be whole *seconds* after its beginning."""

    def __init__(self, seconds: float, *, only_local: bool = False) -> None:
        self._seconds = seconds
        self._backend = _Backend(only_local=only_local)
        context = httpx2.create_ssl_context(trust_env=False)
        self._pool = httpcore2.ConnectionPool(ssl_context=context, network_backend=self._backend)

    @property
    def address(self) -> str:
        """The address that the last connection was made to."""
        return self._backend.address

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; an answer that redirects is given back as it is, and fails as no answer."""
        url = request.url
        self._backend.ends = monotonic() + self._seconds
        sent = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=[
                *((name, value) for name, value in request.headers.raw if name.lower() != b"accept-encoding"),
                (b"Accept-Encoding", b"identity"),
            ],
            content=request.stream,
            extensions=request.extensions,
        )
        with _translated():
            answer = self._pool.handle_request(sent)
        if any(name.lower() == b"content-encoding" and value.strip() not in PLAIN for name, value in answer.headers):
            answer.close()
            raise TooMuchError("the reader's server packs its answer, which was asked to be plain")
        stream = answer.stream
        if not isinstance(stream, Iterable):
            raise TypeError("the connection pool gave no readable body")
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(stream))

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()
