"""Ask the stand-in's channel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from collectors.privacy import Pseudonyms
from collectors.youtube.collector import YouTubeCollector
from collectors.youtube.comments import YouTubeComments
from pipeline.demo.standin.server import LAST_WEEK, World, YouTubeVideo

HANDLE = "DiskominfoBekasi"
UPLOADS, LOOK_UPS, THREADS, ANSWERS = r"/playlistItems$", r"/videos$", r"/commentThreads$", r"/comments$"


def collector_of(world: World, **keys: Any) -> YouTubeCollector:
    channel: dict[str, Any] = {
        "account": HANDLE,
        "key": world.youtube_key,
        "contact": "https://kota.example",
        "pace_seconds": 0,
    }
    return YouTubeCollector(**channel | keys)


def comments_of(world: World, *, most: int = 1000) -> YouTubeComments:
    return YouTubeComments(
        account=HANDLE,
        key=world.youtube_key,
        contact="https://kota.example",
        pace_seconds=0,
        pseudonyms=Pseudonyms(b"a key of sixteen letters"),
        known=frozenset({"kominfobekasi"}),
        most=most,
    )


def hourly(count: int, *, first: int = 0) -> list[YouTubeVideo]:
    """Make videos, each an hour younger than the one before."""
    return [
        YouTubeVideo(title=f"Kabar {n}", at=LAST_WEEK + timedelta(hours=n), views=10 * n, likes=n)
        for n in range(first, first + count)
    ]


def ids(world: World) -> set[str]:
    return {f"youtube:{video.id}" for video in world.youtube if video.state == "public"}
