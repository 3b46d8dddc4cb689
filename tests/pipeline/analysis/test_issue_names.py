"""The names of issues stay on responses whose texts went early, so that a running quarter goes on counting them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from pipeline.analysis import issues
from pipeline.analysis.issues import measure_issues, spans_between
from pipeline.harvest import retention
from pipeline.harvest.harvest import finish_harvest
from pipeline.nightly import close_night
from pipeline.reporting.issues import told_issues
from pipeline.run.console import keep
from pipeline.settings.groups import EndedSource
from pipeline.settings.models import Settings
from storage.analysis.issues import issues_counted
from storage.db.engine import transaction
from storage.harvest.erasure.records import erase_texts, expire_texts
from tests.conftest import MakeSettings
from tests.pipeline.analysis.counted_issues import (
    NIGHT,
    PAGE,
    SAID,
    X,
    expire,
    fail_at_the_store,
    measure,
    rows,
)
from tests.pipeline.conftest import OpenNight
from tests.pipeline.transform.issues.voicing import QUEUE, ROAD


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("days", [30, 365])
def test_a_quarter_counts_the_same_whether_its_texts_went_after_thirty_days_or_stand(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings, days: int
) -> None:
    settings = make_settings(sources=[X | {"responses": True, "response_text_days": days}])
    for week in range(13):
        at = datetime(2026, 10, 2, 3, tzinfo=UTC) + timedelta(weeks=week)
        now = at + timedelta(days=6)
        say([*(QUEUE if week % 2 else []), *(ROAD if week < 4 else [])], at)
        with night_of(settings, lambda now=now: now) as night:
            expire(engine, now - timedelta(days=days))
            measure_issues(night)
    with night_of(settings, lambda: now) as night, engine.connect() as connection:
        (quarter,) = (span for span in spans_between(now.date(), now.date()) if span.kind == "quarter")
        told = told_issues(night, connection, quarter, issues_counted(connection)).issues or []
    assert [(one.responses, one.people, one.first_seen) for one in told] == [
        (36, 36, date(2026, 10, 9)), (20, 20, date(2026, 10, 2)),
    ]  # fmt: skip
    assert ["antrean" in told[0].name, "jalan" in told[1].name] == [True, True]
    ((texts,),) = rows(engine, "SELECT count(text) FROM responses")
    assert texts == (12 if days == 30 else 56)


def test_the_name_of_an_issue_is_kept_where_texts_go_early_and_goes_with_who_is_forgotten_and_with_age(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings
) -> None:
    named = "SELECT count(issue) FROM responses"
    say(QUEUE)
    measure(night_of, make_settings(sources=[X | {"responses": True}], retention_days=30))
    assert rows(engine, named) == [(0,)]
    settings = make_settings(sources=[X | {"responses": True}])
    measure(night_of, settings)
    assert rows(engine, named) == [(6,)]
    with transaction(engine) as connection:
        erase_texts(connection, "author", ["hash-1118-0"], NIGHT)
    assert rows(engine, named) == [(0,)]  # its words may be of the one who is forgotten
    measure(night_of, settings)
    assert rows(engine, named) == [(5,)]
    with transaction(engine) as connection:
        expire_texts(connection, "x-kominfobekasi", NIGHT, NIGHT, NIGHT - timedelta(days=30))
    assert rows(engine, named) == [(5,)]
    with transaction(engine) as connection:
        erase_texts(connection, "author", ["hash-1118-1"], NIGHT)
    assert rows(engine, named) == [(0,)]
    say(QUEUE, SAID + timedelta(days=1))
    measure(night_of, settings)
    with transaction(engine) as connection:
        expire_texts(connection, "x-kominfobekasi", NIGHT, NIGHT)
    assert rows(engine, named) == [(0,)]


@pytest.mark.parametrize("gone", [False, True], ids=["texts stand", "texts are gone"])
def test_a_word_of_who_is_forgotten_goes_from_every_name_of_the_quarter_and_other_names_stay(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings, *, gone: bool
) -> None:
    say([*QUEUE, *ROAD])
    say(["jalan ditutup", "Bagus"], SAID - timedelta(days=1))
    measure(night_of, make_settings(sources=[X | {"responses": True}]))
    with transaction(engine) as connection:  # the names of an earlier night, of other words
        connection.execute(text("UPDATE responses SET issue = 'lampu mati' WHERE text = 'jalan ditutup'"))
        connection.execute(text("UPDATE responses SET issue = 'lampu jalan' WHERE text = 'Bagus'"))
    if gone:
        expire(engine, SAID)
    with transaction(engine) as connection:
        erase_texts(connection, "author", ["hash-1117-0"], NIGHT)
    left = {name for (name,) in rows(engine, "SELECT DISTINCT issue FROM responses WHERE issue IS NOT NULL")}
    assert any("antrean" in name for name in left)
    assert "lampu jalan" not in left
    assert any("jalan" in name for name in left) == gone  # the word stood in its text alone


@pytest.mark.parametrize("configured", [True, False], ids=["configured", "left"])
def test_names_go_at_an_age_of_120_days_of_configured_sources_and_of_those_that_left(
    engine: Engine, say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings,
    monkeypatch: pytest.MonkeyPatch, *, configured: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(retention, "rewrite_pages", lambda *_: 0)
    settings = make_settings(sources=[X | {"responses": True}])
    say(QUEUE)
    measure(night_of, settings)
    for days, left in ((31, 6), (119, 6), (121, 0)):
        chosen = settings if configured else make_settings(sources=[PAGE])
        with night_of(chosen, lambda days=days: SAID + timedelta(days=days)) as night:
            finish_harvest(night, [EndedSource(source, "complete") for source in chosen.config.sources])
        assert rows(engine, "SELECT count(issue), count(text) FROM responses") == [(left, 0 if configured else 6)]


@pytest.fixture
def close_unnamed(
    say: Callable[..., None], night_of: OpenNight, make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Store a quarter whose issues no night has named; return how a night's closing ends and what it warns of."""
    monkeypatch.setattr(retention, "rewrite_pages", lambda *_: 0)
    for day in (2, 9, 16):
        say(QUEUE, datetime(2026, 10, day, 3, tzinfo=UTC))
    say(QUEUE)
    settings, told = make_settings(sources=[X | {"responses": True}]), list[str]()

    def close(at: datetime = NIGHT) -> list[str]:
        with night_of(settings, lambda: at) as night:
            night.say = keep(told, logging.WARNING)
            finish_harvest(night, [EndedSource(source, "complete") for source in settings.config.sources])
            close_night(night)
        return told

    return close


HELD = "SELECT count(issue), count(text) FROM responses"


def test_the_first_night_names_the_issues_of_texts_before_it_takes_them(
    engine: Engine, close_unnamed: Callable[..., list[str]], night_of: OpenNight, settings: Settings
) -> None:
    close_unnamed()
    assert rows(engine, HELD) == [(24, 6)]
    measure(night_of, settings)
    assert rows(engine, "SELECT responses FROM v_issues WHERE period = '2026-Q4'") == [(24,)]


@pytest.mark.parametrize("again", [None, timedelta(hours=2), timedelta(days=1)], ids=["first", "same night", "next"])
def test_texts_whose_issues_could_not_be_named_wait_for_one_night_only_and_that_is_said(
    engine: Engine, close_unnamed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, again: timedelta | None
) -> None:
    monkeypatch.setattr(issues, "replace_issues", fail_at_the_store)
    told = close_unnamed()
    assert sum("stay until the next night" in line for line in told) == 1
    if again:
        close_unnamed(NIGHT + again)
    assert rows(engine, HELD) == [(0, 6 if again == timedelta(days=1) else 24)]
