"""A store that the first release made comes to the newest schema with its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, text

from collectors.records import Parsed, Unparsed
from storage.analysis.texts.press import periods_of_press
from storage.db.engine import transaction
from storage.harvest.pages import prune_pages
from storage.harvest.source_state import load_stored_posts
from storage.harvest.unparsed import forget_unread, record_unparsed
from storage.labels.response_labels import unlabelled_responses
from storage.schema.tables import metadata
from storage.schema.versions import upgrade

NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC)
FIRST: dict[str, dict[str, Any]] = {
    "sources": {"source_id": "x-a", "platform": "x", "account": "a"},
    "runs": {"run_id": 1, "command": "nightly", "started_at": NIGHT, "version": "0"},
    "pages": {
        "page_id": 1, "run_id": 1, "source_id": "x-a", "fetched_at": NIGHT, "kind": "timeline", "url": "u", "body": b"",
    },
    "posts": {
        "post_id": "x:1", "source_id": "x-a", "kind": "post", "url": "u", "text": "Posyandu", "text_digest": "d",
        "published_precision": "second", "pinned": False, "page_id": 1, "first_seen_at": NIGHT, "last_seen_at": NIGHT,
    },
    "labels": {
        "post_id": "x:1", "text_digest": "d", "version": "1", "method": "model", "labelled_at": NIGHT,
        "topic": "living", "subtopic": "health", "topics": "living", "programme_level": "dimension",
        "message_function": "activity_report", "score": 0.9, "evidence": "[]", "current": True,
    },
    "responses": {
        "response_id": "x:2", "source_id": "x-a", "post_id": "x:1", "kind": "reply", "author_hash": "x-0",
        "is_official": False, "published_at": NIGHT, "published_local": NIGHT.replace(tzinfo=None),
        "iso_week": "2026-W48", "text": "kapan?", "page_id": 1, "first_seen_at": NIGHT, "last_seen_at": NIGHT,
    },
}  # fmt: skip


@pytest.fixture
def first_store(store_of: Callable[[str], Engine]) -> Engine:
    """A store as the first release left it: one labelled post."""
    engine = store_of("0001")
    with transaction(engine) as connection:
        for name, row in FIRST.items():
            connection.execute(insert(metadata.tables[name]), row)
    return engine


def test_an_upgraded_store_keeps_labels_which_have_no_stage_yet(first_store: Engine) -> None:
    upgrade(first_store, NIGHT)
    with transaction(first_store) as connection:
        label = connection.execute(text("SELECT topic, stage, current FROM v_labels")).one()
        post = connection.execute(text("SELECT topic, stage FROM v_posts")).one()
    assert (label.topic, label.stage, bool(label.current)) == ("living", None, True)
    assert (post.topic, post.stage) == ("living", None)
    first_store.dispose()


def test_an_upgraded_store_has_responses_that_await_their_labels(first_store: Engine) -> None:
    upgrade(first_store, NIGHT)
    with transaction(first_store) as connection:
        response = connection.execute(text("SELECT text, intent, obstacle, label_evidence FROM v_responses")).one()
        assert unlabelled_responses(connection, "1") == [("x:2", "kapan?")]
        assert connection.scalar(text("SELECT count(*) FROM v_obstacles")) == 0
    assert tuple(response) == ("kapan?", None, None, None)
    first_store.dispose()


def test_an_upgraded_store_remembers_what_comes_in_an_unknown_shape(first_store: Engine) -> None:
    upgrade(first_store, NIGHT)
    with transaction(first_store) as connection:
        parsed = Parsed(
            unreadable=(Unparsed("KeyError: 'text'", "x:3", "https://x.com/a/status/3"), Unparsed("TypeError"))
        )
        record_unparsed(connection, parsed, "x-a", 1)
        record_unparsed(connection, parsed, "x-a", 1)  # the same page again, as in a replay
        assert connection.scalar(text("SELECT unread_posts FROM v_source_health")) == 2
        stored = load_stored_posts(connection, "x-a", NIGHT)
        assert stored.addresses == {"x:1": "u", "x:3": "https://x.com/a/status/3"}
        assert (set(stored.known), stored.read_today >= {"x:1", "x:3"}) == ({"x:1"}, True)
        connection.execute(text("UPDATE pages SET body = :body"), {"body": b"all that there is"})
        assert prune_pages(connection, NIGHT + timedelta(days=1))[0] == 0
        forget_unread(connection, 1)
        assert prune_pages(connection, NIGHT + timedelta(days=1))[0] == 1
        assert connection.scalar(text("SELECT unread_posts FROM v_source_health")) == 0
    first_store.dispose()


def test_an_upgraded_store_has_no_level_of_a_dimension_where_there_is_none(first_store: Engine) -> None:
    with transaction(first_store) as connection:
        connection.execute(text("UPDATE labels SET topic = 'none', subtopic = NULL, topics = ''"))
    upgrade(first_store, NIGHT)
    with transaction(first_store) as connection:
        assert connection.execute(text("SELECT topic, programme_level, role FROM v_posts")).one() == (
            "none",
            "none",
            "own",
        )
    first_store.dispose()


def test_agencies_that_were_confirmed_move_beside_the_counted_ones_and_no_count_is_lost(
    store_of: Callable[[str], Engine],
) -> None:
    engine = store_of("0037")
    confirmed = {"agency": "PDAM", "agency_origin": "confirmed"}
    guessed = {"agency": "Dishub", "agency_origin": "proposed"}
    citizens = {"responses": 9, "people": 9, "positive": 0, "neutral": 9, "negative": 0, "first_seen": NIGHT.date()}
    press = {"articles": 9, "outlets": 3, "own_messages": 0, "first_seen": NIGHT.date(), "period_type": "month"}
    weeks = ("2026-W46", "2026-W47", "2026-W48")
    rows = [
        *((name, FIRST[name]) for name in ("sources", "runs", "pages")),
        ("posts", FIRST["posts"] | {"published_local": NIGHT.replace(month=9, tzinfo=None)}),
        ("responses", FIRST["responses"] | {"iso_week": "2026-W47", "text": None, "expired_at": NIGHT}),
        ("issue_agencies", {"issue": "air mati", "agency": "PDAM", "confirmed_by": "a", "confirmed_at": NIGHT}),
        *(("issue_periods", {"period_type": "week", "period": week}) for week in weeks),
        *(
            ("issues", citizens | {"period_type": "week", "period": week, "issue": "mati air"} | told)
            for week, told in zip(weeks, (confirmed, confirmed, guessed), strict=True)
        ),
        *(
            ("press_issues", press | {"period": month, "issue": issue} | told)
            for month, issue, told in (
                ("2026-07", "air mati", confirmed), ("2026-08", "macet", guessed), ("2026-09", "macet", guessed),
                ("2026-10", "air mati", guessed), ("2026-11", "macet", guessed),
            )
        ),
        ("press_articles", {"post_id": "x:1", "issue": "air mati"} | confirmed),
        ("settings", {"name": "count press anew: month 2026-08", "value": "1"}),
    ]  # fmt: skip
    with transaction(engine) as connection:
        for name, row in rows:
            connection.execute(insert(metadata.tables[name]), row)
    upgrade(engine, NIGHT)
    with transaction(engine) as connection:
        assert set(connection.scalars(text("SELECT period FROM issue_periods"))) == set(weeks)
        assert {period for _, period in periods_of_press(connection)} == {f"2026-{month:02}" for month in range(7, 12)}
        told = connection.execute(text("SELECT period, agency, confirmed_agency FROM issues ORDER BY period")).all()
        assert connection.scalar(text("SELECT count(*) FROM settings WHERE name LIKE 'count press%'")) == 0
    assert told == [("2026-W46", None, "PDAM"), ("2026-W47", None, "PDAM"), ("2026-W48", "Dishub", "PDAM")]
    engine.dispose()
