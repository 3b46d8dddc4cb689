from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import collectors.instagram.collector
from collectors.errors import (
    AccountGone,
    AuthFailed,
    Blocked,
    CollectorError,
    Incomplete,
    RateLimited,
    SourceChanged,
    Stopped,
    Unavailable,
)
from collectors.gaps import gaps_of
from collectors.instagram.collector import InstagramCollector
from collectors.instagram.cursor import SHORT_DAYS
from collectors.instagram.missing import LOOKUPS_MOST
from collectors.instagram.session import Session
from collectors.records import Gap, Page, Task
from pipeline.demo.standin.instagram.web import chunk_after
from pipeline.demo.standin.server import LAST_WEEK, NOW, Fault, InstagramPost, StandIn, World, session_cookies

PROFILE_PAGE = "^/diskominfobekasi/$"
SESSION_PAGE, STRANGERS_PAGE = "29104886249145907", "28904005159232689"
ONE_POST, PROFILE = "27128499623469141", "27937681195819736"

both = pytest.mark.parametrize("collector", ["session", "stranger"], indirect=True)
with_session = pytest.mark.parametrize("collector", ["session"], indirect=True)
as_stranger = pytest.mark.parametrize("collector", ["stranger"], indirect=True)


@pytest.fixture
def world() -> World:
    return World(session_id="secret-session")


@pytest.fixture
def collector(request: pytest.FixtureRequest, standin: StandIn) -> InstagramCollector:
    """Reads with a session or as a stranger, without waiting."""
    session = Session("petugas.demo", session_cookies(standin.world)) if request.param == "session" else None
    return InstagramCollector(account="DiskominfoBekasi", session=session, pace_seconds=0)


def hourly(count: int, *, first: int = 0, **told: Any) -> list[InstagramPost]:
    return [
        InstagramPost(caption=f"Kegiatan ke-{n}", at=LAST_WEEK + timedelta(hours=n), likes=n, **told)
        for n in range(first, first + count)
    ]


def old_and_pinned(count: int) -> list[InstagramPost]:
    return [
        InstagramPost(caption=f"Disematkan {n}", at=LAST_WEEK - timedelta(days=300 + n), pinned=True)
        for n in range(count)
    ]


def codes(world: World) -> list[str]:
    return sorted(f"instagram:{post.code}" for post in world.instagram)


def fault(do: str, *, doc_id: str | None = None, path: str = "", **how: Any) -> Fault:
    return Fault(platform="instagram", do=do, doc_id=doc_id, path=path, **how)


def listed(world: World) -> int:
    """How many pages of the timeline were asked for."""
    pages = [r for r in world.requests if r.query.get("doc_id") in (SESSION_PAGE, STRANGERS_PAGE)]
    return len(pages)


@both
def test_all_pages_are_read(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(30)
    pages = shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)
    assert pages[0].expected_total == 30
    assert shelf.cursor["mark"]


