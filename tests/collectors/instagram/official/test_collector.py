"""What the official interface tells of an own account and of others, and how it fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from collectors.errors import AccountGone, AuthFailed, RateLimited, Refused, SourceChanged, Unavailable
from collectors.instagram.official.collector import OfficialInstagram
from collectors.records import NOT_TOLD, Metrics
from pipeline.demo.standin.instagram.official import media_id
from pipeline.demo.standin.server import LAST_WEEK, Account, InstagramPost, StandIn, World
from tests.collectors.conftest import Shelf
from tests.collectors.instagram.official.asking import INSIGHTS, access, asked, codes, fault, hourly, official

OTHER = Account(name="pemkotbekasi", native_id="7")
pytestmark = pytest.mark.usefixtures("standin")


@pytest.fixture
def world() -> World:
    return World(meta_token="secret-token", instagram=hourly(5, insights=dict(INSIGHTS)))  # of the test


@pytest.fixture
def other(world: World) -> World:
    """A token of another account than the watched one."""
    world.meta_accounts = [OTHER]
    return world


def test_an_own_post_tells_insights_and_how_it_was_seen(world: World, shelf: Shelf) -> None:
    shelf.fill(official(world))
    post = shelf.posts[f"instagram:{world.instagram[3].code}"]
    assert post.metrics == Metrics(likes=3, comments=0, shares=2, views=900)
    assert dict(post.insights) == {"reach": 700, "saved": 4, "total_interactions": 30}
    assert (post.method, post.kind, post.published_at) == ("official", "image", world.instagram[3].at)
    assert shelf.account is not None
    assert (shelf.account.followers, shelf.account.post_count, shelf.account.method) == (81_200, 5, "official")


def test_absent_insights_stay_unknown(world: World, shelf: Shelf) -> None:
    world.instagram[0].insights = {}
    shelf.fill(official(world))
    post = shelf.posts[f"instagram:{world.instagram[0].code}"]
    assert post.metrics == Metrics(likes=0, comments=0)
    assert post.insights == ()


def test_a_known_post_that_is_not_due_is_not_counted(world: World, shelf: Shelf) -> None:
    shelf.fill(official(world))
    shelf.next_day()
    due = codes(world)[:1]
    shelf.fill(official(world), due=shelf.due(*due))
    counted = {post.post_id for post in shelf.pages[-1].parsed.posts if post.metrics != NOT_TOLD}
    assert counted == set(due)


def test_a_post_with_new_comments_is_counted_although_it_is_not_due(world: World, shelf: Shelf) -> None:
    shelf.fill(official(world))
    shelf.next_day()
    world.instagram[2].comments += 1
    shelf.fill(official(world))
    counted = [post.post_id for post in shelf.pages[-1].parsed.posts if post.metrics != NOT_TOLD]
    assert counted == [f"instagram:{world.instagram[2].code}"]


def test_another_account_shows_what_is_public(other: World, shelf: Shelf) -> None:
    other.instagram.append(
        InstagramPost(caption="Bersama @warga", kind="video", hidden_likes=True, likes=9, views=40, comments=2)
    )
    shelf.fill(official(other))
    post = shelf.posts[f"instagram:{other.instagram[-1].code}"]
    assert post.metrics == Metrics(likes=None, comments=2, views=40)
    assert (post.method, post.signless, post.text, post.insights) == ("discovery", True, "Bersama warga", ())
    assert set(shelf.posts) == set(codes(other))


def test_requests_are_few(world: World, shelf: Shelf) -> None:
    world.instagram = hourly(120, insights=dict(INSIGHTS))
    shelf.fill(official(world))
    assert asked(world) == 1 + 3 + 120  # whose the token is, three pages, and each post's insights
    shelf.next_day()
    before = asked(world)
    shelf.fill(official(world))
    assert asked(world) - before == 1  # a quiet night
    world.instagram += hourly(5, first=120)
    shelf.next_day()
    before = asked(world)
    shelf.fill(official(world))
    assert asked(world) - before == 1 + 5


def test_requests_of_another_account_are_one_a_page(other: World, shelf: Shelf) -> None:
    other.instagram = hourly(120)
    shelf.fill(official(other))
    assert asked(other) == 1 + 3
    shelf.next_day()
    before = asked(other)
    other.instagram += hourly(5, first=120)
    shelf.fill(official(other))
    assert asked(other) - before == 1


@pytest.mark.parametrize(
    ("do", "kind", "words"),
    [
        ("token_expired", AuthFailed, "expired"),
        ("token_revoked", AuthFailed, "password"),
        ("permission", AuthFailed, "instagram_basic"),
        ("rate_limited", RateLimited, "fewer requests"),
        ("server_error", Unavailable, "error of its own"),
        ("unknown_request", SourceChanged, "did not understand"),
        ("blocked", Refused, "blocked"),
        ("html", Unavailable, "broken body"),
        ("reset", Unavailable, "Meta was not read"),
        ("cut_json", Unavailable, "broken body"),
    ],
)
def test_each_failure_is_one_line_that_says_what_to_do(
    world: World, shelf: Shelf, do: str, kind: type[Exception], words: str
) -> None:
    world.faults = [fault(do)]
    error = shelf.fails(official(world))
    assert isinstance(error, kind)
    assert words in str(error)
    assert shelf.posts == {}


def test_a_personal_account_is_named_as_one(other: World, shelf: Shelf) -> None:
    other.personal = True
    error = shelf.fails(official(other))
    assert isinstance(error, AccountGone)
    assert "professional" in str(error)


def test_a_token_without_any_professional_account_says_so(world: World, shelf: Shelf) -> None:
    world.meta_accounts = []
    assert isinstance(shelf.fails(official(world)), AuthFailed)


def test_a_token_that_is_no_longer_of_the_account_is_refused(world: World, shelf: Shelf) -> None:
    shelf.fill(official(world))
    shelf.next_day()
    world.meta_accounts = [OTHER]
    error = shelf.fails(official(world))
    assert isinstance(error, AuthFailed)
    assert "@pemkotbekasi" in str(error)


def test_a_missing_permission_costs_the_insights_alone(world: World, shelf: Shelf) -> None:
    world.meta_denied = {"instagram_manage_insights"}
    shelf.fill(official(world))
    notes = [page.note or "" for page in shelf.pages]
    assert any("instagram_manage_insights" in note and "unknown" in note for note in notes)
    assert {post.metrics.views for post in shelf.posts.values()} == {None}
    assert {post.metrics.likes for post in shelf.posts.values()} == set(range(5))
    assert asked(world, "insights") == 1


def test_a_retired_metric_costs_itself_and_is_told(world: World, shelf: Shelf) -> None:
    world.meta_retired = {"saved"}
    shelf.fill(official(world))
    assert all(dict(post.insights).keys() == {"reach", "total_interactions"} for post in shelf.posts.values())
    assert all(post.metrics.views == 900 for post in shelf.posts.values())
    assert any("saved" in (page.note or "") for page in shelf.pages)


def test_a_retired_field_costs_itself_and_is_told(other: World, shelf: Shelf) -> None:
    other.instagram = hourly(60)
    other.meta_retired = {"view_count", "media_url"}
    shelf.fill(official(other))
    assert set(shelf.posts) == set(codes(other))
    assert any("media_url, view_count" in (page.note or "") for page in shelf.pages)


def test_a_field_without_which_there_is_no_post_is_missed(world: World, shelf: Shelf) -> None:
    world.meta_retired = {"timestamp"}
    assert isinstance(shelf.fails(official(world)), SourceChanged)


def test_a_pages_own_token_reads_its_account(world: World, shelf: Shelf) -> None:
    world.meta_page_token = True
    shelf.fill(official(world))
    assert {post.method for post in shelf.posts.values()} == {"official"}


def test_a_post_deleted_since_it_was_listed_keeps_the_others(world: World, shelf: Shelf) -> None:
    world.faults = [fault("gone", path="insights", nth=2)]
    shelf.fill(official(world))
    assert set(shelf.posts) == set(codes(world))


def test_a_token_that_expires_in_the_night_loses_nothing(world: World, shelf: Shelf) -> None:
    world.faults = [fault("token_expired", path="insights", nth=range(3, 100))]
    assert isinstance(shelf.fails(official(world)), AuthFailed)
    assert [post.metrics.views for post in shelf.posts.values()] == [900, 900]
    world.faults = []
    shelf.next_day()
    shelf.fill(official(world))  # although none is due
    counted = {post.post_id for page in shelf.pages for post in page.parsed.posts if post.metrics.views == 900}
    assert counted == set(shelf.posts) == set(codes(world))


def test_a_post_at_whose_insights_meta_always_fails_costs_no_other_its_own(world: World, shelf: Shelf) -> None:
    bad = world.instagram[3]
    world.faults = [fault("server_error", path=f"{media_id(bad)}/insights")]
    shelf.fill(official(world))
    views = {post.post_id: post.metrics.views for post in shelf.posts.values()}
    assert views == {code: None if code == f"instagram:{bad.code}" else 900 for code in codes(world)}
    assert any("could not be read" in (page.note or "") for page in shelf.pages)


def test_due_posts_whose_insights_fail_are_looked_at_again(world: World, shelf: Shelf) -> None:
    shelf.fill(official(world))
    shelf.next_day()
    world.faults = [fault("server_error", path="insights", nth=range(3, 100))]
    before = len(shelf.pages)
    assert isinstance(shelf.fails(official(world), due=shelf.due(*codes(world))), Unavailable)
    shown = [post for page in shelf.pages[before:] for post in page.parsed.posts]
    assert len(shown) in range(1, 4)
    assert all(post.metrics.views == 900 for post in shown)


def test_a_quota_that_is_nearly_spent_is_left_to_others(world: World, shelf: Shelf) -> None:
    world.meta_usage = 97
    error = shelf.fails(official(world))
    assert isinstance(error, RateLimited)
    assert error.retry_at is not None


def test_a_list_that_ends_early_is_no_end(world: World, shelf: Shelf) -> None:
    world.instagram = hourly(60)
    world.faults = [fault("end_early")]
    assert "announces 60" in str(shelf.fails(official(world)))


def test_a_name_that_belongs_to_somebody_else_now_is_refused(world: World, shelf: Shelf) -> None:
    shelf.fill(official(world))
    shelf.next_day()
    world.instagram_account.native_id = "99"
    assert "another account" in str(shelf.fails(official(world)))


def test_the_token_stands_nowhere(world: World, standin: StandIn, shelf: Shelf) -> None:
    shelf.fill(official(world))
    assert standin.url
    assert all(world.meta_token.encode() not in page.raw.body for page in shelf.pages)
    assert all(world.meta_token not in str(request.query) for request in world.requests)


def test_history_begins_where_it_is_wanted(world: World, shelf: Shelf) -> None:
    world.instagram = hourly(10)
    shelf.fill(official(world), since=LAST_WEEK + timedelta(hours=7))
    assert len(shelf.posts) == 3


@pytest.mark.parametrize("wanted", [True, False])
def test_a_token_of_another_account_than_the_offices_own_is_told_every_night(
    other: World, shelf: Shelf, *, wanted: bool
) -> None:
    collector = OfficialInstagram(replace(access(other), expects_own=wanted))
    for _ in range(2):
        told = [page.note or "" for page in shelf.fill(collector)]
        assert any("another account (@" in note for note in told) is wanted
        shelf.next_day()
