"""Models are made of files of labelled posts, and labels are measured on them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from collectors.errors import ConfigError
from pipeline.label.posts import configured_labeller
from pipeline.label.train import Material, evaluate_file, train_model
from pipeline.settings.models import Settings
from tests.conftest import MakeSettings

KINDS = [
    ("posyandu menimbang balita", "living", "health", "activity_report"),
    ("bank sampah ditimbang warga", "environment", "waste", "activity_report"),
    ("selamat hari raya semoga damai", "none", None, "greeting"),
]
ADDED = [
    "hari ini",
    "bersama warga",
    "di aula",
    "kemarin sore",
    "sekali lagi",
    "kantor lurah",
    "jumat siang",
    "lapangan",
]
choice = np.random.default_rng(0).choice


def row(number: int, text: str, topic: str, subtopic: str | None, function: str) -> dict[str, Any]:
    topics = [] if topic == "none" else [topic]
    level = "none" if topic == "none" else "dimension"
    return {
        "id": str(number), "text": f"{text} {' '.join(choice(ADDED, 4))}", "primary": topic, "subtopic": subtopic,
        "topics": topics, "programme_level": level, "message_function": function,
    }  # fmt: skip


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    rows = [row(number, *KINDS[number % 3]) for number in range(45)]
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_a_trained_model_is_used_when_the_configuration_names_it(labelled: Path, make_settings: MakeSettings) -> None:
    settings = make_settings(model="model")
    train_model(settings, Material([labelled]), settings.path(Path("model")))
    labeller = configured_labeller(settings)
    assert labeller.version != configured_labeller(make_settings()).version
    assert labeller.label("bank sampah ditimbang warga hari ini").topic == "environment"
    card = json.loads((settings.path(Path("model")) / "card.json").read_text(encoding="utf-8"))
    assert card["labelled_posts"] == 45
    assert card["scores"]["topic_macro_f1"][0] == 1


def test_training_reads_the_configured_taxonomy(labelled: Path, make_settings: MakeSettings, tmp_path: Path) -> None:
    taxonomy = tmp_path / "own.yaml"
    taxonomy.write_text("version: own\ntopics: {living: {health: {phrases: [posyandu]}}}\n", encoding="utf-8")
    settings = make_settings(taxonomy=str(taxonomy))
    train_model(settings, Material([labelled]), tmp_path / "model")
    assert json.loads((tmp_path / "model" / "card.json").read_text(encoding="utf-8"))["taxonomy"].startswith("own+")


def test_too_little_to_learn_is_said(labelled: Path, settings: Settings, tmp_path: Path) -> None:
    labelled.write_text(json.dumps(row(1, *KINDS[0])), encoding="utf-8")
    with pytest.raises(ConfigError, match="fewer than two primary topics"):
        train_model(settings, Material([labelled]), tmp_path / "model")


def test_an_evaluation_tells_scores_agreement_confusion_and_mistakes(
    labelled: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = json.dumps(row(99, "bank sampah", "living", "health", "greeting"))
    labelled.write_text(labelled.read_text(encoding="utf-8") + "\n" + wrong, encoding="utf-8")
    evaluate_file(settings, labelled)
    told = capsys.readouterr().out
    for words in ("topic_macro_f1", "topic kappa", "topic alpha", "promised", "told ↓ given →", "bank sampah"):
        assert words in told


def test_a_bad_file_is_refused_with_all_its_mistakes(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "bad.jsonl").write_text('{"id": 1}\n[]\n', encoding="utf-8")
    bad = tmp_path / "bad.jsonl"
    works: tuple[Callable[[], object], ...] = (
        lambda: evaluate_file(settings, bad),
        lambda: train_model(settings, Material([bad]), tmp_path / "model"),
    )
    for work in works:
        with pytest.raises(ConfigError, match=r"bad\.jsonl:1: column .*\n.*bad\.jsonl:2: not a JSON object"):
            work()


def test_a_model_that_cannot_be_read_is_named(make_settings: MakeSettings) -> None:
    with pytest.raises(ConfigError, match=r"the model in .*nowhere cannot be read"):
        configured_labeller(make_settings(model="nowhere"))
