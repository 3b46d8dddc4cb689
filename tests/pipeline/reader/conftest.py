from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from pipeline.settings.sections import ReaderConfig

RIGHT = {
    "topics": ["society"],
    "subtopic": "learning",
    "message_function": "invitation",
    "stage": "planning",
    "quotes": ["lomba"],
}


class StandIn(ThreadingHTTPServer):
    """A server that speaks as OpenAI's does; ``answer`` decides what it says to a request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.questions: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.ended = Event()
        self.answer: Callable[[_Handler], None] = says(json.dumps(RIGHT))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, *_: Any) -> None:
        """A client that went away is what some tests want."""


class _Handler(BaseHTTPRequestHandler):
    server: StandIn

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.questions.append(json.loads(body))
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.server.answer(self)

    def log_message(self, *_: Any) -> None:
        pass

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def says(words: Any, tokens: Any = 1500) -> Callable[[_Handler], None]:
    """Answer every question with these words."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": words}}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": tokens}
    row = {"id": "1", "object": "chat.completion", "created": 1, "model": "kecil", "choices": [choice], "usage": usage}
    return lambda handler: handler.send(json.dumps(row).encode())


def fails(status: int, **headers: str) -> Callable[[_Handler], None]:
    """Answer every question with an error."""
    return lambda handler: handler.send(b"{}", status, **headers)


@pytest.fixture
def standin() -> Iterator[StandIn]:
    """Run a small server in the manner of Ollama or vLLM."""
    server = StandIn()
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


def config_for(server: StandIn, **other: Any) -> ReaderConfig:
    return ReaderConfig.model_validate({"base_url": server.url, "model": "kecil", **other})
