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
POST: dict[str, Any] = {"rest_id": "2124246471275446272", "core": AUTHOR, "legacy": LEGACY}


def read(folder: Path, *items: Any) -> tuple[list[Entry], XCaptures]:
    path = folder / "z.ndjson"
    lines = [json.dumps({"source_platform": "x.com", "data": item}) for item in items]
    path.write_text("\n".join(lines), encoding="utf-8")
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


LATER = "2124246471275446999"
EDITED = {**POST, "rest_id": LATER, "legacy": {**LEGACY, "id_str": LATER, "full_text": "Baru"}}
CHOICES = [{"key": f"choice{n}_label", "value": {"string_value": words}} for n, words in ((2, "Tidak"), (1, "Ya"))]
ARTICLE = {"article_results": {"result": {"title": "Judul", "plain_text": "Isi"}}}
WHOLE = {"core": AUTHOR, "rest_id": POST["rest_id"]}
COUNTED = {name: told for name, told in LEGACY.items() if name.endswith("_count")}
DETAILS = {"full_text": "Halo", "created_at_ms": 1795294800000}


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ({**WHOLE, "details": DETAILS, "counts": COUNTED}, "Halo"),
        ({**WHOLE, **LEGACY}, "Halo"),
        ({**LEGACY, "user": {"screen_name": "Kominfobekasi"}}, "Halo"),
        ({**POST, "rest_id": "VHdlZXQ6MQ=="}, "Halo"),
        ({**POST, "card": {"legacy": {"binding_values": CHOICES}}}, "Halo\n• Ya\n• Tidak"),
        ({**POST, "card": {"binding_values": {one["key"]: one["value"] for one in CHOICES}}}, "Halo\n• Ya\n• Tidak"),
        ({**POST, "article": ARTICLE}, "Halo\nIsi"),
    ],
)
def test_text_and_counts_are_read_in_every_shape_of_an_item(tmp_path: Path, item: Any, text: str) -> None:
    (entry,), _ = read(tmp_path, item)
    assert (entry.post.post_id, entry.post.text) == ("x:2124246471275446272", text)
    assert entry.post.metrics.likes == 3
    assert f"{entry.post.published_at:%Y-%m-%dT%H:%M}" == "2026-11-21T21:00"
    assert not entry.post.reduced


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("ids", ["text", "numbers", "the first alone"])
def test_of_two_captured_versions_the_newest_stands(tmp_path: Path, ids: str, *, turned: bool) -> None:
    told = [POST["rest_id"], LATER]
    of_ids = {
        "text": {"edit_tweet_ids": told},
        "numbers": {"edit_tweet_ids": [int(number) for number in told]},
        "the first alone": {"initial_tweet_id": told[0]},
    }
    both = [{**POST, "edit_control": of_ids[ids]}, {**EDITED, "edit_control": of_ids[ids]}]
    (entry,), _ = read(tmp_path, *(reversed(both) if turned else both))
    assert (entry.post.post_id, entry.post.text) == ("x:2124246471275446272", "Baru")


@pytest.mark.parametrize(
    ("shown", "reference"),
    [
        ({"__typename": "TweetTombstone"}, None),
        (None, None),
        (
            {**POST, "rest_id": "111", "legacy": {**LEGACY, "full_text": "It is withheld", "withheld_scope": "user"}},
            None,
        ),
        ({**POST, "rest_id": "111"}, "x:111"),
    ],
)
def test_a_notice_in_the_place_of_an_original_is_no_text(tmp_path: Path, shown: Any, reference: str | None) -> None:
    repost = {**LEGACY, "full_text": "RT @dinkeskota: Imunisasi…", "retweeted_status_result": {"result": shown}}
    (entry,), _ = read(tmp_path, {**POST, "legacy": repost})
    assert (entry.post.kind, entry.post.reference) == ("repost", reference)
    assert entry.post.reduced is (reference is None)
    assert "withheld" not in entry.post.text


@pytest.mark.parametrize(
    "quoted",
    [
        {"quoted_status_result": {"result": {**POST, "rest_id": "222"}}},
        {"quoted_status_id_str": "222", "quoted_status_result": {"result": {"__typename": "TweetTombstone"}}},
    ],
)
def test_a_quote_is_one_whatever_is_left_of_the_other_post(tmp_path: Path, quoted: Any) -> None:
    (entry,), _ = read(tmp_path, {**POST, "legacy": {**LEGACY, "is_quote_status": True, **quoted}})
    assert (entry.post.kind, entry.post.reference) == ("quote", "x:222")


def test_a_post_without_its_writer_is_told_and_a_notice_is_left_out(tmp_path: Path) -> None:
    withheld = {**LEGACY, "full_text": "This post is withheld", "withheld_scope": "status"}
    unsigned = {**POST, "core": {"user_results": {"result": None}}}
    found, captures = read(tmp_path, unsigned, {"__typename": "TweetTombstone"}, {**POST, "legacy": withheld})
    assert (found, captures.others) == ([], 1)
    assert [loss.partition(" in ")[0].partition(" (")[0] for loss in captures.losses] == [
        "a post of an unknown shape",
        "a post that does not tell whose it is",
    ]
