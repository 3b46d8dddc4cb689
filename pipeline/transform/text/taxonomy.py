"""The taxonomy file: the codebook's sub-topics, and the phrases that speak for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from pipeline.transform.text.marked_yaml import MarkedYaml, raise_mistakes
from pipeline.transform.text.phrases import Phrase, phrase_key
from pipeline.transform.text.stems import Stemmer

DIMENSIONS = {
    "governance": ("public_service", "bureaucracy", "public_policy"),
    "branding": ("tourism", "business", "appearance"),
    "economy": ("industry", "welfare", "transaction"),
    "living": ("harmony", "health", "mobility"),
    "society": ("community", "learning", "security"),
    "environment": ("protection", "waste", "energy"),
}
"""The six dimensions of Gerakan Menuju 100 Smart City, each with its sub-topics."""

TOPIC_OF = {subtopic: topic for topic, subtopics in DIMENSIONS.items() for subtopic in subtopics}
NONE = "none"
PACKAGED = Path(__file__).with_name("taxonomy.yaml")
_LISTS = {"phrases": Phrase("", ""), "mined": Phrase("", "", mined=True), "not": Phrase("", "", negative=True)}
"""The lists of a sub-topic, each with a phrase as those in it are."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A taxonomy file as read: ``none`` is among the sub-topics of its phrases."""

    version: str
    phrases: tuple[Phrase, ...]


@dataclass(slots=True)
class PhraseBook:
    """Takes phrases from files, each but once: told for two sub-topics, a phrase would explain neither."""

    stemmer: Stemmer
    lines: dict[Phrase, str] = field(default_factory=dict)
    """The phrases in their order, each with the file and line where it stands."""
    _places: dict[object, str] = field(default_factory=dict)

    def add(self, file: MarkedYaml, node: yaml.Node, phrase: Phrase) -> None:
        """Take *phrase*, or note in *file* why it cannot be taken."""
        stems, exact = phrase_key(phrase.text, self.stemmer)
        if not stems:
            file.wrong(node, f"'{phrase.text}' holds no word; write words, no signs or addresses")
            return
        key = (stems, exact, phrase.negative and phrase.owner)  # a negative may stand under several owners
        place = f"{file.path.name}:{node.start_mark.line + 1} under {phrase.owner}"
        if key in self._places:
            file.wrong(node, f"'{phrase.text}' stands already at {self._places[key]}; keep one of the two")
            return
        self._places[key] = place
        self.lines[phrase] = f"{file.path}:{node.start_mark.line + 1}"


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read a taxonomy file, by default the packaged one. Raises TaxonomyError with all its mistakes."""
    file = MarkedYaml(path or PACKAGED)
    book = PhraseBook(Stemmer())
    version = read_taxonomy(file, book)
    raise_mistakes(file)
    return Taxonomy(version, tuple(book.lines))


def read_taxonomy(file: MarkedYaml, book: PhraseBook) -> str:
    """Put the phrases of *file* into *book* and give its version; mistakes are noted in *file*."""
    entries = {str(key.value): (key, value) for key, value in file.root()}
    for name in sorted(entries.keys() - {"version", "topics", NONE}):
        file.wrong(entries[name][0], f"unknown entry '{name}'; the file holds version, topics and none")
    for name in ("version", "topics"):
        if name not in entries and not file.mistakes:
            file.missing(f"'{name}' is missing; see the packaged file")
    if "topics" in entries:
        _read_topics(file, entries["topics"][1], book)
    if NONE in entries:
        _read_phrases(file, entries[NONE][1], NONE, book)
    return file.text(entries["version"][1], "version") if "version" in entries else ""


def _read_topics(file: MarkedYaml, node: yaml.Node, book: PhraseBook) -> None:
    for topic, body in file.pairs(node, "topics"):
        if topic.value not in DIMENSIONS:
            file.wrong(topic, f"unknown dimension '{topic.value}'; known: {', '.join(DIMENSIONS)}")
            continue
        known = DIMENSIONS[topic.value]
        for subtopic, phrases in file.pairs(body, topic.value):
            if subtopic.value in known:
                _read_phrases(file, phrases, subtopic.value, book)
            else:
                file.wrong(subtopic, f"unknown sub-topic '{subtopic.value}'; {topic.value} has {', '.join(known)}")


def _read_phrases(file: MarkedYaml, node: yaml.Node, subtopic: str, book: PhraseBook) -> None:
    for key, listed in file.pairs(node, subtopic):
        if key.value not in _LISTS:
            file.wrong(key, f"unknown entry '{key.value}' in {subtopic}; it holds 'phrases', 'mined' and 'not'")
            continue
        kind = _LISTS[key.value]
        for item in file.items(listed, f"{key.value} of {subtopic}"):
            for place, text, weight in _read_weighted(file, item):
                book.add(file, place, replace(kind, text=text, subtopic=subtopic, weight=weight))


def _read_weighted(file: MarkedYaml, item: yaml.Node) -> Iterator[tuple[yaml.Node, str, float]]:
    """Read ``- phrase`` (weight 1) or ``- phrase: 3``."""
    pairs = file.pairs(item, "a phrase") if isinstance(item, yaml.MappingNode) else [(item, None)]
    for phrase, weight in pairs:
        text = file.text(phrase, "a phrase")
        if text:
            yield phrase, text, file.weight(weight) if weight else 1.0
