"""One deadline for each exchange: connection, TLS, headers and body; a limit of size; and a way to break off all.

A timeout of a socket bounds one wait only: a server that sends a byte now and then is never too late. Every request of
requests and urllib3 in this process is bounded here, since the pools make their connections of the two classes below;
libraries such as instaloader make sessions of their own, which nobody else could reach.
"""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from functools import partial
from http.client import HTTPResponse
from queue import SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, ReadTimeoutError
from urllib3.response import HTTPResponse as Answer

from collectors.errors import ASKED, BrokenOff

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

DEADLINE = 120.0  # seconds for a whole exchange: 5 MB at the speed of a slow line
LARGEST = 20_000_000  # bytes of a body, unpacked; the largest that platforms send have some 3 MB
TOO_LARGE = f"its answer is larger than {LARGEST // 1_000_000} MB"
SLICE = 0.2  # seconds; how long a request to end may go unseen
_IDLE = list[SimpleQueue[Callable[[], None]]]()  # of the threads that wait for a connection to make
os.register_at_fork(after_in_child=_IDLE.clear)  # a child has none of its parent's threads


@dataclass(slots=True)
class EndSign:
    """A sign that exchanges look at while they wait: they end once the work was asked to end, or takes too long."""

    requested: bool = False
    late: bool = False


_SIGN: ContextVar[EndSign | None] = ContextVar("sign", default=None)


@contextmanager
def exchanges_ended_by(sign: EndSign | None) -> Iterator[None]:
    """Break off each exchange within the block, in whichever thread, once the *sign* is given; without one, none."""
    token = _SIGN.set(sign)
    try:
        yield
    finally:
        _SIGN.reset(token)


@contextmanager
def exchanges_not_ended() -> Iterator[None]:
    """Let nothing but its deadline end an exchange within the block: one whose answer could not be had again.

    Raises BrokenOff where the sign was given before the block.
    """
    _raise_if_given()
    with exchanges_ended_by(None):
        yield


def _raise_if_given() -> None:
    sign = _SIGN.get()
    if sign is not None and (sign.requested or sign.late):
        raise BrokenOff(ASKED)


def may_be_ended() -> bool:
    """Whether exchanges of the running code may be broken off."""
    return _SIGN.get() is not None


class OutOfTimeError(TimeoutError):
    """The whole of an exchange took too long; asking again would take as long."""


class TooLargeError(ReadTimeoutError):
    """A body is larger than what is read.

    Of the kind of a silence: after errors of another kind requests reads on where an answer shows the way elsewhere.
    """

    def __init__(self) -> None:
        super().__init__(None, "", TOO_LARGE)  # type: ignore[arg-type]  # no pool is at hand


