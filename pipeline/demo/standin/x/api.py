"""The part of X API v2 that Pantau uses: users, timelines, look-ups of posts, mentions and search."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.demo.standin.x.call import PAGING, Call, page, page_size, within
from pipeline.demo.standin.x.errors import account_error, bad, not_authorized, not_found, problem
from pipeline.demo.standin.x.oauth import is_owner, token
from pipeline.demo.standin.x.search import mentions, search
from pipeline.demo.world.exchange import Answer, Request
from pipeline.demo.world.world import World, XPost

DEPTH_WITHOUT_REPLIES = 800
MAX_IDS = 100
SHORT_PAGE = 5  # X may bring fewer posts than were asked for


def user_by_name(call: Call, name: str) -> Answer:
    """Answer /2/users/by/username/:name; a protected account still shows its profile."""
    call.allow()
    account = call.world.x_account
    error = account_error(account, name, "username")
    return Answer(body={"errors": [error]} if error else {"data": call.user(account)})


def user_of_token(call: Call) -> Answer:
    """Answer /2/users/me: the account that agreed; another than the office's is told with no more than its id."""
    call.allow()
    account, owner_id = call.world.x_account, call.world.x_owner.account_id
    if not call.owner:
        return problem(403, "Unsupported Authentication", "unsupported-authentication")
    if owner_id not in (None, account.native_id):
        account = replace(account, native_id=str(owner_id), name="orang_lain", title="Orang lain")
    return Answer(body={"data": call.user(account)})


def timeline(call: Call, native_id: str) -> Answer:
    """Answer /2/users/:id/tweets, newest first."""
    call.allow(*PAGING)
    account = call.world.x_account
    error = account_error(account, native_id, "id")
    if error:
        return Answer(body={"errors": [error]})
    size = SHORT_PAGE if call.fault == "short_page" else page_size(call, least=5)
    shown = shown_on_timeline(call)
    return page(call, shown if call.fault == "repeat_page" else within(call, shown), size)


def shown_on_timeline(call: Call) -> list[XPost]:
    """Return the posts that X still shows, without the kinds that the request excludes."""
    excluded = call.query.get("exclude", "").split(",")
    names = {"repost": "retweets", "reply": "replies"}
    depth = call.world.x_depth
    depth = min(depth, DEPTH_WITHOUT_REPLIES) if "replies" in excluded else depth
    return [post for post in call.posts if names.get(post.kind) not in excluded][:depth]


def lookup(call: Call) -> Answer:
    """Answer /2/tweets?ids=, with an error for each post that is gone or closed."""
    call.allow("ids")
    ids = [value for value in call.query.get("ids", "").split(",") if value]
    if not 0 < len(ids) <= MAX_IDS or not all(value.isdigit() for value in ids):
        raise bad("ids", ",".join(ids))
    state = call.world.x_account.state
    findable = call.findable() if state == "public" else {}
    closed = not_authorized if state in ("protected", "private") else not_found
    errors = [closed("tweet", value, "ids") for value in ids if value not in findable]
    return call.answer([findable[value] for value in dict.fromkeys(ids) if value in findable], errors)


def answer(world: World, request: Request) -> Answer:
    """Answer a request to api.twitter.com."""
    if request.path == "/2/oauth2/token":
        return token(world, request)
    owner = is_owner(world, request)
    if not owner and request.headers.get("authorization") != f"Bearer {world.bearer}":
        return problem(401, "Unauthorized")
    call = Call(world, request.query, request.fault, owner)
    if request.path == "/2/users/me":
        made = user_of_token(call)
    elif name := re.fullmatch(r"/2/users/by/username/([^/]+)", request.path):
        made = user_by_name(call, name[1])
    elif native_id := re.fullmatch(r"/2/users/(\d+)/tweets", request.path):
        made = timeline(call, native_id[1])
    elif native_id := re.fullmatch(r"/2/users/(\d+)/mentions", request.path):
        made = mentions(call, native_id[1])
    elif request.path == "/2/tweets/search/recent":
        made = search(call)
    elif request.path == "/2/tweets":
        made = lookup(call)
    else:
        made = problem(404, "Not Found")
    made.headers |= {"x-rate-limit-limit": "900", "x-rate-limit-remaining": "899"}
    made.headers["x-rate-limit-reset"] = str(int(world.now.timestamp()) + 900)
    return made
