"""Measure labels: per class and in all, against chance, with intervals, and whether scores keep their word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from statistics import fmean
from typing import Any

import numpy as np

SCORED = 10  # examples below which a class is reported but not scored
PUBLISH, PROVISIONAL = 0.80, 0.67  # Krippendorff (2004): from where data may be relied on, and drawn tentatively from


@dataclass(frozen=True, slots=True)
class ClassScore:
    """Precision, recall and F1 of one class, and how many examples people gave it."""

    name: str
    precision: float
    recall: float
    f1: float
    examples: int


def class_scores(told: Sequence[str], given: Sequence[str]) -> list[ClassScore]:
    """Score each class that was told or given; *told* is right."""
    right = Counter(one for one, other in zip(told, given, strict=True) if one == other)
    examples, answers = Counter(told), Counter(given)
    return [
        ClassScore(
            name,
            right[name] / answers[name] if answers[name] else 0.0,
            right[name] / examples[name] if examples[name] else 0.0,
            2 * right[name] / (examples[name] + answers[name]),
            examples[name],
        )
        for name in sorted(examples | answers)
    ]


def macro_f1(told: Sequence[str], given: Sequence[str], least: int = 1) -> float:
    """Average F1 over the classes with at least *least* examples; NaN when there is none."""
    scores = [score.f1 for score in class_scores(told, given) if score.examples >= least]
    return fmean(scores) if scores else nan


def accuracy(told: Sequence[Hashable], given: Sequence[Hashable]) -> float:
    """Tell the share that agrees; NaN of nothing."""
    return fmean(one == other for one, other in zip(told, given, strict=True)) if told else nan


def micro_f1(told: Sequence[Iterable[str]], given: Sequence[Iterable[str]]) -> float:
    """Score sets of labels all together; two empty sides agree wholly."""
    pairs = [(set(one), set(other)) for one, other in zip(told, given, strict=True)]
    right = sum(len(one & other) for one, other in pairs)
    both = sum(len(one) + len(other) for one, other in pairs)
    return 2 * right / both if both else 1.0


def kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Cohen's kappa of two annotators; None where there is nothing that chance could explain."""
    total = len(first)
    if not total:
        return None
    ours, theirs = Counter(first), Counter(second)
    chance = sum(ours[name] * theirs[name] for name in ours) / total**2
    return None if chance == 1 else (accuracy(first, second) - chance) / (1 - chance)


def alpha(units: Iterable[Sequence[str]]) -> float | None:
    """Krippendorff's alpha for names; each unit holds what its annotators answered. None where nothing varies."""
    pairs = Counter[tuple[str, str]]()
    for answers in units:
        if len(answers) > 1:
            counts = Counter(answers)
            for one, many in counts.items():
                for other, more in counts.items():
                    pairs[one, other] += many * (more - (one == other)) / (len(answers) - 1)  # type: ignore[assignment]  # shares
    totals = Counter[str]()
    for (one, _other), weight in pairs.items():
        totals[one] += weight
    size = sum(totals.values())
    expected = size**2 - sum(total**2 for total in totals.values())
    if size <= 1 or not expected:
        return None
    observed = sum(weight for (one, other), weight in pairs.items() if one != other)
    return 1 - (size - 1) * observed / expected


def verdict(value: float | None) -> str:
    """Say what agreement of this height allows."""
    if value is None or value < PROVISIONAL:
        return "hide"
    return "publish" if value >= PUBLISH else "provisional"


def confusion(told: Sequence[str], given: Sequence[str]) -> dict[str, dict[str, int]]:
    """Count by what people told, then by what was given."""
    names = sorted({*told, *given})
    counts = Counter(zip(told, given, strict=True))
    return {one: {other: counts[one, other] for other in names} for one in names}


def interval(
    score: Callable[[Sequence[int]], float], size: int, draws: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """Bootstrap the 95 % interval of a score of *size* rows; *score* takes the rows that were drawn.

    Draws without anything to score are left out.
    """
    generator = np.random.default_rng(seed)
    found = [score(generator.integers(0, size, size).tolist()) for _ in range(draws)]
    low, high = np.nanquantile(found, [0.025, 0.975])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Bin:
    """The labels whose score lies in a range: what their scores promised, and how many were right."""

    low: float
    high: float
    labels: int
    promised: float
    right: float


def reliability(scores: Sequence[float], right: Sequence[bool], bins: int = 5) -> list[Bin]:
    """Compare what scores promise with what came true."""
    found = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = [(s, r) for s, r in zip(scores, right, strict=True) if low <= s < high or (s == 1 == high)]
        if inside:
            found.append(Bin(low, high, len(inside), fmean(s for s, _ in inside), fmean(r for _, r in inside)))
    return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """The labels of a post by people and by the machine; None where people told nothing."""

    topic: tuple[str | None, str]
    subtopic: tuple[str | None, str]
    topics: tuple[tuple[str, ...] | None, tuple[str, ...]]
    programme_level: tuple[str | None, str]
    message_function: tuple[str | None, str]
    stage: tuple[str | None, str]
    score: float


@dataclass(frozen=True, slots=True)
class ResponseOutcome:
    """The labels of a citizen's response by people and by the machine; None where people told nothing."""

    sentiment: tuple[str | None, str]
    intent: tuple[str | None, str]
    obstacle: tuple[str | None, str]
    object: tuple[str | None, str]
    score: float | None


def pairs(outcomes: Iterable[Outcome | ResponseOutcome], task: str) -> tuple[list[str], list[str]]:
    """Put what people told of one task beside what was given, where people told something."""
    held = [pair for pair in (getattr(outcome, task) for outcome in outcomes) if pair[0] is not None]
    return [told for told, _ in held], [given for _, given in held]


def _macro(task: str) -> Callable[[Sequence[Any]], float]:
    return lambda outcomes: macro_f1(*pairs(outcomes, task), least=1 if task == "topic" else SCORED)


def _topics(outcomes: Sequence[Outcome]) -> float:
    held = [outcome.topics for outcome in outcomes if outcome.topics[0] is not None]
    return nan if not held else micro_f1([told or () for told, _ in held], [given for _, given in held])


MEASURES: Mapping[str, Callable[[Sequence[Any]], float]] = {
    "topic_macro_f1": _macro("topic"),
    "topics_micro_f1": _topics,
    "subtopic_accuracy": lambda outcomes: accuracy(*pairs(outcomes, "subtopic")),
    "programme_level_macro_f1": _macro("programme_level"),
    "message_function_macro_f1": _macro("message_function"),
    "stage_macro_f1": _macro("stage"),
}
RESPONSE_MEASURES: Mapping[str, Callable[[Sequence[Any]], float]] = {
    f"{task}_macro_f1": _macro(task) for task in ("sentiment", "intent", "obstacle")
}


def measure(
    outcomes: Sequence[Any], measures: Mapping[str, Callable[[Sequence[Any]], float]] = MEASURES
) -> dict[str, tuple[float, float, float]]:
    """Give each measure with its 95 % interval; those of which people told nothing to score are left out."""
    found = {name: (score, score(outcomes)) for name, score in measures.items()}
    return {
        name: (
            value,
            *interval(lambda rows, score=score: score([outcomes[row] for row in rows]), len(outcomes)),  # type: ignore[misc]  # bound early
        )
        for name, (score, value) in found.items()
        if not isnan(value)
    }


def shown(value: float | None) -> str:
    """Write a measure for a table: a dash where there was nothing to score."""
    return "–" if value is None or isnan(value) else f"{value:.3f}"
