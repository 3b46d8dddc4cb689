"""The memory that one walk over a website leaves to the next in its cursor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from collectors.records import Cursor
    from collectors.request import Request

LATELY = 300  # articles whose likeness, or place in a feed, is remembered
MOST_PASSED_OVER = 2000


def is_settled(request: Request) -> bool:
    """Whether an earlier walk was complete, and as deep as this one is wanted."""
    since = request.since.isoformat() if request.since else ""
    # a history that shall begin earlier than the walked one is not yet walked
    return bool(request.cursor.get("complete")) and not request.full and (request.cursor.get("since") or "") <= since


@dataclass(slots=True)
class CrawlMemory:
    """The facts that are remembered beside ``complete`` and ``since``; an empty part is left out of the cursor."""

    absent: dict[str, str] = field(default_factory=dict)
    """post_id → address of listed articles that were not there, to be tried once more."""
    unwanted: dict[str, None] = field(default_factory=dict)
    """Articles that ``must`` and ``must_not`` left out."""
    passed_over: dict[str, None] = field(default_factory=dict)
    """Addresses of static pages, and of articles that are stored under another address."""
    lately: dict[int, None] = field(default_factory=dict)
    """The likeness of the newest articles: title, time and text."""
    feed: list[int] = field(default_factory=list)
    """The articles that the feed announced when it was last read, hashed."""
    looks: list[int] = field(default_factory=list)
    """The traits that the site's articles share: names of classes and parts, hashed."""
    strange: dict[str, list[int]] = field(default_factory=dict)
    """post_id → likeness of a page that looked unlike the others, and in how many nights it was the same."""
    lost: dict[str, int] = field(default_factory=dict)
    """Early ends that were met: a sign of each, and in how many nights in a row."""
    empty: int = 0
    """The number of articles in a row that had neither text nor picture."""
    single: bool = False
    """Whether the sitemap is no index, so that it may be asked whether it has changed."""
    counted: dict[str, str] = field(default_factory=dict)
    """The day on which a sign, or a strange page, was last counted: a second run of one day is no second night."""
    today: str = ""
    _met: set[str] = field(default_factory=set)

    @classmethod
    def load(cls, cursor: Cursor, now: datetime | None) -> CrawlMemory:
        """Read what the last walk left."""
        return cls(
            absent=dict(cursor.get("absent") or {}),
            unwanted=dict.fromkeys(cursor.get("unwanted") or ()),
            passed_over=dict.fromkeys(cursor.get("passed_over") or ()),
            lately=dict.fromkeys(cursor.get("lately") or ()),
            feed=list(cursor.get("feed") or ()),
            looks=list(cursor.get("looks") or ()),
            strange=dict(cursor.get("strange") or {}),
            lost=dict(cursor.get("lost") or {}),
            empty=int(cursor.get("empty") or 0),
            single=bool(cursor.get("single")),
            counted=dict(cursor.get("counted") or {}),
            today=now.date().isoformat() if now else "",
        )

    def shares_feed(self, post_ids: Iterable[str]) -> bool:
        """Tell whether the feed announced one of these articles when it was last read."""
        return not _hashes(post_ids).isdisjoint(self.feed)

    def note_feed(self, post_ids: Iterable[str]) -> None:
        """Remember what the feed announces; an empty one takes nothing away."""
        self.feed = sorted(_hashes(post_ids))[:LATELY] or self.feed

    def nights_of(self, sign: str) -> int:
        """Count a sign of an early end; return in how many nights in a row it was met, this one included."""
        if sign not in self._met:
            self._met.add(sign)
            self.lost[sign] = self.lost.get(sign, 0) + self._is_another_day(sign)
        return self.lost[sign]

    def rename_sign(self, sign: str, new: str) -> None:
        """Give what was counted of a sign to another one; with an empty name forget it."""
        nights, day = self.lost.pop(sign, 0), self.counted.pop(sign, "")
        if new:
            self.lost[new], self.counted[new] = nights, day

    def believed_number(self, needed: Mapping[str, int]) -> int:
        """Return the number of a sign such as "short:5" that was met in as many nights as its kind needs; 0 of none."""
        for sign, nights in self.lost.items():
            kind, _, number = sign.partition(":")
            if kind in needed and nights >= needed[kind]:
                return int(number)
        return 0

    def nights_strange(self, post_id: str, words: int) -> int:
        """Count a strange page; return in how many nights in a row it said the same, this one included."""
        last, nights = self.strange.get(post_id, [0, 0])
        again = self._is_another_day(post_id)
        self.strange[post_id] = [words, nights + again if last == words else 1]
        return self.strange[post_id][1]

    def _is_another_day(self, what: str) -> bool:
        """Tell whether something was not counted on this day before, and count it."""
        before, self.counted[what] = self.counted.get(what), self.today
        return not self.today or before != self.today

    def forget_signs(self) -> None:
        """Forget the signs that a walk to its end did not meet again."""
        self.lost = {sign: nights for sign, nights in self.lost.items() if sign in self._met}
        self.counted = {what: day for what, day in self.counted.items() if what in self.lost or what in self.strange}

    def kept(self) -> dict[str, Any]:
        """Give the parts that the next walk needs, however this one ends."""
        told: dict[str, Any] = {
            "unwanted": list(self.unwanted),
            "passed_over": list(self.passed_over)[-MOST_PASSED_OVER:],
            "lately": list(self.lately)[-LATELY:],
            "feed": self.feed,
            "looks": self.looks,
            "strange": self.strange,
            "lost": self.lost,
            "empty": self.empty,
            "single": self.single,
            "counted": self.counted,
        }
        return {name: value for name, value in told.items() if value}


def _hashes(post_ids: Iterable[str]) -> set[int]:
    return {crc32(post_id.encode("utf-8", "replace")) for post_id in post_ids}
