"""The same tables as an Excel workbook, for a person: captions and codes in words, real dates and numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from pipeline.report.content.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.report.content.tables import Column, Value
    from pipeline.report.content.wording import Wording
    from pipeline.report.output.page import Heading

LONGEST_CELL = 32_767  # UTF-16 units; Excel calls a workbook with more damaged
LONGEST_TITLE = 150  # Excel holds 255 characters in all, and a page as many
A4 = 9  # as Excel numbers its papers
NARROWEST, WIDEST = 8, 34  # characters
BREADTH = 220  # characters of a sheet: a landscape page holds about 130 at full size
WORD, LONG = 14, 120  # characters that a column of texts keeps, and that it wants at most
CAPTION_LINES, MOST_LINES = 4, 15
LINE = 15  # points
SHOWN = {
    "posts": (
        "published_local", "platform", "account", "kind", "title", "text", "topic", "programme_level",
        "message_function", "interactions", "views", "engagement_score", "engagement_level", "url",
    ),
    "topics": ("platform", "topic", "posts", "previous_posts", "interactions", "median_score"),
    "accounts": (
        "platform", "account", "city", "posts", "interactions", "views", "followers", "median_score", "outcome",
        "role",
    ),
    "campaigns": (
        "campaign", "starts_on", "ends_on", "platform", "planned_posts", "posts", "target_interactions",
        "interactions", "target_views", "views", "share_of_output", "active_days", "longest_gap_days", "verdict",
    ),
}  # fmt: skip
"""Columns that a person reads, by table; all the others stand in the CSV files."""
FORMATS: dict[str, dict[str, Any]] = {
    "header": {
        "bold": True,
        "bg_color": "#0B4F6C",
        "font_color": "#FFFFFF",
        "text_wrap": True,
        "valign": "top",
        "align": "left",
        "indent": 1,
    },
    "number_header": {
        "bold": True,
        "bg_color": "#0B4F6C",
        "font_color": "#FFFFFF",
        "text_wrap": True,
        "valign": "top",
        "align": "right",
    },
    "integer": {"num_format": "#,##0", "valign": "top"},
    "number": {"num_format": "0.00", "valign": "top"},
    "rate": {"num_format": "0.00%", "valign": "top"},
    "share": {"num_format": "0%", "valign": "top"},
    "date": {"num_format": "d mmm yyyy", "valign": "top"},
    "datetime": {"num_format": "d mmm yyyy hh:mm", "valign": "top"},
    "sentence": {"valign": "top", "align": "left", "indent": 1},
    "other": {"valign": "top", "text_wrap": True, "align": "left", "indent": 1},  # apart from a number before it
}
NUMBERS = {"integer", "number", "rate", "share"}


def workbook_bytes(
    tables: dict[str, Table], heading: Heading, wording: Wording, empty: Mapping[str, str] | None = None
) -> bytes:
    """Write one sheet a table; the same tables under the same heading give the same bytes.

    *empty* gives the sentence of a table without rows.
    """
    created = heading.as_of.astimezone(UTC).replace(tzinfo=None)
    memory = BytesIO()
    workbook = Workbook(memory, {"in_memory": True})
    workbook.set_properties({"title": heading.title, "created": created})
    formats = {name: workbook.add_format(look) for name, look in FORMATS.items()}
    for table in map(_shown_columns, tables.values()):
        sheet = workbook.add_worksheet(wording.sheet(table.name))
        _write_sheet(sheet, table, wording, formats)
        if not table.rows:
            write_cell(sheet, 1, 0, (empty or {}).get(table.name) or wording.text("no_data"), formats["sentence"])
        make_printable(sheet, f"{heading.title}, {wording.period(heading.week)}")
    workbook.close()
    return memory.getvalue()


def _shown_columns(table: Table) -> Table:
    """Leave only the columns that a person reads, in the order in which they are read."""
    places = {column.name: number for number, column in enumerate(table.columns)}
    chosen = [places[name] for name in SHOWN.get(table.name, places) if name in places]
    rows = [tuple(row[place] for place in chosen) for row in table.rows]
    return Table(table.name, tuple(table.columns[place] for place in chosen), rows)


def _write_sheet(sheet: Any, table: Table, wording: Wording, formats: dict[str, Any]) -> None:
    captions = [wording.column(column.name) for column in table.columns]
    columns = [[_say_value(row[n], column, wording) for row in table.rows] for n, column in enumerate(table.columns)]
    looks = [_look(column) for column in table.columns]
    widths = [_width(caption, cells) for caption, cells in zip(captions, columns, strict=True)]
    if sum(widths) > BREADTH:
        widths = _fit_page(captions, columns, widths, looks)
    for number, look in enumerate(looks):
        sheet.set_column(number, number, widths[number])
        sheet.write_string(0, number, captions[number], formats[header_of(look)])
        for row, value in enumerate(columns[number], start=1):
            write_cell(sheet, row, number, value, formats[look])
    sheet.set_row(0, height_of(captions, widths))
    for row, cells in enumerate(zip(*columns, strict=True), start=1):
        sheet.set_row(row, height_of(cells, widths))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def header_of(look: str) -> str:
    """Return the format of a caption: that of numbers stands above them, on the right."""
    return "number_header" if look in NUMBERS else "header"


def height_of(cells: Iterable[Value], widths: Iterable[float]) -> float:
    """Return the points that a row of wrapped texts takes: not every program works that out when it opens a file."""
    return LINE * min(max(map(_lines, cells, widths), default=1), MOST_LINES)


def _lines(cell: Value, width: float) -> int:
    """Count the lines that a text fills in a column of *width* characters; addresses break at slashes."""
    room = max(int(width) - 2, 1)
    return len(wrap(cell.replace("/", "/ "), room)) or 1 if isinstance(cell, str) and len(cell) > room else 1


def make_printable(sheet: Any, title: str) -> None:
    """Let a sheet print as wide as a page, each page with its title and the captions."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{title[:LONGEST_TITLE].replace('&', '&&')}&R&P/&N")
    sheet.set_footer("&L&A")


