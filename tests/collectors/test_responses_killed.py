"""Whatever dies while responses are read, and however often: a quiet run afterwards leaves none out and none twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

import collectors.x.client
from collectors.errors import Incomplete, RateLimited, Unavailable
from collectors.http.session import make_retrying_adapter
from collectors.instagram.comments import InstagramComments
from collectors.instagram.session import Session
from collectors.privacy import Pseudonyms
from collectors.records import Page, Response
from collectors.request import Request
from collectors.x.client import XClient
from collectors.x.responses import XResponses
from pipeline.demo.standin.server import (
    NOW,
    Fault,
    InstagramComment,
    InstagramPost,
    World,
    XPost,
    redirected,
    serve,
    session_cookies,
)
from tests.collectors.limits import OpenLimits

HOUR = timedelta(hours=1)
PAGE = 10
SPOILT = ("reset", "truncate", "html", "over_capacity", "rate_limited")
ASKED = "search/recent|mentions"
quiet = examples(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass(frozen=True)
class Night:
    """What people write before a run, how much later it is, and how the run dies."""

    new: int
    hours: int
    die_after_pages: int | None
    fault: str | None
    from_request: int


nights = st.lists(
    st.builds(
        Night,
        new=st.integers(0, 25),
        hours=st.sampled_from([1, 5, 30, 200]),
        die_after_pages=st.none() | st.integers(0, 5),
        fault=st.none() | st.sampled_from(SPOILT),
        from_request=st.integers(1, 5),
    ),
    min_size=1,
    max_size=6,
)


@dataclass
class Kept:
    """What the store would hold of responses."""

    cursor: Any = field(default_factory=dict)
    responses: dict[str, Response] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    """The ids of all responses on pages that were committed, in order."""
    read: dict[str, int] = field(default_factory=dict)
    """How many comments of each post were read to the end."""

    def take(self, pages: Iterator[Page], most: int | None, told: dict[str, int]) -> None:
        """Commit so many pages, then die with the next one in flight."""
        for number, page in enumerate(pages):
            if number == most:
                return
            self.shown += [response.response_id for response in page.parsed.responses]
            self.responses |= {response.response_id: response for response in page.parsed.responses}
            self.read |= {post_id: told[post_id] for post_id in page.answered}
            if page.cursor is not None:
                self.cursor = page.cursor


def attempts(night: Night) -> range:
    return range(night.from_request, night.from_request + 3)


@quiet
@given(lived=nights)
def test_on_x_none_is_left_out_and_none_is_returned_twice_but_for_pages_in_flight(
    lived: list[Night], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.x.client, "PAGE_SIZE", PAGE)
    world, kept = World(), Kept()
    with serve(world) as server, redirected(server):
        collector = XResponses(
            account="Kominfobekasi", client=XClient(world.bearer, 0), pseudonyms=Pseudonyms(b"k" * 16)
        )
        collector.client.api.session.mount("https://", make_retrying_adapter(backoff=0))

        def run(most: int | None) -> None:
            asked = {"now": world.now, "posts_cursor": {"user_id": world.x_account.native_id}, "cursor": kept.cursor}
            kept.take(collector.pages(Request(**asked), OpenLimits()), most, {})

        for number, night in enumerate(lived):
            world.now += night.hours * HOUR
            world.x_others += [
                XPost(text=f"@Kominfobekasi tanya {number}-{n}", author="warga", at=world.now - (n + 1) * HOUR / 60)
                for n in range(night.new)
            ]
            world.faults = [Fault(platform="x", nth=attempts(night), do=night.fault)] if night.fault else []
            with suppress(Unavailable, RateLimited, Incomplete):
                run(night.die_after_pages)
        world.faults = []
        with suppress(Incomplete):  # an empty page after a promise is believed on a second day
            run(None)
        world.now += 24 * HOUR
        run(None)
    assert sorted(kept.shown) == sorted(f"x:{post.id}" for post in world.x_others)
    returned = [number for request in world.asked("x", ASKED) for number in request.post_ids]
    assert len(returned) - len(set(returned)) <= PAGE * 3 * len(lived)  # a spoilt answer is asked for three times
    assert kept.cursor["ranges"] == []


def talked_about(number: int, count: int) -> InstagramPost:
    comments = [
        InstagramComment(
            text=f"komentar {number}-{n}",
            user=f"warga{n}",
            answers=[InstagramComment(text=f"jawaban {number}-{n}-{m}", user="lain") for m in range(n % 4 // 2)],
        )
        for n in range(count)
    ]
    return InstagramPost(caption=f"Foto {number}", at=NOW - number * HOUR, comment_list=comments)


@quiet
@given(lived=nights)
def test_on_instagram_none_is_left_out(lived: list[Night]) -> None:
    world, kept = World(), Kept()
    with serve(world) as server, redirected(server):
        collector = InstagramComments(
            account="diskominfobekasi",
            session=Session("petugas.demo", session_cookies(world)),
            pace_seconds=0,
            pseudonyms=Pseudonyms(b"k" * 16),
            known=(),
            most=40,
        )

        def run(most: int | None) -> None:
            told = {f"instagram:{post.code}": post.comments for post in world.instagram}
            due = {post_id: "" for post_id, count in told.items() if count != kept.read.get(post_id, 0)}
            parents = [response.parent_id for response in kept.responses.values() if response.parent_id]
            request = Request(cursor=kept.cursor, due=due, stored_answers=Counter(parents))
            kept.take(collector.pages(request, OpenLimits()), most, told)

        for number, night in enumerate(lived):
            world.instagram.append(talked_about(number, night.new))
            do = night.fault if night.fault in ("reset", "truncate", "html") else "wait_few_minutes"
            world.faults = [Fault(platform="instagram", path="comments", nth=attempts(night), do=do)]
            with suppress(Exception):
                run(night.die_after_pages)
        world.faults = []
        for _ in range(20):
            with suppress(Incomplete):
                run(None)
                break
    wanted = sum(post.comments for post in world.instagram)
    assert len(kept.responses) == wanted
    assert kept.cursor.get("walks", {}) == {}
