from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from collectors.website.parse.dates import MONTHS, find_date, find_publication, parse_date

JAKARTA = ZoneInfo("Asia/Jakarta")
MIDNIGHT = datetime(2026, 1, 6, 17, tzinfo=UTC)  # 7 January in Jakarta


@pytest.mark.parametrize(
    "written",
    [
        "7 Januari 2026",
        "07 Jan 2026",
        "Rabu, 7 Januari 2026",
        "RABU, 7 JANUARI 2026",
        "7 JANUARI 2026",
        "07/01/2026",
        "7/1/2026",
        "7-1-2026",
        "7.1.2026",
        "2026-01-07",
        "7 January 2026",
        "7 Jan 2026",
        "January 7, 2026",
        "Wednesday, January 7th, 2026",
        "Dipublikasikan : 7 January 2026",
        "7 Januari 2026AdminKota",
        "2026-01-07AdminKota",
        "07/01/2026AdminKota",
        "7\xa0Januari\xa02026",
        "7 Januari 2026 | 1234",
        "7 Januari 2026 | 9.123 kali",
        "7 Januari 2026 - 24:10",
        "7 de enero de 2026",
        "7 janvier 2026",
        "7. Januar 2026",
        "7 gennaio 2026",
        "Jan-07-2026",
        "January 7,2026",
        "2026-Jan-07",
        "2026 January 7",
        "7-I-2026",
        "7/Jan/2026",
        "2026/Jan/07",
        "7.I.2026",
        "Diterbitkan 7-gen-2026",
        "Diterbitkan 7/gen/2026",
        "em 7 de gen. de 2026",
        "gio, 07 gen 2026",
        "7 gen 2026",
        "Sold Out 15 2026 | 7 Januari 2026",
        "Kelas 9 IX 2025, 7 Januari 2026",
        "2026年1月7日",
        "2026. 01. 07.",
        "２０２６-01-07",
        "7\u200b Januari\u200e 2026",
    ],
)
def test_a_day_is_the_midnight_that_begins_it_in_the_sites_zone(written: str) -> None:
    assert parse_date(written, JAKARTA) == (MIDNIGHT, "day")


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        ("07 Januari 2026 | 09:14 WIB", 2, 14),
        ("7 Januari 2026 09.14 WIB", 2, 14),
        ("7 Januari 2026, pukul 09.14", 2, 14),
        ("7 Januari 2026 09:14 WITA", 1, 14),
        ("7 Januari 2026 09:14 WIT", 0, 14),
        ("7 Januari 2026 09:14", 2, 14),
        ("7 Januari 2026 (09:14)", 2, 14),
        ("7 Januari 2026 | 09:14 WIBAdminKota", 2, 14),
        ("2026-01-07T09:14:00+07:00", 2, 14),
        ("2026-01-07 09:14:00", 2, 14),
        ("2026-01-07T02:14:00Z", 2, 14),
        ("2026-01-07T09:14:00.250+0700", 2, 14),
        ("January 7, 2026 9:14 am", 2, 14),
        ("January 7, 2026 9:14 pm", 14, 14),
        ("7.1.2026 um 09:14 Uhr", 2, 14),
        ("7 Januari 2026 Pukul : 09:14 WIB", 2, 14),
        ("7 janvier 2026 à 09h14", 2, 14),
        ("Pukul 09.14 WIB, Rabu 7 Januari 2026", 2, 14),
        ("gio, 07 gen 2026 09:14:00 +0100", 8, 14),
        ("Rabu,January 7,2026 21:14 pm", 14, 14),
        ("2026-01-07T09:14:00 Asia/Makassar", 1, 14),
        ("7 Januari 2026 09:14 KST", 0, 14),
        ("2026-01-07T09:14:00\u221207:00", 16, 14),
    ],
)
def test_a_time_counts_in_the_zone_that_it_names_or_else_in_the_sites(written: str, hour: int, minute: int) -> None:
    assert parse_date(written, JAKARTA) == (datetime(2026, 1, 7, hour, minute, tzinfo=UTC), "second")


@pytest.mark.parametrize(
    ("written", "month"),
    [
        *(("Pebruari", 2), ("Peb", 2), ("Agt", 8), ("Ags", 8), ("Agu", 8), ("Nopember", 11), ("Nop", 11), ("Sept", 9)),
        *(("Agus", 8), ("Mac", 3), ("Julai", 7), ("Ogos", 8), ("Disember", 12), ("März", 3), ("août", 8), ("Dic", 12)),
    ],
)
def test_old_and_short_spellings_of_months_are_known(written: str, month: int) -> None:
    found = parse_date(f"12 {written} 2021", JAKARTA)
    assert found is not None
    assert found[0].astimezone(JAKARTA).month == month


@pytest.mark.parametrize("month", MONTHS)
def test_every_month_reads_in_any_case_and_glued(month: str) -> None:
    assert parse_date(f"12 {month.upper()} 2021", JAKARTA) == parse_date(f"12{month}2021", JAKARTA)


@pytest.mark.parametrize(
    "written",
    ["", "AdminKota", "31 Februari 2026", "45/13/2026", "7 Januari", "1.234.2026", "7 Marga 2026", "0/0/2026"],
)
def test_what_is_no_day_of_the_calendar_is_no_date(written: str) -> None:
    assert parse_date(written, JAKARTA) is None


def test_the_first_date_counts() -> None:
    assert parse_date("Terbit 2026-01-07, disunting 9 Januari 2026", JAKARTA) == (MIDNIGHT, "day")


def test_an_impossible_date_gives_way_to_the_next() -> None:
    assert parse_date("31/02/2026 diralat 7/1/2026", JAKARTA) == (MIDNIGHT, "day")


