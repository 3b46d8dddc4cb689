"""The press from harvest to replay: clippings alone are stored, whose message they carry is told, and no own figure."""

from __future__ import annotations

import zlib
from typing import Any

from sqlalchemy import Engine, select, text

from pipeline.analysis.messages import assign_messages
from pipeline.demo.standin.server import redirected, serve
from pipeline.demo.world.sample import sample_world
from pipeline.demo.world.world import NOW
from pipeline.harvest.harvest import harvest
from pipeline.harvest.replay import replay
from storage.schema.tables import pages
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

SOURCES = [
    {"id": "x-kominfobekasi", "platform": "x", "account": "Kominfobekasi"},
    {
        "id": "pers", "platform": "website", "role": "media", "url": "https://diskominfo.bekasikota.go.id",
        "pace_seconds": 0,
    },
]  # fmt: skip


def told(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_clippings_alone_are_stored_and_read_again_and_never_enter_own_figures(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    settings, world = make_settings(sources=SOURCES), sample_world(NOW)
    with serve(world) as server, redirected(server), night_of(settings, lambda: NOW) as night:
        harvest(night, settings.config.sources)
        assign_messages(night)
    articles = told(engine, "SELECT post_id, title, excerpt, published_at FROM v_press ORDER BY post_id")
    assert len(articles) == len(world.articles)
    assert all(len(row[2]) <= 300 for row in articles)
    assert told(engine, "SELECT count(*) FROM posts WHERE source_id = 'pers' AND byline IS NOT NULL") == [(0,)]
    whole = max(("\n".join(one.paragraphs) for one in world.articles), key=len)
    with engine.connect() as connection:
        bodies = connection.scalars(select(pages.c.body).where(pages.c.source_id == "pers")).all()
    kept = b"".join(zlib.decompress(body) for body in bodies if body).decode()
    assert len(whole) > 300
    assert whole[-60:] not in kept
    assert told(engine, "SELECT DISTINCT medium FROM v_media_used") == [("x",)]
    for view in ("v_strategy", "v_silent_days"):
        assert told(engine, f"SELECT * FROM {view} WHERE role = 'own' AND platform = 'website'") == []
    assert told(engine, "SELECT count(*) FROM v_topic_weekly WHERE platform = 'website'") == [(0,)]
    carried = told(engine, "SELECT own_post_id FROM v_press WHERE own_message")
    assert carried
    assert all(row[0].startswith("x:") for row in carried)
    with night_of(settings, lambda: NOW) as night:
        replay(night, settings.config.sources)
    assert told(engine, "SELECT post_id, title, excerpt, published_at FROM v_press ORDER BY post_id") == articles
