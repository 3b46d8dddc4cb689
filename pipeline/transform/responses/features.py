"""What the model sees of a response: its words and pairs of words, the cues in it, and a few of their combinations."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.transform.responses.cue_search import Cue, find_cues
from pipeline.transform.responses.cues import CUES
from pipeline.transform.responses.words import Token, read_tokens

GROUPS = tuple(CUES)
_MOST = 3  # phrases of a group above which more say nothing
_FAULT = ("negative", "hardship", "crash", "access", "unanswered", "why_not", "sad", "collaboration", "named")
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
)
_SHORT, _USUAL = 60, 300  # characters


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


def cue_numbers(reading: Reading) -> list[float]:
    """Put in a row for each group how many of its phrases stand there, and whether any does."""
    counts = [len({cue.phrase for cue in reading.cues[group]}) for group in GROUPS]
    return [*(min(count, _MOST) / _MOST for count in counts), *(float(count > 0) for count in counts)]


def combinations(reading: Reading) -> list[float]:
    """Put in a row what cues mean together: a question that states a failure is a complaint (codebook, section 3)."""
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
        mark, "!" in reading.text, reading.text.rstrip().endswith("?"),
        len(reading.text) < _SHORT, min(len(reading.text), 3 * _USUAL) / _USUAL,
    ]  # fmt: skip
    return [float(value) for value in told]
