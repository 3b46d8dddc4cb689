"""Campaigns of what is stored: who belongs, plan against done, and no verdict without data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, text, update

from collectors.errors import ConfigError
from collectors.records import Metrics, Page, Parsed, Post, RawPage
from pipeline.analysis.campaigns.posts import why_belongs
from pipeline.label.posts import label
from pipeline.settings.models import Settings
from pipeline.settings.sections import Campaign
from pipeline.transform.measures.campaigns import gather_compared, keep_near
from storage.db.engine import transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.runs.runs import start_run, start_source
from storage.runs.sources import SourceRow, upsert_sources
from storage.schema.tables import runs, source_runs
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
KEREN = {"name": "Keren", "starts_on": FIRST, "ends_on": LAST, "hashtags": ["Keren"]}
X = SourceRow("x-kominfobekasi", "x", "Kominfobekasi")
DAY = timedelta(days=1)
Night = Callable[..., Any]


def post(number: int, at: datetime, **also: Any) -> Post:
    return Post(f"x:{number}", "post", f"https://x.com/a/status/{number}", f"Kabar {number}", at, **also)


def store(engine: Engine, settings: Settings, posts: list[Post], age: timedelta, source: SourceRow = X) -> None:
    """See each post at an age, one page a post."""
    with transaction(engine) as connection:
        upsert_sources(connection, [source])
        run = start_run(connection, "harvest", "0", NIGHT)
        start_source(connection, run, source.source_id, NIGHT)
        for one in posts:
            assert one.published_at
            page = Page(RawPage("timeline", "https://x", b"{}"), Parsed((one,)))
            commit_page(connection, page, Provenance(run, source.source_id, one.published_at + age, settings.zone))


def months(loud: int) -> list[Post]:
    """Make three posts a day from July on; of October's one a day is the campaign's, so many times as loud."""
    start = datetime(2026, 7, 1, 2, tzinfo=UTC)
    made = []
    for number in range(400):
        at = start + timedelta(hours=8 * number)
        mine = at.month == 10 and number % 3 == 0
        likes = (20 + number % 7) * (loud if mine else 1)
        made.append(post(number, at, metrics=Metrics(likes=likes), hashtags=("keren",) if mine else ()))
    return made


def campaign_row(engine: Engine) -> Any:
    with engine.connect() as connection:
        return connection.execute(text("SELECT * FROM v_campaigns")).one()


@pytest.mark.parametrize(("loud", "verdict"), [(4, "better"), (1, "no_difference")])
def test_a_campaign_is_compared_with_the_other_posts_of_its_account_and_kind(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, loud: int, verdict: str
) -> None:
    settings = make_settings(campaigns=[KEREN | {"plan": {"x": {"posts": 40, "views": 900}}}])
    store(engine, settings, months(loud), timedelta(days=7, hours=16))
    with night_of(settings, lambda: NIGHT) as night:
        label(night)
    row = campaign_row(engine)
    assert (row.posts, row.planned_posts, row.target_views, row.verdict) == (31, 40, 900, verdict)
    assert row.difference_low <= row.score_difference <= row.difference_high
    assert (row.posts_scored, row.active_days, row.longest_gap_days) == (31, 31, 0)
    assert row.share_of_output == pytest.approx(1 / 3)


def test_without_seven_day_observations_there_is_no_verdict(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    settings = make_settings(campaigns=[KEREN])
    store(engine, settings, months(4), timedelta(days=40))
    with night_of(settings, lambda: NIGHT) as night:
        label(night)
    row = campaign_row(engine)
    assert (row.posts, row.posts_scored, row.verdict, row.score_difference) == (31, 0, "insufficient_data", None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_empty_store_and_overlapping_campaigns_are_borne(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    other = KEREN | {"name": "Lain", "plan": {"instagram": {"posts": 3}}}
    settings = make_settings(campaigns=[KEREN, other])
    with night_of(settings, lambda: NIGHT) as night:
        label(night)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM v_campaigns ORDER BY campaign")).all()
    assert [(row.campaign, row.platform, row.posts, row.share_of_output) for row in rows] == [
        ("Keren", None, 0, None),
        ("Lain", "instagram", 0, None),
    ]
    store(engine, settings, months(1)[300:], timedelta(days=7, hours=16))
    with night_of(settings, lambda: NIGHT) as night:
        label(night)
    with engine.connect() as connection:
        shared = connection.execute(text("SELECT post_id, count(*) FROM v_campaign_posts GROUP BY post_id")).all()
    assert {count for _, count in shared} == {2}


def campaign(**also: Any) -> Campaign:
    return Campaign.model_validate({"name": "a", "starts_on": FIRST, "ends_on": LAST} | also)


def test_case_and_the_hash_sign_do_not_matter_to_a_campaign() -> None:
    one = campaign(hashtags=("#Bekasi",), phrases=("Layanan Publik",))
    assert why_belongs(one, "", ["bekasi"], None) == "#Bekasi"
    assert why_belongs(one, "LAYANAN PUBLIK", [], "none") == "Layanan Publik"
    assert why_belongs(one, "Bekasi", [], None) is None


@pytest.mark.parametrize(
    ("phrase", "text", "belongs"),
    [
        ("air", "Kabar cair hari ini", False),
        ("bekasi keren", "Bekasi kerennya warga", False),
        ("bekasi keren", "Ayo, BEKASI\nKeren!", True),
        ("bekasi keren", "Ikuti #BekasiKeren", True),
        ("bekasi keren", "Ini tentang Bekasi. Keren sekali", False),
        ("air", "Air: hemat", True),
        ("keren", "https://contoh.id/keren", False),
    ],
)
def test_a_phrase_stands_as_whole_words_in_a_row(phrase: str, text: str, belongs: bool) -> None:
    assert (why_belongs(campaign(phrases=(phrase,)), text, [], None) == phrase) is belongs


def test_a_phrase_without_a_word_is_a_mistake(make_settings: MakeSettings) -> None:
    with pytest.raises(ConfigError, match="phrase '!!' holds no word"):
        make_settings(campaigns=[KEREN | {"phrases": ["!!"]}])


def test_topics_narrow_a_campaign_and_alone_they_make_it() -> None:
    assert why_belongs(campaign(topics=("living",)), "", [], "living") == "living"
    assert why_belongs(campaign(topics=("living",)), "", [], None) is None
    both = campaign(topics=("living",), hashtags=("a",))
    assert why_belongs(both, "", ["a"], "economy") is None
    assert why_belongs(both, "", [], "living") is None


def test_sources_that_are_not_configured_are_a_mistake(make_settings: MakeSettings) -> None:
    with pytest.raises(ConfigError, match="campaign Keren names web-lain, which is no source's id"):
        make_settings(campaigns=[KEREN | {"sources": ["web-lain"]}])


def test_activities_stand_on_the_page_of_the_report(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, tmp_path: Path
) -> None:
    from pipeline.clock import IsoWeek  # noqa: PLC0415  # only here
    from pipeline.weekly_report import report_week  # noqa: PLC0415  # as above

    told = "date,kind,reached,campaign,district\n2026-10-05,Radio,1200,Keren,Jatiasih\n2026-10-06,Radio,9,Kere,\n"
    (tmp_path / "activities.csv").write_text(told, encoding="utf-8")
    settings = make_settings(campaigns=[KEREN | {"plan": {"x": {"posts": 4}}}], activities="activities.csv")
    store(engine, settings, months(1)[290:], timedelta(days=7, hours=16))
    with night_of(settings, lambda: NIGHT) as night:
        label(night)
        folder = report_week(night, IsoWeek(2026, 41))
    assert folder is not None
    page = (folder / "report.html").read_text("utf-8")
    for expected in ("Kegiatan dan media luar jaringan", "Jatiasih", "1.200", "mungkin maksudnya Keren?"):
        assert expected in page


def test_a_campaign_is_compared_around_its_days_only() -> None:
    """Eight weeks before its first and after its last day, as far as posts have a score and a day."""
    around = timedelta(weeks=8)
    days = [FIRST - around - DAY, FIRST - around, FIRST, LAST + around, LAST + around + DAY, None, FIRST]
    scores = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, None]
    posts = pd.DataFrame({"day": days, "score": pd.array(scores, dtype="Float64")})
    assert keep_near(posts, [(FIRST, LAST)]).index.tolist() == [1, 2, 3]
    assert keep_near(posts, [(FIRST, LAST), (FIRST - DAY, FIRST)]).index.tolist() == [0, 1, 2, 3]
    assert keep_near(posts, []).empty


def test_a_campaign_of_several_accounts_is_compared_with_the_posts_of_each(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    settings = make_settings(campaigns=[KEREN])
    store(engine, settings, months(2), timedelta(days=7, hours=16))
    other = SourceRow("ig-diskominfobekasi", "instagram", "diskominfobekasi")
    pictures = [replace(one, post_id=f"instagram:{one.post_id}", kind="image") for one in months(2)]
    store(engine, settings, pictures, timedelta(days=7, hours=16), other)
    with night_of(settings, lambda: NIGHT) as night:
        label(night)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM v_campaigns ORDER BY platform")).all()
        members = connection.execute(text("SELECT score_7d FROM v_campaign_posts")).all()
    assert [(row.platform, row.posts, row.posts_scored, row.verdict) for row in rows] == [
        ("instagram", 31, 31, "better"),
        ("x", 31, 31, "better"),
    ]
    assert rows[0].others_scored == rows[1].others_scored
    assert len(members) == 62
    assert all(row.score_7d > 1 for row in members)


def test_each_channel_stands_before_during_and_after_its_campaign(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    settings = make_settings(campaigns=[KEREN])
    store(engine, settings, months(3), timedelta(days=7, hours=16))
    with night_of(settings, lambda: datetime(2026, 11, 6, 18, tzinfo=UTC)) as night:
        label(night)
    with engine.connect() as connection:
        found = {row.phase: row for row in connection.execute(text("SELECT * FROM v_campaign_phases"))}
    assert {phase: (str(row.starts_on), str(row.ends_on)) for phase, row in found.items()} == {
        "before": ("2026-08-31", "2026-09-30"),
        "during": ("2026-10-01", "2026-10-31"),
        "after": ("2026-11-01", "2026-11-06"),  # the seventh is not over
    }
    assert [(found[phase].posts, found[phase].campaign_posts) for phase in ("before", "during", "after")] == [
        (93, 0),
        (93, 31),
        (18, 0),
    ]
    assert found["before"].median_score == pytest.approx(1, abs=0.2)
    assert found["before"].posts_per_day is None  # no turn was complete: nobody knows whether these are all
    assert {row.source_id for row in found.values()} == {"x-kominfobekasi"}


def test_a_day_that_has_only_begun_is_no_gap_of_a_campaign(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    settings, now = make_settings(campaigns=[KEREN]), datetime(2026, 10, 20, 18, tzinfo=UTC)
    past = [one for one in months(3) if one.published_at and one.published_at < now]
    store(engine, settings, past, timedelta(hours=1))
    with night_of(settings, lambda: now) as night:  # at one o'clock of the 21st
        label(night)
    with engine.connect() as connection:
        [row] = connection.execute(text("SELECT active_days, longest_gap_days FROM v_campaigns"))
    assert tuple(row) == (20, 0)


def test_a_phase_under_way_ends_with_the_last_day_of_which_all_posts_are_known(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    settings, now = make_settings(campaigns=[KEREN]), datetime(2026, 11, 6, 18, tzinfo=UTC)
    store(engine, settings, months(3), timedelta(days=7, hours=16))
    with transaction(engine) as connection:
        connection.execute(update(runs).values(finished_at=now, exit_code=0))
        connection.execute(update(source_runs).values(outcome="complete", started_at=now))
    with night_of(settings, lambda: now) as night:
        label(night)
    with engine.connect() as connection:
        phases = connection.execute(text("SELECT phase, posts_per_day FROM v_campaign_phases"))
        assert dict(map(tuple, phases)) == {"before": 3, "during": 3, "after": 3}


def test_a_campaign_is_in_nobody_s_history_and_no_other_campaign_s_others(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    """Posts three times as loud show three times, in October and in the campaign after it."""
    later = {"name": "Lagi", "starts_on": date(2026, 10, 1), "ends_on": date(2026, 11, 9), "hashtags": ["lain"]}
    settings = make_settings(campaigns=[KEREN, later])
    posts = [
        replace(one, hashtags=("lain",)) if one.published_at and one.published_at.month == 10 and n % 3 == 1 else one
        for n, one in enumerate(months(3))
    ]
    store(engine, settings, posts, timedelta(days=7, hours=16))
    with night_of(settings, lambda: NIGHT) as night:
        label(night)
    with engine.connect() as connection:
        first, second = connection.execute(text("SELECT * FROM v_campaigns ORDER BY campaign"))
    assert first.posts_median == pytest.approx(3, abs=0.15)
    assert first.score_ratio == pytest.approx(3, abs=0.3)
    assert first.others_median == pytest.approx(1, abs=0.1)
    assert (first.weeks_compared, first.verdict) == (5, "better")
    assert (second.verdict, second.others_median) == ("no_difference", pytest.approx(1, abs=0.1))


def test_campaigns_that_are_compared_with_the_same_days_are_read_together() -> None:
    spring, may = (date(2026, 3, 1), date(2026, 3, 9)), (date(2026, 5, 1), date(2026, 5, 9))
    long, late = (date(2026, 1, 1), date(2026, 6, 1)), (date(2027, 1, 1), date(2027, 1, 2))
    assert list(gather_compared([])) == []
    assert list(gather_compared([may, late, spring])) == [[spring, may], [late]]
    assert list(gather_compared([may, long, spring, late])) == [[long, spring, may], [late]]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_source_published_that_is_no_longer_configured_stays_the_campaign_s(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    gone = SourceRow("x-lama", "x", "lama")
    settings = make_settings(campaigns=[KEREN])
    at = datetime(2026, 10, 5, 2, tzinfo=UTC)
    store(engine, settings, [post(1, at, hashtags=("keren",))], DAY)
    store(engine, settings, [post(2, at, hashtags=("keren",))], DAY, gone)
    with night_of(settings, lambda: NIGHT) as night:
        label(night)
    assert campaign_row(engine).posts == 2
    with transaction(engine) as connection:
        upsert_sources(connection, [replace(gone, role="agency")])
    with night_of(settings, lambda: NIGHT) as night:
        label(night)
    assert campaign_row(engine).posts == 1
