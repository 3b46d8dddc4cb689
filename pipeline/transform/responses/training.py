"""Labelled responses to a model: linear, regularised, the same for the same responses. Needs scikit-learn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.transform.models.evaluation import ResponseOutcome
from pipeline.transform.posts.features import Floats
from pipeline.transform.responses.cues import CUES
from pipeline.transform.responses.features import Reading, read_response, terms_of
from pipeline.transform.responses.labelled import ResponseExample
from pipeline.transform.responses.labels import ResponseLabel, ResponseLabeller
from pipeline.transform.responses.model import TASKS, ResponseModel
from pipeline.transform.text.stems import Stemmer
from pipeline.transform.text.taxonomy import NONE

FOLDS = 5
RESPONSES_WITH = 3  # responses a word must stand in: what stands in fewer may be somebody's own
COMMON = 0.5  # share of the responses above which a word tells nothing
STRENGTH = 1.0  # inverse strength of regularisation; from 0.5 to 2 macro-F1 moves by at most 0.02
LEARNABLE = 9  # examples below which an obstacle is left to the rules; of twelve, nine stay when a fifth is held back
_MARK = re.compile(r"\W")


def train_responses(examples: Sequence[ResponseExample]) -> ResponseModel:
    """Make a model of labelled responses."""
    readings = [read_response(example.text) for example in examples]
    terms, rarity = _vocabulary(readings)
    empty = np.zeros((0, 0), dtype=np.float32)
    blank = ResponseModel(terms, rarity, {}, empty, empty, "")
    seen = blank.see(readings)
    fitted = {task: _fit(seen, _answers(task, examples)) for task in TASKS}
    return ResponseModel(
        terms,
        rarity,
        {task: classes for task, (classes, _, _) in fitted.items()},
        np.hstack([weights for _, weights, _ in fitted.values()]),
        np.concatenate([bias for _, _, bias in fitted.values()]),
        "",
    )


def _vocabulary(readings: Sequence[Reading]) -> tuple[tuple[str, ...], Floats]:
    """Choose the words and pairs that the model may know: of a dictionary, so that no name of a person or place is."""
    counts = Counter(term for reading in readings for term in terms_of(reading))
    known = _known_words()
    stem = Stemmer()
    most = COMMON * len(readings)
    terms = sorted(
        term
        for term, count in counts.items()
        if RESPONSES_WITH <= count <= most
        and all(word in known or _MARK.fullmatch(word) or stem(word) in known for word in term.split())
    )
    share = (1 + len(readings)) / (1 + np.array([counts[term] for term in terms], dtype=np.float32))
    return tuple(terms), (np.log(share) + 1).astype(np.float32)


def _known_words() -> set[str]:
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory  # noqa: PLC0415  # only training needs it

    told = {word for phrases in CUES.values() for word in re.findall(r"[^\W\d_]+", phrases)}
    return {word for word in told.union(StemmerFactory().get_words()) if len(word) > 1}


def _answers(task: str, examples: Sequence[ResponseExample]) -> list[str | None]:
    """Give what people answered; None where nobody did, or where an obstacle is too rare to be learned."""
    told: list[str | None] = [getattr(example, task) for example in examples]
    counts = Counter(told)
    rare = {name for name, count in counts.items() if task == "obstacle" and count < LEARNABLE and name != NONE}
    return [None if answer in rare else answer for answer in told]


def _fit(seen: Floats, answers: Sequence[str | None]) -> tuple[tuple[str, ...], Floats, Floats]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # only training needs it

    rows = [row for row, answer in enumerate(answers) if answer is not None]
    told = [answers[row] for row in rows]
    names = tuple(sorted({name for name in told if name is not None}))
    if len(names) < 2:  # noqa: PLR2004  # nothing to tell apart
        return names or (NONE,), np.zeros((seen.shape[1], 1), dtype=np.float32), np.zeros(1, dtype=np.float32)
    fitted = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000).fit(seen[rows], told)
    weights, bias = fitted.coef_.T, fitted.intercept_
    if len(names) == 2:  # noqa: PLR2004  # scikit-learn tells only the second of two answers
        weights, bias = np.hstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return names, weights.astype(np.float32), bias.astype(np.float32)


def response_folds(examples: Sequence[ResponseExample], seed: int = 0) -> list[NDArray[np.int64]]:
    """Deal responses into parts that hold each obstacle and intent alike; the same responses always alike."""
    order = np.random.default_rng(seed).permutation(len(examples))
    ranked = sorted(order, key=lambda row: (str(examples[row].obstacle), str(examples[row].intent)))
    return [np.array(sorted(ranked[start::FOLDS]), dtype=np.int64) for start in range(FOLDS)]


def response_outcome(example: ResponseExample, label: ResponseLabel) -> ResponseOutcome:
    """Put what people told beside what the machine gave."""
    return ResponseOutcome(
        sentiment=(example.sentiment, label.sentiment),
        intent=(example.intent, label.intent),
        obstacle=(example.obstacle, label.obstacle or NONE),
        score=label.score,
    )


def cross_validate_responses(examples: Sequence[ResponseExample], seed: int = 0) -> list[ResponseOutcome]:
    """Label each response, in its order, by a model that has not seen it, rules included."""
    found: dict[int, ResponseOutcome] = {}
    for part in response_folds(examples, seed):
        others = np.setdiff1d(np.arange(len(examples)), part)
        labeller = ResponseLabeller(train_responses([examples[row] for row in others]))
        held = [examples[row] for row in part]
        labels = labeller.label_all([example.text for example in held])
        found |= zip(part.tolist(), map(response_outcome, held, labels), strict=True)
    return [found[row] for row in range(len(examples))]
