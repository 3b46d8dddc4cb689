"""The status tells at a glance what is missing, why, and what it cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text

from collectors.records import Gap
from pipeline import clock
from pipeline.demo.standin.server import Article, Fault, InstagramPost, StandIn, World, XPost
from pipeline.harvest.gaps_in_words import in_words
from pipeline.harvest.harvest import harvest
from pipeline.operate.status import show_status
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

X, INSTAGRAM, WEBSITE = "x-kominfobekasi", "ig-diskominfobekasi", "web-diskominfo"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urllib3.util.Retry.sleep", lambda _self, _response=None: None)


@pytest.fixture
def broken_world(world: World, standin: StandIn) -> World:
    """A world in which every platform dies on its second page."""
    assert standin.url
    now = clock.now()
    world.now = now
    world.x = [XPost(text=f"Kabar {n}", at=now - timedelta(hours=n + 1)) for n in range(120)]
    world.instagram = [InstagramPost(caption=f"Foto {n}", at=now - timedelta(hours=n + 1)) for n in range(30)]
    world.articles = [Article(number=100 + n, on=(now - timedelta(days=n)).date()) for n in range(25)]
    world.faults = [
        Fault(platform="x", do="reset", path="/users/.*/tweets$", nth=range(2, 9)),
        Fault(platform="instagram", do="reset", doc_id="29104886249145907", nth=range(2, 9)),
        Fault(platform="website", do="status", path="/page/2$", status=503),
    ]
    return world


@pytest.fixture
def status(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Return what the status prints: lines, or parsed JSON."""

    def shown(settings: Settings, *, as_json: bool = False) -> Any:
        capsys.readouterr()
        show_status(settings, as_json=as_json)
        out = capsys.readouterr().out
        return json.loads(out) if as_json else out.splitlines()

    return shown


