"""Posts to their labels, by taxonomy, programmes and model: pure, and every label shows its evidence.

The taxonomy's weights enter the model beside the words, so an office that edits taxonomy.yaml moves the labels; the
programmes file alone decides which services a post names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from pipeline.transform import programmes as programmes_file
from pipeline.transform import taxonomy as taxonomy_file
from pipeline.transform.classifier import Classifier, load_classifier
from pipeline.transform.evidence import REASONS, Evidence, Reasons, Seen, level_evidence, phrase_evidence
from pipeline.transform.features import Floats, Found, Vocabulary, blocks, cue_counts, dense, found_phrases
from pipeline.transform.lexicon import NO, Numbers
from pipeline.transform.marked_yaml import MarkedYaml, TaxonomyError, raise_mistakes
from pipeline.transform.phrases import Match, Phrase, PhraseIndex
from pipeline.transform.programmes import LEVELS, NAMED, Programmes, read_programmes
from pipeline.transform.reading import Bools, Post
from pipeline.transform.stems import Stemmer
from pipeline.transform.taxonomy import DIMENSIONS, NONE, TOPIC_OF, PhraseBook, read_taxonomy

__all__ = ["Evidence", "Label", "Labeller", "TaxonomyError", "load_labeller"]

MOST = 3  # dimensions (codebook, rule 2)
BATCH = 500  # posts read at a time; more are no faster
ENOUGH = 3  # known words below which only the taxonomy can tell a topic
DIMENSION = "dimension"


@dataclass(frozen=True, slots=True)
class Label:
    """What a post is about, and why.

    ``topics`` are up to three dimensions, the primary one (``topic``) first, and empty when that is ``none``.
    ``score`` is the probability that ``topic`` is right, 0 when nothing in the text is known; then there is no
    ``message_function`` and no ``stage`` either.
    """

    topic: str
    subtopic: str | None
    topics: tuple[str, ...]
    programme_level: str
    programmes: tuple[str, ...]
    message_function: str | None
    stage: str | None
    method: str
    score: float
    version: str
    evidence: tuple[Evidence, ...]


class Reader:
    """Reads texts: words, phrases of the taxonomy, and the programmes that are named."""

    def __init__(self, index: PhraseIndex, programmes: Programmes, vocabulary: Vocabulary) -> None:
        """Read with the vocabulary of a model; *index* numbers its words."""
        self.index = index
        self._programmes = programmes.by_name
        self._vocabulary = vocabulary

    def see(self, posts: Sequence[Post]) -> tuple[Seen, list[dict[str, int]]]:
        """Read texts, and give of each the programmes that it names with their level's place in LEVELS."""
        reading = self.index.read(posts)
        matches = self.index.find(reading)
        found, cues, named = found_phrases(matches), cue_counts(reading), self._named(matches, len(posts))
        levels = [min(one.values(), default=len(LEVELS)) for one in named]
        row = dense(reading, found, levels, cues)
        return Seen(reading, found, blocks(reading, self._vocabulary), cues, row), named

    def _named(self, matches: Iterable[Match], texts: int) -> list[dict[str, int]]:
        """Find the programmes named; a hashtag may name the whole programme, but no way to act."""
        named: list[dict[str, int]] = [{} for _ in range(texts)]
        for match in matches:
            name = match.phrase.programme
            if name and (self._programmes[name].level == NAMED or not match.tagged):
                named[match.text][name] = LEVELS.index(self._programmes[name].level)
        return named


