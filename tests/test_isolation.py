from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import requests

ATTEMPTS: list[Callable[[], Any]] = [
    lambda: requests.get("https://x.com/", timeout=1),
    lambda: socket.create_connection(("10.0.0.1", 80), timeout=1),
    lambda: socket.getaddrinfo("diskominfo.bekasikota.go.id", 443),
    lambda: socket.gethostbyname("example.org"),
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_test_that_asks_for_the_network_fails_whatever_catches_exceptions(attempt: Callable[[], Any]) -> None:
    def careless() -> None:
        with suppress(Exception):  # as a program does that must go on
            attempt()

    with pytest.raises(pytest.fail.Exception, match=r"tests have no network but 127\.0\.0\.1"):
        careless()


def test_this_machine_itself_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=5):
        pass
    assert socket.getaddrinfo("localhost", 80)


def test_nothing_of_the_machines_environment_reaches_pantau() -> None:
    names = {name for name in os.environ if name.startswith(("PANTAU_", "X_", "INSTAGRAM_"))}
    assert names | {name for name in os.environ if name.lower().endswith("_proxy")} == set()
