"""A section of the report that fails costs itself: the page says so, the others hold, the run ends with 1."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.clock import IsoWeek
from pipeline.report.page_one import front
from pipeline.reporting import week_data
from pipeline.run.context import INCOMPLETE, RunContext
from pipeline.settings.models import Settings
from pipeline.weekly_report import report_week
from tests.pipeline.conftest import SAMPLE_NIGHT, OpenNight

NIGHT = SAMPLE_NIGHT


def fails_in_the_database(connection: object, *_: object) -> None:
    connection.execute(text("SELECT * FROM tidak_ada"))  # type: ignore[attr-defined]


def fails_in_python(*_: object, **__: object) -> None:
    raise ZeroDivisionError("a fault of ours")


@pytest.mark.parametrize(
    ("place", "name", "broken"),
    [
        (week_data, "tones_of", fails_in_the_database),
        (week_data, "conversation_of", fails_in_python),
        (front, "extremes", fails_in_python),
        (front, "hindrance_of", fails_in_python),
    ],
)
def test_the_page_says_which_section_failed_and_holds_the_others(
    sample_night: Settings,
    night_of: OpenNight,
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
    broken: object,
) -> None:
    monkeypatch.setattr(place, name, broken)
    with night_of(sample_night, lambda: NIGHT) as night:
        folder, code = written(night), night.exit_code
    assert code == INCOMPLETE
    page = folder / "report.html"
    assert "tidak dapat disusun" in page.read_text(encoding="utf-8")
    assert {"posts.csv", "ringkasan.csv", "weekly.xlsx", "datapackage.json"} <= {file.name for file in folder.iterdir()}


def written(night: RunContext) -> Path:
    folder = report_week(night, IsoWeek(2026, 47))
    assert folder is not None
    return folder
