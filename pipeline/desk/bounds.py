"""The bounds of a request, looked at before anything of it is read: anybody may send one, log-in or not."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from fastapi import Request
from fastapi.exceptions import RequestValidationError

MOST_BYTES = 1 << 20  # of a form; the longest that the desk itself sends has a query of some thousand letters
MISSING, WRONG_METHOD, LENGTH_NEEDED, TOO_LARGE, UNKNOWN_WORDS = 404, 405, 411, 413, 415
SAFE = {"GET", "HEAD", "OPTIONS"}
_CHARSET = re.compile(r"charset\s*=\s*\"?([^\s;\"]*)", re.IGNORECASE)


def refusal_of(request: Request) -> int:
    """Return the status that refuses a request unread (NUL in its address, no length, too long, not in UTF-8), or 0."""
    if "\0" in request.scope["path"] or b"\0" in unquote_to_bytes(request.scope["query_string"]):
        return MISSING  # PostgreSQL has no NUL in texts, so nothing can be found there
    if request.method in SAFE:
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


async def refuse_nul(request: Request) -> None:
    """Refuse a form with NUL in a field, which PostgreSQL has not. Raises RequestValidationError."""
    if request.method in SAFE:  # has no form, and its length was not looked at
        return
    fields = (await request.form()).multi_items()
    if any(isinstance(value, str) and "\0" in value for _, value in fields):
        raise RequestValidationError([])
