"""The objects of Instagram's web interface, built from a World."""

from __future__ import annotations

import zlib
from typing import Any

from pipeline.demo.world.world import Account, InstagramComment, InstagramPost, World

PICTURE = "https://scontent.cdninstagram.com"
MEDIA_TYPES = {"image": 1, "video": 2, "sidecar": 8}
PRODUCT_TYPES = {"image": "feed", "video": "clips", "sidecar": "carousel_container"}


def published(world: World) -> list[InstagramPost]:
    """Return what the account shows now: pinned posts first, then the newest."""
    posts = {post.pk: post for post in world.instagram if post.at <= world.now}
    if len(posts) < sum(post.at <= world.now for post in world.instagram):
        raise ValueError("two Instagram posts have the same pk; give them different captions or times")
    return sorted(posts.values(), key=lambda post: (post.pinned, post.at), reverse=True)


def profile(world: World) -> dict[str, Any]:
    """Build the account as its page and the profile query show it."""
    account = world.instagram_account
    count = account.post_count if account.post_count is not None else len(published(world))
    return short_user(account) | {
        "is_private": account.state in ("private", "protected"),
        "is_verified": False,
        "biography": f"Akun resmi {account.title}",
        "external_url": None,
        "is_business": True,
        "category": "Government organization",
        "hd_profile_pic_url_info": {"url": f"{PICTURE}/profile_hd.jpg"},
        "follower_count": account.followers,
        "following_count": account.following,
        "media_count": count,
        "all_media_count": count,
        "friendship_status": {"following": False, "followed_by": False, "blocking": False},
    }


def short_user(account: Account) -> dict[str, Any]:
    """Build an account as it appears within a post."""
    return {
        "pk": account.native_id,
        "id": account.native_id,
        "username": account.name,
        "full_name": account.title,
        "is_private": False,
        "profile_pic_url": f"{PICTURE}/profile.jpg",
    }


def comment_user(comment: InstagramComment) -> dict[str, Any]:
    """Build who wrote a comment."""
    number = str(6_000_000_000 + zlib.crc32(comment.user.encode()))
    return short_user(Account(name=comment.user, native_id=number, title=comment.full_name))


def owner(world: World, post: InstagramPost) -> Account:
    """Return whose post it is: the office's, or the other account's of a collaboration."""
    if post.owner is None:
        return world.instagram_account
    return Account(name=post.owner, native_id=str(5_000_000_000 + zlib.crc32(post.owner.encode())), title=post.owner)


def media(world: World, post: InstagramPost, *, session: bool) -> dict[str, Any]:
    """Build a whole post; without a session Instagram hides the views."""
    taken_at = int(post.at.timestamp())
    us = world.instagram_account
    caption = None if post.caption is None else {"text": post.caption, "pk": f"{post.pk}9", "created_at": taken_at}
    video = post.kind == "video"
    return {
        "code": post.code,
        "pk": post.pk,
        "id": f"{post.pk}_{us.native_id}",
        "media_type": MEDIA_TYPES[post.kind],
        "product_type": PRODUCT_TYPES[post.kind],
        "taken_at": taken_at,
        "caption": caption,
        "caption_is_edited": post.edited,
        "like_count": None if post.hidden_likes else post.likes,
        "comment_count": post.comments,
        "like_and_view_counts_disabled": post.hidden_likes,
        "view_count": post.views if video and session else None,
        "play_count": post.plays if video and session else None,
        "has_liked": False if session else None,
        "user": short_user(owner(world, post)),
        "coauthor_producers": [short_user(us)] if post.owner else [],
        "timeline_pinned_user_ids": [us.native_id] if post.pinned else [],
        "location": None,
        "title": None,
        "accessibility_caption": None,
        "usertags": None,
    } | files(post)


def files(post: InstagramPost) -> dict[str, Any]:
    """Build the addresses of the pictures and videos of a post."""
    picture = {"candidates": [{"url": f"{PICTURE}/v/{post.code}.jpg", "width": 1080, "height": 1350}]}
    clip = [{"type": 101, "url": f"{PICTURE}/v/{post.code}.mp4", "width": 720, "height": 1280}]
    video = post.kind == "video"
    built: dict[str, Any] = {
        "image_versions2": picture,
        "display_uri": picture["candidates"][0]["url"],
        "video_versions": clip if video else None,
        "video_duration": 31.5 if video else None,
        "carousel_media": None,
    }
    if post.kind == "sidecar":
        child = {"media_type": 1, "image_versions2": picture, "video_versions": None}
        built["carousel_media"] = [child | {"pk": f"{post.pk[:-2]}{n:02}"} for n in range(post.children)]
        built["carousel_media_count"] = post.children
    return built
