"""The words of the frame of every page, and those that several pages share, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SHARED_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "skip": ("Langsung ke isi", "Skip to content"),
    "menu": ("Menu utama", "Main menu"),
    "menu_home": ("Beranda", "Home"),
    "menu_posts": ("Unggahan", "Posts"),
    "menu_review": ("Periksa label", "Check labels"),
    "menu_citizens": ("Warga", "Citizens"),
    "menu_campaigns": ("Kampanye", "Campaigns"),
    "menu_strategy": ("Strategi", "Strategy"),
    "menu_reports": ("Laporan", "Reports"),
    "menu_harvest": ("Panen data", "Harvest"),
    "menu_sql": ("SQL", "SQL"),
    "menu_users": ("Pengguna", "Users"),
    "leave": ("Keluar", "Log out"),
    "login": ("Masuk", "Log in"),
    "login_wrong": (
        "Nama atau kata sandi salah, atau terlalu banyak percobaan. Coba lagi setelah 15 menit.",
        "Wrong name or password, or too many tries. Try again after 15 minutes.",
    ),
    "login_nobody": (
        "Belum ada pengguna di meja ini. Mintalah pengelola menjalankan: pantau desk user add NAMA --role admin",
        "Nobody may use this desk yet. Ask the administrator to run: pantau desk user add NAME --role admin",
    ),
    "login_again": (
        "Halaman masuk dibuka juga di jendela lain. Masuklah sekali lagi di sini.",
        "The log-in page was opened in another window as well. Log in here once more.",
    ),
    "login_cookies": (
        "Halaman masuk ini tidak berlaku lagi, atau peramban menolak cookie. Izinkan cookie, lalu masuk sekali lagi.",
        "This log-in page is no longer valid, or your browser refuses cookies. Allow cookies, then log in once more.",
    ),
    "login_typed": (
        "Waktu masuk Anda sudah habis; isian formulir belum disimpan. Masuklah, lalu kirim isian itu.",
        "Your log-in is over; nothing of the form is stored yet. Log in, then send what you typed.",
    ),
    "confirm_typed": ("Kirim isian ini?", "Send what you typed?"),
    "confirm_typed_words": (
        "Isian ini diketik sebelum Anda masuk, mungkin oleh orang lain di peramban ini, dan belum disimpan.",
        "This was typed before you logged in, perhaps by somebody else at this browser, and is not stored yet.",
    ),
    "confirm_action": ("Yang akan dilakukan: {action}.", "What will be done: {action}."),
    "confirm_send": ("Kirim", "Send"),
    "username": ("Nama pengguna", "User name"),
    "password": ("Kata sandi", "Password"),
    "refused": ("Tidak dapat dibuka", "Cannot be opened"),
    "search_posts": ("Cari unggahan", "Search the posts"),
    "role_wrong": ("Peran ini tidak dikenal.", "This role is not known."),
    "refused_stranger": ("Silakan masuk terlebih dahulu.", "Please log in first."),
    "refused_role": ("Peran Anda tidak mengizinkan hal ini.", "Your role does not allow this."),
    "refused_forged": (
        "Formulir ini tidak berasal dari meja ini, atau Anda masuk lagi sejak membukanya. Buka ulang formulirnya.",
        "This form did not come from this desk, or you logged in again since it was opened. Open it once more.",
    ),
    "refused_method": ("Alamat ini tidak menerima permintaan seperti itu.", "This address takes no such request."),
    "refused_fault": (
        "Pantau sendiri gagal pada halaman ini. Coba lagi; bila tetap gagal, beri tahu pengelola.",
        "Pantau itself failed on this page. Try again; if it fails again, tell the administrator of this desk.",
    ),
    "refused_large": ("Isian formulir terlalu panjang; batasnya 1 MB.", "The form is too long; its bound is 1 MB."),
    "refused_form": ("Isian formulir tidak dapat dibaca.", "The form cannot be read."),
    "refused_missing": (
        "Halaman atau unggahan ini tidak ada. Mungkin tautannya sudah lama.",
        "There is no such page or post. The link may be old.",
    ),
    "failed": ("Data tidak dapat dibaca", "The data cannot be read"),
    "version_advice": (
        (
            "Basis data ini masih kosong atau dibuat oleh versi Pantau yang lain. Mintalah pengelola menjalankan "
            "perintah di atas di server; sesudah itu halaman ini terbuka lagi dengan sendirinya."
        ),
        (
            "This store is empty, or another version of Pantau made it. Ask the administrator to do on the server what "
            "is said above; the pages open again by themselves afterwards."
        ),
    ),
    "failed_advice": (
        "Coba lagi sebentar lagi. Bila tetap gagal, jalankan pantau doctor di server.",
        "Try again in a moment. If it fails again, run pantau doctor on the server.",
    ),
    "channel": ("Kanal", "Channel"),
    "account": ("Sumber", "Source"),
    "agency": ("Perangkat daerah", "Agency"),
    "topic": ("Dimensi", "Dimension"),
    "stage": ("Tahap komunikasi", "Stage"),
    "campaign": ("Kampanye", "Campaign"),
    "place": ("Kecamatan/kelurahan", "District or ward"),
    "from": ("Sejak", "From"),
    "until": ("Hingga", "Until"),
    "text": ("Teks", "Text"),
    "store": ("Simpan", "Store"),
    "when": ("Waktu", "When"),
    "who": ("Oleh", "By"),
    "nothing_yet": ("Belum ada data.", "No data yet."),
    "counted_at": (
        "Sebagian angka di halaman ini dihitung {when}; hitungan baru sedang dibuat.",
        "Some figures on this page were counted on {when}; they are being counted anew.",
    ),
    "open": ("Buka", "Open"),
    "state": ("Status", "State"),
    "reason": ("Keterangan", "Reason"),
    "remove": ("Hapus", "Remove"),
    "month": ("Bulan", "Month"),
    "note": ("Catatan", "Note"),
    "period": ("Periode", "Period"),
    "kind": ("Jenis", "Kind"),
    "wrong_value": ("Nilai ini tidak ada dalam buku kode.", "The codebook has no such value."),
    "wrong_missing": ("Wajib diisi.", "Needed."),
    "wrong_text_changed": (
        "Belum tersimpan: teksnya berubah sejak halaman ini dibuka. Baca teks yang baru, lalu simpan lagi.",
        "Not stored yet: the text was changed since this page was opened. Read the new one, then store again.",
    ),
    "wrong_text_gone": (
        "Belum tersimpan: teksnya dihapus sejak halaman ini dibuka. Simpan lagi hanya bila Anda tetap yakin.",
        "Not stored yet: the text was taken away since this page was opened. Store again only where you are sure.",
    ),
    "wrong_label_changed": (
        "Belum tersimpan: orang lain mengoreksi label ini sejak halaman ini dibuka. Simpan lagi untuk menggantinya.",
        "Not stored yet: another corrected this label since this page was opened. Store again to replace that.",
    ),
}
