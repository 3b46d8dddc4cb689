"""Where the phrases of the cues stand in a response."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from pipeline.transform.responses.cues import CUES
from pipeline.transform.responses.words import Token

_ENDINGS = "(?:nya|lah|kah|ku|mu|an)?"
_SHORTEST_INFLECTED = 3


class Cue(NamedTuple):
    """A phrase of a group that was found, by the places of its first and last word."""

    phrase: str
    first: int
    last: int


def find_cues(tokens: Sequence[Token]) -> dict[str, list[Cue]]:
    """Find the phrases of every group; of phrases that overlap in a group, the longest that begins first."""
    text = f" {' '.join(token.text for token in tokens)} "
    starts = list(accumulate((len(token.text) + 1 for token in tokens), initial=0))
    found = {}
    for group, (pattern, phrases) in _patterns().items():
        found[group] = [
            Cue(
                phrases[(match.lastindex or 1) - 1],
                bisect_right(starts, match.start()) - 1,
                bisect_right(starts, match.end() - 1) - 1,
            )
            for match in pattern.finditer(text)
        ]
    return found


@cache
def _patterns() -> Mapping[str, tuple[re.Pattern[str], tuple[str, ...]]]:
    found = {}
    for group, told in CUES.items():
        parts = told.split(",") if "," in told else told.split()
        phrases = sorted({" ".join(part.split()) for part in parts} - {""}, key=lambda part: (-len(part), part))
        found[group] = re.compile("|".join(f"({_phrase(one)})" for one in phrases)), tuple(phrases)
    return found


def _phrase(phrase: str) -> str:
    words = (r"(?: \S+){0,2}" if word == "~" else f" (?:{_word(word)})" for word in phrase.split())
    return f"{''.join(words)}(?= )"


def _word(word: str) -> str:
    return "|".join(_form(form) for form in word.split("|"))


def _form(form: str) -> str:
    if form.endswith("*"):
        return re.escape(form[:-1]) + r"\S*"
    inflected = form.isalpha() and len(form) >= _SHORTEST_INFLECTED
    return re.escape(form) + (_ENDINGS if inflected else "")
