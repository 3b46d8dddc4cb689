"""Rest after a refusal: a platform that asked to be left alone is, longer each time in a row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from collectors.errors import (
    AccountGone,
    AuthFailed,
    Blocked,
    CollectorError,
    ConfigError,
    PantauError,
    QuotaSpent,
    RateLimited,
    Refused,
)
from pipeline.platforms.ladder import OFFICIAL, leads_down
from pipeline.platforms.registry import platform_of
from pipeline.platforms.source import SourceBase
from pipeline.run.console import say
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings
from storage.db.engine import reading, transaction
from storage.db.lock import run_lock
from storage.runs.backoffs import end_backoff, load_backoff, load_rest, store_backoff
from storage.schema.versions import open_store

if TYPE_CHECKING:
    from sqlalchemy import Row

# The first step lets the next night ask again, the last is a fortnight: asking too soon is what locks an account.
STEPS = (timedelta(hours=20), timedelta(days=3), timedelta(days=7), timedelta(days=14))


UNCOUNTED = -1  # repetitions of somebody whom the platform has not refused yet but for a time that it told
REFUSALS = (Refused, RateLimited, QuotaSpent)
FORBIDDEN = (AuthFailed, AccountGone, Blocked)
"""The errors that are a refusal: after one of the official way no session is asked until that has served again."""


class Resting(PantauError):
    """Somebody is left alone; ``leads_down`` tells whether the source may be read in another way meanwhile."""

    def __init__(self, why: str, *, leads_down: bool) -> None:
        super().__init__(why)
        self.leads_down = leads_down


def backoff_name(source: SourceBase) -> str:
    """Return who rests with a source: all accounts that share its credentials, or the source alone."""
    return platform_of(source).backoff_name(source)


def backoff_names(sources: Iterable[SourceBase]) -> set[str]:
    """Return all who can rest among sources: one for each of their rungs."""
    return {backoff_name(rung) for source in sources for rung in source.rungs}


def find_rest(run: RunContext, source: SourceBase) -> Resting | None:
    """Say why a source is left alone now, if it is."""
    name, now = backoff_name(source), run.now()
    with reading(run.engine) as connection:
        rest = load_rest(connection, name, now)
    return told_rest(run, name, rest) if rest else None


def told_rest(run: RunContext, name: str, rest: Row[Any]) -> Resting:
    """Say why somebody is left alone, and how to end that."""
    until = rest.until.astimezone(run.settings.zone)
    why = f"rests until {until:%Y-%m-%d %H:%M}: {rest.reason}; pantau wake {name} ends the rest"
    return Resting(why, leads_down=rest.leads_down)


def record_refusal(run: RunContext, source: SourceBase, error: CollectorError) -> str:
    """Let the source rest when the platform refused, the longer, the more often in a row; say until when.

    A rest whose end the platform itself tells is no sign of its patience, and lengthens no other.
    """
    if not isinstance(error, REFUSALS):
        return ""
    name, now = backoff_name(source), run.now()
    what = str(error) if isinstance(error, Refused) else error.what  # what a person must do is still to be done
    with transaction(run.engine) as connection:
        before = load_backoff(connection, name)
        repetition = (before.repetition if before else UNCOUNTED) + (not tells_end(error))
        until = rest_end(error, repetition, now)
        store_backoff(connection, name, until, what, repetition, leads_down=leads_down(error))
    return f"; it rests until {until.astimezone(run.settings.zone):%Y-%m-%d %H:%M}" if until > now else ""


def record_forbidden(run: RunContext, rung: SourceBase, error: CollectorError) -> None:
    """Remember that the official way was refused to a source, until ``note_success``; it may be asked all the same."""
    name = way_name(rung)
    if rung.way != OFFICIAL or not isinstance(error, FORBIDDEN):
        return
    with transaction(run.engine) as connection:
        if load_backoff(connection, name) is None:
            store_backoff(connection, name, run.now(), error.what, UNCOUNTED)


def still_forbidden(run: RunContext, rung: SourceBase) -> str | None:
    """Say since when the official way refuses a source, if it does: then no session is asked in its place."""
    if rung.way != OFFICIAL:
        return None
    with reading(run.engine) as connection:
        kept = load_backoff(connection, way_name(rung))
    if kept is None:
        return None
    since = kept.until.astimezone(run.settings.zone)
    return f"no session is asked, since {rung.way} has been refused since {since:%Y-%m-%d} ({kept.reason})"


def way_name(rung: SourceBase) -> str:
    """Return the name under which a refusal of one way of one source is kept; nobody rests under it."""
    return f"{rung.id}/{rung.way}"


def note_success(run: RunContext, served: set[str], refused: set[str]) -> None:
    """Forget earlier refusals after a run in which a platform served a source to its end, and refused none.

    Both are names of who rests. One account that is served says nothing of another that is refused each time: its
    rests must grow.
    """
    with transaction(run.engine) as connection:
        for name in served - refused:
            end_backoff(connection, name)


def tells_end(error: CollectorError) -> bool:
    """Whether the platform itself says when it will answer again."""
    return isinstance(error, QuotaSpent) or (isinstance(error, RateLimited) and error.retry_at is not None)


def rest_end(error: CollectorError, repetition: int, now: datetime) -> datetime:
    """Return until when to rest: a spent quota until it is told to be full again, else by growing steps.

    A moment that the platform named is believed up to the step: a header with a far year must not silence a source.
    """
    if isinstance(error, QuotaSpent) and error.until:
        return error.until
    if isinstance(error, QuotaSpent):
        following = now.astimezone(UTC).replace(day=1) + timedelta(days=32)
        return following.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    step = now + STEPS[max(0, min(repetition, len(STEPS) - 1))]
    if isinstance(error, RateLimited) and error.retry_at:
        return min(error.retry_at, step)
    if isinstance(error, RateLimited) and not repetition:
        return now  # once is no more than a hint about the pace
    return step


def wake(settings: Settings, name: str) -> None:
    """End a rest because a person says that the cause is mended. Raises ConfigError for an unknown name."""
    known = backoff_names(settings.config.sources)
    if name not in known:
        raise ConfigError(f"nobody called {name} can rest; known: {', '.join(sorted(known))}")
    with open_store(settings.database_url) as engine, run_lock(engine), transaction(engine) as connection:
        ended = end_backoff(connection, name)
    say(f"{name} is awake" if ended else f"{name} did not rest")
