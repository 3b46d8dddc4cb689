"""The words of the page of what citizens say and wait for, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CITIZEN_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "wrong_status": ("Pilih salah satu status.", "Choose one of the states."),
    "responses": ("Tanggapan warga", "Responses"),
    "text_gone": (
        "(teks tidak disimpan lagi: dihapus di kanalnya atau diminta untuk dilupakan)",
        "(text no longer kept: deleted at its channel, or forgotten on request)",
    ),
    "text_aged": (
        "(teks dihapus karena melewati batas umur penyimpanannya)",
        "(text taken away, since it is older than texts are kept)",
    ),
    "texts_for_editors": (
        "Teks tanggapan warga hanya tampak bagi penyunting dan admin.",
        "Texts of citizens are shown to editors and admins only.",
    ),
    "tone": ("Nada tanggapan (empat minggu terakhir)", "Tone of responses (last four weeks)"),
    "tone_note": (
        "Label mesin, belum diverifikasi manusia. Tanggapan tanpa isi tidak dihitung.",
        "The machine's labels, not verified by people. Responses that say nothing do not count.",
    ),
    "tone_value": ("Nada", "Tone"),
    "nothing_said": ("(belum dilabeli)", "(not labelled yet)"),
    "obstacles": ("Hambatan yang disampaikan warga", "What citizens say hinders"),
    "obstacles_note": (
        "Menurut kata warga sendiri; perkiraan mesin.",
        "By the citizens' own words; the machine's estimate.",
    ),
    "obstacle": ("Hambatan", "Obstacle"),
    "to_answer": ("Pertanyaan, keluhan, dan saran", "Questions, complaints and suggestions"),
    "to_answer_note": (
        "Jawaban lewat DM, telepon, atau SP4N-LAPOR tidak terlihat. Yang terbaru di atas.",
        "Answers by message, telephone or SP4N-LAPOR are not seen. The newest stand first.",
    ),
    "page_of": ("Halaman {n} dari {pages}", "Page {n} of {pages}"),
    "page_newer": ("Lebih baru", "Newer"),
    "page_older": ("Lebih lama", "Older"),
    "to_answer_where": ("Catat di sini bila sudah dijawab.", "Note them here."),
    "since": ("Sejak", "Since"),
    "noted_last": ("Catatan terakhir (paling banyak {n})", "The last notes ({n} at most)"),
    "take_back": ("Batalkan", "Take back"),
    "noted_meanwhile": (
        "{name} sudah mencatat tanggapan ini. Catatan Anda tidak disimpan: {note}",
        "{name} has noted this response already. Your note is not stored: {note}",
    ),
    "overdue": ("lewat waktu", "overdue"),
    "no_response": ("Belum ada tanggapan warga yang tersimpan.", "No response of citizens is stored yet."),
    "nothing_waits": ("Tidak ada yang menunggu jawaban.", "Nothing waits for an answer."),
}
