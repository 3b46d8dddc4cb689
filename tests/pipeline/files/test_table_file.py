from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from collectors.errors import ConfigError
from pipeline.files.cells import day_of
from pipeline.files.table_file import filled_rows


def written(folder: Path, text: str) -> Path:
    path = folder / "tabel.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("mark", [",", ";"])
def test_rows_come_with_the_numbers_that_a_spreadsheet_shows(tmp_path: Path, mark: str) -> None:
    path = written(tmp_path, 'Tanggal,Isi\n1,"dua\nbaris"\n,\n\n2, tiga \n'.replace(",", mark))
    found = list(filled_rows(path, ["tanggal"], "hint"))
    assert found == [(2, {"tanggal": "1", "isi": "dua\nbaris"}), (5, {"tanggal": "2", "isi": "tiga"})]


def test_a_workbook_is_read_as_its_csv_would_be(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Tanggal", "Jumlah"], [date(2026, 11, 16), 3.0], [None, None], ["16/11/2026", 4]):
        book.active.append(row)
    book.save(tmp_path / "tabel.xlsx")
    found = list(filled_rows(tmp_path / "tabel.xlsx", ["tanggal"], "hint"))
    assert [(number, row["jumlah"]) for number, row in found] == [(2, "3"), (4, "4")]
    assert {day_of(row["tanggal"]) for _number, row in found} == {date(2026, 11, 16)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ":1: column a is missing; hint"),
        ("b\n1\n", ":1: column a is missing; hint"),
        ("a,a\n1,2\n", ":1: column a stands twice; keep one"),
        ("a,z\n1,2\n", ":1: unknown column 'z'; hint"),
        ("a,b\n1,2,3\n", ":2: more cells than columns"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        list(filled_rows(written(tmp_path, text), ["a"], "hint", known=["a", "b"]))
    assert f"tabel.csv{told}" in str(refused.value)


def test_further_columns_are_welcome_where_none_are_named(tmp_path: Path) -> None:
    assert list(filled_rows(written(tmp_path, "a,z\n1,2\n"), ["a"], "hint")) == [(2, {"a": "1", "z": "2"})]


def merged(folder: Path, rows: list[list[Any]], cells: str) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for one in cells.split():
        book.active.merge_cells(one)
    book.save(folder / "tabel.xlsx")
    return folder / "tabel.xlsx"


NOTES = [["id", "topik", "catatan"], ["1", "x", None], ["2", "y", "penting"]]
NEEDED_BELOW = [["id", "topik", "catatan"], [None, "x", "n"], ["2", "y", "penting"]]
WIDE = [["id", "tanggal", None, "topik"], ["1", "2026-01-01", "08:00", "x"]]
BLOCK = [["id", "hari", "isi", "kota"], ["1", "a", None, None], ["2", "b", None, None], ["3", "c", "d", "e"]]
NAMELESS = [["id", "isi", None], [None, None, None], ["1", "x", "y"]]
ALL_WIDE = [["id", None, "isi", None], ["1", "p", "a", "q"], ["2", None, "b", None]]
BESIDE = [["Pos", None, "Label", None], ["id", "isi", "nada", "niat"], ["1", "a", "x", "y"]]
NOT_DOWN = [["id", "Label", None, "catatan"], [None, "nada", "niat", None], ["1", "x", "y", "n"]]


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        (NOTES, "C1:C2"),
        (NEEDED_BELOW, "A1:A2"),
        (WIDE, "B1:C1"),
        (BLOCK, "C1:D3"),
        (NAMELESS, "A1:A2 B1:C2"),
        (ALL_WIDE, "A1:B1 C1:D1"),
        (BESIDE, "C1:D1"),
        (NOT_DOWN, "A1:A2 B1:C1"),
    ],
)
@pytest.mark.parametrize("needed", [["id"], []])
def test_merged_names_that_may_hide_values_or_leave_a_column_nameless_are_refused(
    tmp_path: Path, rows: list[list[Any]], cells: str, needed: list[str]
) -> None:
    with pytest.raises(ConfigError, match="write the names in one row"):
        list(filled_rows(merged(tmp_path, rows, cells), needed, "hint"))


@pytest.mark.parametrize("needed", [["id"], []])
@pytest.mark.parametrize("cells", ["A1:B1 C1:D1", "C1:D1", "C1:D1 A3:B3"])
def test_merged_cells_over_empty_columns_hide_nothing(tmp_path: Path, cells: str, needed: list[str]) -> None:
    rows = [["id", None, "isi", None], ["1", None, None, None], ["2", None, "b", None]]
    found = list(filled_rows(merged(tmp_path, rows, cells), needed, "hint"))
    assert [(number, row["id"], row["isi"]) for number, row in found] == [(2, "1", ""), (3, "2", "b")]


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([["id", "Jumlah", None], [None, "suka", "bagi"], ["1", 0, "3"]], "A1:A2 B1:C1"),
        ([["Pos", None, "Jumlah"], ["id", "suka", "bagi"], ["1", 0, "3"]], "A1:B1 C1:C1"),
        ([["Laporan"], ["id", "suka", "bagi"], [], ["1", 0, "3"]], "A1:C1 A2:A3 B2:B3 C2:C3"),
    ],
)
@pytest.mark.parametrize("needed", [["id"], []])
def test_merged_names_are_read_where_each_column_has_its_own(
    tmp_path: Path, rows: list[list[Any]], cells: str, needed: list[str]
) -> None:
    found = list(filled_rows(merged(tmp_path, rows, cells), needed, "hint"))
    if needed or rows[0] != ["Laporan"]:  # without names to look for, a title is taken for them
        assert found == [(len(rows), {"id": "1", "suka": "0", "bagi": "3"})]
