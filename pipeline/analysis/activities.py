"""activities.csv: what the office did off line, so that a campaign's page shows all of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from collectors.errors import ConfigError
from pipeline.files.table_file import day_of

REQUIRED = ("date", "kind")
COLUMNS = (*REQUIRED, "campaign", "district", "reached", "cost", "proof", "note")
MOST_MISTAKES = 20


def read_activities(path: Path) -> list[Mapping[str, Any]]:
    """Read the file; columns may stand in any order, separated by commas or semicolons.

    Raises ConfigError that names every mistake with its line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"activities {path} cannot be read ({error}); save it as CSV in UTF-8") from error
    lines = list(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)))
    header = [name.strip().lower() for name in lines[0]] if lines else []
    mistakes = _header_mistakes(header)
    rows: list[Mapping[str, Any]] = []
    if not mistakes:
        for number, cells in enumerate(lines[1:], start=2):
            if any(cell.strip() for cell in cells):
                told = dict(zip(header, map(str.strip, cells), strict=False))
                rows += _row(number, told, mistakes)
    if mistakes:
        raise ConfigError(
            "\n".join([f"{path.name} has mistakes:", *(f"  {told}" for told in mistakes[:MOST_MISTAKES])])
        )
    return rows


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return ";" if first.count(";") > first.count(",") else ","


def _header_mistakes(header: list[str]) -> list[str]:
    known = ", ".join(COLUMNS)
    missing = [f"line 1: column {name} is missing; the columns are {known}" for name in REQUIRED if name not in header]
    return missing + [f"line 1: unknown column {name!r}; known: {known}" for name in header if name not in COLUMNS]


def _row(number: int, told: Mapping[str, str], mistakes: list[str]) -> list[Mapping[str, Any]]:
    """Return the row, or nothing and a mistake more."""
    before = len(mistakes)
    held_on = day_of(told["date"])
    if held_on is None:
        mistakes.append(f"line {number}: date {told['date']!r}; write it like 2026-11-16 or 16/11/2026")
    if not told.get("kind"):
        mistakes.append(f"line {number}: kind is empty; write what it was, such as banner or radio")
    counts: dict[str, int | None] = {}
    for name in ("reached", "cost"):
        value = told.get(name, "")
        counts[name] = int(value) if value.isascii() and value.isdigit() else None
        if value and counts[name] is None:
            mistakes.append(f"line {number}: {name} {value!r} is not a whole number; write digits only")
    if len(mistakes) > before:
        return []
    texts = {name: told.get(name) or None for name in ("campaign", "kind", "district", "proof", "note")}
    return [{"line": number, "held_on": held_on, **texts, **counts}]
