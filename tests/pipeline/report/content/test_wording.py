"""Both languages say everything, and numbers and weeks read as the reader is used to."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from collectors.wording import dollars
from pipeline.clock import IsoWeek
from pipeline.report.content.wording import Wording
from pipeline.report.words import catalogue
from pipeline.report.words.decisions import DECISIONS
from pipeline.report.words.front import FRONT
from pipeline.report.words.period_sections import PERIOD_SECTIONS
from pipeline.report.words.periods import PERIODS
from pipeline.report.words.sections import SECTIONS

INDONESIAN = Wording("id", ZoneInfo("Asia/Jakarta"))
ENGLISH = Wording("en", ZoneInfo("Asia/Jakarta"))


@pytest.mark.parametrize(
    ("week", "indonesian", "english"),
    [
        ("2026-W47", "16–22 November 2026 (Minggu ke-47)", "16–22 November 2026 (Week 47)"),  # dashes
        (
            "2026-W49",
            "30 November – 6 Desember 2026 (Minggu ke-49)",  # dashes
            "30 November – 6 December 2026 (Week 49)",  # dashes
        ),
        (
            "2026-W53",
            "28 Desember 2026 – 3 Januari 2027 (Minggu ke-53)",  # dashes
            "28 December 2026 – 3 January 2027 (Week 53)",  # dashes
        ),
    ],
)
def test_a_week_is_written_with_its_days(week: str, indonesian: str, english: str) -> None:
    assert INDONESIAN.period(IsoWeek.parse(week)) == indonesian
    assert ENGLISH.period(IsoWeek.parse(week)) == english


def test_no_text_hides_another_under_its_name() -> None:
    parts = (FRONT, DECISIONS, SECTIONS, PERIODS, PERIOD_SECTIONS)
    names = [name for part in parts for name in part]
    assert sorted(names) == sorted(catalogue.TEXTS)


def test_numbers_have_the_marks_of_the_language() -> None:
    assert INDONESIAN.number(1234567.26, digits=1) == "1.234.567,3"
    assert ENGLISH.number(1234567.26, digits=1) == "1,234,567.3"
    assert INDONESIAN.number(0) == "0"
    assert INDONESIAN.number(None) == "–"  # a dash


def test_money_is_rounded_alike_in_reports_and_in_messages() -> None:
    for amount in (1.645, 1.655, 0.125, 2.675, 0.0, 1234.5):
        assert f"${ENGLISH.number(amount, digits=2)}".replace(",", "") == dollars(amount)
    assert [dollars(amount) for amount in (1.645, 1.655)] == ["$1.65", "$1.66"]


@pytest.mark.parametrize(
    ("zone", "indonesian", "english"),
    [("Asia/Jakarta", "WIB", "WIB"), ("Asia/Jayapura", "WIT", "WIT"), ("UTC", "UTC", "UTC"),
     ("Asia/Singapore", "UTC+08:00", "UTC+08:00")],
)  # fmt: skip
def test_a_moment_names_its_zone_in_either_language(zone: str, indonesian: str, english: str) -> None:
    at = datetime(2026, 11, 23, 18, tzinfo=UTC)
    assert Wording("id", ZoneInfo(zone)).moment(at).split()[-1] == indonesian
    assert Wording("en", ZoneInfo(zone)).moment(at).split()[-1] == english


def test_both_languages_take_the_same_parts() -> None:
    for indonesian, english in catalogue.TEXTS.values():
        assert set(re.findall(r"{\w+}", indonesian)) == set(re.findall(r"{\w+}", english))


def test_every_entry_of_the_catalogue_has_two_languages() -> None:
    groups = [catalogue.TEXTS, catalogue.COLUMNS, catalogue.SHEETS, *catalogue.TERMS.values()]
    for group in groups:
        for pair in group.values():
            assert len(pair) == 2
            assert all(pair)


def test_an_unknown_column_or_code_keeps_its_own_name() -> None:
    assert INDONESIAN.column("kolom_baru") == "kolom_baru"
    assert INDONESIAN.term("topic", "topik_baru") == "topik_baru"
    assert INDONESIAN.coded("text", "living,society") == "living,society"


@pytest.mark.parametrize(
    ("share", "digits", "said"),
    [
        (None, 0, "–"), (0, 0, "0%"), (1, 0, "100%"), (0.004, 0, "<1%"), (0.996, 0, ">99%"), (0.006, 0, "1%"),
        (0.005, 0, "<1%"), (0.995, 0, ">99%"), (0.0005, 1, "<0,1%"),
        (0.0004, 1, "<0,1%"), (0.9996, 1, ">99,9%"), (0.104, 1, "10,4%"),
    ],
)  # fmt: skip
def test_a_small_share_is_not_said_to_be_nothing_nor_a_large_one_all(
    share: float | None, digits: int, said: str
) -> None:
    assert INDONESIAN.percent(share, digits) == said


def test_a_half_is_rounded_up_as_a_spreadsheet_does() -> None:
    assert [INDONESIAN.number(value) for value in (0.5, 2.5, 26.5, 3.4)] == ["1", "3", "27", "3"]
    assert [INDONESIAN.number(value, 1) for value in (0.25, 0.35)] == ["0,3", "0,4"]
    assert [INDONESIAN.percent(share) for share in (0.125, 0.145, 0.985)] == ["13%", "15%", "99%"]
    assert INDONESIAN.percent(0.00125, 2) == "0,13%"
