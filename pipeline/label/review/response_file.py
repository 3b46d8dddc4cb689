"""Files of citizens' responses for annotators, in Indonesian: terms to pick from with the codebook, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from collectors.errors import ConfigError
from pipeline.files.table_file import filled_rows
from pipeline.label.review.response_codebook import CHOICES, NOTES
from pipeline.label.review.sheets import Sheet, write_sheet
from pipeline.transform.text.taxonomy import NONE
from storage.labels.response_reviews import ResponseReview

COLUMNS = {
    "response_id": "ID tanggapan",
    "platform": "Kanal",
    "account": "Akun",
    "published_local": "Waktu",
    "context": "Yang ditanggapi",
    "text": "Tanggapan",
    "sentiment": "Sentimen",
    "intent": "Maksud",
    "object": "Objek",
    "obstacle": "Hambatan",
    "drawn": "Cara pengambilan",
}
"""The columns by their codes, with the headings that an annotator reads."""
DRAWN = {"random": "Acak", "uncertain": "Paling ragu"}
_ASKED = ("sentiment", "intent", "object", "obstacle")
_WIDTHS = {"Tanggapan": 80, "Yang ditanggapi": 50, "Hambatan": 28, "Objek": 28}
_CONTEXT = 300  # characters: enough to know what is answered


def write_response_review(rows: Sequence[Mapping[str, Any]], drawn: str, path: Path) -> list[Path]:
    """Write the files for their owner alone; no label is shown, so that none biases."""
    shown = [
        {COLUMNS[name]: value for name, value in row.items() if name in COLUMNS}
        | {COLUMNS["context"]: str(row["context"] or "")[:_CONTEXT], COLUMNS["drawn"]: DRAWN[drawn]}
        for row in rows
    ]
    choices = {COLUMNS[task]: list(CHOICES[task].values()) for task in _ASKED}
    sheet = Sheet("tanggapan", tuple(COLUMNS.values()), choices, _WIDTHS, NOTES)
    return write_sheet(sheet, shown, path, private=True)


def is_response_review(path: Path) -> bool:
    """Tell whether a file has the heading of responses rather than of posts."""
    try:
        next(iter(filled_rows(path, [COLUMNS["response_id"].lower()], "")), None)
    except ConfigError:
        return False
    return True


def read_response_review(path: Path, annotator: str) -> tuple[list[ResponseReview], int]:
    """Read what an annotator filled in; return it with the number of responses that were left empty.

    Raises ConfigError that names every bad row; then nothing of the file counts.
    """
    mistakes: list[str] = []
    found: dict[str, ResponseReview] = {}
    empty = 0
    headings = {name: COLUMNS[name].lower() for name in ("response_id", *_ASKED, "drawn")}
    for number, line in filled_rows(path, list(headings.values()), "use the exported file's columns"):
        row = {name: line.get(heading, "") for name, heading in headings.items()}
        if not any(row[task] for task in _ASKED):
            empty += 1
            continue
        codes = {name: _code(name, row[name]) for name in (*_ASKED, "drawn")}
        wrong = list(_mistakes(row, codes))
        if row["response_id"] in found:
            wrong.append(f"response {row['response_id']} stands twice; keep one of its rows")
        mistakes += [f"{path.name}:{number}: {what}" for what in wrong]
        if not wrong:
            found[row["response_id"]] = _review(row["response_id"], annotator, codes)
    if mistakes:
        raise ConfigError("\n".join([f"{path.name} has {len(mistakes)} bad cells; nothing was stored:", *mistakes]))
    return list(found.values()), empty


def _code(name: str, told: str) -> str | None:
    """Find the code of a term; a code is its own term. None for what is neither."""
    terms = DRAWN if name == "drawn" else CHOICES[name]
    known = {term.casefold(): code for code, term in terms.items()} | {code: code for code in terms}
    return known.get(told.strip().casefold())


def _mistakes(row: Mapping[str, str], codes: Mapping[str, str | None]) -> Iterator[str]:
    empty = [COLUMNS[name] for name in ("response_id", "sentiment", "intent") if not row[name]]
    if empty:
        yield f"{', '.join(empty)} is empty; fill it, or empty the whole row to leave the response out"
        return
    for name in _ASKED:
        if row[name] and codes[name] is None:
            yield f"{COLUMNS[name]} {row[name]!r} is not known; choose {', '.join(CHOICES[name].values())}"
    if codes["drawn"] is None:
        yield f"{COLUMNS['drawn']} {row['drawn']!r} is not {' or '.join(DRAWN.values())}; leave it as exported"
    if codes["obstacle"] not in {None, NONE} and codes["object"] in {None, NONE}:
        yield f"{COLUMNS['obstacle']} is given but no {COLUMNS['object']}; say what it is about"


def _review(response_id: str, annotator: str, codes: Mapping[str, str | None]) -> ResponseReview:
    """Make a review; an empty object or obstacle is none, as the term for it is."""
    return ResponseReview(
        response_id,
        annotator,
        str(codes["drawn"]),
        str(codes["sentiment"]),
        str(codes["intent"]),
        None if codes["object"] == NONE else codes["object"],
        None if codes["obstacle"] == NONE else codes["obstacle"],
    )
