"""Answers of X in shapes that are rarely met: each is one of the house's own errors, with what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from collectors.errors import AccountGone, CollectorError, QuotaSpent, SourceChanged, Unavailable
from collectors.x.collector import XCollector
from collectors.x.errors import NotPermitted
from pipeline.demo.standin.server import Fault, World
from tests.collectors.conftest import Shelf
from tests.collectors.x.asking import TIMELINE, hourly

SAID: dict[str, tuple[int, Any, type[CollectorError], str]] = {
    "a spending limit": (403, {"title": "SpendCapReached", "detail": "It is reached"}, QuotaSpent, "spending limit"),
    "one told with 429": (429, {"type": "https://x.example/spend-cap-reached"}, QuotaSpent, "spending limit"),
    "an app without access": (403, {"errors": [{"message": "Your app has been suspended"}]}, NotPermitted, "suspended"),
    "an endless nest": (200, "[" * 100_000, Unavailable, "broken body"),
    "an endless nest as an error": (403, "[" * 100_000, Unavailable, "an error of an unknown shape"),
    "errors that are no list": (200, {"errors": 5}, SourceChanged, "neither data nor errors"),
    "errors of no shape": (200, {"errors": [5, None]}, SourceChanged, "neither data nor errors"),
    "a protected account that counts its posts": (
        200,
        {"errors": [{"title": "Authorization Error", "detail": "x"}], "meta": {"result_count": 0}},
        AccountGone,
        "is protected",
    ),
}


@pytest.mark.parametrize("case", SAID)
def test_an_odd_answer_is_told_and_closes_nothing(world: World, collector: XCollector, shelf: Shelf, case: str) -> None:
    status, told, kind, words = SAID[case]
    body = told if isinstance(told, str) else json.dumps(told)
    world.x = hourly(5)
    world.faults = [Fault(platform="x", do="status", path=TIMELINE, status=status, body=body)]
    error = shelf.fails(collector)
    assert type(error) is kind
    assert words in str(error)
    world.faults = []
    shelf.fill(collector)
    assert len(shelf.posts) == 5
