"""Periods by the names that people say, and reports in the order of their last days."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from pipeline.desk.words.periods import last_day_of, period_name
from pipeline.report.content.data import Language
from pipeline.report.content.wording import Wording


@pytest.mark.parametrize(
    ("period", "indonesian", "english"),
    [
        ("2026-W47", "16–22 November 2026 (Minggu ke-47)", "16–22 November 2026 (Week 47)"),
        ("2026-Q4", "Triwulan IV 2026", "Quarter 4 2026"),
        ("2026-10", "Oktober 2026", "October 2026"),
        ("2026-11-05", "5 November 2026", "5 November 2026"),
        ("2026-11-05--2026-12-01", "5 November – 1 Desember 2026", "5 November – 1 December 2026"),
        ("2026", "2026", "2026"),
        ("2026-W60", "2026-W60", "2026-W60"),
        ("2026-13", "2026-13", "2026-13"),
        ("-", "-", "-"),
        ("", "", ""),
    ],
)
def test_a_period_is_named_as_people_do_and_what_is_none_stays(period: str, indonesian: str, english: str) -> None:
    languages: tuple[Language, Language] = ("id", "en")
    said = [period_name(period, Wording(language, ZoneInfo("Asia/Jakarta"), {})) for language in languages]
    assert said == [indonesian, english]


def test_periods_end_on_their_last_day() -> None:
    periods = ("2026-W47", "2026-Q4", "2026-Q1", "2024-02", "2026-11-05", "2026-11-05--2026-12-01", "2026")
    assert [f"{last_day_of(period):%m-%d}" for period in periods] == [
        "11-22", "12-31", "03-31", "02-29", "11-05", "12-01", "12-31",
    ]  # fmt: skip
    assert last_day_of("2025-12") == date(2025, 12, 31)
