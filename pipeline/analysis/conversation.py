"""Two-way communication, brought into the store: what was answered, how fast, and what waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from pipeline.platforms import registry
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from pipeline.transform.measures.conversation import Conversations, Question, asks_for_answer, judge
from storage.analysis.conversation import (
    Heard,
    add_question,
    heard_by_source,
    is_listed,
    known_to_ask,
    renew_periods,
    renew_questions,
    responses_asking,
)
from storage.analysis.coverage import complete_turns
from storage.analysis.marks import forget_mark, mark
from storage.db.engine import reading, transaction
from storage.schema.selects.fragments import MEDIAN_FROM

STEP = "conversation"
VERSION = "1"  # of the judging: another one judges every source anew
ROWS_TOGETHER = 20_000


def measure_conversation(run: RunContext, *, everything: bool = False) -> None:
    """Judge what asks for an answer of each source of which something changed, or of all."""
    strategy = run.settings.config.strategy
    rules = f"{VERSION} {MEDIAN_FROM} {strategy.answer_working_days} {sorted(strategy.holidays)}"
    flat = _flat_platforms()
    with reading(run.engine) as connection:  # judging takes long: nobody who writes waits for it
        turns, known = complete_turns(connection), known_to_ask(connection)
        looked = _last_days_looked(turns, run.settings)
        heard = heard_by_source(connection, flat, STEP, rules)
        for together in _gathered(_changed(run, heard, looked, everything=everything)):
            _measure_sources(run, together, looked, known)


def _changed(
    run: RunContext, heard: Iterable[Heard], looked: Mapping[str, date], *, everything: bool
) -> Iterator[Heard]:
    """Yield the sources to judge."""
    for one in heard:
        run.stop.check()
        if everything or one.digest != one.marked or _time_told(one, looked.get(one.source, date.min)):
            yield one


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


def _time_told(one: Heard, looked: date) -> bool:
    """Whether a later look makes late what waited in time, or an earlier one the other way round."""
    waits_until, was_late_on = one.waits_until, one.was_late_on
    return (waits_until is not None and waits_until < looked) or (was_late_on is not None and was_late_on >= looked)


def _measure_sources(
    run: RunContext, together: Sequence[Heard], looked: Mapping[str, date], known: Collection[str]
) -> None:
    sources, found = [one.source for one in together], Conversations(MEDIAN_FROM)
    for one in together:
        for day, told, seen in one.comments:
            found.see(one.source, day, told, seen)
    with transaction(run.engine) as connection:
        for source in sources:
            forget_mark(connection, STEP, source)
    asking = (response for one in together for response in one.asking if _asks(response, known))
    renew_questions(run.engine, sources, _judged(run.settings, asking, looked, found))
    renew_periods(run.engine, sources, [asdict(one) for one in found.periods()])
    with transaction(run.engine) as connection:
        for one in together:
            mark(connection, STEP, one.source, one.digest)


def list_if_asking(connection: Connection, settings: Settings, response_id: str) -> None:
    """Add a response to the list to answer, if its corrected label asks for an answer and it is not listed."""
    if not is_listed(connection, response_id):
        asking = [one for one in responses_asking(connection, _flat_platforms(), response_id) if _asks(one, ())]
        looked = _last_days_looked(complete_turns(connection), settings) if asking else {}
        for row in _judged(settings, asking, looked, Conversations(MEDIAN_FROM)):
            add_question(connection, row)


def _flat_platforms() -> list[str]:
    return [platform.name for platform in registry.PLATFORMS if platform.responses and platform.responses.flat_threads]


def _last_days_looked(turns: Mapping[str, tuple[datetime, datetime]], settings: Settings) -> dict[str, date]:
    """Return of each source the day before its last complete turn; later posts may be unknown."""
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
