"""The store that benchmarks fill is one that a night can go on from."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from benchmarks.after_labels import config_text, fill_store
from collectors.x.cursor import number_of
from pipeline.settings.models import load_settings
from storage.db.engine import open_engine, reading
from storage.schema.tables import posts, sources


def test_each_post_of_x_has_an_address_that_a_night_reads_its_number_from(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(config_text(), encoding="utf-8")
    fill_store(config, 400)
    stored = select(posts.c.post_id, posts.c.url).join(sources, sources.c.source_id == posts.c.source_id)
    with reading(open_engine(load_settings(config, {}).database_url)) as connection:
        found = connection.execute(stored.where(sources.c.platform == "x")).all()
    assert len(found) == 134
    assert [f"x:{number_of(one.url)}" for one in found] == [one.post_id for one in found]
