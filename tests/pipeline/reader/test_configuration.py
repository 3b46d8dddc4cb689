from __future__ import annotations

from pathlib import Path

import pytest

from collectors.errors import ConfigError
from pipeline.operate.doctor import examine
from pipeline.run.secrets import sent_secrets
from pipeline.settings.models import load_settings
from tests.conftest import MakeSettings

READER = {"base_url": "https://model.example/v1", "model": "kecil", "key_env": "KUNCI_PEMBACA"}
KEY = {"KUNCI_PEMBACA": "kunci-yang-rahasia"}


def config_file(make_settings: MakeSettings, **other: object) -> Path:
    return make_settings(labels={"reader": {**READER, **other}}).folder / "config.yaml"


def test_the_key_comes_from_the_variable_that_is_named_and_is_a_secret(make_settings: MakeSettings) -> None:
    file = config_file(make_settings)
    settings = load_settings(file, KEY)

    assert settings.secrets.reader_key
    assert settings.secrets.reader_key.get_secret_value() == "kunci-yang-rahasia"
    assert "kunci-yang-rahasia" in sent_secrets(settings)
    assert "kunci-yang-rahasia" not in repr(settings)
    assert load_settings(file, {}).secrets.reader_key is None


def test_the_key_may_stand_in_the_file_beside_the_configuration(make_settings: MakeSettings) -> None:
    file = config_file(make_settings)
    (file.parent / ".env").write_text("KUNCI_PEMBACA=dari-berkas-env\n", encoding="utf-8")

    key = load_settings(file, {}).secrets.reader_key
    assert key
    assert key.get_secret_value() == "dari-berkas-env"


@pytest.mark.parametrize(
    ("other", "mistake"),
    [
        ({"usd_per_million_tokens": 1}, "usd_per_million_tokens goes with monthly_budget_usd"),
        ({"only_below": 1.5}, "less than or equal to 1"),
        ({"base_url": "model.example"}, "url"),
        ({"key_env": "KUNCI=abc"}, "does not fit"),
        ({"modell": "x"}, "unknown key.*model"),
        ({"model": ""}, "at least 1 character"),
    ],
)
def test_mistakes_are_told_before_anything_is_done(
    make_settings: MakeSettings, other: dict[str, object], mistake: str
) -> None:
    with pytest.raises(ConfigError, match=mistake):
        config_file(make_settings, **other)


def test_the_doctor_says_what_the_reader_lacks(make_settings: MakeSettings, capsys: pytest.CaptureFixture[str]) -> None:
    file = config_file(make_settings)
    examine(file, {})
    assert "MEND  labels.reader: KUNCI_PEMBACA is not set" in capsys.readouterr().out

    examine(file, KEY)
    assert "ok    labels.reader: kecil at https://model.example/v1 reads posts below a score of 0.8" in (
        capsys.readouterr().out
    )
