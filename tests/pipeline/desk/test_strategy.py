"""The page on the strategy: which posts its stages, audiences and places count, and as of when its tables are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, func, insert, select

from pipeline.desk.pages.strategy import _row, _state
from pipeline.desk.render import DeskWording
from pipeline.platforms.registry import exact_totals
from pipeline.reporting.period.lines import _targets_told
from pipeline.settings.models import Settings
from storage.desk.strategy_rows import counted_rows, place_rows, strategy_rows
from storage.schema.tables import labels, posts, runs, source_runs, sources, strategy_counts, targets
from tests.pipeline.desk.conftest import NIGHT, Person

LogIn = Callable[[str], Person]
LABELLED = (("post", "named"), ("post", "initiative"), ("post", "dimension"), ("reply", "named"), ("repost", "named"))


def test_stages_count_posts_of_the_programme_and_nothing_counts_reposts_and_replies(
    desk_store: Settings, engine: Engine
) -> None:
    assert desk_store
    named = {"stage": "implementation", "audience": "women", "places": "Bantargebang"}
    with engine.begin() as connection:
        connection.execute(labels.update().values(stage=None, audience=None, places=None))
        mine = select(posts.c.post_id).where(posts.c.source_id == "x-kominfobekasi", posts.c.iso_week == "2026-W46")
        ids = list(connection.scalars(mine.order_by(posts.c.post_id).limit(len(LABELLED))))
        for post_id, (kind, level) in zip(ids, LABELLED, strict=True):
            connection.execute(posts.update().where(posts.c.post_id == post_id).values(kind=kind))
            told = labels.update().where(labels.c.post_id == post_id)
            connection.execute(told.values(**named, programme_level=level))
        assert [tuple(row) for row in counted_rows(connection, "2026-Q4", "stage")] == [("implementation", 2)]
        assert [tuple(row) for row in counted_rows(connection, "2026-Q4", "audience")] == [("women", 3)]
        assert place_rows(connection, "2026-Q4") == [("Bantargebang", 3)]


def test_the_page_says_as_of_when_its_tables_are(logged_in: LogIn) -> None:
    person = logged_in("kepala")
    page = person.get("/strategi").text
    assert "Dihitung pada malam terakhir; koreksi tampak sesudah malam berikutnya" in page
    assert page.count('<th scope="col" class="number">Target</th>') == 1  # only dimensions have one
    assert "Hanya unggahan yang menyebut program" in page.partition("Tahap komunikasi")[2]
    person.client.cookies.set("pantau_language", "en")
    assert "Counted in the last night; corrections are seen after the next night" in person.get("/strategi").text


@pytest.mark.parametrize(
    ("share", "target", "neglected", "labelled", "said"),
    [
        (0.07, 0.1, 0, 10, "Di bawah target"),  # no single channel neglects it
        (0.1, 0.1, 1, 10, "Mencapai target"),
        (0.07, 0.1, None, 10, "Di bawah target"),  # no single channel has enough posts, together they do
        (0.07, None, 0, 10, "Cukup"),
        (0.0, None, 1, 10, "Kurang diangkat"),
        (0.07, None, None, 10, ""),
        (0.07, 0.1, 0, 9, ""),
    ],
)
def test_a_dimension_is_judged_by_the_share_that_stands_beside_its_target(
    share: float, target: float | None, neglected: int | None, labelled: int, said: str
) -> None:
    row = SimpleNamespace(share=share, target=target, neglected=neglected)
    assert said in str(_state(row, labelled, "id"))
    assert said or not _state(row, labelled, "id")


def test_a_share_is_of_labelled_posts_and_judged_as_the_report_of_the_quarter_does(
    desk_store: Settings, engine: Engine
) -> None:
    assert desk_store
    say, counts = DeskWording("id", ZoneInfo("Asia/Jakarta"), {}), strategy_counts.c
    with engine.begin() as connection:
        mine = counts.aspect == "topic", counts.period_type == "quarter", counts.period == "2026-Q4"
        connection.execute(strategy_counts.update().where(*mine, counts.value == "governance").values(value=None))
        told = {one.value: one for one in strategy_rows(connection, "2026-Q4") if one.aspect == "topic"}
        labelled = sum(one.posts for one in told.values() if one.value)
        target = told["living"].posts / labelled
        connection.execute(insert(targets).values(topic="living", share=target))
        connection.execute(insert(targets).values(topic="economy", share=0.99))
        rows = {one.value: one for one in strategy_rows(connection, "2026-Q4") if one.aspect == "topic"}
    assert rows[None].share is None
    assert sum(one.share for one in rows.values() if one.value) == pytest.approx(1)
    found = SimpleNamespace(topics={name: one.posts for name, one in rows.items() if name}, whole=True)
    report = _targets_told(cast("Any", found), {"living": target, "economy": 0.99}, say)[0]
    for name, state in (("living", "Mencapai target"), ("economy", "Di bawah target")):
        shown = _row(rows[name], "topic", say, labelled, judged=True)
        assert state in str(shown[-1])
        assert (say.short_topic(name) in report) == (state == "Di bawah target")


@pytest.mark.parametrize(("share", "told"), [(0.096, ["9,6%", "10,0%"]), (0.1, ["10%", "10%"]), (0.07, ["7%", "10%"])])
def test_a_share_and_its_target_have_the_digits_that_tell_them_apart(share: float, told: list[str]) -> None:
    row = SimpleNamespace(value="living", posts=5, share=share, target=0.1, neglected=0)
    assert _row(row, "topic", DeskWording("id", ZoneInfo("Asia/Jakarta"), {}), 40, judged=True)[2:4] == told


@pytest.mark.parametrize(("target", "told"), [(0.5, "sekurang-kurangnya 5 dari 40"), (None, "–")])
def test_while_posts_are_unknown_a_target_has_no_badge_but_so_many_posts_at_least(
    target: float | None, told: str
) -> None:
    row = SimpleNamespace(value="living", posts=5, share=0.125, target=target, neglected=1)
    assert _row(row, "topic", DeskWording("id", ZoneInfo("Asia/Jakarta"), {}), 40, judged=False)[-1] == told


def test_no_dimension_is_judged_while_a_channel_is_not_wholly_read_and_the_channel_is_named(
    logged_in: LogIn, desk_store: Settings, engine: Engine
) -> None:
    assert desk_store
    with engine.begin() as connection:
        for source_id in connection.scalars(select(sources.c.source_id)).all():  # known since long
            oldest = select(func.min(posts.c.post_id)).where(posts.c.source_id == source_id).scalar_subquery()
            long_ago = posts.update().where(posts.c.post_id == oldest)
            connection.execute(long_ago.values(published_at=NIGHT - timedelta(days=200), pinned=False))
    person = logged_in("kepala")
    assert "belum diketahui untuk seluruh" not in person.get("/strategi").text
    assert "Cukup" in person.get("/strategi").text
    with engine.begin() as connection:
        connection.execute(
            source_runs.update().where(source_runs.c.source_id == "x-kominfobekasi").values(outcome="partial")
        )
        connection.execute(runs.update().values(exit_code=1))
    page = person.get("/strategi").text
    assert "Unggahan X Kominfobekasi belum diketahui untuk seluruh triwulan ini." in page
    assert ("Cukup" in page, "sekurang-kurangnya" in page) == (False, False)  # no dimension has a target
    with engine.begin() as connection:
        connection.execute(insert(targets).values(topic="living", share=0.5))
        of_one = strategy_counts.c.aspect == "topic", strategy_counts.c.value == "economy"
        connection.execute(strategy_counts.update().where(*of_one).values(value=None))
        rows = strategy_rows(connection, "2026-Q4")
        connection.execute(runs.update().values(exit_code=2))
    total = sum(row.posts for row in rows if row.aspect == "topic" and row.value)
    page = person.get("/strategi").text
    assert "Dimensi baru dapat dinilai sejauh yang terbaca" in page
    assert re.search(rf"sekurang-kurangnya \d+ dari {total}<", page)


def test_a_channel_of_which_as_many_posts_are_stored_as_are_told_keeps_no_dimension_from_being_judged(
    logged_in: LogIn, desk_store: Settings, engine: Engine
) -> None:
    new = next(one.id for one in desk_store.config.sources if one.platform in exact_totals())
    with engine.begin() as connection:
        for source_id in connection.scalars(select(sources.c.source_id).where(sources.c.source_id != new)).all():
            oldest = select(func.min(posts.c.post_id)).where(posts.c.source_id == source_id).scalar_subquery()
            long_ago = posts.update().where(posts.c.post_id == oldest)
            connection.execute(long_ago.values(published_at=NIGHT - timedelta(days=200), pinned=False))
        recent = posts.update().where(posts.c.source_id == new, posts.c.published_at < NIGHT - timedelta(days=30))
        connection.execute(recent.values(published_at=NIGHT - timedelta(days=20)))
        connection.execute(sources.update().values(post_count=None))
    person = logged_in("kepala")
    assert "Cukup" not in person.get("/strategi").text
    with engine.begin() as connection:
        held = select(func.count()).where(posts.c.source_id == new, posts.c.deleted_at.is_(None)).scalar_subquery()
        connection.execute(sources.update().where(sources.c.source_id == new).values(post_count=held))
        connection.execute(runs.update().values(exit_code=1))
    assert "Cukup" in person.get("/strategi").text
