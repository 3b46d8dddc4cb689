from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from collectors.errors import ConfigError
from pipeline.label.evaluate_reader import evaluate_reader
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight, Pantau
from tests.pipeline.reader.conftest import StandIn, fails, standin

__all__ = ["standin"]
ROW = {
    "text": "Ayo ikut lomba baca di taman", "primary": "society", "subtopic": "learning", "topics": ["society"],
    "programme_level": "dimension", "message_function": "invitation",
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.jsonl"
    rows = [{**ROW, "id": str(number), "text": f"{ROW['text']} {number}"} for number in range(4)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_measures_of_the_model_alone_and_with_the_reader_stand_side_by_side(
    engine: Engine,
    make_settings: MakeSettings,
    night_of: OpenNight,
    standin: StandIn,
    file: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = make_settings(labels={"reader": {"base_url": standin.url, "model": "kecil", "only_below": 1.0}})
    with night_of(settings) as night:
        evaluate_reader(night, file)
    told = capsys.readouterr()

    (line,) = [line for line in told.out.splitlines() if "topic_macro_f1" in line]
    assert "1.000" in line.rsplit("1.000 – 1.000", 1)[0]
    assert "4 of 4 posts read (4 asked, 0 answers known from before, 0 refused)" in told.err
    with transaction(engine) as connection:
        purposes = list(connection.scalars(text("SELECT DISTINCT purpose FROM v_reader_calls")))
    assert purposes == ["evaluate"]


def test_a_server_that_fails_leaves_the_models_labels(
    make_settings: MakeSettings, night_of: OpenNight, standin: StandIn, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    standin.answer = fails(401)
    settings = make_settings(labels={"reader": {"base_url": standin.url, "model": "kecil", "only_below": 1.0}})
    with night_of(settings) as night:
        evaluate_reader(night, file)

    assert "0 of 4 posts read (1 asked" in capsys.readouterr().err


def test_without_a_reader_or_a_file_nothing_is_done(
    settings: Settings, make_settings: MakeSettings, night_of: OpenNight, file: Path, tmp_path: Path, pantau: Pantau
) -> None:
    with night_of(settings) as night, pytest.raises(ConfigError, match="no reader is configured"):
        evaluate_reader(night, file)
    config = make_settings(labels={"reader": {"base_url": "http://127.0.0.1:9/v1", "model": "kecil"}})
    with night_of(config) as night, pytest.raises(ConfigError, match="cannot be read"):
        evaluate_reader(night, tmp_path / "none.jsonl")
    ended = pantau("evaluate", "--reader", "--of", "responses", str(file))
    assert ended.code == 2
    assert "never citizens' words" in ended.err
