"""The engagement of an older week is the one that reading every post and look would give."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine, delete, event, select

from collectors.records import Account, Kind, Metrics, Page, Parsed, Post, RawPage
from pipeline.analysis import engagement as measured_engagement
from pipeline.analysis.campaigns import around
from pipeline.analysis.campaigns.posts import Chosen, Found
from pipeline.analysis.engagement import (
    engagement_of_week,
    engagement_rules,
    parts_at,
    score_engagement,
)
from pipeline.run.context import RunContext
from pipeline.settings.sections import Campaign
from pipeline.transform.measures import campaigns as measures
from pipeline.transform.measures.campaigns import keep_near, seven_day_scores
from pipeline.transform.measures.engagement import engagement
from pipeline.transform.measures.parts import comparable_interactions, usual_parts
from storage.db.engine import reading, transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.queries.as_of import history_of_span
from storage.queries.frames import engagement_inputs
from storage.runs.runs import start_run, start_source
from storage.runs.sources import SourceRow, upsert_sources
from storage.schema.selects.fragments import UNCOUNTED
from storage.schema.tables import engagement as engagement_table
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

LATER = datetime(2026, 12, 20, 18, tzinfo=UTC)
START = datetime(2026, 7, 27, 2, tzinfo=UTC)
WEEK, SEEN_BY = "2026-W39", datetime(2026, 10, 4, 17, tzinfo=UTC)
SOURCES = ("x-padat", "x-jarang", "x-baru")
FIELDS = ["followers", "engagement_rate", "engagement_score", "engagement_level", "score_n", "age_bin"]
SMALL = {"history": 6, "min_history": 3}


def fill(engine: Engine, zone: object, seed: int, *, hidden: bool) -> None:
    """Store three sources: one with many posts of every kind, one with few, and one that began in the week."""
    chance = random.Random(seed)
    gaps = {"x-padat": 6, "x-jarang": 50, "x-baru": 12}
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow(name, "x", name) for name in SOURCES])
        run = start_run(connection, "harvest", "0", LATER)
        for number, source in enumerate(SOURCES):
            start_source(connection, run, source, LATER)
            at = START if source != "x-baru" else datetime(2026, 9, 18, tzinfo=UTC)
            count = 0
            while at < LATER - timedelta(days=80):
                post_id = f"x:{number}{count:05}"
                # A rare kind, and days without any look, leave some ages with few earlier posts.
                kind: Kind = chance.choices(("post", "quote", "reply", "repost"), (70, 5, 10, 5))[0]
                for days in (0.7, 1.5, 8, 30):
                    if chance.random() < 0.6:
                        likes = None if hidden and chance.random() < 0.03 else chance.randrange(5, 60)
                        metrics = Metrics(likes=likes, comments=chance.randrange(5), shares=3)
                        account = Account(source, followers=chance.randrange(900, 1100))
                        one = Post(post_id, kind, f"https://x.com/a/status/{count}", "Kabar", at, metrics=metrics)
                        page = Page(RawPage("timeline", "https://x", b"{}"), Parsed((one,), account=account))
                        seen = Provenance(run, source, at + timedelta(days=days), zone)  # type: ignore[arg-type]  # a zone
                        commit_page(connection, page, seen)
                # two posts of one moment are nobody's history of each other
                at += timedelta(hours=0 if chance.random() < 0.05 else gaps[source] * chance.random() * 2)
                count += 1


def seen_wholly(connection: Connection, source: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read every post, look and follower of the source as seen by then, with comparable interactions."""
    posts, looks, followers = engagement_inputs(connection, source)
    looks = looks[looks["observed_at"] <= SEEN_BY]
    compared = looks.assign(interactions=comparable_interactions(looks, usual_parts(looks)))
    return posts, compared, followers[followers["observed_at"] <= SEEN_BY]


def whole(night: RunContext, connection: Connection, source: str) -> pd.DataFrame:
    """Compute from every post and look of the source."""
    posts, looks, followers = seen_wholly(connection, source)
    return engagement(posts[posts["post_id"].isin(looks["post_id"])], looks, followers, engagement_rules(night))


