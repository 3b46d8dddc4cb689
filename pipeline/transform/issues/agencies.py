"""agencies.yaml: the agencies of the city with their names, topics and kelurahan; and which of them an issue concerns.

An account of an agency tells it (``agency`` of its source). Words only let guess: that is a proposal until a person
confirms it at the desk, or writes the issue below ``issues`` of the agency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.transform.text.marked_yaml import MarkedYaml, raise_mistakes
from pipeline.transform.text.taxonomy import TOPIC_OF
from pipeline.transform.text.text import tokens

if TYPE_CHECKING:
    import yaml

    from pipeline.transform.issues.voices import Voice

Origin = Literal["source", "confirmed", "proposed", "named"]
LEAST = 2
"""Responses that must name an agency before words let guess it."""
MOSTLY = 0.5
_LISTS = ("aliases", "topics", "kelurahan", "issues")
_TOPICS = frozenset({*TOPIC_OF, *TOPIC_OF.values()})
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concerned:
    """The agency that an issue concerns, and how that is known."""

    agency: str | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as the file has it; names are cut into words."""

    name: str
    spellings: frozenset[Words]
    topics: frozenset[str] = frozenset()
    kelurahan: frozenset[Words] = frozenset()
    issues: tuple[frozenset[str], ...] = ()
    """Issues that a person ascribed to it, each by its words."""


@dataclass(frozen=True, slots=True)
class Agencies:
    """All agencies of the file; without a file there is none."""

    listed: tuple[Agency, ...] = ()
    _spelt: Mapping[Words, frozenset[str]] = field(default_factory=dict)
    confirmed: Mapping[frozenset[str], str] = field(default_factory=dict)
    """Issues, each by exactly its words, with the agency that a person at the desk confirmed."""

    @classmethod
    def of(cls, listed: Iterable[Agency]) -> Agencies:
        """Put agencies together."""
        kept = tuple(listed)
        spelt: dict[Words, frozenset[str]] = {}
        for agency in kept:
            for words in agency.spellings | agency.kelurahan:
                spelt[words] = spelt.get(words, frozenset()) | {agency.name}
        return cls(kept, spelt)

    def with_confirmed(self, told: Iterable[tuple[str, str]]) -> Agencies:
        """Return these agencies with what people confirmed of issues; a longer name is another issue."""
        return replace(self, confirmed={frozenset(issue.split()): agency for issue, agency in told})

    @property
    def words(self) -> frozenset[str]:
        """All words of names and aliases: none of them is a person's name."""
        return frozenset(word for words in self._spelt for word in words)

    def mentioned(self, words: Sequence[str]) -> frozenset[str]:
        """Name the agencies whose name, alias or kelurahan stands in a row of words."""
        longest = max((len(one) for one in self._spelt), default=0)
        found: set[str] = set()
        for at in range(len(words)):
            for size in range(1, longest + 1):
                found |= self._spelt.get(tuple(words[at : at + size]), frozenset())
        return frozenset(found)

    def concerned(self, name: str, voices: Sequence[Voice]) -> Concerned:
        """Tell which agency an issue concerns: as a person wrote, as its account tells, or as words let guess."""
        words = frozenset(name.split())
        if words in self.confirmed:
            return Concerned(self.confirmed[words], "confirmed")
        of_file = ((issue, agency.name) for agency in self.listed for issue in agency.issues)
        for issue, agency in of_file:
            if issue and issue <= words:
                return Concerned(agency, "confirmed")
        told = _find_majority(Counter(voice.agency for voice in voices if voice.agency), len(voices))
        if told:
            return Concerned(told, "source")
        guessed = self._by_words(voices) or self._by_topics(voices)
        return Concerned(guessed, "proposed") if guessed else Concerned()

    def _by_words(self, voices: Sequence[Voice]) -> str | None:
        counts = Counter(name for voice in voices for name in sorted(voice.mentioned))
        best, n = next(iter(counts.most_common(1)), (None, 0))
        return best if n >= LEAST else None

    def _by_topics(self, voices: Sequence[Voice]) -> str | None:
        """Guess by the topics of the posts below which most of the responses stand; one of two agencies is none."""
        counts = Counter(topic for voice in voices for topic in voice.topics)
        common = [topic for topic, n in counts.most_common() if n > MOSTLY * len(voices)]
        for topic in sorted(common, key=lambda one: one not in TOPIC_OF):  # a sub-topic tells more than its topic
            named = [agency.name for agency in self.listed if topic in agency.topics]
            if len(named) == 1:
                return named[0]
        return None


def _find_majority(counts: Counter[str], of: int) -> str | None:
    best, n = next(iter(counts.most_common(1)), (None, 0))
    return best if n > MOSTLY * of else None


def load_agencies(path: Path) -> Agencies:
    """Read agencies.yaml. Raises TaxonomyError with all its mistakes."""
    file = MarkedYaml(path)
    entries = {str(key.value): value for key, value in file.root()}
    if "agencies" not in entries and not file.mistakes:
        file.missing("'agencies' is missing; list them below it, each with its name")
    listed = (
        [_read(file, item) for item in file.items(entries["agencies"], "agencies")] if "agencies" in entries else []
    )
    raise_mistakes(file)
    return Agencies.of(agency for agency in listed if agency)


def _read(file: MarkedYaml, item: yaml.Node) -> Agency | None:
    entries = {str(key.value): (key, value) for key, value in file.pairs(item, "an agency")}
    for name in sorted(entries.keys() - {"name", *_LISTS}):
        file.wrong(entries[name][0], f"unknown entry '{name}'; an agency holds name, {', '.join(_LISTS)}")
    if "name" not in entries:
        file.wrong(item, "'name' is missing in this agency; add it")
        return None
    name = file.text(entries["name"][1], "name")
    lists = {part: _texts(file, entries, part) for part in _LISTS}
    return Agency(
        name,
        _cut_names([name, *lists["aliases"]]),
        frozenset(lists["topics"]),
        _cut_names(lists["kelurahan"]),
        tuple(frozenset(words) for words in sorted(_cut_names(lists["issues"]))),
    )


def _texts(file: MarkedYaml, entries: Mapping[str, tuple[yaml.Node, yaml.Node]], part: str) -> list[str]:
    if part not in entries:
        return []
    found = []
    for node in file.items(entries[part][1], part):
        told = file.text(node, f"an entry of {part}")
        if part == "topics" and told and told not in _TOPICS:
            file.wrong(node, f"unknown topic '{told}'; known: {', '.join(sorted(_TOPICS))}")
        found.append(told)
    return [one for one in found if one]


def _cut_names(names: Collection[str]) -> frozenset[Words]:
    """Cut names into folded words: ``Dinas Kesehatan`` becomes ``("dinas", "kesehatan")``."""
    return frozenset(words for name in names if (words := tuple(word for word in tokens(name) if word)))
