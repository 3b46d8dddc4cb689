"""A list that names the same page twice is left with few requests, told, and costs no other list its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from collectors.errors import CollectorError, Incomplete
from collectors.http.paging import NOWHERE, PageMarks
from collectors.instagram.official.comments import OfficialComments
from collectors.privacy import Pseudonyms
from collectors.records import Page
from collectors.request import Collector
from pipeline.demo.standin.instagram.official import media_id
from pipeline.demo.standin.server import (
    LAST_WEEK,
    NOW,
    FacebookComment,
    FacebookPost,
    Fault,
    InstagramComment,
    InstagramPost,
    Service,
    StandIn,
    World,
    YouTubeComment,
    YouTubeVideo,
)
from tests.collectors.conftest import Shelf
from tests.collectors.facebook.asking import commenting, eager
from tests.collectors.instagram.official.asking import access, official
from tests.collectors.youtube.asking import collector_of, comments_of

Of = Callable[[World], Collector]
KEY = Pseudonyms(b"a key of sixteen or more")
FEW = 12  # requests


def filled(world: World, count: int) -> World:
    """Let each platform show so many posts, each with a comment that has an answer."""
    for n in range(count):
        at = LAST_WEEK + timedelta(hours=n)
        world.facebook.append(
            FacebookPost(
                message=f"Kabar {n}",
                at=at,
                comment_list=[FacebookComment(text=f"Tanya {n}", answers=[FacebookComment(text="Ya")])],
            )
        )
        world.youtube.append(
            YouTubeVideo(
                title=f"Kabar {n}",
                at=at,
                comment_list=[YouTubeComment(text=f"Tanya {n}", answers=[YouTubeComment(text="Ya")])],
            )
        )
        world.instagram.append(
            InstagramPost(
                caption=f"Kabar {n}",
                at=at,
                comment_list=[InstagramComment(text=f"Tanya {n}", answers=[InstagramComment(text="Ya")])],
            )
        )
    return world


def official_comments(world: World) -> OfficialComments:
    return OfficialComments(access(world), pseudonyms=KEY, known=(), most=100)


@pytest.mark.parametrize(
    ("platform", "of", "path", "stored"),
    [
        ("meta", official, "", 50),
        ("meta", eager, "/published_posts$", 25),
        ("youtube", collector_of, "/playlistItems$", 50),
    ],
    ids=["instagram", "facebook", "youtube"],
)
def test_a_list_that_leads_back_is_left_soon_and_nothing_is_lost_by_it(
    platform: Service, of: Of, path: str, stored: int, standin: StandIn, shelf: Shelf
) -> None:
    world = filled(standin.world, 120)
    world.faults = [Fault(platform=platform, do="repeat_mark", path=path, nth=range(2, 999))]
    error = shelf.fails(of(world), now=NOW)
    assert isinstance(error, Incomplete)
    lists = [one for one in world.asked(platform) if "insights" not in one.path]
    assert len(lists) < FEW
    assert len(shelf.posts) >= stored
    world.faults = []
    shelf.next_day()
    shelf.fill(of(world), now=NOW + timedelta(days=1))
    assert len(shelf.posts) == 120


@pytest.mark.parametrize(
    ("platform", "shown", "of", "ids", "spoilt"),
    [
        (
            "meta",
            "instagram",
            official_comments,
            lambda post: f"instagram:{post.code}",
            lambda w: f"/{media_id(w.instagram[0])}/",
        ),
        ("meta", "facebook", commenting, lambda post: f"facebook:{post.id}", lambda w: f"/{w.facebook[0].id}/"),
        ("youtube", "youtube", comments_of, lambda video: f"youtube:{video.id}", lambda _w: "/commentThreads$"),
    ],
    ids=["instagram", "facebook", "youtube"],
)
def test_comments_that_lead_back_are_asked_for_again_and_the_others_are_whole(
    platform: Service, shown: str, of: Of, ids: Any, spoilt: Any, standin: StandIn, shelf: Shelf
) -> None:
    world = filled(standin.world, 3)
    posts: dict[str, Sequence[object]] = {
        "instagram": world.instagram,
        "facebook": world.facebook,
        "youtube": world.youtube,
    }
    due = {ids(post): "" for post in posts[shown]}
    nth = range(1, 3) if platform == "youtube" else None
    world.faults = [Fault(platform=platform, do="repeat_mark", path=spoilt(world), nth=nth)]
    known = {"page_id": world.facebook_account.native_id, "channel_id": world.youtube_account.native_id}
    request = shelf.request(due=due, posts_cursor=known, now=NOW)
    pages = list[Page]()
    with pytest.raises(Incomplete, match="leads back to a page"):
        pages.extend(of(world).pages(request, shelf.limits))
    read = {response.text for page in pages for response in page.parsed.responses}
    assert read == {f"Tanya {n}" for n in range(3)} | {"Ya"}
    ended = {post_id for page in pages for post_id in page.answered}
    assert ended == set(list(due)[1:]), "what was not read to its end is asked for again"
    assert len(world.asked(platform)) < FEW
    cursors = [page.cursor for page in pages if page.cursor is not None]
    places = cursors[-1].get("walks", {})
    assert set(places.values()) <= {NOWHERE}, "no later night begins where the list leads back"
    if of is not official_comments:  # which keeps no place, and reads all of a post that was not read to its end
        assert list(places) == list(due)[:1], "the gap is open"


@pytest.mark.parametrize("of", [commenting, comments_of], ids=["facebook", "youtube"])
def test_what_stands_behind_a_list_that_led_back_is_read_when_it_leads_on(
    of: Of, standin: StandIn, shelf: Shelf
) -> None:
    world = filled(standin.world, 1)
    few = [f"Kata {n}" for n in range(250)]
    world.facebook[0].comment_list = [FacebookComment(text=words) for words in few]
    world.youtube[0].comment_list = [YouTubeComment(text=words) for words in few]
    due = {f"facebook:{world.facebook[0].id}" if of is commenting else f"youtube:{world.youtube[0].id}": ""}
    known = {"page_id": world.facebook_account.native_id, "channel_id": world.youtube_account.native_id}
    read = set[str]()

    def night() -> CollectorError | None:
        collector, stored = of(world), dict.fromkeys(read, "")
        request = shelf.request(due=due, posts_cursor=known, now=NOW, stored_posts=stored)
        try:
            for page in collector.pages(request, shelf.limits):
                read.update(response.response_id for response in page.parsed.responses)
                shelf.cursor = page.cursor if page.cursor is not None else shelf.cursor
                answered.update(page.answered)
        except Incomplete as error:
            return error
        return None

    answered = set[str]()
    graph = of is commenting
    path = "/comments$" if graph else "/commentThreads$"
    world.faults = [Fault(platform="meta" if graph else "youtube", do="repeat_mark", path=path)]
    assert [night() is not None for _ in range(3)] == [True, True, True]
    assert answered == set()
    assert len(read) < len(few)
    world.faults = []
    assert night() is None
    assert (answered, len(read)) == (set(due), len(few))


def test_a_mark_is_followed_once() -> None:
    marks = PageMarks("the list")
    assert [marks.follow("a"), marks.follow("b"), marks.follow(None)] == ["a", "b", None]
    assert [marks.leads_back("a"), marks.leads_back("c"), marks.leads_back(None)] == [True, False, False]
    with pytest.raises(Incomplete, match="the list leads back"):
        marks.follow("a")
