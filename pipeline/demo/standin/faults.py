"""Apply a Fault to an answer: put another in its place, or spoil the true one.

The faults that it can ``do`` on every platform (``headers`` are added to the answer, whichever it is):

- ``reset`` (TCP reset), ``close`` (no answer), ``truncate`` (the body ends before its Content-Length),
  ``cut_json`` (half a body in well-formed HTTP), ``html`` (HTML with 200), ``status`` (with ``status`` and
  ``body``), ``echo`` (an error with ``status`` that repeats the request with all its headers), ``slow`` (the true
  answer, ``seconds`` later), ``drip`` (the true answer in pieces over ``seconds``), ``drip_head`` (the same
  within its head), ``drop_fields`` (the true answer without the ``fields``, however deep they stand);
- x: ``unauthorized``, ``not_enrolled``, ``credits_depleted``, ``usage_capped``, ``rate_limited``,
  ``rate_limited_no_reset``, ``over_capacity``, ``not_found``, ``gateway_html``, ``token_revoked``
  (where tokens are given), ``scope_missing``, and the odd pages ``empty_page`` (no
  posts, but a next_token), ``trailing_page`` (announces one more than there is), ``short_page`` (of five posts),
  ``repeat_page`` (the newest posts again, whatever was asked for), ``omits_private`` (without the posts whose private
  counts may not be told);
- instagram: ``login_page``, ``redirect_login``, ``wait_few_minutes``, ``too_many``, ``checkpoint_required``,
  ``challenge_required``, ``feedback_required``, ``bad_request``, ``fail_status``, ``forbidden_html``,
  ``server_error``, ``graphql_null``, ``not_found``, the silent cuts ``empty_page``, ``repeat_page``, ``end_early``,
  and ``overlap`` (a page begins with the last posts of the one before);
- meta (the Graph API): ``token_expired``, ``token_revoked``, ``permission``, ``rate_limited``, ``server_error``,
  ``unknown_request``, ``gone``, ``blocked``, and the silent cuts ``empty_page``, ``end_early``, ``repeat_mark`` (a
  list leads on to the page that was asked for) and, of a Page, ``repeat_page``;
- website: ``waf``, ``login_page``, ``maintenance``, ``server_error``, ``soft_404``, ``not_found``, ``blank``,
  ``new_markup``, ``repeat_last``;
- youtube: ``bad_key``, ``key_expired``, ``not_enabled``, ``key_restricted``, ``quota_exceeded``, ``too_fast``,
  ``too_many``, ``channel_closed``, ``forbidden``, ``no_playlist``, ``comments_disabled``, ``bad_token``,
  ``backend_error``, ``not_understood``, and the odd pages ``empty_page``, ``repeat_page``, ``stuck``
  (of the list of uploads), ``repeat_mark`` (of any list), ``tells_nothing``, ``odd_counts``, ``new_shape`` (of videos).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pipeline.demo.standin import meta
from pipeline.demo.standin.instagram import web as instagram_web
from pipeline.demo.standin.website import site as office_site
from pipeline.demo.standin.x import errors as x_errors
from pipeline.demo.standin.youtube import errors as youtube_errors
from pipeline.demo.world.exchange import Answer, Request
from pipeline.demo.world.world import Fault, World

UNSENT = {"reset", "close", "truncate", "cut_json"}  # what keeps a whole answer from arriving
OF_THE_TRUE_ANSWER = UNSENT | {"slow", "drip", "drip_head", "drop_fields"}
SPOILT = {  # faults that the platform's own module works into the true answer
    "x": {"empty_page", "trailing_page", "short_page", "repeat_page", "omits_private"},
    "instagram": {"empty_page", "repeat_page", "end_early", "overlap"},
    "website": {"new_markup", "repeat_last"},
    "meta": meta.SPOILT,
    "youtube": {"empty_page", "repeat_page", "stuck", "repeat_mark", "tells_nothing", "odd_counts", "new_shape"},
}


def failure(platform: str, request: Request, fault: Fault, world: World) -> Answer | None:
    """Return the answer that *fault* puts in place of the true one; None if that is needed."""
    request.fault = fault.do
    if fault.do == "html":
        return Answer(200, "<!DOCTYPE html><html><body>Bukan yang diminta</body></html>")
    if fault.do == "status":
        return Answer(fault.status, fault.body)
    if fault.do == "echo":
        return Answer(fault.status, echoed(request))
    if fault.do in OF_THE_TRUE_ANSWER | SPOILT[platform]:
        return None
    own = {
        "x": lambda: x_errors.failure(fault.do, world),
        "instagram": lambda: instagram_web.failure(fault.do, request),
        "website": lambda: office_site.failure(fault.do),
        "meta": lambda: meta.failure(fault.do),
        "youtube": lambda: youtube_errors.failure(fault.do),
    }
    answer = own[platform]()
    if answer is None:
        raise ValueError(f"{platform} has no fault named {fault.do}; see pipeline/demo/standin/faults.py")
    return answer


def echoed(request: Request) -> dict[str, Any]:
    """Build an error that tells the whole request, as some proxies and debugging pages do."""
    credentials = {name: request.headers[name] for name in ("authorization", "cookie") if name in request.headers}
    told = f"{credentials | request.headers} {request.method} {request.host}{request.path} {request.query}"
    return {
        "title": told,
        "detail": told,
        "message": told,
        "reason": told,
        "status": "fail",
        "errors": [{"message": told}],
    }


def without(body: Any, names: Collection[str]) -> Any:
    """Leave out the fields of these names, however deep they stand."""
    if isinstance(body, dict):
        return {key: without(value, names) for key, value in body.items() if key not in names}
    if isinstance(body, list):
        return [without(value, names) for value in body]
    return body
