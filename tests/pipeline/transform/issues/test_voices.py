from __future__ import annotations

import pytest

from pipeline.transform.issues.voices import VoiceReader


@pytest.mark.parametrize(
    ("word", "other", "one"),
    [
        ("lelet", "error", True),
        ("banjir", "genangan", True),
        ("laporan", "aduan", True),
        ("otp", "verifikasi", True),
        ("aspal", "jalan", True),
        ("kode", "verifikasi", False),
        ("jumlah", "data", False),
        ("angka", "data", False),
        ("padat", "macet", False),
        ("lubang", "jalan", False),
        ("bolong", "jalan", False),
        ("lanjut", "respon", False),
        ("tindakan", "respon", False),
    ],
)
def test_words_for_one_thing_are_grouped_and_generic_words_stand_alone(word: str, other: str, *, one: bool) -> None:
    reader = VoiceReader()

    assert (reader.stem(word) == reader.stem(other)) is one
