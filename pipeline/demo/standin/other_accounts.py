"""Find the office that a request is about, where one stand-in serves several offices."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from pipeline.demo.world.exchange import Request
from pipeline.demo.world.world import World


def world_of(world: World, platform: str, request: Request) -> World:
    """Return the world that holds what is asked for: *world* itself, or the neighbour who does."""
    meant = MEANT.get(platform)
    if meant is None or not world.neighbours:
        return world
    return next((one for one in (world, *world.neighbours) if meant(one, request)), world)


def _x(world: World, request: Request) -> bool:
    """Tell by the account's name or id in the path, or by the posts that are looked up."""
    account, part = world.x_account, re.fullmatch(r"/2/users/(?:by/username/([^/]+)|(\d+)/tweets)", request.path)
    if part:
        return (part[1] or "").lower() == account.name.lower() or part[2] == account.native_id
    asked = set(request.query.get("ids", "").split(","))
    return any(asked & {post.id, *post.history} for post in world.x)


def _instagram(world: World, request: Request) -> bool:
    """Tell by the page's path, or by the account or post that a query's variables name."""
    account = world.instagram_account
    named = {account.name.lower(), account.native_id}
    if request.path.strip("/").lower() in named:
        return True
    asked = {str(value).lower() for value in _values(json.loads(request.query.get("variables") or "{}"))}
    return bool(asked & named) or any(post.code.lower() in asked for post in world.instagram)


def _values(part: object) -> list[object]:
    """Return all plain values within, however deep."""
    if isinstance(part, dict):
        return [value for inner in part.values() for value in _values(inner)]
    if isinstance(part, list):
        return [value for inner in part for value in _values(inner)]
    return [part]


MEANT: dict[str, Callable[[World, Request], bool]] = {"x": _x, "instagram": _instagram}
