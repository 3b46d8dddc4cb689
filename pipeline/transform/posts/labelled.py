"""Files of labelled posts, one JSON object a line, read so that every mistake is told at once and with its line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.transform.text.reading import Post
from pipeline.transform.text.taxonomy import DIMENSIONS, NONE, TOPIC_OF

LEVELS = ("named", "initiative", "dimension", NONE)
FUNCTIONS = ("activity_report", "service_info", "education", "invitation", "response", "greeting")
STAGES = ("research", "planning", "implementation", "evaluation", "reporting")
"""The stages of a campaign's message (codebook, section 4)."""
MOST = 3  # topics of a post (codebook, rule 2)
MOST_WEIGHT = 10
KNOWN = {
    "primary": (*DIMENSIONS, NONE),
    "subtopic": tuple(TOPIC_OF),
    "programme_level": LEVELS,
    "message_function": FUNCTIONS,
    "stage": STAGES,
}
REQUIRED = ("id", "text", "primary", "subtopic", "topics", "programme_level", "message_function")


class LabelledFileError(ValueError):
    """A file of labelled posts cannot be used; one line for each mistake: ``file:line: what``."""


@dataclass(frozen=True, slots=True)
class Example:
    """A post with the labels that people gave it; None where they gave none."""

    id: str
    text: str
    title: str | None
    topic: str | None
    subtopic: str | None
    topics: tuple[str, ...] | None
    programme_level: str | None
    message_function: str | None
    account: str
    stage: str | None = None
    channel: str | None = None
    place: str | None = None
    weight: float = 1.0
    """Its weight in training; a label of a machine may count less than a reader's."""

    @property
    def post(self) -> Post:
        """Give what a labeller reads of it."""
        return Post(self.text, self.title, self.channel)


def read_labelled(paths: Iterable[Path]) -> list[Example]:
    """Read labelled posts. Raises LabelledFileError with all mistakes of all files."""
    mistakes: list[str] = []
    found: dict[str, Example] = {}
    first: dict[str, str] = {}
    for path in paths:
        for place, row in labelled_rows(path, mistakes):
            wrong = list(_mistakes(row))
            before = first.setdefault(str(row.get("id")), place)
            if before != place and row.get("id") is not None:
                wrong.append(f"id {row['id']!r} stands already at {before}; every post may stand once")
            mistakes += [f"{place}: {what}" for what in wrong]
            if not wrong:
                found[str(row["id"])] = _example(row)
    if not found and not mistakes:
        mistakes.append("no labelled post in the file; write one JSON object a line")
    if mistakes:
        raise LabelledFileError("\n".join(mistakes))
    return list(found.values())


def labelled_rows(path: Path, mistakes: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the place and the object of each line of a file; what is none goes to *mistakes*."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        mistakes.append(f"{path}: cannot be read ({error}); check the path, and save it as UTF-8 text")
        return
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            mistakes.append(f"{path}:{number}: no JSON ({error})")
            continue
        if isinstance(row, dict):
            yield f"{path}:{number}", row
        else:
            mistakes.append(f"{path}:{number}: not a JSON object")


def _mistakes(row: Mapping[str, Any]) -> Iterator[str]:
    missing = [name for name in REQUIRED if name not in row]
    if missing:
        yield f"column {', '.join(missing)} is missing; add it (null where there is no label)"
        return
    if not isinstance(row["id"], str | int) or row["id"] == "":
        yield f"id {row['id']!r} names no post; write a text or a number"
    for name in ("text", "title", "channel", "place"):
        if not isinstance(row.get(name, ""), str) and (name == "text" or row[name] is not None):
            yield f"{name} is no text"
    if not isinstance(row.get("weight", 1.0), int | float) or not 0 <= row.get("weight", 1.0) <= MOST_WEIGHT:
        yield f"weight {row['weight']!r} is no number from 0 to {MOST_WEIGHT}"
    yield from check_values(row)


def check_values(row: Mapping[str, Any]) -> Iterator[str]:
    """Tell what the codebook does not allow in the labels of a row."""
    for name, values in KNOWN.items():
        if row.get(name) is not None and row[name] not in values:
            yield f"unknown {name} {row[name]!r}; known: {', '.join(values)}"
    yield from _topic_mistakes(row["primary"], row["topics"])
    topic = TOPIC_OF.get(str(row["subtopic"]))
    if topic and row["primary"] in KNOWN["primary"] and row["primary"] != topic:
        yield f"subtopic {row['subtopic']!r} does not belong to primary {row['primary']!r}"


def _topic_mistakes(primary: Any, topics: Any) -> Iterator[str]:
    if topics is None:
        return
    if not isinstance(topics, list) or not set(map(str, topics)) <= DIMENSIONS.keys():
        yield f"unknown topics {topics!r}; a list of {', '.join(DIMENSIONS)}"
    elif len(set(topics)) > MOST:
        yield f"topics {topics!r} are more than {MOST}; keep those that get a real part of the text"
    elif topics and primary in KNOWN["primary"] and primary not in topics:
        yield f"primary {primary!r} is not among the topics {topics!r}"


def _example(row: Mapping[str, Any]) -> Example:
    topics = row["topics"]
    return Example(
        id=str(row["id"]),
        text=row["text"],
        title=row.get("title"),
        topic=row["primary"],
        subtopic=row["subtopic"],
        topics=None if topics is None else tuple(dict.fromkeys(topics)),
        programme_level=row["programme_level"],
        message_function=row["message_function"],
        account=str(row.get("account", "")),
        stage=row.get("stage"),
        channel=row.get("channel"),
        place=row.get("place"),
        weight=float(row.get("weight", 1.0)),
    )


def data_digest(examples: Iterable[Example]) -> str:
    """Make one short text of labelled posts, that changes when one of them does."""
    told = sorted(repr(example) for example in examples)
    return sha256("\n".join(told).encode("utf-8", "backslashreplace")).hexdigest()[:16]
