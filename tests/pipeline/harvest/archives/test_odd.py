"""Archives of the shapes that others met: communities, circles, long texts, citizens' handles, labels, damage."""

from __future__ import annotations

import json
import random
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from collectors.errors import ConfigError
from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import InstagramPost, World, XPost
from pipeline.harvest.archives.imports import import_export, opened_export
from pipeline.harvest.harvest import harvest
from pipeline.harvest.replay import replay
from pipeline.run.context import INCOMPLETE, RunContext
from storage.harvest.cursors import load_cursor
from tests.pipeline.harvest.archives.archive_files import (
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

pytestmark = pytest.mark.usefixtures("engine")
LONG = "Jadwal lengkap pelayanan keliling untuk seluruh kecamatan di kota ini. " * 8
HANDLE = "warga_contoh_a"


def terms(engine: Engine) -> set[tuple[str, str]]:
    return {(row["kind"], row["value"]) for row in rows(engine, "SELECT * FROM post_terms")}


def texts(engine: Engine) -> list[str]:
    return [row["text"] for row in rows(engine)]


def kept(engine: Engine) -> str:
    """All that the store holds, pages unpacked."""
    pages = b"".join(zlib.decompress(row["body"]) for row in rows(engine, "SELECT body FROM pages"))
    return json.dumps(everything(engine), default=str) + pages.decode()


def answer(number: int, **more: Any) -> dict[str, Any]:
    mention = {"screen_name": HANDLE, "name": "Warga", "id_str": "77"}
    told = {"in_reply_to_status_id_str": "44", "in_reply_to_screen_name": HANDLE, "in_reply_to_user_id_str": "77"}
    entities = {"hashtags": [], "urls": [], "user_mentions": [mention]}
    return tweet(number, f"@{HANDLE} Terima kasih kak", **{**told, "entities": entities, **more})


@pytest.mark.parametrize("name", ["community-tweet.js", "community-tweets.js", "community-tweet-part1.js"])
def test_posts_in_communities_are_read_and_the_cursor_moves_past_them(
    night: RunContext, engine: Engine, zipped: Zip, name: str
) -> None:
    more = {f"data/{name}": script("community_tweet", [tweet(2, "Tulisan di komunitas", community_id="16")])}
    imported(night, zipped(x_files([tweet(1, "Biasa")]) | more))
    assert texts(engine) == ["Biasa", "Tulisan di komunitas"]
    with engine.connect() as connection:
        assert load_cursor(connection, "x-kominfobekasi")["newest"] == "2"


def test_posts_for_a_circle_are_left_out(night: RunContext, engine: Engine, zipped: Zip) -> None:
    more = {"data/twitter-circle-tweet.js": script("twitter_circle_tweet", [tweet(2, "Untuk lingkaran")])}
    imported(night, zipped(x_files([tweet(1), tweet(2, "Untuk lingkaran")]) | more))
    assert texts(engine) == ["Halo"]


def test_a_campaigns_hashtag_behind_the_cut_counts(night: RunContext, engine: Engine, zipped: Zip) -> None:
    more = {"expanded_url": "https://twitter.com/i/web/status/1", "url": "https://t.co/x"}
    post = tweet(1, LONG[:270] + "… https://t.co/x", entities={"hashtags": [], "urls": [more], "user_mentions": []})
    core = {
        "text": LONG + "#BekasiKeren https://t.co/aa",
        "hashtags": [{"text": "BekasiKeren"}],
        "urls": [{"expandedUrl": "https://bekasikota.go.id/a", "shortUrl": "https://t.co/aa"}],
    }
    notes = [{"noteTweet": {"noteTweetId": "9", "createdAt": "2026-11-16T03:01:04.000Z", "core": core}}]
    imported(night, zipped(x_files([post]) | {"data/note-tweet.js": script("note_tweet", notes)}))
    assert texts(engine) == [core["text"]]
    assert terms(engine) == {("hashtag", "BekasiKeren"), ("link", "https://bekasikota.go.id/a")}


@only_sqlite
@pytest.mark.parametrize("told", ["answer", "answer to a deleted post", "long answer"])
def test_whom_an_answer_greets_stands_nowhere(night: RunContext, engine: Engine, zipped: Zip, told: str) -> None:
    more: dict[str, str] = {}
    post = answer(1)
    if told == "answer to a deleted post":
        post = answer(1, in_reply_to_status_id_str=None)
    if told == "long answer":
        post = answer(1, full_text=f"@{HANDLE} {LONG[:250]}… https://t.co/x")
        core = {"text": f"@{HANDLE} {LONG}@{HANDLE}", "mentions": [{"screenName": HANDLE, "id": "77"}]}
        more = {"data/note-tweet.js": script("note_tweet", [{"noteTweet": {"noteTweetId": "9", "core": core}}])}
    imported(night, zipped(x_files([post]) | more))
    assert texts(engine)[0].startswith("@[akun] ")
    assert HANDLE not in kept(engine)
    before = rows(engine)
    replay(night, [source(night, "x")])
    assert rows(engine) == before


def test_a_known_account_that_is_answered_stays_readable(night: RunContext, engine: Engine, zipped: Zip) -> None:
    told: Any = source(night, "x")
    with opened_export(zipped(x_files([answer(1)])), told, known=frozenset({HANDLE})) as export:
        import_export(night, told, export)
    assert texts(engine) == [f"@{HANDLE} Terima kasih kak"]
    assert terms(engine) == {("mention", HANDLE)}


def test_what_was_never_edited_is_no_edit_when_a_harvest_comes_after(
    night: RunContext, engine: Engine, world: World, standin: StandIn, zipped: Zip
) -> None:
    assert standin
    at = datetime(2026, 11, 23, 3, tzinfo=UTC)
    world.x = [XPost(text="Kabar & berita", id="70", at=at), XPost(text=LONG.strip(), id="71", at=at)]
    items = [tweet(70, "Kabar &amp; berita "), tweet(71, LONG[:270] + "… https://t.co/x")]
    files = x_files(items) | {"data/manifest.js": "window.__THAR_CONFIG = {}"}  # so that a harvest asks for all
    imported(night, zipped(files))
    assert texts(engine)[1].endswith("https://t.co/x")
    harvest(night, [source(night, "x")])
    assert texts(engine) == ["Kabar & berita", LONG.strip()]
    assert [row["edited_at"] for row in rows(engine)] == [None, None]
    assert rows(engine, "SELECT * FROM post_versions") == []


LISTED = {"tweets": {"files": [{"fileName": "data/tweets-part1.js"}]}}
MANIFESTS: tuple[dict[str, Any], ...] = (
    {},
    {"archiveInfo": {"isPartialArchive": True}},
    {"archiveInfo": {"isPartialArchive": "true"}},
    {"archiveInfo": {"isPartialArchive": False}, "dataTypes": LISTED},
)


@pytest.mark.parametrize("told", MANIFESTS)
def test_the_cursor_stays_where_an_archive_does_not_say_that_it_is_whole(
    night: RunContext, engine: Engine, zipped: Zip, told: dict[str, Any]
) -> None:
    imported(night, zipped(x_files([tweet(9)]) | {"data/manifest.js": f"window.__THAR_CONFIG = {json.dumps(told)}"}))
    assert texts(engine) == ["Halo"]
    with engine.connect() as connection:
        assert load_cursor(connection, "x-kominfobekasi") == {}


@pytest.mark.parametrize("account", [[], [{"account": {}}], [{"account": {"username": None}}], {"x": 1}])
def test_an_archive_that_does_not_tell_whose_it_is_is_asked_for(
    night: RunContext, engine: Engine, zipped: Zip, account: Any
) -> None:
    files = x_files([tweet(1)]) | {"data/account.js": script("account", account)}
    with pytest.raises(ConfigError, match="run again with: --account Kominfobekasi"):
        imported(night, zipped(files), vouched=False)
    assert rows(engine) == []
    told = {"userInfo": {"userName": "Kominfobekasi"}, "archiveInfo": {"generationDate": MADE}}
    imported(night, zipped(files | {"data/manifest.js": f"x = {json.dumps(told)}"}), vouched=False)
    assert texts(engine) == ["Halo"]


def test_an_archive_under_an_earlier_name_is_the_accounts_own(night: RunContext, engine: Engine, zipped: Zip) -> None:
    told: Any = source(night, "x").model_copy(update={"formerly": "@Humas_Lama"})
    files = x_files([tweet(1)]) | {"data/account.js": script("account", [{"account": {"username": "humas_lama"}}])}
    with opened_export(zipped(files), told) as export:
        import_export(night, told, export)
    assert [row["url"] for row in rows(engine)] == ["https://x.com/Kominfobekasi/status/1"]


def test_one_damaged_file_costs_itself(night: RunContext, engine: Engine, tmp_path: Path) -> None:
    files = x_files([tweet(n) for n in range(1, 90)]) | {"data/tweets-part1.js": script("tweets", [tweet(200)], 1)}
    path = tmp_path / "arsip.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    body = bytearray(path.read_bytes())
    body[body.find(b'"Halo"') + 1] ^= 1
    path.write_bytes(body)
    imported(night, path)
    assert [row["post_id"] for row in rows(engine)] == ["x:200"]
    assert night.exit_code == INCOMPLETE


@only_sqlite
def test_a_byte_that_is_no_text_costs_at_most_its_post(night: RunContext, engine: Engine, zipped: Zip) -> None:
    whole = script("tweets", [tweet(n, f"Kabar {n} é") for n in range(1, 40)]).encode()
    chance = random.Random(4)  # no secret
    for _ in range(25):
        spoilt = bytearray(whole)
        spoilt[chance.randrange(60, len(spoilt) - 3)] = chance.choice([0x00, 0xFF, 0x22, 0x5C, 0x7B, 0x0A, 0x80])
        imported(night, zipped(x_files([]) | {"data/tweets.js": bytes(spoilt)}))
        assert len(rows(engine)) >= 38


# Instagram


def test_insights_of_the_same_names_are_no_posts(night: RunContext, engine: Engine, zipped: Zip) -> None:
    figures = {"organic_insights_posts": [{"media_map_data": {"Media": {"uri": "x"}}, "string_map_data": {}}]}
    at = datetime(2026, 11, 16, 3, tzinfo=UTC)
    folders = ("logged_information/past_instagram_insights", "insights_lama", "apa_saja")
    files: dict[str, str | bytes] = {f"{folder}/posts.json": json.dumps(figures) for folder in folders}
    files["logged_information/past_instagram_insights/reels.json"] = json.dumps({"organic_insights_reels": []})
    files["your_instagram_activity/media/posts_1.json"] = json.dumps([exported(at)])
    imported(night, zipped(files), "instagram")
    assert len(rows(engine)) == 1
    assert night.exit_code == 0


@pytest.mark.parametrize("shape", ["one post", "one post with one medium"])
def test_one_post_may_stand_without_a_list(night: RunContext, engine: Engine, zipped: Zip, shape: str) -> None:
    one = exported(datetime(2026, 11, 16, 3, tzinfo=UTC))
    if shape == "one post with one medium":
        one["media"] = one["media"][0]
    imported(night, zipped({"media/posts_1.json": json.dumps(one)}), "instagram")
    assert len(rows(engine)) == 1
    assert night.exit_code == 0


@pytest.mark.parametrize(
    ("name", "metadata", "kind"),
    [
        ("media/posts/18012345678901234", {"video_metadata": {}}, "video"),
        ("media/posts/18012345678901234", {"photo_metadata": {}}, "image"),
        ("media/posts/1.jpg", {"video_metadata": {}}, "image"),
        ("media/posts/1.mp4", None, "video"),
        ("media/reels/1801234567", None, "video"),
        ("media/posts/1801234567", "x", "image"),
    ],
)
def test_a_film_is_told_by_its_name_or_its_metadata(
    night: RunContext, engine: Engine, zipped: Zip, name: str, metadata: Any, kind: str
) -> None:
    one = exported(datetime(2026, 11, 16, 3, tzinfo=UTC))
    one["media"][0] |= {"uri": name, "media_metadata": metadata}
    imported(night, zipped({"media/posts_1.json": json.dumps([one])}), "instagram")
    assert [row["kind"] for row in rows(engine)] == [kind]
    replay(night, [source(night, "instagram")])
    assert [row["kind"] for row in rows(engine)] == [kind]


def test_side_values_that_are_odd_are_counted_in_the_message(
    capsys: pytest.CaptureFixture[str], night: RunContext, zipped: Zip
) -> None:
    odd: dict[str, Any] = {"favorite_count": "banyak", "entities": {"hashtags": [None], "urls": {}}, "lang": 7}
    imported(night, zipped(x_files([tweet(1), tweet(2, **odd)])))
    told = capsys.readouterr().err
    assert "2 posts read, 2 added, 0 held already; 4 side values of an unknown shape were left out" in told
    assert "(favorite_count, hashtags, lang, urls)" in told


def test_a_line_of_an_odd_text_can_be_written_down(night: RunContext, engine: Engine, zipped: Zip) -> None:
    at = datetime(2026, 11, 16, 3, tzinfo=UTC)
    post = {**exported(at), "title": "Kabar \ud83d \x1b[2J\x00 kota", "creation_timestamp": int(at.timestamp())}
    (line,) = imported(night, zipped({"content/posts_1.json": json.dumps([post])}), "instagram")
    line.encode()
    assert line.endswith("Kabar \ufffd \ufffd[2J\ufffd kota")  # where a terminal would obey, or could not write
    assert len(texts(engine)) == 1


def test_labelled_posts_are_stored_once_and_a_harvest_takes_their_place(
    night: RunContext, engine: Engine, world: World, standin: StandIn, zipped: Zip
) -> None:
    assert standin
    at, caption = datetime(2026, 11, 16, 3, tzinfo=UTC), "Posyandu Melati membuka layanan – gratis 🌱"
    label = {"label": "Keterangan", "value": caption.encode().decode("latin-1")}
    item = {"timestamp": int(at.timestamp()), "media": [], "label_values": [label]}
    path = zipped({"your_instagram_activity/media/posts_1.json": json.dumps([item])})
    imported(night, path, "instagram")
    imported(night, path, "instagram")
    assert texts(engine) == [caption]
    world.instagram = [InstagramPost(caption=caption, at=at, likes=4)]
    harvest(night, [source(night, "instagram")])
    replay(night, [source(night, "instagram")])
    found = rows(engine, "SELECT post_id, text, edited_at FROM v_posts")
    assert found == [{"post_id": f"instagram:{world.instagram[0].code}", "text": caption, "edited_at": None}]
