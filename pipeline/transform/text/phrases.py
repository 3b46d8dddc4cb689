"""Phrases to their places in texts: a dictionary over stems, keyed on the first one, longest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from pipeline.transform.text.lexicon import NO, Lexicon, Numbers
from pipeline.transform.text.reading import Bools, Post, Reading, places_in, read
from pipeline.transform.text.stems import Stemmer
from pipeline.transform.text.text import fold, words

EXACT = "="
"""``=selamat`` in a file means these very words, not all words of the same stem."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as its file writes it, and what it speaks for.

    ``programme`` names the service it stands for; a ``negative`` phrase keeps its words from being counted
    for its owner; a ``mined`` one was found by reading posts of one city, and may tell of that city alone.
    """

    text: str
    subtopic: str
    weight: float = 1.0
    negative: bool = False
    programme: str | None = None
    mined: bool = False

    @property
    def owner(self) -> str:
        """The owner that a negative phrase keeps from its words: the programme, else the sub-topic."""
        return self.programme or self.subtopic


class Match(NamedTuple):
    """A phrase found: in which text, from which character to which, in a hashtag, title, title or first sentence.

    ``first`` and ``after`` are the places in the reading of its first word and of the one after its last.
    """

    phrase: Phrase
    first: int
    after: int
    text: int
    start: int
    end: int
    tagged: bool
    heading: bool
    opening: bool


_MATCH = partial(tuple.__new__, Match)
"""Makes a match of a row of its fields, in a third of the time."""
_Exact = tuple[str, ...] | None
_Barred = set[tuple[str, int]]  # owner, and the place of a word that must not be counted for it


class _Entry(NamedTuple):
    """The phrases that begin with a stem: those of one word, and the longer ones by the stem of their second word.

    Longer phrases come before shorter ones, exact ones before others.
    """

    single: list[tuple[_Exact, Phrase]]
    longer: dict[int, list[tuple[list[int], _Exact, Phrase]]]

    def add(self, stems: list[int], exact: _Exact, phrase: Phrase) -> None:
        """Take a phrase."""
        if len(stems) == 1:
            self.single.append((exact, phrase))
            self.single.sort(key=lambda one: one[0] is None)
        else:
            following = self.longer.setdefault(stems[1], [])
            following.append((stems, exact, phrase))
            following.sort(key=lambda one: (-len(one[0]), one[1] is None))

    def standing(self, place: int, stems: list[int], reading: Reading) -> Iterator[tuple[Phrase, int]]:
        """Give the phrases that stand at *place*, longest first, each with the place after it."""
        for wanted, exact, phrase in self.longer.get(stems[place + 1], ()):
            after = place + len(wanted)
            if stems[place:after] == wanted and (exact is None or exact == _fold_words(reading, place, after)):
                yield phrase, after
        for exact, phrase in self.single:
            if exact is None or exact == _fold_words(reading, place, place + 1):
                yield phrase, place + 1


def _fold_words(reading: Reading, place: int, after: int) -> tuple[str, ...]:
    return tuple(reading.lexicon.folded(reading.words[place:after]))


class _Dictionary:
    """Phrases by their first stem; what may begin one is found for whole readings at once, by numbers."""

    def __init__(self, size: int) -> None:
        """Take phrases of *size* different stems."""
        self._size = size
        self._entries: dict[int, _Entry] = {}

    def add(self, stems: list[int], exact: _Exact, phrase: Phrase) -> None:
        """Take a phrase."""
        self._entries.setdefault(stems[0], _Entry([], {})).add(stems, exact, phrase)

    def find(self, reading: Reading) -> Iterator[tuple[int, Iterator[tuple[Phrase, int]]]]:
        """Give the places where a phrase may begin, each with the phrases that stand there."""
        stems, following = reading.stem, np.append(reading.stem[1:], NO)
        begins = self._alone[stems]
        further = np.flatnonzero((stems != NO) & (following != NO) & ~begins)
        keys = stems[further] * self._size + following[further]
        begins[further] = places_in(self._pairs, keys) != NO
        listed = stems.tolist()
        for place in np.flatnonzero(begins).tolist():
            yield place, self._entries[listed[place]].standing(place, listed, reading)

    @cached_property
    def _alone(self) -> Bools:
        """Tell which stems are phrases; the last entry is that of words without a number."""
        alone = np.zeros(self._size + 1, dtype=bool)
        alone[[stem for stem, entry in self._entries.items() if entry.single]] = True
        return alone

    @cached_property
    def _pairs(self) -> Numbers:
        """Give the keys of the two stems that begin a longer phrase, in order."""
        keys = [stem * self._size + second for stem, entry in self._entries.items() for second in entry.longer]
        return np.unique(np.array(keys, dtype=np.int64))


def phrase_key(text: str, stemmer: Stemmer) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """Give the stems of a phrase and, for an exact one, its words: two phrases of one key are the same."""
    written = _cut_phrase(text)
    return tuple(stemmer(word) for word in written), written if text.startswith(EXACT) else None


def _cut_phrase(text: str) -> tuple[str, ...]:
    return tuple(fold(word.surface) for word in words(text.removeprefix(EXACT)) if word.surface)


class PhraseIndex:
    """Finds phrases in texts. Of phrases that overlap, the one that starts first counts, then the longest."""

    def __init__(
        self, phrases: Iterable[Phrase], stemmer: Stemmer, vocabulary: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        """Look for *phrases*; the words that are read carry their number in *vocabulary*."""
        found = [(phrase, _cut_phrase(phrase.text), *phrase_key(phrase.text, stemmer)) for phrase in phrases]
        stems = {word: stem for _, own, key, _ in found for word, stem in zip(own, key, strict=True)}
        numbers = {stem: number for number, stem in enumerate(dict.fromkeys(stems.values()))}
        self._positive, self._negative = _Dictionary(len(numbers)), _Dictionary(len(numbers))
        for phrase, _, key, exact in found:
            (self._negative if phrase.negative else self._positive).add([numbers[stem] for stem in key], exact, phrase)
        joined = {"".join(own): own for _, own, _, _ in found if len(own) > 1}
        self._lexicon = Lexicon(stemmer.narrowed(stems), numbers, vocabulary, joined)

    def read(self, posts: Sequence[Post]) -> Reading:
        """Read texts into words; a reading holds until the next one."""
        return read(self._lexicon, posts)

    def find(self, reading: Reading) -> list[Match]:
        """Give the phrases of the texts that were read, in the order in which they stand there."""
        barred = {
            (phrase.owner, word)
            for place, standing in self._negative.find(reading)
            for phrase, after in standing
            for word in range(place, after)
        }
        found: list[tuple[Phrase, int, int]] = []
        free = 0
        for place, standing in self._positive.find(reading):
            if place < free:
                continue
            for phrase, after in standing:
                if not barred or barred.isdisjoint((phrase.owner, word) for word in range(place, after)):
                    found.append((phrase, place, after))
                    free = after
                    break
        return _matches(found, reading)


def _matches(found: Sequence[tuple[Phrase, int, int]], reading: Reading) -> list[Match]:
    if not found:
        return []
    phrases, firsts, afters = zip(*found, strict=True)
    first, last = np.array(firsts), np.array(afters) - 1
    columns = (
        reading.text[first],
        reading.start[first],
        reading.end[last],
        reading.tagged[first],
        reading.heading[first],
        reading.opening[first],
    )
    return list(map(_MATCH, zip(phrases, firsts, afters, *(column.tolist() for column in columns), strict=True)))
