"""What takes messages on this machine: a mail server, a web address, a monitor."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller

MOVED = 301


@dataclass
class Mailbox:
    """A mail server, and what arrived there."""

    port: int = 0
    mails: list[Message] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        """Take a mail."""
        self.mails.append(message_from_bytes(envelope.content))
        return "250 OK"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server on this machine."""
    monkeypatch.setattr(socket, "getfqdn", lambda *_: "localhost")  # smtplib asks the name service for its own name
    monkeypatch.setattr(socket, "gethostname", lambda: "localhost")
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


@dataclass
class Hook:
    """A web address, what it was sent, and the status that it answers; MOVED leads to one that takes everything."""

    url: str
    paths: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200


@pytest.fixture
def hook() -> Iterator[Hook]:
    """A web address on this machine, for messages by POST and signs of life by GET."""
    made = Hook("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.paths.append(self.path)
            self.send_response(200 if self.path == "/lain" else made.status)
            if made.status == MOVED:
                self.send_header("Location", f"http://{made.url}/lain")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            made.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        made.url = f"127.0.0.1:{server.server_port}"
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture
def texts() -> Callable[[Message], str]:
    """Return the readable text of a mail."""

    def read(mail: Message) -> str:
        parts = [part for part in mail.walk() if part.get_content_maintype() == "text" and not part.get_filename()]
        return "\n".join(bytes(part.get_payload(decode=True) or b"").decode() for part in parts)

    return read
