"""A period's report on a page, in a workbook and in a letter: the same words, safe, and the same bytes twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import docx
import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from pipeline.report.content.document import Document, Grid, Section, Share
from pipeline.report.content.wording import Wording
from pipeline.report.output.letter import period_letter
from pipeline.report.output.period import period_page, period_workbook

SAY = Wording("id", ZoneInfo("Asia/Jakarta"))
HOSTILE = '=HYPERLINK("http://jahat.example")<script>alert(1)</script>\x00\ud800'
GRID = Grid(
    ("Kanal", "Unggahan", "Tingkat interaksi"),
    ("text", "integer", "percent"),
    [("X Kominfobekasi", 1234, 0.0123), (HOSTILE, None, None)],
)
DOCUMENT = Document(
    title="Laporan Bulanan Media Sosial",
    office="Diskominfostandi Kota Bekasi",
    city="Kota Bekasi",
    days="1 Okt 2026 – 31 Okt 2026",
    as_of=datetime(2026, 11, 1, tzinfo=UTC),
    opening=("Paragraf pertama.", "Paragraf kedua."),
    closing="Data per 1 November 2026.",
    sections=(
        Section("rates", "Kinerja kanal: [uji]/*?", (), GRID, ("Catatan cara membaca. " * 20,)),
        Section("peers", "Daerah pembanding", ("Belum ada daerah pembanding yang dipantau.",)),
    ),
)


def texts(letter: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(BytesIO(letter)).paragraphs]


def test_the_letter_has_a_head_is_marked_a_draft_and_leaves_number_and_signature_blank() -> None:
    letter = period_letter(DOCUMENT, SAY)
    said = texts(letter)
    assert said[:2] == ["PEMERINTAH KOTA BEKASI", "DISKOMINFOSTANDI KOTA BEKASI"]
    assert any(line.startswith("Nomor") and set(line.split(":")[1].strip()) == {"…"} for line in said)
    assert "Paragraf kedua." in said
    assert said[-1].startswith("NIP …")
    opened = docx.Document(BytesIO(letter))
    assert [p.text for section in opened.sections for p in section.header.paragraphs] == ["KONSEP"]
    cells = [[cell.text for cell in row.cells] for row in opened.tables[0].rows]
    assert cells[1] == ["X Kominfobekasi", "1.234", "1,23%"]
    assert cells[2][1:] == ["–", "–"]


def test_the_letter_s_labels_have_their_values_behind_one_tab_stop() -> None:
    long = replace(DOCUMENT, title="Laporan\tBulanan\nMedia Sosial " * 5)
    labelled = [one for one in docx.Document(BytesIO(period_letter(long, SAY))).paragraphs if "\t" in one.text]
    assert [one.text.split("\t: ")[0] for one in labelled] == ["Nomor", "Hal", "Periode"]
    assert labelled[1].text.count("\t") == 1  # one in a title is none of ours
    stops = {tuple(stop.position for stop in one.paragraph_format.tab_stops) for one in labelled}
    assert len(stops) == 1
    assert all(one.paragraph_format.left_indent == -(one.paragraph_format.first_line_indent or 0) for one in labelled)


def test_a_share_among_numbers_is_a_number_with_a_percent_format() -> None:
    grid = Grid(("Ukuran", "Target"), ("text", "integer"), [("porsi unggahan", Share(0.3)), ("unggahan", 12)])
    document = replace(DOCUMENT, sections=(Section("targets", "Target", (), grid),))
    [share, posts] = load_workbook(BytesIO(period_workbook(document, SAY)))["Target"]["B"][1:]
    assert (share.value, share.number_format) == (0.3, "0%")
    assert (posts.value, posts.number_format) == (12, "#,##0")
    cells = [cell.text for cell in docx.Document(BytesIO(period_letter(document, SAY))).tables[0].columns[1].cells]
    assert cells == ["Target", "30%", "12"]


def test_in_a_letter_no_usual_word_is_broken_and_no_row_is_cut_between_pages() -> None:
    captions = (
        "Perangkat daerah", "Kanal", "Unggahan", "Unggahan berguna bagi warga", "Tingkat interaksi (nilai tengah)",
        "Pertanyaan", "Terlihat dijawab", "Waktu jawab (hari kerja, nilai tengah)",
    )  # fmt: skip
    row = ("Dinas Kependudukan dan Pencatatan Sipil", "Instagram dukcapilkota", *("0 dari 3; pertanyaan",) * 6)
    document = replace(DOCUMENT, sections=(Section("a", "A", (), Grid(captions, ("text",) * 8, [row] * 3)),))
    [table] = docx.Document(BytesIO(period_letter(document, SAY))).tables
    for column in table.columns:
        word = max((word for cell in column.cells for word in cell.text.split()), key=len)
        assert column.width.pt >= 4.3 * len(word) + 10.8, word  # the letters of 7.5 to 8.5 points, and a cell's margins
    assert all("w:cantSplit" in one._tr.xml for one in table.rows)  # the library has no word for it


def test_a_long_paragraph_stands_whole_on_page_and_letter() -> None:
    told = "Kanal ini memuat konten. " * 40
    long = replace(DOCUMENT, opening=(told,))
    assert told.strip() in texts(period_letter(long, SAY))
    assert told.strip().encode() in period_page(long, SAY)


@pytest.mark.parametrize("make", [period_page, period_workbook, period_letter])
def test_the_same_report_gives_the_same_bytes(make: object) -> None:
    assert callable(make)
    assert make(DOCUMENT, SAY) == make(DOCUMENT, SAY)


def test_the_page_runs_nothing_and_loads_nothing() -> None:
    page = BeautifulSoup(period_page(DOCUMENT, SAY), "lxml")
    assert page.find_all(["script", "link", "img", "iframe"]) == []
    assert [head.text for head in page.find_all("h2")] == ["Kinerja kanal: [uji]/*?", "Daerah pembanding"]
    assert [cell.text for cell in page.find_all("td")][:2] == ["1.234", "1,23%"]


def test_the_last_sentence_is_of_the_last_section_so_that_no_sheet_holds_it_alone() -> None:
    long, brief = DOCUMENT, replace(DOCUMENT, sections=())
    for document, place in ((long, "main > section:last-of-type > footer"), (brief, "main > footer")):
        page = BeautifulSoup(period_page(document, SAY), "lxml")
        assert [footer.text for footer in page.select(place)] == [DOCUMENT.closing]
        assert len(page.select("footer")) == 1


def test_the_workbook_begins_with_the_summary_and_every_sheet_prints_a_page_wide() -> None:
    workbook = load_workbook(BytesIO(period_workbook(DOCUMENT, SAY)))
    assert workbook.sheetnames == ["Ringkasan", "Kinerja kanal   uji"]
    first = [cell.value for cell in workbook["Ringkasan"]["A"]]
    assert first[:4] == ["Laporan Bulanan Media Sosial", "1 Okt 2026 – 31 Okt 2026", *DOCUMENT.opening]
    for sheet in workbook:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToHeight, sheet.page_setup.paperSize) == (0, 9)
        assert sheet.print_title_rows == "$1:$1"
    hostile = workbook["Kinerja kanal   uji"]["A3"]
    assert hostile.data_type == "s"
    assert workbook["Kinerja kanal   uji"]["B3"].value is None
