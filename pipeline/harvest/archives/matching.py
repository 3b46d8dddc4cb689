"""Match exported posts with stored ones, where the export has no ids: by time and text. Pure."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

SAME_MOMENT = timedelta(seconds=2)
SAME_DAY = timedelta(days=1)  # a picture may have been uploaded long before its post was published
TELLING = 20  # characters; a shorter text may well be that of another post of the day


class Dated(Protocol):
    """Whatever has an identity, a time and a text."""

    @property
    def post_id(self) -> str:
        """Its identity."""

    @property
    def published_at(self) -> datetime | None:
        """The time of publication, as far as it is told."""

    @property
    def text(self) -> str:
        """The text of the entry."""


def matched(exported: Sequence[Dated], held: Iterable[Dated]) -> dict[str, str]:
    """Pair each exported post with the held one that it is: exported post_id → held post_id.

    No held post is paired twice. The surest pairs are made first: equal time and text; then an equal, telling text
    within a day, the nearest first; then an equal time alone, where only one post is of it (the text was edited).
    """
    free = {post.post_id: post for post in held if post.published_at}
    pairs: dict[str, str] = {}
    for rule in (_same_moment_and_text, _same_text, _same_moment):
        near = _by_day(free.values())
        for post in exported:
            if post.post_id in pairs or post.published_at is None:
                continue
            candidates = [other for other in near(post.published_at) if other.post_id in free]
            if chosen := rule(post, candidates):
                pairs[post.post_id] = chosen.post_id
                del free[chosen.post_id]
    return pairs


def _same_moment_and_text(post: Dated, candidates: Sequence[Dated]) -> Dated | None:
    fitting = [other for other in candidates if _apart(post, other) <= SAME_MOMENT and _plain(other) == _plain(post)]
    return min(fitting, key=lambda other: _apart(post, other), default=None)


def _same_text(post: Dated, candidates: Sequence[Dated]) -> Dated | None:
    text = _plain(post)
    if len(text) < TELLING:
        return None
    fitting = [other for other in candidates if _apart(post, other) <= SAME_DAY and _plain(other) == text]
    return min(fitting, key=lambda other: _apart(post, other), default=None)


def _same_moment(post: Dated, candidates: Sequence[Dated]) -> Dated | None:
    fitting = [other for other in candidates if _apart(post, other) <= SAME_MOMENT]
    return fitting[0] if len(fitting) == 1 else None


def _apart(one: Dated, other: Dated) -> timedelta:
    if one.published_at is None or other.published_at is None:
        return timedelta.max
    return abs(one.published_at - other.published_at)


def _plain(post: Dated) -> str:
    """Return the text without what an export may write differently: white space and composed characters."""
    return " ".join(unicodedata.normalize("NFC", post.text).split())


def _by_day(posts: Iterable[Dated]) -> Callable[[datetime], list[Dated]]:
    """Return what finds the posts of a day and of its neighbours."""
    days: dict[int, list[Dated]] = defaultdict(list)
    for post in posts:
        if post.published_at:
            days[post.published_at.toordinal()].append(post)

    def near(at: datetime) -> list[Dated]:
        return [post for day in (-1, 0, 1) for post in days.get(at.toordinal() + day, ())]

    return near
