"""activities.csv: what the office did off line, so that a campaign's page shows all of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collectors.errors import ConfigError
from pipeline.files.table_file import day_of, filled_rows

REQUIRED = ("date", "kind")
COLUMNS = (*REQUIRED, "campaign", "district", "reached", "cost", "proof", "note")
MOST_MISTAKES = 20


def read_activities(path: Path) -> list[Mapping[str, Any]]:
    """Read the file, a CSV or XLSX; its columns may stand in any order.

    Raises ConfigError that names every mistake with its line.
    """
    mistakes: list[str] = []
    rows: list[Mapping[str, Any]] = []
    for number, told in filled_rows(path, REQUIRED, f"the columns are {', '.join(COLUMNS)}", COLUMNS):
        rows += _row(number, told, mistakes)
    if mistakes:
        raise ConfigError(
            "\n".join([f"{path.name} has mistakes:", *(f"  {told}" for told in mistakes[:MOST_MISTAKES])])
        )
    return rows


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
