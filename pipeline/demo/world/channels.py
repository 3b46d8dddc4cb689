"""Make what the sample shows beside its first three channels: a Page, videos, and an outlet of the press."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from pipeline.demo.world.facebook import FacebookComment, FacebookPost
from pipeline.demo.world.sample_entry import Entry
from pipeline.demo.world.world import WIB, Article, World
from pipeline.demo.world.youtube import YouTubeComment, YouTubeVideo

ANSWERING = timedelta(hours=5)  # people write so long after a post
REACTIONS = {"like": 1.0, "love": 0.12, "care": 0.04, "haha": 0.03, "wow": 0.02, "sad": 0.05, "angry": 0.03}


def add_channels(world: World, facebook: Iterable[Entry], youtube: Iterable[Entry], press: Iterable[Entry]) -> None:
    """Put these posts, videos and articles into the world, as they are at its moment."""
    world.facebook += map(facebook_post, facebook)
    world.youtube += map(youtube_video, youtube)
    world.press += map(press_article, press)


def facebook_post(entry: Entry) -> FacebookPost:
    """Make a post of the Page with reactions and insights; nobody has shared it while there is nothing to count."""
    comments = [FacebookComment(text=text, user=user, at=entry.at + ANSWERING) for user, text in _said(entry)]
    return FacebookPost(
        message=entry.fill(entry.says["text"]),
        at=entry.at,
        kind=entry.says["kind"],
        reactions={kind: entry.count(share) for kind, share in REACTIONS.items()},
        shares=entry.count(0.2) or None,
        insights={"post_media_view": entry.count(21), "post_clicks": entry.count(1.4)},
        comment_list=comments if entry.now >= entry.at + ANSWERING else [],
    )


def youtube_video(entry: Entry) -> YouTubeVideo:
    """Make a video with what it has gathered so far."""
    told = {name: entry.says[name] for name in ("title", "seconds", "upright", "live") if name in entry.says}
    comments = [YouTubeComment(text=text, user=f"@{user}", at=entry.at + ANSWERING) for user, text in _said(entry)]
    return YouTubeVideo(
        description=entry.fill(entry.says["text"]),
        at=entry.at,
        likes=entry.count(),
        views=entry.count(18),
        comment_list=comments,
        **told,
    )


def press_article(entry: Entry) -> Article:
    """Make an article of the outlet."""
    return Article(
        number=70_000 - entry.days,
        title=entry.fill(entry.says["title"]),
        paragraphs=[entry.fill(text) for text in entry.says["paragraphs"]],
        on=(entry.at + WIB).date(),
        at=entry.at,
        author="Redaksi",
    )


def _said(entry: Entry) -> list[tuple[str, str]]:
    """List who wrote what below a post."""
    return [(f"warga{entry.vary(text) % 90}", entry.fill(text)) for text in entry.says.get("comments", ())]
