"""Rest after a refusal: the platform is left alone, longer each time in a row, until a person says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from collectors.errors import Blocked, CollectorError, ConfigError, QuotaSpent, RateLimited, Refused
from collectors.records import Page
from collectors.request import Limits, Request
from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import Fault, InstagramPost, World, XPost
from pipeline.harvest.backoff import UNCOUNTED, backoff_name, record_refusal, rest_end, wake
from pipeline.harvest.harvest import harvest
from pipeline.harvest.source_run import STREAMS, SourceRun
from pipeline.platforms.platform import Stream
from pipeline.run.context import OK
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.desk.pauses import pause_source
from storage.queries.frames import view_frame
from storage.runs.backoffs import load_backoffs, store_backoff
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

NIGHT = datetime(2026, 11, 24, 1, tzinfo=UTC)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("error", "repetition", "until"),
    [
        (Refused("checkpoint"), 0, NIGHT + timedelta(hours=20)),
        (Refused("checkpoint"), 1, NIGHT + timedelta(days=3)),
        (Refused("checkpoint"), 9, NIGHT + timedelta(days=14)),
        (RateLimited("429"), 0, NIGHT),
        (RateLimited("429", retry_at=NIGHT + timedelta(minutes=9)), 0, NIGHT + timedelta(minutes=9)),
        (RateLimited("429", retry_at=NIGHT + timedelta(days=2)), UNCOUNTED, NIGHT + timedelta(hours=20)),
        (RateLimited("429", retry_at=NIGHT + timedelta(days=2)), 0, NIGHT + timedelta(hours=20)),
        (RateLimited("429", retry_at=NIGHT + timedelta(days=2)), 1, NIGHT + timedelta(days=2)),
        (RateLimited("429", retry_at=NIGHT.replace(year=2099)), 9, NIGHT + timedelta(days=14)),
        (RateLimited("429"), 1, NIGHT + timedelta(days=3)),
        (QuotaSpent("cap"), 0, datetime(2026, 12, 1, tzinfo=UTC)),
    ],
)
@pytest.mark.usefixtures("database_url")
def test_a_rest_grows_with_each_repetition_and_a_spent_quota_lasts_the_month(
    error: CollectorError, repetition: int, until: datetime
) -> None:
    assert rest_end(error, repetition, NIGHT) == until


TOLD = RateLimited("429", retry_at=NIGHT + timedelta(minutes=9))


@pytest.mark.parametrize(
    ("errors", "rests"),
    [
        ((QuotaSpent("cap"), QuotaSpent("cap"), RateLimited("429")), timedelta()),
        ((TOLD, TOLD, TOLD, Refused("checkpoint")), timedelta(hours=20)),
        ((Refused("checkpoint"), TOLD, Refused("checkpoint")), timedelta(days=3)),
        ((RateLimited("429"), RateLimited("429")), timedelta(days=3)),
    ],
)
def test_a_rest_whose_end_the_platform_tells_lengthens_no_other(
    errors: tuple[CollectorError, ...], rests: timedelta, settings: Settings, night_of: OpenNight
) -> None:
    with night_of(settings, lambda: NIGHT) as night:
        for error in errors:
            record_refusal(night, settings.config.sources[0], error)
        with transaction(night.engine) as connection:
            [rest] = load_backoffs(connection)
    assert rest.until == NIGHT + rests


def nights(settings: Settings, night_of: OpenNight, *moments: datetime) -> list[dict[str, str]]:
    """Run nights at these moments and return each source's outcome."""
    found = []
    for moment in moments:
        with night_of(settings, lambda at=moment: at) as night:
            harvest(night, settings.config.sources)
            with transaction(night.engine) as connection:
                health = view_frame(connection, "v_source_health")
        found.append(
            dict(zip(health["source_id"], health["outcome"] + ": " + health["reason"].fillna(""), strict=True))
        )
    return found


