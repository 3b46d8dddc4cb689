"""Comments as the app's interface at i.instagram.com shows them to a session."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any

from pipeline.demo.standin.instagram.objects import comment_user, published
from pipeline.demo.world.exchange import Answer, Request
from pipeline.demo.world.world import InstagramComment, InstagramPost, World

PAGE_SIZE = 15


def app_session(world: World, request: Request) -> bool:
    """Whether the request carries the bearer token that the app makes of its session."""
    token = request.headers.get("authorization", "").removeprefix("Bearer IGT:2:")
    try:
        return bool(json.loads(base64.b64decode(token))["sessionid"] == world.session_id)
    except (binascii.Error, ValueError, KeyError, TypeError):
        return False


def answer(world: World, request: Request) -> Answer:
    """Answer for the comments of a post, or for the answers to one of them."""
    if not app_session(world, request):
        return Answer(403, {"message": "login_required", "status": "fail"})
    found = re.fullmatch(r"/api/v1/media/(\d+)/comments/(?:(\d+)/child_comments/)?", request.path)
    post = next((post for post in published(world) if found and post.pk == found[1]), None)
    if not found or post is None:
        return Answer(404, {"message": "Media not found or unavailable", "status": "fail"})
    if found[2]:
        children = [
            c for n, parent in enumerate(post.comment_list) if pk_of(post, n) == found[2] for c in parent.answers
        ]
        return Answer(body={"child_comments": _listed(world, post, children, int(found[2]) * 100), "status": "ok"})
    start = int(request.query.get("min_id") or 0)
    shown = post.comment_list[start : start + PAGE_SIZE]
    body: dict[str, Any] = {"comments": _listed(world, post, shown, int(pk_of(post, start))), "status": "ok"}
    if start + PAGE_SIZE < len(post.comment_list):
        body["next_min_id"] = str(start + PAGE_SIZE)
    return Answer(body=body)


def pk_of(post: InstagramPost, place: int) -> str:
    """Return the pk of a post's comment by its place in the list."""
    return f"{int(post.pk) % 10**12}{place:04}"


def _listed(world: World, post: InstagramPost, comments: list[InstagramComment], first: int) -> list[dict[str, Any]]:
    """Build those written by now; one that comes later has its number already, and keeps it."""
    return [
        {
            "pk": str(first + place),
            "media_id": post.pk,
            "text": comment.text,
            "created_at": int((comment.at or post.at).timestamp()),
            "comment_like_count": comment.likes,
            "child_comment_count": sum(_by_now(world, post, answer) for answer in comment.answers),
            "preview_child_comments": [],
            "user": comment_user(comment),
        }
        for place, comment in enumerate(comments)
        if _by_now(world, post, comment)
    ]


def _by_now(world: World, post: InstagramPost, comment: InstagramComment) -> bool:
    return (comment.at or post.at) <= world.now
