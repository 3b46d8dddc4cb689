"""What of a source is wanted and was not read yet: kept beside where it stands, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from collectors.gaps import gaps_of
from collectors.records import Cursor, Gap
from pipeline.platforms.registry import source_row, wants_responses
from pipeline.settings.models import SourceBase
from storage.runs.gaps import write_gaps

THINGS = {
    ("x", "posts"): "posts",
    ("x", "responses"): "replies and mentions",
    ("instagram", "posts"): "posts",
    ("instagram", "responses"): "comments of posts",
    ("website", "posts"): "articles",
}


def tell_gaps(connection: Connection, source: SourceBase, stream: str, cursor: Cursor, zone: ZoneInfo) -> None:
    """Write what the cursor of a source's stream says was not read yet; of responses that nobody wants, nothing."""
    platform = source_row(source).platform
    wanted = stream == "posts" or wants_responses(source)
    gaps = gaps_of(platform, stream, cursor) if wanted else ()
    write_gaps(connection, source.id, stream, gaps, in_words(gaps, platform, stream, zone))


def in_words(gaps: Sequence[Gap], platform: str, stream: str, zone: ZoneInfo) -> str:
    """Tell gaps to a person: how many of what, from when to when, as far as known."""
    thing = THINGS.get((platform, stream), "")
    return "; ".join(f"{_count(gap, thing)} {_span(gap, zone)}".rstrip() for gap in gaps)


def _count(gap: Gap, thing: str) -> str:
    if gap.count is None:
        return thing
    return f"{thing.removesuffix('posts')}{gap.count} posts" if thing.endswith("posts") else f"{gap.count} {thing}"


def _span(gap: Gap, zone: ZoneInfo) -> str:
    begins, ends = (_local(moment, zone) for moment in (gap.begins_at, gap.ends_at))
    if begins and ends:
        return f"from {begins} to {ends}"
    if begins or ends:
        return f"since {begins}" if begins else f"up to {ends}"
    return "" if gap.count else "of unknown dates"


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""
