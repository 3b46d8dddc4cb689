"""Stored pages of YouTube without forgotten videos. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from collectors.erasure import RedactPosts, with_body
from collectors.records import RawPage
from collectors.youtube.parser import MISSING, PLAYLIST, VIDEOS, video_of


def _videos(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    return _erase_items(raw, post_ids, lambda item: item["id"])


def _erase_from_list(raw: RawPage, post_ids: frozenset[str]) -> RawPage:
    return _erase_items(raw, post_ids, lambda item: item["contentDetails"]["videoId"])


def _erase_items(raw: RawPage, post_ids: frozenset[str], id_of: Any) -> RawPage:
    answer, forgotten = json.loads(raw.body), {video_of(post_id) for post_id in post_ids}
    items = answer.get("items", [])
    kept = [item for item in items if item is None or id_of(item) not in forgotten]
    return raw if len(kept) == len(items) else with_body(raw, {**answer, "items": kept})


def _keep_page(raw: RawPage, _post_ids: frozenset[str]) -> RawPage:
    """Return the page as it is: it holds an id, and that the video is gone."""
    return raw


REDACTORS: Mapping[str, RedactPosts] = {VIDEOS: _videos, PLAYLIST: _erase_from_list, MISSING: _keep_page}
