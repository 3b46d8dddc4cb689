"""The growth of a post beside what is usual for its account at that age."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, insert, select

from pipeline.desk.growth import At, draw_growth, usual_growth
from pipeline.desk.render import DeskWording
from pipeline.settings.models import Settings
from storage.queries.earlier_posts import looks_at_earlier
from storage.schema.tables import posts, snapshots
from tests.pipeline.desk.conftest import Person

SAY = DeskWording("id", UTC, {})  # type: ignore[arg-type]  # of a zone it takes any


def _look(post_id: str, hours: float, interactions: int | None) -> Any:
    return SimpleNamespace(post_id=post_id, age_hours=hours, interactions=interactions)


def test_usual_is_told_only_of_ages_at_which_enough_posts_were_seen_and_of_each_the_last_look_counts() -> None:
    looks = [_look("a", -1, 1), _look("a", 5, 10), _look("b", 7, 20), _look("c", 6, None), _look("a", 30, 40)]
    assert usual_growth(looks, 2) == [At(6, 15)]
    assert usual_growth(looks, 3) == []
    assert usual_growth(looks, 1) == [At(6, 15), At(30, 40)]


def test_the_curve_needs_two_looks_and_the_usual_one_ends_with_it() -> None:
    usual = [At(10, 50), At(40, 100), At(600, 1000)]
    assert draw_growth([At(12, 3)], usual, SAY, "jam") is None
    drawn = draw_growth([At(12, 3), At(50, 25)], usual, SAY, "jam")
    assert drawn
    assert drawn["most"] == "100"
    assert len(drawn["usual"].split()) == 2
    assert drawn["line"].split()[-1] == "630.0,147.5"
    shown = draw_growth([At(12, 3), At(50, 25)], usual[:1], SAY, "jam")
    assert shown
    assert shown["usual"] == ""


def test_a_post_is_shown_beside_the_earlier_posts_of_its_account_and_kind(
    logged_in: Callable[[str], Person], desk_store: Settings, engine: Engine
) -> None:
    assert desk_store
    with engine.begin() as connection:
        statement = select(posts).where(posts.c.source_id == "x-kominfobekasi", posts.c.kind == "post")
        found = connection.execute(statement.order_by(posts.c.published_at)).all()
        told = {"comments": 0, "shares": 0}
        looks = [
            {"post_id": post.post_id, "observed_at": _at(post, hours), "likes": n, "interactions": n, **told}
            for n, post in enumerate(found)
            for hours in (10, 30)
        ]
        connection.execute(snapshots.delete())
        connection.execute(insert(snapshots), looks)
    newest, oldest = found[-1], found[0]
    with engine.connect() as connection:
        earlier = looks_at_earlier(connection, newest, 3)
        assert {row.post_id for row in earlier} == {post.post_id for post in found[-4:-1]}
        assert {float(row.age_hours) for row in earlier} == {10.0, 30.0}
        assert looks_at_earlier(connection, oldest, 3) == []
    person = logged_in("kepala")
    assert 'class="usual"' in person.get(f"/unggahan/{quote(newest.post_id)}").text
    page = person.get(f"/unggahan/{quote(oldest.post_id)}").text
    assert 'class="usual"' not in page
    assert "Belum cukup unggahan sejenis" in page


def _at(post: Any, hours: int) -> datetime:
    moment: datetime = post.published_at + timedelta(hours=hours)
    return moment
