"""Find themes among responses without a fixed list: words that many people use, grouped by standing together.

Words that at least five people used are put together by the cosine of their centroids over the responses; each
response goes to the theme of which it holds the most weight, by how rare its words are. Neither a number of themes
nor a list of topics is given. For short texts of a week this groups as well as NMF over TF-IDF with the best number of
themes (docs/methods.md), and every theme is named by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.transform.issues.voices import Voice

FEWEST = 5
"""Responses, and people, that make a theme."""
MOST_WORDS = 300
TOGETHER = 0.25
"""Cosine from which two groups of words are one theme."""
AT_ONCE = 4096

Floats = NDArray[np.float64]
Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Theme:
    """The stems that make a theme, each with its weight."""

    weights: Mapping[str, float]

    def weigh(self, stems: Iterable[str]) -> float:
        """Add up the weights of the theme's words among *stems*."""
        return sum(self.weights.get(stem, 0.0) for stem in stems)


def find_themes(voices: Sequence[Voice]) -> list[Theme]:
    """Find the themes that at least five of the responses, by five people, speak of; the largest first."""
    words = _choose_stems(voices)
    if not words:
        return []
    together = _counts_together(voices, words)
    rarity = np.log(len(voices) / np.diag(together)) + 0.1
    groups = _link_words(together)
    weights = np.zeros((len(words), len(groups)), dtype=np.float32)
    for column, group in enumerate(groups):
        weights[group, column] = rarity[group]
    left = _large_enough(voices, _weigh_groups(voices, words, weights))
    return [Theme({words[at]: float(rarity[at]) for at in groups[column]}) for column in left]


def theme_of(themes: Sequence[Theme], voice: Voice) -> int | None:
    """Tell which theme a response speaks of, None where it holds no word of any."""
    weights = [theme.weigh(voice.stems) for theme in themes]
    best = max(range(len(themes)), key=lambda at: weights[at], default=None)
    return best if best is not None and weights[best] > 0 else None


def _choose_stems(voices: Sequence[Voice]) -> list[str]:
    """Choose the stems that most people used, of those that five did."""
    people: dict[str, set[str]] = {}
    for voice in voices:
        if voice.person:
            for stem in voice.stems:
                people.setdefault(stem, set()).add(voice.person)
    ranked = sorted(people, key=lambda stem: (-len(people[stem]), stem))
    return [stem for stem in ranked[:MOST_WORDS] if len(people[stem]) >= FEWEST]


def _counts_together(voices: Sequence[Voice], words: Sequence[str]) -> Floats:
    """Count the responses in which each two words stand, and on the diagonal those of each."""
    counts = np.zeros((len(words), len(words)))
    for held in _word_rows(voices, words):
        counts += held.T @ held
    return counts


def _word_rows(voices: Sequence[Voice], words: Sequence[str]) -> Iterator[Numbers]:
    """Yield, some thousand responses at a time, a row of 0 and 1 each: which of the words it holds."""
    place = {word: at for at, word in enumerate(words)}
    for first in range(0, len(voices), AT_ONCE):
        part = voices[first : first + AT_ONCE]
        held = np.zeros((len(part), len(words)), dtype=np.float32)
        for row, voice in enumerate(part):
            held[row, [place[stem] for stem in voice.stems if stem in place]] = 1
        yield held


def _weigh_groups(voices: Sequence[Voice], words: Sequence[str], weights: Numbers) -> Numbers:
    """Give for each response the weight that it holds of each group of words."""
    return np.concatenate([held @ weights for held in _word_rows(voices, words)])


def _link_words(together: Floats) -> list[list[int]]:
    """Link words while the nearest two groups stand together often enough, by the cosine of their centroids."""
    joint = together.copy()
    groups = {at: [at] for at in range(len(joint))}
    while len(groups) > 1:
        near = _cosines(joint)
        first, second = (int(place) for place in np.unravel_index(near.argmax(), near.shape))
        if near[first, second] < TOGETHER:
            break
        joint[first] += joint[second]
        joint[:, first] += joint[:, second]
        joint[second], joint[:, second] = 0, 0
        groups[first] += groups.pop(second)
    return list(groups.values())


def _cosines(joint: Floats) -> Floats:
    """Give the cosine of each two groups of words over the responses; 0 of a group with itself, and of none."""
    size = np.sqrt(np.diag(joint))
    near: Floats = np.divide(joint, np.outer(size, size), out=np.zeros_like(joint), where=np.outer(size, size) > 0)
    np.fill_diagonal(near, 0)
    return near


def _large_enough(voices: Sequence[Voice], weighed: Numbers) -> list[int]:
    """Leave out the group of fewest people, ask anew of which the others its responses are, until each has five."""
    members: dict[int, list[int]] = {column: [] for column in range(weighed.shape[1])}

    def put(rows: Iterable[int]) -> None:
        for row in rows:
            best = int(weighed[row].argmax())
            if weighed[row, best] > 0:
                members[best].append(row)

    put(range(len(voices)))
    while members:
        people = {column: len({voices[row].person for row in rows} - {None}) for column, rows in members.items()}
        least = min(members, key=lambda column: (people[column], len(members[column])))
        if people[least] >= FEWEST:
            break
        weighed[:, least] = 0
        put(members.pop(least))
    return sorted(members, key=lambda column: -len(members[column]))
