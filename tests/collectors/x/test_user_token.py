"""The owner's token of X: renewed in time and by one, kept by its owner alone, refused in one plain line."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from collectors.errors import AuthFailed, CollectorError, RateLimited, Unavailable
from collectors.x.user_token import EARLY, UserToken, read_token
from pipeline.demo.standin.server import NOW, Fault, StandIn, World
from tests.collectors.x.owning import AGAIN, given_token, tokens_of

TOKENS = "/oauth2/token"


def asked(world: World) -> int:
    return len(world.asked("x", TOKENS))


@pytest.mark.usefixtures("standin")
def test_a_token_that_is_good_for_a_while_is_not_renewed(world: World, tmp_path: Path) -> None:
    tokens = given_token(world, tmp_path)
    assert tokens.fresh(NOW) == tokens.read()
    assert tokens.fresh(None) == tokens.read()
    assert asked(world) == 0


@pytest.mark.usefixtures("standin")
@pytest.mark.parametrize("secret", ["demo-client-secret", None])
def test_it_is_renewed_before_its_end_and_the_new_refresh_token_is_kept(
    world: World, tmp_path: Path, secret: str | None
) -> None:
    world.x_owner.client_secret = secret
    tokens = given_token(world, tmp_path, NOW + EARLY)
    renewed = tokens.fresh(NOW)
    assert (renewed.access, renewed.refresh) == (world.x_owner.access, world.x_owner.refresh)
    assert world.x_owner.given == 2
    assert renewed.expires_at == NOW + timedelta(seconds=7200)
    assert renewed.user_id == world.x_account.native_id
    assert tokens.read() == renewed
    assert tokens.fresh(NOW) == renewed
    assert asked(world) == 1


@pytest.mark.usefixtures("standin")
def test_it_is_its_owners_alone_whatever_the_umask(world: World, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        tokens = given_token(world, tmp_path / "private", NOW)
        tokens.fresh(NOW)
    finally:
        os.umask(before)
    assert tokens.path.stat().st_mode & 0o777 == 0o600
    assert tokens.path.parent.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in tokens.path.parent.iterdir()} <= {"x-token.json", "x-token.json.lock"}


@pytest.mark.usefixtures("standin")
def test_a_token_that_another_process_renewed_is_taken_from_the_file(world: World, tmp_path: Path) -> None:
    tokens = given_token(world, tmp_path, NOW)
    old = tokens.read()
    first = tokens.renewed(old, NOW)
    assert tokens.renewed(old, NOW) == first
    assert asked(world) == 1


@pytest.mark.parametrize(
    ("do", "status", "kind", "words"),
    [
        ("token_revoked", 0, AuthFailed, f"revoked, or has expired; run: {AGAIN}"),
        ("status", 401, AuthFailed, "X_CLIENT_ID"),
        ("rate_limited", 0, RateLimited, "429"),
        ("over_capacity", 0, Unavailable, "503"),
        ("reset", 0, Unavailable, "connection"),
        ("html", 0, CollectorError, "unknown shape"),
        ("cut_json", 0, CollectorError, "unknown shape"),
        ("echo", 400, AuthFailed, "revoked"),
    ],
)
@pytest.mark.usefixtures("standin")
def test_a_refusal_is_one_plain_line_and_the_kept_token_stays(
    world: World, tmp_path: Path, do: str, status: int, kind: type[CollectorError], words: str
) -> None:
    tokens = given_token(world, tmp_path, NOW - timedelta(hours=1))
    before = tokens.path.read_bytes()
    world.faults = [Fault(platform="x", path=TOKENS, do=do, status=status)]
    with pytest.raises(kind) as caught:
        tokens.fresh(NOW)
    told = str(caught.value)
    assert words in told
    assert "\n" not in told
    assert "demo-" not in told
    assert not caught.value.billed
    assert tokens.path.read_bytes() == before
    assert [path for path in tmp_path.iterdir() if path.suffix not in {".json", ".lock"}] == []


@pytest.mark.usefixtures("standin")
def test_while_x_cannot_be_reached_the_held_token_serves_to_its_end(world: World, tmp_path: Path) -> None:
    tokens = given_token(world, tmp_path, NOW + timedelta(minutes=1))
    world.faults = [Fault(platform="x", path=TOKENS, do="over_capacity")]
    assert tokens.fresh(NOW) == tokens.read()
    assert world.x_owner.given == 1


def test_a_folder_that_takes_no_file_is_told_before_x_is_asked(
    standin: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = given_token(standin.world, tmp_path, NOW)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    with pytest.raises(Unavailable, match=r"cannot be kept in .*No space left.*; mend"):
        tokens.renewed(tokens.read(), NOW)
    assert asked(standin.world) == 0


LACKING = '{"access": "a", "refresh": "b", "user_id": "1"}'
WITHOUT_ZONE = LACKING.replace("}", ', "expires_at": "2026-11-27T08:00:00"}')


@pytest.mark.parametrize("content", ["", "[]", "{}", LACKING, WITHOUT_ZONE, "[" * 200_000, "\x00"])
def test_a_file_that_holds_no_token_is_told_with_the_command_that_mends_it(tmp_path: Path, content: str) -> None:
    tokens = tokens_of(World(), tmp_path)
    tokens.path.write_text(content, encoding="utf-8")
    assert read_token(tokens.path) is None
    with pytest.raises(AuthFailed, match=f"cannot be read; run: {AGAIN}"):
        tokens.fresh(NOW)


def test_a_token_shows_itself_nowhere_but_in_its_file(tmp_path: Path) -> None:
    token = UserToken("the-access", "the-refresh", NOW, "1")
    tokens = tokens_of(World(), tmp_path, secret="the-client-secret")
    tokens.keep(token)
    assert "the-" not in repr(token) + repr(tokens.app)
    assert json.loads(tokens.path.read_text(encoding="utf-8"))["refresh"] == "the-refresh"
