"""A text between two blanks, cut, stemmed and numbered once, and remembered: captions repeat themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.transform.text.cues import CUES
from pipeline.transform.text.stems import Stemmer
from pipeline.transform.text.text import Word, fold, words

Numbers = NDArray[np.int64]

LIMIT = 200_000  # words of chunks remembered: with the stems about 150 MB at worst
_LONGEST = 60  # characters; longer chunks are mostly addresses, which hardly come again
NO = -1  # the number of what has none
CUE_WORDS = tuple(CUES)
_CUE_NUMBERS = {word: number for number, word in enumerate(CUE_WORDS)}


class Columns(NamedTuple):
    """The numbers of each word of a chunk: one row each, of one column for each word.

    ``word`` numbers it in the vocabulary, ``stem`` among the stems of phrases, ``cue`` among the cue words; each is NO
    where it has none. ``start`` and ``end`` are offsets into the chunk, ``tagged`` is 1 in a hashtag.
    """

    word: Numbers
    stem: Numbers
    cue: Numbers
    start: Numbers
    end: Numbers
    tagged: Numbers


class _Numbers(dict[str, int]):
    """Numbers of chunks. One without a number has NO: asked so, a dictionary answers twice as fast as by ``get``."""

    def __missing__(self, _chunk: str) -> int:
        return NO


class Lexicon:
    """Numbers chunks, and knows the words of each; a memory that is full begins anew."""

    def __init__(
        self,
        stemmer: Stemmer,
        stems: Mapping[str, int],
        vocabulary: Mapping[str, int],
        joined: Mapping[str, tuple[str, ...]],
        limit: int = LIMIT,
    ) -> None:
        """Give *stems* and words of the *vocabulary* these numbers; read a hashtag of *joined* as its words."""
        self._stemmer = stemmer
        self._stems = stems
        self._vocabulary = vocabulary
        self._joined = joined
        self._limit = limit
        self._forget()

    def _forget(self) -> None:
        self._numbers = _Numbers()
        self._surfaces: list[str] = []
        self._folded: list[str] = []
        self._ends: Numbers = np.zeros(1, dtype=np.int64)
        self._table: Numbers = np.zeros((len(Columns._fields), 0), dtype=np.int64)

    def look_up(self, chunks: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Give for each chunk its first word and how many it has; both hold until the next look-up."""
        if max(len(self._folded), len(self._numbers)) >= self._limit:  # chunks without a word count too
            self._forget()
        numbers = np.fromiter(map(self._numbers.__getitem__, chunks), dtype=np.int64, count=len(chunks))
        new = np.flatnonzero(numbers == NO)
        if len(new):
            numbers[new] = self._learn([chunks[place] for place in new.tolist()])
        firsts = self._ends[numbers]
        return firsts, self._ends[numbers + 1] - firsts

    def columns(self, numbers: Numbers) -> Columns:
        """Tell what words are, by their numbers."""
        return Columns(*self._table[:, numbers])

    def folded(self, numbers: Numbers) -> list[str]:
        """Give words by their numbers, folded; an empty one where no phrase may pass."""
        return [self._folded[number] for number in numbers.tolist()]

    def surfaces(self, numbers: Numbers) -> list[str]:
        """Give words by their numbers as they were written."""
        return [self._surfaces[number] for number in numbers.tolist()]

    def _learn(self, chunks: Sequence[str]) -> list[int]:
        found: list[int] = []
        ends: list[int] = []
        rows: list[tuple[int, ...]] = []
        for chunk in chunks:
            number = self._numbers[chunk]
            if number == NO:
                number = len(self._ends) + len(ends) - 1
                for folded, word in self._cut(chunk):
                    self._folded.append(folded)
                    self._surfaces.append(word.surface)
                    rows.append(self._row(folded, word))
                ends.append(len(self._folded))
                if len(chunk) <= _LONGEST:
                    self._numbers[chunk] = number
            found.append(number)
        added = np.array(rows, dtype=np.int64).reshape(-1, len(Columns._fields)).T
        self._table = np.concatenate([self._table, added], axis=1)
        self._ends = np.concatenate([self._ends, np.array(ends, dtype=np.int64)])
        return found

    def _cut(self, chunk: str) -> Iterator[tuple[str, Word]]:
        for word in words(chunk):
            folded = fold(word.surface)
            for surface in self._joined.get(folded, (folded,)) if word.tagged else (folded,):
                yield surface, word

    def _row(self, folded: str, word: Word) -> tuple[int, ...]:
        return (
            self._vocabulary.get(folded, NO),
            self._stems.get(self._stemmer(folded), NO),
            _CUE_NUMBERS.get(folded, NO),
            word.start,
            word.end,
            word.tagged,
        )
