"""The tone of the press agrees with a reader of half the articles: each place that shows it calls it provisional."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pipeline.desk.words.findings import FINDING_WORDS
from pipeline.report.words.period_sections import PERIOD_SECTIONS
from storage.schema.dictionary import VIEWS

PLACES = [
    (PERIOD_SECTIONS, "press_tone"), (PERIOD_SECTIONS, "press_tones_column"), (PERIOD_SECTIONS, "press_note"),
    (FINDING_WORDS, "press_note"),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "name"), PLACES, ids=lambda told: told if isinstance(told, str) else "")
def test_the_tone_of_the_press_is_called_provisional_in_both_languages(
    texts: Mapping[str, tuple[str, str]], name: str
) -> None:
    indonesian, english = texts[name]
    assert "sementara" in indonesian
    assert "rovisional" in english


@pytest.mark.parametrize("view", ["v_press_issues", "v_press_periods"])
def test_the_dictionary_calls_it_provisional(view: str) -> None:
    assert "provisional" in VIEWS[view][1]["positive"][1]
