from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transform.audience.addressing import LONGEST, PostText
from tests.pipeline.transform.packaged import ADDRESSING


def places(text: str, **known: str) -> tuple[str, ...]:
    return ADDRESSING.find(PostText(text, **known)).places


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Pelayanan keliling di Kecamatan Bekasi Barat dan Rawalumbu.", ("Bekasi Barat", "Rawalumbu")),
        ("Operasi pasar di Kel. Durenjaya, Kec. Bekasi Timur", ("Duren Jaya", "Bekasi Timur")),
        ("Warga Bekbar, ayo vaksin!", ("Bekasi Barat",)),
        ("Kerja bakti RW 05 MUSTIKAJAYA", ("Mustika Jaya",)),
        ("Posyandu di wilayah 𝗣𝗼𝗻𝗱𝗼𝗸𝗴𝗲𝗱𝗲", ("Pondok Gede",)),
        ("Senam di Jati Asih dan jatisampurna", ("Jatiasih", "Jatisampurna")),
        ("Vaksinasi di Kecamatan Mustikajaya, lalu di Kelurahan Mustikajaya", ("Mustika Jaya",)),
    ],
)
def test_names_are_found_in_every_spelling_once_and_in_their_order(text: str, named: tuple[str, ...]) -> None:
    assert places(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Para pejuang dan perwira TNI memperingati hari jadi di kota baru kita.", ()),
        ("Menyongsong harapan baru, harapan jaya bagi warga", ()),
        ("Pengerukan Sungai Kali Baru selesai", ()),
        ("Bazar di Kelurahan Pejuang", ("Pejuang",)),
        ("Warga Perwira kerja bakti", ("Perwira",)),
        ("Posyandu RW 03 Kali Baru", ("Kali Baru",)),
        ("Senam pagi, Harapan Jaya, Kec. Bekasi Utara", ("Harapan Jaya", "Bekasi Utara")),
        ("kerja bakti kel. perwira dan kelurahan harapan baru", ("Perwira", "Harapan Baru")),
        ("#HarapanBaru untuk semua", ()),
        ("#KelurahanHarapanBaru melayani", ("Harapan Baru",)),
        ("Rekrutmen Bintara Polri dibuka", ()),
        ("Kelurahan Harapan Mulya, Pejuang dan Kalibaru tergenang", ("Harapan Mulya", "Pejuang", "Kali Baru")),
        ("Dihadiri Camat Medan Satria, Perwira TNI dan pejuang lingkungan", ("Medan Satria",)),
        ("Warga Kranji dan pejuang kemerdekaan", ("Kranji",)),
        ("Di Kranji, Pejuang Veteran bertemu", ("Kranji",)),
    ],
)
def test_an_ordinary_word_is_a_name_only_beside_a_marker(text: str, named: tuple[str, ...]) -> None:
    assert places(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Kunjungan ke Kelurahan Harapan Jaya, Kota Bandar Lampung", ()),
        ("Studi tiru di Kelurahan Marga Mulya, Kecamatan Balikpapan Barat, Kota Balikpapan", ("Balikpapan Barat",)),
        ("Kebakaran di Kel. Pekayon Jaya, Kec. Bekasi Selatan, Kota Bekasi", ("Pekayon Jaya", "Bekasi Selatan")),
        ("Layanan di Medan Satria, bukan di Medan", ("Medan Satria",)),
        ("Wali Kota Medan dan satria muda", ()),
        ("Kebakaran di Kalibaru, Jakarta Utara", ()),
        ("Wisata ke Jatiluhur Purwakarta", ()),
        ("Waduk Jatiluhur kering", ()),
        ("Pasar murah di Kranji, Medan Satria", ("Kranji", "Medan Satria")),
        ("Bus Bekasi Timur Jakarta beroperasi di Kranji - Bogor", ("Bekasi Timur", "Kranji")),
        ("Kebakaran di Kalibaru (Jakarta Utara)", ()),
        ("Tanah longsor di Kelurahan Jatisari, Karawang", ()),
        ("Banjir rendam Jatisari, Karawang dan Subang", ("Jatisari",)),
        ("Banjir rendam Jatiasih, Bogor dan Depok", ("Jatiasih",)),
        ("Operasi pasar di Pondok Gede, Karawang dan Purwakarta", ("Pondok Gede",)),
        ("Kerja bakti di Jatiasih\nJakarta ikut membantu", ("Jatiasih",)),
        ("Senam di Margahayu\nBandung ikut hadir", ("Margahayu",)),
        ("Bus Jatiasih Bogor mulai beroperasi", ("Jatiasih",)),
        ("Pengungsi di Margahayu Malang melintang", ("Margahayu",)),
        ("Kebakaran di Pekayon, Pasar Rebo, Jakarta Timur", ()),
        ("Kebakaran di Pekayon, Kecamatan Pasar Rebo, Jakarta Timur", ("Pasar Rebo",)),
        ("Kebakaran di Pekayon, Bekasi Selatan, Jakarta ikut membantu", ("Pekayon Jaya", "Bekasi Selatan")),
        ("Kebakaran di Pekayon, petugas Jakarta ikut membantu", ("Pekayon Jaya",)),
        ("Banjir di Jatisari, Cikampek, Karawang dan Subang", ("Jatisari",)),
    ],
)
def test_a_namesake_in_another_city_is_not_counted(text: str, named: tuple[str, ...]) -> None:
    assert places(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Bapak Jaka Setia menerima piagam", ()),
        ("Sdr. Jaka Mulya terpilih", ()),
        ("Bapak ibu Jatiasih, ayo vaksin", ("Jatiasih",)),
        ("Bapak dan Ibu Jatiasih yang kami hormati", ("Jatiasih",)),
        ("Bapak/Ibu Jatiasih, ayo vaksin", ("Jatiasih",)),
        ("Yth. Ibu Jatisari yang hadir", ("Jatisari",)),
        ("Yth. Bapak Jaka Setia di tempat", ()),
        ("Pak Budi dan Ibu Jatisari menerima piagam", ()),
        ("Kebakaran di Kelurahan Kranji, apartemen terbakar", ("Kranji",)),
        ("Razia di Pondok Gede, hotel melati disegel", ("Pondok Gede",)),
        ("Razia di Pondok Gede hotel melati disegel", ("Pondok Gede",)),
        ("Kasus Covid di Jatiasih cluster keluarga bertambah", ("Jatiasih",)),
        ("Sosialisasi di Kecamatan Jatiasih, Village Manager hadir", ("Jatiasih",)),
        ("BANJIR DI JATIBENING PERMAI", ()),
        ("Banjir di perumahan Jatibening Permai dan Bekasi Timur Regency", ()),
        ("Kunjungan ke Kota Baru Parahyangan", ()),
        ("Rapat se-Kecamatan Se-Kota", ()),
    ],
)
def test_the_name_of_a_person_or_an_estate_is_no_place(text: str, named: tuple[str, ...]) -> None:
    assert places(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Banjir di Bekasi Timur, Utara dan Selatan", ("Bekasi Timur", "Bekasi Utara", "Bekasi Selatan")),
        ("Genangan di Kec. Bekasi Barat & Timur surut", ("Bekasi Barat", "Bekasi Timur")),
        ("Camat Pondok Gede dan Melati hadir", ("Pondok Gede", "Pondok Melati")),
        ("Angin dari Bekasi Utara, Barat daya dan Timur Laut", ("Bekasi Utara",)),
        ("Bus dari Bekasi Timur, Selatan Jakarta", ("Bekasi Timur",)),
        ("Truk dari Bekasi Utara ke selatan, lalu ke Barat", ("Bekasi Utara",)),
        ("Banjir di Bekasi Timur, Jakarta Utara dan Selatan", ("Bekasi Timur",)),
    ],
)
def test_a_list_may_leave_out_how_names_begin(text: str, named: tuple[str, ...]) -> None:
    assert places(text) == named


