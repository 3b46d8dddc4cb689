"""The sample of outlets can be used as it stands, and a source may keep texts of responses for a shorter time."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings.models import load_settings
from tests.conftest import MakeSettings

SAMPLE = Path(__file__).parents[3] / "docs" / "sample-press.yaml"


def test_the_sample_of_outlets_is_a_configuration_of_the_press_alone() -> None:
    config = load_settings(SAMPLE, {}).config
    assert {config.role_of(source) for source in config.sources} == {"media"}
    assert "NOT VERIFIED" in SAMPLE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("days", "kept"), [(None, 365), (30, 30), (500, 365)])
def test_texts_of_responses_go_by_the_shortest_of_the_limits(
    make_settings: MakeSettings, days: int | None, kept: int
) -> None:
    source = {"id": "x-kota", "platform": "x", "account": "kota"} | ({"response_text_days": days} if days else {})
    settings = make_settings(sources=[source])
    assert settings.retention_days(settings.config.sources[0]) == kept
