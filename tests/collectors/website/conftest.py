"""What tests of the website collector share: two small sites, served on this machine, and stores in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from collectors.website.method import Method
from tests.collectors.website.cms import Cms, Shelf
from tests.collectors.website.office import Blog, Desk, DeskOf, Office

Headers = Mapping[str, str]
Answering = Callable[[str, Headers], tuple[int, Headers, bytes]]


@contextmanager
def _served(answer: Answering) -> Iterator[str]:
    """Serve answers to path and headers on this machine; status 0 hangs up."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: two would wait for a delayed ACK, 40 ms each

        def do_GET(self) -> None:  # the name that http.server calls
            status, headers, body = answer(self.path, {name.lower(): value for name, value in self.headers.items()})
            if status == 0:
                self.close_connection = True
                return
            self.send_response_only(status)
            for name, value in ({"Content-Length": str(len(body))} | dict(headers)).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def cms() -> Iterator[Cms]:
    """Eight articles on three pages of a list."""
    site = Cms(numbers=list(range(108, 100, -1)))

    def answer(path: str, _headers: Headers) -> tuple[int, Headers, bytes]:
        status, headers, body = site.answer(path)
        return status, {"Date": "Tue, 24 Nov 2026 01:00:00 GMT"} | headers, body

    with _served(answer) as site.base:
        yield site


@pytest.fixture
def shelf(cms: Cms) -> Shelf:
    return Shelf(cms.base)


@pytest.fixture
def office() -> Iterator[Office]:
    site = Office()

    def answer(path: str, headers: Headers) -> tuple[int, Headers, bytes]:
        status, told, body = site.answer(path, dict(headers))
        return status, told, body if isinstance(body, bytes) else body.encode()

    with _served(answer) as site.base:
        yield site


@pytest.fixture
def desk_of(office: Office) -> DeskOf:
    return lambda **method: Desk(office.base, Method(**method))


@pytest.fixture
def blog(office: Office) -> Blog:
    made = Blog(office)
    office.pages["/wp-json/wp/v2/posts"] = made.answer
    return made
