"""The headings and sentences of page one."""

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
        "The section {section} could not be made; the others stand.",
    ),
    "provisional": ("Angka sementara", "Provisional figures"),
    "final": ("Angka final", "Final figures"),
    "provisional_note": (
        "angka masih dapat berubah hingga semua unggahan berusia tujuh hari",
        "figures can still change until every post is seven days old",
    ),
    "revised": ("Revisi {number}", "Revision {number}"),
    "changes": ("Perubahan sejak edisi sebelumnya", "Changes since the previous issue"),
    "changed_figure": ("{channel}: {figure} {old} → {new}", "{channel}: {figure} {old} → {new}"),
    "figure_outcome": ("status data", "data status"),
    "figure_posts": ("unggahan", "posts"),
    "figure_interactions": ("interaksi", "interactions"),
    "figure_deleted": ("unggahan terhapus", "deleted posts"),
    "channel": ("Kanal", "Channel"),
    "group_of": ("{platform} ({channels})", "{platform} ({channels})"),
    "posts_now": ("Unggahan/berita", "Posts"),
    "week_before": ("(minggu lalu)", "(week before)"),
    "typical": ("Interaksi per unggahan", "Interactions per post"),
    "typical_note": ("(nilai tengah, 24 jam setelah tayang)", "(median, 24 hours after publishing)"),
    "naming": ("Menyebut Smart City atau layanannya", "Naming Smart City or its services"),
    "naming_of": ("{n} dari {total}", "{n} of {total}"),
    "tones": ("Tanggapan warga", "Responses of citizens"),
    "tones_note": ("(negatif · netral · positif)", "(negative · neutral · positive)"),
    "tones_of": ("{negative} · {neutral} · {positive}", "{negative} · {neutral} · {positive}"),
    "tones_provisional": (
        "Nada tanggapan adalah perkiraan mesin dan masih sementara.",
        "Tones of responses are machine labels and still provisional.",
    ),
    "unanswered": ("Belum terlihat dijawab", "No answer seen"),
    "channels_complete": ("Data semua kanal lengkap.", "The data of every channel are complete."),
    "channels_incomplete": (
        "{count} dari {channels} datanya belum lengkap: {names}. {note}",
        "Data of {count} of {channels} are incomplete: {names}. {note}",
    ),
    "figures_low": ("Angkanya dapat lebih rendah dari yang sebenarnya.", "Their figures may be lower than the truth."),
    "figures_none": ("Belum ada data.", "No data yet."),
    "line_campaigns": ("Kampanye", "Campaigns"),
    "campaign_line": ("{name}: {channels}; {left}; {verdict}", "{name}: {channels}; {left}; {verdict}"),
    "campaign_channel": ("{platform} {done} dari {planned}", "{platform} {done} of {planned}"),
    "campaign_so_far": (
        "{platform} sekurang-kurangnya {done} dari {planned}",
        "{platform} at least {done} of {planned}",
    ),
    "done_so_far": (
        "realisasi sekurang-kurangnya: data kanal belum lengkap",
        "at least so many: data of the channel are incomplete",
    ),
    "campaign_unplanned": ("{platform} {done} (tanpa target)", "{platform} {done} (no target)"),
    "campaign_without": ("belum ada unggahan", "no post yet"),
    "campaign_unknown": ("belum ada data", "no data yet"),
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
    "campaigns_more": ("{n} kampanye lain ada di bagian Kampanye.", "{n} more: see the section Campaigns."),
    "campaigns_none": ("Tidak ada kampanye yang sedang berjalan.", "No campaign is running."),
    "line_dimensions": ("Dimensi", "Dimensions"),
    "dimension_count": ("{topic} {n}", "{topic} {n}"),
    "dimensions_missing": ("Belum diangkat dalam {weeks}: {topics}", "Not raised in {weeks}: {topics}"),
    "dimensions_unseen": ("Belum terlihat diangkat dalam {weeks}: {topics}", "Not seen raised in {weeks}: {topics}"),
    "dimensions_below": ("Di bawah target dalam {weeks}: {topics}", "Below target in {weeks}: {topics}"),
    "dimensions_below_so_far": (
        "Sejauh ini di bawah target menurut konten yang terbaca dalam {weeks}: {topics}",
        "Below target so far, of the posts that were read in {weeks}: {topics}",
    ),
    "dimensions_complete": (
        "Semua dimensi diangkat dalam {weeks} terakhir.",
        "Every dimension was raised in the last {weeks}.",
    ),
    "dimensions_unknown": (
        "Belum dapat dinilai: unggahan berlabel terlalu sedikit.",
        "Cannot be judged yet: too few labelled posts.",
    ),
    "below_target_so_far": (
        "{topic} sekurang-kurangnya {n} dari {total} (target {share})",
        "{topic} at least {n} of {total} (target {share})",
    ),
    "below_target": ("{topic} (target {share})", "{topic} (target {share})"),
    "line_issues": ("Yang dibicarakan", "What people talk about"),
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
            "Nama isu tersusun dari kata yang dipakai oleh sedikitnya lima akun; nada adalah perkiraan mesin. "
            "Perangkat daerah bertanda usulan belum dipastikan."
        ),
        (
            "An issue is named after words that at least five accounts used; tones are machine labels. "
            "An agency marked as proposed is not yet confirmed."
        ),
    ),
    "issues_gone": (
        (
            "Teks tanggapan sampai {day} sudah dihapus (melewati batas umur penyimpanan): tanggapan itu dihitung "
            "menurut isu yang dicatat sebelumnya, dan yang isunya belum dicatat tidak terhitung."
        ),
        (
            "The texts of responses up to {day} have been deleted because of their age: they are counted under the "
            "issue noted before, and those without one are not counted."
        ),
    ),
    "proposed": ("usulan", "proposed"),
    "confirmed": ("dipastikan", "confirmed"),
    "previous_period": ("Periode sebelumnya", "Period before"),
    "tones_column": ("Negatif · netral · positif", "Negative · neutral · positive"),
    "first_seen_day": ("Pertama terlihat", "First seen"),
    "issue_alert_badge": ("Melonjak", "Far above the usual"),
    "issues_none": (
        "Tidak ada tema yang disampaikan oleh sedikitnya lima akun.",
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
