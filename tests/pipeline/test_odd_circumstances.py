"""What surrounds a night is odd: a damaged session, weeks of another age, a log that takes nothing, an odd answer."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text

from pipeline import clock
from pipeline.demo.standin.server import NOW, Fault, InstagramPost, World, XPost, serve
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.schema.tables import reports
from tests.conftest import MakeSettings
from tests.pipeline.conftest import Ended, Pantau
from tests.pipeline.test_nightly import PROGRAM, ROOT

pytestmark = [pytest.mark.parametrize("database_url", ["sqlite"], indirect=True), pytest.mark.usefixtures("engine")]
X = {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0}
INSTAGRAM = {"id": "ig", "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0}


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return make_settings(sources=[X, INSTAGRAM])


def night(pantau: Pantau, world: World, monkeypatch: pytest.MonkeyPatch) -> Ended:
    world.x = [XPost(at=NOW - timedelta(days=3))]
    world.instagram = [InstagramPost(at=NOW - timedelta(days=3))]
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return pantau("nightly")


def outcomes(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT source_id, outcome FROM v_source_health"))
        return {row.source_id: row.outcome for row in rows}


@pytest.mark.usefixtures("standin")
@pytest.mark.parametrize("content", [b"", b"\x80\x04cos\nsystem\n.", os.urandom(3000)])
def test_a_damaged_session_file_costs_its_source_alone(  # fixtures
    content: bytes,
    pantau: Pantau,
    world: World,
    engine: Engine,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (settings.folder / "session").write_bytes(content)
    (settings.folder / "session").chmod(0o600)
    lines = (settings.folder / ".env").read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("INSTAGRAM_SESSIONID", "INSTAGRAM_CSRF", "INSTAGRAM_DS"))]
    (settings.folder / ".env").write_text("\n".join([*kept, "INSTAGRAM_SESSION_FILE=session", ""]), encoding="utf-8")
    ended = night(pantau, world, monkeypatch)
    assert (ended.code, outcomes(engine)) == (1, {"x": "complete", "ig": "failed"})
    assert "session" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.usefixtures("standin")
@pytest.mark.parametrize("weeks", [["2031-W10"], ["0001-W01", "9999-W60", "besok"]])
def test_weeks_of_another_age_end_no_reports(  # fixtures
    weeks: list[str],
    pantau: Pantau,
    world: World,
    engine: Engine,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with transaction(engine) as connection:
        connection.execute(insert(reports), [{"iso_week": week, "written_at": NOW} for week in weeks])
    assert night(pantau, world, monkeypatch).code == 0
    assert sorted(path.name for path in settings.reports.glob("*-W*")) == ["2026-W47"]


@pytest.mark.usefixtures("standin")
def test_an_answer_with_escape_bytes_moves_no_terminal(
    pantau: Pantau, world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = '{"title": "\\u001b]0;diretas\\u0007\\u001b[2J", "detail": "\\u009b31m merah \\u202e", "status": 403}'
    world.faults = [Fault(platform="x", do="status", status=403, body=told)]
    ended = night(pantau, world, monkeypatch)
    assert (ended.code, outcomes(engine)) == (1, {"x": "failed", "ig": "complete"})
    assert "merah" in ended.err
    shown = ended.err + pantau("status").out + pantau("sql", "SELECT reason FROM v_runs").out
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)


@pytest.mark.parametrize("stream", ["2>&-", "2>/dev/full"])
def test_a_log_that_takes_nothing_costs_a_night_nothing(
    stream: str, settings: Settings, credentials: dict[str, str], engine: Engine
) -> None:
    if "full" in stream and not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    at = clock.now()
    world = World(now=at, x=[XPost(at=at)], instagram=[InstagramPost(at=at)])
    words = (sys.executable, PROGRAM, "--config", str(settings.folder / "config.yaml"))
    with serve(world) as server:
        ended = subprocess.run(
            ["bash", "-c", f'"$0" -c "$1" {server.url} "$2" "$3" nightly {stream}', *words],
            env={**os.environ, **credentials, "PYTHONPATH": str(ROOT)},
            check=False,
            timeout=120,
        )
    assert (ended.returncode, outcomes(engine)) == (0, {"x": "complete", "ig": "complete"})
    assert settings.reports.exists()
