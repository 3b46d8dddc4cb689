"""The month's money: booked before it is spent, never passed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProtocolError, ReadTimeoutError

from collectors.errors import BudgetExhausted, Stopped
from collectors.records import Reads
from pipeline.demo.standin.server import Fault, World, XPost
from pipeline.demo.world.world import LAST_WEEK, NOW
from pipeline.harvest.budget import Ledger
from pipeline.harvest.harvest import harvest
from pipeline.harvest.limits import SLICE
from pipeline.platforms.source import month_start
from pipeline.platforms.x import X, XPrices
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.runs.ledger import BudgetPeriod, spent_in
from storage.runs.ledger import settle as settle_booking
from storage.runs.runs import start_run
from storage.runs.sources import SourceRow, upsert_sources
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

TIMELINE = r"/tweets$"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    """A ledger of one run with ten dollars a month, at a moment that tests may move."""
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow("x-a", "x", "a"), SourceRow("x-b", "x", "b")])
        run_id = start_run(connection, "test", "0", NOW)
    return Ledger(engine, run_id, "x-a", X, XPrices(monthly_budget_usd=10), lambda: NOW)


def spent(engine: Engine, at: datetime = NOW) -> float:
    with transaction(engine) as connection:
        return round(spent_in(connection, BudgetPeriod(month_start(at).date())).total, 6)


def settle(ledger: Ledger, read: Reads) -> None:
    if booking := ledger.take(read):
        with transaction(ledger.engine) as connection:
            settle_booking(connection, *booking)


def test_the_worst_cost_is_booked_at_once_and_replaced_by_the_true_one(ledger: Ledger) -> None:
    ledger.reserve(Reads(posts=200, users=1, media=10))
    assert spent(ledger.engine) == 1.06
    settle(ledger, Reads(posts=3))
    assert spent(ledger.engine) == 0.015


def test_a_booking_that_was_never_settled_stands(ledger: Ledger) -> None:
    ledger.reserve(Reads(posts=200))
    ledger.open = None  # as after a kill
    ledger.reserve(Reads(posts=200))
    settle(ledger, Reads(posts=1))
    assert spent(ledger.engine) == 1.005


def test_a_request_that_served_nothing_costs_nothing(ledger: Ledger) -> None:
    ledger.reserve(Reads(posts=200))
    ledger.release()
    assert spent(ledger.engine) == 0
    ledger.release()


def test_a_page_that_reserved_nothing_settles_nothing(ledger: Ledger) -> None:
    settle(ledger, Reads(posts=5))
    assert spent(ledger.engine) == 0


def test_the_last_cent_may_be_spent_and_no_more(ledger: Ledger) -> None:
    ledger.reserve(Reads(posts=2000))
    with pytest.raises(BudgetExhausted, match=r"\$10.00 for X \$0.00 is left.*monthly_budget_usd"):
        ledger.reserve(Reads(posts=1))
    assert spent(ledger.engine) == 10


def test_all_sources_share_one_budget(ledger: Ledger) -> None:
    ledger.reserve(Reads(posts=1500))
    other = Ledger(ledger.engine, ledger.run_id, "x-b", X, ledger.prices, ledger.now)
    with pytest.raises(BudgetExhausted):
        other.reserve(Reads(posts=501))
    other.reserve(Reads(posts=500))


def test_a_new_month_in_utc_begins_with_all_of_it(ledger: Ledger) -> None:
    ledger.now = lambda: datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)
    ledger.reserve(Reads(posts=2000))
    ledger.now = lambda: datetime(2026, 12, 1, tzinfo=UTC)
    ledger.reserve(Reads(posts=2000))
    assert spent(ledger.engine, ledger.now()) == 10


@pytest.mark.usefixtures("database_url")
def test_a_month_begins_in_utc_whatever_the_zone() -> None:
    jakarta = datetime.fromisoformat("2026-12-01T06:59:00+07:00")
    assert month_start(jakarta) == datetime(2026, 11, 1, tzinfo=UTC)
    assert month_start(jakarta + timedelta(minutes=1)) == datetime(2026, 12, 1, tzinfo=UTC)


@dataclass(kw_only=True)
class Watching(Fault):
    """Not a fault: notes what is booked at the moment in which a request arrives."""

    engine: Engine
    booked: list[float] = field(default_factory=list)

    def due(self, platform: str, request: Any) -> bool:
        if super().due(platform, request):
            self.booked.append(spent(self.engine))
        return False


def run(night_of: OpenNight, settings: Settings, **wanted: Any) -> Any:
    """Harvest X alone at the world's moment; return the night."""
    with night_of(settings, lambda: NOW) as night:
        harvest(night, [source for source in settings.config.sources if source.platform == "x"], **wanted)
    return night


def outcome(engine: Engine) -> tuple[str, str]:
    with transaction(engine) as connection:
        row = connection.execute(text("SELECT outcome, reason FROM v_source_health WHERE platform = 'x'")).one()
    return row.outcome, row.reason