def test_gaps_are_told_until_they_are_filled(
    broken_world: World, settings: Settings, night_of: OpenNight, engine: Engine, status: Any
) -> None:
    def night() -> int:
        with night_of(settings) as open_run:
            harvest(open_run, settings.config.sources)
        return int(open_run.exit_code)

    assert night() == 1

    def local(post: Any) -> str:
        return f"{post.at.astimezone(settings.zone):%Y-%m-%d %H:%M}"

    later = " (later runs go on there)"
    lines = status(settings)
    assert not [line for line in lines if line != line.rstrip()]
    assert f"{X}: not read yet: posts up to {local(broken_world.x[99])}{later}" in lines
    assert f"{INSTAGRAM}: not read yet: 18 posts up to {local(broken_world.instagram[11])}{later}" in lines
    assert f"{WEBSITE}: not read yet: articles of unknown dates{later}" in lines
    told = {source["source_id"]: source for source in status(settings, as_json=True)["sources"]}
    assert [told[name]["open_gaps"] for name in (X, INSTAGRAM, WEBSITE)] == [1, 1, 1]
    assert told[X]["gaps_begin_at"] is None
    assert told[X]["gaps_end_at"] == f"{broken_world.x[99].at:%Y-%m-%dT%H:%M:%SZ}"
    broken_world.faults.clear()
    with transaction(engine) as connection:
        connection.execute(text("DELETE FROM rests"))
    assert night() == 0
    assert not any("not read yet" in line for line in status(settings))
    assert all(source["open_gaps"] == 0 for source in status(settings, as_json=True)["sources"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_turn_without_an_end_is_told_and_closed_by_the_next_run(
    settings: Settings, night_of: OpenNight, engine: Engine, status: Any, world: World, standin: StandIn
) -> None:
    assert standin.url
    with night_of(settings) as night:
        harvest(night, settings.config.sources[:1])
    with transaction(engine) as connection:
        connection.execute(text("UPDATE source_runs SET finished_at = NULL, outcome = NULL, reason = NULL"))
        connection.execute(text("UPDATE runs SET finished_at = NULL, exit_code = NULL"))
    assert any("has not ended: it runs, or was broken off" in line for line in status(settings))
    said: list[str] = []
    with night_of(settings) as night:
        said.append(str(night.run_id))
    assert any("broken off (killed, or the machine went down)" in line for line in status(settings))
    assert not any("has not ended" in line for line in status(settings))
    assert world.requests


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_gaps_of_responses_that_nobody_wants_any_more_are_not_told(
    settings: Settings, night_of: OpenNight, engine: Engine, status: Any, world: World, standin: StandIn
) -> None:
    assert standin.url
    with night_of(settings) as night:
        harvest(night, settings.config.sources[:1])
    with transaction(engine) as connection:
        half = {"half": json.dumps({"newest": "9", "ranges": [["0", "5"]], "older": []}), "x": X}
        connection.execute(text("UPDATE sources SET response_cursor = :half WHERE source_id = :x"), half)
        words = {"x": X, "words": "replies"}
        connection.execute(
            text("INSERT INTO gaps (source_id, stream, gaps, words) VALUES (:x, 'responses', 1, :words)"), words
        )
    assert any("not read yet: replies" in line for line in status(settings))
    with night_of(settings) as night:
        harvest(night, settings.config.sources[:1])
    assert not any("not read yet" in line for line in status(settings))
    assert world.requests


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_share_of_responses_is_told(make_settings: MakeSettings, engine: Engine, status: Any) -> None:
    settings = make_settings(x={"monthly_budget_usd": 10, "responses_share": 0.25})
    today = clock.now().date()
    with transaction(engine) as connection:
        connection.execute(text("INSERT INTO sources (source_id, platform, account) VALUES ('x-a', 'x', 'a')"))
        connection.execute(
            text("INSERT INTO runs (command, started_at, version) VALUES ('test', :at, '0')"), {"at": f"{today}"}
        )
        for usd, purpose in ((1.5, "posts"), (0.75, "responses")):
            connection.execute(
                text(
                    "INSERT INTO reads (run_id, source_id, day, posts, users, media, usd, settled, purpose) "
                    "VALUES (1, 'x-a', :day, 1, 0, 0, :usd, 1, :purpose)"
                ),
                {"day": str(today), "usd": usd, "purpose": purpose},
            )
    assert status(settings)[-1].endswith("; of it responses: $0.75 of at most $2.50")
    told = status(settings, as_json=True)["x"]
    assert (told["responses_spent_usd"], told["responses_budget_usd"]) == (0.75, 2.5)


@pytest.mark.parametrize(
    ("gap", "things", "words"),
    [
        (Gap(), "articles", "articles of unknown dates"),
        (Gap(count=3), "posts", "3 posts"),
        (Gap(count=3), "comments of posts", "comments of 3 posts"),
        (
            Gap(clock.now().replace(2026, 11, 1, 1, 0)),
            "replies and mentions",
            "replies and mentions since 2026-11-01 08:00",
        ),
    ],
)
def test_gaps_are_told_in_words(gap: Gap, things: str, words: str) -> None:
    assert in_words([gap], things, ZoneInfo("Asia/Jakarta")) == words


def test_a_source_that_no_run_knows_yet_is_told_as_not_harvested(
    make_settings: MakeSettings, engine: Engine, status: Any
) -> None:
    assert engine
    grouped = {"id": "x-baru", "platform": "x", "account": "Baru", "city": "Bekasi", "group": "dinas"}
    [new] = status(make_settings(sources=[grouped]), as_json=True)["sources"]
    assert {name: new[name] for name in ("source_id", "platform", "account", "city", "source_group", "outcome")} == {
        "source_id": "x-baru", "platform": "x", "account": "Baru", "city": "Bekasi", "source_group": "dinas",
        "outcome": None,
    }  # fmt: skip
    told = status(make_settings(), as_json=True)["sources"]
    assert [(one["source_id"], one["stored_total"], one["reason"]) for one in told] == [
        (name, None, "not harvested yet") for name in sorted((X, INSTAGRAM, WEBSITE))
    ]
    lines = status(make_settings())
    assert [line.split()[0] for line in lines if line.endswith("not harvested yet")] == sorted((X, INSTAGRAM, WEBSITE))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_month_is_told_only_of_platforms_that_are_watched(
    make_settings: MakeSettings, engine: Engine, status: Any
) -> None:
    assert engine
    website = {"id": WEBSITE, "platform": "website", "url": "https://diskominfo.bekasikota.go.id"}
    assert any("this month" in line for line in status(make_settings()))
    assert not any("this month" in line for line in status(make_settings(sources=[website])))
