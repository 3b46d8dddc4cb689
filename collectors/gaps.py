"""What a stored cursor says is wanted and was not read yet; light, so that a status can ask. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from collectors.records import Cursor, Gap
from collectors.x.cursor import XCursor


def gaps_of(platform: str, stream: str, cursor: Cursor) -> tuple[Gap, ...]:
    """Return the gaps that a source's collector left in its cursor."""
    if platform == "x":
        return XCursor.load(cursor).gaps()
    if platform == "website":  # its list was not walked to the end
        return () if cursor.get("complete", True) else (Gap(),)
    if stream == "responses":  # the comments of so many posts are half read
        walks = cursor.get("walks") or ()
        return (Gap(count=len(walks)),) if walks else ()
    return _instagram(cursor.get("gap"))


def _instagram(told: Any) -> tuple[Gap, ...]:
    if not told:
        return ()
    begins, ends = (told.get(name) for name in ("from", "to"))
    return (Gap(_moment(begins), _moment(ends), told.get("posts")),)


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
