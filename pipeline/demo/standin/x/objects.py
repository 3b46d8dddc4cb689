"""The objects of X API v2, built whole from a World."""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pipeline.demo.world.world import Account, World, XMedia, XPost

SHOWN_LENGTH, REPOST_LENGTH = 280, 140
REFERENCE = {"reply": "replied_to", "quote": "quoted", "repost": "retweeted"}


def stamp(moment: datetime) -> str:
    """Write a moment as X does; tweepy insists on the fraction."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def escaped(text: str) -> str:
    """Escape a text as X does in v2."""
    return html.escape(text, quote=False)


def entities(text: str) -> dict[str, Any]:
    """Find hashtags, mentions and links in a text."""

    def hits(pattern: str, name: str, **more: Callable[[str], str]) -> list[dict[str, Any]]:
        return [
            {name: m[1], "start": m.start(), "end": m.end()} | {key: make(m[1]) for key, make in more.items()}
            for m in re.finditer(pattern, text)
        ]

    found = {
        "hashtags": hits(r"#(\w+)", "tag"),
        "mentions": hits(r"(?<!\w)@(\w{1,15})", "username", id=author_id),
        "urls": hits(r"(https?://\S+)", "url", expanded_url=str, display_url=lambda url: url.split("//", 1)[1]),
    }
    return {kind: values for kind, values in found.items() if values}


def author_id(name: str) -> str:
    """Return the id of somebody else's account."""
    return str(2_000_000_000 + zlib.crc32(name.lower().encode()))


def author(world: World, post: XPost) -> Account:
    """Return who wrote *post*."""
    if post.author is None:
        return world.x_account
    return Account(name=post.author, native_id=author_id(post.author), title=post.author)


def user_object(account: Account, post_count: int) -> dict[str, Any]:
    """Build a user object with every field that the stand-in knows."""
    return {
        "id": account.native_id,
        "name": account.title,
        "username": account.name,
        "created_at": "2014-01-01T00:00:00.000Z",
        "description": f"Akun {account.title}",
        "location": "Kota Bekasi",
        "profile_image_url": "https://pbs.twimg.com/profile_images/1/a_normal.jpg",
        "protected": account.state == "protected",
        "verified": False,
        "verified_type": "none",
        "public_metrics": {
            "followers_count": account.followers,
            "following_count": account.following,
            "tweet_count": post_count,
            "listed_count": 70,
        },
    }


def tweet_object(world: World, post: XPost) -> dict[str, Any]:
    """Build a post object with every field that the stand-in knows."""
    text = text_of(world, post)
    long = len(text) > SHOWN_LENGTH
    shown = escaped(f"{text[:270]}… https://t.co/abcdefghij" if long else text)
    whole: dict[str, Any] = {
        "id": post.id,
        "text": shown,
        "edit_history_tweet_ids": post.history,
        "author_id": author(world, post).native_id,
        "created_at": stamp(post.at),
        "lang": post.lang,
        "possibly_sensitive": False,
        "reply_settings": "everyone",
        "conversation_id": conversation(post),
        "public_metrics": metrics(post),
    }
    if entities(shown):
        whole["entities"] = entities(shown)
    if long:
        whole["note_tweet"] = {"text": escaped(text), "entities": entities(escaped(text))}
    if post.media:
        whole["attachments"] = {"media_keys": [media["media_key"] for media in media_objects(post)]}
    return whole | relations(world, post)


def text_of(world: World, post: XPost) -> str:
    """Return the text; a repost's is the original's, prefixed and cut."""
    if post.kind != "repost" or not isinstance(post.ref, XPost):
        return post.text
    text = f"RT @{author(world, post.ref).name}: {post.ref.text}"
    return text if len(text) <= REPOST_LENGTH else f"{text[: REPOST_LENGTH - 1]}…"


def relations(world: World, post: XPost) -> dict[str, Any]:
    """Return the fields that tell what *post* answers, quotes or reposts."""
    if post.kind not in REFERENCE or post.ref is None:
        return {}
    related: dict[str, Any] = {"referenced_tweets": [{"type": REFERENCE[post.kind], "id": ref_id(post)}]}
    if post.kind == "reply":
        to = author(world, post.ref) if isinstance(post.ref, XPost) else world.x_account
        related["in_reply_to_user_id"] = to.native_id
    return related


def conversation(post: XPost) -> str:
    """Return the id of the post that began the thread."""
    while post.kind == "reply" and isinstance(post.ref, XPost):
        post = post.ref
    return ref_id(post) if post.kind == "reply" and post.ref else post.id


def media_objects(post: XPost) -> list[dict[str, Any]]:
    """Build the media objects of a post with every field that the stand-in knows."""
    return [media_object(post, number, media) for number, media in enumerate(post.media)]


def media_object(post: XPost, number: int, media: XMedia) -> dict[str, Any]:
    """Build a media object with every field that the stand-in knows."""
    photo = media.kind == "photo"
    whole: dict[str, Any] = {
        "media_key": f"{3 if photo else 7}_{post.history[0]}{number}",
        "type": media.kind,
        "width": 1280,
        "height": 720,
    }
    if media.alt_text is not None:
        whole["alt_text"] = media.alt_text
    if photo:
        return whole | {"url": f"https://pbs.twimg.com/media/{post.history[0]}_{number}.jpg"}
    clip = {"content_type": "video/mp4", "bit_rate": 832000, "url": f"https://video.twimg.com/{post.id}.mp4"}
    return whole | {
        "preview_image_url": f"https://pbs.twimg.com/thumb/{post.id}.jpg",
        "duration_ms": 31_000,
        "public_metrics": {"view_count": media.views},
        "variants": [clip],
    }


def metrics(post: XPost) -> dict[str, int]:
    """Return the counts; a repost has none of its own and shows the original's repost count."""
    own = post.kind != "repost"
    original = post if own or not isinstance(post.ref, XPost) else post.ref
    counts = {
        "like": post.likes,
        "reply": post.replies,
        "quote": post.quotes,
        "bookmark": post.bookmarks,
        "impression": post.views,
    }
    shown = {f"{name}_count": count if own else 0 for name, count in counts.items()}
    return shown | {"retweet_count": original.reposts}


def ref_id(post: XPost) -> str:
    """Return the id of what *post* refers to."""
    return post.ref.id if isinstance(post.ref, XPost) else str(post.ref)
