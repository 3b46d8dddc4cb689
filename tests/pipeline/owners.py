"""The permission of an account's owner on X, for tests of whole nights."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from collectors.x.user_token import App, TokenFile, UserToken
from pipeline.demo.world.world import World

CLIENT = {"X_CLIENT_ID": "demo-client-id", "X_CLIENT_SECRET": "demo-client-secret"}


def give_token(world: World, folder: Path, now: datetime, source: str = "x", **told: Any) -> Path:
    """Let the owner have agreed two hours before *now* and a bit, unless *told* otherwise; return the token's file."""
    world.x_owner.given = world.x_owner.given or 1
    path = folder / "private" / f"x-token-{source}.json"
    usual: dict[str, Any] = {
        "access": world.x_owner.access,
        "refresh": world.x_owner.refresh,
        "user_id": world.x_account.native_id,
        "expires_at": now + timedelta(minutes=5),
    }
    token = UserToken(**usual | told)
    TokenFile(path, App(CLIENT["X_CLIENT_ID"]), "pantau login x").keep(token)
    return path
