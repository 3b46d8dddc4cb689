"""Tables that people filled in, XLSX or CSV: rows of text by column, each with its line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from collectors.errors import ConfigError


def filled_rows(path: Path, needed: Sequence[str], hint: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows that are not empty with their numbers. Raises ConfigError for a file that cannot be used.

    *needed* are the columns without which nothing can be done; *hint* says how to get them.
    """
    try:
        table = _workbook_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path)
        lines = [[_text(cell) for cell in line] for line in table]
    except Exception as error:  # a damaged XLSX raises whatever its reader meets first
        raise ConfigError(f"{path} cannot be read ({error}); save it as XLSX, or as CSV in UTF-8") from error
    header = lines[0] if lines else []
    missing = [name for name in needed if name not in header]
    if missing:
        raise ConfigError(f"{path.name}:1: column {', '.join(missing)} is missing; {hint}")
    for number, line in enumerate(lines[1:], 2):
        if any(line):
            yield number, dict(zip(header, [*line, *[""] * (len(header) - len(line))], strict=False))


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _csv_rows(path: Path) -> Iterable[Sequence[Any]]:
    text = path.read_text(encoding="utf-8-sig")
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))


def _workbook_rows(path: Path) -> Iterable[Sequence[Any]]:
    from openpyxl import load_workbook  # noqa: PLC0415  # heavy

    workbook = load_workbook(path, read_only=True, data_only=True)
    try:
        return list(workbook.worksheets[0].iter_rows(values_only=True))
    finally:
        workbook.close()
