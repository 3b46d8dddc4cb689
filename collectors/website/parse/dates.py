"""Dates as official websites write them: Indonesian and English words, old spellings, numbers, ISO."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from collectors.records import Precision

SPELLINGS = (  # one line a month: Indonesian, English, older and shortened spellings, neighbours' and others' languages
    "januari january jan januar jänner jän janvier janv enero ene gennaio gen janeiro",
    "februari february pebruari feb peb pébruari fèbruari februar février févr fevrier febrero febbraio fevereiro fev",
    "maret march mar mac maart mrt märz maerz mrz mars marzo março",
    "april apr avril avr abril abr aprile",
    "mei may méi mèi mai mayo maggio mag maio",
    "juni june jun juin junio giugno giu junho",
    "juli july jul julai juillet juil julio luglio lug julho",
    "agustus august agu agt ags aug agust agus ogos ogo augustus août aout agosto ago",
    "september sept sep séptémber sèptèmber septembre septiembre setiembre settembre setembro set",
    "oktober october okt oct octobre octubre ottobre ott outubro out",
    "november nopember nov nop nopémber novèmber novembre noviembre novembro",
    "desember december des dec désémber disember dis dezember dez décembre déc diciembre dic dicembre dezembro",
)
MONTHS = {name: number for number, names in enumerate(SPELLINGS, 1) for name in names.split()}
ROMAN_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
ROMAN = {name: number for number, name in enumerate(ROMAN_NUMERALS, 1)}
HOURS = {  # ahead of UTC; names that stand for several zones (IST, CST in Asia) are as feeds' RFC 822 has them
    "wib": 7, "wita": 8, "wit": 9, "z": 0, "utc": 0, "gmt": 0, "ut": 0, "ict": 7, "sgt": 8, "myt": 8, "hkt": 8,
    "pht": 8, "awst": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "est": -5, "edt": -4, "cst": -6, "cdt": -5,
    "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "wet": 0, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3,
    "asia/jakarta": 7, "asia/pontianak": 7, "asia/makassar": 8, "asia/jayapura": 9,
}  # fmt: skip
ZONES = {name: timezone(timedelta(hours=hours)) for name, hours in HOURS.items()}

# A month's name may stand without spaces; longest first, so that "september" is not read as "sep".
BY_LENGTH = sorted(MONTHS, key=len, reverse=True)
WORDS_TOO = frozenset({"out", "set", "ago", "mag", "gen"})  # words of other languages: "sold out", "juara 1 set"
MONTH = rf"(?P<month>{'|'.join(name for name in BY_LENGTH if name not in WORDS_TOO)})"
FEW = rf"(?P<month>{'|'.join(sorted(WORDS_TOO))})\.?"
ROMAN_MONTH = "(?-i:(?P<month>I{1,3}|IV|VI{0,3}|IX|XI{0,2}))"  # "kelas 9 IX" has no mark around it
DAY, YEAR = r"(?<![0-9])(?P<day>[0-9]{1,2})", r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
WEEKDAYS = (  # from Monday on, whole and shortened
    "senin senen monday mon sen",
    "selasa tuesday tues tue sel",
    "rabu wednesday wed rab",
    "kamis kemis thursday thurs thur thu kam",
    "jumat jum'at jum’at jum`at friday fri jum",
    "sabtu saptu saturday sat sab",
    "minggu ahad sunday sun min",
)
WEEKDAY_NUMBERS = {name: number for number, names in enumerate(WEEKDAYS) for name in names.split()}
WEEKDAY = rf"(?:(?<![a-z])(?P<weekday>{'|'.join(sorted(WEEKDAY_NUMBERS, key=len, reverse=True))})(?:[\s,.(]+))?"
COUNTED = (  # what a headline counts: 2024 Mei 10 Peserta Hadir
    r"(?:peserta|orang|unit|warga|siswa|pelajar|anak|ibu|kali|persen|tim|regu|desa|kelurahan|kecamatan|rw|rt|kota"
    r"|kabupaten|juta|ribu|miliar|triliun|hari|tahun|bulan|jam|rumah|kasus|korban|pasien|pegawai|asn|penghargaan"
    r"|sekolah|kepala|paket|titik|lokasi|besar|program|keluarga|kk|umkm|stan|ekor|pohon|ton|kg|km|meter)\b"
)
AUTHOR = "oleh|by|penulis|editor"  # words that stand before who wrote
DESK = "admin|humas|redaksi"  # names that stand for who wrote
BY_WHOM = f"{AUTHOR}|{DESK}"
IN_WORDS_FORMS = (
    (
        rf"{WEEKDAY}{DAY}(?:(?:st|nd|rd|th|er|º)\b)?(?:\s+(?:of|de|del|di)\b)?"
        rf"[\s./-]*{MONTH}[\s.,/-]*(?:del?\s+)?{YEAR}"
    ),  # 7 Januari 2026
    rf"{WEEKDAY}(?<![a-z]){MONTH}\.?[\s-]+{DAY}(?:st|nd|rd|th)?[\s,-]+{YEAR}",  # January 7, 2026
    rf"(?<![0-9]){YEAR}(?P<dash>[/-]){MONTH}(?P=dash){DAY}(?![0-9:])",  # 2026-Jan-07
    (
        rf"(?<![^\n]){YEAR} {MONTH} {DAY}(?![0-9:]|\.[0-9]|[\s,]+(?:19|20)[0-9]{{2}})"
        rf"(?=\s*(?:\Z|\n|[^\w\s]|(?:oleh|by|pukul|jam|at|in|wib|wita|wit|admin|{'|'.join(WEEKDAY_NUMBERS)})\b"
        rf"|[0-9]{{1,2}}[:.][0-9]{{2}}|(?!{COUNTED})(?-i:[A-Z])))"
    ),  # 2026 January 7 Humas, and no word that it counts: 2024 Mei 10 peserta
    rf"{WEEKDAY}(?<![0-9/.-]){DAY}(?P<dash>[.-]){ROMAN_MONTH}(?P=dash){YEAR}",  # 7-I-2026
    rf"(?<![0-9/.-]){DAY}(?P<dash>[/-]){FEW}(?P=dash){YEAR}",  # 7-set-2026
    rf"{DAY}\s+de\s+{FEW}\s+(?:de\s+)?{YEAR}",  # 7 de set. de 2026
    rf"(?<![a-z])(?:lun|mar|mer|gio|ven|sab|dom|seg|ter|qua|qui|sex)[,.] ?{DAY} {FEW} {YEAR}",  # gio, 07 gen 2026
    rf"(?<![^\n]){DAY}[ ./-]?{FEW}[ ./-]?{YEAR}(?=[ ,|-]{{0,3}}(?:\Z|\n|[0-9]{{1,2}}:[0-9]{{2}}))",  # a line
)
IN_NUMBERS_FORMS = (
    (
        rf"{WEEKDAY}(?<![0-9][/.-]){DAY}\s*(?P<mark>[/.-])\s*(?P<month>[0-9]{{1,2}})\s*(?P=mark)\s*{YEAR}"
        r"(?!/(?!(?:" + DESK + r")\b)(?-i:[A-Z]+(?![a-z])|[a-z]|(?![0-9]{1,2}(?::|\.[0-9]{2} ?WI))[0-9]))"
    ),  # 07/01/2026/Humas, and no number of a letter: 07/01/2026/SK
    # ISO: 2026-01-07, and the like
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<mark>[-/.] ?)(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?![0-9])",
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2}) ?[年년] ?(?P<month>[0-9]{1,2}) ?[月월] ?(?P<day>[0-9]{1,2}) ?[日일]",
)
# "09:14" is a time; "09.14" only with a zone or a word before it, for 9.142 may be a view counter. A zone may
# be glued to an author: "WIBAdmin"; its capitals tell it from a name such as "Wibowo".
CLOCK = re.compile(
    r"(?:T|[\s|,()/@•·–—-]*)"
    r"(?:(?P<word>(?i:pukul|jam|pkl\.?|at\b|um\b|om\b|à\b|às\b|a las\b))\s*:?)?\s*"
    r"(?P<hour>[0-9]{1,2})(?P<mark>[:.h])(?P<minute>[0-9]{2})"
    r"(?:(?P=mark)(?P<second>[0-9]{2})(?:\.[0-9]+)?)?(?![0-9])"
    r"(?:\s*(?P<half>[AaPp][Mm])\b)?(?:\s*\(?(?P<zone>(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?(?![0-9])|WIB|WITA|WIT|(?i:wib|wita|wit)\b"
    r"|UTC|GMT|Z|(?:UT|ICT|SGT|MYT|HKT|PHT|JST|KST|A[WE]ST|AEDT|[ECMP][SD]T|WET|BST|E?EST|[CE]ET|CEST|MSK)\b"
    r"|Asia/(?:Jakarta|Pontianak|Makassar|Jayapura)\b))?"
)
CLOCK_BEFORE = re.compile(  # 09:14 WIB, 7 Januari 2026
    r"(?<![0-9:.–-])(?P<hour>[0-9]{1,2})(?P<mark>[:.])(?P<minute>[0-9]{2})(?:(?P=mark)(?P<second>[0-9]{2}))?"
    r"(?:\s*(?P<half>[AaPp][Mm])\b)?(?:\s*(?P<zone>(?i:WIB|WITA|WIT|UTC|GMT)\b))?[\s,|/–-]{1,4}$"
)
BEFORE = 24  # characters, in which a time before a date stands
# ASP.NET set to American English: no zero before month, day or hour, and seconds. A clock without them tells nothing:
# WordPress' own "3:30 PM" stands behind days of every order.
AMERICAN = re.compile(r"[1-9][0-9]?/[1-9][0-9]?/[0-9]{4},? (?:[1-9]|1[0-2]):[0-9]{2}:[0-9]{2} [AP]M\b(?!\s*\(?WI)")
ANY_MONTH = rf"(?:{'|'.join(name for name in BY_LENGTH if name not in WORDS_TOO)})"
SHORT_YEAR = re.compile(  # 7 Jan '26, 07/01/26
    rf"(?P<day>(?<![0-9/.-])[0-9]{{1,2}}(?:[\s.-]*{ANY_MONTH}[\s.,-]*['’]?|/[0-9]{{1,2}}/|-[0-9]{{1,2}}-|\.[0-9]{{1,2}}\.))"
    rf"(?P<year>[0-9]{{2}})(?![0-9:./-]|\s*{ANY_MONTH})",
    re.IGNORECASE,
)
NOT_PUBLISHED = re.compile(  # what may stand before a date that is another one
    r"(?:perbarui|pembaruan|perbaharui|updated?|diubah|perubahan|modified|revisi|diedit|disunting|edited|diralat|terakhir|last"
    r"|kemas\s?kini|mis à jour|aktualisiert|geändert|actualizad|atualizad|aggiornat|bijgewerkt"
    r"|acara|pelaksanaan|batas|deadline|berlaku|mulai|selesai|sampai|hingga|s/d|lahir|periode|kegiatan|jadwal|ditutup|dibuka"
    r"|penutupan|pembukaan|tenggat|lambat|pendaftaran|undangan|jatuh tempo|hari\s*[/,&]\s*tanggal"
    r"|hari dan tanggal)[^0-9]{0,25}$"
    r"|\bagenda\s?:?\s?$|\b(?:nomor|no)[.:\s]{0,3}$"  # and that of a letter
    rf"|(?<![0-9:.])[0-9]{{1,2}}\s*(?:{ANY_MONTH}\s*)?(?:[–&-]|dan|and|s\.?/?d\.?)\s*$",  # 10 - 12 November
    re.IGNORECASE,
)
OF_EVENT = re.compile(r"[^0-9]{0,12}(?:tempat|lokasi|venue)\b", re.IGNORECASE)  # what stands behind an event's date
TO_ANOTHER = re.compile(  # behind a day from which something lasts: 10 November 2026 s/d 12 November 2026
    r"\s*(?:s\.?/?d\.?|sampai(?:\s+dengan)?|hingga|until|(?P<dash>[–—-]))\s*(?:[a-z’']{3,9},?\s*)?"
    rf"[0-9]{{1,2}}(?:\s*[/.-]\s*[0-9]{{1,2}}\s*[/.-]\s*|[\s.-]*{ANY_MONTH}[\s.,-]*)(?:19|20)[0-9]{{2}}(?![0-9])",
    re.IGNORECASE,
)
SAYS_PUBLISHED = re.compile(
    r"\b(?:di)?(?:terbit(?:kan)?|publikasikan|posting|poskan|tayangkan|unggah|rilis)\b|\b(?:published|posted|submitted)\b"
    r"|^\W*(?:(?:artikel|berita|tulisan|naskah|dokumen)\s+(?:ini\s+)?)?(?:telah\s+)?di(?:tulis|buat|kirim|muat|siarkan|upload)\s+(?:oleh|pada)\b",
    re.IGNORECASE,
)
SAYS_BY_WHOM = re.compile(rf"\b(?:{BY_WHOM})\b", re.IGNORECASE)
OF_CHANGE = re.compile(  # behind a day: when something was changed, or at what time
    r"\W*(?:di(?:perbarui|perbaharui|ubah|edit|sunting|update)|pembaruan|updated?|edited|modified|revisi)\b"
    r"|[\s,|/–-]*(?:(?:pukul|jam|pkl\.?)\s*)?[0-9]{1,2}[:.][0-9]{2}(?![0-9])",
    re.IGNORECASE,
)
OF_PLAN = re.compile(  # behind a date that begins a line: 7 Desember 2026: Kecamatan Utara
    rf"\s?:\s+(?!(?:{BY_WHOM}|kategori|dibaca|dilihat)\b|di(?:skom|nas))[a-z]",
    re.IGNORECASE,
)
WORD = re.compile(r"\w")
MIDNIGHT = re.compile(r"(?<![0-9:+-])T?00:00(?::00)?(?![0-9:])")  # not the +00:00 of UTC
DECEMBER = 12
FIRST_WEBSITE = 1991  # machines without a date tell 1970, 1900 or the year 1
CENTURY = 2000
IN_WORDS = tuple(re.compile(form, re.IGNORECASE) for form in IN_WORDS_FORMS)
IN_NUMBERS = tuple(re.compile(form, re.IGNORECASE) for form in IN_NUMBERS_FORMS)
MARKED = re.compile(r"[0-9]\s*[/.-]\s*[0-9]|[年년]")  # without it there is no date in numbers
PLAIN = str.maketrans(  # unseen characters, digits of East Asia, a minus: each by one, so that places stay
    "\u200b\u200e\u200f\u2060\ufeff\u2212０１２３４５６７８９", "     -0123456789"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands in its text: ``text[start:end]``."""

    at: datetime
    precision: Precision
    start: int
    end: int


