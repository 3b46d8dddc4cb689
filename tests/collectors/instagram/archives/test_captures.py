"""Captured posts of Instagram in every wrapper and spelling that browsers' captures have."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collectors.archive_file import Entry, Owner
from collectors.captures import CaptureFile
from collectors.instagram.archives.captures import InstagramCaptures

AT, SEEN = 1795300000, 1795395600
SEEN_AT = datetime.fromtimestamp(SEEN, UTC)
NODE: dict[str, Any] = {
    "pk": "3700000000000000001", "code": "DgEXUHTgAAA", "taken_at": AT, "media_type": 1, "caption": {"text": "Kabar"},
    "like_count": 10, "comment_count": 2, "user": {"username": "diskominfobekasi"},
}  # fmt: skip


def read(folder: Path, item: Any, **more: Any) -> tuple[list[Entry], InstagramCaptures]:
    page = "https://www.instagram.com/diskominfobekasi/"
    told = {"source_platform": "instagram.com", "source_platform_url": page, "timestamp_collected": SEEN * 1000}
    path = folder / "z.ndjson"
    path.write_text(json.dumps({**told, "data": item, **more}), encoding="utf-8")
    captures = InstagramCaptures(CaptureFile(path), Owner("diskominfobekasi"))
    return list(captures.entries()), captures


@pytest.mark.parametrize(
    "item",
    [
        {"media": NODE},
        {"node": NODE},
        {"node": {"media": NODE}},
        {"media_or_ad": NODE},
        {"explore_story": {"media": NODE}},
        {**NODE, "caption": "Kabar"},
        {**NODE, "taken_at": AT * 1000},
        {**NODE, "taken_at": float(AT)},
        {**NODE, "taken_at": str(AT)},
    ],
)
def test_a_post_is_read_in_every_wrapper_and_spelling(tmp_path: Path, item: Any) -> None:
    (entry,), captures = read(tmp_path, item)
    post = entry.post
    assert (post.post_id, post.text, post.metrics.likes) == ("instagram:DgEXUHTgAAA", "Kabar", 10)
    assert post.published_at == datetime.fromtimestamp(AT, UTC)
    assert (captures.others, captures.losses) == (0, [])


@pytest.mark.parametrize("empty", [None, {"text": ""}, {"text": None}])
def test_of_the_captures_with_and_without_text_the_latest_of_each_are_kept(tmp_path: Path, empty: Any) -> None:
    bare = {**NODE, "caption": empty}
    told = {"source_platform": "instagram.com", "source_platform_url": "https://www.instagram.com/diskominfobekasi/"}
    captured = [{**(bare if n in (1, 4) else NODE), "like_count": n} for n in (1, 2, 3, 4)]
    lines = [{**told, "timestamp_collected": (SEEN + n) * 1000, "data": item} for n, item in enumerate(captured)]
    path = tmp_path / "z.ndjson"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    entries = InstagramCaptures(CaptureFile(path), Owner("diskominfobekasi")).entries()
    assert {(entry.post.text, entry.post.metrics.likes) for entry in entries} == {("Kabar", 3), ("", 4)}


@pytest.mark.parametrize("host", ["www.instagram.com", "https://www.instagram.com", "Instagram.com", None])
def test_a_platform_is_known_however_its_host_is_told(tmp_path: Path, host: str | None) -> None:
    assert len(read(tmp_path, NODE, source_platform=host)[0]) == 1


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        (SEEN, SEEN_AT),
        (str(SEEN * 1000), SEEN_AT),
        (SEEN_AT.isoformat(), SEEN_AT),
        ("2026-11-23T01:00:00", datetime(2026, 11, 23, 1, tzinfo=UTC)),
        (None, None),
        ("kemarin", None),
        (5, None),
    ],
)
def test_the_moment_of_a_capture_is_right_or_unknown(tmp_path: Path, told: Any, seen: datetime | None) -> None:
    (entry,), _ = read(tmp_path, NODE, timestamp_collected=told)
    assert entry.seen_at == seen
