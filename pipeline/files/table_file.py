"""Tables that people filled in, XLSX or CSV: rows of text by column, each with its line."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from collectors.errors import ConfigError
from pipeline.files.fault import Fault

TITLES = 10  # lines within which the columns' names must stand
NAMED_MOST = 5  # merged cells that a message names
HEADER_ROWS = 3  # over which the columns' names may be spread by merged cells
_END = "\ue000"  # of private use: where this line is not found again, a quotation mark has swallowed it
_SEPARATOR = re.compile(r"(?i)(\ufeff?sep=(.))\r?\n")


def filled_rows(
    path: Path,
    needed: Sequence[str],
    hint: str,
    known: Sequence[str] = (),
    *,
    left_out: Callable[[str], None] | None = None,
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows that are not empty with their numbers. Raises ConfigError for a file that cannot be used.

    *needed* are the columns without which nothing can be done; *hint* says how to get them. If *known* is given, no
    other column is accepted. With *left_out*, which is called with the fault, a row of too many cells costs itself.
    """
    lines = table_lines(path)
    place = header_place([[name.lower() for name in line] for line in lines[:TITLES]], needed)
    header = [name.lower() for name in lines[place]] if lines else []
    missing = [name for name in needed if name not in header]
    if missing:
        raise ConfigError(f"{path.name}:{place + 1}: column {', '.join(missing)} is missing; {hint}")
    unknown = [name for name in header if known and name and name not in known]
    if unknown:
        raise ConfigError(f"{path.name}:{place + 1}: unknown column {unknown[0]!r}; {hint}")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise ConfigError(f"{path.name}:{place + 1}: column {', '.join(twice)} stands twice; keep one")
    for number, line in enumerate(lines[place + 1 :], place + 2):
        if any(line[len(header) :]):
            fault = (
                f"{path.name}:{number}: more cells than columns, so that nothing is where it belongs; "
                'put texts that hold the delimiter into quotes ("…")'
            )
            if left_out is None:
                raise ConfigError(fault)
            left_out(fault)
        elif any(line):
            told = dict(zip(header, [*line, *[""] * (len(header) - len(line))], strict=False))
            if "" in told:  # the cells of several columns without a name: an empty one hides no other
                told[""] = next((cell for name, cell in zip(header, line, strict=False) if cell and not name), "")
            yield number, told


def header_place(lines: Sequence[Sequence[str]], needed: Sequence[str]) -> int:
    """Return which of the first lines holds the columns' names: above it a title may stand, or nothing.

    It is the first line with every needed column, else the first one that is not empty.
    """
    filled = [place for place, line in enumerate(lines[:TITLES]) if any(line)]
    complete = (place for place in filled if needed and set(needed) <= set(lines[place]))
    return next(complete, next(iter(filled), 0))


def table_lines(path: Path) -> list[list[str]]:
    """Read the cells of an XLSX or a CSV as text. Raises ConfigError for a file that cannot be read."""
    try:
        table = _workbook_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path.read_bytes())
        return [[_text(cell) for cell in line] for line in table]
    except ConfigError:
        raise
    except OSError as error:
        indonesian = f"{path} tidak dapat dibaca; pastikan berkasnya ada dan boleh dibaca"
        raise ConfigError(Fault(f"{path} cannot be read ({error.strerror})", indonesian)) from error
    except Exception as error:  # a damaged XLSX raises whatever its reader meets first
        english = f"{path} cannot be read ({error}); save it as XLSX, or as CSV in UTF-8"
        indonesian = f"{path} tidak dapat dibaca; simpan sebagai XLSX, atau sebagai CSV dengan UTF-8"
        raise ConfigError(Fault(english, indonesian)) from error


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a spreadsheet knows no whole numbers
    return "" if value is None else str(value).strip()


