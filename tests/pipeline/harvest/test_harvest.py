"""A harvest: no source costs another its turn, and how each one fared is written down."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from weakref import ref

import pytest
from sqlalchemy import Engine

from collectors.errors import Incomplete, Stopped, StoreError
from collectors.records import Page, RawPage
from collectors.request import Limits, Request
from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import NOW, Fault, World, XPost
from pipeline.harvest.harvest import harvest
from pipeline.run.context import FAILED, STOPPED, RunContext
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.harvest.pages import commit_page
from storage.queries.frames import view_frame
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight
from tests.pipeline.harvest.nights import INSTAGRAM, WEBSITE, X, endings, held, only_sqlite, run


@pytest.mark.parametrize(
    ("fault", "source", "outcome", "told"),
    [
        (Fault(platform="x", do="unauthorized"), X, "failed", "X refuses the token (401)"),
        (Fault(platform="x", do="reset", path="/tweets", nth=range(2, 9)), X, "partial", "connection to X broke"),
        (Fault(platform="x", do="cut_json", path="/tweets", nth=2), X, "partial", "no JSON"),
        (Fault(platform="x", do="html", path="/tweets", nth=1), X, "failed", "no JSON"),
        (Fault(platform="x", do="over_capacity"), X, "failed", "X has an error of its own (503)"),
        (Fault(platform="x", do="rate_limited_no_reset"), X, "blocked", "X wants fewer requests (429)"),
        (Fault(platform="instagram", do="login_page"), INSTAGRAM, "blocked", "login page"),
        (
            Fault(platform="instagram", do="checkpoint_required", path="graphql"),
            INSTAGRAM,
            "blocked",
            "a person to act",
        ),
        (Fault(platform="instagram", do="too_many", path="graphql"), INSTAGRAM, "blocked", "fewer requests"),
        (Fault(platform="website", do="new_markup"), WEBSITE, "failed", "layout"),
        (Fault(platform="website", do="maintenance", path="berita-terkini"), WEBSITE, "failed", "503"),
        (Fault(platform="website", do="waf", path="berita-terkini"), WEBSITE, "blocked", ""),
    ],
    ids=lambda value: value.do if isinstance(value, Fault) else None,
)
def test_a_failing_source_costs_the_others_nothing(
    full_world: World,
    standin: StandIn,
    engine: Engine,
    settings: Settings,
    night_of: OpenNight,
    fault: Fault,
    source: str,
    outcome: str,
    told: str,
) -> None:
    fault.matched = 0  # parameters are made once, and used on both databases
    full_world.faults.append(fault)
    assert run(night_of, settings) == 1
    others = {X: 120, INSTAGRAM: 15, WEBSITE: 12}
    others.pop(source)
    assert {name: held(engine).get(name) for name in others} == others
    found = endings(engine)
    assert all(found[name][0] == "complete" for name in others)
    assert found[source][0] == outcome, found[source]
    assert told in found[source][1]
    assert "\n" not in found[source][1]
    full_world.faults.clear()
    with transaction(engine) as connection:
        connection.exec_driver_sql("DELETE FROM rests")
    assert run(night_of, settings) == 0
    assert held(engine) == {X: 120, INSTAGRAM: 15, WEBSITE: 12}
    assert standin.url


@pytest.mark.parametrize("state", ["protected", "suspended", "missing"])
@only_sqlite
def test_an_account_that_is_gone_is_told_by_its_reason(
    full_world: World, standin: StandIn, engine: Engine, settings: Settings, night_of: OpenNight, state: Any
) -> None:
    full_world.x_account.state = state
    assert run(night_of, settings) == 1
    words = {"protected": "is protected", "suspended": "suspended", "missing": "knows no account"}
    assert words[state] in endings(engine)[X][1]
    assert standin.url


@only_sqlite
def test_running_twice_stores_nothing_twice_and_x_returns_nothing_again(
    full_world: World, standin: StandIn, engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    assert run(night_of, settings) == 0
    full_world.requests.clear()
    assert run(night_of, settings) == 0
    assert held(engine) == {X: 120, INSTAGRAM: 15, WEBSITE: 12}
    assert sum(request.items for request in full_world.asked("x")) == 0
    assert standin.url


@only_sqlite
def test_a_source_that_is_not_required_may_be_skipped(
    full_world: World,
    standin: StandIn,
    make_settings: MakeSettings,
    night_of: OpenNight,
    engine: Engine,
    credentials: dict[str, str],
) -> None:
    sources = [
        {"id": X, "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0, "required": False},
        {"id": INSTAGRAM, "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0},
    ]
    without_x = {name: value for name, value in credentials.items() if not name.startswith("X_")}
    assert run(night_of, make_settings(sources=sources, secrets=without_x)) == 0
    assert endings(engine)[X] == ("skipped", "X needs a bearer token; set X_BEARER_TOKEN in .env")
    assert run(night_of, make_settings(sources=sources[:1], secrets={})) == 1  # nothing ran at all
    assert full_world.asked("instagram")
    assert standin.url


@only_sqlite
def test_a_fault_of_ours_at_one_source_is_loud_and_the_others_are_stored(
    full_world: World,
    standin: StandIn,
    engine: Engine,
    settings: Settings,
    night_of: OpenNight,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(*_args: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("collectors.x.collector.parse_answer", broken)
    assert run(night_of, settings) == 4
    assert endings(engine)[X][0] == "failed"
    assert "please report" in endings(engine)[X][1]
    assert held(engine) == {INSTAGRAM: 15, WEBSITE: 12}
    assert "ZeroDivisionError: ours" in capsys.readouterr().err
    assert full_world.requests
    assert standin.url


@only_sqlite
def test_asked_to_end_it_ends_between_pages_and_what_was_fetched_stays(
    full_world: World,
    standin: StandIn,
    engine: Engine,
    settings: Settings,
    night_of: OpenNight,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pipeline.harvest import page_writer  # noqa: PLC0415  # to be patched

    real: Callable[..., int] = commit_page
    nights: list[RunContext] = []

    def commit_and_ask_to_end(*args: Any) -> int:
        stored = real(*args)
        if args[1].parsed.posts:
            nights[0].stop.request()
        return stored

    def harvested() -> None:
        with night_of(settings, lambda: NOW) as night:
            nights.append(night)
            harvest(night, settings.config.sources)

    monkeypatch.setattr(page_writer, "commit_page", commit_and_ask_to_end)
    with pytest.raises(Stopped):
        harvested()
    assert nights[0].exit_code == STOPPED
    assert held(engine) == {X: 100}
    assert endings(engine)[X] == ("partial", "the run was asked to end")
    with transaction(engine) as connection:
        runs = view_frame(connection, "v_runs")
    assert set(runs["exit_code"]) == {STOPPED}
    assert full_world.requests
    assert standin.url


@only_sqlite
def test_a_required_source_that_is_skipped_makes_the_night_incomplete_and_the_others_are_stored(
    full_world: World, standin: StandIn, make_settings: MakeSettings, night_of: OpenNight, engine: Engine
) -> None:
    assert run(night_of, make_settings(secrets={})) == 1
    assert held(engine) == {WEBSITE: 12}
    assert [endings(engine)[name][0] for name in (X, INSTAGRAM, WEBSITE)] == ["skipped", "skipped", "complete"]
    assert "INSTAGRAM_SESSION_FILE" in endings(engine)[INSTAGRAM][1]
    assert {request.platform for request in full_world.requests} == {"website"}
    assert standin.url


@only_sqlite
def test_when_the_store_fails_the_run_says_so_and_no_source_is_blamed(
    full_world: World,
    standin: StandIn,
    engine: Engine,
    settings: Settings,
    night_of: OpenNight,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full_disk(*_args: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr("pipeline.harvest.page_writer.commit_page", full_disk)
    monkeypatch.setattr("pipeline.run.steps.takes_writes", lambda _: False)
    with pytest.raises(StoreError):
        run(night_of, settings)
    assert endings(engine)[X] == ("failed", "the store failed; see what the run said")
    with transaction(engine) as connection:
        assert list(view_frame(connection, "v_runs")["exit_code"]) == [FAILED]
    assert {request.platform for request in full_world.requests} == {"x"}
    assert standin.url


@only_sqlite
def test_what_pages_noted_is_told_of_a_turn_that_ended_with_an_error_too(
    engine: Engine, settings: Settings, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Noting:
        def pages(self, _request: Request, _limits: Limits) -> Iterator[Page]:
            yield Page(RawPage("timeline", "https://x.com", b"{}"), note="3 posts were left out by must_not")
            raise Incomplete("X showed newer posts again")

    monkeypatch.setattr("pipeline.harvest.source_run.make_collector", lambda *_: Noting())
    with night_of(settings, lambda: NOW) as night:
        harvest(night, settings.config.sources[:1])
    assert endings(engine)[X] == ("partial", "X showed newer posts again; 3 posts were left out by must_not")


@only_sqlite
def test_a_turn_that_ended_keeps_neither_session_nor_what_it_read(
    engine: Engine, settings: Settings, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Quiet:
        def pages(self, _request: Request, _limits: Limits) -> Iterator[Page]:
            return iter(())

    made, alive = list[ref[Quiet]](), list[int]()

    def make(*_: object) -> Quiet:
        gc.collect()
        alive.append(sum(one() is not None for one in made))
        collector = Quiet()
        made.append(ref(collector))
        return collector

    monkeypatch.setattr("pipeline.harvest.source_run.make_collector", make)
    with night_of(settings, lambda: NOW) as night:
        harvest(night, settings.config.sources)
    assert alive == [0] * len(settings.config.sources)
    assert {ending for ending, _ in endings(engine).values()} == {"complete"}


@only_sqlite
def test_a_stop_amid_another_sources_turn_leaves_each_source_with_its_own_ending(
    full_world: World,
    standin: StandIn,
    engine: Engine,
    make_settings: MakeSettings,
    night_of: OpenNight,
    credentials: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pipeline.harvest import page_writer  # noqa: PLC0415  # to be patched

    settings = make_settings(
        sources=[
            {"id": X, "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0, "responses": True},
            {"id": INSTAGRAM, "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0},
            {"id": WEBSITE, "platform": "website", "url": "https://diskominfo.bekasikota.go.id", "pace_seconds": 0},
        ],
        secrets=credentials | {"PANTAU_PSEUDONYM_KEY": "kunci-rahasia-panjang"},
    )
    assert run(night_of, settings) == 0
    full_world.x += [XPost(text="Kabar pagi", at=NOW + timedelta(hours=1))]
    full_world.now = NOW + timedelta(days=1)
    real: Callable[..., int] = commit_page
    nights: list[RunContext] = []

    def commit_and_ask_to_end(*args: Any) -> int:
        if args[1].raw.url.startswith("https://www.instagram.com"):
            nights[0].stop.request()
        return real(*args)

    def harvested() -> None:
        with night_of(settings, lambda: full_world.now) as night:
            nights.append(night)
            harvest(night, settings.config.sources)

    monkeypatch.setattr(page_writer, "commit_page", commit_and_ask_to_end)
    with pytest.raises(Stopped):
        harvested()
    found = endings(engine)
    assert found[X][0] == "partial"
    assert "responses were not asked for" in found[X][1]
    assert found[INSTAGRAM] == ("partial", "the run was asked to end")
    assert found[WEBSITE] == ("skipped", "its turn did not come: the run was asked to end")
    assert nights[0].exit_code == STOPPED
    assert standin.url
