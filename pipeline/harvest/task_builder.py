"""What a turn asks of a collector, and what the collector may use meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from collectors.errors import TimeUp
from collectors.records import Task
from pipeline.harvest.budget import Ledger
from pipeline.run.context import RunContext
from pipeline.settings.models import SourceBase
from storage.db.engine import transaction
from storage.harvest.responses import answers_held, held_responses, posts_with_new_comments
from storage.harvest.validators import recalled
from storage.runs.runs import account_seen, cursor_of, held_posts, known_posts, posts_lacking

T = TypeVar("T")
MENTIONS_SHOWN = 800  # X shows no more of what others write


@dataclass(frozen=True, slots=True)
class Tasks:
    """Makes the tasks of one source's turn."""

    night: RunContext
    source: SourceBase
    ledger: Ledger
    began_at: datetime

    def for_posts(self, *, full: bool, new: bool, due: Mapping[str, str]) -> Task:
        """Make the task of reading posts."""
        midnight = self.began_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        mine = self.source.id
        return Task(
            cursor=self._ask(cursor_of, mine),
            full=full,
            new=new,
            since=self.night.settings.since(self.source),
            due=due,
            account_seen=self._ask(account_seen, mine, str(getattr(self.source, "account", "")), midnight),
            held=lambda: self._ask(held_posts, mine),
            scarce=lambda: self.ledger.scarce(self._ask(posts_lacking, mine)),
            known=lambda ids: self._ask(known_posts, ids),
            fresh=lambda ids: self._ask(known_posts, ids, seen_from=midnight),
            now=self.began_at,
            validator=lambda url: self._ask(recalled, url, mine, self.night.now()),
            afford=self.ledger.afford,
            reserve=self.ledger.reserve,
            arrived=self.ledger.arrived,
            pause=self._pause,
            wait_until=self._wait_until,
        )

    def for_responses(self) -> Task:
        """Make the task of reading what people wrote."""
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
            arrived=self.ledger.arrived,
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
