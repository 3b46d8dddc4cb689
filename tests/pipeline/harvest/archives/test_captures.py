"""What a person's browser captured of the watched account, as Zeeschuimer writes it."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from collectors.errors import ConfigError
from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.world import InstagramPost, World
from pipeline.harvest.harvest import harvest
from pipeline.harvest.replay import replay
from pipeline.run.context import INCOMPLETE, RunContext
from storage.harvest.cursors import load_cursor
from tests.pipeline.harvest.archives.archive_files import CAPTION, imported, rows, source

pytestmark = pytest.mark.usefixtures("engine")
TAKEN = datetime(2026, 11, 16, 3, tzinfo=UTC)
SEEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
Lines = Callable[..., Path]


@pytest.fixture
def lines(tmp_path: Path) -> Lines:
    """Write captures to a file."""

    def write(*items: Any, platform: str = "instagram.com", at: datetime = SEEN) -> Path:
        told = [
            item
            if isinstance(item, str)
            else json.dumps({
                "nav_index": "1:2:3", "item_id": item.get("id"), "timestamp_collected": int(at.timestamp() * 1000),
                "source_platform": platform, "source_platform_url": f"https://www.{platform}/diskominfobekasi/",
                "user_agent": "Mozilla", "data": item,
            })
            for item in items
        ]  # fmt: skip
        path = tmp_path / "zeeschuimer-export.ndjson"
        path.write_text("\n".join(told) + "\n", encoding="utf-8")
        return path

    return write


def node(code: str | None = "DNcontohA1", **more: Any) -> dict[str, Any]:
    """An item of Instagram's list."""
    return {
        "id": "3700000000000000001_4001",
        "pk": "3700000000000000001",
        "code": code,
        "media_type": 1,
        "taken_at": int(TAKEN.timestamp()),
        "caption": {"text": CAPTION, "user": {"username": "diskominfobekasi"}},
        "user": {"username": "diskominfobekasi", "full_name": "Diskominfo", "pk": "4001"},
        "like_count": 12,
        "comment_count": 3,
        "usertags": {"in": [{"user": {"username": "warga_contoh_a"}}]},
        "_zs_instagram_view": "user_posts",
        **more,
    }


def web_post(number: str = "2124246471275446272", **more: Any) -> dict[str, Any]:
    """An item of X's website."""
    legacy = {
        "id_str": number,
        "created_at": "Sat Nov 21 21:00:00 +0000 2026",
        "full_text": "Kerja bakti &amp; senam #BekasiKeren https://t.co/a",
        "entities": {
            "hashtags": [{"text": "BekasiKeren"}],
            "user_mentions": [],
            "urls": [{"url": "https://t.co/a", "expanded_url": "https://kota.example/1"}],
        },
        "favorite_count": 12,
        "reply_count": 1,
        "retweet_count": 3,
        "quote_count": 2,
        "lang": "in",
        **more.pop("legacy", {}),
    }
    user = {"result": {"rest_id": "1", "legacy": {"screen_name": "Kominfobekasi", "name": "Kominfo"}}}
    return {"rest_id": number, "core": {"user_results": user}, "legacy": legacy, "views": {"count": "900"}, **more}


def test_captured_posts_are_those_that_a_harvest_brings(
    night: RunContext, engine: Engine, world: World, standin: StandIn, lines: Lines
) -> None:
    assert standin
    world.instagram = [InstagramPost(caption=CAPTION, at=TAKEN, likes=15)]
    imported(night, lines(node(world.instagram[0].code)), "instagram")
    (before,) = rows(engine)
    assert before["post_id"] == f"instagram:{world.instagram[0].code}"
    assert (before["text"], before["likes"], before["comments"]) == (CAPTION, 12, 3)
    harvest(night, [source(night, "instagram")])
    (after,) = rows(engine)
    assert (after["text"], after["likes"], after["edited_at"]) == (CAPTION, 15, None)


