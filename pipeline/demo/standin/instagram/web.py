"""The part of Instagram's private web interface that instaloader 4.16 uses, with and without a session."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from pipeline.demo.standin.instagram import comments as instagram_comments
from pipeline.demo.standin.instagram.objects import media, profile, published, short_user
from pipeline.demo.world.exchange import Answer, Refused, Request
from pipeline.demo.world.world import Account, InstagramPost, World

PAGE_SIZE = 12
BACK = {"repeat_page": PAGE_SIZE, "overlap": 4}  # by how many posts a spoilt page begins too early
LOGIN_URL = "https://www.instagram.com/accounts/login/?next="
LOGIN_PAGE = (
    '<!DOCTYPE html><html><head><title>Instagram</title></head><body><form id="loginForm">'
    "Masuk untuk melihat foto dan video</form></body></html>"
)
COOKIE = "csrftoken=demo-csrf; Domain=.instagram.com; Path=/; Secure"

ANONYMOUS_PAGE = "28904005159232689"
SESSION_PAGE = "29104886249145907"
ONE_POST = "27128499623469141"
PROFILE = "27937681195819736"
CLIPS = "27234427476213202"
WHO_AM_I = "d6f4427fbe92d846298cf93df0b937d3"  # a query hash, the others are doc_ids

WAIT = {"message": "Please wait a few minutes before you try again.", "status": "fail"}


def failure(name: str, request: Request) -> Answer | None:
    """Return the answer of the fault *name*, or None if it is not one of Instagram's own."""
    known = {
        "login_page": Answer(200, LOGIN_PAGE),
        "redirect_login": Answer(302, headers={"Location": LOGIN_URL + request.path}),
        "wait_few_minutes": Answer(401, WAIT | {"require_login": True}),
        "too_many": Answer(429, dict(WAIT)),
        "checkpoint_required": Answer(
            400,
            {
                "message": "checkpoint_required",
                "lock": True,
                "status": "fail",
                "checkpoint_url": "/challenge/",
            },
        ),
        "challenge_required": Answer(400, {"message": "challenge_required", "status": "fail"}),
        "feedback_required": Answer(400, {"message": "feedback_required", "spam": True, "status": "fail"}),
        "bad_request": Answer(400, {"message": "invalid request", "status": "fail"}),
        "fail_status": Answer(200, {"message": "Sorry, something went wrong", "status": "fail"}),
        "forbidden_html": Answer(403, "<html><title>403</title></html>"),
        "server_error": Answer(500, "<html><title>Error</title>Oops, an error occurred.</html>"),
        "graphql_null": Answer(200, {"data": None, "errors": [{"message": "execution error"}], "status": "ok"}),
        "not_found": Answer(404, "<html><title>Halaman tidak ditemukan</title></html>"),
    }
    return known.get(name)


def logged_in(world: World, request: Request) -> bool:
    """Say whether the request carries a living session; a dead one is sent to the login page."""
    session_id = unquote(request.cookies.get("sessionid", ""))
    if session_id and session_id != world.session_id:
        raise Refused(Answer(302, headers={"Location": LOGIN_URL + request.path}))
    return bool(session_id)


def chunk_after(world: World, after: str | None, fault: str | None) -> tuple[list[InstagramPost], dict[str, Any]]:
    """Return the page after a cursor and its page_info; the silent cuts are made here."""
    posts = published(world)
    start = start_after(posts, after)
    start = max(0, start - BACK.get(fault or "", 0))
    chunk = [] if fault == "empty_page" else posts[start : start + PAGE_SIZE]
    more = start + PAGE_SIZE < len(posts) and fault != "end_early"
    last = posts[start : start + PAGE_SIZE][-1:]
    cursor = base64.urlsafe_b64encode(last[0].pk.encode()).decode() if more and last else None
    return chunk, {
        "has_next_page": more,
        "has_previous_page": False,
        "start_cursor": None,
        "end_cursor": cursor,
    }


def start_after(posts: list[InstagramPost], after: str | None) -> int:
    """Return where the page after a cursor begins; a cursor that Instagram does not know ends in an error."""
    if not after:
        return 0
    try:
        pk = base64.urlsafe_b64decode(after).decode()
    except (binascii.Error, ValueError) as error:
        raise Refused(Answer(400, {"message": "invalid cursor", "status": "fail"})) from error
    return next((n + 1 for n, post in enumerate(posts) if post.pk == pk), len(posts))


def front_page(*, session: bool) -> Answer:
    """Answer / with the tokens that the web app sends along with its queries."""
    tokens = '["LSD",[],{"token":"demo-lsd"},1]'
    tokens += ',["DTSGInitialData",[],{"token":"demo-dtsg"},2]' if session else ""
    viewer = "17841400000000000" if session else "0"
    return Answer(
        200,
        f'<html><script>{tokens},"IG_USER_EIMU":"{viewer}"</script></html>',
        headers={"Set-Cookie": COOKIE},
    )


