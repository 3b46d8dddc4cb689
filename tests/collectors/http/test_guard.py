from __future__ import annotations

import contextlib
import gzip
import ipaddress
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import requests
from urllib3.exceptions import HTTPError

from collectors.errors import Unavailable
from collectors.http.body import MAX_BYTES, unpack_body
from collectors.http.guard import InnerAddressError, is_public
from collectors.http.session import session

INNER = [
    "127.0.0.1",
    "127.8.8.8",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "0.1.2.3",
    "198.18.0.1",
    "224.0.0.1",
    "239.1.1.1",
    "255.255.255.255",
    "192.0.0.170",
    "192.0.2.1",
    "240.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:db8::1",
    "fec0::1",
    "feff::1",
    "::127.0.0.1",
    "::10.0.0.1",
    "::8.8.8.8",
    "192.0.0.192",
    "192.0.0.9",
    "168.63.129.16",
    "64:ff9b:1::a00:1",
    "64:ff9b:1::808:808",
    "100::1",
    "2001::7f00:1",
    "2001:10::1",
    "2001:20::1",
    "3fff::1",
    "5f00::1",
    "4000::1",
    "198.51.100.7",
    "203.0.113.7",
]
OUTER = [
    "8.8.8.8",
    "192.88.99.1",
    "192.31.196.1",
    "2620:4f:8000::1",
    "64:ff9b::808:808",
    "103.10.1.1",
    "172.32.0.1",
    "2001:4860:4860::8888",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::",
]


@pytest.mark.parametrize("address", INNER)
def test_inner_addresses_are_known_in_every_guise(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OUTER)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.fixture
def inner() -> Iterator[tuple[int, list[str]]]:
    """A server on loopback, and what it was asked or merely connected to."""
    met: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            met.append(self.headers["Host"])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"rahasia")

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    class Server(HTTPServer):
        def get_request(self) -> Any:
            made = super().get_request()
            met.append("connection")
            return made

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port, met
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "127.0.0.1."])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_reaches_an_inner_address_however_it_is_written(
    inner: tuple[int, list[str]], host: str, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, met = inner
    spoken = {"127.1", "2130706433", "0x7f.1", "127.0.0.1."}  # what the C library makes of these
    if host in spoken:
        monkeypatch.setattr(socket, "getaddrinfo", answering([["127.0.0.1"]]))
    with session("humas@kota.example") as web, pytest.raises((HTTPError, requests.RequestException)):
        web.get(f"{scheme}://{host}:{port}/", timeout=2)
    assert met == []


def test_a_name_that_none_can_be_is_one_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_: host.encode("idna"))  # as Python's own begins
    for host in ("a..kota.example", f"{'a' * 64}.kota.example"):
        with session("humas@kota.example", attempts=0) as web, pytest.raises(requests.ConnectionError, match="resolve"):
            web.get(f"http://{host}/", timeout=2)


def answering(answers: list[list[str]]) -> Any:
    """Make a name service that gives one answer after the other."""
    left = [list(answer) for answer in answers]

    def look_up(_host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        given = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in given]

    return look_up


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["169.254.169.254"], ["10.0.0.1"]])
def test_a_name_that_leads_inside_is_refused_before_a_connection(
    inner: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch, answer: list[str]
) -> None:
    port, met = inner
    monkeypatch.setattr(socket, "getaddrinfo", answering([answer]))
    with session("humas@kota.example") as web, pytest.raises(InnerAddressError, match="leads to the inner address"):
        web.get(f"http://berita.example:{port}/", timeout=2)
    assert met == []


def test_a_name_that_changes_its_mind_is_asked_once_a_connection(
    inner: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, met = inner
    asked: list[str] = []

    def may_reach(address: Any) -> bool:
        asked.append(str(address))
        return len(asked) == 1  # the first answer is fine; a second look would see an inner address

    monkeypatch.setattr(socket, "getaddrinfo", answering([["127.0.0.1"], ["127.0.0.9"]]))
    with session("humas@kota.example", attempts=0, may_reach=may_reach) as web:
        assert web.get(f"http://berita.example:{port}/", timeout=2).content == b"rahasia"
    assert asked == ["127.0.0.1"]
    assert met == ["connection", f"berita.example:{port}"]


def test_no_proxy_is_asked_to_reach_what_may_not_be_reached(
    inner: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, met = inner
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
    monkeypatch.setattr(socket, "getaddrinfo", answering([["10.0.0.1"]]))
    with session("humas@kota.example") as web, pytest.raises(InnerAddressError):
        web.get("http://berita.example/", timeout=2)
    assert met == []


def test_a_host_that_does_not_exist_is_an_ordinary_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with session("humas@kota.example", attempts=0) as web, pytest.raises(requests.ConnectionError, match="resolve"):
        web.get("http://tiada.example/", timeout=2)


# Bodies


def raw_deflate(body: bytes) -> bytes:
    """Pack without the head that the standard asks for, as some servers do."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(body) + packer.flush()


PAGE = b"<html>Halo, warga</html>" * 99


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (PAGE, ""),
        (PAGE, "identity"),
        (gzip.compress(PAGE, mtime=0), "gzip"),
        (gzip.compress(PAGE, mtime=0), "X-GZIP"),
        (gzip.compress(PAGE[:50], mtime=0) + gzip.compress(PAGE[50:], mtime=0) + b"\0\0", "gzip"),
        (zlib.compress(PAGE), "deflate"),
        (raw_deflate(PAGE), "deflate"),
    ],
)
def test_every_packing_that_was_asked_for_is_undone(body: bytes, encoding: str) -> None:
    assert unpack_body(body, encoding, "berita") == PAGE


@pytest.mark.parametrize(
    ("body", "encoding", "told"),
    [
        (gzip.compress(PAGE, mtime=0)[:-9], "gzip", "compressed wrongly"),
        (PAGE, "gzip", "compressed wrongly"),
        (PAGE, "br", "'br', which was not asked for"),
        (gzip.compress(gzip.compress(PAGE, mtime=0), mtime=0), "gzip, gzip", "not asked for"),
    ],
)
def test_a_broken_or_unknown_packing_is_named(body: bytes, encoding: str, told: str) -> None:
    with pytest.raises(Unavailable, match=told):
        unpack_body(body, encoding, "berita")


def test_a_bomb_takes_no_more_memory_than_a_page_may_have() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(300)) + packer.flush()
    many = gzip.compress(b"\0" * 4_000_000, mtime=0) * 50
    for body in (bomb, many):
        tracemalloc.start()
        with pytest.raises(Unavailable, match="larger than 5 MB"):
            unpack_body(body, "gzip", "berita")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 4 * MAX_BYTES


def test_empty_members_without_end_are_bounded_by_what_arrived() -> None:
    with contextlib.suppress(Unavailable):
        assert unpack_body(gzip.compress(b"", mtime=0) * 50_000, "gzip", "berita") == b""
