"""Posts are looked at again at their planned ages; edits and deletions are found."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import NOW, InstagramPost, World, XPost
from pipeline.harvest.harvest import harvest
from pipeline.harvest.replay import replay
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.queries.frames import view_frame
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight
from tests.pipeline.harvest.nights import INSTAGRAM, X, held, only_sqlite, run


@only_sqlite
def test_posts_are_looked_at_again_at_their_planned_ages_and_deletions_are_dated(
    full_world: World, standin: StandIn, engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    full_world.x = full_world.x[:3]
    run(night_of, settings)
    full_world.requests.clear()
    gone = full_world.x.pop(0)
    full_world.x[0].likes = 77
    tomorrow = NOW + timedelta(days=1)
    with night_of(settings, lambda: tomorrow) as night:
        harvest(night, settings.config.sources[:1])
    assert [request.path for request in full_world.asked("x", "/2/tweets$")] == ["/2/tweets"]
    with transaction(engine) as connection:
        posts = view_frame(connection, "v_posts").set_index("post_id")
    assert posts.loc[f"x:{gone.id}", "deleted_at"] == tomorrow.replace(microsecond=0)
    assert posts.loc[f"x:{full_world.x[0].id}", "likes"] == 77
    assert standin.url


@only_sqlite
def test_only_due_posts_are_looked_at_again_and_each_look_is_added(
    full_world: World, standin: StandIn, engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    ages = {"setengah hari": 0.5, "tiga hari": 3.2, "enam hari": 6.5, "sepuluh hari": 10, "lama": 60}
    full_world.x = [XPost(text=text, at=NOW - timedelta(days=age), likes=1) for text, age in ages.items()]
    run(night_of, settings)
    for post in full_world.x:
        post.likes = 5
    with night_of(settings, lambda: NOW + timedelta(days=1)) as night:
        harvest(night, settings.config.sources[:1])
    # One day and seven days were passed since; ten days lie between two planned ages, sixty beyond all.
    due = [post for post in full_world.x if post.text in ("setengah hari", "enam hari")]
    # The newest posts that are due come with what is newer, the others by a look-up.
    assert [request.query["ids"] for request in full_world.asked("x", "/2/tweets$")] == [due[1].id]
    assert full_world.asked("x", r"/users/\d+/tweets$")[-1].post_ids == (due[0].id,)
    with transaction(engine) as connection:
        seen = view_frame(connection, "v_metrics", "ORDER BY observed_at").groupby("post_id")["likes"].agg(list)
    assert {name: likes for name, likes in seen.items() if "x:" in str(name)} == {
        f"x:{post.id}": [1, 5] if post in due else [1] for post in full_world.x
    }
    assert standin.url


@only_sqlite
def test_a_post_that_appears_late_below_the_newest_is_found_and_nothing_is_paid_twice(
    full_world: World, standin: StandIn, engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    full_world.x = [XPost(text=f"Kabar {n}", at=NOW - timedelta(hours=6 * n + 2)) for n in range(12)]
    late = full_world.x.pop(3)
    run(night_of, settings)
    full_world.x.insert(3, late)
    full_world.requests.clear()
    with night_of(settings, lambda: NOW + timedelta(days=1)) as night:
        harvest(night, settings.config.sources[:1])
    assert held(engine)[X] == 12
    paid = [post_id for request in full_world.asked("x") for post_id in request.post_ids]
    assert sorted(set(paid)) == sorted(paid)
    assert standin.url


@only_sqlite
def test_an_edited_caption_is_found_and_its_earlier_text_kept(
    full_world: World, standin: StandIn, engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    run(night_of, settings)
    edited = full_world.instagram[2]
    edited.caption = "Foto 2, jam acara diperbaiki"
    tomorrow = NOW + timedelta(days=1)
    with night_of(settings, lambda: tomorrow) as night:
        harvest(night, settings.config.sources)
    with transaction(engine) as connection:
        post = view_frame(connection, "v_posts").set_index("post_id").loc[f"instagram:{edited.code}"]
        [version] = view_frame(connection, "v_post_versions").to_dict("records")
    assert (post["text"], post["edited_at"]) == (edited.caption, tomorrow)
    assert (version["post_id"], version["text"]) == (f"instagram:{edited.code}", "Foto 2")
    assert standin.url


@pytest.mark.parametrize("of_old", [False, True], ids=["a cursor of now", "a cursor of the released version"])
def test_a_since_that_is_moved_and_removed_brings_the_earlier_history_and_nothing_twice(
    full_world: World,
    standin: StandIn,
    engine: Engine,
    make_settings: MakeSettings,
    night_of: OpenNight,
    *,
    of_old: bool,
) -> None:
    sources = [
        {"id": X, "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0},
        {"id": INSTAGRAM, "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0},
    ]
    full_world.instagram = [InstagramPost(caption=f"Foto {n}", at=NOW - timedelta(hours=n + 1)) for n in range(120)]
    for since in ("2026-11-23", "2026-11-21", None):
        if of_old:
            forget_since(engine)
        begun = {"since": since} if since else {}
        assert run(night_of, make_settings(sources=[source | begun for source in sources])) == 0
        first = datetime.fromisoformat(f"{since or '2026-11-01'}T00:00:00+07:00")
        wanted = sum(post.at >= first for post in full_world.x)
        assert held(engine) == {X: wanted, INSTAGRAM: wanted}
    paid = [number for request in full_world.asked("x", "/tweets$") for number in request.post_ids]
    assert sorted(paid) == sorted(post.id for post in full_world.x)
    full_world.requests.clear()
    assert run(night_of, make_settings(sources=sources)) == 0
    assert len(full_world.requests) <= 1 + 6  # X; Instagram's profile, tokens and one page
    assert standin.url


def forget_since(engine: Engine) -> None:
    """Leave in the cursors what the released version kept."""
    with transaction(engine) as connection:
        for source_id, cursor in connection.execute(text("SELECT source_id, cursor FROM sources")).all():
            kept = {
                name: json.loads(cursor)[name] for name in ("user_id", "newest", "ranges", "mark") if name in cursor
            }
            told = {"cursor": json.dumps(kept), "source_id": source_id}
            connection.execute(text("UPDATE sources SET cursor = :cursor WHERE source_id = :source_id"), told)


@only_sqlite
def test_a_post_that_left_instagrams_list_is_deleted_when_its_look_up_says_so_and_replays_so(
    full_world: World, standin: StandIn, engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    run(night_of, settings)
    gone = full_world.instagram.pop(8)
    tomorrow = NOW + timedelta(days=1)
    with night_of(settings, lambda: tomorrow) as night:
        harvest(night, settings.config.sources)
    assert night.exit_code == 0

    def deleted() -> Any:
        with transaction(engine) as connection:
            posts = view_frame(connection, "v_posts").set_index("post_id")
        return posts.loc[posts["platform"] == "instagram", "deleted_at"].dropna().to_dict()

    assert deleted() == {f"instagram:{gone.code}": tomorrow}
    with night_of(settings) as night:
        replay(night, settings.config.sources)
    assert deleted() == {f"instagram:{gone.code}": tomorrow}
    assert standin.url
