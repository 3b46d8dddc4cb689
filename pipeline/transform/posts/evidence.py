"""Explain labels: the phrases and words that spoke for each answer, and how much each added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import repeat
from typing import NamedTuple

import numpy as np

from pipeline.transform.posts.classifier import Classifier
from pipeline.transform.posts.features import (
    BLOCKS,
    FUNCTION_AT,
    STAGE_AT,
    Block,
    CueCounts,
    Floats,
    Found,
    tells,
)
from pipeline.transform.text.cues import CUED, FUNCTIONS, STAGES
from pipeline.transform.text.lexicon import NO, Numbers
from pipeline.transform.text.reading import Reading

REASONS = {"topic": 4, "subtopic": 2, "message_function": 2, "stage": 2}
"""The labels that the model explains, each by so many words."""
_CUES_AT = {"message_function": (FUNCTION_AT, FUNCTIONS), "stage": (STAGE_AT, STAGES)}


class Evidence(NamedTuple):
    """A phrase or word that counted, at its first place; ``weight`` is what it added in all.

    ``start`` and ``end`` are character offsets into title, one line feed and text put together, or into the
    text alone where there is no title; ``found`` is what stands there. It spoke for ``answer`` as the ``label`` (a
    column of v_labels). ``source`` tells whether it is a phrase of the ``taxonomy`` (its weight as the file has it,
    doubled in the lead), the name of a service in the ``programmes`` file, or a word that the ``model`` learned (the
    log-odds it added for the answer, against the mean of all answers).
    """

    phrase: str
    found: str
    start: int
    end: int
    label: str
    answer: str
    weight: float
    source: str


_EVIDENCE = partial(tuple.__new__, Evidence)
"""Makes evidence of a row of its fields; in a third of the time, which counts where there are a dozen a post."""


class Seen(NamedTuple):
    """Texts as the model sees them."""

    reading: Reading
    found: Sequence[Found]
    blocks: Mapping[str, Block]
    cues: CueCounts
    dense: Floats


class Reasons:
    """Finds the words that made a model answer as it did."""

    def __init__(self, model: Classifier) -> None:
        """Explain the answers of *model*."""
        self._model = model
        self._contrasts = {task: model.contrast(task) for task in REASONS if model.classes[task]}

    def find(self, seen: Seen, answers: Mapping[str, Numbers]) -> Iterator[tuple[int, Evidence]]:
        """Give with its text each word that spoke most for an answer and is no phrase, the strongest first.

        *answers* are places in the classes of each task, NO where the model did not decide.
        """
        lengths = {name: self._model.lengths(name, block, len(seen.dense)) for name, block in seen.blocks.items()}
        phrases = _places(seen.found)
        for task in self._contrasts:
            given = answers[task]
            added = self._added(task, seen, given, lengths)
            added[given[seen.reading.text] == NO] = 0
            added.ravel()[phrases] = 0
            places, weights = _find_strongest(added.ravel(), seen.reading, REASONS[task])
            texts = seen.reading.text[places // 2]
            answers_told = map(self._model.classes[task].__getitem__, given[texts].tolist())
            yield from zip(
                texts.tolist(), _make_evidence(task, seen.reading, places, weights, answers_told), strict=True
            )

    def _added(self, task: str, seen: Seen, given: Numbers, lengths: Mapping[str, Floats]) -> Floats:
        """Tell what each word, and each with the one after it, added to the answer of its text."""
        tables, dense = self._contrasts[task]
        added = np.zeros((len(seen.reading.text), 2), dtype=np.float32)
        for name in BLOCKS:
            block = seen.blocks[name]
            weights = tables[name][block.number, given[block.text]] / lengths[name][block.text]
            added[block.place, int(name == "pair")] += weights
        if task in _CUES_AT:
            self._add_cues(task, seen, given, dense, added)
        return added

    def _add_cues(self, task: str, seen: Seen, given: Numbers, dense: Floats, added: Floats) -> None:
        """Share what the counts of an answer's cue words added among those words."""
        at, names = _CUES_AT[task]
        cue = np.array([names.index(name) if name in names else NO for name in self._model.classes[task]])[given]
        words = seen.cues.words
        told = np.flatnonzero((cue[words.text] != NO) & tells(words.number, CUED.index(names[0]) + cue[words.text]))
        text = words.text[told]
        columns = at + cue[text, np.newaxis] + len(names) * np.arange(4)
        counted = (seen.dense[text[:, np.newaxis], columns] * dense[columns, given[text, np.newaxis]]).sum(axis=1)
        added[words.place[told], 0] += counted / np.bincount(text)[text] if len(text) else 0


def _places(found: Sequence[Found]) -> Numbers:
    """Give the places of phrases of one or two words, as those of what the model adds: two for each word."""
    sizes = [(one.match.first, one.match.after - one.match.first) for one in found]
    return np.array([2 * first + size - 1 for first, size in sizes if size <= 2], dtype=np.int64)  # noqa: PLR2004


def _find_strongest(added: Floats, reading: Reading, most: int) -> tuple[Numbers, Floats]:
    """Give of each text the places, two for each of its words, where the most was added, and how much.

    The strongest of all texts are taken out together, then the next ones: texts are many, and *most* is small.
    """
    places = np.flatnonzero(added > 0)
    weights, texts = added[places], reading.text[places // 2]
    found: list[Numbers] = []
    for _ in range(most):
        starts = np.flatnonzero(np.diff(texts, prepend=NO))
        if not len(starts):
            break
        best = np.repeat(np.maximum.reduceat(weights, starts), np.diff(starts, append=len(texts)))
        hits = np.flatnonzero(weights == best)
        hits = hits[np.diff(texts[hits], prepend=NO) != 0]
        found.append(places[hits])
        left = np.ones(len(texts), dtype=bool)
        left[hits] = False
        places, weights, texts = places[left], weights[left], texts[left]
    chosen = np.concatenate([np.zeros(0, dtype=np.int64), *found])
    return chosen, added[chosen]


def _make_evidence(
    task: str, reading: Reading, places: Numbers, weights: Floats, answers: Iterable[str]
) -> Iterator[Evidence]:
    first, last = places // 2, places // 2 + places % 2
    spans = zip(reading.text[first].tolist(), reading.start[first].tolist(), reading.end[last].tolist(), strict=True)
    text, start, end = zip(*spans, strict=True) if len(places) else ((), (), ())
    found = [reading.wholes[number][begin:stop] for number, begin, stop in zip(text, start, end, strict=True)]
    rounded = np.round(weights.astype(float), 4).tolist()
    rows = zip(map(str.lower, found), found, start, end, repeat(task), answers, rounded, repeat("model"))
    return map(_EVIDENCE, rows)


def phrase_evidence(reading: Reading, found: Found) -> Evidence:
    """Tell of a phrase of the taxonomy which sub-topic it spoke for."""
    phrase, _first, _after, text, start, end, *_ = found.match
    words, weight = reading.wholes[text][start:end], round(found.weight, 4)
    return _EVIDENCE((phrase.text, words, start, end, "subtopic", phrase.subtopic, weight, "taxonomy"))


def level_evidence(phrase: Evidence, level: str) -> Evidence:
    """Tell of the name of a service at which level it brings its post, whatever its weight."""
    return phrase._replace(label="programme_level", answer=level, weight=1.0, source="programmes")
