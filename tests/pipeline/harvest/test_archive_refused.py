"""Archives that are refused, with nothing stored."""

from __future__ import annotations

import json
import os
import random
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from collectors.errors import ConfigError
from pipeline.demo.world.world import NOW
from pipeline.run.context import RunContext
from tests.pipeline.harvest.archive_files import (
    Zip,
    everything,
    exported,
    imported,
    only_sqlite,
    rows,
    script,
    tweet,
    x_files,
)

# Refused, with nothing stored

SHAPES = {
    "no list": ('window.YTD.tweets.part0 = {"tweet": 1}', "expected a JSON list of posts"),
    "html": ("<!DOCTYPE html><html></html>", "expected a JSON list of posts"),
    "cut": (script("tweets", [tweet(n) for n in range(1, 900)])[:-200], "breaks off"),
    "no object": ('window.YTD.tweets.part0 = [ "x" ]', "is no object"),
    "no text": (script("tweets", [tweet(1), {"tweet": {"id_str": "2"}}]), "unknown shape"),
    "bad number": (script("tweets", [tweet(1), tweet(2, favorite_count="banyak")]), "unknown shape"),
    "bad date": (script("tweets", [tweet(1), tweet(2, created_at="kemarin")]), "unknown shape"),
    "deep": ("window.YTD.tweets.part0 = [" + "[" * 100_000, "not of the expected shape"),
    "no utf-8": (b"window.YTD.tweets.part0 = [\xff\xfe", "not of the expected shape"),
}


@only_sqlite
@pytest.mark.parametrize("shape", SHAPES)
def test_another_shape_is_refused_in_one_line(night: RunContext, engine: Engine, zipped: Zip, shape: str) -> None:
    content, told = SHAPES[shape]
    good = script("tweets", [tweet(n) for n in range(1000, 1800)])
    before = everything(engine)
    with pytest.raises(ConfigError) as caught:
        imported(night, zipped(x_files([]) | {"data/tweets.js": good, "data/tweets-part1.js": content}))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300
    assert everything(engine) == before


ODD_POSTS: dict[str, dict[str, Any]] = {
    "a count beyond any number": {"favorite_count": "9" * 30},
    "a count below nothing": {"favorite_count": "-5"},
    "a count that is broken": {"favorite_count": 1.5},
    "a number that is a word": {"id_str": "abc"},
    "a number that is a path": {"id_str": "../x"},
    "a number without end": {"id_str": "9" * 5000},
    "a time before all": {"created_at": "Mon Nov 16 03:00:00 +0000 0001"},
    "a time after all": {"created_at": "Fri Dec 31 23:59:59 +0000 9999"},
    "no time": {"created_at": None},
    "a list for a time": {"created_at": ["x"]},
    "no text": {"full_text": None},
    "an object for a text": {"full_text": {"a": 1}},
    "an object for a language": {"lang": {"a": 1}},
    "an object for a hashtag": {"entities": {"hashtags": [{"text": {"a": 1}}]}},
    "a list for entities": {"entities": [1]},
    "an object for an address": {"entities": {"urls": [{"expanded_url": {"a": 1}}]}},
    "a list for a picture's address": {"extended_entities": {"media": [{"type": "photo", "media_url_https": ["x"]}]}},
    "a word for versions": {"edit_info": {"initial": {"editTweetIds": "abc"}}},
    "an object for the answered": {"in_reply_to_status_id_str": {"a": 1}},
}


@only_sqlite
@pytest.mark.parametrize("odd", ODD_POSTS)
def test_a_post_that_cannot_be_is_named_and_nothing_is_stored(
    night: RunContext, engine: Engine, zipped: Zip, odd: str
) -> None:
    before = everything(engine)
    with pytest.raises(ConfigError, match=r"data/tweets\.js in arsip\.zip holds a post of an unknown shape") as caught:
        imported(night, zipped(x_files([tweet(1), tweet(2, **ODD_POSTS[odd])])))
    assert "\n" not in str(caught.value)
    assert everything(engine) == before


@only_sqlite
@pytest.mark.parametrize(
    "item",
    [
        {"media": ["x"]},
        {"media": [{"uri": {"a": 1}, "creation_timestamp": 1_770_000_000, "title": "x"}]},
        {"media": [{"uri": "a.jpg", "creation_timestamp": 1_770_000_000, "title": {"a": 1}}]},
        {"media": [{"uri": "a.jpg", "creation_timestamp": 10**18, "title": "x"}]},
        {"media": [{"uri": "a.jpg", "creation_timestamp": 253_402_300_799, "title": "x"}]},
        {"media": [{"uri": "a.jpg", "creation_timestamp": -(10**10), "title": "x"}]},
        {"media": [{"uri": "a.jpg", "creation_timestamp": float("nan"), "title": "x"}]},
    ],
)
def test_an_exported_post_that_cannot_be_is_named_and_nothing_is_stored(
    night: RunContext, engine: Engine, zipped: Zip, item: dict[str, Any]
) -> None:
    with pytest.raises(ConfigError, match="holds a post of an unknown shape"):
        imported(night, zipped({"posts_1.json": json.dumps([exported(NOW), item])}), "instagram")
    assert rows(engine) == []


