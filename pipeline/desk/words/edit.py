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
        "Tanpa teks, label tanggapan ini tidak dapat diperiksa.",
        "Without its text, the label of this response cannot be checked.",
    ),
    "correct_response": ("Koreksi", "Correct"),
    "form_wrong": (
        "Belum tersimpan. Perbaiki isian yang ditandai.",
        "Not stored yet. Please mend the marked fields.",
    ),
    "cancel": ("Batal", "Cancel"),
    "change": ("Ubah", "Change"),
    "day": ("Tanggal", "Day"),
    "days": ("Hari", "Days"),
    "campaign_new": ("Kampanye baru", "New campaign"),
    "campaign_edit": ("Ubah kampanye", "Change the campaign"),
    "campaign_name": ("Nama kampanye", "Name of the campaign"),
    "campaign_kept": (
        (
            "Kampanye disimpan di basis data, di samping yang ada di config.yaml. Unggahannya langsung tampak; "
            "perbandingan dihitung pada malam berikutnya."
        ),
        (
            "The campaign is kept in the store, beside those of config.yaml. Its posts are seen at once; "
            "the next night computes the comparison."
        ),
    ),
    "campaign_stored": (
        "Kampanye tersimpan. Perbandingan dihitung pada malam berikutnya.",
        "The campaign is stored. The next night computes the comparison.",
    ),
    "campaign_of_desk": ("Dibuat di meja ini.", "Made at this desk."),
    "campaign_of_config": (
        "Tertulis di config.yaml; ubah di sana.",
        "It stands in config.yaml; change it there.",
    ),
    "campaign_remove": ("Hapus kampanye ini", "Remove this campaign"),
    "no_campaign": (
        "Belum ada kampanye. Buat di sini, atau tuliskan di config.yaml.",
        "No campaign yet. Make one here, or write it into config.yaml.",
    ),
    "hashtags_hint": ("Tagar, dipisahkan spasi", "Hashtags, separated by spaces"),
    "phrases_hint": ("Frasa, satu per baris", "Phrases, one a line"),
    "topics_hint": ("Hanya dimensi ini (boleh kosong)", "These dimensions only (may be empty)"),
    "sources_hint": (
        "Kanal yang ikut (kosong: semua akun sendiri)",
        "Channels that take part (empty: all own accounts)",
    ),
    "plan": ("Rencana (boleh kosong)", "Plan (may be empty)"),
    "planned_posts": ("unggahan", "posts"),
    "planned_interactions": ("interaksi", "interactions"),
    "planned_views": ("tayangan", "views"),
    "channels_plan": ("Rencana dan realisasi", "Planned and done"),
    "ratio": ("Kali lipat (95%)", "Times as loud (95%)"),
    "phases": ("Sebelum, selama, sesudah", "Before, during, after"),
    "phases_note": (
        "Unggahan per hari hanya bila semua hari terbaca.",
        "Posts a day only where every day was read.",
    ),
    "no_phase": ("Dihitung pada malam berikutnya.", "Computed in the next night."),
    "phase": ("Tahap", "Phase"),
    "posts_per_day": ("Unggahan per hari", "Posts a day"),
    "campaign_posts": ("Unggahan kampanye", "Posts of the campaign"),
    "programme_share": ("Porsi program", "Share of the programme"),
    "median_score": ("Median dibanding biasanya", "Median against the usual"),
    "cost": ("Biaya (Rp)", "Cost (Rp)"),
    "proof": ("Bukti (tautan atau berkas)", "Proof (link or file)"),
    "activity_new": ("Tambah kegiatan luring", "Add an activity off line"),
    "activity_kept": (
        "Kegiatan disimpan di basis data, di samping yang ada di activities.csv.",
        "The activity is kept in the store, beside those of activities.csv.",
    ),
    "activities_of_desk": ("Kegiatan yang dicatat di meja ini", "Activities told at this desk"),
    "no_activity": ("Belum ada kegiatan luring yang dicatat.", "No activity off line was told yet."),
    "kind_hint": (
        "Jenis, misalnya WhatsApp, TikTok, Telegram, koran, radio, brosur, spanduk, atau pertemuan",
        "Kind, such as WhatsApp, TikTok, Telegram, newspaper, radio, brochure, banner or meeting",
    ),
    "activity_title": ("Judul atau isi singkat", "Title or what it said in short"),
    "counted_by_hand": (
        "Dihitung sendiri oleh kantor; tidak dijumlahkan dengan angka dari platform.",
        "Counted by the office itself; never added to figures of platforms.",
    ),
    "activity_url": ("Tautan", "Link"),
    "wrong_long": (
        "Paling banyak 120 huruf, tanpa karakter kendali.",
        "120 characters at most, no control characters.",
    ),
    "wrong_over_80": ("Paling banyak 80 huruf.", "80 characters at most."),
    "wrong_over_500": ("Paling banyak 500 huruf.", "500 characters at most."),
    "wrong_too_long": ("Paling banyak 2.000 huruf.", "2,000 characters at most."),
    "wrong_taken": (
        "Nama ini sudah dipakai kampanye lain, di sini atau di config.yaml.",
        "Another campaign has this name, here or in config.yaml.",
    ),
    "wrong_changed_meanwhile": (
        "Belum tersimpan: kampanye ini diubah sejak formulir ini dibuka. Simpan lagi untuk menggantinya.",
        "Not stored yet: this campaign was changed since this form was opened. Store again to replace it.",
    ),
    "wrong_removed_meanwhile": (
        "Belum tersimpan: kampanye ini dihapus atau diganti namanya. Simpan lagi untuk membuatnya baru.",
        "Not stored yet: this campaign was removed or renamed. Store again to make it anew.",
    ),
    "wrong_nothing_matches": (
        "Isi sedikitnya satu tagar, frasa, atau dimensi; tanpa itu tidak ada unggahan yang termasuk.",
        "Give a hashtag, phrase or dimension; without one no post can belong to it.",
    ),
    "wrong_wordless": ("Ada frasa tanpa kata.", "A phrase holds no word."),
    "wrong_source": ("Kanal ini tidak ada di config.yaml.", "config.yaml has no such channel."),
    "wrong_campaign": ("Kampanye ini tidak ada.", "There is no such campaign."),
    "wrong_number": ("Tulis bilangan bulat, misalnya 1200 atau 1.200.", "Write a whole number, such as 1200."),
    "wrong_day": ("Ini bukan tanggal; tulis seperti 2026-11-22.", "This is no day; write it like 2026-11-22."),
    "wrong_far_day": ("Hari harus antara tahun 2000 dan 2100.", "The day must lie between the years 2000 and 2100."),
    "wrong_order": ("Hari terakhir lebih awal daripada hari pertama.", "The last day lies before the first."),
    "make_report": ("Buat laporan", "Make a report"),
    "make": ("Buat", "Make"),
    "period_hint": (
        "Periode: 2026-W47, 2026-11-22, 2026-11, atau 2026-Q4",
        "Period: 2026-W47, 2026-11-22, 2026-11, or 2026-Q4",
    ),
    "or_from": ("Atau rentang: sejak", "Or any days: from"),
    "job_running": (
        "Sedang dibuat: {name}. Halaman lain dan panen tidak menunggu.",
        "Being made: {name}. Neither other pages nor the harvest wait for it.",
    ),
    "job_done": ("Selesai dibuat: {name}.", "Made: {name}."),
    "job_failed": ("{name} tidak dapat dibuat:", "{name} could not be made:"),
    "job_busy": (
        "Yang lain sedang dibuat. Tunggu sampai selesai, lalu coba lagi.",
        "Another one is being made. Wait for its end, then try again.",
    ),
    "look_again": ("Lihat lagi", "Look again"),
    "report_week": ("Mingguan", "Week"),
    "report_day": ("Ringkas harian", "Day's brief"),
    "report_month": ("Bulanan", "Month"),
    "report_quarter": ("Triwulan", "Quarter"),
    "report_span": ("Rentang", "Any days"),
    "report_final": ("Final", "Final"),
    "report_preliminary": ("Sementara", "Preliminary"),
    "revision_n": ("Revisi ke-{n}", "Revision {n}"),
    "decisions": ("Keputusan yang diminta laporan", "Decisions that reports asked for"),
    "carried_out": ("Dilaksanakan", "Carried out"),
    "done_ya": ("Ya", "Yes"),
    "done_tidak": ("Tidak", "No"),
    "done_open": ("Belum dicatat", "Not noted yet"),
    "no_decision": ("Belum ada laporan yang meminta keputusan.", "No report asked for a decision yet."),
    "packages": ("Paket penelitian", "Research packages"),
    "packages_note": (
        "Paket dibekukan: sekali dibuat tidak berubah, jadi dapat dikutip. Varian publik tanpa teks dan tanpa warga.",
        "A package is frozen: once made it does not change, so it can be cited. The public one has no texts.",
    ),
    "package_public": ("varian publik (ZIP)", "public variant (ZIP)"),
    "package_full": ("varian lengkap (ZIP)", "full variant (ZIP)"),
    "make_package": ("Buat paket", "Make a package"),
    "no_package": ("Belum ada paket.", "No package yet."),
    "wrong_period": (
        "Tulis periode seperti 2026-W47, 2026-11-22, 2026-11, atau 2026-Q4; atau isi rentang tanggal.",
        "Write a period like 2026-W47, 2026-11-22, 2026-11, or 2026-Q4; or give any days.",
    ),
    "wrong_days": (
        "Rentang ini tidak dapat dipakai: hari terakhir tidak boleh lebih awal dan harus sudah lewat.",
        "These days cannot be used: the last may not lie before the first, and must be over.",
    ),
    "wrong_not_over": (
        "Periode ini belum berakhir; laporan dibuat per akhir periode.",
        "This period is not over yet; a report is as of its end.",
    ),
}
