"""Nodes of Instagram's web app → records and pages. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from instaloader import Profile

from collectors.errors import SourceChanged
from collectors.records import (
    ODD,
    Account,
    Cursor,
    Kind,
    Media,
    Metrics,
    Page,
    Parsed,
    Post,
    RawPage,
    parse_each,
    told_count,
)

Node = Mapping[str, Any]

SITE = "https://www.instagram.com"
GONE = "gone"  # the kind of an answer which says that a post is no more
KINDS: Mapping[int, Kind] = {1: "image", 2: "video", 8: "album"}
# What may be stored. Nodes also bring who liked, who is tagged and first comments: other people, so they stay out.
KEPT = (
    "accessibility_caption", "caption", "caption_is_edited", "carousel_media", "carousel_media_count", "code",
    "coauthor_producers", "comment_count", "image_versions2", "is_paid_partnership",
    "like_and_view_counts_disabled", "like_count", "media_type", "pk", "play_count", "product_type", "taken_at",
    "timeline_pinned_user_ids", "title", "user", "video_duration", "video_versions", "view_count",
)  # fmt: skip
KEPT_OF_USER = ("pk", "username")
KEPT_OF_CAPTION = ("text", "created_at")
PROFILE = (
    "pk", "username", "full_name", "biography", "is_private", "follower_count", "following_count", "media_count",
    "all_media_count", "category", "external_url",
)  # fmt: skip
HASHTAG = re.compile(r"#(\w+)")
MENTION = re.compile(r"(?<![\w.])@([A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?)")
LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")  # the mark that ends the sentence is not part of it


def post_id_of(node: Node) -> str:
    """Return the identity of a post: its shortcode stays through edits."""
    return f"instagram:{node['code']}"


def minimised(node: Node) -> dict[str, Any]:
    """Keep of a node what describes the post, and nothing of other people."""
    kept = {name: node[name] for name in KEPT if name in node}
    if isinstance(kept.get("caption"), dict):
        kept["caption"] = _only(kept["caption"], KEPT_OF_CAPTION)
    if isinstance(kept.get("user"), dict):
        kept["user"] = _only(kept["user"], KEPT_OF_USER)
    kept["coauthor_producers"] = [_only(user, KEPT_OF_USER) for user in node.get("coauthor_producers") or ()]
    if node.get("carousel_media"):
        kept["carousel_media"] = [minimised(child) for child in node["carousel_media"]]
    return kept


def _kept(node: Node) -> dict[str, Any]:
    """Minimise a node; of one of an unknown shape keep the plain values, which hold nobody else."""
    try:
        return minimised(node)
    except ODD:
        return {name: node[name] for name in KEPT if isinstance(node.get(name), (str, int, float))}


def is_before(node: Node, moment: datetime) -> bool:
    """Whether a post says that it was published before then."""
    taken = node.get("taken_at")
    return isinstance(taken, (int, float)) and taken < moment.timestamp()


def profile_page(profile: Profile, account: str, *, cursor: Cursor) -> Page:
    """Make the page of a profile that instaloader has read."""
    node = profile._node  # noqa: SLF001  # the answer as it came
    body = {**_only(node, PROFILE), "media_count": profile.mediacount, "follower_count": profile.followers,
            "following_count": profile.followees}  # fmt: skip
    raw = RawPage("profile", f"{SITE}/{account}/", json.dumps(body).encode())
    return Page(raw, parse_stored(raw, account), cursor=cursor, expected_total=profile.mediacount)


def posts_page(nodes: Sequence[Node], account: str, *, since: datetime | None, cursor: Cursor | None) -> Page:
    """Make a page of whole posts, without those from before *since*."""
    wanted = [_kept(node) for node in nodes if since is None or not is_before(node, since)]
    raw = RawPage("posts", f"{SITE}/{account}/", json.dumps(wanted).encode())
    return Page(raw, parse_stored(raw, account), cursor=cursor)


def listing_page(nodes: Sequence[Node], account: str, *, cursor: Cursor | None) -> Page:
    """Make a page that only says which posts there are, as Instagram shows it to strangers."""
    raw = RawPage("listing", f"{SITE}/{account}/", json.dumps([_only(n, ("code", "pk")) for n in nodes]).encode())
    return Page(raw, cursor=cursor)


def gone_page(code: str, answer: Node, account: str) -> Page:
    """Make a page of the answer which says that a post is gone."""
    raw = RawPage(GONE, f"{SITE}/p/{code}/", json.dumps(answer).encode())
    return Page(raw, parse_stored(raw, account))


def parse_stored(raw: RawPage, account: str) -> Parsed:
    """Parse a page that this module made. Raises SourceChanged."""
    body = json.loads(raw.body)
    try:
        if raw.kind == "profile":
            return Parsed(account=_account(body))
        if raw.kind == GONE:
            return Parsed(gone=("instagram:" + raw.url.rstrip("/").rsplit("/", 1)[-1],))
        if raw.kind == "posts":
            posts, unreadable = parse_each(body, lambda node: _post(node, account), _named)
            return Parsed(posts=posts, unreadable=unreadable)
    except ODD as error:
        raise SourceChanged(
            f"Instagram sent a post of an unknown shape ({error!r})", advice="update instaloader and Pantau"
        ) from error
    return Parsed()


def _account(node: Node) -> Account:
    return Account(
        name=node["username"],
        followers=told_count(node.get("follower_count")),
        following=told_count(node.get("following_count")),
        post_count=told_count(node.get("media_count")),
    )


def _post(node: Node, account: str) -> Post:
    text = (node.get("caption") or {}).get("text") or ""
    return Post(
        post_id=_named(node)[0],
        kind=KINDS[node["media_type"]],
        url=_named(node)[1],
        text=text,
        published_at=datetime.fromtimestamp(node["taken_at"], UTC),
        metrics=_metrics(node),
        hashtags=tuple(HASHTAG.findall(text)),
        mentions=tuple(MENTION.findall(text)),
        links=tuple(LINK.findall(text)),
        media=tuple(_media(child) for child in node.get("carousel_media") or (node,)),
        coauthors=_coauthors(node, account),
        pinned=bool(node.get("timeline_pinned_user_ids")),
    )


def _named(node: Node) -> tuple[str, str]:
    return post_id_of(node), f"{SITE}/p/{node['code']}/"


def _metrics(node: Node) -> Metrics:
    """Read the raw counts: the library shows hidden likes as 0, and views of strangers not at all."""
    plays, views = node.get("play_count"), node.get("view_count")
    return Metrics(
        likes=None if node.get("like_and_view_counts_disabled") else told_count(node.get("like_count")),
        comments=told_count(node.get("comment_count")),
        views=told_count(views if plays is None else plays),
    )


def _media(node: Node) -> Media:
    kind = "video" if KINDS.get(node.get("media_type", 1)) == "video" else "image"
    pictures = (node.get("image_versions2") or {}).get("candidates") or ()
    films = node.get("video_versions") or ()
    shown = films if kind == "video" and films else pictures
    return Media(kind, shown[0].get("url") if shown else None, node.get("accessibility_caption"))  # type: ignore[arg-type]  # one of two kinds


def _coauthors(node: Node, account: str) -> tuple[str, ...]:
    users = [node.get("user") or {}, *(node.get("coauthor_producers") or ())]
    names = dict.fromkeys(str(user["username"]) for user in users if user.get("username"))
    return tuple(name for name in names if name.lower() != account)


def _only(node: Node, names: Sequence[str]) -> dict[str, Any]:
    return {name: node[name] for name in names if name in node}
