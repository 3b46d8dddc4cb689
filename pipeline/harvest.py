"""Harvest: each source to its end or to the reason why not; none keeps another from its turn."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from collectors.errors import (
    AccountGone,
    AuthFailed,
    Blocked,
    BudgetExhausted,
    CollectorError,
    Incomplete,
    RateLimited,
    Stopped,
    StoreError,
)
from collectors.records import Page, Task
from pipeline.budget import Ledger
from pipeline.config import SourceBase
from pipeline.night import FAILED, INCOMPLETE, Night
from pipeline.progress import progress
from pipeline.sources import Skipped, collector_for
from storage.database import transaction
from storage.pages import Visit, commit_page
from storage.runs import (
    account_seen,
    cursor_of,
    due_posts,
    finish_source,
    held_posts,
    known_posts,
    source_run,
    start_source,
)

# The platform answered that it serves nothing: such a request costs nothing.
UNSERVED = (AccountGone, AuthFailed, Blocked, BudgetExhausted, RateLimited)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a source's turn ended: an outcome of design promise 2, and the reason in words."""

    outcome: str
    reason: str | None = None


def harvest(night: Night, sources: Iterable[SourceBase], *, full: bool = False) -> None:
    """Harvest the sources one after the other, and say how each one fared.

    The night's exit code becomes 1 when a source is incomplete or none ran, 4 when Pantau itself failed at one.
    Raises StoreError when the store fails, Stopped when asked to end.
    """
    ran = 0
    for source in sources:
        ending = _turn(night, source, full=full)
        ran += ending.outcome != "skipped"
        if ending.outcome != "complete" and (source.required or ending.outcome != "skipped"):
            night.worsen(INCOMPLETE)
    if not ran:
        night.worsen(INCOMPLETE)


def _turn(night: Night, source: SourceBase, *, full: bool) -> Ending:
    with transaction(night.engine) as connection:
        start_source(connection, night.run_id, source.id, night.now())
    ending = Ending("failed", "the store failed; see what the run said")
    try:
        ending = _collect(night, source, full=full)
    except Stopped:
        ending = Ending("partial", "the run was asked to end")
        raise
    finally:
        with transaction(night.engine) as connection:
            ended = {"outcome": ending.outcome, "reason": ending.reason, "finished_at": night.now()}
            finish_source(connection, night.run_id, source.id, ended)
            counts = source_run(connection, night.run_id, source.id)
        why = f" ({ending.reason})" if ending.reason else ""
        night.say(f"{source.id}: {ending.outcome}, {counts.posts_new} new of {counts.posts_seen} posts seen{why}")
    return ending


def _collect(night: Night, source: SourceBase, *, full: bool) -> Ending:
    """Run one source; everything that can go wrong with it ends here, but for the store's own failures."""
    try:
        collector = collector_for(night.settings, source)
    except Skipped as reason:
        return Ending("skipped", str(reason))
    ledger = Ledger(night.engine, night.run_id, source.id, night.settings.config.x, night.now)
    notes: list[str] = []
    try:
        with progress(source.id) as step:
            for page in collector.pages(_task(night, source, ledger, full=full)):
                _commit(night, source, page, ledger)
                notes += [page.note] if page.note else []
                step(page)
                night.stop.check()
    except CollectorError as error:
        if isinstance(error, UNSERVED):
            ledger.release()
        return Ending(_outcome(night, source, error), str(error))
    except (StoreError, Stopped):
        raise
    except Exception as error:  # noqa: BLE001  # a fault of ours at one source must not cost the others their night
        night.worsen(FAILED)
        night.say(traceback.format_exc())
        return Ending("failed", f"Pantau itself failed ({type(error).__name__}); please report what stands above")
    return Ending("complete", "; ".join(notes) or None)


def _outcome(night: Night, source: SourceBase, error: CollectorError) -> str:
    if isinstance(error, (Blocked, RateLimited)):
        return "blocked"
    if isinstance(error, (BudgetExhausted, Incomplete)):
        return "partial"
    with transaction(night.engine) as connection:
        stored = source_run(connection, night.run_id, source.id).posts_seen
    return "partial" if stored else "failed"


def _commit(night: Night, source: SourceBase, page: Page, ledger: Ledger) -> None:
    visit = Visit(night.run_id, source.id, night.now(), night.settings.zone)
    with transaction(night.engine) as connection:
        commit_page(connection, page, visit)
        ledger.settle(connection, page.reads)


def _task(night: Night, source: SourceBase, ledger: Ledger, *, full: bool) -> Task:
    now = night.now()
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

    def asked(function: Any, *args: Any, **options: Any) -> Any:
        with transaction(night.engine) as connection:
            return function(connection, *args, **options)

    return Task(
        cursor=asked(cursor_of, source.id),
        full=full,
        since=night.settings.since(source),
        due=asked(due_posts, source.id, night.settings.config.snapshot_days, now),
        account_seen=asked(account_seen, source.id, midnight),
        held=lambda: asked(held_posts, source.id),
        known=lambda ids: asked(known_posts, ids),
        fresh=lambda ids: asked(known_posts, ids, seen_from=midnight),
        reserve=ledger.reserve,
        pause=night.stop.pause,
    )
