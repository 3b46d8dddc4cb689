"""The sentences that ask for a decision: the finding, then the request, as an official writes them."""

from __future__ import annotations

from typing import Final

from pipeline.report.words.terms import Terms

DECISIONS: Final[Terms] = {
    "decision": ("Perlu keputusan", "Needs a decision"),
    "decision_further": ("Berikutnya", "Next"),
    "decision_last": ("Keputusan minggu lalu", "Last week's decision"),
    "decision_done": ("sudah dilaksanakan", "done"),
    "decision_open": ("belum dicatat pelaksanaannya", "not noted as done"),
    "decision_refused": ("tidak dilaksanakan", "not done"),
    "decide_channel": (
        (
            "Data kanal {platform} {account}{others} belum lengkap ({reason}). "
            "Mohon berkenan menetapkan petugas yang memperbaikinya dan waktunya."
        ),
        (
            "The data of {platform} {account}{others} are incomplete ({reason}). "
            "Please name who is to fix it, and by when."
        ),
    ),
    "decide_late": (
        (
            "Data kanal {platform} {account} tidak pernah lengkap sejak {since}{others}. "
            "Mohon berkenan menetapkan petugas yang memperbaikinya dan waktunya."
        ),
        (
            "The data of {platform} {account} have not been complete since {since}{others}. "
            "Please name who is to fix it, and by when."
        ),
    ),
    "decide_silent": (
        (
            "Kanal {platform} {account}{others} tidak mengunggah apa pun minggu ini. "
            "Mohon berkenan menetapkan pengelola konten dan waktunya."
        ),
        "{platform} {account}{others} published nothing this week. Please name who is to provide posts, and by when.",
    ),
    "decide_questions": (
        (
            "{questions} dari 13 minggu terakhir telah melewati batas waktu dan belum terlihat dijawab "
            "({places}{oldest}). "
            "Mohon berkenan menetapkan petugas yang menjawab beserta tenggatnya."
        ),
        (
            "Past the time limit with no answer seen: {questions} from the last 13 weeks ({places}{oldest}). "
            "Please name who is to answer, and by when."
        ),
    ),
    "decide_dimension": (
        "Dimensi {topic} tidak diangkat selama empat minggu. Mohon arahan konten yang akan dimuat minggu depan.",
        "Nothing on the dimension {topic} was published for four weeks. Please say what is to be published next week.",
    ),
    "decide_target": (
        (
            "Secara keseluruhan dalam empat minggu terakhir, dimensi {topic} di bawah targetnya. "
            "Mohon arahan: konten ditambah atau target diubah."
        ),
        (
            "Over the last four weeks as a whole, the dimension {topic} lay below its target. "
            "Please say whether to publish more or to change the target."
        ),
    ),
    "decide_dimension_so_far": (
        (
            "Pada kanal yang terbaca, dimensi {topic} belum terlihat diangkat selama empat minggu. "
            "Mohon arahan konten yang akan dimuat minggu depan."
        ),
        (
            "On the channels that were read, nothing on the dimension {topic} was seen for four weeks. "
            "Please say what is to be published next week."
        ),
    ),
    "decide_target_so_far": (
        (
            "Menurut konten yang terbaca dalam empat minggu terakhir, dimensi {topic} sejauh ini di bawah targetnya. "
            "Mohon arahan: konten ditambah atau target diubah."
        ),
        (
            "Of the posts of the last four weeks that were read, too few so far are on the dimension {topic} for its "
            "target. Please say whether to publish more or to change the target."
        ),
    ),
    "decide_campaign": (
        (
            "Kampanye {campaign} di {platform}: baru terbit {done} dari {planned} unggahan yang direncanakan. "
            "Mohon arahan: rencana dikejar atau diubah."
        ),
        (
            "The campaign {campaign} on {platform} has {done} of {planned} planned posts. "
            "Please say whether to catch up or to change the plan."
        ),
    ),
    "decide_programme": (
        (
            "Tidak ada unggahan yang menyebut program Smart City atau layanannya minggu ini. "
            "Mohon arahan tema yang akan diangkat."
        ),
        "No post named the Smart City programme or one of its services this week. Please say what to raise next.",
    ),
    "decide_obstacle": (
        (
            "Hambatan yang paling banyak disampaikan warga: {obstacle} ({responses} dalam 13 minggu). "
            "Mohon arahan perbaikan dan penanggung jawabnya."
        ),
        (
            "The obstacle that citizens named most: {obstacle} ({responses} in 13 weeks). "
            "Please say what is to be fixed, and by whom."
        ),
    ),
    "decide_nothing": (
        "Dari data yang terbaca, tidak ada hal mendesak. Mohon persetujuan rencana minggu depan.",
        "Nothing is pressing in the data that were read. Please approve the plan for next week.",
    ),
    "and_channels": (" dan {n} kanal lain", " and {n} more"),
    "and_late": (
        " (begitu pula {n} kanal lain selama seminggu atau lebih)",
        " (likewise {n} more, for a week or longer)",
    ),
    "place_questions": ("{platform} {n}", "{platform} {n}"),
    "oldest_since": ("; paling lama sejak {day}", "; the oldest from {day}"),
}
