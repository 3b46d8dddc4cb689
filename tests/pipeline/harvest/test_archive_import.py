"""Archives of the account's owner: what they add, what they never change, and what is refused."""

from __future__ import annotations

import json
import os
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from collectors.errors import ConfigError
from pipeline.demo.standin.server import StandIn
from pipeline.demo.standin.x.objects import author_id
from pipeline.demo.world.world import InstagramPost, World, XPost
from pipeline.harvest.archive_import import import_export, opened_export
from pipeline.harvest.harvest import harvest
from pipeline.harvest.replay import replay
from pipeline.harvest.retention import forget
from pipeline.run.context import RunContext
from pipeline.settings.models import Settings, SourceBase
from storage.runs.runs import cursor_of

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
MADE = "2026-11-20T05:00:00.000Z"
CAPTION = "Posyandu Melati membuka layanan timbang balita – gratis untuk warga 🌱"

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = pytest.mark.usefixtures("engine")


def tweet(number: int, words: str = "Halo", **more: Any) -> dict[str, Any]:
    """Write a post as the archive does: ids and counts as text."""
    return {
        "tweet": {
            "id_str": str(number),
            "id": str(number),
            "created_at": f"Mon Nov 16 03:{number % 60:02}:00 +0000 2026",
            "full_text": words,
            "lang": "in",
            "favorite_count": "12",
            "retweet_count": "3",
            "entities": {"hashtags": [], "user_mentions": [], "urls": []},
            **more,
        }
    }


def script(name: str, items: list[Any], part: int = 0) -> str:
    """Write a file of the X archive."""
    return f"window.YTD.{name}.part{part} = {json.dumps(items, indent=2)}"


def packed(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Pack a ZIP."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def x_files(items: list[Any], **more: str) -> dict[str, str | bytes]:
    """Write the files of an X archive that Pantau reads."""
    manifest = {"archiveInfo": {"generationDate": MADE, "isPartialArchive": False}}
    account = [{"account": {"username": "kominfobekasi", "email": "rahasia@contoh.example"}}]
    return {
        "data/manifest.js": f"window.__THAR_CONFIG = {json.dumps(manifest)}",
        "data/account.js": script("account", account),
        "data/tweets.js": script("tweets", items),
        "data/direct-messages.js": script("direct_messages", [{"dmConversation": {"text": "rahasia"}}]),
        **more,
    }


def mangled(words: str) -> str:
    """Spoil a text as Instagram's export does."""
    return words.encode().decode("latin-1")


def exported(at: datetime, words: str = CAPTION, media: int = 1, **more: Any) -> dict[str, Any]:
    """Write a post as Instagram's export does: text and time at the medium, or at the item where it has several."""
    stamp = int(at.timestamp())
    items = [{"uri": f"media/posts/202611/{n}.jpg", "creation_timestamp": stamp} for n in range(media)]
    told = {"title": mangled(words), "creation_timestamp": stamp}
    if media == 1:
        return {"media": [items[0] | told], **more}
    return {"media": items, **told, **more}


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """Pack a ZIP in the test's folder."""
    return lambda files, name="arsip.zip": packed(tmp_path / name, files)


@pytest.fixture
def night(night_of: Callable[..., Any], settings: Settings) -> Iterator[RunContext]:
    """An open night at a fixed hour."""
    with night_of(settings, lambda: NOW) as opened:
        yield opened


def source(night: RunContext, platform: str) -> SourceBase:
    """The source of a platform."""
    return next(source for source in night.settings.config.sources if source.platform == platform)


def imported(night: RunContext, path: Path, platform: str = "x") -> list[str]:
    """Import an archive."""
    with opened_export(path, source(night, platform)) as export:
        return import_export(night, source(night, platform), export)


def rows(engine: Engine, query: str = "SELECT * FROM v_posts ORDER BY post_id") -> list[dict[str, Any]]:
    """Read from the store."""
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(text(query))]


