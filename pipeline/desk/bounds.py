"""The bounds of a request, looked at before anything of it is read: anybody may send one, log-in or not."""

from __future__ import annotations

import re

from fastapi import Request

MOST_BYTES = 1 << 20  # of a form; the longest that the desk itself sends has a query of some thousand letters
LENGTH_NEEDED, TOO_LARGE, UNKNOWN_WORDS = 411, 413, 415
_CHARSET = re.compile(r"charset\s*=\s*\"?([^\s;\"]*)", re.IGNORECASE)


def refusal_of(request: Request) -> int:
    """Return the status that refuses a request unread (no length, too long, not in UTF-8), or 0."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return 0
    if "transfer-encoding" in request.headers:  # beside it a length is not heeded
        return LENGTH_NEEDED
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        return LENGTH_NEEDED
    if int(length[:20]) > MOST_BYTES:
        return TOO_LARGE
    told = _CHARSET.search(request.headers.get("content-type", ""))
    return UNKNOWN_WORDS if told and told[1].lower() not in {"utf-8", "utf8"} else 0
