"""The words of issues, press, triangulation, agencies, strategy and campaigns, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FINDING_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "counted_by_night": (
        (
            "Dihitung pada malam terakhir; koreksi tampak sesudah malam berikutnya. "
            "Porsi adalah bagian dari unggahan yang sudah dilabeli."
        ),
        ("Counted in the last night; corrections are seen after the next night. Shares are of the labelled posts."),
    ),
    "stage_note": (
        (
            "Hanya unggahan yang menyebut program atau salah satu inisiatifnya; tanpa unggahan ulang dan balasan. "
            "Koreksi langsung tampak."
        ),
        (
            "Only posts that name the programme or one of its initiatives; without reposts and replies. "
            "Corrections are seen at once."
        ),
    ),
    "audience_note": (
        "Tanpa unggahan ulang dan balasan. Koreksi langsung tampak.",
        "Without reposts and replies. Corrections are seen at once.",
    ),
    "count": ("Jumlah", "Number"),
    "target": ("Target", "Target"),
    "done": ("Realisasi", "Done"),
    "verdict": ("Hubungan dengan interaksi", "Association with interactions"),
    "verdict_note": (
        "Ini hubungan, bukan sebab akibat.",
        "An association, not a cause.",
    ),
    "activities": ("Kegiatan dan media luar jaringan", "Activities and media off line"),
    "reached": ("Peserta/terjangkau", "Reached"),
    "strategy_topic": ("Dimensi", "Dimensions"),
    "strategy_message_function": ("Fungsi pesan", "Message functions"),
    "strategy_programme_level": ("Keterkaitan dengan program", "Relation to the programme"),
    "value": ("Nilai", "Value"),
    "share": ("Porsi", "Share"),
    "neglected": ("Kurang diangkat", "Little raised"),
    "enough": ("Cukup", "Enough"),
    "target_met": ("Mencapai target", "Target met"),
    "below_target": ("Di bawah target", "Below its target"),
    "quarter_partly": (
        "Unggahan {names} belum diketahui untuk seluruh triwulan ini.",
        "Not all posts of this quarter are known from {names}.",
    ),
    "quarter_partly_targets": (
        "Dimensi baru dapat dinilai sejauh yang terbaca: sekurang-kurangnya sekian.",
        "Dimensions can only be told as far as read: so many posts at least.",
    ),
    "so_far": ("sekurang-kurangnya {n} dari {total}", "at least {n} of {total}"),
    "of_period": ("Akun sendiri, {period}", "Own accounts, {period}"),
    "issues": ("Isu warga", "Issues of citizens"),
    "issue": ("Isu", "Issue"),
    "issues_note": (
        "Isu disebut sedikitnya lima orang dalam lima tanggapan; nama isu adalah kata mereka sendiri.",
        "An issue was named by five people in five responses at least; its name is their own words.",
    ),
    "no_issues": (
        "Belum ada isu: perlu sedikitnya lima tanggapan dari lima orang.",
        "No issue yet: it takes five responses by five people at least.",
    ),
    "n_responses": ("Tanggapan", "Responses"),
    "n_people": ("Jumlah akun", "Accounts"),
    "change_before": ("Dibanding periode lalu", "Against the period before"),
    "positive": ("Positif", "Positive"),
    "neutral": ("Netral", "Neutral"),
    "negative": ("Negatif", "Negative"),
    "proposed": ("usulan", "proposed"),
    "confirmed": ("dipastikan", "confirmed"),
    "confirm": ("Pastikan", "Confirm"),
    "confirm_agency": ("Pastikan perangkat daerah", "Confirm the agency"),
    "agency_of": ("Perangkat daerah untuk isu {issue}", "Agency of the issue {issue}"),
    "refused_agency": (
        "Perangkat daerah ini tidak dikenal; daftarkan dulu di agencies.yaml.",
        "This agency is not known; list it in agencies.yaml first.",
    ),
    "far_above": ("Melonjak", "Far above the usual"),
    "triangulation": ("Triangulasi", "Triangulation"),
    "triangulation_note": (
        "Disebut oleh beberapa jenis sumber bukan berarti terbukti. Kurang dari tiga pejabat tidak ditampilkan.",
        "Named by several kinds of sources is not proven. Under three officers nothing is shown.",
    ),
    "no_triangulation": (
        "Belum ada koding. Masukkan dengan pantau import-coding.",
        "No codings yet. Bring them in by pantau import-coding.",
    ),
    "question": ("Pertanyaan", "Question"),
    "question_strategy": ("Strategi", "Strategy"),
    "question_hindering": ("Penghambat", "What hinders"),
    "question_supporting": ("Pendukung", "What supports"),
    "factor": ("Faktor", "Factor"),
    "city": ("Kota", "City"),
    "officers": ("Pejabat", "Officers"),
    "documents": ("Dokumen", "Documents"),
    "media": ("Media", "Media"),
    "citizens": ("Warga (wawancara)", "Citizens (interviews)"),
    "named_by": ("Disebut oleh", "Named by"),
    "named_by_kinds": ("{n} dari 4 jenis", "{n} of 4 kinds"),
    "contradicting": ("Bertentangan", "Against it"),
    "agencies": ("Perangkat daerah", "Agencies"),
    "agencies_note": (
        "Urutan menurut abjad, bukan peringkat. Jawaban lewat DM, telepon, atau SP4N-LAPOR tidak terlihat.",
        "In alphabetical order, no ranking. Answers by message, telephone or SP4N-LAPOR are not seen.",
    ),
    "no_agencies": (
        "Belum ada akun perangkat daerah (role: agency) dengan unggahan pada periode ini.",
        "No account of an agency (role: agency) has posts in this period.",
    ),
    "press": ("Pemberitaan media massa", "In the press"),
    "press_note": (
        (
            "Tidak termasuk angka kanal sendiri. Nada masih sementara: hitungan kata (sering keliru saat diuji; bukan "
            "sikap media), mulai 10 berita di 3 media, paling banyak separuhnya dari satu media; tidak per media."
        ),
        (
            "Not in the office's own figures. Tones are provisional: words counted (often wrong when tested; not "
            "what the outlets think), from 10 articles in 3 outlets on, no more than half in one; never of an outlet."
        ),
    ),
    "no_press": (
        "Belum ada isu: perlu sedikitnya lima berita dari sumber role: media.",
        "No issue yet: it takes five articles of sources with role: media.",
    ),
    "press_articles": ("Berita pada periode ini", "Articles of the period"),
    "press_articles_note": (
        "Terbaru dulu, paling banyak {n}. Satu berita tidak diberi nada. Isu menurut bulan berita itu.",
        "Newest first, {n} at most. No article has a tone of its own. The issue is that of the article's month.",
    ),
    "no_press_articles": ("Tidak ada berita pada periode ini.", "No article in this period."),
    "title": ("Judul", "Title"),
    "outlet": ("Media", "Outlet"),
    "source_link": ("Tautan", "Link"),
    "n_articles": ("Berita", "Articles"),
    "n_outlets": ("Media massa", "Outlets"),
    "n_posts": ("Unggahan", "Posts"),
    "useful_share": ("Berguna bagi warga", "Useful to citizens"),
    "median_rate": ("Tingkat interaksi (nilai tengah)", "Engagement rate (median)"),
    "questions": ("Pertanyaan warga", "Questions"),
    "answered_share": ("Terlihat dijawab", "Answer seen"),
    "median_days": ("Waktu jawab (hari kerja, nilai tengah)", "Median working days to the answer"),
    "seen_share": ("Tanggapan yang terbaca", "Responses read"),
    "kind_of_period": ("Jenis periode", "Kind of period"),
    "newest_period": ("Terbaru", "Newest"),
    "kind_week": ("Minggu", "Week"),
    "kind_month": ("Bulan", "Month"),
    "kind_quarter": ("Triwulan", "Quarter"),
    "kind_year": ("Tahun", "Year"),
}
