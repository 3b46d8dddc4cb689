"""The model as numbers and words: loads from npz and JSON, scores texts by one product, and shows what counted.

Linear: every word, opening word, pair of words, taxonomy weight and mark adds its own amount to every answer, so what
led to an answer can be read off. Nothing in its files is executed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.transform.models.linear import Arrays, columns_of, probabilities_of, read_model, write_model
from pipeline.transform.posts.features import BLOCKS, DENSE, Block, Floats, Vocabulary
from pipeline.transform.text.taxonomy import TOPIC_OF

PACKAGED = Path(__file__).with_name("model")
TASKS = ("topic", "subtopic", "topics", "message_function", "stage")
TINY = np.float32(1e-9)  # what is never told has no logarithm


@dataclass(frozen=True)
class Classifier:
    """Weights and vocabulary of a trained model.

    ``words`` is the vocabulary, numbered by its order; ``leads`` are the numbers of the words that count when they
    open a text, ``pairs`` those of both words. ``classes`` are the answers of each task. ``tables`` hold, by block, one
    row of weights a feature, one column an answer; ``squares`` how rare each feature is, squared, to measure a text by;
    ``dense`` the weights of the taxonomy and the shape. ``heat`` is by channel how much the scores of topics are
    flattened, so that they are right as often as they say (``""``: of any other channel); ``threshold`` the chance
    from which a further dimension is told.
    """

    words: tuple[str, ...]
    leads: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]
    classes: dict[str, tuple[str, ...]]
    tables: dict[str, Floats]
    squares: dict[str, Floats]
    dense: Floats
    bias: Floats
    heat: dict[str, float]
    threshold: float
    digest: str

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number the words."""
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Give words, opening words and pairs as what texts are read with."""
        return Vocabulary.of(len(self.words), self.leads, self.pairs)

    @cached_property
    def columns(self) -> dict[str, slice]:
        """Tell which columns belong to which task."""
        return columns_of(TASKS, self.classes)

    def scores(self, found: Mapping[str, Block], dense: Floats) -> Floats:
        """Give the raw score of every answer, one row a text."""
        total = dense @ self.dense + self.bias
        for block in BLOCKS:
            total += self._sums(block, found[block], len(dense))
        return total

    def _sums(self, name: str, block: Block, texts: int) -> Floats:
        out = np.zeros((texts, len(self.bias)), dtype=np.float32)
        if len(block.number):
            held, starts = np.unique(block.text, return_index=True)
            sums = np.add.reduceat(self.tables[name][block.number], starts, axis=0)
            out[held] = sums / self.lengths(name, block, texts)[held, np.newaxis]
        return out

    def lengths(self, name: str, block: Block, texts: int) -> Floats:
        """Tell how long each text is in a block, by which what its features add is divided."""
        return np.sqrt(np.bincount(block.text, self.squares[name][block.number], minlength=texts)).astype(np.float32)

    def topic_scores(self, scores: Floats) -> Floats:
        """Give for each topic the log of its probability, and add that of its sub-topics together: two opinions."""
        told: Floats = np.log(probabilities_of(scores[:, self.columns["topic"]]) + TINY)
        if not self.classes["subtopic"]:
            return told
        parts = probabilities_of(scores[:, self.columns["subtopic"]])
        summed: Floats = told + np.log(parts @ self._topic_of_part + TINY)
        return summed

    def probabilities(self, topic_scores: Floats, channels: Sequence[str | None]) -> Floats:
        """Turn scores of topics into probabilities that add up to one, as texts of each channel deserve."""
        heat = [self.heat.get(channel or "", self.heat[""]) for channel in channels]
        return probabilities_of(topic_scores / np.array(heat, dtype=np.float32)[:, np.newaxis])

    @cached_property
    def _topic_of_part(self) -> Floats:
        """Tell which sub-topic belongs to which topic; one named like a topic stands for its rare ones."""
        owners = [TOPIC_OF.get(part, part) for part in self.classes["subtopic"]]
        table: Floats = np.array([[owner == topic for topic in self.classes["topic"]] for owner in owners], np.float32)
        return table

    def also(self, scores: Floats) -> Floats:
        """Give for each dimension the probability that a text is about it too."""
        raw = scores[:, self.columns["topics"]].clip(-30, 30)
        chances: Floats = np.reciprocal(1 + np.exp(-raw))
        return chances

    def contrast(self, task: str) -> tuple[dict[str, Floats], Floats]:
        """Give the weights of a task's answers against the mean of them all, by block, and those of the dense part."""
        part = self.columns[task]
        tables = {block: _centre_rows(self.tables[block][:, part]) for block in BLOCKS}
        return tables, _centre_rows(self.dense[:, part])


def _centre_rows(table: Floats) -> Floats:
    centred: Floats = table - table.mean(axis=1, keepdims=True)
    return centred


def save_classifier(model: Classifier, card: dict[str, Any], folder: Path) -> None:
    """Write a model: the same model gives the same bytes but for the card."""
    arrays: Arrays = {
        "dense": model.dense,
        "bias": model.bias,
        **{f"table_{block}": model.tables[block].astype(np.float16) for block in BLOCKS},
        **{f"square_{block}": model.squares[block] for block in BLOCKS},
    }
    told = {
        "words": model.words,
        "leads": model.leads,
        "pairs": model.pairs,
        "classes": model.classes,
        "heat": model.heat,
        "threshold": model.threshold,
    }
    write_model(folder, arrays, told, card)


def load_classifier(folder: Path = PACKAGED) -> Classifier:
    """Read a model. Raises ValueError that says what to do when it cannot be used."""
    return read_model(folder, _classifier, _fits, name="the model", command="pantau train")


def _classifier(told: Mapping[str, Any], arrays: Arrays, digest: str) -> Classifier:
    return Classifier(
        words=tuple(told["words"]),
        leads=tuple(told["leads"]),
        pairs=tuple((first, second) for first, second in told["pairs"]),
        classes={task: tuple(told["classes"][task]) for task in TASKS},
        tables={block: arrays[f"table_{block}"].astype(np.float32) for block in BLOCKS},
        squares={block: arrays[f"square_{block}"] for block in BLOCKS},
        dense=arrays["dense"],
        bias=arrays["bias"],
        heat=told["heat"],
        threshold=told["threshold"],
        digest=digest,
    )


def _fits(model: Classifier) -> bool:
    return model.dense.shape == (DENSE, len(model.bias))
