"""Two-way communication, brought into the store: what was answered, how fast, and what waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from pipeline.platforms import registry
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from pipeline.transform.measures.conversation import Conversations, Question, asks_for_answer, judge
from storage.analysis.conversation import (
    add_question,
    comments_seen,
    is_listed,
    known_to_ask,
    renew_periods,
    renew_questions,
    responses_asking,
)
from storage.analysis.coverage import last_complete_looks
from storage.db.engine import reading
from storage.schema.selects.fragments import MEDIAN_FROM


def measure_conversation(run: RunContext) -> None:
    """Judge everything that asks for an answer afresh: answers come, and holidays may have been configured."""
    found = Conversations(MEDIAN_FROM)
    with reading(run.engine) as connection:  # judging takes long: nobody who writes waits for it
        looked, known = _last_days_looked(connection, run.settings), known_to_ask(connection)
        asking = (one for one in responses_asking(connection, _flat_platforms()) if _asks(one, known))
        renew_questions(run.engine, _judged(run.settings, asking, looked, found))
        for one in comments_seen(connection):
            found.see(one.source_id, one.published_local.date(), one.comments, min(one.comments, one.seen))
    renew_periods(run.engine, [asdict(one) for one in found.periods()])


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
    looks = last_complete_looks(connection)
    return {source: at.astimezone(settings.zone).date() - timedelta(days=1) for source, at in looks.items()}


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