class _Arriving(io.RawIOBase):
    """The bytes of a socket as a file, which ends at the deadline, on request, or after too long a silence."""

    def __init__(self, sock: socket.socket, ends_at: float) -> None:
        self._sock, self._ends_at = sock, ends_at
        self._held = sock.makefile("rb", buffering=0)  # keeps the socket open as long as this is

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Wait for some bytes. Raises OutOfTimeError, and TimeoutError for a silence."""
        patience = self._sock.gettimeout()
        silent_at = monotonic() + patience if patience is not None else self._ends_at
        try:
            while True:
                wait = min(SLICE, _left(self._ends_at), max(silent_at - monotonic(), 0.001))
                self._sock.settimeout(wait)
                try:
                    return self._sock.recv_into(buffer)
                except TimeoutError:
                    if monotonic() >= silent_at:
                        raise
        finally:
            self._sock.settimeout(patience)

    def close(self) -> None:
        """Let go of the socket."""
        self._held.close()
        super().close()


class _Reading:
    """A socket as http.client reads an answer from it."""

    def __init__(self, sock: socket.socket, ends_at: float) -> None:
        self._sock, self._ends_at = sock, ends_at

    def makefile(self, *_mode: object) -> io.BufferedReader:
        """Open what arrives."""
        return io.BufferedReader(_Arriving(self._sock, self._ends_at))


def _left(ends_at: float) -> float:
    """Return the seconds up to the deadline. Raises OutOfTimeError, and BrokenOff."""
    _raise_if_given()
    left = ends_at - monotonic()
    if left <= 0:
        raise OutOfTimeError(f"timed out: not whole within {DEADLINE:.0f} seconds")
    return left


class _BoundedAnswer(Answer):
    """An answer whose body is read up to a limit."""

    def stream(self, *args: Any, **options: Any) -> Generator[bytes, None, None]:
        """Read the body in parts, as requests does. Raises TooLargeError, after which nothing more is to be had."""
        size = 0
        for part in super().stream(*args, **options):
            size += len(part)
            if size > LARGEST:
                self.close()
                raise TooLargeError
            yield part

    def drain_conn(self) -> None:
        """Let go of an answer in place of which urllib3 asks again; close one that may be larger than the limit."""
        if self.length_remaining is None or self.length_remaining > LARGEST:
            self.close()
            self.release_conn()
        else:
            super().drain_conn()


def _start_work(work: Callable[[], None]) -> None:
    """Begin the work in an idle thread, or in a new one where none is idle: starting one takes processor time."""
    try:
        tasks = _IDLE.pop()
    except IndexError:
        tasks = SimpleQueue()
        Thread(target=_work_on, args=(tasks,), name="connecting", daemon=True).start()
    tasks.put(work)


def _work_on(tasks: SimpleQueue[Callable[[], None]]) -> None:
    """Do one piece of work after the other, for ever; in between the thread is idle."""
    while True:
        tasks.get()()
        _IDLE.append(tasks)


class _Bounded:
    """Gives each exchange of urllib3's connections its deadline: a new one for each request of a kept connection."""

    response_class: Any
    _ends_at: float | None = None

    def connect(self: Any) -> None:
        """Look the name up, connect and agree upon TLS, in a thread that may be left behind: that cannot be broken off.

        Raises ConnectTimeoutError at the deadline, and BrokenOff.
        """
        ends_at, ready, left_behind, failures = self._begin(), Event(), Event(), list[BaseException]()

        def work() -> None:
            try:
                super(_Bounded, self).connect()  # type: ignore[misc]  # a connection's
            except BaseException as error:  # noqa: BLE001  # raised where it is waited for
                failures.append(error)
            ready.set()
            if left_behind.is_set():
                self.close()

        _start_work(partial(copy_context().run, work))
        try:
            while not ready.wait(min(SLICE, _left(ends_at))):
                pass
        except OutOfTimeError as error:
            left_behind.set()
            raise ConnectTimeoutError(self, f"{self.host} timed out") from error
        except BaseException:
            left_behind.set()
            raise
        if failures:
            raise failures[0]

    def request(self: Any, *args: Any, **options: Any) -> None:
        """Send a request."""
        self._begin()
        super().request(*args, **options)  # type: ignore[misc]  # a connection's

    def getresponse(self: Any) -> Any:
        """Read the head of an answer; the body has what is left of the time."""
        ends_at, self._ends_at = self._begin(), None
        self.response_class = _response_until(ends_at)
        answer = super().getresponse()  # type: ignore[misc]  # a connection's
        answer.__class__ = _BoundedAnswer  # urllib3 leaves no choice of it
        return answer

    def _begin(self: Any) -> float:
        """Return the deadline of the exchange under way, or of one that begins."""
        if self._ends_at is None:
            self._ends_at = monotonic() + DEADLINE
            self.response_class = _response_until(self._ends_at)  # a proxy may answer before the host does
        return cast("float", self._ends_at)


def _response_until(ends_at: float) -> Callable[..., HTTPResponse]:
    """Make answers that must be whole by then."""
    return lambda sock, *args, **options: HTTPResponse(cast("socket.socket", _Reading(sock, ends_at)), *args, **options)


class BoundedConnection(_Bounded, HTTPConnection):
    """A connection whose exchanges have a deadline."""


class BoundedTLSConnection(_Bounded, HTTPSConnection):
    """A connection by TLS whose exchanges have a deadline."""


HTTPConnectionPool.ConnectionCls = BoundedConnection
HTTPSConnectionPool.ConnectionCls = BoundedTLSConnection
