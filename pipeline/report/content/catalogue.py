"""Every word that a reader of the report sees, in Indonesian and in English: (id, en)."""

# dashes and multiplication signs are meant

from __future__ import annotations

TEXTS = {
    "title": ("Laporan Mingguan Media Sosial", "Weekly Social Media Report"),
    "period": ("{days} (Pekan {number})", "{days} (Week {number})"),
    "as_of": ("Data per {moment}", "Data as of {moment}"),
    "no_data": ("Belum ada data", "No data yet"),
    "summary": ("Ringkasan", "Summary"),
    "health": ("Keadaan saluran", "State of the channels"),
    "all_complete": ("Semua saluran terambil lengkap.", "Every channel was collected completely."),
    "incomplete": (
        (
            "{count} dari {total} saluran tidak terambil lengkap. Angka saluran itu bisa lebih rendah dari "
            "yang sebenarnya; sebabnya tertulis di bagian Keadaan saluran."
        ),
        (
            "{count} of {total} channels were not collected completely. Their figures may be lower than the "
            "truth; the section State of the channels tells why."
        ),
    ),
    "provisional": ("Sementara", "Provisional"),
    "final": ("Final", "Final"),
    "provisional_note": (
        "angka masih bertambah sampai semua kiriman berumur tujuh hari",
        "figures still grow until every post is seven days old",
    ),
    "revised": ("Revisi {number}", "Revision {number}"),
    "changes": ("Yang berubah sejak terbitan sebelumnya", "What changed since the issue before"),
    "changed_figure": ("{channel}: {figure} {old} → {new}", "{channel}: {figure} {old} → {new}"),
    "figure_outcome": ("keadaan", "state"),
    "figure_posts": ("kiriman", "posts"),
    "figure_interactions": ("interaksi", "interactions"),
    "figure_deleted": ("kiriman terhapus", "deleted posts"),
    "decision": ("Keputusan yang diminta", "Decision asked for"),
    "decide_channel": (
        "Saluran {platform} {account} tidak terambil lengkap ({reason}). Putuskan siapa yang memulihkannya, dan kapan.",
        "The channel {platform} {account} was not collected completely ({reason}). Decide who mends it, and by when.",
    ),
    "decide_silent": (
        "Saluran {platform} {account} tidak memuat kiriman sendiri pekan ini. Putuskan siapa yang mengisinya.",
        "The channel {platform} {account} published nothing of its own this week. Decide who is to fill it.",
    ),
    "decide_questions": (
        (
            "{n} pertanyaan warga lewat batas waktu tanpa jawaban yang terlihat, terbanyak di {platform} {account}. "
            "Putuskan siapa yang menjawabnya, dan sampai kapan."
        ),
        (
            "{n} questions of citizens are past their time without an answer that was seen, most of them on {platform} "
            "{account}. Decide who answers them, and by when."
        ),
    ),
    "decide_dimension": (
        "Dimensi {topic} terabaikan selama empat pekan. Putuskan kiriman apa tentangnya yang terbit pekan depan.",
        "The dimension {topic} was neglected for four weeks. Decide what is published about it next week.",
    ),
    "decide_campaign": (
        (
            "Kampanye {campaign} di {platform} baru memuat kurang dari separuh kiriman yang menurut rencana sudah "
            "terbit. Putuskan: dikejar atau diubah."
        ),
        (
            "The campaign {campaign} on {platform} is at less than half of what its plan wants by now. "
            "Decide: catch up, or change the plan."
        ),
    ),
    "decide_programme": (
        "Tidak ada kiriman yang menyebut program Smart City atau layanannya pekan ini. Putuskan apa yang diangkat.",
        "No post named the Smart City programme or one of its services this week. Decide what to bring up.",
    ),
    "decide_obstacle": (
        (
            "Hambatan yang paling banyak disebut warga: {obstacle} ({n} kali dalam 13 pekan). Putuskan apa yang "
            "diperbaiki, dan oleh siapa."
        ),
        (
            "What citizens name most as an obstacle: {obstacle} ({n} times in 13 weeks). Decide what is mended, and by "
            "whom."
        ),
    ),
    "decide_nothing": (
        "Tidak ada yang mendesak. Sahkan rencana pekan depan.",
        "Nothing is pressing. Approve the plan for next week.",
    ),
    "neglected": ("Dimensi terabaikan", "Neglected dimensions"),
    "neglected_none": (
        "Tidak ada: keenam dimensi mencapai sasarannya dalam empat pekan terakhir.",
        "None: all six dimensions reached their targets over the last four weeks.",
    ),
    "neglected_unknown": (
        "Belum dapat dinilai: kiriman berlabel terlalu sedikit.",
        "Cannot be judged yet: too few labelled posts.",
    ),
    "neglected_target": ("{topic} (sasaran {target} %)", "{topic} (target {target} %)"),
    "comparison": ("Dibandingkan pada umur yang sama", "Compared at equal ages"),
    "comparison_note": (
        (
            "Median interaksi per kiriman. Pekan terbaru dinilai pada umur 24 jam, pekan sebelumnya pada umur "
            "7 hari (pengamatan pertama sejak umur itu). "
            "Tanpa median bila kiriman kurang dari lima, tanpa perbandingan bila saluran tidak lengkap; “belum tampak "
            "beda”: kebetulan saja dapat membuat perbedaan sebesar itu."
        ),
        (
            "Median interactions of a post. The newest week counts at the age of 24 hours, the one before at "
            "7 days (first observation from that age on). "
            "No median under five posts, no comparison for a channel that was not complete; “not distinguishable”: "
            "chance alone may well make such a difference."
        ),
    ),
    "age_24": ("24 jam", "24 hours"),
    "age_168": ("7 hari", "7 days"),
    "age": ("Umur", "Age"),
    "earlier": ("Pekan pembanding", "Week before it"),
    "week": ("Pekan", "Week"),
    "change": ("Dibandingkan sebelumnya", "Against the week before"),
    "change_between": ("({low} … {high} %)", "({low} … {high} %)"),
    "faults": (
        "{n} baris berkas kantor tidak dapat dibaca dan tidak ikut dihitung:",
        "{n} rows of the office's files could not be read and do not count:",
    ),
    "n_posts": ("n = {posts}", "n = {posts}"),
    "best": ("Tiga terkuat", "Three strongest"),
    "worst": ("Tiga terlemah", "Three weakest"),
    "nothing_stands_out": (
        "Tidak ada unggahan yang menonjol: semuanya seperti biasanya.",
        "Nothing stands out: all posts did about as usual.",
    ),
    "no_scores": (
        "Kiriman terkuat dan terlemah belum dapat dipilih: belum ada yang berskor.",
        "The strongest and weakest posts cannot be told yet: none has a score.",
    ),
    "why_score": (
        "{score}× dari yang biasa pada akun, jenis ({kind}), dan umur yang sama; pembanding n = {n}",
        "{score}× what is usual for the account, kind ({kind}) and age; compared with n = {n}",
    ),
    "why_carried": ("terutama {count} ({share} %)", "mostly {count} ({share} %)"),
    "why_together": ("kolaborasi", "a collaboration"),
    "share_of": ("{share} %", "{share} %"),
    "before_weeks": ("4 pekan sebelumnya", "4 weeks before"),
    "programme_share": (
        "{platform}: {posts} dari {total} kiriman ({share} %) menyebut program atau layanannya.",
        "{platform}: {posts} of {total} posts ({share} %) name the programme or one of its services.",
    ),
    "scores_chart": ("Median skor interaksi per jenis kiriman", "Median engagement score per kind of post"),
    "scores_description": (
        (
            "Diagram batang: median skor tiap saluran dan jenis dengan sedikitnya lima kiriman berskor; garis "
            "putus-putus = 1× (biasa). Angka yang sama ada di tabel di bawahnya."
        ),
        (
            "A bar chart: median score of each channel and kind with five scored posts or more; the dashed line is "
            "1× (usual). The table below holds the same numbers."
        ),
    ),
    "scores_none": (
        "Belum ada saluran dan jenis dengan lima kiriman berskor.",
        "No channel and kind has five scored posts yet.",
    ),
    "cadence": (
        "{active} hari terisi, jeda terpanjang {gap} hari",
        "{active} days with a post, longest gap {gap} days",
    ),
    "of_target": ("dari {target}", "of {target}"),
    "done": ("Terbit", "Published"),
    "planned": ("Rencana", "Planned"),
    "plans_chart": ("Kiriman kampanye: rencana dan yang terbit", "Posts of campaigns: planned and published"),
    "plans_description": (
        "Diagram batang per kampanye dan saluran. Angka yang sama ada di tabel di bawahnya.",
        "A bar chart by campaign and channel. The table below holds the same numbers.",
    ),
    "association_note": (
        (
            "Kaitan dengan interaksi: selisih median skor umur 7 hari terhadap kiriman lain dari akun dan jenis yang "
            "sama dalam ± 8 pekan, dengan selang 95 %. Ini kaitan, bukan akibat. Perlu sedikitnya 8 lawan 20 kiriman."
        ),
        (
            "Association with engagement: difference of the median 7-day scores from other posts of the same accounts "
            "and kinds within ± 8 weeks, with its 95 % interval. It is no effect. It needs 8 against 20 posts."
        ),
    ),
    "activities": ("Kegiatan luring", "Off-line activities"),
    "date": ("Tanggal", "Date"),
    "engagement": ("Interaksi", "Engagement"),
    "channels": ("Kinerja per saluran", "Performance per channel"),
    "topics": ("Topik pekan ini", "Topics of the week"),
    "chart_title": (
        "Jumlah kiriman per topik, dibandingkan dengan rata-rata pekan sebelumnya",
        "Posts per topic, compared with the mean of the weeks before",
    ),
    "chart_description": (
        (
            "Diagram batang untuk setiap saluran: jumlah kiriman per topik pada {week} dan rata-ratanya pada "
            "{weeks} pekan sebelumnya. Angka yang sama ada di tabel di bawah diagram."
        ),
        (
            "A bar chart for each platform: posts per topic in {week} and their mean in the {weeks} weeks "
            "before. The table below the chart holds the same numbers."
        ),
    ),
    "this_week": ("Pekan ini", "This week"),
    "mean": ("Rata-rata {weeks} pekan sebelumnya", "Mean of the {weeks} weeks before"),
    "mean_short": ("Rata-rata", "Mean"),
    "no_previous": ("Belum ada pekan pembanding.", "There are no earlier weeks to compare with yet."),
    "programme": ("Kaitan dengan program Smart City", "Link to the Smart City programme"),
    "strongest": ("Kiriman terkuat", "Strongest posts"),
    "campaigns": ("Kampanye", "Campaigns"),
    "posts": ("kiriman", "posts"),
    "interactions": ("interaksi", "interactions"),
    "views": ("tayangan", "views"),
    "followers": ("pengikut", "followers"),
    "level": ("Kaitan", "Link"),
    "topic": ("Topik", "Topic"),
    "post": ("Kiriman", "Post"),
    "score_times": ("{score}×", "{score}×"),
    "total": ("Jumlah {platform}", "Total {platform}"),
    "unlabelled": ("Belum diberi label", "Not yet labelled"),
    "reading": ("Cara membaca", "How to read this"),
    "note_dash": (
        "Tanda – berarti platform tidak memberi tahu angkanya; itu bukan nol.",
        "A – means that the platform does not tell the figure; it is not zero.",
    ),
    "note_platforms": (
        "Angka antarplatform tidak dijumlahkan, karena setiap platform menghitung dengan cara sendiri.",
        "Figures of different platforms are never added up, because each platform counts in its own way.",
    ),
    "note_interactions": (
        "Interaksi = suka + komentar + bagikan, sejauh diberi tahu platform. Tayangan bukan jangkauan.",
        "Interactions = likes + comments + shares, of those the platform tells. Views are not reach.",
    ),
    "note_score": (
        (
            "Skor membandingkan interaksi sebuah kiriman dengan kiriman terdahulu dari akun dan jenis yang "
            "sama pada umur yang sama: 1× berarti seperti biasa, 2× berarti dua kali lipat."
        ),
        (
            "The score compares the interactions of a post with earlier posts of the same account and kind "
            "at the same age: 1× is as usual, 2× is twice as many."
        ),
    ),
    "obstacles": ("Yang menghambat", "What hinders"),
    "obstacles_none": (
        "Tidak ada hambatan yang disebut warga dalam 13 pekan terakhir.",
        "Citizens named no obstacle in the last 13 weeks.",
    ),
    "obstacles_left_out": (
        "{n} hambatan tentang layanan lain (mis. jalan rusak) tidak dihitung di sini.",
        "{n} obstacles about other services (such as broken roads) are not counted here.",
    ),
    "responses_none": (
        "Tanggapan warga tidak dipanen; aktifkan dengan responses: true per sumber.",
        "No responses of citizens are harvested; responses: true of a source turns that on.",
    ),
    "recent_weeks": ("13 pekan terakhir", "Last 13 weeks"),
    "coded": ("Sumber lain", "Other sources"),
    "charted": ("Cukup untuk grafik", "Enough to chart"),
    "charted_yes": ("ya", "yes"),
    "charted_no": ("tidak (di bawah 30)", "no (under 30)"),
    "obstacles_chart": (
        "Hambatan yang disebut warga, 13 pekan terakhir",
        "Obstacles that citizens named, last 13 weeks",
    ),
    "obstacles_description": (
        (
            "Diagram batang: banyaknya tanggapan warga per hambatan, hanya kelas dengan 30 tanggapan atau lebih. "
            "Tabel di bawah memuat semuanya."
        ),
        (
            "A bar chart: responses of citizens per obstacle, only classes with 30 responses or more. The table "
            "below holds all of them."
        ),
    ),
    "obstacles_few": (
        "Belum ada hambatan dengan 30 tanggapan; kelas yang lebih kecil didaftar, tidak digambar.",
        "No obstacle has 30 responses yet; smaller classes are listed, not charted.",
    ),
    "questions": ("Pertanyaan yang belum dijawab", "Questions still unanswered"),
    "questions_open": (
        "{n} pertanyaan warga dari 13 pekan terakhir lewat batas waktu tanpa jawaban yang terlihat:",
        "{n} questions of citizens of the last 13 weeks are past their time without an answer that was seen:",
    ),
    "questions_none": (
        "Semua pertanyaan yang terlihat sudah dijawab atau masih dalam batas waktu.",
        "Every question that was seen is answered, or still within its time.",
    ),
    "questions_elsewhere": ("bukan di bawah kiriman sendiri", "not under a post of one's own"),
    "oldest": ("tertua {day}", "oldest {day}"),
    "more_in_workbook": ("{n} kiriman lagi ada di weekly.xlsx.", "{n} more posts are in weekly.xlsx."),
    "conversation": ("Komunikasi dua arah pekan ini", "Two-way communication this week"),
    "seen": ("Tanggapan yang terlihat", "Responses seen"),
    "conversation_note": (
        (
            "Hari kerja: Senin–Jumat tanpa hari libur yang diatur. Jawaban lewat pesan langsung tidak terlihat; bila "
            "tanggapan yang terlihat di bawah 100 %, pertanyaan dan jawaban pun ada yang tidak terlihat."
        ),
        (
            "Working days: Monday to Friday without the configured holidays. Answers by direct message are not seen; "
            "where responses seen are under 100 %, questions and answers are missing too."
        ),
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
            "Tabel lengkap ada di weekly.xlsx (untuk dibaca) dan berkas CSV (untuk diolah); arti kolom "
            "ada di datapackage.json."
        ),
        (
            "The full tables are in weekly.xlsx (to read) and the CSV files (to work with); datapackage.json "
            "tells what each column means."
        ),
    ),
}

