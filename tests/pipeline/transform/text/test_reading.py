"""Many texts are read at a time as each would be read alone, word by word."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.transform.posts.features import MARKS, blocks, cue_counts, dense
from pipeline.transform.text.lexicon import NO, Lexicon
from pipeline.transform.text.reading import Post, Reading, first_places, places_in, read
from pipeline.transform.text.stems import Stemmer
from pipeline.transform.text.text import fold, lead_end, words
from tests.pipeline.transform.packaged import LABELLER

if TYPE_CHECKING:
    from collections.abc import Sequence

VOCABULARY = {"warga": 0, "bank": 1, "sampah": 2}
PIECES = st.sampled_from(
    ["warga ", "Bank sampah", "#BankSampah ", "#banksampah", ". ", "\n", "\x00", "\ud800", "https://x.id/a ", "🗓 Rp5 ",
     "\u2003", "\x1c", "posyandu", "meraih juara! ", "  ", "musrenbang? "]
)  # fmt: skip
TEXTS = st.lists(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40), min_size=1, max_size=6)


def lexicon(limit: int = 1000) -> Lexicon:
    return Lexicon(Stemmer(), {"sampah": 0}, VOCABULARY, {"banksampah": ("bank", "sampah")}, limit)


def told(reading: Reading, text: int) -> list[tuple[Any, ...]]:
    places = reading.places(text)
    columns = (reading.word, reading.start, reading.end, reading.tagged, reading.opening)
    folded = reading.lexicon.folded(reading.words[places])
    return list(zip(folded, *(column[places].tolist() for column in columns), strict=True))


def expected(text: str, title: str | None) -> list[tuple[Any, ...]]:
    """Read one text the plain way."""
    whole = f"{title}\n{text}" if title else text
    lead, offset, found = len(whole) - len(text) + lead_end(text), 0, []
    for chunk in whole.split():
        offset = whole.index(chunk, offset)
        for word in words(chunk):
            folded = fold(word.surface)
            for part in ("bank", "sampah") if word.tagged and folded == "banksampah" else (folded,):
                start, end = offset + word.start, offset + word.end
                found.append((part, VOCABULARY.get(part, NO), start, end, word.tagged, start < lead))
        offset += len(chunk)
    return found


@given(TEXTS, st.none() | st.text(max_size=10))
def test_texts_are_read_together_as_one_by_one(texts: list[str], title: str | None) -> None:
    reading = read(lexicon(), [Post(text, title) for text in texts])
    assert [told(reading, number)[:-1] for number in range(len(texts))] == [expected(text, title) for text in texts]
    assert all(told(reading, number)[-1][0] == "" for number in range(len(texts))), "no phrase reaches into the next"


@given(TEXTS)
def test_a_memory_that_is_full_begins_anew_and_reads_the_same(texts: list[str]) -> None:
    small = lexicon(limit=3)
    for text in texts:
        assert told(read(small, [Post(text)]), 0)[:-1] == expected(text, None)
        assert len(small._numbers) <= 3 + len(text)


@settings(deadline=None)
@given(TEXTS)
def test_labels_with_their_evidence_are_the_same_together_and_alone(texts: list[str]) -> None:
    together = LABELLER.label_all([Post(text) for text in texts])
    for text, label in zip(texts, together, strict=True):
        alone = LABELLER.label(text)
        assert [one[:6] for one in label.evidence] == [one[:6] for one in alone.evidence]
        weights = [one.weight for one in alone.evidence]
        assert [one.weight for one in label.evidence] == pytest.approx(weights, abs=2e-4)
        assert (label.topic, label.subtopic, label.message_function, label.stage) == (
            alone.topic, alone.subtopic, alone.message_function, alone.stage,
        )  # fmt: skip


@given(TEXTS)
def test_features_are_those_that_stand_in_each_text_at_their_first_place(texts: list[str]) -> None:
    model = LABELLER._classifier
    reading = LABELLER.reader.index.read([Post(text) for text in texts])
    found = blocks(reading, model.vocabulary)
    for number in range(len(texts)):
        row = told(reading, number)
        numbers = [model.numbers.get(part, NO) for part, *_ in row]
        start = reading.firsts[number]
        word = _first(numbers)
        pairs = _first([model.pairs.index(pair) if pair in model.pairs else NO for pair in _beside(numbers)])
        leads = {model.leads.index(n): p for n, p in word.items() if row[p][-1] and n in model.leads}
        for name, wanted in (("word", word), ("lead", leads), ("pair", pairs)):
            block = found[name]
            own = block.text == number
            given_places = (block.place[own] - start).tolist()
            assert dict(zip(block.number[own].tolist(), given_places, strict=True)) == wanted


def _beside(numbers: Sequence[int]) -> list[tuple[int, int]]:
    return list(pairwise(numbers))


def _first(numbers: Sequence[int]) -> dict[int, int]:
    return {number: numbers.index(number) for number in numbers if number != NO}


@given(TEXTS)
def test_marks_are_counted_in_each_text(texts: list[str]) -> None:
    reading = read(lexicon(), [Post(text) for text in texts])
    rows = dense(reading, [], [2] * len(texts), cue_counts(reading))
    at = rows.shape[1] - 3 - 16 - 3 - 2 * len(MARKS)  # three sizes, stages and marks of a report come after them
    counts = [[min(text.count(mark), 6) / 12 for mark in MARKS] for text in texts]
    assert rows[:, at : at + len(MARKS)].tolist() == np.array(counts, dtype=np.float32).tolist()


@given(st.lists(st.text('(18/ x"“”'), min_size=1))
def test_days_as_in_a_newspaper_and_quotes_are_told_of_each_text(texts: list[str]) -> None:
    reading = read(lexicon(), [Post(text) for text in texts])
    rows = dense(reading, [], [2] * len(texts), cue_counts(reading))
    quotes = [len(re.findall('["“”]', text)) for text in texts]
    days = [re.search(r"\([0-9]{1,2}/[0-9]", text) is not None for text in texts]
    told = [[day, min(count, 6) / 6, count > 1] for day, count in zip(days, quotes, strict=True)]
    assert rows[:, -3:].tolist() == np.array(told, dtype=np.float32).tolist()


@given(st.lists(st.integers(0, 9)), st.lists(st.integers(0, 9), unique=True).map(sorted))
def test_numbers_are_found_at_their_first_place_and_in_an_order(numbers: list[int], known: list[int]) -> None:
    keys = np.array(numbers, dtype=np.int64)
    assert first_places(keys, 10).tolist() == [p for p, n in enumerate(numbers) if n not in numbers[:p]]
    places = places_in(np.array(known, dtype=np.int64), keys).tolist()
    assert places == [known.index(number) if number in known else NO for number in numbers]
