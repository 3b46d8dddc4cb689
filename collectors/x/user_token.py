"""The token with which an account's owner lets Pantau read it (OAuth 2.0 with PKCE): got once, renewed, kept in a file.

X gives each refresh token for one use: the new one is written before anything else is done with it, and one process
at a time renews. The file belongs to its owner alone (0600); nothing of it enters the store, a log or a message.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import requests
import tweepy
from filelock import FileLock, Timeout
from oauthlib.oauth2 import OAuth2Error

from collectors.errors import AuthFailed, CollectorError, RateLimited, SourceChanged, Unavailable
from collectors.http.dates import observe_date
from collectors.http.exchange import exchanges_not_ended
from collectors.http.session import TimeoutAdapter
from collectors.records import ODD
from collectors.side_values import count_of
from collectors.x.errors import AGAIN, translate_error

SCOPES = ("tweet.read", "users.read", "offline.access")
REDIRECT = "http://127.0.0.1:8723/pantau"  # nobody listens there: a person copies the address out of the browser
TOKEN_URL = "https://api.twitter.com/2/oauth2/token"  # noqa: S105  # an address
LIFETIME = timedelta(hours=2)  # of an access token, where X does not tell
EARLY = timedelta(minutes=20)  # before its end it is renewed
ROOM = 4096  # bytes for which there must be room before X is asked
LONGEST_WAIT = 60.0  # seconds for another process to renew
UNKNOWN_APP = ("invalid_client", "unauthorized_client")


class NotTaken(Exception):
    """X takes the code, or the refresh token, no more."""


@dataclass(frozen=True, slots=True)
class App:
    """The app of X's developer portal by which a token is asked for; only some apps have a secret."""

    client_id: str
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class UserToken:
    """A token, and the number of the account whose it is: empty until X has told it."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime
    user_id: str = ""


def session_of(app: App) -> tweepy.OAuth2UserHandler:
    """Make the session that asks X for tokens."""
    session = tweepy.OAuth2UserHandler(
        client_id=app.client_id, client_secret=app.secret, redirect_uri=REDIRECT, scope=list(SCOPES)
    )
    session.mount("https://", TimeoutAdapter())
    session.hooks["response"].append(observe_date)
    for kind in ("access_token_response", "refresh_token_response"):
        session.register_compliance_hook(kind, _checked)
    return session


def fetched_token(fetch: Callable[[], Mapping[str, Any]], now: datetime) -> UserToken:
    """Return the token that X answers with. Raises NotTaken, and CollectorError without any word of the token."""
    try:
        told: Mapping[str, Any] = fetch()
    except Warning as changed:  # how oauthlib says that other permissions were granted than were asked for
        _require_scopes(getattr(changed, "new_scope", ()))
        told = getattr(changed, "token", {})
    except requests.RequestException as error:
        raise translate_error(error) from None
    except (OAuth2Error, *ODD) as error:
        raise SourceChanged(
            f"X answered in an unknown shape when a token was asked for ({type(error).__name__})",
            advice="update Pantau",
        ) from None
    if not told.get("refresh_token"):
        _require_scopes(())
    lasts = count_of(told.get("expires_in"))
    until = now + (timedelta(seconds=lasts) if lasts is not None and lasts < LIFETIME.total_seconds() else LIFETIME)
    return UserToken(str(told["access_token"]), str(told["refresh_token"]), until)


def _require_scopes(granted: Any) -> None:
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        raise AuthFailed(
            f"X gave a token without the permission {', '.join(missing)}",
            advice="give the app read access in X's developer portal, and log in again",
        )


def _checked(response: requests.Response) -> requests.Response:
    """Return an answer that holds a token. Raises NotTaken or CollectorError for any other."""
    status = response.status_code
    if response.ok:
        return response
    if status == requests.codes.too_many:
        raise RateLimited("X wants fewer requests for tokens (429)", advice=AGAIN)
    if status >= requests.codes.server_error:
        raise Unavailable(f"X has an error of its own ({status}) and renewed no token", advice=AGAIN)
    if status == requests.codes.unauthorized or _told_error(response) in UNKNOWN_APP:
        raise AuthFailed(
            "X does not know the app that asks for a token",
            advice="copy client ID and secret from X's developer portal into X_CLIENT_ID and X_CLIENT_SECRET in .env",
        )
    raise NotTaken


def _told_error(response: requests.Response) -> str:
    with suppress(*ODD):
        return str(response.json().get("error"))
    return ""


class TokenFile:
    """The file that keeps one account's token; ``again`` is the command that gets another."""

    def __init__(self, path: Path, app: App, again: str) -> None:
        self.path, self.app, self.again = path, app, again

    def read(self) -> UserToken:
        """Read the token. Raises AuthFailed."""
        token = read_token(self.path)
        if token is None:
            raise AuthFailed(f"the token of X in {self.path.name} cannot be read", advice=f"run: {self.again}")
        return token

    def fresh(self, now: datetime | None) -> UserToken:
        """Return a token that is good for a while. Raises CollectorError.

        While X cannot be reached, the one that is held serves to its end.
        """
        held = self.read()
        if now is None or now < held.expires_at - EARLY:
            return held
        try:
            return self.renewed(held, now)
        except (Unavailable, RateLimited):
            if now < held.expires_at:
                return held
            raise

    def renewed(self, old: UserToken, now: datetime | None) -> UserToken:
        """Return the token that follows *old*, which another process may have got already. Raises CollectorError.

        A request to end waits until the new one is kept: the old one is used up by then.
        """
        try:
            with self._alone(), self._draft() as keep, exchanges_not_ended():
                held = self.read()
                return held if held.access != old.access else keep(self._renewal(held, now))
        except CollectorError as error:
            error.billed = False  # tokens cost nothing
            raise

    def keep(self, token: UserToken) -> None:
        """Write a token that a person got. Raises CollectorError."""
        with self._alone(), self._draft() as keep:
            keep(token)

    def not_taken(self) -> AuthFailed:
        """Explain a token that X takes no more."""
        return AuthFailed(
            "X no longer takes the token of the account: it was revoked, or has expired", advice=f"run: {self.again}"
        )

    def of_another(self) -> AuthFailed:
        """Explain a token that is not of the account that is to be read."""
        return AuthFailed(
            "the token of X is another account's",
            advice=f"log in at X as the account that is watched, and run: {self.again}",
        )

    def _renewal(self, held: UserToken, now: datetime | None) -> UserToken:
        session, app = session_of(self.app), self.app

        def fetch() -> Mapping[str, Any]:
            told: Mapping[str, Any] = session.refresh_token(
                TOKEN_URL, refresh_token=held.refresh, auth=session.auth, client_id=app.client_id
            )
            return told

        try:
            token = fetched_token(fetch, now or held.expires_at - LIFETIME)
        except NotTaken:
            raise self.not_taken() from None
        return replace(token, user_id=held.user_id)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the file against other processes. Raises Unavailable."""
        lock = FileLock(f"{self.path}.lock", timeout=LONGEST_WAIT)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise Unavailable("another process renews the token of X and does not end", advice=AGAIN) from None
        except OSError as error:
            raise self._cannot_keep(error) from None
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _draft(self) -> Iterator[Callable[[UserToken], UserToken]]:
        """Make room beside the file, and yield what puts a token in its place. Raises Unavailable where there is none.

        First the room: what X then gives is for one use, and could not be had again.
        """
        draft: Path | None = None
        try:
            number, name = tempfile.mkstemp(dir=self.path.parent, prefix=f"{self.path.name}.")  # with 0600
            draft = Path(name)
            with os.fdopen(number, "wb") as file:
                file.write(bytes(ROOM))
            yield partial(self._replace, draft)
        except OSError as error:
            raise self._cannot_keep(error) from None
        finally:
            if draft is not None:
                draft.unlink(missing_ok=True)

    def _replace(self, draft: Path, token: UserToken) -> UserToken:
        """Write a token into the draft, to the disk, and the draft into the file's place."""
        told = asdict(token) | {"expires_at": token.expires_at.isoformat()}
        with draft.open("r+b") as file:
            file.truncate(file.write(json.dumps(told).encode()))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)
        return token

    def _cannot_keep(self, error: OSError) -> Unavailable:
        return Unavailable(
            f"the token of X cannot be kept in {self.path.parent} ({error.strerror})",
            advice="mend the rights or the space of that folder",
        )


def read_token(path: Path) -> UserToken | None:
    """Read a kept token; None where there is none that can be read."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        texts = [str(told[name]) for name in ("access", "refresh", "user_id")]
        expires_at = datetime.fromisoformat(told["expires_at"])
    except (OSError, RecursionError, *ODD):
        return None
    return UserToken(texts[0], texts[1], expires_at, texts[2]) if expires_at.tzinfo else None