def posts(count: int) -> list[XPost]:
    return [XPost(text=f"Kabar {n}", at=LAST_WEEK + timedelta(minutes=n)) for n in range(count)]


@pytest.mark.usefixtures("standin")
def test_the_booking_stands_before_the_request_arrives(
    world: World, engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    world.x = posts(130)
    watching = Watching(platform="x", do="slow", engine=engine)
    world.faults = [watching]
    assert run(night_of, settings).exit_code == 0
    assert watching.booked == [0.01, 1.01, 1.51]
    assert spent(engine) == 0.66


@pytest.mark.usefixtures("standin")
def test_without_money_nothing_is_asked_and_the_source_is_partial(
    world: World, engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    world.x = posts(3)
    assert run(night_of, make_settings(x={"monthly_budget_usd": 0})).exit_code == 1
    assert world.requests == []
    assert outcome(engine)[0] == "partial"
    assert "monthly_budget_usd" in outcome(engine)[1]


@pytest.mark.usefixtures("standin")
def test_little_money_buys_small_pages_and_is_never_passed(
    world: World, engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    world.x = posts(30)
    night = run(night_of, make_settings(x={"monthly_budget_usd": 0.11}))
    assert night.exit_code == 1
    assert {request.query["max_results"] for request in world.asked("x", TIMELINE)} == {"5"}
    assert sum(request.items for request in world.asked("x", TIMELINE)) == 15
    assert spent(engine) == 0.085
    assert outcome(engine)[0] == "partial"


@pytest.mark.usefixtures("standin")
def test_a_first_harvest_goes_on_with_the_next_months_money(
    world: World, engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    world.x = posts(30)
    settings = make_settings(x={"monthly_budget_usd": 0.11})
    months = 0
    while months < 5:
        now = NOW + timedelta(days=31 * months)
        with night_of(settings, lambda now=now: now) as night:
            harvest(night, settings.config.sources[:1])
        months += 1
        if not night.exit_code:
            break
    returned = [number for request in world.asked("x", TIMELINE) for number in request.post_ids]
    assert sorted(returned) == sorted(post.id for post in world.x)
    assert months == 3
    assert outcome(engine)[0] == "complete"


@pytest.mark.usefixtures("standin")
@pytest.mark.parametrize("do", ["over_capacity", "rate_limited", "unauthorized", "credits_depleted", "usage_capped"])
def test_an_error_of_x_is_not_booked(
    world: World, engine: Engine, settings: Settings, night_of: OpenNight, do: str
) -> None:
    world.x = posts(3)
    world.faults = [Fault(platform="x", path=TIMELINE, do=do)]
    assert run(night_of, settings).exit_code == 1
    assert spent(engine) == 0.01


@pytest.mark.usefixtures("standin")
@pytest.mark.parametrize("do", ["truncate", "cut_json", "close"])
def test_an_answer_that_was_lost_on_the_way_stays_booked_at_its_worst(
    world: World, engine: Engine, settings: Settings, night_of: OpenNight, do: str
) -> None:
    world.x = posts(3)
    world.faults = [Fault(platform="x", path=TIMELINE, do=do)]
    assert run(night_of, settings).exit_code == 1
    assert spent(engine) == 1.01


@pytest.mark.usefixtures("standin")
@pytest.mark.parametrize(
    ("failures", "booked"),
    [
        ([NewConnectionError] * 3, 0.01),
        ([ConnectTimeoutError] * 3, 0.01),
        ([ReadTimeoutError, NewConnectionError, NewConnectionError], 1.01),
        ([NewConnectionError, ProtocolError, NewConnectionError], 1.01),
    ],
    ids=["refused", "unreachable", "silent, then refused", "broken, then refused"],
)
def test_a_request_that_certainly_never_reached_x_is_not_booked(
    world: World,
    engine: Engine,
    settings: Settings,
    night_of: OpenNight,
    monkeypatch: pytest.MonkeyPatch,
    failures: list[type[Exception]],
    booked: float,
) -> None:
    world.x, left = posts(3), list(failures)
    real = HTTPConnectionPool._make_request

    def made(pool: Any, connection: Any, method: str, url: str, **options: Any) -> Any:
        if "/tweets" not in url:
            return real(pool, connection, method, url, **options)
        failure = left.pop(0)
        where = {ReadTimeoutError: (pool, url, "x"), NewConnectionError: (connection, "x")}
        raise failure(*where.get(failure, ("x",)))

    monkeypatch.setattr(HTTPConnectionPool, "_make_request", made)
    assert run(night_of, settings).exit_code == 1
    assert left == []
    assert spent(engine) == booked


@pytest.mark.usefixtures("standin")
def test_an_error_after_an_answer_that_was_lost_leaves_the_worst_booked(
    world: World, engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    world.x = posts(3)
    world.faults = [
        Fault(platform="x", path=TIMELINE, do="close", nth=1),
        Fault(platform="x", path=TIMELINE, do="over_capacity"),
    ]
    assert run(night_of, settings).exit_code == 1
    assert spent(engine) == 1.01


@pytest.mark.usefixtures("standin")
def test_an_answer_that_cannot_be_parsed_is_booked_at_what_it_brought_kept_and_never_bought_again(
    world: World, engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    world.x = posts(3)
    world.faults = [Fault(platform="x", path=TIMELINE, do="drop_fields", fields=("id",))]
    assert run(night_of, settings).exit_code == 1
    assert outcome(engine)[0] == "partial"
    assert spent(engine) == 0.025
    with transaction(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM pages WHERE kind = 'timeline'")) == 1
    world.faults = []
    run(night_of, settings)
    assert spent(engine) == 0.025
    assert "run: pantau replay" in str(outcome(engine)[1])


@pytest.mark.usefixtures("standin")
def test_money_that_buys_no_post_is_not_spent_on_the_account(
    world: World, engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    world.x = posts(30)
    settings = make_settings(x={"monthly_budget_usd": 0.14})
    run(night_of, settings)
    before, asked = spent(engine), len(world.asked("x"))
    for day in (1, 2):
        tomorrow = NOW + timedelta(days=day)
        with night_of(settings, lambda now=tomorrow: now) as night:
            harvest(night, settings.config.sources[:1])
        assert outcome(engine)[0] == "partial"
        assert "monthly_budget_usd" in outcome(engine)[1]
    assert (spent(engine), len(world.asked("x"))) == (before, asked)
    assert 0.14 - before > 0.01  # it would have reached for the account


@pytest.mark.usefixtures("standin")
@pytest.mark.parametrize("asked_before", [2, 3])
def test_a_stop_before_a_request_leaves_nothing_booked_for_it(
    world: World,
    engine: Engine,
    settings: Settings,
    night_of: OpenNight,
    monkeypatch: pytest.MonkeyPatch,
    asked_before: int,
) -> None:
    world.x = posts(3)
    run(night_of, settings)
    tomorrow = NOW + timedelta(days=1)
    with transaction(engine) as connection:
        older = "post_id < (SELECT max(post_id) FROM posts)" if asked_before > 2 else "true"  # those are looked up
        connection.execute(text(f"UPDATE posts SET published_at = '2026-11-23T12:00:00Z' WHERE {older}"))
    world.requests.clear()

    def stopped() -> None:
        with night_of(settings, lambda: tomorrow) as night:
            real = night.stop.pause

            def pause(seconds: float) -> None:
                if len(world.requests) == asked_before - 1:
                    night.stop.request()
                real(seconds)

            monkeypatch.setattr(night.stop, "pause", pause)
            harvest(night, settings.config.sources[:1])

    with pytest.raises(Stopped):
        stopped()
    assert len(world.requests) == asked_before - 1
    with transaction(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM reads WHERE NOT settled")) == 0


@pytest.mark.usefixtures("standin")
def test_a_stop_while_waiting_for_a_rate_limit_takes_back_what_was_booked(
    world: World,
    engine: Engine,
    make_settings: MakeSettings,
    night_of: OpenNight,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world.faults = [Fault(platform="x", path=TIMELINE, do="rate_limited")]
    settings = make_settings(x={"max_wait_seconds": 900})

    def stopped() -> None:
        with night_of(settings, lambda: NOW + timedelta(minutes=14)) as night:
            monkeypatch.setattr(
                night.stop, "pause", lambda seconds: night.stop.check() if seconds < SLICE / 2 else _asked_to_end()
            )
            harvest(night, settings.config.sources[:1])

    with pytest.raises(Stopped):
        stopped()
    assert len(world.asked("x", TIMELINE)) == 1
    assert spent(engine) == 0.01


def _asked_to_end() -> None:
    raise Stopped("asked to end")


@pytest.mark.usefixtures("standin")
def test_new_posts_come_before_a_history_for_which_the_months_money_does_not_reach(
    world: World, engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    world.x = [XPost(text=f"Kabar {n}", at=LAST_WEEK + timedelta(minutes=n)) for n in range(600)]
    settings = make_settings(
        sources=[{"id": "x-a", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0}],
        x={"monthly_budget_usd": 1.5},
    )
    months = (NOW, datetime(2026, 12, 5, tzinfo=UTC), datetime(2027, 1, 5, tzinfo=UTC))
    for number, now in enumerate(months):
        world.now = now
        world.x.append(XPost(text=f"Kabar bulan {number}", at=now - timedelta(hours=1)))
        with night_of(settings, lambda now=now: now) as night:
            harvest(night, settings.config.sources)
        assert f"Kabar bulan {number}" in stored_texts(engine)
    returned = [number for request in world.asked("x", "/users/.*/tweets$") for number in request.post_ids]
    assert len(returned) == len(set(returned))


def stored_texts(engine: Engine) -> set[str]:
    with transaction(engine) as connection:
        return set(connection.scalars(text("SELECT text FROM posts")))
