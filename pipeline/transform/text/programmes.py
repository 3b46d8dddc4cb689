"""The programmes file: the city's smart-city programme, its services, applications and channels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.transform.text.marked_yaml import MarkedYaml, raise_mistakes
from pipeline.transform.text.phrases import Phrase
from pipeline.transform.text.stems import Stemmer
from pipeline.transform.text.taxonomy import TOPIC_OF, PhraseBook

NAMED = "named"
LEVELS = (NAMED, "initiative")
"""The levels that a mention gives a post, the highest first (codebook, section 2)."""
PACKAGED = Path(__file__).with_name("programmes.yaml")
Entries = dict[str, tuple[yaml.Node, yaml.Node]]
_REQUIRED = {"name", "subtopic", "level"}
_KNOWN = _REQUIRED | {"aliases", "not", "agency", "weight", "where"}
LEAD = "lead"
"""The place where a name must stand to make a post's level, if not anywhere: in the title or the first sentence."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A service, application, system or channel; ``agency`` is who runs it, ``None`` where several do.

    One ``in_lead`` has a name so common that it makes a post's level only in the title or the first sentence.
    """

    name: str
    subtopic: str
    level: str
    agency: str | None = None
    in_lead: bool = False

    @property
    def topic(self) -> str:
        """The dimension that it serves."""
        return TOPIC_OF[self.subtopic]


@dataclass(frozen=True, slots=True)
class Programmes:
    """A programmes file as read."""

    version: str
    by_name: dict[str, Programme]


def load_programmes(path: Path | None = None) -> Programmes:
    """Read a programmes file, by default the packaged one. Raises TaxonomyError with all its mistakes."""
    file = MarkedYaml(path or PACKAGED)
    programmes = read_programmes(file, PhraseBook(Stemmer()))
    raise_mistakes(file)
    return programmes


def read_programmes(file: MarkedYaml, book: PhraseBook) -> Programmes:
    """Put the names and aliases of *file* into *book*; mistakes are noted in *file*."""
    entries = {str(key.value): (key, value) for key, value in file.root()}
    for name in sorted(entries.keys() - {"version", "programmes"}):
        file.wrong(entries[name][0], f"unknown entry '{name}'; the file holds version and programmes")
    for name in ("version", "programmes"):
        if name not in entries and not file.mistakes:
            file.missing(f"'{name}' is missing; see the packaged file")
    listed = file.items(entries["programmes"][1], "programmes") if "programmes" in entries else []
    found = [_read_programme(file, item, book) for item in listed]
    version = file.text(entries["version"][1], "version") if "version" in entries else ""
    return Programmes(version, {one.name: one for one in found if one})


def _read_programme(file: MarkedYaml, item: yaml.Node, book: PhraseBook) -> Programme | None:
    entries = {str(key.value): (key, value) for key, value in file.pairs(item, "a programme")}
    if not entries:
        return None
    for name in sorted(entries.keys() - _KNOWN):
        file.wrong(entries[name][0], f"unknown entry '{name}'; a programme holds {', '.join(sorted(_KNOWN))}")
    for name in sorted(_REQUIRED - entries.keys()):
        file.wrong(item, f"'{name}' is missing in this programme; add it")
    single = entries.keys() & {*_REQUIRED, "agency", "where"}
    told = {name: file.text(entries[name][1], name) for name in sorted(single)}
    if not told.keys() >= _REQUIRED or not _check_fits(file, entries, told):
        return None
    programme = Programme(
        told["name"], told["subtopic"], told["level"], told.get("agency"), in_lead=told.get("where") == LEAD
    )
    weight = file.weight(entries["weight"][1]) if "weight" in entries else 1.0
    for node, negative in _names(file, entries):
        text = file.text(node, "an alias")
        if text:
            book.add(file, node, Phrase(text, programme.subtopic, weight, negative, programme.name))
    return programme


def _names(file: MarkedYaml, entries: Entries) -> Iterator[tuple[yaml.Node, bool]]:
    """Give the name and the aliases, then, marked as negative, what is no mention of the programme."""
    yield entries["name"][1], False
    for name, negative in (("aliases", False), ("not", True)):
        if name in entries:
            yield from ((node, negative) for node in file.items(entries[name][1], name))


def _check_fits(file: MarkedYaml, entries: Entries, told: dict[str, str]) -> bool:
    """Note a sub-topic or a level that the codebook does not know, or a place that is none."""
    for name, known in (("subtopic", tuple(TOPIC_OF)), ("level", LEVELS), ("where", (LEAD,))):
        if told.get(name) and told[name] not in known:
            file.wrong(entries[name][1], f"unknown {name} '{told[name]}'; known: {', '.join(known)}")
    return bool(told["name"]) and told["subtopic"] in TOPIC_OF and told["level"] in LEVELS
