"""The gazetteer file: the kecamatan and kelurahan of a city, their other spellings, and streets that lie in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import yaml

from pipeline.transform.text.marked_yaml import MarkedYaml, raise_mistakes
from pipeline.transform.text.text import tokens

KECAMATAN, KELURAHAN = "kecamatan", "kelurahan"
PACKAGED = Path(__file__).with_name("gazetteer.yaml")
_KNOWN = {"name", "aliases", "streets", "common", "elsewhere"}
Entries = dict[str, tuple[yaml.Node, yaml.Node]]


@dataclass(frozen=True, slots=True)
class Place:
    """A kecamatan or kelurahan; a ``common`` name is an ordinary word too, and counts only where a marker stands.

    ``elsewhere`` are the cities that have a place of this name too, by their letters alone.
    """

    name: str
    level: str
    kecamatan: str
    common: bool = False
    elsewhere: frozenset[str] = frozenset()


@dataclass(slots=True)
class Gazetteer:
    """A gazetteer file as read; names and streets stand under their letters alone: ``mustikajaya``.

    ``starts`` are the words with which a name or a street may begin, each with how many words such a one has at most.
    """

    version: str = ""
    city: str = ""
    names: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    streets: dict[str, Place] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)

    def of_city(self, city: str | None) -> bool:
        """Tell whether *city* is the gazetteer's own, or not told: ``Bekasi`` is ``Kota Bekasi``."""
        return not city or city_key(city) == city_key(self.city)

    def place(self, key: str, level: str | None) -> Place | None:
        """Give the place of a name, of *level* where two share it; a kecamatan before its kelurahan."""
        found = self.names.get(key, ())
        return next((one for one in found if one.level == level), found[0] if found else None)

    def canonical(self, name: str) -> str | None:
        """Give the name as the file writes it, None for one that it does not hold."""
        found = self.place(letters(name), None)
        return found.name if found else None

    def districts(self) -> dict[str, str]:
        """Give the kecamatan of each place by name; a kecamatan is its own, also where a kelurahan shares its name."""
        places = [one for found in self.names.values() for one in found]
        return {one.name: one.kecamatan for one in sorted(places, key=lambda one: one.level == KECAMATAN)}


def letters(name: str) -> str:
    """Give the letters and digits of a name alone, folded: two spellings of one name are equal."""
    return "".join(tokens(name))


def city_key(city: str) -> str:
    """Give the letters of a city; without ``Kota``, since only a regency says what it is."""
    return letters(city).removeprefix("kota")


def load_gazetteer(path: Path | None = None) -> Gazetteer:
    """Read a gazetteer file, by default the packaged one. Raises TaxonomyError with all its mistakes."""
    file = MarkedYaml(path or PACKAGED)
    gazetteer = _Reader(file, Gazetteer()).read()
    raise_mistakes(file)
    return gazetteer


def gazetteer_version(path: Path | None = None) -> str:
    """Give a digest of the file's content, which changes with every edit."""
    return sha256((path or PACKAGED).read_bytes()).hexdigest()[:8]


@dataclass(slots=True)
class _Reader:
    """Puts the entries of a file into a gazetteer; mistakes are noted in the file."""

    file: MarkedYaml
    gazetteer: Gazetteer
    lines: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The owner of each spelling, and the line where it stands."""

    def read(self) -> Gazetteer:
        entries = {str(key.value): (key, value) for key, value in self.file.root()}
        for name in sorted(entries.keys() - {"version", "city", KECAMATAN}):
            self.file.wrong(entries[name][0], f"unknown entry '{name}'; the file holds version, city and kecamatan")
        for name in ("version", "city", KECAMATAN):
            if name not in entries and not self.file.mistakes:
                self.file.missing(f"'{name}' is missing; see the packaged file")
        if "version" in entries:
            self.gazetteer.version = self.file.text(entries["version"][1], "version")
        if "city" in entries:
            self.gazetteer.city = self.file.text(entries["city"][1], "city")
        for item in self.file.items(entries[KECAMATAN][1], KECAMATAN) if KECAMATAN in entries else []:
            self._read_kecamatan(item)
        return self.gazetteer

    def _read_kecamatan(self, item: yaml.Node) -> None:
        entries = self._entries(item, "a kecamatan", {*_KNOWN, KELURAHAN})
        name = self._read_place(entries, KECAMATAN, "")
        if name and KELURAHAN in entries:
            for child in self.file.items(entries[KELURAHAN][1], f"the kelurahan of {name}"):
                self._read_place(self._entries(child, "a kelurahan", _KNOWN), KELURAHAN, name)

    def _entries(self, item: yaml.Node, what: str, known: set[str]) -> Entries:
        entries = {str(key.value): (key, value) for key, value in self.file.pairs(item, what)}
        for name in sorted(entries.keys() - known):
            self.file.wrong(entries[name][0], f"unknown entry '{name}'; {what} holds {', '.join(sorted(known))}")
        if entries and "name" not in entries:
            self.file.wrong(item, f"'name' is missing in {what}; add it")
        return entries

    def _read_place(self, entries: Entries, level: str, kecamatan: str) -> str:
        name = self.file.text(entries["name"][1], "name") if "name" in entries else ""
        if not name:
            return ""
        elsewhere = frozenset(letters(city) for _node, city in self._texts(entries, "elsewhere"))
        place = Place(name, level, kecamatan or name, self._common(entries), elsewhere)
        self._take(entries["name"][1], name, place)
        for node, alias in self._texts(entries, "aliases"):
            self._take(node, alias, place)
        for _node, street in self._texts(entries, "streets"):
            self._begin(street)
            self.gazetteer.streets[letters(street)] = place
        return name

    def _common(self, entries: Entries) -> bool:
        if "common" not in entries:
            return False
        told = self.file.text(entries["common"][1], "common").lower()
        if told not in ("true", "false"):
            self.file.wrong(entries["common"][1], f"common '{told}' is neither true nor false; write one of them")
        return told == "true"

    def _texts(self, entries: Entries, name: str) -> Iterator[tuple[yaml.Node, str]]:
        for node in self.file.items(entries[name][1], name) if name in entries else []:
            text = self.file.text(node, f"an entry of {name}")
            if text and not letters(text):
                self.file.wrong(node, f"'{text}' holds no letter; write a name")
            elif text:
                yield node, text

    def _take(self, node: yaml.Node, name: str, place: Place) -> None:
        key, line = letters(name), node.start_mark.line + 1
        held = self.gazetteer.names.get(key, ())
        if key and any(one.level == place.level and one.name != place.name for one in held):
            whose, where = self.lines[f"{place.level} {key}"]
            self.file.wrong(node, f"'{name}' stands already at line {where} for {place.level} {whose}; keep one")
        elif key and place not in held:
            self.gazetteer.names[key] = (*held, place)
        elif name == place.name and key:
            self.file.wrong(node, f"{place.level} '{name}' stands twice; keep one of the two")
        self.lines.setdefault(f"{place.level} {key}", (place.name, line))
        self._begin(name)

    def _begin(self, name: str) -> None:
        parts, starts = tokens(name), self.gazetteer.starts
        for first, size in ((letters(name), 1), *((part, len(parts)) for part in parts[:1])):
            starts[first] = max(starts.get(first, 1), size)
