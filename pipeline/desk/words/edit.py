"""The words of the pages on which people change something, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EDIT_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "kind_posts": ("Unggahan", "Posts"),
    "kind_responses": ("Tanggapan warga", "Responses"),
    "response": ("Tanggapan", "Response"),
    "answers_to": ("Menanggapi", "Answers to"),
    "sentiment": ("Nada", "Tone"),
    "intent": ("Maksud", "Intent"),
    "object": ("Tentang apa", "Object"),
    "machine_label": ("Label sekarang", "The label now"),
    "checked_responses_n": (
        "{n} tanggapan acak sudah diperiksa.",
        "{n} responses drawn at random were checked.",
    ),
    "agreement_told": (
        "Kesepakatan dua pemeriksa pada dimensi: kappa {kappa} atas {n} unggahan.",
        "Agreement of two people on the dimension: kappa {kappa} over {n} posts.",
    ),
    "agreement_none": (
        "Kesepakatan belum dapat dihitung: dua orang perlu memeriksa unggahan acak yang sama.",
        "Agreement is not known yet: two people must check the same posts drawn at random.",
    ),
    "agreement_responses": (
        "Kesepakatan dua pemeriksa pada nada: kappa {kappa} atas {n} tanggapan.",
        "Agreement of two people on the tone: kappa {kappa} over {n} responses.",
    ),
    "response_queue_empty": (
        "Tidak ada tanggapan lagi dalam antrean ini. Tanggapan dikumpulkan bila sumber memakai responses: true.",
        "No response is left in this queue. Responses are collected where a source has responses: true.",
    ),
    "text_expired": (
        "Teks tanggapan ini tidak disimpan lagi, jadi labelnya tidak dapat diperiksa.",
        "The text of this response is no longer kept, so its label cannot be checked.",
    ),
    "correct_response": ("Koreksi", "Correct"),
}
