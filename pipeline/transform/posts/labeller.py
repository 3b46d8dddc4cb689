"""Posts to their labels, by taxonomy, programmes and model: pure, and every label shows its evidence.

The taxonomy's weights enter the model beside the words, so an office that edits taxonomy.yaml moves the labels; the
programmes file alone decides which services a post names.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from threading import Lock

from pipeline.transform.posts.answers import Answers
from pipeline.transform.posts.classifier import Classifier, load_classifier
from pipeline.transform.posts.evidence import Evidence, Reasons, Seen, level_evidence, phrase_evidence
from pipeline.transform.posts.features import Vocabulary, blocks, cue_counts, dense, found_phrases
from pipeline.transform.text import programmes as programmes_file
from pipeline.transform.text import taxonomy as taxonomy_file
from pipeline.transform.text.marked_yaml import MarkedYaml, TaxonomyError, raise_mistakes
from pipeline.transform.text.phrases import Match, Phrase, PhraseIndex
from pipeline.transform.text.programmes import LEVELS, Programmes, read_programmes
from pipeline.transform.text.reading import Post
from pipeline.transform.text.stems import Stemmer
from pipeline.transform.text.taxonomy import NONE, PhraseBook, read_taxonomy

__all__ = ["Evidence", "Label", "Labeller", "TaxonomyError", "load_labeller"]

BATCH = 500  # posts read at a time; more are no faster


@dataclass(frozen=True, slots=True)
class Label:
    """The labels of a post, and their reasons.

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


class Uncollected:
    """Keeps Python from looking for cycles while batches are labelled, in several threads or in one.

    A batch makes some 20,000 objects and no cycle; to look for one again and again took a fifth of the time.
    """

    def __init__(self) -> None:
        """Begin without a batch."""
        self._lock = Lock()
        self._batches = 0
        self._was_enabled = False

    def __enter__(self) -> None:
        """Stop the search with the first batch."""
        with self._lock:
            if not self._batches:
                self._was_enabled = gc.isenabled()
                gc.disable()
            self._batches += 1

    def __exit__(self, *_: object) -> None:
        """Search again after the last batch."""
        with self._lock:
            self._batches -= 1
            if not self._batches and self._was_enabled:
                gc.enable()


UNCOLLECTED = Uncollected()
"""The one of the process: the search is for all of its threads."""


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
        """Find the programmes named; a hashtag alone names none."""
        named: list[dict[str, int]] = [{} for _ in range(texts)]
        for match in matches:
            programme = self._programmes.get(match.phrase.programme or "")
            if programme and not match.tagged and (match.opening or not programme.in_lead):
                named[match.text][programme.name] = LEVELS.index(programme.level)
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
        return self.label_all([Post(text, title)])[0]

    def label_all(self, posts: Iterable[Post]) -> list[Label]:
        """Label posts; many at once cost less than one by one."""
        listed = list(posts)
        labels: list[Label] = []
        for start in range(0, len(listed), BATCH):
            with UNCOLLECTED:
                labels += self._label_batch(listed[start : start + BATCH])
        return labels

    def _label_batch(self, posts: Sequence[Post]) -> list[Label]:
        seen, named = self.reader.see(posts)
        answers = Answers(self._classifier, seen, named, [post.channel for post in posts])
        evidence = self._evidence(seen, named, answers)
        return [self._decide(row, answers, named[row], evidence[row]) for row in range(len(posts))]

    def _evidence(self, seen: Seen, named: Sequence[Mapping[str, int]], answers: Answers) -> list[list[Evidence]]:
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

    def _decide(self, row: int, answers: Answers, named: Mapping[str, int], evidence: Sequence[Evidence]) -> Label:
        if answers.unknown[row]:
            return Label(NONE, None, (), NONE, (), None, None, "model", 0.0, self.version, ())
        topic = answers.topics[row]
        return Label(
            topic=topic,
            subtopic=answers.subtopics[row],
            topics=(topic, *answers.further(row)) if topic != NONE else (),
            programme_level=answers.levels[row],
            programmes=tuple(named),
            message_function=answers.functions[row],
            stage=answers.stages[row],
            method="model",
            score=answers.scores[row],
            version=self.version,
            evidence=tuple(evidence),
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """The content of the two files of the office, and which version they are."""

    lines: Mapping[Phrase, str]
    """The phrases, each with the file and line where it stands."""
    programmes: Programmes
    stemmer: Stemmer
    version: str

    def without_mined(self) -> Rules:
        """Leave out what was found by reading posts of one city: to estimate how labels are in another."""
        return replace(self, lines={phrase: line for phrase, line in self.lines.items() if not phrase.mined})

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
