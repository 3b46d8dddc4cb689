"""Responses to labels: sentiment, intent and obstacle by the model, rare obstacles and the object by rule."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pipeline.transform.posts.features import Floats
from pipeline.transform.responses.cues import CUES
from pipeline.transform.responses.evidence import APPLAUSE, only_applauds, says_nothing
from pipeline.transform.responses.features import GROUPS, Reading, read_response, terms_of
from pipeline.transform.responses.model import PACKAGED, TASKS, ResponseModel, load_model
from pipeline.transform.text.taxonomy import NONE

SENTIMENTS = ("positive", "neutral", "negative")
INTENTS = ("complaint", "question", "suggestion", "praise", "other")
OBJECTS = ("communication", "digital_service", "other_service")
OBSTACLES = (
    "awareness", "infrastructure", "application", "capacity", "procedure", "collaboration", "security", "budget",
    "organisation", "participation",
)  # fmt: skip
RULES = "2"  # version of the rules below, and of how a response is read
# Obstacles that are too rare in the labelled responses to be learned, the more telling cue first.
BY_RULE = ("security", "budget", "collaboration", "infrastructure", "awareness")
UNSURE = 0.5  # chance below which the model's obstacle gives way to a rare one that the words name
MOST = 4  # reasons kept for each answer
MODEL, NO_EVIDENCE = "model", "none"  # how a label came about


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

    Where nothing is said to the government, ``method`` is ``none``, and there is neither object nor score.
    """

    sentiment: str
    intent: str
    object: str | None
    obstacle: str | None
    score: float | None
    evidence: tuple[Reason, ...]
    method: str = MODEL


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
        readings = [read_response(text) for text in texts]
        seen = self._model.see(readings)
        chances = {task: self._model.probabilities(seen, task) for task in TASKS}
        return [
            self._label(reading, seen[row], {task: chances[task][row] for task in TASKS})
            for row, reading in enumerate(readings)
        ]

    def _label(self, reading: Reading, seen: Floats, chances: dict[str, Floats]) -> ResponseLabel:
        if says_nothing(reading, self._model.numbers):
            return NOTHING_SAID
        if only_applauds(reading, self._model.numbers):
            return _applause(reading)
        best = {task: self._model.classes[task][int(shares.argmax())] for task, shares in chances.items()}
        outright = _named_outright(reading, best["intent"])
        if outright:
            best |= _as_complaint(best)
        rare = outright or _rare_obstacle(reading, best["intent"], best["obstacle"], float(chances["obstacle"].max()))
        obstacle = rare or best["obstacle"]
        reasons = [reason for task in TASKS for reason in self._reasons(reading, seen, task, best[task])]
        if rare:
            reasons = [one for one in reasons if not one.answer.startswith("obstacle=")] + _cue_reasons(reading, rare)
        told = None if obstacle == NONE else obstacle
        return ResponseLabel(
            best["sentiment"],
            best["intent"],
            _object(reading, told),
            told,
            round(float(min(shares.max() for shares in chances.values())), 4),
            tuple(reasons),
        )

    def _reasons(self, reading: Reading, seen: Floats, task: str, answer: str) -> list[Reason]:
        """Give the words and cues that added most for an answer; combinations of cues are not told."""
        added = self._model.contributions(seen, task, answer)
        count, groups = len(self._model.terms), len(GROUPS)
        weighed: list[tuple[float, str, int, int, str]] = []
        for term, (first, last) in terms_of(reading).items():
            if term in self._model.numbers:
                weighed.append((float(added[self._model.numbers[term]]), term, first, last, "word"))
        for at, group in enumerate(GROUPS):
            cues = reading.cues[group]
            weight = float(added[count + at] + added[count + groups + at])
            weighed += [(weight / len(cues), cue.phrase, cue.first, cue.last, group) for cue in cues]
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


def _applause(reading: Reading) -> ResponseLabel:
    """Label a response that applauds by a sign alone."""
    sign = next(token for token in reading.tokens if token.text == APPLAUSE)
    reasons = [Reason(APPLAUSE, sign.start, sign.end, answer, 1.0, "rule") for answer in _APPLAUDED]
    return ResponseLabel("positive", "praise", None, None, 1.0, tuple(reasons))


def load_response_labeller(folder: Path | None = None) -> ResponseLabeller:
    """Read the model. Raises ValueError when it cannot be used."""
    return ResponseLabeller(load_model(folder or PACKAGED))


def _named_outright(reading: Reading, intent: str) -> str | None:
    """Name the rare obstacle that the words tell beyond doubt (the cues ``named``), but in praise."""
    named = {cue.phrase for cue in reading.cues["named"]}
    found = {name: len(named & {cue.phrase for cue in reading.cues[name]}) for name in BY_RULE}
    outright = max(BY_RULE, key=lambda name: found[name])
    return outright if found[outright] and intent != "praise" else None


def _as_complaint(best: dict[str, str]) -> dict[str, str]:
    """Take who names what hinders, and neither asks nor suggests, for one who complains."""
    complains = best["intent"] in {"complaint", "other"}
    return {"intent": "complaint", "sentiment": "negative"} if complains else {}


def _rare_obstacle(reading: Reading, intent: str, obstacle: str, chance: float) -> str | None:
    """Name the rare obstacle of which most phrases stand there, where the model sees none or is unsure."""
    found = {name: len({cue.phrase for cue in reading.cues[name]}) for name in BY_RULE}
    rare = max(BY_RULE, key=lambda name: found[name])
    wanted = obstacle == NONE and intent in {"complaint", "question", "suggestion"}
    doubtful = chance < UNSURE and intent == "complaint"
    return rare if found[rare] and (wanted or doubtful) else None


def _cue_reasons(reading: Reading, group: str) -> list[Reason]:
    return [
        Reason(
            cue.phrase, reading.tokens[cue.first].start, reading.tokens[cue.last].end, f"obstacle={group}", 1.0, "rule"
        )
        for cue in reading.cues[group][:MOST]
    ]


def _object(reading: Reading, obstacle: str | None) -> str:
    """Tell what a response is about: an application or digital channel, else what the city says, else the rest."""
    if obstacle == "application":
        return "digital_service"
    if obstacle == "awareness":
        return "communication"
    if reading.cues["digital"]:
        return "digital_service"
    return "communication" if reading.cues["communication"] else "other_service"
