"""Give tokens of an account's owner as X does (OAuth 2.0 with PKCE): the owner agrees, a code becomes a token."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from pipeline.demo.world.exchange import Answer, Refused, Request
from pipeline.demo.world.world import World

NEEDED = {"response_type": "code", "code_challenge_method": "S256"}


def agree(world: World, address: str) -> str:
    """Let the owner agree at the address to which an app leads; return the address to which X leads back."""
    asked = dict(parse_qsl(urlsplit(address).query))
    wrong = [name for name, value in NEEDED.items() if asked.get(name) != value]
    if wrong or asked.get("client_id") != world.x_owner.client_id or not {"state", "code_challenge"} <= set(asked):
        raise ValueError(f"X shows an error page instead of asking the owner: {sorted(asked)}")
    code = f"demo-code-{len(world.x_owner.asked) + 1}"
    world.x_owner.asked[code] = asked
    return f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], 'code': code})}"


def token(world: World, request: Request) -> Answer:
    """Answer /2/oauth2/token: a code or a refresh token, each good once, becomes new tokens."""
    owner, form = world.x_owner, request.query
    _check_app(world, request)
    if form.get("grant_type") == "authorization_code":
        asked = owner.asked.pop(form.get("code", ""), {})
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if challenge != asked.get("code_challenge") or form.get("redirect_uri") != asked.get("redirect_uri"):
            raise refused()
    elif form.get("grant_type") != "refresh_token" or not owner.given or form.get("refresh_token") != owner.refresh:
        raise refused()
    owner.given += 1
    told: dict[str, Any] = {
        "token_type": "bearer",
        "expires_in": owner.expires_in,
        "access_token": owner.access,
        "scope": owner.scopes,
    }
    if "offline.access" in owner.scopes:
        told["refresh_token"] = owner.refresh
    return Answer(body=told)


def _check_app(world: World, request: Request) -> None:
    """Refuse an app that is not the world's: one with a secret shows it in the header, another names itself."""
    owner = world.x_owner
    if owner.client_secret is None:
        known = request.query.get("client_id") == owner.client_id
    else:
        pair = base64.b64encode(f"{owner.client_id}:{owner.client_secret}".encode()).decode()
        known = request.headers.get("authorization") == f"Basic {pair}"
    if not known:
        body = {"error": "unauthorized_client", "error_description": "Missing valid authorization header"}
        raise Refused(Answer(401, body))


def refused() -> Refused:
    """Make the refusal of a code or a refresh token that is not good."""
    told = "Value passed for the token was invalid."
    return Refused(Answer(400, {"error": "invalid_request", "error_description": told}))


def is_owner(world: World, request: Request) -> bool:
    """Whether a request bears the owner's token that is good now."""
    owner = world.x_owner
    return bool(owner.given) and request.headers.get("authorization") == f"Bearer {owner.access}"