def test_a_found_date_tells_where_it_stands_with_weekday_and_time() -> None:
    text = "Oleh Humas, Rabu, 7 Januari 2026 | 09:14 WIB Sekretariat"
    found = find_date(text, JAKARTA)
    assert found is not None
    assert text[: found.start] + text[found.end :] == "Oleh Humas,  Sekretariat"


def test_a_name_that_begins_like_a_zone_stays_a_name() -> None:
    text = "7 Januari 2026 09:14 Wibowo"
    found = find_date(text, JAKARTA)
    assert found is not None
    assert text[found.end :] == " Wibowo"


@pytest.mark.parametrize("told", ["Nomor 470/24/XI/2026", "2026 Februari", "tahun 2026 Mei 40", "24 Mac", "11. 24."])
def test_numbers_of_letters_and_halves_of_dates_are_none(told: str) -> None:
    assert parse_date(told, JAKARTA) is None


@pytest.mark.parametrize(
    "told",
    [
        *(
            "Sold Out 15 2026",
            "Juara 1 set 2024",
            "Menang 2 set, 2024 lalu",
            "Set 15, 2026",
            "5 ago 2024 lalu",
        ),
        *(
            "tahun 2026, Mei 10",
            "Sejak 2024. Maret 15 peserta",
            "Pemilu 2024 Mei 10:30",
            "2024 Mei 10:30",
            "2024 Mei 10.30",
        ),
        *("Nomor 12/11/2026/SK", "800/12/11/2026/Kominfo", "12/11/2026/IX", "12/11/2026/KEP-3", "12/11/2026/004"),
        *(
            "2024 Mei 10 Peserta Hadir",
            "2024 MEI 10 ORANG",
            "2024 Mei 10 peserta",
            "2024 Mei 10 orang hadir",
            "2026 November 12 unit",
        ),
        *("pemilu 2024 Mei 10", "2024-Mei/10", "2024, Mei, 10"),
        *("Kelas 9 IX 2025", "SMA 12 X 2024", "9 - IX 2025", "9.IX-2025"),
    ],
)
def test_ordinary_words_beside_numbers_are_no_dates(told: str) -> None:
    assert parse_date(told, JAKARTA) is None


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("11/12/2026 9:14:07 AM", "2026-11-12"),
        ("11/12/2026, 9:14:07 PM", "2026-11-12"),
        ("11/12/2026 10:14:07 AM", "2026-11-12"),
        ("Diposting pada 05/11/2026 3:30 PM", "2026-11-05"),
        ("5/11/2026 3:30 pm", "2026-11-05"),
        ("05/11/2026 3:30:07 PM", "2026-11-05"),
        ("05/11/2026 10:14 PM", "2026-11-05"),
        ("11/12/2026 09:14:07 AM", "2026-12-11"),
        ("11/12/2026 9:14 AM", "2026-12-11"),
        ("11/12/2026 9:14:07 AM WIB", "2026-12-11"),
        ("Jumat, 11/12/2026 9:14:07 AM", "2026-12-11"),
        ("Kamis, 11/12/2026 9:14 AM", "2026-11-12"),
        ("25/12/2026 9:14 AM", "2026-12-25"),
        ("2026 November 12 oleh Admin", "2026-11-12"),
        ("2026 November 12 | Admin", "2026-11-12"),
        ("2026 November 12 09:14", "2026-11-12"),
        ("2026 November 7 Admin", "2026-11-07"),
        ("2026 November 7 Senin", "2026-11-07"),
        ("2026 November 7 in Berita", "2026-11-07"),
        ("2026 November 7 WIB", "2026-11-07"),
        ("2026 November 7 Budi Santoso", "2026-11-07"),
        ("10/11/2026/Humas", "2026-11-10"),
        ("Kominfo/10/11/2026/Admin", "2026-11-10"),
        ("10/11/2026/ADMIN", "2026-11-10"),
        ("Tanggal: 10/11/2026/10:00 WIB", "2026-11-10"),
        ("Tanggal: 10/11/2026/10.00 WIB", "2026-11-10"),
    ],
)
def test_days_beside_clocks_and_names_are_read_and_the_month_first_only_where_a_program_tells_it(
    told: str, day: str
) -> None:
    found = parse_date(told, JAKARTA)
    assert found is not None
    assert str(found[0].astimezone(JAKARTA).date()) == day


def test_the_number_of_a_letter_is_no_date_of_publication() -> None:
    assert find_publication("Surat Nomor 12/11/2026/Kominfo", JAKARTA) is None
    assert find_publication("Surat No. 12/11/2026", JAKARTA) is None
    assert find_publication("Surat Nomor 3 terbit 12/11/2026", JAKARTA) is not None


@pytest.mark.parametrize(
    "told",
    [
        "Agenda | Kamis, 5 November 2026",
        "Kategori: Agenda, 5 November 2026",
        "5 November 2026 : dibaca 12 kali",
        "Kamis, 5 November 2026 : Diskominfo",
        "Dipublikasikan 5 November 2026 : penulis Budi",
        "Dipublikasikan 5 November 2026 : Kecamatan Utara",
        "05-11-2026 : kategori Umum",
    ],
)
def test_a_rubric_or_a_colon_beside_a_date_makes_it_no_event(told: str) -> None:
    found = find_publication(told, JAKARTA)
    assert found is not None
    assert found.at.astimezone(JAKARTA).date().isoformat() == "2026-11-05"


@pytest.mark.parametrize(
    "told", ["Agenda: Kamis, 5 November 2026", "Agenda 5 November 2026", "Kamis, 5 November 2026: Kecamatan Utara"]
)
def test_a_date_of_a_plan_is_no_publication(told: str) -> None:
    assert find_publication(told, JAKARTA) is None