def everything(engine: Engine) -> dict[str, list[Any]]:
    """What the store holds of posts, their history and their pages."""
    tables = ("posts", "post_versions", "post_terms", "post_media", "snapshots", "pages", "sources")
    return {table: rows(engine, f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables}


# X


def test_a_post_of_the_archive_becomes_a_row_with_what_the_archive_tells(
    night: RunContext, engine: Engine, zipped: Callable[..., Path]
) -> None:
    entities = {
        "hashtags": [{"text": "BekasiKeren", "indices": ["0", "5"]}],
        "user_mentions": [{"screen_name": "dishubkota", "name": "Seseorang", "id_str": "5"}],
        "urls": [{"url": "https://t.co/a", "expanded_url": "https://kota.example/berita/1"}],
    }
    media = {"media": [{"type": "video", "media_url_https": "https://pbs.twimg.com/1.jpg"}]}
    item = tweet(7, "Kerja bakti &amp; senam #BekasiKeren", entities=entities, extended_entities=media)
    imported(night, zipped(x_files([item])))
    (post,) = rows(engine)
    assert post["post_id"] == "x:7"
    assert post["text"] == "Kerja bakti & senam #BekasiKeren"
    assert post["kind"] == "post"
    assert post["url"] == "https://x.com/Kominfobekasi/status/7"
    assert post["method"] == "archive"
    assert post["published_local"].endswith("10:07:00") if isinstance(post["published_local"], str) else True
    assert (post["likes"], post["comments"], post["shares"], post["views"]) == (12, None, 3, None)
    terms = {(row["kind"], row["value"]) for row in rows(engine, "SELECT * FROM post_terms")}
    assert terms == {
        ("hashtag", "BekasiKeren"),
        ("mention", "dishubkota"),
        ("link", "https://kota.example/berita/1"),
    }
    assert [row["kind"] for row in rows(engine, "SELECT kind FROM post_media")] == ["video"]


def test_counts_are_dated_by_the_day_on_which_the_archive_was_made(
    night: RunContext, engine: Engine, zipped: Callable[..., Path]
) -> None:
    imported(night, zipped(x_files([tweet(1)])))
    assert str(rows(engine, "SELECT observed_at FROM v_metrics")[0]["observed_at"])[:10] == MADE[:10]


def test_replies_quotes_and_reposts_are_told_apart(
    night: RunContext, engine: Engine, zipped: Callable[..., Path]
) -> None:
    quoted = {"urls": [{"url": "https://t.co/q", "expanded_url": "https://twitter.com/lain/status/55"}]}
    items = [
        tweet(1, "@warga Terima kasih", in_reply_to_status_id_str="44"),
        tweet(2, "Lihat ini https://t.co/q", entities=quoted),
        tweet(3, "RT @lain: Kabar"),
        tweet(4),
    ]
    imported(night, zipped(x_files(items)))
    assert [row["kind"] for row in rows(engine)] == ["reply", "quote", "repost", "post"]
    assert [row["reference"] for row in rows(engine, "SELECT reference FROM posts ORDER BY post_id")] == [
        "x:44",
        "x:55",
        None,
        None,
    ]
    assert rows(engine)[2]["interactions"] is None


def test_all_parts_are_read_and_other_files_are_not(
    night: RunContext, engine: Engine, zipped: Callable[..., Path]
) -> None:
    more = {f"data/tweets-part{n}.js": script("tweets", [tweet(100 + n), tweet(200 + n)], n) for n in (1, 2, 10)}
    headers = {"data/tweet-headers.js": script("tweet_headers", [{"tweet": {"tweet_id": "1"}}])}
    imported(night, zipped(x_files([tweet(1)]) | more | headers))
    assert len(rows(engine)) == 7


@pytest.mark.parametrize("name", ["data/tweet.js", "tweet.js", "twitter-2019/data/tweet.js"])
def test_older_archives_are_read_too(night: RunContext, engine: Engine, zipped: Callable[..., Path], name: str) -> None:
    bare = script("tweet", [tweet(1)["tweet"], tweet(2)])
    imported(night, zipped({name: bare}))
    assert [row["post_id"] for row in rows(engine)] == ["x:1", "x:2"]


def test_deleted_posts_come_with_their_text_and_are_marked(
    night: RunContext, engine: Engine, zipped: Callable[..., Path]
) -> None:
    files = x_files([tweet(1)]) | {"data/deleted-tweets.js": script("deleted_tweets", [tweet(2, "Ditarik")])}
    imported(night, zipped(files))
    assert [(row["text"], row["deleted_at"] is not None) for row in rows(engine)] == [
        ("Halo", False),
        ("Ditarik", True),
    ]


def test_an_archive_proves_the_deletion_of_a_stored_post(
    night: RunContext, engine: Engine, zipped: Callable[..., Path]
) -> None:
    imported(night, zipped(x_files([tweet(1), tweet(2, "Ditarik")])))
    later = x_files([tweet(1)]) | {"data/deleted-tweets.js": script("deleted_tweets", [tweet(2, "Lain")])}
    imported(night, zipped(later))
    assert [(row["text"], row["deleted_at"] is not None) for row in rows(engine)] == [
        ("Halo", False),
        ("Ditarik", True),
    ]
    before = everything(engine)
    imported(night, zipped(later))
    replay(night, [source(night, "x")])
    assert everything(engine)["posts"] == before["posts"]


def test_a_long_post_gets_its_whole_text(night: RunContext, engine: Engine, zipped: Callable[..., Path]) -> None:
    whole = "Jadwal lengkap pelayanan keliling untuk seluruh kecamatan di kota ini. " * 9
    cut = whole[:270] + "… https://t.co/x"
    note = {"noteTweet": {"noteTweetId": "9", "createdAt": "2026-11-16T03:01:00.000Z", "core": {"text": whole}}}
    # Another post of that beginning, and short, keeps its own text.
    files = x_files([tweet(1, cut), tweet(2, whole[:80])]) | {"data/note-tweet.js": script("note_tweet", [note])}
    imported(night, zipped(files))
    assert [row["text"] for row in rows(engine)] == [whole, whole[:80]]


def test_of_an_edited_post_the_newest_version_is_kept_under_the_first_number(
    night: RunContext, engine: Engine, zipped: Callable[..., Path]
) -> None:
    first = {"initial": {"editTweetIds": ["5", "6"]}}
    second = {"edit": {"initialTweetId": "5", "editControlInitial": {"editTweetIds": ["5", "6"]}}}
    imported(night, zipped(x_files([tweet(6, "Ralat", edit_info=second), tweet(5, "Salah", edit_info=first)])))
    assert [(row["post_id"], row["text"], row["url"][-2:]) for row in rows(engine)] == [("x:5", "Ralat", "/6")]


def test_a_second_import_changes_nothing(night: RunContext, engine: Engine, zipped: Callable[..., Path]) -> None:
    path = zipped(x_files([tweet(n) for n in range(1, 1203)]))
    imported(night, path)
    before = everything(engine)
    assert len(before["posts"]) == 1202
    imported(night, path)
    assert everything(engine) == before


def test_harvested_posts_stay_as_they_are(
    night: RunContext, engine: Engine, world: World, standin: StandIn, zipped: Callable[..., Path]
) -> None:
    assert standin
    world.x = [XPost(text="Dari harvest", likes=9, id="70")]
    harvest(night, [source(night, "x")])
    imported(night, zipped(x_files([tweet(70, "Dari arsip"), tweet(5, "Lama")])))
    told = {row["post_id"]: (row["text"], row["likes"]) for row in rows(engine)}
    assert told == {"x:70": ("Dari harvest", 9), "x:5": ("Lama", 12)}


@pytest.mark.parametrize("first", ["import", "harvest"])
def test_import_and_harvest_bring_the_same_posts_in_either_order(
    night: RunContext, engine: Engine, world: World, standin: StandIn, zipped: Callable[..., Path], first: str
) -> None:
    assert standin
    standing = [n for n in range(1, 31) if n != 15]
    world.x = [XPost(text=f"Kabar {n}", id=str(n)) for n in standing]
    deleted = script("deleted_tweets", [tweet(15, "Sudah dihapus")])
    path = zipped(x_files([tweet(n, f"Kabar {n}") for n in standing[:-2]]) | {"data/deleted-tweets.js": deleted})
    steps = [lambda: imported(night, path), lambda: harvest(night, [source(night, "x")])]
    for step in steps if first == "import" else reversed(steps):
        step()
    found = {row["post_id"]: (row["kind"], row["text"], row["deleted_at"] is None) for row in rows(engine)}
    shown = {f"x:{n}": ("post", f"Kabar {n}", True) for n in standing}
    assert found == shown | {"x:15": ("post", "Sudah dihapus", False)}


def test_nobody_pays_for_what_a_whole_archive_brought(
    night: RunContext, world: World, standin: StandIn, zipped: Callable[..., Path]
) -> None:
    assert standin
    world.x = [XPost(text=f"Kabar {n}", id=str(n)) for n in range(1, 31)]
    long_ago = {"created_at": "Mon Nov 18 03:00:00 +0000 2024"}  # so that no count is due
    imported(night, zipped(x_files([tweet(n, **long_ago) for n in range(1, 29)])))
    harvest(night, [source(night, "x")])
    assert sorted(number for request in world.asked("x") for number in request.post_ids) == ["29", "30"]


def test_an_archive_in_several_zips_leaves_the_harvest_where_it_stands(
    night: RunContext, engine: Engine, zipped: Callable[..., Path]
) -> None:
    manifest = {"archiveInfo": {"generationDate": MADE, "isPartialArchive": True}}
    files = x_files([tweet(9)]) | {"data/manifest.js": f"window.__THAR_CONFIG = {json.dumps(manifest)}"}
    imported(night, zipped(files))
    with engine.connect() as connection:
        assert cursor_of(connection, "x-kominfobekasi") == {}


def test_replay_makes_the_same_rows_again(night: RunContext, engine: Engine, zipped: Callable[..., Path]) -> None:
    imported(night, zipped(x_files([tweet(n, f"Kabar {n} &lt;3") for n in range(1, 20)])))
    before = rows(engine)
    replay(night, [source(night, "x")])
    assert rows(engine) == before


@only_sqlite
def test_names_of_others_and_private_messages_are_not_kept(
    night: RunContext, engine: Engine, zipped: Callable[..., Path]
) -> None:
    mention = {"user_mentions": [{"screen_name": "warga", "name": "Nama Lengkap", "id_str": author_id("warga")}]}
    imported(night, zipped(x_files([tweet(1, "@warga Halo", entities=mention)])))
    kept = b"".join(zlib.decompress(row["body"]) for row in rows(engine, "SELECT body FROM pages"))
    assert b"Nama Lengkap" not in kept
    assert b"rahasia" not in kept


# Instagram


def test_exported_posts_are_matched_to_harvested_ones_and_never_doubled(
    night: RunContext, engine: Engine, world: World, standin: StandIn, zipped: Callable[..., Path]
) -> None:
    assert standin
    at = datetime(2026, 11, 16, 3, tzinfo=UTC)
    captions = [CAPTION, "Selamat pagi", "Selamat pagi", None, "Ralat: lomba mulai pukul 08.00 WIB"]
    world.instagram = [InstagramPost(caption=words, at=at + timedelta(hours=n)) for n, words in enumerate(captions)]
    harvest(night, [source(night, "instagram")])
    before = rows(engine)
    items = [
        exported(at - timedelta(hours=5), CAPTION, media=3),  # uploaded before it was published
        exported(at + timedelta(hours=1), "Selamat pagi"),
        exported(at + timedelta(hours=2), "Selamat pagi"),
        exported(at + timedelta(hours=3), ""),
        exported(at + timedelta(hours=4), "Lomba mulai pukul 07.00 WIB"),  # edited since
    ]
    assert imported(night, zipped({"your_instagram_activity/media/posts_1.json": json.dumps(items)}), "instagram") == []
    assert rows(engine) == before


def test_what_could_not_be_matched_is_stored_once_and_listed(
    night: RunContext, engine: Engine, zipped: Callable[..., Path]
) -> None:
    at = datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)
    path = zipped({"content/posts_1.json": json.dumps([exported(at), exported(at + timedelta(days=9), "")])})
    listed = imported(night, path, "instagram")
    assert listed == [f"2024-02-03 04:05:06Z  {CAPTION}", "2024-02-12 04:05:06Z  (no text)"]
    before = everything(engine)
    assert [row["text"] for row in before["posts"]] == [CAPTION, ""]
    assert imported(night, path, "instagram") == listed
    assert everything(engine) == before


