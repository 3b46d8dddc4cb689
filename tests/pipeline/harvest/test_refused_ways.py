"""Nights after a way was refused: no session is asked in its place, until it has served again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from pipeline.demo.world.world import NOW, Account, Fault, InstagramComment, World
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight
from tests.pipeline.harvest.laddering import (
    CHECKPOINT,
    DAY,
    SECOND,
    SESSION_FAILS,
    SOURCE,
    faults,
    posts,
    rows,
    run,
    stored,
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("do", ["token_expired", "token_revoked", "permission", "blocked"])
@pytest.mark.parametrize("later", ["server_error", "rate_limited", "reset"])
def test_after_a_refusal_no_session_is_asked_until_the_token_has_worked_again(
    do: str, later: str, laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    posts(world, 3)
    settings = laddered("official", "session")
    world.faults = faults(do)
    run(night_of, settings)
    world.faults = faults(later)
    outcome, reason = run(night_of, settings, NOW + 2 * DAY)
    assert outcome in ("failed", "blocked")
    assert "no session is asked, since official has been refused since 2026-11-24 (" in reason
    assert world.asked("instagram") == []
    world.faults = []
    assert run(night_of, settings, NOW + 4 * DAY) == ("complete", "")
    assert [rest.name for rest in stored(engine)] == []
    world.faults = faults(later)
    outcome, reason = run(night_of, settings, NOW + 6 * DAY)
    assert outcome == "complete"
    assert reason.endswith("session was asked in its place")


def test_a_refusal_ends_where_the_official_way_shows_posts_and_never_comments(
    laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    posts(world, 1, comment_list=[InstagramComment(text="tanya")])
    world.meta_accounts = [Account(name="pemkotbekasi", native_id="7")]
    settings = laddered("official", "session", responses=True)
    world.faults = faults("token_revoked")
    assert run(night_of, settings)[0] == "failed"
    world.faults = []
    assert run(night_of, settings, NOW + DAY)[0] == "complete"
    assert rows(engine, "SELECT count(*) FROM v_responses") == [(1,)]
    assert stored(engine) == []


def test_a_refusal_stands_where_another_way_gave_the_posts(
    laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    posts(world, 1, comment_list=[InstagramComment(text="tanya")])
    world.meta_accounts = [Account(name="pemkotbekasi", native_id="7")]
    world.faults = faults("token_revoked")
    run(night_of, laddered("official", "session", responses=True))
    refused = [rest.name for rest in stored(engine)]
    world.faults = [Fault(platform="instagram", do="server_error", path="comments")]
    assert run(night_of, laddered("session", "official", responses=True), NOW + DAY)[0] == "partial"
    assert refused
    assert [rest.name for rest in stored(engine)] == refused


def test_a_refusal_of_the_session_keeps_the_official_way_from_nothing(
    laddered: MakeSettings, night_of: OpenNight, world: World
) -> None:
    posts(world, 3)
    settings = laddered("session", "official")
    world.faults = [CHECKPOINT]
    assert run(night_of, settings)[0] == "blocked"
    world.faults = [SESSION_FAILS]
    outcome, reason = run(night_of, settings, NOW + 40 * DAY)
    assert (outcome, reason.endswith("official was asked in its place")) == ("complete", True)
    assert world.asked("meta")


def test_a_refusal_of_the_session_keeps_nobody_from_the_export(
    laddered: MakeSettings, night_of: OpenNight, world: World
) -> None:
    posts(world, 3)
    settings = laddered("official", "session", "export")
    world.faults = [*faults("server_error"), CHECKPOINT]
    assert run(night_of, settings)[0] in ("failed", "blocked")
    world.faults = []
    assert run(night_of, settings, NOW + 20 * DAY) == ("complete", "")
    world.faults = [*faults("server_error"), SESSION_FAILS]
    outcome, reason = run(night_of, settings, NOW + 40 * DAY)
    assert outcome == "failed"
    assert f"pantau import FILE --source {SOURCE}" in reason


def test_a_refusal_of_the_official_way_leaves_the_export(
    laddered: MakeSettings, night_of: OpenNight, world: World
) -> None:
    posts(world, 3)
    settings = laddered("official", "session", "export")
    world.faults = faults("token_revoked")
    run(night_of, settings)
    world.faults = faults("server_error")
    outcome, reason = run(night_of, settings, NOW + 2 * DAY)
    assert outcome == "failed"
    assert "no session is asked, since official has been refused" in reason
    assert f"pantau import FILE --source {SOURCE}" in reason
    assert world.asked("instagram") == []


def test_a_refusal_is_remembered_where_the_token_was_taken_away_after_it(
    laddered: MakeSettings, night_of: OpenNight, world: World, credentials: dict[str, str]
) -> None:
    posts(world, 3)
    world.faults = faults("token_revoked")
    run(night_of, laddered("official", "session"))
    world.faults = []
    outcome, reason = run(night_of, laddered("official", "session", secrets=credentials), NOW + DAY)
    assert outcome == "skipped"
    assert "META_ACCESS_TOKEN" in reason
    assert "no session is asked, since official has been refused" in reason
    assert world.asked("instagram") == []


def test_a_refusal_is_remembered_where_no_session_stood_below_that_night(
    laddered: MakeSettings, night_of: OpenNight, world: World
) -> None:
    posts(world, 3)
    world.faults = faults("token_revoked")
    run(night_of, laddered("official"))
    world.faults = faults("server_error")
    assert run(night_of, laddered("official", "session"), NOW + DAY)[0] == "failed"
    assert world.asked("instagram") == []


@pytest.mark.parametrize("do", ["token_expired", "token_revoked", "permission", "blocked"])
def test_what_is_refused_never_falls_to_a_session(
    do: str, laddered: MakeSettings, night_of: OpenNight, world: World
) -> None:
    posts(world, 3)
    world.faults = faults(do)
    outcome, reason = run(night_of, laddered("official", "session"))
    assert outcome in ("failed", "blocked")
    assert "Meta" in reason or "token" in reason
    assert world.asked("instagram") == []


def test_a_refusal_that_rests_keeps_the_session_from_every_source_and_every_later_run(
    laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    posts(world, 3)
    world.faults = faults("blocked")
    settings = laddered("official", "session", also=[SECOND])
    assert run(night_of, settings)[0] == "blocked"
    outcome, reason = run(night_of, settings, NOW + timedelta(minutes=5))
    assert (outcome, reason.startswith("rests until")) == ("blocked", True)
    assert rows(engine, "SELECT outcome FROM v_source_health ORDER BY source_id") == [("blocked",)] * 2
    assert (len(world.asked("meta")), world.asked("instagram")) == (1, [])
