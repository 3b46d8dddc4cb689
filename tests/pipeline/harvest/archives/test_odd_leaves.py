"""Whatever becomes of one leaf of an archive or a capture, the other posts stand; a side value costs itself alone."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.archive_file import Archive, Entry, Owner
from collectors.captures import CaptureFile
from collectors.errors import ConfigError
from collectors.instagram.archives import captures as instagram_captures
from collectors.instagram.archives import export as instagram_export
from collectors.x.archives import archive as x_archive
from collectors.x.archives import captures as x_captures
from tests.pipeline.harvest.archives.archive_files import mangled
from tests.pipeline.harvest.test_odd_leaves import MUTATIONS, Leaf, leaves, spoilt

X_OWNER = Owner("Kominfobekasi", vouched="Kominfobekasi")
INSTAGRAM_OWNER = Owner("diskominfobekasi", vouched="diskominfobekasi")
FIRST, AT = 2124246471275446272, 1795294800
LONG = "Jadwal lengkap pelayanan keliling untuk seluruh kecamatan. " * 6
Read = tuple[list[Entry], list[str]]


def tweet(number: int, words: str, **more: Any) -> dict[str, Any]:
    entities = {
        "hashtags": [{"text": "Bekasi"}], "user_mentions": [{"screen_name": "dinkes"}],
        "urls": [{"url": "https://t.co/a", "expanded_url": "https://kota.example/1"}],
    }  # fmt: skip
    media = [{"type": "photo", "media_url_https": "https://gambar.example/1.jpg", "id_str": "9"}]
    return {
        "id_str": str(number), "created_at": "Sat Nov 21 21:00:00 +0000 2026", "full_text": words, "lang": "in",
        "favorite_count": "12", "retweet_count": "3", "entities": entities, "extended_entities": {"media": media},
        **more,
    }  # fmt: skip


NOTE = {
    "noteTweetId": "1",
    "createdAt": "2026-11-21T21:00:00.000Z",
    "core": {"text": LONG, "hashtags": [{"text": "A"}]},
}
X_FILES = {
    "data/manifest.js": {
        "userInfo": {"userName": "Kominfobekasi"},
        "archiveInfo": {"generationDate": "2026-11-23T05:00:00.000Z", "isPartialArchive": False},
        "dataTypes": {"tweets": {"files": [{"fileName": "data/tweets.js"}]}},
    },
    "data/account.js": [{"account": {"username": "Kominfobekasi"}}],
    "data/tweets.js": [
        {"tweet": tweet(FIRST, "Halo", edit_info={"initial": {"editTweetIds": [str(FIRST)]}})},
        {"tweet": tweet(FIRST + 1, f"{LONG[:274]}… https://t.co/b")},
        {"tweet": tweet(FIRST + 2, "@warga Terima kasih", in_reply_to_status_id_str="77")},
    ],
    "data/note-tweet.js": [{"noteTweet": NOTE}],
}
OWN = {"string_map_data": {"Username": {"value": "diskominfobekasi"}}}
LABELS = [
    {"label": "Caption", "value": "Tiga kata saja"},
    {"label": "URL", "value": "https://www.instagram.com/p/DR1aBcDeFgH/"},
    {"label": "Creation time", "timestamp_value": AT + 100},
    {"title": "Owner", "dict": [{"dict": [{"label": "Username", "value": "diskominfobekasi"}]}]},
]
PHOTO = {
    "uri": "media/1.jpg",
    "creation_timestamp": AT,
    "title": mangled("Satu – #a"),
    "media_metadata": {"photo_metadata": {}},
}
INSTAGRAM_FILES = {
    "personal_information.json": {"profile_user": [OWN]},
    "media/posts_1.json": [
        {"media": [PHOTO]},
        {"media": [{"uri": "2.jpg"}, {"uri": "3.mp4"}], "title": "Dua", "creation_timestamp": AT + 60},
        {"timestamp": AT + 100, "media": [{"uri": "4.jpg"}], "label_values": LABELS},
    ],
    "media/reels.json": {
        "ig_reels_media": [{"media": [{"uri": "5.mp4", "creation_timestamp": AT + 200, "title": "Empat"}]}]
    },
}


def captured(host: str, item: dict[str, Any]) -> dict[str, Any]:
    page = f"https://{host}/diskominfobekasi/"
    return {"timestamp_collected": AT * 1000, "source_platform": host, "source_platform_url": page, "data": item}


def web_post(number: int, **legacy: Any) -> dict[str, Any]:
    user = {"user_results": {"result": {"rest_id": "77", "core": {"screen_name": "Kominfobekasi"}}}}
    told = {**tweet(number, "Halo"), "reply_count": 1, "quote_count": 0, "user_id_str": "77", **legacy}
    return {"rest_id": str(number), "core": user, "legacy": told, "views": {"count": "900"}}


USER = {"username": "diskominfobekasi", "pk": "4001"}
NODE = {
    "pk": "3700000000000000001", "code": "DNcontohA1", "media_type": 1, "taken_at": AT, "user": USER, "like_count": 12,
    "caption": {"text": "Kata"}, "coauthor_producers": [{"username": "dinkes"}], "comment_count": 3,
    "image_versions2": {"candidates": [{"url": "https://gambar.example/1.jpg"}]}, "product_type": "feed",
}  # fmt: skip
CHILDREN = [{"media_type": 1}, {"media_type": 2, "video_versions": [{"url": "https://gambar.example/2.mp4"}]}]
REPOST = {"retweeted_status_result": {"result": {"rest_id": "99", "legacy": {"full_text": "Imunisasi anak"}}}}
SAMPLES: dict[str, Any] = {
    "x archive": X_FILES,
    "instagram export": INSTAGRAM_FILES,
    "x captures": [
        captured("x.com", web_post(FIRST, edit_control={"edit_tweet_ids": [str(FIRST)]})),
        captured("x.com", web_post(FIRST + 1, full_text="RT @dinkes: Imun…", **REPOST)),
        captured("x.com", web_post(FIRST + 2, full_text="@warga Siap", in_reply_to_status_id_str="55")),
    ],
    "instagram captures": [
        captured("instagram.com", NODE),
        captured("instagram.com", {**NODE, "code": "DNcontohA2", "media_type": 8, "carousel_media": CHILDREN}),
    ],
}  # fmt: skip
# Values that make a post or its text, or tell whose it is, and what they stand in; all else is a side value.
ESSENTIAL = {
    "x archive": "tweet id_str full_text edit_info created_at username noteTweet core text in_reply_to_status_id_str",
    "instagram export": "media title creation_timestamp timestamp label_values value uri label ig_reels_media",
    "x captures": "data rest_id legacy full_text core created_at source_platform result retweeted_status_result "
    "edit_control id_str in_reply_to_status_id_str user_results screen_name",
    "instagram captures": "data username code user caption text taken_at source_platform product_type",
}


def packed(folder: Path, files: dict[str, Any]) -> Path:
    path = folder / "arsip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, told in files.items():
            before = "window.YTD.x.part0 = " if name.endswith(".js") else ""
            archive.writestr(name, before + json.dumps(told))
    return path


def lines(folder: Path, told: Any) -> CaptureFile:
    (folder / "z.ndjson").write_text("\n".join(map(json.dumps, told)), encoding="utf-8")
    return CaptureFile(folder / "z.ndjson")


def read_x(folder: Path, files: Any) -> Read:
    with Archive.open(packed(folder, files)) as archive:
        entries = list(x_archive.XArchive(archive, X_OWNER).entries())
        raw, parsed = x_archive.page_of(entries, "Kominfobekasi")
        assert x_archive.parse_archived(raw, "Kominfobekasi").posts == parsed.posts
        return entries, archive.losses


def read_instagram(folder: Path, files: Any) -> Read:
    with Archive.open(packed(folder, files)) as archive:
        entries = list(instagram_export.InstagramExport(archive, INSTAGRAM_OWNER).entries())
        raw, parsed = instagram_export.page_of(entries, "diskominfobekasi")
        assert instagram_export.parse_exported(raw, "diskominfobekasi").posts == parsed.posts
        return entries, archive.losses


def read_x_captures(folder: Path, told: Any) -> Read:
    found = x_captures.XCaptures(lines(folder, told), X_OWNER)
    return list(found.entries()), list(found.losses)


def read_instagram_captures(folder: Path, told: Any) -> Read:
    found = instagram_captures.InstagramCaptures(lines(folder, told), INSTAGRAM_OWNER)
    return list(found.entries()), list(found.losses)


READERS: dict[str, Callable[[Path, Any], Read]] = {
    "x archive": read_x, "instagram export": read_instagram,
    "x captures": read_x_captures, "instagram captures": read_instagram_captures,
}  # fmt: skip


def told(entries: list[Entry]) -> dict[str, tuple[Any, ...]]:
    return {entry.post.post_id: (entry.post.text, entry.post.published_at) for entry in entries}


def posts_of(sample: str) -> Iterator[Leaf]:
    """Yield the leaves that lie within posts, deeper than a whole file or line."""
    yield from (path for path in leaves(SAMPLES[sample]) if len(path) > 1)


@pytest.mark.parametrize("sample", SAMPLES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_odd_leaf_costs_at_most_itself(tmp_path: Path, sample: str, data: st.DataObject) -> None:
    read, good = READERS[sample], json.loads(json.dumps(SAMPLES[sample]))  # no two parts are one object
    whole, losses = read(tmp_path, good)
    assert not losses
    path = data.draw(st.sampled_from(list(posts_of(sample))), label="leaf")
    mutation = data.draw(st.sampled_from(MUTATIONS), label="becomes")
    odd = spoilt(good, path, mutation)
    try:
        found, losses = read(tmp_path, odd)
    except ConfigError as error:
        assert str(error)  # noqa: PT017  # a refusal in words
        assert not is_side(sample, path)
        return
    if is_side(sample, path):
        assert told(found) == told(whole)
        assert not losses
    else:
        missing = told(whole).keys() - told(found).keys()
        assert len(missing) <= most_lost(path)


def is_side(sample: str, path: Leaf) -> bool:
    """Whether a leaf is no post itself, and nothing that makes one."""
    last = next(step for step in reversed(path) if isinstance(step, str))
    return last not in ESSENTIAL[sample].split() and not (isinstance(path[-1], int) and len(path) < 3)


def most_lost(path: Leaf) -> int:
    """Return the number of posts that a leaf can cost: a list costs those within it, everything else one."""
    return 4 if len(path) < 3 else 1