def test_a_later_harvest_takes_the_place_of_an_exported_post(
    night: RunContext, engine: Engine, world: World, standin: StandIn, zipped: Callable[..., Path]
) -> None:
    assert standin
    at = datetime(2026, 11, 16, 3, tzinfo=UTC)
    items = [exported(at), exported(at - timedelta(days=400), "Sudah tidak ada di profil")]
    imported(night, zipped({"posts_1.json": json.dumps(items)}), "instagram")
    world.instagram = [InstagramPost(caption=CAPTION, at=at, likes=4)]
    harvest(night, [source(night, "instagram")])
    replay(night, [source(night, "instagram")])
    found = rows(engine, "SELECT post_id, text, likes FROM v_posts ORDER BY published_at")
    assert [(row["text"], row["likes"]) for row in found] == [("Sudah tidak ada di profil", None), (CAPTION, 4)]
    assert found[1]["post_id"] == f"instagram:{world.instagram[0].code}"


def test_reels_albums_and_films_are_read(night: RunContext, engine: Engine, zipped: Callable[..., Path]) -> None:
    at = datetime(2024, 2, 3, tzinfo=UTC)
    reel = exported(at, "Cuplikan pawai budaya tahun ini")
    reel["media"][0]["uri"] = "media/reels/202402/1.mp4"
    files = {
        "media/posts_1.json": json.dumps([exported(at + timedelta(days=1), "Album kegiatan", media=4)]),
        "media/reels.json": json.dumps({"ig_reels_media": [reel]}),
        "media/stories.json": json.dumps({"ig_stories": [{"uri": "x", "creation_timestamp": 1, "title": "Cerita"}]}),
    }
    imported(night, zipped(files), "instagram")
    assert [row["kind"] for row in rows(engine, "SELECT kind FROM v_posts ORDER BY published_at")] == ["video", "album"]


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
def test_another_shape_is_refused_in_one_line(
    night: RunContext, engine: Engine, zipped: Callable[..., Path], shape: str
) -> None:
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
    night: RunContext, engine: Engine, zipped: Callable[..., Path], odd: str
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
    night: RunContext, engine: Engine, zipped: Callable[..., Path], item: dict[str, Any]
) -> None:
    with pytest.raises(ConfigError, match="holds a post of an unknown shape"):
        imported(night, zipped({"posts_1.json": json.dumps([exported(NOW), item])}), "instagram")
    assert rows(engine) == []


