"""Posts that are looked up again: one that Meta does not tell costs no other its look, and no other its counts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from collectors.errors import AuthFailed, CollectorError, RateLimited, Refused, Unavailable
from collectors.facebook.collector import NO_FOLLOWERS, FacebookCollector
from collectors.facebook.fields import LACKING_ENOUGH, PostFields
from collectors.graph.client import GraphClient
from collectors.records import Page
from collectors.request import Request
from pipeline.demo.standin.server import LAST_WEEK, NOW
from tests.collectors.limits import OpenLimits

PROFILE = {"id": "1", "name": "p", "username": "page", "followers_count": 3}
TOO_MUCH = {"code": 1, "message": "Please reduce the amount of data you're asking for, then retry your request"}
NO_FIELD = {"code": 100, "message": "(#100) Tried accessing nonexisting field (shares) on node type (Event)"}
GONE = {"code": 100, "error_subcode": 33, "message": "Unsupported get request"}
TOO_MANY = {"code": 32, "message": "Page request limit reached"}
Refusing = Callable[[Sequence[str], str], Mapping[str, Any] | None]


class Meta:
    """Tells posts by their ids, unless it refuses them."""

    def __init__(self) -> None:
        self.refusing: Refusing = lambda _ids, _fields: None
        self.insights: Mapping[str, Any] = {}
        self.followers: Any = {"data": []}
        self.asked: list[Sequence[str]] = []

    def send(self, path: str, wanted: Mapping[str, Any]) -> tuple[int, bytes]:
        ids, fields = str(wanted.get("ids", "")).split(","), str(wanted.get("fields"))
        if path == "page":
            return 200, json.dumps(PROFILE).encode()
        if path == "1/insights":
            return 400 if "error" in self.followers else 200, json.dumps(self.followers).encode()
        if "insights" in fields:
            return 400 if self.insights else 200, json.dumps(self.insights).encode()
        self.asked.append(ids)
        if error := self.refusing(ids, fields):
            return 400, json.dumps({"error": error}).encode()
        shares = {"shares": {"count": 7}} if "shares" in fields else {}
        told = {one: {"id": one, "message": "m", "created_time": LAST_WEEK.isoformat(), **shares} for one in ids}
        return 200, json.dumps(told).encode()


@pytest.fixture
def meta(monkeypatch: pytest.MonkeyPatch) -> Meta:
    made = Meta()
    monkeypatch.setattr(GraphClient, "_send", lambda _self, path, wanted: made.send(path, wanted))
    return made


def is_odd(post: str) -> bool:
    return post[-1] in "13579"


def looked_up(
    count: int, cursor: dict[str, Any] | None = None, *, now: datetime = NOW, seen: Mapping[str, Any] | None = None
) -> tuple[dict[str, int | None], str, CollectorError | None]:
    """Look up so many posts but those *seen*; return the shares that were told, the notes, and the error at the end.

    A given cursor goes on to what the last page says.
    """
    cursor = {"page_id": "1"} if cursor is None else cursor
    due = {f"facebook:1_{n}": "" for n in range(1, count + 1) if str(n) not in (seen or ())}
    collector = FacebookCollector(account="page", token="secret-token", contact="m@x", pace_seconds=0)  # invented
    request = Request(cursor=dict(cursor), new=False, now=now, due=due, stored_posts=due)
    pages, ended = list[Page](), None
    try:
        pages.extend(collector.pages(request, OpenLimits()))
    except CollectorError as error:
        ended = error
    for page in pages[-1:]:
        cursor.clear()
        cursor.update(page.cursor or {})
    told = {post.post_id.partition("_")[2]: post.metrics.shares for page in pages for post in page.parsed.posts}
    return told, "; ".join(page.note for page in pages if page.note), ended


def test_a_post_that_is_too_large_even_alone_costs_itself(meta: Meta) -> None:
    meta.refusing = lambda ids, _: TOO_MUCH if "1_3" in ids else None
    told, notes, error = looked_up(8)
    assert (set(told), error) == (set("12345678") - {"3"}, None)
    assert "Meta calls 1 post too much data" in notes


@pytest.mark.parametrize("count", [1, 40])
def test_where_meta_calls_every_post_too_large_it_fails(meta: Meta, count: int) -> None:
    meta.refusing = lambda _ids, _fields: TOO_MUCH
    told, _, error = looked_up(count)
    assert (told, type(error)) == ({}, Unavailable)
    assert len(meta.asked) < 16


def test_a_post_that_lacks_a_field_costs_no_other_its_count(meta: Meta) -> None:
    meta.refusing = lambda ids, fields: NO_FIELD if "1_3" in ids and "shares" in fields else None
    told, notes, error = looked_up(5)
    assert (told, error) == ({"1": 7, "2": 7, "3": None, "4": 7, "5": 7}, None)
    assert "some posts lack shares" in notes


@pytest.mark.parametrize("lacking", [3, 4, 9, 11, 30])
def test_the_newest_posts_that_lack_a_field_cost_no_other_its_count(meta: Meta, lacking: int) -> None:
    """As when an office posts albums for days: each is asked alone before any other post was told."""
    lacks = {f"1_{n}" for n in range(1, lacking + 1)}
    meta.refusing = lambda ids, fields: NO_FIELD if "shares" in fields and lacks & {*ids} else None
    cursor: dict[str, Any] = {"page_id": "1"}
    for _night in range(2 if lacking > LACKING_ENOUGH else 1):
        told, notes, error = looked_up(40, cursor)
    assert {number for number, shares in told.items() if shares is None} == {one[2:] for one in lacks}
    assert (len(told), error, "Meta refused" in notes) == (40, None, False)


@pytest.mark.parametrize("others", [{21, 40}, {11, 21, 40}])
def test_posts_from_here_and_there_show_that_others_have_the_field(meta: Meta, others: set[int]) -> None:
    lacks = {f"1_{n}" for n in {*range(1, 10)} | others}
    meta.refusing = lambda ids, fields: NO_FIELD if "shares" in fields and lacks & {*ids} else None
    told, notes, error = looked_up(40)
    assert ({number for number, shares in told.items() if shares is None}, error) == ({one[2:] for one in lacks}, None)
    assert "Meta refused" not in notes


def test_a_field_that_was_refused_of_all_for_a_night_is_told_of_all_on_the_next(meta: Meta) -> None:
    cursor: dict[str, Any] = {"page_id": "1"}
    meta.refusing = lambda _ids, fields: NO_FIELD if "shares" in fields else None
    looked_up(50, cursor)
    meta.refusing = lambda _ids, _fields: None
    for night in (1, 2):
        told, notes, error = looked_up(50, cursor, now=NOW + timedelta(days=night))
        assert (set(told.values()), len(told), notes, error) == ({7}, 50, "", None)


def test_a_field_that_no_post_has_any_more_costs_each_night_the_same(meta: Meta) -> None:
    cursor: dict[str, Any] = {"page_id": "1"}
    meta.refusing = lambda _ids, fields: NO_FIELD if "shares" in fields else None
    nights = set[tuple[int, str]]()
    for night in range(9):
        meta.asked.clear()
        _, notes, _ = looked_up(50, cursor, now=NOW + timedelta(days=night))
        nights.add((len(meta.asked), notes))
    [(requests, notes)] = nights
    assert requests <= 33
    assert notes == (
        "Meta refused shares of each of 11 posts that were asked alone; the others were not asked for it; "
        "unknown until a night is told it again"
    )


def test_a_field_that_no_post_has_is_soon_asked_for_no_more(meta: Meta) -> None:
    meta.refusing = lambda _ids, fields: NO_FIELD if "shares" in fields else None
    told, notes, error = looked_up(50)
    assert (set(told.values()), len(told), error) == ({None}, 50, None)
    assert "Meta refused shares" in notes
    assert len(meta.asked) <= 40  # as for any field that many lack: the first night finds it out


@pytest.mark.parametrize("lacking", [1, 10, 30, 50, 70, 90])
def test_where_many_posts_lack_a_field_few_requests_find_it_out_and_the_next_night_knows(
    meta: Meta, lacking: int
) -> None:
    """Of a hundred posts so many, here and there, lack a field, as albums and events do."""
    lacks = {f"1_{n}" for n in range(1, 101) if n * lacking // 100 > (n - 1) * lacking // 100}
    meta.refusing = lambda ids, fields: NO_FIELD if "shares" in fields and lacks & {*ids} else None
    cursor: dict[str, Any] = {"page_id": "1"}
    asked, told = list[int](), dict[str, int | None]()
    for _night in range(8):
        meta.asked.clear()
        told, notes, error = looked_up(100, cursor)
        assert (len(told), error) == (100, None)
        asked.append(len(meta.asked))
    assert max(asked) <= 73  # 10 that are parted, and 32 parts, of which all but one are asked twice
    assert asked[-1] <= 4
    assert {f"1_{number}" for number, shares in told.items() if shares is None} == lacks
    assert "was not asked for" not in notes


def test_posts_that_are_not_asked_for_a_field_are_counted_once_and_told_once(meta: Meta) -> None:
    """Parts that are asked without the field, and fail by a post that is gone, are asked in smaller ones again."""

    def refusing(ids: Sequence[str], fields: str) -> Mapping[str, Any] | None:
        if "shares" in fields and any(map(is_odd, ids)):
            return NO_FIELD
        return GONE if "1_50" in ids else None

    meta.refusing = refusing
    told, notes, _ = looked_up(100)
    alone = {ids[0] for ids in meta.asked if len(ids) == 1 and is_odd(ids[0])}
    untold = sum(shares is None for shares in told.values()) - len(alone)
    assert (len(told), bool(alone)) == (99, True)
    [words] = re.findall(r"shares of (\d+) posts was not asked for, since too many others lack it", notes)
    assert notes.count("some posts lack shares") == 1
    assert int(words) == untold


def limited_at_the_lone_one(ids: Sequence[str], fields: str) -> Mapping[str, Any] | None:
    if ids == ["1_49"]:
        return TOO_MANY
    return NO_FIELD if "1_49" in ids and "shares" in fields else None


def test_what_was_gathered_before_a_limit_is_kept_and_the_next_night_gets_further(meta: Meta) -> None:
    meta.refusing = limited_at_the_lone_one
    cursor: dict[str, Any] = {"page_id": "1"}
    told, notes, error = looked_up(50, cursor)
    assert (len(told), set(told.values()), type(error)) == (49, {7}, RateLimited)
    assert "insights of some posts could not be read" in notes
    meta.refusing = lambda _ids, _fields: None
    told, _, error = looked_up(50, cursor, seen=told)
    assert (told, error) == ({"49": 7}, None)


def test_what_a_post_lacked_in_a_disturbance_is_told_each_night_and_asked_for_again(meta: Meta) -> None:
    cursor: dict[str, Any] = {"page_id": "1"}
    meta.refusing = lambda ids, fields: NO_FIELD if {"1_7", "1_8", "1_9"} & {*ids} and "shares" in fields else None
    told, notes, _ = looked_up(9, cursor)
    assert [number for number, shares in sorted(told.items()) if shares is None] == ["7", "8", "9"]
    assert "some posts lack shares" in notes
    for days, known in ((1, {None}), (6, {None}), (7, {7})):
        meta.refusing = lambda _ids, _fields: None
        told, notes, error = looked_up(9, cursor, now=NOW + timedelta(days=days))
        assert ({told[number] for number in "789"}, len(told), error) == (known, 9, None)
        assert notes == ("3 posts are known to lack shares" if known == {None} else "")
    assert "lacking" not in cursor


def test_of_many_posts_that_lack_a_field_few_are_asked_again_in_one_night(meta: Meta) -> None:
    meta.refusing = lambda _ids, fields: NO_FIELD if "shares" in fields else None
    cursor: dict[str, Any] = {
        "page_id": "1",
        "lacking": {f"facebook:1_{n}": {"shares": "2026-01-01"} for n in range(1, 31)},
    }
    for night in range(7):
        meta.asked.clear()
        told, notes, error = looked_up(30, cursor, now=NOW + timedelta(days=night))
        assert (set(told.values()), len(told), error) == ({None}, 30, None)
        assert notes == "30 posts are known to lack shares"
        assert len(meta.asked) <= 11
    days = {told["shares"] for told in cursor["lacking"].values()}
    assert len(days) == 6


def test_a_field_that_a_page_of_the_list_lacks_is_asked_for_of_the_next_page_and_of_single_posts() -> None:
    of_lists, of_ids = PostFields("pages lack {}"), PostFields()
    assert of_lists.refuse("shares", 1)
    assert (of_lists.refused, of_ids.refused) == (set(), set())
    of_lists.accept(set())
    assert [of_lists.refuse("shares", 1) for _ in range(9)] == [True] * 9
    assert of_lists.refused == set()
    assert of_lists.notes == ["pages lack shares"]
    never = PostFields(asked="pages of the list")
    assert all(never.refuse("shares", 1) for _ in range(LACKING_ENOUGH + 1))
    assert never.notes[0].startswith("Meta refused shares of each of 11 pages of the list; the others were not asked")


@pytest.mark.parametrize("insights", [4, 17, 32, 190, 368])
def test_a_refusal_of_all_while_followers_are_read_ends_the_reading(
    meta: Meta, monkeypatch: pytest.MonkeyPatch, insights: int
) -> None:
    monkeypatch.delitem(PROFILE, "followers_count")
    meta.followers = {"error": {"code": insights, "message": "refused"}}
    told, _, error = looked_up(3)
    assert (told, meta.asked) == ({}, [])
    assert isinstance(error, AuthFailed if insights == 190 else Refused if insights == 368 else RateLimited)


@pytest.mark.parametrize("answer", [{"error": {"code": 100, "message": "no"}}, {"error": {"code": 2}}, [], {}])
def test_followers_that_are_not_told_cost_themselves(meta: Meta, monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    monkeypatch.delitem(PROFILE, "followers_count")
    meta.followers = answer
    told, notes, error = looked_up(3)
    assert (len(told), notes, error) == (3, NO_FOLLOWERS, None)


def test_a_block_during_insights_ends_the_reading(meta: Meta) -> None:
    meta.insights = {"error": {"code": 368, "message": "blocked"}}
    told, _, error = looked_up(3)
    assert (len(told), type(error)) == (3, Refused)
