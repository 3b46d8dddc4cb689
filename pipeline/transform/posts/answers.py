"""The model's scores to answers: topic and sub-topic, further dimensions, programme level, function and stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence

import numpy as np

from pipeline.transform.posts.classifier import Classifier
from pipeline.transform.posts.evidence import REASONS, Seen
from pipeline.transform.posts.features import Floats, Found
from pipeline.transform.text.lexicon import NO, Numbers
from pipeline.transform.text.programmes import LEVELS
from pipeline.transform.text.taxonomy import DIMENSIONS, NONE, TOPIC_OF

MOST = 3  # dimensions (codebook, rule 2)
ENOUGH = 3  # known words below which only the taxonomy can tell a topic
DIMENSION = "dimension"


class Answers:
    """The answers for a batch of texts, one of each kind a text; None where the model learned none."""

    def __init__(
        self, model: Classifier, seen: Seen, named: Sequence[Mapping[str, int]], channels: Sequence[str | None]
    ) -> None:
        self._model = model
        raw = model.scores(seen.blocks, seen.dense)
        self.topic_scores = model.topic_scores(raw)
        self._given = {task: _best_answers(raw[:, model.columns[task]]) for task in ("message_function", "stage")}
        self._given["topic"] = _best_answers(self.topic_scores)
        self.topics = [str(topic) for topic in self._names("topic")]
        chances = model.probabilities(self.topic_scores, channels).max(axis=1)
        self.scores = np.round(chances.astype(float), 4).tolist()
        self.functions, self.stages = self._names("message_function"), self._names("stage")
        self.levels = list(map(_level, named, self.topics))
        self.subtopics = self._subtopics(raw, seen.found)
        self.unknown = _tell_unknown(seen)
        self._also: list[list[float]] = model.also(raw).tolist()
        self._more = [max(chances, default=0.0) >= model.threshold for chances in self._also]

    def _names(self, task: str) -> list[str | None]:
        names = (*self._model.classes[task], None)  # the last stands for NO
        return [names[place] for place in self._given[task].tolist()]

    def further(self, row: int) -> list[str]:
        """Give the further dimensions, the most probable first."""
        if not self._more[row]:
            return []
        named = zip(self._also[row], self._model.classes["topics"], strict=True)
        enough = [(-chance, other) for chance, other in named if chance >= self._model.threshold]
        return [other for _chance, other in sorted(enough) if other != self.topics[row]][: MOST - 1]

    def places(self) -> dict[str, Numbers]:
        """Give the places of the answers that the model decided: NO where files did, or nothing is known."""
        names = {name: place for place, name in enumerate(self._model.classes["subtopic"])}
        subtopics = np.array([names.get(name or "", NO) for name in self.subtopics])
        given = {**self._given, "subtopic": subtopics}
        return {task: np.where(self.unknown, NO, given[task]) for task in REASONS}

    def _subtopics(self, raw: Floats, found: Sequence[Found]) -> list[str | None]:
        """Give the best sub-topic of each topic: of one that the model never learned, the taxonomy's weight decides."""
        learned, known = _learned_subtopics(self._model, raw, self.topics), set(self._model.classes["subtopic"])
        unsure = {topic for topic, own in DIMENSIONS.items() if not known.issuperset(own)}
        if not unsure:
            return learned
        weights: list[dict[str, float]] = [defaultdict(float) for _ in self.topics]
        for one in found:
            weights[one.match.text][one.match.phrase.subtopic] += one.weight
        return [
            name if topic not in unsure else _subtopic(DIMENSIONS[topic], own, name, known)
            for topic, name, own in zip(self.topics, learned, weights, strict=True)
        ]


def _level(named: Mapping[str, int], topic: str) -> str:
    """Give the level of the programmes named, else whether there is a dimension at all: both must say the same."""
    if named:
        return LEVELS[min(named.values())]
    return DIMENSION if topic != NONE else NONE


def _best_answers(scores: Floats) -> Numbers:
    return scores.argmax(axis=1) if scores.shape[1] else np.full(len(scores), NO)


def _tell_unknown(seen: Seen) -> list[bool]:
    """Tell the texts of which too little is known."""
    texts = len(seen.dense)
    words = np.bincount(seen.blocks["word"].text, minlength=texts)
    phrases = np.bincount([one.match.text for one in seen.found], minlength=texts)
    unknown: list[bool] = ((words < ENOUGH) & (phrases == 0)).tolist()
    return unknown


def _subtopic(own: Sequence[str], weights: Mapping[str, float], learned: str | None, known: Container[str]) -> str:
    heaviest = max(own, key=lambda name: weights.get(name, 0.0))
    return learned if learned and (heaviest in known or not weights.get(heaviest)) else heaviest


def _learned_subtopics(model: Classifier, scores: Floats, topics: Sequence[str]) -> list[str | None]:
    """Find the best sub-topic of each text's topic that the model learned; None where it learned none."""
    names = model.classes["subtopic"]
    part, told = scores[:, model.columns["subtopic"]], np.array(topics)
    found: list[str | None] = [None] * len(topics)
    for topic in DIMENSIONS:
        own = [place for place, name in enumerate(names) if TOPIC_OF.get(name) == topic]
        rows = np.flatnonzero(told == topic)
        for row, best in zip(rows.tolist(), part[rows][:, own].argmax(axis=1).tolist() if own else (), strict=False):
            found[row] = names[own[best]]
    return found
