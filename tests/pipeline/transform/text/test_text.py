"""Posts to words and stems, whatever the post holds."""

from __future__ import annotations

import sys
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transform.responses.words import read_tokens
from pipeline.transform.text.stems import Stemmer, stem_of
from pipeline.transform.text.text import fold, lead_end, without_markup, words


def surfaces(text: str) -> list[str]:
    return [word.surface for word in words(text) if word.surface]


@pytest.mark.parametrize(
    "unread",
    [
        "https://bekasikota.go.id/sampah?id=1#banjir",
        "www.sampah.example/banjir",
        "banjir.bekasikota.go.id/sampah",
        "humas.sampah@kota.example",
        "@dinas.sampah",
    ],
)
def test_addresses_and_mentions_are_no_words(unread: str) -> None:
    assert surfaces(f"Baca {unread} ya") == ["Baca", "ya"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Warga <b>memilah</b> sampah<br/>", "Warga memilah sampah"),
        ("<!-- banjir -->Jalan mulus", "Jalan mulus"),
        ("<SCRIPT>banjir()</SCRIPT>Jalan<style>.a{}</style> mulus", "Jalan mulus"),
        ("<script>tanpa akhir", ">tanpa akhir"),
        ("Aku <3 kota, suhu <nol dan >dua, 3 < 5", "Aku <3 kota, suhu <nol dan >dua, 3 < 5"),
    ],
)
def test_html_that_was_left_in_a_text_is_not_read(text: str, read: str) -> None:
    blanked = without_markup(text)
    assert blanked.split() == read.split()
    assert len(blanked) == len(text)


@given(st.text("<>/!-abrpscit \n"))
def test_without_its_html_a_text_is_as_long_and_keeps_its_places(text: str) -> None:
    blanked = without_markup(text)
    assert len(blanked) == len(text)
    assert all(left in (right, " ") for left, right in zip(blanked, text, strict=True))


def test_a_hashtag_is_read_as_its_words() -> None:
    assert surfaces("#BekasiKeren #SP4NLapor #112Siaga #jumat_bersih") == [
        *("Bekasi", "Keren"),
        *("SP", "4", "N", "Lapor"),
        *("112", "Siaga"),
        *("jumat", "bersih"),
    ]


def test_words_keep_their_place() -> None:
    text = "Warga \U0001f600 memilah #BankSampah, setiap hari."
    assert all(text[word.start : word.end] == word.surface for word in words(text))


def test_styled_and_full_width_letters_are_plain_letters() -> None:
    bold = "\U0001d5d5\U0001d5ee\U0001d5fb\U0001d5f7\U0001d5f6\U0001d5ff"
    wide = "\uff2b\uff34\uff30"
    assert [fold(word) for word in surfaces(f"{bold} {wide}")] == ["banjir", "ktp"]


def test_what_nobody_sees_inside_a_word_does_not_part_it() -> None:
    text = "pus\xadkes\u2060mas \ufeffdan vak\u200dsin\u200bgratis\xad"
    assert [fold(word) for word in surfaces(text)] == ["puskesmas", "dan", "vaksin", "gratis"]
    assert all(text[word.start : word.end] == word.surface for word in words(text))
    assert [token.text for token in read_tokens("pela\xadyanan je\u200clek")] == ["pelayanan", "jelek"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("#ban\xadjir", ["banjir"]),
        ("#BekasiKeren!", ["bekasi", "keren"]),
        ("#Bekasi\u200cKeren", ["bekasi", "keren"]),
        ("#Ban\u2060jir\xad\ufeffPa\u200drah\xad", ["banjir", "parah"]),
        ("#PEM\xadKOTBekasi_\xadlagi", ["pemkot", "bekasi", "lagi"]),
    ],
)
def test_posts_and_responses_read_a_hashtag_by_one_rule(text: str, read: list[str]) -> None:
    assert [fold(word.surface) for word in words(text) if word.tagged] == read
    assert [token.text for token in read_tokens(text) if token.text != "!"] == read
    spans = [(word.start, word.end) for word in words(text) if word.tagged]
    assert [(token.start, token.end) for token in read_tokens(text) if token.text != "!"] == spans
    assert all(text[word.start : word.end] == word.surface for word in words(text))


def test_digits_of_a_hashtag_are_no_words_of_a_response() -> None:
    assert [token.text for token in read_tokens("#112Siaga #2 #jalan2")] == ["siaga", "jalan"]


def test_no_phrase_passes_what_is_no_word() -> None:
    assert [word.surface for word in words("bank \x00 sampah \ud800 liar")] == ["bank", "", "sampah", "", "liar"]


def test_no_phrase_passes_from_one_sentence_to_the_next() -> None:
    read = [word.surface for word in words("Kec. Mawar bersih. Warga senang")]
    assert read == ["Kec", "Mawar", "bersih", "", "Warga", "senang"]


@given(st.text())
def test_any_text_has_words_in_order_and_inside_it(text: str) -> None:
    spans = [(word.start, word.end) for word in words(text)]
    assert spans == sorted(spans)
    assert all(0 <= start <= end <= len(text) for start, end in spans)


def test_the_first_sentence_ends_at_its_full_stop() -> None:
    text = "Dinas Kesehatan membuka pemeriksaan gratis di sepuluh puskesmas kota. Kuota terbatas."
    assert text[: lead_end(text)].endswith("puskesmas kota")


def test_a_date_at_the_top_is_not_the_first_sentence() -> None:
    text = "Senin, 2 Maret 2026.\n\nPetugas mengeruk lumpur dari saluran air di jalan utama. Warga membantu."
    assert text[: lead_end(text)].endswith("jalan utama")


def test_forms_of_a_word_share_a_stem() -> None:
    stem = Stemmer()
    assert {stem(word) for word in ("pengaduan", "mengadukan", "aduan")} == {"adu"}


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("bekasi", "bekasi"),
        ("bantargebang", "bantargebang"),
        ("relawan", "relawan"),
        ("wisatawan", "wisata"),
        ("ditindaklanjuti", "tindaklanjut"),
        ("112", "112"),
        ("", ""),
    ],
)
def test_names_stay_and_known_mistakes_of_the_stemmer_are_mended(word: str, stem: str) -> None:
    assert Stemmer()(word) == stem


def test_the_memory_of_stems_is_bounded() -> None:
    stem = Stemmer(limit=10)
    for number in range(100):
        stem(f"kata{number}")
    assert len(stem._known) <= 10


def test_importing_the_labeller_does_not_load_the_dictionary_of_roots() -> None:
    program = "import sys, pipeline.transform.posts.labeller; sys.exit('Sastrawi' in sys.modules)"
    assert run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_word_is_stemmed_once_for_all_stemmers() -> None:
    stem_of.cache_clear()
    assert [Stemmer()("menggantungkan") for _ in range(3)] == ["gantung"] * 3
    assert stem_of.cache_info().misses == 1
