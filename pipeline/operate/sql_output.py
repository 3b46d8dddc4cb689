"""The rows of an analyst's query on stdout: table, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, count, islice
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.files.formulas import harmless
from pipeline.run.console import say, show

UNLIMITED = 10_000  # columns; a file or a pipe has no edge
MOST_ROWS = 10_000  # a table is held whole, to know how wide its columns are
ROWS_AT_ONCE = 1_000
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
    """Write Parquet, whose types are those of the rows' own values."""
    from pipeline.package.files import require_parquet, write_parquet  # noqa: PLC0415  # an extra
    from pipeline.report.content.tables import Column  # noqa: PLC0415

    require_parquet()
    coming = iter(rows)
    seen = list(islice(coming, ROWS_AT_ONCE))
    kinds = [_type_of(row[place] for row in seen) for place in range(len(names))]
    columns = [Column(name, kind, name) for name, kind in zip(_distinct(names), kinds, strict=True)]
    with TemporaryDirectory(prefix="pantau-") as folder:
        out = Path(folder) / "rows.parquet"
        write_parquet(out, columns, _parts(chain(seen, coming)))
        sys.stdout.buffer.write(out.read_bytes())


def _parts(rows: Iterator[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    while part := list(islice(rows, ROWS_AT_ONCE)):
        yield part


def _type_of(values: Iterable[Any]) -> str:
    """Return the one type of a column's first values, or string where they differ."""
    kinds = {_KINDS.get(type(value), "string") for value in values if value is not None}
    return "number" if kinds == {"integer", "number"} else kinds.pop() if len(kinds) == 1 else "string"


def _distinct(names: Sequence[str]) -> list[str]:
    """Give columns of one name a number, since an object has each key once."""
    keys: list[str] = []
    for name in names:
        tried = (f"{name}_{number}" for number in count(2))
        keys.append(name if name not in keys else next(key for key in tried if key not in keys and key not in names))
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
