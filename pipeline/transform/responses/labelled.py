"""Files of labelled responses, one JSON object a line, read so that every mistake is told at once and with its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.transform.posts.labelled import LabelledFileError, labelled_rows
from pipeline.transform.responses.labels import INTENTS, OBSTACLES, SENTIMENTS
from pipeline.transform.text.taxonomy import NONE

REQUIRED = ("id", "text", "sentiment", "intent", "obstacle")
_KNOWN: Mapping[str, tuple[str | None, ...]] = {
    "sentiment": (*SENTIMENTS, None),
    "intent": (*INTENTS, None),
    "obstacle": (*OBSTACLES, NONE, None),
}


@dataclass(frozen=True, slots=True)
class ResponseExample:
    """A response with the labels that people gave it; None where they gave none, or did not agree."""

    id: str
    text: str
    sentiment: str | None
    intent: str | None
    obstacle: str | None


def read_labelled_responses(paths: Iterable[Path]) -> list[ResponseExample]:
    """Read labelled responses. Raises LabelledFileError with all mistakes of all files."""
    mistakes: list[str] = []
    found: dict[str, ResponseExample] = {}
    for path in paths:
        for place, row in labelled_rows(path, mistakes):
            wrong = list(_mistakes(row))
            if not wrong and str(row["id"]) in found:
                wrong = [f"id {row['id']!r} was told before; every response may stand once"]
            mistakes += [f"{place}: {what}" for what in wrong]
            if not wrong:
                found[str(row["id"])] = _example(row)
    if not found and not mistakes:
        mistakes.append("no labelled response in the file; write one JSON object a line")
    if mistakes:
        raise LabelledFileError("\n".join(mistakes))
    return list(found.values())


def _mistakes(row: Mapping[str, Any]) -> Iterator[str]:
    missing = [name for name in REQUIRED if name not in row]
    if missing:
        yield f"column {', '.join(missing)} is missing; add it"
        return
    if not isinstance(row["text"], str):
        yield "text is no text"
    for name, values in _KNOWN.items():
        if row[name] not in values:
            yield f"unknown {name} {row[name]!r}; known: {', '.join(str(value) for value in values if value)}"
    if not isinstance(row.get("disputed", []), list):
        yield f"disputed is {row['disputed']!r}; a list of sentiment, intent, obstacle"


def _example(row: Mapping[str, Any]) -> ResponseExample:
    """Take a row; a disputed field is no label, and an obstacle of null is none."""
    told = {**row, "obstacle": row["obstacle"] or NONE} | dict.fromkeys(row.get("disputed", []))
    return ResponseExample(str(row["id"]), row["text"], told["sentiment"], told["intent"], told["obstacle"])


def responses_digest(examples: Iterable[ResponseExample]) -> str:
    """Make one short text of labelled responses, that changes when one of them does."""
    told = sorted(repr(example) for example in examples)
    return sha256("\n".join(told).encode("utf-8", "backslashreplace")).hexdigest()[:16]
