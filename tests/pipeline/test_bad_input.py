"""What is too little or too odd to be judged: an honest insufficient_data or NULL in every view, report and package."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from collectors.records import Metrics, Page, Parsed, Post, RawPage
from pipeline import clock
from pipeline.clock import IsoWeek
from pipeline.label.posts import label
from pipeline.package.write import write_package
from pipeline.settings.models import Settings
from pipeline.weekly_report import report_week
from storage.db.engine import transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.runs.runs import start_run, start_source
from storage.runs.sources import SourceRow, upsert_sources
from storage.schema.dictionary import VIEWS
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 3, tzinfo=UTC)
X, WEB = "x-kominfobekasi", "web-diskominfo"
RANGE = {"starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 30)}
CAMPAIGNS = [
    {"name": "Kosong", **RANGE, "hashtags": ["TidakAda"], "plan": {"x": {"posts": 4}}},
    {"name": "Satu", **RANGE, "hashtags": ["satu"]},
    {"name": "Tumpang", **RANGE, "phrases": ["kabar satu"]},
    {"name": "Tak Terencana", **RANGE, "hashtags": ["LainTiada"]},
]
Commit = Callable[..., None]


@pytest.fixture
def commit(engine: Engine, settings: Settings) -> Commit:
    with transaction(engine) as connection:
        website = SourceRow(WEB, "website", "diskominfo.bekasikota.go.id")
        upsert_sources(connection, [SourceRow(X, "x", "Kominfobekasi"), website])
        run = start_run(connection, "harvest", "0", NIGHT)
        for source in (X, WEB):
            start_source(connection, run, source, NIGHT)

    def commit_at(source: str, at: datetime, *posts: Post) -> None:
        with transaction(engine) as connection:
            page = Page(RawPage("timeline", "https://contoh.id", b"{}"), Parsed(posts))
            commit_page(connection, page, Provenance(run, source, at, settings.zone))

    return commit_at


@pytest.fixture
def judged(commit: Commit, make_settings: MakeSettings, night_of: OpenNight, tmp_path: Path) -> Any:
    """A single post whose counts fall, one without counts, one without a time, and what Pantau makes of them."""
    seen = Post("x:1", "post", "https://x.com/a/status/1", "Kabar satu #satu", MONDAY, hashtags=("satu",))
    for days, likes in ((1, 10), (7, 6), (15, 4)):
        commit(X, MONDAY + timedelta(days=days, hours=1), replace(seen, metrics=Metrics(likes=likes)))
    commit(X, NIGHT, Post("x:2", "post", "https://x.com/a/status/2", "Tanpa angka", MONDAY, metrics=Metrics()))
    commit(WEB, NIGHT, Post("website:contoh.go.id/1", "article", "https://contoh.go.id/1", "Tanpa waktu", None))
    settings = make_settings(campaigns=CAMPAIGNS)
    with night_of(settings, lambda: NIGHT + timedelta(days=10)) as night:
        label(night)
        folders = {
            str(week): report_week(night, week, tmp_path / "out") for week in (IsoWeek(2026, 47), IsoWeek(2025, 3))
        }
    return settings, folders


def select(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.mark.usefixtures("judged")
def test_a_campaign_without_enough_has_no_verdict_and_a_post_may_belong_to_several(engine: Engine) -> None:
    columns = "campaign, platform, posts, planned_posts, interactions, share_of_output, verdict"
    assert select(engine, f"SELECT {columns} FROM v_campaigns ORDER BY campaign") == [
        ("Kosong", "x", 0, 4, None, 0, "insufficient_data"),
        ("Satu", "x", 1, None, 4, 0.5, "insufficient_data"),
        ("Tak Terencana", None, 0, None, None, None, "insufficient_data"),
        ("Tumpang", "x", 1, None, 4, 0.5, "insufficient_data"),
    ]
    assert select(engine, "SELECT campaign, post_id FROM v_campaign_posts ORDER BY campaign") == [
        ("Satu", "x:1"),
        ("Tumpang", "x:1"),
    ]


@pytest.mark.usefixtures("judged")
def test_what_is_unknown_is_empty_and_never_zero(engine: Engine) -> None:
    columns = "post_id, interactions, followers, engagement_rate, engagement_score, engagement_level, iso_week"
    assert select(engine, f"SELECT {columns} FROM v_posts ORDER BY post_id") == [
        ("website:contoh.go.id/1", None, None, None, None, "unknown", None),
        ("x:1", 4, None, None, None, "unknown", "2026-W47"),
        ("x:2", None, None, None, None, "unknown", "2026-W47"),
    ]
    assert (
        select(engine, "SELECT followers, follower_band, band_programme_share FROM v_account_bands")
        == [(None, None, None)] * 3
    )
    falling = select(engine, "SELECT age_hours, posts, median_share FROM v_engagement_growth WHERE among = 'all'")
    assert sorted(falling) == [(48, 1, None), (336, 1, None), (672, 1, None)]  # under five posts
    assert set(select(engine, "SELECT median_score, interactions FROM v_topic_weekly WHERE posts = 0")) == {
        (None, None)
    }
    assert set(select(engine, "SELECT median_score FROM v_topic_weekly")) == {(None,)}
    assert {
        row[0] for row in select(engine, "SELECT share_of_interactions FROM v_strategy WHERE platform = 'website'")
    } <= {None}


@pytest.mark.usefixtures("judged")
def test_every_view_can_be_read(engine: Engine) -> None:
    for view in VIEWS:
        select(engine, f"SELECT * FROM {view}")


def test_a_week_with_a_single_post_and_one_without_any_are_reported(judged: Any) -> None:
    _, folders = judged
    one, none = ((folders[week] / "report.html").read_text("utf-8") for week in ("2026-W47", "2025-W03"))
    assert "unggahan berlabel terlalu sedikit" in one
    assert "hubungan dengan interaksi belum dapat dinilai" in one
    assert "nan" not in one.lower().replace("pekanan", "").split()
    assert "Belum ada data" in none
    with (folders["2026-W47"] / "accounts.csv").open(encoding="utf-8-sig", newline="") as file:
        accounts = {row["source_id"]: row for row in csv.DictReader(file)}
    assert (accounts[X]["posts"], accounts[X]["interactions"], accounts[X]["followers"]) == (
        "2",
        "6",
        "",
    )  # seven days after the week
    assert (accounts[WEB]["posts"], accounts[WEB]["interactions"]) == ("", "")  # it was never read to its end


def test_a_package_of_it_can_be_made(judged: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, _ = judged
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    folder = write_package(settings, "2026-11-16", "2026-11-22", tmp_path / "packages")
    package = json.loads((folder / "full" / "datapackage.json").read_text("utf-8"))
    rows = {resource["name"]: resource.get("rows") for resource in package["resources"]}
    assert (rows["posts"], rows["metrics"], rows["campaigns"]) == (2, 3, 4)
    assert (
        "Posts whose day of publication is unknown are in no package: 1." in (folder / "full" / "README.md").read_text()
    )