@only_sqlite
def test_odd_long_texts_cost_no_post(night: RunContext, engine: Engine, zipped: Callable[..., Path]) -> None:
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
    night: RunContext, zipped: Callable[..., Path], files: Mapping[str, str], told: str
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
    night: RunContext, zipped: Callable[..., Path], files: Mapping[str, str], told: str
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
    night: RunContext, engine: Engine, zipped: Callable[..., Path], tmp_path: Path
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
def test_an_encrypted_or_doubled_member_is_refused(night: RunContext, zipped: Callable[..., Path]) -> None:
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


# Forgetting


def test_what_was_forgotten_does_not_come_back(night: RunContext, engine: Engine, zipped: Callable[..., Path]) -> None:
    path = zipped(x_files([tweet(1, "Tetap"), tweet(2, "Dilupakan")]))
    imported(night, path)
    forget(night, "x:2")
    imported(night, path)
    replay(night, [source(night, "x")])
    assert [(row["post_id"], row["text"]) for row in rows(engine) if row["text"]] == [("x:1", "Tetap")]
    kept = b"".join(zlib.decompress(row["body"]) for row in rows(engine, "SELECT body FROM pages"))
    assert b"Dilupakan" not in kept
    assert b"Tetap" in kept


def test_an_exported_post_that_a_harvest_brought_leaves_no_second_raw_copy(
    night: RunContext, engine: Engine, world: World, standin: StandIn, zipped: Callable[..., Path]
) -> None:
    assert standin
    at = datetime(2026, 11, 16, 3, tzinfo=UTC)
    items = [exported(at), exported(at - timedelta(days=400), "Sudah tidak ada di profil")]
    imported(night, zipped({"posts_1.json": json.dumps(items)}), "instagram")
    world.instagram = [InstagramPost(caption=CAPTION, at=at)]
    harvest(night, [source(night, "instagram")])
    (kept,) = rows(engine, "SELECT body FROM pages WHERE kind = 'instagram export'")
    assert [item["text"] for item in json.loads(zlib.decompress(kept["body"]))] == ["Sudah tidak ada di profil"]
