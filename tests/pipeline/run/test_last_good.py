"""A slip in a file that the office edits costs nobody a night: the last good version labels on, and says so."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from collectors.errors import ConfigError
from collectors.records import Page, Parsed, Post, RawPage
from pipeline.label import posts as labelling
from pipeline.label.posts import label, label_by_night
from pipeline.run.context import FAILED, INCOMPLETE, OK
from pipeline.settings.models import Settings
from pipeline.transform.text import taxonomy
from storage.db.engine import transaction
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.runs.runs import start_run, start_source
from storage.runs.sources import SourceRow, upsert_sources
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


def store(engine: Engine, settings: Settings, number: int) -> None:
    with transaction(engine) as connection:
        upsert_sources(connection, [SourceRow("x-kominfobekasi", "x", "Kominfobekasi")])
        run = start_run(connection, "harvest", "0", NOW)
        start_source(connection, run, "x-kominfobekasi", NOW)
        one = Post(f"x:{number}", "post", "https://x.com/a/status/1", "Posyandu dan vaksin di puskesmas", NOW)
        page = Page(RawPage("timeline", "https://x", b"{}"), Parsed((one,)))
        commit_page(connection, page, Provenance(run, "x-kominfobekasi", NOW, settings.zone))


def versions(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT version FROM v_labels WHERE current ORDER BY post_id")))


def own_taxonomy(folder: Path) -> Path:
    file = folder / "taxonomy.yaml"
    file.write_text("# ours\n" + taxonomy.PACKAGED.read_text("utf-8"), encoding="utf-8")
    return file


@pytest.mark.parametrize("broken", ["topics: [", "a: 1\n", "\xe9".encode("latin-1").decode("latin-1") * 3])
def test_a_taxonomy_that_is_broken_is_replaced_by_its_last_good_version(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, tmp_path: Path, broken: str
) -> None:
    file, settings = own_taxonomy(tmp_path), make_settings(taxonomy="taxonomy.yaml")
    store(engine, settings, 1)
    with night_of(settings) as night:
        label_by_night(night)
    assert night.exit_code == OK
    file.write_text(broken, encoding="utf-8")
    store(engine, settings, 2)
    said: list[str] = []
    with night_of(settings) as night:
        night.say = lambda words, level=0: said.append(words)  # noqa: ARG005  # the interface
        label_by_night(night)
    assert night.exit_code == INCOMPLETE
    first, second = versions(engine)
    assert first == second
    assert any("taxonomy.yaml" in words and "labels are made with the last good version" in words for words in said)
    with night_of(settings) as night, pytest.raises(ConfigError):
        label(night)


def test_a_file_that_never_was_good_is_replaced_by_the_packaged_one(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, tmp_path: Path
) -> None:
    own_taxonomy(tmp_path).unlink()
    settings = make_settings(taxonomy="taxonomy.yaml", model="nowhere", response_model="nowhere")
    store(engine, settings, 1)
    with night_of(settings) as night:
        label_by_night(night)
    assert (night.exit_code, len(versions(engine))) == (INCOMPLETE, 1)


def test_a_step_that_fails_costs_the_others_nothing(
    engine: Engine, settings: Settings, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a fault of ours")

    said: list[str] = []
    monkeypatch.setattr(labelling, "assign_campaigns", fail)
    store(engine, settings, 1)
    with night_of(settings) as night:
        night.say = lambda words, level=0: said.append(words)  # noqa: ARG005  # the interface
        label_by_night(night)
    assert night.exit_code == FAILED
    assert len(versions(engine)) == 1
    assert "campaigns failed (ZeroDivisionError: a fault of ours); that is a fault of Pantau" in said
    assert said[-1].startswith("labels: 1 post and")
