"""Stored pages without what was forgotten, so that replaying them brings nothing back. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from collectors.records import ODD, Forgotten, RawPage
from collectors.response_pages import KINDS, without_texts
from collectors.website.parse.addresses import site_of

OF_ONE_POST = ("article", "gone")


def purged(raw: RawPage, forgotten: Forgotten) -> RawPage:
    """Return *raw* without what is forgotten, perhaps empty; the same object when it holds nothing of that."""
    if raw.kind in KINDS:
        return without_texts(raw, forgotten)
    if not forgotten.posts:
        return raw
    try:
        return PURGES.get(raw.kind, _whole)(raw, forgotten.posts)
    except ODD:  # a post of an unknown shape stands in it: better no page than one that names what was forgotten
        return _whole(raw, forgotten.posts)


def _x(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    answer = json.loads(raw.body)
    data, errors = answer.get("data") or [], answer.get("errors") or []
    kept = [item for item in data if item is not None and not _x_ids(item) & post_ids]
    if len(kept) == sum(item is not None for item in data):
        return raw
    referred = {str(reference["id"]) for item in kept for reference in item.get("referenced_tweets") or ()}
    includes = dict(answer.get("includes") or {})
    if "tweets" in includes:  # what only a forgotten repost repeated
        includes["tweets"] = [tweet for tweet in includes["tweets"] if str(tweet["id"]) in referred]
    if "media" in includes:
        shown = {key for item in kept for key in (item.get("attachments") or {}).get("media_keys", ())}
        includes["media"] = [media for media in includes["media"] if media["media_key"] in shown]
    return _with(raw, {**answer, "data": kept, "includes": includes, "errors": errors})


def _x_ids(item: Mapping[str, Any]) -> set[str]:
    return {f"x:{number}" for number in (item["id"], *(item.get("edit_history_tweet_ids") or ()))}


def _instagram(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    nodes = json.loads(raw.body)
    kept = [node for node in nodes if f"instagram:{node['code']}" not in post_ids]
    return raw if len(kept) == len(nodes) else _with(raw, kept)


def _x_archive(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    items = json.loads(raw.body)
    kept = [item for item in items if not {f"x:{n}" for n in (item["id_str"], *item.get("history", ()))} & post_ids]
    return raw if len(kept) == len(items) else _with(raw, kept)


def _instagram_export(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    from collectors.instagram.archive import post_id_of  # noqa: PLC0415  # instaloader is heavy

    items = json.loads(raw.body)
    kept = [item for item in items if post_id_of(item) not in post_ids]
    return raw if len(kept) == len(items) else _with(raw, kept)


def _wordpress(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    items = json.loads(raw.body)
    kept = [item for item in items if f"website:{site_of(raw.url)}/{item['id']}" not in post_ids]
    return raw if len(kept) == len(items) else _with(raw, kept)


def _whole(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    """Empty a page that shows a forgotten post; of an article only its own page, although others may link to it."""
    held = unquote(raw.url)
    if raw.kind.partition("@")[0] not in OF_ONE_POST:
        held += "\n" + raw.body.decode("utf-8", "replace")
    if not any(_names(held, re.split("[:/]", post_id)[-1]) for post_id in post_ids):
        return raw
    return replace(raw, body=b"")


def _names(text: str, native: str) -> bool:
    """Whether *native* stands in *text* as a whole part of an address or a value."""
    found = text.find(native)
    while found >= 0:
        around = text[found - 1 : found] + text[found + len(native) : found + len(native) + 1]
        if not any(character.isalnum() for character in around):
            return True
        found = text.find(native, found + 1)
    return False


def _with(raw: RawPage, body: Any) -> RawPage:
    return replace(raw, body=json.dumps(body).encode())


PURGES: Mapping[str, Callable[[RawPage, frozenset[str]], RawPage]] = {
    "timeline": _x,
    "lookup": _x,
    "posts": _instagram,
    "x archive": _x_archive,
    "instagram export": _instagram_export,
    "wordpress": _wordpress,
}
