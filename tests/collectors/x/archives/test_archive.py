"""Posts of X's archive, in every shape that programs which read such archives report."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from collectors.archive_file import Archive, Entry, Owner
from collectors.errors import ConfigError
from collectors.x.archives.archive import XArchive

MANIFEST = {"archiveInfo": {"generationDate": "2026-11-20T05:00:00.000Z", "isPartialArchive": False}}
ACCOUNT = [{"account": {"username": "kominfobekasi"}}]
LONG = "Jadwal pelayanan keliling administrasi kependudukan untuk seluruh kecamatan di Kota Bekasi. " * 8
CUT = LONG[:275] + "… https://t.co/aa"


def tweet(number: int = 1, words: str = "Halo", **more: Any) -> dict[str, Any]:
    return {
        "id_str": str(number), "created_at": "Mon Nov 16 03:01:00 +0000 2026", "full_text": words,
        "favorite_count": "12", "retweet_count": "3", **more,
    }  # fmt: skip


def read(folder: Path, tweets: str | list[Any], **files: list[Any]) -> tuple[list[Entry], XArchive]:
    """Read an archive: its entries, and itself."""
    told = tweets if isinstance(tweets, str) else f"window.YTD.tweets.part0 = {json.dumps(tweets)}"
    with zipfile.ZipFile(folder / "x.zip", "w") as packed:
        packed.writestr("data/manifest.js", f"window.__THAR_CONFIG = {json.dumps(MANIFEST)}")
        packed.writestr("data/account.js", f"window.YTD.account.part0 = {json.dumps(ACCOUNT)}")
        packed.writestr("data/tweets.js", told)
        for name, items in files.items():
            packed.writestr(f"data/{name.replace('_', '-')}.js", f"window.YTD.{name}.part0 = {json.dumps(items)}")
    with Archive.open(folder / "x.zip") as archive:
        opened = XArchive(archive, Owner("Kominfobekasi"))
        return list(opened.entries()), opened


@pytest.mark.parametrize(
    "opening",
    [
        "window.YTD.tweets.part0 =",
        'window.YTD["tweets"]["part0"] = ',
        "window.YTD.tweets-old.part0=",
        "var tweets = ",
        "",
    ],
)
def test_every_post_is_read_whatever_the_assignment_before_the_list(tmp_path: Path, opening: str) -> None:
    entries, archive = read(tmp_path, opening + json.dumps([{"tweet": tweet(n)} for n in (1, 2, 3)]))
    assert [entry.post.post_id for entry in entries] == ["x:1", "x:2", "x:3"]
    assert archive.whole


@pytest.mark.parametrize("wrapper", ["tweet", "communityTweet", "community_tweet"])
@pytest.mark.parametrize("twice", [False, True])
def test_posts_in_communities_are_read_under_any_wrapper(tmp_path: Path, wrapper: str, *, twice: bool) -> None:
    posted = tweet(2, "Tulisan di komunitas")
    inner = {"tweet": posted} if twice else posted
    entries, archive = read(tmp_path, [{"tweet": tweet()}], community_tweet=[{wrapper: inner}])
    assert [entry.post.text for entry in entries] == ["Halo", "Tulisan di komunitas"]
    assert archive.whole


@pytest.mark.parametrize(
    "note",
    [
        {"note_tweet": {"note_tweet_id": "9", "created_at": "2026-11-16T03:01:00Z", "core": {"text": LONG}}},
        {"noteTweetId": "9", "createdAt": "2026-11-16T03:01:00.000Z", "core": {"text": LONG}},
        {"noteTweet": {"noteTweetId": "9", "createdAt": None, "text": LONG}},
        {"noteTweet": {"note_tweet_results": {"result": {"text": LONG}}}, "tweet_id": "1"},
        {"noteTweet": {"noteTweetResults": {"result": {"text": LONG, "entity_set": None}}}, "tweetId": 1},
    ],
)
def test_a_long_text_is_found_under_any_name(tmp_path: Path, note: dict[str, Any]) -> None:
    (entry,), _ = read(tmp_path, [{"tweet": tweet(1, CUT)}], note_tweet=[note])
    assert entry.post.text == LONG
    assert not entry.post.reduced


def test_the_hashtags_of_a_long_text_in_snake_case_are_read(tmp_path: Path) -> None:
    told = {"result": {"text": LONG, "entity_set": {"hashtags": [{"text": "BekasiKeren"}]}}}
    note = {"note_tweet": {"note_tweet_results": told}, "tweet_id": "1"}
    (entry,), _ = read(tmp_path, [{"tweet": tweet(1, CUT)}], note_tweet=[note])
    assert entry.post.hashtags == ("BekasiKeren",)


def edited(*ids: int) -> dict[str, Any]:
    return {"edit_info": {"initial": {"editTweetIds": [str(number) for number in ids]}}}


def test_an_earlier_version_stands_where_the_newest_is_in_no_file(tmp_path: Path) -> None:
    old, middle = tweet(5, "Lama", **edited(5, 6, 7)), tweet(6, "Tengah", **edited(5, 6, 7))
    (entry,), _ = read(tmp_path, [{"tweet": middle}, {"tweet": old}])
    assert (entry.post.post_id, entry.post.text) == ("x:5", "Tengah")
    newest = tweet(7, "Baru", **edited(7, 6, 5))  # in another order
    (entry,), _ = read(tmp_path, [{"tweet": old}, {"tweet": newest}, {"tweet": middle}])
    assert (entry.post.post_id, entry.post.text) == ("x:5", "Baru")


def test_an_edited_post_has_its_first_number_where_only_that_is_told(tmp_path: Path) -> None:
    (entry,), _ = read(tmp_path, [{"tweet": tweet(6, edit_info={"edit": {"initialTweetId": "5"}})}])
    assert entry.post.post_id == "x:5"


@pytest.mark.parametrize(
    "told",
    [
        "Mon Nov 16 10:01:00 +0700 2026",
        "2026-11-16T03:01:00.000Z",
        "2026-11-16T10:01:00+07:00",
        "2026-11-16T03:01:00",
    ],
)
def test_the_offset_of_a_time_counts(tmp_path: Path, told: str) -> None:
    (entry,), _ = read(tmp_path, [{"tweet": tweet(created_at=told)}])
    assert f"{entry.post.published_at:%Y-%m-%d %H:%M %Z}" == "2026-11-16 03:01 UTC"


def test_a_text_under_its_old_name_is_one_although_the_new_is_null(tmp_path: Path) -> None:
    (entry,), archive = read(tmp_path, [{"tweet": {**tweet(), "full_text": None, "text": "Teks"}}])
    assert entry.post.text == "Teks"
    assert archive.whole


NUMBER = 2124246471275446272


def written(folder: Path, **files: Any) -> Path:
    """Write an archive whose files have these names; of a text the bytes, else as X writes a list."""
    with zipfile.ZipFile(folder / "x.zip", "w") as packed:
        for name, told in files.items():
            packed.writestr(
                name, told if isinstance(told, (str, bytes)) else f"window.YTD.x.part0 = {json.dumps(told)}"
            )
    return folder / "x.zip"


def entries_of(path: Path) -> list[Entry]:
    with Archive.open(path) as archive:
        return list(XArchive(archive, Owner("Kominfobekasi")).entries())


@pytest.mark.parametrize(
    "name",
    [
        "data/tweets_part1.js",
        "data/tweets-part1 (1).js",
        "Data/Tweets Part1.JS",
        "a/b/data/tweet-part1.js",
        "tweets.json",
    ],
)
def test_no_part_is_passed_over_for_its_name(tmp_path: Path, name: str) -> None:
    told = {"data/account.js": ACCOUNT, "data/tweets.js": [tweet(NUMBER)], name: [tweet(NUMBER + 1)]}
    assert {entry.post.revision for entry in entries_of(written(tmp_path, **told))} == {NUMBER, NUMBER + 1}


def test_the_archives_of_before_2018_are_read(tmp_path: Path) -> None:
    old = {"id_str": "12", "created_at": "2009-11-16 03:01:00 +0000", "text": "Halo"}
    month = f"Grailbird.data.tweets_2009_11 = {json.dumps([old])}"
    user = 'var user_details = {"screen_name": "@kominfobekasi"}'
    told = {"data/js/tweets/2009_11.js": month, "data/js/user_details.js": user}
    (entry,) = entries_of(written(tmp_path, **told))
    assert f"{entry.post.text} {entry.post.published_at:%Y-%m-%d}" == "Halo 2009-11-16"


@pytest.mark.parametrize("within", ["twitter-2026.zip", "zeeschuimer-export.NDJSON"])
def test_what_can_be_imported_within_an_archive_is_named(tmp_path: Path, within: str) -> None:
    with pytest.raises(ConfigError, match=f"it holds {within}: unpack that one"):
        entries_of(written(tmp_path, **{f"a/{within}": b"PK"}))


@pytest.mark.parametrize("name", ["twitter_circle_tweet", "circle_tweets"])
def test_posts_for_a_circle_are_left_out_whatever_tells_their_number(tmp_path: Path, name: str) -> None:
    private = {name: told for name, told in tweet(NUMBER).items() if name != "id_str"}
    circle = [{"twitterCircleTweet": {**private, "id": NUMBER}}]
    entries, _ = read(tmp_path, [{"tweet": tweet(n)} for n in (NUMBER, 5)], **{name: circle})
    assert [entry.post.post_id for entry in entries] == ["x:5"]


def test_versions_may_be_told_as_numbers(tmp_path: Path) -> None:
    entries, _ = read(tmp_path, [{"tweet": tweet(9, edit_info={"initial": {"editTweetIds": [7, 9]}})}])
    assert [entry.post.post_id for entry in entries] == ["x:7"]


@pytest.mark.parametrize("told", [[None, "9"], ["9"], [], None, "9", [{"id": 7}, 9]])
def test_the_first_version_is_the_posts_whatever_the_list_of_them_lacks(tmp_path: Path, told: Any) -> None:
    edit = {"initialTweetId": "7", "editControlInitial": {"editTweetIds": told}}
    entries, _ = read(tmp_path, [{"tweet": tweet(9, edit_info={"edit": edit})}])
    assert [entry.post.post_id for entry in entries] == ["x:7"]


def test_whom_an_answer_greets_is_masked_although_only_a_number_tells_that_it_is_one(tmp_path: Path) -> None:
    entities = {"user_mentions": [{"screen_name": "budi_w"}]}
    (entry,), _ = read(tmp_path, [{"tweet": tweet(9, "Baik kak @budi_w", in_reply_to_status_id=7, entities=entities)}])
    assert (entry.post.kind, entry.post.text, entry.post.mentions) == ("reply", "Baik kak @[akun]", ())


def test_a_link_in_an_answer_does_not_name_others(tmp_path: Path) -> None:
    urls = [{"url": "https://t.co/a", "expanded_url": "https://x.com/budi_w/status/5"}]
    (entry,), _ = read(tmp_path, [{"tweet": tweet(9, "@budi_w lihat https://t.co/a", entities={"urls": urls})}])
    assert entry.post.links == ("https://x.com/i/status/5",)
    assert "budi_w" not in json.dumps(entry.kept)
