"""A report of a week says how it was, whenever it is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from collectors.records import Metrics, Page, Parsed, Post, RawPage
from pipeline.analysis.engagement import parts_at
from pipeline.clock import IsoWeek
from pipeline.label.posts import label
from pipeline.reporting.period import document
from pipeline.reporting.period.report import write_period
from pipeline.reporting.periods import month_of
from pipeline.reporting.week_data import week_data
from pipeline.settings.models import Settings
from pipeline.weekly_report import report_week
from storage.db.engine import reading, transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.queries.period_posts import posts_of_period
from storage.runs.runs import start_run, start_source
from storage.runs.sources import SourceRow, upsert_sources
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

DECEMBER = datetime(2026, 12, 20, 18, tzinfo=UTC)
X = SourceRow("x-kominfobekasi", "x", "Kominfobekasi")
PEER = {"id": "x-depok", "platform": "x", "account": "depok", "city": "Kota Depok"}
OWN = {"id": X.source_id, "platform": "x", "account": X.account, "city": "Kota Bekasi"}


def see(engine: Engine, settings: Settings, posts: list[Post], age: timedelta, source: SourceRow = X) -> None:
    with transaction(engine) as connection:
        upsert_sources(connection, [source])
        run = start_run(connection, "harvest", "0", DECEMBER)
        start_source(connection, run, source.source_id, DECEMBER)
        for one in posts:
            assert one.published_at
            page = Page(RawPage("timeline", "https://x", b"{}"), Parsed((one,)))
            commit_page(connection, page, Provenance(run, source.source_id, one.published_at + age, settings.zone))


def september(likes: int) -> list[Post]:
    """A post every six hours of August and September; the last ones carry the hashtag of two campaigns."""
    start = datetime(2026, 8, 1, 2, tzinfo=UTC)
    return [
        Post(f"x:{n}", "post", f"https://x.com/a/status/{n}", "Kabar", start + timedelta(hours=6 * n),
             metrics=Metrics(likes=likes + n % 5), hashtags=("keren",) if n % 4 == 0 else ())
        for n in range(244)
    ]  # fmt: skip


def test_a_report_of_september_made_in_december_knows_nothing_of_what_came_later(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, tmp_path: Path
) -> None:
    campaigns = [
        {"name": "Lama", "starts_on": date(2026, 9, 1), "ends_on": date(2026, 12, 31), "hashtags": ["keren"]},
        {"name": "Baru", "starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 30), "hashtags": ["keren"]},
    ]
    (tmp_path / "activities.csv").write_text("tanggal;jenis\n2026-09-10;radio\n2026-11-10;spanduk\n", encoding="utf-8")
    settings = make_settings(campaigns=campaigns, activities="activities.csv", office={"city": "Kota Bekasi"},
                             sources=[OWN, PEER])  # fmt: skip
    posts = september(20)
    see(engine, settings, posts, timedelta(days=3))
    see(engine, settings, [replace(one, metrics=Metrics(likes=900)) for one in posts], timedelta(days=40))
    later = Post("x:999", "post", "https://x.com/a/status/999", "Kabar", datetime(2026, 11, 9, tzinfo=UTC),
                 metrics=Metrics(likes=5), hashtags=("keren",))  # fmt: skip
    see(engine, settings, [later], timedelta(days=3))
    abroad = replace(posts[-10], post_id="x:7000", url="https://x.com/depok/status/7000")
    see(engine, settings, [abroad], timedelta(days=3), SourceRow("x-depok", "x", "depok", city="Kota Depok"))
    with night_of(settings, lambda: DECEMBER) as night:
        label(night)
        folder = report_week(night, IsoWeek(2026, 39), tmp_path / "out")
    assert folder is not None
    told = pd.read_csv(folder / "posts.csv")
    told = told[told["source_id"] == X.source_id]
    assert told["likes"].max() < 30
    assert told["engagement_score"].max() < 1.5
    assert set(told["age_hours"]) == {72.0}
    rows = pd.read_csv(folder / "campaigns.csv")
    assert list(rows["campaign"]) == ["Lama"]
    days = [one.published_at for one in posts[::4] if one.published_at]
    first, after = datetime(2026, 8, 31, 17, tzinfo=UTC), datetime(2026, 9, 27, 17, tzinfo=UTC)
    assert rows["posts"][0] == sum(first <= day < after for day in days)
    page = (folder / "report.html").read_text("utf-8")
    assert "radio" in page
    assert "spanduk" not in page


def test_posts_are_compared_on_the_parts_that_were_told_by_then(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    """Comments were told until October and are hidden since: a report of September counts them."""
    settings = make_settings(sources=[OWN])
    posts = [replace(one, metrics=Metrics(likes=20, comments=3)) for one in september(20)]
    see(engine, settings, posts, timedelta(hours=30))
    for days in (70, 71):
        see(engine, settings, [replace(one, metrics=Metrics(likes=20)) for one in posts], timedelta(days=days))
    first, last, until = date(2026, 9, 1), date(2026, 9, 30), datetime(2026, 9, 30, 17, tzinfo=UTC)
    with night_of(settings, lambda: DECEMBER) as night:
        label(night)
        week = week_data(night, IsoWeek.parse("2026-W39"))
        with reading(engine) as connection:
            then, today = parts_at(connection, [X.source_id], until), parts_at(connection, [X.source_id], DECEMBER)
            found = [one.comparable for part in posts_of_period(connection, (first, last), until, then) for one in part]
    assert (then, today) == ({X.source_id: "likes,comments"}, {X.source_id: "likes"})
    assert set(week.posts["comparable_interactions"]) == {23}
    assert week.background
    assert set(week.background.aged["interactions"]) == {23}
    assert set(found) == {23, None}  # None: posts that were first seen in October


def test_posts_of_which_nothing_was_seen_by_then_are_compared_on_the_parts_of_today(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    settings = make_settings(sources=[OWN])
    first, *others = (replace(one, metrics=Metrics(likes=20, comments=3)) for one in september(20))
    see(engine, settings, [replace(first, metrics=Metrics(likes=20)), *others], timedelta(days=70))
    with night_of(settings, lambda: DECEMBER) as night:
        label(night)
        week = week_data(night, IsoWeek.parse("2026-W39"))
    assert set(week.posts["comparable_interactions"]) == {23}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_month_counts_the_looks_of_those_sources_alone_that_published_in_it(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, asked = make_settings(sources=[OWN, PEER]), list[str]()
    see(engine, settings, september(20), timedelta(hours=30))
    old = Post("x:7000", "post", "https://x.com/depok/status/7000", "Kabar", datetime(2026, 7, 9, tzinfo=UTC))
    see(engine, settings, [old], timedelta(days=3), SourceRow("x-depok", "x", "depok", city="Kota Depok"))

    def note(_connection: object, names: list[str], _until: datetime) -> dict[str, str]:
        asked.extend(names)
        return {}

    monkeypatch.setattr(document, "parts_at", note)
    with night_of(settings, lambda: DECEMBER) as night:
        label(night)
        write_period(night, month_of("2026-09"), tmp_path / "out")
    assert asked == [X.source_id]
