"""The errors of the Graph API, turned into advice. Pure.

An error is ``{"error": {"code": 190, "error_subcode": 463, "message": "…", "is_transient": false}}``, of any status.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from collectors.errors import AccountGone, AuthFailed, CollectorError, RateLimited, Refused, SourceChanged, Unavailable
from collectors.side_values import SideValues, count_of

AGAIN = "the next night tries again"
NEW_TOKEN = "make a new token and set META_ACCESS_TOKEN in .env (docs/platforms.md tells how)"  # noqa: S105  # words
SERVER_ERROR = 500
TRANSIENT = frozenset({1, 2})
EXPIRED = frozenset({102, 190, 2500})
PERMISSION = frozenset({3, 10, *range(200, 300)})
RATE = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
BLOCKED = 368
PARAMETER, UNKNOWN_OBJECT, BEFORE_CONVERSION = 100, 33, 2_108_006
TOO_FEW_VIEWERS = "not enough viewers"
NO_SUCH_ACCOUNT = 110
WHY_ENDED: Mapping[int, str] = {
    458: "its user has removed the app",
    459: "Facebook wants its user to log in and act",
    460: "its user has changed the password",
    463: "it has expired",
    464: "Facebook wants its user to confirm the account",
    467: "it was revoked",
}
PERMISSION_NAME = re.compile(r"\b(?:instagram|pages|read|business|ads)_[a-z_]+\b")


@dataclass(frozen=True, slots=True)
class Told:
    """An error as the interface tells it; ``code`` is None where an answer is none of its own."""

    status: int
    code: int | None = None
    subcode: int | None = None
    message: str = ""
    transient: bool = False

    @classmethod
    def read(cls, status: int, body: Any) -> Told:
        """Read the error of an answer."""
        side, error = SideValues(), body.get("error") if isinstance(body, dict) else None
        if not isinstance(error, dict):
            return cls(status)
        message = side.text(error, "message") or ""
        transient = error.get("is_transient") is True
        return cls(status, count_of(error.get("code")), count_of(error.get("error_subcode")), message, transient)

    @property
    def lacks_permission(self) -> bool:
        """Whether the token lacks a permission."""
        return self.code in PERMISSION and not self.has_no_insights

    @property
    def has_no_insights(self) -> bool:
        """Whether an object is one of those of which the interface never tells insights."""
        few = TOO_FEW_VIEWERS in self.message.lower()
        return (self.code == PARAMETER and self.subcode == BEFORE_CONVERSION) or (self.code in PERMISSION and few)

    @property
    def knows_no_object(self) -> bool:
        """Whether the interface says that there is no such object, or none that the token may see."""
        return self.code == PARAMETER and self.subcode == UNKNOWN_OBJECT

    @property
    def refuses_parameter(self) -> bool:
        """Whether a part of the request, such as a retired metric, is what it refuses."""
        return self.code == PARAMETER and not self.knows_no_object and not self.has_no_insights


class GraphError(Exception):
    """An answer that is an error: as it was told, and what it means to a source."""

    def __init__(self, told: Told, problem: CollectorError) -> None:
        super().__init__(str(problem))
        self.told, self.problem = told, problem


def problem_of(told: Told, retry_at: datetime | None = None) -> CollectorError:
    """Say what an error means to a source, and what to do."""
    if told.code in EXPIRED:
        why = WHY_ENDED.get(told.subcode or 0, "it is not valid")
        return AuthFailed(f"Meta refuses META_ACCESS_TOKEN: {why}", advice=NEW_TOKEN)
    if told.code in RATE or told.status == 429:  # noqa: PLR2004  # HTTP's own number
        return RateLimited("Meta's quota of requests is spent", advice=AGAIN, retry_at=retry_at)
    if told.lacks_permission:
        names = ", ".join(dict.fromkeys(PERMISSION_NAME.findall(told.message)))
        wanted = f"META_ACCESS_TOKEN lacks a permission ({names})" if names else "META_ACCESS_TOKEN lacks a permission"
        return AuthFailed(f"{wanted}, error {told.code}", advice="grant it to the app, then " + NEW_TOKEN)
    if told.code == BLOCKED:
        return Refused(
            "Meta has blocked the app for a while (368)", advice="open the app's page at developers.facebook.com"
        )
    if told.code == NO_SUCH_ACCOUNT:
        return AccountGone("Meta knows no such professional account", advice="correct the account in config.yaml")
    if told.transient or told.code in TRANSIENT or (told.code is None and told.status >= SERVER_ERROR):
        return Unavailable(f"Meta did not answer properly ({told.code or told.status})", advice=AGAIN)
    if told.knows_no_object:
        return AccountGone("Meta shows META_ACCESS_TOKEN no such object", advice="correct the account in config.yaml")
    number = f"{told.code}" + (f"/{told.subcode}" if told.subcode else "")
    if told.code is not None:
        return SourceChanged(f"Meta refuses the request ({number})", advice="update Pantau")
    return Unavailable(f"Meta answered with no data ({told.status})", advice=AGAIN)
