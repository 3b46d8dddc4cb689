"""Whole nights of a channel on YouTube: what is stored, what it takes of the day's units, what its terms ask."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from sqlalchemy import Engine, text

from pipeline import clock
from pipeline.demo.standin.server import Fault, StandIn, World
from pipeline.demo.world.world import NOW
from pipeline.demo.world.youtube import YouTubeComment, YouTubeVideo, channel_of
from pipeline.harvest.harvest import harvest
from pipeline.harvest.replay import replay
from pipeline.nightly import nightly
from pipeline.operate.status import show_status
from pipeline.settings.models import Settings
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight
from tests.pipeline.harvest.responding import KEY, everything, only_sqlite

DAY = timedelta(days=1)
ACCEPTED = {"amendment_accepted": "2026-06-15"}
PLANTED = ("sari_wulandari", "joko77", channel_of("@sari_wulandari"), "0813-5555-0199", "demo-youtube-key", KEY)
MakeChannel = Callable[..., Settings]


@pytest.fixture
def channel(make_settings: MakeSettings, standin: StandIn) -> MakeChannel:
    """Settings of one channel with comments."""
    assert standin.url

    def make(**keys: Any) -> Settings:
        source = {"id": "yt-diskominfo", "platform": "youtube", "account": "@DiskominfoBekasi", "pace_seconds": 0}
        secrets = {"YOUTUBE_API_KEY": "demo-youtube-key", "PANTAU_PSEUDONYM_KEY": KEY}
        given = {"youtube": ACCEPTED, "secrets": secrets, **keys}
        return make_settings(sources=[source | {"responses": True}], **given)

    return make


def videos(count: int, *, first: int = 0) -> list[YouTubeVideo]:
    words = "Layanan Mal Pelayanan Publik dibuka Sabtu ini, aplikasi {} tersedia"
    return [
        YouTubeVideo(title=words.format(n), at=NOW - 60 * DAY + n * DAY / 4, views=100 + n, likes=n)
        for n in range(first, first + count)
    ]


def with_comments(world: World) -> None:
    world.youtube = videos(3)
    world.youtube[2].at = NOW - 2 * DAY
    world.youtube[2].comment_list = [
        YouTubeComment(text="kapan buka? hubungi 0813-5555-0199 @joko77", user="@sari_wulandari", at=NOW - DAY),
        YouTubeComment(text="pukul 8", user="@joko77", at=NOW - DAY),
    ]


def run(night_of: OpenNight, settings: Settings, at: datetime = NOW) -> int:
    with night_of(settings, lambda: at) as night:
        harvest(night, settings.config.sources)
    return int(night.exit_code)


def units(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT sum(units) FROM v_costs")).scalar_one())


def ending(engine: Engine) -> tuple[str, str]:
    with engine.connect() as connection:
        row = connection.execute(text("SELECT outcome, reason FROM v_source_health")).one()
    return row.outcome, row.reason or ""


def test_a_night_stores_videos_and_comments_and_names_nobody(
    engine: Engine, world: World, channel: MakeChannel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_comments(world)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert nightly(channel()) == 0
    with engine.connect() as connection:
        posts = connection.execute(text("SELECT post_id, kind, topic, views FROM v_posts")).all()
        told = connection.execute(text("SELECT text, author_hash FROM v_responses ORDER BY text")).all()
        followers = connection.execute(text("SELECT followers FROM v_followers")).scalar_one()
    assert {post.post_id for post in posts} == {f"youtube:{video.id}" for video in world.youtube}
    assert {(post.kind, post.topic is None) for post in posts} == {("video", False)}
    assert [one.text for one in told] == ["kapan buka? hubungi [telepon] @[akun]", "pukul 8"]
    assert followers == 1_230
    stored = everything(engine)
    assert not [words for words in PLANTED if words in stored]
    [page] = tmp_path.glob("reports/*-W*/report.html")
    assert "YouTube" in page.read_text(encoding="utf-8")


@only_sqlite
def test_without_the_amendment_nothing_is_asked(
    engine: Engine, world: World, channel: MakeChannel, night_of: OpenNight
) -> None:
    world.youtube = videos(3)
    assert run(night_of, channel(youtube={})) == 1
    outcome, reason = ending(engine)
    assert outcome == "skipped"
    assert "set youtube: {amendment_accepted: DATE} in config.yaml" in reason
    assert world.requests == []


@only_sqlite
def test_without_a_key_the_variable_is_named(engine: Engine, channel: MakeChannel, night_of: OpenNight) -> None:
    assert run(night_of, channel(secrets={})) == 1
    assert ending(engine) == ("skipped", "YouTube needs an API key; set YOUTUBE_API_KEY in .env")


@only_sqlite
def test_the_units_of_a_first_harvest_a_quiet_night_and_one_with_five_videos(
    engine: Engine, world: World, channel: MakeChannel, night_of: OpenNight
) -> None:
    """A hundred channels of this size take 300 units a quiet night, of 10,000."""
    world.youtube = videos(120)
    settings, told = channel(), []
    for night in range(3):
        world.now = NOW + night * DAY
        if night == 2:
            fresh = videos(5, first=120)
            world.youtube += [replace(video, at=world.now - DAY / 9) for video in fresh]
        before = units(engine) if night else 0
        assert run(night_of, settings, world.now) == 0
        told.append(units(engine) - before)
    first, quiet, busy = told
    assert first == 1 + 3 + 3  # the channel; of 120 videos three pages of the list, three look-ups
    assert quiet <= 3  # the channel, the newest page of the list, those whose turn it is to be read again
    assert busy <= 4  # and the new ones


@only_sqlite
def test_a_spent_day_leaves_the_rest_to_the_next(
    engine: Engine, world: World, channel: MakeChannel, night_of: OpenNight
) -> None:
    world.youtube = videos(120)
    settings = channel(youtube=ACCEPTED | {"daily_units": 5})
    assert run(night_of, settings) == 1
    outcome, reason = ending(engine)
    assert outcome == "partial"
    assert "of the day's 5 units for YouTube 1 are left" in reason
    assert units(engine) <= 5
    assert run(night_of, channel(), NOW + DAY) == 0
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM v_posts")).scalar_one() == 120


@only_sqlite
def test_youtube_s_own_word_lets_it_rest_until_its_midnight(
    engine: Engine, world: World, channel: MakeChannel, night_of: OpenNight
) -> None:
    world.youtube = videos(3)
    world.faults = [Fault(platform="youtube", do="quota_exceeded")]
    settings = channel()
    assert run(night_of, settings) == 1
    assert "rests until 2026-11-24 15:00" in ending(engine)[1]  # midnight in California, by Jakarta's clock
    world.faults, asked = [], len(world.requests)
    assert run(night_of, settings, NOW + timedelta(hours=1)) == 1
    assert len(world.requests) == asked
    assert run(night_of, settings, NOW + timedelta(hours=9)) == 0


@only_sqlite
def test_status_tells_the_units_of_the_day_and_of_no_platform_that_is_not_watched(
    world: World, channel: MakeChannel, night_of: OpenNight, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], make_settings: MakeSettings,
) -> None:  # fmt: skip
    with_comments(world)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings = channel()
    run(night_of, settings)
    capsys.readouterr()
    show_status(settings, as_json=True)
    told = json.loads(capsys.readouterr().out)["youtube"]
    assert told == {
        "units_today": 4, "daily_units": 10_000, "responses_units_today": 1, "responses_daily_units": 3_000,
    }  # fmt: skip
    show_status(settings, as_json=False)
    assert "YouTube today: 4 of 10,000 units; of it responses: 1 of at most 3,000\n" in capsys.readouterr().out
    show_status(make_settings(), as_json=True)
    assert "youtube" not in json.loads(capsys.readouterr().out)


@only_sqlite
def test_a_look_up_that_proves_a_deletion_is_booked(
    engine: Engine, world: World, channel: MakeChannel, night_of: OpenNight
) -> None:
    world.youtube, settings = videos(4), channel()
    world.youtube[3].at = NOW - DAY
    run(night_of, settings)
    world.youtube[3].state = "deleted"
    for night in (1, 2):
        world.now = NOW + night * DAY
        run(night_of, settings, world.now)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(deleted_at) FROM v_posts")).scalar_one() == 1
    assert units(engine) == len(world.requests)


@pytest.mark.parametrize("policy", ["keep", "tombstone"])
def test_a_video_that_was_private_for_two_days_comes_back_with_its_words(
    engine: Engine, world: World, channel: MakeChannel, night_of: OpenNight, policy: str
) -> None:
    world.youtube, settings = videos(4), channel(on_delete=policy)
    hidden = world.youtube[1]
    hidden.at = NOW - DAY
    found = []
    states: tuple[Literal["public", "private"], ...] = ("public", "private", "private", "private", "public", "public")
    for day, state in enumerate(states):
        hidden.state, world.now = state, NOW + day * DAY
        run(night_of, settings, world.now)
        with engine.connect() as connection:
            row = text("SELECT deleted_at, title FROM v_posts WHERE post_id = :id")
            found.append(connection.execute(row, {"id": f"youtube:{hidden.id}"}).one())
        assert (hidden.title in everything(engine)) is (found[-1].title is not None)
    assert [one.deleted_at is None for one in found][3] is False
    assert [one.title for one in found][3] is None
    assert found[-1].title == (hidden.title if policy == "keep" else None)
    assert (found[-1].deleted_at is None) is (policy == "keep")
    with night_of(settings, lambda: NOW + 6 * DAY) as night:
        replay(night, settings.config.sources)
    assert (hidden.title in everything(engine)) is (policy == "keep")


def test_texts_of_others_raw_answers_and_what_is_gone_are_not_kept_beyond_the_terms(
    engine: Engine, world: World, channel: MakeChannel, night_of: OpenNight
) -> None:
    with_comments(world)
    settings = channel()
    run(night_of, settings)
    lost = world.youtube[0]
    lost.state = "deleted"
    for night in (1, 2, 24, 25, 26, 35):
        world.now = NOW + night * DAY
        run(night_of, settings, world.now)
    with engine.connect() as connection:
        texts = connection.execute(text("SELECT text FROM v_responses")).scalars().all()
        gone = connection.execute(
            text("SELECT deleted_at, title, text FROM v_posts WHERE post_id = :id"), {"id": f"youtube:{lost.id}"}
        ).one()
        kept = connection.execute(
            text("SELECT count(*) FROM pages WHERE length(body) > 0 AND fetched_at < :then"),
            {"then": NOW + 5 * DAY if engine.dialect.name == "postgresql" else "2026-11-29 00:00:00"},
        ).scalar_one()
        counts = connection.execute(text("SELECT count(*) FROM v_metrics")).scalar_one()
    assert set(texts) == {None}
    assert gone.deleted_at is not None
    assert (gone.title, gone.text) == (None, "")
    assert kept == 0
    assert counts > 3  # the amendment lets statistics be kept
