"""Mistakes in the office's file of activities, said in Indonesian with the office's own words as they stand there."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from pipeline.analysis.activities import read_activities

OURS = ["Kenali 112", "Jum'at Bersih"]
HEAD = "tanggal;jenis;kampanye;jumlah;biaya;url;topik\n"
ENGLISH = re.compile(
    r"\b(?:is|are|line|left|out|the|what|write|not|no|column|stands|you|mean|cells?|than|date|kind|reached|cost|topic"
    r"|campaign|read|save|opens|has|stay|merged|formula|governance|economy)\b"
)


def book(*rows: list[Any], merged: str = "") -> bytes:
    made, content = Workbook(), BytesIO()
    for row in rows:
        made.active.append(row)
    if merged:
        made.active.merge_cells(merged)
    made.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (
            "a.csv",
            HEAD + "Jum'at depan;spanduk\n",
            'baris 2 tidak ikut dihitung: tanggal "Jum\'at depan" tidak dikenali',
        ),
        ("a.csv", HEAD + "16/11/2026;;Jum'at\n", "jenis kosong; tulis misalnya spanduk atau radio"),
        ("a.csv", HEAD + "16/11/2026;radio;Jum'at Bersi\n", "mungkin maksudnya Jum'at Bersih?"),
        ("a.csv", HEAD + "16/11/2026;radio;;5 ribu'an;dua \"juta\n", 'jumlah "5 ribu\'an" bukan bilangan bulat'),
        ("a.csv", HEAD + "16/11/2026;radio;;;dua juta\n", "biaya 'dua juta' bukan bilangan bulat"),
        (
            "a.csv",
            HEAD + "16/11/2026;radio;;;;tanpa;Jum'at\n",
            'topik "Jum\'at" bukan dimensi; dimensinya: tata kelola, ',
        ),
        ("a.csv", HEAD + "16/11/2026;radio;;;;jum'at.id\n", 'tautan "jum\'at.id" bukan alamat'),
        ("a.csv", HEAD + "16/11/2026;radio;;;;;;lebih\n", "sel lebih banyak daripada kolom"),
        ("a.csv", "tanggal;jenis;jum'at\n", "baris 1: kolom 'jum at' tidak dikenal"),
        ("a.csv", "tanggal;jenis;tgl\n", "kolom tanggal ada dua kali"),
        ("a.csv", "jumlah;biaya\n4;5\n", "kolom tanggal, jenis tidak ada; kolomnya: tanggal, jenis, kampanye, "),
        ("a.csv", "", "kolom tanggal, jenis tidak ada"),
        ("a.csv", 'tanggal;jenis\n"16/11/2026;radio\n', "tanda kutip yang dibuka pada baris 2 tidak pernah ditutup"),
        ("a.csv", b"\xff\xfe\x00", "a.csv tidak dapat dibaca; simpan sebagai XLSX"),
        ("a.xlsx", b"PK\x03\x04rusak", "a.xlsx tidak dapat dibaca; simpan sebagai XLSX"),
        ("a.xlsx", book(["tanggal", "jenis"], ["=1+1", "radio"]), "sel A2 berisi rumus tanpa hasilnya"),
        ("a.xlsx", book(["tanggal", "jenis"], [46342, "radio"], [], merged="A2:A3"), "sel A2:A3 digabung"),
        ("a.xlsx", book(["tanggal", "jenis"], [46342, "radio"], merged="A1:A2"), "tulis nama kolom dalam satu baris"),
        ("hilang.csv", None, "hilang.csv tidak dapat dibaca; pastikan berkasnya ada"),
    ],
)
def test_every_mistake_is_said_without_an_english_word(
    tmp_path: Path, name: str, content: str | bytes | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = [fault.indonesian.replace(str(tmp_path), "") for fault in read_activities(path, OURS).faults]
    assert any(words in one for one in said), said
    assert not [one for one in said if ENGLISH.search(one)]


def test_the_offices_own_words_are_never_translated(tmp_path: Path) -> None:
    path = tmp_path / "kegiatan, line 3.csv"
    path.write_text("tanggal,jenis,kampanye\nis no day,radio,Kenali 112; did you mean hujan\n", encoding="utf-8")
    [fault] = read_activities(path, OURS).faults
    assert fault.indonesian.startswith("kegiatan, line 3.csv, baris 2 tidak ikut dihitung: tanggal 'is no day' tidak")
    assert fault.indonesian.endswith("kampanye 'Kenali 112; did you mean hujan' tidak terdaftar")
