"""Cues: every phrase of every group can be found as a citizen would write it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from pipeline.transform.responses.cue_search import find_cues
from pipeline.transform.responses.cues import CUES
from pipeline.transform.responses.words import read_tokens


def written_forms(group: str) -> Iterator[str]:
    told = CUES[group]
    for part in told.split(",") if "," in told else told.split():
        alternatives = [word.split("|") for word in part.replace("~", "").split()]
        yield from (" ".join(words).replace("*", "") for words in product(*alternatives) if words)


@pytest.mark.parametrize("group", CUES)
def test_each_phrase_is_found_in_its_own_words(group: str) -> None:
    lost = [form for form in written_forms(group) if not find_cues(read_tokens(form))[group]]
    assert lost == [], f"{group}: the lexicon rewrites a word of it, or a line is broken inside a phrase"


@pytest.mark.parametrize(
    ("text", "group", "opposite"),
    [
        ("belum pernah kecewa", "negative", "relief"),
        ("tidak cepat tanggap", "positive", "unpraised"),
    ],
)
def test_a_denial_before_a_cue_turns_it(text: str, group: str, opposite: str) -> None:
    found = find_cues(read_tokens(text))
    assert found[opposite]
    assert not found.get(group)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("laporan saya belum ditanggapi", "unanswered"),
        ("komentar warga tidak dibalas", "unanswered"),
        ("warga tidak diperhatikan", "unanswered"),
        ("ga bisa upload foto", "access"),
        ("belum bisa dicetak", "access"),
        ("hatur nuhun pak", "thanks"),
        ("gercep banget", "positive"),
    ],
)
def test_everyday_words_of_a_group_are_found(text: str, group: str) -> None:
    assert find_cues(read_tokens(text))[group]
