"""The ladder of a source: the ways in which it may be read, tried one after the other. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from collectors.errors import CollectorError, RateLimited, SourceChanged, Unavailable
from pipeline.platforms.source import SourceBase

TECHNICAL = (Unavailable, RateLimited, SourceChanged)
"""The failures for which the next rung may be asked; what was refused is asked nowhere else."""
OFFICIAL = "official"
"""The way by a platform's own interface, whose refusal keeps every other way from asking the platform."""


@dataclass
class Ladder:
    """The rungs of a source in one run, and on which of them it stands."""

    rungs: tuple[SourceBase, ...]
    place: int = 0
    failed: list[str] = field(default_factory=list)
    """The outcomes of the rungs above, without those that lacked what they need."""

    @property
    def rung(self) -> SourceBase:
        """The rung that is asked now."""
        return self.rungs[self.place]

    @property
    def is_last(self) -> bool:
        """Whether no rung stands below."""
        return self.place + 1 == len(self.rungs)

    def leave_to_people(self) -> bool:
        """Drop every rung below that asks the platform, and keep those by hand; return whether one was dropped."""
        below = self.rungs[self.place + 1 :]
        by_hand = tuple(rung for rung in below if rung.by_hand)
        self.rungs = (*self.rungs[: self.place + 1], *by_hand)
        return by_hand != below

    def step_down(self, outcome: str, reason: str | None) -> str | None:
        """Go to the next rung and return why, in a line; None on the last one."""
        if self.is_last:
            return None
        above = self.rung.way
        self.failed += [] if outcome == "skipped" else [outcome]
        self.place += 1
        return f"{above}: {reason}; {self.rung.way} was asked in its place"

    def outcome_of(self, outcome: str) -> str:
        """Return how a source ended: a last rung that lacks what it needs is no excuse for those above."""
        return self.failed[0] if outcome == "skipped" and self.failed else outcome


def leads_down(error: CollectorError) -> bool:
    """Whether the next rung may be asked after a failure."""
    return isinstance(error, TECHNICAL)
