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
from pipeline.run.context import INCOMPLETE, RunContext
from storage.harvest.cursors import load_cursor
from tests.pipeline.harvest.archives.archive_files import (
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

SHAPES = {
    "no list": ('window.YTD.tweets.part0 = {"tweet": 1}', "expected a JSON list of posts"),
    "html": ("<!DOCTYPE html><html></html>", "expected a JSON list of posts"),
    "cut": (script("tweets", [tweet(1), tweet(2)])[:-200], "a list that breaks off"),
    "no object": ('window.YTD.tweets.part0 = [ "x" ]', "an entry that is no object"),
    "no text": (script("tweets", [tweet(1), {"tweet": {"id_str": "2"}}]), "unknown shape"),
    "bad date": (script("tweets", [tweet(1), tweet(2, created_at="kemarin")]), "unknown shape"),
    "no JSON": (script("tweets", [tweet(1), tweet(2, "rusak"), tweet(3)]).replace('"rusak"', '"ru"sak"'), "no JSON"),
    "deep": ("window.YTD.tweets.part0 = [" + "[" * 100_000, "no JSON"),
    "no utf-8": (b"window.YTD.tweets.part0 = [\xff\xfe", "a list that breaks off"),
}


@only_sqlite
@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_of_another_shape_costs_itself_and_is_told_in_one_line(
    night: RunContext, engine: Engine, zipped: Zip, shape: str, capsys: pytest.CaptureFixture[str]
) -> None:
    content, told = SHAPES[shape]
    good = script("tweets", [tweet(n) for n in range(1000, 1800)])
    imported(night, zipped(x_files([]) | {"data/tweets.js": good, "data/tweets-part1.js": content}))
    found = {row["post_id"] for row in rows(engine)}
    assert len(found - {"x:1", "x:2", "x:3"}) == 800
    assert ("x:3" in found) == (shape == "no JSON")  # the reading goes on behind it
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "not read" in line]
    assert told in line
    assert "data/tweets-part1.js in arsip.zip" in line
    assert night.exit_code == INCOMPLETE
    with engine.connect() as connection:  # a harvest must bring what the archive did not
        assert load_cursor(connection, "x-kominfobekasi") == {}


@only_sqlite
@pytest.mark.parametrize("shape", ["no list", "html", "no object", "deep", "no utf-8"])
def test_an_archive_of_which_nothing_can_be_read_is_refused(
    night: RunContext, engine: Engine, zipped: Zip, shape: str
) -> None:
    content, told = SHAPES[shape]
    before = everything(engine)
    with pytest.raises(ConfigError, match=told) as caught:
        imported(night, zipped(x_files([]) | {"data/tweets.js": content}))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300
    assert everything(engine) == before


NO_POSTS: dict[str, dict[str, Any]] = {
    "a number that is a word": {"id_str": "abc"},
    "a number that is a path": {"id_str": "../x"},
    "a number without end": {"id_str": "9" * 5000},
    "a time before all": {"created_at": "Mon Nov 16 03:00:00 +0000 0001"},
    "a time after all": {"created_at": "Fri Dec 31 23:59:59 +0000 9999"},
    "no time": {"created_at": None},
    "a list for a time": {"created_at": ["x"]},
    "no text": {"full_text": None},
    "an object for a text": {"full_text": {"a": 1}},
}
ODD_SIDES: dict[str, dict[str, Any]] = {
    "a count beyond any number": {"favorite_count": "9" * 30},
    "a count below nothing": {"favorite_count": "-5"},
    "a count that is broken": {"favorite_count": 1.5},
    "a word for a count": {"favorite_count": "banyak"},
    "an object for a language": {"lang": {"a": 1}},
    "an object for a hashtag": {"entities": {"hashtags": [{"text": {"a": 1}}]}},
    "a list for entities": {"entities": [1]},
    "nulls for entities": {"entities": {"hashtags": None, "urls": [None], "user_mentions": "x"}},
    "an object for an address": {"entities": {"urls": [{"expanded_url": {"a": 1}}]}},
    "an address that is none": {"entities": {"urls": [{"expanded_url": "https://[x/"}]}},
    "a list for a picture's address": {"extended_entities": {"media": [{"type": "photo", "media_url_https": ["x"]}]}},
    "a word for versions": {"edit_info": {"initial": {"editTweetIds": "abc"}}},
    "an object for the answered": {"in_reply_to_status_id_str": {"a": 1}},
}


@only_sqlite
@pytest.mark.parametrize("odd", NO_POSTS)
def test_what_is_no_post_costs_itself(night: RunContext, engine: Engine, zipped: Zip, odd: str) -> None:
    imported(night, zipped(x_files([tweet(1), tweet(2, **NO_POSTS[odd])])))
    assert [row["post_id"] for row in rows(engine)] == ["x:1"]
    assert night.exit_code == INCOMPLETE


@only_sqlite
@pytest.mark.parametrize("odd", ODD_SIDES)
def test_an_odd_side_value_costs_itself_alone(night: RunContext, engine: Engine, zipped: Zip, odd: str) -> None:
    imported(night, zipped(x_files([tweet(1), tweet(2, **ODD_SIDES[odd])])))
    assert [(row["post_id"], row["text"], row["shares"]) for row in rows(engine)] == [
        ("x:1", "Halo", 3),
        ("x:2", "Halo", 3),
    ]
    assert night.exit_code == 0


@only_sqlite
@pytest.mark.parametrize(
    ("item", "stored"),
    [
        ({"media": ["x"]}, 1),
        ({"media": [{"uri": {"a": 1}, "creation_timestamp": 1_770_000_000, "title": "x"}]}, 2),
        ({"media": [{"uri": "a.jpg", "creation_timestamp": 1_770_000_000, "title": {"a": 1}}]}, 2),
        ({"media": {"uri": "a.jpg", "creation_timestamp": 1_770_000_000, "title": "x"}}, 2),
        ({"media": [None, {"uri": "a.jpg", "creation_timestamp": "1770000000", "title": "x"}]}, 2),
        ({"media": [{"uri": "a.jpg", "creation_timestamp": 10**18, "title": "x"}]}, 1),
        ({"media": [{"uri": "a.jpg", "creation_timestamp": 253_402_300_799, "title": "x"}]}, 1),
        ({"media": [{"uri": "a.jpg", "creation_timestamp": -(10**10), "title": "x"}]}, 1),
        ({"media": [{"uri": "a.jpg", "creation_timestamp": float("nan"), "title": "x"}]}, 1),
    ],
)
def test_of_an_exported_post_what_is_odd_costs_itself(
    night: RunContext, engine: Engine, zipped: Zip, item: dict[str, Any], stored: int
) -> None:
    imported(night, zipped({"posts_1.json": json.dumps([exported(NOW), item])}), "instagram")
    assert len(rows(engine)) == stored
    assert night.exit_code == (0 if stored == 2 else INCOMPLETE)


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
