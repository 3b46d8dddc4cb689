"""Say in Indonesian why a package leaves out a table; in English the package tells it itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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
