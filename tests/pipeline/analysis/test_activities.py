"""activities.csv as a spreadsheet in Indonesia writes it: what can be read counts, what cannot is named."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from openpyxl import Workbook
from sqlalchemy import Engine, text

from pipeline.analysis.activities import configured_activities, read_activities, record_activities
from pipeline.clock import IsoWeek
from pipeline.run.context import INCOMPLETE, OK
from pipeline.weekly_report import report_week
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

CAMPAIGNS = ["Pilah Sampah dari Rumah", "Kenali 112"]


def written(folder: Path, content: str, encoding: str = "utf-8-sig") -> Path:
    file = folder / "activities.csv"
    file.write_bytes(content.encode(encoding))
    return file


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_activities_are_read_whatever_the_order_of_columns_and_the_delimiter(tmp_path: Path, mark: str) -> None:
    content = "kind,date,reached,campaign\nRadio,16/11/2026,1200,Keren\n\nSpanduk,2026-11-17,,\n".replace(",", mark)
    found = read_activities(written(tmp_path, content))
    assert found.rows is not None
    first, second = found.rows
    assert (first["held_on"], first["reached"], first["campaign"]) == (date(2026, 11, 16), 1200, "Keren")
    assert (second["line"], second["reached"], second["campaign"]) == (4, None, None)
    assert found.faults == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_an_indonesian_spreadsheet_is_read_with_its_headers_marks_and_letters(tmp_path: Path, encoding: str) -> None:
    content = (
        "Tanggal;Jenis;Kampanye;Kecamatan;Jumlah;Biaya;Bukti;Catatan\r\n"
        "16/11/2026;spanduk;pilah sampah dari  rumah;Jatiasih;1.200;Rp 3.500.000,00;foto 12;Café “Rawa” – ramai\r\n"
        "17 Nopember 2026;radio;;;85;;;\r\n"
    )
    found = read_activities(written(tmp_path, content, encoding), CAMPAIGNS)
    assert found.faults == []
    assert found.rows is not None
    first, second = found.rows
    assert (first["reached"], first["cost"], first["district"]) == (1200, 3_500_000, "Jatiasih")
    assert (first["campaign"], first["note"]) == ("Pilah Sampah dari Rumah", "Café “Rawa” – ramai")
    assert (second["held_on"], second["reached"], second["cost"]) == (date(2026, 11, 17), 85, None)


def test_rows_that_cannot_be_read_are_left_out_and_named_and_the_others_count(tmp_path: Path) -> None:
    content = (
        "date,kind,reached,campaign\n31/02/2026,Radio,5,\n2026-11-16,,-3,\n2026-11-16,Radio,12.5,\n"
        "2026-11-16,Radio,7,Pilah Sampah dari Rumha\n2026-11-16,Radio,7,Sesuatu\n2026-11-16,Radio,7,Kenali 112\n"
    )
    found = read_activities(written(tmp_path, content), CAMPAIGNS)
    assert [row["line"] for row in found.rows or ()] == [7]
    expected = [
        "activities.csv, line 2 is left out: date '31/02/2026' is no day",
        "activities.csv, line 3 is left out: kind is empty; write what it was, such as banner or radio; reached '-3'",
        "activities.csv, line 4 is left out: reached '12.5' is not a whole number",
        "line 5 is left out: campaign 'Pilah Sampah dari Rumha' is not configured; did you mean Pilah Sampah dari Rum",
        "line 6 is left out: campaign 'Sesuatu' is not configured",
    ]
    assert all(words in fault for words, fault in zip(expected, found.faults, strict=True))


def test_a_column_that_nobody_knows_is_named_and_costs_nothing(tmp_path: Path) -> None:
    found = read_activities(written(tmp_path, "tanggal;jenis;hari\n2026-11-16;Radio;Senin\n"))
    assert [row["kind"] for row in found.rows or ()] == ["Radio"]
    assert "column 'hari' is not known" in found.faults[0]


@pytest.mark.parametrize("content", ["", "kind;reached\nRadio;5\n", "\x00\x01", 'date,kind\n"' + "x" * 200_000])
def test_a_file_that_cannot_be_used_says_so_and_tells_no_rows(tmp_path: Path, content: str) -> None:
    found = read_activities(written(tmp_path, content))
    assert found.rows in (None, [])
    assert found.faults


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    found = read_activities(tmp_path / "none.csv")
    assert (found.rows, len(found.faults)) == (None, 1)
    assert "cannot be read (No such file or directory); the earlier activities stay" in found.faults[0]


def kinds(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT kind FROM v_activities ORDER BY held_on")))


def test_a_night_keeps_the_activities_of_the_last_file_that_could_be_used(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, tmp_path: Path
) -> None:
    settings = make_settings(activities="activities.csv")
    good = "tanggal;jenis;jumlah\n2026-11-16;radio;1.200\n2026-11-17;spanduk;3,5\n"
    unusable = "jenis\n"
    for content, stored in ((good, ["radio"]), (unusable, ["radio"]), ("tanggal;jenis\n", [])):
        written(tmp_path, content)
        with night_of(settings) as night:
            record_activities(night)
        assert kinds(engine) == stored
        assert night.exit_code == (INCOMPLETE if content == unusable else OK)


def test_without_a_file_there_are_no_activities(make_settings: MakeSettings) -> None:
    found = configured_activities(make_settings(), ())
    assert (found.rows, found.faults) == ([], [])


COUNTED = (
    "Tanggal;Media;Judul;Tautan;Topik;Jumlah terjangkau\r\n"
    "16/11/2026;Grup WA;Jadwal bank sampah;https://contoh.id/a;Lingkungan;1.850\r\n"
    "17/11/2026;koran;Warga memilah sampah;;environment;\r\n"
    "20/10/2026;koran;Bulan lalu;;;\r\n"
)


def test_what_people_count_elsewhere_stands_by_month_and_medium_beside_what_was_harvested(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, tmp_path: Path
) -> None:
    written(tmp_path, COUNTED)
    with night_of(make_settings(activities="activities.csv")) as night:
        record_activities(night)
    with engine.connect() as connection:
        used = connection.execute(text("SELECT * FROM v_media_used ORDER BY month, medium")).all()
        told = connection.execute(text("SELECT title, url, topic, medium FROM v_activities ORDER BY held_on")).all()
    assert [tuple(row) for row in used] == [
        ("2026-10", "newspaper", "by_hand", 1, None, 0),
        ("2026-11", "newspaper", "by_hand", 1, None, 0),
        ("2026-11", "whatsapp", "by_hand", 1, 1850, 1),
    ]
    assert tuple(told[1]) == ("Jadwal bank sampah", "https://contoh.id/a", "environment", "whatsapp")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_all_seven_media_that_people_count_come_from_the_file_to_the_report(
    engine: Engine, make_settings: MakeSettings, night_of: OpenNight, tmp_path: Path
) -> None:
    kinds_of_media = ("whatsapp", "tiktok", "telegram", "newspaper", "radio", "brochure", "banner")
    lines = (f"2026-11-{16 + n},{kind},Judul {kind},{100 + n}" for n, kind in enumerate(kinds_of_media))
    written(tmp_path, "\n".join(["date,kind,title,reached", *lines]))
    with night_of(make_settings(activities="activities.csv"), lambda: datetime(2026, 11, 24, 1, tzinfo=UTC)) as night:
        record_activities(night)
        folder = report_week(night, IsoWeek(2026, 47))
    with engine.connect() as connection:
        assert set(connection.scalars(text("SELECT medium FROM v_media_used"))) == set(kinds_of_media)
    assert folder is not None
    page = BeautifulSoup((folder / "report.html").read_text("utf-8"), "lxml").get_text(" ")
    for kind in kinds_of_media:
        assert f"Judul {kind}" in page
    assert page.count("dihitung sendiri oleh kantor") >= len(kinds_of_media)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ("16/11/2206;5", "date '16/11/2206' is no day"),
        ("0001-01-01;5", "date '0001-01-01' is no day"),
        ("16/11/2026;99999999999999999999", "reached '99999999999999999999' is not a whole number"),
        ("16/11/2026;\u0663\u0664", "reached '\u0663\u0664' is not a whole number"),
    ],
)
def test_a_slip_of_the_keyboard_costs_its_row_alone(tmp_path: Path, cells: str, fault: str) -> None:
    found = read_activities(written(tmp_path, f"date;reached;kind\n{cells};telegram\n2026-11-17;1,2 rb;tiktok\n"))
    assert [(row["medium"], row["reached"]) for row in found.rows or ()] == [("tiktok", 1200)]
    assert len(found.faults) == 1
    assert fault in found.faults[0]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ("javascript:alert(1);", "url 'javascript:alert(1)' is no address"),
        ("www.contoh.id/a;", "url 'www.contoh.id/a' is no address"),
        (";sampah", "topic 'sampah' is no dimension; the dimensions are governance, branding"),
    ],
)
def test_a_row_with_a_wrong_address_or_dimension_is_named_and_the_others_count(
    tmp_path: Path, cells: str, fault: str
) -> None:
    found = read_activities(written(tmp_path, f"date;kind;url;topic\n2026-11-16;tiktok;{cells}\n2026-11-17;radio;;\n"))
    assert [row["medium"] for row in found.rows or ()] == ["radio"]
    assert fault in found.faults[0]


ROW = "16/11/2026;spanduk;1.200;Rp 1.500.000,-\r\n"
HEADER = "Tanggal;Jenis;Jumlah;Biaya\r\n"
READ = [(date(2026, 11, 16), "spanduk", 1200, 1_500_000)]
ODD = {
    "a title above": f"Kegiatan Diskominfo 2026;;;\r\n;;;\r\n{HEADER}{ROW}",
    "empty lines above": f"\r\n\r\n{HEADER}{ROW}",
    "the line of Excel": f"sep=;\r\n{HEADER}{ROW}",
    "a caption without a name": f"Tanggal;Jenis;;Jumlah;Biaya\r\n{ROW.replace(';1.200', ';catatan;1.200')}",
    "captions with spaces": f" Tanggal ; JENIS;jumlah ;Biaya\r\n{ROW}",
    "empty cells at the end": f"Tanggal;Jenis;Jumlah;Biaya;;;\r\n{ROW.strip()};;;\r\n",
    "a serial day of Excel": HEADER + ROW.replace("16/11/2026", "46342"),
    "a day with its weekday": HEADER + ROW.replace("16/11/2026", "Senin, 16 Nopember 2026"),
    "a number with its unit": HEADER + ROW.replace("1.200", "1.200 orang"),
    "money in words": HEADER + ROW.replace("Rp 1.500.000,-", "1,5 juta"),
    "money with its words": HEADER + ROW.replace("1.500.000,-", "1.500.000,- (satu juta lima ratus ribu rupiah)"),
    "a number of households": HEADER + ROW.replace("1.200", "1.200 KK"),
    "a day without a comma": HEADER + ROW.replace("16/11/2026", "Senin 16 November 2026"),
    "a day and its zone": HEADER + ROW.replace("16/11/2026", "Senin / 16-11-2026 08.00 WIB"),
    "captions with units": f"Hari/Tanggal;Jenis Media *;Jumlah Peserta (orang);Biaya (Rp)\r\n{ROW}",
    "captions in short": f"No.;Tgl.;Jenis:;Jml;Anggaran\r\n1;{ROW}",
    "kind and event": f"Tanggal;Kegiatan;Jenis;Jumlah;Biaya\r\n{ROW.replace(';spanduk', ';Apel pagi;spanduk')}",
    "a quotation mark within": HEADER + ROW.replace("spanduk", '"spanduk"'),
}


def told(found: Any) -> list[tuple[Any, ...]]:
    return [(row["held_on"], row["kind"], row["reached"], row["cost"]) for row in found.rows or ()]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("shape", ODD)
def test_odd_files_of_spreadsheets_are_read(tmp_path: Path, shape: str, encoding: str) -> None:
    found = read_activities(written(tmp_path, ODD[shape], encoding))
    assert told(found) == READ
    assert found.faults == []


@pytest.mark.parametrize("cells", ["-;–", "Nihil;Rp -", "n/a;?"])
def test_a_dash_or_a_word_for_nothing_is_an_empty_cell(tmp_path: Path, cells: str) -> None:
    found = read_activities(written(tmp_path, f"{HEADER}16/11/2026;radio;{cells}\r\n"))
    assert (told(found), found.faults) == ([(date(2026, 11, 16), "radio", None, None)], [])


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_rows_in_silence(tmp_path: Path) -> None:
    found = read_activities(written(tmp_path, f'{HEADER}{ROW}16/11/2026;"spanduk;3;4\r\n{ROW}{ROW}'))
    assert found.rows is None
    assert "line 3 opens a quotation mark that is never closed" in found.faults[0]


FIRST = datetime(2026, 11, 16)  # noqa: DTZ001  # a day has no zone in a workbook
MONTH: tuple[list[object], ...] = (
    ["REKAPITULASI KEGIATAN BULAN NOVEMBER 2026"],
    [],
    ["No", "Hari/Tanggal", "Kegiatan", "Jenis Media", "Jumlah Terjangkau", "Biaya (Rp)"],
    [1, FIRST, "Ayo pilah", "spanduk", 1200, "Rp 3.500.000,-"],
    [None] * 6,
    [2, 46343, "Siaran pagi", "RRI Jakarta", "1,2 juta", None],
    [3, "Rabu, 18 Nopember 2026", "Info banjir", "Grup WA RW", "350 KK", "Nihil"],
    [None, "TOTAL", None, None, 1201550, 3500000],
)
READ_OF_MONTH = [
    ("2026-11-16", "banner", 1200, 3_500_000, "Ayo pilah"),
    ("2026-11-17", "radio", 1_200_000, None, "Siaran pagi"),
    ("2026-11-18", "whatsapp", 350, None, "Info banjir"),
]


def as_book(folder: Path, rows: Any) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("A1:F1")
    book.save(folder / "bulan.xlsx")
    return folder / "bulan.xlsx"


def as_text(folder: Path, rows: Any) -> Path:
    """Write rows as a spreadsheet saves them as CSV: semicolons, days as shown, the letters of Windows."""
    cells = [[f"{c:%d/%m/%Y}" if isinstance(c, datetime) else "" if c is None else str(c) for c in row] for row in rows]
    (folder / "bulan.csv").write_bytes("\r\n".join(map(";".join, cells)).encode("cp1252"))
    return folder / "bulan.csv"


@pytest.mark.parametrize("save", [as_book, as_text])
def test_a_month_as_an_office_keeps_it_is_read_and_its_total_named(tmp_path: Path, save: Any) -> None:
    found = read_activities(save(tmp_path, MONTH))
    columns = ("medium", "reached", "cost", "title")
    assert [(f"{row['held_on']}", *map(row.get, columns)) for row in found.rows or ()] == READ_OF_MONTH
    assert len(found.faults) == 1
    assert "line 8 is left out: date 'TOTAL' is no day" in found.faults[0]


def test_a_title_of_merged_cells_is_no_hindrance_and_merged_values_are_named(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in (["Kegiatan 2026"], [], ["Tanggal", "Jenis", "Jumlah", "Biaya"], [46342, "spanduk", 1200, 1.5e6]):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    book.save(tmp_path / "activities.xlsx")
    found = read_activities(tmp_path / "activities.xlsx")
    assert (told(found), found.faults) == (READ, [])
    sheet.append([None, "radio", 3, 4])
    sheet.merge_cells("A4:A5")
    book.save(tmp_path / "activities.xlsx")
    assert "cells A4:A5 are merged" in read_activities(tmp_path / "activities.xlsx").faults[0]


@pytest.mark.parametrize(
    ("names", "merged"),
    [
        ([["Tanggal", "Jenis", "Jumlah", "Biaya"], []], ("A2:A3", "B2:B3", "C2:C3", "D2:D3")),
        ([["Tanggal", "Jenis", "Capaian"], [None, None, "Peserta", "Biaya"]], ("A2:A3", "B2:B3", "C2:D2")),
        ([["Tanggal", "Jenis", "Capaian"], [], [None, None, "Peserta", "Biaya"]], ("A2:A4", "B2:B4", "C2:D3")),
    ],
)
def test_names_of_columns_that_merged_cells_spread_over_rows_are_read(
    tmp_path: Path, names: list[list[Any]], merged: tuple[str, ...]
) -> None:
    book = Workbook()
    for row in (["Kegiatan 2026"], *names, [46342, "spanduk", 1200, 1.5e6]):
        book.active.append(row)
    for cells in ("A1:D1", *merged):
        book.active.merge_cells(cells)
    book.save(tmp_path / "activities.xlsx")
    found = read_activities(tmp_path / "activities.xlsx")
    assert (told(found), found.faults) == (READ, [])


@pytest.mark.parametrize("cells", ["A2:A5", "A3:A4", "C3:D3"])
def test_merged_cells_that_hide_values_are_named_whatever_the_names_are(tmp_path: Path, cells: str) -> None:
    book = Workbook()
    rows = ["Tanggal", "Jenis", "Jumlah", "Biaya"], *[[46342, "spanduk", 1200, 1.5e6]] * 3
    for row in (["Kegiatan 2026"], *rows):
        book.active.append(row)
    book.active.merge_cells(cells)
    book.save(tmp_path / "activities.xlsx")
    found = read_activities(tmp_path / "activities.xlsx")
    assert found.rows is None
    assert f"cells {cells} are merged" in found.faults[0]


def test_of_many_merged_cells_the_first_are_named(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Tanggal", "Jenis"], *[[46342, "spanduk"]] * 40):
        book.active.append(row)
    for first in range(2, 40, 2):
        book.active.merge_cells(f"A{first}:A{first + 1}")
    book.save(tmp_path / "activities.xlsx")
    fault = read_activities(tmp_path / "activities.xlsx").faults[0]
    assert "cells A2:A3, A4:A5, A6:A7, A8:A9, A10:A11 and 14 more are merged" in fault