COLUMNS = {
    "post_id": ("ID kiriman", "Post ID"),
    "source_id": ("ID sumber", "Source ID"),
    "platform": ("Platform", "Platform"),
    "account": ("Akun", "Account"),
    "city": ("Kota", "City"),
    "group": ("Kelompok", "Group"),
    "kind": ("Jenis", "Kind"),
    "url": ("Tautan", "Link"),
    "title": ("Judul", "Title"),
    "text": ("Teks", "Text"),
    "published_at": ("Terbit (UTC)", "Published (UTC)"),
    "published_precision": ("Ketelitian waktu terbit", "Precision of the time"),
    "published_local": ("Terbit (waktu setempat)", "Published (local time)"),
    "iso_week": ("Pekan", "Week"),
    "topic": ("Topik", "Topic"),
    "subtopic": ("Subtopik", "Subtopic"),
    "topics": ("Semua topik", "All topics"),
    "programme_level": ("Kaitan program", "Programme link"),
    "message_function": ("Fungsi pesan", "Message function"),
    "stage": ("Tahap pesan", "Stage of the message"),
    "audience": ("Sasaran", "Audience"),
    "places": ("Wilayah disebut", "Places named"),
    "research_posts": ("Kiriman Penelitian", "Posts: research"),
    "planning_posts": ("Kiriman Perencanaan", "Posts: planning"),
    "implementation_posts": ("Kiriman Pelaksanaan", "Posts: implementation"),
    "evaluation_posts": ("Kiriman Evaluasi", "Posts: evaluation"),
    "reporting_posts": ("Kiriman Pelaporan", "Posts: reporting"),
    "label_method": ("Cara pelabelan", "Label method"),
    "label_score": ("Skor label", "Label score"),
    "likes": ("Suka", "Likes"),
    "comments": ("Komentar", "Comments"),
    "shares": ("Bagikan", "Shares"),
    "views": ("Tayangan", "Views"),
    "interactions": ("Interaksi", "Interactions"),
    "followers": ("Pengikut", "Followers"),
    "following": ("Mengikuti", "Following"),
    "post_count": ("Kiriman menurut platform", "Posts told by the platform"),
    "posts": ("Kiriman", "Posts"),
    "engagement_rate": ("Interaksi per pengikut", "Interactions per follower"),
    "engagement_score": ("Skor interaksi", "Engagement score"),
    "engagement_level": ("Tingkat interaksi", "Engagement level"),
    "score_n": ("Jumlah pembanding", "Posts compared with"),
    "median_score": ("Median skor", "Median score"),
    "first_seen_at": ("Pertama terlihat (UTC)", "First seen (UTC)"),
    "edited_at": ("Disunting (UTC)", "Edited (UTC)"),
    "deleted_at": ("Dihapus (UTC)", "Deleted (UTC)"),
    "observed_at": ("Diamati (UTC)", "Observed (UTC)"),
    "outcome": ("Keadaan", "State"),
    "reason": ("Keterangan", "Reason"),
    "campaign": ("Kampanye", "Campaign"),
    "starts_on": ("Mulai", "Starts"),
    "ends_on": ("Selesai", "Ends"),
    "age_hours": ("Umur (jam)", "Age (hours)"),
    "median": ("Median interaksi", "Median interactions"),
    "earlier_week": ("Pekan pembanding", "Week before it"),
    "earlier_posts": ("Kiriman pekan pembanding", "Posts of that week"),
    "earlier_median": ("Median pekan pembanding", "Median of that week"),
    "change_rate": ("Perubahan median", "Change of the median"),
    "change_low_rate": ("Perubahan, batas bawah 95 %", "Change, lower end 95 %"),
    "change_high_rate": ("Perubahan, batas atas 95 %", "Change, upper end 95 %"),
    "change": ("Dibandingkan sebelumnya", "Against before"),
    "planned_posts": ("Rencana kiriman", "Planned posts"),
    "target_interactions": ("Sasaran interaksi", "Target interactions"),
    "target_views": ("Sasaran tayangan", "Target views"),
    "active_days": ("Hari terisi", "Days with a post"),
    "longest_gap_days": ("Jeda terpanjang (hari)", "Longest gap (days)"),
    "share_of_output": ("Bagian dari kiriman", "Share of the posts"),
    "posts_scored": ("Kiriman berskor", "Posts scored"),
    "others_scored": ("Pembanding berskor", "Others scored"),
    "score_difference": ("Selisih median skor", "Difference of median scores"),
    "difference_low": ("Batas bawah 95 %", "Lower end, 95 %"),
    "difference_high": ("Batas atas 95 %", "Upper end, 95 %"),
    "verdict": ("Kaitan dengan interaksi", "Association with engagement"),
    "district": ("Wilayah", "District"),
    "reached": ("Jumlah orang", "People reached"),
    "cost": ("Biaya (Rp)", "Cost (Rp)"),
    "proof": ("Bukti", "Proof"),
    "source_group": ("Kelompok", "Group"),
    "collaboration": ("Kolaborasi", "Collaboration"),
    "method": ("Cara memperoleh teks", "How the text was got"),
    "text_digest": ("Sidik teks", "Digest of the text"),
    "obstacle": ("Hambatan", "Obstacle"),
    "week_n": ("Tanggapan pekan ini", "Responses this week"),
    "recent_n": ("Tanggapan 13 pekan", "Responses of 13 weeks"),
    "people": ("Orang", "People"),
    "coded_officer": ("Aparatur", "Officers"),
    "coded_document": ("Dokumen", "Documents"),
    "coded_media": ("Media", "Media"),
    "coded_citizen": ("Warga (wawancara)", "Citizens (interviews)"),
    "questions": ("Pertanyaan", "Questions"),
    "answered": ("Dijawab", "Answered"),
    "unanswered": ("Tidak dijawab", "Unanswered"),
    "waiting": ("Menunggu", "Waiting"),
    "median_working_days": ("Median hari kerja", "Median working days"),
    "comments_told": ("Komentar menurut platform", "Comments told by the platform"),
    "responses_seen": ("Tanggapan terlihat", "Responses seen"),
    "silent_days": ("Hari tanpa kiriman", "Days without a post"),
    "missed": ("Saluran terlewat", "Channels missed"),
    "oldest_local": ("Pertanyaan tertua", "Oldest question"),
    "share_rate": ("Bagian", "Share"),
    "before_mean": ("Rata-rata 4 pekan sebelumnya", "Mean of the 4 weeks before"),
    "before_rate": ("Bagian 4 pekan sebelumnya", "Share of the 4 weeks before"),
}

