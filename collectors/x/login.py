"""Ask an account's owner for a token: an address to agree at, the address that the browser shows then, who agreed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qs, urlsplit

from collectors.errors import AuthFailed, CollectorError, SourceChanged
from collectors.records import Reads
from collectors.request import Limits
from collectors.x.client import LET_THROUGH, client_of
from collectors.x.collector import USER_FIELDS
from collectors.x.errors import answer_of, translate_error
from collectors.x.user_token import REDIRECT, NotTaken, TokenFile, UserToken, fetched_token, session_of


class XPermission:
    """The permission of the owner of *account*, to be kept in *tokens*."""

    advice = (
        f"Log in there as the account that is watched, and agree. Then the browser shows a page that does not load: "
        f"copy its whole address ({REDIRECT}?…) and paste it here within half a minute."
    )

    cost = Reads(users=1)

    def __init__(self, account: str, tokens: TokenFile) -> None:
        self.account, self.tokens = account, tokens
        self._token: UserToken | None = None
        self._session = session_of(tokens.app)
        self.address = str(self._session.get_authorization_url())

    def take(self, pasted: str, now: datetime) -> Collection[str]:
        """Get the token for the code in a pasted address; return its secrets. Raises AuthFailed, Unavailable."""
        address = pasted.strip()
        self._check(address)

        def fetch() -> Mapping[str, Any]:
            # oauthlib takes codes from https only; this address was never asked for by anybody but the browser.
            told: Mapping[str, Any] = self._session.fetch_token(address.replace("http://", "https://", 1))
            return told

        try:
            self._token = fetched_token(fetch, now)
        except NotTaken:
            raise AuthFailed(
                "X does not take the code of this address: it was used, or is older than half a minute",
                advice=f"run again: {self.tokens.again}",
            ) from None
        return (self._token.access, self._token.refresh)

    def _check(self, address: str) -> None:
        if not (address.startswith(f"{REDIRECT}?") and address.isascii()):  # browsers quote all that is not
            raise AuthFailed(
                "this is not the address to which X leads back",
                advice=f"copy the whole one: it begins with {REDIRECT}?",
            )
        told, asked = parse_qs(urlsplit(address).query), parse_qs(urlsplit(self.address).query)
        if "error" in told:
            raise AuthFailed("the owner of the account did not agree", advice=f"run again: {self.tokens.again}")
        if not ("code" in told and compare_digest(told.get("state", [""])[0].encode(), asked["state"][0].encode())):
            raise AuthFailed(
                "this address does not answer the one that was just shown", advice=f"run again: {self.tokens.again}"
            )

    def keep(self, limits: Limits) -> str:
        """Ask X whose token it is, and keep it if it is the account's. Raises CollectorError."""
        if self._token is None:
            raise AuthFailed("there is no token yet", advice=f"run: {self.tokens.again}")
        user = self._owner(self._token, limits)
        if str(user.get("username")).casefold() != self.account.casefold():
            error = self.tokens.of_another()
            error.billed = True  # X did serve it
            raise error
        self.tokens.keep(replace(self._token, user_id=str(user["id"])))
        return f"@{self.account} lets Pantau read as its owner; the token stands in {self.tokens.path}"

    def _owner(self, token: UserToken, limits: Limits) -> Mapping[str, Any]:
        """Read the account whose token it is."""
        limits.reserve(self.cost)
        try:
            answer = answer_of(client_of(token.access).get_me(user_fields=USER_FIELDS, user_auth=False))
        except LET_THROUGH as error:
            raise self._refused(translate_error(error)) from None
        user = answer.get("data")
        if not isinstance(user, dict) or not user.get("id"):
            raise SourceChanged("X did not tell whose token it gave", advice="update Pantau")
        limits.record_reads(self.cost)
        return user

    def _refused(self, error: CollectorError) -> CollectorError:
        if not isinstance(error, AuthFailed):
            return error
        return AuthFailed(
            f"X does not let the token that it just gave read the account: {error.what}",
            advice=f"give the app read access in X's developer portal, then run: {self.tokens.again}",
        )
