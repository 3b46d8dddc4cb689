"""Tokens of an account's owner, for the tests of X read as the owner does."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from collectors.http.session import make_retrying_adapter
from collectors.x.owned import OwnedClient, OwnedX
from collectors.x.user_token import App, TokenFile, UserToken
from pipeline.demo.standin.server import NOW, World

AGAIN = "pantau login x --source x"


def tokens_of(world: World, folder: Path, **app: Any) -> TokenFile:
    told = {"client_id": world.x_owner.client_id, "secret": world.x_owner.client_secret} | app
    return TokenFile(folder / "x-token.json", App(**told), AGAIN)


def given_token(world: World, folder: Path, expires_at: datetime = NOW + timedelta(hours=2), **told: Any) -> TokenFile:
    """Let the owner have agreed, and keep what X gave."""
    world.x_owner.given, tokens = 1, tokens_of(world, folder)
    token = {"access": world.x_owner.access, "refresh": world.x_owner.refresh, "user_id": world.x_account.native_id}
    tokens.keep(UserToken(**(token | told), expires_at=expires_at))
    return tokens


def owning(tokens: TokenFile, **wanted: Any) -> OwnedX:
    told: dict[str, Any] = {"account": "Kominfobekasi", "client": OwnedClient(tokens, 0), "windows": True}
    made = OwnedX(**told | wanted)
    made.client.api.session.mount("https://", make_retrying_adapter(backoff=0))
    return made
