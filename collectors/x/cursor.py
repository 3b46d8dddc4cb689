"""The part of a stream of X that is still wanted, as ranges of post numbers. Pure.

A stream comes newest first, and a number is the millisecond of its post and then a sequence. The unread part is
kept as ranges: one shrinks from its newer end, so a run that dies leaves exactly what it did not get. The part before
the wanted history (``since``) is kept apart, so that a history that shall begin earlier is a gap like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from collectors.http.paging import end_of
from collectors.records import LARGEST_COUNT, Cursor, Gap
from collectors.request import Request

RECENT = timedelta(days=4)  # so long a post is due on every night
EPOCH_MS, SEQUENCE_BITS = 1_288_834_974_657, 22


def number_of(url: str) -> int:
    """Return X's own number of a post's newest version, by which timelines and look-ups go."""
    return int(url.partition("?")[0].rsplit("/", 1)[-1])


def number_at(moment: datetime) -> int:
    """Return the smallest number that a post of that moment can have."""
    return max((int(moment.timestamp() * 1000) - EPOCH_MS) << SEQUENCE_BITS, 0)


def moment_of(number: int) -> datetime:
    """Return when a post with this number was published."""
    return datetime.fromtimestamp(((number >> SEQUENCE_BITS) + EPOCH_MS) // 1000, UTC)


@dataclass(frozen=True, slots=True)
class Range:
    """Post numbers still wanted: greater than ``since``, smaller than ``until`` (None: up to the newest)."""

    since: int
    until: int | None = None
    promised: str | None = None
    """Set where X said that more follows: the day on which it showed nothing there nevertheless, "" for none yet."""

    def meets(self, other: Range) -> bool:
        """Whether a post could lie in both."""
        untils = [r.until for r in (self, other) if r.until is not None]
        return not untils or max(self.since, other.since) + 1 < min(untils)

    @property
    def holds(self) -> bool:
        """Whether any number lies in it."""
        return self.until is None or self.since + 1 < self.until

    def divided(self, number: int) -> tuple[Range, Range]:
        """Return its part from *number* on, and the part below."""
        newer = replace(self, since=max(self.since, number - 1))
        return newer, replace(self, until=number if self.until is None else min(self.until, number))


@dataclass(frozen=True, slots=True)
class XCursor:
    """The cursor: whose stream, the newest post number ever seen, and the ranges not yet read."""

    user_id: str | None = None
    newest: int = 0
    ranges: tuple[Range, ...] = ()
    older: tuple[Range, ...] | None = None
    """The part that was never read because it lies before the wanted history; None in a cursor that does not tell."""
    unread: str | None = None
    """The day on which a page of the first range was paid that told no post's number, and is kept for a replay."""

    @classmethod
    def load(cls, cursor: Cursor) -> XCursor:
        """Read the stored cursor."""
        older = cursor.get("older")
        return cls(
            cursor.get("user_id"),
            int(cursor.get("newest", 0)),
            _read(cursor.get("ranges", ())),
            None if older is None else _read(older),
            cursor.get("unread"),
        )

    def dump(self) -> Cursor:
        """Write the cursor; numbers as text, since they exceed what other JSON readers keep."""
        told: dict[str, Any] = {} if self.older is None else {"older": _dump_ranges(self.older)}
        told |= {"unread": self.unread} if self.unread else {}
        return {"user_id": self.user_id, "newest": str(self.newest), "ranges": _dump_ranges(self.ranges), **told}

    def after(self, numbers: Sequence[int], *, more: bool, today: str = "") -> XCursor:
        """Return the cursor after a page of the first range: the range shrinks, is done, or is doubted.

        An empty page that ends a range although an earlier one promised more is believed on a second day only: until
        then the range goes to the end of the others.
        """
        wanted, *rest = self.ranges
        left = replace(wanted, until=end_of(numbers) if numbers else wanted.until, promised="")
        if more and left.holds:
            rest.insert(0, left)
        elif not more and not numbers and wanted.promised in ("", today):
            rest.append(replace(wanted, promised=today))
        return replace(self, newest=max([self.newest, *numbers]), ranges=tuple(rest), unread=None)

    def covered(self, newest: int) -> XCursor:
        """Return the cursor when every post up to *newest* came by another way: nobody pays for it again."""
        ranges = tuple(part for part, _ in (wanted.divided(newest + 1) for wanted in self.ranges) if part.holds)
        return replace(self, newest=max(self.newest, newest), ranges=ranges, older=())

    def begun(self, request: Request) -> XCursor:
        """Return the cursor with which a run begins: all that the request wants of what was not read."""
        if request.since and request.now and request.since > request.now:  # nothing of it is published yet
            return replace(self, ranges=())
        unread = self.wanted(request)
        wanted = _unread_today(unread, request) if request.full else unread
        floor = number_at(request.since) if request.since else 0
        above = _keep_filled(part.divided(floor)[0] for part in wanted)
        below = _keep_filled(part.divided(floor)[1] for part in unread)
        return replace(self, ranges=above, older=below)

    def promised(self) -> XCursor:
        """Return the cursor at an account that was never read and says it has posts: none at all is doubted, too."""
        return replace(self, ranges=(Range(0, promised=""),))

    def gaps(self) -> tuple[Gap, ...]:
        """Return what is wanted and was not read yet."""
        return tuple(
            Gap(
                moment_of(wanted.since) if wanted.since else None,
                moment_of(wanted.until) if wanted.until is not None else None,
            )
            for wanted in self.ranges
        )

    def replayed(self, request: Request) -> XCursor:
        """Return the cursor when a replay has read the page that told no number: its posts are not paid again."""
        first = self.ranges[0] if self.unread and self.ranges else None
        held = map(number_of, request.stored_posts.values()) if first else ()
        found = [number for number in held if first and first.meets(Range(number - 1, number + 1))]
        if not (first and found):
            return self
        left = replace(first, until=min(found))
        ranges = _keep_filled((left, *self.ranges[1:]))
        return replace(self, newest=max(self.newest, *found), ranges=ranges, unread=None)

    def wanted(self, request: Request) -> tuple[Range, ...]:
        """Return what an earlier run left, what is newer, and the earlier history; the newer first for little money."""
        left, older = self.ranges, self._older(request)
        untils = [wanted.until for wanted in (*left, *older)]
        # A range without an end was never begun, and takes in what is newer.
        newer: tuple[Range, ...] = ()
        if None not in untils:
            newer = (Range(max([self.newest, *(until - 1 for until in untils if until)])),)
        if newer and not request.budget_is_short:
            # Beside a gap or a history only recent posts: more would take the money that these wait for.
            due = _recently_due(request) if untils else request
            newer = _subtract_ranges(_with_due(due, newer[0].since), (*left, *older))
        if request.budget_is_short:
            return (*newer, *sorted(left, key=lambda wanted: wanted.until is not None), *older)
        return (*left, *newer, *older)

    def _older(self, request: Request) -> tuple[Range, ...]:
        """Return what was never read of the history; where the cursor does not tell, all below what is held."""
        if self.older is not None:
            return self.older
        if not self.newest or any(not left.since for left in self.ranges):
            return ()
        stored = (number_of(address) for address in request.stored_posts.values())
        return (Range(0, min([self.newest, *stored])),)


