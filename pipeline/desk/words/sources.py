"""The words of the pages on which sources are proposed, paused and mended, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SOURCE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "watched": ("Yang dipantau", "What is watched"),
    "why": ("Alasan", "Reason"),
    "watched_note": (
        "Jeda: malam melewati sumber ini. Ulangi: sumber dibaca lagi sekarang.",
        "Pause: nights pass over the source. Retry: it is read again now.",
    ),
    "to_do": ("Tindakan", "Action"),
    "paused": ("Dijeda", "Paused"),
    "paused_by": ("oleh {name} sejak {at}:", "by {name} since {at}:"),
    "read_nightly": ("Dibaca setiap malam", "Read every night"),
    "pause": ("Jeda", "Pause"),
    "end_pause": ("Lanjutkan", "End the pause"),
    "pause_reason": ("Alasan menjeda {source}", "Why {source} is paused"),
    "paused_now": ("Sumber dijeda; malam melewatinya dan menyebutkannya.", "Paused; nights pass over it and tell so."),
    "pause_ended": (
        "Jeda diakhiri; malam berikutnya membacanya lagi.",
        "The pause ended; the next night reads it again.",
    ),
    "retry": ("Ulangi", "Retry"),
    "retry_noted": (
        "Malam berikutnya meminta semuanya lagi dari sumber ini.",
        "The next night asks this source for everything again.",
    ),
    "retry_begun": (
        "Sumber ini sedang dibaca lagi sekarang. Jika tidak berhasil, malam berikutnya meminta semuanya lagi.",
        "This source is being read again now. Should that fail, the next night asks it for everything again.",
    ),
    "retry_beside_a_night": (
        "Panen sedang berjalan, jadi sumber ini tidak dibaca sekarang; malam berikutnya meminta semuanya lagi.",
        "A harvest is under way, so this source is not read now; the next night asks it for everything again.",
    ),
    "retry_of_paused": (
        "Sumber ini dijeda; setelah jeda diakhiri, malam berikutnya meminta semuanya lagi.",
        "This source is paused; once that ends, the next night asks it for everything again.",
    ),
    "retry_after_another": (
        "Pekerjaan lain sedang berjalan; ulangi setelah selesai, atau malam berikutnya meminta semuanya lagi.",
        "Another job is under way. Retry at its end; without that, the next night asks for everything again.",
    ),
    "job_under_way": ("Sedang dikerjakan: {name}.", "Under way: {name}."),
    "retry_at_rest": (
        "Platform minta dibiarkan dulu; istirahat itu diakhiri, dan malam berikutnya meminta semuanya lagi.",
        "The platform had asked to be left alone. That rest ended; the next night asks for everything again.",
    ),
    "retry_too_soon": (
        (
            "Belum lama ini sudah diulangi, jadi sekarang tidak dibaca; malam berikutnya meminta semuanya lagi, "
            "setelah istirahat yang diminta platform bila ada."
        ),
        (
            "It was retried not long ago, so it is not read now; the next night asks for everything again, "
            "after the rest that the platform asks for, if any."
        ),
    ),
    "retry_left_out": ("Ada yang gagal saat {name} dibaca lagi:", "Something failed while {name} was read again:"),
    "retry_ended": ("{name} selesai dibaca lagi:", "{name} was read again:"),
    "retry_failed": ("{name} tidak dapat dibaca lagi:", "{name} could not be read again:"),
    "source_new": ("Usulkan sumber", "Propose a source"),
    "source_rules": (
        (
            "Hanya akun lembaga yang terbuka untuk umum. Akun pribadi dilarang. Usulan dicatat dengan nama dan alasan; "
            "sumber mulai dipantau setelah bloknya ditempel di config.yaml."
        ),
        (
            "Public accounts of institutions only; a private person's is forbidden. Who proposes it and why is logged; "
            "it is watched once its block stands in config.yaml."
        ),
    ),
    "address_hint": ("Alamat situs (https://…) atau nama akun", "Address of the site (https://…) or account name"),
    "id_hint": ("Nama sumber (boleh kosong)", "Name of the source (may be empty)"),
    "source_role": ("Milik siapa", "Whose it is"),
    "source_reason": ("Alasan tertulis", "Written reason"),
    "institution": (
        "Ini akun resmi sebuah lembaga, bukan akun pribadi seseorang.",
        "This is an institution's official account, no private person's.",
    ),
    "probe": ("Coba dan tampilkan blok", "Try it and show the block"),
    "probe_running": ("Sedang dicoba: {name}.", "Being tried: {name}."),
    "probe_of": ("Hasil percobaan {name}", "What was found at {name}"),
    "paste_block": ("Tempel di bawah sources: di config.yaml", "Paste this below sources: in config.yaml"),
    "wrong_reason": ("Jelaskan alasannya, sedikitnya 15 huruf.", "Explain why, in 15 characters or more."),
    "wrong_private_person": (
        "Akun pribadi tidak boleh dipantau; nyatakan bahwa ini akun lembaga.",
        "A private person's account may not be watched; state that it is an institution's.",
    ),
    "wrong_id": ("Huruf kecil, angka, dan tanda hubung saja.", "Small letters, digits and hyphens only."),
    "wrong_watched": ("Sumber ini sudah dipantau.", "This source is watched already."),
    "wrong_address": ("Tulis alamat lengkap, dengan https://.", "Write the whole address, with https://."),
    "wrong_account": ("Ini bukan nama akun di platform itu.", "That platform has no such account names."),
    "renewal": ("Memperbarui sesi dan token", "Renew sessions and tokens"),
    "renew_instagram": ("Sesi Instagram", "The Instagram session"),
    "renew_instagram_1": (
        "Buka instagram.com di peramban dengan akun khusus pemantauan, bukan akun resmi kantor.",
        "Open instagram.com in a browser with the account kept for monitoring, not the office's own.",
    ),
    "renew_instagram_2": (
        "Selesaikan semua yang diminta Instagram (kode, konfirmasi), lalu lihat satu profil sampai tampil.",
        "Do all that Instagram asks (code, confirmation), then open a profile until it shows.",
    ),
    "renew_instagram_3": (
        (
            "Salin kuki sessionid, csrftoken, dan ds_user_id (alat pengembang › Penyimpanan › Kuki) ke .env sebagai "
            "INSTAGRAM_SESSIONID, INSTAGRAM_CSRFTOKEN, INSTAGRAM_DS_USER_ID."
        ),
        (
            "Copy the cookies sessionid, csrftoken and ds_user_id (developer tools › Storage › Cookies) into .env as "
            "INSTAGRAM_SESSIONID, INSTAGRAM_CSRFTOKEN, INSTAGRAM_DS_USER_ID."
        ),
    ),
    "renew_instagram_4": (
        "Jalankan pantau doctor --online di server; jangan keluar (log out) di peramban itu.",
        "Run pantau doctor --online on the server; do not log out in that browser.",
    ),
    "renew_instagram_5": (
        "Bila sehat, tekan Akhiri istirahat di atas; malam berikutnya mencoba lagi.",
        "When all is well, press End the rest above; the next night tries again.",
    ),
    "renew_x": ("Token X", "The X token"),
    "renew_x_1": (
        "Buka console.x.com dengan akun pengembang kantor.",
        "Open console.x.com with the office's developer account.",
    ),
    "renew_x_2": (
        "Pilih aplikasi, lalu buat ulang Bearer Token; token lama berhenti berlaku.",
        "Choose the app and make its Bearer Token anew; the old one ends.",
    ),
    "renew_x_3": ("Tulis di .env sebagai X_BEARER_TOKEN.", "Write it into .env as X_BEARER_TOKEN."),
    "renew_x_4": (
        "Periksa saldo dan batas belanja di sana; batas bulanan Pantau ada di config.yaml (x: monthly_budget_usd).",
        "Look at balance and spending limit there; Pantau's own stands in config.yaml (x: monthly_budget_usd).",
    ),
    "renew_x_5": (
        "Jalankan pantau doctor --online di server, lalu tekan Akhiri istirahat bila ada.",
        "Run pantau doctor --online on the server, then press End the rest where there is one.",
    ),
    "alerts": ("Perlu dilihat", "To be looked at"),
    "alert_no_night": (
        "Panen terakhir {at}; sejak itu belum ada lagi. Periksa cron atau pantau schedule.",
        "The last night was {at}; none since. Look at cron or pantau schedule.",
    ),
    "alert_missed": ("{n} malam terlewat dalam tujuh hari.", "{n} nights missed in seven days."),
    "alert_rest": ("{name} beristirahat hingga {at}. {reason}", "{name} rests until {at}: {reason}."),
    "alert_pause": (
        "{name} dijeda oleh {who} sejak {at}: {reason}.",
        "{name} is paused by {who} since {at}: {reason}.",
    ),
    "alert_money": (
        "Anggaran {platform} bulan ini terpakai {share}.",
        "{share} of the month's budget for {platform} is spent.",
    ),
    "alert_issue": (
        "Isu “{issue}” melonjak pada {day}: {n} tanggapan, biasanya {usual}.",
        "The issue “{issue}” rose on {day}: {n} responses, usually {usual}.",
    ),
    "next_night": ("Malam berikutnya menurut jadwal: {at}", "Next night by the schedule: {at}"),
    "asked_by_report": ("Diminta laporan {week}", "Asked for by the report of {week}"),
    "tick_off": ("Catat pelaksanaannya", "Note what became of it"),
}
