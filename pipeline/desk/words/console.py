"""The words of the SQL console and of the users' page, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CONSOLE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "sql_label": ("Satu SELECT atas tampilan v_…", "One SELECT on the views v_…"),
    "sql_example": ("Contoh: {query}", "Example: {query}"),
    "run": ("Jalankan", "Run"),
    "save_as": ("Simpan dengan nama", "Save under a name"),
    "saved_queries": ("Kueri tersimpan", "Saved queries"),
    "rows_n": ("{n} baris", "{n} rows"),
    "more_rows": (
        "Hanya {n} baris pertama yang ditampilkan.",
        "Only the first {n} rows are shown.",
    ),
    "result": ("Hasil", "Result"),
    "dictionary": ("Kamus data", "Data dictionary"),
    "dictionary_note": (
        "Sel kosong berarti NULL: yang tidak diberitahukan platform tidak pernah ditulis 0.",
        "Empty means NULL: what a platform does not tell is never 0. As in docs/data-dictionary.md.",
    ),
    "sql_slow": (
        "Kueri ini dihentikan setelah {words} detik. Mintalah lebih sedikit minggu atau kolom.",
        "This query was ended after {words} seconds. Ask for fewer weeks or columns.",
    ),
    "sql_large": (
        "Memori untuk semua kueri yang sedang berjalan ({words} MB) tidak cukup. Coba lagi, atau minta lebih sedikit.",
        "The memory for all queries that run now ({words} MB) did not suffice. Try again, or ask for less at once.",
    ),
    "sql_name": (
        "Basis data menolak kueri ini: {words}. Nama tampilan dan kolom tertulis di Kamus data di bawah.",
        "The database refuses this query: {words}. The data dictionary below has the names of views and columns.",
    ),
    "sql_select": (
        "Basis data menolak kueri ini: {words}. Tulis satu SELECT atas tampilan v_….",
        "The database refuses this query: {words}. Write one SELECT on the views v_….",
    ),
    "sql_near": ("Mungkin maksud Anda {name}?", "Did you mean {name}?"),
    "sql_elsewhere": ("Kolom {name} ada di {views}.", "The column {name} stands in {views}."),
    "sql_columns": (
        "Kueri ini meminta terlalu banyak kolom. Mintalah paling banyak {most} kolom.",
        "This query asks for too many columns. Ask for {most} at most.",
    ),
    "sql_no_rows": (
        "Kueri ini tidak menghasilkan baris. Tulis satu SELECT atas tampilan v_….",
        "This query returns no rows. Write one SELECT on the views v_….",
    ),
    "sql_hidden_join": (
        (
            "Sambungan NATURAL atau USING dalam kueri ini membaca kolom yang tidak boleh dilihat peran Anda. "
            "Tulis JOIN … ON dengan kolom lain."
        ),
        (
            "A NATURAL or USING join of this query reads a column that your role may not see. "
            "Write JOIN … ON with other columns."
        ),
    ),
    "sql_hinders": (
        "Kueri ini ditolak, karena {words} dapat mengganggu panen malam.",
        "This query is refused, since {words} could hinder a night.",
    ),
    "sql_busy": (
        "Kueri ini belum dijalankan: {words} kueri Anda masih berjalan. Tunggu salah satunya selesai.",
        "This query was not run: {words} of your queries still run. Wait for one to end.",
    ),
    "sql_refused": ("Basis data menolak kueri ini: {words}.", "The database refuses this query: {words}."),
    "query_long": (
        "Kueri ini lebih panjang daripada {most} huruf; belum dijalankan.",
        "This query has more than {most} characters; it was not run.",
    ),
    "role": ("Peran", "Role"),
    "change_password": ("Ganti kata sandi", "Change the password"),
    "new_password_of": ("Kata sandi baru untuk {name}", "New password of {name}"),
    "add_user": ("Tambah pengguna", "Add a user"),
    "user_stored": ("Pengguna tersimpan.", "The user is stored."),
    "user_removed": ("Pengguna dihapus.", "The user is removed."),
    "user_wrong": (
        "Nama pengguna 2–60 huruf, angka, titik, atau garis, dengan peran yang dikenal.",
        "A user name has 2–60 letters, digits, dots or dashes, and a known role.",
    ),
    "user_taken": (
        "Nama ini sudah ada. Ganti kata sandinya di tabel; untuk peran lain, hapus dahulu lalu tambahkan lagi.",
        "This name is there already. Change its password in the table; for another role remove it and add it anew.",
    ),
    "user_self": ("Anda tidak dapat menghapus diri sendiri.", "You cannot remove yourself."),
    "password_short": (
        "Kata sandi sedikitnya 10 karakter.",
        "The password needs 10 characters or more.",
    ),
    "changes": ("Catatan perubahan", "Log of changes"),
    "action": ("Tindakan", "Action"),
    "subject": ("Tentang", "About"),
    "after": ("Menjadi", "Became"),
}