def parse_date(text: str, zone: ZoneInfo) -> tuple[datetime, Precision] | None:
    """Read the first date in *text*: the moment in UTC, and how exactly it was told; ``None`` without one.

    A date without a time is the midnight of *zone* that begins the day.
    """
    found = find_date(text, zone)
    return (found.at, found.precision) if found else None


def with_whole_years(text: str) -> str:
    """Write years of two digits in full, in a text that tells a date: "7 Jan '26" → "7 Jan 2026"."""
    return SHORT_YEAR.sub(lambda match: f"{match['day'].rstrip(chr(39) + '’')}{CENTURY + int(match['year'])}", text)


def find_date(text: str, zone: ZoneInfo) -> FoundDate | None:
    """Find the first date in *text*, with the time behind it if there is one."""
    return next(find_dates(text, zone), None)


def find_publication(text: str, zone: ZoneInfo, *, marked: bool = False) -> FoundDate | None:
    """Find the first date that is not said to be another one: of a change, of an event.

    In a line that is *marked* as that of the date, an office or a rubric behind it makes no plan of it.
    """
    begins = lasts = 0
    for found in find_dates(text, zone):
        another = NOT_PUBLISHED.search(text, begins, found.start) or OF_EVENT.match(text, found.end)
        lasts = max(lasts, _end_of_period(text, found, zone, marked=marked))
        of_plan = not marked and OF_PLAN.match(text, found.end) and _begins_line(text, found.start)
        if not (another or of_plan or found.start < lasts) and found.at.year >= FIRST_WEBSITE:
            return found
        begins = found.end
    return None


