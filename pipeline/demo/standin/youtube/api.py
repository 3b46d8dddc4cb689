"""Answer YouTube Data API v3: channels, lists of uploads, videos, threads of comments and the answers to them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from pipeline.demo.standin.youtube.errors import bad_key, refused
from pipeline.demo.world.exchange import Answer, Request
from pipeline.demo.world.world import World
from pipeline.demo.world.youtube import YouTubeComment, YouTubeVideo, channel_of, id_of

MOST, MOST_COMMENTS, MOST_SHOWN_ANSWERS = 50, 100, 5
PARTS = {
    "channels": {"snippet", "contentDetails", "statistics", "status"},
    "playlistItems": {"contentDetails", "snippet", "status"},
    "videos": {"snippet", "statistics", "contentDetails", "status", "liveStreamingDetails", "player"},
    "commentThreads": {"snippet", "replies"},
    "comments": {"snippet"},
}


def answer(world: World, request: Request) -> Answer:
    """Answer a request to www.googleapis.com."""
    if "key" in request.query or request.headers.get("x-goog-api-key") != world.youtube_key:
        return bad_key()
    resource = request.path.removeprefix("/youtube/v3/")
    if resource not in ANSWERS:
        return Answer(404, "<html>404. That's an error.</html>")
    parts = set(request.query.get("part", "").split(","))
    if not parts <= PARTS[resource]:
        return refused(400, "unknownPart", "part")
    return ANSWERS[resource](world, request, parts)


def uploads_of(world: World) -> str:
    """Return the list of the channel's uploads."""
    return "UU" + world.youtube_account.native_id.removeprefix("UC")


def published(world: World) -> list[YouTubeVideo]:
    """Return the videos that the list shows now, newest first."""
    shown = [video for video in world.youtube if video.at <= world.now and video.state in ("public", "private")]
    return sorted(shown, key=lambda video: video.at, reverse=True)


def _channels(world: World, request: Request, parts: set[str]) -> Answer:
    account = world.youtube_account
    asked = (request.query.get("id"), request.query.get("forHandle", "").removeprefix("@").lower())
    known = account.native_id == asked[0] or account.name.lower() == asked[1]
    if not known or account.state in ("missing", "suspended"):
        return Answer(body=_list("channel", [], 0))
    public = sum(video.state == "public" for video in published(world))
    statistics: dict[str, Any] = {"viewCount": "1000", "hiddenSubscriberCount": world.youtube_hides_subscribers}
    statistics["videoCount"] = str(public if account.post_count is None else account.post_count)
    if not world.youtube_hides_subscribers:
        statistics["subscriberCount"] = str(account.followers)
    told = {
        "snippet": {"title": account.title, "customUrl": f"@{account.name}"},
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": uploads_of(world)}},
        "statistics": statistics,
    }
    item = {"kind": "youtube#channel", "id": account.native_id, **_parts_of(told, parts)}
    return Answer(body=_list("channel", [item], 1))


def _playlist_items(world: World, request: Request, parts: set[str]) -> Answer:
    videos = published(world)
    if request.query.get("playlistId") != uploads_of(world) or not videos:
        return refused(404, "playlistNotFound", "playlistId")
    items = []
    for video in videos:
        details = {"videoId": video.id}
        if video.state == "public":
            details["videoPublishedAt"] = _moment(video.at)
        told = {"contentDetails": details, "status": {"privacyStatus": video.state}}
        items.append({"kind": "youtube#playlistItem", "id": id_of(video.id, 24), **_parts_of(told, parts)})
    made = _paged("playlistItem", items, request, MOST)
    made.post_ids = [item["contentDetails"]["videoId"] for item in made.body.get("items", []) if parts]
    if request.fault == "repeat_page":
        made.body["items"] = items[: len(made.body["items"])]
    if request.fault == "empty_page":
        made.body |= {"items": [], "pageInfo": {"totalResults": 0, "resultsPerPage": 0}}
    if request.fault == "stuck":
        made.body |= {"items": [], "nextPageToken": request.query.get("pageToken") or "STUCK"}
    return made


def _videos(world: World, request: Request, parts: set[str]) -> Answer:
    ids = request.query.get("id", "").split(",")
    if len(ids) > MOST:
        return refused(400, "invalidValue", "id")
    shown = {video.id: video for video in world.youtube if video.at <= world.now}
    found = [shown[one] for one in ids if one in shown and shown[one].state in ("public", "unlisted")]
    if request.fault == "tells_nothing":
        found = []
    items = [{"kind": "youtube#video", "id": video.id, **_parts_of(_video(world, video), parts)} for video in found]
    made = Answer(body=_list("video", items, len(items)))
    made.post_ids = [video.id for video in found]
    if request.fault == "odd_counts":
        for item in items:
            item["statistics"] = {"viewCount": "banyak", "likeCount": -1, "commentCount": {"n": 1}}
    if request.fault == "new_shape":
        made.body["items"] = [{"resource": item} for item in items]
    return made


def _video(world: World, video: YouTubeVideo) -> dict[str, Any]:
    counts = {"viewCount": video.views, "likeCount": video.likes, "commentCount": count_of_comments(world, video)}
    height, width = ("720", "405") if video.upright else ("405", "720")
    told: dict[str, Any] = {
        "snippet": {
            "publishedAt": _moment(video.at),
            "channelId": world.youtube_account.native_id,
            "title": video.title,
            "description": video.description,
            "channelTitle": world.youtube_account.title,
            "thumbnails": {"default": {"url": f"https://i.ytimg.com/vi/{video.id}/default.jpg"}},
            "liveBroadcastContent": video.live if video.live in ("upcoming", "live") else "none",
            "defaultAudioLanguage": "id",
        },
        "statistics": {name: str(count) for name, count in counts.items() if count is not None},
        "contentDetails": {"duration": _duration(video.seconds), "definition": "hd"},
        "status": {"uploadStatus": "processed", "privacyStatus": video.state},
        "player": {"embedHtml": "<iframe></iframe>", "embedHeight": height, "embedWidth": width},
    }
    if video.live != "none":
        told["liveStreamingDetails"] = {"scheduledStartTime": _moment(video.at)}
        if video.live != "upcoming":
            told["liveStreamingDetails"]["actualStartTime"] = _moment(video.at)
    return told


