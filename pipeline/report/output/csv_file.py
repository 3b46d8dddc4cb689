"""A table as CSV: UTF-8 with BOM, RFC 4180, ISO dates, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING

from pipeline.files.formulas import harmless

if TYPE_CHECKING:
    from pipeline.report.content.data import ReportSettings
    from pipeline.report.content.tables import Table, Value


def csv_bytes(table: Table, settings: ReportSettings) -> bytes:
    """Write the header and all rows."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=settings.csv_delimiter, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[cell(value, settings.decimal_mark) for value in row] for row in table.rows])
    return BOM_UTF8 + text.getvalue().encode()


def cell(value: Value, decimal_mark: str) -> str:
    """Write one value; NULL is an empty cell."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return repr(value).replace(".", decimal_mark)
        case str():
            return harmless(value)
        case datetime():
            return _moment(value)
    return str(value)


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        return value.isoformat()
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