def _end_of_period(text: str, found: FoundDate, zone: ZoneInfo, *, marked: bool) -> int:
    """Tell where a period ends that begins with a day, else 0; a dash alone also parts publication and change."""
    period = TO_ANOTHER.match(text, found.end)
    if period is None or not period["dash"]:
        return period.end() if period else 0
    last = find_date(period[0], zone)
    published = any(sign.search(text, 0, found.start) for sign in (SAYS_PUBLISHED, SAYS_BY_WHOM))
    changed = marked or found.precision == "second" or OF_CHANGE.match(text, period.end())
    return 0 if published or changed or last is None or last.at <= found.at else period.end()


def _begins_line(text: str, place: int) -> bool:
    return WORD.search(text, text.rfind("\n", 0, place) + 1, place) is None


def find_dates(text: str, zone: ZoneInfo) -> Iterator[FoundDate]:
    """Yield the dates in *text* in their order, each with the time behind it if there is one."""
    ended, text = 0, text.translate(PLAIN)
    for day, match in sorted(_days(text), key=lambda found: found[1].start()):
        if match.start() < ended:
            continue
        at, ended = _time_after(text, match.end(), day, zone) or (None, match.end())
        begins = match.start()
        if at is None and (before := CLOCK_BEFORE.search(text, max(begins - BEFORE, 0), begins)):
            told = before["mark"] == ":" or before["zone"]
            at = _at(before, day, _zone(before["zone"], zone)) if told else None
            begins = before.start() if at else begins
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        yield FoundDate((at or midnight).astimezone(UTC), "second" if at else "day", begins, ended)


