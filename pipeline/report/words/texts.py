"""The headings and sentences of the report's pages."""

from __future__ import annotations

from typing import Final

from pipeline.report.words.terms import Terms

FRONT: Final[Terms] = {
    "title": ("Laporan Mingguan Media Sosial", "Weekly Social Media Report"),
    "title_office": ("{title} – {office}", "{title} – {office}"),
    "period": ("{days} (Minggu ke-{number})", "{days} (Week {number})"),
    "as_of": ("Data per {moment}", "Data as of {moment}"),
    "no_data": ("Belum ada data", "No data yet"),
    "section_failed": (
        "Bagian {section} tidak dapat disusun; bagian lain tetap berlaku.",
        "The section {section} could not be made; the others hold.",
    ),
    "provisional": ("Angka sementara", "Provisional figures"),
    "final": ("Angka final", "Final figures"),
    "provisional_note": (
        "angka masih dapat berubah hingga semua unggahan berusia tujuh hari",
        "figures can still change until every post is seven days old",
    ),
    "revised": ("Revisi {number}", "Revision {number}"),
    "changes": ("Perubahan sejak edisi sebelumnya", "What changed since the issue before"),
    "changed_figure": ("{channel}: {figure} {old} → {new}", "{channel}: {figure} {old} → {new}"),
    "figure_outcome": ("status data", "state of the data"),
    "figure_posts": ("unggahan", "posts"),
    "figure_interactions": ("interaksi", "interactions"),
    "figure_deleted": ("unggahan terhapus", "deleted posts"),
    "channel": ("Kanal", "Channel"),
    "group_of": ("{platform} ({channels})", "{platform} ({channels})"),
    "posts_now": ("Unggahan/berita", "Posts"),
    "week_before": ("(minggu lalu)", "(week before)"),
    "typical": ("Interaksi per unggahan", "Interactions per post"),
    "typical_note": ("(nilai tengah, 24 jam setelah tayang)", "(median, 24 hours after publishing)"),
    "naming": ("Menyebut Smart City atau layanannya", "Name Smart City or its services"),
    "naming_of": ("{n} dari {total}", "{n} of {total}"),
    "tones": ("Tanggapan warga", "Responses of citizens"),
    "tones_note": ("(negatif · netral · positif)", "(negative · neutral · positive)"),
    "tones_of": ("{negative} · {neutral} · {positive}", "{negative} · {neutral} · {positive}"),
    "tones_provisional": (
        "Nada tanggapan adalah perkiraan mesin dan masih sementara.",
        "Tones of responses are labelled by machine, and provisional.",
    ),
    "unanswered": ("Belum terlihat dijawab", "No answer seen"),
    "channels_complete": ("Data semua kanal lengkap.", "The data of every channel are complete."),
    "channels_incomplete": (
        "{count} dari {channels} datanya belum lengkap: {names}. Angkanya dapat lebih rendah dari yang sebenarnya.",
        "Data of {count} of {channels} are incomplete: {names}. Their figures may be lower than the truth.",
    ),
    "line_campaigns": ("Kampanye", "Campaigns"),
    "campaign_line": ("{name}: {channels}; {left}; {verdict}", "{name}: {channels}; {left}; {verdict}"),
    "campaign_channel": ("{platform} {done} dari {planned}", "{platform} {done} of {planned}"),
    "campaign_unplanned": ("{platform} {done} (tanpa target)", "{platform} {done} (no target)"),
    "campaign_without": ("belum ada unggahan", "no post yet"),
    "days_left": ("sisa {days}", "{days} left"),
    "last_day": ("hari terakhir", "last day"),
    "verdict_insufficient_data": (
        "hubungan dengan interaksi belum dapat dinilai",
        "association with engagement cannot be judged yet",
    ),
    "verdict_no_difference": (
        "interaksi tidak terbukti berbeda dari unggahan lain",
        "engagement not shown to differ from other posts",
    ),
    "verdict_better": ("interaksi lebih tinggi daripada unggahan lain", "engagement higher than of other posts"),
    "verdict_worse": ("interaksi lebih rendah daripada unggahan lain", "engagement lower than of other posts"),
    "verdict_on": ("{platforms}: {verdict}", "{platforms}: {verdict}"),
    "campaigns_none": ("Tidak ada kampanye yang sedang berjalan.", "No campaign is running."),
    "line_dimensions": ("Dimensi", "Dimensions"),
    "dimension_count": ("{topic} {n}", "{topic} {n}"),
    "dimensions_missing": ("Belum diangkat dalam {weeks}: {topics}", "Not raised in {weeks}: {topics}"),
    "dimensions_unseen": ("Belum terlihat diangkat dalam {weeks}: {topics}", "Not seen raised in {weeks}: {topics}"),
    "dimensions_below": ("Di bawah target dalam {weeks}: {topics}", "Below target in {weeks}: {topics}"),
    "dimensions_complete": (
        "Semua dimensi diangkat dalam {weeks} terakhir.",
        "Every dimension was raised in the last {weeks}.",
    ),
    "dimensions_unknown": (
        "Belum dapat dinilai: unggahan berlabel terlalu sedikit.",
        "Cannot be judged yet: too few labelled posts.",
    ),
    "below_target": ("{topic} (target {share})", "{topic} (target {share})"),
    "line_issues": ("Yang dibicarakan", "What is talked about"),
    "issue_line": ("{name} ({responses}, {people}{note})", "{name} ({responses}, {people}{note})"),
    "issue_alert": ("; melonjak dari biasanya", "; far above the usual"),
    "issue_before": ("; minggu sebelumnya {n}", "; the week before {n}"),
    "issue_before_period": ("; sebelumnya {n}", "; {n} before"),
    "issue_negative": ("; negatif {n}", "; negative {n}"),
    "issue_agency": ("; {agency}", "; {agency}"),
    "issue_proposed": ("; usulan: {agency}", "; proposed: {agency}"),
    "issues": ("Yang dibicarakan warga", "What citizens talk about"),
    "issues_note": (
        (
            "Nama isu tersusun dari kata yang dipakai sedikitnya lima akun; nada adalah perkiraan mesin. "
            "Perangkat daerah bertanda usulan belum dipastikan."
        ),
        (
            "An issue is named by words that five accounts or more used; tones are machine labels. "
            "An agency marked as proposed is not confirmed."
        ),
    ),
    "proposed": ("usulan", "proposed"),
    "confirmed": ("dipastikan", "confirmed"),
    "previous_period": ("Periode sebelumnya", "Period before"),
    "tones_column": ("Negatif · netral · positif", "Negative · neutral · positive"),
    "first_seen_day": ("Pertama terlihat", "First seen"),
    "issue_alert_badge": ("Melonjak", "Far above the usual"),
    "issues_none": (
        "Tidak ada tema yang disampaikan sedikitnya lima akun.",
        "No theme was raised by five accounts or more.",
    ),
    "responses_none": ("Tanggapan warga belum dikumpulkan.", "Responses of citizens are not collected yet."),
    "line_standout": ("Interaksi", "Interactions"),
    "standout_best": ("tertinggi: {post}, {score} kali biasanya", "highest: {post}, {score} times the usual"),
    "standout_worst": ("terendah: {post}, {score} kali biasanya", "lowest: {post}, {score} times the usual"),
    "line_programme": ("Program", "Programme"),
    "programme_sentence": (
        "Smart City atau layanannya disebut dalam {n} dari {contents}{change}.",
        "Smart City or its services are named in {n} of {contents}{change}.",
    ),
    "programme_higher": (
        "; porsinya lebih tinggi daripada empat minggu sebelumnya ({before})",
        "; a higher share than in the four weeks before ({before})",
    ),
    "programme_lower": (
        "; porsinya lebih rendah daripada empat minggu sebelumnya ({before})",
        "; a lower share than in the four weeks before ({before})",
    ),
    "programme_not_distinguishable": (
        "; belum tampak perbedaan dari empat minggu sebelumnya",
        "; no difference visible yet from the four weeks before",
    ),
    "programme_too_few": (
        "; terlalu sedikit untuk dibandingkan dengan minggu-minggu sebelumnya",
        "; too few to compare with the weeks before",
    ),
    "programme_unread_change": (
        "; belum dibandingkan: data kanal belum lengkap",
        "; not compared: data of channels are incomplete",
    ),
    "programme_unlabelled": (
        "Unggahan minggu ini belum diberi label.",
        "The posts of this week are not labelled yet.",
    ),
    "programme_unread": (
        "Belum diketahui: data kanal belum lengkap.",
        "Not known yet: data of channels are incomplete.",
    ),
    "programme_silent": ("Tidak ada unggahan minggu ini.", "Nothing was published this week."),
}

