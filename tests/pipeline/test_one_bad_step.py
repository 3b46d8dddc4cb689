"""Every step of a night fails once, in three ways: the others are done, it is told, the next night is whole.

By an error of the store each step fails alone; in the other two ways every second one of a night does, then those
between them.
"""

from __future__ import annotations

import inspect
import os
import re
import signal
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from collectors.errors import StoreError
from pipeline import clock, nightly
from pipeline.demo.standin.server import NOW, Article, InstagramPost, World, XPost
from pipeline.harvest.source_run import SourceRun
from pipeline.label import posts
from pipeline.reporting.due_periods import finished_before
from pipeline.run.context import RunContext
from pipeline.run.stop import ALARM
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from tests.conftest import MakeSettings
from tests.pipeline.conftest import Ended, Pantau

pytestmark = pytest.mark.usefixtures("engine", "standin")
FAULTS = (RuntimeError("rusak"), MemoryError(), StoreError("the database says: rusak"))
X, INSTAGRAM, WEBSITE = "x-kominfobekasi", "ig-diskominfobekasi", "web-diskominfo"
AT_ONE_SOURCE = ("begin", "collect", "_commit", "_write_down")
AT_SOURCES = [
    pytest.param(database, method, source, fault, id=f"{method}-{source}-{type(fault).__name__}-{database}")
    for number, method in enumerate(AT_ONE_SOURCE)
    for place, (source, fault) in enumerate(zip((X, INSTAGRAM, WEBSITE), FAULTS, strict=True))
    for database in ("sqlite", "postgresql")
    if database == "sqlite" or place == number % len(FAULTS)
]
STEPS = (
    "pipeline.harvest.harvest.note_success",
    "pipeline.harvest.harvest.tidy_left",
    "pipeline.label.posts.label_topics",
    "pipeline.label.posts.read_unsure_posts",
    "pipeline.label.posts.score_engagement",
    "pipeline.label.posts.record_activities",
    "pipeline.label.posts.assign_campaigns",
    "pipeline.label.posts.assign_messages",
    "pipeline.label.posts.find_recirculated",
    "pipeline.label.posts.label_responses",
    "pipeline.label.posts.measure_strategy",
    "pipeline.analysis.strategy.growth",
    "pipeline.label.posts.measure_conversation",
    "pipeline.label.posts.measure_issues",
    "pipeline.label.posts.measure_press",
    "pipeline.label.posts.note_taken",
    "pipeline.nightly.fill_search_index",
    "pipeline.nightly.report_due_weeks",
    "pipeline.nightly._write_brief",
    "pipeline.nightly._write_follow_up",
    "pipeline.nightly.renew_export",
    "pipeline.nightly.prune_raw",
    "pipeline.nightly.backup_by_night",
)
FILES = ("reports/2026-W47/datapackage.json", "reports/2026-11-23/ringkas.txt", "private/tindak-lanjut.csv", "copy.db")
FILE_OF = {
    "pipeline.nightly.report_due_weeks": FILES[0],
    "pipeline.nightly._write_brief": FILES[1],
    "pipeline.nightly._write_follow_up": FILES[2],
    "pipeline.nightly.renew_export": FILES[3],
}
TABLE_OF = {
    "pipeline.label.posts.label_topics": "labels",
    "pipeline.label.posts.measure_strategy": "source_days",
}


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    sources = [
        {"id": X, "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0},
        {"id": INSTAGRAM, "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0},
        {"id": WEBSITE, "platform": "website", "url": "https://diskominfo.bekasikota.go.id", "pace_seconds": 0},
    ]
    made = make_settings(sources=sources, export="copy.db")
    for period in finished_before(NOW.date()):  # month and quarter have their reports: a night here writes the brief
        (made.reports / period.name).mkdir(parents=True)
    return made


@pytest.fixture
def night(pantau: Pantau, world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Ended]:
    """Run a night so many hours after the world's first moment; each source has two posts."""
    last = NOW - timedelta(days=2)
    world.x = [XPost(text=f"Kabar {n}", at=last - timedelta(hours=n)) for n in range(2)]
    world.instagram = [InstagramPost(caption=f"Foto {n}", at=last - timedelta(hours=n)) for n in range(2)]
    world.articles = [Article(number=n + 1, title=f"Berita {n}") for n in range(2)]

    def run(hours: int) -> Ended:
        at = NOW + timedelta(hours=hours)
        world.now = at
        monkeypatch.setattr(clock, "now", lambda: at)
        return pantau("nightly")

    return run


def outcomes(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT source_id, outcome FROM v_source_health"))
        return {row.source_id: row.outcome for row in rows}


def rows(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


def whole(engine: Engine, folder: Path) -> bool:
    """Whether everything that a night makes is there."""
    made = all((folder / file).exists() for file in FILES)
    stored = (rows(engine, "posts"), rows(engine, "labels"), rows(engine, "source_days") > 0) == (6, 6, True)
    return made and stored and set(outcomes(engine).values()) == {"complete"}


def failing_once(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, fault: Exception, only: str | None = None
) -> list[str]:
    """Let a function raise *fault* the first time that it is called (at the source *only*); note there that it did."""
    true, raised = getattr(owner, name), list[str]()

    def fail(first: Any, *more: Any, **options: Any) -> Any:
        if not raised and (only is None or first.source.id == only):
            raised.append(name)
            raise fault
        return true(first, *more, **options)

    monkeypatch.setattr(owner, name, fail)
    return raised


def let_fail(monkeypatch: pytest.MonkeyPatch, step: str, fault: Exception) -> list[str]:
    module, _, name = step.rpartition(".")
    return failing_once(monkeypatch, import_module(module), name, fault)


def only_cost(steps: Sequence[str], ended: Ended, engine: Engine, folder: Path) -> None:
    """Make sure that a night in which *steps* failed did all else."""
    assert ended.code == 4
    assert "Traceback" not in ended.err
    assert set(outcomes(engine).values()) == {"complete"}
    missing = [file for file in FILES if not (folder / file).exists()]
    assert missing == [FILE_OF[step] for step in steps if step in FILE_OF]
    empty = [table for table in ("labels", "source_days") if not rows(engine, table)]
    assert empty == [TABLE_OF[step] for step in steps if step in TABLE_OF]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_costs_itself(
    step: str, night: Callable[[int], Ended], engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        let_fail(patch, step, FAULTS[-1])
        ended = night(0)
    only_cost([step], ended, engine, settings.folder)
    assert "rusak" in ended.err
    assert night(2).code == 0
    assert whole(engine, settings.folder)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", [RuntimeError, MemoryError])
@pytest.mark.parametrize("steps", [STEPS[::2], STEPS[1::2]], ids=["odd", "even"])
def test_whatever_a_step_raises_it_costs_itself(
    steps: Sequence[str],
    kind: type[Exception],
    night: Callable[[int], Ended],
    engine: Engine,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        raised = {step: let_fail(patch, step, kind(f"rusak {step}")) for step in steps}
        ended = night(0)
    assert [step for step, first in raised.items() if not first] == []
    only_cost(steps, ended, engine, settings.folder)
    told = re.findall(rf"failed \({kind.__name__}: rusak (\S+)\); that is a fault of Pantau", ended.err)
    assert sorted(told) == sorted(steps)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("module", [nightly, posts])
def test_every_step_of_a_night_is_let_fail_above(module: ModuleType) -> None:
    called = set(re.findall(r"with step\(run[^\n]*:\n\s+(?:counts\[.*\] = )?(\w+)\(", inspect.getsource(module)))
    assert called - {"harvest"} == {
        name for path in STEPS for at, _, name in [path.rpartition(".")] if at == module.__name__
    }


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_night_all_of_whose_steps_fail_is_made_good_for_by_the_next(
    fault: Exception,
    night: Callable[[int], Ended],
    engine: Engine,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        for step in STEPS:
            let_fail(patch, step, fault)
        ended = night(0)
    assert ended.code == 4
    assert set(outcomes(engine).values()) == {"complete"}
    assert (rows(engine, "posts"), rows(engine, "labels")) == (6, 0)
    assert night(2).code == 0
    assert whole(engine, settings.folder)


def compute_without_end(_run: RunContext, *_more: object, **_options: object) -> None:
    signal.raise_signal(ALARM)  # the night's own alarm, before its hours have gone by
    while True:
        sum(range(1000))


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def query_without_end(run: RunContext, *_more: object, **_options: object) -> None:
    rings = threading.Timer(0.3, os.kill, (os.getpid(), ALARM))
    rings.start()
    with transaction(run.engine) as connection:
        connection.exec_driver_sql(ENDLESS)


@pytest.mark.parametrize(
    ("step", "name", "hang"),
    [
        ("pipeline.label.posts.assign_messages", "messages across channels", compute_without_end),
        ("pipeline.weekly_report.report_week", "the weekly report", query_without_end),  # a step within a step
    ],
)
def test_a_closing_step_that_hangs_is_broken_off_and_the_others_are_taken(
    step: str,
    name: str,
    hang: Callable[..., None],
    night: Callable[[int], Ended],
    engine: Engine,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(step, hang)
        ended = night(0)
    assert ended.code == 1
    assert f"{name} was left out: it took more than 600 minutes; if it only takes long, raise night" in ended.err
    assert set(outcomes(engine).values()) == {"complete"}
    missing = [file for file in FILES if not (settings.folder / file).exists()]
    assert missing == ([FILES[0]] if name == "the weekly report" else [])
    assert night(2).code == 0
    assert whole(engine, settings.folder)


@pytest.mark.parametrize("number", [ALARM, signal.SIGTERM])
@pytest.mark.parametrize(
    ("query", "name", "file"),
    [
        ("pipeline.reporting.week_data.conversation_of", "the weekly report", "reports/2026-W47/report.html"),
        ("pipeline.reporting.period.document.PeriodReport._load_issues", "the day's brief", FILES[1]),
        ("storage.queries.period_posts.media_by_hand", "the day's brief", "reports/2026-10/ringkas.txt"),
    ],
)
def test_a_report_is_left_as_it_is_when_the_query_of_a_section_is_broken_off(
    query: str,
    name: str,
    file: str,
    number: signal.Signals,
    night: Callable[[int], Ended],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def hang(first: Any, *_more: object) -> None:
        threading.Timer(0.3, os.kill, (os.getpid(), number)).start()
        connection = first if isinstance(first, Connection) else first._connection
        connection.exec_driver_sql(ENDLESS)

    def note(*_: object) -> tuple[()]:
        asked_after.append(query)
        return ()

    def read() -> bytes | None:
        return path.read_bytes() if path.exists() else None

    path, asked_after = settings.folder / file, list[str]()
    assert night(0).code == 0
    before = read()
    if before is None:  # of a month that is over a report is written once
        path.parent.rmdir()
    with monkeypatch.context() as patch:
        patch.setattr(query, hang)
        patch.setattr("storage.queries.period_posts.agencies_of_period", note)
        ended = night(2)
    assert (read(), asked_after) == (before, [])
    assert "could not be made" not in ended.err
    assert ended.code == (1 if number == ALARM else 143)
    assert (f"{name} was left out: it took more than 600 minutes" in ended.err) is (number == ALARM)


@pytest.mark.parametrize(("database_url", "method", "source", "fault"), AT_SOURCES, indirect=["database_url"])
def test_a_source_that_fails_costs_itself(  # fixtures
    method: str,
    source: str,
    fault: Exception,
    night: Callable[[int], Ended],
    engine: Engine,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        failing_once(patch, SourceRun, method, fault, source)
        ended = night(0)
    assert ended.code == 4
    found = outcomes(engine)
    assert found.pop(source) == "failed"
    assert set(found.values()) == {"complete"}
    assert f"{source}: failed" in ended.err
    assert all((settings.folder / file).exists() for file in FILES)
    assert night(25).code == 0
    assert whole(engine, settings.folder)
