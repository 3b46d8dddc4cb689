"""Where an X timeline stands: which ranges of post numbers are still wanted; no post is paid for twice. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from collectors.records import Cursor, Task


@dataclass(frozen=True, slots=True)
class Range:
    """Post numbers still wanted: greater than ``since``, smaller than ``until`` (None: up to the newest)."""

    since: int
    until: int | None = None

    def meets(self, other: Range) -> bool:
        """Whether a post could lie in both."""
        untils = [r.until for r in (self, other) if r.until is not None]
        return not untils or max(self.since, other.since) + 1 < min(untils)


@dataclass(frozen=True, slots=True)
class Standing:
    """The cursor: whose timeline, the newest post number ever seen, and the ranges not yet read."""

    user_id: str | None = None
    newest: int = 0
    ranges: tuple[Range, ...] = ()

    @classmethod
    def load(cls, cursor: Cursor) -> Standing:
        """Read the stored cursor."""
        pairs = cursor.get("ranges", ())
        ranges = tuple(Range(int(since), None if until is None else int(until)) for since, until in pairs)
        return cls(cursor.get("user_id"), int(cursor.get("newest", 0)), ranges)

    def dump(self) -> Cursor:
        """Write the cursor; numbers as text, since they exceed what other JSON readers keep."""
        ranges = [[str(r.since), None if r.until is None else str(r.until)] for r in self.ranges]
        return {"user_id": self.user_id, "newest": str(self.newest), "ranges": ranges}

    def after(self, numbers: Sequence[int], *, more: bool) -> Standing:
        """Return the standing after a page of the first range: the range shrinks, or is done."""
        wanted, *rest = self.ranges
        if more:
            rest.insert(0, Range(wanted.since, min(numbers)) if numbers else wanted)
        return replace(self, newest=max([self.newest, *numbers]), ranges=tuple(rest))

    def covered(self, newest: int) -> Standing:
        """Return the standing when every post up to *newest* came by another way: nobody pays for it again."""
        left = (replace(wanted, since=max(wanted.since, newest)) for wanted in self.ranges)
        ranges = tuple(wanted for wanted in left if wanted.until is None or wanted.since + 1 < wanted.until)
        return replace(self, newest=max(self.newest, newest), ranges=ranges)


def wanted_ranges(standing: Standing, task: Task) -> tuple[Range, ...]:
    """Return what to read: first what an earlier run left, then what is newer; with ``full`` all of it."""
    if task.full:
        return _unread_today(standing, task)
    if any(left.until is None for left in standing.ranges):  # it was never begun, and takes in what is newer
        return standing.ranges
    return (*standing.ranges, Range(standing.newest))


def _unread_today(standing: Standing, task: Task) -> tuple[Range, ...]:
    """Return ranges around what was read in this UTC day, because X would bill it again.

    Between two neighbours that were both read, nothing is left unless an earlier run left it.
    """
    held = task.held()
    fresh = task.fresh(list(held))
    ranges, until, unread = [], None, True
    for post_id in sorted(held, key=lambda key: number_of(held[key]), reverse=True):
        if post_id not in fresh:
            unread = True
            continue
        gap = Range(number_of(held[post_id]), until)
        if unread or any(gap.meets(left) for left in standing.ranges):
            ranges.append(gap)
        until, unread = gap.since, False
    return (*ranges, Range(0, until))


def number_of(url: str) -> int:
    """Return X's own number of a post's newest version, by which timelines and look-ups go."""
    return int(url.rsplit("/", 1)[-1])
