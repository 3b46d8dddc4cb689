"""The place where a channel stands: down to which moment all its uploads are known. Pure.

The list of uploads comes newest first. ``mark`` is the newest upload of the last walk that came to its end: all that
is older is known. A walk that dies moves no mark, so the next one goes down to the old mark again; only what is not
stored is looked up then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from zlib import crc32

from collectors.http.absence import proves_absence
from collectors.records import Cursor, Gap
from collectors.request import Request

REFRESH_DAYS = 25  # within so many days every stored video is read again: the terms ask for thirty
HIDDEN_MOVE = 10  # by so many the number of hidden videos may differ from one end of the list to the next


@dataclass(frozen=True, slots=True)
class YouTubeCursor:
    """A channel's identity, how far its uploads are known, and which look-ups told nothing."""

    channel_id: str | None = None
    uploads: str | None = None
    """The list of its uploads."""
    videos: int | None = None
    """The number of videos that the channel told last."""
    mark: str | None = None
    since: str | None = None
    """The beginning of the history that was wanted at the mark; None for all of it."""
    reached: str | None = None
    """The oldest upload that a walk under way has seen; None where none is."""
    absent: int = 0
    """The number of listed videos that were not to be had at the end of the last whole walk."""
    short: tuple[int, str] | None = None
    """The number of videos that the list announced and did not show at its end, and the day; "" once it is believed."""
    missing: tuple[tuple[str, str], ...] = ()
    """post_id of the videos of which a look-up told nothing, and the moment since when; of older cursors the day."""
    refreshed: str | None = None
    """The last day on which a share of all videos was read again."""

    @classmethod
    def load(cls, cursor: Cursor) -> YouTubeCursor:
        """Read a stored cursor; what an earlier Pantau kept besides is left out."""
        known = {name: cursor[name] for name in cls.__dataclass_fields__ if name in cursor}
        known["missing"] = tuple((str(post_id), str(day)) for post_id, day in cursor.get("missing", ()))
        known["short"] = tuple(cursor["short"]) if cursor.get("short") else None
        return cls(**known)

    def dump(self) -> dict[str, Any]:
        """Return it as JSON; what is unknown stays out."""
        return {name: value for name, value in asdict(self).items() if value not in (None, (), 0)}

    def bottom(self, request: Request) -> datetime | None:
        """Return the moment below which all is known; None where the whole history is wanted."""
        earlier = self.since is not None and (
            request.since is None or request.since < datetime.fromisoformat(self.since)
        )
        if request.full or earlier or self.mark is None:
            return None
        return datetime.fromisoformat(self.mark)

    def under_way(self, oldest: datetime | None) -> YouTubeCursor:
        """Move on within a walk."""
        return replace(self, reached=oldest.isoformat() if oldest else self.reached)

    def ended(self, newest: datetime | None, request: Request, absent: int) -> YouTubeCursor:
        """End a walk."""
        since = request.since.isoformat() if request.since else None
        mark = max(filter(None, (newest.isoformat() if newest else None, self.mark)), default=None)
        return replace(self, mark=mark, since=since, reached=None, absent=absent)

    def ended_short(self, by: int, now: datetime | None) -> YouTubeCursor:
        """Note by how many videos a list ended short of what it announces.

        About as many as were lacking at the last end are hidden ones; more are believed on a second day.
        """
        if not by:
            return replace(self, short=None)
        today = now.date().isoformat() if now else ""
        before, day = self.short or (self.absent, "")
        known = [self.absent, *([before] if day != today else [])]
        believed = any(abs(by - number) <= HIDDEN_MOVE for number in known)
        return replace(self, short=(by, "" if believed else today))

    @property
    def doubts_end(self) -> bool:
        """Whether the list ended so short on this day only."""
        return self.short is not None and self.short[1] != ""

    def told_nothing(self, untold: Iterable[str], told: Collection[str], now: datetime | None) -> YouTubeCursor:
        """Note of which videos a look-up told nothing; of others it told."""
        if now is None:
            return self
        since = {post_id: at for post_id, at in self.missing if post_id not in told}
        since = dict.fromkeys(untold, now.isoformat()) | since
        return replace(self, missing=tuple(sorted(since.items())))

    def missing_before(self, now: datetime | None) -> set[str]:
        """Return the videos of which a look-up of an earlier day told nothing, either."""
        return {post_id for post_id, since in self.missing if proves_absence(since, now)}

    def to_refresh(self, request: Request) -> list[str]:
        """Return the share of the stored videos whose turn it is to be read again, and that of missed days."""
        if request.now is None or self.refreshed is None:
            return []
        today = request.now.date().toordinal()
        missed = min(today - date.fromisoformat(self.refreshed).toordinal(), REFRESH_DAYS)
        turns = {(today - day) % REFRESH_DAYS for day in range(missed)}
        return [post_id for post_id in request.stored_posts if crc32(post_id.encode()) % REFRESH_DAYS in turns]

    def refreshed_on(self, now: datetime | None) -> YouTubeCursor:
        """Note that the share of a day was read again."""
        return replace(self, refreshed=now.date().isoformat()) if now else self


def gaps_of(stream: str, cursor: Mapping[str, Any]) -> tuple[Gap, ...]:
    """Return what the cursor of a stream says is wanted and was not read yet."""
    if stream == "responses":
        return (Gap(count=None),) if cursor.get("walks") else ()
    at = YouTubeCursor.load(cursor)
    if at.reached is None:
        return ()
    return (
        Gap(begins_at=datetime.fromisoformat(at.mark) if at.mark else None, ends_at=datetime.fromisoformat(at.reached)),
    )