@only_sqlite
def test_odd_long_texts_cost_no_post(night: RunContext, engine: Engine, zipped: Zip) -> None:
    notes = [{"noteTweet": "x"}, {"noteTweet": {"core": {"text": 5}}}, {}, {"noteTweet": {"core": "x"}}]
    imported(night, zipped(x_files([tweet(1)]) | {"data/note-tweet.js": script("note_tweet", notes)}))
    assert len(rows(engine)) == 1


@only_sqlite
def test_a_link_in_the_place_of_a_file_is_not_followed(night: RunContext, engine: Engine, tmp_path: Path) -> None:
    member = zipfile.ZipInfo("data/tweets.js")
    member.create_system, member.external_attr = 3, 0o120777 << 16  # a symbolic link, as Unix packs it
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(member, "/etc/passwd")
    with pytest.raises(ConfigError, match="expected a JSON list of posts, found '/etc/passwd'"):
        imported(night, tmp_path / "link.zip")
    assert rows(engine) == []


@only_sqlite
@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"readme.txt": "x"}, "has no data/tweets.js"),
        ({"data/deleted-tweets.js": "[]"}, "has no data/tweets.js"),
        (x_files([]) | {"../data/tweets-part1.js": "[]"}, "points outside"),
        (x_files([]) | {"/etc/passwd": "x"}, "points outside"),
        (x_files([]) | {"data\\..\\..\\x": "x"}, "points outside"),
        (x_files([]) | {"data/account.js": script("account", [{"account": {"username": "lain"}}])}, "of @lain"),
        (x_files([]) | {"data/tweets.js": b"[" + b" " * 30_000_000 + b"]"}, "would unpack to 30,000,002 bytes"),
        (x_files([]) | {"data/account.js": b"[" + b" " * 30_000_000 + b"]"}, "would unpack to 30,000,002 bytes"),
    ],
)
def test_what_is_no_archive_of_this_account_is_refused(
    night: RunContext, zipped: Zip, files: Mapping[str, str], told: str
) -> None:
    with pytest.raises(ConfigError, match=told):
        imported(night, zipped(files))


@only_sqlite
@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"posts_1.html": "<html>"}, "format JSON"),
        ({"posts_1.json": '{"photos": 1}'}, "expected a JSON list"),
        ({"posts_1.json": '[{"media": []}]'}, "unknown shape"),
        ({"posts_1.json": '[{"media": [{"uri": "x"}]}]'}, "unknown shape"),
        ({"posts_1.json": '[{"media": [{"creation_timestamp": 1e300}]}]'}, "unknown shape"),
        (
            {
                "posts_1.json": "[]",
                "personal_information/personal_information.json": json.dumps(
                    {"profile_user": [{"string_map_data": {"Username": {"value": "lain"}}}]}
                ),
            },
            "of @lain",
        ),
    ],
)
def test_what_is_no_export_of_this_account_is_refused(
    night: RunContext, zipped: Zip, files: Mapping[str, str], told: str
) -> None:
    with pytest.raises(ConfigError, match=told):
        imported(night, zipped(files), "instagram")


@only_sqlite
def test_a_file_that_is_no_zip_or_is_not_there_is_named(night: RunContext, tmp_path: Path) -> None:
    (tmp_path / "foto.zip").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(ConfigError, match="is no whole ZIP file"):
        imported(night, tmp_path / "foto.zip")
    with pytest.raises(ConfigError, match="does not exist"):
        imported(night, tmp_path / "tiada.zip")
    with pytest.raises(ConfigError, match="it is no file"):
        imported(night, tmp_path)
    os.mkfifo(tmp_path / "pipa.zip")
    with pytest.raises(ConfigError, match="it is no file"):
        imported(night, tmp_path / "pipa.zip")
    (tmp_path / "wawasan.csv").write_text("Post ID,Permalink\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="tables of Meta Business Suite are not read"):
        imported(night, tmp_path / "wawasan.csv", "instagram")
    with pytest.raises(ConfigError, match="is a website"):
        imported(night, tmp_path / "tiada.zip", "website")


@only_sqlite
def test_a_zip_that_is_cut_or_damaged_anywhere_leaves_nothing(
    night: RunContext, engine: Engine, zipped: Zip, tmp_path: Path
) -> None:
    whole = zipped(x_files([tweet(n) for n in range(1, 900)])).read_bytes()
    chance = random.Random(4)  # no secret
    for cut in range(0, len(whole), len(whole) // 25):
        (tmp_path / "cut.zip").write_bytes(whole[:cut])
        with pytest.raises(ConfigError):
            imported(night, tmp_path / "cut.zip")
    for _ in range(60):
        spoilt = bytearray(whole)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        (tmp_path / "spoilt.zip").write_bytes(spoilt)
        with suppress(ConfigError):
            imported(night, tmp_path / "spoilt.zip")
        assert len(rows(engine)) in (0, 899)


@only_sqlite
def test_an_encrypted_or_doubled_member_is_refused(night: RunContext, zipped: Zip) -> None:
    path = zipped(x_files([tweet(1)]))
    body = bytearray(path.read_bytes())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := body.find(sign, place + 1)) >= 0:
            body[place + offset] |= 1
    path.write_bytes(body)
    with pytest.raises(ConfigError, match="encrypted"):
        imported(night, path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data/tweets.js", "[]")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("data/tweets.js", "[]")
    with pytest.raises(ConfigError, match="twice"):
        imported(night, path)