SHEETS = {
    "posts": ("Kiriman", "Posts"),
    "topics": ("Topik", "Topics"),
    "accounts": ("Saluran", "Channels"),
    "campaigns": ("Kampanye", "Campaigns"),
    "funnel": ("Program", "Programme"),
    "comparison": ("Perbandingan", "Comparison"),
    "obstacles": ("Hambatan", "Obstacles"),
    "conversation": ("Dua arah", "Two-way"),
    "open_questions": ("Belum dijawab", "Unanswered"),
}

TOPICS = {
    "governance": ("Tata Kelola (Smart Governance)", "Smart Governance"),
    "branding": ("Citra Kota (Smart Branding)", "Smart Branding"),
    "economy": ("Ekonomi (Smart Economy)", "Smart Economy"),
    "living": ("Kehidupan Kota (Smart Living)", "Smart Living"),
    "society": ("Masyarakat (Smart Society)", "Smart Society"),
    "environment": ("Lingkungan (Smart Environment)", "Smart Environment"),
    "none": ("Di luar dimensi", "Outside the dimensions"),
}

PROGRAMME_LEVELS = {
    "named": ("Menyebut program", "Names the programme"),
    "initiative": ("Menyebut layanan program", "Names a service of the programme"),
    "dimension": ("Hanya dimensi", "Only a dimension"),
    "none": ("Di luar program", "Outside the programme"),
}

