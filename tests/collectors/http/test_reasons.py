"""A failed request is told in words: what is wrong with the line, and what to do."""

from __future__ import annotations

import socket
import ssl
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
import requests

from collectors.http.guard import InnerAddressError
from collectors.http.reasons import reason_of
from collectors.http.session import session

PAYLOADS = Path(__file__).parents[2] / "payloads" / "website"


@contextmanager
def served(greet: Callable[[socket.socket], object]) -> Iterator[int]:
    """Answer each connection to a port of this machine by *greet*."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with suppress(OSError), connection:
                        greet(connection)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def tls(certificate: str, *, old: bool = False) -> Callable[[socket.socket], object]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PAYLOADS / certificate)
    if old:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
    return lambda connection: context.wrap_socket(connection, server_side=True).recv(1)


def plain(connection: socket.socket) -> None:
    connection.recv(1000)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize(
    ("greet", "told"),
    [
        (tls("self-signed.pem"), "it is self-signed"),
        (tls("no-chain.pem"), "its chain is incomplete, or its issuer is unknown"),
        (tls("self-signed.pem", old=True), "it speaks only TLS 1.1 or older"),
        (plain, "it answers plain http where https is expected"),
    ],
)
def test_what_is_wrong_with_a_sites_tls_is_named(greet: Callable[[socket.socket], object], told: str) -> None:
    with (
        served(greet) as port,
        session("a@b.example", attempts=0, may_reach=lambda address: address.is_loopback) as web,
    ):
        with pytest.raises(requests.RequestException) as failed:
            web.get(f"https://localhost:{port}/expired-handshake-failure")
        words, advice = reason_of(failed.value)
    assert told in words
    assert advice


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (requests.exceptions.SSLError("x (Caused by SSLError('certificate has expired'))"), "it has expired"),
        (requests.exceptions.SSLError("x (Caused by SSLError('Hostname mismatch, certificate…'))"), "for another host"),
        (
            requests.exceptions.SSLError("x (Caused by SSLError('[SSL: DH_KEY_TOO_SMALL] dh key'))"),
            "too old to be safe",
        ),
        (requests.exceptions.SSLError("x (Caused by SSLError('[SSL] unexpected'))"), "certificate is not valid"),
        (requests.exceptions.ReadTimeout("x"), "no answer in time"),
        (requests.ConnectionError("Failed to resolve 'kota.example'"), "host name is not known"),
        (requests.ConnectionError("[Errno 111] Connection refused"), "connection refused"),
        (requests.ConnectionError("<HTTPConnection object at 0x7f>: reset"), "the connection broke off"),
        (InnerAddressError("kota.example leads to the inner address 10.0.0.5"), "which is never asked"),
    ],
)
def test_every_failure_has_words_without_the_libraries_own(error: Exception, told: str) -> None:
    words, _ = reason_of(error)
    assert told in words
    assert "0x" not in words
