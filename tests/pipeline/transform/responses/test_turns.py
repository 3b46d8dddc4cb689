"""Turns: a denial of blame is no complaint, and a question in reproach is one, where nothing else is possible."""

from __future__ import annotations

import pytest

from pipeline.transform.responses import turns
from pipeline.transform.responses.features import read_response
from pipeline.transform.responses.labels import SURE, ResponseLabeller, load_response_labeller
from pipeline.transform.responses.turns import read_turn
from pipeline.transform.responses.words import read_tokens


def as_read(words: str) -> str:
    return " ".join(token.text for token in read_tokens(words))


def test_the_words_of_a_rule_are_written_as_the_lexicon_leaves_them() -> None:
    lists = (turns._BLAME, turns._HINDRANCE, turns._NAMES, turns._PRAISE, turns._SUFFERED, turns._CHARGED)
    words = [word for told in lists for word in told[3:-1].split("|")]
    assert [word for word in words if not ({word, f"{word}nya"} & {as_read(word), as_read(f"{word}nya")})] == []


@pytest.fixture(scope="module")
def labeller() -> ResponseLabeller:
    return load_response_labeller()


def told(labeller: ResponseLabeller, text: str) -> tuple[str, str]:
    (label,) = labeller.label_all([text])
    return label.sentiment, label.intent


@pytest.mark.parametrize(
    "text",
    [
        "Tidak pernah mengecewakan",
        "ga ribet, langsung jadi",
        "petugasnya tidak jutek",
        "Ga ada kendala selama pakai aplikasi ini",
        "tanpa ribet, tanpa pungli",
        "tidak sesulit yang dibayangkan",
        "mboten ribet, sae pelayanane",
        "belum pernah error",
        "ga ribet",
        "pelayanannya ga ribet",
        "prosesnya tidak berbelit-belit",
        "ngurusnya ga ribet sama sekali",
        "tidak pernah kecewa dengan pelayanannya",
        "petugasnya ga galak",
        "aplikasinya ga pernah lemot",
        "daftarnya ga rumit",
        "ga pernah mengecewakan pelayanannya",
        "tidak ada kendala",
        "tanpa ribet",
        "mantap, ga ribet",
        "pelayanan cepat dan tidak ribet",
        "bagus, tidak mengecewakan",
        "terima kasih, prosesnya tidak ribet",
        "petugas ramah, tidak mempersulit",
        "tidak pernah error aplikasinya",
        "petugasnya tidak sombong",
        "tidak pernah mengecewakan, mantap",
        "tidak dipersulit",
        "tidak lemot",
        "tidak menyesal pakai aplikasi ini",
        "keren min, ga ribet",
        "aplikasinya ga lelet",
        "tidak membingungkan aplikasinya",
        "pegawainya tidak judes",
        "aplikasinya tidak membingungkan, mudah",
        "proses cepat, tidak bertele-tele",
        "gak pernah kecewa",
        "pengurusan tidak dipersulit",
        "sekarang ga ribet",
        "tidak pernah error selama ini",
        "petugas nya gak galak, ramah",
        "tanpa hambatan",
        "ga pernah menyesal",
        "tidak serumit yang dibayangkan",
        "daftarnya ga ribet, terima kasih min",
        "tidak ada kendala sama sekali",
    ],
)
def test_a_response_that_only_denies_blame_is_praise_and_hinders_nobody(labeller: ResponseLabeller, text: str) -> None:
    (label,) = labeller.label_all([text])
    assert (label.sentiment, label.intent, label.obstacle) == ("positive", "praise", None)


def test_a_label_that_a_denial_decides_has_its_own_score_and_reason(labeller: ResponseLabeller) -> None:
    text = "Min, pelayanannya ga pernah mengecewakan"
    (label,) = labeller.label_all([text])
    reason = next(one for one in label.evidence if one.source == "rule")
    assert (text[reason.start : reason.end], reason.answer) == ("ga pernah mengecewakan", "intent=praise")
    assert label.score == SURE


def test_a_label_that_the_model_tells_alike_keeps_its_score_and_reasons(labeller: ResponseLabeller) -> None:
    (label,) = labeller.label_all(["mantap, ga ribet"])
    assert label.intent == "praise"
    assert label.score is not None
    assert label.score < SURE
    assert "rule" not in {one.source for one in label.evidence}


