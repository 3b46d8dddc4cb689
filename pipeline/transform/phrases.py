"""Phrases to their places in a text: a dictionary over stems, keyed on the first stem, longest phrase first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.transform.stems import Stem, Stemmer
from pipeline.transform.text import Word, fold, words

EXACT = "="
"""``=selamat`` in a file means these very words, not all words of the same stem."""


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


class _Candidate(NamedTuple):
    stems: tuple[str, ...]
    exact: tuple[str, ...] | None
    phrase: Phrase


def phrase_key(text: str, stemmer: Stemmer) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """Give the stems of a phrase and, for an exact one, its words: two phrases of one key are the same."""
    parts = [stemmer(word.surface) for word in words(text.removeprefix(EXACT)) if word.surface]
    exact = tuple(part.folded for part in parts) if text.startswith(EXACT) else None
    return tuple(part.stem for part in parts), exact


class PhraseIndex:
    """Finds phrases in texts. Of phrases that overlap, the one that starts first counts, then the longest."""

    def __init__(self, phrases: Iterable[Phrase], stemmer: Stemmer) -> None:
        self._stemmer = stemmer
        self._positive: dict[str, list[_Candidate]] = defaultdict(list)
        self._negative: dict[str, list[_Candidate]] = defaultdict(list)
        self._joined: dict[str, list[str]] = {}
        for phrase in phrases:
            self._add(phrase)
        for candidates in (*self._positive.values(), *self._negative.values()):
            candidates.sort(key=lambda one: (-len(one.stems), one.exact is None))

    def _add(self, phrase: Phrase) -> None:
        stems, exact = phrase_key(phrase.text, self._stemmer)
        index = self._negative if phrase.negative else self._positive
        index[stems[0]].append(_Candidate(stems, exact, phrase))
        written = [fold(word.surface) for word in words(phrase.text)]
        if len(written) > 1:
            self._joined["".join(written)] = written

    def find(self, text: str) -> list[Match]:
        """Give the phrases of *text* in the order in which they stand there."""
        found = self._split_tags(words(text))
        stems = [self._stemmer(word.surface) for word in found]
        barred = self._barred(stems)
        matches, at = [], 0
        while at < len(stems):
            candidate = self._longest_at(at, stems, barred)
            if candidate is None:
                at += 1
                continue
            first, last = found[at], found[at + len(candidate.stems) - 1]
            matches.append(Match(candidate.phrase, first.start, last.end, first.tagged))
            at += len(candidate.stems)
        return matches

    def _split_tags(self, found: list[Word]) -> list[Word]:
        """Read ``#banksampah`` as two words where the two are a phrase."""
        if not any(word.tagged and word.surface.casefold() in self._joined for word in found):
            return found
        split: list[Word] = []
        for word in found:
            parts = self._joined.get(fold(word.surface)) if word.tagged else None
            split.extend([word._replace(surface=part) for part in parts] if parts else [word])
        return split

    def _barred(self, stems: list[Stem]) -> set[tuple[str, int]]:
        """Tell for whom which words must not be counted."""
        return {
            (candidate.phrase.owner, place)
            for at, stem in enumerate(stems)
            if stem.stem in self._negative
            for candidate in _fitting(self._negative[stem.stem], at, stems)
            for place in range(at, at + len(candidate.stems))
        }

    def _longest_at(self, at: int, stems: list[Stem], barred: set[tuple[str, int]]) -> _Candidate | None:
        candidates = self._positive.get(stems[at].stem)
        if candidates is None:
            return None
        for candidate in _fitting(candidates, at, stems):
            places = range(at, at + len(candidate.stems))
            if not barred or not any((candidate.phrase.owner, place) in barred for place in places):
                return candidate
        return None


def _fitting(candidates: list[_Candidate], at: int, stems: list[Stem]) -> Iterator[_Candidate]:
    for candidate in candidates:
        here = stems[at : at + len(candidate.stems)]
        if tuple(stem.stem for stem in here) != candidate.stems:
            continue
        if candidate.exact is None or candidate.exact == tuple(stem.folded for stem in here):
            yield candidate
