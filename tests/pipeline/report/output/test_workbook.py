"""The workbook, read back with another library."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from pipeline.report import Background, ReportSettings
from pipeline.report.output.workbook import caption_width, height_of
from tests.pipeline.report.conftest import Writer

if TYPE_CHECKING:
    from collections.abc import Callable


ADDRESS = "https://www.facebook.com/100200300400500/posts/1234567890"  # it breaks at each slash that is in the way


def cells(report: Writer, sheet: str) -> list[dict[str, Any]]:
    """Rows below the header, as caption → cell."""
    workbook = load_workbook(BytesIO(report.content("weekly.xlsx")))
    header, *rows = list(workbook[sheet].iter_rows())
    return [{str(head.value): cell for head, cell in zip(header, row, strict=True)} for row in rows]


def test_there_is_one_sheet_a_table_in_the_language_of_the_report(report: Writer) -> None:
    report.write()
    names = load_workbook(BytesIO(report.content("weekly.xlsx"))).sheetnames
    assert names == [
        *("Ringkasan", "Program", "Perbandingan", "Isu", "Hambatan", "Dua arah", "Belum terlihat dijawab"),
        *("Kampanye", "Kanal", "Dimensi", "Unggahan"),
    ]
    report.write(ReportSettings(language="en"))
    names = load_workbook(BytesIO(report.content("weekly.xlsx"))).sheetnames
    assert names == [
        *("Summary", "Programme", "Comparison", "Issues", "Obstacles", "Two-way", "No answer seen"),
        *("Campaigns", "Channels", "Dimensions", "Posts"),
    ]


def test_a_sheet_prints_as_wide_as_a_page_with_its_title(report: Writer) -> None:
    report.write()
    for sheet in load_workbook(BytesIO(report.content("weekly.xlsx"))).worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.oddHeader.left.text == "Laporan Mingguan Media Sosial, 16–22 November 2026 (Minggu ke-47)"


def test_every_sheet_has_a_frozen_header_and_a_filter(report: Writer) -> None:
    report.write(campaigns=[])
    for sheet in load_workbook(BytesIO(report.content("weekly.xlsx"))).worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "Tanggapan warga belum dikumpulkan."),
        ({"listened": {"x-kota"}, "issues": ()}, "Tidak ada tema yang disampaikan oleh sedikitnya lima akun."),
        ({"listened": {"x-kota"}, "issues": None, "failed": {"issues": "rusak"}}, "Belum ada data"),
    ],
)
def test_a_sheet_without_rows_says_why(report: Writer, told: dict[str, Any], said: str) -> None:
    report.write(posts=[], topics=[], campaigns=[], background=Background(**told))
    workbook = load_workbook(BytesIO(report.content("weekly.xlsx")))
    assert workbook["Isu"]["A2"].value == said
    assert all(sheet["A2"].value for sheet in workbook.worksheets)
    assert workbook["Unggahan"]["A2"].value == "Belum diketahui: data kanal belum lengkap."  # one is blocked


def test_ids_are_text_and_numbers_are_numbers_and_dates_are_dates(
    report: Writer, make_post: Callable[..., dict[str, Any]]
) -> None:
    report.write(posts=[make_post(3, title="1850000000000000001", views=None)])
    row = cells(report, "Unggahan")[0]
    assert (row["Judul"].value, row["Judul"].data_type) == ("1850000000000000001", "s")
    assert (row["Interaksi"].value, row["Interaksi"].data_type) == (35, "n")
    assert row["Tayang"].value == datetime(2026, 11, 17, 0, 15)  # noqa: DTZ001  # Excel knows no zones
    assert row["Tayangan"].value is None


def test_no_sheet_has_columns_that_only_a_program_reads(report: Writer) -> None:
    report.write()
    for sheet in load_workbook(BytesIO(report.content("weekly.xlsx"))).worksheets:
        captions = " ".join(str(cell.value) for cell in next(sheet.iter_rows()))
        assert not re.search(r"UTC|\bID\b|Sidik|Ketelitian|Peluang|_", captions), captions
        widths = sum(one.width * (one.max - one.min + 1) for one in sheet.column_dimensions.values())
        assert widths <= 235, sheet.title  # a landscape page holds about 130 characters at full size


def test_the_channels_of_others_are_told_from_the_own_ones(
    report: Writer, make_account: Callable[..., dict[str, Any]]
) -> None:
    report.write(accounts=[make_account("x"), make_account("website", source_id="media-kota", role="media")])
    assert [row["Peran"].value for row in cells(report, "Kanal")] == ["Akun sendiri", "Media massa"]
    header, *_ = report.content("accounts.csv").decode("utf-8-sig").splitlines()
    assert header.endswith(",observed_at,role")


def test_codes_are_said_in_words(report: Writer, make_post: Callable[..., dict[str, Any]]) -> None:
    report.write(posts=[make_post(3, topic="living", programme_level="named")])
    row = {caption: cell.value for caption, cell in cells(report, "Unggahan")[0].items()}
    assert row["Dimensi"] == "Kehidupan Kota (Smart Living)"
    assert row["Tingkat keterkaitan"] == "Menyebut program Smart City"


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http://contoh.id")', "+1+1", "https://contoh.id", "12345", "_x0041_", "=1+1\x00", "-"],
)
def test_text_stays_text_and_never_becomes_a_formula_or_a_link(
    report: Writer, make_post: Callable[..., dict[str, Any]], text: str
) -> None:
    report.write(posts=[make_post(3, text=text)])
    cell = cells(report, "Unggahan")[0]["Teks"]
    assert (cell.value, cell.data_type) == (text.replace("\x00", "\ufffd"), "s")
    assert cell.hyperlink is None


@pytest.mark.parametrize("text", ["a" * 40_000, "\N{PARTY POPPER}" * 20_000])
def test_a_text_longer_than_a_cell_is_cut_at_what_excel_holds(
    report: Writer, make_post: Callable[..., dict[str, Any]], text: str
) -> None:
    report.write(posts=[make_post(3, text=text)])
    value = cells(report, "Unggahan")[0]["Teks"].value
    assert len(value.encode("utf-16-le")) // 2 in {32_766, 32_767}
    assert value.endswith("…")
    assert text.startswith(value[:-1])


def test_a_date_before_excel_s_calendar_is_text(report: Writer, make_post: Callable[..., dict[str, Any]]) -> None:
    report.write(posts=[make_post(3, published_local=datetime(1899, 12, 31))])  # noqa: DTZ001  # local
    assert cells(report, "Unggahan")[0]["Tayang"].data_type == "s"


def test_the_workbook_is_dated_by_the_data_not_by_the_clock(report: Writer) -> None:
    report.write()
    properties = load_workbook(BytesIO(report.content("weekly.xlsx"))).properties
    assert properties.created == report.week.as_of.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("cell", "width", "lines"),
    [
        ("dua kata", 20, 1),
        ("kata " * 12, 22, 3),
        ("a" * 45, 22, 3),
        (None, 9, 1),
        (7, 9, 1),
        (" " * 60, 22, 1),
        ("x " * 5000, 22, 15),
        (ADDRESS, 22, 4),
    ],
)
def test_a_row_is_as_high_as_its_longest_text_in_its_column(cell: str | int | None, width: int, lines: int) -> None:
    assert height_of([cell, "pendek"], [width, 20]) == lines * 15


def test_a_caption_of_many_words_makes_no_column_wider_than_a_third_of_it() -> None:
    assert caption_width("Tingkat interaksi per unggahan") < 16
    assert caption_width("Unggahan") == 11


def test_a_campaign_s_channels_stay_in_the_order_in_which_they_are_given(report: Writer) -> None:
    campaign = report.week.campaigns.to_dict("records")[0]
    report.write(campaigns=[campaign | {"platform": name} for name in ("x", "instagram", "website")])
    assert [row["Kanal"].value for row in cells(report, "Kampanye")] == ["X", "Instagram", "Situs web"]


def test_sheets_have_the_order_of_the_page_and_not_that_of_codes(
    report: Writer, make_account: Callable[..., dict[str, Any]], make_topics: Callable[..., list[dict[str, Any]]]
) -> None:
    topics = make_topics("2026-W47", {("x", "branding"): 1, ("x", "governance"): 2, ("instagram", "branding"): 3})
    report.write(accounts=[make_account(name) for name in ("website", "instagram", "x")], topics=topics)
    assert [row["Kanal"].value for row in cells(report, "Kanal")] == ["X", "Instagram", "Situs web"]
    assert [(row["Kanal"].value, row["Dimensi"].value.split(" (")[0]) for row in cells(report, "Dimensi")] == [
        ("X", "Tata Kelola"),
        ("X", "Citra Kota"),
        ("Instagram", "Citra Kota"),
    ]


def test_a_share_has_no_more_digits_than_on_the_page(report: Writer) -> None:
    columns = Background().programme.columns
    counts = [("2026-W47", "x", "named", 1), ("2026-W47", "x", "none", 10)]
    report.write(background=Background(programme=pd.DataFrame(counts, columns=columns)))
    share = cells(report, "Program")[0]["Porsi"]
    assert (share.value, share.number_format) == (pytest.approx(1 / 11), "0%")
