"""Nodes of Instagram's web app → records and pages. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

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
)
from collectors.side_values import SideValues, count_of, is_address, seconds_of

Node = Mapping[str, Any]

SITE = "https://www.instagram.com"
GONE = "gone"  # the kind of an answer which says that a post is no more
VIDEO = 2
SHORTCODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
OF_FILMS = ("clips", "igtv")  # products
KINDS: Mapping[int, Kind] = {1: "image", VIDEO: "video", 8: "album"}
COUNTS = ("like_count", "comment_count", "play_count", "view_count")
HIDDEN = -1  # what stands where the owner hides a count
SECONDS = range(1_286_323_200, 4_102_444_800)  # from the day on which Instagram began to the year 2100
# A post's number holds the millisecond in which it was made, since August 2011.
TIME_BITS, EPOCH_MS, A_YEAR_MS = 23, 1_314_220_021_721, 31_557_600_000
# What may be stored. Nodes also bring who liked, who is tagged and first comments: other people, so they stay out.
KEPT = (
    "accessibility_caption", "caption", "caption_is_edited", "carousel_media", "carousel_media_count", "code",
    "coauthor_producers", "comment_count", "image_versions2", "is_paid_partnership",
    "like_and_view_counts_disabled", "like_count", "media_type", "pk", "play_count", "product_type", "taken_at",
    "timeline_pinned_user_ids", "title", "user", "video_duration", "video_versions", "view_count",
)  # fmt: skip
KEPT_OF_USER = ("pk", "username")
KEPT_OF_CAPTION = ("text", "created_at")
KEPT_OF = {"caption": KEPT_OF_CAPTION, "user": KEPT_OF_USER}
PROFILE = (
    "pk", "username", "full_name", "biography", "is_private", "follower_count", "following_count", "media_count",
    "all_media_count", "category", "external_url",
)  # fmt: skip
PROFILE_COUNTS = {"media_count": "mediacount", "follower_count": "followers", "following_count": "followees"}
HASHTAG = re.compile(r"(?<![\w&])[#\uff03](\w+)")
MENTION = re.compile(r"(?<![\w.])@([A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?)")
# The mark that ends the sentence is not part of a link.
LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]", re.IGNORECASE)


class Terms(NamedTuple):
    """The values that belong to a caption."""

    hashtags: tuple[str, ...]
    mentions: tuple[str, ...]
    links: tuple[str, ...]


def post_id_of(node: Node) -> str:
    """Return the identity of a post: its shortcode stays through edits."""
    return f"instagram:{node['code']}"


def minimise_medium(node: Node) -> dict[str, Any]:
    """Keep of a node what describes the post, and nothing of other people; odd values that name nobody stay."""
    kept = {name: node[name] for name in KEPT if name in node}
    for name, names in KEPT_OF.items():
        if name in node:
            told = node[name]
            is_name = isinstance(told, str) and name == "user"
            kept[name] = _keep_fields(told, names) if isinstance(told, dict) else {} if is_name else told
    kept["coauthor_producers"] = [
        _keep_fields(user, KEPT_OF_USER) if isinstance(user, dict) else None
        for user in _list_of(node, "coauthor_producers")
    ]
    children = [
        minimise_medium(child) if isinstance(child, dict) else None for child in _list_of(node, "carousel_media")
    ]
    return {**kept, "carousel_media": children} if children else kept


def _list_of(node: Node, name: str) -> Sequence[Any]:
    told = node.get(name)
    return told if isinstance(told, list) else ()


def is_before(node: Node, moment: datetime) -> bool:
    """Whether a post says that it was published before then."""
    taken = taken_at(node)
    return taken is not None and taken < moment.timestamp()


def taken_at(node: Node) -> int | None:
    """Return the second in which a post was published: as it tells, else its caption; None for what no post can be."""
    caption = node.get("caption")
    told = (node.get("taken_at"), caption.get("created_at") if isinstance(caption, dict) else None)
    return next((seconds for value in told if (seconds := seconds_of(value)) and seconds in SECONDS), None)


def profile_page(profile: Profile, account: str, *, cursor: Cursor) -> Page:
    """Make the page of a profile that instaloader has read."""
    node = profile._node  # noqa: SLF001  # the answer as it came
    counts = {name: _told_by(profile, theirs) for name, theirs in PROFILE_COUNTS.items()}
    body = {**_keep_fields(node, PROFILE), **counts}
    raw = RawPage("profile", f"{SITE}/{account}/", json.dumps(body).encode())
    return Page(raw, parse_stored(raw, account), cursor=cursor, expected_total=announced_by(profile))


def announced_by(profile: Profile) -> int | None:
    """Return how many posts a profile says it has; None where it does not say."""
    return count_of(_told_by(profile, "mediacount"))


def _told_by(profile: Profile, name: str) -> Any:
    """Return a number as instaloader finds it; None where the answer lacks it."""
    try:
        return getattr(profile, name)
    except ODD:
        return None


def posts_page(nodes: Sequence[Node], account: str, *, since: datetime | None, cursor: Cursor | None) -> Page:
    """Make a page of whole posts, without those from before *since*."""
    shown = [node if isinstance(node, dict) else {} for node in nodes]
    wanted = [minimise_medium(node) for node in shown if since is None or not is_before(node, since)]
    raw = RawPage("posts", f"{SITE}/{account}/", json.dumps(wanted).encode())
    return Page(raw, parse_stored(raw, account), cursor=cursor)


def listing_page(nodes: Sequence[Node], account: str, *, cursor: Cursor | None) -> Page:
    """Make a page that only says which posts there are, as Instagram shows it to strangers."""
    raw = RawPage(
        "listing", f"{SITE}/{account}/", json.dumps([_keep_fields(n, ("code", "pk")) for n in nodes]).encode()
    )
    return Page(raw, cursor=cursor)


def gone_page(code: str, answer: Node, account: str, *, cursor: Cursor) -> Page:
    """Make a page of the answer which says that a post is gone."""
    raw = RawPage(GONE, f"{SITE}/p/{code}/", json.dumps(answer).encode())
    return Page(raw, parse_stored(raw, account), cursor=cursor)


def parse_stored(raw: RawPage, account: str) -> Parsed:
    """Parse a page that this module made. Raises SourceChanged."""
    body = json.loads(raw.body)
    try:
        if raw.kind == "profile":
            return _account(body, account)
        if raw.kind == GONE:
            return Parsed(gone=("instagram:" + raw.url.rstrip("/").rsplit("/", 1)[-1],))
        if raw.kind == "posts":
            odd = list[str]()
            posts, unreadable = parse_each(body, lambda node: _post(node, account, odd), _identity_of)
            return Parsed(posts=posts, unreadable=unreadable, left_out=tuple(odd))
    except ODD as error:
        raise SourceChanged(
            f"Instagram sent a post of an unknown shape ({error!r})", advice="update instaloader and Pantau"
        ) from error
    return Parsed()


def _account(node: Node, name: str) -> Parsed:
    side = SideValues()
    account = Account(
        name=side.text(node, "username") or name,
        followers=side.count(node, "follower_count"),
        following=side.count(node, "following_count"),
        post_count=side.count(node, "media_count"),
    )
    return Parsed(account=account, left_out=tuple(side.odd))


def _post(node: Node, account: str, odd: list[str]) -> Post:
    side = SideValues()
    text = _text(node, side)
    terms = terms_of(text or "")
    post = Post(
        post_id=_identity_of(node)[0],
        kind=_kind(node, side),
        url=_identity_of(node)[1],
        text=text or "",
        published_at=_published_at(node, side),
        metrics=_metrics(node, side),
        hashtags=terms.hashtags,
        mentions=terms.mentions,
        links=terms.links,
        media=tuple(_media(child, side) for child in side.items(node, "carousel_media") or (node,)),
        coauthors=_coauthors(node, account, side),
        pinned=bool(_list_of(node, "timeline_pinned_user_ids")),
        reduced=text is None,
    )
    odd += side.odd
    return post


def terms_of(text: str) -> Terms:
    """Find hashtags, mentions and links; what an address holds (…/#berita, …/@kota) is neither of the former."""
    words = LINK.sub(" ", text)
    links = (link for link in LINK.findall(text) if is_address(link))
    return Terms(tuple(HASHTAG.findall(words)), tuple(MENTION.findall(words)), tuple(links))


def _text(node: Node, side: SideValues) -> str | None:
    """Return the caption; an empty text for a post without one, None where the answer does not tell."""
    if "caption" in node and node["caption"] is None:
        return ""
    text = side.text(side.part(node, "caption"), "text")
    if text is None and not side.odd:
        side.note("caption")
    return text


def _identity_of(node: Node) -> tuple[str, str]:
    if not isinstance(node["code"], str) or not SHORTCODE.fullmatch(node["code"]):
        raise ValueError(f"{str(node['code'])[:40]!r} is no shortcode")
    return post_id_of(node), f"{SITE}/p/{node['code']}/"


def _kind(node: Node, side: SideValues) -> Kind:
    """Return what a post is; where its type is odd, as its parts tell."""
    told = count_of(node.get("media_type"))
    if told is not None and told in KINDS:
        return KINDS[told]
    side.note("media_type")
    films = _list_of(node, "video_versions") or node.get("product_type") in OF_FILMS
    return "album" if _list_of(node, "carousel_media") else "video" if films else "image"


def _published_at(node: Node, side: SideValues) -> datetime:
    """Return when a post was published: as it tells, else its caption, else its number. Raises ValueError."""
    seconds = taken_at(node)
    if seconds is None or seconds != count_of(node.get("taken_at")):
        side.note("taken_at")
    if seconds is not None:
        return datetime.fromtimestamp(seconds, UTC)
    number = count_of(node.get("pk"))
    if not number or number >> TIME_BITS < A_YEAR_MS:
        raise ValueError("it tells no time")
    return datetime.fromtimestamp(((number >> TIME_BITS) + EPOCH_MS) // 1000, UTC)


def _metrics(node: Node, side: SideValues) -> Metrics:
    """Read the raw counts: the library shows hidden likes as 0, and views of strangers not at all.

    If counts are hidden, nothing that stands in their place is one; -1 hides a count, too.
    """
    hidden = bool(node.get("like_and_view_counts_disabled"))
    told = {name: None if node.get(name) == HIDDEN else side.count(node, name) for name in COUNTS}
    plays, views = told["play_count"], told["view_count"]
    return Metrics(
        likes=None if hidden else told["like_count"],
        comments=told["comment_count"],
        views=None if hidden else views if plays is None else plays,
    )


def _media(node: Node, side: SideValues) -> Media:
    films, pictures = side.items(node, "video_versions"), side.items(side.part(node, "image_versions2"), "candidates")
    told = count_of(node.get("media_type"))
    filmed = films or node.get("product_type") in OF_FILMS
    kind = "video" if told == VIDEO or (filmed and told not in KINDS) else "image"
    shown = films if kind == "video" and films else pictures
    address = side.address(shown[0], "url") if shown else None
    return Media(kind, address, side.text(node, "accessibility_caption"))  # type: ignore[arg-type]  # one of two kinds


def _coauthors(node: Node, account: str, side: SideValues) -> tuple[str, ...]:
    users = [side.part(node, "user"), *side.items(node, "coauthor_producers")]
    names = dict.fromkeys(name for user in users if (name := side.text(user, "username")))
    return tuple(name for name in names if name.lower() != account)


def _keep_fields(node: Node, names: Sequence[str]) -> dict[str, Any]:
    return {name: node[name] for name in names if name in node}