@pytest.mark.parametrize(
    "text",
    [
        "dulu ga ribet",
        "jaman dulu ngurus ktp tidak ribet",
        "dulu aplikasinya ga pernah error",
        "zaman walikota lama tidak pernah mengecewakan",
        "di depok mah ga ribet",
        "swasta mah ga ribet",
        "seharusnya tidak ribet",
        "mestinya ga ribet begini",
        "pengennya ga ribet",
        "butuh aplikasi yang ga error",
        "bikin yang ga ribet lah",
        "ngga ribet asal ada orang dalam",
        "ga ribet asal punya kenalan",
        "kirain ga ribet",
        "siapa bilang ga ribet",
        "tidak ribet dari hongkong",
        "ga ribet matamu",
        "ga ribet apaan",
        "yakin ga ribet",
        "ga ada yang ga ribet",
        "gak mungkin ga ribet",
        "tidak pernah tidak mengecewakan",
        "belum pernah kecewa separah ini",
        "tanpa ribet tanpa hasil",
        "mana janjian kita kak",
        "Ga ribet sih, tapi error terus",
        "ga ribet katanya, taunya harus bolak balik",
        "tidak ada yang bagus",
        "tidak ramah",
        "tidak cepat tanggap",
        "belum memuaskan",
        "kurang greget programnya",
        "sudah dua bulan lapor, kapan ditanggapi?",
        "kapan dibenerin, udah berbulan-bulan bolong",
        "sebelum pakai aplikasi malah ga ribet",
        "kemarin-kemarin ga pernah error",
        "waktu masih manual ga ribet",
        "tahun lalu ga ribet",
        "di jakarta ga ribet lho",
        "bank aja ga ribet",
        "lebih ga ribet datang langsung",
        "ga ribet kalau punya uang",
        "ga ribet buat pejabat",
        "cuma iklannya yang ga ribet",
        "slogannya ga ribet",
        "janjinya ga ribet",
        "coba dibuat ga ribet",
        "bisa ga ribet ga sih",
        "mana ada ga ribet",
        "belum pernah ga kecewa",
        "ga pernah ga error",
        "ga sehari pun ga error",
        "bukan tidak ribet",
        "hampir tidak pernah tidak mengecewakan",
        "tidak ribet? mimpi",
        "ga heran",
        "nanti juga ga ribet",
        "semoga ga ribet lagi",
        "tidak mengecewakan gimana",
        "bilangnya ga ribet",
        "iya ga ribet 🙄",
        "ga susah padahal",
        "wkwk ga ribet",
        "ga ribet ya, cuma 5 kali bolak balik",
        "ga pernah serumit ini",
        "belum pernah serepot ini",
        "ga error kalo tengah malem doang",
        "saking ga ribetnya sampai seminggu",
        "tanpa error sehari aja bisa gak",
        "sampai kapan jalan ini dibiarkan rusak?",
        "sampai kapan kami harus menunggu?",
        "mau sampai kapan banjir terus?",
        "sudah sebulan lampu mati, kapan diperbaiki?",
        "udah 3 bulan lapor belum ada tanggapan, kapan ditindak?",
        "katanya online, tetap harus ke kantor?",
        "katanya sehari jadi, nyatanya sebulan?",
        "berbulan-bulan jalan berlubang, kapan diaspal?",
        "dari tahun lalu banjir, kapan beresnya?",
        "kenapa jalan rusak belum diperbaiki?",
        "kok lampu jalan masih mati?",
        "katanya ada pemutihan pajak, sampai kapan?",
        "kurang memuaskan",
        "pelayanannya tidak ramah",
        "tidak puas",
        "jauh dari kata bagus",
        "kurang sigap petugasnya",
        "tidak bermanfaat",
        "pelayanan yang tidak ribet katanya",
        "mana pelayanan tidak ribet",
        "petugas baru ga galak, yang lama galak",
        "ga ribet 🤡",
        '"tidak ribet"',
        "ga ribet?? bohong",
        "website tetangga ga lemot",
        "ga lemot kalau pagi buta",
        "dulunya ga lemot",
        "ga pernah serepot ini",
        "cuma di medsos yang ga ribet",
        "@budi ga ribet",
        "kalau dokter swasta tidak galak",
        "tanpa calo tidak ribet? mimpi",
        "aplikasi yang ga error dong",
        "pelayanan yang ga ribet",
        "mau yang ga ribet",
        "tidak error sehari itu mukjizat",
        "gak ribet ndasmu",
        "ga ribet ya ga jadi",
        "ga mungkin tidak mengecewakan",
        "tidak ada petugas yang tidak galak",
        "tidak pernah kecewa sebesar ini",
        "harapannya ga ribet",
        "tidak ribet tidak jalan",
        "mau tanya katanya gratis kok disuruh bayar materai ya",
        "sampai kapan warga boleh buang sampah di tps ini?",
        "tanpa error " * 200 + "loh",  # each may be read in two ways
    ],
)
def test_a_denial_or_question_that_may_mean_more_is_left_to_the_model(text: str) -> None:
    assert read_turn(read_response(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "sampai kapan kami kebanjiran pak?",
        "katanya gratis, kok disuruh bayar?",
        "mana janji perbaikannya pak?",
        "sampai kapan begini?",
        "sampai kapan begini terus pak",
        "sampai kapan warga dibohongi?",
        "katanya gratis kok bayar?",
        "mana janjinya pak wali",
        "mana janji kampanyenya",
        "sampai kapan seperti ini terus pak wali?",
        "sampai kapan kami harus bersabar?",
        "sampai kapan dibiarkan begini",
        "mana janji bapak waktu kampanye",
        "mana janjimu pak?",
        "katanya sekolah gratis, kok masih ditarik iuran?",
        "katanya ktp gratis kok diminta 50 ribu",
        "sampai kapan warga diabaikan?",
    ],
)
def test_a_question_that_can_only_reproach_is_a_complaint(labeller: ResponseLabeller, text: str) -> None:
    assert told(labeller, text) == ("negative", "complaint")


