from __future__ import annotations

from pathlib import Path

from pipeline.report.words.views import VIEW_WORDS
from storage.schema.dictionary import VIEWS, markdown

FILE = Path(__file__).parents[3] / "docs" / "data-dictionary.md"


def test_the_data_dictionary_is_the_one_that_the_program_has() -> None:
    fresh = FILE.is_file() and FILE.read_text(encoding="utf-8") == markdown()
    assert fresh, "stale; write it anew with: python -m storage.schema.dictionary > docs/data-dictionary.md"


def test_every_meaning_fits_into_a_line_of_a_table() -> None:
    for meaning, columns in VIEWS.values():
        for words in (meaning, *(told for _, told in columns.values())):
            assert words == " ".join(words.split())
            assert not words.endswith(".")
            assert "|" not in words


def test_meanings_tell_which_weeks_have_rows_and_when_half_lives_are_counted() -> None:
    _, columns = VIEWS["v_topic_weekly"]
    assert "from the first known post to the newest" in columns["topic"][1]
    assert "counted by the night, with the labels of then" in VIEWS["v_half_life"][0]
    assert "dihitung tiap malam, dengan label saat itu" in VIEW_WORDS["v_half_life"]
