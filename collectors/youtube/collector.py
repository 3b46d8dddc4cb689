"""A channel on YouTube: its uploads newest first, then the look-ups that are due, fifty videos for one unit."""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from collectors.errors import Incomplete, SourceChanged, other_account
from collectors.http.absence import waiting_note
from collectors.http.paging import end_of
from collectors.records import Cursor, Page, Parsed, RawPage, Reads
from collectors.request import Limits, Request
from collectors.side_values import count_of
from collectors.wording import counted
from collectors.youtube.client import API, Answer, YouTubeClient
from collectors.youtube.cursor import YouTubeCursor
from collectors.youtube.errors import ApiError, no_channel, translate_error
from collectors.youtube.parser import (
    CHANNEL,
    MISSING,
    PLAYLIST,
    VIDEOS,
    Listed,
    listed_of,
    minimise_answer,
    parse_stored,
    post_id_of,
    video_of,
)

PAGE_SIZE = 50  # the most that a list of uploads, and a look-up, may hold
PARTS = "snippet,statistics,contentDetails,status,liveStreamingDetails,player"
MAX_EMPTY_PAGES = 5
FRAME = 720  # of a player that is never shown: its shape tells that of the video
AGAIN = "the next run asks again"


@dataclass
class Reading:
    """One reading of a channel: how it asks, and what it has learned so far."""

    client: YouTubeClient
    request: Request
    limits: Limits
    cursor: YouTubeCursor
    looked_up: set[str] = field(default_factory=set)
    """post_ids that this reading looked up, whatever came of it."""
    untold: int = 0
    """The number of videos that are not stored, or were asked for alone, and of which a look-up told nothing."""

    def ask(self, resource: str, **wanted: str | int | None) -> Answer:
        """Ask YouTube. Raises ApiError and CollectorError."""
        return self.client.ask(self.limits, resource, **wanted)


