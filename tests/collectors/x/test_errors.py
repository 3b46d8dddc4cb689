from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import collectors.http.session
from collectors.errors import (
    AccountGone,
    AuthFailed,
    BudgetExhausted,
    RateLimited,
    SourceChanged,
    Unavailable,
)
from collectors.http.session import make_retrying_adapter
from collectors.records import Reads
from collectors.x.client import XClient
from collectors.x.collector import XCollector
from pipeline.demo.standin.server import Fault, StandIn, World, XPost
from tests.collectors.conftest import Shelf
from tests.watching import watched

TIMELINE = r"/tweets$"


@pytest.fixture
def world() -> World:
    return World(bearer="secret-bearer", x=[XPost()])


@pytest.fixture
def collector(standin: StandIn) -> XCollector:
    made = XCollector(account="Kominfobekasi", client=XClient(standin.world.bearer, 0))
    made.client.api.session.mount("https://", make_retrying_adapter(backoff=0))
    return made


def go_wrong(world: World, do: str, **how: Any) -> None:
    world.faults = [Fault(platform="x", path=TIMELINE, do=do, **how)]


def test_an_unknown_account_is_told_from_one_without_posts(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x_account.state = "missing"
    error = shelf.fails(collector)
    assert isinstance(error, AccountGone)
    assert str(error) == "X knows no account @Kominfobekasi; correct the account in config.yaml"


def test_an_account_without_posts_is_no_error(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x = []
    shelf.fill(collector)
    assert shelf.account
    assert shelf.account.post_count == 0


def test_a_suspended_account_is_named_as_such(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.x_account.state = "suspended"
    error = shelf.fails(collector)
    assert isinstance(error, AccountGone)
    assert "suspended" in str(error)


def test_a_protected_account_is_named_as_such_and_its_profile_booked(
    world: World, collector: XCollector, shelf: Shelf
) -> None:
    world.x_account.state = "protected"
    error = shelf.fails(collector)
    assert isinstance(error, AccountGone)
    assert "protected" in str(error)
    assert [page.reads for page in shelf.pages] == [Reads(users=1)]
    assert world.asked("x", TIMELINE) == []


@pytest.mark.parametrize(
    ("state", "words"), [("protected", "protected"), ("suspended", "suspended"), ("missing", "no account")]
)
def test_an_account_that_closes_during_the_day_is_no_empty_timeline(
    world: World, collector: XCollector, shelf: Shelf, state: Any, words: str
) -> None:
    shelf.fill(collector)
    world.x_account.state = state
    error = shelf.fails(collector)
    assert isinstance(error, AccountGone)
    assert words in str(error)
    assert len(shelf.posts) == 1


def test_a_wrong_token_says_which_variable_to_mend(world: World, collector: XCollector, shelf: Shelf) -> None:
    world.bearer = "another"
    error = shelf.fails(collector)
    assert isinstance(error, AuthFailed)
    assert "X_BEARER_TOKEN" in str(error)
    assert len(world.requests) == 1


def test_an_app_without_a_project_is_told_where_to_go(world: World, collector: XCollector, shelf: Shelf) -> None:
    go_wrong(world, "not_enrolled")
    error = shelf.fails(collector)
    assert isinstance(error, AuthFailed)
    assert "developer portal" in str(error)
    assert len(world.asked("x", TIMELINE)) == 1


def test_another_403_repeats_what_x_says(world: World, collector: XCollector, shelf: Shelf) -> None:
    go_wrong(world, "status", status=403, body='{"detail": "Akses ini tidak termasuk"}')
    error = shelf.fails(collector)
    assert isinstance(error, AuthFailed)
    assert "Akses ini tidak termasuk" in str(error)


@pytest.mark.parametrize("do", ["credits_depleted", "usage_capped"])
def test_spent_credits_and_the_monthly_cap_are_a_matter_of_money_and_never_repeated(
    world: World, collector: XCollector, shelf: Shelf, do: str
) -> None:
    go_wrong(world, do)
    assert isinstance(shelf.fails(collector), BudgetExhausted)
    assert len(world.asked("x", TIMELINE)) == 1


def test_a_429_tells_when_x_answers_again_and_is_not_repeated(
    world: World, collector: XCollector, shelf: Shelf
) -> None:
    go_wrong(world, "rate_limited")
    error = shelf.fails(collector)
    assert isinstance(error, RateLimited)
    assert error.retry_at == world.now + timedelta(minutes=15)
    assert len(world.asked("x", TIMELINE)) == 1


def test_a_429_without_a_time_asks_once(world: World, collector: XCollector, shelf: Shelf) -> None:
    go_wrong(world, "rate_limited_no_reset")
    error = shelf.fails(collector)
    assert isinstance(error, RateLimited)
    assert error.retry_at is None
    assert len(world.asked("x", TIMELINE)) == 1


@pytest.mark.parametrize(
    ("reset", "kind"), [("", Unavailable), ("bald", Unavailable), ("-5", RateLimited), ("9" * 20, RateLimited)]
)
def test_a_429_with_an_unreadable_time_is_no_crash(
    world: World, collector: XCollector, shelf: Shelf, reset: str, kind: type[Exception]
) -> None:
    go_wrong(world, "rate_limited_no_reset", headers={"x-rate-limit-reset": reset})
    assert isinstance(shelf.fails(collector), kind)
    assert len(world.asked("x", TIMELINE)) == 1


def test_a_429_whose_time_has_passed_asks_once_and_waits_for_nothing(
    world: World, collector: XCollector, shelf: Shelf
) -> None:
    go_wrong(world, "rate_limited_no_reset", headers={"x-rate-limit-reset": "1000000000"})
    error = shelf.fails(collector)
    assert isinstance(error, RateLimited)
    assert error.retry_at == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
    assert len(world.asked("x", TIMELINE)) == 1
    assert shelf.limits.pauses == [0]


def test_a_429_whose_end_may_be_awaited_is_repeated_once(world: World, collector: XCollector, shelf: Shelf) -> None:
    go_wrong(world, "rate_limited", nth=1)
    awaited = list[tuple[object, ...]]()
    shelf.limits.on_wait = watched(lambda _moment: True, awaited)
    shelf.fill(collector)
    assert awaited == [(world.now + timedelta(minutes=15),)]
    assert len(world.asked("x", TIMELINE)) == 2
    assert len(shelf.posts) == 1


def test_a_429_that_comes_again_is_not_awaited_twice(world: World, collector: XCollector, shelf: Shelf) -> None:
    go_wrong(world, "rate_limited")
    shelf.limits.on_wait = lambda _moment: True
    assert isinstance(shelf.fails(collector), RateLimited)
    assert len(world.asked("x", TIMELINE)) == 2


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_error_of_x_itself_is_repeated_twice_and_then_left(
    world: World, collector: XCollector, shelf: Shelf, status: int
) -> None:
    go_wrong(world, "status", status=status)
    error = shelf.fails(collector)
    assert isinstance(error, Unavailable)
    assert str(status) in str(error)
    assert len(world.asked("x", TIMELINE)) == 3


def test_a_request_that_x_does_not_understand_says_so(world: World, collector: XCollector, shelf: Shelf) -> None:
    go_wrong(world, "status", status=400, body='{"title": "Invalid Request", "detail": "Parameter keliru"}')
    error = shelf.fails(collector)
    assert isinstance(error, SourceChanged)
    assert "Parameter keliru" in str(error)


@pytest.mark.parametrize("do", ["reset", "close", "truncate"])
def test_a_broken_connection_is_told_as_such(world: World, collector: XCollector, shelf: Shelf, do: str) -> None:
    go_wrong(world, do)
    error = shelf.fails(collector)
    assert isinstance(error, Unavailable)
    assert "the connection to X broke" in str(error)


@pytest.mark.parametrize("do", ["html", "cut_json"])
def test_a_200_that_is_no_answer_is_told_as_such(world: World, collector: XCollector, shelf: Shelf, do: str) -> None:
    go_wrong(world, do)
    error = shelf.fails(collector)
    assert isinstance(error, Unavailable)
    assert "broken body" in str(error)


@pytest.mark.parametrize("body", ["[]", "null", '"halo"', "{}", '{"errors": []}', '{"errors": ["x"]}'])
def test_json_of_another_shape_is_a_change_of_the_source(
    world: World, collector: XCollector, shelf: Shelf, body: str
) -> None:
    go_wrong(world, "status", status=200, body=body)
    assert isinstance(shelf.fails(collector), SourceChanged)


@pytest.mark.parametrize(
    "body",
    [
        '{"meta": {}, "data": [{"text": "tanpa nomor"}]}',
        '{"meta": {}, "data": ["halo"]}',
        '{"meta": {}, "data": 7}',
        '{"meta": []}',
    ],
)
def test_a_page_of_another_shape_is_a_change_of_the_source(
    world: World, collector: XCollector, shelf: Shelf, body: str
) -> None:
    go_wrong(world, "status", status=200, body=body)
    assert isinstance(shelf.fails(collector), SourceChanged)


@pytest.mark.parametrize("body", ['{"data": []}', '{"data": ["halo"]}', '{"data": {"name": "tanpa nomor"}}', "{}"])
def test_an_account_of_another_shape_is_a_change_of_the_source(
    world: World, collector: XCollector, shelf: Shelf, body: str
) -> None:
    world.faults = [Fault(platform="x", path="/by/username/", do="status", status=200, body=body)]
    assert isinstance(shelf.fails(collector), SourceChanged)


def test_a_silent_server_is_left_in_time(
    world: World, collector: XCollector, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collectors.http.session, "READ_TIMEOUT", 0.05)
    go_wrong(world, "slow", seconds=60)
    error = shelf.fails(collector)
    assert isinstance(error, Unavailable)
    assert "did not answer in time" in str(error)
    assert len(world.asked("x", TIMELINE)) == 3


@pytest.mark.parametrize(
    "body",
    [
        '{"errors": [{"title": "Aneh", "detail": "Baris satu\\nbaris dua"}]}',
        '{"errors": [{"title": "Aneh", "detail": "' + "panjang " * 200 + '"}]}',
    ],
)
def test_whatever_x_says_becomes_one_short_line(world: World, collector: XCollector, shelf: Shelf, body: str) -> None:
    go_wrong(world, "status", status=200, body=body)
    assert isinstance(shelf.fails(collector), Unavailable)
    go_wrong(world, "status", status=403, body=body.replace('{"errors": [', "").replace("]}", ""))
    assert isinstance(shelf.fails(collector), AuthFailed)


@pytest.mark.parametrize("body", ["[]", "null", "<html>", "", '{"errors": null}', '{"errors": ["x"]}'])
@pytest.mark.parametrize("status", [400, 403, 429])
def test_an_error_body_of_any_shape_is_no_crash(
    world: World, collector: XCollector, shelf: Shelf, status: int, body: str
) -> None:
    go_wrong(world, "status", status=status, body=body)
    shelf.fails(collector)
    assert len(world.asked("x", TIMELINE)) == 1
