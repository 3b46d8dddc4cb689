"""The refusals of the Graph API, turned into advice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from collectors.errors import (
    AuthFailed,
    CollectorError,
    RateLimited,
    Refused,
    SourceChanged,
    Unavailable,
)
from collectors.http.edges import PlatformRefusal

TOKEN = "META_ACCESS_TOKEN"  # noqa: S105  # the name of the variable
REST = "meta"
"""The name under which refusals of the token are kept, whatever it reads."""
AGAIN = "the next run goes on where this one ended"
BEGIN_AGAIN = "the next run asks again"
NEW_TOKEN = f"make a new one and put it into {TOKEN} in .env (docs/meta.md)"
TRANSIENT = (-3, -2, -1, 1, 2)
TOO_MANY = (4, 17, 32, 341, 613)  # of the app, of the user, of the Page, of the app in all, of one interface
BUSINESS = range(80_000, 80_100)  # the same, counted by business use case
PERMISSIONS = range(200, 300)
TOKEN_CODES = (15, 101, 102, 104, 190, 463, 467, 2500)  # no person's, the app, session, signature, token, none active
NO_MEDIUM = 2_207_006  # the subcode of a medium of Instagram that is not there
BLOCKED = 368
FOREIGN_ADDRESS = 5  # the code for a machine that does not stand in the app's list
PARAMETER = 100  # the code of a request that Meta does not take as it is
PROOF = "appsecret_proof"
NOT_A_PAGES_TOKEN = 2_069_032  # the subcode of a good token that is of a person where one of a Page is wanted
WHY_TOKEN = {  # by subcode
    457: "it was made for another place of use",
    458: "its person removed the app",
    459: "Meta wants its person to confirm who they are; log in at www.facebook.com",
    460: "its person changed the password",
    463: "it has expired",
    461: "its person installed the app again",
    464: "its person is not confirmed; log in at www.facebook.com",
    465: "its person's account is not valid any more",
    466: "it was revoked",
    467: "it was revoked, or its person logged out",
    468: "its person did not use the app for a long time",
    492: "its person lost their task on the Page",
}
RESTRICTED = 2_207_050  # the subcode of an account of Instagram that is inactive, restricted, or to prove itself
SYSTEM_ERROR = "due to a system error"  # of Meta, told with the code of an app that is not valid
NOT_THERE = "does not exist, cannot be loaded"  # the words of subcode 33, which older interfaces leave out
UNKNOWN_FIELD = re.compile(r"nonexisting field \((\w+)\)")
LONGEST = 160  # characters of Meta's own words that a message repeats


class GraphError(PlatformRefusal):
    """A refusal of the Graph API: its status, code, subcode, and words."""

    def __init__(self, status: int, body: object, *, retry_at: datetime | None = None) -> None:
        told = body.get("error") if isinstance(body, dict) else None
        error: Mapping[str, Any] = told if isinstance(told, dict) else {}
        self.status, self.retry_at = status, retry_at
        self.code, self.subcode = _number(error.get("code")), _number(error.get("error_subcode"))
        self.transient = error.get("is_transient") is True
        self.message = " ".join(str(error.get("message") or "no reason given").split())[:LONGEST]
        super().__init__(f"{self.code}/{self.subcode}: {self.message}")

    @property
    def wants_less(self) -> bool:
        """Whether it would answer the same request if it asked for fewer things at once."""
        return self.code in TRANSIENT and "reduce the amount" in self.message.lower()

    @property
    def loses_place(self) -> bool:
        """Whether it does not know the mark of a page, any more or at all."""
        return self.code == PARAMETER and "cursor" in self.message.lower()

    @property
    def limits_rate(self) -> bool:
        """Whether it asks for fewer requests."""
        return self.code in TOO_MANY or self.code in BUSINESS or self.status == HTTPStatus.TOO_MANY_REQUESTS

    @property
    def is_metas_own(self) -> bool:
        """Whether Meta itself failed."""
        failed = self.transient or SYSTEM_ERROR in self.message.lower()
        return failed or self.code in TRANSIENT or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR

    @property
    def refuses_token(self) -> bool:
        """Whether the token itself is refused, whatever it asks for."""
        unnamed = not self.code and (self.status == HTTPStatus.UNAUTHORIZED or "access token" in self.message.lower())
        named = self.code in TOKEN_CODES and self.subcode != NOT_A_PAGES_TOKEN
        return (named and SYSTEM_ERROR not in self.message.lower()) or unnamed

    @property
    def refuses_permission(self) -> bool:
        """Whether the token is good, but may not do this."""
        words = self.message.lower()
        lacks = self.code == PARAMETER and ("permission" in words or "public content access" in words)
        lacks = lacks and not (self.finds_nothing or self.refuses_metric)
        forbidden = not self.code and self.status == HTTPStatus.FORBIDDEN
        known = self.code in (3, 10) or self.code in PERMISSIONS or self.subcode == NOT_A_PAGES_TOKEN
        return known or lacks or forbidden

    @property
    def unknown_field(self) -> str | None:
        """The field that Meta does not know, any more or of this object; None for every other refusal."""
        found = UNKNOWN_FIELD.search(self.message) if self.code == PARAMETER else None
        return found[1] if found else None

    @property
    def ends_reading(self) -> bool:
        """Whether every further request would be refused as well, whatever it asks for."""
        return self.limits_rate or self.refuses_token or self.wants_proof or self.code in (BLOCKED, FOREIGN_ADDRESS)

    @property
    def wants_proof(self) -> bool:
        """Whether the app takes no token without a proof of the app's secret."""
        return self.code == PARAMETER and PROOF in self.message.lower()

    @property
    def refuses_metric(self) -> bool:
        """Whether a metric is unknown, retired, or not to be had of this object; the whole request fails by it."""
        return self.code == 3001 or (self.code == PARAMETER and "metric" in self.message.lower())  # noqa: PLR2004  # Meta's codes

    @property
    def finds_nothing(self) -> bool:
        """Whether it knows no such object, or may not show it: it never tells which."""
        unnamed = not self.subcode and NOT_THERE in self.message.lower()
        unknown = self.code == PARAMETER and (self.subcode == 33 or unnamed)  # noqa: PLR2004  # Meta's subcode
        return unknown or self.subcode == NO_MEDIUM or self.code in (21, 803)


