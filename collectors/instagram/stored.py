"""Stored data of Instagram, read without the heavy library: gaps of a cursor, and made-up identities. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

from collectors.records import Cursor, Gap

UNNUMBERED = "instagram:export-"
"""The beginning of the post_id of an exported post, whose shortcode is not known."""


def gaps_of(stream: str, cursor: Cursor) -> tuple[Gap, ...]:
    """Return what a stream's cursor says is wanted and was not read yet."""
    if stream == "responses":  # the comments of so many posts are half read
        walks = cursor.get("walks") or ()
        return (Gap(count=len(walks)),) if walks else ()
    told = cursor.get("gap")
    if not told:
        return ()
    begins, ends = (told.get(name) for name in ("from", "to"))
    return (Gap(_moment(begins), _moment(ends), told.get("posts")),)


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
