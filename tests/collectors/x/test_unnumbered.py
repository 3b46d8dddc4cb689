"""A page that is paid and tells no post's number is kept, and not paid again every night."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from collectors.errors import Incomplete, SourceChanged
from collectors.privacy import Pseudonyms
from collectors.records import Reads
from collectors.x.client import XClient
from collectors.x.collector import XCollector
from collectors.x.cursor import XCursor, gaps_of
from collectors.x.responses import XResponses
from pipeline.demo.standin.server import LAST_WEEK, NOW, Fault, World, XPost
from tests.collectors.conftest import Shelf
from tests.collectors.x.asking import TIMELINE, hourly, returned, texts

NIGHT = LAST_WEEK + timedelta(days=5)
FAULT = Fault(platform="x", path=TIMELINE, do="drop_fields", fields=("id", "newest_id", "oldest_id"))


def on(day: int) -> datetime:
    return NIGHT + timedelta(days=day)


def test_it_is_asked_for_again_after_a_week_only(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x, world.faults = hourly(15), [FAULT]
    assert isinstance(shelf.fails(collector, now=on(0)), SourceChanged)
    kept = shelf.pages[-1]
    assert len(json.loads(kept.raw.body)["data"]) == 10
    assert kept.parsed.unreadable
    assert gaps_of("posts", shelf.cursor)
    world.faults = []
    for day in (1, 6):
        shelf.next_day()
        error = shelf.fails(collector, now=on(day))
        assert isinstance(error, Incomplete)
        assert "which is paid, tells no post's number; update Pantau, then run: pantau replay" in str(error)
    assert len(world.asked("x", TIMELINE)) == 1
    shelf.fill(collector, now=on(7))
    assert shelf.texts == texts(world.x)
    assert XCursor.load(shelf.cursor).unread is None


def test_it_is_asked_for_at_once_where_everything_is(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x, world.faults = hourly(5), [FAULT]
    shelf.fails(collector, now=on(0))
    world.faults = []
    shelf.next_day()
    shelf.fill(collector, now=on(1), full=True)
    assert shelf.texts == texts(world.x)


def test_what_a_replay_has_read_of_it_is_not_paid_again(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = hourly(15)
    shelf.fill(collector, now=on(0))
    mended = {post_id: post for post_id, post in shelf.posts.items() if shelf.texts.index(post.text) < 10}
    first = shelf.pages[1]
    assert len(first.parsed.posts) == 10
    paid = len(returned(world))
    world.x += hourly(2, first=20)
    unread: dict[str, Any] = {"user_id": str(world.x_account.native_id), "newest": "0", "ranges": [["0", None]]}
    shelf.posts, shelf.cursor = mended, unread | {"unread": on(0).date().isoformat()}
    shelf.next_day()
    shelf.fill(collector, now=on(1))
    assert shelf.texts == texts(world.x)
    assert len(returned(world)) == paid + 2 + 5


@pytest.mark.usefixtures("standin")
def test_responses_of_no_number_leave_no_words_behind(world: World, shelf: Shelf) -> None:
    mention = XPost(author="wargabekasi", text="@Kominfobekasi jalan rusak di RT 3", at=NOW - timedelta(days=1))
    world.x = [mention]
    world.faults = [replace(FAULT, path="/mentions$|/search/recent$")]
    collector = XResponses(account="Kominfobekasi", client=XClient(world.bearer, 0), pseudonyms=Pseudonyms(b"k" * 32))
    posts_cursor = {"user_id": str(world.x_account.native_id), "newest": "0", "ranges": []}
    error = shelf.fails(collector, now=NOW, posts_cursor=posts_cursor)
    assert isinstance(error, SourceChanged)
    assert [page.reads for page in shelf.pages if page.reads != Reads()] == [Reads(posts=1)]
    assert all(b"jalan" not in page.raw.body for page in shelf.pages)
