"""Make voices for the tests of issues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.transform.issues.agencies import Agencies
from pipeline.transform.issues.counts import Days, IssueCount, Naming, count_issues
from pipeline.transform.issues.voices import Voice, VoiceReader

MONDAY = date(2026, 11, 16)
WEEK = Days(MONDAY, date(2026, 11, 22), (date(2026, 11, 9), date(2026, 11, 15)))
KNOWN = frozenset({"mpp", "ktp", "galian"})
QUEUE = (
    "Antrean MPP lama sekali min",
    "kenapa antrean di mpp tidak bergerak",
    "antrean mpp lewat aplikasi malah kosong",
    "aplikasi antrean mpp kok begini",
    "sudah ambil antrean mpp, dipanggil sore",
    "antrean mpp dibatasi ya min?",
)
"""One theme in six people's words."""
ROAD = (
    "jalan berlubang di depan sekolah",
    "lubang jalan makin dalam",
    "kapan jalan berlubang ditambal",
    "motor saya jatuh, jalan berlubang",
    "jalan penuh lubang",
)
"""Another theme."""
CHATTER = ("mantap min", "🙏🙏", "hadir", "semoga lancar")


class Speakers:
    """Reads texts as one reader does, each by a person of its own."""

    def __init__(self, agencies: Agencies | None = None) -> None:
        self.agencies = agencies or Agencies()
        self.reader = VoiceReader(self.agencies.mentioned)
        self.count = 0

    def say(
        self,
        texts: Sequence[str],
        day: date = MONDAY,
        *,
        person: str | None = None,
        topics: tuple[str, ...] = (),
        agency: str | None = None,
    ) -> list[Voice]:
        """Let every text be written by another person, or all by one."""
        voices = []
        for text in texts:
            self.count += 1
            words, stems, mentioned = self.reader.read(text)
            who = person or f"hash-{self.count}"
            voices.append(Voice(who, day, words, stems, "negative", agency, topics, mentioned, f"x:{self.count}"))
        return voices

    def issues(self, voices: Sequence[Voice], days: Days = WEEK, since: date | None = None) -> list[IssueCount]:
        """Count the issues of the days."""
        naming = Naming(self.reader.stem, self.reader.writing, KNOWN | self.agencies.words)
        return count_issues(voices, days, naming, self.agencies, since)
