"""The words of lists of posts, of one post and of the queues of labels, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

POST_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "all": ("Semua", "All"),
    "words": ("Kata", "Words"),
    "topic_2": ("Dimensi kedua", "Second dimension"),
    "topic_3": ("Dimensi ketiga", "Third dimension"),
    "subtopic": ("Subdimensi", "Sub-dimension"),
    "level": ("Keterkaitan program", "Relation to the programme"),
    "function": ("Fungsi pesan", "Message function"),
    "audience": ("Khalayak", "Audience"),
    "engagement": ("Tingkat interaksi", "Level of interaction"),
    "places_hint": ("Kecamatan/kelurahan, dipisahkan koma", "Districts or wards, separated by commas"),
    "sort": ("Urutan", "Order"),
    "sort_newest": ("Terbaru", "Newest"),
    "sort_score": ("Dibanding biasanya", "Against the usual"),
    "sort_interactions": ("Interaksi", "Interactions"),
    "sorted_since": (
        "Diurutkan hanya di antara unggahan sejak {day}. Isi Dari untuk rentang lain.",
        "Sorted among the posts since {day} only. Fill in From for another range.",
    ),
    "show": ("Tampilkan", "Show"),
    "clear": ("Hapus saringan", "Clear the filter"),
    "download": ("Unduh yang ditampilkan", "Download what is shown"),
    "published": ("Terbit", "Published"),
    "post": ("Unggahan", "Post"),
    "interactions": ("Interaksi", "Interactions"),
    "score": ("Dibanding biasanya (kali)", "Against the usual (times)"),
    "unlabelled": ("Belum dilabeli", "Not labelled yet"),
    "next": ("Berikutnya", "Next"),
    "nothing_found": (
        "Tidak ada unggahan yang cocok. Kurangi saringan atau perpanjang rentang tanggal.",
        "No post fits. Use fewer filters or a longer range of dates.",
    ),
    "filter_wrong": (
        "Saringan {field} tidak dikenal dan diabaikan ({caption}).",
        "The filter {field} is unknown and ignored ({caption}).",
    ),
    "filter_long": (
        "{caption}: paling banyak {most} huruf; isian ini diabaikan.",
        "{caption}: {most} characters at most; what was typed is ignored.",
    ),
    "workbook_large": (
        "Lebih dari {most} unggahan: terlalu banyak untuk XLSX. Unduh CSV, atau persempit saringannya.",
        "More than {most} posts: too many for XLSX. Take the CSV, or use more filters.",
    ),
    "correction_stored": (
        "Koreksi tersimpan dan berlaku mulai sekarang.",
        "The correction is stored and holds from now on.",
    ),
    "post_deleted": ("Unggahan ini sudah dihapus di platform ({at}).", "This post was deleted there ({at})."),
    "likes": ("suka", "likes"),
    "comments": ("komentar", "comments"),
    "shares": ("dibagikan", "shares"),
    "views": ("tayangan", "views"),
    "link": ("Tautan", "Link"),
    "open_original": ("Buka di platform asal", "Open at its platform"),
    "no_text": ("(tanpa teks)", "(no text)"),
    "label": ("Label", "Label"),
    "method": ("Cara", "Method"),
    "probability": ("peluang benar", "probability"),
    "reasons": ("Alasan", "Reasons"),
    "correct": ("Koreksi label", "Correct the label"),
    "history": ("Riwayat label", "History of labels"),
    "growth": ("Pertumbuhan interaksi", "Growth of interactions"),
    "growth_usual": (
        "Garis putus-putus: biasanya pada umur itu, menurut unggahan sejenis sebelumnya dari akun ini.",
        "Dashed: the usual at that age, by earlier posts of the same kind of this account.",
    ),
    "growth_no_usual": (
        "Belum cukup unggahan sejenis sebelumnya yang terlihat pada umur itu untuk mengatakan apa yang biasa.",
        "Too few earlier posts of the kind were seen at these ages to tell what is usual.",
    ),
    "growth_of": ("Interaksi pada {n} pengamatan", "Interactions at {n} observations"),
    "versions": ("Teks sebelumnya", "Earlier texts"),
    "came_back": ("Teks lama yang dimuat lagi", "Old text that came back"),
    "came_back_note": (
        "Teks hampir sama dengan jarak setengah tahun atau lebih; ucapan dan kalimat tetap tidak dihitung.",
        "Nearly the same text, half a year apart or more; greetings and formulas do not count.",
    ),
    "first_said": ("Pertama dimuat", "First published"),
    "said_again": ("Dimuat lagi", "Published again"),
    "numbers_changed": ("angka atau tanggalnya diganti", "its numbers or dates were changed"),
    "same_message": ("Pesan yang sama di kanal lain", "The same message on other channels"),
    "hours": ("jam", "h"),
    "queue_random": ("Acak, untuk mengukur", "At random, to measure"),
    "queue_uncertain": ("Yang meragukan, untuk belajar", "Unsure ones, to learn"),
    "queue_note_random": (
        "Label mesin tidak ditampilkan agar tidak memengaruhi jawaban.",
        "The machine's label is not shown, so that it leads nobody.",
    ),
    "queue_note_uncertain": (
        "Label mesin ditampilkan; perbaiki bila salah.",
        "The machine's label is shown; mend it where it is wrong.",
    ),
    "checked_n": ("{n} unggahan acak sudah diperiksa.", "{n} posts drawn at random were checked."),
    "keys_hint": (
        "Tombol: angka memilih dimensi, L menunda, Enter menyimpan.",
        "Keys: a digit chooses the dimension, L leaves it for later, Enter stores.",
    ),
    "keys_hint_responses": (
        "Tombol: angka memilih nada, L menunda, Enter menyimpan.",
        "Keys: a digit chooses the tone, L leaves it for later, Enter stores.",
    ),
    "later": ("Nanti saja", "Later"),
    "queue_empty": ("Tidak ada unggahan lagi dalam antrean ini.", "No post is left in this queue."),
    "wrong_subtopic": (
        "Subdimensi harus termasuk dimensi pertama.",
        "The sub-dimension must belong to the first dimension.",
    ),
    "wrong_none": (
        "Tanpa dimensi berarti tanpa dimensi lain dan tanpa subdimensi.",
        "None means no other dimension and no sub-dimension.",
    ),
    "wrong_level": (
        "Keterkaitan dan dimensi tidak cocok: tanpa dimensi bukan 'dimensi'.",
        "Tie and dimension do not fit: none is never 'dimension'.",
    ),
    "wrong_twice": ("Dimensi ini sudah dipilih.", "This dimension is chosen already."),
}
