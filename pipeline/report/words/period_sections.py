"""The headings, captions and sentences of the sections of a month, a quarter or any days, and of the letter."""

from __future__ import annotations

from typing import Final

from pipeline.report.words.terms import Terms

PERIOD_SECTIONS: Final[Terms] = {
    "period_summary": ("Ringkasan", "Summary"),
    "prose_count_higher": (
        "Rata-rata per hari lebih tinggi daripada periode sebelumnya.",
        "The mean per day is higher than in the period before.",
    ),
    "prose_count_lower": (
        "Rata-rata per hari lebih rendah daripada periode sebelumnya.",
        "The mean per day is lower than in the period before.",
    ),
    "prose_count_not_distinguishable": (
        "Rata-rata per hari belum tampak berbeda dari periode sebelumnya.",
        "The mean per day is not distinguishable from that of the period before.",
    ),
    "prose_count_too_few": (
        "Jumlahnya terlalu sedikit untuk dibandingkan.",
        "There are too few to compare.",
    ),
    "prose_returned": (
        "{n} memuat lagi teks yang pernah terbit setengah tahun sebelumnya atau lebih lama.",
        "Texts first published at least half a year earlier appeared again in {n}.",
    ),
    "prose_since": (
        "Konten sebelum {day} belum seluruhnya diketahui.",
        "Posts from before {day} are not fully known for every channel.",
    ),
    "prose_busiest": (
        "Konten terbanyak ada di {channels} ({posts}).",
        "Most posts are on {channels} ({posts}).",
    ),
    "prose_each": ("masing-masing {count}", "{count} each"),
    "prose_other_channels": ("dan {n} kanal lain", "and {n} other channels"),
    "prose_other_issues": ("dan {n} isu lain", "and {n} other issues"),
    "prose_below_target": (
        "Di bawah target: {topics}.",
        "Below their target: {topics}.",
    ),
    "prose_targets_met": (
        "Semua dimensi yang bertarget mencapai targetnya.",
        "Every dimension with a target reached it.",
    ),
    "prose_responses": (
        (
            "Tanggapan warga yang terbaca dan bernada: {n}; negatif {negative}, netral {neutral}, positif "
            "{positive} (perkiraan mesin)."
        ),
        (
            "Citizens' responses that were read and have a tone: {n}; negative {negative}, "
            "neutral {neutral}, positive {positive} (machine labels)."
        ),
    ),
    "prose_unheard": (
        "Tidak ada tanggapan warga bernada yang terbaca.",
        "No citizens' response with a tone was read.",
    ),
    "prose_targets_few": (
        "Target dimensi belum dapat dinilai: unggahan berlabel kurang dari {n}.",
        "Targets of dimensions cannot be judged yet: fewer than {n} labelled posts.",
    ),
    "prose_targets_so_far": (
        "Data {channels} belum lengkap. Menurut konten yang terbaca, sejauh ini di bawah target: {topics}.",
        "Data of {channels} are incomplete. Of the posts that were read, below target so far: {topics}.",
    ),
    "prose_targets_met_so_far": (
        (
            "Data {channels} belum lengkap. Menurut konten yang terbaca, semua dimensi yang bertarget sejauh ini "
            "mencapai targetnya."
        ),
        (
            "Data of {channels} are incomplete. Of the posts that were read, every dimension with a target has "
            "reached it so far."
        ),
    ),
    "targets_so_far": (
        (
            "Data {channels} belum lengkap. Realisasi dihitung dari yang terbaca sejauh ini: jumlahnya "
            "sekurang-kurangnya sekian, dan capaian porsi belum dinilai."
        ),
        (
            "Data of {channels} are incomplete. What was done is counted from what was read so far: numbers are at "
            "least so many, and shares are not judged yet."
        ),
    ),
    "prose_issue": (
        "Yang paling banyak dibicarakan adalah {issues}.",
        "Most talked about: {issues}.",
    ),
    "section_targets": ("Target dan realisasi", "Targets and results"),
    "targets_none": (
        "Target dimensi dan kampanye belum ditetapkan untuk periode ini.",
        "No target of a dimension or campaign is set for this period.",
    ),
    "aim": ("Dimensi atau kampanye", "Dimension or campaign"),
    "aim_until": ("{aim} (berjalan sampai {day})", "{aim} (runs until {day})"),
    "aim_so_far": ("{aim}, sejauh yang terbaca", "{aim}, as far as read"),
    "measured_by": ("Ukuran", "Measure"),
    "reached_share": ("Capaian", "Reached"),
    "share_of_posts": ("porsi unggahan", "share of posts"),
    "target_posts": ("unggahan", "posts"),
    "target_interactions": ("interaksi", "interactions"),
    "target_views": ("tayangan", "views"),
    "section_rates": ("Kinerja kanal", "Channels"),
    "mean_rate": ("Tingkat interaksi per unggahan", "Engagement rate per post"),
    "class_in_band": ("Kelas di kelompok pengikut", "Class within the follower band"),
    "rate_low": ("Rendah ({band})", "Low ({band})"),
    "rate_normal": ("Sedang ({band})", "Middle ({band})"),
    "rate_high": ("Tinggi ({band})", "High ({band})"),
    "rate_alone": ("Belum ada pembanding (baru {n} dari 5 akun)", "Nothing to compare with (only {n} of 5 accounts)"),
    "band_from_to": ("{low}–{high} pengikut", "{low}–{high} followers"),
    "band_from": ("{low} pengikut atau lebih", "{low} followers or more"),
    "band_below": ("di bawah {high} pengikut", "under {high} followers"),
    "rates_note": (
        (
            "Tingkat interaksi adalah rata-rata interaksi dibagi pengikut dari setiap unggahan, "
            "sekurang-kurangnya lima unggahan. "
            "Kelas: seperempat terendah, setengah di tengah, seperempat tertinggi di antara akun "
            "pantauan di platform yang sama dengan pengikut sebanyak itu."
        ),
        (
            "The engagement rate is the mean of each post's interactions divided by the account's followers, over at "
            "least five posts. "
            "Class: the lowest quarter, middle half or highest quarter of the watched accounts on the "
            "platform with a similar number of followers."
        ),
    ),
    "section_media": ("Media yang dipakai", "Media used"),
    "medium": ("Media", "Medium"),
    "items": ("Jumlah unggahan/berita/kegiatan", "Posts, articles or items"),
    "counted": ("Asal angka", "Counted"),
    "counted_harvested": ("dari platform", "from the platform"),
    "counted_by_hand": ("dihitung sendiri oleh kantor", "counted by the office itself"),
    "reached_of": ("{reached} (terisi {n} dari {items})", "{reached} (told by {n} of {items})"),
    "media_note": (
        (
            "Yang dihitung sendiri oleh kantor berasal dari catatan kegiatan kantor, tidak diperiksa "
            "Pantau, dan tidak dijumlahkan dengan angka dari platform. Jumlah terjangkau hanya dari baris yang "
            "mengisinya; satu orang dapat terhitung lebih dari sekali."
        ),
        (
            "What the office counted itself comes from its own list of activities, is not checked by Pantau, and "
            "is not added to figures of platforms. People reached are those of the rows that tell them; one "
            "person may count more than once."
        ),
    ),
    "section_press": ("Pemberitaan media massa", "In the press"),
    "press_none": (
        "Tidak ada berita media massa yang dipantau dalam periode ini.",
        "No article of a watched outlet was published in this period.",
    ),
    "press_articles": ("Berita", "Articles"),
    "press_outlets": ("Media massa", "Outlets"),
    "press_count": ("{articles} dimuat {outlets} media massa.", "{articles}; number of outlets: {outlets}."),
    "press_count_before": (
        "{articles} dimuat {outlets} media massa (periode sebelumnya: {before}).",
        "{articles} (period before: {before}); number of outlets: {outlets}.",
    ),
    "press_carried": (
        "{articles} memuat pesan kantor atau perangkat daerah.",
        "{articles} carried a message of the office or an agency.",
    ),
    "press_carried_none": (
        "Tidak ada berita yang memuat pesan kantor atau perangkat daerah.",
        "No article carried a message of the office or an agency.",
    ),
    "press_tone": (
        (
            "Kata bernada dalam berita: negatif {negative}, netral {neutral}, positif {positive} "
            "(angka sementara: hitungan kata, sering keliru saat diuji; bukan sikap media)."
        ),
        (
            "Words with a tone in the articles: negative {negative}, neutral {neutral}, positive {positive} "
            "(provisional: words counted, often wrong when tested; not what the outlets think)."
        ),
    ),
    "press_tones_column": ("Negatif · netral · positif (sementara)", "Negative · neutral · positive (provisional)"),
    "press_no_tone": (
        (
            "Nada tidak disebutkan: perlu sekurang-kurangnya {articles} berita di {outlets} media massa, paling banyak "
            "separuhnya dari satu media, dan tidak semuanya senada."
        ),
        (
            "No tone is given: that takes at least {articles} articles in {outlets} outlets, no more than half of them "
            "in one outlet, and not all of the same tone."
        ),
    ),
    "press_no_issue": (
        "Belum ada isu yang dimuat sekurang-kurangnya lima berita.",
        "No issue appears in five articles or more.",
    ),
    "press_note": (
        (
            "Berita media massa tidak termasuk angka kanal sendiri. Nama isu tersusun dari kata judul "
            "sekurang-kurangnya lima berita. Nada adalah hitungan kata dalam judul dan awal berita, juga tentang "
            "kejahatan atau pesohor; masih sementara, sering keliru saat diuji dan bukan sikap media. Nada tidak "
            "disebutkan per media atau wartawan."
        ),
        (
            "Press articles are not included in the office's own figures. An issue is named after words in the titles "
            "of at least five articles. A tone is a count of words in the title and opening, including those about "
            "crime or celebrities; it is provisional, often wrong when tested, and not the outlet's position. No tone "
            "is given for an outlet or a journalist."
        ),
    ),
    "section_agencies": ("Akun perangkat daerah", "Accounts of agencies"),
    "agencies_none": ("Belum ada akun perangkat daerah yang dipantau.", "No account of an agency is watched."),
    "useful": ("Unggahan berguna bagi warga", "Useful posts"),
    "median_rate": ("Tingkat interaksi (nilai tengah)", "Engagement rate (median)"),
    "answered_share": ("Terlihat dijawab", "Answer seen"),
    "share_between": ("{share} ({low}–{high})", "{share} ({low}–{high})"),
    "share_from": ("{n} dari {total}; porsi mulai 20 pertanyaan", "{n} of {total}; a share from 20 questions on"),
    "agencies_note": (
        (
            "Urutan menurut abjad, bukan peringkat. Jawaban lewat DM, telepon, atau SP4N-LAPOR tidak terlihat. "
            "Dalam kurung: selang kepercayaan 95%. Berguna: informasi layanan, edukasi, ajakan, tanggapan."
        ),
        (
            "In alphabetical order, not a ranking. Answers by direct message, telephone or "
            "SP4N-LAPOR are not seen. "
            "In brackets: 95% interval. Useful: service information, education, invitation, response."
        ),
    ),
    "kecamatan": ("Kecamatan", "Kecamatan"),
    "section_districts": ("Kecamatan yang disebut", "Districts (kecamatan) named"),
    "districts_note": (
        "Jumlah unggahan yang menyebut kecamatan itu atau kelurahannya; bukan ukuran pelayanan.",
        "Posts that name the kecamatan or one of its kelurahan; not a measure of service.",
    ),
    "districts_none": ("Tidak ada unggahan yang menyebut kecamatan.", "No post names a kecamatan."),
    "section_together": ("Kolaborasi", "Collaborations"),
    "together_count": (
        "{n} dari {contents} dimuat bersama akun lain.",
        "Published together with another account: {n} of {contents}.",
    ),
    "partner": ("Mitra", "Partner"),
    "other_partners": ("Akun lain yang tidak dipantau", "Other accounts, not watched"),
    "section_peers": ("Daerah pembanding", "Peer cities"),
    "peers_none": ("Belum ada daerah pembanding yang dipantau.", "No peer city is watched."),
    "peers_note": (
        "Daerah pembanding berbeda penduduk dan pengikutnya; angkanya disandingkan, bukan disusun sebagai peringkat.",
        "Peers differ in population and followers; figures stand side by side and are not ranked.",
    ),
    "naming_share": ("Menyebut Smart City atau layanannya", "Names Smart City or a service"),
    "whose": ("Daerah", "City"),
    "section_times": ("Waktu tayang", "Times of publishing"),
    "time": ("Waktu", "Time"),
    "scores_note": (
        (
            "Nilai tengah interaksi dibanding biasanya (1,0 = seperti biasa), sekurang-kurangnya lima "
            "unggahan; ini hubungan, bukan sebab akibat."
        ),
        (
            "Median of interactions against the usual (1.0 = as usual), over at least five posts; an association, "
            "not a cause."
        ),
    ),
    "times_note": (
        (
            "Hanya unggahan yang jam tayangnya diketahui. Nilai tengah interaksi dibanding biasanya (1,0 = seperti "
            "biasa), sekurang-kurangnya lima unggahan; ini hubungan, bukan sebab akibat."
        ),
        (
            "Only posts whose hour is known. Median of interactions against the usual (1.0 = as usual), over at least "
            "five posts; an association, not a cause."
        ),
    ),
    "hours": ("pukul {first}.00–{last}.00", "{first}:00–{last}:00"),
    "section_functions": ("Fungsi pesan", "Message functions"),
    "section_issues": ("Yang dibicarakan warga", "What citizens talk about"),
    "text_expired": (
        "(teks dihapus karena melewati batas umur penyimpanannya; bukalah tautannya)",
        "(text deleted because it is older than texts are kept; open the link)",
    ),
    "agency_proposed": ("{agency} (usulan)", "{agency} (proposed)"),
    "letter_draft": ("KONSEP", "DRAFT"),
    "letter_government": ("PEMERINTAH {city}", "GOVERNMENT OF {city}"),
    "letter_number": ("Nomor\t: ……………………", "Number\t: ……………………"),
    "letter_subject": ("Hal\t: {title}", "Subject\t: {title}"),
    "letter_days": ("Periode\t: {days}", "Period\t: {days}"),
    "letter_place": ("……………………, ……………………", "……………………, ……………………"),
    "letter_office": ("……………………………………,", "……………………………………,"),
    "letter_name": ("(……………………………………)", "(……………………………………)"),
    "letter_staff_number": ("NIP ……………………………", "Staff number ……………………………"),
}
