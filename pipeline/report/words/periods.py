"""The sentences of reports of a day, a month, a quarter or any days; none says why, or that something worked."""

from __future__ import annotations

from typing import Final

from pipeline.report.words.terms import Terms

PERIODS: Final[Terms] = {
    "title_day": ("Ringkasan Harian Media Sosial", "Daily Social Media Brief"),
    "title_month": ("Laporan Bulanan Media Sosial", "Monthly Social Media Report"),
    "title_quarter": ("Laporan Triwulan Media Sosial", "Quarterly Social Media Report"),
    "title_span": ("Laporan Media Sosial", "Social Media Report"),
    "period_channel": ("{platform} {account}: {posts}{more}", "{platform} {account}: {posts}{more}"),
    "period_before": (" (sebelumnya {n})", " ({n} before)"),
    "period_interactions": (", interaksi {n}", ", interactions {n}"),
    "period_silent": ("Tidak ada konten yang dimuat.", "Nothing was published."),
    "period_programme": (
        "Smart City atau layanannya disebut dalam {n} dari {contents}.",
        "Smart City or its services are named in {n} of {contents}.",
    ),
    "contents_labelled": ("{contents} yang sudah diberi label", "{contents} labelled so far"),
    "period_tones": (
        "Tanggapan warga: negatif {negative}, netral {neutral}, positif {positive} (perkiraan mesin).",
        "Responses of citizens: negative {negative}, neutral {neutral}, positive {positive} (machine labels).",
    ),
    "period_overdue": (
        "{questions} dari 13 minggu terakhir telah melewati batas waktu dan belum terlihat dijawab.",
        "Past the time limit with no answer seen: {questions} from the last 13 weeks.",
    ),
    "period_answered": (
        "Dari 13 minggu terakhir tidak ada pertanyaan terbaca yang melewati batas waktu dan belum terlihat dijawab.",
        "Of the questions read in the last 13 weeks, none is past the time limit without an answer seen.",
    ),
    "period_dimensions": ("Dimensi: {topics}.", "Dimensions: {topics}."),
    "period_target": ("{topic} {done} (target {target})", "{topic} {done} (target {target})"),
    "period_platforms": ("{posts} di {channels}: {platforms}.", "{posts} on {channels}: {platforms}."),
    "period_platform": ("{platform} {n}{more}", "{platform} {n}{more}"),
    "prose_posts": (
        "Selama periode ini kantor memuat {contents} di {channels}; pada periode sebelumnya {before}.",
        "In this period the office published {contents} on {channels}; in the period before, {before}.",
    ),
    "prose_posts_alone": (
        (
            "Selama periode ini kantor memuat {contents} di {channels}; "
            "jumlah pada periode sebelumnya tidak diketahui seluruhnya."
        ),
        (
            "In this period the office published {contents} on {channels}; "
            "the number in the period before is not fully known."
        ),
    ),
    "prose_topic": (
        "Dimensi yang paling banyak diangkat adalah {most} ({n}); yang paling sedikit adalah {least} ({few}).",
        "The dimension raised most is {most} ({n}); the one raised least is {least} ({few}).",
    ),
    "period_as_of_end": (
        "Angka sebagaimana terlihat pada akhir periode. Data per {moment}.",
        "Figures as seen at the end of the period. Data as of {moment}.",
    ),
}
