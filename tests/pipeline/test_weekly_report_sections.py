"""A section of the report that fails costs itself: the page says so, the others hold, the run ends with 1."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.clock import IsoWeek
from pipeline.label import posts
from pipeline.label.posts import label
from pipeline.report.content.wording import Wording
from pipeline.report.page_one import front, summary
from pipeline.report.page_one.lines import stale_line
from pipeline.report.words.terms import TERMS
from pipeline.reporting import week_data
from pipeline.reporting.period.report import write_period
from pipeline.reporting.periods import day_of
from pipeline.run.context import INCOMPLETE, RunContext
from pipeline.run.steps import COMPUTING, step
from pipeline.settings.models import Settings
from pipeline.weekly_report import report_week
from storage.db.engine import transaction
from storage.runs.runs import finish_source, start_source
from storage.runs.settings import stale_steps
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
        (front, "choose_extremes", fails_in_python),
        (front, "hindrance_of", fails_in_python),
        (summary, "_dimensions", fails_in_python),
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


def test_figures_of_an_earlier_night_say_so_and_of_when_they_are(
    sample_night: Settings, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Belum dihitung ulang sejak data terakhir diambil: interaksi dibanding biasanya. Angkanya per "
    at = NIGHT
    with monkeypatch.context() as patch, night_of(sample_night, lambda: at) as night:
        patch.setattr(posts, "score_engagement", fails_in_python)
        fetched(night)
        at += timedelta(days=1)
        label(night)
        page, brief = written(night) / "report.html", write_period(night, day_of("2026-11-22")) / "ringkas.txt"
        assert f"{said}24 November 2026 pukul 08.00 WIB." in page.read_text(encoding="utf-8")
        assert brief.read_text(encoding="utf-8").splitlines()[-1].endswith("pukul 08.00 WIB.")
        assert "interaksi dibanding biasanya" in brief.read_text(encoding="utf-8")
    with night_of(sample_night, lambda: at) as night:
        label(night)
        assert said not in (written(night) / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_a_step_that_failed_itself_or_in_a_part_is_of_an_earlier_night(
    settings: Settings, night_of: OpenNight
) -> None:
    with night_of(settings, lambda: NIGHT) as night:
        fetched(night)
        with step(night, "issues of the press"):
            raise RuntimeError
        with step(night, "x-campaigns: computing the engagement", part_of="engagement"):
            raise RuntimeError
        posts.note_taken(night)
        with night.engine.connect() as connection:
            stale = stale_steps(connection, COMPUTING)
    assert set(stale) == {"issues of the press", "engagement"}
    assert stale_line(stale, Wording("id", settings.zone, {})) == (
        "Belum dihitung ulang: interaksi dibanding biasanya, isu media massa."
    )


def fetched(night: RunContext) -> None:
    """Let the run ask a source for something."""
    with transaction(night.engine) as connection:
        start_source(connection, night.run_id, "x-kominfobekasi", NIGHT)
        ended = {"outcome": "complete", "finished_at": NIGHT, "requests": 1}
        finish_source(connection, night.run_id, "x-kominfobekasi", ended)


def test_every_figure_that_can_be_old_has_a_name() -> None:
    assert set(TERMS["computed"]) == set(COMPUTING)
