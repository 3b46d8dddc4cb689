"""A label as a person corrects it: the codebook's choices, and what is wrong with an answer, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Form

from pipeline.transform.audience.words import AUDIENCES
from pipeline.transform.posts.labelled import FUNCTIONS, LEVELS, STAGES
from pipeline.transform.text.taxonomy import DIMENSIONS, NONE, TOPIC_OF
from storage.labels.reviews import Review
from storage.schema.tables import FORGOTTEN

FIELDS = (
    "topic", "subtopic", "topic_2", "topic_3", "programme_level", "message_function", "stage", "audience", "places",
)  # fmt: skip
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "topic": (*DIMENSIONS, NONE),
    "dimension": tuple(DIMENSIONS),
    "subtopic": tuple(TOPIC_OF),
    "level": tuple(LEVELS),
    "function": tuple(FUNCTIONS),
    "stage": tuple(STAGES),
    "audience": tuple(AUDIENCES),
}
_OF_FIELD: Final[Mapping[str, str]] = {
    "topic": "topic",
    "subtopic": "subtopic",
    "topic_2": "dimension",
    "topic_3": "dimension",
    "programme_level": "level",
    "message_function": "function",
    "stage": "stage",
    "audience": "audience",
}
_NEEDED = ("topic", "programme_level", "message_function")
LONGEST_PLACES = 500
BLIND: Final = "random"
"""The queue whose form shows no label: an answer from it replaces nothing that it showed."""


def label_answer(  # noqa: PLR0913, PLR0917  # one parameter a field
    topic: Annotated[str, Form()] = "",
    subtopic: Annotated[str, Form()] = "",
    topic_2: Annotated[str, Form()] = "",
    topic_3: Annotated[str, Form()] = "",
    programme_level: Annotated[str, Form()] = "",
    message_function: Annotated[str, Form()] = "",
    stage: Annotated[str, Form()] = "",
    audience: Annotated[str, Form()] = "",
    places: Annotated[str, Form()] = "",
    drawn: Annotated[str, Form()] = "",
) -> dict[str, str]:
    """Return the fields of a label's form."""
    return {
        "topic": topic,
        "subtopic": subtopic,
        "topic_2": topic_2,
        "topic_3": topic_3,
        "programme_level": programme_level,
        "message_function": message_function,
        "stage": stage,
        "audience": audience,
        "places": places,
        "drawn": drawn,
    }


Answer = Annotated[dict[str, str], Depends(label_answer)]


def values_of(post: Any) -> dict[str, str]:
    """Return what the form shows of a post's current label."""
    topics = [topic for topic in (post.topics or "").split(",") if topic]
    values = {name: str(getattr(post, name, None) or "") for name in FIELDS if not name.startswith("topic_")}
    return values | {"topic_2": "".join(topics[1:2]), "topic_3": "".join(topics[2:3])}


def find_mistakes(told: Mapping[str, str]) -> dict[str, str]:
    """Return field → key of the words that say what is wrong with it; empty where nothing is."""
    wrong = {
        name: "wrong_value" for name, kind in _OF_FIELD.items() if told.get(name) and told[name] not in CHOICES[kind]
    }
    wrong |= {name: "wrong_missing" for name in _NEEDED if not told.get(name)}
    topic, subtopic = told.get("topic", ""), told.get("subtopic", "")
    others = [told[name] for name in ("topic_2", "topic_3") if told.get(name)]
    if topic == NONE and (subtopic or others):
        wrong["topic"] = "wrong_none"
    elif subtopic and TOPIC_OF.get(subtopic) != topic:
        wrong.setdefault("subtopic", "wrong_subtopic")
    if len({topic, *others}) < 1 + len(others):
        wrong.setdefault("topic_2", "wrong_twice")
    if topic == NONE and told.get("programme_level") == "dimension":
        wrong.setdefault("programme_level", "wrong_level")
    if len(told.get("places", "")) > LONGEST_PLACES:
        wrong["places"] = "wrong_over_500"
    return wrong


def seen_of(text_digest: str, by_others: object) -> str:
    """Return what a form carries of its opening: the text's digest, and the newest label by another person."""
    return f"{text_digest}.{by_others}"


def find_change(seen: str, text_digest: str, by_others: object, drawn: str) -> str:
    """Return the key of the words for what changed since a form was opened; nothing for a form that does not tell."""
    text_seen, _, label_seen = seen.partition(".")
    if text_seen and text_seen != text_digest:
        return "wrong_text_gone" if text_digest == FORGOTTEN else "wrong_text_changed"
    return "wrong_label_changed" if label_seen and drawn != BLIND and label_seen != str(by_others) else ""


def review_of(post_id: str, annotator: str, drawn: str, told: Mapping[str, str]) -> Review:
    """Make the review of an answer without mistakes."""
    topics = [told["topic"], *(told[name] for name in ("topic_2", "topic_3") if told.get(name))]
    return Review(
        post_id=post_id,
        annotator=annotator,
        drawn=drawn if drawn in {"random", "uncertain"} else "desk",
        topics=() if told["topic"] == NONE else tuple(topics),
        subtopic=told.get("subtopic") or None,
        programme_level=told["programme_level"],
        message_function=told["message_function"],
        stage=told.get("stage") or None,
        audience=told.get("audience") or None,
        places=tuple(filter(None, (place.strip() for place in told.get("places", "").split(",")))),
    )