def test_counts_are_dated_by_the_moment_of_the_capture(night: RunContext, engine: Engine, lines: Lines) -> None:
    imported(night, lines(node()), "instagram")
    imported(night, lines(node(like_count=40), at=SEEN + timedelta(days=2)), "instagram")
    imported(night, lines(node(like_count=1), at=SEEN - timedelta(days=2)), "instagram")
    found = rows(engine, "SELECT observed_at, likes FROM v_metrics ORDER BY observed_at")
    assert [(str(row["observed_at"])[:16].replace(" ", "T"), row["likes"]) for row in found] == [
        ("2026-11-20T09:30", 12),
        ("2026-11-22T09:30", 40),
    ]


@pytest.mark.parametrize(("seconds", "likes"), [(86400, [12, 55]), (-86400, [55, 12]), (20, [12]), (0, [12])])
def test_a_capture_without_text_costs_neither_text_nor_counts(
    night: RunContext, engine: Engine, lines: Lines, capsys: pytest.CaptureFixture[str], seconds: int, likes: list[int]
) -> None:
    told = lines(node()).read_text(encoding="utf-8")
    at = SEEN + timedelta(seconds=seconds)
    path = lines(node(caption=None, like_count=55), at=at)
    path.write_text(told + path.read_text(encoding="utf-8"), encoding="utf-8")
    for _ in range(2):
        imported(night, path, "instagram")
    replay(night, [source(night, "instagram")])
    assert [(row["text"], row["edited_at"]) for row in rows(engine)] == [(CAPTION, None)]
    found = rows(engine, "SELECT likes FROM v_metrics ORDER BY observed_at")
    assert [row["likes"] for row in found] == likes
    first, second = re.findall(r"\d+ posts? read, .*? held already", capsys.readouterr().err)
    assert (first, second) == ("1 post read, 1 added, 0 held already", "1 post read, 0 added, 1 held already")


def test_a_second_import_changes_nothing(night: RunContext, engine: Engine, lines: Lines) -> None:
    imported(night, lines(node(), node("DNcontohB2")), "instagram")
    before = rows(engine), rows(engine, "SELECT * FROM pages"), rows(engine, "SELECT * FROM snapshots")
    imported(night, lines(node(), node("DNcontohB2")), "instagram")
    assert (rows(engine), rows(engine, "SELECT * FROM pages"), rows(engine, "SELECT * FROM snapshots")) == before
    replay(night, [source(night, "instagram")])
    assert rows(engine) == before[0]


def test_others_posts_are_left_out_and_collaborations_are_not(
    night: RunContext, engine: Engine, lines: Lines, capsys: pytest.CaptureFixture[str]
) -> None:
    other = {"username": "kedai_contoh", "pk": "5"}
    together = node("DNbersama1", user=other, coauthor_producers=[{"username": "diskominfobekasi"}])
    imported(night, lines(node(), node("DNorang1", user=other), together), "instagram")
    assert sorted(row["post_id"] for row in rows(engine)) == ["instagram:DNbersama1", "instagram:DNcontohA1"]
    assert "1 item of other accounts, or no post, was left out" in capsys.readouterr().err
    assert night.exit_code == 0


def test_nobody_else_is_kept(night: RunContext, engine: Engine, lines: Lines) -> None:
    imported(night, lines(node()), "instagram")
    pages = b"".join(zlib.decompress(row["body"]) for row in rows(engine, "SELECT body FROM pages"))
    assert b"warga_contoh_a" not in pages
    assert b"Mozilla" not in pages


def test_a_part_of_a_post_is_replaced_by_the_whole_and_is_no_edit(
    night: RunContext, engine: Engine, lines: Lines
) -> None:
    part = node(_zs_partial=True)
    for name in ("caption", "user", "taken_at", "like_count"):
        del part[name]
    imported(night, lines(part), "instagram")
    assert [row["text"] for row in rows(engine)] == [""]
    imported(night, lines(node(), part, at=SEEN + timedelta(hours=1)), "instagram")
    assert [(row["text"], row["edited_at"]) for row in rows(engine)] == [(CAPTION, None)]