@pytest.mark.parametrize(
    ("seed", "hidden", "computed"),
    [(1, False, False), (2, False, True), (3, True, True)],
    ids=["before the first night", "after it", "with hidden likes"],
)
def test_the_engagement_of_an_older_week_is_that_of_reading_everything(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, seed: int, *, hidden: bool, computed: bool
) -> None:
    settings = make_settings(engagement=SMALL)
    fill(engine, settings.zone, seed, hidden=hidden)
    with night_of(settings, lambda: LATER) as night:
        if computed:
            score_engagement(night)
        with reading(engine) as connection:
            parts = parts_at(connection, SOURCES, SEEN_BY)
            found = pd.concat(engagement_of_week(night, connection, WEEK, parts, SEEN_BY)).set_index("post_id")
            expected = pd.concat(whole(night, connection, source) for source in SOURCES).set_index("post_id")
    assert len(found) > 30
    assert found["engagement_score"].notna().sum() > 10
    assert found.index.is_unique
    pd.testing.assert_frame_equal(
        found.sort_index()[FIELDS], expected.loc[found.sort_index().index, FIELDS], check_exact=False
    )


def test_sources_computed_together_have_the_engagement_of_each_alone(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, found = make_settings(engagement=SMALL), list[list[object]]()
    fill(engine, settings.zone, 7, hidden=True)
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow("empty", "x", "nobody")])
    with night_of(settings, lambda: LATER) as night:
        for together in (1, 1_000_000):
            monkeypatch.setattr(measured_engagement, "LOOKS_TOGETHER", together)
            score_engagement(night, everything=True)
            with reading(engine) as connection:
                found.append(list(connection.execute(select(engagement_table).order_by("post_id"))))
            with transaction(engine) as connection:
                connection.execute(delete(engagement_table))
    assert len(found[0]) > 100
    assert found[0] == found[1]


def test_of_a_long_history_only_what_counts_is_read(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    settings = make_settings(engagement=SMALL)
    fill(engine, settings.zone, 4, hidden=False)
    read = 0

    def count(_: object, _cursor: object, statement: str, *__: object) -> None:
        nonlocal read
        read += statement.count("count(s.likes)")

    with night_of(settings, lambda: LATER) as night:
        score_engagement(night)
        event.listen(engine, "before_cursor_execute", count)
        with reading(engine) as connection:
            list(engagement_of_week(night, connection, WEEK, parts_at(connection, SOURCES, SEEN_BY), SEEN_BY))
    assert read == 0, "looks are counted only where they were not all alike"


CAMPAIGN = Campaign(name="Pilah", starts_on=date(2026, 9, 22), ends_on=date(2026, 9, 27), hashtags=("pilah",))


@pytest.mark.parametrize(("seed", "hidden"), [(5, False), (6, True)], ids=["", "with hidden likes"])
def test_the_scores_around_a_campaign_are_those_of_reading_whole_accounts(
    engine: Engine,
    make_settings: MakeSettings,
    night_of: OpenNight,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    *,
    hidden: bool,
) -> None:
    settings, read = make_settings(engagement=SMALL), list[int]()
    fill(engine, settings.zone, seed, hidden=hidden)

    def noted(*told: object) -> tuple[pd.DataFrame, pd.DataFrame]:
        posts, looks = history_of_span(*told)  # type: ignore[arg-type]  # what it is called with
        read.append(len(posts))
        return posts, looks

    monkeypatch.setattr(around, "history_of_span", noted)
    monkeypatch.setattr(measures, "AROUND", timedelta(weeks=2))
    with night_of(settings, lambda: LATER) as night, reading(engine) as connection:
        every, looks, followers = seen_wholly(connection, SOURCES[0])
        posts = every[~every["kind"].isin(UNCOUNTED)]
        day = posts["published_at"].dt.tz_convert(settings.zone).dt.date
        within = day.between(CAMPAIGN.starts_on, CAMPAIGN.ends_on)
        chosen = set(posts.loc[within, "post_id"].sort_values().iloc[::2])
        members = [Chosen(one, SOURCES[0], "x", CAMPAIGN.starts_on, "#pilah") for one in sorted(chosen)]
        found = around.scored_around(night, connection, [Found(CAMPAIGN, members, {})], SEEN_BY, apart=chosen)
        rules = engagement_rules(night)
        score = seven_day_scores(posts, looks, followers, rules, apart=chosen)
    expected = keep_near(
        posts.assign(day=day, score=posts["post_id"].map(score)), [(CAMPAIGN.starts_on, CAMPAIGN.ends_on)]
    )
    assert len(found) > 20
    order = ["post_id", "day", "score"]
    pd.testing.assert_frame_equal(
        found.sort_values("post_id", ignore_index=True)[order],
        expected.sort_values("post_id", ignore_index=True)[order],
        check_dtype=False,
    )
    assert read[0] < len(every)
