"""Questions that were overdue at the end of a week, whatever came of them later."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from collectors.records import Page, Parsed, RawPage, Response
from storage.analysis.conversation import renew_periods, renew_questions
from storage.db.engine import transaction
from storage.desk.answers import note_answer
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.queries.obstacles import conversation_of, open_questions
from storage.queries.periods import overdue_at
from tests.storage.conftest import NIGHT, SOURCE

SUNDAY = date(2026, 11, 22)
OVER = datetime(2026, 11, 22, 17, tzinfo=UTC)
ASKED = datetime(2026, 11, 16, 3, tzinfo=UTC)
LATER, BEFORE = OVER + timedelta(hours=9), OVER - timedelta(hours=9)
UNANSWERED: dict[str, Any] = {
    "response_id": "x:r1", "intent": "question", "status": "unanswered", "answer_id": None, "answered_at": None,
    "working_days": None, "due_on": date(2026, 11, 19),
}  # fmt: skip


@pytest.mark.parametrize(
    ("told", "noted", "overdue"),
    [
        ({}, None, 1),
        ({"due_on": date(2026, 11, 23)}, None, 0),  # it became late in the week after
        ({"status": "answered", "answered_at": BEFORE}, None, 0),
        ({"status": "answered", "answered_at": LATER}, None, 1),
        ({"status": "waiting"}, None, 0),  # nobody looked at the source since: that it is unanswered is not known
        ({"intent": "complaint"}, None, 0),
        ({}, BEFORE, 0),  # somebody answered by telephone
        ({}, LATER, 1),
    ],
)
def test_a_question_is_overdue_at_the_end_of_a_week_as_it_stood_then(
    engine: Engine, run_id: int, told: dict[str, Any], noted: datetime | None, overdue: int
) -> None:
    asked = Response(response_id="x:r1", kind="reply", published_at=ASKED, text="kapan?", post_id="x:1")
    page = Page(RawPage("search", "https://api.x.com/2", b"{}"), Parsed(responses=(asked,)))
    with transaction(engine) as connection:
        commit_page(connection, page, Provenance(run_id, SOURCE, NIGHT, ZoneInfo("Asia/Jakarta")))
    renew_questions(engine, [SOURCE], [UNANSWERED | told])
    with transaction(engine) as connection:
        if noted:
            note_answer(connection, "x:r1", "answered", "lewat telepon", "humas", noted)
        rows = open_questions(connection, "2026-W35", "2026-W47", OVER, SUNDAY)
        assert int(rows["questions"].sum()) == overdue
        assert overdue_at(connection, SUNDAY, OVER) == overdue
        [row] = conversation_of(connection, "2026-W35", "2026-W47", OVER, SUNDAY).to_dict("records")
    asks = told.get("intent", "question") == "question"
    counts = [row[name] for name in ("questions", "answered", "unanswered", "waiting")]
    settled = int(asks and BEFORE in {noted, told.get("answered_at")})
    assert counts == ([1, settled, overdue, 1 - settled - overdue] if asks else [None] * 4)


def test_a_question_of_more_than_13_weeks_ago_is_counted_in_no_report(engine: Engine, run_id: int) -> None:
    old = Response(response_id="x:r1", kind="reply", published_at=ASKED - timedelta(weeks=13), text="kapan?")
    page = Page(RawPage("search", "https://api.x.com/2", b"{}"), Parsed(responses=(old,)))
    with transaction(engine) as connection:
        commit_page(connection, page, Provenance(run_id, SOURCE, NIGHT, ZoneInfo("Asia/Jakarta")))
    renew_questions(engine, [SOURCE], [UNANSWERED | {"due_on": date(2026, 8, 20)}])
    with transaction(engine) as connection:
        assert open_questions(connection, "2026-W35", "2026-W47", OVER, SUNDAY).empty
        assert overdue_at(connection, SUNDAY, OVER) == 0


def test_a_question_that_was_corrected_away_is_none_before_a_night_counts_anew(engine: Engine, run_id: int) -> None:
    assert run_id
    kept = {"source_id": SOURCE, "period_type": "week", "period": "2026-W47", "questions": 1}
    renew_periods(engine, [SOURCE], [kept | {"answered": 0, "unanswered": 1}])
    with transaction(engine) as connection:
        [row] = conversation_of(connection, "2026-W35", "2026-W47", OVER, SUNDAY).to_dict("records")
    assert [row[name] for name in ("questions", "answered", "unanswered", "waiting")] == [0] * 4


def test_days_to_an_answer_are_those_of_five_answers_seen_by_the_end_of_the_week(engine: Engine, run_id: int) -> None:
    asked = [
        Response(response_id=f"x:r{n}", kind="reply", published_at=ASKED, text="kapan?", post_id="x:1")
        for n in range(7)
    ]
    page = Page(RawPage("search", "https://api.x.com/2", b"{}"), Parsed(responses=tuple(asked)))
    with transaction(engine) as connection:
        commit_page(connection, page, Provenance(run_id, SOURCE, NIGHT, ZoneInfo("Asia/Jakarta")))
    answers = [
        UNANSWERED | {"response_id": f"x:r{n}", "status": "answered", "answered_at": at, "working_days": days}
        for n, (days, at) in enumerate([(1, BEFORE), (1, BEFORE), (2, BEFORE), (4, BEFORE), (9, LATER), (9, LATER)])
    ]

    def median(rows: list[dict[str, Any]]) -> float | None:
        renew_questions(engine, [SOURCE], rows)
        with transaction(engine) as connection:
            frame = conversation_of(connection, "2026-W35", "2026-W47", OVER, SUNDAY)
        return frame.to_dict("records")[0]["median_working_days"]  # type: ignore[no-any-return]  # a frame's cell

    assert median(answers) is None
    more = [UNANSWERED | {"response_id": "x:r6", "status": "answered", "answered_at": BEFORE, "working_days": 4}]
    assert median(answers + more) == 2
    answers[4]["answered_at"] = BEFORE
    assert median(answers + more) == 3