@pytest.mark.parametrize(
    "text",
    [
        "vaksinnya sampai kapan warga luar Bekasi bisa ikut?",
        "sampai kapan kita bisa daftar?",
        "sampai kapan warga bisa bayar pajak tanpa denda?",
        "sampai kapan kami bisa ikut lomba ini min?",
        "sampai kapan harus lapor SPT?",
        "sampai kapan warga harus pakai masker?",
        "sampai kapan kita bisa tukar KTP lama min",
        "katanya ada bansos, dana cairnya tanggal berapa?",
        "katanya gratis pajak kendaraan, biayanya berapa sekarang?",
        "katanya pendaftaran gratis, betul? biaya admin ada?",
        "sudah lama ditunggu, kapan lagi ada petugas keliling?",
        "udah lama nih ga ada car free day, kapan lagi ada layanan keliling?",
        "daftarnya ga ribet kan min?",
        "apakah sekarang sudah tidak ribet?",
        "sampai kapan pendaftarannya dibuka min?",
        "katanya ada pasar murah ya min, dimana?",
        "maaf mau tanya min, kapan ya lampu di jalan mawar diperbaiki? sudah sebulan mati",
        "maaf min, laporan saya sudah sebulan, kapan ditindaklanjuti ya?",
        "ga ribet ya?",
        "sampai kapan jalan ini ditutup?",
        "sampai kapan posko banjir buka?",
        "sampai kapan saya harus aktivasi akun?",
        "sampai kapan kita boleh ambil sertifikatnya?",
        "sampai kapan car free day libur?",
        "sampai kapan lampu hias dipasang di alun-alun?",
        "pemutihan sampai kapan? warga luar kota bisa?",
        "sampai kapan kami harus bawa berkasnya min",
        "katanya ada bantuan umkm, syaratnya apa?",
        "katanya ada pasar murah sejak kemarin, masih ada?",
        "katanya biaya nikah gratis, benar min?",
        "katanya dana pip cair bulan ini, kapan min?",
        "sudah setahun usia anak saya, kapan imunisasi lagi?",
        "sudah lama tidak donor darah, kapan ada lagi di jalan pramuka?",
        "sudah seminggu vaksin pertama, kapan vaksin kedua min?",
        "untuk apa lampu warna biru di jalan itu min?",
        "kenapa jalan ahmad yani ditutup min?",
        "kapan jembatan barunya selesai dibangun min?",
        "tiap hari buka? kapan petugasnya ada?",
        "mana janji temu dokternya ya kak?",
        "sejak tahun berapa jalan tol ini ada, kapan diresmikan?",
        "sampai kapan begini jadwal bukanya min?",
        "sampai kapan warga bisa lapor?",
        "sampai kapan kita terus bayar di loket lama?",
        "yang mana janji layanannya min, 3 hari atau 5 hari?",
        "katanya gratis ya, kok bayar pendaftaran berapa?",
        "di mana janji temunya?",
        "kapan mana janji bertemu pak wali? jadwalnya?",
        "sampai kapan harus menunggu hasil tes cpns min?",
        "katanya vaksin gratis, harus bawa apa?",
        "sampai kapan kami harus daftar ulang min?",
        "sampai kapan kita libur?",
        "sudah sebulan magang, kapan sertifikatnya keluar min?",
        "katanya bayar parkir pakai qris, sejak kapan?",
    ],
)
def test_a_question_for_information_stays_a_question(labeller: ResponseLabeller, text: str) -> None:
    assert told(labeller, text) == ("neutral", "question")
