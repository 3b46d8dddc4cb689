"""Two-way communication, brought into the store: what was answered, how fast, and what waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from pipeline.platforms import registry
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from pipeline.transform.measures.conversation import Conversations, Question, asks_for_answer, judge
from storage.analysis.conversation import (
    Heard,
    add_question,
    changed_conversations,
    is_listed,
    known_to_ask,
    renew_conversations,
    responses_asking,
)
from storage.analysis.coverage import last_days_looked
from storage.db.engine import reading
from storage.schema.selects.fragments import MEDIAN_FROM

STEP = "conversation"
VERSION = "1"  # of the judging: another one judges every source anew


def measure_conversation(run: RunContext, *, everything: bool = False) -> None:
    """Judge the responses that ask for an answer, of each source in which something changed or of all."""
    strategy = run.settings.config.strategy
    rules = f"{VERSION} {MEDIAN_FROM} {strategy.answer_working_days} {sorted(strategy.holidays)}"
    flat, zone = _flat_platforms(), run.settings.zone
    with reading(run.engine) as connection:  # judging takes long: nobody who writes waits for it
        looked, known = last_days_looked(connection, zone), known_to_ask(connection)
        for together in changed_conversations(connection, flat, STEP, rules, looked, everything=everything):
            run.stop.check()
            _measure_sources(run, together, looked, known)


def _measure_sources(
    run: RunContext, together: Sequence[Heard], looked: Mapping[str, date], known: Collection[str]
) -> None:
    found = Conversations(MEDIAN_FROM)
    for one in together:
        for day, told, seen in one.comments:
            found.see(one.source, day, told, seen)
    asking = (response for one in together for response in one.asking if _asks(response, known))
    asked = list(_judged(run.settings, asking, looked, found))
    digests = {one.source: one.digest for one in together}
    renew_conversations(run.engine, STEP, digests, asked, [asdict(one) for one in found.periods()])


def list_if_asking(connection: Connection, settings: Settings, response_id: str) -> None:
    """Add a response to the list to answer, if its corrected label asks for an answer and it is not listed."""
    if not is_listed(connection, response_id):
        asking = [one for one in responses_asking(connection, _flat_platforms(), response_id) if _asks(one, ())]
        looked = last_days_looked(connection, settings.zone) if asking else {}
        for row in _judged(settings, asking, looked, Conversations(MEDIAN_FROM)):
            add_question(connection, row)


def _flat_platforms() -> list[str]:
    return [platform.name for platform in registry.PLATFORMS if platform.responses and platform.responses.flat_threads]


def _asks(one: Row[Any], known: Collection[str]) -> bool:
    """Tell whether a response asks for an answer; one that lost its text asks if it did before (*known*)."""
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
