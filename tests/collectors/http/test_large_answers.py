"""A body beyond all bounds, or a small one that unpacks to such, costs only its own request, and is told."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress

import pytest
import requests
from instaloader import InstaloaderContext
from instaloader.exceptions import ConnectionException

from collectors.http import exchange
from collectors.http.reasons import reason_of
from collectors.http.session import make_retrying_adapter
from collectors.instagram.errors import translate_error as instagram_problem
from collectors.x.client import client_of
from collectors.x.errors import translate_error as x_problem
from tests.collectors.http.broken_lines import Greet, by_tls, served

LARGEST, HUGE = 300_000, 50_000_000
PART = b" " * 50_000
PACKED = gzip.compress(b" " * HUGE)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def plain() -> Iterable[bytes]:
    yield HEAD + b"Content-Length: %d\r\n\r\n" % HUGE
    yield from [PART] * (HUGE // len(PART))


def in_parts() -> Iterable[bytes]:
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    yield from [b"%x\r\n%b\r\n" % (len(PART), PART)] * (HUGE // len(PART))


def packed() -> Iterable[bytes]:
    yield HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED) + PACKED


def packed_elsewhere() -> Iterable[bytes]:
    yield HEAD.replace(b"200 OK", b"302 Found\r\nLocation: /lain") + b"Content-Encoding: gzip\r\n"
    yield b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(PACKED) + PACKED


def sending(parts: Callable[[], Iterable[bytes]], sent: list[int]) -> Greet:
    """Answer with these parts, and count what went."""

    def greet(connection: socket.socket) -> None:
        connection.recv(65_536)
        with suppress(OSError):
            for part in parts():
                connection.sendall(part)
                sent.append(len(part))

    return greet


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "LARGEST", LARGEST)


def read_x(url: str) -> object:
    return client_of("kunci").session.get(url)


@pytest.mark.parametrize("parts", [plain, in_parts, packed])
@pytest.mark.parametrize("read", [read_x, requests.get])
def test_a_huge_answer_is_left_unread_behind_the_limit(
    read: Callable[..., object], parts: Callable[[], Iterable[bytes]]
) -> None:
    sent = list[int]()
    with served(sending(parts, sent)) as port, pytest.raises(requests.RequestException) as given_up:
        read(f"http://127.0.0.1:{port}/")
    assert sum(sent) < HUGE / 2
    assert reason_of(given_up.value)[0] == exchange.TOO_LARGE
    told = x_problem(given_up.value)
    assert exchange.TOO_LARGE in str(told)
    assert told.billed


@pytest.mark.parametrize("parts", [plain, in_parts])
def test_a_huge_answer_that_is_asked_for_again_is_left_unread(parts: Callable[[], Iterable[bytes]]) -> None:
    sent, turns = list[int](), list[int]()

    def busy_first() -> Iterable[bytes]:
        turns.append(len(turns))
        if len(turns) > 1:
            return [HEAD + b"Content-Length: 2\r\n\r\n{}"]
        return (part.replace(b"200 OK", b"503 Busy") for part in parts())

    with served(sending(busy_first, sent)) as port, requests.Session() as session:
        session.mount("http://", make_retrying_adapter(backoff=0))
        assert session.get(f"http://127.0.0.1:{port}/").json() == {}
    assert len(turns) == 2
    assert sum(sent) < HUGE / 2


def test_a_huge_answer_that_shows_the_way_elsewhere_is_left_unread_too() -> None:
    with (
        served(sending(packed_elsewhere, [])) as port,
        pytest.raises(requests.RequestException) as given_up,
    ):
        requests.get(f"http://127.0.0.1:{port}/", timeout=30)
    assert reason_of(given_up.value)[0] == exchange.TOO_LARGE


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.parametrize("parts", [plain, packed])
def test_of_instagram_it_is_told_in_words(
    parts: Callable[[], Iterable[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    context = InstaloaderContext(sleep=False, quiet=True, max_connection_attempts=1, request_timeout=30)
    context._session.verify = False
    with served(by_tls(sending(parts, []))) as port, pytest.raises(ConnectionException) as given_up:
        context.get_json("graphql/query", {}, host=f"127.0.0.1:{port}")
    assert exchange.TOO_LARGE in str(instagram_problem(given_up.value, "kota"))
