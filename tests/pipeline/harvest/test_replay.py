"""Replay: the raw pages alone give the same rows, and mend what an earlier parser got wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, insert, select

from pipeline.demo.standin.server import StandIn, redirected, serve
from pipeline.demo.world.sample import sample_world
from pipeline.demo.world.world import NOW, Article, Fault, World
from pipeline.harvest.harvest import harvest
from pipeline.harvest.replay import replay
from pipeline.settings.models import Settings
from storage.db.engine import open_engine, transaction
from storage.queries.frames import view_frame
from storage.schema.tables import pages, posts, runs, sources
from storage.schema.versions import upgrade
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

VIEWS = ("v_posts", "v_metrics", "v_post_versions", "v_post_terms", "v_post_media")


def dump(engine: Engine) -> dict[str, pd.DataFrame]:
    with transaction(engine) as connection:
        frames = {view: view_frame(connection, view) for view in VIEWS}
    return {
        view: frame.sort_values([str(name) for name in frame][:3], ignore_index=True) for view, frame in frames.items()
    }


def same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    for view in VIEWS:
        pd.testing.assert_frame_equal(one[view], other[view], obj=view)


@pytest.fixture
def harvested(engine: Engine, settings: Settings, night_of: OpenNight) -> dict[str, pd.DataFrame]:
    """Two nights of the sample, with an edit and a deletion between them; returns what the views tell."""
    world = sample_world(NOW)
    with serve(world) as server, redirected(server):
        for day in range(2):
            now = world.now = NOW + timedelta(days=day)
            with night_of(settings, lambda at=now: at) as night:
                harvest(night, settings.config.sources)
            newest = max(world.instagram, key=lambda post: post.at)
            newest.caption = "Takarir yang sudah diubah #Baru"
            world.x.remove(max(world.x, key=lambda post: post.at))
    return dump(engine)


def test_a_replay_gives_the_same_rows(
    harvested: dict[str, pd.DataFrame], engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    assert len(harvested["v_post_versions"]) == 1
    assert harvested["v_posts"]["deleted_at"].notna().sum() == 1
    with night_of(settings) as night:
        replay(night, settings.config.sources)
    same(dump(engine), harvested)


def test_a_replay_mends_what_was_parsed_wrong(
    harvested: dict[str, pd.DataFrame], engine: Engine, settings: Settings, night_of: OpenNight
) -> None:
    with transaction(engine) as connection:
        connection.exec_driver_sql("UPDATE posts SET text = 'salah', title = NULL, kind = 'post'")
        connection.exec_driver_sql("DELETE FROM post_terms")
        connection.exec_driver_sql("UPDATE snapshots SET likes = 1")
    with night_of(settings) as night:
        replay(night, settings.config.sources)
    same(dump(engine), harvested)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_empty_store_is_rebuilt_from_the_raw_pages_alone(
    harvested: dict[str, pd.DataFrame], engine: Engine, make_settings: MakeSettings, night_of: OpenNight, tmp_path: Path
) -> None:
    fresh = open_engine(f"sqlite:///{tmp_path / 'fresh.db'}", create=True)
    upgrade(fresh, NOW)
    with transaction(engine) as old, transaction(fresh) as new:
        for table in (sources, runs, pages):
            new.execute(insert(table), [dict(row._mapping) for row in old.execute(select(table))])
    settings = make_settings(database=f"sqlite:///{tmp_path / 'fresh.db'}", secrets={})
    with night_of(settings) as night:
        replay(night, settings.config.sources)
    same(dump(fresh), harvested)
    fresh.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_that_cannot_be_parsed_is_counted_and_the_others_are_replayed(
    harvested: dict[str, pd.DataFrame],
    engine: Engine,
    settings: Settings,
    night_of: OpenNight,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with transaction(engine) as connection:
        connection.exec_driver_sql("UPDATE pages SET kind = 'article' WHERE kind = 'list'")
    with night_of(settings) as night:
        replay(night, settings.config.sources)
    assert night.exit_code == 1
    assert "could not be parsed" in capsys.readouterr().err
    assert len(dump(engine)["v_posts"]) == len(harvested["v_posts"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_answers_without_a_body_are_replayed_too(
    engine: Engine, settings: Settings, night_of: OpenNight, world: World, standin: StandIn
) -> None:
    assert standin
    world.articles = [Article(number=n, on=(NOW - timedelta(days=1)).date()) for n in (1, 2)]
    for day in (0, 2):
        world.now = NOW + timedelta(days=day)
        with night_of(settings, lambda: world.now) as night:
            harvest(night, settings.config.sources[2:])
        # Tomorrow one is gone without a word, and the other is as it was.
        world.faults = [Fault(platform="website", do="status", status=410, path="berita-terkini/1/")]
    seen = select(posts.c.post_id, posts.c.last_seen_at, posts.c.deleted_at).order_by(posts.c.post_id)
    with transaction(engine) as connection:
        before = connection.execute(seen).all()
    assert [row.deleted_at for row in before] == [world.now, None]
    assert before[1].last_seen_at == world.now
    with night_of(settings) as night:
        replay(night, settings.config.sources[2:])
    with transaction(engine) as connection:
        assert connection.execute(seen).all() == before
