"""Answers of YouTube Data API v3 → records. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from collectors.errors import SourceChanged
from collectors.records import ODD, Account, Kind, Media, Metrics, Parsed, Post, RawPage, parse_each
from collectors.side_values import SideValues

Json = Mapping[str, Any]

CHANNEL, PLAYLIST, VIDEOS, MISSING = "channel", "playlist", "videos", "missing"
VIDEO_ID = re.compile(r"[\w-]{11}")
KEPT = {  # of a video's parts what describes it
    "snippet": (
        "publishedAt", "channelId", "title", "description", "tags", "liveBroadcastContent", "defaultLanguage",
        "defaultAudioLanguage", "categoryId",
    ),
    "contentDetails": ("duration",),
    "status": ("privacyStatus", "uploadStatus"),
    "statistics": ("viewCount", "likeCount", "commentCount"),
    "liveStreamingDetails": ("actualStartTime", "actualEndTime", "scheduledStartTime"),
    "player": ("embedHeight", "embedWidth"),
}  # fmt: skip
HASHTAG = re.compile(r"(?<![\w&/])[#\uff03](\w+)")
MENTION = re.compile(r"(?<![\w.])@([\w.·-]*\w)")
LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]", re.IGNORECASE)
DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
# Upright or square videos of so many seconds are Shorts by YouTube's own rule; since that day longer ones, too.
SHORT_SECONDS, LONGER_SHORTS, LONGER_SHORT_SECONDS = 60, datetime(2024, 10, 15, tzinfo=UTC), 180


class Listed(NamedTuple):
    """A video in the list of uploads; ``at`` is None for one that is not public."""

    post_id: str
    at: datetime | None


def post_id_of(video: str) -> str:
    """Return the identity of a video."""
    return f"youtube:{video}"


def video_of(post_id: str) -> str:
    """Return YouTube's own id of a video."""
    return post_id.removeprefix("youtube:")


def minimise_answer(answer: Json) -> dict[str, Any]:
    """Keep of an answer about videos what describes them."""
    return {**answer, "items": [_minimised_video(item) for item in answer.get("items", ())]}


def _minimised_video(item: Any) -> Any:
    if not isinstance(item, dict):
        return None
    kept: dict[str, Any] = {"id": item.get("id")}
    for part, names in KEPT.items():
        told = item.get(part)
        if isinstance(told, dict):
            kept[part] = {name: told[name] for name in names if name in told}
    return kept


def parse_stored(raw: RawPage, account: str) -> Parsed:
    """Parse a stored answer. Raises SourceChanged."""
    try:
        answer = json.loads(raw.body)
        if raw.kind == CHANNEL:
            return _parse_channel(answer, account)
        if raw.kind == VIDEOS:
            return _parse_videos(answer)
        if raw.kind == MISSING:
            return Parsed(gone=tuple(str(one) for one in answer["gone"]))
    except ODD as error:
        raise SourceChanged(
            f"YouTube's answer is of an unknown shape ({error!r})"[:200], advice="update Pantau"
        ) from error
    return Parsed()


def _parse_channel(answer: Json, account: str) -> Parsed:
    side = SideValues()
    counts = side.part(answer["items"][0], "statistics")
    hidden = counts.get("hiddenSubscriberCount") is not False and counts.get("hiddenSubscriberCount") is not None
    shown = Account(
        name=account,
        followers=None if hidden else side.count(counts, "subscriberCount"),
        post_count=side.count(counts, "videoCount"),
    )
    return Parsed(account=shown, left_out=tuple(dict.fromkeys(side.odd)))


def _parse_videos(answer: Json) -> Parsed:
    side = SideValues()
    items = side.items(answer, "items") or answer["items"]  # what is no object is no video, unless nothing is one
    posts, unreadable = parse_each(items, lambda item: parse_video(item, side), _identity_of)
    if unreadable and not posts:
        raise SourceChanged(f"no video could be read ({unreadable[0].why})", advice="update Pantau")
    return Parsed(posts=posts, unreadable=unreadable, left_out=tuple(dict.fromkeys(side.odd)))


