"""Nights of a source with a ladder: which way is asked, what the line says, and that nothing is doubled or lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from collectors.errors import ConfigError
from pipeline.analysis.engagement import score_engagement
from pipeline.demo.world.world import NOW, Account, InstagramComment, InstagramPost, World
from pipeline.harvest.archives.imports import opened_export
from pipeline.operate.checks.files import BAD, GOOD
from pipeline.operate.doctor import _credentials
from storage.db.engine import transaction
from storage.runs.backoffs import load_backoffs
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight
from tests.pipeline.harvest.laddering import (
    DAY,
    INSIGHTS,
    SOURCE,
    TOKEN,
    faults,
    posts,
    rows,
    run,
)
from tests.pipeline.harvest.responding import everything

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_first_rung_alone_is_asked_while_it_serves(
    laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    posts(world, 3, insights=dict(INSIGHTS))
    assert run(night_of, laddered("official", "session"))[0] == "complete"
    assert world.asked("instagram") == []
    assert rows(engine, "SELECT DISTINCT views, shares, method FROM v_metrics") == [(900, 2, "official")]
    assert rows(engine, "SELECT DISTINCT name, value FROM v_insights") == [("reach", 700)]
    assert rows(engine, "SELECT method FROM v_followers") == [("official",)]


@pytest.mark.parametrize("do", ["server_error", "rate_limited", "html", "unknown_request", "reset"])
def test_what_fails_technically_drops_to_the_next_rung_and_says_so(
    do: str, laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    posts(world, 3)
    world.faults = faults(do)
    outcome, reason = run(night_of, laddered("official", "session"))
    assert outcome == "complete"
    assert reason.startswith("official: ")
    assert reason.endswith("session was asked in its place")
    assert rows(engine, "SELECT count(*), min(method) FROM v_posts") == [(3, "session")]


def test_a_personal_account_never_falls_to_a_session(laddered: MakeSettings, night_of: OpenNight, world: World) -> None:
    posts(world, 3)
    world.meta_accounts, world.personal = [Account(name="pemkotbekasi", native_id="7")], True
    outcome, reason = run(night_of, laddered("official", "session"))
    assert outcome == "failed"
    assert "professional" in reason
    assert world.asked("instagram") == []


def test_an_account_that_becomes_personal_keeps_its_posts_and_is_told(
    laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    posts(world, 3)
    settings = laddered("official", "session")
    assert run(night_of, settings)[0] == "complete"
    world.personal = True
    outcome, reason = run(night_of, settings, NOW + DAY)
    assert (outcome, "no professional account" in reason) == ("failed", True)
    assert world.asked("instagram") == []
    assert rows(engine, "SELECT count(*), count(deleted_at) FROM v_posts") == [(3, 0)]
    world.personal = False
    assert run(night_of, settings, NOW + 2 * DAY) == ("complete", "")


def test_only_named_rungs_are_used(laddered: MakeSettings, night_of: OpenNight, world: World) -> None:
    posts(world, 3)
    world.faults = faults("server_error")
    assert run(night_of, laddered("official"))[0] == "failed"
    assert world.asked("instagram") == []
    world.faults = []
    before = len(world.asked("meta"))
    assert run(night_of, laddered(), NOW + DAY)[0] == "complete"
    assert len(world.asked("meta")) == before


def test_a_rung_without_its_token_is_passed_over_and_says_so(
    laddered: MakeSettings, night_of: OpenNight, world: World, credentials: dict[str, str]
) -> None:
    posts(world, 1)
    outcome, reason = run(night_of, laddered("official", "session", secrets=credentials))
    assert outcome == "complete"
    assert "META_ACCESS_TOKEN" in reason


def test_when_no_rung_serves_the_first_failure_is_the_outcome_and_the_export_the_advice(
    laddered: MakeSettings, night_of: OpenNight, world: World
) -> None:
    posts(world, 1)
    world.faults = faults("server_error")
    outcome, reason = run(night_of, laddered("official", "export"))
    assert outcome == "failed"
    assert "pantau import FILE --source ig-diskominfobekasi" in reason
    assert "official: Meta has an error of its own" in reason


def test_a_spent_quota_rests_the_token_and_no_session(
    laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    posts(world, 3)
    world.faults = faults("rate_limited")
    settings = laddered("official", "session")
    assert run(night_of, settings)[0] == "complete"
    with transaction(engine) as connection:
        assert [rest.name for rest in load_backoffs(connection)] == ["meta"]
    asked = len(world.asked("meta"))
    outcome, reason = run(night_of, settings, NOW + timedelta(minutes=5))
    assert (outcome, len(world.asked("meta"))) == ("complete", asked)
    assert "official: rests until" in reason
    assert "pantau wake meta" in reason
    world.faults = []
    assert run(night_of, settings, NOW + DAY) == ("complete", "")


def test_an_import_needs_its_rung(laddered: MakeSettings, tmp_path: Path) -> None:
    settings = laddered("official", "session")
    with (
        pytest.raises(ConfigError, match="names no export"),
        opened_export(tmp_path / "arsip.zip", settings.config.sources[0]),
    ):
        pass


def test_a_ladder_names_no_rung_twice(laddered: MakeSettings) -> None:
    with pytest.raises(ConfigError, match="twice"):
        laddered("official", "official")


def test_nothing_is_doubled_or_edited_when_the_rung_changes(
    laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    comments = [
        InstagramComment(text=f"tanya {n}", user=f"warga_{n}", answers=[InstagramComment(text="ya", user="budi_s")])
        for n in range(3)
    ]
    posts(world, 4, comment_list=comments, insights=dict(INSIGHTS))
    for post in world.instagram:
        post.comment_list = list(comments)
    ways = ("session", "official", "session", "official")
    for day, way in enumerate(ways):
        world.now = NOW + day * DAY
        world.instagram[0].comment_list.append(InstagramComment(text=f"hari {day}", user=f"baru_{day}"))
        world.instagram[0].comments += 1
        assert run(night_of, laddered(way, responses=True), world.now) == ("complete", "")
    told = sum(len(post.comment_list) + 3 for post in world.instagram)
    assert rows(engine, "SELECT count(*), count(edited_at) FROM v_posts") == [(4, 0)]
    held = rows(engine, "SELECT post_id, text, author_hash FROM v_responses")
    assert len(held) == told
    assert rows(engine, "SELECT count(*) FROM v_responses WHERE parent_id LIKE 'instagram:%'") == [(12,)]


def test_discovery_after_a_session_is_no_edit(
    laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    posts(world, 3)
    run(night_of, laddered("session"))
    world.meta_accounts = [Account(name="pemkotbekasi", native_id="7")]
    assert run(night_of, laddered("official"), NOW + DAY)[0] == "complete"
    assert rows(engine, "SELECT count(*), count(edited_at), min(text) FROM v_posts") == [
        (3, 0, "Foto 0 bersama @warga")
    ]


def test_comments_of_another_account_are_the_next_rungs(
    laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    posts(world, 1, comment_list=[InstagramComment(text="tanya")])
    world.meta_accounts = [Account(name="pemkotbekasi", native_id="7")]
    outcome, reason = run(night_of, laddered("official", "session", responses=True))
    assert outcome == "complete"
    assert "no comments of other accounts" in reason
    assert rows(engine, "SELECT count(*) FROM v_responses") == [(1,)]


def test_citizens_are_hashed_and_masked(
    laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    comment = InstagramComment(
        text="tanya @joko.prasetyo77 di 081355550199", user="sari_wulandari", full_name="Sari Wulandari",
        answers=[InstagramComment(text="sudah dijawab", user="diskominfobekasi")],
    )  # fmt: skip
    posts(world, 1, comment_list=[comment])
    assert run(night_of, laddered("official", responses=True)) == ("complete", "")
    assert rows(engine, "SELECT text, is_official FROM v_responses ORDER BY is_official") == [
        ("tanya @[akun] di [telepon]", 0),
        ("sudah dijawab", 1),
    ]
    held = everything(engine)
    planted = ("sari_wulandari", "Sari Wulandari", "joko", "0813", TOKEN["META_ACCESS_TOKEN"])
    assert not [name for name in planted if name in held]


def test_doctor_names_each_rung_and_what_it_lacks(laddered: MakeSettings, credentials: dict[str, str]) -> None:
    settings = laddered("official", "session", "export", secrets=credentials)
    found = {name: (state, told) for state, name, told in _credentials(settings)}
    assert found[f"{SOURCE} (official)"][0] == BAD
    assert "META_ACCESS_TOKEN" in found[f"{SOURCE} (official)"][1]
    assert found[f"{SOURCE} (session)"] == (GOOD, "has what it needs")
    assert found[f"{SOURCE} (export)"][0] == GOOD


@pytest.mark.parametrize(
    ("ways", "compared"),
    [
        (("official", "session", "official"), [12, None, 32]),  # shares belong to it, and a session tells none
        (("official", "session", "session", "session"), [10, 20, 30, 40]),  # shares belong to it no more
    ],
)
def test_a_curve_of_growth_never_mixes_what_two_ways_tell(
    ways: tuple[str, ...],
    compared: list[int | None],
    laddered: MakeSettings,
    night_of: OpenNight,
    world: World,
    engine: Engine,
) -> None:
    world.instagram = [InstagramPost(at=NOW - timedelta(hours=5), insights=dict(INSIGHTS))]
    for day, way in enumerate(ways):
        world.now = NOW + day * DAY
        world.instagram[0].likes += 10
        settings = laddered(way)
        assert run(night_of, settings, world.now)[0] == "complete"
        with night_of(settings, lambda at=world.now: at) as night:
            score_engagement(night)
    told = rows(engine, "SELECT method, comparable_interactions FROM v_metrics ORDER BY observed_at")
    assert told == list(zip(ways, compared, strict=True))


@pytest.mark.parametrize(
    ("do", "path"),
    [
        ("html", ""),
        ("cut_json", "/media$"),
        ("rate_limited", "/media$"),
        ("server_error", "/insights$"),
        ("rate_limited", "/insights$"),
    ],
)
def test_a_rung_that_breaks_in_the_middle_of_a_night_and_comes_back_doubles_and_loses_nothing(
    do: str, path: str, laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    settings = laddered("official", "session")
    posts(world, 55, insights=dict(INSIGHTS))  # two pages
    for night, broken in enumerate((True, False, True, False)):
        world.now = NOW + night * 2 * DAY
        world.instagram.append(InstagramPost(caption=f"Malam {night}", at=world.now - DAY, insights=dict(INSIGHTS)))
        world.faults = faults(do, path=path) if broken else []
        outcome, reason = run(night_of, settings, world.now)
        assert outcome == "complete"
        assert night or reason.endswith("session was asked in its place")
    told = rows(engine, "SELECT count(*), count(DISTINCT url), count(edited_at), count(deleted_at) FROM v_posts")
    assert told == [(59, 59, 0, 0)]


def test_a_permission_that_is_lost_between_nights_never_falls_to_the_session_that_served_before(
    laddered: MakeSettings, night_of: OpenNight, world: World, engine: Engine
) -> None:
    settings = laddered("official", "session")
    posts(world, 3)
    world.faults = faults("server_error")
    assert run(night_of, settings)[0] == "complete"
    asked = len(world.asked("instagram"))
    for night, do in enumerate(("permission", "token_revoked", "token_expired"), 1):
        world.faults = faults(do)
        assert run(night_of, settings, NOW + night * DAY)[0] == "failed"
    assert len(world.asked("instagram")) == asked > 0
    world.faults = []
    assert run(night_of, settings, NOW + 9 * DAY) == ("complete", "")
    assert rows(engine, "SELECT count(*) FROM v_posts") == [(3,)]
