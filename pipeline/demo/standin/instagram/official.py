"""The part of the Graph API that reads Instagram: the own account, its insights and comments, and other accounts.

Paths are without the version: ``/me/accounts``, ``/1784…``, ``/1784…/media``, ``/179…/insights``, ``/179…/comments``
and ``/…/replies``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pipeline.demo.standin.graph import NEXT, NO_OBJECT, refusal
from pipeline.demo.standin.instagram.comments import pk_of
from pipeline.demo.standin.instagram.objects import PICTURE, comment_user, published
from pipeline.demo.world.exchange import Answer, Refused, Request
from pipeline.demo.world.world import Account, InstagramComment, InstagramPost, World

TYPES = {"image": "IMAGE", "video": "VIDEO", "sidecar": "CAROUSEL_ALBUM"}
NOT_PUBLIC = {"shortcode", "thumbnail_url", "insights", "is_comment_enabled", "owner"}
KNOWN_METRICS = {"views", "reach", "saved", "shares", "total_interactions", "likes", "comments"}
DISCOVERY = re.compile(r"business_discovery\.username\(([\w.]+)\)\{(.*)\}$", re.DOTALL)
MEDIA = re.compile(r"media(?:\.after\(([\w-]+)\))?(?:\.limit\((\d+)\))?\{(.*)\}$", re.DOTALL)


def user_id(account: Account) -> str:
    """Return the official number of an account."""
    return f"1784{account.native_id}"


def media_id(post: InstagramPost) -> str:
    """Return the official number of a medium."""
    return f"179{post.pk}"


def comment_id(post: InstagramPost, place: int) -> str:
    """Return the official number of a comment by its place in the list; a session is shown another one."""
    return f"178{pk_of(post, place)}"


def answer(world: World, request: Request) -> Answer | None:
    """Answer for Instagram; None where the path names nothing of it."""
    path = request.path.strip("/").partition("/")[2]
    fields = request.query.get("fields", "")
    if world.meta_page_token and path in ("me", "me/accounts"):
        return _of_page(world, path)
    if path == "me/accounts":
        return _accounts(world) if "instagram_business_account" in fields else None
    number, _, edge = path.partition("/")
    if own := next((one for one in _professional(world) if user_id(one) == number), None):
        return _of_user(world, own, edge, request)
    if post := next((post for post in world.instagram if media_id(post) == number), None):
        return _of_medium(world, post, edge, request)
    if edge == "replies":
        return _replies(world, number, request)
    return NO_OBJECT if number.startswith(("1784", "179")) else None


def _professional(world: World) -> Sequence[Account]:
    """List the accounts that the token manages; a personal one is none for Meta, also by its number."""
    if world.meta_accounts is None:
        return [] if world.personal else [world.instagram_account]
    return world.meta_accounts


def _of_page(world: World, path: str) -> Answer:
    if path == "me/accounts":
        return refusal(100, "Tried accessing nonexisting field (accounts) on node type (Page)")
    linked = {"id": user_id(world.instagram_account), "username": world.instagram_account.name}
    return Answer(body={"id": "100", "instagram_business_account": linked})


def _accounts(world: World) -> Answer:
    linked = [{"id": user_id(one), "username": one.name} for one in _professional(world)]
    pages = [{"id": f"10{n}", "instagram_business_account": one} for n, one in enumerate(linked)]
    return Answer(body={"data": pages, "paging": {"cursors": {"after": "end"}}})


def _of_user(world: World, own: Account, edge: str, request: Request) -> Answer:
    _require(world, "instagram_basic")
    fields = request.query.get("fields", "")
    if edge == "media":
        window = request.query.get("after"), int(request.query.get("limit") or 25)
        return Answer(body=_list(world, window, fields, request.fault, public=False))
    if found := DISCOVERY.fullmatch(fields):
        _require(world, "instagram_manage_insights")
        body = _discovered(world, found[1], found[2], request.fault)
        return Answer(body={"business_discovery": body, "id": user_id(own)})
    if own is not world.instagram_account:
        return Answer(body=_profile(own, 0))
    return Answer(body=_user(world, fields, request.fault, public=False))


def _discovered(world: World, name: str, fields: str, fault: str | None) -> dict[str, Any]:
    for one in (world, *world.neighbours):
        known = one.instagram_account.name.lower() == name.lower() and one.instagram_account.state == "public"
        if known and not one.personal:
            return _user(one, fields, fault, public=True)
    raise Refused(refusal(110, "Invalid user id", subcode=2_207_013))


def _user(world: World, fields: str, fault: str | None, *, public: bool) -> dict[str, Any]:
    account, media = world.instagram_account, MEDIA.search(fields)
    count = account.post_count if account.post_count is not None else len(published(world))
    body = _profile(account, count)
    if media and published(world):
        body["media"] = _list(world, (media[1], int(media[2] or 25)), media[3], fault, public=public)
    return body


def _profile(account: Account, count: int) -> dict[str, Any]:
    return {
        "id": user_id(account),
        "username": account.name,
        "name": account.title,
        "followers_count": account.followers,
        "follows_count": account.following,
        "media_count": count,
    }


def _list(
    world: World, window: tuple[str | None, int], fields: str, fault: str | None, *, public: bool
) -> dict[str, Any]:
    """Build a page of media, newest first; pinned posts stand in their place. The silent cuts are made here."""
    after, limit = window
    wanted = set(re.findall(r"\w+", fields))
    if unknown := wanted & (world.meta_retired | (NOT_PUBLIC if public else set())):
        raise Refused(refusal(100, f"Tried accessing nonexisting field ({min(unknown)})"))
    posts = sorted(published(world), key=lambda post: post.at, reverse=True)
    start = next((n + 1 for n, post in enumerate(posts) if media_id(post) == after), 0) if after else 0
    chunk = [] if fault == "empty_page" else posts[start : start + limit]
    more = start + limit < len(posts) and fault != "end_early"
    last = posts[start : start + limit][-1:]
    marks = {"before": "b", "after": media_id(last[0])} if last else {}
    shown = [{name: v for name, v in _medium(post, public=public).items() if name in wanted} for post in chunk]
    return {"data": shown, "paging": {"cursors": marks} | ({"next": NEXT} if more else {})}


def _medium(post: InstagramPost, *, public: bool) -> dict[str, Any]:
    """Build a medium; others see no hidden likes, and no @ in captions."""
    video = post.kind == "video"
    address = f"{PICTURE}/v/{post.code}.{'mp4' if video else 'jpg'}"
    body: dict[str, Any] = {
        "id": media_id(post),
        "shortcode": post.code,
        "permalink": f"https://www.instagram.com/{'reel' if video else 'p'}/{post.code}/",
        "media_type": TYPES[post.kind],
        "media_product_type": "REELS" if video else "FEED",
        "timestamp": _moment(post.at),
        "comments_count": post.comments,
        "media_url": address,
    }
    body |= {} if post.caption is None else {"caption": post.caption.replace("@", "") if public else post.caption}
    body |= {} if post.hidden_likes and public else {"like_count": post.likes}
    body |= {"view_count": post.views} if video and public else {}
    if post.kind == "sidecar":
        child = {"media_type": "IMAGE", "media_url": address}
        body["children"] = {"data": [child | {"id": f"{media_id(post)}{n}"} for n in range(post.children)]}
    return body


def _of_medium(world: World, post: InstagramPost, edge: str, request: Request) -> Answer:
    if post.at > world.now:
        return NO_OBJECT
    if edge == "insights":
        return _insights(world, post, request.query.get("metric", "").split(","))
    if edge == "comments":
        _require(world, "instagram_manage_comments")
        numbered = [(comment_id(post, n), comment) for n, comment in enumerate(post.comment_list)]
        return Answer(body=_comments(world, post, numbered, request))
    return Answer(body=_medium(post, public=False))


def _insights(world: World, post: InstagramPost, metrics: Sequence[str]) -> Answer:
    _require(world, "instagram_manage_insights")
    if unknown := [name for name in metrics if name in world.meta_retired or name not in KNOWN_METRICS]:
        place = metrics.index(unknown[0])
        return refusal(100, f"metric[{place}] must be one of the following values: reach, saved")
    told = [
        {
            "name": name,
            "period": "lifetime",
            "values": [{"value": post.insights[name]}],
            "id": f"{media_id(post)}/{name}",
        }
        for name in metrics
        if name in post.insights
    ]
    return Answer(body={"data": told})


def _replies(world: World, number: str, request: Request) -> Answer:
    for post in published(world):
        for n in range(len(post.comment_list)):
            if comment_id(post, n) == number:
                return Answer(body=_comments(world, post, _answers(post, n), request))
    return NO_OBJECT


def _answers(post: InstagramPost, place: int) -> list[tuple[str, InstagramComment]]:
    answers = post.comment_list[place].answers
    return [(str(int(comment_id(post, place)) * 100 + n), one) for n, one in enumerate(answers)]


def _comments(
    world: World, post: InstagramPost, numbered: Sequence[tuple[str, InstagramComment]], request: Request
) -> dict[str, Any]:
    """Build a page of comments, newest last; the first answers stand within."""
    written = [(pk, one) for pk, one in numbered if (one.at or post.at) <= world.now]
    start, limit = int(request.query.get("after") or 0), int(request.query.get("limit") or 25)
    shown = [_comment(world, post, pk, one) for pk, one in written[start : start + limit]]
    for (pk, one), body in zip(written[start : start + limit], shown, strict=True):
        if one.answers and "replies" in request.query.get("fields", ""):
            answers = _answers(post, int(pk) % 10_000)
            inner = Request(method="GET", host="", path="", query={"limit": "50"})
            body["replies"] = _comments(world, post, answers, inner)
    more = start + limit < len(written)
    return {"data": shown, "paging": {"cursors": {"after": str(start + limit)}} | ({"next": NEXT} if more else {})}


def _comment(world: World, post: InstagramPost, pk: str, comment: InstagramComment) -> dict[str, Any]:
    mine = comment.user.lower() == world.instagram_account.name.lower()
    author = user_id(world.instagram_account) if mine else comment_user(comment)["pk"]
    return {
        "id": pk,
        "text": comment.text,
        "timestamp": _moment(comment.at or post.at),
        "like_count": comment.likes,
        "username": comment.user,
        "from": {"id": author, "username": comment.user},
    }


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _require(world: World, permission: str) -> None:
    if permission in world.meta_denied:
        raise Refused(refusal(10, f"Application does not have permission ({permission})", status=403))