def test_the_older_shape_is_read_too(night: RunContext, engine: Engine, lines: Lines) -> None:
    graph = {
        "__typename": "GraphSidecar",
        "id": "3700000000000000001",
        "shortcode": "DNcontohA1",
        "taken_at_timestamp": int(TAKEN.timestamp()),
        "owner": {"id": "4001", "username": "diskominfobekasi"},
        "edge_media_to_caption": {"edges": [{"node": {"text": CAPTION}}]},
        "edge_media_preview_like": {"count": 12},
        "edge_media_to_comment": {"count": 3},
        "display_url": "https://cdn.example/1.jpg",
        "edge_sidecar_to_children": {
            "edges": [{"node": {"__typename": "GraphImage", "shortcode": "x", "id": "1"}}] * 2
        },
    }
    imported(night, lines(graph), "instagram")
    (post,) = rows(engine)
    assert (post["kind"], post["text"], post["likes"], post["comments"]) == ("album", CAPTION, 12, 3)


def test_a_line_that_cannot_be_read_costs_itself(night: RunContext, engine: Engine, lines: Lines) -> None:
    imported(night, lines("{broken", node(code=None), node(), "", "[1]"), "instagram")
    assert len(rows(engine)) == 1
    assert night.exit_code == INCOMPLETE


def test_a_file_of_another_platform_is_refused(night: RunContext, lines: Lines) -> None:
    with pytest.raises(ConfigError, match=r"holds no capture of x\.com"):
        imported(night, lines(node()), "x")


@pytest.mark.parametrize("platform", ["twitter.com", "x.com"])
def test_captured_posts_of_x_have_text_terms_and_counts(
    night: RunContext, engine: Engine, lines: Lines, platform: str
) -> None:
    imported(night, lines(web_post(), platform=platform))
    (post,) = rows(engine)
    assert (post["post_id"], post["kind"]) == ("x:2124246471275446272", "post")
    assert post["text"] == "Kerja bakti & senam #BekasiKeren https://t.co/a"
    assert (post["likes"], post["comments"], post["shares"], post["views"]) == (12, 1, 5, 900)
    assert {(row["kind"], row["value"]) for row in rows(engine, "SELECT * FROM post_terms")} == {
        ("hashtag", "BekasiKeren"),
        ("link", "https://kota.example/1"),
    }
    with engine.connect() as connection:
        assert load_cursor(connection, "x-kominfobekasi") == {}


def test_captured_long_posts_reposts_and_answers_are_as_in_a_harvest(
    night: RunContext, engine: Engine, lines: Lines
) -> None:
    whole = "Jadwal lengkap pelayanan keliling untuk seluruh kecamatan. " * 6 + "#BekasiSehat"
    note = {"note_tweet_results": {"result": {"text": whole, "entity_set": {"hashtags": [{"text": "BekasiSehat"}]}}}}
    original = {"rest_id": "3", "legacy": {"full_text": "Imunisasi anak setiap hari Rabu, gratis untuk semua"}}
    repeated = {"full_text": "RT @dinkes: Imunisasi…", "retweeted_status_result": {"result": {"tweet": original}}}
    greeted = {"full_text": "@warga_contoh_a Siap", "in_reply_to_status_id_str": "44"}
    imported(
        night,
        lines(
            web_post("2124246471275446271", note_tweet=note),
            {"tweet": web_post("2124246471275446272", legacy=repeated)},
            web_post("2124246471275446273", legacy=greeted),
            platform="x.com",
        ),
    )
    assert [(row["kind"], row["text"]) for row in rows(engine)] == [
        ("post", whole),
        ("repost", "RT @dinkes: Imunisasi anak setiap hari Rabu, gratis untuk semua"),
        ("reply", "@[akun] Siap"),
    ]


def test_others_posts_on_x_are_left_out(night: RunContext, engine: Engine, lines: Lines) -> None:
    user = {"result": {"core": {"screen_name": "warga_contoh_a"}}}
    imported(night, lines(web_post(), web_post("5", core={"user_results": user}), platform="x.com"))
    assert len(rows(engine)) == 1
