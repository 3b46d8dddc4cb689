"""A server that trickles is given up at one deadline, whatever library asks it; a request to end breaks off at once."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread, current_thread

import pytest
import requests
import urllib3
from instaloader import InstaloaderContext
from instaloader.exceptions import ConnectionException

from collectors.errors import BrokenOff, Unavailable
from collectors.http import exchange
from collectors.http.body import read_body
from collectors.http.reasons import reason_of
from collectors.http.session import session
from collectors.instagram.errors import translate_error as instagram_problem
from collectors.x.client import client_of
from collectors.x.errors import translate_error as x_problem
from tests.collectors.http.broken_lines import Greet, by_tls, served

HEAD = b"HTTP/1.1 200 OK\r\n"
PACKED = gzip.compress(b"." * 1000)
TRICKLES = {  # what comes at once, what comes again and again, and what makes the answer whole
    "a status line": (b"", b"HTTP/1.1 200 " + b"O" * 100, b"\r\nContent-Length: 0\r\n\r\n"),
    "an interim answer": (b"", b"HTTP/1.1 100 Continue\r\n\r\n", HEAD + b"Content-Length: 0\r\n\r\n"),
    "a line of the head": (HEAD + b"X-Pelan: ", b"." * 100, b"\r\nContent-Length: 0\r\n\r\n"),
    "lines of the head": (HEAD, b"X-Pelan: 1\r\n", b"Content-Length: 0\r\n\r\n"),
    "a body": (HEAD + b"Content-Length: 100\r\n\r\n", b"." * 100, b""),
    "a body without a length": (HEAD + b"Connection: close\r\n\r\n", b"." * 100, b""),
    "a body in parts": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n.\r\n", b"0\r\n\r\n"),
    "the length of a part": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 100, b"0\r\n\r\n"),
    "a packed body": (
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED),
        PACKED,
        b"",
    ),
}
PIECES = 100  # a trickle's; they take far longer than the deadline, and less than a reader's patience


def trickle(kind: str, *, seen: Event | None = None) -> Greet:
    """Send an answer in pieces that each come soon."""
    first, again, last = TRICKLES[kind]
    stream = again * -(-PIECES // len(again)) if b"\r\n" in again else again

    def greet(connection: socket.socket) -> None:
        with suppress(OSError):
            connection.recv(65_536)
            connection.sendall(first)
            size = -(-len(stream) // PIECES)
            for start in range(0, len(stream), size):
                connection.sendall(stream[start : start + size])
                if seen:
                    seen.set()
                Event().wait(0.05)
            connection.sendall(last)

    return greet


@pytest.fixture(autouse=True)
def soon_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "DEADLINE", 0.2)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):  # they would win over what a session says
        monkeypatch.delenv(name, raising=False)


def read_website(url: str) -> bytes:
    """Read as websites, Meta and YouTube are read."""
    with session("humas@kota.example", may_reach=lambda _address: True) as web:
        web.verify = False
        with web.get(url, stream=True) as response:
            return read_body(response, "kota.example")


def read_x(url: str) -> object:
    client = client_of("kunci")
    client.session.verify = False
    return client.session.get(url)


def read_anything(url: str) -> object:
    return requests.get(url, timeout=30, verify=False)


def read_by_urllib3(url: str) -> object:
    with urllib3.PoolManager(cert_reqs="CERT_NONE") as pools:
        return pools.request("GET", url, retries=False)


READERS = [read_website, read_x, read_anything, read_by_urllib3]


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("kind", TRICKLES)
@pytest.mark.parametrize("read", READERS)
def test_an_answer_that_trickles_is_given_up_at_the_deadline(
    read: Callable[[str], object], kind: str, secure: bool
) -> None:
    greet = by_tls(trickle(kind)) if secure else trickle(kind)
    with (
        served(greet) as port,
        pytest.raises((requests.RequestException, urllib3.exceptions.HTTPError)) as given_up,
    ):
        read(f"http{'s' * secure}://127.0.0.1:{port}/")
    assert reason_of(given_up.value)[0] == "no answer in time"


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.parametrize("kind", ["a line of the head", "a body in parts"])
def test_instaloader_gives_up_as_well_and_it_is_told_in_words(kind: str) -> None:
    context = InstaloaderContext(sleep=False, quiet=True, max_connection_attempts=1, request_timeout=30)
    context._session.verify = False
    with served(by_tls(trickle(kind))) as port, pytest.raises(ConnectionException) as given_up:
        context.get_json("graphql/query", {}, host=f"127.0.0.1:{port}")
    told = instagram_problem(given_up.value, "kota")
    assert isinstance(told, Unavailable)
    assert kind == "a body in parts" or "did not answer in time" in str(told)


@pytest.mark.parametrize("kind", ["a status line", "a body"])
def test_of_x_it_is_told_in_words_and_counts_as_perhaps_served(kind: str) -> None:
    with served(trickle(kind)) as port, pytest.raises(requests.RequestException) as given_up:
        read_x(f"http://127.0.0.1:{port}/")
    told = x_problem(given_up.value)
    assert "X did not answer in time" in str(told)
    assert told.billed


def test_what_had_its_whole_time_is_not_asked_again() -> None:
    asked = list[int]()

    def greet(connection: socket.socket) -> None:
        asked.append(1)
        trickle("a line of the head")(connection)

    with served(greet) as port, pytest.raises(requests.RequestException):
        read_website(f"http://127.0.0.1:{port}/")
    assert asked == [1]


def answer_twice(connection: socket.socket) -> None:
    for _ in range(2):
        connection.recv(65_536)
        connection.sendall(HEAD + b"Content-Length: 5\r\n\r\nkabar")


def test_each_request_of_a_kept_connection_has_a_time_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(exchange, "monotonic", lambda: clock[0])
    with served(answer_twice) as port, requests.Session() as web:
        for _ in range(2):
            assert web.get(f"http://127.0.0.1:{port}/", timeout=30).text == "kabar"
            clock[0] += 1000


def test_connections_one_after_the_other_start_no_thread_each(monkeypatch: pytest.MonkeyPatch) -> None:
    look_up, threads = socket.getaddrinfo, set[Thread]()

    def told(*asked: object, **options: object) -> object:
        threads.add(current_thread())
        return look_up(*asked, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(exchange, "DEADLINE", 120.0)
    monkeypatch.setattr(socket, "getaddrinfo", told)
    with served(answer_twice) as port:
        for _ in range(20):
            assert requests.get(f"http://127.0.0.1:{port}/", timeout=30).text == "kabar"
    assert 0 < len(threads) < 10


def blocked_name_service(monkeypatch: pytest.MonkeyPatch, *told: Event) -> Event:
    """Let the name service keep silent until the event that is returned."""
    released = Event()

    def look_up(*_asked: object, **_options: object) -> object:
        for one in told:
            one.set()
        released.wait(60)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return released


def test_the_deadline_holds_for_a_name_service_that_keeps_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    released = blocked_name_service(monkeypatch)
    with pytest.raises(requests.ConnectTimeout):
        requests.get("http://kota.example/", timeout=30)
    released.set()


def until_asked_to_end(url: str, begun: Event, read: Callable[[str], object]) -> None:
    """Read, and ask for the end once it has begun."""
    sign = exchange.EndSign()

    def ask() -> None:
        begun.wait()
        sign.requested = True

    asking = Thread(target=ask, daemon=True)
    asking.start()
    with exchange.exchanges_ended_by(sign), pytest.raises(BrokenOff):
        read(url)
    asking.join()


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("kind", TRICKLES)
@pytest.mark.parametrize("read", [read_website, read_by_urllib3])
def test_a_request_to_end_breaks_off_what_is_under_way_in_any_thread(
    read: Callable[[str], object], kind: str, secure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "DEADLINE", 600.0)
    begun = Event()
    greet = trickle(kind, seen=begun)
    with served(by_tls(greet) if secure else greet) as port:
        until_asked_to_end(f"http{'s' * secure}://127.0.0.1:{port}/", begun, read)


def test_a_request_to_end_does_not_wait_for_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "DEADLINE", 600.0)
    begun, gone = Event(), Event()

    def keep_silent(connection: socket.socket) -> None:
        connection.recv(1)
        begun.set()
        gone.wait(60)

    with served(keep_silent) as port:
        until_asked_to_end(f"https://127.0.0.1:{port}/", begun, lambda url: requests.get(url, timeout=600))
        gone.set()


def test_a_request_to_end_does_not_wait_for_the_name_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "DEADLINE", 600.0)
    begun = Event()
    released = blocked_name_service(monkeypatch, begun)
    until_asked_to_end("http://kota.example/", begun, lambda url: requests.get(url, timeout=600))
    released.set()


def test_outside_the_block_nothing_ends_an_exchange() -> None:
    with exchange.exchanges_ended_by(exchange.EndSign(requested=True)):
        pass
    with served(answer_twice) as port:
        assert requests.get(f"http://127.0.0.1:{port}/", timeout=30).text == "kabar"
