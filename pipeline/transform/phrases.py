"""Phrases to their places in a text: a dictionary over stems, keyed on the first one, longest first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from pipeline.transform.cues import CUES
from pipeline.transform.stems import Stemmer
from pipeline.transform.text import Word, fold, words

EXACT = "="
"""``=selamat`` in a file means these very words, not all words of the same stem."""

_LIMIT = 200_000  # chunks remembered: with the stems about 150 MB at worst
_LONGEST = 60  # characters; longer chunks are mostly addresses, which hardly come again


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as its file writes it, and what it speaks for.

    ``programme`` names the service it stands for; a ``negative`` phrase keeps its words from being counted
    for its owner.
    """

    text: str
    subtopic: str
    weight: float = 1.0
    negative: bool = False
    programme: str | None = None

    @property
    def owner(self) -> str:
        """Whom a negative phrase keeps from its words: the programme, else the sub-topic."""
        return self.programme or self.subtopic


class Match(NamedTuple):
    """A phrase found: character offsets, and whether it stands in a hashtag."""

    phrase: Phrase
    start: int
    end: int
    tagged: bool


class Part(NamedTuple):
    """A word of a chunk, with the phrases that begin with it; offsets are into the chunk.

    ``number`` is the word's place in the vocabulary that the index was given, -1 where it has none; ``cues`` is what it
    tells of a post's function.
    """

    stem: str
    folded: str
    word: Word
    positive: _Entry | None
    negative: _Entry | None
    number: int
    cues: tuple[int, ...]


_Exact = tuple[str, ...] | None
_Barred = set[tuple[str, int]]  # owner, and the place of a word that must not be counted for it


class Reading(NamedTuple):
    """The words of a text, each with the offset of its chunk."""

    parts: list[Part]
    offsets: list[int]

    def start(self, place: int) -> int:
        """Tell at which character the word at *place* begins."""
        return self.offsets[place] + self.parts[place].word.start

    def end(self, place: int) -> int:
        """Tell after which character the word at *place* ends."""
        return self.offsets[place] + self.parts[place].word.end

    def places_before(self, character: int) -> int:
        """Count the words that begin before a character."""
        place = bisect_left(self.offsets, character)
        while place and self.start(place - 1) >= character:
            place -= 1
        return place


class _Entry(NamedTuple):
    """The phrases that begin with a stem: those of this word alone, and by the stem of the next word the longer ones.

    Longer phrases come before shorter ones, exact ones before others.
    """

    single: list[tuple[_Exact, Phrase]]
    longer: dict[str, list[tuple[tuple[str, ...], _Exact, Phrase]]]

    def add(self, stems: tuple[str, ...], exact: _Exact, phrase: Phrase) -> None:
        """Take a phrase."""
        if len(stems) == 1:
            self.single.append((exact, phrase))
            self.single.sort(key=lambda one: one[0] is None)
        else:
            following = self.longer.setdefault(stems[1], [])
            following.append((stems, exact, phrase))
            following.sort(key=lambda one: (-len(one[0]), one[1] is None))

    def standing(self, place: int, parts: list[Part]) -> Iterator[tuple[Phrase, int]]:
        """Give the phrases that stand at *place*, longest first, each with the place after it."""
        if place + 1 < len(parts):
            for stems, exact, phrase in self.longer.get(parts[place + 1].stem, ()):
                end = place + len(stems)
                there = parts[place:end]
                if tuple([part.stem for part in there]) != stems:
                    continue
                if exact is None or exact == tuple(part.folded for part in there):
                    yield phrase, end
        for exact, phrase in self.single:
            if exact is None or exact[0] == parts[place].folded:
                yield phrase, place + 1


def phrase_key(text: str, stemmer: Stemmer) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """Give the stems of a phrase and, for an exact one, its words: two phrases of one key are the same."""
    written = _written(text)
    return tuple(stemmer(word) for word in written), written if text.startswith(EXACT) else None


def _written(text: str) -> tuple[str, ...]:
    return tuple(fold(word.surface) for word in words(text.removeprefix(EXACT)) if word.surface)


class PhraseIndex:
    """Finds phrases in texts. Of phrases that overlap, the one that starts first counts, then the longest.

    What stands between two blanks is cut, stemmed and looked up once, and remembered: captions repeat themselves.
    """

    def __init__(
        self, phrases: Iterable[Phrase], stemmer: Stemmer, vocabulary: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        """Look for *phrases*; the words that are read carry their number in *vocabulary*."""
        self._vocabulary = vocabulary
        self._positive: dict[str, _Entry] = {}
        self._negative: dict[str, _Entry] = {}
        self._joined: dict[str, tuple[str, ...]] = {}
        stems: dict[str, str] = {}
        for phrase in phrases:
            key, exact = phrase_key(phrase.text, stemmer)
            written = _written(phrase.text)
            entries = self._negative if phrase.negative else self._positive
            entries.setdefault(key[0], _Entry([], {})).add(key, exact, phrase)
            stems.update(zip(written, key, strict=True))
            if len(written) > 1:
                self._joined["".join(written)] = written
        self._stemmer = stemmer.narrowed(stems)
        self._known: dict[str, tuple[Part, ...]] = {}

    def find(self, reading: Reading) -> list[Match]:
        """Give the phrases of a text that was read, in the order in which they stand there."""
        parts = reading.parts
        barred = _barred(parts)
        matches: list[Match] = []
        free = 0
        for place, part in enumerate(parts):
            if part.positive is None or place < free:
                continue
            for phrase, end in part.positive.standing(place, parts):
                if not barred or barred.isdisjoint((phrase.owner, word) for word in range(place, end)):
                    tagged = part.word.tagged
                    matches.append(Match(phrase, reading.start(place), reading.end(end - 1), tagged))
                    free = end
                    break
        return matches

    def read(self, text: str) -> Reading:
        """Cut a text into its words, with their stems and their numbers."""
        parts: list[Part] = []
        offsets: list[int] = []
        offset = 0
        for chunk in text.split():
            offset = text.index(chunk, offset)
            known = self._known.get(chunk)
            if known is None:
                known = self._learn(chunk)
            for part in known:
                parts.append(part)
                offsets.append(offset)
            offset += len(chunk)
        return Reading(parts, offsets)

    def _learn(self, chunk: str) -> tuple[Part, ...]:
        parts = tuple(self._part(surface, word) for word in words(chunk) for surface in self._surfaces(word))
        if len(self._known) >= _LIMIT:
            self._known.clear()
        if len(chunk) <= _LONGEST:
            self._known[chunk] = parts
        return parts

    def _surfaces(self, word: Word) -> Sequence[str]:
        """Read ``#banksampah`` as two words where the two are a phrase."""
        surface = fold(word.surface)
        return self._joined.get(surface, (surface,)) if word.tagged else (surface,)

    def _part(self, folded: str, word: Word) -> Part:
        stem = self._stemmer(folded)
        entries = self._positive.get(stem), self._negative.get(stem)
        return Part(stem, folded, word, *entries, self._vocabulary.get(folded, -1), CUES.get(folded, ()))


def _barred(parts: list[Part]) -> _Barred:
    return {
        (phrase.owner, word)
        for place, part in enumerate(parts)
        if part.negative is not None
        for phrase, end in part.negative.standing(place, parts)
        for word in range(place, end)
    }
