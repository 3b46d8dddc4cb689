"""Read cells that people filled in: days, and whole numbers with a spreadsheet's marks of thousands."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

DATES = (
    "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y",
    "%d %m %y",
)  # fmt: skip
"""As ISO has it, and as people and spreadsheets in Indonesia write it: the day first."""
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february pebruari feb peb", "maret march mar", "april apr", "mei may",
            "juni june jun", "juli july jul", "agustus august agu agt agst ags aug", "september sep sept",
            "oktober october okt oct", "november nopember nop nov", "desember december des dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+\.?")
_WEEKDAY = re.compile(  # Senin, 16 November 2026; Jum'at / 20 November 2026; tgl 16 November 2026
    r"(?i)^(?:[^\W\d]+['\u2019]?[^\W\d]*\s*[,/]\s*|(?:senin|selasa|rabu|kamis|jum['\u2019]?at|sabtu|minggu|ahad)\s+)?"
    r"(?:(?:tanggal|tgl\.?)\s+)?"
)
_TIME = re.compile(r"(?i)[ T]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.0+)?)?(?:\s*(?:wib|wita|wit))?$")
_SERIAL = re.compile(r"\d{5}")
_SERIALS = range(32_874, 73_051)  # 1990 to 2099
_SERIAL_ZERO = date(1899, 12, 30)  # a spreadsheet's day 0, counted with a 29 February 1900 that never was
_MONEY = re.compile(r"(?i)^(?:rp|idr)\.?")
_UNIT = re.compile(
    r"(?i)\s*\b(?:orang|org|peserta|jiwa|warga|penonton|pendengar|pembaca|pengikut|anggota|tayangan|views?|viewers?"
    r"|penerima|pelanggan|pengunjung|siswa|followers?|akun|kk|eksemplar|exp|eks|lembar|lbr|buah|pcs|titik|kali)\.?$"
)
_IN_WORDS = re.compile(r"\s*\([^()\d]*\)$")  # Rp 3.500.000,- (tiga juta lima ratus ribu rupiah)
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*|\d+")
_NOTHING_MORE = re.compile(r"[.,](?:00?|-|--|\u2013)$")  # 1.200,00 and 1.200,- hold no part of a rupiah
_ROUND = re.compile(r"(?i)(.+?)\s*(ribu|rb|k|juta|jt|miliar|milyar)\.?")
_TIMES = {"ribu": 10**3, "rb": 10**3, "k": 10**3, "juta": 10**6, "jt": 10**6, "miliar": 10**9, "milyar": 10**9}
_FRACTION = re.compile(r"\d{1,3}[.,]\d{1,2}")
_LARGEST = 10**15
"""A number above is a slip of the keyboard, and sums of some such would not fit into a column of the store."""
NOTHING = ("-", "--", "\u2013", "\u2014", "nihil", "n/a", "rp -", "rp. -", "rp-", "rp. ,-", "?")
"""The dashes and words, in small letters, that people put where there is nothing to tell."""


def day_of(told: str) -> date | None:
    """Read a day such as 2026-11-16, 16/11/2026 or Senin, 16 Nopember 2026; of a moment its day; 46342 as Excel's."""
    bare = _TIME.sub("", _WEEKDAY.sub("", told.strip().replace("\u2013", "-")))
    if _SERIAL.fullmatch(bare) and int(bare) in _SERIALS:
        return _SERIAL_ZERO + timedelta(days=int(bare))
    day = _WORD.sub(lambda word: str(MONTHS.get(word[0].rstrip(".").lower(), word[0])), bare)
    for form in DATES:
        try:
            return datetime.strptime(day, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None


def whole_number(told: str) -> int | None:
    """Read a whole number from 0 to 10^15: 1200, 1.200, Rp 1.200,00, 85 orang, Rp 1,5 juta; nothing for all else."""
    found = _number(told)
    return found if found is not None and found <= _LARGEST else None


def _number(told: str) -> int | None:
    plain = _IN_WORDS.sub("", told.replace("\u00a0", " ").strip())
    bare = _UNIT.sub("", _MONEY.sub("", plain).strip())
    if rounded := _ROUND.fullmatch(bare):
        return _times(rounded[1], _TIMES[rounded[2].lower()])
    end = _NOTHING_MORE.search(bare)
    if end and end[0].endswith("0") and end[0][0] in bare[: end.start()]:  # 1.200.00 may lack a digit
        return None
    return _grouped(_NOTHING_MORE.sub("", bare).strip())


def _grouped(digits: str) -> int | None:
    if not digits.isascii() or not _GROUPED.fullmatch(digits):
        return None
    return int(re.sub(r"\D", "", digits))


def _times(told: str, times: int) -> int | None:
    if told.isascii() and _FRACTION.fullmatch(told):
        return int(Decimal(told.replace(",", ".")) * times)
    return int(told) * times if told.isascii() and told.isdecimal() else None  # 1.200 juta may be either of two
