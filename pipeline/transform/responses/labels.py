"""Responses to labels: sentiment, intent, obstacle and object by the model, with the codebook's rules above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pipeline.transform.posts.features import Floats
from pipeline.transform.responses.cues import CUES
from pipeline.transform.responses.evidence import APPLAUSE, only_applauds, says_nothing
from pipeline.transform.responses.features import GROUPS, Reading, read_response
from pipeline.transform.responses.model import PACKAGED, ResponseModel, Seen, load_model
from pipeline.transform.responses.turns import Turn, read_turn
from pipeline.transform.text.taxonomy import NONE

SENTIMENTS = ("positive", "neutral", "negative")
INTENTS = ("complaint", "question", "suggestion", "praise", "other")
OBJECTS = ("communication", "digital_service", "other_service")
OBSTACLES = (
    "awareness", "infrastructure", "application", "capacity", "procedure", "collaboration", "security", "budget",
    "organisation", "participation",
)  # fmt: skip
RULES = "8"  # version of the rules below, and of how a response is read
JUDGED = ("sentiment", "intent", "obstacle")  # the answers of which the score tells the least sure
MOST = 4  # reasons kept for each answer
SURE = 0.9  # score of a label that a rule of turns.py decides (docs/labels.md)
MODEL, NO_EVIDENCE = "model", "none"  # how a label came about


Weighed = tuple[float, str, int, int, str]
"""A weight with the phrase that bears it, the places of its first and last word, and its kind."""


class Reason(NamedTuple):
    """A phrase or word that spoke for an answer; ``start`` and ``end`` are places in the text, the words not kept."""

    phrase: str
    start: int
    end: int
    answer: str
    weight: float
    source: str


class ResponseLabel(NamedTuple):
    """The label of a response; ``obstacle`` is None where none is told; ``score`` is that of its least sure part.

    If nothing is said to the government, there is no object; where no word tells anything, ``method`` is ``none``
    and there is no score either.
    """

    sentiment: str
    intent: str
    object: str | None
    obstacle: str | None
    score: float | None
    evidence: tuple[Reason, ...]
    method: str = MODEL


TONES = {
    "complaint": ("negative",),
    "question": ("neutral",),
    "suggestion": SENTIMENTS,
    "praise": ("positive",),
    "other": ("neutral", "positive"),
}
"""The sentiments that an intent may bear (codebook, section 3): a question that reproaches is a complaint."""
_DIGITAL = ("digital", "app", "access", "crash", "security")
_APPLAUDED = ("sentiment=positive", "intent=praise")
NOTHING_SAID = ResponseLabel("neutral", "other", None, None, None, (), NO_EVIDENCE)


class ResponseLabeller:
    """Labels responses; the same version gives the same labels."""

    def __init__(self, model: ResponseModel) -> None:
        """Label by this model."""
        self._model = model
        told = "\n".join(f"{group}: {phrases}" for group, phrases in CUES.items())
        self.version = f"{RULES}-{sha256(told.encode()).hexdigest()[:8]}+m{model.digest}"

    def label_all(self, texts: Sequence[str]) -> list[ResponseLabel]:
        """Label responses."""
        return [self._label(read_response(text)) for text in texts]

    def _label(self, reading: Reading) -> ResponseLabel:
        if says_nothing(reading, self._model.numbers):
            return NOTHING_SAID
        if only_applauds(reading, self._model.numbers):
            return _applause(reading)
        seen = self._model.see(reading)
        chances = self._model.chances(seen)
        shares = {task: self._shares(task, chances[task]) for task in chances}
        best = _choose_together(shares["sentiment"], shares["intent"])
        turn = read_turn(reading)
        if turn is not None and turn.instead_of != best["intent"]:
            turn = None
        if turn is not None:
            best = {"sentiment": TONES[turn.intent][0], "intent": turn.intent}
        best["obstacle"] = max(shares["obstacle"], key=shares["obstacle"].__getitem__)
        if best["intent"] == "praise":
            best["obstacle"] = NONE
        reasons = [_reason_of_turn(turn)] if turn is not None else []
        reasons += [one for task in JUDGED for one in self._reasons(reading, seen, task, best[task])]
        return ResponseLabel(
            best["sentiment"],
            best["intent"],
            _object(reading, best, shares["object"]),
            None if best["obstacle"] == NONE else best["obstacle"],
            SURE if turn is not None else round(min(shares[task].get(best[task], 1.0) for task in JUDGED), 4),
            tuple(reasons),
        )

    def _shares(self, task: str, chances: Floats) -> dict[str, float]:
        return dict(zip(self._model.classes[task], chances.tolist(), strict=True))

    def _reasons(self, reading: Reading, seen: Seen, task: str, answer: str) -> list[Reason]:
        """Give the words and cues that added most for an answer; combinations of cues and signs are not told."""
        added = self._model.contributions(seen, task, answer)
        weighed = [*_words(seen, added, len(reading.tokens)), *self._cues(reading, seen, added)]
        best = sorted((one for one in weighed if one[0] > 0), key=lambda one: (-one[0], one[2]))[:MOST]
        return [
            Reason(
                phrase,
                reading.tokens[first].start,
                reading.tokens[last].end,
                f"{task}={answer}",
                round(weight, 3),
                source,
            )
            for weight, phrase, first, last, source in best
        ]

    def _cues(self, reading: Reading, seen: Seen, added: Floats) -> Iterator[Weighed]:
        """Yield each cue with its share of the weight of its group."""
        numbers = len(seen.terms) + len(seen.places)
        rows = (seen.rows[numbers:] - self._model.first_number).tolist()
        weights = dict(zip(rows, added[numbers:].tolist(), strict=True))
        for at, group in enumerate(GROUPS):
            cues = reading.cues[group]
            weight = weights.get(at, 0.0) + weights.get(at + len(GROUPS), 0.0)
            yield from ((weight / len(cues), cue.phrase, cue.first, cue.last, group) for cue in cues)


def _words(seen: Seen, added: Floats, words: int) -> Iterator[Weighed]:
    """Yield the weight of each known word, its fragments included, and of each pair."""
    start, end = len(seen.terms), len(seen.terms) + len(seen.places)
    fragments = np.bincount(seen.places, weights=added[start:end], minlength=words).tolist()
    for (term, first, last), weight in zip(seen.terms, added[:start].tolist(), strict=True):
        yield weight + (fragments[first] if first == last else 0.0), term, first, last, "word"


def _reason_of_turn(turn: Turn) -> Reason:
    return Reason(turn.phrase, turn.start, turn.end, f"intent={turn.intent}", 1.0, "rule")


def _choose_together(sentiments: Mapping[str, float], intents: Mapping[str, float]) -> dict[str, str]:
    """Choose the most probable sentiment and intent that go together."""
    pairs = [(tone, intent) for intent in intents for tone in TONES[intent] if tone in sentiments]
    pairs = pairs or [(tone, intent) for tone in sentiments for intent in intents]
    sentiment, intent = max(pairs, key=lambda pair: sentiments[pair[0]] * intents[pair[1]])
    return {"sentiment": sentiment, "intent": intent}


def _object(reading: Reading, best: Mapping[str, str], shares: Mapping[str, float]) -> str | None:
    """Tell what a response is about: digital only where its words are, nothing only where nothing is said."""
    if best["obstacle"] == "application":
        return "digital_service"
    said = best["intent"] != "other" or best["obstacle"] != NONE
    digital = any(reading.cues[group] for group in _DIGITAL)
    barred = {NONE} if said else set()
    barred |= set() if digital else {"digital_service"}
    left = {name: share for name, share in shares.items() if name not in barred}
    name = max(left, key=left.__getitem__, default="other_service")
    return None if name == NONE else name


def _applause(reading: Reading) -> ResponseLabel:
    """Label a response that applauds by a sign alone."""
    sign = next(token for token in reading.tokens if token.text == APPLAUSE)
    reasons = [Reason(APPLAUSE, sign.start, sign.end, answer, 1.0, "rule") for answer in _APPLAUDED]
    return ResponseLabel("positive", "praise", None, None, 1.0, tuple(reasons))


def load_response_labeller(folder: Path | None = None) -> ResponseLabeller:
    """Read the model. Raises ValueError when it cannot be used."""
    return ResponseLabeller(load_model(folder or PACKAGED))