def embedded(*results: dict[str, Any]) -> str:
    """Make a page that carries query results as the web app embeds them."""
    scripts = ""
    for data in results:
        found = {"__bbox": {"complete": True, "result": {"data": {"xig_user_by_username": data}}}}
        blob = json.dumps({"require": [["RelayPrefetchedStreamCache", "next", [], ["demo", found]]]})
        blob = blob.replace("<", "\\u003C")
        scripts += f'<script type="application/json" data-sjs>{blob}</script>'
    return f"<!DOCTYPE html><html><head><title>Instagram</title></head><body>{scripts}</body></html>"


def profile_page(world: World, name: str, fault: str | None) -> Answer:
    """Answer /<name>/ as anybody sees it: the profile, and its first codes unless it is private."""
    account = world.instagram_account
    if name.lower() != account.name.lower() or account.state in ("missing", "suspended"):
        return Answer(404, "<html><title>Halaman tidak ditemukan</title></html>")
    user = profile(world)
    page_id = "1784" + user["pk"]  # the page's "id" is not the user's
    if user["is_private"]:
        posts: list[InstagramPost] = []
        second: dict[str, Any] = {"id": page_id, "is_private": True}
    else:
        posts, info = chunk_after(world, None, fault)
        second = {"id": page_id, "polaris_ordered_timeline_connection": short_edges(posts, info)}
    return Answer(
        200,
        embedded(user | {"id": page_id}, second),
        headers={"Set-Cookie": COOKIE},
        post_ids=[post.pk for post in posts],
    )


def short_edges(posts: list[InstagramPost], info: dict[str, Any]) -> dict[str, Any]:
    """Build the anonymous timeline: codes only."""
    return {"edges": [{"node": {"code": post.code, "pk": post.pk}} for post in posts], "page_info": info}


def anonymous_page(world: World, variables: dict[str, Any], fault: str | None) -> Answer:
    """Answer the timeline query of the logged-out web app."""
    posts, info = chunk_after(world, variables.get("after"), fault)
    data = {"node": {"polaris_ordered_timeline_connection": short_edges(posts, info)}}
    return Answer(body={"data": data}, post_ids=[post.pk for post in posts])


def session_page(world: World, variables: dict[str, Any], fault: str | None) -> Answer:
    """Answer the timeline query of the logged-in web app, which shows whole posts."""
    posts, info = chunk_after(world, variables.get("after"), fault)
    edges = [{"node": media(world, post, session=True), "cursor": post.pk} for post in posts]
    data = {"xdt_api__v1__feed__user_timeline_graphql_connection": {"edges": edges, "page_info": info}}
    return Answer(body={"data": data}, post_ids=[post.pk for post in posts])


def one_post(world: World, code: str, *, session: bool) -> Answer:
    """Answer the query for one post; a deleted one has no items."""
    found = [post for post in published(world) if post.code == code]
    info = {"items": [media(world, post, session=session) for post in found]} if found else None
    data = {"xdt_api__v1__media__shortcode__web_info": info}
    return Answer(body={"data": data, "status": "ok"}, post_ids=[post.pk for post in found])


def user_answer(user: dict[str, Any] | None) -> Answer:
    """Answer a query for a user."""
    return Answer(body={"data": {"user": user}, "status": "ok"})


def profile_answer(world: World, *, session: bool) -> Answer:
    """Answer the profile query, which only a session may ask."""
    gone = world.instagram_account.state in ("missing", "suspended")
    return user_answer(None if gone or not session else profile(world))


def who_am_i(*, session: bool) -> Answer:
    """Answer whose session it is."""
    return user_answer(short_user(Account(name="petugas.demo", native_id="777")) if session else None)


def graphql(world: World, request: Request, *, session: bool) -> Answer:
    """Answer a GraphQL query by its doc_id or query_hash."""
    query = request.query.get("doc_id") or request.query.get("query_hash") or ""
    variables = json.loads(request.query.get("variables") or "{}")
    queries: dict[str, Callable[[], Answer]] = {
        SESSION_PAGE: lambda: session_page(world, variables, request.fault),
        ANONYMOUS_PAGE: lambda: anonymous_page(world, variables, request.fault),
        ONE_POST: lambda: one_post(world, variables.get("shortcode", ""), session=session),
        PROFILE: lambda: profile_answer(world, session=session),
        WHO_AM_I: lambda: who_am_i(session=session),
        CLIPS: lambda: Answer(body={"data": {"xdt_api__v1__clips__user__connection_v2": None}, "status": "ok"}),
    }
    if query == SESSION_PAGE and not session:
        return Answer(401, WAIT | {"require_login": True})
    if query not in queries:
        return Answer(400, {"message": f"unknown query {query}", "status": "fail"})
    return queries[query]()


def answer(world: World, request: Request) -> Answer:
    """Answer a request to www.instagram.com or i.instagram.com."""
    if "/comments/" in request.path:
        return instagram_comments.answer(world, request)
    session = logged_in(world, request)
    if request.path == "/":
        return front_page(session=session)
    if request.path.rstrip("/") in ("/api/graphql", "/graphql/query"):
        return graphql(world, request, session=session)
    if name := re.fullmatch(r"/([A-Za-z0-9_.]{1,30})/", request.path):
        return profile_page(world, name[1], request.fault)
    return Answer(404, "<html><title>Halaman tidak ditemukan</title></html>")
