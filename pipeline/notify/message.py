"""Word a message to the office, in Indonesian: names, figures and dates alone, never what a citizen wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from collectors.wording import dollars
from pipeline.notify.state import Details, State
from pipeline.platforms.registry import PLATFORMS

MOST_NAMES = 10
BEGAN = {
    "blocked": "Mulai ditolak platform: {}.",
    "incomplete": "Dua malam berturut-turut tidak lengkap: {}.",
}
ENDED = {
    "blocked": "Tidak lagi ditolak platform: {}.",
    "incomplete": "Kembali lengkap: {}.",
    "resting": "Jeda selesai: {}.",
}


@dataclass(frozen=True)
class Message:
    """A message: its title, its text, and the files that go with a mail."""

    title: str
    body: str
    attached: tuple[Path, ...] = ()


def word_news(now: State, told: State, details: Details, zone: ZoneInfo) -> list[str]:
    """Return a line for each thing that began or ended since *told*."""
    return [
        *_began("blocked", now, told),
        *(_rests(name, details.until[name], zone) for name in now.begun_since(told, "resting")),
        *_began("incomplete", now, told),
        *(line for part in ENDED for line in _ended(part, now, told)),
        *_issues(now, told, details),
        *(_budget(name, *details.shares[name]) for name in now.begun_since(told, "budgets")),
        *(f"Laporan minggu {week} sudah siap." for week in now.begun_since(told, "weeks")),
    ]


def title_of(office: str | None, night: date) -> str:
    """Return the title of a night's message."""
    return f"Pantau – {office or 'malam'}, {format_date(night, 'd MMMM y', locale='id')}"


def trial_message(office: str | None, now: datetime, zone: ZoneInfo) -> Message:
    """Make the message by which an office sees that messages arrive."""
    at = format_datetime(now, "d MMMM y HH.mm", tzinfo=zone, locale="id")
    words = f"Ini pesan percobaan dari Pantau, dikirim {at}. Bila Anda membacanya, pemberitahuan sampai."
    return Message(f"Pantau – {office or 'percobaan'}: pesan percobaan", words)


def _began(part: str, now: State, told: State) -> Iterator[str]:
    if names := now.begun_since(told, part):
        yield BEGAN[part].format(_listed(names))


def _ended(part: str, now: State, told: State) -> Iterator[str]:
    if names := now.ended_since(told, part):
        yield ENDED[part].format(_listed(map(_label, names) if part == "resting" else names))


def _listed(names: Iterable[str]) -> str:
    shown = list(names)
    more = f", dan {len(shown) - MOST_NAMES} lainnya" if len(shown) > MOST_NAMES else ""
    return ", ".join(shown[:MOST_NAMES]) + more


def _label(name: str) -> str:
    """Return a platform's own name; a source keeps its id."""
    return next((platform.words.label[0] for platform in PLATFORMS if platform.name == name), name)


def _rests(name: str, until: datetime, zone: ZoneInfo) -> str:
    at = format_datetime(until, "d MMMM y HH.mm", tzinfo=zone, locale="id")
    return f"{_label(name)} dijeda sampai {at}; setelah penyebabnya diatasi: pantau wake {name}."


def _issues(now: State, told: State, details: Details) -> Iterator[str]:
    """Tell days and counts; an issue's name is made of citizens' words, and stays at the desk."""
    for day, responses, usual in sorted(details.alerts[key] for key in now.begun_since(told, "issues")):
        when = format_date(day, "d MMMM y", locale="id")
        counts = f"{responses} tanggapan, biasanya {usual:.0f}"
        yield f"Satu isu warga melonjak pada {when}: {counts}; lihat Warga di meja kerja."


def _budget(name: str, spent: float, budget: float) -> str:
    platform, _, month = name.partition(" ")
    whole = format_date(date.fromisoformat(f"{month}-01"), "MMMM y", locale="id")
    return (
        f"Anggaran {_label(platform)} {whole} terpakai {spent / budget:.0%} ({dollars(spent)} dari {dollars(budget)})."
    )
