"""Texts to words with their places, many texts at a time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from threading import local
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.transform.text.lexicon import NO, Lexicon, Numbers
from pipeline.transform.text.text import lead_end, without_markup

Bools = NDArray[np.bool_]
Characters = NDArray[np.uint32]


class Post(NamedTuple):
    """A text with its title and the channel where it stands, such as ``x``; None where there is none or nobody says."""

    text: str
    title: str | None = None
    channel: str | None = None


_BETWEEN = " \0 "  # a chunk that is no word: nothing reaches over it into the next text
# Where str.split() cuts; the last entry stands for every character after these.
_BLANK = np.array([chr(code).isspace() for code in range(0x3001)] + [False])


@dataclass(frozen=True)
class Reading:
    """The words of texts, all in a row; each text ends in one that is no word.

    ``wholes`` are titles and texts put together, ``characters`` all of them in a row, text ``n`` from ``starts[n]`` on.
    ``words`` number the words in the lexicon; the others hold for each word what the lexicon tells of it, ``text``
    whose it is, ``start`` and ``end`` its place in its text, ``heading`` whether it stands in the title, ``opening``
    whether it stands there or in the first sentence.
    The words of text ``n`` begin at ``firsts[n]``.
    """

    lexicon: Lexicon
    wholes: Sequence[str]
    characters: Characters
    starts: Numbers
    words: Numbers
    text: Numbers
    word: Numbers
    stem: Numbers
    cue: Numbers
    start: Numbers
    end: Numbers
    tagged: Bools
    heading: Bools
    opening: Bools
    firsts: Numbers

    def places(self, text: int) -> slice:
        """Tell where the words of one text stand."""
        return slice(self.firsts[text], self.firsts[text + 1])


def read(lexicon: Lexicon, posts: Sequence[Post]) -> Reading:
    """Read texts. The reading holds until the lexicon reads the next ones."""
    wholes = [f"{post.title}\n{post.text}" if post.title else post.text for post in posts]
    joined = _BETWEEN.join([*map(without_markup, wholes), ""])
    characters = _characters(joined)
    sizes = np.array([len(whole) for whole in wholes], dtype=np.int64)
    ends = np.cumsum(sizes + len(_BETWEEN))
    starts = ends - sizes - len(_BETWEEN)
    begins = _chunk_begins(characters)
    first, count = lexicon.look_up(joined.split())
    words = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
    told = lexicon.columns(words)
    text = np.repeat(np.searchsorted(ends, begins, side="right"), count)
    start = np.repeat(begins, count) - starts[text] + told.start
    titles = np.array([len(post.title or "") for post in posts], dtype=np.int64)
    leads = sizes - [len(post.text) - lead_end(post.text) for post in posts]
    return Reading(
        lexicon=lexicon,
        wholes=wholes,
        characters=characters,
        starts=starts,
        words=words,
        text=text,
        word=told.word,
        stem=told.stem,
        cue=told.cue,
        start=start,
        end=start + told.end - told.start,
        tagged=told.tagged.astype(bool),
        heading=start < titles[text],
        opening=start < leads[text],
        firsts=np.searchsorted(text, np.arange(len(wholes) + 1)),
    )


def _characters(text: str) -> Characters:
    coding = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
    return np.frombuffer(text.encode(coding, "surrogatepass"), dtype=np.uint32)


def _chunk_begins(characters: Characters) -> Numbers:
    blank = _BLANK[np.minimum(characters, len(_BLANK) - 1)]
    return np.flatnonzero(~blank & np.concatenate([[True], blank[:-1]]))


def places_in(known: Numbers, wanted: Numbers) -> Numbers:
    """Tell where numbers stand in *known*, which is in order; NO for those that do not."""
    if not len(known):
        return np.full(len(wanted), NO)
    places = np.searchsorted(known, wanted)
    places[places == len(known)] = 0
    return np.where(known[places] == wanted, places, NO)


class _Table(local):
    """A table that a thread writes to again and again: new memory each time would cost more than the work in it."""

    entries = np.empty(0, dtype=np.int32)

    def of(self, size: int) -> NDArray[np.int32]:
        if len(self.entries) < size:
            self.entries = np.empty(size, dtype=np.int32)
        return self.entries


_TABLE = _Table()


def first_places(keys: Numbers, size: int) -> Numbers:
    """Tell, in order, where each key stands first; keys are less than *size*."""
    held = _TABLE.of(size)  # what it holds of earlier keys is not read
    places = np.arange(len(keys), dtype=np.int32)
    held[keys[::-1]] = places[::-1]  # of those that write to one entry, the last one stays
    return np.flatnonzero(held[keys] == places)
