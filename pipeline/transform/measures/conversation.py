"""Responses that ask for an answer, and their outcome: answered, in how many working days, or waiting in vain.

A question asks for an answer. So does a complaint or a suggestion whose words ask for one ("mohon diperbaiki",
"kapan?"); one that only says something does not wait. Each kind is counted by itself.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import NamedTuple

from pipeline.transform.measures.periods import DAY, PERIODS

SATURDAY = 5
ANSWERED, UNANSWERED, WAITING = "answered", "unanswered", "waiting"
QUESTION, COMPLAINT, SUGGESTION = INTENTS = ("question", "complaint", "suggestion")
_WORDS = (
    "mohon", "mhn", "tolong", "tlg", "tlng", "harap", "minta", "plis", "pls", "please", "kapan", "kpn", "bagaimana",
    "bgmn", "gimana", "gmn", "apakah", "kenapa", "knp", "mengapa", "kok", "berapa", "dimana", "dmn", "siapa", "jawab",
    "jawaban", "dijawab", "balas", "balasan", "dibalas", "respon", "respons", "direspon", "direspons", "tanggapan",
    "ditanggapi", "tindaklanjut", "tindaklanjuti", "ditindaklanjuti", "konfirmasi", "konfirmasinya", "info", "infonya",
)  # fmt: skip
_ASKING = re.compile(rf"\?|\b(?:{'|'.join(_WORDS)}|di mana|(?:di)?tindak lanjuti?)\b")


def asks_for_answer(text: str, intent: str) -> bool:
    """Tell whether a response of this intent wants to hear something back."""
    return intent == QUESTION or (intent in INTENTS and _ASKING.search(text.casefold()) is not None)


class Question(NamedTuple):
    """A response that asks for an answer: when it was asked and first answered, by the local calendar."""

    response_id: str
    source_id: str
    asked_on: date
    answered_on: date | None
    intent: str = QUESTION


class Judged(NamedTuple):
    """A question's state; ``working_days`` of what was answered, ``due_on`` the last day for an answer in time."""

    question: Question
    status: str
    working_days: int | None
    due_on: date


@dataclass(frozen=True, slots=True)
class Conversation:
    """A source's period: what was asked, by kind, and how many of the told comments on its posts were seen."""

    source_id: str
    period_type: str
    period: str
    questions: int
    answered: int
    unanswered: int
    median_working_days: float | None
    comments_told: int | None
    responses_seen: int | None
    complaints: int = 0
    complaints_answered: int = 0
    complaints_unanswered: int = 0
    suggestions: int = 0
    suggestions_answered: int = 0
    suggestions_unanswered: int = 0


def working_days(asked: date, answered: date, holidays: Collection[date] = ()) -> int:
    """Count the working days after the day of a question up to that of its answer.

    Working days are Monday to Friday without *holidays*; what is asked on a day off counts as asked on the next working
    day. An answer on that day, or before it, took 0.
    """
    start = asked
    while not _is_working_day(start, holidays):
        start += DAY
    return sum(_is_working_day(start + number * DAY, holidays) for number in range(1, (answered - start).days + 1))


def _is_working_day(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def due_day(asked: date, within: int, holidays: Collection[date] = ()) -> date:
    """Return the working day by which an answer takes no more than *within* working days."""
    day, left = asked, within
    while not _is_working_day(day, holidays):
        day += DAY
    while left:
        day += DAY
        left -= _is_working_day(day, holidays)
    return day


def judge(
    questions: Iterable[Question], looked: Mapping[str, date], within: int, holidays: Collection[date] = ()
) -> Iterator[Judged]:
    """Tell of each question whether it was answered, waits within its time, or was left unanswered.

    *looked* is the last day of each source that was looked at to its end; without one, questions wait.
    """
    for one in questions:
        due = due_day(one.asked_on, within, holidays)
        if one.answered_on:
            yield Judged(one, ANSWERED, working_days(one.asked_on, one.answered_on, holidays), due)
            continue
        last = looked.get(one.source_id)
        yield Judged(one, UNANSWERED if last is not None and last > due else WAITING, None, due)


@dataclass
class Conversations:
    """Sums up what was asked and seen by source and period, one by one: all of a large store is never held."""

    fewest: int
    """Answers under which no median is told."""
    _statuses: Counter[tuple[str, str, str, str, str]] = field(default_factory=Counter)
    _days: defaultdict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    _seen: defaultdict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, judged: Judged) -> None:
        """Count one that asks."""
        question, status, days, _ = judged
        for kind, name in PERIODS.items():
            period = question.source_id, kind, name(question.asked_on)
            self._statuses[*period, question.intent, status] += 1
            if days is not None and question.intent == QUESTION:
                self._days[period].append(days)

    def see(self, source_id: str, day: date, told: int, seen: int) -> None:
        """Count the comments that the posts of a day are said to have, and those that are stored."""
        for kind, name in PERIODS.items():
            sums = self._seen[source_id, kind, name(day)]
            sums[0] += told
            sums[1] += seen

    def periods(self) -> list[Conversation]:
        """Return the periods in which something was asked, or could have been."""
        asked = {(source, kind, period) for source, kind, period, _, _ in self._statuses}
        return [self._conversation(key) for key in sorted({*asked, *self._seen})]

    def _conversation(self, key: tuple[str, str, str]) -> Conversation:
        days, seen = self._days.get(key, []), self._seen.get(key)
        questions, complaints, suggestions = (self._counts(key, intent) for intent in INTENTS)
        return Conversation(
            *key,
            *questions,
            median_working_days=float(median(days)) if len(days) >= self.fewest else None,
            comments_told=seen[0] if seen else None,
            responses_seen=seen[1] if seen else None,
            complaints=complaints[0],
            complaints_answered=complaints[1],
            complaints_unanswered=complaints[2],
            suggestions=suggestions[0],
            suggestions_answered=suggestions[1],
            suggestions_unanswered=suggestions[2],
        )

    def _counts(self, key: tuple[str, str, str], intent: str) -> tuple[int, int, int]:
        answered, unanswered, waiting = (self._statuses[*key, intent, s] for s in (ANSWERED, UNANSWERED, WAITING))
        return answered + unanswered + waiting, answered, unanswered
