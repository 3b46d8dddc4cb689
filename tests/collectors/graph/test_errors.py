"""Refusals of the Graph API become advice."""

from __future__ import annotations

import pytest

from collectors.errors import AuthFailed, CollectorError, RateLimited, Refused, SourceChanged, Unavailable
from collectors.graph.errors import GraphError, translate_error


def refusal(code: int, subcode: int = 0, message: str = "No way", status: int = 400) -> GraphError:
    return GraphError(status, {"error": {"code": code, "error_subcode": subcode, "message": message}})


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (refusal(190, 463), AuthFailed, "it has expired"),
        (refusal(190, 467), AuthFailed, "revoked"),
        (refusal(190, 0, "Cannot parse access token"), AuthFailed, "Cannot parse"),
        (refusal(190, 2069032), AuthFailed, "may not read"),
        (refusal(104, 0, "Incorrect signature"), AuthFailed, "Incorrect signature"),
        (refusal(2500, 0, "An active access token must be used"), AuthFailed, "make a new one"),
        (
            refusal(100, 0, "API calls from the server require an appsecret_proof argument"),
            AuthFailed,
            "switch off Require App Secret",
        ),
        (refusal(100, 0, "(#100) Missing Permissions"), AuthFailed, "give it pages_read_engagement"),
        (refusal(100, 33, "does not exist, or missing permissions"), AuthFailed, "correct the account"),
        (refusal(10), AuthFailed, "pages_read_engagement"),
        (refusal(200), AuthFailed, "pages_read_engagement"),
        (refusal(298), AuthFailed, "the Page kota"),
        (refusal(3), AuthFailed, "may not read"),
        (refusal(4), RateLimited, "fewer requests"),
        (refusal(17), RateLimited, "fewer requests"),
        (refusal(32), RateLimited, "fewer requests"),
        (refusal(613), RateLimited, "fewer requests"),
        (refusal(80001), RateLimited, "fewer requests"),
        (refusal(0, status=429), RateLimited, "fewer requests"),
        (refusal(368), Refused, "for a time"),
        (refusal(2), Unavailable, "of its own"),
        (refusal(1), Unavailable, "of its own"),
        (refusal(0, status=503), Unavailable, "of its own"),
        (refusal(0, status=404), Unavailable, "404"),
        (refusal(0, status=302), Unavailable, "another address"),
        (refusal(100, 33), AuthFailed, "correct the account"),
        (refusal(803), AuthFailed, "correct the account"),
        (refusal(101, 0, "Error validating application"), AuthFailed, "make a new one"),
        (refusal(467), AuthFailed, "make a new one"),
        (refusal(5, 0, "Unauthorized source IP address"), AuthFailed, "server addresses"),
        (refusal(100, 0, "Page Public Content Access requires a review"), AuthFailed, "may not read"),
        (refusal(24, 2207006, "does not exist"), AuthFailed, "does not show"),
        (refusal(-1, 2207001, "server error"), Unavailable, "of its own"),
        (refusal(-2), Unavailable, "of its own"),
        (refusal(1, 99), Unavailable, "of its own"),
        (refusal(1, 0, "Please reduce the amount of data", 500), Unavailable, "reduce the amount"),
        (refusal(341), RateLimited, "fewer requests"),
        (refusal(80008), RateLimited, "fewer requests"),
        (refusal(0, 0, "Error validating access token"), AuthFailed, "make a new one"),
        (refusal(0, status=401), AuthFailed, "make a new one"),
        (refusal(0, status=403), AuthFailed, "may not read"),
        (refusal(100, 0, "Invalid cursors values"), Unavailable, "the place in the list"),
        (refusal(100, 0, "The After Cursor specified exceeds the limit"), Unavailable, "the place in the list"),
        (refusal(15, 0, "(#15) Requires session when calling from a desktop app"), AuthFailed, "make a new one"),
        (
            refusal(100, 0, "does not exist, cannot be loaded due to missing permissions"),
            AuthFailed,
            "correct the account",
        ),
        (refusal(101, 0, "Cannot get application info due to a system error."), Unavailable, "of its own"),
        (refusal(25, 2207050, "The Instagram account is restricted."), AuthFailed, "log in to its app"),
        (refusal(190, 461), AuthFailed, "installed the app again"),
        (refusal(190, 468), AuthFailed, "for a long time"),
        (refusal(12, 0, "deprecated for versions v3.3 and higher"), SourceChanged, "update Pantau"),
        (refusal(100, 0, "Tried accessing nonexisting field (message)"), SourceChanged, "nonexisting field"),
    ],
)
def test_a_refusal_says_what_to_do(error: GraphError, kind: type[CollectorError], words: str) -> None:
    problem = translate_error(error, of="the Page kota", needs="pages_read_engagement")
    assert type(problem) is kind
    assert words in str(problem)
    assert problem.advice
    assert "\n" not in str(problem)


@pytest.mark.parametrize("body", [None, [], {}, {"error": "no"}, {"error": {"code": "ten", "message": ["a\nb"]}}])
def test_an_error_of_an_unknown_shape_is_a_failure_of_theirs(body: object) -> None:
    problem = translate_error(GraphError(400, body), of="it", needs="this")
    assert type(problem) is Unavailable
    assert "\n" not in str(problem)


@pytest.mark.parametrize(("code", "subcode", "kind"), [("190", "463", AuthFailed), ("4", None, RateLimited)])
def test_a_code_that_is_written_as_text_is_understood(code: str, subcode: str | None, kind: type) -> None:
    told = GraphError(400, {"error": {"code": code, "error_subcode": subcode}})
    assert type(translate_error(told, of="it", needs="this")) is kind


def test_a_long_message_is_cut() -> None:
    assert len(refusal(100, 0, "x" * 5000).message) == 160