SECTIONS: Final[Terms] = {
    "summary": ("Ringkasan", "Summary"),
    "health": ("Status data kanal", "State of the channels' data"),
    "technical": ("Rincian teknis", "Technical detail"),
    "outcome_note_partial": (
        "sebagian data belum terambil; dilanjutkan pada malam berikutnya",
        "part of the data is not collected yet; the next night goes on",
    ),
    "outcome_note_blocked": (
        "platform menolak akses; perlu ditangani petugas teknis",
        "the platform refuses access; a technician has to mend it",
    ),
    "outcome_note_skipped": (
        "tidak diambil, karena akses belum disiapkan",
        "not collected, because access is not set up",
    ),
    "outcome_note_failed": (
        "gagal diambil; perlu diperiksa petugas teknis",
        "could not be collected; a technician has to look at it",
    ),
    "outcome_note_none": ("belum pernah diambil", "never collected yet"),
    "comparison": ("Perbandingan dengan minggu sebelumnya", "Compared with the week before"),
    "comparison_note": (
        (
            "Interaksi per unggahan (nilai tengah). Minggu terbaru dihitung 24 jam setelah tayang, minggu sebelumnya "
            "7 hari setelah tayang. Nilai tengah tidak ditampilkan bila unggahan kurang dari lima; perbandingan tidak "
            "ditampilkan bila data kanal belum lengkap. “Belum tampak perbedaan”: perbedaan sebesar itu dapat terjadi "
            "secara kebetulan. Tanpa batas bawah dan atas: unggahan terlalu sedikit untuk menyebutkannya."
        ),
        (
            "Interactions of a post (median). The newest week counts 24 hours after publishing, the one before 7 days "
            "after. No median under five posts, no comparison for a channel whose data are incomplete. “No "
            "difference visible yet”: chance alone may well make such a difference. Without a lower and an upper end: "
            "too few posts to tell them."
        ),
    ),
    "age_24": ("24 jam", "24 hours"),
    "age_168": ("7 hari", "7 days"),
    "age": ("Usia unggahan", "Age of the posts"),
    "earlier": ("Minggu sebelumnya", "Week before it"),
    "week": ("Minggu ke-{number}", "Week {number}"),
    "this_period": ("Minggu ini", "This week"),
    "change": ("Perubahan", "Change"),
    "change_between": ("({low} hingga {high})", "({low} to {high})"),
    "faults": (
        "{rows} dalam berkas kantor tidak dapat dibaca dan tidak ikut dihitung:",
        "Left out, as they could not be read: {rows} of the office's files:",
    ),
    "extremes": ("Interaksi tertinggi dan terendah", "Highest and lowest interactions"),
    "best": ("Interaksi tertinggi", "Highest interactions"),
    "worst": ("Interaksi terendah", "Lowest interactions"),
    "nothing_stands_out": (
        "Tidak ada unggahan yang menonjol: semuanya seperti biasanya.",
        "Nothing stands out: all posts did about as usual.",
    ),
    "no_scores": (
        "Belum dapat dinilai: diperlukan 20 unggahan sebelumnya dari akun dan jenis yang sama.",
        "Cannot be judged yet: 20 earlier posts of the same account and kind are needed.",
    ),
    "why_score": (
        (
            "Interaksinya {score} kali dibandingkan biasanya (dibandingkan dengan {n} konten sebelumnya "
            "berjenis {kind} pada usia yang sama)"
        ),
        "Its interactions are {score} times the usual (compared with {n} earlier posts of the kind {kind}, same age)",
    ),
    "why_likes": ("{share} berupa tanda suka", "{share} are likes"),
    "why_comments": ("terutama berupa komentar ({share})", "mostly comments ({share})"),
    "why_shares": ("terutama berupa pembagian ulang ({share})", "mostly shares ({share})"),
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
        "selang kepercayaan 95% atau lebih: {low} hingga {high}",
        "interval of 95% or more: {low} to {high}",
    ),
    "judged_posts": (
        "{n} unggahan kampanye dan {others} pembanding dinilai",
        "{n} posts of the campaign and {others} others judged",
    ),
    "association_note": (
        (
            "Hubungan dengan interaksi: unggahan kampanye dibandingkan dengan unggahan lain dari akun dan jenis yang "
            "sama pada usia 7 hari, minggu demi minggu. Ini hubungan, bukan sebab akibat. Diperlukan "
            "sekurang-kurangnya 8 unggahan kampanye dan 20 pembanding."
        ),
        (
            "Association with engagement: posts of the campaign are compared with other posts of the same accounts "
            "and kinds at the age of 7 days, week by week. It is no cause. It needs 8 posts against 20 at least."
        ),
    ),
    "activities": ("Kegiatan dan media luar jaringan", "Off-line activities and media"),
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
    "programme": ("Keterkaitan dengan program Smart City", "Tie to the Smart City programme"),
    "campaigns": ("Kampanye", "Campaigns"),
    "level": ("Tingkat keterkaitan", "Tie"),
    "topic": ("Dimensi", "Dimension"),
    "total": ("Jumlah {platform}", "Total {platform}"),
    "unlabelled": ("Belum diberi label", "Not yet labelled"),
    "reading": ("Cara membaca", "How to read this"),
    "note_dash": (
        "Tanda – berarti tidak diamati atau angka tidak disediakan platform; itu bukan nol.",
        "A – means not looked at, or not told by the platform; it is not zero.",
    ),
    "note_platforms": (
        "Interaksi dan tayangan antarplatform tidak dijumlahkan, karena cara menghitung setiap platform berbeda.",
        "Interactions and views of different platforms are never added up: each platform counts in its own way.",
    ),
    "note_interactions": (
        (
            "Interaksi = suka + komentar + dibagikan, sepanjang disediakan platform. Tayangan tidak sama dengan "
            "banyaknya orang yang melihat."
        ),
        "Interactions = likes + comments + shares, of those the platform tells. Views are not people reached.",
    ),
    "note_score": (
        (
            "Dibanding biasanya: interaksi sebuah unggahan dibandingkan dengan unggahan terdahulu dari akun dan jenis "
            "yang sama pada usia yang sama; 1 kali berarti seperti biasanya, 2 kali berarti dua kali lipat."
        ),
        (
            "Against the usual: interactions of a post compared with earlier posts of the same account and kind "
            "at the same age; 1 time is as usual, 2 times is twice as many."
        ),
    ),
    "note_answers": (
        "Jawaban melalui pesan pribadi, telepon, atau SP4N-LAPOR tidak terlihat.",
        "Answers by private message, telephone or SP4N-LAPOR are not seen.",
    ),
    "nobody": ("belum ada", "nobody yet"),
    "note_labels_unverified": (
        (
            "Label mesin, belum diverifikasi manusia. Mesin: {machines}. Orang yang melabeli: {people}; unggahan acak "
            "yang dilabeli oleh dua orang: {posts} (kappa {kappa}); diperlukan 200 dengan kappa 0,80."
        ),
        (
            "Labels by machine, not yet verified by people. Machines: {machines}. People who labelled: {people}; "
            "random posts labelled by two people: {posts} (kappa {kappa}); it takes 200 with a kappa of 0.80."
        ),
    ),
    "note_labels_verified": (
        (
            "Label mesin, diverifikasi manusia: dua orang sepakat pada {posts} unggahan acak (kappa {kappa}). Mesin: "
            "{machines}. Orang yang melabeli: {people}."
        ),
        (
            "Labels by machine, verified by people: two of them agree on {posts} random posts (kappa {kappa}). "
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
        "{responses} about other services (such as broken roads) are not counted here.",
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
        "{questions} telah melewati batas waktu dan belum terlihat dijawab (13 minggu terakhir):",
        "{questions} past the time limit without an answer seen (last 13 weeks):",
    ),
    "questions_none": (
        "Semua pertanyaan yang terbaca sudah terlihat dijawab atau masih dalam batas waktu.",
        "Every question that was read has an answer that was seen, or is still within its time.",
    ),
    "questions_elsewhere": (
        "lewat sebutan (mention), bukan di unggahan kita",
        "by a mention, not under a post of ours",
    ),
    "question_line": ("{n} pertanyaan di {platform}:", "{n} on {platform}:"),
    "oldest": ("paling lama sejak {day}", "oldest since {day}"),
    "more_in_workbook": ("{posts} dapat dilihat di weekly.xlsx.", "{posts} can be seen in weekly.xlsx."),
    "conversation": ("Komunikasi dua arah minggu ini", "Two-way communication this week"),
    "seen": ("Tanggapan yang terbaca", "Responses read"),
    "conversation_note": (
        (
            "Hari kerja: Senin–Jumat di luar hari libur yang ditetapkan. Bila tanggapan yang terbaca di bawah 100%, "
            "ada pertanyaan dan jawaban yang tidak terbaca pula."
        ),
        (
            "Working days: Monday to Friday without the holidays that are set. Where responses read are under 100%, "
            "questions and answers are missing too."
        ),
    ),
}
