from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import tweepy

from pipeline.demo.standin.server import World, XMedia, XPost, redirected, serve
from pipeline.demo.world.world import LAST_WEEK, State


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    with serve(world) as server, redirected(server):
        yield world


@pytest.fixture
def client(world: World) -> Any:
    return tweepy.Client(world.bearer)


def hourly(count: int) -> list[XPost]:
    return [XPost(text=f"Kabar {n}", at=LAST_WEEK + timedelta(hours=n)) for n in range(count)]


def test_paging_gives_every_post_once_and_newest_first(world: World, client: Any) -> None:
    world.x = hourly(12)
    user_id = client.get_user(username="kominfobekasi").data.id
    texts, token = [], None
    while True:
        page = client.get_users_tweets(user_id, max_results=5, pagination_token=token)
        texts += [post.text for post in page.data]
        token = page.meta.get("next_token")
        if token is None:
            break
    assert texts == [f"Kabar {n}" for n in reversed(range(12))]
    assert [request.items for request in world.asked("x", "/tweets$")] == [5, 5, 2]


def test_a_token_goes_on_after_a_post_that_was_deleted_meanwhile(world: World, client: Any) -> None:
    world.x = hourly(7)
    first = client.get_users_tweets(world.x_account.native_id, max_results=5)
    del world.x[2]  # the last one of the first page
    second = client.get_users_tweets(
        world.x_account.native_id, max_results=5, pagination_token=first.meta["next_token"]
    )
    assert [post.text for post in second.data] == ["Kabar 1", "Kabar 0"]


def test_since_id_until_id_and_start_time_bound_a_timeline(world: World, client: Any) -> None:
    world.x = hourly(10)
    bounds = {"since_id": world.x[2].id, "until_id": world.x[6].id, "start_time": world.x[4].at}
    page = client.get_users_tweets(world.x_account.native_id, **bounds)
    assert [post.text for post in page.data] == ["Kabar 5", "Kabar 4"]


def test_nothing_found_leaves_data_away(world: World, client: Any) -> None:
    page = client.get_users_tweets(world.x_account.native_id)
    assert (page.data, page.meta) == (None, {"result_count": 0})


def test_posts_of_the_future_appear_when_their_time_has_come(world: World, client: Any) -> None:
    world.x = [XPost(at=world.now + timedelta(hours=1))]
    assert client.get_users_tweets(world.x_account.native_id).data is None
    world.now += timedelta(hours=2)
    assert len(client.get_users_tweets(world.x_account.native_id).data) == 1


def test_replies_and_reposts_can_be_excluded(world: World, client: Any) -> None:
    root = XPost(text="Utas")
    world.x = [root, XPost(kind="reply", ref=root, text="Lanjutan"), XPost(kind="repost", ref=root)]
    page = client.get_users_tweets(world.x_account.native_id, exclude=["replies", "retweets"])
    assert [post.text for post in page.data] == ["Utas"]


def test_x_shows_only_its_newest_posts(world: World, client: Any) -> None:
    world.x, world.x_depth = hourly(20), 8
    assert len(client.get_users_tweets(world.x_account.native_id, max_results=100).data) == 8


def test_only_the_fields_that_were_asked_for_come(world: World, client: Any) -> None:
    world.x = [XPost(text="Halo #Bekasi", likes=3)]
    bare = client.get_tweets([world.x[0].id]).data[0].data
    assert set(bare) == {"id", "text", "edit_history_tweet_ids"}
    full = client.get_tweets([world.x[0].id], tweet_fields=["public_metrics", "created_at"]).data[0]
    assert (full.public_metrics["like_count"], full.created_at) == (3, LAST_WEEK)


def test_a_text_is_escaped_and_a_long_one_whole_only_in_its_note(world: World, client: Any) -> None:
    world.x = [XPost(text="Air & api " * 40 + "selesai")]
    post = client.get_tweets([world.x[0].id], tweet_fields=["note_tweet"]).data[0]
    assert "Air &amp; api" in post.text
    assert "selesai" not in post.text
    assert post.data["note_tweet"]["text"].endswith("selesai")


