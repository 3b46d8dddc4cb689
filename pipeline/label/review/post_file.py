"""Files of posts for annotators: empty cells and the codebook's choices, as XLSX and CSV, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from collectors.errors import ConfigError
from collectors.wording import counted
from pipeline.files.table_file import filled_rows
from pipeline.label.review.sheets import Sheet, write_sheet
from pipeline.transform.audience.words import AUDIENCES
from pipeline.transform.posts.answers import DIMENSION
from pipeline.transform.posts.labelled import FUNCTIONS, LEVELS, STAGES, check_values
from pipeline.transform.text.taxonomy import DIMENSIONS, NONE, TOPIC_OF
from storage.labels.reviews import Review

SHOWN = ("post_id", "source_id", "url", "published_local", "title", "text")
ASKED: Mapping[str, Sequence[str]] = {
    "topic": (*DIMENSIONS, NONE),
    "topic_2": tuple(DIMENSIONS),
    "topic_3": tuple(DIMENSIONS),
    "subtopic": tuple(TOPIC_OF),
    "programme_level": LEVELS,
    "message_function": FUNCTIONS,
    "stage": STAGES,
    "audience": AUDIENCES,
    "places": (),
}
LATER = ("stage", "audience", "places")
"""Columns that older files do not ask for; an empty audience or places keeps the machine's."""
NO_PLACES = ("-", NONE)
_NO_NAME = re.compile(r'["\\\x00-\x1f]')  # what no name holds
DRAWN = ("random", "uncertain")
HEADER = (*SHOWN, *ASKED, "drawn")
_NEEDED = ("post_id", *(name for name in ASKED if name not in LATER), "drawn")
_HEADING_ADVICE = "use the exported file's columns"
_FURTHER = ("topic_2", "topic_3", "subtopic")
_WIDTHS = {"text": 80, "url": 20, "title": 30}


def write_review(rows: Sequence[Mapping[str, Any]], path: Path) -> list[Path]:
    """Write an XLSX file with choices, and the same as CSV beside it; no label is shown, so that none biases."""
    return write_sheet(Sheet("posts", HEADER, ASKED, _WIDTHS), rows, path)


def read_review(path: Path, annotator: str) -> tuple[list[Review], int]:
    """Read what an annotator filled in; return it with the number of posts that were left empty.

    Raises ConfigError that names every bad row; then nothing of the file counts.
    """
    mistakes: list[str] = []
    found: dict[str, Review] = {}
    empty = 0
    for number, row in ((number, _plain(row)) for number, row in filled_rows(path, _NEEDED, _HEADING_ADVICE)):
        if not any(row.get(name) for name in ASKED):
            empty += 1
            continue
        wrong = list(_mistakes(row))
        if row["post_id"] in found:
            wrong.append(f"post {row['post_id']} stands twice; keep one of its rows")
        mistakes += [f"{path.name}:{number}: {what}" for what in wrong]
        if not wrong:
            found[row["post_id"]] = _review(row, annotator)
    if mistakes:
        raise ConfigError(
            "\n".join([f"{path.name} has {counted(len(mistakes), 'bad cell')}; nothing was stored:", *mistakes])
        )
    return list(found.values()), empty


def _plain(row: Mapping[str, str]) -> dict[str, str]:
    """Write codes in small letters; none as a further topic or a sub-topic is an empty cell."""
    codes = {name: row[name].lower() for name in (*ASKED, "drawn") if name in row and name != "places"}
    return {**row, **codes, **{name: "" for name in _FURTHER if codes[name] == NONE}}


def _topics(row: Mapping[str, str]) -> list[str]:
    named = [row[name] for name in ("topic", "topic_2", "topic_3") if row[name] and row[name] != NONE]
    return list(dict.fromkeys(named))


def _level(row: Mapping[str, str]) -> str:
    """Give the programme level; what is about no dimension has no level of one (codebook, section 2)."""
    return NONE if row["programme_level"] == DIMENSION and not _topics(row) else row["programme_level"]


def _mistakes(row: Mapping[str, str]) -> Iterator[str]:
    needed = ["post_id", "topic", "programme_level", "message_function", "stage"]
    if row["topic"] != NONE:
        needed.append("subtopic")
    empty = [name for name in needed if not row.get(name, "not asked")]
    if empty:
        yield f"{', '.join(empty)} is empty; fill it, or empty the whole row to leave the post out"
        return
    if row["drawn"] not in DRAWN:
        yield f"drawn {row['drawn']!r} is not {' or '.join(DRAWN)}; leave that column as exported"
    if row.get("audience") and row["audience"] not in AUDIENCES:
        yield f"audience {row['audience']!r} is not known; choose {', '.join(AUDIENCES)}"
    if row["topic"] == NONE and (row["topic_2"] or row["topic_3"] or row["subtopic"]):
        yield "topic is none, but a further topic or a sub-topic is given; empty those, or choose a topic"
        return
    yield from check_values(
        {
            "primary": row["topic"],
            "subtopic": row["subtopic"] or None,
            "topics": _topics(row),
            "programme_level": row["programme_level"],
            "message_function": row["message_function"],
            "stage": row.get("stage"),
        }
    )


def _review(row: Mapping[str, str], annotator: str) -> Review:
    return Review(
        row["post_id"],
        annotator,
        row["drawn"],
        tuple(_topics(row)),
        row["subtopic"] or None,
        _level(row),
        row["message_function"],
        row.get("stage"),
        row.get("audience") or None,
        _places(row.get("places") or ""),
    )


def _places(cell: str) -> tuple[str, ...] | None:
    """Read names between commas; "-" says that none is named, an empty cell says nothing."""
    plain = _NO_NAME.sub("", cell.replace(";", ","))
    named = tuple(dict.fromkeys(name.strip() for name in plain.split(",") if name.strip()))
    return () if named and named[0].lower() in NO_PLACES else named or None
