"""The analyst's own SQL: read-only, to stdout, as a table, CSV or JSON."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from math import isfinite
from typing import Any

from collectors.errors import ConfigError
from pipeline.settings.models import Settings
from storage.queries.sql import run_read_only
from storage.schema.versions import open_store

UNLIMITED = 10_000  # columns; a file or a pipe has no edge
FORMATS = ("table", "csv", "json")


def run_query(settings: Settings, query: str, form: str) -> None:
    """Run one statement and print its rows. Raises ConfigError for a query that the database refuses."""
    if form not in FORMATS:
        raise ConfigError(f"no format {form!r}; use {', '.join(FORMATS)}")
    with open_store(settings.database_url) as engine:
        names, rows = run_read_only(engine, query)
    {"table": print_table, "csv": _print_csv, "json": _print_json}[form](names, rows)


def shown(value: Any) -> str:
    """Write a value for a person or a CSV: ISO moments, bytes as hexadecimal digits, nothing for NULL."""
    if value is None:
        return ""
    if isinstance(value, bytes | memoryview):
        return value.hex()
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)


def print_table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table that fits the terminal; long text is cut there, never in CSV or JSON."""
    from rich.console import Console  # noqa: PLC0415  # only tables need it
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in names:
        table.add_column(name, overflow="ellipsis", no_wrap=True)
    for row in rows:
        # Control characters of a fetched text must not reach the terminal, nor markup be obeyed.
        table.add_row(*(Text("".join(c if c.isprintable() else " " for c in shown(value))) for value in row))
    Console(width=None if sys.stdout.isatty() else UNLIMITED).print(table)


def _print_csv(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([shown(value) for value in row] for row in rows)


def _print_json(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    keys = _distinct(names)
    found = [dict(zip(keys, map(_json_value, row), strict=True)) for row in rows]
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1, default=shown, allow_nan=False)
    sys.stdout.write("\n")


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
