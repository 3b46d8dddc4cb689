"""Days and numbers as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.files.cells import day_of, whole_number


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("1200", 1200), ("1.200", 1200), ("3.500.000", 3_500_000), ("1,200", 1200), ("1 200", 1200),
        ("Rp 1.200,00", 1200), ("Rp3.500.000,-", 3_500_000), ("rp. 500", 500), ("1\u00a0200", 1200), ("0", 0),
        ("1.5", None), ("12.50", None), ("-3", None), ("1.20.000", None), ("1.200,5", None), ("1,200.000", None),
        ("Rp 1.500.000,-", 1_500_000), ("IDR 1.200", 1200), ("85 orang", 85), ("1.200 peserta", 1200),
        ("Rp 1,5 juta", 1_500_000), ("2.25 juta", 2_250_000), ("350 ribu", 350_000), ("1.200 juta", None),
        ("sekitar 200", None), ("1,5 juta orang lebih", None), ("-", None), ("1.5e6", None), ("12,345 juta", None),
        ("", None), ("seribu", None), ("²", None), ("1e6", None), ("12345678901", 12_345_678_901),
        ("12.500 penonton", 12_500), ("1,2k", 1200), ("12.5K views", 12_500), ("300 eks.", 300), ("40 lembar", 40),
        ("100 views lebih", None), ("99999999999999999999999", None), ("9.000.000 miliar", None),
        ("\u0663\u0664", None),
        ("1.200.00", None), ("1,200.00", 1200), ("1,200,0", None), ("1200.00", 1200),
        ("100-200", None), ("\u221e", None), ("1000000000000000", 10**15), ("1000000000000001", None),
    ],
)  # fmt: skip
def test_a_whole_number_is_read_with_the_marks_of_thousands_and_nothing_else_is_one(
    told: str, number: int | None
) -> None:
    assert whole_number(told) == number


@pytest.mark.parametrize(
    "told",
    [
        "2026-11-16", "16/11/2026", "16-11-2026", "16.11.2026", "16 November 2026", "16 Nopember 2026", "16 nov. 2026",
        "2026-11-16 00:00:00", "16/11/26", "16-Nov-26", "2026/11/16", "16/11/2026 08:30", "2026-11-16T07:00:00",
        "Senin, 16 November 2026", "senin,16 Nov. 2026", "46342", "16.11.26", " 16 NOPEMBER 2026 ",
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_in_indonesia_write_it(told: str) -> None:
    assert day_of(told) == date(2026, 11, 16)


@pytest.mark.parametrize(
    "told",
    ["", "31/02/2026", "11/16/2026", "kemarin", "2026", "16 Foo 2026", "99999", "20261", "16 s.d. 18 November 2026"],
)
def test_what_is_no_day_is_none(told: str) -> None:
    assert day_of(told) is None
