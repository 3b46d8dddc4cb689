"""What comments the official interface shows, whatever else stands in its lists."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.errors import Incomplete
from collectors.instagram.official.comments import OfficialComments
from collectors.privacy import Pseudonyms
from collectors.records import Page
from pipeline.demo.standin.instagram import official as standin_official
from pipeline.demo.standin.server import InstagramComment, InstagramPost, StandIn, World
from tests.collectors.conftest import Shelf
from tests.collectors.instagram.official.asking import access, fault, hourly


@pytest.fixture
def world() -> World:
    comment = InstagramComment(text="kapan buka?", user="warga_1")
    return World(meta_token="secret-token", instagram=hourly(3, comment_list=[comment]))  # of the test


def comments_of(world: World, *, most: int = 100) -> OfficialComments:
    key = Pseudonyms(b"a key of sixteen or more")
    return OfficialComments(access(world), pseudonyms=key, known=(), most=most)


@pytest.mark.parametrize("lacking", [{"shortcode", "permalink"}, {"id"}])
def test_a_medium_that_does_not_tell_which_it_is_costs_no_other_its_comments(
    lacking: set[str], world: World, standin: StandIn, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert standin.url
    odd, sound = world.instagram[2], world.instagram[0]
    told = standin_official._medium

    def medium(post: InstagramPost, *, public: bool) -> dict[str, Any]:
        whole = told(post, public=public)
        return {name: value for name, value in whole.items() if post is not odd or name not in lacking}

    monkeypatch.setattr(standin_official, "_medium", medium)
    comments = comments_of(world)
    due = {f"instagram:{sound.code}": "https://www.instagram.com/p/"}
    pages = list(comments.pages(shelf.request(due=due), shelf.limits))
    assert [response.text for page in pages for response in page.parsed.responses] == ["kapan buka?"]


def test_a_post_whose_comments_meta_does_not_find_is_not_called_read(
    world: World, standin: StandIn, shelf: Shelf
) -> None:
    assert standin.url
    hidden = world.instagram[1]
    world.faults = [fault("gone", path=f"/{standin_official.media_id(hidden)}/comments$")]
    due = {f"instagram:{post.code}": "" for post in world.instagram}
    pages = list(comments_of(world).pages(shelf.request(due=due), shelf.limits))
    assert {post_id for page in pages for post_id in page.answered} == set(due) - {f"instagram:{hidden.code}"}


def test_a_night_that_is_full_tells_what_could_not_be_read_too(world: World, standin: StandIn, shelf: Shelf) -> None:
    assert standin.url
    newest = standin_official.media_id(world.instagram[2])
    world.faults = [fault("drop_fields", path=f"/{newest}/comments$", fields=("timestamp",))]
    due = {f"instagram:{post.code}": "" for post in reversed(world.instagram)}  # newest first, as the store names them
    pages = list[Page]()
    with pytest.raises(Incomplete, match=r"1 post wait: a night reads 1; the comments of 1 post could not be read"):
        pages.extend(comments_of(world, most=1).pages(shelf.request(due=due), shelf.limits))
    assert len(pages) == 1


def test_posts_whose_comments_meta_never_shows_are_news_on_one_night_only(
    world: World, standin: StandIn, shelf: Shelf
) -> None:
    assert standin.url
    world.faults = [fault("gone", path=r"/\d+/comments$")]
    due = {f"instagram:{post.code}": "" for post in world.instagram}
    pages = list[Page]()
    with pytest.raises(Incomplete, match="none of 3 posts"):
        pages.extend(comments_of(world).pages(shelf.request(due=due), shelf.limits))
    again = list(comments_of(world).pages(shelf.request(due=due, cursor=pages[-1].cursor), shelf.limits))
    assert "does not show the comments of 3 posts" in str(again[-1].note)


def test_a_post_that_no_list_shows_is_asked_for_by_the_number_that_an_earlier_list_told(
    world: World, standin: StandIn, shelf: Shelf
) -> None:
    assert standin.url
    hidden = world.instagram[1]
    numbers = {hidden.code: standin_official.media_id(hidden)}
    world.faults = [fault("empty_page", path="/media$")]
    due = {f"instagram:{hidden.code}": ""}
    request = shelf.request(due=due, posts_cursor={"official": {"numbers": numbers}})
    pages = list(comments_of(world).pages(request, shelf.limits))
    assert [page.answered for page in pages] == [tuple(due)]


def test_where_earlier_lists_told_the_numbers_of_all_due_posts_no_list_is_read(
    world: World, standin: StandIn, shelf: Shelf
) -> None:
    assert standin.url
    numbers = {post.code: standin_official.media_id(post) for post in world.instagram}
    world.faults = [fault("gone", path="/media$")]
    due = {f"instagram:{post.code}": "" for post in (world.instagram[n] for n in (1, 2, 0))}
    request = shelf.request(due=due, posts_cursor={"official": {"numbers": numbers}})
    pages = list(comments_of(world).pages(request, shelf.limits))
    assert [post_id for page in pages for post_id in page.answered] == [*due]


def test_a_post_that_no_list_shows_and_that_has_no_number_is_news_on_one_night_only(
    world: World, standin: StandIn, shelf: Shelf
) -> None:
    assert standin.url
    due = {"instagram:DAbcdefghij": ""} | {f"instagram:{world.instagram[0].code}": ""}
    pages = list[Page]()
    with pytest.raises(Incomplete, match="1 post with new comments stand in no list"):
        pages.extend(comments_of(world).pages(shelf.request(due=due), shelf.limits))
    again = list(comments_of(world).pages(shelf.request(due=due, cursor=pages[-1].cursor), shelf.limits))
    assert "does not show the comments of 1 post" in str(again[-1].note)


@pytest.mark.parametrize(
    ("odd", "text"),
    [
        ({"text": None}, ""),  # a picture alone
        ({"timestamp": "2026-11-20T03:00:00.000+0000"}, "halo"),
        ({"timestamp": "2026-11-20T10:00:00+07:00"}, "halo"),
        ({"like_count": None, "username": None, "from": None}, "halo"),
    ],
)
def test_a_comment_of_an_odd_shape_is_kept(odd: dict[str, Any], text: str, world: World) -> None:
    told = {"id": "7", "text": "halo", "timestamp": "2026-11-20T03:00:00+0000", "like_count": 1, "username": "siti"}
    page = comments_of(world)._page("instagram:DA", [(told | odd, None)])
    [kept] = page.parsed.responses
    assert (kept.text, kept.published_at.isoformat()) == (text, "2026-11-20T03:00:00+00:00")
