"""A refusal is known by its words, whatever its status and shape, and ends the night at once."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import requests

from collectors.errors import CollectorError, RateLimited, Refused, Unavailable
from collectors.instagram.collector import InstagramCollector
from collectors.instagram.walls import Wall, raise_for_wall
from pipeline.demo.standin.server import World
from tests.collectors.conftest import Shelf
from tests.collectors.instagram.asking import SESSION_PAGE, as_stranger, fault, hourly, listed, with_session

WAIT = "Please wait a few minutes before you try again."
SAID: dict[str, tuple[int, Any, type[CollectorError], str]] = {
    "a limit as an error of GraphQL": (
        200,
        {"errors": [{"message": "Rate limit exceeded", "code": 1675004}], "data": None},
        RateLimited,
        "fewer requests",
    ),
    "a pause as an error of GraphQL": (
        200,
        {"errors": [None, {"message": "execution error", "description": WAIT}], "data": None},
        Refused,
        "refuses for now (200)",
    ),
    "a pause with 200": (200, {"message": WAIT, "require_login": True, "status": "fail"}, Refused, "for now (200)"),
    "a pause with 400": (400, {"message": WAIT, "status": "fail"}, Refused, "refuses for now (400)"),
    "a checkpoint with 403": (403, {"message": "checkpoint_required", "lock": True}, Refused, "a person to act"),
    "a challenge with 200": (200, {"message": "challenge_required", "status": "fail"}, Refused, "a person to act"),
    "a spam block": (200, {"message": "feedback_required", "spam": True}, Refused, "(feedback_required)"),
    "a spam block in another language": (
        400,
        {"feedback_title": "Coba Lagi Nanti", "spam": True},
        Refused,
        "(feedback",
    ),
    "a pause in another language": (401, {"message": "Harap tunggu", "require_login": True}, Refused, "for now (401)"),
    "a limit beside empty data": (
        200,
        {"errors": [{"message": "Rate limit exceeded"}], "data": {"xdt_api": None}},
        RateLimited,
        "fewer requests",
    ),
    "a disabled account": (400, {"message": "", "error_type": "inactive user"}, Refused, "has disabled the account"),
    "a consent": (400, {"message": "consent_required", "status": "fail"}, Refused, "agree to something"),
    "a warning of automation": (200, {"payload": "x.challenge.scraping_warning"}, Refused, "automated use"),
    "logged out with 403": (403, {"message": "user_has_logged_out"}, Refused, "a new login of the session"),
    "logged out with 200": (200, {"message": "login_required", "status": "fail"}, Refused, "pantau wake instagram"),
    "logged out behind a guard": (
        200,
        'for (;;);{"error": 1357001, "errorSummary": "Not Logged In"}',
        Refused,
        "a new login of the session",
    ),
}


@pytest.mark.parametrize("case", SAID)
@with_session
def test_a_refusal_in_words_is_named_and_asked_once(
    world: World, collector: InstagramCollector, shelf: Shelf, case: str
) -> None:
    status, told, kind, words = SAID[case]
    body = told if isinstance(told, str) else json.dumps(told)
    world.instagram = hourly(5)
    world.faults = [fault("status", doc_id=SESSION_PAGE, status=status, body=body)]
    error = shelf.fails(collector)
    assert type(error) is kind
    assert words in str(error)
    assert listed(world) == 1


@with_session
def test_a_caption_with_such_words_is_no_refusal(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = hourly(2)
    world.instagram[0].caption = "Rate limit exceeded? Please wait a few minutes, login_required, checkpoint_required"
    shelf.fill(collector)
    assert len(shelf.posts) == 2


@as_stranger
def test_a_stranger_is_told_to_bring_a_session(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = hourly(5)
    body = '{"message": "login_required", "status": "fail"}'
    world.faults = [fault("status", path="graphql", status=200, body=body)]
    error = shelf.fails(collector)
    assert not isinstance(error, Unavailable)
    assert "give it one in .env" in str(error)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("/accounts/scraping_warning/", "automated use"),
        ("https://www.instagram.com/accounts/two_factor?next=/", "confirm who they are"),
        ("/accounts/confirm_email/", "confirm who they are"),
        ("/integrity/checkpoint/?next=/", "(checkpoint)"),
        ("/privacy/checks/", "agree to something"),
        ("/accounts/disabled/", "has disabled the account"),
    ],
)
def test_a_redirect_is_known_by_where_it_leads(place: str, words: str) -> None:
    response = requests.Response()
    response.status_code, response.headers["location"] = 302, place
    with pytest.raises(Wall, match=re.escape(words)) as caught:
        raise_for_wall(response, logged_in=True)
    assert isinstance(caught.value.problem, Refused)