class YouTubeCollector:
    """The videos of one channel."""

    def __init__(self, *, account: str, key: str, contact: str, pace_seconds: float = 0.2) -> None:
        self.account, self.contact, self.pace_seconds = account, contact, pace_seconds
        self._key = key

    def parse(self, raw: RawPage) -> Parsed:
        """Parse a stored answer. Raises SourceChanged."""
        return parse_stored(raw, self.account)

    def pages(self, request: Request, limits: Limits) -> Iterator[Page]:
        """Yield the channel, its new uploads, and the look-ups. Raises CollectorError."""
        client = YouTubeClient(self._key, self.contact, self.pace_seconds)
        try:
            yield from self._pages(client, request, limits)
        except ApiError as error:
            raise translate_error(error, self.account, request.now) from error

    def _pages(self, client: YouTubeClient, request: Request, limits: Limits) -> Iterator[Page]:
        reading = Reading(client, request, limits, YouTubeCursor.load(request.cursor), set(request.read_today))
        wanted, failed = list(request.due), None
        if request.new:
            refresh = reading.cursor.to_refresh(request)
            if not refresh:
                reading.cursor = reading.cursor.refreshed_on(request.now)
            if not (reading.cursor.uploads and request.account_seen):
                yield from self._channel(reading)
            try:
                yield from self._uploads(reading)
            except Incomplete as error:
                failed = error  # what is stored is looked at all the same
            wanted += [*(post_id for post_id, _ in reading.cursor.missing), *refresh]
        yield from self._look_ups(reading, wanted)
        if failed:
            raise failed
        if reading.untold:
            raise Incomplete(
                f"YouTube told nothing of {counted(reading.untold, 'video')} that it was asked for",
                advice=f"{AGAIN}; what is not there on a second day counts as gone",
            )

    def _channel(self, reading: Reading) -> Iterator[Page]:
        """Read the channel, which must be the one whose videos are stored."""
        by_id = self.account.startswith("UC") and len(self.account) == len("UC") + 22
        key = {"id": self.account} if by_id else {"forHandle": f"@{self.account}"}
        answer, reads = reading.ask("channels", part="snippet,contentDetails,statistics", **key)
        channel = next(iter(answer.get("items", [])), None)
        if channel is None:
            raise no_channel(self.account)
        try:
            number, uploads = str(channel["id"]), str(channel["contentDetails"]["relatedPlaylists"]["uploads"])
        except (KeyError, TypeError) as error:
            raise SourceChanged(f"the channel is of an unknown shape ({error!r})", advice="update Pantau") from error
        if reading.cursor.channel_id not in (None, number):
            raise other_account(self.account)
        statistics = channel.get("statistics")
        told = count_of(statistics.get("videoCount")) if isinstance(statistics, dict) else None
        reading.cursor = replace(reading.cursor, channel_id=number, uploads=uploads, videos=told)
        page = self._page(CHANNEL, f"channels?{next(iter(key))}={self.account}", answer, reads, reading.cursor.dump())
        yield replace(page, expected_total=told)

    def _uploads(self, reading: Reading) -> Iterator[Page]:
        """Walk the list of uploads down to what is known, and look up what is not stored."""
        request, bottom = reading.request, reading.cursor.bottom(reading.request)
        shown, newest, token, empty, late = set[str](), None, None, 0, 0
        while True:
            answer, reads = self._listed_page(reading, token)
            listed = listed_of(answer)
            if listed and shown.issuperset(one.post_id for one in listed):
                raise Incomplete("YouTube showed the same uploads again instead of older ones", advice=AGAIN)
            if not listed and (token is None) and request.stored_posts:
                raise Incomplete("YouTube showed an empty list of uploads", advice=AGAIN)
            following = answer.get("nextPageToken")
            empty = 0 if listed else empty + 1
            if empty and following and (empty == MAX_EMPTY_PAGES or following == token):
                raise Incomplete("YouTube announced more uploads but showed none", advice=AGAIN)
            shown.update(one.post_id for one in listed)
            times = [one.at for one in listed if one.at]
            newest = max(filter(None, (newest, *times)), default=None)
            oldest = end_of(times) if times else None
            wanted = _videos_to_look_up(listed, reading)
            late += sum(bottom is not None and one.at <= bottom for one in listed if one.at and one.post_id in wanted)
            lacking = _count_lacking(answer, reading, wanted)
            past_since = request.since is not None and oldest is not None and oldest < request.since
            met = bottom is not None and oldest is not None and oldest <= bottom
            # Where the list tells no number, a page with anything new may hide more below it.
            enough = not wanted if lacking is None else lacking <= reading.cursor.absent
            unshown = 0 if following or past_since else _count_unshown(answer, listed, shown)
            if not following:
                reading.cursor = reading.cursor.ended_short(unshown, request.now)
            doubted = bool(unshown) and reading.cursor.doubts_end
            ended = not doubted and (not following or past_since or (met and enough))
            path = f"playlistItems?playlistId={reading.cursor.uploads}"
            if wanted:
                yield self._page(PLAYLIST, path, answer, reads)
                page = yield from self._looked_up(reading, wanted)
            else:
                page = self._page(PLAYLIST, path, answer, reads)
            whole = not following or past_since
            left, absent = _count_lacking(answer, reading, ()), reading.cursor.absent
            if left is not None:
                # Of those that were not to be had, some were published late, below the mark; others only come and go.
                absent = max(left, 0) if whole else min(max(left, absent - late, 0), absent)
            at = reading.cursor
            reading.cursor = at.ended(newest, request, absent) if ended else at.under_way(oldest)
            yield replace(page, cursor=reading.cursor.dump())
            if doubted:
                raise Incomplete(
                    f"YouTube's list of uploads ended {counted(unshown, 'video')} short of what it announces",
                    advice=f"{AGAIN}; the same end on a second day is believed",
                )
            if ended:
                return
            token = str(following)

    def _listed_page(self, reading: Reading, token: str | None) -> Answer:
        """Ask for a page of the list; a channel that never published anything has none."""
        wanted: dict[str, Any] = {"playlistId": reading.cursor.uploads, "maxResults": PAGE_SIZE}
        if token:
            wanted["pageToken"] = token
        try:
            return reading.ask("playlistItems", part="contentDetails", **wanted)
        except ApiError as error:
            if not error.lacks_uploads and not (token and error.loses_place):
                raise
            if token or reading.cursor.videos != 0 or reading.request.stored_posts:
                problem = translate_error(error, self.account, reading.request.now)
                raise Incomplete(problem.what, advice=problem.advice) from error
            return Answer({"items": [], "pageInfo": {"totalResults": 0}}, error.reads)

    def _look_ups(self, reading: Reading, post_ids: Iterable[str]) -> Iterator[Page]:
        """Look at videos again, fifty at a time, in the order given."""
        due = [post_id for post_id in dict.fromkeys(post_ids) if post_id not in reading.looked_up]
        for start in range(0, len(due), PAGE_SIZE):
            page = yield from self._looked_up(reading, due[start : start + PAGE_SIZE])
            if reading.request.new and start + PAGE_SIZE >= len(due):
                reading.cursor = reading.cursor.refreshed_on(reading.request.now)
            yield replace(page, cursor=reading.cursor.dump())

    def _looked_up(self, reading: Reading, post_ids: Sequence[str]) -> Generator[Page, None, Page]:
        """Look up videos; return their page, and yield before it the proof of those that are gone.

        A video that is deleted or private is left out of the answer. That is believed on a second day; until then one
        that is stored is noted where others are told, and every other is lacking.
        """
        answer, reads = reading.ask(
            "videos", part=PARTS, id=",".join(map(video_of, post_ids)), maxHeight=FRAME, maxWidth=FRAME
        )
        items = [item for item in answer.get("items", []) if _is_of(item, reading.cursor.channel_id)]
        told = {post_id_of(str(item.get("id"))) for item in items if isinstance(item, dict)}
        untold = [post_id for post_id in post_ids if post_id not in told]
        reading.looked_up.update(post_ids)
        page = self._page(VIDEOS, "videos", minimise_answer({**answer, "items": items}), reads)
        if page.parsed.unreadable or (untold and len(untold) == len(post_ids) > 1):
            reading.untold += len(untold)
            return page  # an answer that is not understood, or tells nothing at all, proves nothing
        now, stored = reading.request.now, reading.request.stored_posts
        sure = reading.cursor.missing_before(now)
        gone = [post_id for post_id in untold if post_id in sure and post_id in stored]
        new = [post_id for post_id in untold if post_id not in sure]
        noted = [post_id for post_id in new if post_id in stored and told]
        reading.untold += len(new) - len(noted)
        page = replace(page, note=waiting_note(len(noted), "video"))
        left = [post_id for post_id in untold if post_id not in gone]
        reading.cursor = reading.cursor.told_nothing(left, {*told, *gone}, now)
        if gone:
            yield replace(self._page(MISSING, "videos", {"gone": gone}, reads), requests=0)
            return replace(page, reads=Reads())  # the first page of an answer settles what was booked for it
        return page

    def _page(self, kind: str, path: str, answer: dict[str, Any], reads: Reads, cursor: Cursor | None = None) -> Page:
        """Make a page. Raises SourceChanged."""
        raw = RawPage(kind, f"{API}/{path}", json.dumps(answer).encode())
        return Page(raw, self.parse(raw), cursor=cursor, reads=reads)


