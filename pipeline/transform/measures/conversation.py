"""Questions and answers: who was answered, in how many working days, and who waits in vain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from pipeline.transform.measures.periods import PERIODS

DAY = timedelta(days=1)
SATURDAY = 5
FEWEST = 5  # answers under which no median is told
ANSWERED, UNANSWERED, WAITING = "answered", "unanswered", "waiting"


@dataclass(frozen=True, slots=True)
class Question:
    """A citizen's question: when it was asked and first answered, by the local calendar."""

    response_id: str
    source_id: str
    asked_on: date
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Judged:
    """How a question stands; ``working_days`` of an answered one."""

    question: Question
    status: str
    working_days: int | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A source's questions of one period, and how many of the told comments on its posts were seen."""

    source_id: str
    period_type: str
    period: str
    questions: int
    answered: int
    unanswered: int
    median_working_days: float | None
    comments_told: int | None
    responses_seen: int | None


def working_days(asked: date, answered: date, holidays: Collection[date] = ()) -> int:
    """Count the working days after the day of a question up to that of its answer.

    Working days are Monday to Friday without *holidays*; what is asked on a day off counts as asked on the next working
    day. An answer on that day, or before it, took 0.
    """
    start = asked
    while not _works(start, holidays):
        start += DAY
    return sum(_works(start + number * DAY, holidays) for number in range(1, (answered - start).days + 1))


def _works(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def judge(
    questions: Iterable[Question], looked: Mapping[str, date], within: int, holidays: Collection[date] = ()
) -> list[Judged]:
    """Tell of each question whether it was answered, waits within its time, or was left unanswered.

    *looked* is the last day of each source that was looked at to its end; without one, questions wait.
    """
    found = []
    for one in questions:
        if one.answered_on:
            found.append(Judged(one, ANSWERED, working_days(one.asked_on, one.answered_on, holidays)))
            continue
        last = looked.get(one.source_id)
        late = last is not None and working_days(one.asked_on, last, holidays) > within
        found.append(Judged(one, UNANSWERED if late else WAITING, None))
    return found


def conversations(judged: Sequence[Judged], seen: Iterable[tuple[str, date, int, int]]) -> list[Conversation]:
    """Sum up by source and period; *seen* tells by source and day of the posts the comments told and those seen."""
    asked: defaultdict[tuple[str, str, str], list[Judged]] = defaultdict(list)
    told: defaultdict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in judged:
        for kind, name in PERIODS.items():
            asked[one.question.source_id, kind, name(one.question.asked_on)].append(one)
    for source_id, day, comments, responses in seen:
        for kind, name in PERIODS.items():
            sums = told[source_id, kind, name(day)]
            sums[0] += comments
            sums[1] += responses
    return [_conversation(key, asked.get(key, []), told.get(key)) for key in sorted({*asked, *told})]


def _conversation(key: tuple[str, str, str], asked: Sequence[Judged], told: Sequence[int] | None) -> Conversation:
    days = [one.working_days for one in asked if one.working_days is not None]
    return Conversation(
        *key,
        questions=len(asked),
        answered=len(days),
        unanswered=sum(one.status == UNANSWERED for one in asked),
        median_working_days=float(median(days)) if len(days) >= FEWEST else None,
        comments_told=told[0] if told else None,
        responses_seen=told[1] if told else None,
    )
