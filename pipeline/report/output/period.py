"""A period's report as a page that prints, and as a workbook whose first sheet is the summary."""

from __future__ import annotations

from datetime import UTC
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from xlsxwriter import Workbook

from pipeline.report.content.document import kind_of, written
from pipeline.report.output.page import one_line
from pipeline.report.output.workbook import FORMATS, caption_width, header_of, height_of, make_printable, write_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.report.content.document import Cell, Document, Grid, Section
    from pipeline.report.content.wording import Wording

HERE = Path(__file__).parent
SHEET = 31  # characters that the name of a sheet may have
NOT_IN_NAMES = str.maketrans("[]:*?/\\", "       ")
PAGE = 90  # characters that a column of sentences is wide: on paper it must not be cut
NARROWEST, WIDEST = 10, 30
NOTE = 6  # columns that a note spans at least
UNSET = 8  # characters that a column has of which nothing is said
LOOKS = {"text": "other", "integer": "integer", "number": "number", "percent": "rate", "share": "share"}


def period_page(document: Document, wording: Wording) -> bytes:
    """Render the page; it needs nothing beside itself."""
    styles = (HERE / "report.css").read_text(encoding="utf-8")
    template = _environment().get_template("period.html.j2")
    return template.render(document=document, say=wording, styles=styles, written=written).encode()


@cache
def _environment() -> Environment:
    """Make what renders the page; once, for all periods of a night."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["plain"] = one_line
    return environment


def period_workbook(document: Document, wording: Wording) -> bytes:
    """Write the summary and one sheet a table, each as wide as a page, with its captions repeated."""
    memory = BytesIO()
    workbook = Workbook(memory, {"in_memory": True})
    created = document.as_of.astimezone(UTC).replace(tzinfo=None)
    workbook.set_properties({"title": document.title, "created": created})
    formats = {name: workbook.add_format(look) for name, look in FORMATS.items()}
    formats["bold"] = workbook.add_format({"bold": True, "text_wrap": True})
    _write_summary(workbook.add_worksheet(wording.sheet("summary")), document, formats)
    for section in document.sections:
        if section.grid and section.grid.rows:
            _write_section(workbook.add_worksheet(_sheet_name(section)), section, section.grid, document, formats)
    workbook.close()
    return memory.getvalue()


def _sheet_name(section: Section) -> str:
    return section.heading.translate(NOT_IN_NAMES)[:SHEET].strip()


def _write_summary(sheet: Any, document: Document, formats: dict[str, Any]) -> None:
    """Write the opening and every section's sentences, one below the other."""
    sheet.set_column(0, 0, PAGE)
    lines = [(document.title, "bold"), (document.days, "bold"), *((line, "other") for line in document.opening)]
    for section in document.sections:
        if section.sentences:
            lines += [(section.heading, "bold"), *((line, "other") for line in section.sentences)]
    lines.append((document.closing, "other"))
    for row, (line, look) in enumerate(lines):
        write_cell(sheet, row, 0, one_line(line), formats[look])
        sheet.set_row(row, height_of([one_line(line)], [PAGE]))
    make_printable(sheet, f"{document.title}, {document.days}")


def _write_section(sheet: Any, section: Section, grid: Grid, document: Document, formats: dict[str, Any]) -> None:
    widths = [_width(caption, [row[n] for row in grid.rows]) for n, caption in enumerate(grid.captions)]
    for column, (caption, kind) in enumerate(zip(grid.captions, grid.kinds, strict=True)):
        sheet.set_column(column, column, widths[column])
        write_cell(sheet, 0, column, caption, formats[header_of(LOOKS[kind])])
    sheet.set_row(0, height_of(grid.captions, widths))
    for row, cells in enumerate(grid.rows, start=1):
        told = [one_line(cell) if isinstance(cell, str) else cell for cell in cells]
        for column, (value, kind) in enumerate(zip(told, grid.kinds, strict=True)):
            write_cell(sheet, row, column, value, formats[LOOKS[kind_of(value, kind)]])
        sheet.set_row(row, height_of(told, widths))
    columns = max(NOTE, len(grid.captions))
    breadth = sum(widths) + UNSET * (columns - len(widths))
    for row, note in enumerate(section.notes, start=len(grid.rows) + 2):
        sheet.merge_range(row, 0, row, columns - 1, "", formats["other"])
        write_cell(sheet, row, 0, note, formats["other"])
        sheet.set_row(row, height_of([note], [breadth]))
    sheet.freeze_panes(1, 0)
    make_printable(sheet, f"{document.title}, {document.days}")


def _width(caption: str, cells: Sequence[Cell]) -> int:
    longest = max((len(cell) + 3 for cell in cells if isinstance(cell, str)), default=0)
    return max(caption_width(caption), min(longest, WIDEST), NARROWEST)
