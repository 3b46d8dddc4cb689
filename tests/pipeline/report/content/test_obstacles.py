"""What page one says of obstacles and questions: with their counts, and nothing of who said it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from pipeline.report import Background, ReportSettings
from storage.queries.obstacles import CONVERSATION, OBSTACLES, OPEN
from tests.pipeline.report.conftest import Writer

OLDEST = pd.Timestamp("2026-11-12 08:00")
CASES = [
    ("response", "citizen", "application", True, 4, 33, 31),
    ("response", "citizen", "capacity", True, 3, 29, 12),
    ("response", "citizen", "infrastructure", False, 2, 40, 40),
    ("coding", "officer", "organisation", True, 0, 2, None),
    ("coding", "document", "application", True, 0, 1, None),
    ("coding", "citizen", "capacity", True, 0, 2, None),
    ("coding", "citizen", "infrastructure", False, 0, 5, None),
]
CHANNELS = [
    ("ig-diskominfobekasi", "instagram", "diskominfobekasi", 9, 70, 7, 3, 2, 6, 4, 1, 1, None, 40, 10),
    ("web-diskominfo", "website", None, 0, 0, 7, 5, None, None, None, None, None, None, None, None),
]
WAITING = [
    ("ig-diskominfobekasi", "instagram", "d", "instagram:A", "https://www.instagram.com/p/A/", None, "<b>Layanan</b>",
     3,
     OLDEST),
    ("ig-diskominfobekasi", "instagram", "d", "instagram:B", "javascript:alert(1)", None, "Jebakan", 1,
     OLDEST),
    ("x-kominfobekasi", "x", "K", None, None, None, None, 2, OLDEST),
]  # fmt: skip


def background(cases: list[Any] = CASES, channels: list[Any] = CHANNELS, waiting: list[Any] = WAITING) -> Background:
    return Background(
        obstacles=pd.DataFrame(cases, columns=list(OBSTACLES)),
        conversation=pd.DataFrame(channels, columns=list(CONVERSATION)),
        open_questions=pd.DataFrame(waiting, columns=list(OPEN)),
    )


def part(report: Writer, name: str) -> Any:
    found = BeautifulSoup(report.text("report.html"), "lxml").find("section", attrs={"aria-labelledby": name})
    assert found is not None
    return found


def test_the_page_tells_obstacles_with_their_counts_and_leaves_other_services_out(report: Writer) -> None:
    report.write(background=background())
    told = part(report, "obstacles").get_text(" ", strip=True)
    assert "Gangguan aplikasi 4 33 31 1" in told
    assert "Kelembagaan humas 0 0 0 2" in told
    assert "Infrastruktur" not in told
    assert (
        "Kesigapan aparatur 3 29 12 2" in told
    )  # what interviews tell stands beside the responses, not in their place
    assert "40 tanggapan tentang layanan lain" in told


def test_unanswered_questions_are_counted_and_linked_to_own_posts_alone(report: Writer) -> None:
    report.write(background=background())
    section = part(report, "obstacles")
    told = section.get_text(" ", strip=True)
    assert "6 pertanyaan warga" in told
    assert "2 pertanyaan di X: lewat sebutan (mention), bukan di unggahan kita" in told
    assert "https://www.instagram.com/p/A/" in [link["href"] for link in section.find_all("a")]
    assert "javascript:" not in report.text("report.html")
    assert "<b>Layanan" not in report.text("report.html")


def test_only_a_class_of_thirty_is_charted_and_the_chart_has_words_and_a_table(report: Writer) -> None:
    report.write(background=background())
    section = part(report, "obstacles")
    assert [label.text for label in section.find_all("text", class_="label")] == ["Gangguan aplikasi"]
    assert section.find("svg")["aria-labelledby"] == "obstacles-chart-title obstacles-chart-description"
    rows = [row.get_text(" ", strip=True) for row in section.find("table").find_all("tr")]
    assert "Kesigapan aparatur 3 29 12 2" in rows


def test_two_way_communication_stands_with_how_much_was_seen(report: Writer) -> None:
    report.write(background=background())
    rows = [row.get_text(" ", strip=True) for row in part(report, "obstacles").find_all("tr")]
    assert "Instagram diskominfobekasi 6 4 1 1 – 25% 3 2" in rows
    assert "Situs web web-diskominfo – – – – – – 5 –" in rows


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (Background(), "Tanggapan warga belum dikumpulkan"),
        (background([], CHANNELS, []), "Tidak ada hambatan yang disampaikan warga"),
        (background([], CHANNELS, []), "Pada akhir minggu, semua pertanyaan yang terbaca sudah terlihat dijawab"),
        (
            background(CASES[1:2], CHANNELS, []),
            "Hambatan dengan kurang dari 30 tanggapan hanya dicantumkan dalam tabel",
        ),
    ],
)
def test_what_is_not_known_is_said(report: Writer, made: Background, told: str) -> None:
    report.write(background=made)
    assert told in BeautifulSoup(report.text("report.html"), "lxml").get_text(" ", strip=True)


def test_the_workbook_has_the_same_in_the_language_of_the_report(report: Writer) -> None:
    report.write(ReportSettings(language="en"), background=background())
    book = load_workbook(BytesIO(report.content("weekly.xlsx")))
    obstacles = [[cell.value for cell in row] for row in book["Obstacles"].iter_rows()]
    assert obstacles[0][:4] == ["Obstacle", "Responses this week", "Responses of 13 weeks", "Accounts"]
    assert ["Readiness of officials", 3, 29, 12, 0, 0, 0, 2] in obstacles
    [talk, *_] = [[cell.value for cell in row] for row in book["Two-way"].iter_rows()]
    assert talk[:2] == ["Channel", "Account"]
    report.write(background=background([case for case in CASES if case[0] == "response"]))
    sheet = load_workbook(BytesIO(report.content("weekly.xlsx")))["Hambatan"]
    assert {cell.value for row in sheet.iter_rows(min_row=2, min_col=5) for cell in row} == {None}  # nothing was coded
    waiting = [[cell.value for cell in row] for row in book["No answer seen"].iter_rows()]
    assert waiting[1][:3] == ["Instagram", "d", "https://www.instagram.com/p/A/"]
