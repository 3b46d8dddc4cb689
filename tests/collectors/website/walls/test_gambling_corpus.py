"""News that quote or explain advertisements are kept, and advertisements that borrow words of news are told."""

from __future__ import annotations

import pytest

from collectors.website.walls.diagnose import find_wall
from collectors.website.walls.gambling import is_advertisement
from tests.collectors.website.walls.test_diagnose import raw

QUOTED = "Situs slot gacor gampang maxwin, RTP live, deposit dana tanpa potongan, link alternatif slot88, anti rungkad."
DENSE = (
    "Slot88 gacor gampang maxwin, RTP live tertinggi, deposit pulsa tanpa potongan, scatter hitam, link alternatif. "
)
BORROWED = "Kata pemain, keluarga dan anak senang; guru, kepala, ekonomi, warga."

NEWS: dict[str, list[str]] = {
    "Iklan Slot Gacor Muncul di Laman Kecamatan": [
        "Laman Kecamatan Jatiasih sejak Senin pagi menampilkan tulisan asing.",
        f'Bunyinya: "{QUOTED}" Tim teknis membersihkan laman itu. Layanan KTP tetap berjalan.',
    ],
    "Arti Gacor, Maxwin dan RTP Live": [
        "Gacor berarti gampang bocor. Maxwin ialah kemenangan terbesar. RTP live adalah angka palsu.",
        "Anti rungkad artinya tidak kalah. Scatter hitam ialah gambar pemancing. Link alternatif menipu penjaga.",
    ],
    "Slot Gacor Maxwin Terpampang Semalam Suntuk": [  # only its text tells that it is news
        f"Seorang pengunjung membaca “{QUOTED}” sebelum layar itu padam.",
        "Teknisi memulihkan cadangan pada Selasa siang dan mengganti semua sandi.",
    ],
    "Togel Online dan Slot88 Pagi Itu": [
        "Tiga baris berbahasa aneh, 'situs slot anti rungkad, gampang maxwin, RTP live, deposit dana', ada di beranda.",
        "Pranata komputer menarik kabel pada pukul tujuh.",
    ],
    "Terdakwa Admin Situs Slot Dituntut Tiga Tahun": [
        "Jaksa membacakan pesan terdakwa: slot gacor, gampang maxwin, RTP live, deposit pulsa, link alternatif.",
        "Hakim melanjutkan sidang pekan depan; pasal 303 KUHP mengancam penjara.",
    ],
    "Pagi Slot Gacor": [  # most of its sentences have other words
        "Slot88 gacor gampang maxwin, RTP live, deposit dana, scatter hitam, demikian bunyi layar itu.",
        "Penyedia dihubungi pukul enam. Salinan pekan lalu dipasang kembali. Antrean KTP tidak terganggu.",
    ],
    "Dua Promotor Link Slot Diringkus": [
        "Penyidik menyita telepon berisi naskah slot88 gacor, maxwin, deposit dana, scatter hitam dan link alternatif.",
        "Kedua tersangka dibayar per unggahan, kata polisi.",
    ],
    "Surat Edaran: Jauhkan Situs Slot dari Gawai": [DENSE, "Wali murid memeriksa gawai di rumah."],
    "Glosarium Link Slot, Gacor dan Maxwin": [DENSE, "Tiap lema dijelaskan dengan contoh."],
    "Maxwin Sejati": [
        "Jamaah khotbah Jumat mendengar khatib berkata: gacor, maxwin, RTP live, link alternatif dan scatter hitam.",
        "Harta haram tidak diberkahi Allah; dosa itu menimpa seisi rumah.",
    ],
    "Renungan: Gacor Hari Ini, Habis Besok": [DENSE, "Jemaat diajak bersyukur."],
    "Maxwin Itu Tidak Ada": [
        "Siswa memerankan korban yang tergiur slot gacor, RTP live, deposit pulsa dan link alternatif.",
        "Konselor puskesmas menutup penyuluhan di sekolah itu; pecandu dapat datang tanpa biaya.",
    ],
    "Berhenti Sebelum Maxwin": [DENSE, "Ruang konseling dibuka tiap Rabu."],
    "Pengertian RTP Live dan Mengapa Angkanya Bohong": [DENSE],
    "Kampanye Bukan Maxwin, Melainkan Menabung": [DENSE],
    "Diskominfo Bersihkan Slot Gacor dari Situs Desa": [DENSE],
    "Situs Slot Menyusup ke Laman Sekolah": [DENSE],
    "Slot Gacor Terpasang di Situs Kelurahan": [DENSE],
    "Peretasan: Beranda Berubah Menjadi Slot Gacor": [DENSE],
}
ADVERTISEMENTS: dict[str, list[str]] = {
    "Slot Gacor Maxwin Hari Ini": [DENSE + BORROWED] * 3,
    "SLOT777: Situs Slot Resmi Terpercaya": [DENSE, "Daftar sekarang, layanan CS 24 jam dan akun pro server thailand."],
    "SLOT88 : Link Situs Slot Gacor Hari Ini Maxwin Resmi": [
        DENSE,
        *["Proses pendaftaran sangat cepat.", "Bank BCA.", "Bank BRI.", "Bank BNI.", "Bonus harian."] * 4,
    ],
    "Situs Slot Gacor Maxwin Terpercaya": [f"“{DENSE}”", "kata member setia"],
    "Link Slot Gacor Malam Ini": [
        "Link slot gacor, bonus new member 100, deposit qris, maxwin, anti rungkad, pragmatic play."
    ],
    "Bandar Togel Online Terpercaya": [
        "Togel online, toto macau, situs slot, deposit dana tanpa potongan, link alternatif, pasti bayar, gacor."
    ],
    "RTP Live Tertinggi Pragmatic": [
        "Cek RTP live mahjong ways, gates of olympus; scatter hitam, maxwin, gacor tiap jam."
    ],
    "Bocoran Pola Gacor Hari Ini": [f"<b>{word}</b>" for word in DENSE.split(", ")] * 2,
    "Daftar Slot Deposit 5000": [
        DENSE,
        'Pemain berkata "mantap". Situs resmi pemerintah Filipina mengawasi permainan.',
    ],
    "Arti Mimpi Togel Online dan Data SGP": [DENSE * 2],
    "Kisah Tukang Ojek Maxwin di Mahjong Ways": [
        DENSE,
        "Budi memutar mahjong ways, scatter naga muncul, maxwin pecah.",
    ],
    "Akun Slot Server Luar Negeri": [DENSE, "Akun pro server luar negeri gampang jackpot."],
}


def html(paragraphs: list[str]) -> str:
    """Write paragraphs."""
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


@pytest.mark.parametrize("title", NEWS)
def test_what_quotes_or_explains_an_advertisement_is_kept(title: str) -> None:
    assert find_wall(raw(f"<html><title>{title} - Kota</title><h1>{title}</h1>{html(NEWS[title])}</html>")) is None
    assert not is_advertisement(title, html(NEWS[title]))


@pytest.mark.parametrize("title", ADVERTISEMENTS)
def test_an_advertisement_that_borrows_words_of_news_is_told(title: str) -> None:
    text = html(ADVERTISEMENTS[title])
    named = find_wall(raw(f"<html><title>{title} - Kelurahan Contoh</title><h1>{title}</h1>{text}</html>"))
    assert "advertises gambling" in str(named)
    assert is_advertisement(title, text)