def test_after_a_checkpoint_instagram_is_asked_nothing_until_the_rest_is_over(
    settings: Settings, night_of: OpenNight, world: World, standin: StandIn, engine: Engine
) -> None:
    world.now = NIGHT
    world.instagram = [InstagramPost(at=NIGHT - timedelta(days=2))]
    world.faults.append(Fault(platform="instagram", do="checkpoint_required", path="graphql", nth=1))
    first, second = nights(settings, night_of, NIGHT, NIGHT + timedelta(hours=1))
    assert first["ig-diskominfobekasi"].startswith("blocked: Instagram wants a person to act (checkpoint_required)")
    asked = len(world.asked("instagram"))
    assert second["ig-diskominfobekasi"].startswith("blocked: rests until 2026-11-25 04:00: Instagram wants a person")
    assert "pantau wake instagram" in second["ig-diskominfobekasi"]
    assert len(world.asked("instagram")) == asked
    [third] = nights(settings, night_of, NIGHT + timedelta(days=1))
    assert third["ig-diskominfobekasi"] == "complete: "
    with transaction(engine) as connection:
        assert load_backoffs(connection) == []  # a good night forgets the refusals
    assert standin.url


@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize(("why", "ended"), [("pause", "skipped"), ("rest", "blocked"), ("old rest", "complete")])
def test_of_a_source_that_is_passed_over_no_posts_are_loaded(  # fixtures
    why: str, ended: str, stream: Stream, settings: Settings, night_of: OpenNight, standin: StandIn
) -> None:
    statements = list[str]()
    source = settings.config.sources[0]
    with night_of(settings, lambda: NIGHT) as night:
        turn = SourceRun(night, source)
        turn.begin()
        turn.stream = stream
        with transaction(night.engine) as connection:
            if why == "pause":
                pause_source(connection, source.id, "pindah", "humas", NIGHT)
            else:
                until = NIGHT + timedelta(hours=1 if why == "rest" else 0)
                store_backoff(connection, backoff_name(source), until, "checkpoint", 0)
        event.listen(night.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
        turn.collect(new=True, due=False)
    assert turn.ending.outcome == ended or stream == "responses"  # which this account does not offer
    loaded = [one for one in statements if re.search(r"FROM (posts|responses)\b", one)]
    assert bool(loaded) == (ended == "complete")
    assert standin.url


def test_a_second_refusal_in_a_row_rests_longer(
    settings: Settings, night_of: OpenNight, world: World, standin: StandIn, engine: Engine
) -> None:
    world.faults.append(Fault(platform="instagram", do="wait_few_minutes"))
    nights(settings, night_of, NIGHT, NIGHT + timedelta(days=1))
    with transaction(engine) as connection:
        [rest] = load_backoffs(connection)
    assert (rest.name, rest.repetition, rest.until) == ("instagram", 1, NIGHT + timedelta(days=4))
    assert standin.url


def test_a_usage_cap_ends_x_for_the_month_but_not_the_night_and_a_person_can_wake_it(
    settings: Settings, night_of: OpenNight, world: World, standin: StandIn
) -> None:
    world.now = NIGHT
    world.x = [XPost(at=NIGHT - timedelta(days=2))]
    world.faults.append(Fault(platform="x", do="usage_capped", nth=1))
    first, second = nights(settings, night_of, NIGHT, NIGHT + timedelta(days=3))
    assert first["x-kominfobekasi"].startswith("partial: X says that the month's usage cap is reached")
    assert second["x-kominfobekasi"].startswith("blocked: rests until 2026-12-01 07:00")
    assert len(world.asked("x")) == 1
    assert first["ig-diskominfobekasi"] == second["ig-diskominfobekasi"] == "complete: "
    wake(settings, "x")
    [third] = nights(settings, night_of, NIGHT + timedelta(days=3, hours=1))
    assert third["x-kominfobekasi"] == "complete: "
    assert standin.url


@pytest.mark.usefixtures("engine")
def test_nobody_unknown_can_be_woken(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ConfigError, match="known: instagram, web-diskominfo, x"):
        wake(settings, "facebook")
    wake(settings, "instagram")
    assert "instagram did not rest" in capsys.readouterr().err


def test_a_login_wall_alone_calls_for_no_growing_rest(
    settings: Settings, night_of: OpenNight, world: World, standin: StandIn, engine: Engine
) -> None:
    world.faults.append(Fault(platform="instagram", do="login_page"))
    [night] = nights(settings, night_of, NIGHT)
    assert night["ig-diskominfobekasi"].startswith("blocked")
    with transaction(engine) as connection:
        assert load_backoffs(connection) == []
    assert issubclass(Refused, Blocked)
    assert standin.url


def test_a_turn_ends_when_its_time_is_over_and_the_next_night_goes_on(
    make_settings: MakeSettings, night_of: OpenNight, world: World, standin: StandIn
) -> None:
    settings = make_settings(
        sources=[{"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0, "minutes": 5}]
    )
    world.now = NIGHT
    world.x = [XPost(text=str(n), at=NIGHT - timedelta(hours=n + 1)) for n in range(150)]
    ticks = iter(NIGHT + timedelta(minutes=n) for n in range(10_000))
    with night_of(settings, lambda: next(ticks)) as night:
        harvest(night, settings.config.sources)
        with transaction(night.engine) as connection:
            [reason] = view_frame(connection, "v_source_health")["reason"]
        assert night.exit_code == 1
    assert "5 minutes of one night are over" in reason
    with night_of(settings, lambda: NIGHT) as night:
        harvest(night, settings.config.sources)
        with transaction(night.engine) as connection:
            assert len(view_frame(connection, "v_posts")) == 150
        assert night.exit_code == OK
    assert standin.url


@pytest.mark.parametrize(("reset", "requests"), [(2, 3), (600, 2)])
def test_x_waits_for_a_rate_limit_at_most_as_long_as_configured(  # fixtures
    make_settings: MakeSettings,
    night_of: OpenNight,
    world: World,
    standin: StandIn,
    monkeypatch: pytest.MonkeyPatch,
    reset: int,
    requests: int,
) -> None:
    settings = make_settings(x={"max_wait_seconds": 60})
    told = str(int((NIGHT + timedelta(seconds=reset)).timestamp()))
    world.faults.append(
        Fault(platform="x", do="rate_limited", path="/tweets", nth=1, headers={"x-rate-limit-reset": told})
    )
    with night_of(settings, lambda: NIGHT) as night:
        monkeypatch.setattr(night.stop, "pause", lambda _seconds: None)  # nobody waits in a test
        harvest(night, settings.config.sources[:1])
    assert len(world.asked("x")) == requests
    assert standin.url


def test_new_posts_of_every_account_come_before_second_looks(
    make_settings: MakeSettings, night_of: OpenNight, world: World, standin: StandIn
) -> None:
    two = [
        {"id": name, "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0} for name in ("x-first", "x-second")
    ]
    settings = make_settings(sources=two)
    # One that is not due above them: only due posts above it are read with what is new.
    world.x = [XPost(text=str(days), at=NIGHT - timedelta(days=days)) for days in (3.2, 6.5, 6.6, 6.7)]
    world.now = NIGHT
    nights(settings, night_of, NIGHT)
    world.requests.clear()
    world.now = NIGHT + timedelta(days=1)
    nights(settings, night_of, NIGHT + timedelta(days=1))
    paths = [request.path for request in world.asked("x")]
    assert sum("/2/users/" in path for path in paths) == 4
    assert paths[4:] == ["/2/tweets"]
    assert standin.url


def test_an_account_that_is_served_does_not_shorten_the_rests_of_one_that_is_refused_each_night(
    make_settings: MakeSettings, night_of: OpenNight, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Platform:
        def __init__(self, source: Any) -> None:
            self.source = source

        def pages(self, _request: Request, _limits: Limits) -> Iterator[Page]:
            if self.source.id == "ig-b":
                raise Refused("checkpoint")
            yield from ()

    monkeypatch.setattr("pipeline.harvest.source_run.make_collector", lambda _settings, source: Platform(source))
    names = ("ig-a", "ig-b")
    settings = make_settings(sources=[{"id": name, "platform": "instagram", "account": name[-1]} for name in names])
    nights(settings, night_of, NIGHT, NIGHT + timedelta(days=1))
    with transaction(engine) as connection:
        [rest] = load_backoffs(connection)
    assert (rest.repetition, rest.until) == (1, NIGHT + timedelta(days=4))
