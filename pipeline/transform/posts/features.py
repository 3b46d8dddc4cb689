"""The features of texts for the model: words, those that open them, pairs of words, taxonomy weights, and the shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.transform.text.cues import CUED, CUES, FUNCTIONS, STAGES
from pipeline.transform.text.lexicon import CUE_WORDS, NO, Numbers
from pipeline.transform.text.phrases import Match
from pipeline.transform.text.reading import Reading, first_places, places_in
from pipeline.transform.text.taxonomy import DIMENSIONS, NONE, TOPIC_OF

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]

# Chosen on 346 posts labelled by hand: each stands on a plateau, where a quarter more or less moves macro-F1 by
# at most 0.01.
LEAD = 2.0  # a phrase in the title or the first sentence counts so much more (codebook, rule 2)
TAGGED = 0.5  # hashtags are often the same under every post
REPEATED = 0.5  # what the second occurrence of a phrase adds; later ones add nothing

BLOCKS = ("word", "lead", "pair")
SUBTOPICS = (*TOPIC_OF, NONE)
TOPICS = (*DIMENSIONS, NONE)
MARKS = ("?", "!", ":", "#", "\n", "http", "✅", "📍", "📌", "📅", "🗓", "Rp", "/20")
QUOTES = ('"', "“", "”")
_LEVELS = 2
FUNCTION_AT = 3 * len(SUBTOPICS) + 3 * len(TOPICS) + _LEVELS
STAGE_AT = TOPICAL = FUNCTION_AT + 4 * len(FUNCTIONS) + 2 * len(MARKS) + 3
"""The places in a row at which the numbers of functions and of stages begin: each four times, as CueCounts has them.

