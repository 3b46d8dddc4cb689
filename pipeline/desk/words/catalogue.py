"""All that the desk says, and the terms of coded values that the report does not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.desk.words.citizens import CITIZEN_WORDS
from pipeline.desk.words.console import CONSOLE_WORDS
from pipeline.desk.words.edit import EDIT_WORDS
from pipeline.desk.words.findings import FINDING_WORDS
from pipeline.desk.words.home import HOME_WORDS
from pipeline.desk.words.posts import POST_WORDS
from pipeline.desk.words.shared import SHARED_WORDS
from pipeline.desk.words.sources import SOURCE_WORDS

Pair = tuple[str, str]
PAGES: Final[tuple[Mapping[str, Pair], ...]] = (
    SHARED_WORDS,
    HOME_WORDS,
    POST_WORDS,
    CITIZEN_WORDS,
    FINDING_WORDS,
    CONSOLE_WORDS,
    EDIT_WORDS,
    SOURCE_WORDS,
)
WORDS: Final[Mapping[str, Pair]] = {key: pair for page in PAGES for key, pair in page.items()}


def say_word(key: str, language: str, **parts: object) -> str:
    """Say a sentence of the desk in a language."""
    return WORDS[key][0 if language == "id" else 1].format(**parts)


TERMS: Final[Mapping[str, Mapping[str, Pair]]] = {
    "object": {
        "digital_service": ("Layanan digital", "A digital service"),
        "none": ("Tidak ada", "None"),
    },
    "obstacle": {"none": ("Tidak ada", "None")},
    "night_state": {
        "run": ("Selesai", "Done"),
        "incomplete": ("Belum lengkap", "Incomplete"),
        "failed": ("Gagal", "Failed"),
        "missed": ("Terlewat", "Missed"),
        "running": ("Sedang berjalan", "Running"),
        "broken off": ("Terputus", "Broken off"),
    },
    "change": {
        "user": ("Pengguna disimpan", "User stored"),
        "password": ("Kata sandi diganti", "Password changed"),
        "remove user": ("Pengguna dihapus", "User removed"),
        "label": ("Label dikoreksi", "Label corrected"),
        "answer": ("Jawaban dicatat", "Answer noted"),
        "remove answer": ("Catatan dibatalkan", "Note taken back"),
        "agency of an issue": ("Perangkat daerah suatu isu dipastikan", "Agency of an issue confirmed"),
        "remove agency of an issue": ("Perangkat daerah suatu isu dibatalkan", "Agency of an issue taken back"),
        "campaign": ("Kampanye disimpan", "Campaign stored"),
        "remove campaign": ("Kampanye dihapus", "Campaign removed"),
        "activity": ("Kegiatan ditambahkan", "Activity added"),
        "remove activity": ("Kegiatan dihapus", "Activity removed"),
        "wake": ("Istirahat diakhiri", "Rest ended"),
        "retry": ("Sumber diulangi", "Source read again"),
        "pause": ("Sumber dijeda", "Source paused"),
        "end pause": ("Jeda diakhiri", "Pause ended"),
        "propose source": ("Sumber diusulkan", "Source proposed"),
        "decision": ("Pelaksanaan keputusan dicatat", "Outcome of a decision noted"),
        "report": ("Laporan dibuat", "Report made"),
        "package": ("Paket penelitian dibuat", "Research package made"),
        "query": ("Kueri disimpan", "Query kept"),
        "run query": ("Kueri dijalankan", "Query run"),
        "remove query": ("Kueri dihapus", "Query removed"),
    },
    "changed_by": {"command line": ("baris perintah", "command line")},
    "retried": {"read at once": ("dibaca saat itu juga", "read at once")},
    "user_role": {
        "viewer": ("Pembaca", "Viewer"),
        "editor": ("Penyunting", "Editor"),
        "admin": ("Admin", "Admin"),
    },
}
