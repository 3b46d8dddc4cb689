"""Mistakes in the office's own files, said in Indonesian."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.analysis.activities import read_activities
from pipeline.report.words.faults import fault_in_indonesian

TABLE = """tanggal;tanggal;jenis;kampanye;jumlah;biaya;url;topik;warna
1;31/02/2026;;Pilah Smpah;x;y;tanpa alamat;bulan;merah
1;16/11/2026;radio;Sesuatu;1;1;;;;;;;
"""
ENGLISH = re.compile(r"\b(?:is|are|line|left|out|the|what|write|not|no|column|stands|you|mean|cells|than)\b")


def test_every_mistake_of_a_row_is_said_without_an_english_word(tmp_path: Path) -> None:
    path = tmp_path / "activities.csv"
    path.write_text(TABLE, encoding="utf-8")
    faults = read_activities(path, ["Pilah Sampah"]).faults
    assert len(faults) >= 3
    said = [fault_in_indonesian(fault) for fault in faults]
    assert not [words for words in said if ENGLISH.search(words)]
    assert any("maksudnya Pilah Sampah?" in words for words in said)


def test_a_fault_of_an_unknown_kind_stays_as_it_is() -> None:
    assert fault_in_indonesian("activities: something new") == "activities: something new"
