"""Errors and links of Meta's Graph API, which are the same on every platform that it reads."""

from __future__ import annotations

from typing import Any

from pipeline.demo.world.exchange import Answer

NEXT = "https://graph.facebook.com/v25.0/next?access_token=not-to-be-followed"


def refusal(code: int, message: str, *, subcode: int | None = None, status: int = 400) -> Answer:
    """Build an error of the Graph API."""
    error: dict[str, Any] = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code}
    return Answer(status, {"error": error | ({"error_subcode": subcode} if subcode else {}) | {"fbtrace_id": "Axyz"}})


NO_OBJECT = refusal(100, "Unsupported get request. Object does not exist", subcode=33)
