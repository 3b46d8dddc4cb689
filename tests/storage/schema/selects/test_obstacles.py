"""What hinders, counted by evidence; a text that goes takes its evidence along and leaves its label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, insert, text

from collectors.records import Page, Parsed, Post, RawPage, Response
from storage.analysis.conversation import known_to_ask, renew_periods, renew_questions, responses_asking
from storage.analysis.strategy import renew_source_days
from storage.db.engine import transaction
from storage.harvest.erasure.records import erase_texts, expire_texts
from storage.harvest.pages import commit_page
from storage.harvest.provenance import Provenance
from storage.labels.codings import Coding, store_codings
from storage.labels.labels import LabelRow, store_labels
from storage.labels.response_labels import (
    ResponseLabelRow,
    response_label,
    store_response_labels,
    unlabelled_responses,
)
from storage.queries import obstacles as hindrances
from storage.schema.tables import messages

JAKARTA = ZoneInfo("Asia/Jakarta")
NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
ASKED = datetime(2026, 11, 20, 3, tzinfo=UTC)
SOURCE = "x-kominfobekasi"


@pytest.fixture
def say(engine: Engine, run_id: int) -> Callable[..., None]:
    """Store responses as a harvest does."""

    def store(*responses: Response) -> None:
        page = Page(RawPage("search", "https://api.x.com/2", b"{}"), Parsed(responses=responses))
        with transaction(engine) as connection:
            commit_page(connection, page, Provenance(run_id, SOURCE, NIGHT, JAKARTA))

    return store


def response(number: int, **own: Any) -> Response:
    usual = Response(f"x:r{number}", "reply", ASKED, f"kata {number}", f"x-{number % 20}", post_id="x:1")
    return replace(usual, **own)


def label(number: int, **own: Any) -> ResponseLabelRow:
    usual: dict[str, Any] = {
        "version": "1", "sentiment": "negative", "intent": "complaint", "object": "digital_service",
        "obstacle": "application", "score": 0.5, "evidence": [{"phrase": "error*"}],
    }  # fmt: skip
    return ResponseLabelRow(response_id=f"x:r{number}", **(usual | own))


def put(engine: Engine, *labels: ResponseLabelRow) -> None:
    with transaction(engine) as connection:
        store_response_labels(connection, labels, NIGHT)


def select(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


OBSTACLES = "SELECT counted, month, obstacle, object, topic, n, people, class_n, trended, headline FROM v_obstacles"


def test_obstacles_are_counted_by_month_and_small_classes_are_marked(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post], say: Callable[..., None]
) -> None:
    commit(make_post(1))
    say(*(response(n) for n in range(31)), response(40, published_at=ASKED - timedelta(days=40)), response(41))
    say(response(42, post_id="x:99"))
    put(engine, *(label(n) for n in range(31)), label(40, obstacle="capacity", object="other_service"))
    put(engine, label(41, obstacle=None), label(42, obstacle="capacity"))
    with transaction(engine) as connection:
        store_labels(
            connection, [LabelRow("x:1", "", "1", "taxonomy", "living", None, ("living",), None, None, 1, [])], NIGHT
        )
    assert sorted(select(engine, OBSTACLES), key=str) == [
        ("response", "2026-10", "capacity", "other_service", "living", 1, 1, 2, False, False),
        ("response", "2026-11", "application", "digital_service", "living", 31, 20, 31, True, True),
        ("response", "2026-11", "capacity", "digital_service", None, 1, 1, 2, False, True),
    ]


def test_obstacles_are_what_people_say_and_conduct_stands_apart(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post], say: Callable[..., None]
) -> None:
    commit(make_post(1, published_at=ASKED))
    say(response(1))
    put(engine, label(1, intent="question", obstacle=None))
    days = {"source_id": SOURCE, "period_type": "month", "days": 30, "active_days": 21, "longest_silence": 4}
    renew_source_days(engine, [{**days, "period": "2026-11"}, {**days, "period_type": "year", "period": "2026"}])
    counts = {"questions": 4, "answered": 1, "unanswered": 2, "median_working_days": None}
    counts |= {"comments_told": None, "responses_seen": None, "complaints": 5, "complaints_unanswered": 1}
    renew_periods(engine, [SOURCE], [{"source_id": SOURCE, "period_type": "month", "period": "2026-11", **counts}])
    with transaction(engine) as connection:
        message = {"message_id": "x:1", "posts": 2, "sources": 2, "first_at": ASKED, "missed": "ig-a,web-b"}
        connection.execute(insert(messages).values(message))
        coded = Coding(
            "W1-3", "officer", date(2026, 9, 2), "organisation", "communication", None, None, None, None, "AB"
        )
        assert store_codings(connection, [coded], NIGHT) == (1, 0, 0)
    found = {(row[0], row[1], row[2], row[5], row[6]) for row in select(engine, OBSTACLES)}
    assert found == {("coding", "2026-09", "organisation", 1, None)}
    conduct = select(engine, "SELECT conduct, n, out_of, share FROM v_conduct WHERE period = '2026-11' ORDER BY 1")
    assert conduct == [
        ("missed_channel", 2, 3, pytest.approx(2 / 3)),
        ("silent_day", 9, 30, 0.3),
        ("unanswered_complaint", 1, 5, 0.2),
        ("unanswered_question", 2, 4, 0.5),
    ]
    missed = select(engine, "SELECT period_type, period FROM v_conduct WHERE conduct = 'missed_channel' ORDER BY 1")
    assert missed == [("month", "2026-11"), ("quarter", "2026-Q4"), ("week", "2026-W47"), ("year", "2026")]


def test_a_coding_imported_again_changes_nothing_and_a_corrected_one_replaces(engine: Engine) -> None:
    first = Coding("W1", "officer", date(2026, 9, 2), "budget", "communication", None, None, "kutipan", None, "AB")
    with transaction(engine) as connection:
        assert store_codings(connection, [first], NIGHT) == (1, 0, 0)
        assert store_codings(connection, [first], NIGHT + timedelta(days=1)) == (0, 0, 1)
        assert store_codings(connection, [first._replace(quote=None)], NIGHT + timedelta(days=2)) == (0, 1, 0)
    assert select(engine, "SELECT reference, quote FROM v_codings") == [("W1", None)]


def test_a_label_awaits_texts_alone_and_is_made_again_for_an_edited_one(
    engine: Engine, say: Callable[..., None]
) -> None:
    say(response(1), response(2, is_official=True, author_hash=None), response(3, text=None))

    def waiting(version: str = "1", **also: Any) -> list[str]:
        with transaction(engine) as connection:
            return [key for key, _ in unlabelled_responses(connection, version, **also)]

    assert waiting() == ["x:r1"]
    put(engine, label(1))
    assert (waiting(), waiting("2"), waiting(everything=True)) == ([], ["x:r1"], ["x:r1"])
    say(response(1))
    assert waiting() == []
    say(response(1, text="kata lain"))
    assert waiting() == ["x:r1"]


def test_a_label_by_a_person_is_never_made_again_and_is_marked_when_the_text_was_edited(
    engine: Engine, say: Callable[..., None]
) -> None:
    say(response(1), response(2))
    put(engine, label(1, version="human", method="human", annotator="Sari", score=None), label(2))
    with transaction(engine) as connection:
        assert unlabelled_responses(connection, "2", everything=True) == [("x:r2", "kata 2")]
    say(response(1, text="kata lain"), response(2, text="lain pula"))
    with transaction(engine) as connection:
        assert unlabelled_responses(connection, "1") == [("x:r2", "lain pula")]
    told = "SELECT response_id, label_method, label_annotator, label_score, label_outdated FROM v_responses ORDER BY 1"
    assert select(engine, told) == [("x:r1", "human", "Sari", None, True), ("x:r2", None, None, None, None)]


def test_a_response_without_evidence_stands_apart(engine: Engine, say: Callable[..., None]) -> None:
    say(response(1, text="🙏"))
    nothing = {"sentiment": "neutral", "intent": "other", "object": None, "obstacle": None, "score": None}
    put(engine, label(1, method="none", **nothing))
    told = "SELECT sentiment, intent, object, obstacle, label_score, label_method FROM v_responses"
    assert select(engine, told) == [("neutral", "other", None, None, None, "none")]
    assert select(engine, "SELECT * FROM v_obstacles") == []


@pytest.mark.parametrize("taken", ["expired", "forgotten"])
def test_evidence_goes_with_the_text_and_the_label_stays(engine: Engine, say: Callable[..., None], taken: str) -> None:
    say(response(1), response(2))
    put(engine, label(1), label(2))
    with transaction(engine) as connection:
        if taken == "expired":
            expire_texts(connection, SOURCE, ASKED + timedelta(days=1), NIGHT)
        else:
            erase_texts(connection, "author", ["x-1"], NIGHT)
        kept = response_label(connection, "x:r1")
    assert kept
    assert (kept["obstacle"], kept["evidence"], kept["text"]) == ("application", "[]", None)
    others = select(engine, "SELECT label_evidence FROM v_responses WHERE response_id = 'x:r2'")
    assert ("error" in str(others)) is (taken == "forgotten")
    say(response(1))
    with transaction(engine) as connection:
        assert unlabelled_responses(connection, "2") == ([("x:r2", "kata 2")] if taken == "forgotten" else [])


def test_the_first_answer_of_the_account_is_found(
    engine: Engine, commit: Callable[..., int], make_post: Callable[..., Post], say: Callable[..., None]
) -> None:
    hour = timedelta(hours=1)
    say(response(1), response(2), response(3, parent_id="x:r2"), response(5))
    say(response(4, is_official=True, author_hash=None, parent_id="x:r1", published_at=ASKED + 9 * hour))
    commit(make_post(7, kind="reply", reference="x:r1", published_at=ASKED + 2 * hour))
    put(engine, label(1, intent="question"), label(2), label(3, intent="suggestion"), label(5, intent="praise"))
    with transaction(engine) as connection:
        found = {
            row.response_id: (row.intent, row.answer_id, row.answered_at)
            for row in responses_asking(connection, ["instagram"])
        }
    assert found == {
        "x:r1": ("question", "x:7", ASKED + 2 * hour),
        "x:r2": ("complaint", None, None),
        "x:r3": ("suggestion", None, None),
    }


def test_questions_stand_among_all_that_asks_each_with_its_link(engine: Engine, say: Callable[..., None]) -> None:
    say(response(1), response(2))
    put(engine, label(1, intent="question"), label(2))
    waiting = {"status": "waiting", "answer_id": None, "answered_at": None, "working_days": None, "due_on": None}
    asked = {"x:r1": "question", "x:r2": "complaint"}
    rows = [{"response_id": key, "intent": i, **waiting, "url": f"https://{key}"} for key, i in asked.items()]
    renew_questions(engine, [SOURCE], rows)
    assert select(engine, "SELECT response_id, url FROM v_questions") == [("x:r1", "https://x:r1")]
    assert dict(select(engine, "SELECT response_id, intent FROM v_requests")) == asked


def test_what_asked_before_its_text_went_still_waits(engine: Engine, say: Callable[..., None]) -> None:
    say(response(1, text="Lampu mati, mohon diperbaiki"), response(2, text="Lampu mati"))
    put(engine, label(1), label(2))
    row = {"status": "waiting", "answer_id": None, "answered_at": None, "working_days": None, "due_on": None}
    renew_questions(engine, [SOURCE], [{"response_id": "x:r1", "intent": "complaint", **row}])
    with transaction(engine) as connection:
        assert known_to_ask(connection) == set()
        expire_texts(connection, SOURCE, ASKED + timedelta(days=1), NIGHT)
        assert known_to_ask(connection) == {"x:r1"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_weekly_report_finds_its_responses_through_the_week(engine: Engine) -> None:
    for query in (hindrances.OBSTACLE_COUNTS, hindrances.HEARD, hindrances.OPEN_QUESTIONS):
        statement = text(f"EXPLAIN QUERY PLAN {query}")
        with engine.connect() as connection:
            told = {"first": "2026-W35", "last": "2026-W47", "until": "2026-11-22", "since": "2025-11-22", "city": None}
            told |= {"until_month": "2026-11", "since_month": "2025-11", "last_day": "2026-11-22"}
            plan = [
                row[3] for row in connection.execute(statement, {k: v for k, v in told.items() if f":{k}" in query})
            ]
        assert any("ix_responses_iso_week" in step for step in plan), plan


def coded(number: int, source: str, **own: Any) -> Coding:
    usual = Coding(f"W{number}", source, date(2026, 9, 2), None, None, None, "Kota Bekasi", None, None, "AB")
    return usual._replace(**own)


def test_factors_are_named_by_kinds_of_source_and_few_informants_are_hidden(
    engine: Engine, say: Callable[..., None]
) -> None:
    say(response(1))
    put(engine, label(1, obstacle="awareness"))
    passages = [
        *(coded(n, "officer", obstacle="budget", informant=f"I-0{n}") for n in (1, 2, 3)),
        coded(4, "document", obstacle="budget"),
        coded(5, "media", obstacle="budget", own_message=True),
        coded(6, "document", question="supporting", factor="budget"),
        coded(7, "officer", obstacle="integration", informant="I-01"),
        coded(8, "document", obstacle="integration"),
        coded(9, "officer", question="strategy", stage="planning", informant="I-01"),
        coded(10, "media", question="strategy", element="media"),
    ]
    with transaction(engine) as connection:
        connection.execute(text("UPDATE sources SET city = 'Kota Bekasi'"))
        store_codings(connection, passages, NIGHT)
    found = {(row[0], row[1]): row[2:] for row in select(engine, TRIANGULATION)}
    assert found == {
        ("hindering", "budget"): (3, 1, 0, 0, "named by 2 of 4 kinds", 1),
        ("supporting", "budget"): (None, 1, 0, 0, "named by 1 of 4 kinds", 4),
        ("hindering", "integration"): (None, 1, 0, 0, "named by 1 of 4 kinds", 0),
        ("strategy", "media"): (None, 0, 1, 0, "named by 1 of 4 kinds", 0),
        ("hindering", "awareness"): (None, 0, 0, 1, "named by 1 of 4 kinds", 0),
    }
    obstacles = "SELECT DISTINCT obstacle FROM v_obstacles WHERE counted = 'coding' ORDER BY 1"
    assert select(engine, obstacles) == [("budget",), ("integration",)]


def test_a_passage_of_stage_and_element_is_told_under_both(engine: Engine) -> None:
    passage = coded(1, "document", question="strategy", stage="planning", element="audience", period="2026-Q3")
    with transaction(engine) as connection:
        store_codings(connection, [passage], NIGHT)
    told = "SELECT aspect, factor, n_document, first_month, last_month FROM v_triangulation ORDER BY 1"
    assert select(engine, told) == [
        ("element", "audience", 1, "2026-07", "2026-09"),
        ("stage", "planning", 1, "2026-07", "2026-09"),
    ]


def test_few_officers_are_hidden_among_the_obstacles_and_in_the_report_too(engine: Engine) -> None:
    many = [coded(n, "officer", obstacle="budget", object="communication", informant=f"I-0{n}") for n in (1, 2, 3)]
    few = [coded(n, "officer", obstacle="integration", object="communication", informant=f"I-0{n}") for n in (4, 5)]
    before = coded(6, "officer", obstacle="capacity", object="communication")
    other = coded(7, "document", obstacle="integration", object="communication")
    elsewhere = coded(8, "officer", obstacle="budget", object="communication", city="Depok", informant="I-08")
    with transaction(engine) as connection:
        store_codings(connection, [*many, *few, before, other, elsewhere], NIGHT)
        seen = connection.execute(text("SELECT evidence_source, obstacle, city, n, class_n FROM v_obstacles")).all()
        counts = hindrances.obstacle_counts(connection, "2026-W36", "2026-W40", date(2026, 10, 4), "Kota Bekasi")
    assert sorted(map(tuple, seen)) == [
        ("document", "integration", "Kota Bekasi", 1, 1),
        ("officer", "budget", "Kota Bekasi", 3, 3),
        ("officer", "capacity", "Kota Bekasi", 1, 1),
    ]
    told = counts[["evidence_source", "obstacle", "n"]].itertuples(index=False, name=None)
    assert sorted(told) == [("document", "integration", 1), ("officer", "budget", 3), ("officer", "capacity", 1)]


def test_few_officers_are_not_told_apart_by_what_contradicts_them(engine: Engine) -> None:
    few = [coded(n, "officer", obstacle="budget", informant=f"I-0{n}") for n in (1, 2)]
    with transaction(engine) as connection:
        store_codings(connection, [*few, coded(8, "document", question="supporting", factor="budget")], NIGHT)
    assert select(engine, TRIANGULATION) == [
        ("supporting", "budget", None, 1, 0, 0, "named by 1 of 4 kinds", 0),
    ]


@pytest.mark.parametrize(
    ("period", "month", "months"),
    [
        (None, "2026-09", ("2026-09", "2026-09")),
        ("2025-12", "2025-12", ("2025-12", "2025-12")),
        ("2026-Q4", None, ("2026-10", "2026-12")),
        ("2025", None, ("2025-01", "2025-12")),
    ],
)
def test_a_coding_counts_in_the_period_that_it_is_about(
    engine: Engine, period: str | None, month: str | None, months: tuple[str, str]
) -> None:
    with transaction(engine) as connection:
        store_codings(connection, [coded(1, "media", obstacle="budget", object="communication", period=period)], NIGHT)
    found = select(engine, "SELECT month, period, n FROM v_obstacles")
    assert found == [(month, period or "2026-09", 1)]
    assert select(engine, "SELECT first_month, last_month FROM v_codings") == [months]


@pytest.mark.parametrize(
    ("period", "counted"), [(None, 1), ("2026-11", 0), ("2026-10", 1), ("2026-Q4", 1), ("2024", 0), ("2025", 1)]
)
def test_a_report_counts_codings_of_its_year_by_their_period(engine: Engine, period: str | None, counted: int) -> None:
    with transaction(engine) as connection:
        store_codings(connection, [coded(1, "media", obstacle="budget", object="communication", period=period)], NIGHT)
        found = hindrances.obstacle_counts(connection, "2026-W31", "2026-W43", date(2026, 10, 25))
    assert list(found["n"]) == [1] * counted


TRIANGULATION = """
    SELECT question, factor, n_officer, n_document, n_media, n_response, named_by, contradicting FROM v_triangulation"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("asked", ["n_response FROM v_triangulation", "class_n FROM v_obstacles"])
def test_obstacles_are_found_from_the_labels_and_not_by_reading_every_response(engine: Engine, asked: str) -> None:
    sizes = [
        ("response_labels", "sqlite_autoindex_response_labels_1", "1200000 1"),
        ("responses", "sqlite_autoindex_responses_1", "1200000 1"),
        ("responses", "ix_responses_source_id", "1200000 4000 2"),
        ("sources", "sqlite_autoindex_sources_1", "300 1"),
    ]
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", sizes)
        connection.exec_driver_sql("ANALYZE sqlite_schema")  # what was written is read
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN SELECT {asked}")]
    assert "SCAN l" in plan, plan