def _days(text: str) -> Iterator[tuple[date, re.Match[str]]]:
    """Yield every day of the calendar that *text* names; 31 Februari is none."""
    for pattern in (*IN_WORDS, *IN_NUMBERS) if MARKED.search(text) else IN_WORDS:
        for match in pattern.finditer(text):
            month, day = match["month"].lower(), int(match["day"])
            number = MONTHS.get(month) or ROMAN.get(month) or int(month)
            try:
                american = AMERICAN.match(text, match.start("day")) is not None
                yield _day(int(match["year"]), number, day, match.groupdict(), american=american), match
            except ValueError:
                continue


def _day(year: int, month: int, day: int, told: dict[str, str | None], *, american: bool) -> date:
    """Make a day; that it is 11/24/2026 is told by the month, the weekday or an American clock. Raises ValueError."""
    if told.get("mark") == "/":
        weekday = WEEKDAY_NUMBERS.get(str(told.get("weekday")).lower())
        swapped = date(year, day, month) if day <= DECEMBER or month > DECEMBER else None
        if month > DECEMBER or (swapped and weekday is None and american):
            return swapped or date(year, day, month)
        if swapped and swapped.weekday() == weekday != date(year, month, day).weekday():
            return swapped
    return date(year, month, day)


def _time_after(text: str, position: int, day: date, zone: ZoneInfo) -> tuple[datetime, int] | None:
    """Read the time that stands at *position*, right behind a date, and where it ends."""
    match = CLOCK.match(text, position)
    if not match or (match["mark"] == "." and not (match["word"] or match["zone"] or match["half"])):
        return None
    zoned = match["zone"]
    if zoned and zoned[0] == "-" and not match["second"] and text[position : position + 1] != "T":
        zoned = None  # 09:14-10:30 lasts so long
    at = _at(match, day, _zone(zoned, zone))
    return (at, match.end()) if at else None


def _at(match: re.Match[str], day: date, zone: tzinfo) -> datetime | None:
    """Give the moment of a day at which a clock stood; 24:10 is no time, and the day still stands."""
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "pm" else 0)
    try:
        return datetime(
            day.year, day.month, day.day, hour, int(match["minute"]), min(int(match["second"] or 0), 59), tzinfo=zone
        )
    except ValueError:
        return None


def _zone(name: str | None, default: ZoneInfo) -> tzinfo:
    """Turn WIB, WITA, WIT, Z, GMT+7 or +07:00 into a time zone."""
    if not name:
        return default
    if name.lower() in ZONES:
        return ZONES[name.lower()]
    sign, digits = name.lstrip("UTCGM")[0], re.sub("[^0-9]", "", name)
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)  # noqa: PLR2004  # +7, +07, +0700
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(offset if sign == "+" else -offset)
