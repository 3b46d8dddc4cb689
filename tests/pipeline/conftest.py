"""What tests of the pipeline share: a night that is open, the program as it is called, and the tables of faults."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, make_url, select, text
from typer import main

from pipeline import cli, clock
from pipeline.analysis import issues
from pipeline.demo.standin.server import StandIn, redirected, serve
from pipeline.demo.world.sample import sample_world
from pipeline.demo.world.world import World
from pipeline.harvest.harvest import harvest
from pipeline.label import posts as label_posts
from pipeline.label import responses as label_responses
from pipeline.label.posts import label
from pipeline.run.context import RunContext, open_run
from pipeline.settings.models import Settings
from storage.db.engine import open_engine, reading
from storage.schema.tables import posts
from tests.conftest import database_like, settings_in

SAMPLE_NIGHT = datetime(2026, 11, 24, 1, tzinfo=UTC)
OpenNight = Callable[..., AbstractContextManager[RunContext]]
DOCUMENT = Path(__file__).parents[2] / "docs" / "faults.md"
IMPATIENT, PATIENT = 1.0, 30.0  # seconds without an answer that are too many, where silence is meant and elsewhere
WRITE = os.environ.get("PANTAU_WRITE_FAULTS") == "1"


@pytest.fixture(scope="session", autouse=True)
def packaged_files_are_read_once() -> Iterator[None]:
    """Read the packaged taxonomy, model and word lists once in a process, not for each command that labels."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in (
            (label_posts, "load_labeller"),
            (label_posts, "load_addressing"),
            (label_responses, "load_response_labeller"),
            (issues, "_words_of"),
        ):
            patch.setattr(module, name, _once_if_packaged(getattr(module, name)))
        yield


def _once_if_packaged(load: Callable[..., object]) -> Callable[..., object]:
    """Keep what *load* makes of the packaged files; files of a test's own are read each time."""
    packaged = cache(load)
    return lambda *files: load(*files) if any(files) else packaged(*files)


@pytest.fixture(scope="session", autouse=True)
def commands_are_made_once() -> Iterator[None]:
    """Let Typer read the signatures of all commands once in a process, not for each call of the program."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(main, "get_command", cache(main.get_command))
        yield


@pytest.fixture
def night_of(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> OpenNight:
    """Open a night with given settings on the test's store, at the time that ``now`` tells to it and to servers."""

    @contextmanager
    def opened(settings: Settings, now: Callable[[], object] = clock.now) -> Iterator[RunContext]:
        assert engine.url  # the store is there
        with open_run(settings, "test") as night:
            night.now = now  # type: ignore[assignment]  # any callable that tells a moment
            monkeypatch.setattr(StandIn, "now", lambda _: night.now())
            yield night

    return opened


@pytest.fixture
def sample_night(engine: Engine, settings: Settings) -> Settings:
    """Settings of a store after SAMPLE_NIGHT: the sample harvested and labelled.

    That night runs once in a process on each database; ``engine`` makes a copy of its store, if the test names this
    fixture itself: only then is it known when the store is made.
    """
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(posts)), "name sample_night in the test itself"
    return settings


