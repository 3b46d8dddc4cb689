"""Show posts of others to the account as X API v2 does: the mentions timeline and recent search."""

from __future__ import annotations

import re
from datetime import timedelta

from pipeline.demo.standin.x.call import PAGING, Call, page, page_size, within
from pipeline.demo.standin.x.errors import account_error, bad
from pipeline.demo.standin.x.objects import author, conversation
from pipeline.demo.world.exchange import Answer
from pipeline.demo.world.world import X_EPOCH, X_ID_BITS, World, XPost

MENTIONS_DEPTH = 800
REACH = timedelta(days=7)
TERMS = re.compile(r"\(([^)]*)\)|(\S+)")


def others(world: World) -> list[XPost]:
    """Return what others have written by now, newest first."""
    shown = [post for post in world.x_others if post.at <= world.now]
    return sorted(shown, key=lambda post: int(post.id), reverse=True)


def mentions(call: Call, native_id: str) -> Answer:
    """Answer /2/users/:id/mentions, newest first."""
    call.allow(*PAGING)
    error = account_error(call.world.x_account, native_id, "id")
    if error:
        return Answer(body={"errors": [error]})
    name = f"@{call.world.x_account.name}".lower()
    found = [post for post in others(call.world) if name in post.text.lower()][:MENTIONS_DEPTH]
    return page(call, within(call, found), page_size(call, least=5))


def search(call: Call) -> Answer:
    """Answer /2/tweets/search/recent, which reaches back seven days and refuses to be asked for more."""
    call.allow(*PAGING - {"exclude"}, "query", "next_token")
    edge = call.world.now - REACH
    least = (int(edge.timestamp() * 1000) - X_EPOCH) << X_ID_BITS
    if int(call.query.get("since_id", least)) < least:
        raise bad("since_id", call.query["since_id"])
    everything = sorted([*call.posts, *others(call.world)], key=lambda post: int(post.id), reverse=True)
    found = [post for post in everything if post.at >= edge and matches(call.world, call.query.get("query", ""), post)]
    if "next_token" in call.query:
        call.query["pagination_token"] = call.query["next_token"]
    return page(call, within(call, found), page_size(call, least=10))


def matches(world: World, query: str, post: XPost) -> bool:
    """Whether all terms of a query fit; one in brackets does when any of its parts, between OR, fits."""
    groups = [bracketed or single for bracketed, single in TERMS.findall(query)]
    return all(any(_fits(world, term, post) for term in group.split(" OR ")) for group in groups)


def _fits(world: World, term: str, post: XPost) -> bool:
    if term.startswith("-"):
        return not _fits(world, term[1:], post)
    operator, _, value = term.lower().partition(":")
    if operator == "from":
        return author(world, post).name.lower() == value
    if operator == "to":
        answered = post.ref if post.kind == "reply" and isinstance(post.ref, XPost) else None
        return answered is not None and author(world, answered).name.lower() == value
    if operator == "conversation_id":
        return conversation(post) == value
    if operator == "is":
        return value == "retweet" and post.kind == "repost"
    return term.lower() in post.text.lower()
