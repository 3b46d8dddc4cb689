"""Posts to their labels, by taxonomy, programmes and model: pure, and every label shows its evidence.

The taxonomy's weights enter the model beside the words, so an office that edits taxonomy.yaml moves the labels; the
programmes file alone decides which services a post names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pipeline.transform import programmes as programmes_file
from pipeline.transform import taxonomy as taxonomy_file
from pipeline.transform.classifier import Classifier, Floats, Reason, load_classifier
from pipeline.transform.features import Found, Numbers, cue_counts, dense, found_phrases, numbers
from pipeline.transform.marked_yaml import MarkedYaml, TaxonomyError, raise_mistakes
from pipeline.transform.phrases import Match, Phrase, PhraseIndex, Reading
from pipeline.transform.programmes import LEVELS, NAMED, Programmes, read_programmes
from pipeline.transform.stems import Stemmer
from pipeline.transform.taxonomy import DIMENSIONS, NONE, TOPIC_OF, PhraseBook, read_taxonomy
from pipeline.transform.text import lead_end

__all__ = ["Evidence", "Label", "Labeller", "TaxonomyError", "load_labeller"]

MOST = 3  # dimensions (codebook, rule 2)
REASONS = 4  # words of the model that a label shows
ENOUGH = 3  # known words below which only the taxonomy can tell a topic
DIMENSION = "dimension"


class Evidence(NamedTuple):
    """A phrase or word that counted, at its first place; ``weight`` is what it added in all.

    ``start`` and ``end`` are character offsets into title, one line feed and text put together, or into the
    text alone where there is no title; ``found`` is what stands there. ``source`` tells whether it is a phrase of the
    ``taxonomy`` (its weight as the file has it, doubled in the lead), or a word that the ``model`` learned (the
    log-odds it added for the topic, against the mean of all topics; ``subtopic`` then names the topic).
    """

    phrase: str
    found: str
    start: int
    end: int
    subtopic: str
    weight: float
    source: str = "taxonomy"


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


class Seen(NamedTuple):
    """A text as the model sees it."""

    whole: str
    reading: Reading
    numbers: Numbers
    found: list[Found]
    dense: list[float]
    programmes: tuple[str, ...]


class Reader:
    """Reads texts: words, phrases of the taxonomy, and the programmes that are named."""

    def __init__(self, index: PhraseIndex, programmes: Programmes, classifier: Classifier | None = None) -> None:
        """Read with the vocabulary of *classifier*, or, before there is one, with none."""
        self.index = index
        self._programmes = programmes.by_name
        self._leads = classifier.lead_numbers if classifier else {}
        self._pairs = classifier.pair_numbers if classifier else {}

    def see(self, text: str, title: str | None = None) -> Seen:
        """Read one text. Title and first sentence weigh more."""
        whole = f"{title}\n{text}" if title else text
        lead = len(whole) - len(text) + lead_end(text)
        reading = self.index.read(whole)
        matches = self.index.find(reading)
        found = found_phrases(matches, lead)
        named = self._mentioned(matches)
        levels = self.level(named)
        before = reading.places_before(lead)
        row = dense(whole, found, (levels == LEVELS[0], levels == LEVELS[1]), cue_counts(reading, before))
        return Seen(whole, reading, numbers(reading, before, self._leads, self._pairs), found, row, named)

    def _mentioned(self, matches: list[Match]) -> tuple[str, ...]:
        """Give the programmes that the text names; a hashtag may name the whole programme, but no way to act."""
        found = dict.fromkeys((match.phrase.programme, match.tagged) for match in matches)
        names = [name for name, tagged in found if name and (not tagged or self._is_whole(name))]
        return tuple(dict.fromkeys(names))

    def _is_whole(self, name: str) -> bool:
        return self._programmes[name].level == NAMED

    def level(self, named: tuple[str, ...]) -> str | None:
        """Give the highest level of the programmes named."""
        levels = {self._programmes[name].level for name in named}
        return next((level for level in LEVELS if level in levels), None)


class Labeller:
    """Labels texts by taxonomy, programmes and model; ``version`` changes when one of them does."""

    def __init__(self, reader: Reader, classifier: Classifier, version: str) -> None:
        self.reader = reader
        self._classifier = classifier
        self.version = version

    def label(self, text: str, title: str | None = None) -> Label:
        """Label one post; any text gets a label, if only ``none``."""
        return self.label_all([(text, title)])[0]

    def label_all(self, posts: Iterable[tuple[str, str | None]]) -> list[Label]:
        """Label posts, each a text and its title; many at once cost less than one by one."""
        seen = [self.reader.see(text, title) for text, title in posts]
        if not seen:
            return []
        model = self._classifier
        scores = model.scores([one.numbers for one in seen], np.array([one.dense for one in seen], dtype=np.float32))
        answers = _Answers(model, scores)
        reasons = model.reasons([one.numbers for one in seen], answers.topics, REASONS)
        return [self._decide(one, answers, row, reasons[row]) for row, one in enumerate(seen)]

    def _decide(self, seen: Seen, answers: _Answers, row: int, reasons: list[Reason]) -> Label:
        if len(seen.numbers.word) < ENOUGH and not seen.found:
            return Label(NONE, None, (), NONE, (), None, None, "model", 0.0, self.version, ())
        topic, score = answers.topic(row)
        topics = (topic, *answers.further(row, topic)) if topic != NONE else ()
        level = self.reader.level(seen.programmes) or (
            DIMENSION if topic != NONE else answers.best("programme_level", row) or NONE
        )
        return Label(
            topic=topic,
            subtopic=answers.subtopic(row, topic, _weights(seen.found)) if topic != NONE else None,
            topics=topics,
            programme_level=level,
            programmes=seen.programmes,
            message_function=answers.best("message_function", row),
            stage=answers.best("stage", row),
            method="model",
            score=round(score, 4),
            version=self.version,
            evidence=_evidence(seen, topic, reasons),
        )


class _Answers:
    """The answers of the model for a batch of texts."""

    def __init__(self, model: Classifier, scores: Floats) -> None:
        self._model = model
        shares = model.probabilities("topic", scores)
        self.topics = list(map(int, shares.argmax(axis=1)))
        self._score = shares.max(axis=1).tolist()
        self._also = model.also(scores).tolist()
        self._best = {
            task: list(map(int, scores[:, model.columns[task]].argmax(axis=1)))
            for task in ("programme_level", "message_function", "stage")
            if model.classes[task]
        }
        self._subtopic = _subtopics(model, scores)
        self._learned = set(model.classes["subtopic"])

    def topic(self, row: int) -> tuple[str, float]:
        """Give the primary topic and how probable it is."""
        return self._model.classes["topic"][self.topics[row]], self._score[row]

    def subtopic(self, row: int, topic: str, weights: Mapping[str, float]) -> str:
        """Give the best sub-topic of a topic: of one that the model never learned, the taxonomy's weight decides."""
        own = DIMENSIONS[topic]
        heaviest = max(own, key=lambda name: weights.get(name, 0.0))
        learned = self._subtopic[topic]
        return learned[row] if learned and (heaviest in self._learned or not weights.get(heaviest)) else heaviest

    def further(self, row: int, topic: str) -> list[str]:
        """Give the further dimensions, the most probable first."""
        named = zip(self._also[row], self._model.classes["topics"], strict=True)
        enough = [(-chance, other) for chance, other in named if other != topic and chance >= self._model.threshold]
        return [other for _chance, other in sorted(enough)][: MOST - 1]

    def best(self, task: str, row: int) -> str | None:
        """Give the best answer of a task; None where the model learned none."""
        return self._model.classes[task][self._best[task][row]] if task in self._best else None


