"""The tables' files: CSV and Parquet, written from the same rows, a batch at a time.

Parquet is written by duckdb, an extra: from lines of JSON under types that are told, in one thread, so that the same
rows give the same bytes. pyarrow would do too, but where it is installed pandas keeps its texts in it, and the whole
program would behave differently; fastparquet wants frames.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collectors.errors import ConfigError, StoreError
from collectors.extras import how_to_install
from pipeline.report.content.tables import Column, clean
from pipeline.report.output.csv_file import cell

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Rows = Sequence[Sequence[Any]]
SETTINGS: Mapping[str, str | bool | int] = {
    "threads": 1,
    "memory_limit": "500MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMPTZ",
    "local": "TIMESTAMP",
}
"""Types of columns by their names in DuckDB; local moments, of the wall clock, have no zone."""
CONVERT = (
    "COPY (SELECT * FROM read_json($lines, format='newline_delimited', columns={columns})) TO {out} (FORMAT parquet)"
)


def require_parquet() -> None:
    """Raise ConfigError where duckdb, an extra, is missing."""
    try:
        import duckdb  # noqa: F401, PLC0415  # an extra
    except ModuleNotFoundError as error:
        raise ConfigError(f"Parquet files need duckdb; {how_to_install('research')}") from error


@contextmanager
def open_converter(folder: Path) -> Iterator[DuckDBPyConnection]:
    """Open what writes the Parquet files in *folder*: once for all, since to open it takes longer than to write most.

    What does not fit into memory lies there meanwhile.
    """
    import duckdb  # noqa: PLC0415  # an extra

    with duckdb.connect(config={**SETTINGS, "temp_directory": str(folder / "spilled")}) as converter:
        yield converter


def write_table(converter: DuckDBPyConnection, stem: Path, columns: Sequence[Column], batches: Iterable[Rows]) -> int:
    """Write ``stem.csv`` and ``stem.parquet``; return how many rows they hold.

    The CSV is UTF-8 without a mark at its beginning, which would become part of the first column's name in R.
    """
    names = [column.name for column in columns]
    read = [_reader(column) for column in columns]
    lines = stem.with_suffix(".jsonl")
    count = 0
    with (
        stem.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file,
        lines.open("w", encoding="utf-8") as exact,
    ):
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(names)
        for rows in batches:
            values = [[None if c is None else take(c) for take, c in zip(read, row, strict=True)] for row in rows]
            writer.writerows([[_csv_cell(value) for value in row] for row in values])
            exact.writelines(_json_line(dict(zip(names, row, strict=True))) for row in values)
            count += len(rows)
    to_parquet(converter, lines, stem.with_suffix(".parquet"), columns)
    lines.unlink()
    return count


def write_parquet(converter: DuckDBPyConnection, out: Path, columns: Sequence[Column], batches: Iterable[Rows]) -> int:
    """Write a Parquet file alone; return how many rows it holds."""
    read = [_reader(column) for column in columns]
    names = [column.name for column in columns]
    lines = out.with_suffix(".jsonl")
    count = 0
    with lines.open("w", encoding="utf-8") as exact:
        for rows in batches:
            values = ([None if c is None else take(c) for take, c in zip(read, row, strict=True)] for row in rows)
            exact.writelines(_json_line(dict(zip(names, row, strict=True))) for row in values)
            count += len(rows)
    to_parquet(converter, lines, out, columns)
    lines.unlink()
    return count


def _csv_cell(value: Any) -> str:
    """Write a value as the weekly report does; Parquet holds texts as they are."""
    return cell(clean(value) if isinstance(value, str) else value, ".")


def _json_line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=_iso) + "\n"


def _iso(value: date) -> str:
    return value.isoformat()


def to_parquet(converter: DuckDBPyConnection, lines: Path, out: Path, columns: Sequence[Column]) -> None:
    """Convert lines of JSON, one a row, into a Parquet file with these types. Raises StoreError."""
    import duckdb  # noqa: PLC0415  # an extra

    types = ", ".join(f"{_quoted(column.name)}: {_quoted(TYPES[_kind(column)])}" for column in columns)
    statement = CONVERT.format(columns="{" + types + "}", out=_quoted(str(out)))
    try:
        converter.execute(statement, {"lines": str(lines)})
    except duckdb.Error as error:
        raise StoreError(f"{out} cannot be written ({str(error).splitlines()[0]}); check disk and rights") from error


def _quoted(words: str) -> str:
    # COPY takes no parameter for its target, nor read_json for its columns.
    return "'" + words.replace("'", "''") + "'"


def _kind(column: Column) -> str:
    return "local" if column.type == "datetime" and column.name.endswith("_local") else column.type


def _reader(column: Column) -> Callable[[Any], Any]:
    """Return what makes a value of a database one of the column's type."""
    return READERS[_kind(column)]


def _as_it_is(value: Any) -> Any:
    return value


def _number(value: Any) -> float | None:
    number = float(value)
    return number if isfinite(number) else None


def _utc(value: datetime | str) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value  # SQLite keeps text
    return moment.astimezone(UTC)


READERS: Mapping[str, Callable[[Any], Any]] = {
    "string": str,
    "integer": int,
    "number": _number,
    "boolean": bool,
    "date": _as_it_is,
    "datetime": _utc,
    "local": _as_it_is,
}
