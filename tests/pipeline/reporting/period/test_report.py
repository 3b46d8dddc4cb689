"""The brief of a day and the report of a month: as of their end, in ten lines, and without a claim of causes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import Engine, func, select, text, update

from collectors.records import Gap
from pipeline.platforms.registry import exact_totals
from pipeline.report.words.periods import PERIODS
from pipeline.reporting.due_periods import write_due_periods
from pipeline.reporting.period.figures import PeriodFigures, period_figures
from pipeline.reporting.period.report import write_period
from pipeline.reporting.periods import day_of, span_of
from pipeline.settings.models import Settings
from pipeline.settings.sections import Campaign, Plan
from storage.db.engine import reading
from storage.queries.periods import load_state
from storage.runs.gaps import write_gaps
from storage.schema.tables import posts, source_runs, sources
from tests.pipeline.conftest import SAMPLE_NIGHT, OpenNight

NIGHT = SAMPLE_NIGHT


def test_a_brief_fits_a_messenger_and_counts_what_the_store_holds(sample_night: Settings, night_of: OpenNight) -> None:
    with night_of(sample_night, lambda: NIGHT) as night:
        write_due_periods(night)
        folder = write_period(night, span_of("2026-11-16", "2026-11-22"))
        with reading(night.engine) as connection:
            query = "SELECT count(*) FROM v_posts WHERE iso_week = '2026-W47' AND kind NOT IN ('repost', 'reply')"
            posts = connection.scalar(text(query))
    brief = (sample_night.reports / "2026-11-23" / "ringkas.txt").read_text("utf-8")
    assert len(brief.splitlines()) <= 10
    assert "Senin, 23 November 2026 (Minggu ke-48)" in brief
    assert sorted(path.name for path in sample_night.reports.iterdir()) == [
        "2026-10", "2026-11-16--2026-11-22", "2026-11-23", "2026-Q3",
    ]  # fmt: skip
    said = (folder / "ringkas.txt").read_text("utf-8")
    assert f"kantor memuat {posts} konten" in said
    assert ", interaksi" not in said  # nothing had been looked at by the end of those days: unknown, not zero
    page = BeautifulSoup((folder / "report.html").read_text("utf-8"), "lxml")
    assert page.find("html", attrs={"lang": "id"})
    assert not page.find_all(["script", "link", "img"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_source_that_left_the_configuration_is_told_of_while_it_has_posts(
    sample_night: Settings, night_of: OpenNight, tmp_path: Path
) -> None:
    config = sample_night.config
    left = replace(sample_night, config=config.model_copy(update={"sources": config.sources[1:]}))
    with night_of(left, lambda: NIGHT) as night:
        folders = [
            write_period(night, day, tmp_path / name)
            for name, day in (("posts", span_of("2026-11-16", "2026-11-22")), ("none", day_of("2020-01-05")))
        ]
    told = ["Kominfobekasi" in (folder / "ringkas.txt").read_text("utf-8") for folder in folders]
    assert told == [True, False]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_day_before_all_that_is_stored_is_unknown_and_not_silent(
    sample_night: Settings, night_of: OpenNight, tmp_path: Path
) -> None:
    with night_of(sample_night, lambda: NIGHT) as night:
        folder = write_period(night, day_of("2020-01-05"), tmp_path / "out")
    said = (folder / "ringkas.txt").read_text("utf-8")
    assert "Tidak ada konten yang dimuat." not in said  # years before the oldest post that is stored
    assert re.search(r"Konten sebelum \d+ \w+ 20\d\d belum seluruhnya diketahui\.", said)
    assert "belum lengkap" not in said
    assert "Tanggapan warga belum dikumpulkan." in said


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_store_without_data_says_of_nothing_that_there_is_none(settings: Settings, night_of: OpenNight) -> None:
    with night_of(settings, lambda: NIGHT) as night:
        folder = write_period(night, span_of("2026-11-16", "2026-11-22"))
    said = (folder / "ringkas.txt").read_text("utf-8")
    assert "3 dari 3 kanal datanya belum lengkap" in said
    assert "Belum ada data." in said
    assert not re.search("[Tt]idak ada|dapat lebih rendah", said)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_day_on_which_no_channel_was_read_is_unknown_and_not_silent(
    settings: Settings, night_of: OpenNight, tmp_path: Path
) -> None:
    with night_of(settings, lambda: NIGHT) as night:
        folder = write_period(night, day_of("2026-11-23"), tmp_path / "out")
    said = (folder / "ringkas.txt").read_text("utf-8")
    assert "Tidak ada konten yang dimuat." not in said
    assert "3 dari 3 kanal datanya belum lengkap: Instagram diskominfobekasi" in said
    assert len(said.splitlines()) <= 10


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_days_before_are_counted_only_where_a_channel_was_wholly_read_since(
    sample_night: Settings, engine: Engine
) -> None:
    period = span_of("2026-11-16", "2026-11-22")

    def found() -> PeriodFigures:
        with engine.connect() as connection:
            until, days = period.until(sample_night.zone), (period.first, period.last)
            state = load_state(connection, days, period.before, until, sample_night.zone, steps=(), check=lambda: None)
        return period_figures(state, period, until, listens=True, watched=state.roles)

    known, posts = found().before.keys(), found().before
    assert sum(posts.values())
    assert not found().partly_before
    with engine.begin() as connection:
        late = select(source_runs.c.source_id).where(source_runs.c.outcome == "complete")
        source = connection.scalar(late.where(source_runs.c.source_id.in_([one for one in known if posts[one]])))
        mine = source_runs.c.source_id == source
        connection.execute(update(source_runs).where(mine).values(started_at=datetime(2026, 11, 13, tzinfo=UTC)))
    assert found().before.keys() == known - {source}
    assert found().partly_before == {source}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_channel_with_a_gap_of_which_nobody_knows_the_end_is_not_wholly_known(
    sample_night: Settings, engine: Engine
) -> None:
    period = day_of("2026-11-23")
    until, days = period.until(sample_night.zone), (period.first, period.last)

    def found() -> PeriodFigures:
        with engine.connect() as connection:
            state = load_state(connection, days, period.before, until, sample_night.zone, steps=(), check=lambda: None)
        return period_figures(state, period, until, listens=True, watched=state.roles)

    before = found()
    assert before.whole
    source = before.posts[0].source_id
    with engine.begin() as connection:
        write_gaps(connection, source, "posts", [Gap()], "")
    assert not found().whole
    assert [row.source_id for row in found().incomplete] == [source]
    assert found().unknown == before.unknown | {source}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_new_channel_of_which_as_many_posts_are_stored_as_are_told_hides_no_days_before_its_first(
    sample_night: Settings, engine: Engine
) -> None:
    period = span_of("2025-01-01", "2026-11-23")
    until, days = period.until(sample_night.zone), (period.first, period.last)
    source = next(one.id for one in sample_night.config.sources if one.platform in exact_totals())

    def unknown(exact: list[str]) -> frozenset[str]:
        with engine.connect() as connection:
            zone = sample_night.zone
            state = load_state(connection, days, period.before, until, zone, steps=(), check=lambda: None, exact=exact)
        return period_figures(state, period, until, listens=True, watched=state.roles).unknown

    with engine.begin() as connection:
        held = select(func.count()).where(posts.c.source_id == source, posts.c.deleted_at.is_(None))
        connection.execute(update(sources).values(post_count=held.scalar_subquery()))
    assert unknown([]) - unknown(exact_totals()) == {source}


def campaign_done(settings: Settings, night_of: OpenNight, out: Path) -> list[str]:
    """Say what a report of days tells of a campaign to which no stored post belongs: done, and the part of the plan."""
    plan = {"website": Plan(posts=10)}
    first, last = date(2026, 11, 16), date(2026, 11, 22)
    campaign = Campaign(name="Pilah", starts_on=first, ends_on=last, hashtags=("tidakadadimanapun",), plan=plan)
    planned = replace(settings, config=settings.config.model_copy(update={"campaigns": (campaign,)}))
    with night_of(planned, lambda: NIGHT) as night:
        folder = write_period(night, span_of(str(first), str(last)), out)
    page = BeautifulSoup((folder / "report.html").read_text("utf-8"), "lxml")
    [row] = [row for row in page.select("tr") if row.get_text().lstrip().startswith("Pilah")]
    return [cell.get_text(strip=True) for cell in row.select("td")][-2:]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_post_of_a_campaign_is_a_dash_where_its_channel_was_never_read(
    settings: Settings, night_of: OpenNight, tmp_path: Path
) -> None:
    assert campaign_done(settings, night_of, tmp_path / "out") == ["–", "–"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_post_of_a_campaign_is_zero_where_its_channel_was_read_whole(
    sample_night: Settings, night_of: OpenNight, tmp_path: Path
) -> None:
    assert campaign_done(sample_night, night_of, tmp_path / "out") == ["0", "0%"]


def test_no_sentence_says_why_or_that_something_worked() -> None:
    claims = re.compile(r"efektif|berhasil|dampak|karena|effective|successful|impact|because", re.IGNORECASE)
    assert [key for key, pair in PERIODS.items() if claims.search(" ".join(pair))] == []
