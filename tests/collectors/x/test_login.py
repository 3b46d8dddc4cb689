"""The log-in of an account's owner at X: agreed, checked, kept; anything else keeps nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from collectors.errors import AuthFailed, CollectorError
from collectors.records import Reads
from collectors.x.login import XPermission
from collectors.x.user_token import REDIRECT
from pipeline.demo.standin.server import NOW, Fault, World
from pipeline.demo.standin.x.oauth import agree
from tests.collectors.limits import OpenLimits
from tests.collectors.x.owning import AGAIN, tokens_of

pytestmark = pytest.mark.usefixtures("standin")


@pytest.mark.parametrize("secret", ["demo-client-secret", None])
def test_the_owner_agrees_and_the_token_is_kept(world: World, tmp_path: Path, secret: str | None) -> None:
    world.x_owner.client_secret = secret
    tokens, limits = tokens_of(world, tmp_path), OpenLimits()
    permission = XPermission("kominfoBEKASI", tokens)
    secrets = permission.take(f"  {agree(world, permission.address)}\n", NOW)
    assert set(secrets) == {world.x_owner.access, world.x_owner.refresh}
    assert str(tokens.path) in permission.keep(limits)
    assert tokens.read().user_id == world.x_account.native_id
    assert limits.reserved == [Reads(users=1)]


def test_no_secret_stands_in_the_address_at_which_the_owner_agrees(world: World, tmp_path: Path) -> None:
    address = XPermission("Kominfobekasi", tokens_of(world, tmp_path)).address
    assert "code_challenge_method=S256" in address
    assert "demo-client-secret" not in address
    assert "code_verifier" not in address


def another_state(address: str) -> str:
    return address.replace("state=", "state=a")


def without_state(address: str) -> str:
    return f"{REDIRECT}?code={address.split('code=')[1]}"


def only_code(address: str) -> str:
    return address.split("code=")[1]


def refusal(address: str) -> str:
    return address.split("&code=", maxsplit=1)[0] + "&error=access_denied"


def elsewhere(address: str) -> str:
    return address.replace("127.0.0.1:8723", "127.0.0.1.example.org")


def another_code(address: str) -> str:
    return f"{address}9"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (another_state, "does not answer the one"),
        (without_state, "does not answer the one"),
        (only_code, "begins with http://127.0.0.1:8723/pantau?"),
        (elsewhere, "is not the address"),
        (refusal, "did not agree"),
        (another_code, "does not take the code"),
        (lambda _: "", "is not the address"),
        (lambda _: "http://[bad", "is not the address"),
        (lambda address: address.replace("state=", "state=\udc80"), "is not the address"),
        (lambda address: address.replace("state=", "state=%ff"), "does not answer the one"),
    ],
)
def test_an_address_that_proves_nothing_is_refused(
    world: World, tmp_path: Path, change: Callable[[str], str], words: str
) -> None:
    tokens = tokens_of(world, tmp_path)
    permission = XPermission("Kominfobekasi", tokens)
    with pytest.raises(AuthFailed, match=words) as caught:
        permission.take(change(agree(world, permission.address)), NOW)
    assert AGAIN in str(caught.value) or "copy the whole one" in str(caught.value)
    assert not tokens.path.exists()
    assert world.x_owner.given == 0


def test_a_code_of_one_login_is_good_for_no_other(world: World, tmp_path: Path) -> None:
    first, second = (XPermission("Kominfobekasi", tokens_of(world, tmp_path)) for _ in range(2))
    answer = agree(world, first.address)
    state = second.address.split("state=")[1].split("&")[0]
    stolen = f"{REDIRECT}?state={state}&code={answer.split('code=')[1]}"
    with pytest.raises(AuthFailed, match="does not take the code"):  # the verifier is another
        second.take(stolen, NOW)


@pytest.mark.parametrize("scopes", ["tweet.read users.read", "tweet.read offline.access", ""])
def test_a_token_without_a_permission_is_not_taken(world: World, tmp_path: Path, scopes: str) -> None:
    world.x_owner.scopes = scopes
    permission = XPermission("Kominfobekasi", tokens_of(world, tmp_path))
    with pytest.raises(AuthFailed, match="without the permission") as caught:
        permission.take(agree(world, permission.address), NOW)
    assert "demo-" not in str(caught.value)


def test_more_permissions_than_asked_for_do_no_harm(world: World, tmp_path: Path) -> None:
    world.x_owner.scopes += " like.read"
    permission = XPermission("Kominfobekasi", tokens_of(world, tmp_path))
    permission.take(agree(world, permission.address), NOW)
    assert permission.keep(OpenLimits())


def test_a_token_of_another_account_is_not_kept_and_nobody_is_named(world: World, tmp_path: Path) -> None:
    world.x_owner.account_id = "99"
    tokens = tokens_of(world, tmp_path)
    permission = XPermission("Kominfobekasi", tokens)
    permission.take(agree(world, permission.address), NOW)
    with pytest.raises(AuthFailed, match="another account's") as caught:
        permission.keep(OpenLimits())
    assert caught.value.billed
    assert "orang_lain" not in str(caught.value)
    assert not tokens.path.exists()


@pytest.mark.parametrize("do", ["unauthorized", "scope_missing", "over_capacity", "html", "echo"])
def test_what_x_refuses_of_the_account_is_one_line_without_the_token(world: World, tmp_path: Path, do: str) -> None:
    tokens = tokens_of(world, tmp_path)
    permission = XPermission("Kominfobekasi", tokens)
    permission.take(agree(world, permission.address), NOW)
    world.faults = [Fault(platform="x", path="/users/me", do=do, status=401)]
    with pytest.raises(CollectorError) as caught:
        permission.keep(OpenLimits())
    assert "\n" not in str(caught.value)
    assert "demo-owner" not in str(caught.value)
    assert "X_BEARER_TOKEN" not in str(caught.value)
    assert not tokens.path.exists()