@pytest.fixture(scope="session")
def sampled_file(upgraded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a SQLite store after the sample's night, which nobody opens any more."""
    folder = tmp_path_factory.mktemp("sampled")
    file = folder / "pantau.db"
    open_engine(f"sqlite:///{file}", create=True).dispose()  # private
    shutil.copyfile(upgraded_file, file)
    _run_sample_night(settings_in(folder, database=f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def sampled(postgres: Engine, upgraded: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a PostgreSQL store after the sample's night, to which nobody is connected any more."""
    with database_like(postgres, upgraded) as url:
        _run_sample_night(settings_in(tmp_path_factory.mktemp("sampled"), database=url))
        yield str(make_url(url).database)


def _run_sample_night(settings: Settings) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: SAMPLE_NIGHT)
        patch.setattr(StandIn, "now", lambda _: SAMPLE_NIGHT)
        with serve(sample_world(SAMPLE_NIGHT)) as server, redirected(server), open_run(settings, "test") as night:
            night.now = lambda: SAMPLE_NIGHT
            harvest(night, settings.config.sources)
            label(night)
            assert night.exit_code == 0


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Pantau = Callable[..., Ended]


@pytest.fixture
def pantau(
    settings: Settings, credentials: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pantau:
    """Call the program as the console script does, at a time on which the stand-in's servers agree with it.

    The stand-in's credentials stand in ``.env``.
    """
    monkeypatch.setattr(StandIn, "now", lambda _: clock.now())
    lines = "".join(f"{name}={value}\n" for name, value in credentials.items())
    (settings.folder / ".env").write_text(lines, encoding="utf-8")
    (settings.folder / ".env").chmod(0o600)

    def call(*words: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["pantau", "--config", str(settings.folder / "config.yaml"), *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return Ended(int(ended.value.code or 0), shown.out, shown.err)

    return call


@dataclass(frozen=True)
class Told:
    """How a night of one source ended."""

    code: int
    outcome: str
    reason: str
    stored: int


NightAt = Callable[[datetime], Told]


@pytest.fixture
def night_at(engine: Engine, pantau: Pantau, world: World, monkeypatch: pytest.MonkeyPatch) -> NightAt:
    """Run ``pantau harvest`` at a moment for program and platforms alike; failed requests are repeated at once."""
    monkeypatch.setattr("urllib3.util.Retry.sleep", lambda _self, _response=None: None)

    def run(at: datetime) -> Told:
        silent = any(fault.do == "slow" for fault in world.faults)
        for module in ("http.session", "instagram.collector"):
            monkeypatch.setattr(f"collectors.{module}.READ_TIMEOUT", IMPATIENT if silent else PATIENT)
        world.now = at
        monkeypatch.setattr(clock, "now", lambda: at)
        ended = pantau("harvest")
        with engine.connect() as connection:
            health = connection.execute(text("SELECT source_id, outcome, reason, stored_total FROM v_source_health"))
            source, outcome, reason, stored = health.one()
        assert f"{source}: {outcome}" in ended.err
        assert reason is None or f"({reason})" in ended.err
        assert "Traceback" not in ended.err
        assert ended.out == ""
        return Told(ended.code, outcome, reason or "", stored)

    return run


@dataclass
class FaultTable:
    """One table of docs/faults.md, filled by the tests that prove it."""

    heading: str
    columns: tuple[str, ...]
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def tell(self, what: str, *cells: object) -> None:
        """Keep what a case showed; nothing in it may change from run to run."""
        plain = (
            re.sub(r"0x[0-9a-f]+", "…", str("–" if cell in (None, "") else cell)).replace("|", "/") for cell in cells
        )
        self.rows[what] = tuple(plain)

    def check(self, names: Sequence[str]) -> None:
        """Hold the document to what the cases showed; or write it, when the environment says PANTAU_WRITE_FAULTS=1."""
        if any(name not in self.rows for name in names):
            pytest.skip("the cases did not all run")
        table = [self.columns, ["---"] * len(self.columns), *((name, *self.rows[name]) for name in names)]
        fresh = "".join(f"| {' | '.join(row)} |\n" for row in table)
        told = DOCUMENT.read_text(encoding="utf-8")
        part = re.compile(rf"(^## {re.escape(self.heading)}$.*?\n)((?:\|[^\n]*\n)+)", re.DOTALL | re.MULTILINE)
        written = part.sub(lambda found: found[1] + fresh, told, count=1)
        if WRITE:
            DOCUMENT.write_text(written, encoding="utf-8")
        assert fresh in DOCUMENT.read_text(encoding="utf-8"), "stale; see the head of this test's file"


@pytest.fixture(scope="module")
def fault_table(request: pytest.FixtureRequest) -> FaultTable:
    """The table that the module names by HEADING and COLUMNS."""
    return FaultTable(request.module.HEADING, request.module.COLUMNS)
