from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import instaloader
import pytest

from pipeline.demo.standin.instagram.comments import answer
from pipeline.demo.standin.server import InstagramComment, InstagramPost, World, redirected, serve, session_cookies
from pipeline.demo.world.exchange import Request
from pipeline.demo.world.world import LAST_WEEK


class NoWait(instaloader.RateController):
    """Never waits."""

    def wait_before_query(self, query_type: str) -> None:
        pass


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    with serve(world) as server, redirected(server):
        yield world


@pytest.fixture
def anonymous() -> Iterator[Any]:
    loader: Any = instaloader.Instaloader(
        sleep=False, quiet=True, rate_controller=NoWait, max_connection_attempts=1, request_timeout=5
    )
    yield loader
    loader.close()


@pytest.fixture
def member(world: World, anonymous: Any) -> Any:
    anonymous.load_session("petugas.demo", session_cookies(world))
    return anonymous


def profile(loader: Any) -> Any:
    return instaloader.Profile.from_username(loader.context, "diskominfobekasi")


def hourly(count: int) -> list[InstagramPost]:
    return [
        InstagramPost(caption=f"Kabar {n}", at=LAST_WEEK + timedelta(hours=n), likes=n, comments=2 * n)
        for n in range(count)
    ]


def test_a_session_reads_all_posts_twelve_a_page(world: World, member: Any) -> None:
    world.instagram = hourly(30)
    posts = list(profile(member).get_posts())
    assert [post.caption for post in posts] == [f"Kabar {n}" for n in reversed(range(30))]
    assert [request.items for request in world.asked("instagram", "^/api/graphql")] == [12, 12, 6]


def test_without_a_session_all_posts_are_read_one_by_one(world: World, anonymous: Any) -> None:
    world.instagram = hourly(14)
    posts = [(post.caption, post.likes, post.comments) for post in profile(anonymous).get_posts()]
    assert posts == [(f"Kabar {n}", n, 2 * n) for n in reversed(range(14))]
    assert len([r for r in world.requests if r.query.get("doc_id") == "27128499623469141"]) == 14


def test_the_profile_tells_followers_and_posts(world: World, anonymous: Any) -> None:
    world.instagram, world.instagram_account.followers = hourly(3), 777
    seen = profile(anonymous)
    assert (seen.followers, seen.mediacount, seen.userid) == (777, 3, 4001234567)
    world.instagram_account.post_count = 90
    assert profile(anonymous).mediacount == 90


def test_pinned_posts_come_first_whatever_their_age(world: World, member: Any) -> None:
    world.instagram = hourly(3)
    world.instagram[0].pinned = True
    posts = list(profile(member).get_posts())
    assert [post.caption for post in posts] == ["Kabar 0", "Kabar 2", "Kabar 1"]
    assert posts[0]._node["iphone_struct"]["timeline_pinned_user_ids"] == [world.instagram_account.native_id]


def test_kinds_hidden_likes_missing_captions_and_collaborations_arrive(world: World, member: Any) -> None:
    world.instagram = [
        InstagramPost(caption=None, kind="sidecar", children=4, hidden_likes=True, likes=9),
        InstagramPost(caption="Film", kind="video", views=50, owner="relawantik", at=LAST_WEEK - timedelta(1)),
    ]
    album, film = profile(member).get_posts()
    assert (album.typename, album.mediacount, album.likes, album.caption) == ("GraphSidecar", 4, None, None)
    assert (film.is_video, film.video_view_count, film.owner_username) == (True, 50, "relawantik")
    assert film._node["iphone_struct"]["coauthor_producers"][0]["username"] == "diskominfobekasi"
    assert film.shortcode == world.instagram[1].code
    assert film.mediaid == int(world.instagram[1].pk)


def test_a_post_deleted_meanwhile_is_missed_by_its_own_query(world: World, anonymous: Any) -> None:
    world.instagram = hourly(2)
    posts = profile(anonymous).get_posts()
    del world.instagram[1]
    with pytest.raises(instaloader.BadResponseException):
        next(posts)
    assert next(posts).caption == "Kabar 0"


def test_a_living_session_knows_its_user_and_a_dead_one_is_sent_to_the_login(
    world: World, member: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert member.test_login() == "petugas.demo"
    world.session_id = "another one"
    assert member.test_login() is None
    with pytest.raises(instaloader.AbortDownloadException):
        list(profile(member).get_posts())
    assert "logged out" in capsys.readouterr().err


def test_a_private_profile_asks_for_a_login_and_then_to_follow(world: World, anonymous: Any) -> None:
    world.instagram, world.instagram_account.state = hourly(2), "private"
    with pytest.raises(instaloader.LoginRequiredException):
        profile(anonymous).get_posts()
    anonymous.load_session("petugas.demo", session_cookies(world))
    with pytest.raises(instaloader.PrivateProfileNotFollowedException):
        profile(anonymous).get_posts()


def test_a_missing_profile_does_not_exist(world: World, anonymous: Any) -> None:
    world.instagram_account.state = "missing"
    with pytest.raises(instaloader.ProfileNotExistsException):
        profile(anonymous)


def test_a_comment_shows_once_it_is_written_and_keeps_its_number() -> None:
    later, now = InstagramComment(text="Nanti", at=LAST_WEEK + timedelta(days=2)), LAST_WEEK + timedelta(days=1)
    answered = InstagramComment(text="Halo", at=LAST_WEEK, answers=[later])
    post = InstagramPost(comment_list=[later, answered])
    world = World(instagram=[post], now=now)
    token = base64.b64encode(json.dumps({"sessionid": world.session_id}).encode()).decode()
    asked = Request(method="GET", host="i.instagram.com", path=f"/api/v1/media/{post.pk}/comments/")
    asked.headers["authorization"] = f"Bearer IGT:2:{token}"

    def told() -> dict[str, tuple[str, int]]:
        body: Any = answer(world, asked).body
        return {comment["text"]: (comment["pk"], comment["child_comment_count"]) for comment in body["comments"]}

    early = told()
    assert early.keys() == {"Halo"}
    assert early["Halo"][1] == 0
    world.now += timedelta(days=2)
    assert told().keys() == {"Nanti", "Halo"}
    assert told()["Halo"] == (early["Halo"][0], 1)
