"""The meaning of each view and column in Indonesian, for desk and packages; in English the data dictionary says it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

VIEW_WORDS: Final[Mapping[str, str]] = {
    "v_posts": "Satu baris per unggahan, seperti terakhir terlihat: hitungan terbaru, label, dan interaksi",
    "v_metrics": "Setiap pengamatan hitungan suatu unggahan",
    "v_insights": "Setiap pengamatan hitungan tambahan, yang kebanyakan hanya diberitahukan kepada pemilik akun",
    "v_labels": "Setiap label beserta dasarnya; label lama tetap disimpan sebagai riwayat",
    "v_responses": "Tulisan warga kepada akun dan jawaban akun; tidak ada nama orang, nama akun dan nomor disamarkan",
    "v_post_terms": "Tagar, sebutan akun, tautan, dan rekan penulis unggahan",
    "v_post_media": "Gambar, video, dan berkas unggahan: letaknya, bukan isinya",
    "v_post_versions": "Isi unggahan sebelum disunting",
    "v_topic_weekly": "Unggahan sendiri per minggu, kanal, dan dimensi, nol pun ada; tanpa unggahan ulang dan balasan",
    "v_messages": "Pesan yang disampaikan lebih dari satu kanal sebuah kota dalam tujuh hari",
    "v_message_posts": "Unggahan setiap pesan, dengan alasan mengapa termasuk",
    "v_recirculated": "Teks lama yang muncul lagi: hampir sama dengan unggahan setengah tahun sebelumnya; tanpa ucapan",
    "v_runs": "Setiap kali program berjalan, satu baris per sumber yang mendapat giliran",
    "v_source_health": "Keadaan setiap sumber",
    "v_campaigns": "Kampanye: unggahan pada harinya yang memuat tagar atau frasanya, per kanal",
    "v_campaign_posts": "Unggahan mana termasuk kampanye mana; satu unggahan dapat termasuk beberapa",
    "v_campaign_phases": "Setiap kanal sebuah kampanye: sebelum (paling lama delapan minggu), selama, dan sesudahnya",
    "v_activities": "Kegiatan luar jaringan menurut catatan kantor",
    "v_media_used": "Media yang dipakai per bulan: unggahan yang dipanen dan hitungan tangan; jangan dijumlahkan",
    "v_strategy": "Isi pembicaraan setiap sumber per minggu, triwulan, dan tahun; tanpa unggahan ulang dan balasan",
    "v_silent_days": "Hari tanpa unggahan sendiri per sumber dan periode, sampai terakhir terbaca lengkap",
    "v_engagement_growth": "Porsi interaksi akhir yang dicapai pada setiap umur; akhir ialah pada 14 hari atau lebih",
    "v_half_life": (
        "Umur ketika setiap unggahan mencapai separuh interaksi akhirnya; dihitung tiap malam, dengan label saat itu"
    ),
    "v_best_times": "Skor interaksi menurut hari dan jam terbit; baca bersama jumlahnya",
    "v_account_bands": "Setiap akun di antara akun seplatform dengan pengikut kira-kira sebanyak itu; mulai lima akun",
    "v_agencies": "Akun perangkat daerah (role: agency) per periode, menurut abjad: bukan peringkat",
    "v_questions": "Pertanyaan di antara tanggapan, dan apakah akun terlihat menjawab",
    "v_requests": "Semua yang meminta jawaban: pertanyaan, serta keluhan dan saran yang kata-katanya meminta",
    "v_conversation": "Cara setiap sumber menjawab per minggu, bulan, triwulan, dan tahun",
    "v_conduct": "Yang tidak dilakukan kantor sendiri: perilaku, bukan hambatan; hanya hari dan kanal yang terbaca",
    "v_issues": "Isu dalam tulisan warga kepada akun sendiri; sedikitnya lima tanggapan dari lima orang, tanpa teks",
    "v_codings": "Bukti yang dikode manusia dari wawancara, dokumen, dan media (pantau import-coding)",
    "v_triangulation": "Setiap faktor menurut jenis sumber dan yang menyanggahnya; disebut banyak bukan bukti",
    "v_obstacles": "Hambatan menurut orang, per jenis bukti, bulan, objek, dan dimensi; sedikit pejabat dihilangkan",
    "v_hashtags": "Satu baris per tagar suatu unggahan; tanpa unggahan ulang",
    "v_mentions": "Satu baris per akun yang disebut suatu unggahan; tanpa unggahan ulang",
    "v_links": "Satu baris per tautan suatu unggahan; tanpa unggahan ulang",
    "v_followers": "Pengikut setiap akun per hari (UTC) dan perubahannya",
    "v_costs": "Pembacaan berbayar per sumber, bulan (UTC), dan tujuan; yang belum selesai dihitung semahal-mahalnya",
    "v_post_places": "Satu baris per kecamatan atau kelurahan yang disebut suatu unggahan",
    "v_reader_calls": "Setiap pertanyaan kepada pembaca kedua (labels.reader): ke mana, dan berapa biayanya",
    "v_nights": "Setiap malam dari yang pertama sampai terbaru, juga yang terlewat",
    "v_subtopic_years": "Seberapa sering setiap sumber membicarakan subdimensi per tahun, dan yang ditinggalkannya",
    "v_press": "Berita media massa (role: media): awal teks, isu, perangkat daerah; tanpa nada per media",
    "v_press_issues": "Isu media massa per periode, sedikitnya lima berita; tidak termasuk angka kantor sendiri",
    "v_press_periods": "Semua berita per periode: jumlah, media, nada, dan berapa yang memuat pesan kantor",
}


def column_words(view: str, column: str) -> str:
    """Return the meaning of a view's column in Indonesian. Raises KeyError for a column without one."""
    own = read_words("columns_by_view.yaml").get(view, {})
    return str(own[column] if column in own else read_words("columns.yaml")[column])


@cache
def read_words(name: str) -> Mapping[str, Any]:
    """Read a file of meanings once; ``columns_by_view.yaml`` goes before ``columns.yaml``."""
    told: Mapping[str, Any] = yaml.safe_load(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return told
