"""Servers on this machine with whom no TLS can be agreed upon."""

from __future__ import annotations

import socket
import ssl
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

PAYLOADS = Path(__file__).parents[2] / "payloads" / "website"

Greet = Callable[[socket.socket], object]


@contextmanager
def served(greet: Greet) -> Iterator[int]:
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


def tls(certificate: str, *, old: bool = False) -> Greet:
    """Offer TLS with that certificate; *old* knows 1.1 at most."""
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
    """Answer plain HTTP, whatever was said."""
    connection.recv(1000)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def by_tls(greet: Greet) -> Greet:
    """Do the same behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PAYLOADS / "self-signed.pem")

    def greet_by_tls(connection: socket.socket) -> None:
        with suppress(OSError), context.wrap_socket(connection, server_side=True) as secured:
            greet(secured)

    return greet_by_tls