def test_places_stand_in_the_order_in_which_they_are_first_named() -> None:
    assert places("Di Jatirasa, lalu di Cikiwul, lalu lagi di Jatirasa") == ("Jatirasa", "Cikiwul")
    assert places("kec. bekasi utara & kel. perwira") == ("Bekasi Utara", "Perwira")


def test_an_office_counts_only_where_no_place_is_named() -> None:
    assert places("Camat Bekasi Utara bersama Lurah Perwira menghadiri rapat") == ("Bekasi Utara", "Perwira")
    assert places("Camat Bekasi Utara meninjau turap di RW 02 Kelurahan Teluk Pucung") == ("Teluk Pucung",)
    assert places("Kecamatan Pondokgede hadir dalam acara di RW 008, Jatibening Baru") == ("Jatibening Baru",)
    assert places("Lurah Kalibaru, Harapan Mulya dan Pejuang ke Aula Kecamatan Medansatria") == ("Medan Satria",)


def test_the_account_counts_before_hashtags_and_both_only_without_a_name_in_the_text() -> None:
    tagged = "Selamat hari jadi! #KecamatanBekasiTimur #kelurahandurenjaya"

    assert places(tagged) == ("Bekasi Timur", "Duren Jaya")
    assert places(tagged, account="kelurahan_durenjaya") == ("Duren Jaya",)
    assert places("Layanan di Cikiwul. " + tagged, account="kelurahan_durenjaya") == ("Cikiwul",)
    assert places("Selamat pagi", account="diskominfobekasi") == ()


