"""Two-way communication, brought into the store: what was answered, how fast, and what waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from pipeline.platforms import registry
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from pipeline.transform.measures.conversation import Conversations, Question, asks_for_answer, judge
from storage.analysis.conversation import (
    add_question,
    as_date,
    comments_seen,
    is_listed,
    known_to_ask,
    open_due_days,
    renew_periods,
    renew_questions,
    responses_asking,
    sources_in_order,
)
from storage.analysis.coverage import complete_turns
from storage.analysis.marks import digest_of_rows, forget_mark, mark, marked
from storage.db.engine import reading, transaction
from storage.schema.selects.fragments import MEDIAN_FROM

STEP = "conversation"
VERSION = "1"  # of the judging: another one judges every source anew
ROWS_TOGETHER = 20_000


class Heard(NamedTuple):
    """The rows from which a source's conversation is computed (what asks, comments by day), and their digest."""

    source: str
    asking: list[Row[Any]]
    comments: list[Row[Any]]
    digest: str


def measure_conversation(run: RunContext, *, everything: bool = False) -> None:
    """Judge what asks for an answer of each source of which something changed, or of all."""
    with reading(run.engine) as connection:  # judging takes long: nobody who writes waits for it
        looked, known = _last_days_looked(connection, run.settings), known_to_ask(connection)
        for together in _gathered(_changed(run, connection, looked, everything=everything)):
            _measure_sources(run, together, looked, known)


def _changed(
    run: RunContext, connection: Connection, looked: Mapping[str, date], *, everything: bool
) -> Iterator[Heard]:
    """Yield the sources to judge. All is read in one pass: an answer may be stored with another source."""
    strategy = run.settings.config.strategy
    rules = f"{VERSION} {MEDIAN_FROM} {strategy.answer_working_days} {sorted(strategy.holidays)}"
    due, sources = open_due_days(connection), sources_in_order(connection)
    asking = _by_source(sources, responses_asking(connection, _flat_platforms()))
    seen = _by_source(sources, comments_seen(connection))
    for source, asked, comments in zip(sources, asking, seen, strict=True):
        run.stop.check()
        digest, old = digest_of_rows(rules, asked, comments), marked(connection, STEP, source)
        if everything or digest != old or _time_told(looked.get(source), *due.get(source, (None, None))):
            yield Heard(source, asked, comments, digest)


def _gathered(changed: Iterable[Heard]) -> Iterator[list[Heard]]:
    """Put sources together until they have some thousand rows: each of them alone would be four transactions."""
    waiting, rows = list[Heard](), 0
    for one in changed:
        waiting.append(one)
        rows += len(one.asking) + len(one.comments)
        if rows >= ROWS_TOGETHER:
            yield waiting
            waiting, rows = [], 0
    if waiting:
        yield waiting


def _by_source(sources: Iterable[str], rows: Iterable[Row[Any]]) -> Iterator[list[Row[Any]]]:
    """Yield of each source its rows, which come in the order of the sources; none where it has none."""
    groups = groupby(rows, key=lambda row: row.source_id)
    name, mine = next(groups, (None, iter(())))
    for source in sources:
        if source != name:
            yield []
            continue
        yield list(mine)
        name, mine = next(groups, (None, iter(())))


def _time_told(looked: date | None, waits_until: date | None, was_late_on: date | None) -> bool:
    """Whether a later look makes late what waited in time, or an earlier one the other way round."""
    looked = looked or date.min
    return (waits_until is not None and waits_until < looked) or (was_late_on is not None and was_late_on >= looked)


def _measure_sources(
    run: RunContext, together: Sequence[Heard], looked: Mapping[str, date], known: Collection[str]
) -> None:
    sources, found = [one.source for one in together], Conversations(MEDIAN_FROM)
    with transaction(run.engine) as connection:
        for source in sources:
            forget_mark(connection, STEP, source)
    asking = (response for one in together for response in one.asking if _asks(response, known))
    renew_questions(run.engine, sources, _judged(run.settings, asking, looked, found))
    for source, _, comments, _ in together:
        for day in comments:
            found.see(source, as_date(day.day), day.told, day.seen)
    renew_periods(run.engine, sources, [asdict(one) for one in found.periods()])
    with transaction(run.engine) as connection:
        for one in together:
            mark(connection, STEP, one.source, one.digest)


def list_if_asking(connection: Connection, settings: Settings, response_id: str) -> None:
    """Add a response to the list to answer, if its corrected label asks for an answer and it is not listed."""
    if not is_listed(connection, response_id):
        asking = [one for one in responses_asking(connection, _flat_platforms(), response_id) if _asks(one, ())]
        looked = _last_days_looked(connection, settings) if asking else {}
        for row in _judged(settings, asking, looked, Conversations(MEDIAN_FROM)):
            add_question(connection, row)


def _flat_platforms() -> list[str]:
    return [platform.name for platform in registry.PLATFORMS if platform.responses and platform.responses.flat_threads]


def _last_days_looked(connection: Connection, settings: Settings) -> dict[str, date]:
    """Return of each source the day before its last complete turn; later posts may be unknown."""
    turns = complete_turns(connection)
    return {source: at.astimezone(settings.zone).date() - timedelta(days=1) for source, (_, at) in turns.items()}


def _asks(one: Row[Any], known: Collection[str]) -> bool:
    """Read whether it wants an answer; of what has lost its text, what was found before stands."""
    return asks_for_answer(one.text or "", one.intent) or (one.text is None and one.response_id in known)


def _judged(
    settings: Settings, asking: Iterable[Row[Any]], looked: Mapping[str, date], found: Conversations
) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of the store, and add each to what is *found* of its period."""
    strategy = settings.config.strategy
    for one in asking:
        answered_on = one.answered_local.date() if one.answered_local else None
        question = Question(one.response_id, one.source_id, one.asked_local.date(), answered_on, one.intent)
        (told,) = judge([question], looked, strategy.answer_working_days, strategy.holidays)
        found.add(told)
        yield {
            "response_id": one.response_id,
            "intent": one.intent,
            "status": told.status,
            "answer_id": one.answer_id,
            "answered_at": one.answered_at,
            "working_days": told.working_days,
            "due_on": told.due_on,
            "url": _url(one),
        }


def _url(one: Row[Any]) -> str | None:
    """Return where the response itself stands, for the one who answers it."""
    responses = registry.platform_named(one.platform).responses
    return responses.url_of(one.response_id, one.post_id, one.parent_id) if responses else None
