"""Posts of an account that a person's browser captured from Instagram: the last door when a session is locked.

An item is a node as a session brings it, of a grid a part of one; of before 2025 it is written as ``GraphImage``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from collectors.archive_file import Entry, Owner
from collectors.captures import Capture, CapturedPosts
from collectors.instagram.parser import SITE, minimise_medium, parse_stored
from collectors.records import Parsed, RawPage
from collectors.side_values import SideValues, seconds_of

Item = Mapping[str, Any]

HOSTS = ("instagram.com",)
OWN_PAGES = ("user_posts", "user_reels", "")  # on which nobody else's posts are shown
OWN_TABS = ("", "reels", "p", "reel")  # of that page; others show what was tagged, saved or repeated
WRAPPERS = ("media", "node", "media_or_ad", "explore_story", "item", "media_dict")
KINDS = {"Video": 2, "Sidecar": 8, "Carousel": 8, "Image": 1}  # GraphVideo, XDTGraphSidecar, XIGPolarisImageMedia


class InstagramCaptures(CapturedPosts):
    """The captured posts of one account, known by names, numbers and its page."""

    def _captures(self) -> Iterator[Capture]:
        for capture in self._file.captures(*HOSTS):
            yield replace(capture, item=as_node(capture.item))

    def _is_own(self, capture: Capture) -> bool | None:
        node, own = capture.item, self._is_named(capture.item)
        if node.get("product_type") == "story" or "reel_type" in node:
            return False
        if node.get("product_type") == "ad":  # also what the account promotes, on its page
            return own is True and _is_of_page(capture, self._owner)
        return own

    def _is_named(self, node: Item) -> bool | None:
        """Tell whether a post is the account's, alone or with others, by the names in it; None where there is none."""
        named = [(name, _numbers_of(user)) for user in _users(node) if (name := SideValues().text(user, "username"))]
        for name, numbers in named:
            self._authors.note(name, *numbers)
        return any(name.casefold() in self._owner.names for name, _ in named) if named else None

    def _is_own_by_number(self, capture: Capture) -> bool:
        """Tell whether a post is the account's by its writers' numbers; where one is unknown, its own page decides.

        A writer has several numbers, and a common post may tell that of the other one.
        """
        told = {self._authors.owns(*numbers) for user in _users(capture.item) if (numbers := _numbers_of(user))}
        return True in told or (told != {False} and _is_of_page(capture, self._owner))

    def _parsed(self, item: Item) -> tuple[Item, Parsed]:
        kept = minimise_medium(item)
        return kept, page_of_nodes([kept], self._owner.account)[1]


def page_of(entries: Sequence[Entry], account: str) -> tuple[RawPage, Parsed]:
    """Make the page that is kept of *entries*, and what it tells: as one that a session brings."""
    return page_of_nodes([entry.kept for entry in entries], account)


def page_of_nodes(nodes: Sequence[Item], account: str) -> tuple[RawPage, Parsed]:
    """Make a page of nodes."""
    raw = RawPage("posts", f"{SITE}/{account.lower()}/", json.dumps(nodes).encode())
    return raw, parse_stored(raw, account.lower())


def as_node(item: Item) -> Item:
    """Write an item as a session brings it, out of whatever wrappers stand around it."""
    for name in WRAPPERS:
        if isinstance(item.get(name), dict) and not ("code" in item or "shortcode" in item):
            return as_node(item[name])
    number = str(item.get("pk") or item.get("id") or "").partition("_")[0]
    node = {**item, "pk": number}
    if isinstance(caption := item.get("caption"), str):
        node["caption"] = {"text": caption}
    if (taken := seconds_of(item.get("taken_at"))) is not None:
        node["taken_at"] = taken
    if "shortcode" in item:
        node |= _from_graph(item)
    if item.get("media_type") is None:
        named = (kind for word, kind in KINDS.items() if word in str(item.get("__typename")))
        of_parts = 8 if node.get("carousel_media") else 2 if item.get("is_video") is True else None
        node["media_type"] = next(named, of_parts)
    return node


def _from_graph(item: Item) -> dict[str, Any]:
    side = SideValues()
    caption = next(iter(side.items(side.part(item, "edge_media_to_caption"), "edges")), {})
    children = side.items(side.part(item, "edge_sidecar_to_children"), "edges")
    shown = {"image_versions2": {"candidates": [{"url": item.get("display_url")}]}}
    films = {"video_versions": [{"url": item["video_url"]}]} if item.get("video_url") else {}
    likes = side.part(item, "edge_media_preview_like") or side.part(item, "edge_liked_by")
    comments = side.part(item, "edge_media_to_comment") or side.part(item, "edge_media_preview_comment")
    told = {"text": side.part(caption, "node").get("text")} if caption else None
    return shown | films | {
        "code": item["shortcode"],
        "taken_at": item.get("taken_at_timestamp"),
        "user": item.get("owner"),
        "caption": told,
        "like_count": likes.get("count"),
        "comment_count": comments.get("count"),
        "view_count": item.get("video_view_count"),
        "carousel_media": [as_node(side.part(child, "node")) for child in children],
    }  # fmt: skip


def _users(node: Item) -> list[Item]:
    side = SideValues()
    return [side.part(node, "user"), side.part(node, "owner"), *side.items(node, "coauthor_producers")]


def _numbers_of(user: Item) -> list[str]:
    return [str(user[name]) for name in ("pk", "id") if user.get(name)]


def _is_of_page(capture: Capture, owner: Owner) -> bool:
    """Tell whether a post was seen among the account's own, on its page."""
    try:
        page, _, rest = urlsplit(capture.page).path.strip("/").casefold().partition("/")
    except ValueError:
        return False
    view = str(capture.item.get("_zs_instagram_view") or "")
    return page in owner.names and view in OWN_PAGES and (bool(view) or rest.partition("/")[0] in OWN_TABS)
