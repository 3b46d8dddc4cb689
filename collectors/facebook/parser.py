"""Posts of a Page, as the Graph API tells them → records. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from collectors.errors import SourceChanged
from collectors.graph.insights import values_of
from collectors.records import ODD, Account, Kind, Media, Metrics, Parsed, Post, RawPage, parse_each
from collectors.side_values import SideValues, is_address

Node = Mapping[str, Any]

SITE = "https://www.facebook.com"
PROFILE, POSTS, GONE = "page", "posts", "gone"  # kinds of stored pages
REACTIONS = ("like", "love", "care", "wow", "haha", "sad", "angry")
VIEWS = "post_media_view"
KINDS: Mapping[str, Kind] = {"photo": "image", "video": "video", "album": "album"}
PROFILE_FIELDS = ("id", "name", "username", "followers_count", "insights")
HASHTAG = re.compile(r"(?<![\w&/#])[#\uff03](\w*[^\W\d_]\w*)")
MENTION = re.compile(r"(?<![\w.])@([A-Za-z0-9](?:[A-Za-z0-9.]*[A-Za-z0-9])?)")
LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]", re.IGNORECASE)
OWN_HOST = re.compile(r"https?://(?:[\w-]+\.)*(?:facebook\.com|fbcdn\.net|fb\.watch)(?:[/?#]|$)", re.IGNORECASE)


def post_id_of(native: str) -> str:
    """Return the identity of a post by ``<page>_<post>``."""
    return f"facebook:{native}"


def native_of(post_id: str) -> str:
    """Return ``<page>_<post>``."""
    return post_id.removeprefix("facebook:")


def moment_of(told: Any) -> datetime:
    """Read a moment such as ``2026-11-16T03:00:00+0000``. Raises ValueError and TypeError."""
    moment = datetime.fromisoformat(told)
    if moment.tzinfo is None:
        raise ValueError(f"{str(told)[:40]!r} tells no zone")
    return moment.astimezone(UTC)


def parse_stored(raw: RawPage, account: str) -> Parsed:
    """Parse a page that the collector made. Raises SourceChanged."""
    try:
        body = json.loads(raw.body)
        if raw.kind == PROFILE:
            return _account(body, account)
        if raw.kind == GONE:
            return Parsed(gone=tuple(body["gone"]))
        if raw.kind == POSTS:
            side = SideValues()
            nodes = side.items({"data": body}, "data") or body  # what is no object is no post, unless nothing is one
            posts, unreadable = parse_each(nodes, lambda node: _post(node, side.odd), _identity_of)
            return Parsed(posts=posts, unreadable=unreadable, left_out=tuple(side.odd))
    except ODD as error:
        raise SourceChanged(f"Facebook sent a page of an unknown shape ({error!r})", advice="update Pantau") from error
    return Parsed()


def _account(node: Node, name: str) -> Parsed:
    side = SideValues()
    told = values_of(side.items(side.part(node, "insights"), "data"))
    followers = side.count(node, "followers_count")
    account = Account(name=name, followers=told.get("page_follows") if followers is None else followers)
    return Parsed(account=account, left_out=tuple(side.odd))


def _identity_of(node: Node) -> tuple[str, str]:
    native = node["id"]
    if not isinstance(native, str) or not re.fullmatch(r"\d+_\d+", native):
        raise ValueError(f"{str(native)[:40]!r} is no id of a post")
    return post_id_of(native), SideValues().address(node, "permalink_url") or f"{SITE}/{native}"


def _post(node: Node, odd: list[str]) -> Post:
    side = SideValues()
    post_id, url = _identity_of(node)
    side.address(node, "permalink_url")
    text = side.text(node, "message")
    reactions = _reactions(node, side)
    insights = values_of(side.items(side.part(node, "insights"), "data"))
    views = insights.pop(VIEWS, None)
    attachments = _attachments(node, side)
    words = LINK.sub(" ", text or "")
    post = Post(
        post_id=post_id,
        kind=_kind(attachments, side),
        url=url,
        text=text or "",
        published_at=moment_of(node["created_time"]),
        metrics=Metrics(
            likes=_likes(node, reactions, side),
            comments=_total(node, "comments", side),
            shares=side.count(side.part(node, "shares"), "count"),
            views=views,
        ),
        hashtags=tuple(HASHTAG.findall(words)),
        mentions=tuple(MENTION.findall(words)),
        links=_links(text or "", attachments, side),
        media=_media(attachments, side),
        insights=tuple({**{f"reaction_{kind}": count for kind, count in reactions.items()}, **insights}.items()),
        reduced="message" in side.odd,
    )
    odd += side.odd
    return post


def _reactions(node: Node, side: SideValues) -> dict[str, int]:
    """Return the reactions by kind, of those told."""
    told = {kind: _total(node, f"reactions_{kind}", side) for kind in REACTIONS}
    return {kind: count for kind, count in told.items() if count is not None}


def _likes(node: Node, by_kind: Mapping[str, int], side: SideValues) -> int | None:
    """Return all reactions: their total, else the sum of all kinds; None where neither is told."""
    total = _total(node, "reactions", side)
    if total is None and len(by_kind) == len(REACTIONS):
        return sum(by_kind.values())
    return total


def _total(node: Node, edge: str, side: SideValues) -> int | None:
    return side.count(side.part(side.part(node, edge), "summary"), "total_count")


def _attachments(node: Node, side: SideValues) -> list[Node]:
    return side.items(side.part(node, "attachments"), "data")


def _kind(attachments: list[Node], side: SideValues) -> Kind:
    """Return what a post is by its first attachment; a link, or nothing, makes a post."""
    for attachment in attachments[:1]:
        if told := side.text(attachment, "media_type"):
            return KINDS.get(told, "post")
    return "post"


def _media(attachments: list[Node], side: SideValues) -> tuple[Media, ...]:
    found = list[Media]()
    for attachment in attachments:
        parts = side.items(side.part(attachment, "subattachments"), "data") or [attachment]
        for part in parts:
            kind = side.text(part, "media_type")
            if kind in ("photo", "video"):
                shown = side.part(side.part(part, "media"), "image")
                address = side.address(shown, "src")
                found.append(Media("image" if kind == "photo" else "video", address, side.text(part, "description")))
    return tuple(found)


def _links(text: str, attachments: list[Node], side: SideValues) -> tuple[str, ...]:
    """Return the addresses in the text, and those of shared pages elsewhere."""
    shared = (side.address(attachment, "unshimmed_url") for attachment in attachments)
    told = (link for link in (*LINK.findall(text), *shared) if link and is_address(link))
    return tuple(dict.fromkeys(link for link in told if not OWN_HOST.match(link) or link in text))
