"""The model of responses as numbers and words: loads from npz and JSON, and scores by one product.

Linear: every word, pair, cue and combination adds its own amount to every answer, so what led to an answer can be read
off. Nothing in its files is executed, and they hold no text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.transform.models.linear import Arrays, columns_of, probabilities_of, read_model, write_model
from pipeline.transform.posts.features import Floats
from pipeline.transform.responses.features import (
    GROUPS,
    Reading,
    combinations,
    cue_numbers,
    read_response,
    terms_of,
)

PACKAGED = Path(__file__).with_name("model")
TASKS = ("sentiment", "intent", "obstacle")
DENSE_COUNT = 2 * len(GROUPS) + len(combinations(read_response("")))
DENSE = 0.7  # how strongly cues count before learning, against words; 0.5 moves macro-F1 by at most 0.01


@dataclass(frozen=True)
class ResponseModel:
    """Weights and vocabulary: ``weights`` has one row a feature (terms, cues, combinations), one column an answer."""

    terms: tuple[str, ...]
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
    def columns(self) -> dict[str, slice]:
        """Tell which columns belong to which task."""
        return columns_of(TASKS, self.classes)

    def see(self, readings: Sequence[Reading]) -> Floats:
        """Turn responses into numbers, one row each."""
        words = np.zeros((len(readings), len(self.terms)), dtype=np.float32)
        for row, reading in enumerate(readings):
            held = [self.numbers[term] for term in terms_of(reading) if term in self.numbers]
            if held:
                words[row, held] = self.rarity[held] / np.linalg.norm(self.rarity[held])
        told = [cue_numbers(one) + combinations(one) for one in readings]
        dense = np.array(told, dtype=np.float32).reshape(len(readings), DENSE_COUNT)
        return np.hstack([words, dense * np.float32(DENSE)])

    def probabilities(self, seen: Floats, task: str) -> Floats:
        """Give the probability of each answer to a task, one row a response."""
        columns = self.columns[task]
        return probabilities_of(seen @ self.weights[:, columns] + self.bias[columns])

    def contributions(self, row: Floats, task: str, answer: str) -> Floats:
        """Tell what each feature of a response added for an answer, against the mean of all answers to the task."""
        table = self.weights[:, self.columns[task]]
        added: Floats = row * (table[:, self.classes[task].index(answer)] - table.mean(axis=1))
        return added


def save_model(model: ResponseModel, card: dict[str, Any], folder: Path) -> None:
    """Write a model: the same model gives the same bytes but for the card."""
    arrays = {"weights": model.weights, "rarity": model.rarity, "bias": model.bias}
    write_model(folder, arrays, {"terms": model.terms, "classes": model.classes}, card)


def load_model(folder: Path = PACKAGED) -> ResponseModel:
    """Read a model. Raises ValueError that says what to do when it cannot be used."""
    return read_model(folder, _model, _fits, name="the model of responses", command="pantau train --of responses")


def _model(told: Mapping[str, Any], arrays: Arrays, digest: str) -> ResponseModel:
    return ResponseModel(
        terms=tuple(told["terms"]),
        rarity=arrays["rarity"],
        classes={task: tuple(told["classes"][task]) for task in TASKS},
        weights=arrays["weights"],
        bias=arrays["bias"],
        digest=digest,
    )


def _fits(model: ResponseModel) -> bool:
    return len(model.weights) == len(model.terms) + DENSE_COUNT
