"""Labelled responses to a model: linear, regularised, the same for the same responses. Needs scikit-learn."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pipeline.transform.models.evaluation import ResponseOutcome
from pipeline.transform.posts.features import Floats
from pipeline.transform.responses.cues import CUES
from pipeline.transform.responses.features import Reading, fragments_of, read_response, terms_of
from pipeline.transform.responses.labelled import ResponseExample
from pipeline.transform.responses.labels import ResponseLabel, ResponseLabeller
from pipeline.transform.responses.model import DENSE_COUNT, TASKS, ResponseModel
from pipeline.transform.text.stems import Stemmer
from pipeline.transform.text.taxonomy import NONE

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FOLDS = 5
RESPONSES_WITH = 3  # responses a word or fragment must stand in: what stands in fewer may be somebody's own
COMMON = 0.5  # share of the responses above which a word or fragment tells nothing
# Words, fragments and numbers are learned apart, and their scores added: together, the many fragments drown the cues.
# Each with the inverse strength of its regularisation; from a third to three times as much moves F1 by at most 0.02.
STRENGTHS = (3.0, 3.0, 1.0)
TEMPERATURE = 2.0  # three models that agree are not thrice as sure; measured by cross-validation
# Intents are told by linear support vector machines, at a tenth of the strengths.
MARGIN_TASK, MARGIN_SHARE, MARGIN_TEMPERATURE = "intent", 0.1, 0.8
_MARK = re.compile(r"\W")
_ALIKE = 60  # letters by which two responses are known as one: copies must not stand on both sides of a test

Answers = tuple[tuple[str, ...], Floats, Floats]
"""The answers to a task, with their weights and bias."""


def train_responses(examples: Sequence[ResponseExample]) -> ResponseModel:
    """Make a model of labelled responses, each counted by its weight."""
    readings = [read_response(example.text) for example in examples]
    blank = _choose_vocabulary(readings)
    seen = _matrix(blank, readings)
    fitted = {task: _fit(blank, seen, examples, task) for task in TASKS}
    return ResponseModel(
        blank.terms,
        blank.fragments,
        blank.rarity,
        {task: classes for task, (classes, _, _) in fitted.items()},
        _round_as_stored(np.hstack([weights for _, weights, _ in fitted.values()])),
        _round_as_stored(np.concatenate([bias for _, _, bias in fitted.values()])),
        "",
    )


def _round_as_stored(numbers: Floats) -> Floats:
    """Round as a file does, so that a saved model labels as this one."""
    return numbers.astype(np.float16).astype(np.float32)


def _choose_vocabulary(readings: Sequence[Reading]) -> ResponseModel:
    """Choose the vocabulary."""
    terms = _counts(readings, terms_of)
    fragments = _counts(readings, fragments_of)
    known, stem = _known_words(), Stemmer()
    kept = sorted(
        term
        for term in terms
        if all(word in known or _MARK.fullmatch(word) or stem(word) in known for word in term.split())
    )
    counts = [*(terms[term] for term in kept), *(fragments[one] for one in sorted(fragments))]
    share = (1 + len(readings)) / (1 + np.array(counts, dtype=np.float32))
    empty = np.zeros((0, 0), dtype=np.float32)
    return ResponseModel(
        tuple(kept),
        tuple(sorted(fragments)),
        _round_as_stored((np.log(share) + 1).astype(np.float32)),
        {},
        empty,
        empty,
        "",
    )


def _counts(readings: Sequence[Reading], parts_of: Callable[[Reading], Collection[str]]) -> dict[str, int]:
    """Count the responses in which a part stands, of those in neither too few nor too many."""
    counts = Counter(part for reading in readings for part in parts_of(reading))
    return {part: n for part, n in counts.items() if RESPONSES_WITH <= n <= COMMON * len(readings)}


def _known_words() -> set[str]:
    """List the words that the model may know whole: of a dictionary, so that no name of a person or place is."""
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory  # noqa: PLC0415  # only training needs it

    told = {word for phrases in CUES.values() for word in re.findall(r"[^\W\d_]+", phrases)}
    return {word for word in told.union(StemmerFactory().get_words()) if len(word) > 1}


def _matrix(blank: ResponseModel, readings: Sequence[Reading]) -> csr_matrix:
    from scipy.sparse import csr_matrix  # noqa: PLC0415  # comes with scikit-learn

    seen = [blank.see(reading) for reading in readings]
    starts = np.cumsum([0, *(len(one.rows) for one in seen)])
    values, rows = (np.concatenate(parts) for parts in zip(*((one.values, one.rows) for one in seen), strict=True))
    return csr_matrix((values, rows, starts), shape=(len(seen), blank.first_number + DENSE_COUNT))


def _fit(blank: ResponseModel, seen: csr_matrix, examples: Sequence[ResponseExample], task: str) -> Answers:
    rows = [row for row, example in enumerate(examples) if getattr(example, task) is not None]
    told = [getattr(examples[row], task) for row in rows]
    names = tuple(sorted(set(told)))
    if len(names) < 2:  # noqa: PLR2004  # nothing to tell apart
        return names or (NONE,), np.zeros((seen.shape[1], 1), dtype=np.float32), np.zeros(1, dtype=np.float32)
    counted = [examples[row].weight for row in rows]
    ends = (0, len(blank.terms), blank.first_number, seen.shape[1])
    parts = [
        _learn(seen[rows][:, start:end], told, counted, _machine(task, strength))
        for (start, end), strength in zip(pairwise(ends), STRENGTHS, strict=True)
    ]
    heat = MARGIN_TEMPERATURE if task == MARGIN_TASK else TEMPERATURE
    weights = np.vstack([weights for weights, _ in parts]) / heat
    return names, weights.astype(np.float32), (np.sum([bias for _, bias in parts], axis=0) / heat)


def _machine(task: str, strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # only training needs it
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    if task == MARGIN_TASK:
        return LinearSVC(C=strength * MARGIN_SHARE, class_weight="balanced", max_iter=3000, random_state=0)
    return LogisticRegression(C=strength, class_weight="balanced", max_iter=2000)


def _learn(seen: csr_matrix, told: Sequence[str], counted: Sequence[float], machine: Any) -> tuple[Any, Any]:
    count = len(set(told))
    if not seen.shape[1]:
        return np.zeros((0, count)), np.zeros(count)
    fitted = machine.fit(seen, told, sample_weight=counted)
    if count == 2:  # noqa: PLR2004  # scikit-learn tells only the second of two answers
        weights, bias = fitted.coef_.T, fitted.intercept_
        return np.hstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return fitted.coef_.T, fitted.intercept_


def response_outcome(example: ResponseExample, label: ResponseLabel) -> ResponseOutcome:
    """Put what people told beside what the machine gave."""
    return ResponseOutcome(
        sentiment=(example.sentiment, label.sentiment),
        intent=(example.intent, label.intent),
        obstacle=(example.obstacle, label.obstacle or NONE),
        object=(example.object, label.object or NONE),
        score=label.score,
    )


def response_folds(examples: Sequence[ResponseExample], seed: int = 0) -> list[NDArray[np.int64]]:
    """Deal responses into parts that hold each obstacle and intent alike, copies together; always the same."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for row, example in enumerate(examples):
        letters = "".join(token.text for token in read_response(example.text).tokens if token.text.isalpha())
        groups[letters[:_ALIKE] or example.id].append(row)
    dealt = list(groups.values())
    order = np.random.default_rng(seed).permutation(len(dealt))
    ranked = sorted(order, key=lambda one: _kind(examples[dealt[one][0]]))
    return [
        np.array(sorted(row for one in ranked[start::FOLDS] for row in dealt[one]), dtype=np.int64)
        for start in range(FOLDS)
    ]


