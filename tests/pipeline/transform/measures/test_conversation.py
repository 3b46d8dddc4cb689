"""Questions are judged in working days, and nothing is claimed of what was not looked at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline.transform.measures.conversation import (
    Conversation,
    Conversations,
    Question,
    asks_for_answer,
    due_day,
    judge,
    working_days,
)

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (20, 21, 22, 23))


@pytest.mark.parametrize(
    ("asked", "answered", "days"),
    [
        (FRIDAY, FRIDAY, 0),
        (FRIDAY, SATURDAY, 0),
        (FRIDAY, MONDAY, 1),
        (SATURDAY, SUNDAY, 0),
        (SATURDAY, MONDAY, 0),
        (SUNDAY, date(2026, 11, 24), 1),
        (MONDAY, date(2026, 11, 30), 5),
    ],
)
def test_working_days_leave_weekends_out(asked: date, answered: date, days: int) -> None:
    assert working_days(asked, answered) == days


def test_holidays_are_no_working_days() -> None:
    assert working_days(FRIDAY, date(2026, 11, 25), {MONDAY}) == 2
    assert working_days(MONDAY, date(2026, 11, 24), {MONDAY}) == 0


def test_a_question_waits_until_its_time_is_over_by_the_last_complete_look() -> None:
    answered = Question("a", "s", FRIDAY, MONDAY)
    old, new, unseen = (
        Question("b", "s", FRIDAY, None),
        Question("c", "s", MONDAY, None),
        Question("d", "t", FRIDAY, None),
    )
    judged = list(judge([answered, old, new, unseen], {"s": date(2026, 11, 26)}, within=3))
    assert [(one.status, one.working_days) for one in judged] == [
        ("answered", 1), ("unanswered", None), ("waiting", None), ("waiting", None),
    ]  # fmt: skip


def summed(asked: list[Question], looked: dict[str, date], *seen: tuple[str, date, int, int]) -> list[Conversation]:
    found = Conversations(fewest=5)
    for one in judge(asked, looked, 3):
        found.add(one)
    for told in seen:
        found.see(*told)
    return found.periods()


def test_conversations_are_summed_up_by_period_with_what_was_seen() -> None:
    asked = [Question(str(n), "s", FRIDAY, MONDAY) for n in range(5)] + [Question("x", "s", FRIDAY, None)]
    found = summed(asked, {"s": date(2026, 12, 24)}, ("s", FRIDAY, 10, 8), ("s", MONDAY, 4, 0))
    held = {(one.period_type, one.period): one for one in found}
    assert held["week", "2026-W47"] == Conversation("s", "week", "2026-W47", 6, 5, 1, 1.0, 10, 8)
    assert held["week", "2026-W48"] == Conversation("s", "week", "2026-W48", 0, 0, 0, None, 4, 0)
    assert held["month", "2026-11"] == Conversation("s", "month", "2026-11", 6, 5, 1, 1.0, 14, 8)
    assert {kind for kind, _ in held} == {"week", "month", "quarter", "year"}


def test_each_kind_is_counted_by_itself() -> None:
    asked = [
        Question("a", "s", FRIDAY, MONDAY, "complaint"),
        Question("b", "s", FRIDAY, None, "complaint"),
        Question("c", "s", FRIDAY, None, "suggestion"),
        Question("d", "s", MONDAY, None, "complaint"),
    ]
    year = next(one for one in summed(asked, {"s": date(2026, 11, 26)}) if one.period_type == "year")
    assert (year.questions, year.complaints, year.complaints_answered, year.complaints_unanswered) == (0, 3, 1, 1)
    assert (year.suggestions, year.suggestions_answered, year.suggestions_unanswered) == (1, 0, 1)


def test_no_median_stands_under_five_answers() -> None:
    asked = [Question(str(n), "s", FRIDAY, MONDAY) for n in range(4)]
    assert {one.median_working_days for one in summed(asked, {})} == {None}


@pytest.mark.parametrize("asked", [FRIDAY, SATURDAY, SUNDAY, MONDAY])
@pytest.mark.parametrize("within", [0, 1, 3, 10])
def test_the_due_day_is_the_working_day_on_which_the_working_days_are_over(asked: date, within: int) -> None:
    holidays = {date(2026, 11, 25)}
    last = due_day(asked, within, holidays)
    assert working_days(asked, last, holidays) == within
    assert last.weekday() < SATURDAY.weekday()
    assert last not in holidays
    assert within == 0 or working_days(asked, last - timedelta(days=1), holidays) == within - 1


@pytest.mark.parametrize(
    ("text", "intent", "asks"),
    [
        ("Kapan dibuka", "question", True),
        ("", "question", True),
        ("Lampu di Jatiasih mati, mohon diperbaiki", "complaint", True),
        ("Kok belum diangkut sampahnya", "complaint", True),
        ("LAPORAN SAYA BELUM DITINDAKLANJUTI", "complaint", True),
        ("jalan rusak terus?", "complaint", True),
        ("Pelayanan buruk sekali", "complaint", False),
        ("Sebaiknya ditambah taman", "suggestion", False),
        ("Tolong tambah taman, min", "suggestion", True),
        ("permohonan lama", "complaint", False),
        ("Mohon maaf lahir batin?", "praise", False),
        ("", "complaint", False),
    ],
)
def test_complaints_and_suggestions_wait_where_their_words_ask_for_an_answer(
    text: str, intent: str, asks: bool
) -> None:
    assert asks_for_answer(text, intent) is asks
