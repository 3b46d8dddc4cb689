"""A small stand-in for X, Instagram and the office's website, for the demo and the tests.

    world = World(x=[XPost(text="Halo")], faults=[Fault(platform="x", path=r"/tweets$", nth=2, do="reset")])
    with serve(world) as server, redirected(server):
        ...  # tweepy, instaloader and requests now see this world, and no other host
    assert [r.status for r in world.asked("x")] == [200]

Credentials that work: the bearer token ``world.bearer``, the Instagram cookies ``session_cookies(world)``, the token
``world.meta_token`` for what Meta's Graph API reads.

Accounts of other offices on X and Instagram are ``World(neighbours=[World(x_account=…), …])``.

The faults that a ``Fault`` can ``do`` are listed in faults.py.
"""

from __future__ import annotations

import socketserver
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.utils import format_datetime
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from socket import SO_LINGER, SOL_SOCKET
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pipeline.demo.standin import meta
from pipeline.demo.standin.faults import UNSENT, failure, without
from pipeline.demo.standin.instagram import web as instagram_web
from pipeline.demo.standin.other_accounts import world_of
from pipeline.demo.standin.redirection import redirected
from pipeline.demo.standin.website import site as office_site
from pipeline.demo.standin.x import api as x_api
from pipeline.demo.standin.youtube import api as youtube_api
from pipeline.demo.world.exchange import HOSTS, Answer, LoggedRequest, Refused, Request
from pipeline.demo.world.facebook import FacebookComment, FacebookPost
from pipeline.demo.world.world import (
    LAST_WEEK,
    NOW,
    Account,
    Article,
    Fault,
    InstagramComment,
    InstagramPost,
    Service,
    World,
    XMedia,
    XPost,
)
from pipeline.demo.world.youtube import YouTubeComment, YouTubeVideo, channel_of

__all__ = [
    "HOSTS",
    "LAST_WEEK",
    "NOW",
    "Account",
    "Article",
    "FacebookComment",
    "FacebookPost",
    "Fault",
    "InstagramComment",
    "InstagramPost",
    "LoggedRequest",
    "Service",
    "StandIn",
    "World",
    "XMedia",
    "XPost",
    "YouTubeComment",
    "YouTubeVideo",
    "channel_of",
    "redirected",
    "serve",
    "session_cookies",
]

ANSWERS = {
    "x": x_api.answer,
    "instagram": instagram_web.answer,
    "website": office_site.answer,
    "meta": meta.answer,
    "youtube": youtube_api.answer,
}
DRIPS = 20
POLL_SECONDS = 0.01  # how long closing the server may take


def session_cookies(world: World) -> dict[str, str]:
    """Return the cookies of a living Instagram session."""
    return {"sessionid": world.session_id, "csrftoken": "demo-csrf", "ds_user_id": "777"}


class StandIn(ThreadingHTTPServer):
    """The server: one world, and what went wrong within the stand-in itself."""

    daemon_threads = True

    def __init__(self, world: World) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.world = world
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.mistakes: list[Exception] = []

    @property
    def url(self) -> str:
        """The address at which it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def now(self) -> datetime:
        """Return the time that all its servers tell."""
        return self.world.now

    def server_bind(self) -> None:
        """Bind without looking up the machine's name, which can take seconds."""
        socketserver.TCPServer.server_bind(self)

    def handle_error(self, *_: Any) -> None:
        """Keep a mistake of the stand-in for the end; clients that hang up are part of the game."""
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, OSError):
            self.mistakes.append(error)

    def answer(self, request: Request) -> tuple[Answer, Fault | None]:
        """Answer from the world, or as the fault that is due wants it, and log it."""
        with self.lock:
            platform = HOSTS.get(request.host)
            if platform is None:
                return Answer(404, f"not a host of the stand-in: {request.host}"), None
            due = [fault for fault in self.world.faults if fault.due(platform, request)]
            fault = due[0] if due else None
            try:
                answer = self._true_answer(platform, request, fault)
            except Exception as error:  # noqa: BLE001  # told when the server is closed
                self.mistakes.append(error)
                answer = Answer(599, f"mistake of the stand-in or the scenario: {error!r}")
            self.world.requests.append(_logged(platform, request, answer, fault))
            return answer, fault

    def _true_answer(self, platform: str, request: Request, fault: Fault | None) -> Answer:
        """Return what the fault answers, else what the platform does."""
        answer = failure(platform, request, fault, self.world) if fault else None
        if answer is None:
            try:
                answer = ANSWERS[platform](world_of(self.world, platform, request), request)
            except Refused as refused:
                answer = refused.answer
        if fault and fault.do == "drop_fields":
            answer.body = without(answer.body, fault.fields)
        answer.headers |= fault.headers if fault else {}
        return answer


