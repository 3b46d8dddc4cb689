"""Meta's Graph API: tokens, usage and faults are the same for all that it reads; each platform answers for its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from pipeline.demo.standin.facebook import page as facebook_page
from pipeline.demo.standin.graph import NEXT, NO_OBJECT, refusal
from pipeline.demo.standin.instagram import official as instagram_official
from pipeline.demo.world.exchange import Answer, Refused, Request
from pipeline.demo.world.world import World

ANSWERS: tuple[Callable[[World, Request], Answer | None], ...] = (facebook_page.answer, instagram_official.answer)
"""Each answers for what it knows; the first that does is believed."""
SPOILT = {"empty_page", "end_early", "repeat_page", "repeat_mark"}
MARK = re.compile(r"after\(([\w-]+)\)")


def answer(world: World, request: Request) -> Answer:
    """Answer a request to graph.facebook.com, and tell how much of the quota is used."""
    tokens = {f"Bearer {token}" for token in (world.meta_token, world.facebook_token)}
    if request.headers.get("authorization") not in tokens:
        found = refusal(190, "Error validating access token: The session was invalidated", subcode=460, status=401)
    else:
        found = next((one for ask in ANSWERS if (one := _asked(ask, world, request))), NO_OBJECT)
    usage = {"call_count": world.meta_usage, "total_time": 1, "total_cputime": 1}
    business = {"17841400000000000": [usage | {"type": "instagram", "estimated_time_to_regain_access": 0}]}
    headers = {"x-app-usage": json.dumps(usage), "x-business-use-case-usage": json.dumps(business)}
    body = _with_repeated_marks(found.body, request) if request.fault == "repeat_mark" else found.body
    return Answer(found.status, body, headers | found.headers, list(found.post_ids))


def _with_repeated_marks(body: Any, request: Request) -> Any:
    """Let each list lead on to the page that was just asked for."""
    if isinstance(body, list):
        return [_with_repeated_marks(one, request) for one in body]
    if not isinstance(body, dict):
        return body
    told = {name: _with_repeated_marks(value, request) for name, value in body.items()}
    if "paging" in told:
        within = MARK.search(request.query.get("fields", ""))
        asked = request.query.get("after") or (within and within[1])
        mark = asked or (told["paging"].get("cursors") or {}).get("after") or "0"
        told["paging"] = {"cursors": {"after": mark}, "next": NEXT}
    return told


def _asked(ask: Callable[[World, Request], Answer | None], world: World, request: Request) -> Answer | None:
    try:
        return ask(world, request)
    except Refused as refused:
        return refused.answer


def failure(name: str) -> Answer | None:
    """Return the answer of the fault *name*, or None if it is not one of Meta's own."""
    spent = {"17841400000000000": [{"call_count": 100, "estimated_time_to_regain_access": 19}]}
    limited = refusal(4, "Application request limit reached", status=403)
    limited.headers["x-business-use-case-usage"] = json.dumps(spent)
    known = {
        "token_expired": refusal(190, "Session has expired", subcode=463, status=401),
        "token_revoked": refusal(190, "The session was invalidated", subcode=460, status=401),
        "permission": refusal(10, "Application does not have permission for this action", status=403),
        "rate_limited": limited,
        "server_error": refusal(2, "Service temporarily unavailable", status=503),
        "unknown_request": refusal(100, "Tried accessing nonexisting field (media_count)"),
        "gone": refusal(100, "Unsupported get request. Object does not exist", subcode=33),
        "blocked": refusal(368, "The action attempted has been deemed abusive", status=403),
    }
    return known.get(name)
