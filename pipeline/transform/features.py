"""What the model sees of a text: its words, those that open it, pairs of words, taxonomy weights, and its shape."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, repeat
from typing import NamedTuple

from pipeline.transform.cues import CUED, FUNCTIONS, STAGES
from pipeline.transform.phrases import Match, Reading
from pipeline.transform.taxonomy import DIMENSIONS, NONE, TOPIC_OF

# Chosen on 346 posts labelled by hand: each stands on a plateau, where a quarter more or less moves macro-F1 by
# at most 0.01.
LEAD = 2.0  # a phrase in the title or the first sentence counts so much more (codebook, rule 2)
TAGGED = 0.5  # hashtags are often the same under every post
REPEATED = 0.5  # what the second occurrence of a phrase adds; later ones add nothing

BLOCKS = ("word", "lead", "pair")
SUBTOPICS = (*TOPIC_OF, NONE)
TOPICS = (*DIMENSIONS, NONE)
MARKS = ("?", "!", ":", "#", "\n", "http", "✅", "📍", "📌", "📅", "🗓", "Rp", "/20")
TOPICAL = 2 * len(SUBTOPICS) + 2 * len(TOPICS) + 2 + 4 * len(FUNCTIONS) + 2 * len(MARKS) + 3
"""So many of the numbers of a row, the first ones, tell of its topic; the rest only of its stage."""
DENSE = TOPICAL + 4 * len(STAGES)
_TOPIC_AT = [TOPICS.index(TOPIC_OF.get(subtopic, NONE)) for subtopic in SUBTOPICS]
_SUBTOPIC_AT = {subtopic: place for place, subtopic in enumerate(SUBTOPICS)}
_SHIFT = 32


class Numbers(NamedTuple):
    """The numbered features of a text by block, each with the place of the word where it stands first."""

    word: dict[int, int]
    lead: dict[int, int]
    pair: dict[int, int]


class Found(NamedTuple):
    """A phrase that was found with what it adds in all, and its first place."""

    match: Match
    weight: float
    leading: bool


def pair_key(first: int, second: int) -> int:
    """Make one number of two words that stand side by side."""
    return first << _SHIFT | second


def numbers(reading: Reading, before: int, leads: Mapping[int, int], pairs: Mapping[int, int]) -> Numbers:
    """Give numbers to what stands in a text.

    *leads* numbers the words that count among the first *before*, *pairs* those that count side by side.
    """
    told = [part.number for part in reading.parts]
    word = _first_places(told)
    word.pop(-1, None)
    lead = {leads[number]: place for number, place in word.items() if place < before and number in leads}
    # A word without a number makes a key that no pair has.
    pair = _first_places(map(pairs.get, [first << _SHIFT | second for first, second in pairwise(told)], repeat(-1)))
    pair.pop(-1, None)
    return Numbers(word, lead, pair)


def _first_places(told: Iterable[int]) -> dict[int, int]:
    backwards = list(told)[::-1]
    return dict(zip(backwards, range(len(backwards) - 1, -1, -1), strict=True))


def found_phrases(matches: Sequence[Match], lead: int) -> list[Found]:
    """Add up the weight of each phrase over its first two places."""
    places: dict[tuple[str, str], list[Match]] = defaultdict(list)
    for match in matches:
        places[match.phrase.subtopic, match.phrase.text].append(match)
    return [Found(found[0], _weight(found, lead), found[0].start < lead) for found in places.values()]


def _weight(found: list[Match], lead: int) -> float:
    first = found[0]
    factor = TAGGED if first.tagged else LEAD if first.start < lead else 1.0
    return first.phrase.weight * (factor + (REPEATED if len(found) > 1 else 0.0))


class CueCounts(NamedTuple):
    """How many words tell each function and stage, in all and among the opening ones."""

    whole: list[int]
    leading: list[int]

    def numbers(self, part: slice) -> list[float]:
        """Put the counts of functions or of stages into a row, with their shares."""
        whole, leading = self.whole[part], self.leading[part]
        total, lead_total = sum(whole) + 1, sum(leading) + 1
        return [
            *map(math.log1p, whole),
            *map(math.log1p, leading),
            *(count / total for count in whole),
            *(count / lead_total for count in leading),
        ]


def cue_counts(reading: Reading, before: int) -> CueCounts:
    """Count the words that tell a function or a stage; the first *before* words open the text."""
    whole, leading = [0] * len(CUED), [0] * len(CUED)
    known: set[str] = set()
    for place, part in enumerate(reading.parts):
        if part.cues and part.folded not in known:
            known.add(part.folded)
            for cue in part.cues:
                whole[cue] += 1
                leading[cue] += place < before
    return CueCounts(whole, leading)


def dense(text: str, found: Sequence[Found], levels: tuple[bool, bool], cues: CueCounts) -> list[float]:
    """Put the taxonomy's weights by sub-topic and topic, programme levels, cues, and the text's shape in a row."""
    whole, leading = [0.0] * len(SUBTOPICS), [0.0] * len(SUBTOPICS)
    topics = [0.0] * len(TOPICS)
    for one in found:
        at = _SUBTOPIC_AT[one.match.phrase.subtopic]
        whole[at] += one.weight
        topics[_TOPIC_AT[at]] += one.weight
        if one.leading:
            leading[at] += one.weight
    total = sum(topics) + 1.0
    return [
        *map(math.log1p, whole),
        *map(math.log1p, leading),
        *map(math.log1p, topics),
        *(2 * topic / total for topic in topics),
        *map(float, levels),
        *cues.numbers(slice(len(FUNCTIONS))),
        *_shape(text),
        *cues.numbers(slice(len(FUNCTIONS), None)),
    ]


def _shape(text: str) -> list[float]:
    counts = [text.count(mark) for mark in MARKS]
    size = len(text)
    return [
        *(min(count, 6) / 12 for count in counts),
        *(0.25 if count else 0.0 for count in counts),
        min(size, 3000) / 3000,
        math.log1p(size) / 16,
        0.5 if size < 300 else 0.0,  # noqa: PLR2004  # characters of a short caption
    ]


def vocabulary_pairs(reading: Reading) -> list[tuple[str, str]]:
    """Give the words of a text that stand side by side, for building a vocabulary."""
    folded = [part.folded for part in reading.parts]
    return [(first, second) for first, second in pairwise(folded) if first and second]
