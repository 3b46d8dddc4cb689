"""Worlds, faults and counts of requests for the tests of the official interface."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from collectors.instagram.official.collector import OfficialInstagram
from collectors.instagram.official.door import Access
from pipeline.demo.standin.server import LAST_WEEK, Fault, InstagramPost, World

INSIGHTS = {"views": 900, "reach": 700, "saved": 4, "shares": 2, "total_interactions": 30}


def official(world: World, account: str = "DiskominfoBekasi") -> OfficialInstagram:
    return OfficialInstagram(access(world, account))


def access(world: World, account: str = "DiskominfoBekasi") -> Access:
    return Access(account.lower(), world.meta_token, "mailto:a@b.id", 0)


def hourly(count: int, *, first: int = 0, **told: Any) -> list[InstagramPost]:
    return [
        InstagramPost(caption=f"Kegiatan ke-{n}", at=LAST_WEEK + timedelta(hours=n), likes=n, **told)
        for n in range(first, first + count)
    ]


def codes(world: World) -> list[str]:
    return sorted(f"instagram:{post.code}" for post in world.instagram)


def fault(do: str, path: str = "", **how: Any) -> Fault:
    return Fault(platform="meta", do=do, path=path, **how)


def asked(world: World, path: str = "") -> int:
    return len(world.asked("meta", path))
