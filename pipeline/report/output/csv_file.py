"""A table as CSV: UTF-8 with BOM, RFC 4180, ISO dates, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.report.content.data import ReportSettings
    from pipeline.report.content.tables import Table, Value

# Invisible characters, behind which a spreadsheet may still see a formula.
INVISIBLE = "\\s\ufffd\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
SIGNS = "+\\-@\uff0b\uff0d\uff20"  # full-width ones start formulas in East Asian editions
EQUALS = "=\uff1d"
CELL_FORMULA = re.compile(f"[\t\r]|[{INVISIBLE}]*+[{EQUALS}{SIGNS}]")
# An Indonesian Excel opens a comma CSV as one that is separated by semicolons and sees no quotes: then a
# line or a semicolon inside a cell starts a new cell. Only what could run there is touched (a function or
# a DDE call): lists with dashes and lines that start with a mention stay as they are.
# Quantifiers are possessive, and stop at separators, so that no text costs more than linear time.
INNER_FORMULA = re.compile(
    f"(?<=[\n\r\t;])((?:(?![\n\r\t])[{INVISIBLE}])*+)(?=[{EQUALS}]|[{SIGNS}][^;\t\r\n]*(?:\\||\\w\\())"
)


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


def harmless(text: str) -> str:
    """Put an apostrophe before everything that a spreadsheet would run as a formula."""
    inner = INNER_FORMULA.sub(r"\1'", text)
    return f"'{inner}" if CELL_FORMULA.match(text) else inner


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        return value.isoformat()
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