def test_streets_and_houses_count_only_through_the_gazetteer() -> None:
    assert places("Pengaspalan Jl. Raya Mustikajaya dan Jalan Pejuang") == ()
    assert places("Pasien dirawat di RSUD Bantar Gebang") == ()
    assert places("Apel di Stadion Patriot Candrabhaga") == ("Kayuringin Jaya",)


def test_places_of_other_cities_are_known_by_their_markers_alone() -> None:
    text = "Razia di Kecamatan Kertek dan Kelurahan Wonosobo Timur, Senin (5/5). Koperasi Kelurahan Merah Putih dibuka"

    assert places(text, city="Kabupaten Wonosobo") == ("Kertek", "Wonosobo Timur")
    assert places("Festival Harapan Jaya di Jatiasih", city="Kota Bandung") == ()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Musrenbang Kecamatan Tahun 2027", ()),
        ("Musrenbang Tingkat Kecamatan Wilayah Dapil III", ()),
        ("Lomba Kecamatan Terinovatif se-provinsi", ()),
        ("Penilaian Kelurahan Anugerah Gapura", ()),
        ("Kecamatan Meningkatkan Layanan Adminduk", ()),
        ("Datang ke Kecamatan Sesuai domisili", ()),
        ("Kecamatan Kertek Tingkatkan Layanan", ("Kertek",)),
        ("Kelurahan Wonosobo Timur Bersama Warga Bersih Kali", ("Wonosobo Timur",)),
        ("Panen di Kecamatan Sungai Penuh", ("Sungai Penuh",)),
    ],
)
def test_what_a_headline_goes_on_with_is_no_part_of_an_unknown_name(text: str, named: tuple[str, ...]) -> None:
    assert places(text, city="Kabupaten Wonosobo") == named


def test_mentions_and_addresses_name_no_place() -> None:
    assert places("Halo @kelurahan_jatiasih https://jatiasih.bekasikota.go.id/padurenan") == ()


def test_evidence_says_what_stands_where() -> None:
    (found,) = ADDRESSING.find(PostText("Bazar di Kec. Jati Asih", title="Pengumuman")).evidence

    assert found == {
        "phrase": "kecamatan Jatiasih",
        "found": "Jati Asih",
        "start": 25,
        "end": 34,
        "label": "places",
        "answer": "Jatiasih",
        "weight": 1.0,
        "source": "gazetteer",
    }


PIECES = (
    "Kec.",
    "kelurahan",
    "Jati",
    "Asih",
    "#KelJatiasih",
    "Kota",
    "Baru",
    ",",
    "RW",
    "03",
    "warga",
    "PKK",
    ".\n",
    "@a",
    "İ",
)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=14).map(" ".join), st.text(max_size=12))
def test_any_text_gets_an_answer_whose_evidence_stands_in_it(text: str, account: str) -> None:
    made = ADDRESSING.find(PostText(text, account=account))

    for one in made.evidence:
        if one["source"] != "account":
            assert text[int(str(one["start"])) : int(str(one["end"]))] == one["found"]
    assert len(made.places) == len(set(made.places))


def test_a_text_of_a_hundred_thousand_characters_is_read_as_far_as_useful() -> None:
    assert places("Kelurahan Cikiwul " * 6000) == ("Cikiwul",)
    assert places("x " * LONGEST + "di Kelurahan Cikiwul") == ()
