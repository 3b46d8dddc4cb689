"""Match exported posts with stored ones, where the export has no ids: by address, or by time and text. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

SAME_MOMENT = timedelta(seconds=2)
SOME_SECONDS = timedelta(minutes=2)  # that an upload takes
SAME_DAY = timedelta(days=1)  # a picture may have been uploaded long before its post was published
TELLING = 20  # characters; a shorter text may well be that of another post of the day


class Dated(Protocol):
    """Whatever has an identity, a time, a text, a kind and an address."""

    @property
    def post_id(self) -> str:
        """Its identity."""

    @property
    def published_at(self) -> datetime | None:
        """The time of publication, as far as it is told."""

    @property
    def text(self) -> str:
        """The text of the entry."""

    @property
    def kind(self) -> str:
        """An image, a video, an album."""

    @property
    def url(self) -> str:
        """Its address; that of the account where its own is not told."""


def matched(exported: Sequence[Dated], held: Iterable[Dated]) -> dict[str, str]:
    """Pair each exported post with the held one that it is: exported post_id → held post_id.

    No held post is paired twice, and no posts with different addresses of their own are paired. The surest pairs are
    made first, of each rule the nearest in time first: equal addresses, whatever lies between; equal time and text; an
    equal, telling text within a day; an equal text of one kind some seconds later, as an upload takes; then an equal
    time alone, where only one free post is of it (the text was edited).
    """
    free = {post.post_id: post for post in held}
    pairs: dict[str, str] = {}
    for rule in (_same_address, _same_moment_and_text, _same_text, _same_shape, _same_moment):
        left = [post for post in exported if post.post_id not in pairs]
        couples = _nearest_first(left, free.values(), rule)
        while sure := _only_ones(couples) if rule is _same_moment else couples:
            for post, other in sure:
                if post.post_id not in pairs and other.post_id in free:
                    pairs[post.post_id] = other.post_id
                    del free[other.post_id]
            couples = [(post, other) for post, other in couples if post.post_id not in pairs and other.post_id in free]
    return pairs


Couple = tuple[Dated, Dated]
Finder = Callable[[Dated], list[Dated]]


def _nearest_first(
    exported: Iterable[Dated], free: Iterable[Dated], rule: Callable[[Dated, Dated], bool]
) -> list[Couple]:
    """List which posts may be one by a rule, the nearest first."""
    near = _by_address(free) if rule is _same_address else _by_day(free)
    found = [(post, other) for post in exported for other in near(post) if rule(post, other)]
    return sorted(
        ((post, other) for post, other in found if not _is_told_apart(post, other)), key=lambda couple: _apart(*couple)
    )


def _only_ones(couples: Sequence[Couple]) -> list[Couple]:
    """Return the couples of exported posts that stand in one only."""
    times = Counter(post.post_id for post, _ in couples)
    return [couple for couple in couples if times[couple[0].post_id] == 1]


def _same_address(post: Dated, other: Dated) -> bool:
    """Tell whether addresses end alike: a reel has two."""
    return bool(own := _own_part(post)) and own == _own_part(other)


def _is_told_apart(post: Dated, other: Dated) -> bool:
    """Tell whether each has an address of its own, and these differ."""
    return bool(own := _own_part(post)) and _own_part(other) not in ("", own)


def _same_moment_and_text(post: Dated, other: Dated) -> bool:
    return _apart(post, other) <= SAME_MOMENT and _plain(other) == _plain(post)


def _same_text(post: Dated, other: Dated) -> bool:
    text = _plain(post)
    return len(text) >= TELLING and _apart(post, other) <= SAME_DAY and _plain(other) == text


def _same_shape(post: Dated, other: Dated) -> bool:
    return post.kind == other.kind and _apart(post, other) <= SOME_SECONDS and _plain(other) == _plain(post)


def _same_moment(post: Dated, other: Dated) -> bool:
    return _apart(post, other) <= SAME_MOMENT


def _own_part(post: Dated) -> str:
    """Return the end of an address, which is the post's own; nothing of the account's."""
    place, _, own = urlsplit(post.url).path.strip("/").rpartition("/")
    return own if place else ""


def _apart(one: Dated, other: Dated) -> timedelta:
    if one.published_at is None or other.published_at is None:
        return timedelta.max
    return abs(one.published_at - other.published_at)


def _plain(post: Dated) -> str:
    """Return the text without what an export may write differently: white space and composed characters."""
    return " ".join(unicodedata.normalize("NFC", post.text).split())


def _by_address(posts: Iterable[Dated]) -> Finder:
    """Return what finds the posts of an address, whenever they were published."""
    ends: dict[str, list[Dated]] = defaultdict(list)
    for post in posts:
        ends[_own_part(post)].append(post)
    return lambda post: ends.get(own, []) if (own := _own_part(post)) else []


def _by_day(posts: Iterable[Dated]) -> Finder:
    """Return what finds the posts of a day and of its neighbours."""
    days: dict[int, list[Dated]] = defaultdict(list)
    for post in posts:
        if post.published_at:
            days[post.published_at.toordinal()].append(post)

    def near(post: Dated) -> list[Dated]:
        day = post.published_at.toordinal() if post.published_at else 0
        return [other for one in (day - 1, day, day + 1) for other in days.get(one, ())]

    return near
