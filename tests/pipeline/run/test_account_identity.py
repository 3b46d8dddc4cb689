"""A source id names one account for ever: another one is refused, a renamed one is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from collectors.errors import ConfigError
from pipeline.demo.standin.server import Article, InstagramPost, StandIn, World, XPost
from pipeline.demo.world.world import NOW
from pipeline.harvest.harvest import harvest
from pipeline.harvest.replay import replay
from pipeline.operate.doctor import examine
from pipeline.run import account_identity
from storage.db.engine import transaction
from storage.queries.frames import view_frame
from tests.conftest import MakeSettings
from tests.pipeline.conftest import OpenNight

SITE = "https://diskominfo.bekasikota.go.id"
X = {"id": "s", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0}
INSTAGRAM = {"id": "s", "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0}
WEBSITE = {"id": "s", "platform": "website", "url": SITE, "pace_seconds": 0}
BOTH = [pytest.param(X, id="x"), pytest.param(INSTAGRAM, id="instagram")]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Run = Callable[..., int]


@pytest.fixture
def peopled(world: World, standin: StandIn) -> World:
    assert standin.url
    world.x = [XPost(text=f"Kabar {n}", at=NOW - timedelta(hours=n + 1)) for n in range(5)]
    world.instagram = [InstagramPost(caption=f"Foto {n}", at=NOW - timedelta(hours=n + 1)) for n in range(5)]
    world.articles = [Article(number=100 + n, on=(NOW - timedelta(days=n)).date()) for n in range(3)]
    return world


@pytest.fixture
def run(make_settings: MakeSettings, night_of: OpenNight) -> Run:
    """Harvest one source at a time."""

    def harvested(source: dict[str, Any], days: int = 0, **changed: Any) -> int:
        settings = make_settings(sources=[source | changed])
        with night_of(settings, lambda: NOW + timedelta(days=days)) as night:
            harvest(night, settings.config.sources)
        return int(night.exit_code)

    return harvested


def seen(engine: Engine) -> tuple[int, set[str], str]:
    """How many posts, of which account, and how its last turn ended."""
    with transaction(engine) as connection:
        posts, health = view_frame(connection, "v_posts"), view_frame(connection, "v_source_health")
    return len(posts), set(posts["account"]), health["reason"].fillna("").iloc[0]


@pytest.mark.parametrize(
    ("source", "changed", "words"),
    [
        (X, {"account": "PemkotBekasi"}, "source s holds posts of @Kominfobekasi; give the new account an id of its"),
        (INSTAGRAM, {"account": "pemkotbekasi"}, "source s holds posts of @diskominfobekasi; give the new account"),
        (WEBSITE, {"url": "https://bekasikota.go.id"}, "source s holds posts of diskominfo.bekasikota.go.id; give the"),
        (X, {"account": "PemkotBekasi", "formerly": "AnotherName"}, "holds posts of @Kominfobekasi"),
    ],
)
def test_another_account_under_the_same_id_is_refused_before_anything_is_asked(
    run: Run, peopled: World, engine: Engine, source: dict[str, Any], changed: dict[str, Any], words: str
) -> None:
    assert run(source) == 0
    before, asked = seen(engine), len(peopled.requests)
    with pytest.raises(ConfigError) as refused:
        run(source, **changed)
    assert words in str(refused.value)
    assert "formerly: " in str(refused.value)
    assert "\n" not in str(refused.value)
    assert (seen(engine), len(peopled.requests)) == (before, asked)
    with transaction(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM runs")) == 1
    assert run(source) == 0


def test_another_platform_under_the_same_id_is_refused(run: Run, peopled: World) -> None:
    assert run(X) == 0
    with pytest.raises(ConfigError, match=r"source s holds posts of @Kominfobekasi \(x\); give the new source an id"):
        run(INSTAGRAM, formerly="Kominfobekasi")
    assert not peopled.asked("instagram")


def test_the_doctor_names_a_changed_account(
    run: Run,
    peopled: World,
    make_settings: MakeSettings,
    credentials: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(X) == 0
    asked = len(peopled.requests)
    settings = make_settings(sources=[X | {"account": "Lain"}])
    for online in (False, True):  # no run is begun, so no platform asked, while a source names another account
        assert examine(settings.folder / "config.yaml", credentials, online=online) == 1
        assert "MEND  sources: source s holds posts of @Kominfobekasi" in capsys.readouterr().out
    assert len(peopled.requests) == asked


def test_all_changed_sources_are_named_together(
    make_settings: MakeSettings, night_of: OpenNight, peopled: World
) -> None:
    def go(x: str, instagram: str) -> None:
        settings = make_settings(sources=[X | {"id": "a", "account": x}, INSTAGRAM | {"id": "b", "account": instagram}])
        with night_of(settings) as night:
            harvest(night, settings.config.sources)

    go("Kominfobekasi", "diskominfobekasi")
    with pytest.raises(ConfigError, match=r"source a holds .*source b holds "):
        go("Lain", "lain")
    assert peopled.requests


def test_of_many_changed_sources_the_first_few_are_named(
    make_settings: MakeSettings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [f"source web-{number} holds posts" for number in range(100)]
    monkeypatch.setattr(account_identity, "refusals", lambda *_: told)
    with transaction(engine) as connection, pytest.raises(ConfigError) as refused:
        account_identity.watched_rows(connection, make_settings().config)
    assert str(refused.value) == "; ".join([*told[:3], "and 97 sources more, which pantau doctor names"])


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        (X, {"account": "KOMINFObekasi"}),
        (INSTAGRAM, {"account": "DiskominfoBekasi"}),
        (WEBSITE, {"url": "http://www.diskominfo.bekasikota.go.id/"}),
    ],
)
def test_other_writing_of_the_same_account_is_no_change(
    run: Run, peopled: World, engine: Engine, source: dict[str, Any], changed: dict[str, Any]
) -> None:
    assert peopled.requests == []
    assert run(source) == 0
    count = seen(engine)[0]
    run(source, **changed)
    assert seen(engine)[0] == count


@pytest.mark.parametrize("source", BOTH)
def test_a_source_that_holds_nothing_may_watch_anything_else(
    run: Run, peopled: World, engine: Engine, source: dict[str, Any]
) -> None:
    for account in (peopled.x_account, peopled.instagram_account):
        account.state = "missing"
    assert run(source, account="salahketik") == 1
    for account in (peopled.x_account, peopled.instagram_account):
        account.state = "public"
    assert run(source) == 0
    assert seen(engine)[0] == 5
    assert run(WEBSITE, id="t") == 0


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("source", BOTH)
def test_an_account_that_was_renamed_goes_on_once_the_platform_shows_its_number(
    run: Run, peopled: World, engine: Engine, source: dict[str, Any], days: int
) -> None:
    assert run(source) == 0
    peopled.x_account.name = peopled.instagram_account.name = "namabaru"
    peopled.now += timedelta(days=days)
    peopled.x.append(XPost(text="Kabar baru", at=NOW - timedelta(minutes=1)))
    peopled.instagram.append(InstagramPost(caption="Foto baru", at=NOW - timedelta(minutes=1)))
    assert run(source, days, account="namabaru", formerly=f"@{source['account']}") == 0
    assert seen(engine)[:2] == (6, {"namabaru"})
    assert run(source, days, account="namabaru") == 0  # the word is needed only once


def test_after_a_renaming_a_replay_calls_the_earlier_name_no_coauthor(
    run: Run, peopled: World, engine: Engine, make_settings: MakeSettings, night_of: OpenNight
) -> None:
    assert run(INSTAGRAM) == 0
    peopled.instagram_account.name = "namabaru"
    renamed = INSTAGRAM | {"account": "namabaru", "formerly": "diskominfobekasi"}
    assert run(renamed, 1) == 0
    settings = make_settings(sources=[renamed])
    with night_of(settings) as night:
        replay(night, settings.config.sources)
    with transaction(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM v_posts WHERE collaboration")) == 0


@pytest.mark.parametrize("source", BOTH)
def test_an_account_that_is_only_said_to_be_the_renamed_one_is_refused_by_its_number(
    run: Run, peopled: World, engine: Engine, source: dict[str, Any]
) -> None:
    assert run(source) == 0
    for account in (peopled.x_account, peopled.instagram_account):
        account.name, account.native_id = "orang.lain".replace(".", "_"), "4999999999"
    peopled.x.append(XPost(text="Kabar lain", at=NOW - timedelta(minutes=1)))
    peopled.instagram.append(InstagramPost(caption="Foto lain", at=NOW - timedelta(minutes=1)))
    assert run(source, 1, account="orang_lain", formerly=source["account"]) == 1
    count, accounts, reason = seen(engine)
    assert (count, accounts) == (5, {source["account"]})
    assert "@orang_lain is another account than the one whose posts are stored" in reason
    with pytest.raises(ConfigError):
        run(source, 1, account="orang_lain")


def test_a_site_that_moved_is_harvested_under_its_new_address(run: Run, peopled: World, engine: Engine) -> None:
    assert run(WEBSITE, url="https://diskominfo.bekasikota.go.id") == 0
    with transaction(engine) as connection:  # as if all had stood at an earlier address
        connection.execute(text("UPDATE sources SET account = 'diskominfo.kotabekasi.go.id'"))
    with pytest.raises(ConfigError, match=r"only moved, add to the source: formerly: diskominfo\.kotabekasi\.go\.id"):
        run(WEBSITE)
    for told in ("diskominfo.kotabekasi.go.id", "https://www.diskominfo.kotabekasi.go.id/home"):
        assert run(WEBSITE, formerly=told) == 0
    assert seen(engine)[1] == {"diskominfo.bekasikota.go.id"}
    assert peopled.requests
