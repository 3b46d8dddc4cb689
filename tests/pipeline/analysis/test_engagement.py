"""Engagement of what is stored: hidden likes are unknown, not few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from collectors.records import Account, Metrics, Page, Parsed, Post, RawPage
from pipeline.analysis.engagement import score_engagement
from pipeline.run.console import keep
from pipeline.run.context import FAILED
from pipeline.settings.models import Settings
from pipeline.transform.measures import engagement as measures
from storage.db.engine import transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.runs.runs import start_run, start_source
from storage.runs.sources import SourceRow, upsert_sources

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
PHOTOS = SourceRow("ig-diskominfobekasi", "instagram", "diskominfobekasi")
BROKEN = SourceRow("ig-rusak", "instagram", "rusak")
HIDDEN = Metrics(comments=2, views=900)


def photo(number: int, metrics: Metrics) -> Post:
    at = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(hours=8 * number)
    return Post(
        f"instagram:{number:03}", "image", f"https://www.instagram.com/p/{number}/", "Kabar", at, metrics=metrics
    )


def store(engine: Engine, settings: Any, photos: list[Post], source: SourceRow = PHOTOS) -> None:
    with transaction(engine) as connection:
        upsert_sources(connection, [source])
        run = start_run(connection, "harvest", "0", NIGHT)
        start_source(connection, run, source.source_id, NIGHT)
        page = Page(RawPage("posts", "https://i", b"{}"), Parsed(tuple(photos), Account(source.account or "", 1000)))
        commit_page(connection, page, Provenance(run, source.source_id, NIGHT, settings.zone))


def engagement(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        return {row.post_id: row for row in connection.execute(text("SELECT * FROM v_posts"))}


def test_a_post_with_hidden_likes_has_no_score_rate_or_level_and_is_nobody_s_history(
    engine: Engine, settings: Settings, night_of: Callable[..., Any]
) -> None:
    photos = [photo(n, HIDDEN if n % 3 == 0 else Metrics(likes=98, comments=2)) for n in range(60)]
    store(engine, settings, photos)
    with night_of(settings, lambda: NIGHT) as night:
        score_engagement(night)
    found = engagement(engine)
    hidden, shown = found["instagram:057"], found["instagram:058"]
    assert (hidden.likes, hidden.interactions) == (None, 2)
    assert (hidden.engagement_score, hidden.engagement_rate, hidden.score_n) == (None, None, None)
    assert (hidden.engagement_level, hidden.comparable_interactions) == ("unknown", None)
    assert (shown.engagement_score, shown.engagement_rate, shown.engagement_level) == (1.0, 0.1, "normal")
    assert shown.score_n == len([n for n in range(58) if n % 3])
    assert (shown.score_age_bin, shown.comparable_interactions) == ("28d+", 100)


def test_a_source_that_tells_no_likes_at_all_is_not_compared(
    engine: Engine, settings: Settings, night_of: Callable[..., Any]
) -> None:
    store(engine, settings, [photo(n, HIDDEN) for n in range(40)])
    with night_of(settings, lambda: NIGHT) as night:
        score_engagement(night)
    assert {(row.engagement_score, row.engagement_rate) for row in engagement(engine).values()} == {(None, None)}


def test_a_source_that_breaks_the_computing_costs_only_itself_and_is_told(
    engine: Engine, settings: Settings, night_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    store(engine, settings, [photo(n, Metrics(likes=98, comments=2)) for n in range(40)])
    store(engine, settings, [photo(n, Metrics(likes=8, comments=2)) for n in range(40, 80)], BROKEN)
    usual, said = measures.engagement, list[str]()

    def breaks(posts: Any, *others: Any) -> Any:
        if BROKEN.source_id in set(posts["source_id"]):
            raise ValueError("cannot convert NA to integer")
        return usual(posts, *others)

    with night_of(settings, lambda: NIGHT) as night, monkeypatch.context() as patch:
        night.say = keep(said)
        patch.setattr(measures, "engagement", breaks)
        assert score_engagement(night) == 40
        assert night.exit_code == FAILED
    scored = {row.source_id for row in engagement(engine).values() if row.engagement_score is not None}
    assert scored == {PHOTOS.source_id}
    assert [BROKEN.source_id in line for line in said] == [True]
    with night_of(settings, lambda: NIGHT) as night:
        assert score_engagement(night) == 40  # the other one is not computed again
    scored = {row.source_id for row in engagement(engine).values() if row.engagement_score is not None}
    assert scored == {PHOTOS.source_id, BROKEN.source_id}
