"""Responses to labels: sentiment, intent, obstacle and object by the model, with the codebook's rules above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pipeline.transform.posts.features import Floats
from pipeline.transform.responses.cues import CUES
from pipeline.transform.responses.evidence import APPLAUSE, only_applauds, says_nothing
from pipeline.transform.responses.features import GROUPS, Reading, fragments_of, read_response, terms_of
from pipeline.transform.responses.model import PACKAGED, ResponseModel, Seen, load_model
from pipeline.transform.text.taxonomy import NONE

SENTIMENTS = ("positive", "neutral", "negative")
INTENTS = ("complaint", "question", "suggestion", "praise", "other")
OBJECTS = ("communication", "digital_service", "other_service")
OBSTACLES = (
    "awareness", "infrastructure", "application", "capacity", "procedure", "collaboration", "security", "budget",
    "organisation", "participation",
)  # fmt: skip
RULES = "3"  # version of the rules below, and of how a response is read
JUDGED = ("sentiment", "intent", "obstacle")  # the answers of which the score tells the least sure
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

    Where nothing is said to the government, there is no object; where no word tells anything, ``method`` is ``none``
    and there is no score either.
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
        return [self._label(read_response(text)) for text in texts]

    def _label(self, reading: Reading) -> ResponseLabel:
        if says_nothing(reading, self._model.numbers):
            return NOTHING_SAID
        if only_applauds(reading, self._model.numbers):
            return _applause(reading)
        seen = self._model.see(reading)
        chances = self._model.chances(seen)
        best = {task: self._model.classes[task][int(shares.argmax())] for task, shares in chances.items()}
        if best["intent"] == "praise":
            best["obstacle"] = NONE
        reasons = [one for task in JUDGED for one in self._reasons(reading, seen, task, best[task])]
        return ResponseLabel(
            best["sentiment"],
            best["intent"],
            self._object(best, chances["object"]),
            None if best["obstacle"] == NONE else best["obstacle"],
            round(min(float(chances[task].max()) for task in JUDGED), 4),
            tuple(reasons),
        )

    def _object(self, best: Mapping[str, str], shares: Floats) -> str | None:
        """Tell what a response is about; nothing only where it neither asks, blames, wishes nor praises."""
        if best["obstacle"] == "application":
            return "digital_service"
        said = best["intent"] != "other" or best["obstacle"] != NONE
        told = zip(shares.tolist(), self._model.classes["object"], strict=True)
        name = max((one for one in told if not (said and one[1] == NONE)), default=(1.0, "other_service"))[1]
        return None if name == NONE else name

    def _reasons(self, reading: Reading, seen: Seen, task: str, answer: str) -> list[Reason]:
        """Give the words and cues that added most for an answer; combinations of cues and signs are not told."""
        added = self._model.contributions(seen, task, answer)
        weighed = [*self._words(reading, added), *self._cues(reading, added)]
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

    def _words(self, reading: Reading, added: Mapping[int, float]) -> Iterator[tuple[float, str, int, int, str]]:
        """Yield the weight of each known word, its fragments included, and of each pair."""
        held: dict[int, float] = {}
        for fragment, place in fragments_of(reading).items():
            held[place] = held.get(place, 0.0) + added.get(self._model.fragment_numbers.get(fragment, -1), 0.0)
        for term, (first, last) in terms_of(reading).items():
            if term in self._model.numbers:
                own = held.get(first, 0.0) if first == last else 0.0
                yield added.get(self._model.numbers[term], 0.0) + own, term, first, last, "word"

    def _cues(self, reading: Reading, added: Mapping[int, float]) -> Iterator[tuple[float, str, int, int, str]]:
        start = self._model.first_number
        for at, group in enumerate(GROUPS, start):
            cues = reading.cues[group]
            weight = added.get(at, 0.0) + added.get(at + len(GROUPS), 0.0)
            yield from ((weight / len(cues), cue.phrase, cue.first, cue.last, group) for cue in cues)


def _applause(reading: Reading) -> ResponseLabel:
    """Label a response that applauds by a sign alone."""
    sign = next(token for token in reading.tokens if token.text == APPLAUSE)
    reasons = [Reason(APPLAUSE, sign.start, sign.end, answer, 1.0, "rule") for answer in _APPLAUDED]
    return ResponseLabel("positive", "praise", None, None, 1.0, tuple(reasons))


def load_response_labeller(folder: Path | None = None) -> ResponseLabeller:
    """Read the model. Raises ValueError when it cannot be used."""
    return ResponseLabeller(load_model(folder or PACKAGED))
