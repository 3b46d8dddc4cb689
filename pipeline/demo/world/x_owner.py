"""The owner of an account on X, an app that asks for the owner's token, and the tokens given so far."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(kw_only=True)
class XOwner:
    """An app and the owner's permission for it, as X knows them; tokens are numbered as they are given."""

    client_id: str = "demo-client-id"
    client_secret: str | None = "demo-client-secret"  # noqa: S105  # of the demo
    account_id: str | None = None
    """The account that agrees, where it is not the office's own."""
    scopes: str = "tweet.read users.read offline.access"
    """The permissions that X grants."""
    expires_in: int = 7200
    given: int = 0
    """The number of the tokens that are good now; 0 while there are none."""
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    """The address's parameters of each code that waits to be taken."""

    @property
    def access(self) -> str:
        """The access token that is good now."""
        return f"demo-owner-access-{self.given}"

    @property
    def refresh(self) -> str:
        """The refresh token that is good now; it is good once."""
        return f"demo-owner-refresh-{self.given}"
