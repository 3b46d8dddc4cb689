"""Posts and counts of what X returned, for the tests of the X collector."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from collectors.http.session import make_retrying_adapter
from collectors.x.client import XClient
from collectors.x.collector import XCollector
from pipeline.demo.standin.server import LAST_WEEK, World, XPost
from tests.collectors.conftest import Shelf

TIMELINE = r"/tweets$"


def eager(world: World, **wanted: Any) -> XCollector:
    made = XCollector(account="Kominfobekasi", client=XClient(world.bearer, 0), **wanted)
    made.client.api.session.mount("https://", make_retrying_adapter(backoff=0))
    return made


def hourly(count: int, *, first: int = 0, start: datetime = LAST_WEEK) -> list[XPost]:
    return [
        XPost(text=f"Layanan ke-{n} dibuka", at=start + timedelta(hours=n), likes=n)
        for n in range(first, first + count)
    ]


def texts(posts: list[XPost]) -> list[str]:
    return [post.text for post in sorted(posts, key=lambda post: post.at, reverse=True)]


def returned(world: World) -> list[str]:
    """The numbers of all posts that X returned and that arrived, in order."""
    return [number for request in world.asked("x", TIMELINE) for number in request.post_ids]


class Killed(Exception):
    """What kills a run between two pages."""


def killed_after(collector: XCollector, shelf: Shelf, count: int, **wanted: Any) -> None:
    """Commit so many pages, then die with the next one in flight."""
    for taken, page in enumerate(collector.pages(shelf.request(**wanted), shelf.limits)):
        if taken == count:
            return
        shelf.commit(page)
