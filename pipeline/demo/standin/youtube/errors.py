"""The errors of YouTube Data API v3, in the shape in which it tells them."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.demo.world.exchange import Answer


def refused(status: int, reason: str, location: str = "", domain: str = "youtube.parameter") -> Answer:
    """Make an error with its reason."""
    error = {"message": f"The request was refused: {reason}.", "domain": domain, "reason": reason}
    if location:
        error |= {"location": location, "locationType": "parameter"}
    return Answer(status, {"error": {"code": status, "message": error["message"], "errors": [error]}})


def bad_key() -> Answer:
    """Make the error of a key that is none; a request with the key in its address gets it, too."""
    made = refused(400, "badRequest", domain="global")
    made.body["error"] |= {
        "message": "API key not valid. Please pass a valid API key.",
        "status": "INVALID_ARGUMENT",
        "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}],
    }
    return made


def failure(name: str) -> Answer | None:
    """Return the answer of the fault *name*, or None if it is not one of YouTube's own."""
    known: dict[str, Callable[[], Answer]] = {
        "bad_key": bad_key,
        "key_expired": lambda: refused(400, "keyExpired", domain="usageLimits"),
        "not_enabled": lambda: refused(403, "accessNotConfigured", domain="usageLimits"),
        "key_restricted": lambda: refused(403, "ipRefererBlocked", domain="usageLimits"),
        "quota_exceeded": lambda: refused(403, "quotaExceeded", domain="youtube.quota"),
        "too_fast": lambda: refused(403, "rateLimitExceeded", domain="usageLimits"),
        "too_many": lambda: refused(429, "rateLimitExceeded", domain="usageLimits"),
        "channel_closed": lambda: refused(403, "channelClosed", domain="youtube.channel"),
        "forbidden": lambda: refused(403, "forbidden", domain="global"),
        "no_playlist": lambda: refused(404, "playlistNotFound", "playlistId"),
        "comments_disabled": lambda: refused(403, "commentsDisabled", "videoId"),
        "bad_token": lambda: refused(400, "invalidPageToken", "pageToken"),
        "backend_error": lambda: refused(503, "backendError", domain="global"),
        "not_understood": lambda: refused(400, "unexpectedParameter", "part"),
    }
    return known[name]() if name in known else None
