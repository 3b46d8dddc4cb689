"""Views of terms, followers, nights, costs and sub-topics by year, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, insert, text

from collectors.records import Account, Post
from storage.db.engine import transaction
from storage.labels.labels import LabelRow, store_labels
from storage.runs.local_time import ensure_zone
from storage.runs.runs import finish_run, start_run
from storage.schema.tables import reads

SOURCE = "x-kominfobekasi"
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
Rows = Callable[..., list[dict[str, Any]]]


def test_hashtags_and_mentions_are_found_by_quarter_whatever_their_case(
    commit: Callable[..., int], make_post: Callable[..., Post], rows: Rows
) -> None:
    commit(make_post(1, hashtags=("BekasiKeren",), mentions=("PemkotBekasi",)), make_post(2, hashtags=("bekasikeren",)))
    commit(make_post(3, kind="repost", hashtags=("bekasikeren",)))
    assert rows("v_hashtags", "post_id", "hashtag", "quarter") == [
        {"post_id": f"x:{n}", "hashtag": "bekasikeren", "quarter": "2026-Q4"} for n in (1, 2)
    ]
    assert rows("v_mentions", "mention") == [{"mention": "pemkotbekasi"}]


@pytest.mark.parametrize(
    ("link", "domain"),
    [
        ("https://www.BekasiKota.go.id/a/b?c=d", "bekasikota.go.id"),
        ("http://diskominfo.bekasikota.go.id:8080", "diskominfo.bekasikota.go.id"),
        ("https://s.id?x=1", "s.id"),
        ("https://s.id#atas", "s.id"),
        ("bit.ly/3xY", "bit.ly"),
        ("bit.ly/3xY?u=https://lain.id", "bit.ly"),
        ("//cdn.bekasikota.go.id/a", "cdn.bekasikota.go.id"),
        ("https://bekasikota.go.id@jahat.example:81/masuk", "jahat.example"),
        ("https://www.tiktok.com/@kotabekasi", "tiktok.com"),
        ("s.id", "s.id"),
    ],
)
def test_a_link_tells_its_domain(
    commit: Callable[..., int], make_post: Callable[..., Post], rows: Rows, link: str, domain: str
) -> None:
    commit(make_post(links=(link,)))
    assert rows("v_links", "link", "domain") == [{"link": link, "domain": domain}]


def test_followers_are_told_by_day_with_their_change(commit: Callable[..., int], rows: Rows) -> None:
    for days, followers in ((91, 900), (8, 950), (1, 990), (0, 1000)):
        commit(at=NIGHT - timedelta(days=days), account=Account("Kominfobekasi", followers=followers))
    commit(at=NIGHT + timedelta(hours=1), account=Account("Kominfobekasi", followers=1004))
    newest = rows("v_followers", "followers", "change", "change_7_days", "change_30_days", "change_90_days")
    assert len(newest) == 4  # one a day
    assert {
        "followers": 1004,
        "change": 14,
        "change_7_days": 54,
        "change_30_days": 104,
        "change_90_days": 104,
    } in newest
    assert rows("v_followers", "followers", "change_90_days")[0] == {"followers": 1004, "change_90_days": 104}


def test_a_change_of_a_week_is_of_seven_days_whenever_in_its_night_an_account_was_seen(
    commit: Callable[..., int], rows: Rows
) -> None:
    for days, minutes in ((8, 0), (7, 9), (0, 3)):
        at = NIGHT - timedelta(days=days) + timedelta(minutes=minutes)
        commit(at=at, account=Account("Kominfobekasi", followers=1000 - 10 * days))
    assert rows("v_followers", "day", "change_7_days")[-1]["change_7_days"] == 70


def test_a_night_that_did_not_run_has_a_row(engine: Engine, rows: Rows) -> None:
    with transaction(engine) as connection:
        ensure_zone(connection, ZoneInfo("Asia/Jakarta"))
        for days, code in ((0, 0), (2, 1), (3, None)):
            run = start_run(connection, "nightly", "0", NIGHT + timedelta(days=days))
            if code is not None:
                finish_run(connection, run, code, NIGHT + timedelta(days=days, minutes=9))
        start_run(connection, "label", "0", NIGHT + timedelta(days=1))
    told = [(date.fromisoformat(str(row["night"])), row["state"], row["exit_code"]) for row in rows("v_nights")]
    assert told == [
        (date(2026, 11, 25), "run", 0),
        (date(2026, 11, 26), "missed", None),
        (date(2026, 11, 27), "run", 1),
        (date(2026, 11, 28), "running", None),
    ]


def test_without_a_night_there_is_none(engine: Engine, rows: Rows) -> None:
    assert engine.url
    assert rows("v_nights") == []


def test_costs_are_told_by_month_purpose_and_new_post(
    engine: Engine, run_id: int, commit: Callable[..., int], make_post: Callable[..., Post], rows: Rows
) -> None:
    commit(make_post(1), make_post(2))
    row = {"run_id": run_id, "source_id": SOURCE, "day": date(2026, 11, 24), "users": 1, "media": 0, "settled": True}
    with transaction(engine) as connection:
        connection.execute(insert(reads), [row | {"posts": 1, "usd": usd, "purpose": "posts"} for usd in (0.1, 0.2)])
        connection.execute(insert(reads), [row | {"posts": 9, "usd": 0.055, "purpose": "responses"}])
    told = rows("v_costs", "month", "purpose", "posts_read", "posts_new", "usd_per_new_post")
    assert [row["usd"] for row in rows("v_costs", "usd")] == [0.055, 0.3]  # 0.1 + 0.2 is 0.30000000000000004
    assert 0.355 in [row["usd"] for row in rows("v_runs", "usd")]
    assert told == [
        {"month": "2026-11", "purpose": "posts", "posts_read": 2, "posts_new": 2, "usd_per_new_post": 0.15},
        {"month": "2026-11", "purpose": "responses", "posts_read": 9, "posts_new": None, "usd_per_new_post": None},
    ]


def test_a_subtopic_that_is_no_longer_spoken_of_has_vanished(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post]
) -> None:
    commit(make_post(1, published_at=datetime(2025, 5, 1, tzinfo=UTC)), make_post(2), make_post(3, kind="repost"))
    commit(make_post(4, kind="reply"))  # who answers citizens about waste has not published on it
    with transaction(engine) as connection:
        told = {1: "waste", 2: "energy", 3: "waste", 4: "waste"}
        store_labels(connection, [_label(f"x:{number}", subtopic) for number, subtopic in told.items()], NIGHT)
        gone = connection.execute(text("SELECT year, subtopic, posts_year_before FROM v_subtopic_years WHERE vanished"))
        assert [tuple(row) for row in gone] == [(2026, "waste", 1)]


def test_years_before_the_first_known_post_are_unknown_whatever_is_pinned(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post]
) -> None:
    commit(make_post(1, published_at=datetime(2020, 5, 1, tzinfo=UTC), pinned=True), make_post(2))
    with transaction(engine) as connection:
        store_labels(connection, [_label("x:1", "waste"), _label("x:2", "energy")], NIGHT)
        columns = "year, subtopic, posts, posts_year_before, vanished"
        rows = connection.execute(text(f"SELECT {columns} FROM v_subtopic_years ORDER BY year"))
        assert [tuple(row) for row in rows] == [(2020, "waste", 1, None, False), (2026, "energy", 1, None, False)]


def _label(post_id: str, subtopic: str) -> LabelRow:
    return LabelRow(
        post_id, "d", "1", "model", "environment", subtopic, ("environment",), "dimension", "education", 0.9, []
    )
