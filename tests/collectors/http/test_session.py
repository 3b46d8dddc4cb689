from __future__ import annotations

import importlib.metadata
import time

import pytest
import requests

import collectors.http.session
from collectors.http.session import session, user_agent
from pipeline.demo.standin.server import Fault, World

SITE = "https://diskominfo.bekasikota.go.id/content/berita-terkini"
CONTACT = "humas@layanan.example.go.id"

pytestmark = pytest.mark.usefixtures("standin")


def test_every_request_says_who_asks_and_where_to_complain(world: World) -> None:
    with session(CONTACT) as web:
        web.get(SITE)
    agent = world.requests[0].headers["user-agent"]
    assert agent.startswith("Pantau/")
    assert agent.endswith(f"(+{CONTACT})")


def test_the_user_agent_needs_no_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(collectors.http.session, "version", absent)
    assert user_agent(CONTACT) == f"Pantau/0 (+{CONTACT})"


@pytest.mark.parametrize(("fault", "status"), [("reset", 0), ("close", 0), ("server_error", 500), ("maintenance", 503)])
def test_what_is_likely_to_pass_is_tried_again(world: World, fault: str, status: int) -> None:
    world.faults = [Fault(platform="website", do=fault, nth={1, 2})]
    with session(CONTACT, backoff=0) as web:
        assert web.get(SITE).status_code == 200
    assert [request.status for request in world.requests] == [status, status, 200]


def test_after_so_many_attempts_the_last_answer_stands(world: World) -> None:
    world.faults = [Fault(platform="website", do="server_error")]
    with session(CONTACT, attempts=1, backoff=0) as web:
        assert web.get(SITE).status_code == 500
    assert len(world.requests) == 2


def test_a_connection_that_never_holds_is_an_error(world: World) -> None:
    world.faults = [Fault(platform="website", do="close")]
    with session(CONTACT, backoff=0) as web, pytest.raises(requests.ConnectionError):
        web.get(SITE)
    assert len(world.requests) == 3


@pytest.mark.parametrize("status", [403, 404, 429])
def test_a_refusal_is_not_tried_again(world: World, status: int) -> None:
    world.faults = [Fault(platform="website", do="status", status=status)]
    with session(CONTACT, backoff=0) as web:
        assert web.get(SITE).status_code == status
    assert len(world.requests) == 1


def test_a_site_that_asks_for_hours_does_not_get_them(world: World) -> None:
    world.faults = [Fault(platform="website", do="maintenance", headers={"Retry-After": "7200"}, nth=1)]
    began = time.monotonic()
    with session(CONTACT, backoff=0) as web:
        assert web.get(SITE).status_code == 200
    assert time.monotonic() - began < 60


def test_a_post_is_never_sent_twice(world: World) -> None:
    world.faults = [Fault(platform="website", do="server_error")]
    with session(CONTACT, backoff=0) as web:
        web.post(SITE)
    assert len(world.requests) == 1


def test_no_request_waits_for_ever(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collectors.http.session, "READ_TIMEOUT", 0.05)
    world.faults = [Fault(platform="website", do="slow", seconds=60)]
    with session(CONTACT, attempts=0) as web, pytest.raises(requests.ConnectionError, match="timed out"):
        web.get(SITE)


def test_a_timeout_of_the_caller_wins(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collectors.http.session, "READ_TIMEOUT", 0.01)
    world.faults = [Fault(platform="website", do="slow", seconds=0.1)]
    with session(CONTACT, attempts=0) as web:
        assert web.get(SITE, timeout=30).status_code == 200
