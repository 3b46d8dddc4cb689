"""Name the tables of a package, and why others are left out, in Indonesian; in English the dictionary tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MEANINGS: Final[Mapping[str, str]] = {
    "v_posts": "satu baris per unggahan, dengan hitungan terbaru, label, dan skor interaksi",
    "v_metrics": "setiap pengamatan hitungan suatu unggahan",
    "v_insights": "hitungan lain tiap unggahan yang hanya diberikan sebagian platform, seperti reach dan saved",
    "v_labels": "semua label beserta buktinya, juga yang lama",
    "v_post_terms": "tagar, sebutan, tautan, dan rekan penulis tiap unggahan",
    "v_post_places": "kecamatan dan kelurahan yang disebut tiap unggahan",
    "v_post_media": "gambar, video, dan berkas tiap unggahan: alamatnya, bukan isinya",
    "v_post_versions": "isi unggahan sebelum disunting",
    "v_responses": "tanggapan warga yang disamarkan, beserta labelnya",
    "v_half_life": "umur saat unggahan mencapai separuh interaksinya; dihitung tiap malam, dengan label saat itu",
    "v_topic_weekly": "unggahan dan interaksi per minggu, platform, dan dimensi, juga yang nol",
    "v_strategy": "isi pembicaraan tiap sumber per minggu, triwulan, dan tahun",
    "v_agencies": "akun perangkat daerah per kurun waktu, menurut abjad, bukan peringkat",
    "v_silent_days": "hari tanpa unggahan pada hari yang dilihat sampai habis",
    "v_campaigns": "kampanye: rencana dan hasil per platform",
    "v_campaign_posts": "unggahan milik tiap kampanye",
    "v_campaign_phases": "tiap kanal sebelum, selama, dan sesudah kampanye",
    "v_activities": "kegiatan luring menurut catatan kantor",
    "v_messages": "pesan yang disampaikan lebih dari satu kanal",
    "v_message_posts": "unggahan yang membawa tiap pesan, dan alasannya",
    "v_questions": "pertanyaan warga dan apakah dijawab",
    "v_requests": "semua yang meminta jawaban: pertanyaan, keluhan, saran",
    "v_conduct": "yang tidak dilakukan kantor: perilaku, bukan hambatan",
    "v_conversation": "percakapan dua arah per sumber dan kurun waktu",
    "v_codings": "kutipan wawancara, dokumen, dan media yang dikode orang",
    "v_triangulation": "tiap faktor menurut jenis sumber, dan yang bertentangan dengannya",
    "v_obstacles": "hambatan menurut jenis bukti, bulan, dan pokoknya",
    "v_runs": "tiap proses Pantau, satu baris per sumber",
    "v_source_health": "keadaan tiap sumber",
}
REASONS: Final[Mapping[str, str]] = {
    "kept_back": "hanya ada di varian lengkap: teks, hitungan satu unggahan, warga, atau urusan kantor sendiri",
    "v_hashtags": "isinya v_post_terms dengan hari unggahan; itu ada di dalam paket",
    "v_mentions": "isinya v_post_terms dengan hari unggahan; itu ada di dalam paket",
    "v_links": "isinya v_post_terms dengan hari unggahan; itu ada di dalam paket",
    "v_nights": "dihitung dari semua proses; v_runs ada di dalam paket",
    "v_costs": "dihitung dari semua proses; v_runs ada di dalam paket",
    "v_followers": "dibandingkan dengan hari sebelum kurun waktu paket",
    "v_subtopic_years": "dihitung dari seluruh simpanan, bukan dari kurun waktu",
    "v_engagement_growth": "dihitung dari seluruh simpanan, bukan dari kurun waktu",
    "v_best_times": "dihitung dari seluruh simpanan, bukan dari kurun waktu",
    "v_account_bands": "dihitung dari seluruh simpanan, bukan dari kurun waktu",
    "v_media_used": "dihitung dari v_posts dan v_activities yang ada di dalam paket",
    "v_press": "kata-kata media itu sendiri; hitungannya ada di v_posts dan v_messages",
    "v_recirculated": "dihitung dari seluruh simpanan, bukan dari kurun waktu",
    "v_press_issues": "melihat kurun media sebelumnya; hitungannya ada di v_posts dan v_messages",
    "v_press_periods": "melihat kurun media sebelumnya; hitungannya ada di v_posts dan v_messages",
    "v_issues": "melihat delapan minggu sebelum tiap kurun; v_responses memuat bahannya",
    "v_reader_calls": "biaya pembaca kedua; v_labels menunjukkan label mana yang berasal darinya",
}
