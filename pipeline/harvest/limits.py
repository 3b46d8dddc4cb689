"""Limits of money and time that a running source keeps, asked by its collector request by request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from collectors.errors import TimeUp
from collectors.records import Reads
from collectors.wording import counted
from pipeline.harvest.budget import Ledger
from pipeline.platforms.platform import Stream
from pipeline.platforms.source import SourceBase
from pipeline.run.context import RunContext

SLICE = 5.0  # seconds; between them the end of the source's minutes and of the night is seen


@dataclass(frozen=True, slots=True)
class SourceLimits:
    """The limits of one source in one run; money is booked for *purpose*."""

    run: RunContext
    source: SourceBase
    ledger: Ledger
    began_at: datetime
    purpose: Stream = "posts"

    def check_budget(self, reads: Reads) -> None:
        """Raise BudgetExhausted when the month's money does not reach for so much."""
        with self.run.stop.unbroken():
            self.ledger.check(reads)

    def reserve(self, reads: Reads) -> None:
        """Book the worst cost of the next request. Raises BudgetExhausted."""
        with self.run.stop.unbroken():
            self.ledger.reserve(reads, purpose=self.purpose)
        self.run.stop.check()  # nothing was sent yet

    def record_reads(self, reads: Reads) -> None:
        """Book what the answer really brought."""
        self.ledger.record(reads)

    def pause(self, seconds: float) -> None:
        """Wait. Raises Stopped, and TimeUp when the minutes of the source, or of the whole night, are over."""
        slices = max(ceil(seconds / SLICE), 1)
        for _ in range(slices):
            self._check_minutes()
            with self.run.stop.unbroken():
                self.run.stop.pause(seconds / slices)

    def _check_minutes(self) -> None:
        """Raise TimeUp when the minutes of the source, or of the whole night, are over."""
        self.check_night()
        if self.run.now() - self.began_at > timedelta(minutes=self.source.minutes):
            raise TimeUp(
                f"its {counted(self.source.minutes, 'minute', form='g')} of one night are over",
                advice="the next night goes on from there",
            )

    def check_night(self) -> None:
        """Raise TimeUp when the minutes of the whole night are over."""
        if self.run.time_is_over:
            raise TimeUp(self.run.limit_reached, advice="the next night goes on from there")

    def wait_until(self, moment: datetime) -> bool:
        """Wait for a rate limit to end, where the configuration allows so long a wait."""
        prices, seconds = self.ledger.prices, (moment - self.run.now()).total_seconds()
        if prices is None or not 0 < seconds <= prices.max_wait_seconds:  # in the past: nothing is known
            return False
        self.pause(seconds)
        return True