def count_of_comments(world: World, video: YouTubeVideo) -> int | None:
    """Return what a video says of its comments: nothing where they are switched off."""
    if video.comments_off:
        return None
    written = _by_now(world, video, video.comment_list)
    return (
        video.comments
        if video.comments is not None
        else sum(1 + len(_by_now(world, video, one.answers)) for one in written)
    )


def _threads(world: World, request: Request, parts: set[str]) -> Answer:
    video = next((one for one in world.youtube if one.id == request.query.get("videoId")), None)
    if video is None or video.state not in ("public", "unlisted"):
        return refused(404, "videoNotFound", "videoId")
    if video.comments_off:
        return refused(403, "commentsDisabled", "videoId")
    written = _by_now(world, video, video.comment_list)
    newest_first = sorted(written, key=lambda one: one.at or video.at, reverse=True)
    threads = [_thread(world, video, one, parts) for one in newest_first]
    return _paged("commentThread", threads, request, MOST_COMMENTS)


def _thread(world: World, video: YouTubeVideo, comment: YouTubeComment, parts: set[str]) -> dict[str, Any]:
    number, answers = number_of(video, comment), _by_now(world, video, comment.answers)
    told = {
        "snippet": {
            "videoId": video.id,
            "topLevelComment": _comment(video, comment, number),
            "totalReplyCount": len(answers),
        }
    }
    if answers:
        shown = answers[:MOST_SHOWN_ANSWERS]
        told["replies"] = {"comments": [_comment(video, one, _answer_number(number, one)) for one in shown]}
    return {"kind": "youtube#commentThread", "id": number, **_parts_of(told, parts)}


def _answers(world: World, request: Request, parts: set[str]) -> Answer:
    parent = request.query.get("parentId", "")
    for video in world.youtube:
        for comment in video.comment_list:
            if number_of(video, comment) == parent and parts:
                told = [
                    _comment(video, one, _answer_number(parent, one)) for one in _by_now(world, video, comment.answers)
                ]
                return _paged("comment", told, request, MOST_COMMENTS)
    return refused(404, "commentNotFound", "parentId")


def number_of(video: YouTubeVideo, comment: YouTubeComment) -> str:
    """Return the id of a comment."""
    return f"Ug{id_of(f'{video.id} {comment.user} {comment.text}', 16)}"


def _answer_number(parent: str, comment: YouTubeComment) -> str:
    return f"{parent}.{id_of(f'{comment.user} {comment.text}', 8)}"


def _comment(video: YouTubeVideo, comment: YouTubeComment, number: str) -> dict[str, Any]:
    snippet: dict[str, Any] = {
        "textDisplay": comment.text,
        "authorDisplayName": comment.user,
        "authorProfileImageUrl": f"https://yt3.ggpht.com/{channel_of(comment.user)}",
        "authorChannelUrl": f"http://www.youtube.com/{comment.user}",
        "likeCount": comment.likes,
        "publishedAt": _moment(comment.at or video.at),
    }
    if comment.author:
        snippet["authorChannelId"] = {"value": comment.author}
    return {"kind": "youtube#comment", "id": number, "snippet": snippet}


def _by_now(world: World, video: YouTubeVideo, comments: Sequence[YouTubeComment]) -> list[YouTubeComment]:
    return [comment for comment in comments if (comment.at or video.at) <= world.now]


def _paged(kind: str, items: list[dict[str, Any]], request: Request, most: int) -> Answer:
    """Answer with the page that the token names."""
    size = request.query.get("maxResults", "5")
    if not size.isdigit() or not 0 < int(size) <= most:
        return refused(400, "invalidValue", "maxResults")
    try:
        start = int(base64.b32decode(request.query.get("pageToken", ""), casefold=True) or 0)
    except (binascii.Error, ValueError):
        return refused(400, "invalidPageToken", "pageToken")
    body = _list(kind, items[start : start + int(size)], len(items))
    if start + int(size) < len(items):
        body["nextPageToken"] = base64.b32encode(f"{start + int(size):05}".encode()).decode()
    if request.fault == "repeat_mark":
        body["nextPageToken"] = base64.b32encode(f"{start:05}".encode()).decode()
    return Answer(body=body)


def _list(kind: str, items: list[dict[str, Any]], total: int) -> dict[str, Any]:
    shape = {"kind": f"youtube#{kind}ListResponse", "etag": "e"}
    page = {"pageInfo": {"totalResults": total, "resultsPerPage": len(items)}, "items": items}
    if kind == "channel" and not items:  # then the list itself is left out
        page.pop("items")
    return shape | page


def _parts_of(told: dict[str, Any], parts: set[str]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name in parts}


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _duration(seconds: int) -> str:
    minutes, left = divmod(seconds, 60)
    return f"PT{minutes}M{left}S" if minutes else f"PT{left}S" if seconds else "P0D"


ANSWERS: dict[str, Callable[[World, Request, set[str]], Answer]] = {
    "channels": _channels,
    "playlistItems": _playlist_items,
    "videos": _videos,
    "commentThreads": _threads,
    "comments": _answers,
}
