"""What an account costs with its owner's token, and that without one nothing is other than before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from collectors.records import Reads
from pipeline.demo.world.world import NOW, Fault, World, XPost
from pipeline.harvest.budget import month_of
from pipeline.harvest.harvest import harvest
from pipeline.platforms.x import X, XPrices
from pipeline.run.secrets import sent_secrets
from pipeline.settings.models import Settings
from storage.db.engine import reading
from storage.schema.tables import metadata
from tests.conftest import CREDENTIALS, MakeSettings
from tests.pipeline.conftest import OpenNight
from tests.pipeline.owners import CLIENT, give_token

X_SOURCE = {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0}
pytestmark = [pytest.mark.usefixtures("standin"), pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return make_settings(secrets={**CREDENTIALS, **CLIENT}, sources=[X_SOURCE])


def nights(night_of: OpenNight, settings: Settings, world: World, days: int, a_day: int = 5) -> None:
    """Run so many nights of an office that posts so often."""
    for day in range(days):
        now = world.now = NOW + timedelta(days=day)
        world.x += [XPost(text=f"Kabar {day}-{n}", at=now - timedelta(hours=n + 2), likes=n) for n in range(a_day)]
        with night_of(settings, lambda now=now: now) as night:
            harvest(night, settings.config.sources)
        assert night.exit_code == 0


def value(engine: Engine, query: str) -> Any:
    with reading(engine) as connection:
        return connection.scalar(text(query))


def requests(world: World) -> list[tuple[str, str]]:
    return [(request.path, str(sorted(request.query.items()))) for request in world.asked("x")]


def test_nights_cost_the_owners_price_and_look_no_post_up(
    world: World, engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    give_token(world, settings.folder, NOW)
    nights(night_of, settings, world, 9)
    reads = value(engine, "SELECT sum(posts) FROM reads")
    assert value(engine, "SELECT count(*) FROM posts") == 45
    assert reads == 45 + 40 + 35 + 30 + 10  # new, and after 1, 2, 3 and 7 days
    assert value(engine, "SELECT sum(usd) FROM reads") == pytest.approx(reads * 0.001 + 9 * 0.010)
    assert world.asked("x", r"^/2/tweets$") == []
    assert value(engine, "SELECT count(*) FROM v_metrics") == reads


@pytest.mark.parametrize(("new", "requests"), [(0, 1), (5, 1)], ids=["a quiet night", "five new posts"])
def test_a_night_asks_no_more_than_is_promised(  # a table of nights
    world: World, engine: Engine, settings: Settings, night_of: OpenNight, new: int, requests: int
) -> None:
    give_token(world, settings.folder, NOW)
    publish(world, 120, NOW - timedelta(days=70))  # older than every planned look
    assert harvested(world, night_of, settings, NOW) == (2, 120)  # the first harvest
    publish(world, new, NOW)
    assert harvested(world, night_of, settings, NOW + timedelta(days=1)) == (requests, new)
    spent = value(engine, "SELECT sum(usd) FROM reads WHERE run_id = (SELECT max(run_id) FROM runs)")
    assert spent == pytest.approx(new * 0.001 + 0.010)


def publish(world: World, count: int, at: datetime) -> None:
    world.x += [XPost(text=f"Kabar {at} {n}", at=at + timedelta(minutes=n)) for n in range(count)]


def harvested(world: World, night_of: OpenNight, settings: Settings, at: datetime) -> tuple[int, int]:
    """Run a night; return how often the timeline was asked for, and how many posts it gave."""
    world.requests.clear()
    world.now = at
    with night_of(settings, lambda: at) as night:
        harvest(night, settings.config.sources)
    asked = world.asked("x", r"/tweets$")
    return len(asked), sum(request.items for request in asked)


def test_without_a_token_requests_and_costs_are_those_of_before(
    world: World, engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    nights(night_of, make_settings(secrets={**CREDENTIALS, **CLIENT}, sources=[X_SOURCE]), world, 3)
    reads = value(engine, "SELECT sum(posts) FROM reads")
    assert value(engine, "SELECT sum(usd) FROM reads") == pytest.approx(reads * 0.005 + 3 * 0.010)
    assert {request.headers["authorization"] for request in world.asked("x")} == {f"Bearer {world.bearer}"}
    assert not [query for _, query in requests(world) if "non_public" in query]
    assert not world.asked("x", "oauth2|/me$")


def test_private_counts_stand_in_the_view_and_what_is_not_told_does_not(
    world: World, engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    counts = {"impression_count": 900, "url_link_clicks": 0, "user_profile_clicks": 7}
    world.x = [
        XPost(text="Dengan", at=NOW - timedelta(hours=3), private=counts),
        XPost(text="Tanpa", at=NOW - timedelta(hours=4)),
    ]
    give_token(world, settings.folder, NOW)
    nights(night_of, settings, world, 2, a_day=0)
    with reading(engine) as connection:
        told = connection.execute(text("SELECT post_id, name, value FROM v_insights ORDER BY name")).all()
    assert [tuple(row) for row in told] == [(f"x:{world.x[0].id}", *pair) for pair in sorted(counts.items())]


def test_the_months_plan_is_made_at_the_owners_price(
    world: World, engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    nights(night_of, settings, world, 2)
    at = NOW + timedelta(days=1, hours=1)
    with reading(engine) as connection:
        full = month_of(connection, settings, X, at)
        give_token(world, settings.folder, NOW)
        owned = month_of(connection, settings, X, at)
    users = (full.planned - owned.planned * 5) / (1 - 5)
    assert 0 < owned.planned < full.planned
    assert users == pytest.approx(0.010 * (30 - at.day + 1 - at.hour / 24 - at.minute / 1440), abs=0.01)


def test_little_money_is_never_passed(
    world: World, engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    settings = make_settings(secrets={**CREDENTIALS, **CLIENT}, sources=[X_SOURCE], x={"monthly_budget_usd": 0.06})
    give_token(world, settings.folder, NOW)
    world.x = [XPost(text=f"Kabar {n}", at=NOW - timedelta(hours=n + 1)) for n in range(60)]
    with night_of(settings, lambda: NOW) as night:
        harvest(night, settings.config.sources)
    assert night.exit_code == 1
    assert 0.02 < value(engine, "SELECT sum(usd) FROM reads") <= 0.06


def test_what_a_server_repeats_of_a_renewed_token_is_struck_out(
    world: World, engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    give_token(world, settings.folder, NOW)
    world.faults = [Fault(platform="x", path="/users/", do="echo", status=403)]
    said: list[str] = []
    with night_of(settings, lambda: NOW) as night:
        night.say = lambda words, level=0: said.append(f"{level} {words}")
        harvest(night, settings.config.sources)
    assert world.x_owner.given == 2
    with reading(engine) as connection:
        kept = [str(tuple(row)) for table in metadata.sorted_tables for row in connection.execute(table.select())]
    told = " ".join([*said, *kept])
    assert "[secret]" in told
    assert "demo-owner" not in told
    assert world.x_owner.refresh in sent_secrets(settings)


@pytest.mark.usefixtures("database_url")
def test_an_owned_post_has_a_price_of_its_own() -> None:
    assert XPrices().cost_of(Reads(posts=3, owned=2)) == pytest.approx(0.005 + 2 * 0.001)
    assert XPrices(usd_per_owned_post=0.005).cost_of(Reads(posts=3, owned=2)) == pytest.approx(0.015)
