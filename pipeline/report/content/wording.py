"""Say texts, terms, numbers and dates as the reader's language does."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

from babel.dates import format_date, format_datetime, get_timezone_name
from babel.numbers import format_decimal

from pipeline.report.words import catalogue

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from pipeline.clock import IsoWeek
    from pipeline.files.fault import Fault
    from pipeline.report.content.data import Labels, Language

# British English, because it writes "16 November" like the rest of the report
LOCALES = {"id": "id_ID", "en": "en_GB"}
UNTOLD = "–"


@dataclass(frozen=True, slots=True)
class Wording:
    """One language in one time zone."""

    language: Language
    zone: ZoneInfo
    platforms: Labels = field(default_factory=dict)
    """Platform → its name in Indonesian and in English, in the order in which they are shown."""

    @property
    def locale(self) -> str:
        """Name the locale as Babel knows it."""
        return LOCALES[self.language]

    def text(self, key: str, **parts: object) -> str:
        """Say a sentence or heading of the catalogue."""
        return self._choose(catalogue.TEXTS[key]).format(**parts)

    def column(self, name: str) -> str:
        """Say a column's caption; one that the catalogue does not know keeps its name."""
        return self._choose(catalogue.COLUMNS.get(name, (name, name)))

    def sheet(self, table: str) -> str:
        """Say a table's name."""
        return self._choose(catalogue.SHEETS[table])

    def term(self, column: str, value: str) -> str:
        """Say a coded value; one that the catalogue does not know (another taxonomy's) stays as it is."""
        return self._choose(self._terms(column).get(value, (value, value)))

    def coded(self, column: str, value: str) -> str:
        """Say the value of any column: a code in words (a list of codes one by one), other text as it is."""
        if not self._terms(column):
            return value
        return ", ".join(self.term(column, part.strip()) for part in value.split(","))

    def place(self, platform: str) -> int:
        """Give a platform's place in the order in which they are shown; unknown ones are last."""
        order = list(self.platforms)
        return order.index(platform) if platform in order else len(order)

    def _terms(self, column: str) -> Labels:
        return self.platforms if column == "platform" else catalogue.TERMS.get(column, {})

    def short_topic(self, topic: str) -> str:
        """Say a dimension without its English name."""
        return self._choose(catalogue.SHORT_TOPICS.get(topic, (topic, topic)))

    def counted(self, n: int | None, unit: str) -> str:
        """Say a number with its unit: 1 question, 5 questions; 5 pertanyaan warga."""
        indonesian, (one, many) = catalogue.UNITS[unit]
        return f"{self.number(n)} {indonesian if self.language == 'id' else one if n == 1 else many}"

    def percent(self, share: float | None, digits: int = 0) -> str:
        """Write a share as a percentage: 97%; what is more than nothing is not 0%, nor less than all 100%."""
        if share is None:
            return UNTOLD
        step = 10.0**-digits
        if 0 < share <= step / 200:
            return f"<{self.number(step, digits)}%"
        if 1 - step / 200 <= share < 1:
            return f">{self.number(100 - step, digits)}%"
        return f"{self.number(100 * Decimal(str(share)), digits)}%"

    def percents(self, share: float, target: float, digits: int = 0) -> tuple[str, str]:
        """Write two shares with as many digits as tell them apart, *digits* at least; equal ones with none."""
        told = ((self.percent(share, n), self.percent(target, n)) for n in range(digits, 9))
        return next((pair for pair in told if pair[0] != pair[1]), (self.percent(share), self.percent(target)))

    def number(self, value: float | Decimal | None, digits: int = 0) -> str:
        """Write a number with *digits* digits after the decimal mark; halves are rounded up, as in a spreadsheet."""
        if value is None:
            return UNTOLD
        form = "#,##0." + "0" * digits if digits else "#,##0"
        with localcontext(rounding=ROUND_HALF_UP):
            return str(format_decimal(value, form, locale=self.locale))

    def day(self, value: date) -> str:
        """Write a day: 16 Nov 2026."""
        return str(format_date(value, "d MMM y", locale=self.locale))

    def moment(self, value: datetime) -> str:
        """Write a moment in the zone, and name the zone: 24 November 2026 pukul 06.00 WIB."""
        hours = "'pukul' HH.mm" if self.language == "id" else "HH:mm"
        day_time = format_datetime(value, f"d MMMM y {hours}", tzinfo=self.zone, locale=self.locale)
        local = value.astimezone(self.zone)
        return f"{day_time} {_zone_name(local, self.locale)}"

    def period(self, week: IsoWeek) -> str:
        """Write a week: 16–22 November 2026 (Minggu ke-47)."""
        return self.text("period", days=self.days(week.first_day, week.last_day), number=week.number)

    def days(self, first: date, last: date) -> str:
        """Write a span of days: 16–22 November 2026; 15 Oktober – 20 November 2026."""
        whole = "d MMMM y"
        start = whole if first.year != last.year else "d MMMM" if first.month != last.month else "d"
        dash = "–" if start == "d" else " – "
        spans = ((last, whole),) if first == last else ((first, start), (last, whole))
        return dash.join(str(format_date(day, form, locale=self.locale)) for day, form in spans)

    def weekday(self, value: date) -> str:
        """Write a day with its name: Minggu, 22 November 2026."""
        return str(format_date(value, "EEEE, d MMMM y", locale=self.locale))

    def title(self, title: str, office: str | None, city: str | None) -> str:
        """Add the office to a title, and its city where the office's name does not hold it."""
        if not office:
            return title
        named = office if (city or "").casefold() in office.casefold() else f"{office} {city}"
        return self.text("title_office", title=title, office=named)

    def fault(self, told: Fault) -> str:
        """Say why a row of the office's own files was left out."""
        return told.indonesian if self.language == "id" else str(told)

    def _choose(self, pair: tuple[str, str]) -> str:
        return pair[0] if self.language == "id" else pair[1]


def _zone_name(local: datetime, locale: str) -> str:
    """Name a moment's zone: WIB, in English too, since no English name is as short; else UTC+08:00."""
    names = (get_timezone_name(local, "short", locale=one) for one in (locale, "id"))
    offset = f"{local:%z}"
    return next((name for name in names if name[0] not in "+-"), f"UTC{offset[:3]}:{offset[3:]}")
