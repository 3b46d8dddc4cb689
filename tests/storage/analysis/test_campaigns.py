"""Campaigns in the store: candidates, members, plans, and what happened off line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from collectors.records import Post
from storage.analysis.campaigns import (
    Names,
    campaign_candidates,
    hashtags_of,
    renew_campaign,
    renew_names,
    replace_activities,
)
from storage.db.engine import transaction

Make = Callable[..., Post]
Commit = Callable[..., int]
Rows = Callable[..., list[dict[str, Any]]]


def channel_of(campaign: str, platform: str, **also: Any) -> dict[str, Any]:
    empty: tuple[str, ...] = ("planned_posts", "target_interactions", "target_views", "active_days", "longest_gap_days")
    empty += ("share_of_output", "score_difference", "difference_low", "difference_high")
    row = {"campaign": campaign, "platform": platform, "posts_scored": 0, "others_scored": 0}
    return row | dict.fromkeys(empty) | {"verdict": "insufficient_data"} | also


def named(*names: str) -> Names:
    return lambda _: names


def test_a_campaign_takes_the_posts_of_its_local_days(engine: Engine, make_post: Make, commit: Commit) -> None:
    edges = ["2026-11-15T16:59:59", "2026-11-15T17:00:00", "2026-11-22T16:59:59", "2026-11-22T17:00:00"]
    moments = [datetime.fromisoformat(edge).replace(tzinfo=UTC) for edge in edges]
    commit(*(make_post(n, published_at=at) for n, at in enumerate(moments)), make_post(9, published_at=None))
    with transaction(engine) as connection:
        batches = list(campaign_candidates(connection, date(2026, 11, 16), date(2026, 11, 22)))
    assert sorted(row.post_id for batch in batches for row in batch) == ["x:1", "x:2"]


def test_a_campaign_counts_its_posts_per_platform_and_a_removed_one_is_forgotten(
    engine: Engine, make_post: Make, commit: Commit, rows: Rows
) -> None:
    commit(make_post(1), make_post(2))
    week = (date(2026, 11, 16), date(2026, 11, 22))
    both = named("Bekasi Terang", "Belum Mulai")
    renew_names(engine, {"Bekasi Terang": week, "Belum Mulai": week}, both, both)
    members = [{"campaign": "Bekasi Terang", "post_id": f"x:{n}", "reason": "#a", "score_7d": None} for n in (1, 2)]
    renew_campaign(engine, "Bekasi Terang", (members, [channel_of("Bekasi Terang", "x")], ()), both)
    renew_campaign(engine, "Belum Mulai", ((), (), ()), both)
    assert rows("v_campaigns", "campaign", "platform", "posts", "interactions", "views") == [
        {"campaign": "Bekasi Terang", "platform": "x", "posts": 2, "interactions": 14, "views": 600},
        {"campaign": "Belum Mulai", "platform": None, "posts": 0, "interactions": None, "views": None},
    ]
    renew_names(engine, {}, named("Bekasi Terang"), both)
    assert [row["posts"] for row in rows("v_campaigns")] == [2]
    renew_names(engine, {}, named(), both)
    assert rows("v_campaigns") == []
    assert rows("campaign_posts") == []
    renew_campaign(engine, "Bekasi Terang", (members, [], ()), both)  # removed at the desk meanwhile
    assert rows("campaign_posts") == []


def test_what_the_desk_does_meanwhile_to_a_campaign_or_its_posts_stays(
    engine: Engine, make_post: Make, commit: Commit, rows: Rows
) -> None:
    commit(make_post(1))
    week, later = (date(2026, 11, 16), date(2026, 11, 22)), (date(2026, 12, 1), date(2026, 12, 2))
    member = {"campaign": "Baru", "post_id": "x:1", "reason": "#a", "score_7d": None}
    renew_names(engine, {"Baru": week}, named("Baru"), named("Baru"))
    gone = member | {"post_id": "x:9"}  # removed meanwhile
    renew_campaign(engine, "Baru", ([member, gone], [], ()), named("Baru"))
    renew_names(engine, {}, named("Baru"), named())  # made while the night looks
    renew_names(engine, {"Baru": later}, named("Baru"), named())  # edited while the night computes
    renew_campaign(engine, "Baru", ([member | {"reason": "#old"}], [channel_of("Baru", "x")], ()), named())
    renew_campaign(engine, "Baru", ((), (), ()), named())
    assert rows("v_campaign_posts") == [member]
    assert rows("campaign_channels") == []
    assert str(rows("campaigns")[0]["starts_on"]) == "2026-11-16"


def test_hashtags_are_told_in_lower_case_for_any_number_of_posts(
    engine: Engine, make_post: Make, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.db.bulk.BATCH", 2)
    commit(*(make_post(n, hashtags=("BekasiKeren", "KTP") if n else ()) for n in range(4)))
    with transaction(engine) as connection:
        found = hashtags_of(connection, [f"x:{n}" for n in range(4)])
    assert found == {f"x:{n}": {"bekasikeren", "ktp"} for n in (1, 2, 3)}


def test_a_planned_platform_without_posts_has_its_row(
    engine: Engine, make_post: Make, commit: Commit, rows: Rows
) -> None:
    commit(make_post(1))
    week = (date(2026, 11, 16), date(2026, 11, 22))
    renew_names(engine, {"Pilah": week}, named("Pilah"), named("Pilah"))
    member = {"campaign": "Pilah", "post_id": "x:1", "reason": "#a", "score_7d": 1.5}
    planned = channel_of("Pilah", "instagram", planned_posts=6)
    renew_campaign(engine, "Pilah", ([member], [channel_of("Pilah", "x"), planned], ()), named("Pilah"))
    assert rows("v_campaigns", "platform", "posts", "planned_posts", "verdict") == [
        {"platform": "instagram", "posts": 0, "planned_posts": 6, "verdict": "insufficient_data"},
        {"platform": "x", "posts": 1, "planned_posts": None, "verdict": "insufficient_data"},
    ]
    assert rows("v_campaign_posts") == [member]


def test_activities_are_replaced_as_a_whole(engine: Engine, rows: Rows) -> None:
    row = {"line": 2, "campaign": None, "held_on": date(2026, 11, 16), "kind": "radio"}
    row |= dict.fromkeys(("district", "reached", "cost", "proof", "note"))
    with transaction(engine) as connection:
        replace_activities(connection, [row, row | {"line": 3, "reached": 40}])
        replace_activities(connection, [row])
    assert [told["kind"] for told in rows("v_activities")] == ["radio"]