def _logged(platform: str, request: Request, answer: Answer, fault: Fault | None) -> LoggedRequest:
    """Make the log's line of a request."""
    arrived = not (fault and fault.do in UNSENT)
    return LoggedRequest(
        platform=platform,
        method=request.method,
        host=request.host,
        path=request.path,
        query=request.query,
        headers=request.headers,
        status=answer.status if arrived else 0,
        items=len(answer.post_ids) if arrived else 0,
        post_ids=tuple(answer.post_ids) if arrived else (),
        includes=answer.includes if arrived else {},
        fault=fault.do if fault else None,
    )


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, asks the server for the answer, and sends it as whole as the fault lets it."""

    server: StandIn
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave in one piece
    timeout = 60

    def do_GET(self) -> None:
        """Answer a request."""
        request = self._request()
        answer, fault = self.server.answer(request)
        do = fault.do if fault else None
        if fault and do == "slow":
            self.server.closing.wait(fault.seconds)
        if do == "reset":
            self._reset()
        elif do == "close":
            self.close_connection = True
        else:
            with suppress(OSError):
                self._send(answer, fault)

    do_POST = do_HEAD = do_GET  # noqa: N815  # the names that http.server calls

    def log_message(self, *_: Any) -> None:
        """Keep quiet; the world has a log."""

    def _request(self) -> Request:
        """Read the request."""
        url = urlsplit(self.path)
        form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        return Request(
            method=self.command,
            host=self.headers.get("Host", "").split(":")[0].lower(),
            path=url.path,
            query=dict(parse_qsl(url.query, keep_blank_values=True)) | dict(parse_qsl(form)),
            headers={name.lower(): value for name, value in self.headers.items()},
            cookies={name: morsel.value for name, morsel in SimpleCookie(self.headers.get("Cookie", "")).items()},
        )

    def _send(self, answer: Answer, fault: Fault | None) -> None:
        """Send head and body; one connection a request, so that none is left open when the server closes."""
        body, do = answer.payload(), fault.do if fault else None
        body = body[: len(body) // 2] if do == "cut_json" else body
        self.send_response_only(answer.status)
        for name, value in ({"Content-Type": answer.content_type} | answer.headers).items():
            self.send_header(name, value)
        if "Date" not in answer.headers:
            self.send_header("Date", format_datetime(self.server.now(), usegmt=True))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        if fault and do == "drip_head":
            self.flush_headers()
            self._drip(b"X-Pelan: " + b"." * DRIPS, fault.seconds)
            self.wfile.write(b"\r\n")
        self.end_headers()
        if fault and do == "drip":
            self._drip(body, fault.seconds)
        elif self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if do == "truncate" else body)
        self.wfile.flush()

    def _drip(self, body: bytes, seconds: float) -> None:
        """Send the body so slowly that every read is quick and the whole is not."""
        size = max(-(-len(body) // DRIPS), 1)
        for start in range(0, len(body), size):
            self.wfile.write(body[start : start + size])
            self.wfile.flush()
            self.server.closing.wait(seconds / DRIPS)

    def _reset(self) -> None:
        """Close with a TCP reset; the files go first, because they hold the socket open."""
        self.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.rfile.close()
        self.wfile.close()
        self.wfile = BytesIO()  # http.server flushes once more
        self.connection.close()


@contextmanager
def serve(world: World) -> Iterator[StandIn]:
    """Serve *world* on a free port of 127.0.0.1 until the block ends; then raise what went wrong within."""
    with StandIn(world) as server:
        thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()
    if server.mistakes:
        raise server.mistakes[0]
