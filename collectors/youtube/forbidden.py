"""Comments that YouTube forbids of single videos: after some nights they count as read."""

from __future__ import annotations

from dataclasses import replace

from collectors.http.edges import Edges
from collectors.records import Page, Reads
from collectors.youtube.collector import Reading
from collectors.youtube.errors import ApiError

FORBIDDEN_DAYS = 3  # on so many the comments of a video must have been forbidden
FORBIDDEN_MOST = 300  # of such videos are remembered


class Forbidden:
    """The videos of which YouTube forbids the comments, such as those for members, and the days on which it did.

    Such a refusal says nothing of the key where another request of the same reading is answered.
    """

    def __init__(self, reading: Reading, edges: Edges) -> None:
        self._reading, self._edges = reading, edges
        self._days: dict[str, list[str]] = dict(reading.request.cursor.get("forbidden", {}))

    def proved(self, error: ApiError) -> Reads:
        """Return what a refusal took, with the request that proves the key where none was answered yet.

        Raises ApiError where that is refused, too.
        """
        if self._edges.answered:
            return error.reads
        answer = self._reading.ask("channels", part="snippet", id=self._reading.cursor.channel_id)
        return Reads(units=error.reads.units + answer.reads.units)

    def is_believed(self, post_id: str) -> bool:
        """Note that a video's comments are forbidden today, and tell whether they were on enough days."""
        now = self._reading.request.now
        today = [now.date().isoformat()] if now else []
        days = sorted({*self._days.get(post_id, ()), *today})[:FORBIDDEN_DAYS]
        if post_id not in self._days and len(self._days) >= FORBIDDEN_MOST:
            believed = next((one for one, told in self._days.items() if len(told) >= FORBIDDEN_DAYS), None)
            if believed is None:  # its turn comes when others are believed
                return False
            del self._days[believed]
        self._days[post_id] = days
        return len(days) >= FORBIDDEN_DAYS

    def forget(self, post_id: str) -> None:
        """Note that a video's comments were read to their end."""
        self._days.pop(post_id, None)

    def remembered(self, page: Page) -> Page:
        """Return a page whose cursor knows those days."""
        if page.cursor is None or not self._days:
            return page
        return replace(page, cursor={**page.cursor, "forbidden": dict(self._days)})
