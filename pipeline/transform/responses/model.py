"""The model of responses as numbers and words: loads from npz and JSON, and scores by one product.

Linear: every word, pair, cue and combination adds its own amount to every answer, so what led to an answer can be read
off. Nothing in its files is executed, and they hold no text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.transform.responses.features import (
    GROUPS,
    Reading,
    combinations,
    cue_numbers,
    read_response,
    terms_of,
)

Floats = NDArray[np.float32]

PACKAGED = Path(__file__).with_name("model")
WEIGHTS, WORDS, CARD = "weights.npz", "words.json", "card.json"
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
        found, start = {}, 0
        for task in TASKS:
            found[task] = slice(start, start + len(self.classes[task]))
            start = found[task].stop
        return found

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
        raw = seen @ self.weights[:, columns] + self.bias[columns]
        raised = np.exp(raw - raw.max(axis=1, keepdims=True))
        shares: Floats = raised / raised.sum(axis=1, keepdims=True)
        return shares

    def contributions(self, row: Floats, task: str, answer: str) -> Floats:
        """Tell what each feature of a response added for an answer, against the mean of all answers to the task."""
        table = self.weights[:, self.columns[task]]
        added: Floats = row * (table[:, self.classes[task].index(answer)] - table.mean(axis=1))
        return added


def save_model(model: ResponseModel, card: dict[str, Any], folder: Path) -> None:
    """Write a model: the same model gives the same bytes but for the card."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / WEIGHTS, allow_pickle=False, weights=model.weights, rarity=model.rarity, bias=model.bias
    )
    told = {"terms": model.terms, "classes": model.classes}
    (folder / WORDS).write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    (folder / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def load_model(folder: Path = PACKAGED) -> ResponseModel:
    """Read a model. Raises ValueError that says what to do when it cannot be used."""
    try:
        words, weights = (folder / WORDS).read_bytes(), (folder / WEIGHTS).read_bytes()
        told = json.loads(words)
        with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
            model = ResponseModel(
                terms=tuple(told["terms"]),
                rarity=arrays["rarity"],
                classes={task: tuple(told["classes"][task]) for task in TASKS},
                weights=arrays["weights"],
                bias=arrays["bias"],
                digest=sha256(words + weights).hexdigest()[:8],
            )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"the model of responses in {folder} cannot be read ({error}); make it again: pantau train --of responses"
        ) from error
    if len(model.weights) != len(model.terms) + DENSE_COUNT:
        raise ValueError(
            f"the model of responses in {folder} was made by another version of Pantau; "
            "make it again: pantau train --of responses"
        )
    return model
