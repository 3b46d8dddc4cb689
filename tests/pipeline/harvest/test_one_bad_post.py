"""A post that the store cannot hold, or a text beyond all bounds, costs only itself."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from collectors.records import LONGEST_TEXT, Page, Parsed, Post, RawPage
from pipeline.harvest.harvest import harvest
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

NIGHT = datetime(2026, 11, 24, 1, tzinfo=UTC)
SITE = "https://diskominfo.bekasikota.go.id"
ROOT = Path(__file__).parents[3]
MEASURED = """
import atexit
from pipeline.cli import main
from tests.memory import peak_kib
atexit.register(lambda: print(peak_kib()))
main()
"""


def article(number: int, **fields: Any) -> Post:
    told: dict[str, Any] = {
        "post_id": f"website:diskominfo.bekasikota.go.id/{number}",
        "kind": "article",
        "url": f"{SITE}/{number}",
        "text": f"Berita nomor {number}",
        "published_at": NIGHT,
    }
    return Post(**told | fields)


@pytest.fixture
def shows(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let every source show these posts on one page."""

    def show(*posts: Post) -> None:
        class Collector:
            def pages(self, *_: object) -> Iterator[Page]:
                yield Page(RawPage("article", SITE, b"<html></html>"), Parsed(posts=posts), cursor={})

        monkeypatch.setattr("pipeline.harvest.source_run.make_collector", lambda *_: Collector())

    return show


def test_a_post_that_the_store_cannot_hold_is_told_and_the_others_are_stored(
    make_settings: MakeSettings, night_of: OpenNight, engine: Engine, shows: Callable[..., None]
) -> None:
    slug = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(150))  # no packing makes it short
    long = article(2, post_id=f"website:diskominfo.bekasikota.go.id/{slug}")
    shows(article(1), long, article(3))
    settings = make_settings(sources=[{"id": "web", "platform": "website", "url": SITE, "pace_seconds": 0}])
    with night_of(settings, lambda: NIGHT) as night:
        harvest(night, settings.config.sources)
    with engine.connect() as connection:
        stored = set(connection.scalars(text("SELECT post_id FROM posts")))
        outcome = connection.execute(text("SELECT outcome, reason FROM v_source_health")).one()
    assert {article(1).post_id, article(3).post_id} <= stored
    if engine.dialect.name == "postgresql":  # whose indexes hold no such key
        assert len(stored) == 2
        assert (outcome.outcome, "the store cannot hold it" in outcome.reason) == ("partial", True)


def test_a_text_beyond_all_bounds_is_cut_and_told(
    make_settings: MakeSettings, night_of: OpenNight, engine: Engine, shows: Callable[..., None]
) -> None:
    shows(article(1, text="@a " * 400_000))
    settings = make_settings(sources=[{"id": "web", "platform": "website", "url": SITE, "pace_seconds": 0}])
    with night_of(settings, lambda: NIGHT) as night:
        harvest(night, settings.config.sources)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT length(text) FROM posts")) == LONGEST_TEXT
        reason = connection.execute(text("SELECT outcome, reason FROM v_source_health")).one()
    assert (reason.outcome, "beyond 200,000 characters" in reason.reason) == ("complete", True)


@pytest.mark.parametrize("stored_uncut", [False, True], ids=["stored now", "stored before texts had a limit"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_labelling_articles_beyond_all_bounds_takes_no_more_memory_than_others(
    make_settings: MakeSettings, night_of: OpenNight, engine: Engine, shows: Callable[..., None], stored_uncut: bool
) -> None:
    shows(*(article(number, text="@a" * 2_400_000) for number in range(3)))
    settings = make_settings(sources=[{"id": "web", "platform": "website", "url": SITE, "pace_seconds": 0}])
    with night_of(settings, lambda: NIGHT) as night:
        harvest(night, settings.config.sources)
    if stored_uncut:
        with engine.begin() as connection:
            connection.execute(text("UPDATE posts SET text = :long"), {"long": "@a" * 2_400_000})
    config = str(settings.folder / "config.yaml")
    ended = subprocess.run(
        [sys.executable, "-c", MEASURED, "--config", config, "label"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "3 posts and 0 responses labelled" in ended.stderr
    assert ended.stderr.count("labelled by its first 200,000 characters") == (3 if stored_uncut else 0)
    assert int(ended.stdout) < 500_000  # KiB: 200,000 were measured, and 970,000 for texts that are not cut
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM labels")) == 3
