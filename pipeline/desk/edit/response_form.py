"""The label of a response as a person corrects it: the codebook's choices, and what is wrong with an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Form

from pipeline.transform.responses.labels import INTENTS, OBJECTS, OBSTACLES, SENTIMENTS
from pipeline.transform.text.taxonomy import NONE
from storage.labels.response_reviews import ResponseReview

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "sentiment": SENTIMENTS,
    "intent": INTENTS,
    "object": (*OBJECTS, NONE),
    "obstacle": (*OBSTACLES, NONE),
}
NEEDED: Final = ("sentiment", "intent")
QUEUES: Final = ("random", "uncertain")


def response_answer(
    sentiment: Annotated[str, Form()] = "",
    intent: Annotated[str, Form()] = "",
    object: Annotated[str, Form()] = "",  # noqa: A002  # the field's name
    obstacle: Annotated[str, Form()] = "",
    drawn: Annotated[str, Form()] = "",
) -> dict[str, str]:
    """Return the fields of a response's form."""
    return {"sentiment": sentiment, "intent": intent, "object": object, "obstacle": obstacle, "drawn": drawn}


ResponseAnswer = Annotated[dict[str, str], Depends(response_answer)]


def values_of(response: Any) -> dict[str, str]:
    """Return what the form shows of a response's current label; empty fields where there is none."""
    if response.sentiment is None:
        return dict.fromkeys(CHOICES, "")
    return {name: getattr(response, name) or (NONE if name not in NEEDED else "") for name in CHOICES}


def find_mistakes(told: Mapping[str, str]) -> dict[str, str]:
    """Return field → key of the words that say what is wrong with it; of a queue, which measures, all are needed."""
    needed = CHOICES if told.get("drawn") in QUEUES else NEEDED
    wrong = {name: "wrong_value" for name, values in CHOICES.items() if told.get(name) and told[name] not in values}
    return wrong | {name: "wrong_missing" for name in needed if not told.get(name)}


def review_of(response_id: str, annotator: str, told: Mapping[str, str]) -> ResponseReview:
    """Make the review of an answer without mistakes; an empty object or obstacle is none."""
    coded = {name: told.get(name) if told.get(name) != NONE else None for name in ("object", "obstacle")}
    drawn = told.get("drawn", "")
    return ResponseReview(
        response_id,
        annotator,
        drawn if drawn in QUEUES else "desk",
        told["sentiment"],
        told["intent"],
        coded["object"] or None,
        coded["obstacle"] or None,
    )
