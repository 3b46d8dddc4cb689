"""The sample of outlets can be used as it stands, and a source may keep texts of responses for a shorter time."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectors.records import Post
from pipeline.platforms.registry import platform_named
from pipeline.platforms.website import WebsiteSource, method_of
from pipeline.settings.models import load_settings
from tests.conftest import MakeSettings

SAMPLE = Path(__file__).parents[3] / "docs" / "sample-press.yaml"


def test_the_sample_of_outlets_is_a_configuration_of_the_press_alone() -> None:
    config = load_settings(SAMPLE, {}).config
    assert {config.role_of(source) for source in config.sources} == {"media"}
    assert "NOT VERIFIED" in SAMPLE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("platform", "told", "kept"),
    [
        ("x", {}, 30),
        ("x", {"response_text_days": 90}, 90),
        ("x", {"response_text_days": 500}, 365),
        ("x", {"response_text_days": None}, 365),
        ("facebook", {}, 365),
        ("facebook", {"response_text_days": 30}, 30),
        ("youtube", {}, 30),
    ],
)
def test_texts_of_responses_go_by_the_shortest_of_the_limits(
    make_settings: MakeSettings, platform: str, told: dict[str, int | None], kept: int
) -> None:
    source = {"id": "kota", "platform": platform, "account": "kota"} | told
    settings = make_settings(sources=[source])
    assert settings.retention_days(settings.config.sources[0]) == kept


@pytest.mark.parametrize(("platform", "kept"), [("x", 365), ("facebook", 365), ("youtube", 30)])
def test_texts_of_a_source_that_left_go_by_the_offices_time_and_the_platforms_terms(
    make_settings: MakeSettings, platform: str, kept: int
) -> None:
    assert make_settings().left_retention_days(platform_named(platform).source_model) == kept


CITY = [
    ("Pemkot Bekasi Buka Posko", "BEKASI - Pemkot Bekasi membuka posko."),
    ("Taman Baru", "RADARBEKASI.ID, BEKASI - Wali Kota Bekasi meresmikan taman."),
    ("Curanmor", "BEKASI - Polres Metro Bekasi Kota menangkap pelaku."),
    ("Musrenbang", "Camat Bekasi Timur membuka musyawarah."),
    ("Banjir Rendam Bekasi Utara", ""),
    ("Warga Jatiasih Keluhkan Jalan", "BEKASI, KABAR.com - Jalan rusak."),
    ("Sampah", "Pemerintah Kota dan Kabupaten Bekasi membahas TPA."),
    ("Sampah", "Pemerintah Kota/Kabupaten Bekasi membahas TPA."),
    ("Kabupaten Bekasi dan Kota Bekasi Sepakat", ""),
    ("UMK KOTA  BEKASI Naik", "BEKASI - Upah di Kabupaten Bekasi juga naik."),
    ("Air", "KOTA BEKASI - Pemkot dan Kabupaten Bekasi berbagi air."),
    ("Perbatasan Kota-Kabupaten Bekasi Macet", "Kemacetan terjadi di perbatasan."),
    ("Pemkot dan Pemkab Bekasi Teken Kerja Sama", "Keduanya sepakat."),
    ("Pemkot–Pemkab Bekasi Sepakat", ""),
    ("Air", "BEKASI | Wali Kota dan Bupati Bekasi bertemu."),
    ("Air Mati", "Bekasi: Pelanggan di Rawalumbu, Bekasi, dan di Kabupaten Bekasi mengeluh."),
    ("Parkir", "(Bekasi) Stasiun Bekasi ditata, kata warga Kabupaten Bekasi."),
    ("Jadwal SIM", "Bekasi: Kamis di Jatiasih."),
]
ELSEWHERE = [
    ("Bupati Bekasi Lantik Camat", "CIKARANG - Bupati Bekasi melantik camat."),
    ("Anggaran", "RADARBEKASI.ID, CIKARANG PUSAT - Pemerintah Kabupaten (Pemkab) Bekasi menyusun anggaran."),
    ("Kab Bekasi Raih WTP", "Kab.Bekasi meraih opini."),
    ("Cibitung Banjir", "BEKASI - Banjir merendam Cibitung, Kabupaten Bekasi."),
    ("Cibitung Banjir", "KABAR.ID, BEKASI – Banjir merendam Cibitung, Kabupaten Bekasi."),
    ("Cibitung Banjir", "Bekasi (ANTARA) - Banjir merendam Cibitung, Kabupaten Bekasi."),
    ("Cibitung Banjir", "BEKASI, KABAR.com - Banjir merendam Cibitung, Kabupaten Bekasi."),
    ("Curanmor di Cikarang", "CIKARANG - Polres Metro Bekasi mengungkap pencurian."),
    ("Pipa Bocor", "Perumda Tirta Bhagasasi Bekasi memperbaiki pipa."),
    ("Timnas Menang", "JAKARTA - Pemain kelahiran Bekasi itu mencetak gol."),
    ("Aktor Muda", "Ia lahir di Bekasi, 3 Mei 1999."),
    ("Harga Emas Hari Ini", "Simak berita lain. (Radar Bekasi)"),
    ("Cibitung Banjir", "BEKASI | Banjir merendam Cibitung, Kabupaten Bekasi."),
    ("Cibitung Banjir", "KABAR.ID, BEKASI: Banjir merendam Cibitung, Kabupaten Bekasi."),
    ("Antrean", "(Bekasi) RSUD Kabupaten Bekasi penuh."),
    ("Tambun Ramai", "Warga pindah dari pusat kota. Kabupaten Bekasi bertambah padat."),
    ("Air", "Pemkot Depok dan Pemkab Bekasi berbagi air."),
    ("Kota Bogor", "Kota Bogor menata pasar."),
]


@pytest.mark.parametrize(("title", "text", "kept"), [(*c, True) for c in CITY] + [(*e, False) for e in ELSEWHERE])
def test_the_samples_phrases_tell_the_city_from_its_namesakes(title: str, text: str, *, kept: bool) -> None:
    source = load_settings(SAMPLE, {}).config.sources[0]
    assert isinstance(source, WebsiteSource)
    article = Post("website:k.id/1", "article", "https://k.id/1", text, None, title=title)
    assert method_of(source).keeps(article) is kept
