"""Features of a response for the model: words, pairs, fragments of words, cues with their combinations, and signs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.transform.responses.cue_search import Cue, find_cues
from pipeline.transform.responses.cues import CUES
from pipeline.transform.responses.signs import signs_of
from pipeline.transform.responses.words import Token, read_tokens

GROUPS = tuple(CUES)
FRAGMENT_FROM, FRAGMENT_TO = 2, 5  # letters, the gap beside a word counted
_LONGEST_WORD = 30  # letters; what is longer is no word
_MOST = 3  # phrases of a group above which more say nothing
_FAULT = (
    "negative",
    "hardship",
    "crash",
    "access",
    "unanswered",
    "why_not",
    "sad",
    "collaboration",
    "named",
    "unpraised",
)
_BROKEN = ("crash", "access", "unanswered", "hardship")
_TELLING = (
    "positive",
    "thanks",
    "negative",
    "question",
    "suggestion",
    "access",
    "crash",
    "unanswered",
    "hardship",
    "prayer",
    "relief",
    "unpraised",
)
_SHORT, _USUAL = 60, 300  # characters
_FRAGMENT = range(FRAGMENT_FROM, FRAGMENT_TO + 1)


class Reading(NamedTuple):
    """A response as read: its words, and by group the cues in it."""

    text: str
    tokens: list[Token]
    cues: dict[str, list[Cue]]


def read_response(text: str) -> Reading:
    """Cut a response into words and find the cues."""
    tokens = read_tokens(text)
    return Reading(text, tokens, find_cues(tokens))


def terms_of(reading: Reading) -> dict[str, tuple[int, int]]:
    """Give the words and pairs of a response with the places of the first and last word where each stands first."""
    words = [token.text for token in reading.tokens]
    found: dict[str, tuple[int, int]] = {}
    for place, word in enumerate(words):
        found.setdefault(word, (place, place))
    for place, pair in enumerate(pairwise(words)):
        found.setdefault(" ".join(pair), (place, place + 1))
    return found


def fragments_of(reading: Reading) -> dict[str, int]:
    """Give the fragments of a response's words with the place of the first word that holds each.

    A misspelt word shares most of them with the right one: " ero", "eror" stand in *erorr* too.
    """
    found: dict[str, int] = {}
    for place, token in enumerate(reading.tokens):
        for fragment in _fragments(token.text):
            found.setdefault(fragment, place)
    return found


@lru_cache(maxsize=50_000)
def _fragments(word: str) -> tuple[str, ...]:
    if not word[0].isalpha() or len(word) > _LONGEST_WORD:
        return ()
    padded = f" {word} "
    return tuple(padded[at : at + size] for size in _FRAGMENT for at in range(len(padded) - size + 1))


def numbers_of(reading: Reading) -> list[float]:
    """Put cues, their combinations and signs in one row."""
    return [*cue_numbers(reading), *combination_numbers(reading), *signs_of(reading.text)]


def cue_numbers(reading: Reading) -> list[float]:
    """Put in a row for each group how many of its phrases stand there, and whether any does."""
    counts = [len({cue.phrase for cue in reading.cues[group]}) for group in GROUPS]
    return [*(min(count, _MOST) / _MOST for count in counts), *(float(count > 0) for count in counts)]


def combination_numbers(reading: Reading) -> list[float]:
    """Put combinations of cues in a row: a question that states a failure is a complaint (codebook, section 3)."""
    has = {group: bool(found) for group, found in reading.cues.items()}
    mark = "?" in reading.text
    fault, broken = any(has[group] for group in _FAULT), any(has[group] for group in _BROKEN)
    asks, suggests, thanks = has["question"], has["suggestion"], has["thanks"]
    told: Sequence[float] = [
        fault, broken, asks and fault, asks and not fault, mark and fault, mark and not fault,
        suggests and fault, suggests and not fault, suggests and mark,
        thanks and fault, thanks and asks, thanks and not fault and not asks,
        has["positive"] and fault, has["positive"] and not fault, has["prayer"] and not fault and not thanks,
        has["app"] and fault, has["app"] and broken, has["app"] and not fault, has["officers"] and fault,
        has["procedure"] and fault, has["repair"] and broken, has["advice"] and not fault, has["message"] and asks,
        has["thirdparty"] and fault and not broken, not any(has[group] for group in _TELLING),
        has["relief"] and not fault, has["relief"] and has["unpraised"], has["lasting"] and asks,
        has["lasting"] and (has["positive"] or has["thanks"]), has["lasting"] and suggests,
        has["positive"] and has["infrastructure"] and not suggests,
        mark, "!" in reading.text, reading.text.rstrip().endswith("?"),
        len(reading.text) < _SHORT, min(len(reading.text), 3 * _USUAL) / _USUAL,
    ]  # fmt: skip
    return [float(value) for value in told]