OBSTACLES = {
    "awareness": ("Sosialisasi belum merata", "Not made known evenly"),
    "infrastructure": ("Infrastruktur", "Infrastructure"),
    "application": ("Aplikasi dan integrasi", "Applications and integration"),
    "capacity": ("Kapasitas aparatur", "Capacity of officers"),
    "procedure": ("Prosedur", "Procedure"),
    "collaboration": ("Koordinasi antarinstansi", "Coordination between offices"),
    "security": ("Keamanan data", "Security of data"),
    "budget": ("Anggaran/biaya", "Budget and costs"),
    "organisation": ("Kelembagaan humas", "Organisation of public relations"),
    "participation": ("Partisipasi warga", "Participation of citizens"),
}

TERMS = {
    "change": {
        "higher": ("lebih tinggi", "higher"),
        "lower": ("lebih rendah", "lower"),
        "not_distinguishable": ("belum tampak beda", "not distinguishable"),
        "too_few": ("terlalu sedikit", "too few"),
    },
    "topic": TOPICS,
    "obstacle": OBSTACLES,
    "topics": TOPICS,
    "programme_level": PROGRAMME_LEVELS,
    "subtopic": {
        "public_service": ("Pelayanan Publik", "Public service"),
        "bureaucracy": ("Manajemen Birokrasi", "Bureaucracy"),
        "public_policy": ("Kebijakan Publik", "Public policy"),
        "tourism": ("Pariwisata", "Tourism"),
        "business": ("Bisnis dan Investasi", "Business and investment"),
        "appearance": ("Wajah Kota", "Appearance of the city"),
        "industry": ("Industri dan UMKM", "Industry and small business"),
        "welfare": ("Kesejahteraan", "Welfare"),
        "transaction": ("Transaksi Digital", "Digital transactions"),
        "harmony": ("Tata Ruang dan Sarana", "Space and facilities"),
        "health": ("Kesehatan", "Health"),
        "mobility": ("Mobilitas", "Mobility"),
        "community": ("Komunitas", "Community"),
        "learning": ("Pembelajaran", "Learning"),
        "security": ("Keamanan dan Kebencanaan", "Security and disasters"),
        "protection": ("Perlindungan Lingkungan", "Protection of the environment"),
        "waste": ("Sampah dan Limbah", "Waste"),
        "energy": ("Energi", "Energy"),
    },
    "message_function": {
        "service_info": ("Informasi layanan", "Service information"),
        "education": ("Edukasi", "Education"),
        "invitation": ("Ajakan", "Invitation"),
        "activity_report": ("Laporan kegiatan", "Activity report"),
        "response": ("Tanggapan", "Response"),
        "greeting": ("Ucapan", "Greeting"),
    },
    "stage": {
        "research": ("Penelitian", "Research"),
        "planning": ("Perencanaan", "Planning"),
        "implementation": ("Pelaksanaan", "Implementation"),
        "evaluation": ("Evaluasi", "Evaluation"),
        "reporting": ("Pelaporan", "Reporting"),
    },
    "audience": {
        "general": ("Umum", "General public"),
        "ward": ("Warga kelurahan/kecamatan", "Residents of a ward"),
        "civil_servants": ("ASN", "Civil servants"),
        "youth": ("Pelajar dan pemuda", "Pupils and young people"),
        "women": ("Perempuan dan PKK", "Women and PKK"),
        "small_firms": ("UMKM", "Small firms"),
        "elderly_disabled": ("Lansia dan disabilitas", "Elderly and disabled people"),
    },
    "label_method": {
        "model": ("Model", "Model"),
        "taxonomy": ("Taksonomi", "Taxonomy"),
        "human": ("Manusia", "A person"),
        "reader": ("Model bahasa", "A language model"),
    },
    "published_precision": {
        "second": ("Sampai detik", "To the second"),
        "day": ("Hari saja", "The day only"),
        "unknown": ("Tidak diketahui", "Unknown"),
    },
    "engagement_level": {
        "low": ("Rendah", "Low"),
        "normal": ("Wajar", "Normal"),
        "high": ("Tinggi", "High"),
        "very_high": ("Sangat tinggi", "Very high"),
        "unknown": ("Belum dapat dinilai", "Cannot be judged yet"),
    },
    "outcome": {
        "complete": ("Lengkap", "Complete"),
        "partial": ("Sebagian", "Partial"),
        "blocked": ("Terblokir", "Blocked"),
        "skipped": ("Dilewati", "Skipped"),
        "failed": ("Gagal", "Failed"),
    },
    "verdict": {
        "better": ("Lebih tinggi", "Higher"),
        "no_difference": ("Tidak terbukti berbeda", "Not shown to differ"),
        "worse": ("Lebih rendah", "Lower"),
        "insufficient_data": ("Data belum cukup", "Not enough data"),
    },
    "kind": {
        "post": ("kiriman", "post"),
        "reply": ("balasan", "reply"),
        "quote": ("kutipan", "quote"),
        "repost": ("kiriman ulang", "repost"),
        "image": ("gambar", "image"),
        "video": ("video", "video"),
        "album": ("album", "album"),
        "article": ("artikel", "article"),
    },
}
