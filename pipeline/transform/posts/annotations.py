"""Labels that were given to texts kept elsewhere: ids and labels or weights, joined with the texts by id or ``ref``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.transform.posts.labelled import Example, LabelledFileError, check_values, labelled_rows

FIELDS = {"primary": "topic"} | {
    name: name
    for name in (
        "subtopic",
        "topics",
        "programme_level",
        "message_function",
        "stage",
        "channel",
        "place",
        "account",
        "weight",
    )
}
"""The fields of an annotation, and those of an example that they fill."""
_NO_LABEL = dict.fromkeys(("primary", "subtopic", "topics", "programme_level", "message_function", "stage"))
Rows = list[dict[str, Any]]


def read_annotations(paths: Iterable[Path]) -> Rows:
    """Read labels without texts. Raises LabelledFileError with all mistakes of all files."""
    mistakes: list[str] = []
    rows = []
    for path in paths:
        for place, row in labelled_rows(path, mistakes):
            mistakes += [f"{place}: {what}" for what in _mistakes(row)]
            rows.append(row)
    if mistakes:
        raise LabelledFileError("\n".join(mistakes))
    return rows


def _mistakes(row: Mapping[str, Any]) -> Iterator[str]:
    if not row.get("id"):
        yield "column id is missing; it says whose labels these are"
    yield from check_values(_NO_LABEL | dict(row))


def texts_by_name(paths: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """Read texts by their id and their ref."""
    found: dict[str, dict[str, Any]] = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.strip():
                row = json.loads(line)
                found |= {str(row[name]): row for name in ("id", "ref") if row.get(name)}
    return found


def annotate(
    examples: Sequence[Example], rows: Rows, texts: Mapping[str, Mapping[str, Any]]
) -> tuple[list[Example], int]:
    """Correct the labels of examples, and make examples of other texts; tell how many rows have no text.

    A row whose weight is below 1 is a machine's, and leaves alone what has a label already.
    """
    found = {example.id: example for example in examples}
    lost = 0
    for row in rows:
        name, given = str(row["id"]), {FIELDS[field]: row[field] for field in FIELDS if field in row}
        if given.get("topics") is not None:
            given["topics"] = tuple(given["topics"])
        if name in found:
            if row.get("weight", 1) >= 1:
                found[name] = replace(found[name], **given)
        elif text := texts.get(name) or texts.get(str(row.get("ref"))):
            found[name] = replace(_make_unlabelled(name, text), **given)
        else:
            lost += 1
    return list(found.values()), lost


def _make_unlabelled(name: str, row: Mapping[str, Any]) -> Example:
    return Example(
        id=name,
        text=row["text"],
        title=row.get("title"),
        topic=None,
        subtopic=None,
        topics=None,
        programme_level=None,
        message_function=None,
        account=str(row.get("account", "")),
        channel=row.get("channel"),
        place=row.get("place"),
    )