def _kind(example: ResponseExample) -> tuple[str, str]:
    return str(example.obstacle), str(example.intent)


def cross_validate_responses(
    examples: Sequence[ResponseExample], further: Sequence[ResponseExample] = (), seed: int = 0
) -> list[ResponseOutcome]:
    """Label each of *examples*, in its order, by a model that has not seen it, rules included.

    From *further* the models learn too, but for copies of what they are measured on.
    """
    everything = [*examples, *further]
    found: dict[int, ResponseOutcome] = {}
    for part in response_folds(everything, seed):
        found |= _outcomes_of(everything, part, len(examples))
    return [found[row] for row in range(len(examples))]


def leave_sources_out(
    examples: Sequence[ResponseExample], further: Sequence[ResponseExample] = ()
) -> dict[str, list[ResponseOutcome]]:
    """Label the examples of each source by a model of the others: how good labels of a new source would be."""
    everything = [*examples, *further]
    found = {}
    for source in sorted({example.source for example in examples}):
        part = np.array([row for row, one in enumerate(everything) if one.source == source], dtype=np.int64)
        found[source] = list(_outcomes_of(everything, part, len(examples)).values())
    return found


def _outcomes_of(
    everything: Sequence[ResponseExample], part: NDArray[np.int64], measured: int
) -> Mapping[int, ResponseOutcome]:
    """Label the rows of a part that are measured, by a model of the rows outside it."""
    others = np.setdiff1d(np.arange(len(everything)), part)
    labeller = ResponseLabeller(train_responses([everything[row] for row in others]))
    held = [row for row in part.tolist() if row < measured]
    labels = labeller.label_all([everything[row].text for row in held])
    return {row: response_outcome(everything[row], label) for row, label in zip(held, labels, strict=True)}
