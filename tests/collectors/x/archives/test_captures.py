"""Captured posts of X in every wrapper that its website puts around them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from collectors.archive_file import Entry, Owner
from collectors.captures import CaptureFile
from collectors.records import Metrics
from collectors.x.archives.captures import XCaptures

LEGACY: dict[str, Any] = {
    "id_str": "2124246471275446272", "created_at": "Sat Nov 21 21:00:00 +0000 2026", "full_text": "Halo",
    "favorite_count": 3, "reply_count": 1, "retweet_count": 0, "quote_count": 0,
}  # fmt: skip
AUTHOR = {"user_results": {"result": {"legacy": {"screen_name": "Kominfobekasi"}}}}
POST = {"rest_id": "2124246471275446272", "core": AUTHOR, "legacy": LEGACY}


def read(folder: Path, item: Any) -> tuple[list[Entry], XCaptures]:
    path = folder / "z.ndjson"
    path.write_text(json.dumps({"source_platform": "x.com", "data": item}), encoding="utf-8")
    captures = XCaptures(CaptureFile(path), Owner("Kominfobekasi"))
    return list(captures.entries()), captures


@pytest.mark.parametrize(
    "item",
    [
        {"tweet": POST},
        {"tweet_results": {"result": POST}},
        {"itemContent": {"tweet_results": {"result": {"tweet": POST}}}},
        {"content": {"itemContent": {"tweet_results": {"result": POST}}}},
    ],
)
def test_a_post_is_read_out_of_every_wrapper(tmp_path: Path, item: Any) -> None:
    (entry,), captures = read(tmp_path, item)
    assert (entry.post.post_id, entry.post.text, captures.others) == ("x:2124246471275446272", "Halo", 0)


def test_a_repost_whose_original_is_not_shown_has_no_interactions_of_its_own(tmp_path: Path) -> None:
    repost = {**LEGACY, "full_text": "RT @dinkeskota: Imunisasi dibuka", "retweeted_status_result": None}
    (entry,), _ = read(tmp_path, {**POST, "legacy": repost})
    assert (entry.post.kind, entry.post.metrics) == ("repost", Metrics())
