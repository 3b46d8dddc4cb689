"""Answers of the official interface → records and pages. Pure.

A stored page is ``{"account": {…} | null, "media": [{…}, …]}``. A medium holds what the interface told of it; those
whose insights were asked for have ``insights`` too, as ``{"reach": 40}``. Where only the list was read of an own
post, ``counted`` is false: likes without shares and views would look like a fall.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from collectors.erasure import with_body
from collectors.errors import SourceChanged
from collectors.instagram.parser import SITE, terms_of
from collectors.instagram.parser import parse_stored as parse_by_kind
from collectors.records import ODD, Account, Kind, Media, Metrics, Parsed, Post, RawPage, parse_each
from collectors.side_values import Item, SideValues, count_of

OWN, DISCOVERED = "official", "discovery"  # kinds of pages, and methods
KINDS: Mapping[str, Kind] = {"IMAGE": "image", "VIDEO": "video", "CAROUSEL_ALBUM": "album"}
SHORTCODE = re.compile(r"instagram\.com/(?:[\w.]+/)?(?:p|reels?|tv)/([\w-]+)")
KEPT = (
    "id", "shortcode", "permalink", "caption", "media_type", "media_product_type", "timestamp", "like_count",
    "comments_count", "view_count", "media_url", "thumbnail_url", "children",
)  # fmt: skip
KEPT_OF_CHILD = ("media_type", "media_url", "thumbnail_url")
KEPT_OF_ACCOUNT = ("id", "username", "name", "followers_count", "follows_count", "media_count")
IN_METRICS = ("views", "shares", "likes", "comments")  # insights that snapshots hold


def code_of(medium: Item) -> str:
    """Return a medium's shortcode: told, or within its address. Raises KeyError."""
    told = medium.get("shortcode")
    if isinstance(told, str) and told:
        return told
    found = SHORTCODE.search(str(medium.get("permalink") or ""))
    if found is None:
        raise KeyError("shortcode")
    return found[1]


def moment_of(medium: Item) -> datetime:
    """Return when a medium was published. Raises ValueError, KeyError or TypeError."""
    moment = datetime.fromisoformat(medium["timestamp"])
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(UTC)


def node_of(medium: Item) -> dict[str, Any] | None:
    """Write a medium as the cursor reads it; None for one that does not tell which it is."""
    try:
        return {"code": code_of(medium), "taken_at": int(moment_of(medium).timestamp())}
    except ODD:
        return None


def minimise_medium(medium: Item) -> dict[str, Any]:
    """Keep of a medium what describes the post, and nothing of other people."""
    kept = {name: medium[name] for name in KEPT if name in medium}
    if children := SideValues().items(SideValues().part(medium, "children"), "data"):
        kept["children"] = {"data": [{n: c[n] for n in KEPT_OF_CHILD if n in c} for c in children]}
    else:
        kept.pop("children", None)
    return kept


def media_page(kind: str, name: str, account: Item | None, media: Sequence[Item]) -> tuple[RawPage, Parsed]:
    """Make a page of media that were minimised, and of the account where the answer told it."""
    told = None if account is None else {n: account[n] for n in KEPT_OF_ACCOUNT if n in account}
    body = json.dumps({"account": told, "media": list(media)}).encode()
    raw = RawPage(kind, f"{SITE}/{name}/", body)
    return raw, parse_official(raw, name)


def parse_stored(raw: RawPage, name: str) -> Parsed:
    """Parse any page that the official interface brought. Raises SourceChanged."""
    return parse_official(raw, name) if raw.kind in (OWN, DISCOVERED) else parse_by_kind(raw, name)


def parse_official(raw: RawPage, name: str) -> Parsed:
    """Parse a page that this module made. Raises SourceChanged."""
    try:
        body, odd = json.loads(raw.body), list[str]()
        account = None if body["account"] is None else _account(body["account"], name, raw.kind, odd)
        posts, unreadable = parse_each(body["media"], lambda medium: _post(medium, raw.kind, odd), _identity_of)
    except ODD as error:
        raise SourceChanged(
            f"Instagram's official interface sent an unknown shape ({error!r})", advice="update Pantau"
        ) from error
    return Parsed(posts=posts, account=account, unreadable=unreadable, left_out=tuple(odd))


def without_posts(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    """Return a stored page without these posts; the same object where it shows none of them."""
    body = json.loads(raw.body)
    kept = [medium for medium in body["media"] if f"instagram:{code_of(medium)}" not in post_ids]
    return raw if len(kept) == len(body["media"]) else with_body(raw, {**body, "media": kept})


def _account(told: Item, name: str, method: str, odd: list[str]) -> Account:
    side = SideValues()
    account = Account(
        name=side.text(told, "username") or name,
        followers=side.count(told, "followers_count"),
        following=side.count(told, "follows_count"),
        post_count=side.count(told, "media_count"),
        method=method,
    )
    odd += side.odd
    return account


def _post(medium: Item, kind: str, odd: list[str]) -> Post:
    side = SideValues()
    text = side.text(medium, "caption") or ""
    terms = terms_of(text)
    post = Post(
        post_id=_identity_of(medium)[0],
        kind=_kind(medium, side),
        url=_identity_of(medium)[1],
        text=text,
        published_at=moment_of(medium),
        metrics=_metrics(medium, side) if medium.get("counted", True) else Metrics(),
        hashtags=terms.hashtags,
        mentions=terms.mentions,
        links=terms.links,
        media=tuple(_media(child, side) for child in side.items(side.part(medium, "children"), "data") or (medium,)),
        method=kind,
        insights=_insights(medium, side),
        signless=kind == DISCOVERED,
    )
    odd += side.odd
    return post


def _identity_of(medium: Item) -> tuple[str, str]:
    code = code_of(medium)
    return f"instagram:{code}", f"{SITE}/p/{code}/"


def _kind(medium: Item, side: SideValues) -> Kind:
    told = medium.get("media_type")
    if isinstance(told, str) and told in KINDS:
        return KINDS[told]
    side.note("media_type")
    return "album" if side.items(side.part(medium, "children"), "data") else "video" if _is_reel(medium) else "image"


def _is_reel(medium: Item) -> bool:
    """Whether a medium is a film, as its product or its address tells."""
    return medium.get("media_product_type") == "REELS" or "/reel" in str(medium.get("permalink"))


def _metrics(medium: Item, side: SideValues) -> Metrics:
    """Read the counts; hidden ones and those that insights do not tell are absent, and stay unknown."""
    told = side.part(medium, "insights")
    views = side.count(told, "views")
    return Metrics(
        likes=side.count(medium, "like_count"),
        comments=side.count(medium, "comments_count"),
        shares=side.count(told, "shares"),
        views=side.count(medium, "view_count") if views is None else views,
    )


def _insights(medium: Item, side: SideValues) -> tuple[tuple[str, int], ...]:
    told = side.part(medium, "insights")
    counts = ((name, count_of(value)) for name, value in sorted(told.items()) if name not in IN_METRICS)
    return tuple((name, value) for name, value in counts if value is not None)


def _media(medium: Item, side: SideValues) -> Media:
    video = medium.get("media_type") == "VIDEO"
    return Media("video" if video else "image", side.address(medium, "media_url", "thumbnail_url"))
