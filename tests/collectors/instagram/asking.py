"""Posts, faults and counts of requests for the tests of the Instagram collector."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pipeline.demo.standin.server import LAST_WEEK, Fault, InstagramPost, World

PROFILE_PAGE = "^/diskominfobekasi/$"
SESSION_PAGE, STRANGERS_PAGE = "29104886249145907", "28904005159232689"
ONE_POST, PROFILE = "27128499623469141", "27937681195819736"

both = pytest.mark.parametrize("collector", ["session", "stranger"], indirect=True)
with_session = pytest.mark.parametrize("collector", ["session"], indirect=True)
as_stranger = pytest.mark.parametrize("collector", ["stranger"], indirect=True)


def hourly(count: int, *, first: int = 0, **told: Any) -> list[InstagramPost]:
    return [
        InstagramPost(caption=f"Kegiatan ke-{n}", at=LAST_WEEK + timedelta(hours=n), likes=n, **told)
        for n in range(first, first + count)
    ]


def old_and_pinned(count: int) -> list[InstagramPost]:
    return [
        InstagramPost(caption=f"Disematkan {n}", at=LAST_WEEK - timedelta(days=300 + n), pinned=True)
        for n in range(count)
    ]


def codes(world: World) -> list[str]:
    return sorted(f"instagram:{post.code}" for post in world.instagram)


def fault(do: str, *, doc_id: str | None = None, path: str = "", **how: Any) -> Fault:
    return Fault(platform="instagram", do=do, doc_id=doc_id, path=path, **how)


def listed(world: World) -> int:
    """How many pages of the timeline were asked for."""
    pages = [r for r in world.requests if r.query.get("doc_id") in (SESSION_PAGE, STRANGERS_PAGE)]
    return len(pages)


def lookups(world: World) -> int:
    """How many posts were asked for by themselves."""
    return len([r for r in world.requests if r.query.get("doc_id") == ONE_POST])
