"""A period's report as a page that prints, and as a workbook whose first sheet is the summary."""

from __future__ import annotations

from datetime import UTC
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from xlsxwriter import Workbook

from pipeline.report.content.document import written
from pipeline.report.output.page import one_line
from pipeline.report.output.workbook import FORMATS, make_printable, write_cell

if TYPE_CHECKING:
    from pipeline.report.content.document import Document, Grid, Section
    from pipeline.report.content.wording import Wording

HERE = Path(__file__).parent
SHEET = 31  # characters that the name of a sheet may have
NOT_IN_NAMES = str.maketrans("[]:*?/\\", "       ")
PAGE = 120  # characters that a column of sentences is wide
NARROWEST, WIDEST = 10, 30
LINE = 16  # points
HEAD = 3 * LINE
NOTE = 6  # columns that a note spans at least
LOOKS = {"text": "other", "integer": "integer", "number": "number", "percent": "rate"}


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
        sheet.set_row(row, _height(line))
    make_printable(sheet, f"{document.title}, {document.days}")


def _height(line: str) -> int:
    """Give the points that a wrapped line takes: not every program works that out when it opens a file."""
    return LINE * (1 + len(line) // PAGE)


def _write_section(sheet: Any, section: Section, grid: Grid, document: Document, formats: dict[str, Any]) -> None:
    for column, (caption, kind) in enumerate(zip(grid.captions, grid.kinds, strict=True)):
        texts = (len(str(row[column])) + 1 for row in grid.rows if isinstance(row[column], str))
        longest = max(len(max(caption.split(), key=len)) + 3, *texts, NARROWEST)
        sheet.set_column(column, column, min(longest, WIDEST))
        write_cell(sheet, 0, column, caption, formats["header"])
        for row, cells in enumerate(grid.rows, start=1):
            value = cells[column]
            write_cell(sheet, row, column, one_line(value) if isinstance(value, str) else value, formats[LOOKS[kind]])
    for row, note in enumerate(section.notes, start=len(grid.rows) + 2):
        sheet.merge_range(row, 0, row, max(NOTE, len(grid.captions) - 1), "", formats["other"])
        write_cell(sheet, row, 0, note, formats["other"])
        sheet.set_row(row, _height(note))
    sheet.set_row(0, HEAD)
    sheet.freeze_panes(1, 0)
    make_printable(sheet, f"{document.title}, {document.days}")