def _number(told: object) -> int:
    """Read a code, which proxies and older interfaces write as text, too."""
    if isinstance(told, str) and re.fullmatch(r"-?\d{1,9}", told, re.ASCII):
        return int(told)
    return told if isinstance(told, int) and not isinstance(told, bool) else 0


def translate_error(error: GraphError, *, of: str, needs: str) -> CollectorError:
    """Turn a refusal into the house's own error: *of* names whose it is, *needs* the permissions that reading takes."""
    told = f"({_codes(error)})"
    if error.limits_rate:
        return RateLimited(f"Meta wants fewer requests {told}", advice=AGAIN, retry_at=error.retry_at)
    if error.refuses_token:
        why = WHY_TOKEN.get(error.subcode, error.message)
        return AuthFailed(f"Meta refuses the token {told}: {why}", advice=NEW_TOKEN)
    if error.wants_proof:
        return AuthFailed(
            f"Meta wants a proof of the app's secret {told}, which Pantau does not hold",
            advice="switch off Require App Secret in the app's advanced settings (docs/meta.md)",
        )
    if error.refuses_permission:
        return AuthFailed(
            f"the token may not read {of} {told}: {error.message}",
            advice=f"give it {needs}, and its person a task there; or it is a token of another account (docs/meta.md)",
        )
    return _of_request(error, of, told)


def _of_request(error: GraphError, of: str, told: str) -> CollectorError:
    if error.code == BLOCKED:
        return Refused(f"Meta has blocked the app or its person for a time {told}", advice="see the app's Alert Inbox")
    if error.subcode == RESTRICTED:
        return AuthFailed(
            f"Instagram has restricted {of} {told}", advice="log in to its app, and do what it asks; then run again"
        )
    if error.code == FOREIGN_ADDRESS:
        return AuthFailed(
            f"the app takes no requests from this machine {told}: {error.message}",
            advice="correct the list of server addresses in the app's advanced settings",
        )
    if error.loses_place:
        return Unavailable(f"Meta does not know the place in the list any more {told}", advice=BEGIN_AGAIN)
    if error.is_metas_own:
        return Unavailable(f"Meta has an error of its own {told}: {error.message}", advice=AGAIN)
    if error.finds_nothing:
        return AuthFailed(
            f"Meta does not show {of} to this token {told}",
            advice="correct the account in config.yaml, or give the token's person a task there (docs/meta.md)",
        )
    if HTTPStatus.MULTIPLE_CHOICES <= error.status < HTTPStatus.BAD_REQUEST:
        return Unavailable(f"Meta led to another address ({error.status})", advice=AGAIN)
    if not error.code:
        return Unavailable(f"Meta answered {error.status} without a reason", advice=AGAIN)
    return SourceChanged(f"Meta did not understand the request {told}: {error.message}", advice="update Pantau")


def _codes(error: GraphError) -> str:
    return f"{error.code or error.status}" + (f"/{error.subcode}" if error.subcode else "")