@both
def test_the_account_is_told_with_its_counts(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(2)
    shelf.fill(collector)
    told = shelf.account
    assert (told.name, told.followers, told.following, told.post_count) == ("diskominfobekasi", 81_200, 120, 2)


@both
def test_an_account_without_posts_is_complete(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = []
    shelf.fill(collector)
    assert shelf.account.post_count == 0


@both
def test_old_pinned_posts_on_top_do_not_end_the_walk(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = [*hourly(30), *old_and_pinned(3)]
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)


@both
@pytest.mark.parametrize("new", [1, 12, 25])
def test_new_posts_behind_pinned_ones_are_found(
    world: World, collector: InstagramCollector, shelf: Any, new: int
) -> None:
    world.instagram = [*hourly(30), *old_and_pinned(3)]
    shelf.fill(collector)
    world.instagram += hourly(new, first=30)
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)


@both
def test_a_newly_pinned_post_of_the_mark_hides_nothing(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    for post in world.instagram[-3:]:
        post.pinned = True
    world.instagram += hourly(20, first=30)
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)


@both
def test_a_second_run_stops_where_the_first_one_began(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(40)
    shelf.fill(collector)
    before = listed(world)
    shelf.fill(collector)
    assert len(shelf.posts) == 40
    assert listed(world) - before <= 1


@both
def test_deleted_posts_of_the_mark_do_not_send_the_walk_to_the_bottom(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(100)
    shelf.fill(collector)
    before = listed(world)
    world.instagram = world.instagram[:-6]
    shelf.fill(collector)
    assert listed(world) - before <= 2


@as_stranger
def test_a_stranger_asks_for_known_posts_only_when_they_are_due(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(14)
    shelf.fill(collector)
    before = len([r for r in world.requests if r.query.get("doc_id") == ONE_POST])
    world.instagram[10].likes = 500
    due = f"instagram:{world.instagram[10].code}"
    shelf.fill(collector, due=shelf.due(due))
    assert len([r for r in world.requests if r.query.get("doc_id") == ONE_POST]) == before + 1
    assert shelf.posts[due].metrics.likes == 500


@with_session
def test_a_session_asks_for_no_post_by_itself(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    assert [r.query.get("doc_id") for r in world.requests if r.path != "/"][2:] == [SESSION_PAGE] * 3


@both
def test_the_walk_goes_down_to_the_oldest_due_post_even_below_old_pinned_ones(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = [*hourly(60), *old_and_pinned(2)]
    shelf.fill(collector)
    old = world.instagram[20]
    old.likes = 999
    shelf.fill(collector, due=shelf.due(f"instagram:{old.code}"))
    assert shelf.posts[f"instagram:{old.code}"].metrics.likes == 999


@both
def test_a_due_post_that_is_gone_does_not_send_the_walk_to_the_bottom(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(120)
    shelf.fill(collector)
    before = listed(world)
    gone = world.instagram.pop(100)
    shelf.fill(collector, due=shelf.due(f"instagram:{gone.code}"))
    assert listed(world) - before <= 3


@both
def test_full_walks_to_the_first_post(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(40)
    shelf.fill(collector)
    for post in world.instagram:
        post.likes += 1000
    shelf.fill(collector, full=True)
    assert {post.metrics.likes for post in shelf.posts.values()} == set(range(1000, 1040))


@both
@pytest.mark.parametrize("do", ["reset", "cut_json", "html", "graphql_null", "wait_few_minutes", "truncate"])
def test_after_a_death_on_page_two_the_next_run_passes_the_hole_again(
    world: World, collector: InstagramCollector, shelf: Any, do: str
) -> None:
    world.instagram = hourly(20)
    shelf.fill(collector)
    world.instagram += hourly(40, first=20)
    mark = shelf.cursor["mark"]
    page_two = range(2, 4) if collector.session else range(1, 3)
    doc_id = SESSION_PAGE if collector.session else STRANGERS_PAGE
    world.faults = [fault(do, doc_id=doc_id, nth=page_two)]
    shelf.fails(collector)
    assert shelf.cursor["mark"] == mark
    assert len(gaps_of("instagram", "posts", shelf.cursor)) == 1
    assert len(shelf.posts) == 32
    world.faults = []
    world.instagram += hourly(12, first=60)
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)


def ended_silently(world: World, do: str, collector: InstagramCollector) -> None:
    doc_id = SESSION_PAGE if collector.session else STRANGERS_PAGE
    world.faults = [fault(do, doc_id=doc_id, nth=None if do == "repeat_page" else {1, 2})]


@both
@pytest.mark.parametrize("do", ["repeat_page", "empty_page", "end_early"])
def test_a_silent_cut_is_never_complete(world: World, collector: InstagramCollector, shelf: Any, do: str) -> None:
    world.instagram = hourly(60)
    ended_silently(world, do, collector)
    assert isinstance(shelf.fails(collector), (Incomplete, Blocked))
    assert "mark" not in shelf.cursor
    assert gaps_of("instagram", "posts", shelf.cursor)
    world.faults = []
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)
    assert gaps_of("instagram", "posts", shelf.cursor) == ()


@both
def test_an_early_end_tells_how_many_were_announced_and_shown(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(60)
    ended_silently(world, "end_early", collector)
    error = shelf.fails(collector)
    assert "announces 60 posts but showed" in str(error)
    assert "showed 12;" in str(error) or "showed 24;" in str(error)


@both
def test_a_wanted_beginning_does_not_make_an_early_end_complete(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(60)
    ended_silently(world, "end_early", collector)
    error = shelf.fails(collector, since=world.instagram[10].at)
    assert isinstance(error, Incomplete)


@with_session
def test_a_walk_ends_where_the_wanted_history_begins(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = [*hourly(90), *old_and_pinned(2)]
    shelf.fill(collector, since=world.instagram[70].at)
    assert sorted(shelf.posts) == sorted(f"instagram:{post.code}" for post in world.instagram[70:90])
    assert listed(world) == 3
    assert shelf.cursor["mark"]


@both
def test_a_history_that_shall_begin_earlier_is_walked_once_and_then_no_more(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(60)
    shelf.fill(collector, since=world.instagram[40].at)
    for since in (world.instagram[20].at, None):
        shelf.fill(collector, since=since)
        wanted = [post for post in world.instagram if since is None or post.at >= since]
        assert sorted(shelf.posts) == sorted(f"instagram:{post.code}" for post in wanted)
        before = listed(world)
        shelf.fill(collector, since=since)
        assert listed(world) - before <= (1 if collector.session else 0)


@both
def test_a_later_beginning_walks_nothing_again(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(60)
    shelf.fill(collector)
    before = listed(world)
    for since in (world.instagram[40].at, world.instagram[20].at, None):
        shelf.fill(collector, since=since)
    assert listed(world) - before <= (3 if collector.session else 0)
    assert sorted(shelf.posts) == codes(world)


@with_session
def test_a_cursor_of_old_is_trusted_only_where_all_that_is_announced_is_held(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(60)
    shelf.fill(collector, since=world.instagram[40].at)
    shelf.cursor = {"mark": shelf.cursor["mark"]}
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)
    shelf.cursor = {"mark": shelf.cursor["mark"]}
    before = listed(world)
    shelf.fill(collector)
    assert listed(world) - before == 1


@with_session
def test_the_gap_that_a_death_leaves_is_told_from_when_to_when(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(20)
    shelf.fill(collector)
    newest = world.instagram[-1].at
    world.instagram += hourly(40, first=20)
    world.faults = [fault("reset", doc_id=SESSION_PAGE, nth=range(2, 4))]
    shelf.fails(collector)
    assert gaps_of("instagram", "posts", shelf.cursor) == (Gap(newest, world.instagram[48].at),)
    shelf.cursor = {}
    world.faults = [fault("reset", doc_id=SESSION_PAGE, nth=range(2, 4))]
    shelf.fails(collector)
    assert gaps_of("instagram", "posts", shelf.cursor) == (Gap(None, world.instagram[48].at, 48),)


@with_session
def test_an_account_that_always_announces_more_than_it_shows_is_told_and_no_longer_judged(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(30)
    world.instagram_account.post_count = 32
    for day in range(SHORT_DAYS - 1):
        for _ in range(2):  # twice on one day tells no more than once
            assert isinstance(shelf.fails(collector, now=NOW + timedelta(days=day)), Incomplete)
    for day in (SHORT_DAYS, SHORT_DAYS + 1):
        pages = shelf.fill(collector, now=NOW + timedelta(days=day))
        assert "announces 2 posts more than it shows" in pages[-1].note
    assert listed(world) == 3 * (2 * SHORT_DAYS - 1) + 1
    world.instagram += hourly(3, first=30)
    world.instagram_account.post_count = 36
    shelf.fill(collector, now=NOW + timedelta(days=9))
    assert isinstance(shelf.fails(collector, now=NOW + timedelta(days=10), full=True), Incomplete)


@as_stranger
def test_a_strangers_short_list_is_never_believed(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(11)
    world.instagram_account.post_count = 12
    for day in range(SHORT_DAYS + 2):
        assert isinstance(shelf.fails(collector, now=NOW + timedelta(days=day)), Incomplete)


@with_session
def test_a_list_cut_off_by_a_wall_is_never_believed(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(60)
    for day in range(SHORT_DAYS + 2):
        world.faults = [fault("end_early", doc_id=SESSION_PAGE, nth=3)]
        assert isinstance(shelf.fails(collector, now=NOW + timedelta(days=day)), Incomplete)


@with_session
def test_an_empty_page_is_called_one_and_no_login_wall(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(30)
    body = (
        '{"data": {"xdt_api__v1__feed__user_timeline_graphql_connection": '
        '{"edges": [], "page_info": {"has_next_page": false}}}}'
    )
    world.faults = [fault("status", doc_id=SESSION_PAGE, nth=2, status=200, body=body)]
    error = shelf.fails(collector)
    assert str(error).startswith("Instagram announces 30 posts but showed 12, and then an empty or repeated page")
    assert "wall" not in str(error)


def lookups(world: World) -> int:
    """How many posts were asked for by themselves."""
    return len([r for r in world.requests if r.query.get("doc_id") == ONE_POST])


@with_session
def test_a_post_that_the_list_lacks_is_gone_when_its_look_up_says_so(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    gone = world.instagram.pop(24)
    page = shelf.fill(collector)[-1]
    assert shelf.gone == {f"instagram:{gone.code}"}
    assert collector.parse(page.raw) == page.parsed
    assert lookups(world) == 2  # and one that is there, to see that look-ups are served
    shelf.fill(collector)
    assert lookups(world) == 2


@with_session
def test_a_deletion_is_proven_also_where_only_few_posts_are_left(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(4)
    shelf.fill(collector)
    gone = world.instagram.pop(1)
    shelf.fill(collector)
    assert shelf.gone == {f"instagram:{gone.code}"}


@with_session
def test_a_post_that_left_the_list_but_is_there_is_not_gone_and_not_asked_for_each_night(
    world: World, collector: InstagramCollector, shelf: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    hidden = world.instagram[24]
    monkeypatch.setattr(
        "pipeline.demo.standin.instagram.web.chunk_after",
        lambda world, *rest: chunk_after(replace(world, instagram=[p for p in world.instagram if p != hidden]), *rest),
    )
    for _ in range(3):
        shelf.fill(collector)
    assert shelf.gone == set()
    assert lookups(world) == 1
    shelf.fill(collector, due=shelf.due(f"instagram:{hidden.code}"))
    assert lookups(world) == 2


NOTHING = '{"data": {"xdt_api__v1__media__shortcode__web_info": null}, "status": "ok"}'


@with_session
@pytest.mark.parametrize(
    ("do", "body"),
    [
        ("status", NOTHING),  # of every post, also of those that the list shows
        ("status", '{"data": null, "errors": [{"message": "execution error"}], "status": "ok"}'),
        ("status", '{"data": {"another_name": null}, "status": "ok"}'),
        ("status", '{"data": {"xdt_api__v1__media__shortcode__web_info": null}, "errors": [{}], "status": "ok"}'),
        ("login_page", ""),
        ("wait_few_minutes", ""),
        ("checkpoint_required", ""),
        ("too_many", ""),
        ("not_found", ""),
        ("redirect_login", ""),
    ],
)
def test_a_wall_before_a_look_up_proves_nothing(
    world: World, collector: InstagramCollector, shelf: Any, do: str, body: str
) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    world.instagram.pop(24)
    world.faults = [fault(do, doc_id=ONE_POST, status=200, body=body)]
    with suppress(CollectorError):
        shelf.fill(collector)
    assert lookups(world)
    assert shelf.gone == set()


@with_session
def test_many_missing_posts_are_looked_up_over_several_nights(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    del world.instagram[19:26]
    shelf.fill(collector)
    assert len(shelf.gone) == LOOKUPS_MOST
    assert lookups(world) == LOOKUPS_MOST + 1
    shelf.fill(collector)
    assert len(shelf.gone) == 7


@as_stranger
def test_without_a_session_nothing_is_called_gone(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(30)
    shelf.fill(collector)
    world.instagram.pop(24)
    shelf.fill(collector)
    assert shelf.gone == set()


@both
def test_a_name_that_somebody_else_has_taken_is_refused(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(5)
    shelf.fill(collector)
    world.instagram_account.native_id = "4009999999"
    world.instagram += hourly(3, first=5)
    error = shelf.fails(collector)
    assert isinstance(error, AccountGone)
    assert "another account than the one whose posts are stored" in str(error)
    assert len(shelf.posts) == 5


@as_stranger
def test_a_wall_after_the_first_dozen_is_told_with_numbers_and_keeps_the_dozen(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(60)
    world.faults = [fault("redirect_login", doc_id=STRANGERS_PAGE)]
    assert isinstance(shelf.fails(collector), Blocked)
    assert len(shelf.posts) == 12


@as_stranger
def test_a_post_that_cannot_be_read_keeps_the_source_incomplete_and_is_tried_again(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(5)
    body = '{"data": {"xdt_api__v1__media__shortcode__web_info": null}, "status": "ok"}'
    world.faults = [fault("status", doc_id=ONE_POST, nth=2, status=200, body=body)]
    error = shelf.fails(collector)
    assert isinstance(error, Incomplete)
    assert str(error).startswith("1 listed post")
    assert len(shelf.posts) == 4
    shelf.fill(collector)
    assert sorted(shelf.posts) == codes(world)


@both
def test_an_unknown_account_is_told_apart_from_a_login_page_with_200(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram_account.state = "missing"
    unknown = shelf.fails(collector)
    assert isinstance(unknown, AccountGone)
    assert "config.yaml" in str(unknown)
    world.instagram_account.state = "public"
    world.faults = [fault("login_page", path=PROFILE_PAGE)]
    wall = shelf.fails(collector)
    assert isinstance(wall, Blocked)
    assert "login page" in str(wall)


@both
def test_a_wall_before_the_profile_does_not_blame_the_session(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.faults = [fault("redirect_login", path=PROFILE_PAGE)]
    error = shelf.fails(collector)
    assert isinstance(error, Blocked)
    assert "login" in str(error)


@both
def test_a_profile_page_of_another_make_is_a_change_of_the_source(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    page = (
        '<script type="application/json">{"x": {"__bbox": {"result": {"data": {"profil_baru": {"pk": "1"}}}}}}</script>'
    )
    world.faults = [fault("status", path=PROFILE_PAGE, status=200, body=page)]
    error = shelf.fails(collector)
    assert isinstance(error, SourceChanged)
    assert "instaloader" in str(error)


@with_session
def test_a_dead_session_is_told_as_such(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.session_id = "another"
    error = shelf.fails(collector)
    assert isinstance(error, AuthFailed)
    assert "renew the session" in str(error)


@both
@pytest.mark.parametrize("asked", ["checkpoint_required", "challenge_required", "feedback_required"])
def test_a_demand_for_a_person_stops_everything_and_is_named(
    world: World, collector: InstagramCollector, shelf: Any, asked: str
) -> None:
    world.instagram = hourly(30)
    body = f'{{"message": "{asked}", "status": "fail"}}'
    world.faults = [fault("status", path="graphql", status=400, body=body)]
    error = shelf.fails(collector)
    assert isinstance(error, Blocked)
    assert asked in str(error)
    assert len(world.asked("instagram", "graphql")) == 1


@both
def test_please_wait_is_a_refusal_for_now(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(30)
    world.faults = [fault("wait_few_minutes", path="graphql")]
    error = shelf.fails(collector)
    assert isinstance(error, Blocked)
    assert "401" in str(error)
    assert len(world.asked("instagram", "graphql")) == 2


@both
@pytest.mark.parametrize("path", ["graphql", PROFILE_PAGE])
def test_a_429_ends_the_night_after_one_request_without_sleeping(
    world: World, collector: InstagramCollector, shelf: Any, path: str
) -> None:
    world.instagram = hourly(30)
    world.faults = [fault("too_many", path=path)]
    assert isinstance(shelf.fails(collector), RateLimited)
    assert len(world.asked("instagram", path)) == 1
    assert set(shelf.pauses) == {0}


@both
@pytest.mark.parametrize("path", ["graphql", PROFILE_PAGE])
@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_error_of_instagram_itself_is_told_with_its_number(
    world: World, collector: InstagramCollector, shelf: Any, path: str, status: int
) -> None:
    world.instagram = hourly(30)
    world.faults = [fault("status", path=path, status=status)]
    error = shelf.fails(collector)
    assert isinstance(error, Unavailable)
    assert str(status) in str(error)


@both
@pytest.mark.parametrize("do", ["cut_json", "truncate", "reset", "close", "html"])
def test_a_broken_answer_is_told_as_such(world: World, collector: InstagramCollector, shelf: Any, do: str) -> None:
    world.instagram = hourly(30)
    world.faults = [fault(do, path="graphql")]
    assert isinstance(shelf.fails(collector), Unavailable)


@both
def test_a_query_without_data_is_a_change_of_the_source(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(30)
    world.faults = [fault("graphql_null", path="^/api/graphql")]
    assert isinstance(shelf.fails(collector), SourceChanged)


@both
def test_a_refused_query_is_a_change_of_the_source(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(30)
    world.faults = [fault("status", path="graphql", status=400, body='{"message": "unknown doc_id"}')]
    error = shelf.fails(collector)
    assert isinstance(error, SourceChanged)
    assert "400" in str(error)


@both
def test_a_silent_server_is_left_in_time(
    world: World, collector: InstagramCollector, shelf: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.instagram.collector, "READ_TIMEOUT", 0.1)
    world.faults = [fault("slow", path=PROFILE_PAGE, seconds=60)]
    assert isinstance(shelf.fails(collector), Unavailable)


@both
def test_a_private_account_is_told_as_such(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(3)
    world.instagram_account.state = "private"
    error = shelf.fails(collector)
    assert isinstance(error, AccountGone)
    assert "private" in str(error)


NODE_PAGE = (
    '{"data": {"xdt_api__v1__feed__user_timeline_graphql_connection": {"edges": [{"node": %s}], "page_info": {}}}}'
)


@with_session
@pytest.mark.parametrize(
    "node",
    [
        '{"pk": "1", "taken_at": 1, "media_type": 1}',
        "null",
        '"halo"',
    ],
)
def test_a_key_that_is_gone_from_a_node_is_a_change_of_the_source(
    world: World, collector: InstagramCollector, shelf: Any, node: str
) -> None:
    world.faults = [fault("status", doc_id=SESSION_PAGE, status=200, body=NODE_PAGE % node)]
    error = shelf.fails(collector)
    assert isinstance(error, SourceChanged)
    assert "instaloader" in str(error)


@with_session
@pytest.mark.parametrize(
    "node",
    [
        '{"pk": "1", "code": "Abc", "media_type": 1}',
        '{"pk": "1", "code": "Abc", "taken_at": 1}',
        '{"pk": "1", "code": "Abc", "taken_at": 1, "media_type": 77}',
        '{"pk": "1", "code": "Abc", "taken_at": "kemarin", "media_type": 1}',
        '{"pk": "1", "code": "Abc", "taken_at": 1, "media_type": 1, "caption": "teks"}',
    ],
)
def test_a_post_of_an_unknown_shape_is_kept_raw_and_told(
    world: World, collector: InstagramCollector, node: str
) -> None:
    world.faults = [fault("status", doc_id=SESSION_PAGE, status=200, body=NODE_PAGE % node)]
    [page] = [page for page in collector.pages(Task()) if page.raw.kind == "posts"]
    assert (page.parsed.posts, len(page.parsed.unreadable)) == ((), 1)
    assert b"Abc" in page.raw.body


@with_session
@pytest.mark.parametrize(
    "odd",
    ['"taken_at": "kemarin"', '"taken_at": 1763500000, "carousel_media": [null]', '"coauthor_producers": [7]'],
)
def test_a_post_that_cannot_be_minimised_does_not_end_the_walk(
    world: World, collector: InstagramCollector, odd: str
) -> None:
    node = '{"pk": "1", "code": "Abc", "media_type": 8, ' + odd + "}"
    world.faults = [fault("status", doc_id=SESSION_PAGE, status=200, body=NODE_PAGE % node)]
    found: list[Page] = []
    with suppress(Incomplete):  # more was announced
        found.extend(collector.pages(Task(since=LAST_WEEK - timedelta(days=400))))
    [page] = [page for page in found if page.raw.kind == "posts"]
    assert len(page.parsed.posts) + len(page.parsed.unreadable) == 1
    assert b"Abc" in page.raw.body


@both
def test_the_pace_is_kept_before_every_request(world: World, collector: InstagramCollector, shelf: Any) -> None:
    world.instagram = hourly(3)
    collector.pace_seconds = 3.5
    shelf.fill(collector)
    assert shelf.pauses == [3.5] * len(world.requests)


@both
def test_a_stop_while_waiting_ends_before_the_next_request(
    world: World, collector: InstagramCollector, shelf: Any
) -> None:
    world.instagram = hourly(30)

    def pause(_seconds: float) -> None:
        if len(world.requests) == 3:
            raise Stopped("asked to end")

    with pytest.raises(Stopped):
        shelf.fill(collector, pause=pause)
    assert len(world.requests) == 3


@both
def test_every_error_is_one_of_the_houses_own_and_nothing_goes_to_the_screen(
    world: World, collector: InstagramCollector, shelf: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    world.instagram = hourly(30)
    for do in ("reset", "cut_json", "wait_few_minutes", "checkpoint_required", "too_many", "graphql_null"):
        world.faults = [fault(do, path="graphql")]
        assert isinstance(shelf.fails(collector), CollectorError)
    assert capfd.readouterr() == ("", "")
