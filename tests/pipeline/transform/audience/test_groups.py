from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.transform.audience.addressing import PostText
from pipeline.transform.audience.words import AUDIENCES
from tests.pipeline.transform.packaged import ADDRESSING


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("Jadwal SIM keliling hari ini di Mal Pelayanan Publik.", "general"),
        ("Halo warga Kelurahan Durenjaya, pelayanan libur sampai Senin.", "ward"),
        ("Posyandu bagi warga RW 03 Kelurahan Jatimakmur hari ini.", "ward"),
        ("Seluruh ASN wajib mengisi e-kinerja sebelum tanggal 5.", "civil_servants"),
        ("Pengumuman untuk pelajar SMP: lomba pidato dibuka.", "youth"),
        ("Pelatihan bagi kaum ibu dan kader PKK tentang gizi keluarga.", "women"),
        ("Pelaku UMKM, ayo urus sertifikat halal gratis.", "small_firms"),
        ("Layanan jemput bola KTP bagi lansia dan penyandang disabilitas.", "elderly_disabled"),
        ("", "general"),
    ],
)
def test_the_group_that_is_spoken_to_is_the_audience(text: str, audience: str) -> None:
    assert ADDRESSING.find(PostText(text)).audience == audience


@pytest.mark.parametrize(
    "text",
    [
        "Bunga ditanam di median jalan oleh petugas, didampingi Ketua TP PKK.",
        "Jalan rusak diperbaiki petugas; hadir bersama pengurus koperasi.",
        "Warga diminta waspada hujan lebat.",
    ],
)
def test_who_only_acts_or_has_no_place_is_not_the_audience(text: str) -> None:
    assert ADDRESSING.find(PostText(text)).audience == "general"


def test_of_two_groups_the_one_named_first_counts() -> None:
    first = ADDRESSING.find(PostText("Pelatihan bagi pelajar dan pelaku UMKM dibuka."))
    second = ADDRESSING.find(PostText("Pelatihan bagi pelaku UMKM dan pelajar dibuka."))

    assert (first.audience, second.audience) == ("youth", "small_firms")


def test_evidence_names_the_words_that_told_the_audience() -> None:
    made = ADDRESSING.find(PostText("Pelatihan bagi lansia."))

    assert [(one["found"], one["answer"], one["label"]) for one in made.evidence] == [
        ("lansia", "elderly_disabled", "audience")
    ]


def test_the_labelled_rows_are_150_with_values_of_the_codebook() -> None:
    file = Path(__file__).parents[4] / "pipeline/transform/audience/labelled.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]

    assert len({row["id"] for row in rows}) == len(rows) == 150
    assert {row["audience"] for row in rows} == set(AUDIENCES)
    assert {frozenset(row) for row in rows} == {frozenset(("id", "audience", "places", "part"))}
