"""The part of the Graph API that reads a Page: itself, its posts, their insights and comments.

Paths are without the version: ``/{page}``, ``/{page}/published_posts``, ``/{page}/insights``, ``/{post}/comments``,
and ``/?ids=`` for posts and their insights. Only the Page's own token sees insights, and who wrote comments.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pipeline.demo.standin.graph import NEXT, NO_OBJECT, refusal
from pipeline.demo.world.exchange import Answer, Refused, Request
from pipeline.demo.world.facebook import FacebookComment, FacebookPost
from pipeline.demo.world.world import World

KNOWN_METRICS = {"post_media_view", "post_clicks", "page_follows"}
MEDIA_TYPES = {"status": None, "photo": "photo", "video": "video", "album": "album", "link": "link"}
METRICS = re.compile(r"insights\.metric\(([\w,]*)\)")
KIND = re.compile(r"reactions\.type\((\w+)\)\.limit\(0\)\.summary\(total_count\)\.as\((\w+)\)")
MOST = 100  # of a page
MOST_IDS = 50
PICTURE = "https://scontent.example/"


def answer(world: World, request: Request) -> Answer | None:
    """Answer for the Page; None where the path names nothing of it."""
    path, page = request.path.strip("/").partition("/")[2], world.facebook_account
    name, _, edge = path.partition("/")
    if not path and "ids" in request.query:
        return _looked_up(world, request)
    if name.lower() in (page.native_id, page.name.lower()):
        _require(world, "pages_read_engagement")
        if edge == "insights":
            return _page_insights(world, request)
        return _posts(world, request) if edge == "published_posts" else _page(world, request)
    if edge == "comments" and name.startswith(f"{page.native_id}_"):
        return _comments(world, name, request)
    return NO_OBJECT if name.startswith(f"{page.native_id}_") else None


def published(world: World) -> list[FacebookPost]:
    """Return what the Page shows now, newest first."""
    return sorted((post for post in world.facebook if post.at <= world.now), key=lambda post: post.at, reverse=True)


def _page(world: World, request: Request) -> Answer:
    page = world.facebook_account
    if page.state != "public":
        raise Refused(NO_OBJECT)
    told: dict[str, Any] = {"id": page.native_id, "name": page.title, "username": page.name}
    if world.facebook_counts_followers:
        told["followers_count"] = page.followers
    if world.facebook_admin:
        told["access_token"] = world.facebook_token
    wanted = {"id", *request.query.get("fields", "").split(",")}
    return Answer(body={name: value for name, value in told.items() if name in wanted})


def _page_insights(world: World, request: Request) -> Answer:
    metrics = _metrics(world, request, request.query.get("metric", ""))
    values = [{"value": world.facebook_account.followers, "end_time": _moment(world.now)}]
    data = [{"name": name, "period": "day", "values": values} for name in metrics if name == "page_follows"]
    pages = dict.fromkeys(("previous", "next"), f"{NEXT}&own={world.facebook_token}")
    return Answer(body={"data": data, "paging": pages})


def _posts(world: World, request: Request) -> Answer:
    """Answer with a page of the list; ``until`` takes in its own second."""
    query, shown = request.query, published(world)
    limit = int(query.get("limit") or 25)
    if limit > MOST:
        raise Refused(refusal(1, "Please reduce the amount of data you're asking for", status=500))
    if until := query.get("until"):
        shown = [post for post in shown if post.at.timestamp() <= int(until)]
    after = query.get("after") if request.fault != "repeat_page" else None
    start = next((n + 1 for n, post in enumerate(shown) if f"after{post.number}" == after), 0)
    chunk = shown[start : start + limit]
    more = start + limit < len(shown) and request.fault != "end_early"
    marks = {"before": "before", "after": f"after{chunk[-1].number}"} if chunk else {}
    paging = {"cursors": marks} | ({"next": NEXT} if more else {})
    chunk = [] if request.fault == "empty_page" else chunk
    body = {"data": [_post(post, query.get("fields", "")) for post in chunk], "paging": paging}
    return Answer(body=body, post_ids=[post.id for post in chunk])


def _looked_up(world: World, request: Request) -> Answer | None:
    """Answer with posts, or their insights; one that is gone fails the request of all."""
    ids, fields = request.query["ids"].split(","), request.query.get("fields", "")
    if not all(one.startswith(f"{world.facebook_account.native_id}_") for one in ids):
        return None
    _require(world, "pages_read_engagement")
    found = {post.id: post for post in published(world) if post.id in ids}
    if len(found) < len(ids) or len(ids) > MOST_IDS:
        raise Refused(NO_OBJECT)
    if metrics := METRICS.search(fields):
        names = _metrics(world, request, metrics[1])
        return Answer(body={one: _insights(found[one], names) for one in ids})
    return Answer(body={one: _post(found[one], fields) for one in ids}, post_ids=ids)


def _metrics(world: World, request: Request, asked: str) -> list[str]:
    """Return the metrics that are asked for; one that is retired fails the request of all."""
    if request.headers.get("authorization") != f"Bearer {world.facebook_token}":
        raise Refused(refusal(190, "A Page access token is required for this call", subcode=2_069_032))
    _require(world, "read_insights")
    names = asked.split(",")
    if any(name in world.meta_retired or name not in KNOWN_METRICS for name in names):
        raise Refused(refusal(100, "The value must be a valid insights metric"))
    return names


def _insights(post: FacebookPost, metrics: Sequence[str]) -> dict[str, Any]:
    told = [
        {"name": name, "period": "lifetime", "values": [{"value": post.insights[name]}], "id": f"{post.id}/{name}"}
        for name in metrics
        if name in post.insights
    ]
    return {"id": post.id, "insights": {"data": told}}


def _post(post: FacebookPost, fields: str) -> dict[str, Any]:
    """Build a post; a field without a value is left out, as Meta does."""
    total = sum(1 + len(comment.answers) for comment in post.comment_list)
    told: dict[str, Any] = {
        "id": post.id,
        "created_time": _moment(post.at),
        "updated_time": _moment(post.at),
        "permalink_url": f"https://www.facebook.com/{post.id.replace('_', '/posts/')}",
        "message": post.message,
        "shares": None if post.shares is None else {"count": post.shares},
        "attachments": _attachments(post),
        "comments": _total(total if post.comments is None else post.comments),
        "reactions": _total(sum(post.reactions.values())),
    }
    wanted = set(re.findall(r"\w+", fields))
    kinds = {name: _total(post.reactions.get(kind.lower(), 0)) for kind, name in KIND.findall(fields)}
    return {name: value for name, value in told.items() if name in wanted and value is not None} | kinds


def _total(count: int) -> dict[str, Any]:
    return {"data": [], "summary": {"total_count": count}}


def _attachments(post: FacebookPost) -> dict[str, Any] | None:
    kind = MEDIA_TYPES[post.kind]
    if kind is None:
        return None
    if kind == "link":
        return {"data": [{"media_type": kind, "type": "share", "unshimmed_url": post.link}]}
    picture = {"media": {"image": {"src": f"{PICTURE}{post.number}.jpg"}}}
    told = {"media_type": kind, "unshimmed_url": f"https://www.facebook.com/photo/?fbid={post.number}", **picture}
    if kind == "album":
        told["subattachments"] = {"data": [{"media_type": "photo", **picture} for _ in range(3)]}
    return {"data": [told]}


def _comments(world: World, post_id: str, request: Request) -> Answer:
    """Answer with all comments and answers in one list, the newest first."""
    _require(world, "pages_read_user_content")
    post = next((post for post in published(world) if post.id == post_id), None)
    if post is None:
        raise Refused(NO_OBJECT)
    known = request.headers.get("authorization") == f"Bearer {world.facebook_token}"
    listed = sorted(_written(world, post), key=lambda told: told[0], reverse=True)
    limit, mark = int(request.query.get("limit") or 25), request.query.get("after")
    numbers = [f"at{number}" for _, number, *_ in listed]
    if mark and mark not in numbers:
        raise Refused(refusal(100, "Invalid cursors values"))
    start = numbers.index(mark) + 1 if mark else 0
    chunk = listed[start : start + limit]
    body = [_comment(post, number, comment, parent, known=known) for _, number, comment, parent in chunk]
    more = start + limit < len(listed)
    marks = {"cursors": {"after": numbers[start + len(chunk) - 1]}} if chunk else {}
    return Answer(body={"data": body, "paging": marks | ({"next": NEXT} if more else {})})


def _written(world: World, post: FacebookPost) -> Iterator[tuple[datetime, int, FacebookComment, int | None]]:
    """Yield comments and answers with their moment, number, and the number of what they answer."""
    for n, comment in enumerate(post.comment_list, 1):
        at = comment.at or post.at
        answers = [(one.at or at, n * 100 + m, one, n * 100) for m, one in enumerate(comment.answers, 1)]
        yield from (told for told in ((at, n * 100, comment, None), *answers) if told[0] <= world.now)


def _comment(
    post: FacebookPost, number: int, comment: FacebookComment, parent: int | None, *, known: bool
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": f"{post.number}_{number}",
        "message": comment.text,
        "created_time": _moment(comment.at or post.at),
        "like_count": comment.likes,
        "comment_count": len(comment.answers),
    }
    if parent is not None:
        told["parent"] = {"id": f"{post.number}_{parent}"}
    if comment.tagged:
        told["message_tags"] = [_tag(name, comment) for name in comment.tagged]
    if comment.user is not None and known:
        told["from"] = {"id": _number_of(comment.user), "name": comment.user}
    return told


def _tag(name: str, comment: FacebookComment) -> dict[str, Any]:
    place = {"offset": comment.text.find(name), "length": len(name)} if name in comment.text else {}
    kind = {"type": comment.tagged_as} if comment.tagged_as else {}
    return {"id": _number_of(name), "name": name, **kind, **place}


def _number_of(name: str) -> str:
    """Return somebody's number; a number stands for itself."""
    return name if name.isdigit() else str(7_000_000_000 + zlib.crc32(name.encode()))


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _require(world: World, permission: str) -> None:
    if permission in world.meta_denied:
        raise Refused(refusal(200, f"Requires {permission} permission", status=403))
