"""The headings and sentences of the sections after page one."""

from __future__ import annotations

from typing import Final

from pipeline.report.words.terms import Terms

SECTIONS: Final[Terms] = {
    "summary": ("Ringkasan", "Summary"),
    "health": ("Status data kanal", "Data status"),
    "stale": (
        "Belum dihitung ulang sejak data terakhir diambil: {steps}. Angkanya per {moment}.",
        "Not computed anew since data were fetched last: {steps}. Their figures are as of {moment}.",
    ),
    "stale_never": (
        "Belum dihitung ulang: {steps}.",
        "Not computed anew yet: {steps}.",
    ),
    "outcome_note_partial": (
        "sebagian data belum terambil; dilanjutkan pada malam berikutnya",
        "part of the data is not collected yet; the next night will continue",
    ),
    "outcome_note_blocked": (
        "perlu ditangani petugas teknis",
        "a technician has to fix it",
    ),
    "outcome_note_skipped": (
        "akses belum disiapkan",
        "access is not set up",
    ),
    "outcome_note_failed": (
        "perlu diperiksa petugas teknis",
        "a technician has to look at it",
    ),
    "outcome_note_none": ("belum pernah diambil", "never collected yet"),
    "comparison": ("Perbandingan dengan minggu sebelumnya", "Compared with the week before"),
    "comparison_note": (
        (
            "Interaksi per unggahan (nilai tengah). Setiap baris membandingkan dua minggu pada usia unggahan yang "
            "sama: minggu terbaru dengan minggu sebelumnya pada 24 jam setelah tayang, lalu minggu sebelumnya dengan "
            "minggu sebelum itu pada 7 hari setelah tayang. Nilai tengah tidak ditampilkan bila unggahan kurang dari "
            "lima; perbandingan tidak ditampilkan bila data kanal belum lengkap. “Belum tampak perbedaan”: perbedaan "
            "sebesar itu dapat terjadi secara kebetulan. Tanpa batas bawah dan atas: unggahan terlalu sedikit untuk "
            "menyebutkannya."
        ),
        (
            "Interactions per post (median). Each row compares two weeks at the same age of their posts: the newest "
            "week with the one before, 24 hours after publishing; then that week with the one before it, 7 days after. "
            "There is no median for fewer than five posts, and no comparison for a channel whose data are incomplete. "
            "“No difference visible yet”: a difference of that size may well be chance. Without a lower and an upper "
            "end: there are too few posts to give them."
        ),
    ),
    "comparison_few": (
        "{n} perbandingan lain belum dapat dinilai (unggahan terlalu sedikit) dan hanya ada di weekly.xlsx.",
        "Comparisons with too few posts to judge, shown in weekly.xlsx only: {n}.",
    ),
    "campaigns_over": (
        "{n} kampanye yang berakhir lebih dari empat minggu sebelumnya hanya ada di weekly.xlsx.",
        "Campaigns that ended more than four weeks before, shown in weekly.xlsx only: {n}.",
    ),
    "activities_before": (
        "{n} kegiatan sebelum itu hanya ada di catatan kegiatan kantor.",
        "Activities before that, listed only by the office itself: {n}.",
    ),
    "age_24": ("24 jam", "24 hours"),
    "age_168": ("7 hari", "7 days"),
    "age": ("Usia unggahan", "Age of the posts"),
    "earlier": ("Minggu sebelumnya", "Week before it"),
    "week": ("Minggu ke-{number}", "Week {number}"),
    "judged_week": ("Minggu yang dinilai", "Week that is judged"),
    "change": ("Perubahan", "Change"),
    "change_between": ("({low} hingga {high})", "({low} to {high})"),
    "faults": (
        "{rows} dalam berkas kantor tidak dapat dibaca dan tidak ikut dihitung:",
        "Left out because they could not be read: {rows} of the office's files:",
    ),
    "extremes": ("Interaksi tertinggi dan terendah", "Highest and lowest interactions"),
    "best": ("Interaksi tertinggi", "Highest interactions"),
    "worst": ("Interaksi terendah", "Lowest interactions"),
    "nothing_stands_out": (
        "Tidak ada unggahan yang menonjol: semuanya seperti biasanya.",
        "Nothing stands out: all posts did about as usual.",
    ),
    "no_scores": (
        "Belum dapat dinilai: diperlukan {n} unggahan sebelumnya dari akun dan jenis yang sama.",
        "Cannot be judged yet: {n} earlier posts of the same account and kind are needed.",
    ),
    "why_score": (
        ("Interaksinya {score} kali biasanya (pembanding: {n} konten sebelumnya berjenis {kind} pada usia yang sama)"),
        (
            "Its interactions are {score} times the usual (compared with {n} earlier posts of its kind, {kind}, at the "
            "same age)"
        ),
    ),
    "why_likes": ("{share} berupa tanda suka", "{share} are likes"),
    "why_comments": ("terutama berupa komentar ({share})", "mostly comments ({share})"),
    "why_shares": ("terutama dibagikan ({share})", "mostly shares ({share})"),
    "why_together": ("kolaborasi", "a collaboration"),
    "before_weeks": ("4 minggu sebelumnya", "4 weeks before"),
    "scores_chart": (
        "Interaksi dibanding biasanya (nilai tengah) per jenis unggahan",
        "Interactions against the usual (median) per kind of post",
    ),
    "scores_description": (
        (
            "Diagram batang: nilai tengah tiap kanal dan jenis dengan sekurang-kurangnya lima unggahan yang dinilai; "
            "garis putus-putus berarti seperti biasanya."
        ),
        (
            "A bar chart: median of each channel and kind with five judged posts or more; the dashed line means as "
            "usual."
        ),
    ),
    "cadence": ("{active} aktif, jeda terpanjang {gap}", "{active} with a post, longest gap {gap}"),
    "of_target": ("dari {target}", "of {target}"),
    "done": ("Realisasi", "Done"),
    "planned": ("Rencana", "Planned"),
    "plans_chart": ("Unggahan kampanye: rencana dan realisasi", "Posts of campaigns: planned and done"),
    "plans_description": (
        "Diagram batang per kampanye dan kanal. Angka yang sama ada di tabel di bawahnya.",
        "A bar chart by campaign and channel. The table below holds the same numbers.",
    ),
    "interval": (
        "{times} kali pembandingnya; selang kepercayaan 95% atau lebih: {low}–{high} kali",
        "{times} times what it is compared with; interval of 95% or more: {low}–{high} times",
    ),
    "judged_posts": (
        "{n} unggahan kampanye dan {others} pembanding dinilai",
        "judged: {n} of the campaign against {others} others",
    ),
    "association_note": (
        (
            "Hubungan dengan interaksi: unggahan kampanye dibandingkan dengan unggahan lain dari akun dan jenis yang "
            "sama pada usia 7 hari, minggu demi minggu. Ini hubungan, bukan sebab akibat. Diperlukan "
            "sekurang-kurangnya 8 unggahan kampanye dan 20 pembanding."
        ),
        (
            "Association with engagement: posts of the campaign are compared with other posts of the same accounts "
            "and kinds at the age of 7 days, week by week. This is an association, not a cause, and needs at least 8 "
            "posts of the campaign and 20 to compare with."
        ),
    ),
    "activities": ("Kegiatan dan media luar jaringan", "Offline activities and media"),
    "date": ("Tanggal", "Date"),
    "channels": ("Kanal", "Channels"),
    "topics": ("Dimensi minggu ini", "Dimensions of the week"),
    "chart_title": (
        "Jumlah unggahan per dimensi, dibandingkan dengan rata-rata minggu sebelumnya",
        "Posts per dimension, compared with the mean of the weeks before",
    ),
    "chart_description": (
        (
            "Diagram batang untuk setiap kanal: jumlah unggahan per dimensi pada {week} dan rata-ratanya dalam "
            "{weeks} sebelumnya. Angka yang sama ada di tabel di bawah diagram."
        ),
        (
            "A bar chart for each channel: posts per dimension in {week} and their mean in the {weeks} "
            "before. The table below the chart holds the same numbers."
        ),
    ),
    "as_table": ("Tampilkan sebagai tabel", "Show as a table"),
    "this_week": ("Minggu ini", "This week"),
    "mean": ("Rata-rata {weeks} sebelumnya", "Mean of the {weeks} before"),
    "mean_short": ("Rata-rata", "Mean"),
    "no_previous": ("Belum ada minggu pembanding.", "There are no earlier weeks to compare with yet."),
    "programme": ("Keterkaitan dengan program Smart City", "Relation to the Smart City programme"),
    "campaigns": ("Kampanye", "Campaigns"),
    "level": ("Tingkat keterkaitan", "Relation"),
    "topic": ("Dimensi", "Dimension"),
    "total": ("Jumlah {platform}", "Total {platform}"),
    "beside": (
        "{role} (di luar angka kantor)",
        "{role} (beside the office's figures)",
    ),
    "unlabelled": ("Belum diberi label", "Not yet labelled"),
    "reading": ("Cara membaca", "How to read this"),
    "note_dash": (
        "Tanda – berarti tidak diamati atau angka tidak disediakan platform; itu bukan nol.",
        "A – means not looked at, or not provided by the platform; it is not zero.",
    ),
    "note_platforms": (
        "Interaksi dan tayangan antarplatform tidak dijumlahkan: cara menghitung setiap platform berbeda.",
        "Interactions and views of different platforms are never added up: each platform counts in its own way.",
    ),
    "note_interactions": (
        (
            "Interaksi = suka + komentar + dibagikan, sepanjang disediakan platform. Tayangan tidak sama dengan "
            "banyaknya orang yang melihat."
        ),
        "Interactions = likes + comments + shares, as far as the platform provides them. Views are not people reached.",
    ),
    "note_score": (
        (
            "Dibanding biasanya: interaksi sebuah unggahan dibandingkan dengan unggahan terdahulu dari akun dan jenis "
            "yang sama pada usia yang sama; 1 kali berarti seperti biasanya, 2 kali berarti dua kali lipat."
        ),
        (
            "Against the usual: interactions of a post compared with earlier posts of the same account and kind "
            "at the same age; 1 means as usual, 2 means twice as many."
        ),
    ),
    "note_answers": (
        "Jawaban melalui pesan pribadi, telepon, atau SP4N-LAPOR tidak terlihat.",
        "Answers by private message, telephone or SP4N-LAPOR are not seen.",
    ),
    "nobody": ("belum ada", "nobody yet"),
    "machine_responses": ("model tanggapan {version}", "model of responses {version}"),
    "note_labels_unverified": (
        (
            "Label mesin, belum diverifikasi manusia. Mesin: {machines}. Orang yang melabeli: {people}; unggahan acak "
            "yang dilabeli oleh dua orang: {posts}{kappa}; diperlukan 200 dengan kappa 0,80."
        ),
        (
            "Machine labels, not yet verified by people. Machines: {machines}. People who labelled: {people}; "
            "random posts labelled by two people: {posts}{kappa}; verification needs 200 with a kappa of 0.80."
        ),
    ),
    "note_labels_verified": (
        (
            "Label mesin, diverifikasi manusia: dua orang sepakat pada {posts} unggahan acak{kappa}. Mesin: "
            "{machines}. Orang yang melabeli: {people}."
        ),
        (
            "Machine labels, verified by people: two of them agree on {posts} random posts{kappa}. "
            "Machines: {machines}. People who labelled: {people}."
        ),
    ),
    "note_files": (
        (
            "Tabel lengkap ada di weekly.xlsx dan ringkasan.csv (untuk dibaca) serta berkas CSV lain (untuk diolah); "
            "arti kolom ada di datapackage.json."
        ),
        (
            "The full tables are in weekly.xlsx and ringkasan.csv (to read) and the other CSV files (to work with); "
            "datapackage.json tells what each column means."
        ),
    ),
    "obstacles": ("Hambatan yang disampaikan warga", "Obstacles that citizens name"),
    "obstacles_none": (
        "Tidak ada hambatan yang disampaikan warga dalam 13 minggu terakhir.",
        "Citizens named no obstacle in the last 13 weeks.",
    ),
    "obstacles_left_out": (
        "{responses} tentang layanan lain (misalnya jalan rusak) tidak dihitung di sini.",
        "{responses} about other services (such as damaged roads) not counted here.",
    ),
    "recent_weeks": ("13 minggu terakhir", "Last 13 weeks"),
    "coded": ("Wawancara, dokumen, dan media", "Interviews, documents and media"),
    "obstacles_chart": (
        "Hambatan yang disampaikan warga, 13 minggu terakhir",
        "Obstacles that citizens named, last 13 weeks",
    ),
    "obstacles_description": (
        (
            "Diagram batang: banyaknya tanggapan warga per hambatan. Hambatan dengan kurang dari 30 tanggapan hanya "
            "dicantumkan dalam tabel."
        ),
        (
            "A bar chart: responses of citizens per obstacle. Obstacles with fewer than 30 responses stand in the "
            "table only."
        ),
    ),
    "obstacles_few": (
        "Hambatan dengan kurang dari 30 tanggapan hanya dicantumkan dalam tabel.",
        "Obstacles with fewer than 30 responses stand in the table only.",
    ),
    "questions": ("Pertanyaan yang belum terlihat dijawab", "Questions without an answer seen"),
    "questions_open": (
        "Pada akhir minggu, {questions} telah melewati batas waktu dan belum terlihat dijawab (13 minggu terakhir):",
        "Past the time limit at the week's end, with no answer seen: {questions} (last 13 weeks):",
    ),
    "questions_none": (
        "Pada akhir minggu, semua pertanyaan yang terbaca sudah terlihat dijawab atau masih dalam batas waktu.",
        "At the week's end, every question that was read had an answer seen or was still within its time limit.",
    ),
    "questions_elsewhere": (
        "lewat sebutan (mention), bukan di unggahan kita",
        "by a mention, not under a post of ours",
    ),
    "question_line": ("{n} pertanyaan di {platform}:", "{n} on {platform}:"),
    "oldest": ("sejak {day}", "since {day}"),
    "more_in_workbook": ("{posts} dapat dilihat di weekly.xlsx.", "{posts} can be seen in weekly.xlsx."),
    "conversation": ("Komunikasi dua arah minggu ini", "Two-way communication this week"),
    "seen": ("Tanggapan yang terbaca", "Responses read"),
    "conversation_note": (
        (
            "Pertanyaan minggu ini menurut keadaannya pada akhir minggu; yang dicatat selesai terhitung dijawab. "
            "Hari kerja: Senin–Jumat di luar hari libur yang ditetapkan. Bila tanggapan yang terbaca di bawah 100%, "
            "ada pertanyaan dan jawaban yang tidak terbaca pula."
        ),
        (
            "This week's questions as they stood at the week's end; those noted as settled count as answered. "
            "Working days: Monday to Friday, except the holidays that are set. Where fewer than 100% of the responses "
            "were read, some questions and answers were not read either."
        ),
    ),
}
