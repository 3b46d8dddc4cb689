"""Further counts of posts: kept where told, each with how it was seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text

from collectors.records import Account, Metrics, Page, Parsed, Post, RawPage, Response
from storage.db.engine import transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.harvest.responses import held_responses

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
NEXT = NIGHT + timedelta(days=1)


def test_each_count_tells_how_it_was_seen(
    engine: Engine, make_post: Callable[..., Post], commit: Callable[..., int], rows: Callable[..., Any]
) -> None:
    told = make_post(1, method="official", metrics=Metrics(likes=3), insights=(("reach", 40), ("saved", 0)))
    commit(told, at=NIGHT, account=Account("Kominfobekasi", followers=9, method="official"))
    commit(make_post(1, method="session", metrics=Metrics(likes=4)), at=NEXT)
    with transaction(engine) as connection:
        seen = connection.execute(text("SELECT name, value, method FROM v_insights ORDER BY name")).all()
        looks = connection.execute(text("SELECT likes, method FROM v_metrics ORDER BY observed_at")).all()
        accounts = connection.execute(text("SELECT followers, method FROM v_followers")).all()
    assert [tuple(row) for row in seen] == [("reach", 40, "official"), ("saved", 0, "official")]
    assert [tuple(row) for row in looks] == [(3, "official"), (4, "session")]
    assert [tuple(row) for row in accounts] == [(9, "official")]
    assert len(rows("insights")) == 2


def test_the_same_moment_seen_twice_keeps_the_later_answer(
    make_post: Callable[..., Post], commit: Callable[..., int], rows: Callable[..., Any]
) -> None:
    for reach in (40, 41):
        commit(make_post(1, insights=(("reach", reach),)), at=NIGHT)
    assert [row["value"] for row in rows("insights")] == [41]


def test_stored_responses_are_told_as_they_are_held(engine: Engine, run_id: int) -> None:
    told = Response("x:9", "reply", NIGHT, "kapan?", author_hash="x-1", post_id="x:1", parent_id="x:8")
    other = Response("x:10", "reply", NIGHT, "di mana?", author_hash="x-2", post_id="x:2")
    provenance = Provenance(run_id, "x-kominfobekasi", NIGHT, ZoneInfo("Asia/Jakarta"), "responses")
    page = Page(RawPage("mentions", "https://api.x.com", b"{}"), Parsed(responses=(told, other)))
    with transaction(engine) as connection:
        commit_page(connection, page, provenance)
        assert held_responses(connection, ["x:1"]) == [told]
        assert held_responses(connection, []) == []
