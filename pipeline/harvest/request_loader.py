"""Requests of a source run: what the store knows, loaded once before a collector begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row

from collectors.records import Forgotten, Reads
from collectors.request import Request
from pipeline.harvest.backoff import Resting, told_rest
from pipeline.harvest.budget import Ledger
from pipeline.platforms.registry import platform_of
from pipeline.platforms.source import SourceBase
from pipeline.run.context import RunContext
from storage.db.engine import reading
from storage.desk.pauses import pause_of
from storage.harvest.cursors import load_cursor
from storage.harvest.erasure.tombstones import load_forgotten
from storage.harvest.responses import held_responses, posts_with_new_comments, stored_answers, stored_responses
from storage.harvest.source_state import account_seen, load_stored_posts, posts_lacking
from storage.harvest.validators import load_validators
from storage.runs.backoffs import load_rest
from storage.runs.ledger import spent_in


class SourceState(NamedTuple):
    """The state of a source before it is asked: the request, and reasons to ask nothing or to keep less."""

    forgotten: Forgotten
    request: Request
    pause: Row[Any] | None = None
    """The pause that a person set, with the reason; the request is empty then."""
    resting: Resting | None = None
    """The rest that its rung needs, with the reason; the request is empty then."""


@dataclass(frozen=True, slots=True)
class RequestLoader:
    """Loads what the streams of one source are asked for, each in one reading of the store."""

    run: RunContext
    source: SourceBase
    ledger: Ledger
    now: datetime
    """When the source's turn began."""

    @property
    def oldest_text(self) -> datetime:
        """The moment before which texts of responses may not be kept."""
        return self.now - timedelta(days=self.run.settings.retention_days(self.source))

    def _pass_over(self, rests_as: str, pause: Row[Any] | None, rest: Row[Any] | None) -> SourceState:
        """Return an empty request, with the reason why the source is asked nothing now."""
        return SourceState(Forgotten(), Request(), pause, told_rest(self.run, rests_as, rest) if rest else None)

    def load_for_posts(
        self, rests_as: str, due: Mapping[str, str], due_later: Mapping[str, str], *, full: bool, new: bool
    ) -> SourceState:
        """Load the request for reading posts, on a rung that *rests_as* somebody."""
        source, settings, ledger, now = self.source, self.run.settings, self.ledger, self.now
        platform, since, oldest = platform_of(source), settings.since(source), self.oldest_text
        account, owned = platform.describe(source).account, platform.is_owned(source, settings.folder)
        period, asked_at = ledger.period, self.run.now()
        with reading(self.run.engine) as connection:
            pause, rest = pause_of(connection, source.id), load_rest(connection, rests_as, asked_at)
            if pause or rest:
                return self._pass_over(rests_as, pause, rest)
            forgotten = load_forgotten(connection, oldest)
            stored = load_stored_posts(connection, source.id, now)
            cursor = load_cursor(connection, source.id)
            seen = account_seen(connection, source.id, account, now)
            validators = load_validators(connection, source.id, list(due.values()))
            lacking = posts_lacking(connection, source.id)
            spent = spent_in(connection, period)
        request = Request(
            cursor=cursor,
            full=full,
            new=new,
            now=now,
            since=since,
            due=due,
            due_later=due_later,
            account_seen=seen,
            stored_posts=stored.addresses,
            known_posts=stored.known,
            read_today=stored.read_today,
            validators=validators,
            budget_is_short=ledger.is_short(Reads(posts=lacking, owned=lacking if owned else 0), spent),
        )
        return SourceState(forgotten, request)

    def load_for_responses(self, rests_as: str) -> SourceState:
        """Load the request for reading what people wrote, on a rung that *rests_as* somebody."""
        source, ledger, now = self.source, self.ledger, self.now
        shown = platform_of(source).responses
        most = Reads(posts=shown.most_shown if shown else 0)
        keep_from, since = self.oldest_text, self.run.settings.since(source)
        period, anew, asked_at = ledger.period, source.numbers_anew, self.run.now()
        with reading(self.run.engine) as connection:
            pause, rest = pause_of(connection, source.id), load_rest(connection, rests_as, asked_at)
            if pause or rest:
                return self._pass_over(rests_as, pause, rest)
            forgotten = load_forgotten(connection, keep_from)
            spent = spent_in(connection, period)
            due = posts_with_new_comments(connection, source.id, max(filter(None, (since, keep_from))))
            cursor = load_cursor(connection, source.id, stream="responses")
            posts_cursor = load_cursor(connection, source.id)
            stored, answers = stored_responses(connection, source.id), stored_answers(connection, due)
            held = held_responses(connection, due) if anew else []
        request = Request(
            cursor=cursor,
            posts_cursor=posts_cursor,
            now=now,
            since=since,
            keep_from=keep_from,
            due=due,
            stored_posts=stored,
            stored_answers=answers,
            held_responses=held,
            budget_is_short=ledger.is_short(most, spent, purpose="responses"),
        )
        return SourceState(forgotten, request)
