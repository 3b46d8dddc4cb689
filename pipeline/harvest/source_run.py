"""The turn of one source in a run: begin, ask the collector, commit its pages, end."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from collectors.errors import (
    Blocked,
    BrokenOff,
    BudgetExhausted,
    CollectorError,
    Incomplete,
    Locked,
    NotOffered,
    QuotaSpent,
    RateLimited,
    Stopped,
    StoreError,
    TimeUp,
    WrongClock,
)
from collectors.records import Cursor, Forgotten, Page, Unparsed
from collectors.request import Collector
from collectors.side_values import left_out_in_words
from collectors.wording import counted
from pipeline.harvest.archives.imports import retire_exported
from pipeline.harvest.backoff import (
    REFUSALS,
    Resting,
    backoff_name,
    record_forbidden,
    record_refusal,
    still_forbidden,
    way_name,
)
from pipeline.harvest.budget import Ledger
from pipeline.harvest.ending import ASKED_TO_END, LOST, Ending, EndingWriter, join_reasons
from pipeline.harvest.limits import SourceLimits
from pipeline.harvest.page_writer import PageWriter
from pipeline.harvest.request_loader import RequestLoader, SourceState
from pipeline.platforms.ladder import Ladder, leads_down
from pipeline.platforms.platform import Skipped, Stream
from pipeline.platforms.registry import platform_of
from pipeline.platforms.source import SourceBase
from pipeline.run.context import FAILED, RunContext
from pipeline.run.progress import progress
from pipeline.run.secrets import redact_secrets, sent_secrets
from pipeline.run.sources import make_collector, make_responses_collector
from pipeline.run.steps import require_store, step
from pipeline.settings.groups import EndedSource
from storage.db.engine import transaction
from storage.harvest.cursors import load_cursor
from storage.harvest.source_state import load_due_posts
from storage.runs.runs import load_source_run, start_source

STREAMS: tuple[Stream, ...] = ("posts", "responses")


@dataclass
class SourceRun:
    """A source's turn: ``begin``, ``collect`` once or twice, ``end``."""

    run: RunContext
    source: SourceBase
    full: bool = False
    begun: bool = False
    """Whether the store knows of the turn."""
    ending: Ending = LOST
    collector: Collector | None = None
    due: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    cursors: dict[Stream, Cursor] = field(default_factory=dict)
    """The cursors at the beginning of those streams for which no page of this run told gaps."""
    lost: list[Unparsed] = field(default_factory=list)
    """Responses of an unknown shape."""
    left_out: list[str] = field(default_factory=list)
    """Names of side values of an unknown shape."""
    stream: Stream = "posts"
    waiting: bool = False
    """Whether second looks wait for their turn, after a first that was complete."""
    served: list[SourceBase] = field(default_factory=list)
    """The rungs that gave all that they were asked for."""
    refused: list[SourceBase] = field(default_factory=list)
    """The rungs that asked to be left alone."""
    posts_from: SourceBase | None = None
    """The rung that gave all posts before responses were asked for."""
    posts_new: int = 0
    paused: bool = False
    """Whether a person decided that it is passed over for now."""
    goes_on: bool = False
    """Whether responses may be asked for after what the posts brought."""

    def __post_init__(self) -> None:
        """Open the ledger of the turn."""
        run = self.run
        self._secrets, self.ladder = set(sent_secrets(run.settings)), Ladder(self.source.rungs)
        platform = platform_of(self.source)
        prices = run.settings.prices(platform)
        self.ledger = Ledger(run.engine, run.run_id, self.source.id, platform, prices, run.now)
        self.pages = PageWriter(run, self.source, self.ledger, self.known_secrets)
        self.began_at = run.now()
        self.loader = RequestLoader(run, self.source, self.ledger, self.began_at)
        self.endings = EndingWriter(run, self.source, self.began_at, self.known_secrets)

    def known_secrets(self) -> list[str]:
        """List the secrets that were sent up to now, longest first: a token may be renewed on the way."""
        self._secrets.update(sent_secrets(self.run.settings))
        return sorted(self._secrets, key=len, reverse=True)

    @property
    def pays(self) -> bool:
        """Whether looking again costs money, so that the new posts of all sources come first."""
        return self.ledger.prices is not None

    @property
    def ended(self) -> EndedSource:
        """Its end, for judging the run."""
        outcome = self.ending.outcome
        served, refused = (tuple(map(backoff_name, rungs)) for rungs in (self.served, self.refused))
        served += tuple(map(way_name, self.served))
        return EndedSource(self.source, outcome, self.posts_new, self.paused, served, refused)

    @property
    def has_more(self) -> bool:
        """Whether due posts wait for their look after a turn that found all that is new."""
        return self.pays and bool(self.due) and self.ending.outcome == "complete"

    def postpone(self) -> None:
        """Let the second looks wait for the other sources; until they are done the turn is not complete."""
        if self.has_more:
            self.waiting = True
            self.ending = Ending("partial", f"{counted(len(self.due), 'post was', 'posts were')} not looked at again")

    def begin(self) -> None:
        """Note the turn's beginning, and what is due."""
        config = self.run.settings.config
        days = self.source.snapshot_days or config.snapshot_days
        with transaction(self.run.engine) as connection:
            start_source(connection, self.run.run_id, self.source.id, self.began_at)
            self.cursors = {stream: load_cursor(connection, self.source.id, stream=stream) for stream in STREAMS}
            self.due = load_due_posts(connection, self.source.id, days, self.began_at)
        self.begun = True

    def collect(self, *, new: bool, due: bool) -> None:
        """Ask the collector; everything that can go wrong with it ends here, but for a store that is lost."""
        with self.costs_itself():
            while self._collect_by_rung(new=new, due=due):
                told = self.ladder.step_down(self.ending.outcome, self.ending.reason)
                if told is None:
                    break
                self.notes, self.collector = [told], None
            self.ending = self.ending._replace(outcome=self.ladder.outcome_of(self.ending.outcome))

    def _collect_by_rung(self, *, new: bool, due: bool) -> bool:
        """Ask the rung on which the source stands; return whether the next one may be asked in its place."""
        try:
            self.ending = self._collected(new=new, due=due)
        except Skipped as reason:
            self.ending = self._ended("partial" if self.stream == "responses" else "skipped", str(reason))
            return self.stream == "responses" or self._leads_down()
        except Resting as rest:
            self.refused.append(self.ladder.rung)
            self.ending = self._ended("blocked", str(rest))
            return rest.leads_down and self._leads_down()
        except CollectorError as error:
            self._refused(error)
            return leads_down(error) and self._leads_down()
        return False

    def _leads_down(self) -> bool:
        """Leave what is below to people alone after a refusal of the official way; return whether a way is left."""
        rung = self.ladder.rung
        forbidden = None if rung in self.served else still_forbidden(self.run, rung)
        if forbidden and self.ladder.leave_to_people():
            self.ending = self.ending._replace(reason=join_reasons(self.ending.reason, forbidden))
        return not self.ladder.is_last

    @contextmanager
    def costs_itself(self) -> Iterator[None]:
        """Let a fault of ours, and of the store at this source, end its turn and nobody else's.

        Raises StoreError when the store takes nothing at all, Stopped, and Locked when another run took it over.
        """
        try:
            yield
        except Stopped as stopped:
            # Between requests nothing is owed; in the middle of one the platform may have served it.
            self.ledger.close(billed=isinstance(stopped, BrokenOff))
            self.ending = self._ended(*ASKED_TO_END)
            raise
        except WrongClock as wrong:
            self.ending = Ending("failed", str(wrong))
            raise
        except Locked:
            raise
        except StoreError as error:
            require_store(self.run)
            self._fail(f"the store refused: {error}")
        except Exception as error:  # noqa: BLE001  # a fault of ours at one source must not cost the others their turns
            self.run.say(redact_secrets(traceback.format_exc(), self.known_secrets()), logging.ERROR)
            self._fail(f"Pantau itself failed ({type(error).__name__}); please report the above")

    def _fail(self, reason: str) -> None:
        """End the turn as failed; a request that was sent stays booked at its worst."""
        self.run.worsen(FAILED)
        self.ending = self._ended("failed", reason)
        with step(self.run, f"{self.source.id}: settling the booking"):
            self.ledger.close(billed=True)

    @property
    def has_responses(self) -> bool:
        """Whether responses wait for their turn."""
        return self.source.wants_responses and self.goes_on

    def collect_responses(self) -> None:
        """Ask for what people wrote; how that ends can only worsen how the posts ended."""
        if not self.has_responses:
            return
        posts_ended, self.notes, self.left_out = self.ending, [], []
        self.stream, self.goes_on, self.collector = "responses", False, None
        self.posts_from = self.ladder.rung if posts_ended.outcome == "complete" else None
        self.collect(new=True, due=False)
        worse = posts_ended if self.ending.outcome == "complete" else self.ending
        told = f"responses: {self.ending.reason}" if self.ending.reason else None
        self.ending = Ending(worse.outcome, join_reasons(posts_ended.reason, told))

    @property
    def left(self) -> dict[str, Any] | None:
        """The second looks or responses that another turn of the run goes on with; None where nothing is left."""
        if not (self.has_more or self.has_responses):
            return None
        place, more = self.ladder.place, self.has_more
        return {"ending": list(self.ending), "looks": more, "responses": self.goes_on, "place": place}

    def go_on(self, left: Mapping[str, Any]) -> None:
        """Go on with what an earlier turn left, perhaps in another process: second looks, or else responses."""
        self.ending, self.goes_on = Ending(*left["ending"]), left["responses"]
        self.ladder.place = left["place"]
        if left["looks"]:
            self.waiting, self.notes = True, [self.ending.reason] if self.ending.reason else []
            self.collect(new=False, due=True)
            self.due.clear()  # what was not told of now is not asked for again in this run
        else:
            self.collect_responses()

    def pass_over(self, why: str) -> None:
        """Note that the turn did not come, and why."""
        self.begin()
        self.ending = Ending("skipped", f"its turn did not come: {why}")
        self._write_down()

    def end(self, *, comes_again: bool = False) -> None:
        """Write down how the turn ended, and say it, unless the source *comes_again* in this run.

        Where not all of that can be written, the outcome alone is.
        """
        self.collector = None  # a run of many sources keeps their ends, not their sessions
        if self.run.store_is_lost:
            return
        if self.has_responses:  # their turn did not come
            self.ending = Ending("partial", join_reasons(self.ending.reason, "responses were not asked for"))
        if self.begun:
            with self.costs_itself():
                counts = self._write_down()
                if not comes_again:
                    self._say(counts)
                return
        with step(self.run, f"{self.source.id}: writing down how its turn ended"):
            self.ending, counts = self.endings.write_outcome(self.ending, begun=self.begun)
            self._say(counts)

    def _write_down(self) -> Row[Any]:
        self.ending, counts = self.endings.write(self.ending, self.cursors)
        return counts

    def _say(self, counts: Row[Any]) -> None:
        self.posts_new = counts.posts_new
        self.endings.say(self.ending, counts)

    def _load_state(self, rests_as: str, *, new: bool, due: bool) -> SourceState:
        if self.stream == "responses":
            return self.loader.load_for_responses(rests_as)
        now, later = (dict(self.due), {}) if due else ({}, dict(self.due))
        return self.loader.load_for_posts(rests_as, now, later, full=self.full, new=new)

    def _collected(self, *, new: bool, due: bool) -> Ending:
        """Commit page after page to the source's end."""
        rung = self.ladder.rung
        state = self._load_state(backoff_name(rung), new=new, due=due)
        if state.pause:
            self.paused = True
            return Ending("skipped", self._paused_by(state.pause))
        make = make_collector if self.stream == "posts" else make_responses_collector
        self.collector = self.collector or make(self.run.settings, rung)
        if state.resting:
            raise state.resting
        limits = SourceLimits(self.run, self.source, self.ledger, self.began_at, self.stream)
        limits.check_night()
        with progress(self.source.id) as step:
            pages = iter(self.collector.pages(state.request, limits))
            while page := self._next(pages):
                self.run.check_clock()
                self._commit(page, state.forgotten)
                step(page)
                self.run.stop.check()
        if self.lost:  # nothing of responses may be kept that was not masked
            raise Incomplete(f"{len(self.lost)} are of an unknown shape ({self.lost[0].why})", advice="update Pantau")
        if self.stream == "posts":
            retire_exported(self.run, self.source)
        if self.stream == "responses" or not self.source.wants_responses:
            self.served.append(rung)
        self.goes_on = self.stream == "posts"
        return self._ended("complete")

    def _paused_by(self, pause: Row[Any]) -> str:
        """Say who paused the source and why."""
        since = pause.paused_at.astimezone(self.run.settings.zone)
        told = f"paused since {since:%Y-%m-%d} by {pause.paused_by}: {pause.reason}"
        return f"{told}; end the pause at the desk (Panen)"

    def _next(self, pages: Iterator[Page]) -> Page | None:
        """Ask for the next page; a request to end the program breaks off the one under way."""
        with self.run.stop.breakable():
            return next(pages, None)

    def _ended(self, outcome: str, *reasons: str | None) -> Ending:
        """Say how it ended; what the pages noted is true however that was."""
        left_out = left_out_in_words(self.left_out) if self.left_out else None
        return Ending(outcome, join_reasons(*dict.fromkeys((*reasons, *self.notes, left_out))))

    def _commit(self, page: Page, forgotten: Forgotten) -> None:
        """Store a page, what it cost, and the gaps that it leaves; note what it answered."""
        page = self.pages.write(page, self.stream, forgotten)
        if page.cursor is not None:
            self.cursors.pop(self.stream, None)  # its gaps are told
        parsed = page.parsed
        told = (*(post.post_id for post in parsed.posts), *(unread.post_id for unread in parsed.unreadable))
        for post_id in (*told, *parsed.unchanged, *parsed.gone):
            self.due.pop(post_id or "", None)
        self.lost += parsed.unreadable if self.stream == "responses" else ()
        self.notes += [page.note] if page.note else []
        self.left_out += parsed.left_out

    def _refused(self, error: CollectorError) -> None:
        self.run.check_clock()
        self.ledger.close(billed=error.billed)
        waits = isinstance(error, (BudgetExhausted, Incomplete)) and not isinstance(error, (QuotaSpent, TimeUp))
        self.goes_on = self.stream == "posts" and waits
        self.refused += [self.ladder.rung] if isinstance(error, REFUSALS) else []
        gave_posts = self.ladder.rung == self.posts_from
        self.served += [self.ladder.rung] if gave_posts and isinstance(error, NotOffered) else []
        rest = record_refusal(self.run, self.ladder.rung, error)
        record_forbidden(self.run, self.ladder.rung, error)
        left = (
            f"; {counted(len(self.due), 'post was', 'posts were')} not looked at again"
            if self.pays and self.due
            else ""
        )
        self.ending = self._ended(self._outcome(error), f"{error}{rest}{left}")

    def _outcome(self, error: CollectorError) -> str:
        if isinstance(error, (Blocked, RateLimited)):
            return "blocked"
        if isinstance(error, (BudgetExhausted, Incomplete)) or self.stream == "responses" or self.waiting:
            return "partial"  # what was asked before, the new posts, came whole
        with transaction(self.run.engine) as connection:
            stored = load_source_run(connection, self.run.run_id, self.source.id).posts_seen
        return "partial" if stored else "failed"
