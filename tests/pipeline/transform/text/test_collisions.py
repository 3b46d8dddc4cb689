"""Words of another meaning that the stemmer brings to the same stem are no phrase of the packaged taxonomy."""

from __future__ import annotations

import pytest

from pipeline.transform.text.reading import Post
from tests.pipeline.transform.packaged import LABELLER


def phrases_in(text: str) -> set[str]:
    index = LABELLER.reader.index
    return {match.phrase.text.removeprefix("=") for match in index.find(index.read([Post(text)]))}


@pytest.mark.parametrize(
    ("text", "stranger"),
    [
        ("Ayo pisahkan sampah dapur dari plastik", "perpisahan"),
        ("Acara digelar pada 3 Agustus 2026", "agustusan"),
        ("PDAM Tirta Aji memasang pipa", "pengajian"),
        ("Patuhi protokol kesehatan di pasar", "keprotokolan"),
        ("Atlet kota meraih medali emas", "pengemasan"),
        ("Humas kota menjawab pertanyaan wartawan", "kehumasan"),
        ("Dinas bekerja bersama warga", "pekerja"),
        ("Agar warga makin sejahtera", "kesejahteraan"),
        ("Lihat direktori kantor kelurahan", "rektor"),
        ("Supaya tidak menyesal dikemudian hari", "pengemudi"),
        ("Camat menemani anak-anak bermain", "petani"),
        ("Jalan itu selebar dua meter", "pelebaran"),
        ("Mahasiswa Binus berkunjung", "bus"),
        ("Dinas Perkim meninjau rumah warga", "kim"),
        ("Seolah tidak ada hujan", "olahan"),
        ("Kelurahan memupuk persaudaraan", "pupuk"),
        ("Warga menjembatani dua kelompok", "jembatan"),
        ("Ia berkorban untuk keluarganya", "korban"),
        ("Kapal bersandar di pelabuhan", "labuhan"),
        ("Program ini membumi di tengah warga", "bumi"),
        ("Kami memadukan dua acara", "madu"),
        ("Lantaran hujan, acara ditunda", "terlantar"),
        ("Petugas mengejar waktu", "kejari"),
        ("Harga bahan bakar naik, ikan bakar juga", "terbakar"),
        ("Warga berkumpul di situ sejak pagi", "situ"),
        ("Ini penting, ucap bupati dalam pengucapan sumpah", "mengucapkan"),
        ("Warga Kota Sungai Penuh berkumpul di aula", "sungai"),
        ("Warga Pasar Minggu dan Kebon Jeruk berkumpul", "pasar minggu"),
    ],
)
def test_a_word_of_another_meaning_is_not_counted(text: str, stranger: str) -> None:
    assert stranger not in phrases_in(text)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Malam perpisahan dengan lurah lama", "perpisahan"),
        ("Lomba agustusan di RW 05", "agustusan"),
        ("Pengajian ibu-ibu di musala", "pengajian"),
        ("Penerbangan dari bandara dibuka lagi", "penerbangan"),
        ("Petani memanen padi", "petani"),
        ("Rumah itu terbakar semalam", "terbakar"),
        ("Warga membersihkan situ di Jatisampurna", "situ"),
    ],
)
def test_the_word_itself_is_counted(text: str, phrase: str) -> None:
    assert phrase in phrases_in(text)


def test_sorting_rubbish_is_about_rubbish() -> None:
    label = LABELLER.label("Pisahkan sampah organik dan anorganik sejak dari rumah, warga Kota Bekasi!")
    assert (label.topic, label.subtopic) == ("environment", "waste")
