"""pantau login: an owner agrees, the token is kept; what is wrong ends with 2 and keeps nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import typer
import yaml
from sqlalchemy import Engine, text

from pipeline.demo.standin.x.oauth import agree
from pipeline.demo.world.world import World
from pipeline.settings.models import Settings
from storage.db.engine import reading
from storage.db.lock import run_lock
from tests.pipeline.conftest import Ended, Pantau
from tests.pipeline.owners import CLIENT

pytestmark = [
    pytest.mark.usefixtures("standin", "engine"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
LogIn = Callable[..., Ended]


@pytest.fixture
def credentials(credentials: dict[str, str]) -> dict[str, str]:
    """The stand-in's, and those of the app that asks for tokens."""
    return {**credentials, **CLIENT}


@pytest.fixture
def log_in(world: World, pantau: Pantau, monkeypatch: pytest.MonkeyPatch) -> LogIn:
    """Call the program as a person who agrees, and pastes what *change* makes of the browser's address."""
    shown: list[str] = []

    def call(*words: str, change: Callable[[str], str] = str) -> Ended:
        monkeypatch.setattr(typer, "echo", shown.append)
        monkeypatch.setattr(typer, "prompt", lambda *_, **__: change(agree(world, shown[-1])))
        return pantau("login", *words)

    return call


def kept(settings: Settings) -> list[Path]:
    return sorted((settings.folder / "private").glob("*.json"))


def test_the_token_of_the_offices_own_account_is_kept_and_booked(
    log_in: LogIn, world: World, settings: Settings, engine: Engine
) -> None:
    ended = log_in("x")
    assert ended.code == 0, ended.err
    assert "@Kominfobekasi lets Pantau read as its owner" in ended.err
    (file,) = kept(settings)
    assert file.name == "x-token-x-kominfobekasi.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert world.x_owner.refresh in file.read_text(encoding="utf-8")
    assert world.x_owner.access not in ended.err + ended.out
    with reading(engine) as connection:
        assert connection.execute(text("SELECT users, usd FROM reads")).one() == (1, 0.01)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("instagram",), "knows no log-in of an owner"),
        (("myspace",), "no platform 'myspace' on which an owner logs in; known: x"),
        (("x", "--source", "ig-diskominfobekasi"), "with --source ID; known: x-kominfobekasi"),
    ],
)
def test_what_cannot_be_logged_in_to_is_told(
    log_in: LogIn, settings: Settings, words: tuple[str, ...], told: str
) -> None:
    ended = log_in(*words)
    assert ended.code == 2
    assert told in ended.err
    assert kept(settings) == []


def test_an_address_that_proves_nothing_ends_with_two(log_in: LogIn, settings: Settings) -> None:
    ended = log_in("x", change=lambda address: address.replace("state=", "state=a"))
    assert ended.code == 2
    assert "does not answer the one that was just shown" in ended.err
    assert "nothing was kept" in ended.err
    assert kept(settings) == []


def test_another_accounts_token_is_paid_for_and_not_kept(
    log_in: LogIn, world: World, settings: Settings, engine: Engine
) -> None:
    world.x_owner.account_id = "99"
    ended = log_in("x")
    assert ended.code == 2
    assert "another account's" in ended.err
    assert kept(settings) == []
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT sum(usd) FROM reads")) == 0.01


def test_without_the_app_the_variable_is_named(log_in: LogIn, settings: Settings) -> None:
    env = settings.folder / ".env"
    lines = [line for line in env.read_text(encoding="utf-8").splitlines() if "X_CLIENT" not in line]
    env.write_text("\n".join(lines), encoding="utf-8")
    ended = log_in("x")
    assert ended.code == 2
    assert "set X_CLIENT_ID in .env" in ended.err


def test_while_another_run_works_the_code_is_not_used_up(
    log_in: LogIn, world: World, settings: Settings, engine: Engine
) -> None:
    with run_lock(engine):
        assert log_in("x").code == 3
    assert kept(settings) == []
    assert world.x_owner.given == 0


def test_without_money_the_code_is_not_used_up(log_in: LogIn, world: World, settings: Settings) -> None:
    config = settings.folder / "config.yaml"
    told = yaml.safe_load(config.read_text(encoding="utf-8"))
    told.setdefault("x", {})["monthly_budget_usd"] = 0
    config.write_text(yaml.safe_dump(told), encoding="utf-8")
    ended = log_in("x")
    assert ended.code == 2
    assert "for X" in ended.err
    assert "nothing was kept" in ended.err
    assert world.x_owner.given == 0


def test_doctor_says_that_the_owners_token_is_there_and_who_may_read_it(
    log_in: LogIn, pantau: Pantau, settings: Settings
) -> None:
    log_in("x")
    told = pantau("doctor").out
    assert "x-token-x-kominfobekasi.json: is yours alone" in told
    kept(settings)[0].chmod(0o644)
    assert "x-token-x-kominfobekasi.json: can be read by others; run: chmod 600" in pantau("doctor").out
