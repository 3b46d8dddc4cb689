"""The rows of an analyst's query on stdout: table, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import json
import logging
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import count, islice
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.files.formulas import harmless
from pipeline.run.console import say, show

UNLIMITED = 10_000  # columns; a file or a pipe has no edge
MOST_ROWS = 10_000  # a table is held whole, to know how wide its columns are
Rows = Iterable[Sequence[Any]]


def print_rows(form: str, names: Sequence[str], rows: Rows) -> None:
    """Write rows in one of FORMATS to stdout."""
    _WRITERS[form](names, rows)


def shown(value: Any) -> str:
    """Write a value for a person or a CSV: ISO moments, bytes as hexadecimal digits, nothing for NULL."""
    if value is None:
        return ""
    if isinstance(value, bytes | memoryview):
        return value.hex()
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)


def print_table(names: Sequence[str], rows: Rows) -> None:
    """Print a table that fits the terminal; long text is cut there, never in CSV or JSON."""
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in names:
        table.add_column(name, overflow="ellipsis", no_wrap=True)
    coming = iter(rows)
    for row in islice(coming, MOST_ROWS):
        # Control characters of a fetched text must not reach the terminal, nor markup be obeyed.
        table.add_row(*(Text("".join(c if c.isprintable() else " " for c in shown(value))) for value in row))
    show(table, UNLIMITED)
    if next(coming, None) is not None:
        say(f"only the first {MOST_ROWS:,} rows are shown; all: --format csv", logging.WARNING)


def _write_csv(names: Sequence[str], rows: Rows) -> None:
    """Write CSV; a text that a spreadsheet would run as a formula is made harmless."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([harmless(value) if isinstance(value, str) else shown(value) for value in row] for row in rows)


def _write_json(names: Sequence[str], rows: Rows) -> None:
    """Write a list of objects, one a row, as they come."""
    keys = _distinct(names)
    lead = "[\n "
    for row in rows:
        found = dict(zip(keys, map(_json_value, row), strict=True))
        sys.stdout.write(lead + json.dumps(found, ensure_ascii=False, default=shown, allow_nan=False))
        lead = ",\n "
    sys.stdout.write("[]\n" if lead == "[\n " else "\n]\n")


def _write_parquet(names: Sequence[str], rows: Rows) -> None:
    """Write Parquet; the type of a column is the one of all its values, or text where they differ."""
    from pipeline.package.files import open_converter, require_parquet, to_parquet  # noqa: PLC0415  # an extra
    from pipeline.report.content.tables import Column  # noqa: PLC0415

    require_parquet()
    keys = _distinct(names)
    kinds = [set[str]() for _ in keys]
    with TemporaryDirectory(prefix="pantau-") as folder:
        out, lines = Path(folder) / "rows.parquet", Path(folder) / "rows.jsonl"
        with lines.open("w", encoding="utf-8") as file:
            for row in rows:
                for kind, value in zip(kinds, row, strict=True):
                    kind.add(_kind_of(value))
                file.write(json.dumps(dict(zip(keys, map(_json_value, row), strict=True)), default=shown) + "\n")
        columns = [Column(key, _type_of(kind), key) for key, kind in zip(keys, kinds, strict=True)]
        with open_converter(Path(folder)) as converter:
            to_parquet(converter, lines, out, columns)
        sys.stdout.buffer.write(out.read_bytes())


def _kind_of(value: Any) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        return "local"
    return "" if value is None else _KINDS.get(type(value), "string")


def _type_of(kinds: set[str]) -> str:
    """Return the one type of a column's values, or string where they differ or none is told."""
    told = kinds - {""}
    return "number" if told == {"integer", "number"} else told.pop() if len(told) == 1 else "string"


def _distinct(names: Sequence[str]) -> list[str]:
    """Give columns of one name a number: an object has each key once, and Parquet knows no capitals."""
    keys: list[str] = []
    taken = {name.casefold() for name in names}
    for name in names:
        tried = (f"{name}_{number}" for number in count(2))
        known = {key.casefold() for key in keys}
        keys.append(
            name if name.casefold() not in known else next(key for key in tried if key.casefold() not in known | taken)
        )
    return keys


def _json_value(value: Any) -> Any:
    """Make a number one that JSON has: it knows neither infinity nor NaN, which become null."""
    if isinstance(value, list):
        return [_json_value(one) for one in value]
    if isinstance(value, Decimal):
        value = int(value) if value.is_finite() and value == value.to_integral_value() else float(value)
    return None if isinstance(value, float) and not isfinite(value) else value


_KINDS: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    Decimal: "number",
    datetime: "datetime",
    date: "date",
}
_WRITERS: Mapping[str, Callable[[Sequence[str], Rows], None]] = {
    "table": print_table,
    "csv": _write_csv,
    "json": _write_json,
    "parquet": _write_parquet,
}
FORMATS = tuple(_WRITERS)
