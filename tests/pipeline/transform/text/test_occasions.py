"""A yearly call with a new date is another occasion; an old text with another opening or end is the same one."""

from __future__ import annotations

import pytest

from pipeline.transform.text.occasions import is_another_occasion

TOLD = "warga membawa kartu keluarga ke balai kota {} untuk mengikuti pelatihan kerja gratis"
BODY = TOLD.format("pagi")


@pytest.mark.parametrize(
    ("earlier", "text", "another"),
    [
        (TOLD.format("3 Maret"), TOLD.format("7 Mei"), True),
        (TOLD.format("pagi"), TOLD.format("pagi 7 Mei"), True),  # within what both say
        (TOLD.format("gelombang kedua"), TOLD.format("gelombang ketiga"), True),
        (f"MTQ XXXVI {BODY}", f"MTQ XXXVII {BODY}", True),
        (f"Sabtu 5 5 {BODY}", f"Sabtu 9 5 {BODY}", True),
        (f"{BODY} pada 3 Maret di aula", f"{BODY} pada 7 Mei di aula", True),
        (BODY, f"Viral lagi Kamis 6 11 2026 {BODY}", False),
        (f"Bekasi 3 Maret {BODY}", f"Ingat kabar ini {BODY}", False),
        (BODY, f"{BODY} hubungi 112 setiap hari", False),
        (f"{BODY} pada 3 Maret 2023", f"Ulang {BODY} pada 3 Maret 2023", False),
        (BODY.upper(), BODY, False),
        ("satu dua", "tiga empat", True),
        ("", "", False),
    ],
)
def test_only_changed_marks_make_another_occasion(earlier: str, text: str, another: bool) -> None:  # a row of the table
    assert is_another_occasion(text.split(), earlier.split(), 4) is another
