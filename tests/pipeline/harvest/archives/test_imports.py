"""Archives of the account's owner: what they add, and what they never change."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from pipeline.demo.standin.server import StandIn
from pipeline.demo.standin.x.objects import author_id
from pipeline.demo.world.world import InstagramPost, World, XPost
from pipeline.harvest.archives import imports
from pipeline.harvest.harvest import harvest
from pipeline.harvest.replay import replay
from pipeline.harvest.retention import forget
from pipeline.run.console import keep
from pipeline.run.context import RunContext
from storage.harvest.cursors import load_cursor
from tests.pipeline.harvest.archives.archive_files import (
    CAPTION,
    MADE,
    Zip,
    everything,
    exported,
    imported,
    only_sqlite,
    rows,
    script,
    source,
    tweet,
    x_files,
)

# The clock


@pytest.mark.parametrize(
    ("now", "leapt", "told"),
    [
        (datetime(2026, 11, 24, tzinfo=UTC), False, ""),
        (datetime(2037, 11, 24, tzinfo=UTC), True, "what is old enough to be taken away stays"),
        (datetime(2026, 1, 1, tzinfo=UTC), False, "later than this machine's clock says"),
    ],
)
def test_nothing_goes_for_its_age_by_a_clock_that_an_archive_contradicts(
    night: RunContext, zipped: Zip, monkeypatch: pytest.MonkeyPatch, now: datetime, leapt: bool, told: str
) -> None:
    trusted, said = list[bool](), list[str]()
    monkeypatch.setattr(imports, "tidy", lambda run, _source: trusted.append(not run.clock_leapt))
    night.now, night.say = lambda: now, keep(said)
    imported(night, zipped(x_files([tweet(1)])))
    assert trusted == [not leapt]
    assert told in "\n".join(said)
    assert sum("clock" in line for line in said) == bool(told)


# X


def test_a_post_of_the_archive_becomes_a_row_with_what_the_archive_tells(
    night: RunContext, engine: Engine, zipped: Zip
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
    night: RunContext, engine: Engine, zipped: Zip
) -> None:
    imported(night, zipped(x_files([tweet(1)])))
    assert str(rows(engine, "SELECT observed_at FROM v_metrics")[0]["observed_at"])[:10] == MADE[:10]


def test_replies_quotes_and_reposts_are_told_apart(night: RunContext, engine: Engine, zipped: Zip) -> None:
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


def test_all_parts_are_read_and_other_files_are_not(night: RunContext, engine: Engine, zipped: Zip) -> None:
    more = {f"data/tweets-part{n}.js": script("tweets", [tweet(100 + n), tweet(200 + n)], n) for n in (1, 2, 10)}
    headers = {"data/tweet-headers.js": script("tweet_headers", [{"tweet": {"tweet_id": "1"}}])}
    imported(night, zipped(x_files([tweet(1)]) | more | headers))
    assert len(rows(engine)) == 7


@pytest.mark.parametrize("name", ["data/tweet.js", "tweet.js", "twitter-2019/data/tweet.js"])
def test_older_archives_are_read_too(night: RunContext, engine: Engine, zipped: Zip, name: str) -> None:
    bare = script("tweet", [tweet(1)["tweet"], tweet(2)])
    imported(night, zipped({name: bare}))
    assert [row["post_id"] for row in rows(engine)] == ["x:1", "x:2"]


def test_deleted_posts_come_with_their_text_and_are_marked(night: RunContext, engine: Engine, zipped: Zip) -> None:
    files = x_files([tweet(1)]) | {"data/deleted-tweets.js": script("deleted_tweets", [tweet(2, "Ditarik")])}
    imported(night, zipped(files))
    assert [(row["text"], row["deleted_at"] is not None) for row in rows(engine)] == [
        ("Halo", False),
        ("Ditarik", True),
    ]


def test_an_archive_proves_the_deletion_of_a_stored_post(night: RunContext, engine: Engine, zipped: Zip) -> None:
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


def test_a_long_post_gets_its_whole_text(night: RunContext, engine: Engine, zipped: Zip) -> None:
    whole = "Jadwal lengkap pelayanan keliling untuk seluruh kecamatan di kota ini. " * 9
    cut = whole[:270] + "… https://t.co/x"
    note = {"noteTweet": {"noteTweetId": "9", "createdAt": "2026-11-16T03:01:00.000Z", "core": {"text": whole}}}
    # Another post of that beginning, and short, keeps its own text.
    files = x_files([tweet(1, cut), tweet(2, whole[:80])]) | {"data/note-tweet.js": script("note_tweet", [note])}
    imported(night, zipped(files))
    assert [row["text"] for row in rows(engine)] == [whole, whole[:80]]


def test_of_an_edited_post_the_newest_version_is_kept_under_the_first_number(
    night: RunContext, engine: Engine, zipped: Zip
) -> None:
    first = {"initial": {"editTweetIds": ["5", "6"]}}
    second = {"edit": {"initialTweetId": "5", "editControlInitial": {"editTweetIds": ["5", "6"]}}}
    imported(night, zipped(x_files([tweet(6, "Ralat", edit_info=second), tweet(5, "Salah", edit_info=first)])))
    assert [(row["post_id"], row["text"], row["url"][-2:]) for row in rows(engine)] == [("x:5", "Ralat", "/6")]


def test_a_second_import_changes_nothing(night: RunContext, engine: Engine, zipped: Zip) -> None:
    path = zipped(x_files([tweet(n) for n in range(1, 1203)]))
    imported(night, path)
    before = everything(engine)
    assert len(before["posts"]) == 1202
    imported(night, path)
    assert everything(engine) == before


def test_harvested_posts_stay_as_they_are(
    night: RunContext, engine: Engine, world: World, standin: StandIn, zipped: Zip
) -> None:
    assert standin
    world.x = [XPost(text="Dari harvest", likes=9, id="70")]
    harvest(night, [source(night, "x")])
    imported(night, zipped(x_files([tweet(70, "Dari arsip"), tweet(5, "Lama")])))
    told = {row["post_id"]: (row["text"], row["likes"]) for row in rows(engine)}
    assert told == {"x:70": ("Dari harvest", 9), "x:5": ("Lama", 12)}


@pytest.mark.parametrize("first", ["import", "harvest"])
def test_import_and_harvest_bring_the_same_posts_in_either_order(
    night: RunContext, engine: Engine, world: World, standin: StandIn, zipped: Zip, first: str
) -> None:
    assert standin
    standing = [n for n in range(1, 31) if n != 15]
    world.x = [XPost(text=f"Kabar {n}", id=str(n)) for n in standing]
    deleted = script("deleted_tweets", [tweet(15, "Sudah dihapus")])
    path = zipped(x_files([tweet(n, f"Kabar {n}") for n in standing[:-2]]) | {"data/deleted-tweets.js": deleted})
    steps: list[Callable[[], object]] = [
        lambda: imported(night, path),
        lambda: harvest(night, [source(night, "x")]),
    ]
    for step in steps if first == "import" else reversed(steps):
        step()
    found = {row["post_id"]: (row["kind"], row["text"], row["deleted_at"] is None) for row in rows(engine)}
    shown = {f"x:{n}": ("post", f"Kabar {n}", True) for n in standing}
    assert found == shown | {"x:15": ("post", "Sudah dihapus", False)}


def test_nobody_pays_for_what_a_whole_archive_brought(
    night: RunContext, world: World, standin: StandIn, zipped: Zip
) -> None:
    assert standin
    world.x = [XPost(text=f"Kabar {n}", id=str(n)) for n in range(1, 31)]
    long_ago = {"created_at": "Mon Nov 18 03:00:00 +0000 2024"}  # so that no count is due
    imported(night, zipped(x_files([tweet(n, **long_ago) for n in range(1, 29)])))
    harvest(night, [source(night, "x")])
    assert sorted(number for request in world.asked("x") for number in request.post_ids) == ["29", "30"]


def test_an_archive_in_several_zips_leaves_the_harvest_where_it_stands(
    night: RunContext, engine: Engine, zipped: Zip
) -> None:
    manifest = {"archiveInfo": {"generationDate": MADE, "isPartialArchive": True}}
    files = x_files([tweet(9)]) | {"data/manifest.js": f"window.__THAR_CONFIG = {json.dumps(manifest)}"}
    imported(night, zipped(files))
    with engine.connect() as connection:
        assert load_cursor(connection, "x-kominfobekasi") == {}


def test_replay_makes_the_same_rows_again(night: RunContext, engine: Engine, zipped: Zip) -> None:
    imported(night, zipped(x_files([tweet(n, f"Kabar {n} &lt;3") for n in range(1, 20)])))
    before = rows(engine)
    replay(night, [source(night, "x")])
    assert rows(engine) == before


@only_sqlite
def test_names_of_others_and_private_messages_are_not_kept(night: RunContext, engine: Engine, zipped: Zip) -> None:
    mention = {"user_mentions": [{"screen_name": "warga", "name": "Nama Lengkap", "id_str": author_id("warga")}]}
    imported(night, zipped(x_files([tweet(1, "@warga Halo", entities=mention)])))
    kept = b"".join(zlib.decompress(row["body"]) for row in rows(engine, "SELECT body FROM pages"))
    assert b"Nama Lengkap" not in kept
    assert b"rahasia" not in kept


# Instagram


def test_exported_posts_are_matched_to_harvested_ones_and_never_doubled(
    night: RunContext, engine: Engine, world: World, standin: StandIn, zipped: Zip
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


def test_what_could_not_be_matched_is_stored_once_and_listed(night: RunContext, engine: Engine, zipped: Zip) -> None:
    at = datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)
    path = zipped({"content/posts_1.json": json.dumps([exported(at), exported(at + timedelta(days=9), "")])})
    listed = imported(night, path, "instagram")
    assert listed == [f"2024-02-03 04:05:06Z  {CAPTION}", "2024-02-12 04:05:06Z  (no text)"]
    before = everything(engine)
    assert [row["text"] for row in before["posts"]] == [CAPTION, ""]
    assert imported(night, path, "instagram") == listed
    assert everything(engine) == before


def test_a_later_harvest_takes_the_place_of_an_exported_post(
    night: RunContext, engine: Engine, world: World, standin: StandIn, zipped: Zip
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


@only_sqlite
@pytest.mark.parametrize("ended_in", ["rewrite_pages", "remove_posts"])
def test_an_exported_post_whose_taking_away_was_ended_midway_goes_with_the_next_replay(
    night: RunContext,
    engine: Engine,
    world: World,
    standin: StandIn,
    zipped: Zip,
    monkeypatch: pytest.MonkeyPatch,
    ended_in: str,
) -> None:
    assert standin
    at = datetime(2026, 11, 16, 3, tzinfo=UTC)
    imported(night, zipped({"posts_1.json": json.dumps([exported(at)])}), "instagram")
    world.instagram = [InstagramPost(caption=CAPTION, at=at, likes=4)]

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(imports, ended_in, interrupt)
        with pytest.raises(KeyboardInterrupt):
            harvest(night, [source(night, "instagram")])
    assert len(rows(engine, "SELECT post_id FROM v_posts")) == 2
    replay(night, [source(night, "instagram")])
    assert [row["likes"] for row in rows(engine, "SELECT likes FROM v_posts")] == [4]


def test_reels_albums_and_films_are_read(night: RunContext, engine: Engine, zipped: Zip) -> None:
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


# Forgetting


def test_what_was_forgotten_does_not_come_back(night: RunContext, engine: Engine, zipped: Zip) -> None:
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
    night: RunContext, engine: Engine, world: World, standin: StandIn, zipped: Zip
) -> None:
    assert standin
    at = datetime(2026, 11, 16, 3, tzinfo=UTC)
    items = [exported(at), exported(at - timedelta(days=400), "Sudah tidak ada di profil")]
    imported(night, zipped({"posts_1.json": json.dumps(items)}), "instagram")
    world.instagram = [InstagramPost(caption=CAPTION, at=at)]
    harvest(night, [source(night, "instagram")])
    (kept,) = rows(engine, "SELECT body FROM pages WHERE kind = 'instagram export'")
    assert [item["text"] for item in json.loads(zlib.decompress(kept["body"]))] == ["Sudah tidak ada di profil"]