class Labeller:
    """Labels texts by taxonomy, programmes and model; ``version`` changes when one of them does."""

    def __init__(self, reader: Reader, classifier: Classifier, version: str) -> None:
        self.reader = reader
        self._classifier = classifier
        self._reasons = Reasons(classifier)
        self.version = version

    def label(self, text: str, title: str | None = None) -> Label:
        """Label one post; any text gets a label, if only ``none``."""
        return self.label_all([(text, title)])[0]

    def label_all(self, posts: Iterable[Post]) -> list[Label]:
        """Label posts, each a text and its title; many at once cost less than one by one."""
        listed = list(posts)
        return [
            label
            for start in range(0, len(listed), BATCH)
            for label in self._label_batch(listed[start : start + BATCH])
        ]

    def _label_batch(self, posts: Sequence[Post]) -> list[Label]:
        seen, named = self.reader.see(posts)
        answers = _Answers(self._classifier, seen, named)
        evidence = self._evidence(seen, named, answers)
        return [self._decide(row, answers, named[row], evidence[row]) for row in range(len(posts))]

    def _evidence(self, seen: Seen, named: Sequence[Mapping[str, int]], answers: _Answers) -> list[list[Evidence]]:
        evidence: list[list[Evidence]] = [[] for _ in named]
        for one in seen.found:
            text, programme = one.match.text, one.match.phrase.programme or ""
            told = phrase_evidence(seen.reading, one)
            evidence[text].append(told)
            if programme in named[text]:
                evidence[text].append(level_evidence(told, LEVELS[named[text][programme]]))
        for text, reason in self._reasons.find(seen, answers.places()):
            evidence[text].append(reason)
        return evidence

    def _decide(self, row: int, answers: _Answers, named: Mapping[str, int], evidence: Sequence[Evidence]) -> Label:
        if answers.unknown[row]:
            return Label(NONE, None, (), NONE, (), None, None, "model", 0.0, self.version, ())
        topic, score = answers.topic(row)
        return Label(
            topic=topic,
            subtopic=answers.subtopics[row],
            topics=(topic, *answers.further(row, topic)) if topic != NONE else (),
            programme_level=answers.level(row),
            programmes=tuple(named),
            message_function=answers.best("message_function", row),
            stage=answers.best("stage", row),
            method="model",
            score=score,
            version=self.version,
            evidence=tuple(evidence),
        )


class _Answers:
    """The answers of the model for a batch of texts."""

    def __init__(self, model: Classifier, seen: Seen, named: Sequence[Mapping[str, int]]) -> None:
        self._model = model
        scores = model.scores(seen.blocks, seen.dense)
        shares = model.probabilities("topic", scores)
        self._given = {task: _best(scores[:, model.columns[task]]) for task in REASONS if task != "subtopic"}
        self._topics = self._given["topic"].tolist()
        self._scores = np.round(shares.max(axis=1).astype(float), 4).tolist()
        self._also = model.also(scores)
        self._further = (self._also >= model.threshold).sum(axis=1).tolist()
        self._named = [min(one.values(), default=None) for one in named]
        self._listed = {task: given.tolist() for task, given in self._given.items()}
        self.unknown = _unknown(seen)
        self.subtopics = self._subtopics(scores, seen.found)

    def topic(self, row: int) -> tuple[str, float]:
        """Give the primary topic and how probable it is."""
        return self._model.classes["topic"][self._topics[row]], self._scores[row]

    def level(self, row: int) -> str:
        """Give the level of the programmes named, else whether there is a dimension at all."""
        named = self._named[row]
        if named is not None:
            return LEVELS[named]
        return DIMENSION if self.topic(row)[0] != NONE else self.best("programme_level", row) or NONE

    def further(self, row: int, topic: str) -> list[str]:
        """Give the further dimensions, the most probable first."""
        if not self._further[row]:
            return []
        named = zip(self._also[row].tolist(), self._model.classes["topics"], strict=True)
        enough = [(-chance, other) for chance, other in named if other != topic and chance >= self._model.threshold]
        return [other for _chance, other in sorted(enough)][: MOST - 1]

    def best(self, task: str, row: int) -> str | None:
        """Give the best answer of a task; None where the model learned none."""
        place = self._listed[task][row]
        return None if place == NO else self._model.classes[task][place]

    def places(self) -> dict[str, Numbers]:
        """Give the places of the answers that the model decided: NO where files did, or nothing is known."""
        names = self._model.classes["subtopic"]
        subtopics = np.array([names.index(name) if name in names else NO for name in self.subtopics])
        ruled = [self.level(row) in (*LEVELS, DIMENSION) for row in range(len(self.subtopics))]
        given = {**self._given, "subtopic": subtopics}
        given["programme_level"] = np.where(ruled, NO, given["programme_level"])
        return {task: np.where(self.unknown, NO, given[task]) for task in REASONS}

    def _subtopics(self, scores: Floats, found: Sequence[Found]) -> list[str | None]:
        """Give the best sub-topic of each topic: of one that the model never learned, the taxonomy's weight decides."""
        weights: list[dict[str, float]] = [defaultdict(float) for _ in self._topics]
        for one in found:
            weights[one.match.text][one.match.phrase.subtopic] += one.weight
        learned = _learned_subtopics(self._model, scores)
        known = set(self._model.classes["subtopic"])
        return [
            None if topic == NONE else _subtopic(DIMENSIONS[topic], own, learned[topic], row, known)
            for row, own in enumerate(weights)
            for topic in (self._model.classes["topic"][self._topics[row]],)
        ]


