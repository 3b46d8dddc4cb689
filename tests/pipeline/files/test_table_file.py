from __future__ import annotations

from datetime import date
from pathlib import Path

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