def _videos_to_look_up(listed: Sequence[Listed], reading: Reading) -> list[str]:
    """Return the public videos of a page that are to be looked up."""
    request = reading.request
    return [
        one.post_id
        for one in listed
        if one.at is not None
        and (request.since is None or one.at >= request.since)
        and (request.full or one.post_id not in request.stored_posts)
        and one.post_id not in reading.looked_up
    ]


def _count_unshown(answer: dict[str, Any], listed: Sequence[Listed], shown: Collection[str]) -> int:
    """Return by how many videos a list ended early: behind a full page, or a page and more before its end.

    A few are often lacking: hidden ones are counted, too.
    """
    lacking = max((_announced(answer) or 0) - len(shown), 0)
    return lacking if len(listed) == PAGE_SIZE or lacking >= PAGE_SIZE else 0


def _count_lacking(answer: dict[str, Any], reading: Reading, coming: Collection[str]) -> int | None:
    """Return how many more videos the list has than are stored, looked up or about to be; None where it tells not."""
    total = _announced(answer)
    if total is None:
        return None
    return total - len({*reading.request.stored_posts, *reading.looked_up, *coming})


def _announced(answer: Mapping[str, Any]) -> int | None:
    """Return how many videos a list says that it has; None where it does not say."""
    info = answer.get("pageInfo")
    return count_of(info.get("totalResults")) if isinstance(info, dict) else None


def _is_of(item: Any, channel: str | None) -> bool:
    """Whether a video is the channel's own; one that does not tell is."""
    snippet = item.get("snippet") if isinstance(item, dict) else None
    told = snippet.get("channelId") if isinstance(snippet, dict) else None
    return told is None or told == channel
