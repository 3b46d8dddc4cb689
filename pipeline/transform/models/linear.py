"""The parts that the models share: which columns answer which task, probabilities, and three files without any code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

WEIGHTS, WORDS, CARD = "weights.npz", "words.json", "card.json"

Model = TypeVar("Model")
Floats = NDArray[np.float32]
Arrays = Mapping[str, NDArray[np.floating]]


def columns_of(tasks: Sequence[str], classes: Mapping[str, Sequence[str]]) -> dict[str, slice]:
    """Tell which columns belong to which task: the answers of all tasks stand side by side."""
    found, start = {}, 0
    for task in tasks:
        found[task] = slice(start, start + len(classes[task]))
        start = found[task].stop
    return found


def probabilities_of(scores: Floats) -> Floats:
    """Turn raw scores, one row a text, into probabilities that add up to one."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def write_model(folder: Path, arrays: Arrays, told: Mapping[str, Any], card: Mapping[str, Any]) -> None:
    """Write a model: the same model gives the same bytes but for the card."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / WEIGHTS, allow_pickle=False, **arrays)
    (folder / WORDS).write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    (folder / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read_model(
    folder: Path,
    make: Callable[[Mapping[str, Any], Arrays, str], Model],
    fits: Callable[[Model], bool],
    *,
    name: str,
    command: str,
) -> Model:
    """Read a model, made of its words, its arrays and their digest.

    Raises ValueError that says what to do when it cannot be used, or was made by another version (it does not *fit*).
    """
    try:
        words, weights = (folder / WORDS).read_bytes(), (folder / WEIGHTS).read_bytes()
        with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
            model = make(json.loads(words), arrays, sha256(words + weights).hexdigest()[:8])
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{name} in {folder} cannot be read ({error}); make it again: {command}") from error
    if not fits(model):
        raise ValueError(f"{name} in {folder} was made by another version of Pantau; make it again: {command}")
    return model
