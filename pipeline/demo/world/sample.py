"""The sample that the demo harvests: ten weeks of an invented city office, up to a given night."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import yaml

from pipeline.demo.world.channels import add_channels
from pipeline.demo.world.citizens import add_voices
from pipeline.demo.world.sample_entry import Entry
from pipeline.demo.world.world import WIB, Article, DateStyle, InstagramPost, Layout, World, XMedia, XPost

DATE_STYLES: tuple[DateStyle, ...] = get_args(DateStyle)
INSIGHTS_LAG = timedelta(hours=6)  # Meta names up to two days
LAYOUTS: tuple[Layout, ...] = get_args(Layout)


def sample_world(now: datetime, *, anchor: datetime | None = None) -> World:
    """Make the world as it is at *now*; posts are dated back from *anchor*, which is *now* unless given.

    Made for several nights up to one anchor, it shows posts appear and their counts grow.
    """
    sample, channels = _read("sample.yaml"), _read("channels.yaml")

    def entries(platform: str, sample: Mapping[str, Any] = sample) -> Iterator[Entry]:
        for says in sample[platform]:
            for days in says["days"]:
                yield Entry(says, days, moment(anchor or now, days, says.get("at", "09:00")), now, sample["districts"])

    world = World(
        now=now,
        x=[post for entry in entries("x") for post in x_posts(entry)],
        instagram=[instagram_post(entry) for entry in entries("instagram")],
        articles=[article(entry) for entry in entries("articles")],
    )
    add_voices(world, entries("responses"))
    add_channels(world, *(entries(name, channels) for name in ("facebook", "youtube", "press")))
    return world


@cache
def _read(name: str) -> Mapping[str, Any]:
    """Read a file once, however many nights are made of it."""
    told: Mapping[str, Any] = yaml.safe_load(files("pipeline.demo.world").joinpath(name).read_text(encoding="utf-8"))
    return told


def moment(anchor: datetime, days: int, clock: str) -> datetime:
    """Return the moment at local time *clock*, so many days before *anchor*."""
    day = (anchor.astimezone(UTC) + WIB).date() - timedelta(days=days)
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=UTC) - WIB


def x_posts(entry: Entry) -> Iterator[XPost]:
    """Make a post and the thread that hangs on it."""
    says = entry.says
    if "repost" in says:
        yield XPost(kind="repost", text="", at=entry.at, ref=other_post(entry, says["repost"]))
        return
    quoted = other_post(entry, says["quote"]) if "quote" in says else None
    post = x_post(entry, says["text"], kind="quote" if quoted else "post", ref=quoted, media=x_media(entry))
    yield post
    for number, text in enumerate(says.get("thread", []), start=1):
        post = x_post(entry, text, kind="reply", ref=post, at=entry.at + timedelta(minutes=2 * number))
        yield post


def x_post(entry: Entry, text: str, **more: Any) -> XPost:
    """Make a post of the office with what it has gathered so far."""
    counts = {
        "likes": entry.count(),
        "replies": entry.count(0.18),
        "reposts": entry.count(0.42),
        "quotes": entry.count(0.04),
        "bookmarks": entry.count(0.07),
        "views": entry.count(48),
    }
    return XPost(text=entry.fill(text), **{"at": entry.at} | counts | more)


def x_media(entry: Entry) -> list[XMedia]:
    """Make the photo or video of a post."""
    says = entry.says
    if "media" not in says:
        return []
    return [XMedia(kind=says["media"], alt_text=says.get("alt_text"), views=entry.count(20))]


def other_post(entry: Entry, says: Mapping[str, Any]) -> XPost:
    """Make another account's post, three hours older than the office's that refers to it."""
    at = entry.at - timedelta(hours=3)
    text, reposts = entry.fill(says["text"]), says.get("reposts", 0)
    return XPost(author=says["author"], text=text, at=at, reposts=reposts, likes=3 * reposts)


def instagram_post(entry: Entry) -> InstagramPost:
    """Make an Instagram post with what it has gathered so far."""
    says = entry.says
    told = {name: says[name] for name in ("kind", "pinned", "hidden_likes", "owner") if name in says}
    video = told["kind"] == "video"
    return InstagramPost(
        caption=None if says["caption"] is None else entry.fill(says["caption"]),
        at=entry.at,
        likes=entry.count(),
        comments=entry.count(0.03),
        views=entry.count(9) if video else 0,
        plays=entry.count(14) if video else 0,
        insights=insights(entry),
        **told,
    )


def insights(entry: Entry) -> dict[str, int]:
    """Count what Meta tells the owner of an Instagram post; nothing of a young one yet."""
    if entry.now - entry.at < INSIGHTS_LAG:
        return {}
    told = {"views": entry.count(9), "reach": entry.count(6), "saved": entry.count(0.05), "shares": entry.count(0.08)}
    return told | {"total_interactions": entry.count(1.16)}


def article(entry: Entry) -> Article:
    """Make an article; date style and layout change from one to the next, every third shows its reads."""
    says, number = entry.says, 9000 - 10 * entry.days
    return Article(
        number=number,
        title=entry.fill(says["title"]),
        paragraphs=[entry.fill(text) for text in says["paragraphs"]],
        on=(entry.at + WIB).date(),
        author=says["author"],
        views=entry.count() if entry.days % 3 == 0 else None,
        date_style=DATE_STYLES[entry.days % len(DATE_STYLES)],
        layout=LAYOUTS[entry.days % len(LAYOUTS)],
    )
