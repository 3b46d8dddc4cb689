"""Posts of an unknown shape cost no other and are paid for once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NoReturn

import pytest
from sqlalchemy import Engine

from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import NOW, InstagramPost, World, XPost
from pipeline.harvest.harvest import harvest
from pipeline.harvest.replay import replay
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.queries.frames import view_frame
from tests.pipeline.conftest import OpenNight
from tests.pipeline.harvest.nights import INSTAGRAM, X, endings, held, only_sqlite, run, unread


@only_sqlite
def test_a_post_of_an_unknown_shape_costs_no_other_and_is_paid_for_once(
    full_world: World,
    standin: StandIn,
    engine: Engine,
    settings: Settings,
    night_of: OpenNight,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from collectors.x import parser as x_posts  # noqa: PLC0415  # to be patched

    strange = full_world.x[3].id

    def parsed(item: Any, *rest: Any) -> Any:
        if item["id"] == strange:
            raise KeyError("created_at")
        return real_post(item, *rest)

    real_post = x_posts._post
    monkeypatch.setattr(x_posts, "_post", parsed)
    assert run(night_of, settings) == 1
    assert endings(engine)[X][0] == "partial"
    assert "1 post is of an unknown shape (KeyError: 'created_at')" in endings(engine)[X][1]
    assert held(engine)[X] == 119
    for options in ({}, {"full": True}):  # it is told until a replay mends it, and not paid for again
        full_world.requests.clear()
        assert run(night_of, settings, **options) == 1
        assert sum(request.items for request in full_world.asked("x", "/2/tweets|/users/.*/tweets")) == 0
        assert endings(engine)[X][0] == "partial"
        assert "1 post is of an unknown shape (KeyError: 'created_at')" in endings(engine)[X][1]
        assert unread(engine)[X] == 1
    full_world.x.append(XPost(text="Kabar baru", at=NOW - timedelta(minutes=1)))  # and holds up nothing new
    assert run(night_of, settings) == 1
    assert held(engine)[X] == 120
    monkeypatch.setattr(x_posts, "_post", real_post)
    with night_of(settings) as night:
        replay(night, settings.config.sources[:1])
    assert held(engine)[X] == 121
    assert unread(engine)[X] == 0
    assert run(night_of, settings) == 0
    assert standin.url


@only_sqlite
def test_the_newest_post_of_an_unknown_shape_is_not_paid_for_again_by_a_full_harvest_of_the_same_day(
    world: World,
    standin: StandIn,
    engine: Engine,
    settings: Settings,
    night_of: OpenNight,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from collectors.x import parser as x_posts  # noqa: PLC0415  # to be patched

    world.x = [XPost(text=f"Kabar {n}", at=NOW - timedelta(hours=n + 1)) for n in range(9)]
    ends = {world.x[0].id, world.x[-1].id}
    real_post = x_posts._post
    monkeypatch.setattr(x_posts, "_post", lambda item, *rest: real_post({} if item["id"] in ends else item, *rest))
    run(night_of, settings)
    assert unread(engine)[X] == 2
    world.requests.clear()
    run(night_of, settings, full=True)
    assert sum(request.items for request in world.asked("x", "/users/.*/tweets")) == 0
    assert standin.url


@only_sqlite
def test_a_second_look_of_an_unknown_shape_is_not_paid_for_again_until_the_next_is_due(
    world: World,
    standin: StandIn,
    engine: Engine,
    settings: Settings,
    night_of: OpenNight,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from collectors.x import parser as x_posts  # noqa: PLC0415  # to be patched

    world.x = [XPost(text="Kabar", at=NOW - timedelta(hours=1))]
    run(night_of, settings)
    world.requests.clear()

    def fail(*_told: object) -> NoReturn:
        raise KeyError("created_at")

    monkeypatch.setattr(x_posts, "_post", fail)
    looks = []
    for days, hours in ((1, 0), (1, 2), (3, 0), (3, 2)):  # ages 1 and 2 pass, then none until 7
        world.now = NOW + timedelta(days=days, hours=hours)
        with night_of(settings, lambda: world.now) as night:
            harvest(night, settings.config.sources[:1])
        looks.append(sum(len(request.post_ids) for request in world.asked("x")))
    assert looks == [1, 1, 2, 2]
    assert unread(engine)[X] == 1
    assert held(engine)[X] == 1
    monkeypatch.undo()
    with night_of(settings) as night:
        replay(night, settings.config.sources[:1])
    with transaction(engine) as connection:
        assert len(view_frame(connection, "v_metrics")) == 3
    assert unread(engine)[X] == 0
    assert standin.url


@only_sqlite
def test_an_instagram_post_of_an_unknown_shape_makes_no_night_walk_the_history_again(
    world: World,
    standin: StandIn,
    engine: Engine,
    settings: Settings,
    night_of: OpenNight,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from collectors.instagram import parser as instagram_posts  # noqa: PLC0415  # to be patched

    world.instagram = [InstagramPost(caption=f"Foto {n}", at=NOW - timedelta(hours=n + 1)) for n in range(60)]
    strange, real_post = world.instagram[30].code, instagram_posts._post
    monkeypatch.setattr(
        instagram_posts, "_post", lambda node, *rest: real_post({} if node["code"] == strange else node, *rest)
    )
    run(night_of, settings)
    assert endings(engine)[INSTAGRAM][0] == "partial"
    assert "1 post is of an unknown shape" in endings(engine)[INSTAGRAM][1]
    world.requests.clear()
    world.instagram.append(InstagramPost(caption="Baru", at=NOW - timedelta(minutes=5)))
    run(night_of, settings)
    assert len([r for r in world.requests if r.query.get("doc_id") == "29104886249145907"]) <= 2
    assert (endings(engine)[INSTAGRAM][0], unread(engine)[INSTAGRAM]) == ("partial", 1)
    assert held(engine)[INSTAGRAM] == 60
    monkeypatch.setattr(instagram_posts, "_post", real_post)
    with night_of(settings) as night:
        replay(night, settings.config.sources)
    assert held(engine)[INSTAGRAM] == 61
    run(night_of, settings)
    assert endings(engine)[INSTAGRAM] == ("complete", "")
    assert standin.url
