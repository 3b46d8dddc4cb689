"""The codebook of responses (section 3) for annotators, in Indonesian: terms by code, their meaning, and nine rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.transform.text.taxonomy import NONE

NOTHING = "Tidak ada"
CHOICES: Mapping[str, Mapping[str, str]] = {
    "sentiment": {"positive": "Positif", "neutral": "Netral", "negative": "Negatif"},
    "intent": {
        "complaint": "Keluhan",
        "question": "Pertanyaan",
        "suggestion": "Saran",
        "praise": "Apresiasi",
        "other": "Lainnya",
    },
    "object": {
        "communication": "Informasi dan komunikasi",
        "digital_service": "Layanan digital",
        "other_service": "Layanan lain",
        NONE: NOTHING,
    },
    "obstacle": {
        "awareness": "Sosialisasi belum merata",
        "infrastructure": "Infrastruktur",
        "application": "Gangguan aplikasi",
        "capacity": "Kesigapan aparatur",
        "procedure": "Prosedur",
        "collaboration": "Koordinasi antarinstansi",
        "security": "Keamanan data",
        "budget": "Anggaran/biaya",
        NONE: NOTHING,
    },
}
"""The terms that an annotator picks from, by the codes that are stored."""

_MEANINGS = {
    "sentiment": {
        "positive": "Memuji, berterima kasih, atau menyemangati pemerintah, petugas, atau layanannya.",
        "neutral": "Tidak memihak: bertanya, menyarankan, atau tidak ditujukan kepada pemerintah.",
        "negative": "Mencela atau menyesalkan pemerintah, petugas, atau layanannya.",
    },
    "intent": {
        "complaint": "Menyatakan ada yang gagal atau buruk, juga bila ditulis sebagai pertanyaan (“kok belum …?”).",
        "question": "Meminta informasi atau bantuan.",
        "suggestion": "Mengusulkan, berharap, atau meminta sesuatu diadakan (aspirasi).",
        "praise": "Terima kasih, pujian, atau semangat untuk petugas atau layanan.",
        "other": "Selain itu: obrolan antarwarga, doa, berita, promosi, emoji, sapaan.",
    },
    "object": {
        "communication": "Yang dikatakan atau tidak dikatakan kota: informasi, pengumuman, data yang diterbitkan.",
        "digital_service": "Aplikasi, situs web, akun, atau formulir daring.",
        "other_service": "Semua layanan dan urusan lain: jalan, antrean, petugas, bantuan, kebijakan.",
        NONE: "Tidak ada yang dikatakan kepada pemerintah.",
    },
    "obstacle": {
        "awareness": "Tidak diberi tahu, tidak tahu caranya, tidak jelas, sosialisasi tidak merata.",
        "infrastructure": "Tidak ada sinyal atau gawai; jalan, lampu, CCTV, atau fasilitas rusak atau tidak ada.",
        "application": "Aplikasi atau situs galat, tidak dapat masuk, fitur kurang, kode OTP tidak datang.",
        "capacity": "Petugas tidak menjawab, lambat, tidak tahu, atau tidak menindaklanjuti.",
        "procedure": "Syarat terlalu banyak atau tidak masuk akal, tetap harus datang sendiri.",
        "collaboration": "Dilempar dari satu kantor atau tingkat ke yang lain, data saling bertentangan.",
        "security": "Data bocor, penipuan, takut disalahgunakan.",
        "budget": "Tidak ada dana, dipungut biaya, pungutan liar, korupsi.",
        NONE: "Tidak ada hambatan yang disebut.",
    },
}
_RULES = """
Tidak ada yang dikatakan kepada pemerintah (emoji, menandai teman, sapaan, angka, obrolan): Netral, Lainnya, tanpa
objek, tanpa hambatan. 👏 atau ❤️ adalah Apresiasi hanya bila tandanya sendiri bertepuk tangan.

Perasaan tentang peristiwa (“alhamdulillah turun”): Netral, Lainnya. Terima kasih atau semangat untuk petugas:
Apresiasi.

Pertanyaan sopan tentang kegagalan (“sudah daftar, belum ada undangan, mohon infonya”): Pertanyaan, Netral,
hambatannya tetap dicatat. Celaan: Keluhan, Negatif.

“Bagaimana cara …?”: Sosialisasi belum merata hanya bila warga mengaku tidak tahu, tidak diberi tahu, atau bingung.

Beberapa hambatan: yang pertama atau yang utama. Aplikasi galat: Gangguan aplikasi; harus datang sendiri: Prosedur;
laporan tanpa jawaban: Kesigapan aparatur.

Uang diambil tanpa layanan, korupsi: Anggaran/biaya. Aturan tanpa jalan keluar, tanpa keterangan lain: Tidak ada.

Objek: data dan informasi yang diterbitkan: Informasi dan komunikasi; aplikasi, situs, formulir daring: Layanan
digital; selain itu: Layanan lain.

Campuran (“bagus, tapi galat”): menurut kegagalannya, bila itu pokoknya.

Promosi atau berita tentang layanan oleh orang lain: Netral, Lainnya, tanpa objek, tanpa hambatan.
"""
_HEADINGS = {"sentiment": "Sentimen", "intent": "Maksud", "object": "Objek", "obstacle": "Hambatan"}

NOTES: Mapping[str, Sequence[Sequence[str]]] = {
    "kodebuku": [
        ("Kolom", "Istilah", "Kode", "Arti"),
        *(
            (_HEADINGS[task], term, code, _MEANINGS[task][code])
            for task, terms in CHOICES.items()
            for code, term in terms.items()
        ),
    ],
    "aturan": [
        ("Nomor", "Aturan"),
        ("", "Baca tanggapan apa adanya; hambatan hanya yang disebut warga dengan kata-katanya sendiri."),
        *((str(number), rule.replace("\n", " ")) for number, rule in enumerate(_RULES.strip().split("\n\n"), 1)),
    ],
}
"""The sheets beside the one to fill in."""
