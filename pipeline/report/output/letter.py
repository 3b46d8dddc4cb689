"""A period's report as a document that officials edit and sign: letterhead, KONSEP, number and signature left blank."""

from __future__ import annotations

import zipfile
from datetime import UTC
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from pipeline.report.content.document import written
from pipeline.report.content.tables import clean
from pipeline.report.output.page import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.report.content.document import Document, Grid
    from pipeline.report.content.wording import Wording

A4 = Cm(21.0), Cm(29.7)
MARGIN = Cm(2.2)
WIDTH = A4[0] - 2 * MARGIN
LABEL, COLON = Cm(2.2), Cm(0.22)  # the width of a label, and of a colon with its space
LONGEST_WORD, LONGEST_TEXT, PADDING = 18, 30, 2  # characters of a table's column
ROOM = 94  # characters that all columns hold
CAPTION, SMALL, BODY, HEAD = Pt(7.5), Pt(8.5), Pt(11), Pt(14)
BLACK = RGBColor(0, 0, 0)
GREY = RGBColor(0x5B, 0x68, 0x74)
DRAFT = RGBColor(0xB0, 0x20, 0x20)
MOMENT = (2000, 1, 1, 0, 0, 0)  # of every part: the same report is the same file


def period_letter(document: Document, wording: Wording) -> bytes:
    """Write the document; the same report gives the same bytes."""
    letter = docx.Document()
    _set_page(letter, document, wording)
    _write_head(letter, document, wording)
    for paragraph in document.opening:
        _paragraph(letter, paragraph, after=6).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for number, section in enumerate(document.sections, start=1):
        letter.add_heading(f"{number}. {section.heading}", level=2)
        for sentence in section.sentences:
            _paragraph(letter, sentence, after=4).paragraph_format.keep_with_next = section.grid is not None
        if section.grid and section.grid.rows:
            _write_grid(letter, section.grid, wording)
        for note in section.notes:
            _paragraph(letter, note, size=SMALL, color=GREY, after=2)
    _paragraph(letter, document.closing, size=SMALL, color=GREY, after=12)
    _write_signature(letter, wording)
    return _same_bytes(letter)


def _set_page(letter: Any, document: Document, wording: Wording) -> None:
    """Set paper, letters and the mark of a draft on every page."""
    page = letter.sections[0]
    page.page_width, page.page_height = A4
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    style = letter.styles["Normal"]
    style.font.name, style.font.size = "Arial", BODY
    letter.styles["Heading 2"].font.color.rgb = BLACK
    mark = page.header.paragraphs[0]
    mark.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = mark.add_run(wording.text("letter_draft"))
    run.bold, run.font.color.rgb = True, DRAFT
    told = letter.core_properties
    told.title, told.author, told.language = clean(document.title), clean(document.office), wording.language
    told.created = told.modified = document.as_of.astimezone(UTC).replace(tzinfo=None)


def _write_head(letter: Any, document: Document, wording: Wording) -> None:
    """Write the letterhead with a rule below, the number left blank, and the subject."""
    lines = [wording.text("letter_government", city=document.city.upper())] if document.city else []
    for line in (*lines, document.office.upper()):
        head = _paragraph(letter, line, size=HEAD, after=0)
        head.alignment, head.runs[0].bold = WD_ALIGN_PARAGRAPH.CENTER, True
    _underline(letter.paragraphs[-1])
    _labelled(letter, wording.text("letter_number"), after=0).paragraph_format.space_before = Pt(10)
    _labelled(letter, wording.text("letter_subject", title=document.title), after=0)
    _labelled(letter, wording.text("letter_days", days=document.days), after=10)


def _labelled(letter: Any, text: str, *, after: float) -> Any:
    """Write a label and, behind the tab of *text*, its value: colons stand below each other."""
    label, _, value = text.partition("\t")
    paragraph = _paragraph(letter, label, after=after)
    run = paragraph.add_run()
    run.add_tab()
    run.add_text(one_line(value))
    run.font.size = BODY
    form = paragraph.paragraph_format
    form.left_indent, form.first_line_indent = LABEL + COLON, -(LABEL + COLON)
    form.tab_stops.add_tab_stop(LABEL)
    return paragraph


def _underline(paragraph: Any) -> None:
    """Draw a rule below a paragraph: the library has no word for it."""
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "double"), ("sz", "6"), ("space", "4"), ("color", "auto")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    following = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")  # the schema has an order
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *following)  # noqa: SLF001  # as above


def _paragraph(letter: Any, text: str, *, size: Any = BODY, color: Any = None, after: float = 6) -> Any:
    paragraph = letter.add_paragraph()
    run = paragraph.add_run(one_line(text))
    run.font.size = size
    if color is not None:
        run.font.color.rgb = color
    paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def _write_grid(letter: Any, grid: Grid, wording: Wording) -> None:
    """Write a table whose captions stand again on each page."""
    table = letter.add_table(rows=1, cols=len(grid.captions), style="Table Grid")
    table.autofit = False
    rows = [[written(cell, kind, wording) for cell, kind in zip(row, grid.kinds, strict=True)] for row in grid.rows]
    widths = _widths(grid, rows)
    _write_row(table.rows[0], grid.captions, grid.kinds, bold=True)
    _mark_row(table.rows[0], "w:tblHeader")
    for cells in rows:
        _write_row(table.add_row(), cells, grid.kinds)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    letter.add_paragraph().paragraph_format.space_after = Pt(2)


def _mark_row(row: Any, mark: str) -> None:
    """Give a row a mark that the library has no word for."""
    set_mark = OxmlElement(mark)
    set_mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(set_mark)  # noqa: SLF001  # as above


def _widths(grid: Grid, rows: Sequence[Sequence[str]]) -> list[int]:
    """Share the page's width: each column has room for its longest word, and what is left goes to long texts."""
    columns = list(zip(grid.captions, *rows, strict=True))
    words = [
        min(max(len(word) for text in column for word in text.split() or [""]), LONGEST_WORD) for column in columns
    ]
    texts = [min(max(map(len, column)), LONGEST_TEXT) for column in columns]
    lacks = [max(text - word, 0) for text, word in zip(texts, words, strict=True)]
    part = max(ROOM - sum(words) - PADDING * len(words), 0) / max(sum(lacks), 1)
    needs = [word + PADDING + lack * min(part, 1) for word, lack in zip(words, lacks, strict=True)]
    return [int(WIDTH * need / sum(needs)) for need in needs]


def _write_row(row: Any, cells: Any, kinds: Any, *, bold: bool = False) -> None:
    """Write a row that no page cuts; the captions, which are bold, stay with the row below them."""
    _mark_row(row, "w:cantSplit")
    for cell, text, kind in zip(row.cells, cells, kinds, strict=True):
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(one_line(text))
        run.font.size, run.bold = CAPTION if bold else SMALL, bold
        paragraph.paragraph_format.keep_with_next = bold
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
        if kind != "text":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _write_signature(letter: Any, wording: Wording) -> None:
    """Leave place, day, name and number of the one who signs blank."""
    for key in ("letter_place", "letter_office", "letter_name", "letter_staff_number"):
        paragraph = _paragraph(letter, wording.text(key), after=36 if key == "letter_office" else 0)
        paragraph.paragraph_format.left_indent = Cm(9)
        paragraph.paragraph_format.keep_with_next = True


def _same_bytes(letter: Any) -> bytes:
    """Save the document with one moment for all its parts: else no two are equal."""
    saved, packed = BytesIO(), BytesIO()
    letter.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name in parts.namelist():
            made.writestr(zipfile.ZipInfo(name, MOMENT), parts.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
