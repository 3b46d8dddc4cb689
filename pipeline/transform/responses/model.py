"""The model of responses as numbers and words: loads from npz and JSON, and scores by sums of weights.

Linear: every word, pair, fragment, cue, combination and sign adds its own amount to every answer, so what led to an
answer can be read off. Nothing in its files is executed, and they hold no text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.transform.models.linear import Arrays, columns_of, probabilities_of, read_model, write_model
from pipeline.transform.posts.features import Floats
from pipeline.transform.responses.features import Reading, fragments_of, numbers_of, read_response, terms_of

PACKAGED = Path(__file__).with_name("model")
TASKS = ("sentiment", "intent", "obstacle", "object")
DENSE_COUNT = len(numbers_of(read_response("")))
DENSE = 0.7  # how strongly cues and signs count before learning, against words; 0.5 moves macro-F1 by at most 0.01


class Seen(NamedTuple):
    """The features that a response has: rows of the weights, and how strongly each counts.

    First those of ``terms`` with the places of their first and last word, then the fragments with the ``places`` of
    theirs, then the numbers.
    """

    rows: NDArray[np.int64]
    values: Floats
    terms: tuple[tuple[str, int, int], ...]
    places: NDArray[np.int64]


@dataclass(frozen=True)
class ResponseModel:
    """Weights and vocabulary: ``weights`` has one row a feature (terms, fragments, numbers), one column an answer."""

    terms: tuple[str, ...]
    fragments: tuple[str, ...]
    rarity: Floats
    classes: dict[str, tuple[str, ...]]
    weights: Floats
    bias: Floats
    digest: str

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number the terms."""
        return {term: number for number, term in enumerate(self.terms)}

    @cached_property
    def fragment_numbers(self) -> dict[str, int]:
        """Number the fragments by their rows, which follow those of the terms."""
        return {fragment: number for number, fragment in enumerate(self.fragments, len(self.terms))}

    @cached_property
    def columns(self) -> dict[str, slice]:
        """Tell which columns belong to which task."""
        return columns_of(TASKS, self.classes)

    @property
    def first_number(self) -> int:
        """Tell the row of the first cue."""
        return len(self.terms) + len(self.fragments)

    def see(self, reading: Reading) -> Seen:
        """Turn a response into the rows of its features."""
        terms = {term: place for term, place in terms_of(reading).items() if term in self.numbers}
        known = self.fragment_numbers
        fragments = {fragment: place for fragment, place in fragments_of(reading).items() if fragment in known}
        parts = [
            self._weighed([self.numbers[term] for term in terms]),
            self._weighed([known[fragment] for fragment in fragments]),
            self._numbers(reading),
        ]
        return Seen(
            np.concatenate([rows for rows, _ in parts]),
            np.concatenate([values for _, values in parts]),
            tuple((term, *place) for term, place in terms.items()),
            np.array([*fragments.values()], dtype=np.int64),
        )

    def _weighed(self, found: Sequence[int]) -> tuple[NDArray[np.int64], Floats]:
        rows = np.array(found, dtype=np.int64)
        rarity = self.rarity[rows]
        return rows, rarity / max(float(np.linalg.norm(rarity)), 1e-9)

    def _numbers(self, reading: Reading) -> tuple[NDArray[np.int64], Floats]:
        told = np.array(numbers_of(reading), dtype=np.float32)
        rows = np.flatnonzero(told)
        return rows + self.first_number, told[rows] * np.float32(DENSE)

    def chances(self, seen: Seen) -> dict[str, Floats]:
        """Give the probability of each answer to each task."""
        scores = (seen.values @ self.weights[seen.rows] + self.bias)[np.newaxis]
        return {task: probabilities_of(scores[:, columns])[0] for task, columns in self.columns.items()}

    def contributions(self, seen: Seen, task: str, answer: str) -> Floats:
        """Tell what each feature of a response added for an answer, against the mean of all answers to the task."""
        table = self.weights[seen.rows, self.columns[task]]
        added: Floats = seen.values * (table[:, self.classes[task].index(answer)] - table.mean(axis=1))
        return added


def save_model(model: ResponseModel, card: dict[str, Any], folder: Path) -> None:
    """Write a model: the same model gives the same bytes but for the card."""
    arrays = {
        "weights": model.weights.astype(np.float16),
        "rarity": model.rarity.astype(np.float16),
        "bias": model.bias.astype(np.float16),
    }
    told = {"terms": model.terms, "fragments": model.fragments, "classes": model.classes}
    write_model(folder, arrays, told, card)


def load_model(folder: Path = PACKAGED) -> ResponseModel:
    """Read a model. Raises ValueError that says what to do when it cannot be used."""
    return read_model(folder, _model, _fits, name="the model of responses", command="pantau train --of responses")


def _model(told: Mapping[str, Any], arrays: Arrays, digest: str) -> ResponseModel:
    return ResponseModel(
        terms=tuple(told["terms"]),
        fragments=tuple(told["fragments"]),
        rarity=arrays["rarity"].astype(np.float32),
        classes={task: tuple(told["classes"][task]) for task in TASKS},
        weights=arrays["weights"].astype(np.float32),
        bias=arrays["bias"].astype(np.float32),
        digest=digest,
    )


def _fits(model: ResponseModel) -> bool:
    return len(model.weights) == model.first_number + DENSE_COUNT