def _say_value(value: Value, column: Column, wording: Wording) -> Value:
    return wording.coded(column.name, value) if isinstance(value, str) else value


def _look(column: Column) -> str:
    if column.name.endswith("_rate") or column.name == "share_of_output":
        return "share"
    return column.type if column.type in FORMATS else "other"


def _width(caption: str, cells: list[Value]) -> int:
    """Return a width for the longest cell; a caption may take four lines."""
    longest = max(map(_length, cells), default=0)
    return min(max(caption_width(caption), longest + 3, NARROWEST), WIDEST)


def _length(cell: Value) -> int:
    """Count the characters of a cell as it is shown: 30 Sep 2026 10:15."""
    if isinstance(cell, date):
        return 17 if isinstance(cell, datetime) else 11
    return len(f"{cell:.2f}") if isinstance(cell, float) else len(str(cell))


def _fit_page(
    captions: Sequence[str], columns: Sequence[list[Value]], widths: Sequence[int], looks: Sequence[str]
) -> list[int]:
    """Narrow the columns of texts until all fit a page at a size that can be read; the longest keep most."""
    least = [
        min(width, max(caption_width(caption), WORD)) if look == "other" else width
        for caption, width, look in zip(captions, widths, looks, strict=True)
    ]
    wanted = [
        min(max(map(_length, cells), default=0), LONG) if width > low else 0
        for cells, width, low in zip(columns, widths, least, strict=True)
    ]
    part = max(BREADTH - sum(least), 0) / max(sum(wanted), 1)
    return [low + int(want * part) for low, want in zip(least, wanted, strict=True)]


def caption_width(caption: str) -> int:
    """Return the characters that a caption of four lines takes, with the button of the filter."""
    return max(*(len(word) for word in caption.split()), len(caption) // CAPTION_LINES + 1) + 3


def write_cell(sheet: Any, row: int, column: int, value: Value, look: Any) -> None:
    """Write one value by its type; nothing here guesses, so text never becomes a formula, link or number."""
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(row, column, value, look)
        case int() | float():
            sheet.write_number(row, column, value, look)
        case date() if value.year >= 1900:  # noqa: PLR2004  # Excel's calendar begins there; datetime is a date too
            sheet.write_datetime(row, column, _without_zone(value), look)
        case _:
            sheet.write_string(row, column, _cut_to_fit(str(value)), look)


def _without_zone(value: date) -> date:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _cut_to_fit(text: str) -> str:
    """Cut what Excel cannot hold; astral characters count twice there."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    return units[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"