def _identity_of(item: Any) -> tuple[str, str | None]:
    video = valid_id(item["id"])
    return post_id_of(video), address_of(video)


def valid_id(told: Any) -> str:
    """Return a video's id. Raises ValueError for what is none."""
    if not isinstance(told, str) or not VIDEO_ID.fullmatch(told):
        raise ValueError(f"{str(told)[:40]!r} is no video's id")
    return told


def address_of(video: str) -> str:
    """Return where people watch a video."""
    return f"https://www.youtube.com/watch?v={video}"


def parse_video(item: Json, side: SideValues) -> Post:
    """Parse one video. Raises ODD for one without id, time or title."""
    video, snippet = valid_id(item["id"]), item["snippet"]
    title, text = _text(snippet["title"]), side.text(snippet, "description") or ""
    published = moment_of(snippet["publishedAt"])
    written = f"{title}\n{text}"
    return Post(
        post_id=post_id_of(video),
        kind=_kind(item, published, side),
        url=address_of(video),
        title=title,
        text=text,
        published_at=published,
        language=side.text(snippet, "defaultAudioLanguage") or side.text(snippet, "defaultLanguage"),
        metrics=_metrics(side.part(item, "statistics"), side),
        hashtags=tuple(dict.fromkeys(HASHTAG.findall(written))),
        mentions=tuple(dict.fromkeys(MENTION.findall(LINK.sub(" ", written)))),
        links=tuple(dict.fromkeys(LINK.findall(text))),
        media=(Media("video", address_of(video)),),
        reduced=not isinstance(snippet.get("description"), str),
    )


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError(f"{str(told)[:40]!r} is no text")
    return told


def moment_of(told: Any) -> datetime:
    """Read a moment such as 2026-11-16T03:00:00Z. Raises ODD."""
    at = datetime.fromisoformat(told)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _metrics(counts: Json, side: SideValues) -> Metrics:
    """Return the counts; one that the owner hides is not there, and unknown."""
    return Metrics(
        likes=side.count(counts, "likeCount"),
        comments=side.count(counts, "commentCount"),
        views=side.count(counts, "viewCount"),
    )


def _kind(item: Json, published: datetime, side: SideValues) -> Kind:
    """Tell a broadcast by its times or its state, and a Short by shape and length; all else is a video."""
    times, state = side.part(item, "liveStreamingDetails"), item["snippet"].get("liveBroadcastContent")
    if side.text(times, "actualStartTime") or side.text(times, "scheduledStartTime") or state in ("live", "upcoming"):
        return "live"
    player, seconds = side.part(item, "player"), _seconds(item, side)
    height, width = side.count(player, "embedHeight"), side.count(player, "embedWidth")
    most = LONGER_SHORT_SECONDS if published >= LONGER_SHORTS else SHORT_SECONDS
    upright = height is not None and width is not None and height >= width > 0
    return "short" if upright and seconds is not None and 0 < seconds <= most else "video"


def _seconds(item: Json, side: SideValues) -> float | None:
    told = side.text(side.part(item, "contentDetails"), "duration")
    found = DURATION.fullmatch(told) if told and len(told) < len("P9999W9DT99H99M99S") else None
    if not found:
        if told:
            side.note("duration")
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds()


def listed_of(answer: Json) -> Sequence[Listed]:
    """Return the videos of a page of the list of uploads. Raises SourceChanged where not one can be read."""
    told = answer.get("items", [])
    found = [one for item in told if (one := _parse_listed(item))]
    if told and not found:
        raise SourceChanged("the list of uploads is of an unknown shape", advice="update Pantau")
    return found


def _parse_listed(item: Any) -> Listed | None:
    """Read one item; YouTube tells no time of what was deleted, or is private."""
    try:
        details = item["contentDetails"]
        post_id = post_id_of(valid_id(details["videoId"]))
    except ODD:
        return None
    at = None
    with suppress(*ODD):  # the video itself tells it, too
        at = moment_of(details["videoPublishedAt"])
    return Listed(post_id, at)
