"""Weeks of bad nights by official interfaces: each tells why, costs no other source, loses and doubles nothing."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipeline import clock
from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.facebook import FacebookComment, FacebookPost
from pipeline.demo.world.world import Account, Article, Fault, InstagramComment, InstagramPost, World
from pipeline.demo.world.youtube import YouTubeComment, YouTubeVideo
from tests.conftest import MakeSettings
from tests.pipeline.conftest import Pantau

FIRST = datetime(2026, 11, 2, 18, tzinfo=UTC)
DAY = timedelta(days=1)
Publish = Callable[[World, datetime], None]
BESIDE = {"id": "situs", "platform": "website", "url": "https://diskominfo.bekasikota.go.id", "pace_seconds": 0}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Bad:
    """A night: what goes wrong, how the source ends, and a part of its line."""

    outcome: str
    reason: str = ""
    faults: Sequence[Mapping[str, Any]] = ()
    world: Mapping[str, Any] = field(default_factory=dict)


GOOD = Bad("complete")


def error(code: object, message: str = "No", *, sub: object = None, status: int = 400, **more: Any) -> dict[str, Any]:
    """Make a refusal of Meta with its own words."""
    told = {"message": message, "type": "OAuthException", "code": code, "error_subcode": sub, "fbtrace_id": "A"}
    return {"do": "status", "status": status, "body": json.dumps({"error": told}), **more}


def refused(reason: str, status: int, message: str = "No", **more: Any) -> dict[str, Any]:
    """Make a refusal of YouTube with its own words."""
    told = {"code": status, "message": message, "errors": [{"message": message, "reason": reason}]}
    return {"do": "status", "status": status, "body": json.dumps({"error": told}), **more}


def instagram(world: World, at: datetime) -> None:
    world.instagram.append(InstagramPost(caption=f"Foto {at:%d}", at=at, insights={"views": 5, "reach": 4}))
    world.instagram[-1].comment_list.append(InstagramComment(text=f"kapan {at:%d}", user="warga_a"))
    world.instagram[-1].comments = 1


def facebook(world: World, at: datetime) -> None:
    world.facebook.append(FacebookPost(message=f"Kabar {at:%d}", at=at, insights={"post_media_view": 9}))
    world.facebook[-1].comment_list.append(FacebookComment(text=f"kapan {at:%d}", user="Siti Aminah"))


def youtube(world: World, at: datetime) -> None:
    world.youtube.append(YouTubeVideo(title=f"Kabar {at:%d}", at=at))
    world.youtube[-1].comment_list.append(YouTubeComment(text=f"kapan {at:%d}"))


LESS = "Please reduce the amount of data you're asking for, then retry your request"
USAGE = {"type": "instagram", "call_count": 100, "estimated_time_to_regain_access": 30}
SPENT = {"x-business-use-case-usage": json.dumps({"1": [USAGE]})}
PER_DAY = "Quota exceeded for quota metric 'Queries' and limit 'Queries per day' of service 'youtube.googleapis.com'"
ELSEWHERE, STRANGER = [Account(name="pemkotbekasi", native_id="7")], Account(name="dinaslain", native_id="999")
POSTS, BY_IDS, COMMENTS, THREADS = "published_posts", "/v25.0/$", "/comments$", "/commentThreads$"
VIDEOS, LIST = "/videos$", "/playlistItems$"
FIELD = "Tried accessing nonexisting field ({})"

INSTAGRAM = (
    Bad("failed", "removed the app", [error(190, sub=458)]),
    Bad("failed", "another account", world={"meta_accounts": ELSEWHERE}),
    Bad("failed", "refuses the token (401)", [{"do": "status", "status": 401, "body": "<html>no</html>"}]),
    Bad("complete", "", [error(1, LESS, status=500, nth=range(1, 6))]),
    Bad("failed", "of its own", [error(-1, "server error. Try again.", sub=2207001)]),
    Bad("partial", "shows the comments of none", [error(24, "does not exist", sub=2207006, path=COMMENTS)]),
    Bad("partial", "could not be read", [error(2, "down", path=COMMENTS, nth=1)]),
    Bad("partial", "may not read", [error(10, "no permission", path=COMMENTS)]),
    Bad("blocked", "fewer requests", [error(80002, "too many calls", headers=SPENT)]),
)
FACEBOOK = (
    Bad("failed", "changed the password", [error("190", sub="460")]),
    Bad("failed", "does not show", world={"facebook_account": STRANGER}),
    Bad("partial", "could not be read", [error(100, FIELD.format("comments"), path=COMMENTS, nth=1)]),
    Bad("complete", "Meta refused shares", [error(100, FIELD.format("shares"), path=POSTS, nth=1)]),
    Bad("complete", "", [error(1, LESS, status=500, path=POSTS, nth=range(1, 6))]),
    Bad("complete", "", [error(1, LESS, status=500, path=BY_IDS, nth=range(1, 4))]),
    Bad("failed", "unknown shape", [{"do": "status", "status": 200, "body": "false"}]),
    Bad("blocked", "100 %", world={"meta_usage": 100}),
)
YOUTUBE = (
    Bad("failed", "not enabled", [refused("accessNotConfigured", 403)]),
    Bad("partial", "used up", [refused("quotaExceeded", 403, 'You have <a href="/docs">exceeded</a> your quota')]),
    Bad("partial", "used up", [refused("rateLimitExceeded", 429, PER_DAY)]),
    Bad("blocked", "fewer requests", [refused("rateLimitExceeded", 403)]),
    Bad("failed", "of its own", [refused("processingFailure", 400, path=LIST)]),
    Bad("partial", "does not find the list", [refused("playlistItemsNotAccessible", 403, path=LIST)]),
    Bad("complete", "does not find", [refused("videoNotFound", 404, path=THREADS, nth=1)]),
    Bad("partial", "see this", [refused("forbidden", 403, 'see <a href="x">this</a>', path=THREADS, nth=1)]),
    Bad("complete", "unknown shape", [{"do": "odd_counts", "path": VIDEOS}]),
)


@dataclass
class Weeks:
    """Night after night with one source that is treated badly, and a website beside it."""

    world: World
    pantau: Pantau
    engine: Engine
    publish: Publish
    platform: str
    at: datetime = FIRST
    talk: list[str] = field(default_factory=list)

    def night(self, bad: Bad, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, str]:
        """Publish, harvest, and return the outcome and reason of the source, and the outcome of the other."""
        self.publish(self.world, self.at - timedelta(hours=3))
        self.world.now, asked = self.at, len(self.world.asked(self.platform))
        self.world.faults = [Fault(**{"platform": self.platform, **fault}) for fault in bad.faults]
        before = {name: getattr(self.world, name) for name in bad.world}
        for name, value in bad.world.items():
            setattr(self.world, name, value)
        monkeypatch.setattr(clock, "now", lambda: self.at)
        ended = self.pantau("harvest")
        for name, value in before.items():
            setattr(self.world, name, value)
        self.at += DAY
        assert "Traceback" not in ended.err
        assert len(self.world.asked(self.platform)) - asked < 60, "a refusal must not be answered by hammering"
        self.talk.append(ended.err)
        told = {row[0]: row[1:] for row in self.rows("SELECT source_id, outcome, reason FROM v_source_health")}
        return told["akun"][0], told["akun"][1] or "", told["situs"][0]

    def rows(self, query: str) -> list[Any]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def raw_bodies(self) -> bytes:
        """Return all stored pages, unpacked."""
        return b"".join(zlib.decompress(body) for (body,) in self.rows("SELECT body FROM pages") if body)


@pytest.mark.parametrize(
    ("platform", "asked", "publish", "keys", "nights"),
    [
        ("instagram", "meta", instagram, {"ladder": ["official"]}, INSTAGRAM),
        ("facebook", "meta", facebook, {}, FACEBOOK),
        ("youtube", "youtube", youtube, {}, YOUTUBE),
    ],
)
def test_each_bad_night_tells_why_costs_no_other_source_and_all_is_there_in_the_end(  # a row of the table
    platform: str, asked: str, publish: Publish, keys: dict[str, Any], nights: Sequence[Bad], world: World,
    standin: StandIn, engine: Engine, make_settings: MakeSettings, pantau: Pantau, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert standin
    monkeypatch.setattr("urllib3.util.Retry.sleep", lambda _self, _response=None: None)
    secrets = {"META_ACCESS_TOKEN": world.meta_token, "YOUTUBE_API_KEY": world.youtube_key}
    for name, value in (secrets | {"PANTAU_PSEUDONYM_KEY": "a key of sixteen or more"}).items():
        monkeypatch.setenv(name, value)
    source = {"id": "akun", "platform": platform, "account": "diskominfobekasi", "pace_seconds": 0, "responses": True}
    make_settings(sources=[source | keys, BESIDE], youtube={"amendment_accepted": "2026-06-15"})
    world.articles = [Article(number=n, title=f"Berita {n}", on=date(2026, 11, 1)) for n in range(1, 4)]
    weeks = Weeks(world, pantau, engine, publish, asked)
    for bad in (GOOD, *nights, GOOD, GOOD):
        outcome, reason, beside = weeks.night(bad, monkeypatch)
        assert (outcome, bad.reason in reason) == (bad.outcome, True), reason
        assert beside == "complete"
    assert reason == ""
    count, published = "SELECT count(*), count(DISTINCT {}) FROM {} WHERE source_id = 'akun'", len(nights) + 3
    assert weeks.rows(count.format("url", "v_posts")) == [(published, published)]
    assert weeks.rows(count.format("text", "v_responses")) == [(published, published)]
    assert weeks.rows("SELECT count(edited_at), count(deleted_at) FROM v_posts") == [(0, 0)]
    held = "".join(weeks.talk).encode() + weeks.raw_bodies()
    assert not [value for value in (*secrets.values(), world.facebook_token) if value.encode() in held]
