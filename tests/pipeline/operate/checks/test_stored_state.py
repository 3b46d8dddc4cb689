"""The doctor looks at the partition of the database, and at groups as a whole."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine

from pipeline import clock
from pipeline.harvest.harvest import harvest
from pipeline.operate.checks import stored_state
from pipeline.operate.checks.stored_state import examine_database, examine_disks
from pipeline.operate.status import show_status
from tests.conftest import SOURCES, MakeSettings
from tests.pipeline.conftest import OpenNight

NIGHT = datetime(2026, 11, 24, 1, tzinfo=UTC)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Usage(NamedTuple):
    free: int


@on_sqlite
def test_each_partition_that_a_night_writes_to_is_examined(
    make_settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def usage(place: Path) -> Any:
        asked.append(Path(place))
        return Usage(7_000_000)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    monkeypatch.setattr(stored_state, "device_of", lambda place: place.name)
    for name in ("data", "salinan", "cadangan"):
        (tmp_path / name).mkdir(exist_ok=True)
    found = list(examine_disks(make_settings(backup={"to": "cadangan"}, export="salinan/bi.db")))
    assert asked == [tmp_path / "data", tmp_path, tmp_path / "cadangan", tmp_path / "salinan"]
    assert [verdict for verdict, *_ in found] == ["MEND"] * 4
    assert f"only 7.0 MB free at {tmp_path / 'data'}" in found[0][2]


@on_sqlite
def test_a_removed_source_is_archived_and_worries_nobody(
    make_settings: MakeSettings, engine: Engine, night_of: OpenNight, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert engine.url
    settings = make_settings(secrets={})
    with night_of(settings, lambda: NIGHT) as night:
        harvest(night, settings.config.sources[:2])
    left = make_settings(secrets={}, sources=SOURCES[1:])
    monkeypatch.setattr(clock, "now", lambda: NIGHT + timedelta(days=9))
    assert "x-kominfobekasi" not in [what for _, what, _ in examine_database(left)]
    assert "ig-diskominfobekasi" in [what for _, what, _ in examine_database(left)]
    show_status(left, as_json=False)
    shown = capsys.readouterr().out
    assert "archived, no longer in config.yaml; their posts stay: x-kominfobekasi" in shown
    assert shown.count("x-kominfobekasi") == 1


@on_sqlite
def test_a_group_is_one_finding(
    make_settings: MakeSettings, engine: Engine, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine.url
    sources = [{**source, "group": "kota"} for source in SOURCES]
    settings = make_settings(secrets={}, sources=sources, groups={"kota": {"required": 0.5}})
    with night_of(settings, lambda: NIGHT) as night:
        harvest(night, settings.config.sources[:2])
    monkeypatch.setattr(clock, "now", lambda: NIGHT + timedelta(days=9))
    told = {what: (verdict, words) for verdict, what, words in examine_database(settings)}
    assert told["group kota"] == (
        "MEND",
        "0 of 2 had a complete night lately; not: x-kominfobekasi, ig-diskominfobekasi",
    )
    assert "x-kominfobekasi" not in told


@on_sqlite
def test_lanes_are_told_with_what_they_bring(
    make_settings: MakeSettings, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert engine.url
    more = {"id": "ig-dua", "platform": "instagram", "account": "pemkot"}
    show_status(make_settings(sources=[*SOURCES, more], lanes=8), as_json=False)
    shown = capsys.readouterr().out
    assert "lanes: 4 sources in 3 lanes, 3 side by side" in shown
    assert "the longest lane is instagram with 2 sources" in shown