def _with_due(request: Request, newest: int) -> tuple[Range, ...]:
    """Return what is newer, and the newest stretches between posts that are not due, in which others are.

    To read due posts so costs no more than to look them up, and finds what appears late among them.

    >>> _with_due(…)  # 90 and 80 are due, 70 is not, 60 is, 50 is not
    (Range(70), Range(50, 70))
    """
    stored, lowest, found = request.stored_posts, LARGEST_COUNT, list[Range]()
    until: int | None = None
    late = number_at(request.now - RECENT) if request.now else LARGEST_COUNT
    for post_id in sorted(stored, key=lambda key: number_of(stored[key]), reverse=True):
        if post_id in request.due_later and post_id not in request.read_today:
            lowest = min(lowest, int(post_id.partition(":")[2]) - 1)  # of an edited post the first version, too
            continue
        number = number_of(stored[post_id])
        if lowest < LARGEST_COUNT:
            found.append(Range(min(number, newest), until))
        elif until is None:
            found.append(Range(newest))
        until, lowest = number, LARGEST_COUNT
        if until <= late:
            return tuple(found)
    return (*found, Range(min(lowest, newest), until)) if lowest < LARGEST_COUNT or not found else tuple(found)


def _recently_due(request: Request) -> Request:
    """Return a request in which only posts of the last four days are due."""
    late = number_at(request.now - RECENT) if request.now else 0
    due = {post_id: url for post_id, url in request.due_later.items() if number_of(url) > late}
    return replace(request, due_later=due)


def _subtract_ranges(wanted: Iterable[Range], taken: Iterable[Range]) -> tuple[Range, ...]:
    """Return the parts of ranges that lie in no other: what is read twice is paid for twice."""
    parts = list(wanted)
    for other in taken:
        parts = [part for one in parts for part in _parts_outside(one, other)]
    return _keep_filled(parts)


def _parts_outside(one: Range, other: Range) -> Sequence[Range]:
    if not one.meets(other):
        return (one,)
    below = one.divided(other.since + 1)[1]
    return (below,) if other.until is None else (one.divided(other.until)[0], below)


def gaps_of(_stream: str, cursor: Cursor) -> tuple[Gap, ...]:
    """Return what the cursor of either stream says is wanted and was not read yet."""
    return XCursor.load(cursor).gaps()


def _keep_filled(ranges: Iterable[Range]) -> tuple[Range, ...]:
    return tuple(wanted for wanted in ranges if wanted.holds)


def _read(written: Iterable[Sequence[str | None]]) -> tuple[Range, ...]:
    """Read ranges such as ``["0", "2120…", "2026-11-24"]``; the third part is absent where X promised nothing."""
    return tuple(
        Range(int(since or 0), None if until is None else int(until), *promised[:1])
        for since, until, *promised in written
    )


def _dump_ranges(ranges: Iterable[Range]) -> list[list[str | None]]:
    return [
        [str(r.since), None if r.until is None else str(r.until), *([] if r.promised is None else [r.promised])]
        for r in ranges
    ]


def _unread_today(left: Sequence[Range], request: Request) -> tuple[Range, ...]:
    """Return ranges around what was read in this UTC day, because X would bill it again.

    Between two neighbours that were both read, nothing is left unless an earlier run left it.
    """
    stored = request.stored_posts
    ranges, until, unread = [], None, True
    for post_id in sorted(stored, key=lambda key: number_of(stored[key]), reverse=True):
        if post_id not in request.read_today:
            unread = True
            continue
        gap = Range(number_of(stored[post_id]), until)
        if unread or any(gap.meets(wanted) for wanted in left):
            ranges.append(gap)
        until, unread = gap.since, False
    return (*ranges, Range(0, until))
