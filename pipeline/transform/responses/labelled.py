"""Files of labelled responses, one JSON object a line, read so that every mistake is told at once and with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.transform.posts.labelled import LabelledFileError, labelled_rows
from pipeline.transform.responses.labels import INTENTS, OBJECTS, OBSTACLES, SENTIMENTS
from pipeline.transform.text.taxonomy import NONE

WRITTEN_SOURCE = "written"
WRITTEN = Path(__file__).with_name("written.txt")
REQUIRED = ("id", "text", "sentiment", "intent", "obstacle")
_KNOWN: Mapping[str, tuple[str | None, ...]] = {
    "sentiment": (*SENTIMENTS, None),
    "intent": (*INTENTS, None),
    "obstacle": (*OBSTACLES, NONE, None),
    "object": (*OBJECTS, NONE, None),
}


@dataclass(frozen=True, slots=True)
class ResponseExample:
    """A response with the labels that people gave it; None where they gave none, or did not agree.

    ``source`` tells responses of one place from others; ``weight`` is how much it counts in learning.
    """

    id: str
    text: str
    sentiment: str | None
    intent: str | None
    obstacle: str | None
    object: str | None = None
    source: str = ""
    weight: float = 1.0


def read_labelled_responses(paths: Iterable[Path], corrections: Path | None = None) -> list[ResponseExample]:
    """Read labelled responses, corrected. Raises LabelledFileError with all mistakes of all files."""
    mistakes: list[str] = []
    found: dict[str, ResponseExample] = {}
    mended = _read_corrections(corrections, mistakes) if corrections else {}
    for path in paths:
        for place, told in labelled_rows(path, mistakes):
            change = mended.get(str(told.get("id")), {})
            if change.get("leave_out"):
                continue
            row = {**told, **change}
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


def _read_corrections(path: Path, mistakes: list[str]) -> dict[str, dict[str, Any]]:
    """Read by id which labels of other people's rows are wrong by the codebook, each with its reason."""
    found = {}
    for place, row in labelled_rows(path, mistakes):
        if not row.get("id") or not row.get("reason"):
            mistakes.append(f"{place}: a correction needs id and reason; it may hold labels, or leave_out")
        found[str(row.get("id"))] = {name: told for name, told in row.items() if name not in {"id", "reason"}}
    return found


def _mistakes(row: Mapping[str, Any]) -> Iterator[str]:
    missing = [name for name in REQUIRED if name not in row]
    if missing:
        yield f"column {', '.join(missing)} is missing; add it"
        return
    if not isinstance(row["text"], str):
        yield "text is no text"
    for name, values in _KNOWN.items():
        if row.get(name) not in values:
            yield f"unknown {name} {row[name]!r}; known: {', '.join(str(value) for value in values if value)}"
    if not isinstance(row.get("disputed", []), list):
        yield f"disputed is {row['disputed']!r}; a list of sentiment, intent, obstacle, object"


def _example(row: Mapping[str, Any]) -> ResponseExample:
    """Take a row; a disputed field is no label, and an obstacle or object of null is none."""
    told = {**row, "obstacle": row["obstacle"] or NONE, "object": row["object"] or NONE if "object" in row else None}
    told |= dict.fromkeys(row.get("disputed", []))
    labels = {name: told[name] for name in _KNOWN}
    return ResponseExample(str(row["id"]), row["text"], **labels, source=_source(row))


def _source(row: Mapping[str, Any]) -> str:
    """Name the place that a response is of: ``owner/name@commit:file`` is one with ``owner/name``."""
    told: str = re.split("[@:]", str(row.get("source") or row.get("channel") or ""), maxsplit=1)[0]
    return told


def read_written_responses() -> list[ResponseExample]:
    """Read the responses that were written for the model to learn from, in the manner of citizens; nobody's words.

    A line ``# sentiment intent obstacle object`` says what the lines below it are; ``-`` is no object.
    """
    found: list[ResponseExample] = []
    labels: dict[str, Any] = {}
    for line in WRITTEN.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            labels = dict(zip(_KNOWN, line[2:].replace("-", NONE).split(), strict=True))
        elif line.strip():
            found.append(ResponseExample(f"{WRITTEN_SOURCE}-{len(found) + 1}", line, **labels, source=WRITTEN_SOURCE))
    return found


def responses_digest(examples: Iterable[ResponseExample]) -> str:
    """Make one short text of labelled responses, that changes when one of them does."""
    told = sorted(repr(example) for example in examples)
    return sha256("\n".join(told).encode("utf-8", "backslashreplace")).hexdigest()[:16]