def _subtopics(model: Classifier, scores: Floats) -> dict[str, list[str]]:
    """Find for each topic the best sub-topic that the model learned, one a text; nothing where it learned none."""
    names = model.classes["subtopic"]
    part = scores[:, model.columns["subtopic"]]
    found = {}
    for topic in DIMENSIONS:
        own = [place for place, name in enumerate(names) if TOPIC_OF.get(name) == topic]
        found[topic] = [names[own[best]] for best in part[:, own].argmax(axis=1)] if own else []
    return found


def _evidence(seen: Seen, topic: str, reasons: list[Reason]) -> tuple[Evidence, ...]:
    phrases = [_phrase_evidence(seen.whole, one.match, one.weight) for one in seen.found]
    taken = {(one.start, one.end) for one in phrases}
    learned: list[Evidence] = []
    for first, last, weight in reasons:
        place = seen.reading.start(first), seen.reading.end(last)
        if place not in taken and len(learned) < REASONS:
            taken.add(place)
            found = seen.whole[place[0] : place[1]]
            learned.append(Evidence(found.lower(), found, *place, topic, round(weight, 4), "model"))
    return (*phrases, *learned)


def _weights(found: Iterable[Found]) -> dict[str, float]:
    weights: dict[str, float] = defaultdict(float)
    for one in found:
        weights[one.match.phrase.subtopic] += one.weight
    return weights


def _phrase_evidence(text: str, match: Match, weight: float) -> Evidence:
    phrase = match.phrase
    return Evidence(
        phrase.text, text[match.start : match.end], match.start, match.end, phrase.subtopic, round(weight, 4)
    )


@dataclass(frozen=True, slots=True)
class Rules:
    """What the two files of the office say, and which version they are."""

    phrases: Sequence[Phrase]
    programmes: Programmes
    stemmer: Stemmer
    version: str

    def reader(self, classifier: Classifier | None = None) -> Reader:
        """Make a reader of texts."""
        vocabulary = classifier.vocabulary if classifier else {}
        return Reader(PhraseIndex(self.phrases, self.stemmer, vocabulary), self.programmes, classifier)


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
    return Rules(book.phrases, second, stemmer, f"{first}+{second.version}+{digest}")


def load_labeller(taxonomy: Path | None = None, programmes: Path | None = None, model: Path | None = None) -> Labeller:
    """Read the files and the model, by default the packaged ones.

    Raises TaxonomyError with the mistakes of both files, ValueError for a model that cannot be used.
    """
    rules = load_rules(taxonomy, programmes)
    classifier = load_classifier(model) if model else load_classifier()
    return Labeller(rules.reader(classifier), classifier, f"{rules.version}+m{classifier.digest}")