Those before the stages tell of the topic, the rest only of function and stage: last, the marks of a report.
"""
DENSE = TOPICAL + 4 * len(STAGES) + 3
_TOPIC_AT = [TOPICS.index(TOPIC_OF.get(subtopic, NONE)) for subtopic in SUBTOPICS]
_SUBTOPIC_AT = {subtopic: place for place, subtopic in enumerate(SUBTOPICS)}
_CUES = np.array([[place in CUES[word] for place in range(len(CUED))] for word in CUE_WORDS], dtype=np.float64)


class Block(NamedTuple):
    """Numbered features of one kind: in which text, which, and at which place it stands first; in order of texts."""

    text: Numbers
    number: Numbers
    place: Numbers


@dataclass(frozen=True)
class Vocabulary:
    """Vocabulary of a model: how many words, the number of each as an opening word, and the keys of pairs, in order."""

    size: int
    leads: Numbers
    pair_keys: Numbers
    pairs: Numbers

    @classmethod
    def of(cls, size: int, leads: Sequence[int], pairs: Sequence[tuple[int, int]]) -> Vocabulary:
        """Make it of the opening words and the pairs, each a number or two of words, in their order."""
        numbers = np.full(size, NO)
        numbers[list(leads)] = np.arange(len(leads))
        keys = np.array([first * size + second for first, second in pairs], dtype=np.int64)
        order = np.argsort(keys)
        return cls(size, numbers, keys[order], order)


class Found(NamedTuple):
    """A phrase that was found in a text, at its first place, with what it adds in all."""

    match: Match
    weight: float


def blocks(reading: Reading, known: Vocabulary) -> dict[str, Block]:
    """Give numbers to what stands in texts: words, opening words, words side by side."""
    size, texts = known.size, len(reading.wholes)
    held = np.flatnonzero(reading.word != NO)
    word = held[first_places(reading.text[held] * size + reading.word[held], texts * size)]
    opening = word[reading.opening[word]]
    leads = known.leads[reading.word[opening]]
    beside = held[:-1][np.diff(held) == 1]  # a text ends in what is no word
    pairs = places_in(known.pair_keys, reading.word[beside] * size + reading.word[beside + 1])
    beside, pairs = beside[pairs != NO], known.pairs[pairs[pairs != NO]]
    once = first_places(reading.text[beside] * len(known.pair_keys) + pairs, texts * len(known.pair_keys))
    return {
        "word": _block(reading, reading.word[word], word),
        "lead": _block(reading, leads[leads != NO], opening[leads != NO]),
        "pair": _block(reading, pairs[once], beside[once]),
    }


def _block(reading: Reading, numbers: Numbers, places: Numbers) -> Block:
    return Block(reading.text[places], numbers, places)


def found_phrases(matches: Iterable[Match]) -> list[Found]:
    """Add up the weight of each phrase of a text over its first two places."""
    places: dict[tuple[int, str, str], list[Match]] = {}
    for match in matches:
        places.setdefault((match.text, match.phrase.subtopic, match.phrase.text), []).append(match)
    return [Found(found[0], _weight(found)) for found in places.values()]


def _weight(found: Sequence[Match]) -> float:
    first = found[0]
    factor = TAGGED if first.tagged else LEAD if first.opening else 1.0
    return first.phrase.weight * (factor + (REPEATED if len(found) > 1 else 0.0))


class CueCounts(NamedTuple):
    """The number of words that tell each function and stage, in all and among the opening ones: one row a text.

    ``text``, ``number`` and ``place`` are those of the words, each at its first place.
    """

    words: Block
    whole: Doubles
    leading: Doubles

    def numbers(self, part: slice) -> Doubles:
        """Put the counts of functions or of stages into rows, with their shares."""
        whole, leading = self.whole[:, part], self.leading[:, part]
        shares = [count / (count.sum(axis=1, keepdims=True) + 1) for count in (whole, leading)]
        return np.concatenate([np.log1p(whole), np.log1p(leading), *shares], axis=1)


def cue_counts(reading: Reading) -> CueCounts:
    """Count the words that tell a function or a stage."""
    held, texts = np.flatnonzero(reading.cue != NO), len(reading.wholes)
    first = held[first_places(reading.text[held] * len(CUE_WORDS) + reading.cue[held], texts * len(CUE_WORDS))]
    whole, leading = np.zeros((2, texts, len(CUED)))
    told = _CUES[reading.cue[first]]
    np.add.at(whole, reading.text[first], told)
    np.add.at(leading, reading.text[first], told * reading.opening[first, np.newaxis])
    return CueCounts(_block(reading, reading.cue[first], first), whole, leading)


def tells(word: Numbers, cue: Numbers) -> NDArray[np.bool_]:
    """Say whether cue words tell what stands at these places of CUED."""
    return _CUES[word, cue] > 0


def dense(reading: Reading, found: Sequence[Found], levels: Sequence[int], cues: CueCounts) -> Floats:
    """Put the taxonomy's weights by sub-topic and topic, programme levels, cues, and the text's shape in rows.

    *levels* are places in LEVELS, or beyond them where no programme is named.
    """
    texts = len(reading.wholes)
    whole, leading, heading = np.zeros((3, texts, len(SUBTOPICS)))
    topics, headed = np.zeros((2, texts, len(TOPICS)))
    for match, weight in found:
        at = _SUBTOPIC_AT[match.phrase.subtopic]
        whole[match.text, at] += weight
        topics[match.text, _TOPIC_AT[at]] += weight
        leading[match.text, at] += weight * match.opening
        if match.heading:
            heading[match.text, at] += match.phrase.weight
            headed[match.text, _TOPIC_AT[at]] += match.phrase.weight
    rows = [
        np.log1p(whole),
        np.log1p(leading),
        np.log1p(heading),
        np.log1p(topics),
        _shares(topics, 1),
        _shares(headed, 0.5),
        np.array(levels)[:, np.newaxis] == np.arange(_LEVELS),
        cues.numbers(slice(len(FUNCTIONS))),
        _shapes(reading),
        cues.numbers(slice(len(FUNCTIONS), None)),
        _report_marks(reading),
    ]
    return np.concatenate(rows, axis=1, dtype=np.float32)


def _shares(sums: Doubles, nothing: float) -> Doubles:
    """Give to each topic twice its share of a text; *nothing* is the weight of what names no topic."""
    shares: Doubles = 2 * sums / (sums.sum(axis=1, keepdims=True) + nothing)
    return shares


def _shapes(reading: Reading) -> Doubles:
    counts = np.stack([_count(reading, mark) for mark in MARKS], axis=1)
    size = np.array([len(whole) for whole in reading.wholes])[:, np.newaxis]
    rows = [
        np.minimum(counts, 6) / 12,
        np.where(counts, 0.25, 0.0),
        np.minimum(size, 3000) / 3000,
        np.log1p(size) / 16,
        np.where(size < 300, 0.5, 0.0),  # noqa: PLR2004  # characters of a short caption
    ]
    return np.concatenate(rows, axis=1)


def _report_marks(reading: Reading) -> Doubles:
    """Tell whether a text has a day as in a newspaper, and how much of it is quoted: reports have both."""
    quotes = np.sum([_count(reading, mark) for mark in QUOTES], axis=0)
    marks: Doubles = np.stack([_count_days(reading) > 0, np.minimum(quotes, 6) / 6, quotes > 1], axis=1)
    return marks


def _count(reading: Reading, mark: str) -> Numbers:
    """Count how often a mark stands in each text; none overlaps itself, or reaches from one text into the next."""
    characters = reading.characters
    places = np.flatnonzero(characters == ord(mark[0]))
    for further, letter in enumerate(mark[1:], 1):
        places = places[characters[places + further] == ord(letter)]
    return _per_text(reading, places)


def _count_days(reading: Reading) -> Numbers:
    """Count the days that stand as in a newspaper, "Senin (8/12)": so reports begin, and hardly anything else."""
    characters = reading.characters
    digit = (characters >= ord("0")) & (characters <= ord("9"))
    places = np.flatnonzero(characters == ord("(")) + 1
    places = places[digit[places]] + 1  # a text ends in blanks: what is a digit has a character after it
    places += digit[places]
    places = places[characters[places] == ord("/")]
    return _per_text(reading, places[digit[places + 1]])


def _per_text(reading: Reading, places: Numbers) -> Numbers:
    texts = np.searchsorted(reading.starts, places, side="right") - 1
    return np.bincount(texts, minlength=len(reading.wholes))
