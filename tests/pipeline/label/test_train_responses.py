"""Models of responses are made and measured by the same commands as those of posts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectors.errors import ConfigError
from pipeline.label.responses import configured_response_labeller
from pipeline.label.train_responses import ResponseMaterial, evaluate_responses, train_response_model
from tests.conftest import MakeSettings

KINDS = [("aplikasi error", "negative", "complaint", "application"), ("kapan dibuka", "neutral", "question", None)]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    rows = [
        {"id": str(n), "text": f"{text} {'ini' * (n % 3)}", "sentiment": tone, "intent": intent, "obstacle": obstacle}
        for n in range(30)
        for text, tone, intent, obstacle in [KINDS[n % 2]]
    ]
    path = tmp_path / "responses.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_trained_model_is_used_when_the_configuration_names_it(
    labelled: Path, make_settings: MakeSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = make_settings(response_model="model")
    train_response_model(ResponseMaterial([labelled]), settings.folder / "model")
    card = json.loads((settings.folder / "model" / "card.json").read_text(encoding="utf-8"))
    assert card["labelled_responses"] == 30
    assert card["scores"].keys() == {"sentiment_macro_f1", "intent_macro_f1", "obstacle_macro_f1"}
    assert configured_response_labeller(settings).version != configured_response_labeller(make_settings()).version
    evaluate_responses(settings, labelled)
    shown = capsys.readouterr().out
    assert "30 responses" in shown
    assert "obstacle_macro_f1" in shown


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_model_that_is_not_there_is_named(make_settings: MakeSettings) -> None:
    with pytest.raises(ConfigError, match=r"model of responses in .*nowhere cannot be read"):
        configured_response_labeller(make_settings(response_model="nowhere"))


def test_nothing_is_made_of_a_file_with_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match="nothing was done"):
        train_response_model(ResponseMaterial([path]), tmp_path / "model")
    assert not (tmp_path / "model").exists()
