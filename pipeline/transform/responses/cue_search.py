"""The places of the cues' phrases in a response."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from pipeline.transform.responses.cues import CUES
from pipeline.transform.responses.words import Token

_ENDINGS = ("", "nya", "lah", "kah", "ku", "mu", "an")
_SHORTEST_INFLECTED = 3
_LONGEST = 30  # letters of a beginning that is looked up
_DENIED = {"negative": "relief", "hardship": "relief", "crash": "relief", "positive": "unpraised"}
"""Groups of which a phrase means the opposite after a denial, with the group in which it then stands."""
_DENIALS = {
    "relief": frozenset({"tidak", "tanpa"}),
    "unpraised": frozenset({"tidak", "kurang", "belum", "tanpa", "jauh"}),
}
_BETWEEN = frozenset(
    """
    pernah ada dari lagi sangat terlalu begitu merasa terasa dirasa akan lebih sama sekali satu pun satupun pakai pake
    bikin membuat jadi menjadi banget kata merasakan sekalipun usah yang cepat mudah
    """.split()  # noqa: SIM905  # a block of words reads better than a list
)
"""Words that may stand between a denial and the phrase that it denies."""
_NEGATIVE_WORDS = frozenset[str]().union(*_DENIALS.values())
_FARTHEST = 4  # words from a denial to the phrase


class Cue(NamedTuple):
    """A phrase of a group that was found, by the places of its first and last word."""

    phrase: str
    first: int
    last: int


class _Phrase(NamedTuple):
    """A phrase as it is looked for from its first word on; ``place`` puts the longer one of a group first."""

    group: str
    place: int
    text: str
    pattern: re.Pattern[str]


class _Index(NamedTuple):
    """Phrases by the forms of their first word: whole words, and beginnings of words."""

    words: Mapping[str, Sequence[_Phrase]]
    beginnings: Mapping[str, Sequence[_Phrase]]


def find_cues(tokens: Sequence[Token]) -> dict[str, list[Cue]]:
    """Find the phrases of every group; of phrases that overlap in a group, the longest that begins first."""
    text = f" {' '.join(token.text for token in tokens)} "
    starts = list(accumulate((len(token.text) + 1 for token in tokens), initial=0))
    found: dict[str, list[Cue]] = {group: [] for group in CUES}
    passed = dict.fromkeys(CUES, 0)
    for first, token in enumerate(tokens):
        for phrase in _beginning_with(token.text):
            if starts[first] < passed[phrase.group]:
                continue
            match = phrase.pattern.match(text, starts[first])
            if match:
                passed[phrase.group] = match.end()
                cue = Cue(phrase.text, first, bisect_right(starts, match.end() - 1) - 1)
                group, cue = _group_after_denial(phrase.group, cue, tokens)
                found[group].append(cue)
    denied = {cue.last for cue in found["relief"]}
    found["procedure"] = [cue for cue in found["procedure"] if cue.last not in denied]
    return found


def _group_after_denial(group: str, cue: Cue, tokens: Sequence[Token]) -> tuple[str, Cue]:
    """Give a phrase's group and places, the opposite group after a denial: "tidak terlalu susah" is no hardship."""
    opposite = _DENIED.get(group)
    if opposite is None or tokens[cue.first].text in _NEGATIVE_WORDS:
        return group, cue
    for place in range(cue.first - 1, max(-1, cue.first - 1 - _FARTHEST), -1):
        word = tokens[place].text
        if _denies(word, opposite, tokens, place):
            return opposite, Cue(f"{word} ~ {cue.phrase}", place, cue.last)
        if word not in _BETWEEN:
            break
    return group, cue


def _denies(word: str, opposite: str, tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a word before a cue turns it into *opposite*; of blame "belum" does so only as "belum pernah"."""
    if word == "jauh":
        return word in _DENIALS[opposite] and _is_far(tokens, place)
    never = word == "belum" and tokens[place + 1].text == "pernah"
    return word in _DENIALS[opposite] or never


def _is_far(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether "jauh" denies: "jauh dari bagus", neither "jauh lebih bagus" nor "tidak jauh dari bagus"."""
    return tokens[place + 1].text == "dari" and (place == 0 or tokens[place - 1].text != "tidak")


@cache
def _index() -> _Index:
    words: defaultdict[str, list[_Phrase]] = defaultdict(list)
    beginnings: defaultdict[str, list[_Phrase]] = defaultdict(list)
    for phrase in _phrases():
        for form in phrase.text.split()[0].split("|"):
            if form.endswith("*"):
                beginnings[form[:-1]].append(phrase)
                continue
            for ending in _endings(form):
                words[form + ending].append(phrase)
    return _Index(words, beginnings)


def _phrases() -> Iterator[_Phrase]:
    """Yield the phrases of each group, the longest first."""
    for group, told in CUES.items():
        parts = told.split(",") if "," in told else told.split()
        texts = sorted({" ".join(part.split()) for part in parts} - {""}, key=lambda part: (-len(part), part))
        for place, text in enumerate(texts):
            yield _Phrase(group, place, text, re.compile(_pattern(text)))


def _beginning_with(word: str) -> list[_Phrase]:
    index = _index()
    found = list(index.words.get(word, ()))
    for size in range(1, min(len(word), _LONGEST) + 1):
        found += index.beginnings.get(word[:size], ())
    return sorted(found, key=lambda phrase: phrase.place) if len(found) > 1 else found


def _pattern(phrase: str) -> str:
    words = (r"(?: \S+){0,2}" if word == "~" else f" (?:{_forms(word)})" for word in phrase.split())
    return f"{''.join(words)}(?= )"


def _forms(word: str) -> str:
    return "|".join(
        re.escape(form[:-1]) + r"\S*" if form.endswith("*") else f"{re.escape(form)}(?:{'|'.join(_endings(form))})"
        for form in word.split("|")
    )


def _endings(form: str) -> Sequence[str]:
    return _ENDINGS if form.isalpha() and len(form) >= _SHORTEST_INFLECTED else ("",)
