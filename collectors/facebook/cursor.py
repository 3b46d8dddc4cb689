"""The part of a Page's history that is still wanted, as spans of time. Pure.

Posts come newest first. A run that dies leaves a span from the last post that it stored down to what was read
before; the next run reads what is newer, and then that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from collectors.http.absence import proves_absence
from collectors.http.paging import end_of
from collectors.records import Cursor, Gap
from collectors.request import Request

LACKING_MOST = 500  # posts of which it is remembered that they lack a field
ASKED_AGAIN_AFTER = timedelta(days=7)  # for what a post lacked: it may have been a disturbance
ASKED_AGAIN_MOST = 5  # such posts in one reading, since each is a request or two of its own


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds from which posts are wanted: later than ``since``, earlier than ``until`` (None: up to the newest)."""

    since: int
    until: int | None = None

    @property
    def holds(self) -> bool:
        """Whether any second lies in it."""
        return self.until is None or self.since + 1 < self.until


@dataclass(frozen=True, slots=True)
class FacebookCursor:
    """The cursor: the Page's number, the newest post ever read, the spans not yet read, and what could not be found."""

    page_id: str | None = None
    newest: int = 0
    spans: tuple[Span, ...] = ()
    floor: int | None = None
    """The second from which the history was wanted last time."""
    missing: Mapping[str, str] | None = None
    """post_id → the moment since when Facebook finds it no more; of older cursors the day."""
    unshown: str = ""
    """The post_id up to which full readings have looked up what they were not shown; the next goes on after it."""

    lacking: Mapping[str, Mapping[str, str]] | None = None
    """post_id → the fields that Meta refuses of this post alone, each with the day of it."""

    @classmethod
    def load(cls, cursor: Cursor) -> FacebookCursor:
        """Read the stored cursor."""
        return cls(
            page_id=cursor.get("page_id"),
            newest=int(cursor.get("newest", 0)),
            spans=tuple(Span(since, until) for since, until in cursor.get("spans", ())),
            floor=cursor.get("floor"),
            missing=dict(cursor.get("missing", {})),
            unshown=cursor.get("unshown", ""),
            lacking=dict(cursor.get("lacking", {})),
        )

    def dump(self) -> Cursor:
        """Write the cursor."""
        told: dict[str, Any] = {"page_id": self.page_id, "newest": self.newest, "floor": self.floor}
        told["spans"] = [[span.since, span.until] for span in self.spans]
        told |= {"missing": dict(self.missing)} if self.missing else {}
        told |= {"lacking": dict(self.lacking)} if self.lacking else {}
        return told | ({"unshown": self.unshown} if self.unshown else {})

    def begun(self, request: Request) -> FacebookCursor:
        """Return the standing with which a reading begins: what is newer, what was left, and the earlier history."""
        floor = int(request.since.timestamp()) - 1 if request.since else 0
        if request.full:
            return replace(self, spans=(Span(floor),), floor=floor)
        untold = [span.since for span in self.spans if span.until is None]  # begun, but nothing came of it
        newer = Span(min([self.newest, *untold]) if self.newest else floor)
        left = [span for span in self.spans if span.until is not None]
        older = [Span(floor, self.floor + 1)] if self.floor is not None and self.newest else []
        wanted = (replace(span, since=max(span.since, floor)) for span in (newer, *left, *older))
        return replace(self, spans=_keep_filled(wanted), floor=floor)

    def after(self, moments: Sequence[int]) -> FacebookCursor:
        """Return the standing after a page of the first span, which shrinks from its newer end, or is done."""
        if not moments:
            return self
        (span, *rest), end = self.spans, end_of(moments)
        left = replace(span, until=end + 1)  # a post of the same second may stand on the next page
        done = end <= span.since
        return replace(self, newest=max(self.newest, *moments), spans=_keep_filled(rest if done else [left, *rest]))

    def done(self) -> FacebookCursor:
        """Return the standing when the first span was read to the Page's beginning."""
        return replace(self, spans=self.spans[1:])

    def found_nothing(self, post_ids: Iterable[str], now: datetime | None) -> FacebookCursor:
        """Return the standing that remembers since when posts cannot be found."""
        told = now.isoformat() if now else ""
        return replace(self, missing=dict.fromkeys(post_ids, told) | dict(self.missing or {}))

    def without(self, post_ids: Collection[str]) -> FacebookCursor:
        """Return the standing that no longer misses these: they were found, or are known to be gone."""
        return replace(self, missing={key: at for key, at in (self.missing or {}).items() if key not in post_ids})

    def missing_before(self, now: datetime | None) -> set[str]:
        """Return the posts that could not be found on an earlier day, either."""
        return {post_id for post_id, since in (self.missing or {}).items() if proves_absence(since, now)}

    def lacked_by(self, post_id: str) -> Mapping[str, str]:
        """Return the fields that Meta refuses of a post, each with the day on which it did."""
        return (self.lacking or {}).get(post_id, {})

    def to_ask_again(self, post_ids: Iterable[str], now: datetime | None) -> list[str]:
        """Return the posts that were found long ago to lack a field, longest ago first."""
        until = (now - ASKED_AGAIN_AFTER).date().isoformat() if now else ""
        found = {post_id: min(days.values()) for post_id in post_ids if (days := self.lacked_by(post_id))}
        return sorted((post_id for post_id in found if found[post_id] <= until), key=found.__getitem__)[
            :ASKED_AGAIN_MOST
        ]

    def lacks(self, post_id: str, fields: Mapping[str, str]) -> FacebookCursor:
        """Return the standing that knows what a post lacks, so that it is not asked for that every time."""
        others = {key: told for key, told in (self.lacking or {}).items() if key != post_id}
        known = {**others, post_id: dict(sorted(fields.items()))} if fields else others
        return replace(self, lacking=dict(list(known.items())[-LACKING_MOST:]))

    def next_unshown(self, post_ids: Collection[str], most: int) -> tuple[list[str], FacebookCursor]:
        """Return so many of the posts that were not shown, each in its turn, and the cursor that goes on after them."""
        chosen = sorted(post_ids, key=lambda post_id: (post_id <= self.unshown, post_id))[:most]
        return chosen, replace(self, unshown=chosen[-1] if chosen else "")


def gaps_of(stream: str, cursor: Cursor) -> tuple[Gap, ...]:
    """Return what a stream's cursor says is wanted and was not read yet."""
    if stream == "responses":
        walks = cursor.get("walks") or ()
        return (Gap(count=len(walks)),) if walks else ()
    return tuple(
        Gap(_moment(span.since) if span.since > 0 else None, None if span.until is None else _moment(span.until))
        for span in FacebookCursor.load(cursor).spans
    )


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def _keep_filled(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.holds)


def seconds_of(moments: Sequence[datetime | None]) -> list[int]:
    """Return moments as whole seconds, without those that are not told."""
    return [int(moment.timestamp()) for moment in moments if moment is not None]
