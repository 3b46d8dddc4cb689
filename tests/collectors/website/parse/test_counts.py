from __future__ import annotations

import pytest

from collectors.website.parse.counts import parse_count


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("0", 0), ("12 Kali", 12), ("1.234 kali", 1234), ("1,234", 1234), ("1 234 567", 1_234_567),
        ("12.345.678", 12_345_678),
        ("1,2 rb", 1200), ("1,2rb", 1200), ("3.4K", 3400), ("12 ribu", 12_000), ("1,25 jt", 1_250_000),
        ("2M", 2_000_000),
        ("1,5 juta", 1_500_000), ("12 2026", 12), ("5 komentar", 5), ("7 menit", 7),
    ],
)  # fmt: skip
def test_a_count_is_read_as_it_is_written(written: str, count: int) -> None:
    assert parse_count(written) == count


@pytest.mark.parametrize("written", ["", "1.2", "1,23", "1.234.5", "9" * 14, "banyak"])
def test_what_is_no_count_is_unknown_and_not_zero(written: str) -> None:
    assert parse_count(written) is None


def test_a_negative_number_counts_nothing() -> None:
    assert parse_count("Dibaca: -1 kali", 9) is None
