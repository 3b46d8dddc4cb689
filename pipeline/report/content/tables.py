"""From a frame to a table of plain, typed, clean values: what every file of the report is made from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import isfinite
from numbers import Integral
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from zoneinfo import ZoneInfo


Value = str | int | float | bool | date | datetime | None
Record = dict[str, Value]

ORDER = {
    "posts": ["published_at", "post_id"],
    "topics": ["iso_week", "platform", "topic"],
    "accounts": ["platform", "source_id"],
    "campaigns": ["starts_on", "campaign"],  # its channels in the order in which platforms are shown
    "activities": ["held_on", "campaign", "kind", "district"],
    "obstacles": ["evidence_source", "obstacle", "headline"],
    "conversation": ["source_id"],
    "open_questions": [],  # those with most questions first, as the store gives them
}
# What UTF-8, XML or CSV readers cannot carry: lone surrogates, non-characters, controls but tab and line end
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, its Table Schema type and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values that fit their columns' types; ``None`` is NULL."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Value, ...]]

    def records(self) -> list[Record]:
        """Give each row as column → value."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


def numeric(value: Value) -> float | None:
    """Give a number as it is, and nothing for anything else."""
    return value if isinstance(value, int | float) else None


def known_count(value: object) -> int | None:
    """Give a count of a frame or a table; ``None`` for NULL, NaN, pandas' NA and whatever is no number."""
    return int(value) if isinstance(value, Integral | float) and isfinite(value) else None


def make_table(name: str, frame: pd.DataFrame, described: Mapping[str, tuple[str, str]], zone: ZoneInfo) -> Table:
    """Bring *frame* to the described columns and types, in an order that the same rows always have.

    Raises ValueError when a frame with rows lacks a described column, or a value does not fit its type.
    """
    columns = tuple(Column(column, kind, meaning) for column, (kind, meaning) in described.items())
    missing = [column.name for column in columns if column.name not in frame]
    if missing and len(frame):
        raise ValueError(f"the frame of {name} lacks {', '.join(missing)}, which the data dictionary describes")
    keys = [key for key in ORDER[name] if key in frame]
    ordered = frame.sort_values(keys, kind="stable") if keys else frame.reindex(columns=list(described))
    cells = [[to_value(cell, column, zone) for cell in ordered[column.name]] for column in columns]
    return Table(name, columns, list(zip(*cells, strict=True)))


def to_value(cell: Any, column: Column, zone: ZoneInfo) -> Value:
    """Make *cell* a plain value of the column's type; NULL in any of pandas' spellings is ``None``."""
    if pd.isna(cell):
        return None
    if column.type not in TYPES:
        known = ", ".join(TYPES)
        raise ValueError(f"column {column.name}: unknown type {column.type!r} in the data dictionary, not {known}")
    if column.type == "datetime" and column.name.endswith("_local"):
        return _local(cell, zone)
    return TYPES[column.type](cell)


def clean(text: str) -> str:
    """Replace what no file can carry; tabs and line ends stay."""
    return UNWRITABLE.sub("\ufffd", text)


def _utc(cell: Any) -> datetime:
    moment = pd.Timestamp(cell).to_pydatetime(warn=False)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _local(cell: Any, zone: ZoneInfo) -> datetime:
    moment = pd.Timestamp(cell).to_pydatetime(warn=False)
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment


def _integer(cell: Any) -> int | None:
    return int(cell) if isfinite(cell) else None


def _number(cell: Any) -> float | None:
    return float(cell) if isfinite(cell) else None


def _date(cell: Any) -> date:
    return pd.Timestamp(cell).date()


def _string(cell: Any) -> str:
    return clean(str(cell))


TYPES: dict[str, Callable[[Any], Value]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": bool,
    "date": _date,
    "datetime": _utc,
}
"""Convert a cell to a value, for each Table Schema type that the dictionary may use."""
