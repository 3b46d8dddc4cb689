"""Walls, refusals and odd answers are each told apart, with advice, and end the night politely."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

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
from collectors.instagram.collector import InstagramCollector
from collectors.records import Page
from collectors.request import Request
from pipeline.demo.standin.server import LAST_WEEK, World
from tests.collectors.conftest import Shelf
from tests.collectors.instagram.asking import (
    ONE_POST,
    PROFILE_PAGE,
    SESSION_PAGE,
    STRANGERS_PAGE,
    as_stranger,
    both,
    codes,
    fault,
    hourly,
    with_session,
)
from tests.collectors.limits import OpenLimits


@both
def test_a_name_that_somebody_else_has_taken_is_refused(
    world: World, collector: InstagramCollector, shelf: Shelf
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
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(60)
    world.faults = [fault("redirect_login", doc_id=STRANGERS_PAGE)]
    assert isinstance(shelf.fails(collector), Blocked)
    assert len(shelf.posts) == 12


@as_stranger
def test_a_post_that_cannot_be_read_keeps_the_source_incomplete_and_is_tried_again(
    world: World, collector: InstagramCollector, shelf: Shelf
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
    world: World, collector: InstagramCollector, shelf: Shelf
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
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.faults = [fault("redirect_login", path=PROFILE_PAGE)]
    error = shelf.fails(collector)
    assert isinstance(error, Blocked)
    assert "login" in str(error)


@both
def test_a_profile_page_of_another_make_is_a_change_of_the_source(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    page = (
        '<script type="application/json">{"x": {"__bbox": {"result": {"data": {"profil_baru": {"pk": "1"}}}}}}</script>'
    )
    world.faults = [fault("status", path=PROFILE_PAGE, status=200, body=page)]
    error = shelf.fails(collector)
    assert isinstance(error, SourceChanged)
    assert "instaloader" in str(error)


@with_session
def test_a_dead_session_is_told_as_such(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.session_id = "another"
    error = shelf.fails(collector)
    assert isinstance(error, AuthFailed)
    assert "renew the session" in str(error)


@both
@pytest.mark.parametrize("asked", ["checkpoint_required", "challenge_required", "feedback_required"])
def test_a_demand_for_a_person_stops_everything_and_is_named(
    world: World, collector: InstagramCollector, shelf: Shelf, asked: str
) -> None:
    world.instagram = hourly(30)
    body = f'{{"message": "{asked}", "status": "fail"}}'
    world.faults = [fault("status", path="graphql", status=400, body=body)]
    error = shelf.fails(collector)
    assert isinstance(error, Blocked)
    assert asked in str(error)
    assert len(world.asked("instagram", "graphql")) == 1


@both
def test_please_wait_is_a_refusal_for_now(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = hourly(30)
    world.faults = [fault("wait_few_minutes", path="graphql")]
    error = shelf.fails(collector)
    assert isinstance(error, Blocked)
    assert "401" in str(error)
    assert len(world.asked("instagram", "graphql")) == 1


@both
@pytest.mark.parametrize("path", ["graphql", PROFILE_PAGE])
def test_a_429_ends_the_night_after_one_request_without_sleeping(
    world: World, collector: InstagramCollector, shelf: Shelf, path: str
) -> None:
    world.instagram = hourly(30)
    world.faults = [fault("too_many", path=path)]
    assert isinstance(shelf.fails(collector), RateLimited)
    assert len(world.asked("instagram", path)) == 1
    assert set(shelf.limits.pauses) == {0}


@both
@pytest.mark.parametrize("path", ["graphql", PROFILE_PAGE])
@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_error_of_instagram_itself_is_told_with_its_number(
    world: World, collector: InstagramCollector, shelf: Shelf, path: str, status: int
) -> None:
    world.instagram = hourly(30)
    world.faults = [fault("status", path=path, status=status)]
    error = shelf.fails(collector)
    assert isinstance(error, Unavailable)
    assert str(status) in str(error)


@both
@pytest.mark.parametrize("do", ["cut_json", "truncate", "reset", "close", "html"])
def test_a_broken_answer_is_told_as_such(world: World, collector: InstagramCollector, shelf: Shelf, do: str) -> None:
    world.instagram = hourly(30)
    world.faults = [fault(do, path="graphql")]
    assert isinstance(shelf.fails(collector), Unavailable)


@both
def test_a_query_without_data_is_a_change_of_the_source(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(30)
    world.faults = [fault("graphql_null", path="^/api/graphql")]
    assert isinstance(shelf.fails(collector), SourceChanged)


@both
def test_a_refused_query_is_a_change_of_the_source(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = hourly(30)
    world.faults = [fault("status", path="graphql", status=400, body='{"message": "unknown doc_id"}')]
    error = shelf.fails(collector)
    assert isinstance(error, SourceChanged)
    assert "400" in str(error)


@both
def test_a_silent_server_is_left_in_time(
    world: World, collector: InstagramCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.instagram.collector, "READ_TIMEOUT", 0.1)
    world.faults = [fault("slow", path=PROFILE_PAGE, seconds=60)]
    assert isinstance(shelf.fails(collector), Unavailable)


@both
def test_a_private_account_is_told_as_such(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
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
        '{"taken_at": 1, "media_type": 1}',
        "null",
        '"halo"',
    ],
)
def test_a_key_that_is_gone_from_a_node_is_a_change_of_the_source(
    world: World, collector: InstagramCollector, shelf: Shelf, node: str
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
    world.instagram = hourly(1)
    world.faults = [fault("status", doc_id=SESSION_PAGE, status=200, body=NODE_PAGE % node)]
    [page] = [page for page in collector.pages(Request(), OpenLimits()) if page.raw.kind == "posts"]
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
        found.extend(collector.pages(Request(since=LAST_WEEK - timedelta(days=400)), OpenLimits()))
    [page] = [page for page in found if page.raw.kind == "posts"]
    assert len(page.parsed.posts) + len(page.parsed.unreadable) == 1
    assert b"Abc" in page.raw.body


@both
def test_the_pace_is_kept_before_every_request(world: World, collector: InstagramCollector, shelf: Shelf) -> None:
    world.instagram = hourly(3)
    collector.pace_seconds = 3.5
    shelf.fill(collector)
    assert shelf.limits.pauses == [3.5] * len(world.requests)


@both
def test_a_stop_while_waiting_ends_before_the_next_request(
    world: World, collector: InstagramCollector, shelf: Shelf
) -> None:
    world.instagram = hourly(30)

    def pause(_seconds: float) -> None:
        if len(world.requests) == 3:
            raise Stopped("asked to end")

    shelf.limits.on_pause = pause
    with pytest.raises(Stopped):
        shelf.fill(collector)
    assert len(world.requests) == 3


@both
def test_every_error_is_one_of_the_houses_own_and_nothing_goes_to_the_screen(
    world: World, collector: InstagramCollector, shelf: Shelf, capfd: pytest.CaptureFixture[str]
) -> None:
    world.instagram = hourly(30)
    for do in ("reset", "cut_json", "wait_few_minutes", "checkpoint_required", "too_many", "graphql_null"):
        world.faults = [fault(do, path="graphql")]
        assert isinstance(shelf.fails(collector), CollectorError)
    assert capfd.readouterr() == ("", "")
