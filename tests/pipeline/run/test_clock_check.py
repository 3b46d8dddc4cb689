"""A night under a wrong clock is refused when the servers agree, and otherwise told; it asks nothing more for that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from sqlalchemy import Engine, text

from collectors.errors import WrongClock
from pipeline import clock
from pipeline.demo.standin.server import NOW, Article, Fault, InstagramPost, StandIn, World, XPost
from pipeline.demo.world.world import Service
from pipeline.run.clock_check import ClockCheck
from pipeline.settings.models import Settings
from tests.conftest import MakeSettings
from tests.pipeline.conftest import Ended, OpenNight, Pantau

pytestmark = pytest.mark.usefixtures("engine", "standin")
YEAR = timedelta(days=365)


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return make_settings(
        sources=[
            {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0},
            {"id": "ig", "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0},
            {"id": "web", "platform": "website", "url": "https://diskominfo.bekasikota.go.id", "pace_seconds": 0},
        ]
    )


@pytest.fixture
def night_by(pantau: Pantau, world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], Ended]:
    """Run a night by a clock that shows this; the world's time is NOW."""
    last = NOW - timedelta(days=2)
    world.x, world.instagram = [XPost(at=last)], [InstagramPost(at=last)]
    world.articles = [Article(number=1)]

    monkeypatch.setattr(StandIn, "now", lambda server: server.world.now)

    def run(shown: datetime) -> Ended:
        monkeypatch.setattr(clock, "now", lambda: shown)
        return pantau("nightly")

    return run


def says(world: World, platform: Service, at: datetime) -> None:
    """Let a platform's servers say that it is *at*."""
    world.faults.append(Fault(platform=platform, do="drop_fields", headers={"Date": format_datetime(at, usegmt=True)}))


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_lane_is_refused_and_not_the_first_alone(settings: Settings, night_of: OpenNight) -> None:
    with night_of(settings, lambda: NOW) as night:
        check = ClockCheck(night)
        for host in ("satu.example", "dua.example"):
            check.see(host, NOW + YEAR)
        for _lane in range(2):
            with pytest.raises(WrongClock, match="clock is wrong"):
                check.require()


@pytest.mark.parametrize("wrong", [-YEAR, -timedelta(hours=2), timedelta(hours=2), 4 * YEAR])
def test_where_all_hosts_agree_nothing_is_stored_and_the_run_is_dated_by_them(
    wrong: timedelta, night_by: Callable[[datetime], Ended], engine: Engine, settings: Settings
) -> None:
    ended = night_by(NOW + wrong)
    assert ended.code == 4
    assert "clock is wrong" in ended.err
    assert "api.twitter.com" in ended.err
    assert "Traceback" not in ended.err
    assert [count(engine, table) for table in ("pages", "posts", "accounts", "snapshots", "reports")] == [0] * 5
    assert not settings.reports.exists()
    with engine.connect() as connection:
        run = connection.execute(text("SELECT started_at, finished_at, exit_code, night FROM runs")).one()
        days = connection.scalars(text("SELECT day FROM reads")).all()
    assert run.exit_code == 4
    assert str(run.started_at)[:10] == str(run.night)[:10] == f"{NOW:%Y-%m-%d}"
    assert {str(day)[:10] for day in days} == {f"{NOW:%Y-%m-%d}"}
    assert night_by(NOW + timedelta(days=1)).code == 4  # a day, too, is more than an hour


def test_a_clock_that_is_nearly_right_asks_nothing_more(night_by: Callable[[datetime], Ended], world: World) -> None:
    ended = night_by(NOW + timedelta(minutes=50))
    assert ended.code == 0
    assert "clock says" not in ended.err
    assert not [request for request in world.requests if request.method == "HEAD"]


def test_one_server_that_is_wrong_by_itself_is_told_and_the_night_goes_on(
    night_by: Callable[[datetime], Ended], world: World, engine: Engine
) -> None:
    says(world, "x", NOW + 3 * timedelta(hours=1))
    ended = night_by(NOW)
    assert ended.code == 0
    assert "api.twitter.com says that it is 3 hours later than this machine's clock" in ended.err
    assert count(engine, "posts") == 3


def test_servers_that_contradict_each_other_prove_nothing(
    night_by: Callable[[datetime], Ended], world: World, engine: Engine
) -> None:
    says(world, "x", NOW + timedelta(hours=3))
    says(world, "instagram", NOW - timedelta(hours=3))
    says(world, "website", NOW + timedelta(hours=5))
    ended = night_by(NOW)
    assert (ended.code, count(engine, "posts")) == (0, 3)
    assert "3 hours earlier" in ended.err


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_single_host_is_told_and_not_believed(
    night_by: Callable[[datetime], Ended], make_settings: MakeSettings, engine: Engine
) -> None:
    make_settings(sources=[{"id": "web", "platform": "website", "url": "https://diskominfo.bekasikota.go.id"}])
    ended = night_by(NOW - timedelta(hours=5))
    assert "diskominfo.bekasikota.go.id says that it is 5 hours later than this machine's clock says" in ended.err
    assert (ended.code, count(engine, "posts")) == (0, 1)
