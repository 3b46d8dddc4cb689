"""Answers of X in shapes that are rarely met: each is one of the house's own errors, with what to do."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from collectors.errors import AccountGone, CollectorError, Incomplete, QuotaSpent, SourceChanged, Unavailable
from collectors.x.collector import XCollector
from collectors.x.cursor import gaps_of
from collectors.x.errors import NotPermitted
from collectors.x.parser import identify_posts, parse_answer
from pipeline.demo.standin.server import NOW, Fault, World
from pipeline.demo.standin.x.call import token_after
from tests.collectors.conftest import Shelf
from tests.collectors.x.asking import TIMELINE, hourly

DAY = timedelta(days=1)
SAID: dict[str, tuple[int, Any, type[CollectorError], str]] = {
    "a spending limit": (403, {"title": "SpendCapReached", "detail": "It is reached"}, QuotaSpent, "spending limit"),
    "one told with 429": (429, {"type": "https://x.example/spend-cap-reached"}, QuotaSpent, "spending limit"),
    "an app without access": (403, {"errors": [{"message": "Your app has been suspended"}]}, NotPermitted, "suspended"),
    "posts that are counted and not shown": (
        200,
        {"meta": {"result_count": 3}, "data": None},
        Incomplete,
        "empty page",
    ),
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


def test_posts_that_x_counts_and_does_not_show_are_asked_for_again_until_a_second_day(
    world: World, collector: XCollector, shelf: Shelf
) -> None:
    world.x = hourly(5)
    shelf.fill(collector, now=NOW)
    counted = json.dumps({"meta": {"result_count": 3}, "data": []})
    world.faults = [Fault(platform="x", do="status", path=TIMELINE, status=200, body=counted)]
    for _ in range(2):
        assert "empty page" in str(shelf.fails(collector, now=NOW + DAY))
        shelf.next_day()
    shelf.fill(collector, now=NOW + 2 * DAY)
    assert gaps_of("posts", shelf.cursor) == ()


def test_an_empty_page_that_counts_posts_and_names_the_next_one_is_passed_over(
    world: World, collector: XCollector, shelf: Shelf
) -> None:
    world.x = hourly(12)
    meta = {"result_count": 3, "next_token": token_after(1 + max(int(post.id) for post in world.x))}
    counted = json.dumps({"meta": meta, "data": []})
    world.faults = [Fault(platform="x", do="status", path=TIMELINE, nth=1, status=200, body=counted)]
    shelf.fill(collector)
    assert len(shelf.posts) == 12


def test_a_page_with_an_old_post_among_newer_ones_is_not_asked_for_for_ever(
    world: World, collector: XCollector, shelf: Shelf
) -> None:
    posts = [{"id": str(number << 50), "text": f"Kabar {number}"} for number in (90, 20, 80, 70, 60)]
    page = json.dumps({"data": posts, "meta": {"next_token": "7140w"}})
    world.faults = [Fault(platform="x", do="status", path=TIMELINE, status=200, body=page)]
    assert "newer posts again" in str(shelf.fails(collector))
    assert len(world.asked("x", TIMELINE)) == 2


NUMBER = "2124246471275446272"
GONE: dict[str, dict[str, Any]] = {
    "a value in a list": {"value": [NUMBER], "title": "Not Found Error"},
    "a number": {"value": int(NUMBER), "title": "Not Found Error"},
    "words without brackets": {"detail": f"Could not find tweet with ids: {NUMBER}", "title": "Not Found Error"},
    "words with several": {"detail": f"Could not find tweet with ids: [5,{NUMBER}]", "title": "Not Found Error"},
    "white space": {"resource_id": f" {NUMBER} ", "type": "https://api.x.com/2/problems/resource-not-found"},
    "a title alone": {"resource_id": NUMBER, "type": "about:blank", "title": "Not Found", "status": 404},
    "another key": {"id": NUMBER, "title": "Not Found Error"},
}
NOT_GONE: dict[str, dict[str, Any]] = {
    "hidden": {"resource_id": NUMBER, "title": "Authorization Error", "type": "…/not-authorized-for-resource"},
    "a user": {"resource_id": NUMBER, "resource_type": "user", "title": "Not Found Error", "parameter": "author_id"},
    "another post": {"resource_id": "99", "title": "Not Found Error", "parameter": "referenced_tweets.id"},
    "nothing named": {"title": "Not Found Error", "parameter": "ids", "value": [None, {}, True]},
}


@pytest.mark.parametrize("case", [*GONE, *NOT_GONE])
def test_what_is_gone_is_told_by_whatever_names_it_and_by_nothing_else(case: str) -> None:
    answer = identify_posts({"errors": [{**GONE, **NOT_GONE}[case]]}, {NUMBER: "x:7"})
    assert parse_answer(answer, "Kominfobekasi").gone == (("x:7",) if case in GONE else ())


POST = {"id": NUMBER, "text": "Halo #A #B", "created_at": "2026-11-21T21:00:00.000Z"}
POLL = {"id": 1, "options": [{"position": "1", "label": "Ya"}]}


def test_numbers_may_be_told_as_numbers() -> None:
    told = {**POST, "edit_history_tweet_ids": [2124246471275440000, int(NUMBER)], "attachments": {"poll_ids": [1]}}
    parsed = parse_answer({"data": [told], "includes": {"polls": [POLL]}}, "Kominfobekasi")
    (post,) = parsed.posts
    assert (post.post_id, post.text, post.reduced) == ("x:2124246471275440000", "Halo #A #B\n• Ya", False)
    assert parsed.left_out == ()


def test_a_poll_without_its_choices_is_no_whole_text() -> None:
    (post,) = parse_answer({"data": [{**POST, "attachments": {"poll_ids": ["1"]}}]}, "Kominfobekasi").posts
    assert post.reduced


def test_a_hashtag_that_cannot_be_read_stands_in_the_text() -> None:
    (post,) = parse_answer({"data": [{**POST, "entities": {"hashtags": [None, {"tag": "B"}]}}]}, "Kominfobekasi").posts
    assert set(post.hashtags) == {"A", "B"}
