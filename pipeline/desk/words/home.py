"""The words of the first page, of nights and of reports, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HOME_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "store_empty": (
        "Basis data masih kosong. Jalankan pantau nightly di server, atau tunggu malam pertama.",
        "The store is still empty. Run pantau nightly on the server, or wait for the first night.",
    ),
    "decision": ("Perlu keputusan", "Needs a decision"),
    "decide_waiting": (
        (
            "{n} pertanyaan warga dari 13 minggu terakhir telah melewati batas waktu dan belum terlihat dijawab. "
            "Mohon berkenan menetapkan petugas yang menjawab beserta tenggatnya."
        ),
        (
            "{n} questions of citizens of the last 13 weeks are overdue and no answer was seen. "
            "Please name who answers, and by when."
        ),
    ),
    "decide_channels": (
        "Data kanal {names} tidak dapat diambil. Mohon berkenan menetapkan petugas yang memperbaikinya dan waktunya.",
        "The channels {names} could not be read. Please name who mends that, and by when.",
    ),
    "decide_late": (
        (
            "Data kanal tidak pernah lengkap selama seminggu atau lebih: {names}. "
            "Mohon berkenan menetapkan petugas yang memperbaikinya dan waktunya."
        ),
        "Never wholly read for a week or more: {names}. Please name who mends that, and by when.",
    ),
    "late_since": ("{name} sejak {day}", "{name} since {day}"),
    "decide_alerts": (
        "Tidak ada keputusan mendesak; ada yang perlu dilihat di bawah ini.",
        "No decision is urgent; there is something to look at below.",
    ),
    "decide_unread": ("Belum dapat dinilai: belum ada data.", "Cannot be judged yet: there are no data."),
    "decide_nothing": ("Tidak ada hal mendesak.", "Nothing is urgent."),
    "this_week": ("Minggu ini, sejauh ini", "This week so far"),
    "week_before": ("minggu lalu seutuhnya", "all of last week"),
    "waiting_n": (
        "{n} pertanyaan, keluhan, dan saran belum terlihat dijawab; {overdue} di antaranya lewat waktu.",
        "{n} questions, complaints and suggestions without an answer seen; {overdue} of them overdue.",
    ),
    "night": ("Panen terakhir", "Last night"),
    "night_running": (
        "Panen sedang berjalan; data dapat bertambah.",
        "A night is under way; data may still be added.",
    ),
    "night_code_0": ("semua kanal lengkap", "every channel is complete"),
    "night_code_1": ("ada kanal yang belum lengkap", "some channel is incomplete"),
    "night_code_4": ("gagal; jalankan pantau doctor", "failed; run pantau doctor"),
    "night_code_other": ("terputus", "broken off"),
    "rests_until": ("beristirahat hingga {at}", "rests until {at}"),
    "money": ("Biaya {platform} bulan ini", "Money for {platform} this month"),
    "channels": ("Status data kanal", "State of the channels"),
    "last_look": ("Terakhir diambil", "Last look"),
    "stored": ("Tersimpan", "Stored"),
    "reasons_note": (
        "Keterangan menjelaskan sebabnya; kata-kata program, dalam bahasa Inggris, ada di bawahnya.",
        "Technical reasons are told as the program says them.",
    ),
    "program_words": ("Kata-kata program", "The program's words"),
    "not_read": ("Belum terbaca", "Not read yet"),
    "gap": ("Bagian", "Part"),
    "no_gap": ("Semua yang diinginkan sudah terbaca.", "All that is wanted was read."),
    "nights": ("Malam panen", "Nights"),
    "complete": ("Kanal lengkap", "Complete channels"),
    "new_posts": ("Unggahan baru", "New posts"),
    "usd": ("US$", "US$"),
    "wake": ("Akhiri istirahat", "End the rest"),
    "rest_ended": ("Istirahat diakhiri; malam berikutnya mencoba lagi.", "The rest ended; the next night tries again."),
    "reports_made": ("Laporan yang sudah dibuat", "Reports that were made"),
    "file": ("Berkas", "File"),
    "no_report": ("Belum ada laporan. Malam pertama menuliskannya.", "No report yet. The first night writes one."),
}
