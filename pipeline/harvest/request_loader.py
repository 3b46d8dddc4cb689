"""Requests of a source run: what the store knows, loaded once before a collector begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine

from collectors.records import Reads
from collectors.request import Request
from pipeline.harvest.budget import Ledger
from pipeline.platforms.registry import platform_of
from pipeline.platforms.source import SourceBase
from pipeline.settings.models import Settings
from storage.db.engine import reading
from storage.harvest.cursors import load_cursor
from storage.harvest.responses import held_responses, posts_with_new_comments, stored_answers, stored_responses
from storage.harvest.source_state import account_seen, load_stored_posts, posts_lacking
from storage.harvest.validators import load_validators
from storage.runs.ledger import spent_in


def load_posts_request(  # noqa: PLR0913  # what a reading of posts depends on
    engine: Engine,
    settings: Settings,
    source: SourceBase,
    ledger: Ledger,
    now: datetime,
    *,
    full: bool,
    new: bool,
    due: Mapping[str, str],
    due_later: Mapping[str, str],
) -> Request:
    """Load the request for reading posts."""
    platform, since = platform_of(source), settings.since(source)
    account, owned = platform.describe(source).account, platform.is_owned(source, settings.folder)
    period = ledger.period
    with reading(engine) as connection:
        stored = load_stored_posts(connection, source.id, now)
        cursor = load_cursor(connection, source.id)
        seen = account_seen(connection, source.id, account, now)
        validators = load_validators(connection, source.id, list(due.values()))
        lacking = posts_lacking(connection, source.id)
        spent = spent_in(connection, period)
    return Request(
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


def load_responses_request(
    engine: Engine, settings: Settings, source: SourceBase, ledger: Ledger, now: datetime
) -> Request:
    """Load the request for reading what people wrote."""
    shown = platform_of(source).responses
    most = Reads(posts=shown.most_shown if shown else 0)
    keep_from, since = now - timedelta(days=settings.retention_days(source)), settings.since(source)
    period, anew = ledger.period, source.numbers_anew
    with reading(engine) as connection:
        spent = spent_in(connection, period)
        due = posts_with_new_comments(connection, source.id, max(filter(None, (since, keep_from))))
        cursor = load_cursor(connection, source.id, stream="responses")
        posts_cursor = load_cursor(connection, source.id)
        stored, answers = stored_responses(connection, source.id), stored_answers(connection, due)
        held = held_responses(connection, due) if anew else []
    return Request(
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
