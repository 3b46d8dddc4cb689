"""A month from the store: four files, each section by itself, and a brief that fits a messenger whatever happened."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from pipeline.report.words.period_sections import PERIOD_SECTIONS
from pipeline.reporting.period.report import write_period
from pipeline.reporting.periods import day_of, month_of, span_of
from pipeline.run.context import INCOMPLETE
from pipeline.settings.models import Settings
from storage.queries import period_posts
from tests.pipeline.conftest import SAMPLE_NIGHT, OpenNight

NIGHT = SAMPLE_NIGHT
LATER = NIGHT + timedelta(days=14)
PRESS = "section_press"  # only where a source of the press is configured
HEADINGS = [told[0] for key, told in PERIOD_SECTIONS.items() if key.startswith("section_") and key != PRESS]


def test_a_month_is_text_page_workbook_and_letter_with_the_same_sections(
    sample_night: Settings, night_of: OpenNight, tmp_path: Path, engine: Engine
) -> None:
    assert engine.url
    with night_of(sample_night, lambda: NIGHT) as night:
        night.now = lambda: LATER
        folder = write_period(night, month_of("2026-11"), tmp_path / "out")
        assert night.exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "report.docx", "report.html", "report.xlsx", "ringkas.txt",
    ]  # fmt: skip
    assert "belum seluruhnya diketahui" not in (folder / "ringkas.txt").read_text("utf-8")
    letter = docx.Document(BytesIO((folder / "report.docx").read_bytes()))
    said = [one.text.split(". ", 1)[1] for one in letter.paragraphs if one.style and one.style.name == "Heading 2"]
    assert sorted(said) == sorted(HEADINGS)
    channels = next(table for table in letter.tables if "Kanal" in table.cell(0, 0).text)
    assert channels.columns[0].width > 1.5 * channels.columns[1].width  # a long name beside a number
    page = (folder / "report.html").read_text("utf-8")
    assert all(f">{heading}</h2>" in page for heading in HEADINGS)
    sheets = load_workbook(folder / "report.xlsx").sheetnames
    assert sheets[0] == "Ringkasan"
    assert {"Kinerja kanal", "Waktu tayang", "Fungsi pesan"} <= set(sheets)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_section_that_fails_says_so_and_costs_only_itself(
    sample_night: Settings, night_of: OpenNight, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("out of order")

    monkeypatch.setattr(period_posts, "partners_of_period", broken)
    with night_of(sample_night, lambda: NIGHT) as night:
        night.now = lambda: LATER
        folder = write_period(night, month_of("2026-11"), tmp_path / "out")
        assert night.exit_code == INCOMPLETE
        early = write_period(night, span_of("2026-01-01", "2026-11-20"), tmp_path / "out")
    assert "belum seluruhnya diketahui" in (early / "ringkas.txt").read_text("utf-8")
    assert "Akun perangkat daerah" not in (early / "report.html").read_text("utf-8")  # told by calendar periods alone
    page = (folder / "report.html").read_text("utf-8")
    assert "Bagian Kolaborasi" in page
    assert "out of order" not in page
    assert "Kinerja kanal" in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_brief_has_ten_lines_at_most_and_no_section(
    sample_night: Settings, night_of: OpenNight, tmp_path: Path
) -> None:
    with night_of(sample_night, lambda: NIGHT) as night:
        for back in range(1, 9):
            day = (NIGHT - timedelta(days=back)).date()
            folder = write_period(night, day_of(str(day)), tmp_path / "out")
            assert len((folder / "ringkas.txt").read_text("utf-8").splitlines()) <= 10
            assert not (folder / "report.docx").exists()