def _best(scores: Floats) -> Numbers:
    return scores.argmax(axis=1) if scores.shape[1] else np.full(len(scores), NO)


def _unknown(seen: Seen) -> Bools:
    """Tell the texts of which too little is known."""
    texts = len(seen.dense)
    words = np.bincount(seen.blocks["word"].text, minlength=texts)
    phrases = np.bincount([one.match.text for one in seen.found], minlength=texts)
    unknown: Bools = (words < ENOUGH) & (phrases == 0)
    return unknown


def _subtopic(
    own: Sequence[str], weights: Mapping[str, float], learned: Sequence[str], row: int, known: Container[str]
) -> str:
    heaviest = max(own, key=lambda name: weights.get(name, 0.0))
    return learned[row] if learned and (heaviest in known or not weights.get(heaviest)) else heaviest


def _learned_subtopics(model: Classifier, scores: Floats) -> dict[str, list[str]]:
    """Find for each topic the best sub-topic that the model learned, one a text; nothing where it learned none."""
    names = model.classes["subtopic"]
    part = scores[:, model.columns["subtopic"]]
    found = {}
    for topic in DIMENSIONS:
        own = [place for place, name in enumerate(names) if TOPIC_OF.get(name) == topic]
        found[topic] = [names[own[best]] for best in part[:, own].argmax(axis=1)] if own else []
    return found


@dataclass(frozen=True, slots=True)
class Rules:
    """What the two files of the office say, and which version they are."""

    lines: Mapping[Phrase, str]
    """The phrases, each with the file and line where it stands."""
    programmes: Programmes
    stemmer: Stemmer
    version: str

    def reader(self, classifier: Classifier | None = None) -> Reader:
        """Make a reader of texts."""
        words, vocabulary = (
            (classifier.numbers, classifier.vocabulary) if classifier else ({}, Vocabulary.of(0, (), ()))
        )
        return Reader(PhraseIndex(self.lines, self.stemmer, words), self.programmes, vocabulary)


def load_rules(taxonomy: Path | None = None, programmes: Path | None = None) -> Rules:
    """Read both files, by default the packaged ones. Raises TaxonomyError with the mistakes of both."""
    files = [
        MarkedYaml(taxonomy or taxonomy_file.PACKAGED),
        MarkedYaml(programmes or programmes_file.PACKAGED),
    ]
    stemmer = Stemmer()
    book = PhraseBook(stemmer)
    first, second = read_taxonomy(files[0], book), read_programmes(files[1], book)
    raise_mistakes(*files)
    digest = sha256(b"\0".join(file.path.read_bytes() for file in files)).hexdigest()[:8]
    return Rules(book.lines, second, stemmer, f"{first}+{second.version}+{digest}")


def load_labeller(taxonomy: Path | None = None, programmes: Path | None = None, model: Path | None = None) -> Labeller:
    """Read the files and the model, by default the packaged ones.

    Raises TaxonomyError with the mistakes of both files, ValueError for a model that cannot be used.
    """
    rules = load_rules(taxonomy, programmes)
    classifier = load_classifier(model) if model else load_classifier()
    return Labeller(rules.reader(classifier), classifier, f"{rules.version}+m{classifier.digest}")
