"""Stored pages of X without forgotten posts. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from collectors.erasure import RedactPosts, keep_items, with_body
from collectors.records import RawPage


def _answer(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    answer = json.loads(raw.body)
    data, errors = answer.get("data") or [], answer.get("errors") or []
    kept = [item for item in data if item is not None and not _ids(item) & post_ids]
    if len(kept) == sum(item is not None for item in data):
        return raw
    referred = {str(reference["id"]) for item in kept for reference in item.get("referenced_tweets") or ()}
    includes = dict(answer.get("includes") or {})
    if "tweets" in includes:  # what only a forgotten repost repeated
        includes["tweets"] = [tweet for tweet in includes["tweets"] if str(tweet["id"]) in referred]
    if "media" in includes:
        shown = {key for item in kept for key in (item.get("attachments") or {}).get("media_keys", ())}
        includes["media"] = [media for media in includes["media"] if media["media_key"] in shown]
    return with_body(raw, {**answer, "data": kept, "includes": includes, "errors": errors})


def _ids(item: Mapping[str, Any]) -> set[str]:
    return {f"x:{number}" for number in (item["id"], *(item.get("edit_history_tweet_ids") or ()))}


def _erase_from_archive(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    return keep_items(raw, lambda item: {f"x:{n}" for n in (item["id_str"], *item.get("history", ()))} & post_ids)


REDACTORS: Mapping[str, RedactPosts] = {"timeline": _answer, "lookup": _answer, "x archive": _erase_from_archive}