def test_expansions_bring_authors_media_and_referenced_posts_once(world: World, client: Any) -> None:
    original = XPost(author="bpbdkotabekasi", text="Siaga " * 40, reposts=9, likes=5)
    film = XMedia(kind="video", views=70)
    world.x = [XPost(kind="repost", ref=original), XPost(text="Film", media=[film, XMedia(alt_text="Foto")])]
    page = client.get_users_tweets(
        world.x_account.native_id,
        tweet_fields=["public_metrics", "referenced_tweets"],
        media_fields=["public_metrics", "alt_text"],
        expansions=["author_id", "attachments.media_keys", "referenced_tweets.id", "referenced_tweets.id.author_id"],
    )
    repost = next(post for post in page.data if post.referenced_tweets)
    assert repost.text.startswith("RT @bpbdkotabekasi: Siaga")
    assert (repost.public_metrics["retweet_count"], repost.public_metrics["like_count"]) == (9, 0)
    assert [post.text for post in page.includes["tweets"]] == [original.text]
    assert sorted(user.username for user in page.includes["users"]) == ["Kominfobekasi", "bpbdkotabekasi"]
    assert [media.alt_text for media in page.includes["media"]] == [None, "Foto"]
    assert page.includes["media"][0].public_metrics == {"view_count": 70}
    assert world.requests[-1].includes["tweets"] == [original.id]


def test_a_referenced_post_that_is_gone_is_told_beside_the_data(world: World, client: Any) -> None:
    world.x = [XPost(kind="quote", ref="1111111111111111111")]
    page = client.get_users_tweets(world.x_account.native_id, expansions=["referenced_tweets.id"])
    assert len(page.data) == 1
    assert page.errors[0]["resource_id"] == "1111111111111111111"


def test_a_look_up_says_which_posts_are_gone(world: World, client: Any) -> None:
    world.x = hourly(3)
    ids = [post.id for post in world.x]
    del world.x[1]
    answer = client.get_tweets(ids)
    assert [str(post.id) for post in answer.data] == [ids[0], ids[2]]
    assert [(error["title"], error["resource_id"]) for error in answer.errors] == [("Not Found Error", ids[1])]


def test_an_edit_gives_a_post_a_new_id_and_a_history(world: World, client: Any) -> None:
    world.x = [XPost(text="Sebelum")]
    old = world.x[0].id
    world.x[0].edit("Sesudah", LAST_WEEK + timedelta(minutes=9))
    post = client.get_users_tweets(world.x_account.native_id).data[0]
    assert (post.text, [str(i) for i in post.edit_history_tweet_ids]) == ("Sesudah", [old, world.x[0].id])
    assert world.x[0].id != old
    earlier = client.get_tweets([old]).data[0]
    assert (earlier.text, len(earlier.edit_history_tweet_ids)) == ("Sebelum", 2)
    world.x.clear()
    assert len(client.get_tweets(post.edit_history_tweet_ids).errors) == 2


@pytest.mark.parametrize(
    ("state", "title"),
    [("protected", "Authorization Error"), ("suspended", "Forbidden"), ("missing", "Not Found Error")],
)
def test_an_account_that_cannot_be_read_gives_errors_with_200(
    world: World, client: Any, state: State, title: str
) -> None:
    world.x, world.x_account.state = hourly(3), state
    page = client.get_users_tweets(world.x_account.native_id)
    assert (page.data, page.errors[0]["title"]) == (None, title)
    assert client.get_tweets([world.x[0].id]).data is None
    assert (client.get_user(username="Kominfobekasi").data is None) == (state != "protected")


def test_a_wrong_token_is_unauthorized(world: World) -> None:
    with pytest.raises(tweepy.Unauthorized):
        tweepy.Client(f"not {world.bearer}").get_user(username="Kominfobekasi")


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_results": 4},
        {"max_results": 101},
        {"tweet_fields": ["mood"]},
        {"pagination_token": "!"},
        {"since_id": "x"},
    ],
)
def test_a_parameter_that_x_does_not_take_is_a_bad_request(world: World, client: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(tweepy.BadRequest):
        client.get_users_tweets(world.x_account.native_id, **wrong)


def test_more_than_a_hundred_ids_are_a_bad_request(client: Any) -> None:
    with pytest.raises(tweepy.BadRequest):
        client.get_tweets(list(range(1, 102)))
