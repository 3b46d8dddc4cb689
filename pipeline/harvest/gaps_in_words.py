"""The gaps of a source, the wanted parts that were not read yet, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from collectors.records import Cursor, Gap
from collectors.wording import counted
from pipeline.platforms.platform import Stream
from pipeline.platforms.registry import platform_of
from pipeline.platforms.source import SourceBase


def gaps_left(source: SourceBase, stream: Stream, cursor: Cursor) -> tuple[Gap, ...]:
    """Return what the cursor of a source's stream says was not read yet; of responses that nobody wants, nothing."""
    wanted = stream == "posts" or source.wants_responses
    return platform_of(source).gaps(stream, cursor) if wanted else ()


def in_words(gaps: Sequence[Gap], things: str, zone: ZoneInfo) -> str:
    """Tell gaps to a person: how many of which things, from when to when, as far as known."""
    return "; ".join(f"{_count(gap, things)} {_span(gap, zone)}".rstrip() for gap in gaps)


def _count(gap: Gap, thing: str) -> str:
    if gap.count is None:
        return thing
    if thing.endswith("posts"):
        return thing.removesuffix("posts") + counted(gap.count, "post")
    return f"{gap.count} {thing}"


def _span(gap: Gap, zone: ZoneInfo) -> str:
    begins, ends = (_local(moment, zone) for moment in (gap.begins_at, gap.ends_at))
    if begins and ends:
        return f"from {begins} to {ends}"
    if begins or ends:
        return f"since {begins}" if begins else f"up to {ends}"
    return "" if gap.count else "of unknown dates"


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""
