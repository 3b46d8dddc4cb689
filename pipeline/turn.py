"""One source's turn in a run: what it is asked, what it brings, and how it ended."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, Row

from collectors.errors import (
    Blocked,
    BudgetExhausted,
    CollectorError,
    Incomplete,
    QuotaSpent,
    RateLimited,
    Stopped,
    StoreError,
    TimeUp,
)
from collectors.gaps import gaps_of
from collectors.records import Collector, Cursor, Page, Task
from pipeline.budget import Ledger
from pipeline.config import SourceBase, XSource
from pipeline.forgetting import without_forgotten
from pipeline.gaps import in_words
from pipeline.importing import retire_exported
from pipeline.night import FAILED, Night
from pipeline.progress import progress
from pipeline.rest import note_refusal, note_success, resting
from pipeline.sources import Skipped, collector_for, responses_collector_for, source_row, wants_responses
from storage.database import transaction
from storage.gaps import write_gaps
from storage.pages import Visit, commit_page
from storage.responses import answers_held, held_responses, posts_with_new_comments
from storage.runs import (
    account_seen,
    cursor_of,
    due_posts,
    finish_source,
    held_posts,
    known_posts,
    posts_lacking,
    source_run,
    start_source,
    upsert_sources,
)
from storage.validators import recalled

T = TypeVar("T")
STREAMS = ("posts", "responses")
MENTIONS_SHOWN = 800  # X shows no more of what others write


@dataclass(frozen=True, slots=True)
class Ending:
    """How a turn ended: an outcome of design promise 2, and the reason in words."""

    outcome: str
    reason: str | None = None


STORE_FAILED = Ending("failed", "the store failed; see what the run said")
ASKED_TO_END = Ending("partial", "the run was asked to end")
NO_TURN = Ending("skipped", "its turn did not come: the run was asked to end")


@dataclass
class Turn:
    """A source's turn: ``begin``, ``collect`` once or twice, ``end``."""

    night: Night
    source: SourceBase
    full: bool = False
    ending: Ending = STORE_FAILED
    collector: Collector | None = None
    due: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    stream: Literal["posts", "responses"] = "posts"
    waiting: bool = False
    """Whether second looks wait for their turn, after a first that was complete."""
    goes_on: bool = False
    """Whether responses may be asked for after what the posts brought."""

    def __post_init__(self) -> None:
        """Open the ledger of the turn."""
        night = self.night
        self.ledger = Ledger(night.engine, night.run_id, self.source.id, night.settings.config.x, night.now)
        self.began_at = night.now()

    @property
    def pays(self) -> bool:
        """Whether looking again costs money, so that the new posts of all sources come first."""
        return isinstance(self.source, XSource)

    @property
    def has_more(self) -> bool:
        """Whether due posts wait for their look after a turn that found all that is new."""
        return self.pays and bool(self.due) and self.ending.outcome == "complete"

    def postpone(self) -> None:
        """Let the second looks wait for the other sources; until they are done the turn is not complete."""
        if self.has_more:
            self.waiting = True
            self.ending = Ending("partial", f"{len(self.due)} posts were not looked at again")

    def begin(self) -> None:
        """Note the turn's beginning, and what is due."""
        days = self.source.snapshot_days or self.night.settings.config.snapshot_days
        with transaction(self.night.engine) as connection:
            start_source(connection, self.night.run_id, self.source.id, self.began_at)
            for stream in STREAMS:
                self._tell_gaps(connection, stream, cursor_of(connection, self.source.id, stream=stream))
            self.due = due_posts(connection, self.source.id, days, self.began_at)

    def collect(self, *, new: bool, due: bool) -> None:
        """Ask the collector; everything that can go wrong with it ends here, but for the store's own failures."""
        try:
            self.ending = self._collected(self._task(new=new, due=due))
        except CollectorError as error:
            self._refused(error)
        except Stopped:
            self.ledger.release()  # it ends between requests, never during one
            self.ending = ASKED_TO_END
            raise
        except StoreError:
            self.ending = STORE_FAILED
            raise
        except Exception as error:  # noqa: BLE001  # a fault of ours at one source must not cost the others their night
            self.night.worsen(FAILED)
            self.night.say(traceback.format_exc())
            self.ending = Ending("failed", f"Pantau itself failed ({type(error).__name__}); please report the above")

    @property
    def has_responses(self) -> bool:
        """Whether responses wait for their turn."""
        return wants_responses(self.source) and self.goes_on

    def collect_responses(self) -> None:
        """Ask for what people wrote; how that ends can only worsen how the posts ended."""
        if not self.has_responses:
            return
        posts_ended = self.ending
        self.stream, self.goes_on = "responses", False
        try:
            self.collector = responses_collector_for(self.night.settings, self.source)
            self.collect(new=True, due=False)
        except Skipped as reason:
            self.ending = Ending("partial", str(reason))
        if self.ending.outcome != "complete":
            reasons = [posts_ended.reason, f"responses: {self.ending.reason}"]
            self.ending = Ending(self.ending.outcome, "; ".join(filter(None, reasons)))
        elif posts_ended.outcome != "complete":
            self.ending = posts_ended

    def pass_over(self) -> None:
        """Note that the turn did not come."""
        self.begin()
        self.ending = NO_TURN
        self._write_down()

    def end(self) -> None:
        """Write down how the turn ended, and say it."""
        if self.has_responses:  # their turn did not come
            reasons = [self.ending.reason, "responses were not asked for"]
            self.ending = Ending("partial", "; ".join(filter(None, reasons)))
        counts, night = self._write_down(), self.night
        why = f" ({self.ending.reason})" if self.ending.reason else ""
        words = f"{self.ending.outcome}, {counts.posts_new} new of {counts.posts_seen} posts seen{why}"
        night.say(f"{self.source.id}: {words}")

    def _write_down(self) -> Row[Any]:
        night, ending = self.night, self.ending
        with transaction(night.engine) as connection:
            ended = {"outcome": ending.outcome, "reason": ending.reason, "finished_at": night.now()}
            finish_source(connection, night.run_id, self.source.id, ended)
            return source_run(connection, night.run_id, self.source.id)

    def _collected(self, task: Task) -> Ending:
        """Commit page after page to the source's end."""
        try:
            self.collector = self.collector or collector_for(self.night.settings, self.source)
        except Skipped as reason:
            return Ending("skipped", str(reason))
        if rest := resting(self.night, self.source):
            return Ending("blocked", rest)
        with progress(self.source.id) as step:
            for page in self.collector.pages(task):
                self._commit(page)
                step(page)
                self.night.stop.check()
        unreadable, self.unreadable = self.unreadable, []
        if unreadable and self.stream == "responses":  # nothing of them may be kept that was not masked
            raise Incomplete(f"{len(unreadable)} are of an unknown shape ({unreadable[0]})", advice="update Pantau")
        if unreadable:
            raise Incomplete(
                f"{len(unreadable)} posts are of an unknown shape ({unreadable[0]})",
                advice="their raw answers are kept: update Pantau, then run: pantau replay",
            )
        if self.stream == "posts":
            retire_exported(self.night, self.source)
        if self.stream == "responses" or not wants_responses(self.source):
            note_success(self.night, self.source)
        self.goes_on = self.stream == "posts"
        return Ending("complete", "; ".join(self.notes) or None)

    def _commit(self, page: Page) -> None:
        night = self.night
        visit = Visit(night.run_id, self.source.id, night.now(), night.settings.zone, self.stream)
        page = without_forgotten(night, self.source, page)
        with transaction(self.night.engine) as connection:
            commit_page(connection, page, visit)
            self.ledger.settle(connection, page.reads)
            self._tell_gaps(connection, self.stream, page.cursor)
            if page.parsed.account:  # the platform itself says whose posts these are
                upsert_sources(connection, [source_row(self.source)])
        for post_id in (*(post.post_id for post in page.parsed.posts), *page.parsed.unchanged, *page.parsed.gone):
            self.due.pop(post_id, None)
        self.unreadable += page.parsed.unreadable
        self.notes += [page.note] if page.note else []

    def _tell_gaps(self, connection: Connection, stream: str, cursor: Cursor | None) -> None:
        """Write what the cursor says is wanted and was not read yet."""
        if cursor is not None:
            platform = source_row(self.source).platform
            gaps = gaps_of(platform, stream, cursor)
            words = in_words(gaps, platform, stream, self.night.settings.zone)
            write_gaps(connection, self.source.id, stream, gaps, words)

    def _refused(self, error: CollectorError) -> None:
        if not error.billed:
            self.ledger.release()
        waits = isinstance(error, (BudgetExhausted, Incomplete)) and not isinstance(error, (QuotaSpent, TimeUp))
        self.goes_on = self.stream == "posts" and waits
        note_refusal(self.night, self.source, error)
        left = f"; {len(self.due)} posts were not looked at again" if self.pays and self.due else ""
        self.ending = Ending(self._outcome(error), f"{error}{left}")

    def _outcome(self, error: CollectorError) -> str:
        if isinstance(error, (Blocked, RateLimited)):
            return "blocked"
        if isinstance(error, (BudgetExhausted, Incomplete)) or self.stream == "responses" or self.waiting:
            return "partial"  # what was asked before, the new posts, came whole
        with transaction(self.night.engine) as connection:
            stored = source_run(connection, self.night.run_id, self.source.id).posts_seen
        return "partial" if stored else "failed"

    def _task(self, *, new: bool, due: bool) -> Task:
        midnight = self.began_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        mine = self.source.id
        if self.stream == "responses":
            return self._response_task()
        return Task(
            cursor=self._ask(cursor_of, mine),
            full=self.full,
            new=new,
            since=self.night.settings.since(self.source),
            due=dict(self.due) if due else {},
            account_seen=self._ask(account_seen, mine, str(getattr(self.source, "account", "")), midnight),
            held=lambda: self._ask(held_posts, mine),
            scarce=lambda: self.ledger.scarce(self._ask(posts_lacking, mine)),
            known=lambda ids: self._ask(known_posts, ids),
            fresh=lambda ids: self._ask(known_posts, ids, seen_from=midnight),
            now=self.began_at,
            validator=lambda url: self._ask(recalled, url, mine, self.night.now()),
            reserve=self.ledger.reserve,
            pause=self._pause,
            wait_until=self._wait_until,
        )

    def _response_task(self) -> Task:
        settings, mine = self.night.settings, self.source.id
        keep_from = self.began_at - timedelta(days=settings.config.retention_days)
        since = max(filter(None, (settings.since(self.source), keep_from)))
        return Task(
            cursor=self._ask(cursor_of, mine, stream="responses"),
            beside=self._ask(cursor_of, mine),
            now=self.began_at,
            since=settings.since(self.source),
            keep_from=keep_from,
            held=lambda: self._ask(held_responses, mine),
            scarce=lambda: self.ledger.scarce_for_responses(MENTIONS_SHOWN),
            due=self._ask(posts_with_new_comments, mine, since),
            replies=lambda ids: self._ask(answers_held, ids),
            reserve=self.ledger.reserve_response,
            pause=self._pause,
            wait_until=self._wait_until,
        )

    def _ask(self, function: Callable[..., T], *args: Any, **options: Any) -> T:
        with transaction(self.night.engine) as connection:
            return function(connection, *args, **options)

    def _pause(self, seconds: float) -> None:
        if self.night.now() - self.began_at > timedelta(minutes=self.source.minutes):
            raise TimeUp(
                f"its {self.source.minutes:g} minutes of one night are over", advice="the next night goes on from there"
            )
        self.night.stop.pause(seconds)

    def _wait_until(self, moment: datetime) -> bool:
        seconds = (moment - self.night.now()).total_seconds()
        if not 0 < seconds <= self.night.settings.config.x.max_wait_seconds:  # in the past: nothing is known
            return False
        self._pause(seconds)
        return True
