"""The Facebook collector: what its posts tell, what it asks, and what it believes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

import collectors.facebook.collector
from collectors.errors import AccountGone, AuthFailed, Incomplete, RateLimited, Unavailable
from collectors.facebook.collector import FacebookCollector
from collectors.facebook.cursor import FacebookCursor, Span, gaps_of
from collectors.facebook.parser import parse_stored
from collectors.records import RawPage
from pipeline.demo.standin.server import LAST_WEEK, FacebookPost, Fault, StandIn, World
from tests.collectors.conftest import Shelf
from tests.collectors.facebook.asking import LIST, eager, hourly

MONDAY = datetime(2026, 11, 23, 18, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
REACTIONS = {"like": 5, "love": 2, "angry": 1}


def test_a_post_tells_all_that_meta_tells(world: World, collector: FacebookCollector, shelf: Shelf) -> None:
    world.facebook = [
        FacebookPost(
            message="Layanan 112 siap #BekasiSiaga @kotabekasi https://112.example/a.",
            kind="album",
            reactions=REACTIONS,
            shares=4,
            insights={"post_media_view": 900, "post_clicks": 12},
            comments=7,
        )
    ]
    shelf.fill(collector)
    (post,) = shelf.posts.values()
    assert post.post_id == f"facebook:{world.facebook[0].id}"
    assert (post.metrics.likes, post.metrics.comments, post.metrics.shares, post.metrics.views) == (8, 7, 4, 900)
    told = dict(post.insights)
    assert (told["reaction_love"], told["reaction_wow"], told["post_clicks"]) == (2, 0, 12)
    assert post.kind == "album"
    assert len(post.media) == 3
    assert (post.hashtags, post.mentions) == (("BekasiSiaga",), ("kotabekasi",))
    assert post.links == ("https://112.example/a",)
    assert post.published_at == LAST_WEEK
    assert shelf.account
    assert shelf.account.followers == world.facebook_account.followers


def test_absent_is_not_zero(world: World, collector: FacebookCollector, shelf: Shelf) -> None:
    world.facebook = [FacebookPost(message=None, kind="photo")]
    shelf.fill(collector)
    (post,) = shelf.posts.values()
    assert (post.metrics.shares, post.metrics.views) == (None, None)
    assert (post.text, post.reduced, post.kind) == ("", False, "image")


def test_a_shared_address_is_a_link_of_the_post(world: World, collector: FacebookCollector, shelf: Shelf) -> None:
    world.facebook = [FacebookPost(message="Baca", kind="link", link="https://www.bekasikota.go.id/a")]
    shelf.fill(collector)
    (post,) = shelf.posts.values()
    assert (post.kind, post.links) == ("post", ("https://www.bekasikota.go.id/a",))


def test_follows_stand_in_for_followers_that_are_not_told(
    world: World, collector: FacebookCollector, shelf: Shelf
) -> None:
    world.facebook_counts_followers = False
    shelf.fill(collector)
    assert shelf.account
    assert shelf.account.followers == world.facebook_account.followers
    for secret in (world.facebook_token, "access_token"):
        assert not [page for page in shelf.pages if secret.encode() in page.raw.body]


def test_insights_of_an_unknown_shape_cost_the_followers_alone(
    world: World, collector: FacebookCollector, shelf: Shelf
) -> None:
    world.facebook, world.facebook_counts_followers = hourly(3), False
    world.faults = [Fault(platform="meta", do="drop_fields", path="/insights$", fields=("data",))]
    shelf.fill(collector)
    assert shelf.account
    assert (shelf.account.followers, len(shelf.posts)) == (None, 3)


def test_requests_are_few(world: World, collector: FacebookCollector, shelf: Shelf) -> None:
    """A first harvest, a quiet night, and a night with five new posts; insights are a request for each page."""
    world.facebook = hourly(95)
    shelf.fill(collector, now=MONDAY)
    first = len(world.requests)
    shelf.next_day()
    shelf.fill(collector, now=TUESDAY)
    quiet = len(world.requests) - first
    shelf.next_day()
    world.facebook += hourly(5, first=95)
    shelf.fill(collector, now=TUESDAY + timedelta(days=1))
    five = len(world.requests) - first - quiet
    assert (first, quiet, five) == (1 + 2 * 10 + 1, 3, 3)
    assert sum(page.requests for page in shelf.pages) == len(world.requests)


def test_the_token_stands_in_no_page_and_no_address(world: World, collector: FacebookCollector, shelf: Shelf) -> None:
    world.facebook = hourly(12)
    shelf.fill(collector)
    for page in shelf.pages:
        assert b"secret" not in page.raw.body
        assert "secret" not in page.raw.url
    assert all("secret" not in json.dumps(request.query) for request in world.requests)


def test_a_retired_metric_costs_itself_and_is_named(world: World, collector: FacebookCollector, shelf: Shelf) -> None:
    world.facebook = hourly(3, insights={"post_media_view": 9, "post_clicks": 2})
    world.meta_retired = {"post_clicks"}
    pages = shelf.fill(collector)
    assert {post.metrics.views for post in shelf.posts.values()} == {9}
    assert all("post_clicks" not in dict(post.insights) for post in shelf.posts.values())
    assert any("post_clicks" in (page.note or "") for page in pages)


@pytest.mark.parametrize("trouble", ["permission", "user token", "gone"])
def test_refused_insights_cost_themselves_and_are_told(
    world: World, collector: FacebookCollector, shelf: Shelf, trouble: str
) -> None:
    world.facebook = hourly(3, insights={"post_media_view": 9}, reactions=REACTIONS)
    if trouble == "permission":
        world.meta_denied = {"read_insights"}
    elif trouble == "user token":
        world.facebook_admin = False
    else:
        world.faults = [Fault(platform="meta", path="v25.0/$", do="gone")]
    pages = shelf.fill(collector)
    assert {post.metrics.likes for post in shelf.posts.values()} == {8}
    assert {post.metrics.views for post in shelf.posts.values()} == {None}
    assert any("unknown" in (page.note or "") for page in pages)


def test_an_earlier_history_is_read_when_it_is_wanted(world: World, collector: FacebookCollector, shelf: Shelf) -> None:
    world.facebook = hourly(30)
    shelf.fill(collector, since=LAST_WEEK + timedelta(hours=22))
    assert len(shelf.posts) == 8
    shelf.next_day()
    shelf.fill(collector)
    assert len(shelf.posts) == 30
    assert gaps_of("posts", shelf.cursor) == ()


def test_a_broken_walk_is_a_gap(world: World, collector: FacebookCollector, shelf: Shelf) -> None:
    world.facebook = hourly(30)
    world.faults = [Fault(platform="meta", path=LIST, nth=2, do="status", status=400, body="{}")]
    assert isinstance(shelf.fails(collector), Unavailable)
    assert len(gaps_of("posts", shelf.cursor)) == 1
    shelf.fill(collector)
    assert len(shelf.posts) == 30
    assert gaps_of("posts", shelf.cursor) == ()


def test_an_end_that_comes_too_early_is_asked_about_again(
    world: World, collector: FacebookCollector, shelf: Shelf
) -> None:
    world.facebook = hourly(30)
    world.faults = [Fault(platform="meta", path=LIST, nth=2, do="end_early")]
    shelf.fill(collector)
    assert len(shelf.posts) == 30


@pytest.mark.parametrize("fault", ["empty_page", "repeat_page"])
def test_a_page_that_leads_nowhere_ends_the_run_and_leaves_no_hole(
    world: World, collector: FacebookCollector, shelf: Shelf, fault: str
) -> None:
    world.facebook = hourly(90)
    world.faults = [Fault(platform="meta", path=LIST, nth=range(2, 9), do=fault)]
    assert isinstance(shelf.fails(collector), Incomplete)
    world.faults = []
    shelf.fill(collector)
    assert len(shelf.posts) == 90


def test_a_page_that_suddenly_shows_nothing_is_not_believed(
    world: World, collector: FacebookCollector, shelf: Shelf
) -> None:
    world.facebook = hourly(3)
    shelf.fill(collector)
    world.facebook = []
    assert isinstance(shelf.fails(collector), Incomplete)


def test_what_cannot_be_found_on_a_second_day_is_gone(world: World, collector: FacebookCollector, shelf: Shelf) -> None:
    world.facebook = hourly(40)
    shelf.fill(collector, now=MONDAY)
    lost = f"facebook:{world.facebook.pop(3).id}"
    shelf.next_day()
    pages = shelf.fill(collector, now=MONDAY, due=shelf.due(lost, f"facebook:{world.facebook[5].id}"))
    assert shelf.gone == set()
    assert any("second day" in (page.note or "") for page in pages)
    shelf.fill(collector, now=MONDAY)
    assert shelf.gone == set()
    shelf.next_day()
    shelf.fill(collector, now=TUESDAY)
    assert shelf.gone == {lost}
    assert "missing" not in shelf.cursor


def test_what_is_found_again_is_not_gone(world: World, collector: FacebookCollector, shelf: Shelf) -> None:
    world.facebook = hourly(40)
    shelf.fill(collector, now=MONDAY)
    hidden = world.facebook.pop(3)
    shelf.fill(collector, now=MONDAY, due=shelf.due(f"facebook:{hidden.id}"))
    world.facebook.append(hidden)
    shelf.next_day()
    shelf.fill(collector, now=TUESDAY)
    assert shelf.gone == set()
    assert "missing" not in shelf.cursor


def test_the_stored_page_is_another_one_than_the_name_leads_to(
    world: World, collector: FacebookCollector, shelf: Shelf
) -> None:
    world.facebook = hourly(3)
    shelf.fill(collector)
    shelf.cursor = {**shelf.cursor, "page_id": "999"}
    assert isinstance(shelf.fails(collector), AccountGone)


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("token_expired", AuthFailed, "it has expired"),
        ("token_revoked", AuthFailed, "changed the password"),
        ("permission", AuthFailed, "pages_read_engagement"),
        ("rate_limited", RateLimited, "fewer requests"),
        ("server_error", Unavailable, "of its own"),
        ("gone", AuthFailed, "the Page diskominfobekasi"),
        ("cut_json", Unavailable, "broken body"),
        ("reset", Unavailable, "broke off"),
    ],
)
def test_a_refusal_is_told_in_a_line(
    world: World, collector: FacebookCollector, shelf: Shelf, fault: str, kind: type[Exception], words: str
) -> None:
    world.faults = [Fault(platform="meta", do=fault)]
    error = shelf.fails(collector)
    assert type(error) is kind
    assert words in str(error)


def test_a_token_that_meta_does_not_know_is_told(standin: StandIn, shelf: Shelf) -> None:
    error = shelf.fails(eager(standin.world, token="secret-other"))
    assert isinstance(error, AuthFailed)
    assert "META_ACCESS_TOKEN" in str(error)


def test_near_metas_limit_a_night_ends_before_it(world: World, collector: FacebookCollector, shelf: Shelf) -> None:
    world.facebook, world.meta_usage = hourly(30), 96
    error = shelf.fails(collector)
    assert isinstance(error, RateLimited)
    assert error.retry_at
    assert len(world.requests) == 1


def test_an_odd_post_costs_itself(world: World, collector: FacebookCollector, shelf: Shelf) -> None:
    world.facebook = hourly(3)
    page = next(page for page in shelf.fill(collector) if page.parsed.posts)
    items = json.loads(page.raw.body)
    items[1]["created_time"] = "yesterday"
    parsed = parse_stored(RawPage("posts", page.raw.url, json.dumps([*items, None, 7]).encode()), "kota")
    assert len(parsed.posts) == 2
    assert (len(parsed.unreadable), parsed.left_out) == (1, ("data", "data"))


@pytest.mark.parametrize("size", [1, 3])
def test_posts_of_one_second_are_all_read(
    standin: StandIn, shelf: Shelf, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = standin.world
    monkeypatch.setattr(collectors.facebook.collector, "PAGE_SIZE", size)
    world.facebook = [FacebookPost(message=f"Bersamaan {n}", at=LAST_WEEK) for n in range(5)]
    shelf.fill(eager(world))
    assert len(shelf.posts) == 5


def test_a_whole_walk_asks_for_posts_that_the_list_did_not_show(
    world: World, collector: FacebookCollector, shelf: Shelf
) -> None:
    world.facebook = hourly(6)
    shelf.fill(collector, now=MONDAY)
    taken = world.facebook.pop(2)
    for day in (1, 2):
        shelf.next_day()
        assert shelf.gone == set()
        shelf.fill(collector, now=MONDAY + timedelta(days=day), full=True)
    assert shelf.gone == {f"facebook:{taken.id}"}


def test_whole_walks_take_turns_with_posts_that_the_list_did_not_show(
    world: World, collector: FacebookCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.facebook.collector, "LOOKED_UP", 1)
    world.facebook = hourly(4)
    shelf.fill(collector, now=MONDAY)
    taken = [world.facebook.pop(1), world.facebook.pop(1)]
    for day in (1, 2, 3):
        shelf.next_day()
        shelf.fill(collector, now=MONDAY + timedelta(days=day), full=True)
    assert shelf.gone == {f"facebook:{post.id}" for post in taken}


def test_each_unshown_post_has_its_turn() -> None:
    cursor, turns = FacebookCursor(), list[list[str]]()
    for _ in range(4):
        chosen, cursor = FacebookCursor.load(cursor.dump()).next_unshown(set("edcba"), 2)
        turns.append(chosen)
    assert turns == [["a", "b"], ["c", "d"], ["e", "a"], ["b", "c"]]
    assert FacebookCursor(unshown="x").next_unshown((), 2) == ([], FacebookCursor())


@pytest.mark.parametrize("do", ["server_error", "unknown_request", "html", "gone"])
def test_insights_that_fail_cost_themselves(do: str, world: World, collector: FacebookCollector, shelf: Shelf) -> None:
    world.facebook = hourly(3, reactions={"like": 2})
    world.faults = [Fault(platform="meta", do=do, path="/v25.0/$")]
    pages = shelf.fill(collector)
    assert [post.metrics.likes for post in shelf.posts.values()] == [2, 2, 2]
    assert any("insights" in (page.note or "") for page in pages)


@pytest.mark.parametrize("odd", [None, {"message": "tanpa nomor"}, {"id": "1_2"}, 7])
def test_a_list_of_posts_that_tell_no_number_or_time_comes_to_an_end(
    odd: object, world: World, collector: FacebookCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.facebook = hourly(1)
    monkeypatch.setattr("pipeline.demo.standin.facebook.page._post", lambda _post, _fields: odd)
    pages = shelf.fill(collector)
    assert sum(len(page.parsed.unreadable) for page in pages) >= 1
    assert len(world.asked("meta", LIST)) == 2


@pytest.mark.parametrize("place", range(4))
def test_a_backdated_post_among_newer_ones_is_not_the_end_of_what_was_read(place: int) -> None:
    page = [90, 80, 70, 60]
    read = FacebookCursor(newest=50, spans=(Span(50),)).after([*page[:place], 3, *page[place:]])
    assert (read.newest, read.spans) == (90, (Span(50, 61),))


def test_a_backdated_post_at_the_last_place_of_a_page_is_its_end_as_before_a_long_silence() -> None:
    assert FacebookCursor(newest=50, spans=(Span(50),)).after([90, 80, 70, 60, 3]).spans == ()


def test_a_list_that_ends_behind_a_backdated_post_is_asked_about_again(
    world: World, collector: FacebookCollector, shelf: Shelf
) -> None:
    world.facebook = hourly(40)
    newest = [(post.id, post.at) for post in reversed(world.facebook[30:])]
    told = [*newest[:3], ("100200300400500_7", datetime(2016, 11, 16, tzinfo=UTC)), *newest[3:]]
    posts = [{"id": native, "created_time": f"{at:%Y-%m-%dT%H:%M:%S}+0000", "message": "Kabar"} for native, at in told]
    world.faults = [
        Fault(platform="meta", do="status", path=LIST, nth=1, status=200, body=json.dumps({"data": [None, *posts]}))
    ]
    shelf.fill(collector)
    assert len(shelf.posts) == 41
    assert [name for page in shelf.pages for name in page.parsed.left_out] == ["data"]
    assert not [page for page in shelf.pages if page.parsed.unreadable]
