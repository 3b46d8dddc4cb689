"""The requests and units of a night by official interfaces, counted at the stand-in: the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.costs import FIRST_NIGHT, NEXT, SETTLED, City, city
from benchmarks.count import Count
from pipeline.demo.world.facebook import FacebookPost
from pipeline.demo.world.world import Account, InstagramPost, World
from pipeline.demo.world.youtube import YouTubeVideo

CONFIG = """\
youtube: {amendment_accepted: 2026-06-15}
sources:
  - {id: ig, platform: instagram, account: diskominfobekasi, ladder: [official], pace_seconds: 0}
  - {id: fb, platform: facebook, account: diskominfobekasi, pace_seconds: 0}
  - {id: yt, platform: youtube, account: diskominfobekasi, pace_seconds: 0}
"""
INSTAGRAM, FACEBOOK, YOUTUBE = "instagram", "facebook", "youtube"
ELSEWHERE = [Account(name="pemkotbekasi", native_id="7")]


@dataclass(frozen=True, slots=True)
class OfficialCosts:
    """Requests sent to a platform in a quiet night, in one with five new posts, and at a first harvest of 120."""

    quiet: int
    five_new: int
    first: int


def official_world(posts: int = 120) -> World:
    """Make an office whose posts are all too old to be looked at again."""
    world = World(now=FIRST_NIGHT)
    publish(world, posts, hours=5, before=SETTLED)
    return world


def publish(world: World, count: int, *, hours: int = 2, before: timedelta = timedelta()) -> None:
    """Let the office publish so many posts on each platform, so many hours apart, up to a time before now."""
    for n in range(1, count + 1):
        at = world.now - before - timedelta(hours=hours * n)
        world.instagram.append(InstagramPost(caption=f"Foto {at}", at=at, insights={"views": 9, "reach": 7}))
        world.facebook.append(FacebookPost(message=f"Kabar {at}", at=at, insights={"post_media_view": 9}))
        world.youtube.append(YouTubeVideo(title=f"Kabar {at}", at=at))


def costs_of(folder: Path, platform: str, *, own: bool = True) -> OfficialCosts:
    """Count the three nights of one platform; requests to YouTube are units."""
    return OfficialCosts(*(_asked(folder / night, platform, night, own=own) for night in ("quiet", "five", "first")))


def _asked(folder: Path, platform: str, night: str, *, own: bool) -> int:
    world = official_world()
    world.meta_accounts = None if own else ELSEWHERE
    with city(folder, world, CONFIG) as ours:
        ours.night(FIRST_NIGHT, platform)
        if night != "first":
            ours.world.now = FIRST_NIGHT + NEXT
            publish(ours.world, 5 if night == "five" else 0)
            ours.night(FIRST_NIGHT + NEXT, platform)
        return _counted(ours, platform)


def _counted(ours: City, platform: str) -> int:
    """Return the requests of the last night: one to YouTube takes one unit."""
    return len(ours.world.asked(YOUTUBE if platform == YOUTUBE else "meta"))


def measure(folder: Path) -> Sequence[Count]:
    """Count three nights of each platform; docs/benchmarks.md promises the aims."""
    told = {
        "requests to Instagram, official, own account": (costs_of(folder / "own", INSTAGRAM), (1, 6, 124)),
        "the same, another account": (costs_of(folder / "other", INSTAGRAM, own=False), (1, 1, 4)),
        "requests to a Facebook Page": (costs_of(folder / "fb", FACEBOOK), (3, 3, 12)),
        "units of YouTube": (costs_of(folder / "yt", YOUTUBE), (3, 4, 7)),
    }
    nights = ("a night with nothing new", "a night with 5 new posts", "first harvest of 120 posts")
    return [
        Count(night, unit, figure, aim)
        for unit, (cost, aims) in told.items()
        for night, figure, aim in zip(nights, (cost.quiet, cost.five_new, cost.first), aims, strict=True)
    ]
