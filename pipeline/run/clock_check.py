"""Check the clock against the servers': a wrong clock spoils ages, weeks and the month's money.

Servers tell their time with every answer, so a quiet night asks nothing more. Only where the first ones contradict the
clock are the other hosts asked for theirs, before anything is stored.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median_low
from threading import RLock

import requests

from collectors.errors import WrongClock
from collectors.http.dates import observe_date
from collectors.http.session import session
from collectors.wording import duration
from pipeline.platforms.registry import platform_of
from pipeline.run.context import RunContext
from storage.db.engine import transaction
from storage.runs.wrong_clock import date_run_anew

TOLERATED = timedelta(hours=1)
WITNESSES = 2  # hosts that must agree before a run is refused: one server may be wrong by itself


@dataclass
class ClockCheck:
    """Measure how far the servers of one run are ahead of this machine's clock."""

    run: RunContext
    ahead: dict[str, timedelta] = field(default_factory=dict)
    """Host → what its first answer told."""
    settled: bool = False
    """Whether the question was answered."""
    refused: str | None = None
    """Says why nothing may be stored, in whichever lane, once the servers agreed that the clock is wrong."""
    _lock: RLock = field(default_factory=RLock, repr=False)

    def see(self, host: str, moment: datetime) -> None:
        """Take in what a host says that the time is."""
        with self._lock:
            self.ahead[host] = moment - self.run.now()
            if self.settled:
                self._tell(host)

    def require(self) -> None:
        """Make sure that the clock may be believed, before something is stored. Raises WrongClock."""
        with self._lock:  # lanes see and ask side by side
            if not self.settled and self.ahead:
                self._settle()
            if self.refused:
                raise WrongClock(self.refused)

    def _settle(self) -> None:
        if self._all_contradict():
            self._ask_the_others()
        self.settled = True
        if self._all_contradict() and self._agree():
            self.refused = self._refused()
            return
        for host in self.ahead:
            self._tell(host)

    def _all_contradict(self) -> bool:
        return all(abs(ahead) > TOLERATED for ahead in self.ahead.values())

    def _agree(self) -> bool:
        """Whether hosts enough say the same: that the clock is slow, or that it is fast."""
        return len(self.ahead) >= WITNESSES and len({ahead > timedelta(0) for ahead in self.ahead.values()}) == 1

    def _ask_the_others(self) -> None:
        """Ask the hosts of the other sources for the time: a head, no page."""
        config = self.run.settings.config
        addresses = (platform_of(source).dated_address(source) for source in config.sources)
        with session(config.contact, attempts=0) as http:
            for address in dict.fromkeys(address for address in addresses if address):
                self.run.stop.check()
                try:
                    observe_date(http.head(address, allow_redirects=False))
                except requests.RequestException:
                    continue  # who does not answer tells no time

    def _tell(self, host: str) -> None:
        ahead = self.ahead[host]
        if abs(ahead) > TOLERATED:
            words = f"{host} says that it is {_apart(ahead)} than this machine's clock says, and no other server agrees"
            self.run.say(f"{words}; compare both with a third (pantau doctor --online)", logging.WARNING)

    def _refused(self) -> str:
        """Date the run by the servers' time, and say why it ends."""
        ahead, wrong = median_low(self.ahead.values()), self.run.now
        self.run.now = lambda: wrong() + ahead
        with transaction(self.run.engine) as connection:
            date_run_anew(connection, self.run.run_id, self.run.now())
        hosts = ", ".join(sorted(self.ahead))
        return (
            f"this machine's clock is wrong: {hosts} agree that it is {_apart(ahead)}; nothing was stored; "
            "set the clock right (NTP), then run again; for what earlier runs wrote: pantau db repair --since"
        )


def _apart(ahead: timedelta) -> str:
    """Say how far apart: "3 hours later", "2 days earlier"."""
    return f"{duration(ahead)} {'later' if ahead > timedelta(0) else 'earlier'}"
