"""Which weeks are reported, and that reports hold what the store tells."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text

from collectors.errors import StoreError
from pipeline.clock import IsoWeek
from pipeline.settings.models import Settings
from pipeline.weekly_report import due_weeks, report_due_weeks, report_week
from storage.db.engine import transaction
from tests.pipeline.conftest import SAMPLE_NIGHT, OpenNight

NIGHT = SAMPLE_NIGHT
REPOSTED = """
    UPDATE posts SET kind = 'repost'
    WHERE post_id = (SELECT min(post_id) FROM posts WHERE iso_week = '2026-W47' AND kind = 'post')"""


def weeks(*names: str) -> set[IsoWeek]:
    return {IsoWeek.parse(name) for name in names}


@pytest.mark.parametrize(
    ("reported", "due"),
    [
        ((), ["2026-W47"]),
        (("2026-W47",), ["2026-W47"]),
        (("2026-W46",), ["2026-W46", "2026-W47"]),
        (("2026-W40", "2026-W46", "2026-W47"), ["2026-W46", "2026-W47"]),
        (("2026-W44",), ["2026-W45", "2026-W46", "2026-W47"]),
        (("2026-W48",), ["2026-W47"]),  # a week that is not over does not count
        (("2001-W01",), [f"2026-W{number}" for number in range(22, 48)]),  # half a year at most
    ],
)
def test_due_are_the_missed_weeks_and_the_last_two_that_have_a_report(
    reported: tuple[str, ...], due: list[str]
) -> None:
    assert [str(week) for week in due_weeks(weeks(*reported), IsoWeek(2026, 47))] == due


def test_the_report_holds_the_week_s_posts_as_the_views_tell_them(sample_night: Settings, night_of: OpenNight) -> None:
    with night_of(sample_night, lambda: NIGHT) as night:
        with transaction(night.engine) as connection:
            connection.execute(text(REPOSTED))
        [folder] = report_due_weeks(night)
        assert report_due_weeks(night) == []  # nothing changed
    posts = pd.read_csv(folder / "posts.csv", dtype={"post_id": str})
    assert folder.name == "2026-W47"
    assert set(posts["platform"]) == {"x", "instagram", "website"}
    assert set(posts["iso_week"]) == {"2026-W47"}
    accounts = pd.read_csv(folder / "accounts.csv")
    own = (~posts["kind"].isin(["repost", "reply"])).sum()
    assert own < len(posts)
    assert accounts["posts"].sum() == own
    assert list(accounts["outcome"]) == ["complete"] * 3
    topics = pd.read_csv(folder / "topics.csv")
    assert topics["posts"].sum() == own
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert package["as_of"] == "2026-11-24T01:00:00Z"
    page = (folder / "report.html").read_text("utf-8")
    assert "16–22 November 2026 (Minggu ke-47)" in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_week_without_posts_has_a_report_too(settings: Settings, night_of: OpenNight, tmp_path: Path) -> None:
    with night_of(settings, lambda: NIGHT) as night:
        folder = report_week(night, IsoWeek(2020, 5), tmp_path / "out")
    assert folder == tmp_path / "out" / "2020-W05"
    assert pd.read_csv(folder / "posts.csv").empty


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_folder_that_cannot_be_written_is_said(settings: Settings, night_of: OpenNight, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"), night_of(settings, lambda: NIGHT) as night:
        report_week(night, IsoWeek(2026, 47), tmp_path / "out")
