"""What the head opens on Monday, opened by LibreOffice as an Indonesian computer does: numbers stay numbers."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.pipeline.report.output.scenarios import write

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed here; apt-get install libreoffice-calc brings it"
)
INDONESIAN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>id-ID</value></prop>
</item>
</oor:items>
"""
# separators of fields and texts, UTF-8, from line 1, columns as they are, Indonesian, quoted texts, numbers are found
OPEN_CSV = "Text - txt - csv (StarCalc):59,34,76,1,,1057,false,true"
SAVE_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1057,false,true,false,false,false,{sheet}"


@pytest.fixture
def convert(tmp_path: Path) -> object:
    """Open a file as an Indonesian computer does, and save it in another format."""
    profile = tmp_path / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(INDONESIAN, encoding="utf-8")

    def run(path: Path, target: str, *options: str) -> Path:
        out = tmp_path / "out"
        words = [str(SOFFICE), "--headless", f"-env:UserInstallation={profile.as_uri()}", *options]
        told = subprocess.run(
            [*words, "--convert-to", target, "--outdir", str(out), str(path)],
            capture_output=True, timeout=240, check=True, env={**os.environ, "HOME": str(tmp_path)},
        )  # fmt: skip
        made = sorted(out.glob(f"{path.stem}*"))
        assert made, told
        return made[0]

    return run


def test_the_summary_opens_in_columns_and_its_numbers_are_numbers(tmp_path: Path, convert: object) -> None:
    assert callable(convert)
    report = write("rich", tmp_path / "2026-W47")
    sheet = load_workbook(convert(report.folder / "ringkasan.csv", "xlsx", f"--infilter={OPEN_CSV}")).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:6] == ("bagian", "nama", "kanal", "ukuran", "target", "realisasi")
    parts = {str(row[0]) for row in rows[1:]}
    assert parts == {"Kanal", "Dimensi", "Kampanye", "Isu"}
    done = {row[1]: row[5] for row in rows if row[0] == "Isu"}
    assert done == {"antrean mpp aplikasi": 17, "jalan berlubang": 9, "jadwal angkut sampah": 6}


def test_the_workbook_begins_with_the_summary_and_shows_indonesian_numbers(tmp_path: Path, convert: object) -> None:
    assert callable(convert)
    report = write("rich", tmp_path / "2026-W47")
    names = load_workbook(report.folder / "weekly.xlsx").sheetnames
    assert names[0] == "Ringkasan"
    shown = convert(report.folder / "weekly.xlsx", SAVE_CSV.format(sheet=names.index("Kanal") + 1))
    with shown.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "1,17" in cells
    assert "1.17" not in cells


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path, convert: object) -> None:
    assert callable(convert)
    report = write("rich", tmp_path / "2026-W47")
    posts = report.week.posts.assign(text='=HYPERLINK("http://jahat.example";"klik")')
    report.write(posts=posts)
    shown = convert(report.folder / "weekly.xlsx", SAVE_CSV.format(sheet=-1))
    texts = [path.read_text("utf-8") for path in shown.parent.glob("*.csv")]
    assert any("=HYPERLINK" in text for text in texts)