def _csv_rows(content: bytes) -> Iterable[Sequence[Any]]:
    """Read the cells of a CSV as spreadsheets save it: UTF-8, UTF-16 or Windows-1252, by comma, semicolon or tab."""
    text = _decoded(content)
    if told := _SEPARATOR.match(text):  # Excel's own line; the lines keep their numbers
        text = text[told.end(1) :]
    first = next((line for line in text.splitlines() if len(line.strip(",;\t ")) > 0 and set(line) & set(",;\t")), "")
    delimiter = told[2] if told else max(",;\t", key=first.count)  # the comma where nothing is there
    *rows, end = csv.reader(StringIO(f"{text}\n{_END}", newline=""), delimiter=delimiter)
    if end != [_END]:
        line = sum(row.count("\n") + 1 for row in map("".join, rows)) + 1
        english = (
            f"line {line} opens a quotation mark that is never closed, so that what follows cannot be told apart; "
            'write it twice ("") or take it out'
        )
        indonesian = (
            f"tanda kutip yang dibuka pada baris {line} tidak pernah ditutup, sehingga isi sesudahnya tidak dapat "
            'dipilah; tulis dua kali ("") atau hapus'
        )
        raise ConfigError(Fault(english, indonesian))
    return rows


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # "Unicode text"
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _workbook_rows(path: Path) -> Iterable[Sequence[Any]]:
    from openpyxl import load_workbook  # noqa: PLC0415  # heavy

    # Not read_only: that mode believes what the file says of its size, and tells nothing of merged cells.
    shown, written = (load_workbook(path, data_only=values).worksheets[0] for values in (True, False))
    rows = [list(row) for row in shown.iter_rows(values_only=True)]
    merged = shown.merged_cells.ranges
    top = next((number for number, row in enumerate(rows, 1) if sum(map(bool, row)) > 1), 1)
    filled = {column for row in rows for column, value in enumerate(row, 1) if _text(value)}
    hiding = [cells for cells in merged if not _is_title(rows, cells) and _hides_values(filled, cells)]
    joined = _join_names(rows, merged, top) if any(cells.min_row == top for cells in hiding) else []
    if hiding := [cells for cells in hiding if cells not in joined]:
        raise ConfigError(_merged_fault(path.name, hiding, top))
    for row in written.iter_rows():
        for cell in row:
            if cell.data_type == "f" and shown[cell.coordinate].value is None:
                english = f"cell {cell.coordinate} has a formula without its result; paste values instead"
                indonesian = f"sel {cell.coordinate} berisi rumus tanpa hasilnya; tempel nilainya saja"
                raise ConfigError(Fault(f"{path.name}: {english}", f"{path.name}: {indonesian}"))
    return rows


def _hides_values(filled: Collection[int], cells: Any) -> bool:
    """Tell whether merged cells may hide values: not those in one row over columns none of which is *filled*."""
    return cells.min_row != cells.max_row or any(
        column in filled for column in range(cells.min_col + 1, cells.max_col + 1)
    )


def _merged_fault(file: str, hiding: list[Any], top: int) -> Fault:
    """Word the refusal of merged cells: of those from row *top*, the columns' names, before those of values."""
    names = [cells for cells in hiding if cells.min_row == top]
    in_order = sorted(names or hiding, key=lambda cells: (cells.min_row, cells.min_col))
    named, others = ", ".join(map(str, in_order[:NAMED_MOST])), len(in_order) - NAMED_MOST
    more, lainnya = (f" and {others} more", f" dan {others} lainnya") if others > 0 else ("", "")
    if names:
        english = ", and the columns' names are merged with them; write the names in one row"
        indonesian = ", dan nama kolom ikut tergabung; tulis nama kolom dalam satu baris"
    else:
        english = ", so that rows lack their values; unmerge and fill them"
        indonesian = ", sehingga ada baris tanpa isi; pisahkan lalu isi semuanya"
    return Fault(
        f"{file}: cells {named}{more} are merged{english}", f"{file}: sel {named}{lainnya} digabung{indonesian}"
    )


def _join_names(rows: list[list[Any]], merged: Collection[Any], top: int) -> list[Any]:
    """Bring columns' names that merged cells spread over rows from *top* into the last of these; return these cells.

    All that stands above that row must be merged, and all that stands in it be words, else it may be one of values;
    and no column with values may be left without a name. Where that is not so, nothing is brought or returned.
    """
    bottom = max((top + 1, *(cells.max_row for cells in merged if cells.min_row == top)))
    spread = [cells for cells in merged if top <= cells.min_row and cells.max_row <= bottom]
    if not spread or bottom > len(rows) or bottom - top >= HEADER_ROWS:
        return []
    above, names = rows[top - 1 : bottom - 1], list(rows[bottom - 1])
    if any(_text(name) and not _is_word(name) for name in names):
        return []
    corners = {(cells.min_row, cells.min_col) for cells in spread}
    filled = {(y, x) for y, row in enumerate(above, top) for x, value in enumerate(row, 1) if _text(value)}
    for cells in spread:
        if cells.max_row == bottom:
            names[cells.min_col - 1] = rows[cells.min_row - 1][cells.min_col - 1]
    with_values = {x for row in rows[bottom:] for x, value in enumerate(row) if _text(value)}
    if not filled <= corners or not all(_text(names[x]) for x in with_values):
        return []
    rows[top - 1 : bottom] = [*([None] * len(names) for _ in above), names]
    return spread


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and any(map(str.isalpha, value))  # a number or a day names no column


def _is_title(rows: list[list[Any]], cells: Any) -> bool:
    """Tell whether merged cells are a line's only content: a title, which hides no value of a row."""
    if cells.min_row != cells.max_row:
        return False
    return sum(value is not None for value in rows[cells.min_row - 1]) <= 1
