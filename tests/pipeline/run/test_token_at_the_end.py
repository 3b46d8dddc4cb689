from __future__ import annotations

import json
import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from threading import Event

import pytest

from collectors.errors import BrokenOff
from collectors.http import exchange
from collectors.x import user_token
from collectors.x.user_token import SCOPES
from pipeline.demo.standin.server import NOW, World
from pipeline.run.stop import Stop
from tests.collectors.http.broken_lines import served
from tests.collectors.x.owning import given_token


@pytest.mark.parametrize("lane", [False, True], ids=["alone", "in a lane"])
def test_a_request_to_end_waits_until_the_new_token_is_kept(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, lane: bool
) -> None:
    told = {"access_token": "baru", "refresh_token": "berikut", "token_type": "bearer", "scope": " ".join(SCOPES)}
    body, stop = json.dumps(told).encode(), Stop()

    def greet(connection: socket.socket) -> None:
        connection.recv(65_536)  # from now on the old refresh token is used up
        os.kill(os.getpid(), signal.SIGTERM)
        Event().wait(0.3)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
        connection.sendall(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def renew() -> None:
        with stop.breakable():
            tokens.fresh(NOW)

    tokens = given_token(world, tmp_path, NOW)
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setattr(exchange, "SLICE", 0.02)
    with served(greet) as port, stop.on_signals():
        monkeypatch.setattr(user_token, "TOKEN_URL", f"http://127.0.0.1:{port}/")
        if lane:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(copy_context().run, renew).result()
        else:
            renew()
        with pytest.raises(BrokenOff):  # nothing new begins
            tokens.renewed(tokens.read(), NOW)
    assert stop.requested
    assert tokens.read().refresh == "berikut"
