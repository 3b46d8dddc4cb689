"""Turns: a denial of blame is no complaint, and a question in reproach is one, whatever single words say."""

from __future__ import annotations

import pytest

from pipeline.transform.responses.labels import ResponseLabeller, load_response_labeller


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
        "Tidak terlalu sulit daftarnya",
        "ga ribet, langsung jadi",
        "gak nyesel pindah ke faskes ini",
        "petugasnya tidak jutek",
        "Ga ada kendala selama pakai aplikasi ini",
        "belum pernah error selama saya pakai",
        "tanpa ribet, tanpa pungli",
        "tidak sesulit yang dibayangkan",
        "mboten ribet, sae pelayanane",
        "teu rumit, gampil pisan",
    ],
)
def test_a_short_denial_of_blame_is_praise_and_hinders_nobody(labeller: ResponseLabeller, text: str) -> None:
    (label,) = labeller.label_all([text])
    assert (label.sentiment, label.intent, label.obstacle) == ("positive", "praise", None)


def test_the_denial_is_told_as_the_reason(labeller: ResponseLabeller) -> None:
    text = "Min, pelayanannya ga pernah mengecewakan"
    (label,) = labeller.label_all([text])
    reason = next(one for one in label.evidence if one.source == "rule")
    assert (text[reason.start : reason.end], reason.answer) == ("ga pernah mengecewakan", "intent=praise")


@pytest.mark.parametrize(
    "text",
    [
        "Ga ribet sih, tapi error terus",
        "tidak lemot tapi sering keluar sendiri",
        "ga susah daftarnya, cuma petugasnya ga pernah bales",
        "masa ga ada yang ga ribet di kota ini",
        "ga ribet katanya, taunya harus bolak balik",
    ],
)
def test_a_denial_beside_another_fault_or_in_doubt_stays_a_complaint(labeller: ResponseLabeller, text: str) -> None:
    assert told(labeller, text) == ("negative", "complaint")


@pytest.mark.parametrize("text", ["daftarnya ga ribet kan min?", "apakah sekarang sudah tidak ribet?"])
def test_a_denial_that_is_asked_for_stays_a_question(labeller: ResponseLabeller, text: str) -> None:
    assert told(labeller, text) == ("neutral", "question")


@pytest.mark.parametrize(
    "text",
    ["tidak ada yang bagus", "tidak ramah", "tidak cepat tanggap", "belum memuaskan", "kurang greget programnya"],
)
def test_denied_praise_is_no_praise(labeller: ResponseLabeller, text: str) -> None:
    assert told(labeller, text) == ("negative", "complaint")


@pytest.mark.parametrize(
    "text",
    [
        "sampai kapan kami kebanjiran pak?",
        "sudah dua bulan lapor, kapan ditanggapi?",
        "katanya gratis, kok disuruh bayar?",
        "kapan dibenerin, udah berbulan-bulan bolong",
        "mana janji perbaikannya pak?",
    ],
)
def test_a_question_in_reproach_is_a_complaint(labeller: ResponseLabeller, text: str) -> None:
    assert told(labeller, text) == ("negative", "complaint")


@pytest.mark.parametrize(
    "text",
    [
        "sampai kapan pendaftarannya dibuka min?",
        "katanya ada pasar murah ya min, dimana?",
        "maaf mau tanya min, kapan ya lampu di jalan mawar diperbaiki? sudah sebulan mati",
        "maaf min, laporan saya sudah sebulan, kapan ditindaklanjuti ya?",
    ],
)
def test_a_question_for_information_or_a_polite_one_stays_a_question(labeller: ResponseLabeller, text: str) -> None:
    assert told(labeller, text) == ("neutral", "question")
