"""Files for annotators: a workbook with choices to pick from, and the same rows as CSV beside it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collectors.errors import ConfigError
from pipeline.files.formulas import harmless

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
_LONGEST = 32_000  # characters; Excel takes 32,767 UTF-16 units a cell, so this leaves room for few astral ones
_USUAL_WIDTH = 17

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to fill in: its columns, those with choices, and a second sheet that explains them."""

    name: str
    header: Sequence[str]
    choices: Mapping[str, Sequence[str]]
    widths: Mapping[str, int]
    notes: Mapping[str, Rows] = field(default_factory=dict)
    """Further sheets by name, the first row of each its header."""


def write_sheet(sheet: Sheet, rows: Sequence[Mapping[str, Any]], path: Path, *, private: bool = False) -> list[Path]:
    """Write XLSX and CSV, for the owner's eyes alone where *private*. Raises ConfigError where that cannot be done."""
    cells = [["" if row.get(name) is None else str(row[name]) for name in sheet.header] for row in rows]
    book, plain = path.with_suffix(".xlsx"), path.with_suffix(".csv")
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True, mode=PRIVATE_FOLDER if private else 0o777)
        for file in (book, plain):
            file.touch(mode=PRIVATE_FILE if private else 0o666)
            if private:
                file.chmod(PRIVATE_FILE)
        _write_workbook(sheet, cells, book)
        with plain.open("w", encoding="utf-8-sig", newline="") as opened:
            csv.writer(opened).writerows([sheet.header, *([harmless(cell) for cell in row] for row in cells)])
    except OSError as error:
        raise ConfigError(f"{path} cannot be written ({error}); choose another place with --out") from error
    return [book, plain]


def _write_workbook(sheet: Sheet, cells: Rows, path: Path) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415  # heavy

    with Workbook(path) as workbook:
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        _write_table(workbook, sheet.name, [sheet.header, *cells], wrapped, sheet.widths)
        table = workbook.get_worksheet_by_name(sheet.name)
        for column, name in enumerate(sheet.header):
            choices = sheet.choices.get(name)
            if choices and cells:
                table.data_validation(1, column, len(cells), column, {"validate": "list", "source": list(choices)})
        for name, rows in sheet.notes.items():
            _write_table(workbook, name, rows, wrapped, dict.fromkeys(rows[0], 40))


def _write_table(workbook: Workbook, name: str, rows: Rows, wrapped: Format, widths: Mapping[str, int]) -> None:
    """Write rows as text, none of which a spreadsheet runs, under a header that stays in sight."""
    table, bold = workbook.add_worksheet(name), workbook.add_format({"bold": True})
    for column, title in enumerate(rows[0]):
        table.set_column(column, column, widths.get(title, _USUAL_WIDTH), wrapped)
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            table.write_string(place, column, cell[:_LONGEST], wrapped if place else bold)
    table.freeze_panes(1, 1)
