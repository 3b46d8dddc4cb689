"""Labelled posts to a model: linear, regularised, and the same for the same posts. Needs scikit-learn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from pipeline.transform.posts import features
from pipeline.transform.posts.classifier import TASKS, Classifier
from pipeline.transform.posts.features import BLOCKS, Floats
from pipeline.transform.posts.labelled import Example
from pipeline.transform.posts.labeller import BATCH, Rules
from pipeline.transform.posts.vocabulary import build_vocabulary
from pipeline.transform.text.taxonomy import DIMENSIONS, NONE, TOPIC_OF

# How strongly each kind of feature counts before learning, and the inverse strength of regularisation.
TOPICAL = {"word": 1.0, "lead": 0.7, "pair": 0.7, "dense": 0.3}
FUNCTIONAL = {"word": 1.0, "lead": 1.2, "pair": 0.7, "dense": 0.5}
SCALES = dict.fromkeys(TASKS, TOPICAL) | dict.fromkeys(("message_function", "stage"), FUNCTIONAL)
STRENGTH = dict.fromkeys(TASKS, 4.0) | {"message_function": 3.0}
HALF = np.float32(0.5)
# How far rare answers are weighed up: 1 makes all answers of a task alike, 0 leaves them as often as they are.
BALANCE = {"topic": 1.0, "subtopic": 1.0, "topics": 0.0, "message_function": 0.5, "stage": 0.5}
# Of topics, a second opinion: that of a machine which asks only for a margin between answers (C), and its share.
MARGIN_STRENGTH, MARGIN_SHARE = 0.3, np.float32(0.6)
MARGIN_TASKS = ("topic", "subtopic")
LEARNABLE = 10  # examples below which a sub-topic is left to the taxonomy
THRESHOLD = 0.45  # chance from which a further dimension is told


@dataclass(frozen=True)
class Examples:
    """Posts as a model without weights sees them: by block a sparse matrix, and what the taxonomy says."""

    matrices: dict[str, Any]
    dense: Floats


def see_examples(rules: Rules, vocabulary: Classifier, examples: Sequence[Example]) -> Examples:
    """Turn posts into the numbers that a model is made of."""
    from scipy import sparse  # noqa: PLC0415  # comes with scikit-learn, which only training needs

    reader = rules.reader(vocabulary)
    parts: dict[str, list[Any]] = {block: [] for block in BLOCKS}
    dense: list[Floats] = []
    for start in range(0, len(examples), BATCH):
        batch = [example.post for example in examples[start : start + BATCH]]
        seen, _named = reader.see(batch)
        dense.append(seen.dense)
        for name, block in seen.blocks.items():
            rarity = np.sqrt(vocabulary.squares[name])
            lengths = vocabulary.lengths(name, block, len(batch))
            data = rarity[block.number] / lengths[block.text]
            shape = len(batch), len(rarity)
            parts[name].append(sparse.csr_matrix((data, (block.text, block.number)), shape=shape, dtype=float))
    return Examples({name: sparse.vstack(rows).tocsr() for name, rows in parts.items()}, np.concatenate(dense))


Answers = list[Any]
_TARGETS: dict[str, Callable[[Example], Any]] = {
    "topic": lambda example: example.topic,
    "subtopic": lambda example: NONE if example.topic == NONE else example.subtopic,
    "topics": lambda example: example.topics,
    "message_function": lambda example: example.message_function,
    "stage": lambda example: example.stage,
}


def targets(task: str, examples: Iterable[Example]) -> Answers:
    """Give what people answered, None where nobody did; of a sub-topic too rare to be learned, its topic."""
    told = [_TARGETS[task](example) for example in examples]
    if task != "subtopic":
        return told
    counts = Counter(told)
    return [TOPIC_OF.get(answer) if counts[answer] < LEARNABLE else answer for answer in told]


@dataclass(frozen=True)
class Fitted:
    """Weights of one task, in units of the features."""

    classes: tuple[str, ...]
    weights: dict[str, Floats]
    bias: Floats


def fit_task(task: str, seen: Examples, answers: Answers, weights: Sequence[float]) -> Fitted:
    """Fit one task on the rows that have an answer."""
    rows = np.array([row for row, answer in enumerate(answers) if answer is not None], dtype=np.int64)
    if not len(rows):  # nobody labelled it: the model has no answer
        nothing: Floats = np.zeros((0, _stack_blocks(task, seen).shape[1]), dtype=np.float32)
        return Fitted((), _unstack_weights(task, seen, nothing), nothing[:, 0])
    matrix = _stack_blocks(task, seen)[rows]
    told, counting = [answers[row] for row in rows], np.array(weights)[rows]
    if task == "topics":
        parts = [_fit_one(matrix, [name in topics for topics in told], counting, task) for name in DIMENSIONS]
        names: tuple[str, ...] = tuple(DIMENSIONS)
        table, bias = np.vstack([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    else:
        names = tuple(sorted(set(told)))
        table, bias = _fit_one(matrix, told, counting, task)
        if len(names) == 2:  # noqa: PLR2004  # scikit-learn tells only the second of two answers
            table, bias = np.vstack([-table, table]) * HALF, np.concatenate([-bias, bias]) * HALF
    return Fitted(names, _unstack_weights(task, seen, table), bias.astype(np.float32))


Fit = tuple[Floats, Floats]
"""The weights of each answer, and where it begins."""


def _fit_one(matrix: Any, answers: Answers, weights: NDArray[np.float64], task: str) -> Fit:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # only training needs it

    if len(set(answers)) < 2:  # noqa: PLR2004  # nothing to tell apart
        sure = 20.0 if answers[0] is True else -20.0
        return np.zeros((1, matrix.shape[1]), dtype=np.float32), np.array([sure], dtype=np.float32)
    model = LogisticRegression(C=STRENGTH[task], max_iter=1000, tol=1e-3)
    balanced = weights * _balancing(answers, BALANCE[task])
    model.fit(matrix, answers, sample_weight=balanced)
    first: Fit = model.coef_, model.intercept_
    if task not in MARGIN_TASKS or len(model.classes_) == 2:  # noqa: PLR2004  # two answers need no second opinion
        return first
    return _average_fits(matrix, first, _fit_margin(matrix, answers, balanced))


def _fit_margin(matrix: Any, answers: Answers, weights: NDArray[np.float64]) -> Fit:
    from sklearn.svm import LinearSVC  # noqa: PLC0415  # only training needs it

    model = LinearSVC(C=MARGIN_STRENGTH, tol=1e-3, max_iter=3000, random_state=0)
    model.fit(matrix, answers, sample_weight=weights)
    return model.coef_, model.intercept_


def _average_fits(matrix: Any, first: Fit, second: Fit) -> Fit:
    """Average two linear models, the second stretched until its scores of these rows lie as far apart as the first's.

    The average is linear too: it costs nothing when texts are labelled, and what counted can still be read off.
    """
    stretch = MARGIN_SHARE * _spread(matrix, first) / _spread(matrix, second)
    weights, bias = (one * (1 - MARGIN_SHARE) + other * stretch for one, other in zip(first, second, strict=True))
    return cast("Floats", weights), cast("Floats", bias)


def _spread(matrix: Any, model: Fit) -> float:
    scores = matrix @ model[0].T
    return float(np.std(scores - scores.mean(axis=1, keepdims=True)))


def _balancing(answers: Answers, power: float) -> NDArray[np.float64]:
    """Weigh rare answers up; one that is as often as the mean has weight 1."""
    counts = Counter(answers)
    return np.array([(len(answers) / len(counts) / counts[answer]) ** power for answer in answers])


def _stack_blocks(task: str, seen: Examples) -> Any:
    from scipy import sparse  # noqa: PLC0415

    scale = SCALES[task]
    parts = [seen.matrices[block] * scale[block] for block in BLOCKS]
    return sparse.hstack([*parts, sparse.csr_matrix(seen.dense * _dense_scale(task))]).tocsr()


def _dense_scale(task: str) -> Floats:
    """Hide what tells only function and stage from the tasks that ask for a topic."""
    scale: Floats = np.full(features.DENSE, SCALES[task]["dense"], dtype=np.float32)
    if SCALES[task] is TOPICAL:
        scale[features.TOPICAL :] = 0
    return scale


def _unstack_weights(task: str, seen: Examples, weights: Floats) -> dict[str, Floats]:
    found, start = {}, 0
    for block, width in [*((b, seen.matrices[b].shape[1]) for b in BLOCKS), ("dense", seen.dense.shape[1])]:
        scale = _dense_scale(task)[:, None] if block == "dense" else SCALES[task][block]
        found[block] = (weights[:, start : start + width].T * scale).astype(np.float32)
        start += width
    return found


def _assemble(vocabulary: Classifier, fitted: dict[str, Fitted]) -> Classifier:
    """Put the tasks side by side into one model."""
    join = partial(np.concatenate, axis=1)
    rarity = {block: np.sqrt(vocabulary.squares[block])[:, None] for block in BLOCKS}
    tables = {block: join([fitted[task].weights[block] for task in TASKS]) * rarity[block] for block in BLOCKS}
    return Classifier(
        words=vocabulary.words,
        leads=vocabulary.leads,
        pairs=vocabulary.pairs,
        classes={task: fitted[task].classes for task in TASKS},
        tables={block: table.astype(np.float32) for block, table in tables.items()},
        squares=vocabulary.squares,
        dense=join([fitted[task].weights["dense"] for task in TASKS]),
        bias=np.concatenate([fitted[task].bias for task in TASKS]),
        heat={"": 1.0},
        threshold=THRESHOLD,
        digest="",
    )


def train(rules: Rules, examples: Sequence[Example], unlabelled: Sequence[str] = ()) -> Classifier:
    """Make a model of labelled posts; unlabelled texts help to choose the words and to weigh how rare they are.

    How much its scores must be flattened (``heat``) is found on posts that it has not seen: see crossvalidation.
    """
    texts = [f"{one.title}\n{one.text}" if one.title else one.text for one in examples]
    vocabulary = build_vocabulary(rules, [*texts, *unlabelled])
    seen, weights = see_examples(rules, vocabulary, examples), [one.weight for one in examples]
    return _assemble(vocabulary, {task: fit_task(task, seen, targets(task, examples), weights) for task in TASKS})
